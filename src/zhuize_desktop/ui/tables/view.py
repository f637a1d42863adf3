"""The table of a ledger: one row a record, chips, a frozen first column, the user's own choice of columns."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QTableView, QWidget

from .. import palette as tokens
from . import column_choice
from .column_choice import ColumnChoice, ColumnDialog
from .delegate import CellDelegate
from .frozen import FrozenColumn
from .header import LedgerHeader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from .lazy_model import LazyTableModel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LedgerTable(QTableView):
    """Shows a ``LazyTableModel``.

    Clicking a heading sorts up, down, not at all. Ctrl+C copies the selected rows for a spreadsheet. The
    selection and the current row are kept by uid when the model is filled anew.

    Signals:
        opened: uid of the row that was double-clicked or entered.
        picked: uid of the current row, "" for none.
        menu_opening: a ``QMenu`` and the uids it is for, to add actions to.
    """

    opened = Signal(str)
    picked = Signal(str)
    menu_opening = Signal(object, object)

    def __init__(
        self,
        model: LazyTableModel[Any],
        settings_key: str,
        *,
        empty: str = "没有符合条件的记录",
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings or QSettings()
        self._key = settings_key
        self.empty = empty
        self._is_arranging = False
        self._kept: tuple[list[str], str, int] = ([], "", 0)
        self._sorted_by = (-1, Qt.SortOrder.AscendingOrder)
        self._source = model
        self._set_up()
        self.setModel(model)
        self._frozen = FrozenColumn(self)
        self._frozen.setModel(model)
        self._frozen.setSelectionModel(self.selectionModel())
        self._frozen.setItemDelegate(CellDelegate(self._frozen))
        self._frozen.verticalHeader().setDefaultSectionSize(tokens.ROW_HEIGHT)
        self._choice = column_choice.remembered(self._settings, settings_key, model.columns)
        self._apply_choice()
        self._connect()

    def _set_up(self) -> None:
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("列表")
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(tokens.ROW_HEIGHT)
        rows.setDefaultSectionSize(tokens.ROW_HEIGHT)
        self._head = LedgerHeader(self)
        self._head.setSectionsMovable(True)
        self.setHorizontalHeader(self._head)

    def _connect(self) -> None:
        head = self.horizontalHeader()
        head.sectionClicked.connect(self.cycle_sort)
        head.sectionMoved.connect(self._on_head_section_moved)
        head.sectionResized.connect(self._on_head_section_resized)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(
            lambda at: self.open_menu(head.mapToGlobal(at), QModelIndex())
        )
        self._source.modelAboutToBeReset.connect(self._on_model_about_to_be_reset)
        self._source.modelReset.connect(self._on_model_reset)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.picked.emit(self._uid_at(now)))
        self.doubleClicked.connect(lambda index: self.opened.emit(self._uid_at(index)))
        self.horizontalScrollBar().rangeChanged.connect(lambda *_: self._frozen.follow())

    # --- rows ---

    def _uid_at(self, index: QModelIndex) -> str:
        return str(self._source.ids[index.row()]) if index.isValid() else ""

    def current_uid(self) -> str:
        """The current row's uid, "" for none."""
        return self._uid_at(self.currentIndex())

    def selected_uids(self) -> list[str]:
        """The selected rows' uids, in the order shown."""
        selection = self.selectionModel().selection()
        parts = [selection.at(at) for at in range(selection.size())]
        places = {place for part in parts for place in range(part.top(), part.bottom() + 1)}
        return [str(self._source.ids[place]) for place in sorted(places)]

    def select_uids(self, uids: Iterable[str], current: str = "") -> None:
        """Select these rows as far as they are shown, and make one of them current."""
        last = self._source.columnCount() - 1
        selection = QItemSelection()
        places = (self._source.place_of(uid) for uid in uids)
        for top, bottom in _runs(sorted({place for place in places if place is not None})):
            selection.select(self._source.index(top, 0), self._source.index(bottom, last))
        flag = QItemSelectionModel.SelectionFlag
        place = self._source.place_of(current) if current else None
        if place is not None:
            index = self._source.index(place, max(0, self.first_column()))
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate)
            self.scrollTo(index)
        self.selectionModel().select(selection, flag.ClearAndSelect)

    def go_in(self, *, at_first: bool = False) -> None:
        """Take the keyboard into the rows: to the current one, else (or with ``at_first``) to the first; nothing where
        there are none.
        """
        if not self._source.ids:
            return
        self.setFocus()
        if at_first or not self.current_uid():
            self.setCurrentIndex(self._source.index(0, max(0, self.first_column())))

    def _on_model_about_to_be_reset(self) -> None:
        self._kept = (self.selected_uids(), self.current_uid(), self.verticalScrollBar().value())

    def _on_model_reset(self) -> None:
        uids, current, scrolled = self._kept
        self.select_uids(uids, current)
        if not current:
            self.verticalScrollBar().setValue(scrolled)
        self._frozen.follow()
        if current and self._source.place_of(current) is None:
            self.picked.emit("")

    # --- columns ---

    def first_column(self) -> int:
        """The first column shown, -1 for none."""
        head = self.horizontalHeader()
        shown = [head.logicalIndex(at) for at in range(head.count())]
        return next((column for column in shown if not self.isColumnHidden(column)), -1)

    def shown_columns(self) -> list[int]:
        """Columns shown, from left to right."""
        head = self.horizontalHeader()
        inorder = [head.logicalIndex(at) for at in range(head.count())]
        return [column for column in inorder if not self.isColumnHidden(column)]

    def show_column(self, key: str, on: bool) -> None:
        """Show a column that is not always of use, or hide it; nobody's choice, and not remembered."""
        self._is_arranging = True
        self.setColumnHidden([column.key for column in self._source.columns].index(key), not on)
        self._is_arranging = False
        self._fill()

    def shown_keys(self) -> list[str]:
        """Keys of the columns shown, from left to right: what 导出所见 exports."""
        return [self._source.columns[column].key for column in self.shown_columns()]

    @property
    def choice(self) -> ColumnChoice:
        """The user's choice of columns."""
        return self._choice

    def set_choice(self, choice: ColumnChoice) -> None:
        """Show the columns like this, and remember it."""
        self._choice = choice
        self._apply_choice()
        column_choice.remember(self._settings, self._key, choice)

    def _apply_choice(self) -> None:
        self._is_arranging = True
        head = self.horizontalHeader()
        places = {column.key: place for place, column in enumerate(self._source.columns)}
        for at, key in enumerate(self._choice.order):
            head.moveSection(head.visualIndex(places[key]), at)
            self.setColumnWidth(places[key], self._choice.widths.get(key) or self._usual_width(places[key]))
            self.setColumnHidden(places[key], key in self._choice.hidden)
        self._is_arranging = False
        self._fill()

    def _fill(self) -> None:
        """Fit the column that fills to the room the others leave, as long as half its words stay."""
        place = next((at for at, column in enumerate(self._source.columns) if column.fills), -1)
        if place >= 0 and self._source.columns[place].key not in self._choice.widths:
            rest = sum(self.columnWidth(at) for at in self.shown_columns() if at != place)
            self._is_arranging = True
            self.setColumnWidth(place, max(self.viewport().width() - rest, self._usual_width(place) // 2))
            self._is_arranging = False
        self._frozen.follow()

    def _usual_width(self, place: int) -> int:
        column = self._source.columns[place]
        return max(
            self._head.needed_width(place), column.width * self.fontMetrics().horizontalAdvance("0") + 16
        )

    def choose_columns(self) -> ColumnDialog:
        """Open the dialog."""
        dialog = ColumnDialog(self._source.columns, self._choice, self)
        dialog.chosen.connect(self.set_choice)
        dialog.open()
        return dialog

    def _on_head_section_moved(self) -> None:
        if self._is_arranging:
            return
        head = self.horizontalHeader()
        order = tuple(self._source.columns[head.logicalIndex(at)].key for at in range(head.count()))
        self.set_choice(ColumnChoice(order, self._choice.hidden, self._choice.widths))

    def _on_head_section_resized(self, place: int, _: int, width: int) -> None:
        if self._is_arranging or not width:
            return
        widths = {**self._choice.widths, self._source.columns[place].key: width}
        self._choice = ColumnChoice(self._choice.order, self._choice.hidden, widths)
        column_choice.remember(self._settings, self._key, self._choice)
        self._fill()

    # --- sorting ---

    def cycle_sort(self, place: int) -> None:
        """A click on a heading: up, down, natural order, up …"""
        if not self._source.columns[place].sort_key:
            return
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if self._sorted_by == (place, up):
            self._sorted_by = (place, down)
        elif self._sorted_by == (place, down):
            self._sorted_by = (-1, up)
        else:
            self._sorted_by = (place, up)
        self._show_sort()
        self._source.sort(*self._sorted_by)

    def show_sort(self, sort_key: str, descending: bool) -> None:
        """Show the arrow of an order set elsewhere (a saved view); asks for nothing."""
        keys = [column.sort_key for column in self._source.columns]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._sorted_by = (keys.index(sort_key) if sort_key in keys and sort_key else -1, order)
        self._show_sort()

    def _show_sort(self) -> None:
        place, order = self._sorted_by
        head = self.horizontalHeader()
        head.setSortIndicatorShown(place >= 0)
        if place >= 0:
            head.setSortIndicator(place, order)
        self._frozen.follow()

    # --- keys, menu, copying ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Home and End go to the first and last row; Ctrl+C copies."""
        keys = Qt.Key
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in _ENTER and self.currentIndex().isValid():
            self.opened.emit(self.current_uid())
        elif event.key() in (keys.Key_Home, keys.Key_End) and self._source.ids:
            self._go_to(0 if event.key() == keys.Key_Home else len(self._source.ids) - 1, event)
        else:
            super().keyPressEvent(event)

    def _go_to(self, place: int, event: QKeyEvent) -> None:
        """Make a row current; with Shift select everything from the row that was current."""
        flag = QItemSelectionModel.SelectionFlag
        now = self.currentIndex()
        index = self._source.index(place, now.column() if now.isValid() else max(0, self.first_column()))
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and now.isValid():
            self.selectionModel().select(QItemSelection(now, index), flag.ClearAndSelect | flag.Rows)
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate)
            self.scrollTo(index)
        else:
            self.setCurrentIndex(index)

    def copy(self) -> None:
        """Put the selected rows, as far as their columns are shown, on the clipboard, tab-separated."""
        uids = self.selected_uids()
        lines = [
            "\t".join(self._cell(place, column) for column in self.shown_columns())
            for place in (self._source.place_of(uid) for uid in uids)
            if place is not None
        ]
        if lines:
            QApplication.clipboard().setText("\n".join(lines))

    def _cell(self, place: int, column: int) -> str:
        index = self._source.index(place, column)
        return " ".join(str(index.data() or "").split())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The table's menu, by mouse or by the menu key."""
        self.open_menu(event.globalPos(), self.indexAt(event.pos()))

    def open_menu(self, at: QPoint, index: QModelIndex) -> QMenu:
        """Open the menu at a point of the screen; the row under it is selected unless it is already."""
        if index.isValid() and not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            self.setCurrentIndex(index)
        uids = self.selected_uids()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_opening.emit(menu, uids)
        if menu.actions():
            menu.addSeparator()
        copy = menu.addAction("复制所选行\tCtrl+C", self.copy)
        copy.setEnabled(bool(uids))
        menu.addAction("全选\tCtrl+A", self.selectAll)
        menu.addSeparator()
        menu.addAction("选择列…", self.choose_columns)
        menu.addAction("恢复默认列", lambda: self.set_choice(column_choice.usual(self._source.columns)))
        menu.popup(at)
        return menu

    # --- painting ---

    def set_empty(self, words: str) -> None:
        """What is said when there is nothing to show."""
        self.empty = words
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say so when there is nothing to show."""
        super().paintEvent(event)
        if not self._source.ids:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tokens.INK2))
            room = self.viewport().rect().adjusted(tokens.GRID, 0, -tokens.GRID, 0)
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, centred, self.empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the columns as wide, and the frozen one as high, as there is room for."""
        super().resizeEvent(event)
        self._fill()


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours; thousands of single ranges would make a selection slow."""
    for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        members = [place for _, place in run]
        yield members[0], members[-1]
