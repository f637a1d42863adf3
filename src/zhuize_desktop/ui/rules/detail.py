"""The entry that is chosen, with everything it says and who compared it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
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
    """Label with its chip, who compared it or what its grade means, then every value, two beside each other."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.title = label(_NOTHING, "section", wrap=True)
        self.chip = chip("")
        self.checked = label("", "note", Tone.GREEN, wrap=True)
        self.meaning = label("", "note", wrap=True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.title, 1)
        head.addWidget(self.chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.checked)
        layout.addWidget(self.meaning)
        layout.addWidget(self._area, 1)
        #: Heading and words of everything that is shown.
        self.told: tuple[tuple[str, str], ...] = ()
        self.show_line(None, {})

    def show_line(self, line: RuleLine | None, names: Mapping[str, Mapping[str, str]]) -> None:
        """Show an entry, or that none is chosen."""
        self.chip.setVisible(line is not None)
        self.checked.hide()
        self.meaning.hide()
        self.told = ()
        if line is None:
            self.title.setText(_NOTHING)
            self._show_told()
            return
        self.title.setText(f"{line.pack.name} · {line.part} · {line.entry.label}")
        set_chip(self.chip, *mark_chip(line.pack, line.entry))
        if line.entry.checked is not None:
            self.checked.setText(f"已核对：{line.entry.checked.text}")
            self.checked.show()
        else:
            self.meaning.setText(f"{line.entry.grade.label}：{line.entry.grade.meaning}")
            self.meaning.show()
        self.told = tuple(
            (column.title, words)
            for column in columns_of(type(line.entry))
            if column.path[0] not in ("label", "checked") and (words := column.words(line.entry, names))
        )
        self._show_told()

    def _show_told(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "plain")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, (title, words) in enumerate(self.told):
            row, column = divmod(place, 2)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(title, "label"), row, 2 * column, top)
            grid.addWidget(label(words, wrap=True), row, 2 * column + 1, top)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self._area.setWidget(inside)  # the one before is deleted with it
