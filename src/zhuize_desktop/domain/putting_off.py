"""延期的限度: whether a period may be put off at all, how far and how often, and by whom, as its rule says; and 中止
that came too late.

What a confirmed text that binds forbids is 强制; a text that was not verified, or that does not bind, is 核实.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .checks import Grade
from .clock_events import PLACES, earliest
from .errors import UserError
from .moving import OF_PERSONS, applies_to, halts_from, moved, moves, of_stage, resumed_before
from .records import Clue, Extension, SanctionCase, Suspension
from .rules import DeadlineRule, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from .case import Case
    from .moving import Moved
    from .rulebook import RuleBook
    from .workdays import Due


@dataclass(frozen=True, slots=True)
class Excess:
    """How one 延期 goes beyond its rule, or that a 中止 stopped nothing."""

    record: Extension | Suspension
    rule: DeadlineRule
    grade: Grade
    sentence: str
    field: str

    @property
    def clause(self) -> str:
        """What the limit rests on."""
        return f"{self.rule.source}{self.rule.clause}"


def rule_of(extension: Extension, book: RuleBook, on: date | None = None) -> DeadlineRule | None:
    """The rule of the period that is put off, as of ``on`` or its approval; ``None`` where the stage has no clock."""
    kinds = [extension.period] if extension.period else book.deadline_kinds()
    for kind in kinds:
        if book.rules_of(kind) and applies_to(
            extension, rule := book.rule_of(kind, on or extension.approved_on), extension.sanction or ""
        ):
            return rule
    return None


def weight(rule: DeadlineRule, book: RuleBook) -> Grade:
    """强制 for a confirmed text that binds, else 核实."""
    binds = rule.grade.confirmed and book.home_of(rule.code).standing is not Standing.REFERENCE
    return Grade.MUST if binds else Grade.VERIFY


def excess(extension: Extension, book: RuleBook) -> Iterator[Excess]:
    """How one 延期 goes beyond its rule, looked at alone: measured from the 原定期限 that is written in it."""
    rule = rule_of(extension, book)
    if rule is None:
        return
    grade, basis = weight(rule, book), f"（{rule.source}{rule.clause}）"
    if rule.extension is None:
        # Of a measure whose text was not obtained nobody knows what it allows.
        if rule.grade.confirmed:
            yield Excess(
                extension, rule, grade, f"“{rule.label}”的期限没有延期的规定{basis}，请核对。", "period"
            )
        return
    if extension.from_on is None or extension.to_on is None:
        return
    try:
        yield from _asked_late(extension, rule, book)
        yield from _too_far(extension, rule, book, extension.from_on)
    except UserError:
        return  # a day outside the calendar is told by the check of days


def _asked_late(extension: Extension, rule: DeadlineRule, book: RuleBook) -> Iterator[Excess]:
    """Time asked for after an obstacle (顺延) too late, or with days that do not say when. Raises ``UserError``."""
    within = rule.extension.apply_within if rule.extension is not None else None
    if within is None:
        return
    grade, basis = weight(rule, book), f"（{rule.source}{rule.clause}）"
    gone, asked = extension.obstacle_ended_on, extension.applied_on
    if gone is None or asked is None:
        name = "obstacle_ended_on" if gone is None else "applied_on"
        yield Excess(
            extension, rule, grade,
            f"“{rule.label}”的顺延须在障碍消除后{within}个工作日内申请{basis}，请填写障碍消除日期和申请日期。", name,
        )  # fmt: skip
        return
    if asked < gone:
        yield Excess(
            extension, rule, Grade.VERIFY, f"申请日期{asked}早于障碍消除日期{gone}，请核对。", "applied_on"
        )
    last = book.calendar.add_workdays(gone, within)
    if asked > last.day:
        doubt = "（暂定）" if last.provisional else ""
        yield Excess(
            extension, rule, Grade.VERIFY if last.provisional else grade,
            f"{asked}才申请顺延，“{rule.label}”的顺延最迟应在{last.day}{doubt}以前申请，"
            f"即障碍消除后{within}个工作日内{basis}，请核对。", "applied_on",
        )  # fmt: skip


def _too_far(extension: Extension, rule: DeadlineRule, book: RuleBook, before: date) -> Iterator[Excess]:
    """Further than one 延期 may go from the last day before it. Raises ``UserError`` outside the calendar."""
    limit = book.extended(rule.code, before)
    if limit is not None and extension.to_on is not None and extension.to_on > limit.day:
        yield Excess(
            extension, rule, weight(rule, book),
            f"延至{extension.to_on}超过了“{rule.label}”一次可延的{_length(rule)}，最迟{limit.day}"
            f"（{rule.source}{rule.clause}），请核对。", "to_on",
        )  # fmt: skip


def limits(case: Case) -> Iterator[Excess]:
    """How the approved 延期 of a case go beyond their rules, each period measured from the day the clock gives it; and
    its 中止 that were approved, or begin, when the period was over, or were approved when they had been resumed.
    """
    told: set[tuple[str, str]] = set()
    for found in (*_put_off(case), *_halted_late(case)):
        if (key := (found.record.uid, found.sentence)) not in told:
            told.add(key)
            yield found


def _put_off(case: Case) -> Iterator[Excess]:
    for rule, row, several in _periods(case):
        yield from _measured(case, rule, row, several)
        yield from _too_often(case, rule, several)
        yield from _nobodys(case, rule, row, several)


def _halted_late(case: Case) -> Iterator[Excess]:
    """The 中止 of each stage with a clock that stopped nothing: as little as an 延期 they reach back (``moving``)."""
    for kind in case.book.deadline_kinds():
        rule = case.book.rule_of(kind, case.today)
        if stops := of_stage(rule, case.all(Suspension)):
            every = _starting(case, rule)
            for row in every:
                if PLACES[rule.starts or ""].when(row, case.clue):
                    put_off = [one for one in case.all(Extension) if moves(one, rule, row, case.clue, every)]
                    yield from _halts_of(case, rule, _started(case, rule, row), put_off, stops)


def _halts_of(
    case: Case,
    rule: DeadlineRule,
    start: tuple[date, Due] | None,
    put_off: Sequence[Extension],
    stops: Sequence[Suspension],
) -> Iterator[Excess]:
    """The 中止 of one period that stopped nothing; none where the clock does not know its days."""
    if start is None:
        return
    begun, original = start
    try:
        for one in moved(case.book, rule, original, begun, put_off, stops, case.today).late:
            if isinstance(one, Suspension) and resumed_before(one):
                yield Excess(
                    one, rule, Grade.VERIFY,
                    f"中止{one.approved_on}才批准，批准时已恢复，没有中止，“{rule.label}”的到期日不变，请核对。",
                    "approved_on",
                )  # fmt: skip
            elif isinstance(one, Suspension):
                first = halts_from(one, begun)
                then = moved(case.book, rule, original, begun, put_off, stops, first)
                yield _stops_nothing(rule, one, first, _day_of(then))
    except UserError:
        return  # a day outside the calendar is told by the check of days


def _stops_nothing(rule: DeadlineRule, one: Suspension, first: date, last: date) -> Excess:
    late_approval = one.approved_on == first
    return Excess(
        one, rule, Grade.VERIFY,
        f"中止{f'{first}才批准' if late_approval else f'自{first}起'}，“{rule.label}”已于{last}届满，没有中止，"
        "到期日不变，请核对。", "approved_on" if late_approval else "from_on",
    )  # fmt: skip


def _periods(case: Case) -> Iterator[tuple[DeadlineRule, Any, list[Extension]]]:
    """Each period that was put off: its rule, the record that starts it, its approved 延期 in order of approval.

    ``None`` for the record: they move no period of the case.
    """
    by_rule: dict[str, list[Extension]] = {}
    for one in sorted(case.all(Extension), key=lambda one: (one.approved_on or case.today, one.uid)):
        rule = rule_of(one, case.book, case.today)
        if rule is not None and one.approved_on is not None:
            by_rule.setdefault(rule.code, []).append(one)
    for code, extensions in by_rule.items():
        rule = case.book.deadline(code)
        start, every = PLACES[rule.starts or ""], _starting(case, rule)
        placed: set[str] = set()
        for row in every:
            if not start.when(row, case.clue):
                continue
            mine = [one for one in extensions if moves(one, rule, row, case.clue, every)]
            placed.update(one.uid for one in mine)
            if mine:
                yield rule, row, mine
        if left := [one for one in extensions if one.uid not in placed]:
            yield rule, None, left


def _starting(case: Case, rule: DeadlineRule) -> Sequence[Any]:
    """The records of the class that starts a period."""
    record = PLACES[rule.starts or ""].record
    return (case.clue,) if record is Clue else case.all(record)


def _measured(case: Case, rule: DeadlineRule, row: Any, several: Sequence[Extension]) -> Iterator[Excess]:
    """What the clock knows no day for is measured from the day that was written down."""
    start = _started(case, rule, row)
    if start is None or rule.extension is None:
        for one in several:
            yield from excess(one, case.book)
        return
    try:
        for at, one in enumerate(several):
            yield from _asked_late(one, rule, case.book)
            before, then = (_standing(case, rule, start, several[:upto], one) for upto in (at, at + 1))
            if one.to_on is not None and then.extensions == before.extensions:
                yield _too_late(rule, one, _day_of(before))
                continue
            yield from _one(case, rule, one, _day_of(before))
            if rule.extension.total:
                yield from _in_all(case, rule, start, one)
        if len(several) > 1 and not rule.extension.total:
            before = _standing(case, rule, start, (), several[-1])
            yield from _together(case, rule, several, _day_of(before))
    except UserError:
        return  # a day outside the calendar is told by the check of days


def _started(case: Case, rule: DeadlineRule, row: Any) -> tuple[date, Due] | None:
    """The start of a period and its original last day; ``None`` where the clock does not know them."""
    place = PLACES[rule.starts or ""]
    if row is None or (begun := earliest(row, place.fields)) is None:
        return None
    try:
        original = case.book.due(rule.code, begun)
    except UserError:
        return None
    return (begun, original) if original is not None else None


def _standing(
    case: Case, rule: DeadlineRule, start: tuple[date, Due], counted: Sequence[Extension], one: Extension
) -> Moved:
    """How a period stood when one 延期 was approved, with these and with what stood still until then."""
    assert one.approved_on is not None  # asked of approved ones only
    begun, original = start
    stops = of_stage(rule, case.all(Suspension))
    return moved(case.book, rule, original, begun, counted, stops, one.approved_on)


def _day_of(at: Moved) -> date:
    assert at.last is not None  # there is an original one
    return at.last.day


def _too_late(rule: DeadlineRule, one: Extension, last: date) -> Excess:
    """An 延期 that was approved when the period was over: it moves nothing."""
    return Excess(
        one, rule, Grade.VERIFY,
        f"延期{one.approved_on}才批准，“{rule.label}”已于{last}届满，到期日不变，请核对。", "approved_on",
    )  # fmt: skip


def _one(case: Case, rule: DeadlineRule, one: Extension, before: date) -> Iterator[Excess]:
    """One 延期 against the last day it was granted on."""
    if one.from_on is not None and one.from_on != before:
        yield Excess(
            one, rule, Grade.VERIFY,
            f"延期写的原定期限{one.from_on}与“{rule.label}”当时的届满日{before}不一致，请核对。", "from_on",
        )  # fmt: skip
    yield from _too_far(one, rule, case.book, before)


def _in_all(case: Case, rule: DeadlineRule, start: tuple[date, Due], one: Extension) -> Iterator[Excess]:
    """One 延期 against the longest time the whole period may last, from its start event."""
    begun, original = start
    whole = case.book.extended(rule.code, original.day, start=begun)
    if whole is None or one.to_on is None:
        return
    limit = _day_of(_standing(case, rule, (begun, whole), (), one))
    if one.to_on > limit:
        yield Excess(
            one, rule, weight(rule, case.book),
            f"延至{one.to_on}超过了“{rule.label}”自{rule.start_event}起最长的{_length(rule)}，最迟{limit}"
            f"（{rule.source}{rule.clause}），请核对。", "to_on",
        )  # fmt: skip


def _together(case: Case, rule: DeadlineRule, several: Sequence[Extension], before: date) -> Iterator[Excess]:
    """All 延期 of one period against the day without any: what may be put off once is not had again and again."""
    assert rule.extension is not None  # measured only where there is one
    times = rule.extension.times or 1
    limit = case.book.extended(rule.code, before, times=times)
    last = max((one for one in several if one.to_on), key=lambda one: (one.to_on, one.uid), default=None)
    if limit is None or last is None or last.to_on is None or last.to_on <= limit.day:
        return
    yield Excess(
        last, rule, weight(rule, case.book),
        f"“{rule.label}”{len(several)}次延期合计延至{last.to_on}，超过了可延的{_length(rule, times)}，"
        f"最迟{limit.day}（{rule.source}{rule.clause}），请核对。", "to_on",
    )  # fmt: skip


def _too_often(case: Case, rule: DeadlineRule, several: Sequence[Extension]) -> Iterator[Excess]:
    """More 延期 of one period than its rule allows, told at the latest."""
    times = rule.extension.times if rule.extension is not None else None
    if times is not None and len(several) > times:
        yield Excess(
            several[-1], rule, weight(rule, case.book),
            f"“{rule.label}”已延期{len(several)}次，规定只能延期{times}次（{rule.source}{rule.clause}），请核对。",
            "approved_on",
        )  # fmt: skip


def _nobodys(case: Case, rule: DeadlineRule, row: Any, several: Sequence[Extension]) -> Iterator[Excess]:
    """An 延期 that names no 处分立案 where several run: it moves none of them."""
    if (
        row is not None
        or len(case.all(SanctionCase)) < 2
        or PLACES[rule.starts or ""].record not in OF_PERSONS
    ):
        return
    for one in several:
        if one.sanction is None:
            yield Excess(
                one, rule, Grade.MUST, f"处分立案不止一人，“{rule.label}”的延期请选明处分立案。", "sanction"
            )


def _length(rule: DeadlineRule, times: int = 1) -> str:
    """``6个月``: how far a period may be put off."""
    assert rule.extension is not None  # asked where there is a limit
    unit = rule.extension.unit.label if rule.extension.unit else ""
    return f"{(rule.extension.length or 0) * times}{unit}"
