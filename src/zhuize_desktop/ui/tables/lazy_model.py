"""A table model over a list of ids; rows are read a page at a time when they are first painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from ..palette import Tone

PAGE = 50
KEPT_PAGES = 40

_ROLE = Qt.ItemDataRole
#: The whole row object; ``None`` when the record can no longer be read.
ROW_ROLE = _ROLE.UserRole + 1
#: The uid of the row.
UID_ROLE = _ROLE.UserRole + 2
#: ``(word, Tone)`` or ``None``.
CHIP_ROLE = _ROLE.UserRole + 3

_TOP = QModelIndex()
_GONE = "—"
_Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ColumnDef(Generic[Row]):
    """One column.

    Attributes:
        key: stable name, remembered with the user's column choice.
        title: the heading; never cut.
        text: what the cell says.
        align: horizontal alignment; amounts stand right.
        width: usual width in half-width characters, as in ``Field.width``.
        sort_key: name handed out when the heading is clicked; empty = not sortable.
        chip: word and tone to paint as a chip instead of the text.
        tooltip: the full text when it is more than the cell's.
        hidden: not shown until chosen.
        fills: takes the room that the other columns leave, until the user gives it a width; one of a table at most.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    width: int = 14
    sort_key: str = ""
    chip: Callable[[Row], tuple[str, Tone] | None] | None = None
    tooltip: Callable[[Row], str] | None = None
    hidden: bool = False
    fills: bool = False


class LazyTableModel(QAbstractTableModel, Generic[Row]):
    """Ids first, rows when painted.

    ``fetch_rows`` gets up to 50 ids and returns their rows in any order; an id it leaves out (withdrawn,
    or no longer visible to the reader) shows as "—". It runs on the GUI thread and must be one indexed query.

    Signals:
        sort_requested: ``(sort_key, descending)``; an empty key asks for the natural order.
        fetch_failed: the exception of ``fetch_rows``; the page stays empty until ``refresh``.
    """

    sort_requested = Signal(str, bool)
    fetch_failed = Signal(object)

    def __init__(
        self,
        columns: Sequence[ColumnDef[Row]],
        fetch_rows: Callable[[Sequence[str]], Iterable[Row]],
        row_uid: Callable[[Row], str] = attrgetter("uid"),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._fetch_rows = fetch_rows
        self._row_uid = row_uid
        self._ids: Sequence[str] = ()
        self._places: dict[str, int] = {}
        self._pages: OrderedDict[int, tuple[Row | None, ...]] = OrderedDict()
        self._is_stale = False

    # --- what is shown ---

    @property
    def columns(self) -> tuple[ColumnDef[Row], ...]:
        """The declared columns, in their declared order."""
        return self._columns

    @property
    def ids(self) -> Sequence[str]:
        """The uids shown, in order."""
        return self._ids

    def set_ids(self, ids: Sequence[str]) -> None:
        """Show these records, in this order. Rows read before are forgotten; the model is fresh again."""
        self.beginResetModel()
        self._ids = tuple(ids)
        self._places = {uid: place for place, uid in enumerate(self._ids)}
        self._pages.clear()
        self._is_stale = False
        self.endResetModel()

    def refresh(self, uids: Iterable[str] | None = None) -> None:
        """Read these rows again (all when ``None``) the next time they are painted; order and ids stay."""
        if not self._ids:
            return
        last = len(self._columns) - 1
        if uids is None:
            self._pages.clear()
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, last))
            return
        places = sorted(self._places[uid] for uid in set(uids) if uid in self._places)
        for place in places:
            self._pages.pop(place // PAGE, None)
        for place in places:
            self.dataChanged.emit(self.index(place, 0), self.index(place, last))

    def mark_stale(self) -> None:
        """Note that ids may be out of date; a hidden page does this and asks anew when it is shown."""
        self._is_stale = True

    @property
    def is_stale(self) -> bool:
        """Whether ``mark_stale`` was called since the last ``set_ids``."""
        return self._is_stale

    def place_of(self, uid: str) -> int | None:
        """The row number of a uid, ``None`` when it is not shown."""
        return self._places.get(uid)

    def row_at(self, place: int) -> Row | None:
        """The row at a place, read now if need be."""
        page = self._page(place // PAGE)
        return page[place % PAGE]

    def _page(self, number: int) -> tuple[Row | None, ...]:
        page = self._pages.get(number)
        if page is None:
            page = self._read(number)
            self._pages[number] = page
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page

    def _read(self, number: int) -> tuple[Row | None, ...]:
        wanted = self._ids[number * PAGE : (number + 1) * PAGE]
        try:
            found = {self._row_uid(row): row for row in self._fetch_rows(wanted)}
        except Exception as error:  # painting must not raise; whoever listens to the signal gets it all
            # By value: the name "error" is gone when the timer fires.
            QTimer.singleShot(0, self, lambda failure=error: self.fetch_failed.emit(failure))
            found = {}
        return tuple(found.get(uid) for uid in wanted)

    # --- Qt's questions ---

    def rowCount(self, parent: _Index = _TOP) -> int:
        """Number of records; 0 below a cell."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = _TOP) -> int:
        """Number of declared columns; 0 below a cell."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> Any:
        """Text, tooltip, alignment, chip, row or uid of a cell."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == UID_ROLE:
            return self._ids[index.row()]
        if role == _ROLE.TextAlignmentRole:
            return column.align | Qt.AlignmentFlag.AlignVCenter
        if role not in (_ROLE.DisplayRole, _ROLE.ToolTipRole, _ROLE.AccessibleTextRole, ROW_ROLE, CHIP_ROLE):
            return None
        row = self.row_at(index.row())
        if role == ROW_ROLE:
            return row
        if row is None:
            return _GONE if role != CHIP_ROLE else None
        if role == CHIP_ROLE:
            return column.chip(row) if column.chip else None
        if role == _ROLE.ToolTipRole and column.tooltip:
            return column.tooltip(row)
        return column.text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Headings of the columns, and 1, 2, 3 … for rows."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == _ROLE.DisplayRole else None
        if not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == _ROLE.DisplayRole:
            return column.title
        if role == _ROLE.TextAlignmentRole:
            return column.align | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Hand the wish on as ``sort_requested``; sorting is SQL's work."""
        key = self._columns[column].sort_key if 0 <= column < len(self._columns) else ""
        if key or column < 0:
            self.sort_requested.emit(key, order == Qt.SortOrder.DescendingOrder)
