"""实时报告的期限: which report has to go up by when, counted from the earliest of 发现、获悉 and 受理 (P14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from .case_facts import RealtimeDue, Taken

#: 报件种类 with a period → the kind of deadline it has (dictionary ``deadline_kind``). 进展 has none that is known.
KINDS = {"flash": "flash", "realtime": "realtime", "preliminary": "realtime_preliminary"}
#: Code of ``Taken`` for a clue that has to be reported, on the day the periods start; and the beginning of the codes
#: of what was reported.
OWED, REPORTED = "realtime", "reported."


@dataclass(frozen=True, slots=True)
class RealtimeRule:
    """The period of one 报件种类 in words with its source and force; empty words while it is not known."""

    kind: str
    words: str = ""


def late_kinds(
    dues: Iterable[RealtimeDue],
    taken: Iterable[Taken],
    counted: frozenset[str],
    *,
    first: date,
    last: date,
    still: bool,
) -> frozenset[str]:
    """The kinds that are late at the end of ``last``, or went up late in the period.

    Args:
        dues: the last days; a kind without one is not judged.
        taken: what was done to the clue up to the period's end.
        counted: codes of what counts in the period.
        first: first day of the period.
        last: its last day.
        still: whether the clue is in hand at its end; what ended without a report is told once, when it was due.
    """
    done = tuple(taken)
    late = set()
    for one in dues:
        days = [step.day for step in done if step.code == REPORTED + one.kind]
        if days:
            overdue = min(days) > one.due_on and REPORTED + one.kind in counted
        else:
            overdue = one.due_on < last and (still or one.due_on >= first)
        if overdue:
            late.add(one.kind)
    return frozenset(late)
