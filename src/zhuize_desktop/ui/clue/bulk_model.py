"""The rows of the bulk grid: texts as typed, the values they mean, and what is wrong in which cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from ...domain.errors import FieldError
from ...domain.fields import Column, Kind, Layout, columns
from ...domain.stages import Stage
from ..forms.editors import label_text
from ..palette import RED, RED_BG

if TYPE_CHECKING:
    from ...domain.records import Record

_ROLE = Qt.ItemDataRole
_TOP = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
#: Reads the text of a cell. Raises ``FieldError``.
Read = Callable[[Column, str], Any]
#: The texts that go into a new row by themselves, by name of the field; the row is counted from 0.
Presets = Callable[[int], Mapping[str, str]]


def grid_columns(record: type[Record], shown: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a grid: those the table shows, and whatever a line is nothing without."""
    return tuple(
        one
        for one in columns(record)
        if one.field.layout is not Layout.NONE and (one.name in shown or is_demanded(record, one))
    )


def is_demanded(record: type[Record], column: Column) -> bool:
    """Whether a line is nothing without this field, whatever the stage."""
    declared = next(one for one in fields(record) if one.name == column.name)
    cannot_lack = declared.default is MISSING and declared.default_factory is MISSING
    # What has a default of its own is never blank.
    has_usual = declared.default not in (MISSING, "", None, ())
    return cannot_lack or (column.field.required_from is Stage.INTAKE and not has_usual)


class BulkModel(QAbstractTableModel):
    """Editable texts. A blank row always stands at the end; blank rows are no records.

    Signals:
        changed: something was typed, pasted or removed.
    """

    changed = Signal()

    def __init__(
        self,
        record: type[Record],
        shown: Sequence[Column],
        read: Read,
        presets: Presets = lambda _: {},
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._record, self.columns, self._read, self._presets = record, tuple(shown), read, presets
        self._rows: list[list[str]] = [self._blank()]
        self._faults: dict[tuple[int, int], str] = {}

    def _blank(self) -> list[str]:
        return ["" for _ in self.columns]

    # --- texts ---

    def texts(self) -> list[list[str]]:
        """The rows that are not blank, as typed."""
        return [list(row) for row in self._rows if any(row)]

    def set_texts(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows, as they were typed before."""
        self.beginResetModel()
        width = len(self.columns)
        self._rows = [[*map(str, row[:width]), *[""] * (width - len(row))] for row in rows] + [self._blank()]
        self._faults = {}
        self.endResetModel()
        for place in range(len(self._rows)):
            self._examine(place)
        self.changed.emit()

    def put(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Put a pasted block with its upper left corner here; what does not fit at the right is left out."""
        last = row + len(block)
        if last >= len(self._rows):
            self.beginInsertRows(_TOP, len(self._rows), last)
            self._rows += [self._blank() for _ in range(last + 1 - len(self._rows))]
            self.endInsertRows()
        for down, texts in enumerate(block):
            for right, text in enumerate(texts[: len(self.columns) - column]):
                self._rows[row + down][column + right] = text.strip()
            self._fill_presets(row + down)
            self._examine(row + down)
        self.dataChanged.emit(self.index(row, 0), self.index(last - 1, len(self.columns) - 1))
        self.changed.emit()

    def clear(self, cells: Sequence[tuple[int, int]]) -> None:
        """Empty these cells."""
        for row, column in cells:
            self._rows[row][column] = ""
            self._faults.pop((row, column), None)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))
        self.changed.emit()

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out; the blank one at the end stays."""
        for row in sorted(set(rows), reverse=True):
            if row == len(self._rows) - 1:
                continue
            self.beginRemoveRows(_TOP, row, row)
            del self._rows[row]
            self._faults = {
                (at - (at > row), column): said for (at, column), said in self._faults.items() if at != row
            }
            self.endRemoveRows()
        self.changed.emit()

    def _fill_presets(self, row: int) -> None:
        names = [one.name for one in self.columns]
        for name, text in self._presets(row).items():
            if name in names and not self._rows[row][names.index(name)]:
                self._rows[row][names.index(name)] = text

    def _examine(self, row: int) -> None:
        for place, column in enumerate(self.columns):
            self._faults.pop((row, place), None)
            try:
                self._read(column, self._rows[row][place])
            except FieldError as error:
                self._faults[row, place] = error.sentence

    # --- values and problems ---

    def values(self) -> list[tuple[int, dict[str, Any]]]:
        """Row and values of every record; texts that mean nothing are left out, ``faults`` tells of them."""
        found = []
        for row, texts in enumerate(self._rows):
            if not any(texts):
                continue
            values = {}
            for column, text in zip(self.columns, texts, strict=True):
                if not text:
                    continue  # what the record has by itself
                try:
                    values[column.name] = self._read(column, text)
                except FieldError:
                    continue
            found.append((row, values))
        return found

    def examine(self) -> dict[tuple[int, int], str]:
        """Everything wrong by cell: texts that mean nothing, and what a line cannot be without."""
        for row, texts in enumerate(self._rows):
            if not any(texts):
                continue
            self._examine(row)
            for place, column in enumerate(self.columns):
                if not texts[place] and is_demanded(self._record, column):
                    self._faults[row, place] = f"“{column.field.label}”还没有填写。"
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))
        return self.faults

    @property
    def faults(self) -> dict[tuple[int, int], str]:
        """What is known to be wrong, by row and column."""
        return dict(sorted(self._faults.items()))

    def blame(self, row: int, name: str, sentence: str) -> tuple[int, int]:
        """Say at a cell what the ledger found wrong. Returns the cell; the first one for a field not shown."""
        place = next((at for at, one in enumerate(self.columns) if one.name == name), 0)
        self._faults[row, place] = sentence
        self.dataChanged.emit(self.index(row, place), self.index(row, place))
        return row, place

    # --- Qt's questions ---

    def rowCount(self, parent: _Index = _TOP) -> int:
        """Rows with the blank one."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _TOP) -> int:
        """Fields."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every cell is typed in."""
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.isValid() else usual

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Labels, with a star where a line is nothing without; 1, 2, 3 … at the left."""
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == _ROLE.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _ROLE.ToolTipRole:
            return column.field.help or column.field.label
        if role != _ROLE.DisplayRole:
            return None
        unit = "（元）" if column.field.kind is Kind.MONEY else ""
        return f"{label_text(column)}{unit}{' *' if is_demanded(self._record, column) else ''}"

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> Any:
        """The text; red ground and the sentence where it is wrong."""
        if not index.isValid():
            return None
        row, place = index.row(), index.column()
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            return self._rows[row][place]
        fault = self._faults.get((row, place), "")
        if role == _ROLE.ToolTipRole:
            return fault or self._rows[row][place]
        if role == _ROLE.BackgroundRole and fault:
            return QBrush(QColor(RED_BG))
        if role == _ROLE.ForegroundRole and fault:
            return QBrush(QColor(RED))
        if role == _ROLE.TextAlignmentRole:
            right = self.columns[place].field.kind in (Kind.MONEY, Kind.WHOLE)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: _Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Take a typed text; the row after the last is made when the last is begun."""
        if not index.isValid() or role != _ROLE.EditRole:
            return False
        row, place = index.row(), index.column()
        text = str(value or "").strip()
        if text == self._rows[row][place]:
            return False
        was_blank = not any(self._rows[row])
        self._rows[row][place] = text
        if was_blank and text:
            self._fill_presets(row)
        self._examine(row)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        if any(self._rows[-1]):
            self.beginInsertRows(_TOP, len(self._rows), len(self._rows))
            self._rows.append(self._blank())
            self.endInsertRows()
        self.changed.emit()
        return True
