"""整改: the notice, the items with their measures, what was mended, changes to the plan, and acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from ..stages import Stage
from .base import Record

_NOTICE = "济国资综合〔2023〕3号 二（二）1"
_FORM = "整改台账通行栏目"
_HERE = Stage.RECTIFICATION


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationNotice(Record):
    """整改通知: who must mend what until when, or why nothing is left to mend."""

    noun: ClassVar[str] = "整改通知"
    called_by: ClassVar[str] = "number"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    needed: Annotated[
        bool, Field("需要整改", Kind.FLAG, _NOTICE, help="确无整改事项的取消勾选，并写明理由。")
    ] = True
    reason: Annotated[str, Field("无需整改的理由", Kind.LONG_TEXT)] = ""
    number: Annotated[str, Field("文号", Kind.TEXT, _FORM, width=18)] = ""
    enterprise: Annotated[str | None, Field("责任单位", Kind.UID, _FORM, refers_to="Enterprise")] = None
    issued_on: Annotated[date | None, Field("出具日期", Kind.DATE, _FORM, required_from=Stage.INTAKE)] = None
    due_on: Annotated[
        date | None, Field("整改期限", Kind.DATE, _FORM, ahead=True, help="整改到位的最后日期。")
    ] = None
    content: Annotated[str, Field("问题表述", Kind.LONG_TEXT, _FORM)] = ""
    suggestion: Annotated[str, Field("整改要求和建议", Kind.LONG_TEXT, _FORM)] = ""
    issued_by: Annotated[str, Field("签发人", Kind.TEXT, _FORM)] = ""
    received_by: Annotated[str, Field("接收人", Kind.TEXT, _FORM)] = ""
    received_on: Annotated[
        date | None, Field("收到通知日期", Kind.DATE, _FORM, help="报送整改报告的期限由这一天起算。")
    ] = None
    reported_on: Annotated[date | None, Field("整改报告报送日期", Kind.DATE, _FORM)] = None
    copies_to: Annotated[str, Field("抄送", Kind.TEXT, _FORM, layout=Layout.FOLDED, group="其他")] = ""
    archive_place: Annotated[
        str, Field("卷号页码或存放处", Kind.TEXT, layout=Layout.FOLDED, group="其他")
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationItem(Record):
    """整改事项. Its amounts are one breakdown, in 元 like every other; their sum is counted, never typed."""

    noun: ClassVar[str] = "整改事项"
    called_by: ClassVar[str] = "item"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    notice: Annotated[str | None, Field("整改通知", Kind.UID, refers_to="RectificationNotice")] = None
    item: Annotated[str, Field("整改事项", Kind.TEXT, _FORM, required_from=Stage.INTAKE, width=24)] = ""
    kind: Annotated[str, Field("整改类型", Kind.CHOICE, _FORM, dictionary="rectification_kind")] = ""
    standard: Annotated[str, Field("完成标准", Kind.LONG_TEXT, _FORM)] = ""
    lead_unit: Annotated[str, Field("牵头单位", Kind.TEXT, _FORM)] = ""
    responsible: Annotated[str, Field("整改责任人", Kind.TEXT, _FORM, required_from=_HERE, width=12)] = ""
    due_on: Annotated[
        date | None,
        Field(
            "整改时限",
            Kind.DATE,
            _FORM,
            ahead=True,
            required_from=_HERE,
            help="原定期限；改期用“整改调整”，此日不改。",
        ),
    ] = None
    state: Annotated[
        str, Field("整改状态", Kind.CHOICE, _FORM, dictionary="rectification_state", required_from=_HERE)
    ] = "open"
    done_on: Annotated[date | None, Field("整改完成日期", Kind.DATE, _FORM)] = None
    result: Annotated[str, Field("整改结果", Kind.LONG_TEXT, _FORM)] = ""
    not_done_reason: Annotated[str, Field("未完成原因及下一步", Kind.LONG_TEXT, _FORM)] = ""
    evidence_place: Annotated[
        str, Field("佐证存放处", Kind.TEXT, _FORM, help="没有上传佐证附件的，填卷号页码或存放处。")
    ] = ""
    accounting: Annotated[
        int | None,
        Field("调整会计账目", Kind.MONEY, _FORM, unit="元", layout=Layout.FOLDED, group="整改金额"),
    ] = None
    recovered: Annotated[
        int | None,
        Field(
            "挽回损失",
            Kind.MONEY,
            _FORM,
            unit="元",
            help="与“追损挽损”各行相互核对，不重复计入挽回合计。",
            layout=Layout.FOLDED,
            group="整改金额",
        ),
    ] = None
    returned: Annotated[
        int | None,
        Field("归还原资金渠道", Kind.MONEY, _FORM, unit="元", layout=Layout.FOLDED, group="整改金额"),
    ] = None
    tax: Annotated[
        int | None, Field("补缴税费", Kind.MONEY, _FORM, unit="元", layout=Layout.FOLDED, group="整改金额")
    ] = None
    other_amount: Annotated[
        int | None, Field("其他金额", Kind.MONEY, _FORM, unit="元", layout=Layout.FOLDED, group="整改金额")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Record):
    """整改措施 of one item."""

    noun: ClassVar[str] = "整改措施"
    called_by: ClassVar[str] = "measure"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    item: Annotated[str | None, Field("整改事项", Kind.UID, refers_to="RectificationItem")] = None
    measure: Annotated[str, Field("措施", Kind.TEXT, _FORM, required_from=Stage.INTAKE, width=30)] = ""
    responsible: Annotated[str, Field("责任人", Kind.TEXT, _FORM, width=10)] = ""
    planned_on: Annotated[date | None, Field("计划完成日期", Kind.DATE, _FORM, ahead=True)] = None
    state: Annotated[str, Field("完成状态", Kind.CHOICE, _FORM, dictionary="rectification_state")] = "open"
    done_on: Annotated[date | None, Field("完成日期", Kind.DATE, _FORM)] = None
    progress: Annotated[str, Field("进展", Kind.LONG_TEXT, _FORM)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange(Record):
    """制度和流程明细: each line is one rule made, revised or one process mended; numbers are counted from them."""

    noun: ClassVar[str] = "制度流程"
    called_by: ClassVar[str] = "name"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    item: Annotated[str | None, Field("整改事项", Kind.UID, refers_to="RectificationItem")] = None
    kind: Annotated[
        str, Field("种类", Kind.CHOICE, _FORM, dictionary="rule_change_kind", required_from=Stage.INTAKE)
    ] = ""
    name: Annotated[str, Field("制度或流程名称", Kind.TEXT, _FORM, required_from=Stage.INTAKE, width=26)] = ""
    number: Annotated[str, Field("文号", Kind.TEXT, _FORM)] = ""
    published_on: Annotated[
        date | None, Field("发布日期", Kind.DATE, _FORM, help="按这一天计入哪一年的统计。")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationChange(Record):
    """整改调整: a later day or another plan, with approval; the original day stays with the item."""

    noun: ClassVar[str] = "整改调整"
    called_by: ClassVar[str] = "kind"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    item: Annotated[str | None, Field("整改事项", Kind.UID, refers_to="RectificationItem")] = None
    kind: Annotated[
        str,
        Field("调整种类", Kind.CHOICE, _FORM, dictionary="rectification_change", required_from=Stage.INTAKE),
    ] = "deadline"
    reason: Annotated[str, Field("调整理由", Kind.LONG_TEXT, _FORM, required_from=Stage.INTAKE)] = ""
    old_due: Annotated[date | None, Field("原期限", Kind.DATE, _FORM, ahead=True)] = None
    new_due: Annotated[date | None, Field("新期限", Kind.DATE, _FORM, ahead=True)] = None
    new_plan: Annotated[str, Field("新措施", Kind.LONG_TEXT, _FORM)] = ""
    approver: Annotated[str, Field("批准人", Kind.TEXT, _FORM, required_from=Stage.INTAKE)] = ""
    approved_on: Annotated[date | None, Field("批准日期", Kind.DATE, _FORM, required_from=Stage.INTAKE)] = (
        None
    )
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationAcceptance(Record):
    """整改验收: somebody other than the doer looks whether an item is mended."""

    noun: ClassVar[str] = "整改验收"
    called_by: ClassVar[str] = "checked_by"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    item: Annotated[str | None, Field("整改事项", Kind.UID, refers_to="RectificationItem")] = None
    checked_by: Annotated[str, Field("验收人", Kind.TEXT, _FORM, required_from=Stage.INTAKE)] = ""
    checked_on: Annotated[date | None, Field("验收日期", Kind.DATE, _FORM, required_from=Stage.INTAKE)] = None
    method: Annotated[str, Field("验收方式", Kind.CHOICE, _FORM, dictionary="acceptance_method")] = ""
    result: Annotated[
        str,
        Field("验收结论", Kind.CHOICE, _FORM, dictionary="acceptance_result", required_from=Stage.INTAKE),
    ] = ""
    opinion: Annotated[str, Field("验收意见", Kind.LONG_TEXT, _FORM)] = ""
    by_superior: Annotated[
        bool,
        Field("上级企业验收", Kind.FLAG, help="本单位无独立人员的，由上级企业验收，填写其文书。"),
    ] = False
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""
    accepted_by: Annotated[
        str | None, Field("录入验收的用户", Kind.UID, refers_to="User", layout=Layout.NONE)
    ] = None
