"""One row of the dry run: why, and the clue it meets beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ...services.import_plan import Outcome
from .. import theme
from ..palette import Tone
from .plan_table import TONES

if TYPE_CHECKING:
    from ...services.import_plan import PlannedRow
    from .work import Line


class DetailPanel(QFrame):
    """Reasons at the left, both records at the right, the decision about a duplicate above them.

    Signals:
        accepted: the row, and whether it goes in as a new clue.
    """

    accepted = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._row: PlannedRow | None = None
        self.title = theme.label("", "section")
        self.outcome = theme.chip("", Tone.NEUTRAL)
        self.take = theme.button("仍作为新线索")
        self.leave = theme.button("不导入")
        for pressed in (self.take, self.leave):
            pressed.setCheckable(True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self._build()
        self.take.clicked.connect(lambda: self._decide(True))
        self.leave.clicked.connect(lambda: self._decide(False))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.outcome)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.take)
        head.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(head)
        layout.addWidget(self.area, 1)

    def clear(self) -> None:
        """No row is chosen."""
        self._row = None
        self.title.setText("选择一行，查看原因")
        for widget in (self.outcome, self.take, self.leave):
            widget.hide()
        self.area.setWidget(QWidget())

    def load(self, row: PlannedRow, lines: tuple[Line, ...], is_accepted: bool) -> None:
        """Show a row with the clue it meets."""
        self._row = row
        self.title.setText(f"第 {row.row_number} 行")
        theme.set_chip(self.outcome, row.outcome.value, TONES[row.outcome])
        self.outcome.show()
        is_open = row.outcome is Outcome.DUPLICATE
        self.take.setVisible(is_open)
        self.leave.setVisible(is_open)
        self.take.setChecked(is_accepted)
        self.leave.setChecked(not is_accepted)
        inner = QWidget()
        inner.setProperty("role", "plain")
        sides = QHBoxLayout(inner)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(20)
        sides.addLayout(_reasons(row), 2)
        sides.addLayout(_beside(lines) if lines else _as_written(row), 3)
        self.area.setWidget(inner)

    def _decide(self, on: bool) -> None:
        assert self._row is not None
        self.take.setChecked(on)
        self.leave.setChecked(not on)
        self.accepted.emit(self._row, on)


def _reasons(row: PlannedRow) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    tone = Tone.RED if row.outcome is Outcome.ERROR else None
    for reason in row.reasons or ("没有需要看的。",):
        column.addWidget(theme.label(reason, "note" if tone else "", tone, wrap=True))
    column.addStretch(1)
    return column


def _as_written(row: PlannedRow) -> QGridLayout:
    """The cells of the row as they stand in the sheet."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(3)
    cells = [(heading, text.strip()) for heading, text in row.source.raw.items() if text.strip()]
    for at, (heading, text) in enumerate(cells):
        grid.addWidget(theme.label(heading, "label"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(theme.label(text, wrap=True), at, 1, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(len(cells), 1)
    return grid


def _beside(lines: tuple[Line, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(3)
    for place, words in enumerate(("", "本表", "台账已有")):
        grid.addWidget(theme.label(words, "label"), 0, place)
    for at, line in enumerate(lines, 1):
        name = theme.label(f"{line.label}（不同）" if line.differs else line.label, "label")
        grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
        for place, words in ((1, line.row or "—"), (2, line.clue or "—")):
            text = theme.label(words, wrap=True)
            if line.differs and place == 1:
                theme.restyle(text, role="note", tone=Tone.AMBER.value)
            grid.addWidget(text, at, place, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    grid.setRowStretch(len(lines) + 1, 1)
    return grid
