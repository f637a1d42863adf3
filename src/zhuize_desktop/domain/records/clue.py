"""问题线索: the unit of the ledger (问题线索管理台账)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_LEDGER = "问题线索管理台账通行栏目"
_NOTICE = "济国资综合〔2023〕3号"
_FOLD = Layout.FOLDED


class Circle(StrEnum):
    """知悉范围: who, beyond the handlers, may read the clue."""

    HANDLERS = "handlers"
    NAMED = "named"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"handlers": "全体办理人员", "named": "指定人员"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue(Record):
    """One clue, from 受理 to 销号. The first ten fields stand at the front of the form, the rest fold."""

    noun: ClassVar[str] = "线索"
    called_by: ClassVar[str] = "number"

    # --- at registration -------------------------------------------------------------------------------------
    number: Annotated[
        str,
        Field(
            "线索编号",
            Kind.TEXT,
            _LEDGER,
            help="留空由程序编号；导入的保留原编号。",
            aliases=("编号", "线索号"),
            layout=_FOLD,
            group="登记",
            width=16,
        ),
    ] = ""
    source_kind: Annotated[
        str,
        Field(
            "来源方式",
            Kind.CATALOGUE,
            f"{_NOTICE} 二（一）2",
            dictionary="source_kind",
            required_from=Stage.INTAKE,
            aliases=("线索来源", "来源", "问题来源"),
            width=14,
        ),
    ] = ""
    reported_on: Annotated[
        date | None,
        Field(
            "报送时间",
            Kind.DATE,
            _LEDGER,
            required_from=Stage.INTAKE,
            aliases=("报送日期", "登记时间", "收到时间"),
            width=11,
        ),
    ] = None
    enterprises: Annotated[
        tuple[str, ...],
        Field(
            "涉及单位",
            Kind.UID,
            _LEDGER,
            refers_to="Enterprise",
            required_from=Stage.INTAKE,
            aliases=("涉及企业", "责任单位", "被反映单位"),
            width=24,
        ),
    ] = ()
    category: Annotated[
        str,
        Field(
            "问题类别",
            Kind.CHOICE,
            "山东省国资委2019年通知所列类别（参照）",
            dictionary="violation_category",
            required_from=Stage.INTAKE,
            aliases=("线索类别", "违规类别", "类别"),
            width=12,
        ),
    ] = ""
    summary: Annotated[
        str,
        Field(
            "问题线索概述",
            Kind.LONG_TEXT,
            _LEDGER,
            required_from=Stage.INTAKE,
            aliases=("线索概述", "主要问题", "问题描述", "主要问题线索"),
            width=40,
        ),
    ] = ""
    occurred_from: Annotated[
        date | None, Field("发生时间起", Kind.DATE, _LEDGER, aliases=("发生时间",), width=11)
    ] = None
    occurred_to: Annotated[
        date | None,
        Field("发生时间止", Kind.DATE, _LEDGER, help="一次性行为与起相同；仍在持续可留空。", width=11),
    ] = None
    estimated_loss: Annotated[
        int | None,
        Field(
            "预估损失",
            Kind.MONEY,
            "国资发监督二〔2018〕116号 实时报告第三项（参照）",
            unit="元",
            aliases=("预估损失风险", "损失金额"),
            width=14,
        ),
    ] = None
    persons: Annotated[
        tuple[str, ...],
        Field(
            "涉及责任人员",
            Kind.UID,
            _LEDGER,
            refers_to="Person",
            sensitivity=Sensitivity.PERSONAL,
            aliases=("责任人", "责任人员", "涉及人员"),
            width=14,
        ),
    ] = ()
    # --- 登记 ---------------------------------------------------------------------------------------------------
    reporter: Annotated[
        str,
        Field("报告主体", Kind.TEXT, _LEDGER, aliases=("报告单位",), layout=_FOLD, group="登记", width=14),
    ] = ""
    report_methods: Annotated[
        tuple[str, ...],
        Field("报送方式", Kind.CHOICE, _LEDGER, dictionary="report_method", layout=_FOLD, group="登记"),
    ] = ()
    source_text: Annotated[
        str, Field("来源原文", Kind.TEXT, help="台账上原来的写法。", layout=_FOLD, group="登记")
    ] = ""
    level: Annotated[
        int | None,
        Field(
            "级次", Kind.WHOLE, _LEDGER, aliases=("企业级次", "管理级次"), layout=_FOLD, group="登记", width=6
        ),
    ] = None
    discovery: Annotated[
        str,
        Field(
            "发现方式",
            Kind.CHOICE,
            f"{_NOTICE} 二（一）1",
            dictionary="discovery",
            layout=_FOLD,
            group="登记",
        ),
    ] = ""
    discovered_on: Annotated[
        date | None,
        Field("发现（获悉）日期", Kind.DATE, "实时报告起算点（参照）", layout=_FOLD, group="登记"),
    ] = None
    secrecy: Annotated[
        str,
        Field(
            "敏感程度",
            Kind.CHOICE,
            "本机只登记内部、工作秘密、商业秘密",
            dictionary="secrecy",
            help="涉及国家秘密的不得在本机登记，另行按保密规定办理。",
            layout=_FOLD,
            group="登记",
        ),
    ] = "internal"
    remark: Annotated[str, Field("备注", Kind.LONG_TEXT, _LEDGER, layout=_FOLD, group="登记")] = ""
    # --- 来源 ---------------------------------------------------------------------------------------------------
    source_document: Annotated[
        str, Field("来源文件名称", Kind.TEXT, f"{_NOTICE} 二（一）2", layout=_FOLD, group="来源")
    ] = ""
    document_number: Annotated[
        str, Field("来源文号", Kind.TEXT, f"{_NOTICE} 二（一）2", layout=_FOLD, group="来源")
    ] = ""
    received_on: Annotated[
        date | None, Field("收到日期", Kind.DATE, f"{_NOTICE} 二（一）2", layout=_FOLD, group="来源")
    ] = None
    main_finding: Annotated[
        str | None, Field("主来源监督发现", Kind.UID, refers_to="Finding", layout=Layout.NONE)
    ] = None
    from_superior: Annotated[
        bool, Field("上级移交", Kind.FLAG, f"{_NOTICE} 二（一）", layout=_FOLD, group="来源")
    ] = False
    transferred_by: Annotated[
        str, Field("移交单位", Kind.TEXT, f"{_NOTICE} 二（一）", layout=_FOLD, group="来源")
    ] = ""
    moved_in: Annotated[
        str,
        Field(
            "移入方式",
            Kind.CHOICE,
            "本程序设计",
            dictionary="moved_in",
            help="其他单位已经受理、整案转来本单位办理的选填，统计列移入；新发现、新移交的不填，统计列新增受理。",
            layout=_FOLD,
            group="来源",
        ),
    ] = ""
    feedback_due: Annotated[
        date | None,
        Field("反馈期限", Kind.DATE, f"{_NOTICE} 二（三）1", ahead=True, layout=_FOLD, group="来源"),
    ] = None
    informant_place: Annotated[
        str,
        Field(
            "举报材料存放处",
            Kind.TEXT,
            sensitivity=Sensitivity.PROTECTED,
            help="只记密封原件的存放处和编号，不得登记举报人身份。",
            layout=_FOLD,
            group="来源",
        ),
    ] = ""
    # --- 性质 ---------------------------------------------------------------------------------------------------
    situations: Annotated[
        tuple[str, ...],
        Field(
            "违规情形",
            Kind.CATALOGUE,
            "国务院国资委令第46号 第7—19条（参照）",
            dictionary="situation",
            layout=_FOLD,
            group="性质",
        ),
    ] = ()
    focus_areas: Annotated[
        tuple[str, ...],
        Field(
            "重点领域",
            Kind.CHOICE,
            f"{_NOTICE} 二（一）1",
            dictionary="focus_area",
            layout=_FOLD,
            group="性质",
        ),
    ] = ()
    trigger_events: Annotated[
        tuple[str, ...],
        Field(
            "触发事件",
            Kind.CHOICE,
            f"{_NOTICE} 二（一）1",
            dictionary="trigger_event",
            layout=_FOLD,
            group="性质",
        ),
    ] = ()
    occurred_text: Annotated[str, Field("发生时间原文", Kind.TEXT, layout=_FOLD, group="性质")] = ""
    loss_text: Annotated[
        str,
        Field(
            "资产损失程度或不良后果",
            Kind.TEXT,
            _LEDGER,
            aliases=("损失程度", "资产损失", "不良后果"),
            layout=_FOLD,
            group="性质",
            width=18,
        ),
    ] = ""
    loss_class: Annotated[
        str,
        Field(
            "资产损失档次",
            Kind.CHOICE,
            "本地损失标准待填；46号令参照",
            dictionary="loss_class",
            layout=_FOLD,
            group="性质",
        ),
    ] = ""
    consequence_class: Annotated[
        str,
        Field(
            "不良后果档次",
            Kind.CHOICE,
            "国务院国资委令第46号 第三章（参照）",
            dictionary="consequence_class",
            layout=_FOLD,
            group="性质",
        ),
    ] = ""
    estimator: Annotated[
        str,
        Field(
            "预估主体",
            Kind.CHOICE,
            "国资发监督二〔2018〕116号（参照）",
            dictionary="estimator",
            layout=_FOLD,
            group="性质",
        ),
    ] = ""
    realtime_scope: Annotated[
        bool | None,
        Field(
            "属实时报告范围",
            Kind.FLAG,
            f"{_NOTICE} 二（三）2；济国资办〔2021〕43号（原文待核对）",
            layout=_FOLD,
            group="性质",
        ),
    ] = None
    realtime_reason: Annotated[str, Field("判断理由", Kind.TEXT, layout=_FOLD, group="性质")] = ""
    # --- 办理 ---------------------------------------------------------------------------------------------------
    stage: Annotated[
        Stage,
        Field(
            "环节",
            Kind.CHOICE,
            "程序六步加销号",
            aliases=("办理环节", "当前环节"),
            layout=Layout.NONE,
            width=9,
        ),
    ] = Stage.INTAKE
    stage_confirmed: Annotated[
        bool, Field("环节已确认", Kind.FLAG, help="由处理情况推断的环节须经人确认。", layout=Layout.NONE)
    ] = True
    handling: Annotated[
        str,
        Field(
            "处理情况",
            Kind.LONG_TEXT,
            _LEDGER,
            aliases=("办理情况", "进展情况"),
            layout=_FOLD,
            group="办理",
            width=22,
        ),
    ] = ""
    legacy: Annotated[
        bool,
        Field(
            "存量线索",
            Kind.FLAG,
            help="启用本程序前已在办或已办结，以前环节为历史已办。",
            layout=_FOLD,
            group="办理",
        ),
    ] = False
    legacy_stage: Annotated[
        Stage | None,
        Field(
            "接管环节",
            Kind.CHOICE,
            help="存量线索由本程序接手时所处的环节；以前的环节为历史已办，不要求补齐。",
            layout=Layout.NONE,
        ),
    ] = None
    legacy_basis: Annotated[
        str,
        Field(
            "历史已办依据",
            Kind.TEXT,
            help="以前各环节由谁按什么材料确认为已办。",
            layout=Layout.FOLDED,
            group="办理",
        ),
    ] = ""
    handler: Annotated[
        str | None, Field("经办人", Kind.UID, refers_to="User", layout=_FOLD, group="办理")
    ] = None
    accepted_on: Annotated[
        date | None,
        Field("受理日期", Kind.DATE, _LEDGER, aliases=("受理时间",), layout=_FOLD, group="办理", width=11),
    ] = None
    checked_on: Annotated[
        date | None, Field("初核完成日期", Kind.DATE, "五节点统计", layout=_FOLD, group="办理")
    ] = None
    triaged_on: Annotated[
        date | None, Field("分类处置日期", Kind.DATE, "五节点统计", layout=_FOLD, group="办理")
    ] = None
    disposition: Annotated[
        str,
        Field(
            "分类处置方式",
            Kind.CHOICE,
            f"{_NOTICE} 二（一）2",
            dictionary="disposition",
            layout=_FOLD,
            group="办理",
        ),
    ] = ""
    opened_on: Annotated[
        date | None,
        Field(
            "核查方案批准日期", Kind.DATE, "国资发监责〔2020〕62号 第29条（参照）", layout=_FOLD, group="办理"
        ),
    ] = None
    investigated_on: Annotated[
        date | None, Field("核查完成日期", Kind.DATE, "五节点统计", layout=_FOLD, group="办理")
    ] = None
    decided_on: Annotated[
        date | None, Field("处理决定日期", Kind.DATE, "五节点统计", layout=_FOLD, group="办理")
    ] = None
    rectified_on: Annotated[
        date | None, Field("整改到位日期", Kind.DATE, f"{_NOTICE} 二（二）1", layout=_FOLD, group="办理")
    ] = None
    closed: Annotated[
        bool,
        Field("是否完结", Kind.FLAG, _LEDGER, aliases=("是否办结", "是否销号"), layout=Layout.NONE, width=8),
    ] = False
    closed_on: Annotated[
        date | None, Field("销号日期", Kind.DATE, f"{_NOTICE} 二（二）1", layout=_FOLD, group="办理")
    ] = None
    closure_kind: Annotated[
        str,
        Field(
            "销号方式",
            Kind.CHOICE,
            f"{_NOTICE} 二（二）1",
            dictionary="closure_kind",
            layout=_FOLD,
            group="办理",
        ),
    ] = ""
    concluded_on: Annotated[
        date | None, Field("办结日期", Kind.DATE, f"{_NOTICE} 二（二）1", layout=_FOLD, group="办理")
    ] = None
    merged_into: Annotated[str | None, Field("并入线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)] = (
        None
    )
    split_from: Annotated[str | None, Field("拆分自线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)] = (
        None
    )
    # --- 知悉 ---------------------------------------------------------------------------------------------------
    circle: Annotated[
        Circle,
        Field(
            "知悉范围",
            Kind.CHOICE,
            help="信访举报、纪检移交的默认仅指定人员知悉，其他人只见编号。",
            layout=Layout.NONE,
        ),
    ] = Circle.HANDLERS
    circle_users: Annotated[
        tuple[str, ...], Field("指定知悉人员", Kind.UID, refers_to="User", layout=Layout.NONE)
    ] = ()
