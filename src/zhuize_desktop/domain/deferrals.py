"""期限延长与中止情况: which deadlines of a clue were put off or stood still, as a report tells them.

The days are the clock's own; only what no period of the clue counts is told as it was written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .case_facts import Deferral
from .clock_events import PLACES
from .deadlines import ClockState, is_closed, with_source
from .moving import has_effect, moves
from .putting_off import rule_of
from .records import Clue, Extension, Suspension

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from .clock_events import Timed
    from .deadlines import Clockwork, Deadline
    from .rules import DeadlineRule

_RESUMED, _HALTED, _LATE, _ENDED = "已恢复", "中止", "中止，复查逾期", "随线索办结"


def deferrals(clock: Clockwork, case: Timed, first: date) -> tuple[Deferral, ...]:
    """What was put off or stood still of one clue on the day of the clock, without what was over before ``first``."""
    found = clock.deadlines(case, ended=True)
    extended = [one for one in found if one.extensions]
    closed = is_closed(case.clue, clock.on)
    return (
        *(_extended(one, closed) for one in extended if not _was_over(one.done_on, first)),
        *_as_written(clock, case, extended, first),
        *_halts(clock, case, found, first),
    )


def _was_over(day: date | None, first: date) -> bool:
    return day is not None and day < first


def _extended(one: Deadline, closed: bool) -> Deferral:
    halted = one.state is ClockState.SUSPENDED
    return Deferral(
        with_source(one.label, one.source, one.mark),
        one.original_on or one.due_on,
        None if halted else one.due_on,
        one.extensions,
        one.approver,
        one.approved_on,
        state=_ENDED if closed and one.state.runs else one.text,
    )


def _as_written(
    clock: Clockwork, case: Timed, counted: Sequence[Deadline], first: date
) -> Iterator[Deferral]:
    """Approved 延期 that moved no period the clock knows, as its start is not recorded; none that ended long ago."""
    left: dict[str, list[Any]] = {}
    for one in case.held.get(Extension, ()):
        if one.to_on is not None and has_effect(one, clock.on):
            rule = rule_of(one, clock.book)
            if rule is None or not any(_moved_it(clock, case, one, rule, at) for at in counted):
                words = one.step.label if rule is None else _words(clock, rule)
                left.setdefault(words, []).append(one)
    for words, several in left.items():
        newest = max(several, key=lambda one: (one.to_on, one.approved_on))
        if max(newest.to_on, newest.approved_on) < first:
            continue
        written = min((one.from_on for one in several if one.from_on is not None), default=None)
        yield Deferral(words, written, newest.to_on, len(several), newest.approver, newest.approved_on)


def _words(clock: Clockwork, rule: DeadlineRule) -> str:
    return with_source(rule.label, f"{rule.source}{rule.clause}", clock.book.mark_of(rule))


def _moved_it(clock: Clockwork, case: Timed, one: Any, rule: DeadlineRule, at: Deadline) -> bool:
    """Whether an 延期 of the period ``rule`` is among those that moved this deadline."""
    if at.kind != rule.kind:
        return False
    record = PLACES[rule.starts or ""].record
    rows = (case.clue,) if record is Clue else case.held.get(record, ())
    return any(row.uid == at.uid and moves(one, rule, row, case.clue, rows) for row in rows)


def _halts(clock: Clockwork, case: Timed, found: Sequence[Deadline], first: date) -> Iterator[Deferral]:
    for one in case.held.get(Suspension, ()):
        if one.from_on is None or one.from_on > clock.on or not has_effect(one, clock.on):
            continue
        if _was_over(one.resumed_on, first):
            continue
        resumed = one.resumed_on is not None and one.resumed_on <= clock.on
        late = one.review_on is not None and one.review_on < clock.on
        period = next((at for at in found if clock.book.stage_of(at.kind) is one.step), None)
        stands_still = period is not None and period.state is ClockState.SUSPENDED
        ended = is_closed(case.clue, clock.on)
        yield Deferral(
            f"{one.step.label}中止",
            (period.original_on or period.due_on) if period is not None else None,
            period.due_on if period is not None and not stands_still else None,
            approver=one.approver,
            approved_on=one.approved_on,
            review_on=one.review_on,
            state=_RESUMED if resumed else _ENDED if ended else _LATE if late else _HALTED,
        )
