"""A form generated from a record's declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ...domain.checks import Grade
from ...domain.clock import Clock, SystemClock
from ...domain.errors import FieldError
from ...domain.fields import Column, Layout, columns
from ...domain.stages import Stage
from ..palette import GRID, Tone
from .editors import default_of, from_json, make_editor, to_json
from .field_row import FieldGrid, FieldRow, focus_target, is_save_key
from .fold import Fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from .resolver import FormResolver

GRADE_TONES = {Grade.MUST: Tone.RED, Grade.VERIFY: Tone.AMBER, Grade.HINT: Tone.ACCENT}
_NO_GROUP = "其他"
#: Field name → (value, "") or (None, text that is no value).
Held = dict[str, tuple[Any, str]]
#: Below this width in px fields stand below each other.
NARROW = 640


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something to mend in a field.

    Attributes:
        name: attribute of the record; "" for the record as a whole.
        grade: 强制, 核实 or 提示.
        sentence: what is wrong and what to do.
    """

    name: str
    grade: Grade
    sentence: str


class RecordForm(QWidget):
    """FRONT fields in two columns, FOLDED ones behind 更多 by group, NONE not at all.

    Enter moves from field to field; Ctrl+S asks to be saved. Text fields undo with Ctrl+Z.

    Signals:
        edited: the person changed the field of that name.
        submitted: Ctrl+S.
        loaded: another record, or other values, stand in the form.
    """

    edited = Signal(str)
    submitted = Signal()
    loaded = Signal()

    def __init__(
        self,
        record_class: type,
        resolver: FormResolver,
        *,
        clock: Clock | None = None,
        stage: Stage = Stage.INTAKE,
        leave_out: Iterable[str] = (),
    ) -> None:
        super().__init__()
        self._record_class = record_class
        self._resolver = resolver
        self._clock: Clock = clock or SystemClock()
        self._rows: dict[str, FieldRow] = {}
        self._folds: dict[str, Fold] = {}
        self._grids: list[FieldGrid] = []
        self._loaded: Held = {}
        self._shown = ""
        self._stage = stage
        self._is_read_only = False
        self._build([found for found in columns(record_class) if found.name not in set(leave_out)])
        self.set_stage(stage)
        self.load(None)

    # --- building ---

    def _build(self, declared: Sequence[Column]) -> None:
        """From the outside in: what is made where it will stand is styled once, not at every move."""
        content = self._area()
        sheet = QVBoxLayout(content)
        sheet.setContentsMargins(0, 4, 8, 4)
        sheet.setSpacing(GRID)
        front = [found for found in declared if found.field.layout is Layout.FRONT]
        grid = FieldGrid(content)
        sheet.addWidget(grid)
        self._fill(grid, front)
        groups: dict[str, list[Column]] = {}
        for found in declared:
            if found.field.layout is Layout.FOLDED:
                groups.setdefault(found.field.group or _NO_GROUP, []).append(found)
        for group, members in groups.items():
            fold = Fold(group, len(members), content)
            sheet.addWidget(fold)
            self._fill(fold.grid, members)
            for member in members:
                self._folds[member.name] = fold
        sheet.addStretch(1)

    def _area(self) -> QWidget:
        """The sheet that scrolls, still empty."""
        content = QWidget()
        content.setProperty("role", "plain")
        content.setObjectName("form-content")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(content)
        self.area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)
        return content

    def _fill(self, grid: FieldGrid, members: Sequence[Column]) -> None:
        grid.fill([self._row(found, grid) for found in members])
        self._grids.append(grid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column where two would squeeze the entries."""
        super().resizeEvent(event)
        for grid in self._grids:
            grid.arrange(1 if self.width() < NARROW else 2)

    def _row(self, found: Column, grid: FieldGrid) -> FieldRow:
        editor = make_editor(found, self._resolver, self._clock)
        row = FieldRow(found, editor, grid)
        editor.edited.connect(lambda name=found.name: self._on_editor_edited(name))
        self._rows[found.name] = row
        return row

    def _on_editor_edited(self, name: str) -> None:
        self._rows[name].set_problem("", None)
        self.edited.emit(name)

    # --- values ---

    @property
    def names(self) -> tuple[str, ...]:
        """The fields on the form, in order."""
        return tuple(self._rows)

    def label_of(self, name: str) -> str:
        """The Chinese label of a field."""
        return self._rows[name].column.field.label

    def editor(self, name: str) -> Any:
        """The entry widget of a field."""
        return self._rows[name].editor

    def load(self, record: object | None, *, is_saved: bool = False) -> None:
        """Show a record, or an empty one with the declared defaults. Sends no ``edited``.

        ``is_saved``: it is what was typed here, as the ledger keeps it.
        """
        uid = getattr(record, "uid", "")
        is_other, self._shown = not is_saved and (not uid or uid != self._shown), uid
        for name, row in self._rows.items():
            value = default_of(self._record_class, row.column) if record is None else getattr(record, name)
            if is_other or self._held(row) != (
                value,
                "",
            ):  # what stands already keeps its cursor and its undo
                row.editor.set_value(value)
            row.set_problem("", None)
            row.set_consequence("", None)
        self._loaded = self.held()
        self.loaded.emit()

    def set_value(self, name: str, value: Any) -> None:
        """Put a value in for the person (a suggestion taken); counts as an edit."""
        self._rows[name].editor.set_value(value)
        self._on_editor_edited(name)

    def preset(self, values: dict[str, Any]) -> None:
        """Fill in what is known beforehand: no edit, and nothing to be asked about on the way out."""
        for name, value in values.items():
            self._rows[name].editor.set_value(value)
        self._loaded = self.held()
        self.loaded.emit()

    def value(self, name: str) -> Any:
        """The present value. Raises ``FieldError`` when the text is no value."""
        try:
            return self._rows[name].editor.value()
        except FieldError as error:
            raise FieldError(name, error.sentence) from None

    def draft(self) -> dict[str, Any]:
        """Every field's value in the record's types.

        Raises:
            FieldError: a text is no value; ask ``problems`` first.
        """
        return {name: self.value(name) for name in self._rows}

    def is_dirty(self) -> bool:
        """Whether anything differs from what was loaded."""
        return any(self._held(row) != self._loaded[name] for name, row in self._rows.items())

    def typed(self) -> dict[str, Any]:
        """What differs from what was loaded, as JSON can hold it: ``{"value": …}`` or ``{"text": …}``."""
        return self.typed_since(self._loaded)

    def held(self) -> Held:
        """What every field holds at this moment, to compare with later."""
        return {name: self._held(row) for name, row in self._rows.items()}

    def typed_since(self, earlier: Held) -> dict[str, Any]:
        """Like ``typed``, against what ``held`` gave earlier."""
        changed = {}
        for name, (value, text) in self.held().items():
            if (value, text) != earlier[name]:
                changed[name] = {"text": text} if text else {"value": to_json(value)}
        return changed

    def restore(self, typed: dict[str, Any]) -> list[str]:
        """Put a kept draft over what was loaded. Returns the labels of fields the draft no longer fits."""
        lost = []
        for name, kept in typed.items():
            row = self._rows.get(name)
            if row is None:
                lost.append(name)
                continue
            try:
                self._restore_one(row, kept)
            except (ValueError, TypeError, KeyError):
                lost.append(row.column.field.label)
        return lost

    def _restore_one(self, row: FieldRow, kept: dict[str, Any]) -> None:
        if "text" in kept:
            row.editor.set_typed(str(kept["text"]))
        else:
            row.editor.set_value(from_json(row.column, kept["value"]))
        if row.column.name in self._folds:
            self._folds[row.column.name].open()
        self.edited.emit(row.column.name)

    @staticmethod
    def _held(row: FieldRow) -> tuple[Any, str]:
        """The value and "", or ``None`` and the text that is no value."""
        try:
            return row.editor.value(), ""
        except FieldError:
            return None, row.editor.typed()

    # --- what is wrong, what follows ---

    def set_stage(self, stage: Stage) -> None:
        """Put the star at every field that must be filled at this stage."""
        self._stage = stage
        for row in self._rows.values():
            row.set_required(self._is_required(row.column))

    def _is_required(self, found: Column) -> bool:
        needed = found.field.required_from
        return needed is not None and needed.order <= self._stage.order

    def problems(self) -> list[FieldProblem]:
        """Texts that are no values, values the record cannot be without, and what this stage demands."""
        found = []
        for name, row in self._rows.items():
            if row.is_hidden:
                continue
            try:
                value = row.editor.value()
            except FieldError as error:
                found.append(FieldProblem(name, Grade.MUST, error.sentence))
                continue
            absent = value is None or value in ("", ())
            needs_one = not row.column.optional and not row.column.many and value is None
            if absent and (self._is_required(row.column) or needs_one):
                found.append(FieldProblem(name, Grade.MUST, f"{row.column.field.label}还没有填写。"))
        return found

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Show each beside its field, with its grade in words; the ones shown before are cleared."""
        for row in self._rows.values():
            row.set_problem("", None)
        worst_first = sorted(
            problems, key=lambda problem: list(GRADE_TONES).index(problem.grade), reverse=True
        )
        for problem in worst_first:
            if (at := self._rows.get(problem.name)) is not None:
                tone = GRADE_TONES[problem.grade]
                at.set_problem(f"{problem.grade.label}：{problem.sentence}", tone)
                if problem.name in self._folds and problem.grade is not Grade.HINT:
                    self._folds[problem.name].open()

    def set_consequence(self, name: str, text: str, tone: Tone | None = None) -> None:
        """Say below a field what follows from its value: class and clause, a deadline, a range."""
        self._rows[name].set_consequence(text, tone)

    def set_hidden(self, names: Iterable[str]) -> None:
        """Leave these fields out of sight, and show all others; what they hold is kept as it is."""
        hidden = set(names)
        for name, row in self._rows.items():
            row.hide(name in hidden)
        for grid in self._grids:
            grid.rearrange()
        for fold in set(self._folds.values()):
            fold.set_size(
                sum(1 for name, at in self._folds.items() if at is fold and not self._rows[name].is_hidden)
            )

    def is_hidden(self, name: str) -> bool:
        """Whether a field is out of sight, or not on this form at all."""
        return name not in self._rows or self._rows[name].is_hidden

    def set_read_only(self, on: bool) -> None:
        """Show only."""
        self._is_read_only = on
        for row in self._rows.values():
            row.editor.set_read_only(on)

    def set_editable(self, name: str, on: bool) -> None:
        """Open or close one field."""
        self._rows[name].editor.set_read_only(not on)

    # --- going there ---

    def jump_to(self, name: str) -> None:
        """Open the fold of a field, bring it into sight and give it the focus."""
        row = self._rows[name]
        if name in self._folds:
            self._folds[name].open()
        focus_target(row.widget).setFocus(Qt.FocusReason.ShortcutFocusReason)
        # A fold just opened has no geometry yet; scroll when it has been laid out.
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(row.body, 0, 4 * GRID))

    def focus_first(self) -> None:
        """Give the focus to the first field."""
        if self._rows:
            self.jump_to(next(iter(self._rows)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S asks to be saved."""
        if is_save_key(event):
            self.submitted.emit()
            event.accept()
        else:
            super().keyPressEvent(event)
