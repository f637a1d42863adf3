"""Words for the demonstration. Every enterprise, person and case here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from ...domain.stages import Stage

OWN = "虚构运输集团有限公司"
PARENT = "虚构城市投资控股集团有限公司"
ENTERPRISES = (
    ("虚构物流有限公司", 3),
    ("虚构供应链管理有限公司", 3),
    ("虚构公交客运有限公司", 3),
    ("虚构港口混改有限公司", 3),
    ("虚构置业有限公司", 3),
    ("虚构水务工程有限公司", 4),
    ("虚构能源运销有限公司", 4),
    ("虚构文旅发展有限公司", 4),
    ("虚构农产担保有限公司", 4),
    ("虚构代管资产有限公司", 3),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = (
    *(
        "建明",
        "志远",
        "晓东",
        "海涛",
        "文斌",
        "国强",
        "立新",
        "永刚",
        "春华",
        "秀英",
        "丽娟",
        "敏",
        "涛",
        "磊",
    ),
    *("雪梅", "玉兰", "德胜", "振宇", "思源", "家栋", "宏伟", "学军", "卫国", "爱华"),
)
POSTS = ("董事长", "总经理", "副总经理", "财务总监", "业务部经理", "财务部经理", "项目经理", "经办人")
LOSS_ITEMS = {"direct": "预付货款无法收回", "indirect": "资金占用损失", "contingent": "担保代偿风险"}
SUPERVISION = ("年度经济责任专项审计报告（虚构）", "市委巡察反馈意见（虚构）")
FINDINGS = ("预付货款逾期未收回。", "资产租赁未公开招租。", "合同台账登记不全。")


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of case: category as the dictionary names it, summary with ``{amount}`` in 万元."""

    category: str
    summary: str


CASES = (
    Case("集团管控", "超越权限决定对外合作事项，形成损失风险{amount}万元"),
    Case("风险管理", "重大诉讼未及时报告，败诉承担连带责任{amount}万元"),
    Case("购销管理", "与同一实际控制人的上下游开展无实物流转的煤炭贸易，预付货款{amount}万元逾期未收回"),
    Case("资金管理", "未经集体决策向参股企业提供借款{amount}万元，到期未归还"),
    Case("工程承包建设", "低于成本价承揽工程，预计亏损{amount}万元"),
    Case("产权（股权、资产）转让", "转让土地使用权未评估，差额{amount}万元"),
    Case("固定资产投资", "擅自扩大建设规模，超概算{amount}万元"),
    Case("投资并购", "收购股权未开展尽职调查，标的公司隐瞒债务，形成损失{amount}万元"),
    Case("改组改制", "混合所有制改革中未按规定清产核资，国有权益被低估{amount}万元"),
    Case("境外经营投资", "境外代理佣金支付未经审批，涉及{amount}万元"),
    Case("其他", "账外存放废旧物资处置收入{amount}万元"),
)
HANDLING = {
    Stage.INTAKE: "已受理，待初步核实",
    Stage.PRELIMINARY_CHECK: "已受理，正在初步核实",
    Stage.TRIAGE: "初核结束，拟转核查",
    Stage.INVESTIGATION: "核查中",
    Stage.DISPOSITION: "已形成核查报告，待上会",
    Stage.RECTIFICATION: "已作出处理决定，整改中",
    Stage.CLOSURE: "整改到位，已销号",
}
#: 处置方式 → the words of the opinion.
DISPOSED = {
    "direct": "由本单位直接核查",
    "joint": "与上级企业联合核查",
    "hand_down": "移交下级企业办理，限期反馈",
    "transfer": "移交其他部门办理",
    "discipline": "移送纪检监察机构办理",
    "judicial": "涉嫌犯罪，移送司法机关办理",
    "hand_up": "涉及本单位领导人员，提级上报",
    "keep": "情况尚不具备核查条件，留存备查",
    "close": "不需追究责任，予以了结",
}
#: Kinds of handling that go round; together every row of the statistics.
KINDS = (
    ("criticism.circular", "pay.performance"),
    ("criticism.education",),
    ("organisation.adjust",),
    ("criticism.admonition", "ban"),
    ("pay.tenure",),
    ("party.warning",),
    ("sanction.demerit",),
    ("criticism.written", "discipline"),
    ("organisation.dismiss", "judicial"),
)


def section_text(heading: str) -> str:
    """A paragraph for one section of the demonstration report."""
    return f"（演示文字）本年度按通知要求开展“{heading}”方面的工作，责任到人，按月调度，资料存卷备查。"


#: 成员 of the body that decided, with how each voted; invented.
MEMBERS = (
    ("罗建国", "主任", "agreed"),
    ("沈秋白", "委员", "agreed"),
    ("潘文斌", "委员", "reserved"),
)
