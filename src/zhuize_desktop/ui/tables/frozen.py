"""The first column of a table, kept in sight while the others are scrolled sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from .header import LedgerHeader

if TYPE_CHECKING:
    from .view import LedgerTable


class FrozenColumn(QTableView):
    """A second view of the same model and selection, lying over the table's left edge."""

    def __init__(self, table: LedgerTable) -> None:
        super().__init__(table)
        self._table = table
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("frozen")
        self.setStyleSheet("#frozen { border: none; border-right: 1px solid #B8C0C9; }")
        self.verticalHeader().hide()
        self.setShowGrid(table.showGrid())
        self.setWordWrap(False)
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: table.open_menu(self.viewport().mapToGlobal(at), self.indexAt(at))
        )
        self.setHorizontalHeader(LedgerHeader(self))
        self.horizontalHeader().sectionResized.connect(self._on_section_resized)
        self.horizontalHeader().sectionClicked.connect(self._on_section_clicked)
        self.doubleClicked.connect(table.doubleClicked)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)

    def follow(self) -> None:
        """Show only the table's first visible column, at the same size and place."""
        table, head = self._table, self._table.horizontalHeader()
        first = table.first_column()
        for column in range(head.count()):
            self.setColumnHidden(column, column != first)
        if first < 0:
            self.hide()
            return
        self.setColumnWidth(first, table.columnWidth(first))
        self.horizontalHeader().setFixedHeight(head.height())
        indicated = head.isSortIndicatorShown() and head.sortIndicatorSection() == first
        self.horizontalHeader().setSortIndicatorShown(indicated)
        if indicated:
            self.horizontalHeader().setSortIndicator(first, head.sortIndicatorOrder())
        frame = table.frameWidth()
        self.setGeometry(frame, frame, table.columnWidth(first), table.viewport().height() + head.height())
        # Over an empty table it would hide the words that say so.
        self.setVisible(table.horizontalScrollBar().maximum() > 0 and table.model().rowCount() > 0)
        self.raise_()

    def _on_section_resized(self, column: int, _: int, width: int) -> None:
        if column == self._table.first_column() and width > 0:
            self._table.setColumnWidth(column, width)

    def _on_section_clicked(self, column: int) -> None:
        self._table.cycle_sort(column)
