"""没有日期的金额: lines of loss, recovery and deduction of which nobody can say that they lie before a period's end.

A loss or a recovery that was entered by then had been found or had come back by then: it counts up to the end, a
recovery though in no period, for 本期挽回 asks for its own day (本期 of a loss asks when its clue was accepted). What
was entered later, and a decision or deduction without a day (``sheet.spans``), counts in neither. A report tells how
many there are of all these, of recoveries also those entered in its period, and their sum; its check asks for the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from .accountability_statistics import DECISION
from .facts import ClueFact
from .figure import Figure, Provenance
from .money import MoneyUnit
from .uids import after_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .facts import Snapshot
    from .standing import Standing


class Undated(StrEnum):
    """What kind of line; the value is its code in the indicators."""

    LOSS = "loss"
    RECOVERY = "recovery"
    ENTERED = "recovery_entered"
    DECIDED = "decided"
    DEDUCTION = "deduction"

    @property
    def label(self) -> str:
        """What the lines are called."""
        return {
            "loss": "资产损失",
            "recovery": "挽回",
            "recovery_entered": "挽回",
            "decided": "扣减薪酬决定",
            "deduction": "扣减薪酬执行",
        }[self.value]

    @property
    def entered(self) -> str:
        """Which of them are meant, as a Chinese clause: of losses and recoveries those entered at a certain time."""
        if self is Undated.ENTERED:
            return "、本期登记"
        return "、期末以后才登记" if self in (Undated.LOSS, Undated.RECOVERY) else ""

    @property
    def effect(self) -> str:
        """Where they do not count, as a Chinese clause."""
        return "计入累计、不计入本期" if self is Undated.ENTERED else "未计入本期和累计"

    @property
    def day(self) -> str:
        """The day they lack, as its field is called."""
        return {
            "loss": "认定日期",
            "recovery": "挽回日期",
            "recovery_entered": "挽回日期",
            "decided": "决定日期",
            "deduction": "执行完成日期",
        }[self.value]


@dataclass(frozen=True, slots=True)
class UndatedLines:
    """The lines of one kind of one clue: how many, and their 分."""

    kind: Undated
    fact: ClueFact
    lines: int
    fen: int


def undated(snapshot: Snapshot, everything: Iterable[Standing]) -> tuple[UndatedLines, ...]:
    """What no period or no sum holds for want of a day, by kind, of the accepted clues in the order of the ledger."""
    case = snapshot.case
    sums: dict[tuple[Undated, str], list[int]] = {}
    begin = after_day(snapshot.header.period.first - timedelta(days=1))
    rows = [
        (Undated.RECOVERY if one.entered_later else Undated.ENTERED, one.clue, one.fen)
        for one in case.recoveries
        if one.recovered_on is None and one.uid >= begin
    ]
    rows += [
        (Undated.DECIDED, one.clue, one.deduction_fen)
        for one in case.handlings
        if one.decided_on is None and one.decision_kind == DECISION
    ]
    rows += [(Undated.DEDUCTION, one.clue, one.fen) for one in case.deductions if one.done_on is None]
    for kind, clue, fen in rows:
        if fen:
            sums.setdefault((kind, clue), []).append(fen)
    facts = [item.fact for item in everything if item.entry.accepted]
    found = [
        UndatedLines(Undated.LOSS, fact, fact.undated_losses, fact.undated_loss_fen)
        for fact in facts
        if fact.undated_losses
    ]
    for kind in (Undated.RECOVERY, Undated.ENTERED, Undated.DECIDED, Undated.DEDUCTION):
        several = [(fact, sums.get((kind, fact.uid), [])) for fact in facts]
        found += [UndatedLines(kind, fact, len(fens), sum(fens)) for fact, fens in several if fens]
    return tuple(found)


def undated_figures(found: Iterable[UndatedLines], kind: Undated) -> tuple[Figure, Figure] | None:
    """Of one kind the number of lines and their sum, traced to their clues; ``None`` where there are none."""
    mine = [one for one in found if one.kind is kind]
    if not mine:
        return None
    where = Provenance(
        f"undated.{kind.value}",
        f"至期末已受理的线索中没有填写{kind.day}{kind.entered}的{kind.label}明细，{kind.effect}。",
        tuple(one.fact.number for one in mine),
    )
    lines, fen = sum(one.lines for one in mine), sum(one.fen for one in mine)
    return Figure.count(lines, "笔", where), Figure.money(fen, where, MoneyUnit.WAN)
