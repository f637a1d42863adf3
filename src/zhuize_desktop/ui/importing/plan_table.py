"""The dry run as a table: rows that need attention first, the proposed stage to be confirmed in its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QComboBox, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from ...domain.stage_words import Confidence
from ...domain.stages import Stage
from ...services.import_plan import Outcome
from .. import palette
from ..palette import Tone
from ..tables.delegate import CellDelegate
from ..tables.lazy_model import CHIP_ROLE, ROW_ROLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...services.import_plan import PlannedRow
    from .work import Prepared

_ROLE = Qt.ItemDataRole
_Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
TONES = {
    Outcome.NEW: Tone.GREEN,
    Outcome.UPDATED: Tone.ACCENT,
    Outcome.UNCHANGED: Tone.NEUTRAL,
    Outcome.DUPLICATE: Tone.AMBER,
    Outcome.ERROR: Tone.RED,
}
COLUMNS = (
    ("行号", 52),
    ("结果", 92),
    ("线索编号", 140),
    ("涉及单位", 180),
    ("问题线索概述", 290),
    ("环节", 156),
    ("要看的", 220),
)
NUMBER, OUTCOME, CLUE, ENTERPRISES, SUMMARY, STAGE, REASONS = range(len(COLUMNS))
_STAGED = (Outcome.NEW, Outcome.UPDATED, Outcome.DUPLICATE)


class PlanModel(QAbstractTableModel):
    """Rows of the dry run with what the person decided.

    Signals:
        decided: a stage was confirmed, or a duplicate was let in or kept out.
    """

    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.stages: dict[int, Stage] = {}
        self.accepted: set[int] = set()
        self._every: list[PlannedRow] = []
        self._rows: list[PlannedRow] = []
        self._wanted: Outcome | None = None

    def load(self, prepared: Prepared) -> None:
        """Show a dry run; decisions about an earlier one are gone with it."""
        self.beginResetModel()
        self.stages.clear()
        self.accepted.clear()
        self._every = sorted(prepared.plan.rows, key=lambda row: (_rank(row), row.row_number))
        self._wanted = None
        self._rows = self._every
        self.endResetModel()

    def show_only(self, outcome: Outcome | None) -> None:
        """Show the rows with one outcome, or all."""
        self.beginResetModel()
        self._wanted = outcome
        self._rows = [row for row in self._every if outcome is None or row.outcome is outcome]
        self.endResetModel()

    def row_at(self, place: int) -> PlannedRow:
        """The row at a place."""
        return self._rows[place]

    # --- decisions ---

    def is_going_in(self, row: PlannedRow) -> bool:
        """Whether the import writes this row."""
        return row.outcome in (Outcome.NEW, Outcome.UPDATED) or row.row_number in self.accepted

    def stage_of(self, row: PlannedRow) -> Stage:
        """The stage confirmed, else the one proposed."""
        return self.stages.get(row.row_number, row.source.stage.stage)

    def waiting(self) -> list[PlannedRow]:
        """Rows that go in and whose stage nobody confirmed."""
        return [row for row in self._every if self.is_going_in(row) and row.row_number not in self.stages]

    def confirm(self, rows: Iterable[PlannedRow]) -> None:
        """Take the proposed stages of these rows for right."""
        for row in rows:
            if row.outcome in _STAGED:
                self.stages.setdefault(row.row_number, row.source.stage.stage)
        self._tell()

    def accept(self, row: PlannedRow, on: bool) -> None:
        """Let a probable duplicate in as a new clue, or keep it out."""
        if on:
            self.accepted.add(row.row_number)
        else:
            self.accepted.discard(row.row_number)
        self._tell()

    def decisions(self) -> tuple[dict[int, Stage], frozenset[int]]:
        """Confirmed stages of the rows that go in, and the duplicates let in."""
        going = {row.row_number for row in self._every if self.is_going_in(row)}
        return {number: stage for number, stage in self.stages.items() if number in going}, frozenset(
            self.accepted
        )

    def put_back(self, stages: Mapping[str, str], accepted: Iterable[int]) -> None:
        """What was decided about these rows before; of a row that the ledger holds otherwise by now, nothing."""
        every = {row.row_number: row for row in self._every}
        for number, stage in stages.items():
            if (row := every.get(int(number))) is not None and row.outcome in _STAGED:
                self.stages[row.row_number] = Stage(stage)
        self.accepted |= {at for at in accepted if at in every and every[at].outcome is Outcome.DUPLICATE}
        self._tell()

    def _tell(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))
        self.decided.emit()

    # --- Qt's questions ---

    def rowCount(self, parent: _Index = _TOP) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else len(self._rows)

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
        """Text, chip, tooltip or row."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == CHIP_ROLE:
            return self._chip(row, index.column())
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == _ROLE.EditRole:
            return self.stage_of(row)
        if role == _ROLE.ToolTipRole and index.column() == REASONS:
            return "\n".join(row.reasons)
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
            return self._text(row, index.column())
        return None

    def _text(self, row: PlannedRow, column: int) -> str:
        read = row.source.values
        if column == STAGE:
            chip = self._chip(row, STAGE)
            return chip[0] if chip else "—"
        return {
            NUMBER: str(row.row_number),
            OUTCOME: self._outcome(row),
            CLUE: read.clue_number or "（导入时编号）",
            ENTERPRISES: "、".join(read.enterprises),
            SUMMARY: read.summary,
            REASONS: "；".join(reason.rstrip("。") for reason in row.reasons),
        }[column]

    def _outcome(self, row: PlannedRow) -> str:
        return "作为新线索" if row.row_number in self.accepted else row.outcome.value

    def _chip(self, row: PlannedRow, column: int) -> tuple[str, Tone] | None:
        if column == OUTCOME:
            return self._outcome(row), Tone.GREEN if row.row_number in self.accepted else TONES[row.outcome]
        if column == STAGE and row.outcome in _STAGED:
            words = self.stage_of(row).label
            is_sure = row.row_number in self.stages
            return (words, Tone.GREEN) if is_sure else (f"{words}（待确认）", Tone.AMBER)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """The stage of a row that can go in is editable."""
        flags = super().flags(index)
        if index.column() == STAGE and self._rows[index.row()].outcome in _STAGED:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: _Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """A stage chosen is a stage confirmed."""
        self.stages[self._rows[index.row()].row_number] = Stage(value)
        self._tell()
        return True


def _rank(row: PlannedRow) -> int:
    """Where a row stands: what stops the import, what asks for a decision, what is doubtful, the rest."""
    if row.outcome is Outcome.ERROR:
        return 0
    if row.outcome is Outcome.DUPLICATE:
        return 1
    if row.outcome is Outcome.UNCHANGED:
        return 4
    proposal = row.source.stage
    doubtful = proposal.contradiction or proposal.confidence is Confidence.UNKNOWN or row.source.problems
    return 2 if doubtful else 3


class PlanDelegate(CellDelegate):
    """Chips, and a list of stages to choose from."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """The seven stages."""
        box = QComboBox(parent)
        for stage in Stage:
            box.addItem(stage.label, stage.value)
        box.activated.connect(lambda _: self._finish(box))
        return box

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Begin at the present stage, with the list open."""
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(Stage(index.data(_ROLE.EditRole)).value))
        editor.showPopup()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Take the choice."""
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentData())


def plan_view(model: PlanModel) -> QTableView:
    """The table."""
    view = QTableView()
    view.setModel(model)
    view.setItemDelegate(PlanDelegate(view))
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.setEditTriggers(
        QTableView.EditTrigger.DoubleClicked
        | QTableView.EditTrigger.EditKeyPressed
        | QTableView.EditTrigger.SelectedClicked
    )
    view.setShowGrid(True)
    view.setWordWrap(False)
    view.setAccessibleName("试读结果")
    view.setTabKeyNavigation(False)
    view.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(palette.ROW_HEIGHT)
    for place, (_, width) in enumerate(COLUMNS):
        view.setColumnWidth(place, width)
    view.horizontalHeader().setStretchLastSection(True)
    view.horizontalHeader().setHighlightSections(False)
    return view
