"""期限延长与中止情况: which deadlines of a clue were put off or stood still, as a report tells them.

The days are the clock's own; only what no period of the clue counts is told as it was written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .case_facts import Deferral
from .clock_events import PLACES
from .deadlines import ClockState, is_closed, with_source
from .moving import has_effect, moves, resumed_before
from .putting_off import rule_of
from .records import Clue, Extension, RectificationItem, SanctionCase, SanctionReview, Suspension
from .reports.masking import masked_in, masked_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from .clock_events import Timed
    from .deadlines import Clockwork, Deadline
    from .rules import DeadlineRule

_RESUMED, _HALTED, _LATE, _ENDED = "已恢复", "中止", "中止，复查逾期", "随线索办结"
_NOT_COUNTED, _NOT_HALTED = "期满或办结后批准，未延长", "期满或办结后批准，未中止"
_NEVER_HALTED = "恢复后批准，未中止"
#: The classes whose periods are each of somebody: a person of the ledger, or whoever is written there.
_OF_SOMEBODY = frozenset({"SanctionCase", "Service", "Appeal", "Hearing"})


def deferrals(
    clock: Clockwork, case: Timed, first: date, names: Mapping[str, str] | None
) -> tuple[Deferral, ...]:
    """What was put off or stood still of one clue on the day of the clock, without what was over before ``first``.

    Args:
        clock: of the day.
        case: the clue.
        first: the first day that counts.
        names: uid → name of the people of the ledger, who are told masked; ``None`` where nothing by name is wanted.
    """
    found = clock.deadlines(case, ended=True)
    closed = is_closed(case.clue, clock.on)
    return (
        *(
            _extended(one, _words(case, one, names), closed)
            for one in found
            if one.extensions and not _was_over(one, first)
        ),
        *_others(clock, case, found, first, names),
        *_halts(clock, case, found, first),
    )


def _was_over(one: Deadline, first: date) -> bool:
    """Whether what was due was done, or a term ran out, before ``first``."""
    return _before(one.due_on if one.state is ClockState.LAPSED else one.done_on, first)


def _before(day: date | None, first: date) -> bool:
    return day is not None and day < first


def _words(case: Timed, at: Deadline, names: Mapping[str, str] | None) -> str:
    """A deadline with its source, and whose or what it is: a clue may have several of one kind."""
    return with_source(at.label, at.source, at.mark) + _whose(case, at, names)


def _whose(case: Timed, at: Deadline, names: Mapping[str, str] | None) -> str:
    if names is None:
        return ""
    if at.record == RectificationItem.__name__:
        about = masked_in(at.matter, names.values())
    elif at.record == SanctionReview.__name__:
        reviewed = next((one for one in case.held.get(SanctionReview, ()) if one.uid == at.uid), None)
        return _of_sanction(case, reviewed.sanction if reviewed is not None else None, names)
    elif at.record in _OF_SOMEBODY:
        about = masked_name(names.get(at.matter, "") if at.refers else at.matter)
    else:
        about = ""
    return f"：{about}" if about else ""


def _of_sanction(case: Timed, sanction: str | None, names: Mapping[str, str] | None) -> str:
    """Whose 处分立案 it is."""
    if names is None:
        return ""
    opened = next((one for one in case.held.get(SanctionCase, ()) if one.uid == sanction), None)
    name = masked_name(names.get(opened.person or "", "")) if opened is not None else ""
    return f"：{name}" if name else ""


def _extended(one: Deadline, words: str, closed: bool) -> Deferral:
    halted = one.state is ClockState.SUSPENDED
    return Deferral(
        words,
        one.original_on or one.due_on,
        None if halted else one.due_on,
        one.extensions,
        one.approver,
        one.approved_on,
        state=_ENDED if closed and one.state.runs else one.text,
    )


def _others(
    clock: Clockwork, case: Timed, found: Sequence[Deadline], first: date, names: Mapping[str, str] | None
) -> Iterator[Deferral]:
    """Approved 延期 that moved nothing: the period was over by then, or the clock does not know its start.

    Each is asked by itself, whether others of the same period counted or not.
    """
    late: dict[tuple[str, str], tuple[Deadline, list[Any]]] = {}
    left: dict[str, list[Any]] = {}
    for one in case.held.get(Extension, ()):
        if one.to_on is None or not has_effect(one, clock.on):
            continue
        rule = rule_of(one, clock.book)
        known = (at for at in found if rule is not None and _is_of(clock, case, one, rule, at))
        if (at := next(known, None)) is None:
            words = one.step.label if rule is None else _rule_words(clock, rule)
            left.setdefault(words + _of_sanction(case, one.sanction, names), []).append(one)
        elif (not at.extensions or _is_among(one, at.late)) and not _was_over(at, first):
            late.setdefault(at.key, (at, []))[1].append(one)
    for at, several in late.values():
        newest = _newest(several)
        due = None if at.state is ClockState.SUSPENDED else at.due_on
        yield Deferral(
            _words(case, at, names), at.original_on or at.due_on, due, len(several),
            newest.approver, newest.approved_on, state=_NOT_COUNTED,
        )  # fmt: skip
    for words, several in left.items():
        newest = _newest(several)
        if max(newest.to_on, newest.approved_on) < first:
            continue  # it ended long ago
        written = min((one.from_on for one in several if one.from_on is not None), default=None)
        yield Deferral(words, written, newest.to_on, len(several), newest.approver, newest.approved_on)


def _is_among(one: Any, several: Sequence[Any]) -> bool:
    return any(one is other for other in several)


def _newest(several: Sequence[Any]) -> Any:
    return max(several, key=lambda one: (one.to_on, one.approved_on))


def _rule_words(clock: Clockwork, rule: DeadlineRule) -> str:
    return with_source(rule.label, f"{rule.source}{rule.clause}", clock.book.mark_of(rule))


def _is_of(clock: Clockwork, case: Timed, one: Any, rule: DeadlineRule, at: Deadline) -> bool:
    """Whether an 延期 of the period ``rule`` is one of this deadline, whose start is known."""
    if at.kind != rule.kind or at.start_on is None:
        return False
    record = PLACES[rule.starts or ""].record
    rows = (case.clue,) if record is Clue else case.held.get(record, ())
    return any(row.uid == at.uid and moves(one, rule, row, case.clue, rows) for row in rows)


def _halts(clock: Clockwork, case: Timed, found: Sequence[Deadline], first: date) -> Iterator[Deferral]:
    for one in case.held.get(Suspension, ()):
        if one.from_on is None or one.from_on > clock.on or not has_effect(one, clock.on):
            continue
        if _before(one.resumed_on, first):
            continue
        resumed = one.resumed_on is not None and one.resumed_on <= clock.on
        late = one.review_on is not None and one.review_on < clock.on
        period = next((at for at in found if clock.book.stage_of(at.kind) is one.step), None)
        stands_still = period is not None and period.state is ClockState.SUSPENDED
        nothing = period is not None and _is_among(one, period.late)
        ended = is_closed(case.clue, clock.on)
        yield Deferral(
            f"{one.step.label}中止",
            (period.original_on or period.due_on) if period is not None else None,
            period.due_on if period is not None and not stands_still else None,
            approver=one.approver,
            approved_on=one.approved_on,
            review_on=one.review_on,
            state=_NEVER_HALTED
            if resumed_before(one)
            else _NOT_HALTED
            if nothing
            else _RESUMED
            if resumed
            else _ENDED
            if ended
            else _LATE
            if late
            else _HALTED,
        )
