"""处理: one decision document with the handlings in it, its service, appeals, execution and what goes on for years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_FORM = "处理决定通行栏目"
_PROCEDURE = "国资发监责〔2020〕62号 第32—33条（参照）"
_APPEAL = "国务院国资委令第46号 第78—80条（参照）"
_KINDS = "国务院国资委令第46号 第五章（参照）；以本地办法为准"
_HERE = Stage.DISPOSITION
_DEDUCTING = "扣减计算"


def _base(label: str, words: str) -> Field:
    """A sum of pay that a deduction is reckoned from, in 分."""
    return Field(
        label, Kind.MONEY, _KINDS, unit="元", sensitivity=Sensitivity.PERSONAL, layout=Layout.FOLDED,
        group=_DEDUCTING, help=words,
    )  # fmt: skip


def _percent(label: str) -> Field:
    """How much of it is deducted, in whole per cent."""
    return Field(label, Kind.WHOLE, _KINDS, unit="%", layout=Layout.FOLDED, group=_DEDUCTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """处理决定: one document, with as many handlings as it names people and bodies.

    A clue may carry several, at different times (P8). A 处理建议 is not a decision: the one that decides is recorded
    as ``OutsideDecision`` when it comes back.
    """

    noun: ClassVar[str] = "处理决定"
    called_by: ClassVar[str] = "number"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str, Field("文书性质", Kind.CHOICE, _FORM, dictionary="decision_kind", required_from=Stage.INTAKE)
    ] = "decision"
    number: Annotated[str, Field("文号", Kind.TEXT, _FORM, required_from=_HERE, width=18)] = ""
    maker: Annotated[str, Field("作出单位", Kind.TEXT, _FORM, required_from=_HERE, width=20)] = ""
    body: Annotated[
        str,
        Field("审议决定机构", Kind.CHOICE, _PROCEDURE, dictionary="approval_body", required_from=_HERE),
    ] = ""
    decided_on: Annotated[date | None, Field("决定日期", Kind.DATE, _FORM, required_from=_HERE, width=11)] = (
        None
    )
    facts: Annotated[str, Field("违规事实", Kind.LONG_TEXT, _FORM, required_from=_HERE)] = ""
    basis: Annotated[
        str,
        Field(
            "适用条款",
            Kind.LONG_TEXT,
            _FORM,
            required_from=_HERE,
            help="引用已确认的本地规定；只有46号令、37号令的注明“参照”。",
        ),
    ] = ""
    content: Annotated[str, Field("处理内容", Kind.LONG_TEXT, _FORM)] = ""
    spared: Annotated[
        tuple[str, ...],
        Field(
            "不予追责的责任人",
            Kind.UID,
            refers_to="LiablePerson",
            help="不予追责决定只及于这里写明的人；只有一名责任人的可以不选。",
        ),
    ] = ()
    appeal_level: Annotated[
        str,
        Field(
            "申诉受理层级",
            Kind.CHOICE,
            _APPEAL,
            dictionary="authority",
            help="市管企业作出的向原作出单位申诉，子企业作出的向上一级企业申诉（参照）。",
        ),
    ] = ""
    appeal_body: Annotated[str, Field("申诉受理单位", Kind.TEXT, _APPEAL)] = ""
    archive_place: Annotated[
        str, Field("卷号页码或存放处", Kind.TEXT, layout=Layout.FOLDED, group="存放")
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling(Record):
    """一人（一个机构）的处理: what one decision lays on one person or body, of several kinds at once."""

    noun: ClassVar[str] = "处理"
    called_by: ClassVar[str] = "kinds"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    decision: Annotated[str | None, Field("处理决定", Kind.UID, refers_to="Decision")] = None
    outside: Annotated[
        str | None,
        Field(
            "外部决定",
            Kind.UID,
            refers_to="OutsideDecision",
            help="上级决定的内容由本单位执行时选上，与处理决定二者填一。",
        ),
    ] = None
    liable: Annotated[
        str | None, Field("被处理责任人", Kind.UID, refers_to="LiablePerson", help="与责任主体二者填一。")
    ] = None
    body: Annotated[str | None, Field("被处理责任主体", Kind.UID, refers_to="LiableBody")] = None
    kinds: Annotated[
        tuple[str, ...],
        Field(
            "处理方式", Kind.CATALOGUE, _KINDS, dictionary="handling", required_from=Stage.INTAKE, width=24
        ),
    ] = ()
    deduction: Annotated[
        int | None, Field("扣减薪酬", Kind.MONEY, _KINDS, unit="元", help="扣减薪酬不是挽回损失。")
    ] = None
    deduction_year: Annotated[int | None, Field("责任认定年度", Kind.WHOLE, _KINDS)] = None
    performance_base: Annotated[int | None, _base("绩效年薪基数", "责任认定年度的绩效年薪。")] = None
    performance_percent: Annotated[int | None, _percent("绩效年薪扣减比例")] = None
    tenure_base: Annotated[
        int | None, _base("任期激励基数", "责任认定年度所在任期或最近一个完整任期的任期激励收入。")
    ] = None
    tenure_percent: Annotated[int | None, _percent("任期激励扣减比例")] = None
    ban_from: Annotated[date | None, Field("禁入限制起", Kind.DATE, _KINDS, ahead=True)] = None
    ban_to: Annotated[
        date | None, Field("禁入限制止", Kind.DATE, _KINDS, ahead=True, help="终身的不填，勾选终身禁入。")
    ] = None
    ban_for_life: Annotated[bool, Field("终身禁入", Kind.FLAG, _KINDS)] = False
    competent: Annotated[
        str,
        Field(
            "有权机关文书",
            Kind.TEXT,
            help="党纪、政务处分不能由本部门作出，填写有权机关的文书名称和文号。",
        ),
    ] = ""
    influence_to: Annotated[
        date | None,
        Field(
            "影响期至",
            Kind.DATE,
            _KINDS,
            ahead=True,
            layout=Layout.FOLDED,
            group="影响期",
            help="不填的按规则包的影响期计算；另有决定的填写。",
        ),
    ] = None
    note: Annotated[str, Field("说明", Kind.LONG_TEXT, layout=Layout.FOLDED, group="影响期")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Record):
    """送达: how and when a decision reached whom; the appeal clock starts on this day."""

    noun: ClassVar[str] = "送达"
    called_by: ClassVar[str] = "recipient"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    decision: Annotated[
        str | None, Field("送达文书", Kind.UID, refers_to="Decision", help="送达上级决定的不选。")
    ] = None
    recipient: Annotated[
        str,
        Field("受送达人", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, required_from=Stage.INTAKE, width=16),
    ] = ""
    method: Annotated[
        str, Field("送达方式", Kind.CHOICE, dictionary="service_method", required_from=Stage.INTAKE)
    ] = ""
    served_on: Annotated[
        date | None,
        Field("送达日期", Kind.DATE, _APPEAL, required_from=Stage.INTAKE, help="申诉期限由这一天起算。"),
    ] = None
    place: Annotated[str, Field("送达地点", Kind.TEXT)] = ""
    server: Annotated[str, Field("送达人", Kind.TEXT, required_from=Stage.INTAKE)] = ""
    second_server: Annotated[str, Field("送达人二", Kind.TEXT)] = ""
    signed_by: Annotated[str, Field("签收人", Kind.TEXT, sensitivity=Sensitivity.PERSONAL)] = ""
    refusal: Annotated[str, Field("拒收说明", Kind.LONG_TEXT)] = ""
    witness: Annotated[str, Field("见证人", Kind.TEXT, help="拒收、留置送达的必须有见证人。")] = ""
    proof: Annotated[str, Field("送达凭证", Kind.TEXT, help="邮寄的邮单号、公告的版面和日期。")] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Record):
    """申诉复核: execution goes on meanwhile; nothing is closed while one is open."""

    noun: ClassVar[str] = "申诉复核"
    called_by: ClassVar[str] = "appellant"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    decision: Annotated[str | None, Field("原决定", Kind.UID, refers_to="Decision")] = None
    outside: Annotated[
        str | None,
        Field(
            "原外部决定",
            Kind.UID,
            refers_to="OutsideDecision",
            help="对上级决定申诉的选上，与原决定二者填一。",
        ),
    ] = None
    appellant: Annotated[
        str, Field("申诉人", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, required_from=Stage.INTAKE)
    ] = ""
    liable: Annotated[
        str | None,
        Field(
            "申诉的责任人",
            Kind.UID,
            refers_to="LiablePerson",
            help="复核结论只及于这一责任人；不填而决定涉及多人的，是否及于各人由人核对。",
        ),
    ] = None
    filed_on: Annotated[date | None, Field("申诉日期", Kind.DATE, _APPEAL, required_from=Stage.INTAKE)] = None
    grounds: Annotated[str, Field("申诉事由", Kind.LONG_TEXT, _APPEAL, required_from=Stage.INTAKE)] = ""
    evidence: Annotated[str, Field("证明材料类别", Kind.CHOICE, _APPEAL, dictionary="appeal_evidence")] = ""
    body: Annotated[
        str,
        Field("受理单位", Kind.TEXT, _APPEAL, help="向作出决定的单位申诉；子企业作出的向上一级企业申诉。"),
    ] = ""
    accepted_on: Annotated[
        date | None, Field("受理日期", Kind.DATE, _APPEAL, help="复核期限由这一天起算。")
    ] = None
    result: Annotated[str, Field("复核结论", Kind.CHOICE, _APPEAL, dictionary="appeal_result")] = ""
    decided_on: Annotated[date | None, Field("复核决定日期", Kind.DATE, _APPEAL)] = None
    answered_on: Annotated[date | None, Field("答复日期", Kind.DATE, _APPEAL)] = None
    note: Annotated[str, Field("复核说明", Kind.LONG_TEXT)] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


#: Code of ``execution_state`` for what can no longer be carried out: the person died or left.
IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution(Record):
    """执行: what was done of one kind of a handling, with its proof."""

    noun: ClassVar[str] = "执行"
    called_by: ClassVar[str] = "kind"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    handling: Annotated[str | None, Field("处理", Kind.UID, refers_to="Handling")] = None
    kind: Annotated[
        str, Field("执行内容", Kind.CATALOGUE, dictionary="handling", required_from=Stage.INTAKE)
    ] = ""
    state: Annotated[
        str, Field("执行状态", Kind.CHOICE, dictionary="execution_state", required_from=Stage.INTAKE)
    ] = "pending"
    done_on: Annotated[date | None, Field("执行完成日期", Kind.DATE)] = None
    amount: Annotated[
        int | None, Field("已扣减金额", Kind.MONEY, unit="元", help="扣减薪酬实际执行的金额。")
    ] = None
    proof: Annotated[
        str,
        Field("执行凭证", Kind.TEXT, help="无法执行的，写明原因和凭证，如死亡证明、解除劳动合同文书。"),
    ] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongTermItem(Record):
    """长期执行跟踪: bans, deductions over years, recovery by litigation; has an owner and a day, never blocks 销号."""

    noun: ClassVar[str] = "长期执行跟踪"
    called_by: ClassVar[str] = "matter"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str, Field("跟踪种类", Kind.CHOICE, dictionary="long_term_kind", required_from=Stage.INTAKE)
    ] = ""
    matter: Annotated[str, Field("跟踪事项", Kind.TEXT, required_from=Stage.INTAKE, width=24)] = ""
    handling: Annotated[str | None, Field("对应的处理", Kind.UID, refers_to="Handling")] = None
    owner: Annotated[str, Field("跟踪责任人", Kind.TEXT, required_from=Stage.INTAKE)] = ""
    due_on: Annotated[date | None, Field("下次核对日", Kind.DATE, ahead=True, required_from=Stage.INTAKE)] = (
        None
    )
    progress: Annotated[str, Field("进展", Kind.LONG_TEXT)] = ""
    done_on: Annotated[date | None, Field("终结日期", Kind.DATE)] = None
