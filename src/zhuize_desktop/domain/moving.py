"""延期与中止 on the clock: where the last day of one period stands after what was approved.

The whole rule, in the order of time:

* A period starts at its event and runs to the last day that its rule gives.
* Both 延期 and 中止 count from their approval on; until then the period runs as if nobody had asked. Nothing approved
  for an earlier day reaches back.
* What is over cannot be moved: an 延期 counts if on the day of its approval, a 中止 if on the day it takes effect (the
  latest of its first day, its approval and the start) the period still ran or stood still, and the work was not done.
  So what came late heals no lateness. A 顺延 alone, asked for once an obstacle is gone, may come afterwards.
* An 延期 says its day itself: what stood still until its approval is in it, what stands still afterwards comes to it.
  Of several 延期 the furthest stands.
* A 中止 stops the period until it is resumed, or until the work is done; approved when it was resumed, it stops
  nothing. Each day on which it stood still makes it end a day later, in working days or in days as the period is
  counted; a day that several 中止 cover stands still once.
* Whether a last day on a rest day rolls on (《民法典》第二百零三条) is asked once, of what all this comes to.

久查不追 does not ask here: gross time runs on (P33).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .clock_events import PLACES, earliest, earliest_of
from .errors import UserError
from .records import SanctionCase, SanctionReview
from .rules import DeadlineRule, Unit
from .workdays import Due

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        extensions: how many 延期 count; ``approver`` of the one that reaches furthest, ``approved_on`` when.
        paused: calendar days of 中止 added to the day that rule or 延期 gave; of one that is open those until now.
        last: the same as ``present``, also while the stage stands still; what was done meanwhile is measured by it.
        late: the 延期 and 中止 that came when the period was over or the work was done, and the 中止 that were approved
        when they had been resumed: they move and stop nothing.
    """

    original: Due | None
    present: Due | None
    halted: bool = False
    extensions: int = 0
    approver: str = ""
    paused: int = 0
    last: Due | None = None
    approved_on: date | None = None
    late: tuple[Any, ...] = ()


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
    done_on: date | None = None,
) -> Moved:
    """The last day of a period as it stood on ``on``; the head of this file says how.

    Args:
        book: the rules in force.
        rule: the period.
        original: its last day as computed, or another one that it is to be measured by.
        start: its start event.
        extensions: the 延期 of this period.
        pauses: the 中止 of its stage; none for a side track.
        on: the day.
        done_on: when what was due was done, if it was by ``on``.

    Raises:
        UserError: a day outside 1990–2100.
    """
    course, counted, late = _Course(book, rule, original, start), [], []
    for day, stops, until, row in _events(start, extensions, pauses, on):
        if (done_on is not None and day >= done_on) or (stops and resumed_before(row)):
            late.append(row)
            continue
        course.reach(day)
        if not course.is_open(day) and (stops or not revives(rule)):
            late.append(row)
        elif stops:
            course.stop(day, until)
        else:
            counted.append(row)
            if until == max(one.to_on for one in counted):
                course.put_off(until)
    course.reach(on if done_on is None else done_on)
    newest = max(counted, key=lambda one: (one.to_on, one.approved_on), default=None)
    approver, approved_on = (newest.approver, newest.approved_on) if newest is not None else ("", None)
    halted = done_on is None and course.stands_until is not None and course.stands_until > on
    last = course.last
    return Moved(
        original,
        None if halted else last,
        halted,
        len(counted),
        approver,
        course.paused,
        last,
        approved_on,
        tuple(late),
    )


def revives(rule: DeadlineRule) -> bool:
    """Whether an 延期 of a period is a 顺延: asked for after an obstacle, so that the period may be over by then."""
    return rule.extension is not None and rule.extension.apply_within is not None


def _events(
    start: date | None, extensions: Sequence[Any], pauses: Sequence[Any], on: date
) -> list[tuple[date, bool, date, Any]]:
    """What takes effect by ``on``, in the order of time: the day, whether it stops, until when it reaches, its row."""
    events: list[tuple[date, bool, date, Any]] = [
        (one.approved_on, False, one.to_on, one) for one in extensions if one.to_on and has_effect(one, on)
    ]
    for one in pauses:
        if one.from_on is None or not has_effect(one, on):
            continue
        first, until = halts_from(one, start), one.resumed_on or date.max
        if first <= on and (first < until or resumed_before(one)):
            events.append((first, True, until, one))
    return sorted(events, key=lambda event: event[:3])


def halts_from(pause: Any, start: date | None) -> date:
    """From when an approved 中止 with its first day stops a period that began on ``start``."""
    first: date = max(pause.from_on, pause.approved_on, start or pause.from_on)
    return first


def resumed_before(pause: Any) -> bool:
    """Whether a 中止 had been resumed by the day on which it was approved, so that it stopped nothing at all."""
    return None not in (pause.resumed_on, pause.approved_on) and bool(pause.resumed_on <= pause.approved_on)


class _Course:
    """The last day of one period on its way from event to event.

    Attributes:
        last: the last day as it stands; ``None`` while nothing gives one.
        paused: calendar days that stood still since rule or 延期 gave that day.
        stands_until: until when it stood still last, perhaps a day to come.
    """

    def __init__(self, book: RuleBook, rule: DeadlineRule, original: Due | None, start: date | None) -> None:
        self._book, self._rule = book, rule
        self.last, self.paused = original, 0
        self.stands_until: date | None = None
        self._counted_to: date | None = None  # the days that stood still are added until here
        # The same day before the rest-day rule: days are added to it, so that it rolls on once.
        self._bare = original
        own = book.due(rule.code, start, postpone=False) if start is not None else None
        if original is not None and own is not None and book.rolled(rule, own.day).day == original.day:
            self._bare = own

    def is_open(self, day: date) -> bool:
        """Whether the period still ran or stood still on ``day``."""
        stands = self.stands_until is not None and day <= self.stands_until
        return stands or self.last is None or day <= self.last.day

    def stop(self, first: date, until: date) -> None:
        """Stand still from ``first``, up to which it was reached, until it is resumed."""
        if self._bare is not None and self._bare.day < first and self._rule.unit is not Unit.WORKDAY:
            # On the rest days after it the period is not over; stopped there, it does not end before it is resumed.
            self._bare = Due(first, False)
        self._counted_to = first
        self.stands_until = until if self.stands_until is None else max(self.stands_until, until)

    def put_off(self, until: date) -> None:
        """End on the day that an 延期 says."""
        self._bare = self.last = Due(until, False)
        self.paused = 0

    def reach(self, day: date) -> None:
        """Add what stood still up to ``day``."""
        first, until = self._counted_to, self.stands_until
        if first is None or until is None or (until := min(until, day)) <= first:
            return
        self._counted_to = until
        self.paused += (until - first).days
        if self._bare is not None:
            self._bare, self.last = self._later(self._bare, first, until)

    def _later(self, bare: Due, first: date, until: date) -> tuple[Due, Due]:
        """A last day put off by what stood still from ``first`` on: before and after the rest-day rule."""
        book, rule = self._book, self._rule
        if rule.unit is Unit.WORKDAY:
            later = book.calendar.add_workdays(bare.day, book.calendar.workdays_between(first, until))
            later = Due(later.day, bare.provisional or later.provisional)
            return later, later
        later = Due(bare.day + (until - first), False)
        return later, book.rolled(rule, later.day)


def has_effect(row: Any, on: date) -> bool:
    """Whether an 延期 or 中止 was approved by ``on``."""
    return row.approved_on is not None and row.approved_on <= on


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
        days: the days of the clue by name of the field; that on which the period ended may be left out.
        extensions: every 延期 of the clue.
        pauses: every 中止 of the clue.
        on: the day for which it is asked: the end of the period reported on.
    """
    rule = book.rule_of(kind, on)
    place = PLACES[rule.starts or ""]
    start = earliest_of(days, place.fields)
    put_off = [one for one in extensions if applies_to(one, rule, "")]
    end = PLACES[rule.ends] if rule.ends is not None else place
    done = [days.get(name) for name in end.fields] if end is not place and end.record is place.record else []
    done_on = min((day for day in done if day is not None and day <= on), default=None)
    try:
        original = book.due(rule.code, start) if start is not None else None
        return moved(book, rule, original, start, put_off, of_stage(rule, pauses), on, done_on)
    except UserError:  # a day outside the calendar: not known, as on the clock
        return Moved(None, None)


def of_stage(rule: DeadlineRule, pauses: Sequence[Any]) -> list[Any]:
    """The 中止 of the stage whose clock it is; a side track and a report to the superior go on."""
    return [one for one in pauses if one.step is rule.stage] if rule.stage is not None else []
