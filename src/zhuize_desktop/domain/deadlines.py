"""One clock: which deadline runs on a clue, and how it stands on a given day.

A deadline is a rule of the packs, a start event and the working calendar; a date that the superior set
(反馈期限) counts as it is. A missing start date gives 时限未知, never a guess; a deadline that reaches into a year
without a known holiday arrangement is 暂定.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from .stages import Stage

if TYPE_CHECKING:
    from .records import Clue
    from .rulebook import RuleBook
    from .rules import DeadlineRule
    from .workdays import Due

#: From so many working days before the day on, a deadline is 临期. 本程序设计.
NEAR_WORKDAYS = 5


class ClockState(StrEnum):
    """How a deadline stands; the value is the word shown."""

    NONE = "—"
    UNKNOWN = "时限未知"
    SUSPENDED = "中止"
    RUNNING = "未到期"
    NEAR = "临期"
    OVERDUE = "逾期"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline that runs on a clue.

    Attributes:
        state: how it stands today.
        label: what is due.
        due_on: the last day; ``None`` when unknown or none runs.
        left: working days left, negative when overdue.
        provisional: a year without known holiday arrangement was counted, for the day or for the days left (暂定).
        mark: 待核对 when the rule's text was not verified, 参照 when it does not bind, else empty.
        source: document and clause of the rule.
        original_on: the last day before an approved extension; ``None`` when there was none.
    """

    state: ClockState
    label: str = ""
    due_on: date | None = None
    left: int = 0
    provisional: bool = False
    mark: str = ""
    source: str = ""
    original_on: date | None = None

    @property
    def text(self) -> str:
        """The words of the chip: ``剩 12 个工作日``, ``逾期 3 个工作日``, ``时限未知``, ``—``."""
        if self.due_on is None:
            return self.state.value
        if self.state is ClockState.SUSPENDED:
            return f"中止，{self.due_on:%m-%d} 复查"
        if self.state is ClockState.OVERDUE:
            words = f"逾期 {-self.left} 个工作日" if self.left else "逾期"
        else:
            words = f"剩 {self.left} 个工作日" if self.left else "今日到期"
        return words + ("（暂定）" if self.provisional else "")


NO_DEADLINE = Deadline(ClockState.NONE)

_PRELIMINARY = (("local.realtime_preliminary", "report.preliminary"), ("discovered_on", "accepted_on"))
#: stage → codes of the rule, the local one first, and the fields its start event may stand in; the earliest counts.
_STAGE_RULES: dict[Stage, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Stage.INTAKE: _PRELIMINARY,
    Stage.PRELIMINARY_CHECK: _PRELIMINARY,
    Stage.INVESTIGATION: (("local.investigation", "62-D1"), ("opened_on",)),
}


def stage_rule(stage: Stage, rulebook: RuleBook) -> tuple[DeadlineRule, tuple[str, ...]]:
    """The period of a stage with the fields its start event may stand in. Raises ``KeyError`` where none runs."""
    codes, fields = _STAGE_RULES[stage]
    return rulebook.applicable(*codes), fields


def stage_due(stage: Stage, start: date, rulebook: RuleBook) -> Due | None:
    """The last day of a stage from its start event, before any extension; ``None`` when it cannot be told."""
    rule, _ = stage_rule(stage, rulebook)
    return rulebook.due(rule.code, start)


def rule_words(stage: Stage, rulebook: RuleBook) -> str:
    """The period of a stage as a table names it: label, source, and 参照 or 待核对 where it is so."""
    rule, _ = stage_rule(stage, rulebook)
    marks = [rule.mark] if rule.mark else [] if rule.code.startswith("local.") else ["参照"]
    where = "，".join((f"{rule.source}{rule.clause}", *marks))
    return f"{rule.label}（{where}）"


def deadline_of(clue: Clue, rulebook: RuleBook, today: date) -> Deadline:
    """The nearest deadline running on ``clue`` as it stands on ``today``."""
    if clue.closed:
        return NO_DEADLINE
    if clue.suspended_until is not None:
        return _suspended(clue.suspended_until, rulebook, today)
    running = [
        one for one in (_by_stage(clue, rulebook, today), _feedback(clue, rulebook, today)) if one is not None
    ]
    dated = [one for one in running if one.due_on is not None]
    if dated:
        return min(dated, key=lambda one: one.due_on or date.max)
    return running[0] if running else NO_DEADLINE


def _by_stage(clue: Clue, rulebook: RuleBook, today: date) -> Deadline | None:
    if clue.stage not in _STAGE_RULES:
        return None
    rule, fields = stage_rule(clue.stage, rulebook)
    standing = "" if rule.code.startswith("local.") else "参照"
    starts = [day for day in (getattr(clue, name) for name in fields) if day is not None]
    if not starts:
        return Deadline(ClockState.UNKNOWN, rule.label, mark=rule.mark or standing, source=rule.source)
    due = rulebook.due(rule.code, min(starts))
    if due is None:
        return Deadline(ClockState.UNKNOWN, rule.label, mark=rule.mark or standing, source=rule.source)
    found = _standing(
        rule.label,
        clue.extended_to or due.day,
        due.provisional,
        rule.mark or standing,
        f"{rule.source}{rule.clause}",
        rulebook,
        today,
    )
    return found if clue.extended_to is None else replace(found, original_on=due.day)


def _suspended(review_on: date, rulebook: RuleBook, today: date) -> Deadline:
    """A stage that stands still: what is due is the look whether it can go on."""
    review = _standing("中止复查", review_on, False, "", "本程序设计", rulebook, today)
    return review if review.state is ClockState.OVERDUE else replace(review, state=ClockState.SUSPENDED)


def _feedback(clue: Clue, rulebook: RuleBook, today: date) -> Deadline | None:
    if clue.feedback_due is None:
        return None
    return _standing("上级反馈", clue.feedback_due, False, "", clue.transferred_by, rulebook, today)


def _standing(
    label: str, due_on: date, provisional: bool, mark: str, source: str, rulebook: RuleBook, today: date
) -> Deadline:
    left = rulebook.calendar.workdays_between(today, due_on)
    # The day may be certain and the count of working days up to it not: a year without known holidays lies between.
    provisional = provisional or (due_on > today and rulebook.calendar.provisional(today, due_on))
    if today > due_on:
        state = ClockState.OVERDUE
    elif left <= NEAR_WORKDAYS:
        state = ClockState.NEAR
    else:
        state = ClockState.RUNNING
    return Deadline(state, label, due_on, left, provisional, mark, source)
