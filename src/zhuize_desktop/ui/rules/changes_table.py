"""Changes of a pack as a table: of a dry run, and between two versions."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...domain.pack_changes import ChangeKind, Comparison, EntryChange
from ...domain.pack_template import CellFault
from ..palette import GRID, Tone
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..widgets.long_text import LongText

_TONES = {
    ChangeKind.ADDED: Tone.GREEN,
    ChangeKind.CHANGED: Tone.ACCENT,
    ChangeKind.RETIRED: Tone.AMBER,
    ChangeKind.RESTORED: Tone.GREEN,
    ChangeKind.GONE: Tone.RED,
}
_Change = tuple[int, EntryChange]
_Fault = tuple[int, CellFault]


class ChangesTable(LedgerTable):
    """Kind, part, entry, and every value old → new."""

    def __init__(self) -> None:
        columns: list[ColumnDef[_Change]] = [
            ColumnDef("kind", "改动", lambda row: row[1].kind.value, width=8, chip=_chip),
            ColumnDef("part", "部分", lambda row: row[1].part, width=14),
            ColumnDef("label", "条目", _label, width=28),
            ColumnDef("text", "内容", lambda row: row[1].text, width=52, tooltip=_lines, fills=True),
        ]
        self.held = HeldModel(columns, lambda row: str(row[0]))
        super().__init__(self.held, "rule-changes", empty="没有改动")
        self.setAccessibleName("改动")

    def show_comparison(self, comparison: Comparison) -> None:
        """Show these changes."""
        self.held.set_rows(enumerate(comparison.differences))


class ChangesView(QWidget):
    """The changes, and below them the one that is chosen with every value of it, however long."""

    def __init__(self) -> None:
        super().__init__()
        self.table = ChangesTable()
        self.whole = LongText(least=4, most=9)
        self.whole.set_read_only(True)
        self.whole.setAccessibleName("这一条改动的全部内容")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.whole)
        self.table.picked.connect(self._show_whole)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show these changes, the first of them in full."""
        self.table.show_comparison(comparison)
        first = "0" if comparison.differences else ""
        self.table.select_uids([first] if first else [], first)
        self._show_whole(first)

    def _show_whole(self, uid: str) -> None:
        row = self.table.held.row_of(uid)
        self.whole.set_value("" if row is None else f"{_label(row)}\n{_lines(row)}")


class FaultsTable(LedgerTable):
    """Sheet, cell, and what is wrong there."""

    def __init__(self) -> None:
        columns: list[ColumnDef[_Fault]] = [
            ColumnDef("sheet", "工作表", lambda row: row[1].sheet, width=16),
            ColumnDef("address", "单元格", lambda row: row[1].address, width=9),
            ColumnDef(
                "sentence", "问题", lambda row: row[1].sentence, width=72, tooltip=_sentence, fills=True
            ),
        ]
        self.held = HeldModel(columns, lambda row: str(row[0]))
        super().__init__(self.held, "rule-faults", empty="没有问题")
        self.setAccessibleName("不能读入的内容")

    def show_faults(self, faults: tuple[CellFault, ...]) -> None:
        """Show these faults."""
        self.held.set_rows(enumerate(faults))


def _chip(row: _Change) -> tuple[str, Tone]:
    return row[1].kind.value, _TONES[row[1].kind]


def _label(row: _Change) -> str:
    return row[1].label or "（整个部分）"


def _lines(row: _Change) -> str:
    return "\n".join(row[1].lines)


def _sentence(row: _Fault) -> str:
    return row[1].sentence


def counts_words(comparison: Comparison) -> str:
    """``新增 2 条，修改 3 条，停用 1 条，未改动 60 条。``"""
    counted = [
        (kind.value, sum(one.kind is kind for one in comparison.differences))
        for kind in ChangeKind
        if any(one.kind is kind for one in comparison.differences)
    ]
    told = [f"{word} {count} 条" for word, count in counted]
    return "，".join([*told, f"未改动 {comparison.unchanged} 条"]) + "。"
