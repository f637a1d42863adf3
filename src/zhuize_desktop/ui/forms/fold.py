"""A group of fields behind a heading that opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..icons import icon
from ..theme import button, rule
from .field_row import FieldGrid

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Fold(QWidget):
    """更多 · a group and how many fields it has; closed at first. Enter or the space bar opens it.

    Attributes:
        grid: where its fields are put.
    """

    def __init__(self, title: str, size: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._size = title, size
        self.head = button("", role="fold")
        self.head.setCheckable(True)
        self.head.toggled.connect(self._on_head_toggled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(rule())
        layout.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        self.grid = FieldGrid(self)
        layout.addWidget(self.grid)
        self._on_head_toggled(False)

    def set_size(self, size: int) -> None:
        """Another number of fields; a group without any is out of sight."""
        self._size = size
        self.setVisible(size > 0)
        self._on_head_toggled(self.is_open)

    @property
    def is_open(self) -> bool:
        """Whether the fields are shown."""
        return self.head.isChecked()

    def open(self) -> None:
        """Show the fields."""
        self.head.setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the heading opens and closes."""
        if event.key() in _ENTER and self.head.hasFocus():
            self.head.toggle()
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_head_toggled(self, on: bool) -> None:
        self.head.setIcon(icon("chevron-down" if on else "chevron-right"))
        self.head.setText(f"更多 · {self._title}（{self._size} 项）")
        self.grid.setVisible(on)
