"""Which columns a table shows, in which order; chosen in a dialog and remembered for the user."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..over import OverDialog
from ..theme import button, label, primary_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from .lazy_model import ColumnDef


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Order, hidden ones and widths, by column key.

    Attributes:
        order: every key, in the order shown.
        hidden: keys not shown.
        widths: px, for columns whose width the user changed.
    """

    order: tuple[str, ...]
    hidden: frozenset[str]
    widths: dict[str, int]


def usual(columns: Sequence[ColumnDef[Any]]) -> ColumnChoice:
    """The declared order, with what is declared hidden."""
    return ColumnChoice(
        tuple(column.key for column in columns),
        frozenset(column.key for column in columns if column.hidden),
        {},
    )


def remembered(settings: QSettings, key: str, columns: Sequence[ColumnDef[Any]]) -> ColumnChoice:
    """What was chosen before. Columns that came with an update stand at the end, ones that went are left out."""
    plain = usual(columns)
    try:
        kept = json.loads(str(settings.value(f"columns/{key}", "")) or "{}")
        order, hidden, widths = list(kept["order"]), set(kept["hidden"]), dict(kept["widths"])
    except (ValueError, KeyError, TypeError):
        return plain
    new = [name for name in plain.order if name not in order]
    return ColumnChoice(
        tuple([name for name in order if name in plain.order] + new),
        frozenset((hidden & set(plain.order)) | (plain.hidden & set(new))),
        {name: int(width) for name, width in widths.items() if name in plain.order},
    )


def remember(settings: QSettings, key: str, choice: ColumnChoice) -> None:
    """Keep a choice for the next start."""
    kept = {"order": choice.order, "hidden": sorted(choice.hidden), "widths": choice.widths}
    settings.setValue(f"columns/{key}", json.dumps(kept))


class ColumnDialog(OverDialog):
    """Tick what is shown, drag (or Alt+↑, Alt+↓) into order; the first column always stays.

    Signals:
        chosen: a ``ColumnChoice``.
    """

    chosen = Signal(object)

    def __init__(self, columns: Sequence[ColumnDef[Any]], choice: ColumnChoice, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("选择列")
        self.resize(320, 460)
        self._columns = {column.key: column for column in columns}
        self._widths = choice.widths
        self.list = _OrderedList()
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setAccessibleName("列")
        self._fill(choice)
        back, take, leave = button("恢复默认"), primary_button("确定"), button("返回")
        back.clicked.connect(lambda: self._fill(usual(columns)))
        take.clicked.connect(self._on_take_clicked)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(take)
        row.addWidget(leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        layout.addWidget(label("勾选要显示的列，拖动或按 Alt+↑、Alt+↓ 调整顺序。", "note", wrap=True))
        layout.addWidget(self.list, 1)
        layout.addLayout(row)

    def _fill(self, choice: ColumnChoice) -> None:
        self._widths = choice.widths
        self.list.clear()
        for key in choice.order:
            item = QListWidgetItem(self._columns[key].title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            shown = key not in choice.hidden
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def choice(self) -> ColumnChoice:
        """What the list says now; with nothing ticked the first column stays shown."""
        items = [self.list.item(place) for place in range(self.list.count())]
        order = tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in items)
        hidden = {
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() != Qt.CheckState.Checked
        }
        if len(hidden) == len(order):
            hidden.discard(order[0])
        return ColumnChoice(order, frozenset(hidden), self._widths)

    def _on_take_clicked(self) -> None:
        self.chosen.emit(self.choice())
        self.accept()


class _OrderedList(QListWidget):
    """A list whose current line Alt+↑ and Alt+↓ carry along."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        place = self.currentRow()
        if not (by and event.modifiers() & Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif 0 <= place + by < self.count():
            self.insertItem(place + by, self.takeItem(place))
            self.setCurrentRow(place + by)
