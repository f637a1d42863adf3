"""延期与中止 on the clock: where the last day of one period stands after what was approved.

Both count from their approval on; until then the period runs as if nobody had asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from .clock_events import PLACES, earliest, earliest_of
from .errors import UserError
from .records import SanctionCase, SanctionReview
from .rules import DeadlineRule, Unit
from .workdays import Due

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .rulebook import RuleBook


#: The classes that start periods of one person each, several of which may run on one clue.
OF_PERSONS = (SanctionCase, SanctionReview)


@dataclass(frozen=True, slots=True)
class Moved:
    """The last day of one period after its 延期 and 中止.

    Attributes:
        original: as computed from the start event; ``None`` when that is not known or the rule gives no length.
        present: as it stands; ``None`` while the stage stands still, and when nothing is known.
        halted: whether the stage stands still.
        extensions: how many approved 延期; ``approver`` of the last.
        paused: calendar days of 中止 added.
        last: as it stands but for the 中止 that is still open; what was done meanwhile is measured by it.
    """

    original: Due | None
    present: Due | None
    halted: bool = False
    extensions: int = 0
    approver: str = ""
    paused: int = 0
    last: Due | None = None


def applies_to(extension: Any, rule: DeadlineRule, sanction: str) -> bool:
    """Whether an 延期 is of the period of ``rule``, of the 处分立案 with this uid; empty where it is of none."""
    if extension.sanction is not None and extension.sanction != sanction:
        return False
    if extension.period:
        return bool(extension.period == rule.kind)
    return rule.stage is not None and extension.step is rule.stage


def moves(extension: Any, rule: DeadlineRule, row: Any, clue: Any, rows: Sequence[Any]) -> bool:
    """Whether an 延期 moves the period of ``rule`` that ``row`` starts.

    One that names no 处分立案 moves the period of the only person for whom it ran when it was approved; where it ran
    for several, nobody's: whose was meant is not guessed.

    Args:
        extension: the 延期.
        rule: the period.
        row: the record that starts it.
        clue: the clue.
        rows: every record of the class of ``row`` on the clue.
    """
    start = PLACES[rule.starts or ""]
    if start.record not in OF_PERSONS:
        return applies_to(extension, rule, "")
    if not applies_to(extension, rule, row.uid if start.record is SanctionCase else row.sanction or ""):
        return False
    if extension.sanction is not None:
        return True
    started = [one for one in rows if start.when(one, clue)]
    ran = [one for one in started if _ran(one, rule, extension.approved_on)] or started
    return [one.uid for one in ran] == [row.uid]


def _ran(row: Any, rule: DeadlineRule, on: date | None) -> bool:
    """Whether the period that a record starts and ends had begun and was not over on a day."""
    begun = earliest(row, PLACES[rule.starts or ""].fields)
    if on is None or begun is None or begun > on:
        return False
    over = earliest(row, PLACES[rule.ends].fields) if rule.ends is not None else None
    return over is None or over >= on


def moved(
    book: RuleBook,
    rule: DeadlineRule,
    original: Due | None,
    start: date | None,
    extensions: Sequence[Any],
    pauses: Sequence[Any],
    on: date,
) -> Moved:
    """The last day of a period as it stood on ``on``.

    An 延期 counts from its approval on and says its day itself; that of several is the latest. Days of an approved 中止
    are not counted: what was stopped and resumed since ends as much later, in working days or in days as the period is
    counted, and a day that two 中止 cover only once. 久查不追 does not ask here: gross time runs on (P33).

    Args:
        book: the rules in force.
        rule: the period.
        original: its last day as computed.
        start: its start event.
        extensions: the 延期 of this period.
        pauses: the 中止 of its stage; none for a side track.
        on: the day.
    """
    approved = [one for one in extensions if one.to_on and has_effect(one, on)]
    newest = max(approved, key=lambda one: (one.to_on, one.approved_on), default=None)
    count, approver = len(approved), newest.approver if newest is not None else ""
    begun = [one for one in pauses if one.from_on is not None and one.from_on <= on and has_effect(one, on)]
    ended = [one for one in begun if one.resumed_on is not None and one.resumed_on <= on]
    halted = len(ended) < len(begun)
    last = original if newest is None else Due(newest.to_on, False)
    if last is None:
        return Moved(None, None, halted, count, approver)
    since = max(day for day in (start, newest and newest.approved_on) if day is not None)
    stops = [one for one in _united((row.from_on, row.resumed_on) for row in ended) if one[0] >= since]
    days = sum((until - first).days for first, until in stops)
    if days:
        last = _later(book, rule, last, stops, days)
    return Moved(original, None if halted else last, halted, count, approver, days, last)


def has_effect(row: Any, on: date) -> bool:
    """Whether an 延期 or 中止 was approved by ``on``."""
    return row.approved_on is not None and row.approved_on <= on


def _united(stops: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Stretches of time in order, those that overlap as one: a day stands still once, however often it is recorded."""
    united: list[tuple[date, date]] = []
    for first, until in sorted(one for one in stops if one[0] < one[1]):
        if united and first < united[-1][1]:
            united[-1] = united[-1][0], max(united[-1][1], until)
        else:
            united.append((first, until))
    return united


def _later(
    book: RuleBook, rule: DeadlineRule, due: Due, pauses: Sequence[tuple[date, date]], days: int
) -> Due:
    """A last day put off by what was paused."""
    if rule.unit is Unit.WORKDAY:
        more = sum(book.calendar.workdays_between(first, until) for first, until in pauses)
        later = book.calendar.add_workdays(due.day, more)
    else:
        later = book.rolled(rule, due.day + timedelta(days))
    return Due(later.day, due.provisional or later.provisional)


def period_of(
    book: RuleBook,
    kind: str,
    days: Mapping[str, date | None],
    extensions: Sequence[Any],
    pauses: Sequence[Any],
    on: date,
) -> Moved:
    """The last day of a stage's period for the statistics.

    Args:
        book: the rules in force.
        kind: code of the dictionary ``deadline_kind``.
        days: the days of the clue by name of the field.
        extensions: every 延期 of the clue.
        pauses: every 中止 of the clue.
        on: the day for which it is asked: the end of the period reported on.
    """
    rule = book.rule_of(kind, on)
    start = earliest_of(days, PLACES[rule.starts or ""].fields)
    put_off = [one for one in extensions if applies_to(one, rule, "")]
    try:
        original = book.due(rule.code, start) if start is not None else None
        return moved(book, rule, original, start, put_off, of_stage(rule, pauses), on)
    except UserError:  # a day outside the calendar: not known, as on the clock
        return Moved(None, None)


def of_stage(rule: DeadlineRule, pauses: Sequence[Any]) -> list[Any]:
    """The 中止 of the stage whose clock it is; a side track and a report to the superior go on."""
    return [one for one in pauses if one.step is rule.stage] if rule.stage is not None else []
