"""What was understood of the file: columns, unit, rows left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from .. import theme
from ..over import OverDialog
from ..palette import Tone

if TYPE_CHECKING:
    from ...exchange.ledger_reader import LedgerReading


def summary_of(reading: LedgerReading) -> str:
    """One line: sheet, rows, columns, what was left out."""
    known = sum(one.column is not None for one in reading.mapping)
    parts = [f"工作表“{reading.sheet}”", f"{len(reading.rows)} 条线索", f"识别 {known} 列"]
    unknown = len(reading.mapping) - known
    if unknown:
        parts.append(f"未识别 {unknown} 列")
    if reading.skipped:
        parts.append(f"跳过 {len(reading.skipped)} 行")
    units = {one.unit for one in reading.mapping if one.unit is not None}
    if units:
        parts.append("金额单位：" + "、".join(sorted(unit.value for unit in units)))
    return "　".join(parts)


class UnderstandingDialog(OverDialog):
    """Every column and what it was taken for, every row left out and why, every note."""

    def __init__(self, parent: QWidget, reading: LedgerReading, notes: tuple[str, ...]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"“{reading.file}”是怎样读的")
        theme.fit_screen(self, 820, 560)
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setSpacing(14)
        if notes:
            column.addWidget(theme.card(*(theme.label(note, wrap=True) for note in notes), title="说明"))
        column.addWidget(_columns(reading))
        if reading.skipped:
            column.addWidget(_skipped(reading))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        close = theme.primary_button("知道了")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addLayout(row)


def _columns(reading: LedgerReading) -> QWidget:
    box = theme.card(title="各列的含义")
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(4)
    for place, words in enumerate(("表中标题", "读作", "单位", "说明")):
        grid.addWidget(theme.label(words, "label"), 0, place)
    for at, one in enumerate(reading.mapping, 1):
        known = one.column is not None
        taken = theme.label(one.column.label) if one.column is not None else theme.chip("未识别", Tone.AMBER)
        note = one.note or ("" if known else "不导入，原样保留在结果工作簿里")
        grid.addWidget(theme.label(one.heading, wrap=True), at, 0)
        grid.addWidget(taken, at, 1)
        grid.addWidget(theme.label(one.unit.value if one.unit is not None else ""), at, 2)
        grid.addWidget(theme.label(note, "note", wrap=True), at, 3)
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(3, 3)
    layout = box.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addLayout(grid)
    return box


def _skipped(reading: LedgerReading) -> QWidget:
    lines = [
        theme.label(f"第 {one.row_number} 行　{one.reason}　{one.text[:60]}", "note", wrap=True)
        for one in reading.skipped
    ]
    return theme.card(*lines, title=f"跳过的 {len(lines)} 行")
