"""数据: the tables of the report; a figure opens the records it was counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from ...domain.content import Align, Emphasis, Figure, Run, Table
from .. import palette, theme

if TYPE_CHECKING:
    from .loading import ReportView

_ROLE = Qt.ItemDataRole
_ALIGN = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}
_CHARACTER, _LEAST, _MOST = 15, 64, 420
_TOP = QModelIndex()


class ContentTableModel(QAbstractTableModel):
    """A table of the content tree."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table
        self.linked: frozenset[str] = frozenset()

    def cell(self, index: QModelIndex | QPersistentModelIndex) -> Run:
        """What stands in a cell."""
        return self.table.rows[index.row()].cells[index.column()]

    def records(self, index: QModelIndex | QPersistentModelIndex) -> tuple[str, ...]:
        """The records behind a figure; a number of a clue stands for itself."""
        cell = self.cell(index)
        if isinstance(cell, Figure):
            return cell.provenance.records
        return (cell,) if cell in self.linked else ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _TOP) -> int:
        """Rows of the table."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _TOP) -> int:
        """Columns of the table."""
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _ROLE.DisplayRole) -> Any:
        """Text as printed; a figure with records behind it looks like a link and tells its 口径."""
        cell, row = self.cell(index), self.table.rows[index.row()]
        if role == _ROLE.DisplayRole:
            return cell.text if isinstance(cell, Figure) else cell
        if role == _ROLE.TextAlignmentRole:
            return _ALIGN[self.table.columns[index.column()].alignment] | Qt.AlignmentFlag.AlignVCenter
        if role == _ROLE.ToolTipRole:
            if not isinstance(cell, Figure):
                return cell
            behind = f"\n点击查看这 {len(self.records(index))} 条" if self.records(index) else ""
            return cell.provenance.definition + behind
        if role == _ROLE.ForegroundRole and self.records(index):
            return QColor(palette.ACCENT)
        if role == _ROLE.FontRole and row.emphasis is not Emphasis.NORMAL:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Heads; one with a group stands below it."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == _ROLE.DisplayRole else None
        column = self.table.columns[section]
        if role == _ROLE.DisplayRole:
            return f"{column.group}\n{column.label}" if column.group else column.label
        if role == _ROLE.TextAlignmentRole:
            return _ALIGN[column.alignment] | Qt.AlignmentFlag.AlignVCenter
        return None


class TablesPanel(QWidget):
    """One table at a time.

    Signals:
        go: page and uids behind a figure.
    """

    go = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._view: ReportView | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName("表")
        self.choice.setMinimumWidth(160)
        self.unit = theme.label("", "note")
        self.table = QTableView()
        self.table.setWordWrap(False)
        self.table.verticalHeader().setDefaultSectionSize(palette.ROW_HEIGHT)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().hide()
        self.table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.notes = theme.label("", "note", wrap=True)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 8, 0, 0)
        bar.addWidget(self.choice)
        bar.addWidget(theme.label("点击蓝色数字，查看它数的是哪些线索", "note", wrap=True), 1)
        bar.addWidget(self.unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.notes)
        self.choice.currentIndexChanged.connect(self._show_table)
        self.table.clicked.connect(self._open)
        self.table.activated.connect(self._open)

    def load(self, view: ReportView) -> None:
        """Show the tables of a report; the one looked at stays."""
        key = self.choice.currentData()
        self._view = view
        self.choice.blockSignals(True)
        self.choice.clear()
        for block in view.document.blocks:
            if isinstance(block, Table):
                self.choice.addItem(block.title, block.key)
        self.choice.setCurrentIndex(max(0, self.choice.findData(key)))
        self.choice.blockSignals(False)
        self._show_table()

    def _show_table(self) -> None:
        assert self._view is not None
        key = self.choice.currentData()
        tables = (block for block in self._view.document.blocks if isinstance(block, Table))
        table = next(one for one in tables if one.key == key)
        old = self.table.model()
        model = ContentTableModel(table)
        model.linked = frozenset(self._view.clues) if table.key == "clues" else frozenset()
        self.table.setModel(model)
        if old is not None:
            old.deleteLater()
        metrics = self.table.horizontalHeader().fontMetrics()
        for place, column in enumerate(table.columns):
            head = max(metrics.horizontalAdvance(part) for part in (column.label, column.group)) + 24
            width = max(_LEAST, head, min(_MOST, column.width * _CHARACTER))
            self.table.setColumnWidth(place, width)
        self.table.horizontalHeader().setFixedHeight(46 if table.has_groups else 34)
        self.unit.setText(table.unit_note)
        self.notes.setText("\n".join(table.notes))

    def _open(self, index: QModelIndex) -> None:
        model = self.table.model()
        assert isinstance(model, ContentTableModel)
        assert self._view is not None
        records = model.records(index)
        clues = tuple(self._view.clues[one] for one in records if one in self._view.clues)
        sources = tuple(self._view.sources[one] for one in records if one in self._view.sources)
        if clues:
            self.go.emit("clues", clues)
        elif sources:
            self.go.emit("supervision", sources)
