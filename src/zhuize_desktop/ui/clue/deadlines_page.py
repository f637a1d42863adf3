"""期限: every deadline of the clue with its original and its present day, how it was moved, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...domain.deadlines import ClockState, Deadline
from ..pages.clue_columns import CLOCK_TONES, clock_tip
from ..palette import Tone
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import label

if TYPE_CHECKING:
    from .case_resolver import CaseResolver
    from .contents import Contents

_RIGHT = Qt.AlignmentFlag.AlignRight
_WORDS = (
    "期间开始的当日不计入；工作日按国务院办公厅公布的放假安排计算，未公布的年度标为“暂定”。"
    "中止的时间不计入期限，久查不追仍按总时间计算。"
)


class DeadlinesPage(QWidget):
    """One line a deadline, those that run first."""

    def __init__(self, resolver: CaseResolver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._resolver = resolver
        self.model = HeldModel(self._columns(), lambda one: f"{one.kind}/{one.uid}")
        self.table = LedgerTable(self.model, "clue-deadlines", empty="没有正在计算的期限")
        self.table.setAccessibleName("期限")
        self.note = label(_WORDS, "note", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)

    def _columns(self) -> list[ColumnDef[Deadline]]:
        return [
            ColumnDef("label", "期限", self._called, width=20, tooltip=self._called),
            ColumnDef("state", "状态", lambda one: one.text, width=24, chip=_state, tooltip=clock_tip),
            ColumnDef("due_on", "届满日", lambda one: _day(one.due_on), width=11),
            ColumnDef("original_on", "原届满日", lambda one: _day(one.original_on), width=11),
            ColumnDef(
                "extensions", "延期", lambda one: f"{one.extensions} 次" if one.extensions else "", _RIGHT, 6
            ),
            ColumnDef("approver", "批准人", lambda one: one.approver, width=9),
            ColumnDef("mark", "核对", lambda one: one.mark, width=8),
            ColumnDef("source", "依据", lambda one: one.source, width=28, tooltip=lambda one: one.source),
            ColumnDef("start_on", "起算日", lambda one: _day(one.start_on), width=11),
            ColumnDef(
                "paused", "中止", lambda one: f"{one.paused} 天" if one.paused else "", _RIGHT, 7, hidden=True
            ),
            ColumnDef("inside_on", "内部时限", lambda one: _day(one.inside_on), width=11, hidden=True),
            ColumnDef("done_on", "办结日", lambda one: _day(one.done_on), width=11, hidden=True),
        ]

    def _called(self, one: Deadline) -> str:
        """What is due, and for whom: ``申诉 · 陈思源``."""
        whom = self._resolver.label(one.refers, one.matter) if one.refers and one.matter else one.matter
        return f"{one.label} · {' '.join(whom.split())}" if whom else one.label

    def show_contents(self, contents: Contents) -> None:
        """Show the deadlines of a clue."""
        self.model.set_rows(contents.deadlines)


def _state(one: Deadline) -> tuple[str, Tone] | None:
    late = one.state is ClockState.DONE and one.left < 0
    return one.text, Tone.AMBER if late else CLOCK_TONES.get(one.state, Tone.NEUTRAL)


def _day(day: object) -> str:
    return "" if day is None else str(day)


def running_words(deadlines: tuple[Deadline, ...]) -> str:
    """Every running deadline in a line of its own, for the tooltip of the head."""
    return "\n".join(
        f"{one.label}：{one.due_on or one.why}　{one.marked}"
        for one in deadlines
        if one.state.runs and one.state is not ClockState.NONE
    )
