"""The columns of a 问题线索管理台账 and every heading under which they are known. The only place for aliases.

The fourteen usual columns, and those that offices add. What a record already declares (label and aliases of
``Field``) is read from there, so our own exports are understood without a second list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ..domain.fields import column
from ..domain.reading import AmountUnit, squeezed
from ..domain.records.clue import Clue


class LedgerColumn(StrEnum):
    """What a column of a ledger holds."""

    ORDINAL = "ordinal"
    CLUE_NUMBER = "clue_number"
    TITLE = "title"
    SOURCE = "source"
    REPORTER = "reporter"
    REPORTED_ON = "reported_on"
    REPORT_METHODS = "report_methods"
    ENTERPRISES = "enterprises"
    LEVEL = "level"
    SUMMARY = "summary"
    OCCURRED = "occurred"
    OCCURRED_FROM = "occurred_from"
    OCCURRED_TO = "occurred_to"
    CATEGORY = "category"
    LOSS = "loss"
    LOSS_CLASS = "loss_class"
    CONSEQUENCE = "consequence"
    ESTIMATED = "estimated"
    DIRECT = "direct"
    INDIRECT = "indirect"
    CONTINGENT = "contingent"
    CONFIRMED = "confirmed"
    RECOVERED = "recovered"
    PERSONS = "persons"
    POSTS = "posts"
    HANDLING = "handling"
    COMPLETED = "completed"
    CLOSED_ON = "closed_on"
    STAGE = "stage"
    SECRECY = "secrecy"
    SOURCE_DOCUMENT = "source_document"
    DOCUMENT_NUMBER = "document_number"
    RECEIVED_ON = "received_on"
    ACCEPTED_ON = "accepted_on"
    REMARK = "remark"

    @property
    def label(self) -> str:
        """The Chinese term, the same as on the form."""
        return _COLUMNS[self].label

    @property
    def is_money(self) -> bool:
        """Bare numbers in it are amounts."""
        return self in _MONEY


@dataclass(frozen=True, slots=True)
class _Known:
    """A column with its label and other headings; ``field`` is the attribute of ``Clue`` that declares more."""

    label: str
    aliases: tuple[str, ...] = ()
    field: str = ""


_C = LedgerColumn
_COLUMNS: dict[LedgerColumn, _Known] = {
    _C.ORDINAL: _Known("序号", ("行号", "No", "顺序号")),
    _C.CLUE_NUMBER: _Known(
        "线索编号", ("问题线索编号", "线索登记编号", "登记编号", "台账编号", "线索序号"), "number"
    ),
    _C.TITLE: _Known("线索名称", ("问题线索名称", "标题", "线索标题", "事项名称", "问题名称")),
    _C.SOURCE: _Known(
        "来源方式",
        (
            "线索来源方式",
            "问题线索来源",
            "来源渠道",
            "线索来源渠道",
            "问题来源",
            "问题线索来源方式",
            "来源类别",
            "来源原文",
        ),
        "source_kind",
    ),
    _C.REPORTER: _Known(
        "报告主体", ("报送单位", "报送主体", "填报主体", "上报单位", "报告部门", "报送部门"), "reporter"
    ),
    _C.REPORTED_ON: _Known(
        "报送时间", ("报告时间", "报告日期", "上报时间", "上报日期", "登记日期"), "reported_on"
    ),
    _C.REPORT_METHODS: _Known("报送方式", ("报告方式", "上报方式", "报送形式"), "report_methods"),
    _C.ENTERPRISES: _Known(
        "涉及单位",
        (
            "涉事企业",
            "涉事单位",
            "涉及企业名称",
            "涉及单位名称",
            "被核查单位",
            "被核查企业",
            "所属企业",
            "企业名称",
            "涉及子企业",
        ),
        "enterprises",
    ),
    _C.LEVEL: _Known(
        "级次", ("单位级次", "企业层级", "涉及企业级次", "涉及单位级次", "层级", "企业级别"), "level"
    ),
    _C.SUMMARY: _Known(
        "问题线索概述",
        (
            "问题概述",
            "线索内容",
            "问题线索",
            "问题线索内容",
            "问题线索描述",
            "主要内容",
            "线索描述",
            "反映的主要问题",
            "反映问题",
            "主要问题概述",
            "问题内容",
            "违规事实",
            "问题事实",
            "问题线索简要情况",
            "线索简要情况",
            "违规问题",
            "违规问题概述",
        ),
        "summary",
    ),
    _C.OCCURRED: _Known(
        "发生时间",
        ("问题发生时间", "发生日期", "发生年度", "发生期间", "违规时间", "问题发生期间", "发生时间原文"),
    ),
    _C.OCCURRED_FROM: _Known(
        "发生时间起",
        ("发生起始时间", "起始时间", "发生开始时间", "发生起", "起始日期", "开始时间"),
        "occurred_from",
    ),
    _C.OCCURRED_TO: _Known(
        "发生时间止",
        ("发生截止时间", "截止时间", "发生结束时间", "发生止", "终止日期", "结束时间"),
        "occurred_to",
    ),
    _C.CATEGORY: _Known(
        "问题类别",
        ("问题分类", "问题类型", "违规类型", "线索类型", "违规领域", "涉及领域", "违规情形类别"),
        "category",
    ),
    _C.LOSS: _Known(
        "资产损失程度或不良后果",
        (
            "资产损失程度",
            "资产损失或不良后果",
            "资产损失情况",
            "损失情况",
            "损失或不良后果",
            "损失程度或不良后果",
            "资产损失金额",
            "损失额",
            "涉及损失",
            "损失及不良后果",
            "资产损失及不良后果",
            "造成损失",
            "造成损失情况",
            "造成的损失",
            "损失",
            "资产损失额",
        ),
        "loss_text",
    ),
    _C.LOSS_CLASS: _Known(
        "资产损失档次", ("损失档次", "损失等级", "资产损失等级", "损失级别", "资产损失级别"), "loss_class"
    ),
    _C.CONSEQUENCE: _Known(
        "不良后果档次", ("不良后果程度", "不良后果等级", "其他不良后果"), "consequence_class"
    ),
    _C.ESTIMATED: _Known(
        "预估损失",
        (
            "预估损失金额",
            "预估损失风险金额",
            "预计损失",
            "预计损失金额",
            "估计损失",
            "损失风险",
            "损失风险金额",
            "预估资产损失",
            "初步估算损失",
            "预估金额",
            "损失预估",
            "损失金额预估",
            "损失预估金额",
        ),
        "estimated_loss",
    ),
    _C.DIRECT: _Known(
        "直接损失", ("直接损失金额", "直接资产损失", "直接经济损失", "损失直接", "资产损失直接", "直接")
    ),
    _C.INDIRECT: _Known(
        "间接损失", ("间接损失金额", "间接资产损失", "间接经济损失", "损失间接", "资产损失间接", "间接")
    ),
    _C.CONTINGENT: _Known("或有损失", ("或有损失金额", "潜在损失", "或有资产损失", "或有")),
    _C.CONFIRMED: _Known(
        "认定损失",
        (
            "认定损失金额",
            "损失认定金额",
            "认定资产损失",
            "资产损失认定金额",
            "核定损失",
            "确认损失",
            "认定金额",
            "损失金额认定",
            "损失认定",
        ),
    ),
    _C.RECOVERED: _Known(
        "已挽回",
        (
            "挽回损失",
            "已挽回损失",
            "挽回金额",
            "挽回损失金额",
            "追回金额",
            "已追回",
            "已追回金额",
            "追损挽损金额",
            "追损挽损",
            "已挽回金额",
        ),
    ),
    _C.PERSONS: _Known(
        "涉及责任人员",
        (
            "涉及责任人",
            "相关责任人",
            "相关责任人员",
            "责任人姓名",
            "涉事人员",
            "涉嫌责任人",
            "被反映人",
            "责任人员姓名",
        ),
        "persons",
    ),
    _C.POSTS: _Known(
        "职务", ("责任人职务", "责任人员职务", "时任职务", "现任职务", "职务职级", "涉及责任人员职务")
    ),
    _C.HANDLING: _Known(
        "处理情况",
        (
            "处置情况",
            "办理进展",
            "核查情况",
            "核查进展",
            "工作进展",
            "进展",
            "目前进展",
            "查处情况",
            "处理进展",
            "办理情况及结果",
            "处理结果",
            "办理结果",
        ),
        "handling",
    ),
    _C.COMPLETED: _Known(
        "是否完结", ("是否结案", "是否了结", "完结情况", "是否结束", "办结情况", "完结", "销号情况"), "closed"
    ),
    _C.CLOSED_ON: _Known(
        "销号日期", ("销号时间", "办结日期", "办结时间", "完结时间", "完结日期", "结案日期"), "closed_on"
    ),
    _C.STAGE: _Known(
        "环节",
        (
            "所处环节",
            "工作环节",
            "办理阶段",
            "当前阶段",
            "所处阶段",
            "线索状态",
            "状态",
            "办理状态",
            "进展阶段",
        ),
        "stage",
    ),
    _C.SECRECY: _Known(
        "敏感程度",
        ("密级", "是否涉密", "是否涉及国家秘密", "涉密等级", "保密级别", "保密等级", "秘密等级"),
        "secrecy",
    ),
    _C.SOURCE_DOCUMENT: _Known(
        "来源文件名称",
        ("来源文件", "文件名称", "来源依据", "依据文件", "审计报告名称", "报告名称"),
        "source_document",
    ),
    _C.DOCUMENT_NUMBER: _Known(
        "来源文号", ("文号", "文件号", "文件文号", "发文字号", "来源文件文号", "报告文号"), "document_number"
    ),
    _C.RECEIVED_ON: _Known(
        "收到日期", ("收到文件日期", "接收日期", "接收时间", "收文日期", "收件日期"), "received_on"
    ),
    _C.ACCEPTED_ON: _Known("受理日期", ("线索受理时间", "受理登记日期"), "accepted_on"),
    _C.REMARK: _Known("备注", ("说明", "备注说明", "其他说明"), "remark"),
}

_MONEY = frozenset({_C.LOSS, _C.ESTIMATED, _C.DIRECT, _C.INDIRECT, _C.CONTINGENT, _C.CONFIRMED, _C.RECOVERED})

#: Headings that merely resemble a known one, tried last and in this order; the match is told to the user.
_RESEMBLING: tuple[tuple[str, LedgerColumn], ...] = (
    (r"编号$", _C.CLUE_NUMBER),
    (r"概述|主要问题|问题描述", _C.SUMMARY),
    (r"责任人", _C.PERSONS),
    (r"是否.*(?:完结|办结|销号|结案)", _C.COMPLETED),
    (r"(?:已|追).*(?:挽回|追回)|挽回", _C.RECOVERED),
    (r"(?:预估|预计).*(?:损失|金额)|损失.*(?:预估|预计)", _C.ESTIMATED),
    (r"认定.*(?:损失|金额)|损失.*认定", _C.CONFIRMED),
    (r"间接.*损失", _C.INDIRECT),
    (r"直接.*损失", _C.DIRECT),
    (r"损失|不良后果", _C.LOSS),
    (r"来源", _C.SOURCE),
    (r"涉及.*(?:单位|企业)", _C.ENTERPRISES),
    (r"(?:处理|办理|处置|核查).*(?:情况|进展|结果)", _C.HANDLING),
    (r"发生.*(?:时间|日期|期间)", _C.OCCURRED),
    (r"(?:报送|上报|报告).*(?:时间|日期)", _C.REPORTED_ON),
    (r"类别|类型", _C.CATEGORY),
)
#: A heading that asks something else although it resembles a column.
_OTHERWISE = re.compile(
    r"原因|措施|整改|建议|依据条款|反馈|期限|要求|审批|经办|联系|电话|年龄|性别|身份证|党派|学历"
)

_UNIT = re.compile(r"(亿元|百万元|万元|千元|元)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_TAIL_UNIT = re.compile(r"[/:、,]?(?:单位:?)?(亿元|百万元|万元|千元|元)$")
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、)]|\(?[一二三四五六七八九十]{1,3}[、).])")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart.

    Attributes:
        text: as it stands in the ledger, two rows joined by ``／``.
        plain: the words alone, by which the column is known.
        unit: the unit that the heading names.
        note: what else stands in brackets.
    """

    text: str
    plain: str
    unit: AmountUnit | None
    note: str


def taken_apart(text: str) -> Heading:
    """A heading without numbering, stars, brackets and unit: ``*预估损失（万元）`` → 预估损失, 万元."""
    plain = squeezed(text).replace("*", "").replace("★", "").strip(":.")
    plain = _NUMBERING.sub("", plain)
    unit: AmountUnit | None = None
    notes: list[str] = []
    for inside in _BRACKETS.findall(plain):
        found = _UNIT.search(inside)
        if found and unit is None:
            unit = AmountUnit(found[1])
        else:
            notes.append(inside)
    plain = _BRACKETS.sub("", plain)
    if unit is None and (tail := _TAIL_UNIT.search(plain)) and tail.start() > 0:
        unit, plain = AmountUnit(tail[1]), plain[: tail.start()]
    return Heading(text, plain.strip(":"), unit, "；".join(notes))


@cache
def _by_alias() -> dict[str, LedgerColumn]:
    """Every known heading; labels go before aliases, and a column before those declared after it."""
    found: dict[str, LedgerColumn] = {}
    declared = {known: column(Clue, item.field).field for known, item in _COLUMNS.items() if item.field}
    for known, item in _COLUMNS.items():
        found.setdefault(squeezed(item.label), known)
        if known in declared:
            found.setdefault(_plain(declared[known].label), known)
    for known, item in _COLUMNS.items():
        for alias in (*item.aliases, *(declared[known].aliases if known in declared else ())):
            found.setdefault(_plain(alias), known)
    return found


def _plain(alias: str) -> str:
    return taken_apart(alias).plain


def known_column(plain: str) -> LedgerColumn | None:
    """The column that a plain heading names exactly."""
    return _by_alias().get(plain)


def resembling_column(plain: str) -> LedgerColumn | None:
    """The column that a heading only resembles; the caller tells the user."""
    if not plain or _OTHERWISE.search(plain):
        return None
    return next((known for pattern, known in _RESEMBLING if re.search(pattern, plain)), None)
