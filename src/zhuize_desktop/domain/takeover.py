"""What of a 存量线索 was decided before it was taken over, and what here (P4, P8): only of the latter papers are asked.

The takeover is over with the first step here: until then what was under way is written by hand as it stood.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from .case import Case, done_before
from .checks import CheckFinding, Grade
from .records import Decision, OutsideDecision, Record, StageStep
from .stages import Stage
from .uids import after_day
from .workflow import decisions_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


def was_decided(case: Case) -> bool:
    """Whether a 存量线索 had 处理 behind it when it was taken over, wherever it was reopened since."""
    return done_before(case.clue.legacy, case.clue.legacy_stage, Stage.DISPOSITION)


def entered_here(case: Case, one: Record) -> bool:
    """Whether a record was entered after the first step here; identities grow with the order of entry."""
    steps = case.all(StageStep)
    return bool(steps) and one.uid > steps[0].uid


def lay_before(case: Case, one: Decision | OutsideDecision) -> bool:
    """Whether a decision is part of what was taken over: entered before any step here, and not dated later."""
    return was_decided(case) and not entered_here(case, one) and not _came_after(case, one.decided_on)


def decided_here(case: Case) -> tuple[Decision | OutsideDecision, ...]:
    """The decisions of a 存量线索 that came after the takeover, though 处理 lay before it."""
    if not was_decided(case):
        return ()
    return tuple(one for one in decisions_in_force(case) if not lay_before(case, one))


def eased(
    case: Case, one: Decision | OutsideDecision, findings: Iterable[CheckFinding]
) -> Iterator[CheckFinding]:
    """What is found of a decision; of an older one that was only entered later a word is asked, and no paper."""
    for found in findings:
        yield replace(found, grade=Grade.VERIFY) if _perhaps_before(case, one) else found


def _came_after(case: Case, day: date | None) -> bool:
    """Whether a day is later than that on which the clue was entered."""
    return day is not None and case.clue.uid < after_day(day - timedelta(days=1))


def _perhaps_before(case: Case, one: Decision | OutsideDecision) -> bool:
    """Entered after the first step, dated before the clue was entered, and no 重启 gave cause to decide anew."""
    if not was_decided(case) or one.decided_on is None or case.clue.uid < after_day(one.decided_on):
        return False
    return not any(step.move == "reopen" and step.uid < one.uid for step in case.all(StageStep))
