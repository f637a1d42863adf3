"""跨记录的校验: what the records of one case say against each other.

What one record says of itself is checked where its form is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..checks import Check, CheckFinding, Grade
from ..fields import column
from ..judging.basis import asked_by, chosen_pack
from ..judging.classes import class_of_case
from ..judging.on_case import classing
from ..money import MoneyUnit, format_fen
from ..records import (
    Appeal,
    Decision,
    Execution,
    Handling,
    InquiryAct,
    LiablePerson,
    Loss,
    OutsideDecision,
    Record,
    Recovery,
    RectificationItem,
    RectificationNotice,
    Service,
)
from ..records.decision import IMPOSSIBLE
from ..rulebook import BASIS
from ..stages import Stage
from ..standing import stale_since
from .subject import OWN, Looked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ..case import Case

_NOTICE = "济国资综合〔2023〕3号"
#: 元 typed where 万元 was meant, or the other way round.
_WAN = 10_000
_DISCIPLINE = "discipline"
_CONTINGENT = "contingent"


def _tell(
    check: str, grade: Grade, sentence: str, one: Record, field: str = "", clause: str = OWN
) -> CheckFinding:
    return CheckFinding(check, grade, sentence, type(one).__name__, one.uid, field, clause)


def _wan(fen: int) -> str:
    return f"{format_fen(fen, MoneyUnit.WAN)} 万元"


# --- amounts ----------------------------------------------------------------------------------------------


def _sum(lines: Iterable[Loss | Recovery]) -> int:
    return sum(one.amount or 0 for one in lines)


def _recovered(looked: Looked) -> Iterator[CheckFinding]:
    """What came back cannot be more than what was lost."""
    losses, recoveries = looked.case.all(Loss), looked.case.all(Recovery)
    lost = _sum(losses) if losses else looked.case.clue.estimated_loss
    back = _sum(recoveries)
    if back <= (lost or 0):
        return
    told = f"{'认定损失合计' if losses else '预估损失'} {_wan(lost)}" if lost is not None else "没有登记损失"
    yield _tell(
        "amount.recovered",
        Grade.VERIFY,
        f"已挽回合计 {_wan(back)}，{told}，请核对金额和单位。",
        recoveries[-1],
        "amount",
    )


def _estimated(looked: Looked) -> Iterator[CheckFinding]:
    """预估 and 认定 that differ by exactly 10,000 times: 元 and 万元 were mistaken for each other."""
    clue, confirmed = looked.case.clue, _sum(looked.case.all(Loss))
    estimated = clue.estimated_loss or 0
    if estimated and confirmed and (estimated == confirmed * _WAN or confirmed == estimated * _WAN):
        yield _tell(
            "amount.estimated",
            Grade.VERIFY,
            f"预估损失 {_wan(estimated)} 与认定损失合计 {_wan(confirmed)} 正好相差一万倍，请核对是元还是万元。",
            clue,
            "estimated_loss",
        )


def _classed(looked: Looked) -> Iterator[CheckFinding]:
    """The class on the clue is the one its 定损 came to, or the own measures give to what was confirmed.

    That of a case which was classed before it was taken over goes before both: nothing is said against it.
    """
    case = looked.case
    typed = case.clue.loss_class
    if not typed:
        return
    taken = classing(case)
    if taken.taken_over:
        return
    asked = asked_by(case.book, chosen_pack(case), taken.on, taken.acted_on)
    found = class_of_case(case.book, asked, taken)
    if found.code == typed:
        found = class_of_case(case.book, asked, replace(taken, typed=""))
    if found.code in ("", typed):
        return
    words = case.book.dictionary("loss_class")
    said, known = (words.label(code) if code in words else code for code in (typed, found.code))
    why, clause = "定损认定为", OWN
    if found.proposal is not None:
        lines, ground = case.all(Loss), found.proposal.ground
        # Whether 或有损失 is classed too is decided case by case; what is only 参照 contradicts nobody.
        if not lines or any(one.kind == _CONTINGENT for one in lines) or ground is None:
            return
        # Nor does the least that some 定损 come to.
        if ground.pack.code not in BASIS or found.code != found.proposal.severity:
            return
        marked = f"（{ground.mark}）" if ground.mark else ""
        why = f"按本地损失标准{marked}认定损失 {_wan(taken.certain)} 属"
        clause = ground.entry.source or OWN
    yield _tell(
        "amount.class",
        Grade.VERIFY,
        f"资产损失档次填的是“{said}”，{why}“{known}”，请核对。",
        case.clue,
        "loss_class",
        clause,
    )


def _deducted(looked: Looked) -> Iterator[CheckFinding]:
    """Not more is held back than was decided."""
    for handling in looked.case.all(Handling):
        done = looked.case.on(Execution, "handling", handling.uid)
        held = sum(one.amount or 0 for one in done if one.state != IMPOSSIBLE)
        if handling.deduction is not None and held > handling.deduction:
            yield _tell(
                "amount.deducted",
                Grade.VERIFY,
                f"已扣减 {_wan(held)}，超过决定的扣减薪酬 {_wan(handling.deduction)}，请核对。",
                done[-1],
                "amount",
            )


# --- days of different records ----------------------------------------------------------------------------


_Pairs = Iterator[tuple[Record, str, Record, str]]


def _pairs(case: Case) -> _Pairs:
    """Earlier record and field, later record and field, wherever both belong together."""
    clue = case.clue
    starts: tuple[tuple[str, type[Record], str], ...] = (
        ("accepted_on", InquiryAct, "done_on"),
        ("accepted_on", Decision, "decided_on"),
        ("occurred_from", Loss, "occurred_on"),
        ("occurred_from", Recovery, "recovered_on"),
    )
    for first, kind, second in starts:
        for one in case.all(kind):
            yield clue, first, one, second
    yield from _after_decisions(case)
    notices = {one.uid: one for one in case.all(RectificationNotice)}
    for item in case.all(RectificationItem):
        if item.notice in notices:
            yield notices[item.notice], "issued_on", item, "done_on"
        if clue.closed:
            yield item, "done_on", clue, "closed_on"


def _after_decisions(case: Case) -> _Pairs:
    decisions = {one.uid: one for one in case.all(Decision)}
    made: dict[str, Record] = {**decisions, **{one.uid: one for one in case.all(OutsideDecision)}}
    handlings = {one.uid: decisions.get(one.decision or "") for one in case.all(Handling)}
    for service in case.all(Service):
        if service.decision in decisions:
            yield decisions[service.decision], "decided_on", service, "served_on"
    for appeal in case.all(Appeal):
        if (appealed := made.get(appeal.decision or appeal.outside or "")) is not None:
            yield appealed, "decided_on", appeal, "filed_on"
    for execution in case.all(Execution):
        decided = handlings.get(execution.handling or "")
        if decided is not None:
            yield decided, "decided_on", execution, "done_on"


def _crossed(looked: Looked) -> Iterator[CheckFinding]:
    for earlier, first, later, second in _pairs(looked.case):
        before, after = getattr(earlier, first), getattr(later, second)
        if before is not None and after is not None and after < before:
            told = column(type(later), second).field.label
            than = column(type(earlier), first).field.label
            yield _tell(
                "days.crossed",
                Grade.VERIFY,
                f"{type(later).noun}的“{told}”{after}早于{type(earlier).noun}的“{than}”{before}，请核对两个日期。",
                later,
                second,
            )


# --- decisions --------------------------------------------------------------------------------------------


def _unnumbered(looked: Looked) -> Iterator[CheckFinding]:
    """A decision that was made bears a number, and is there."""
    case = looked.case
    made: tuple[Decision | OutsideDecision, ...] = (*case.all(Decision), *case.all(OutsideDecision))
    for one in made:
        if one.decided_on is not None and not one.number.strip():
            yield _tell(
                "decision.number",
                Grade.VERIFY,
                f"{type(one).noun}（{one.decided_on}）没有文号，请补填；确无文号的请说明。",
                one,
                "number",
                f"{_NOTICE} 二（一）3",
            )
    decided = case.clue.decided_on
    if decided is None or case.clue.legacy or made:
        return
    yield _tell(
        "decision.number",
        Grade.VERIFY,
        f"线索有处理决定日期{decided}，却没有登记处理决定或外部决定，请补登。",
        case.clue,
        "decided_on",
        f"{_NOTICE} 二（一）3",
    )


def _disciplined(looked: Looked) -> Iterator[CheckFinding]:
    """已处分未追责: discipline does not take the place of 追责 (P16)."""
    case = looked.case
    if case.before_takeover(Stage.DISPOSITION) or any(one.kind == "none" for one in case.all(Decision)):
        return
    answered = {one.liable for one in case.all(Handling) if one.liable is not None}
    lines = {one.person: one for one in case.all(LiablePerson)}
    told: set[str] = set()
    for line in case.all(LiablePerson):
        if line.disciplined:
            told.add(line.person)
            if line.uid not in answered and not line.exempted:
                yield _not_pursued(case, line, line.person, "disciplined")
    for outside in case.all(OutsideDecision):
        for person in outside.persons if outside.kind == _DISCIPLINE else ():
            known = lines.get(person)
            if person in told or (known is not None and (known.uid in answered or known.exempted)):
                continue
            told.add(person)
            yield _not_pursued(case, outside, person, "persons")


def _not_pursued(case: Case, one: Record, person: str, field: str) -> CheckFinding:
    return _tell(
        "liable.disciplined",
        Grade.VERIFY,
        f"{case.name(person)}已受党纪政务处分，还没有责任追究处理；请依处分认定的事实另行追责，或登记免责、不予追责。",
        one,
        field,
        f"{_NOTICE} 二（一）3",
    )


# --- time that went by ------------------------------------------------------------------------------------


def _stale(looked: Looked) -> Iterator[CheckFinding]:
    """久查不追, by the same rule as the reports."""
    clue, days = looked.case.clue, looked.thresholds.stale_days
    since = stale_since(clue, days, looked.case.today)
    if since is not None and not clue.closed:
        yield _tell(
            "clue.stale",
            Grade.VERIFY,
            f"{since}受理，至今没有处理决定，已超过设定的 {days} 天（久查不追）。",
            clue,
            "decided_on",
            f"{_NOTICE} 二（三）；天数为{OWN}",
        )


def _gaps(looked: Looked) -> Iterator[CheckFinding]:
    clue, limits = looked.case.clue, looked.thresholds
    steps: tuple[tuple[date | None, date | None, int, str, str, str], ...] = (
        (clue.occurred_to or clue.occurred_from, clue.discovered_on, limits.discovery_gap, "发生", "发现",
         "discovered_on"),
        (clue.discovered_on, clue.reported_on, limits.registration_gap, "发现", "报送", "reported_on"),
    )  # fmt: skip
    for start, end, most, first, second, field in steps:
        if start is not None and end is not None and (end - start).days > most:
            yield _tell(
                "clue.gap",
                Grade.VERIFY,
                f"{first}（{start}）到{second}（{end}）相隔 {(end - start).days} 天，超过设定的 {most} 天，"
                "请核对日期，确实如此的请说明原因。",
                clue,
                field,
                f"{_NOTICE} 二（一）1；天数为{OWN}",
            )


#: What is asked of every case besides what its forms ask.
ACROSS_RECORDS: tuple[Check[Looked], ...] = (
    Check("amount.recovered", "挽回不多于损失", _recovered, "挽回多于损失"),
    Check("amount.estimated", "预估与认定损失单位一致", _estimated, "预估与认定损失疑似单位不一致"),
    Check("amount.class", "损失档次与认定损失相符", _classed, "损失档次与认定损失不符"),
    Check("amount.deducted", "扣减不多于决定", _deducted, "扣减多于决定"),
    Check("days.crossed", "各记录之间日期先后合理", _crossed, "各记录之间日期先后颠倒"),
    Check("decision.number", "决定有文号", _unnumbered, "决定没有文号"),
    Check("liable.disciplined", "已处分的另行追责", _disciplined, "已处分的没有另行追责"),
    Check("clue.stale", "不久查不追", _stale, "久查不追"),
    Check("clue.gap", "发生、发现、报送及时", _gaps, "发生、发现、报送间隔过长"),
)
