"""The entry that is chosen, with everything it says and who compared it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ...domain.pack_columns import columns_of
from ..palette import GRID, Tone
from ..theme import chip, label, set_chip
from .lines import mark_chip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .lines import RuleLine

_NOTHING = "选中一条，这里显示它的全部内容。"


class EntryDetail(QFrame):
    """Label with its chip, then every value that is filled in, two beside each other."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.title = label(_NOTHING, "section", wrap=True)
        self.chip = chip("")
        self.checked = label("", "note", Tone.GREEN, wrap=True)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._inside)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.title, 1)
        head.addWidget(self.chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.checked)
        layout.addWidget(area, 1)
        self.show_line(None, {})

    def values(self) -> dict[str, str]:
        """Heading → words, as they are shown."""
        found = {}
        for row in range(self._grid.rowCount()):
            for column in (0, 2):
                pair = [self._grid.itemAtPosition(row, at) for at in (column, column + 1)]
                if all(item is not None and item.widget() is not None for item in pair):
                    left, right = (item.widget().text() for item in pair)  # type: ignore[union-attr]
                    found[left] = right
        return found

    def show_line(self, line: RuleLine | None, names: Mapping[str, Mapping[str, str]]) -> None:
        """Show an entry, or that none is chosen."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.chip.setVisible(line is not None)
        self.checked.hide()
        if line is None:
            self.title.setText(_NOTHING)
            return
        self.title.setText(f"{line.pack.name} · {line.part} · {line.entry.label}")
        set_chip(self.chip, *mark_chip(line.pack, line.entry))
        if line.entry.checked is not None:
            self.checked.setText(f"已核对：{line.entry.checked.text}")
            self.checked.show()
        told = [
            (column.title, words)
            for column in columns_of(type(line.entry))
            if column.path[0] not in ("label", "checked") and (words := column.words(line.entry, names))
        ]
        for place, (title, words) in enumerate(told):
            row, column = divmod(place, 2)
            self._grid.addWidget(label(title, "label"), row, 2 * column)
            self._grid.addWidget(label(words, wrap=True), row, 2 * column + 1)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
