"""The tables counted from the rows beside the clues, all over one snapshot: T2, T4, T5 and 挽回 by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .accountability_statistics import accountability
from .lessons import lessons
from .rectification_statistics import recoveries, rectification, rule_changes
from .sheet import Sheet
from .violation_statistics import by_aspect, by_category

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .facts import Snapshot
    from .standing import Standing


@dataclass(frozen=True, slots=True)
class CaseSheets:
    """Counted tables.

    Attributes:
        violations: T2 by 问题类别; ``aspects`` by the 方面 of 46号令, ``None`` while no 违规情形 is recorded.
        accountability: T4.
        rectification: T5, the items; ``rule_changes`` the rules and processes, ``lessons`` letters and repetitions.
        recoveries: 挽回 by kind, beside T3.
    """

    violations: Sheet
    aspects: Sheet | None
    accountability: Sheet
    rectification: Sheet
    rule_changes: Sheet
    recoveries: Sheet
    lessons: Sheet

    def __iter__(self) -> Iterator[Sheet]:
        """Every sheet there is, in the order of the tables."""
        found = (self.violations, self.aspects, self.recoveries, self.accountability)
        yield from (
            sheet
            for sheet in (*found, self.rectification, self.rule_changes, self.lessons)
            if sheet is not None
        )


def case_sheets(snapshot: Snapshot, everything: tuple[Standing, ...]) -> CaseSheets:
    """Everything counted over the snapshot; ``everything`` are the standings of its clues."""
    return CaseSheets(
        by_category(snapshot, everything),
        by_aspect(snapshot, everything),
        accountability(snapshot),
        rectification(snapshot),
        rule_changes(snapshot),
        recoveries(snapshot, everything),
        lessons(snapshot, everything),
    )
