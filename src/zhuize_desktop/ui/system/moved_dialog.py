"""期限重算: which open deadlines a change moves, looked at before it is saved; and the kept results, to be printed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.recomputed import TITLE, Recomputed, Shift, summary_words
from ...services.recomputing import kept_results, release_recomputed
from ..over import OverDialog
from ..paper_out import PaperOut
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, label, primary_button
from .tab import ask_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..context import Context

_HEIGHT = 420


def shift_columns() -> list[ColumnDef[tuple[int, Shift]]]:
    """Number, what is due, the day before and after."""
    return [
        ColumnDef("number", "线索编号", lambda row: row[1].number, width=22),
        ColumnDef("what", "期限", lambda row: row[1].what, width=24, fills=True),
        ColumnDef("before", "原日期", lambda row: row[1].before_words, width=20),
        ColumnDef("after", "新日期", lambda row: row[1].after_words, width=20),
    ]


class ShiftTable(QWidget):
    """The moved deadlines, with what was counted above."""

    def __init__(self) -> None:
        super().__init__()
        self.reason = label("", "section", wrap=True)
        self.summary = label("", wrap=True)
        self.model = HeldModel(shift_columns(), lambda row: str(row[0]))
        self.table = LedgerTable(self.model, "moved-deadlines", empty="没有日期变动的期限")
        self.table.setAccessibleName("日期变动的期限")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.reason)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)

    def show_result(self, found: Recomputed) -> None:
        """Show a preview or a kept result."""
        self.reason.setText(found.reason)
        hidden = f"另有须回避的在办线索 {found.withheld} 件一并重算，不列出。" if found.withheld else ""
        self.summary.setText(summary_words(found) + hidden)
        self.model.set_rows(enumerate(found.shifts))


class MovedDialog(OverDialog):
    """What a change would move; nothing is saved before 确认.

    Signals:
        agreed: the person confirmed what is shown.
    """

    agreed = Signal()

    def __init__(self, over: QWidget, found: Recomputed) -> None:
        super().__init__(over)
        self.setWindowTitle("期限重算")
        self.shown = ShiftTable()
        self.shown.show_result(found)
        self.yes, self.no = primary_button("确认并保存"), button("返回")
        self.yes.clicked.connect(self._on_yes_clicked)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        is_kept = bool(found.shifts or found.settled)
        words = (
            "确认后按新的日期计算，清单留存在“重算记录”，可打印。" if is_kept else "没有期限变动，不留清单。"
        )
        row.addWidget(label(words, "note", wrap=True), 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.shown, 1)
        layout.addLayout(row)
        self.resize(760, _HEIGHT if found.shifts else 240)
        self.yes.setFocus()

    def _on_yes_clicked(self) -> None:
        self.accept()
        self.agreed.emit()


def ask_moves(
    over: QWidget, found: Recomputed | None, go: Callable[[Recomputed | None], None]
) -> MovedDialog | None:
    """Show what a change moves and go on once it is confirmed; where it touches no open deadline, go on at once."""
    if found is None or not (found.shifts or found.settled):
        go(found)
        return None
    dialog = MovedDialog(over, found)
    dialog.agreed.connect(lambda: go(found))
    dialog.open()
    return dialog


def result_columns() -> list[ColumnDef[Recomputed]]:
    """When, why, how many."""
    return [
        ColumnDef("at", "时间", lambda one: one.at, width=18),
        ColumnDef(
            "reason", "原因", lambda one: one.reason, width=44, tooltip=lambda one: one.reason, fills=True
        ),
        ColumnDef("shifts", "期限变动", lambda one: f"{len(one.shifts)} 项", width=10),
        ColumnDef("by", "办理人", lambda one: one.by, width=10),
    ]


class ResultsDialog(OverDialog):
    """The kept results; the chosen one below, to be printed."""

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self._context = context
        self.setWindowTitle("期限重算记录")
        self.model = HeldModel(result_columns(), lambda one: one.key)
        self.table = LedgerTable(self.model, "recomputed-results", empty="还没有重算过期限")
        self.table.setAccessibleName("重算记录")
        self.shown = ShiftTable()
        self.print_button, self.close_button = button("打印清单…"), button("关闭")
        self.print_button.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self.print_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.table, 2)
        layout.addWidget(self.shown, 3)
        layout.addLayout(row)
        self.resize(820, 560)
        self.table.picked.connect(self._on_picked)
        self.print_button.clicked.connect(self.ask_place)
        self.close_button.clicked.connect(self.reject)
        context.jobs.run(
            kept_results, context.session, owner=self, title="读取重算记录", on_done=self._on_fetched
        )

    def _on_fetched(self, found: list[Recomputed]) -> None:
        self.model.set_rows(found)
        if found:
            self.table.select_uids([found[0].key], found[0].key)
            self._on_picked(found[0].key)

    def _on_picked(self, key: str) -> None:
        one = self.model.row_of(key)
        self.print_button.setEnabled(one is not None)
        if one is not None:
            self.shown.show_result(one)

    def ask_place(self) -> QFileDialog:
        """Ask where the chosen list is to go."""
        key = self.table.current_uid()
        name = f"{TITLE}_{self._context.session.today:%Y%m%d}.pdf"
        return ask_place(self, f"打印{TITLE}", "PDF 文件 (*.pdf)", name, partial(self.write, key))

    def write(self, key: str, path: Path) -> None:
        """Write a kept list to ``path`` and offer to open it, from where it is printed."""
        PaperOut(self._context, self, TITLE, "请打开后打印").write(
            release_recomputed, key, path.name, path=path
        )
