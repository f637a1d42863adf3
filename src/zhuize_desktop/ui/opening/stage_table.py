"""Cases under way in a table: the proposed stage, missing start days and 历史已办依据 are edited in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QComboBox, QHeaderView, QLineEdit, QStyleOptionViewItem, QTableView, QWidget

from ...domain.errors import FieldError
from ...domain.records import Clue
from ...domain.stages import Stage
from .. import palette
from ..palette import Tone
from ..tables.delegate import CellDelegate
from ..tables.lazy_model import CHIP_ROLE
from ..widgets.date_edit import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

_ROLE = Qt.ItemDataRole
_Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
COLUMNS = (
    ("核对", 86),
    ("线索编号", 132),
    ("问题线索概述", 210),
    ("处理情况", 190),
    ("环节", 96),
    ("受理日期", 104),
    ("核查方案批准日期", 132),
    ("历史已办依据", 200),
)
CHECKED, NUMBER, SUMMARY, HANDLING, STAGE, ACCEPTED, OPENED, BASIS = range(len(COLUMNS))
_DAYS = {ACCEPTED: "accepted_on", OPENED: "opened_on"}
#: The column whose day the clock of a stage starts from.
_STARTS = {Stage.INTAKE: ACCEPTED, Stage.PRELIMINARY_CHECK: ACCEPTED, Stage.INVESTIGATION: OPENED}


@dataclass
class Waiting:
    """One clue with what the person says about it.

    Attributes:
        clue: as it stands in the ledger.
        stage: proposed, or chosen.
        basis: 历史已办依据 as typed.
        typed: days as typed, by name of the field; one that is no day is kept as it is, with its fault.
        checked: the person has looked at it and takes it for right.
    """

    clue: Clue
    stage: Stage
    basis: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    checked: bool = False

    @property
    def is_touched(self) -> bool:
        """Whether something would be lost."""
        return bool(self.checked or self.typed or self.basis != self.clue.legacy_basis)


class StageModel(QAbstractTableModel):
    """The clues whose stage nobody has confirmed.

    Signals:
        decided: something was typed, chosen or ticked.
    """

    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Waiting] = []
        self._today: date | None = None

    def load(self, clues: Sequence[Clue], today: date) -> None:
        """Show these; what was said about those still there stays."""
        said = {row.clue.uid: row for row in self.rows if row.is_touched}
        self.beginResetModel()
        self._today = today
        self.rows = [Waiting(clue, clue.stage, clue.legacy_basis) for clue in clues]
        for row in self.rows:
            if (kept := said.get(row.clue.uid)) is not None:
                kept.clue = row.clue
        self.rows = [said.get(row.clue.uid, row) for row in self.rows]
        self.endResetModel()
        self.decided.emit()

    # --- what the person says ---

    def tick(self, places: Iterable[int]) -> None:
        """Take these for right; when all of them were, no more."""
        found = [self.rows[place] for place in places]
        on = not all(row.checked for row in found)
        for row in found:
            row.checked = on
        self._tell()

    def say_basis(self, places: Iterable[int], text: str) -> None:
        """The same 历史已办依据 for all of these."""
        for place in places:
            self.rows[place].basis = text.strip()
        self._tell()

    def checked(self) -> list[Waiting]:
        """Those taken for right."""
        return [row for row in self.rows if row.checked]

    def first_fault(self) -> tuple[int, int, str] | None:
        """Row, column and sentence of the first day among those taken for right that is none."""
        for place, row in enumerate(self.rows):
            for column, name in _DAYS.items():
                if row.checked and name in row.faults:
                    return place, column, f"线索{row.clue.number}：{row.faults[name]}"
        return None

    def place_of(self, number: str) -> int:
        """The row of the clue with that number, -1 for none."""
        return next((at for at, row in enumerate(self.rows) if row.clue.number == number), -1)

    def said(self) -> dict[str, dict[str, Any]]:
        """What was said about clues, by uid, as JSON can hold it."""
        return {
            row.clue.uid: {
                "stage": row.stage.value, "basis": row.basis, "days": dict(row.typed), "checked": row.checked,
                "version": row.clue.version,
            }
            for row in self.rows
            if row.is_touched
        }  # fmt: skip

    def say(self, said: Mapping[str, Mapping[str, Any]]) -> int:
        """What ``said`` gave, put back for those that still wait; returns how many of them were changed since."""
        changed = 0
        for row in self.rows:
            if (kept := said.get(row.clue.uid)) is None:
                continue
            if kept.get("version") != row.clue.version:  # an older program kept none
                changed += 1
                continue
            row.stage, row.basis, row.checked = Stage(kept["stage"]), kept["basis"], kept["checked"]
            for name, text in kept["days"].items():
                if getattr(row.clue, name) is None:
                    self._take_day(row, name, text)
        self._tell()
        return changed

    def _tell(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))
        self.decided.emit()

    # --- Qt's questions ---

    def rowCount(self, parent: _Index = _TOP) -> int:
        """Clues."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _TOP) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Headings."""
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return COLUMNS[section][0]
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> Any:
        """Text, chip, or what an editor begins with."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == CHIP_ROLE:
            return self._chip(row, column)
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == _ROLE.EditRole:
            return row.stage.value if column == STAGE else self._text(row, column)
        if role == _ROLE.ToolTipRole and (name := _DAYS.get(column)) in row.faults:
            return row.faults[str(name)]
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
            chip = self._chip(row, column)
            return chip[0] if chip else self._text(row, column)
        return None

    def _text(self, row: Waiting, column: int) -> str:
        if (name := _DAYS.get(column)) is not None:
            known = getattr(row.clue, name)
            return known.isoformat() if known is not None else row.typed.get(name, "")
        return {
            CHECKED: "已核对" if row.checked else "待核对",
            NUMBER: row.clue.number,
            SUMMARY: row.clue.summary,
            HANDLING: row.clue.handling,
            STAGE: row.stage.label,
            BASIS: row.basis,
        }[column]

    def _chip(self, row: Waiting, column: int) -> tuple[str, Tone] | None:
        if column == CHECKED:
            return self._text(row, column), Tone.GREEN if row.checked else Tone.AMBER
        name = _DAYS.get(column)
        if name is None:
            return None
        if name in row.faults:
            return row.typed[name], Tone.RED
        if not self._text(row, column) and _STARTS.get(row.stage) == column and not row.clue.closed:
            return "时限未知", Tone.NEUTRAL
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Stage and basis are the person's to say, a day only where none is known."""
        flags = super().flags(index)
        if not index.isValid():
            return flags
        name = _DAYS.get(index.column())
        missing = name is not None and getattr(self.rows[index.row()].clue, name) is None
        if index.column() in (STAGE, BASIS) or missing:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: _Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """What is typed stays as typed; a row one has worked on counts as looked at."""
        row, column = self.rows[index.row()], index.column()
        if column == STAGE:
            row.stage = Stage(value)
            row.checked = True
        elif column == BASIS:
            row.basis = str(value).strip()
        elif (name := _DAYS.get(column)) is not None:
            self._take_day(row, name, str(value).strip())
        else:
            return False
        self._tell()
        return True

    def _take_day(self, row: Waiting, name: str, text: str) -> None:
        for held in (row.typed, row.faults, row.days):
            held.pop(name, None)
        if not text:
            return
        assert self._today is not None, "rows come with their day"
        row.typed[name] = text
        try:
            day = parse_date(text, self._today)
        except FieldError as error:
            row.faults[name] = error.sentence
            return
        row.days[name], row.typed[name] = day, day.isoformat()


class StageDelegate(CellDelegate):
    """Chips, a list of stages, and a line to type in."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """The seven stages, or a line."""
        if index.column() != STAGE:
            line = QLineEdit(parent)
            line.setPlaceholderText("年-月-日" if index.column() in _DAYS else "")
            line.setAccessibleName(COLUMNS[index.column()][0])
            return line
        box = QComboBox(parent)
        box.setAccessibleName(COLUMNS[STAGE][0])
        for stage in Stage:
            box.addItem(stage.label, stage.value)
        box.activated.connect(lambda _: self._finish(box))
        return box

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Begin with what stands there."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data(_ROLE.EditRole)))
            editor.showPopup()
        elif isinstance(editor, QLineEdit):
            editor.setText(index.data(_ROLE.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Take what was chosen or typed."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())


class StageView(QTableView):
    """The table. Space takes the chosen rows for right, F2 or typing edits the cell."""

    def __init__(self, model: StageModel) -> None:
        super().__init__()
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(StageDelegate(self))
        self.setAccessibleName("环节待确认的线索")
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QTableView.EditTrigger.DoubleClicked
            | QTableView.EditTrigger.EditKeyPressed
            | QTableView.EditTrigger.AnyKeyPressed
        )
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(palette.ROW_HEIGHT)
        for place, (_, width) in enumerate(COLUMNS):
            self.setColumnWidth(place, width)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)

    def places(self) -> list[int]:
        """The rows chosen."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Enter edits; a key that types begins to edit the cell."""
        if (
            self.state() == QTableView.State.EditingState
        ):  # the editor passes on what it has no use for: Enter
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space:
            self._rows.tick(self.places())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)
