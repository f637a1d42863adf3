"""One record in a dialog: its form with drafts, problems and saving, as wide as the form needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ..domain.checks import Grade
from ..domain.stages import Stage
from ..services import drafts
from .forms.editor import EditorActions, KeptDraft, RecordEditor
from .forms.form import FieldProblem, RecordForm
from .over import OverDialog
from .theme import button

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from ..domain.fields import Column
    from ..domain.records import Record
    from ..storage.drafts import Draft
    from .context import Context
    from .forms.resolver import FormResolver

#: A service function and its arguments, to be run on the ledger thread.
Work = tuple[Callable[..., Any], tuple[Any, ...]]


#: A dialog grows with its form up to this height, in px; beyond it the form scrolls.
_HIGHEST = 560
_WIDTH = 760
#: What stands round the form: margins, foot, the line that offers a draft.
_AROUND = 118


class LineForm(RecordForm):
    """A form in which whatever the record cannot be without (no default declared) must be filled in.

    What only a later stage demands has its star and may still wait: the gate of that stage asks for it.
    """

    def _is_required(self, found: Column) -> bool:
        return self._cannot_lack(found) or super()._is_required(found)

    def _cannot_lack(self, found: Column) -> bool:
        declared = next(one for one in fields(self._record_class) if one.name == found.name)
        return declared.default is MISSING and declared.default_factory is MISSING

    def problems(self) -> list[FieldProblem]:
        """As every form's; what may wait is no more than a hint."""
        return [self._softened(one) for one in super().problems()]

    def _softened(self, problem: FieldProblem) -> FieldProblem:
        found = self._rows[problem.name].column
        if self.editor(problem.name).typed() or self._cannot_lack(found):
            return problem
        if found.field.required_from in (None, Stage.INTAKE):
            return problem
        return FieldProblem(problem.name, Grade.HINT, f"{found.field.label}在进入下一步之前须填写。")


class RecordDialog(OverDialog):
    """The form of one record. Ctrl+S saves and closes; Esc and 关闭 ask first when something was typed.

    Signals:
        saved: the saved record.
    """

    saved = Signal(object)

    def __init__(
        self,
        context: Context,
        over: QWidget,
        title: str,
        record_class: type[Record],
        resolver: FormResolver,
        *,
        insert: Callable[[dict[str, Any]], Work],
        change: Callable[[Any, dict[str, Any]], Work] | None = None,
        draft_form: str = "",
        leave_out: Iterable[str] = (),
        stage: Stage = Stage.INTAKE,
    ) -> None:
        """``insert`` and ``change`` name the service call that saves; ``draft_form`` is the key of its drafts;
        ``leave_out`` are fields that another action sets; ``stage`` decides which fields are demanded.
        """
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._context = context
        self._insert, self._change = insert, change
        self._draft_form = draft_form or record_class.__name__
        self._record: Any = None
        self._presets: dict[str, Any] = {}
        self.form = LineForm(
            record_class, resolver, clock=context.session.clock, stage=stage, leave_out=leave_out
        )
        actions = EditorActions(self._save, self._save_draft, self._drop_draft)
        self.editor = RecordEditor(self.form, actions, context.session.clock, self)
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.close)
        self.editor.foot.insertWidget(2, self.close_button)
        self.editor.closed.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addWidget(self.editor)
        content = self.form.area.widget()
        assert content is not None  # a form always has its fields in a scroll area
        self.resize(_WIDTH, min(_HIGHEST, content.sizeHint().height() + _AROUND))

    def open_new(self, values: dict[str, Any] | None = None, presets: dict[str, Any] | None = None) -> None:
        """Show an empty record, with what is known already typed in, and offer the draft kept for it.

        ``presets`` are filled in too, but are nobody's typing: leaving them asks nothing.
        """
        self._presets = presets or {}
        self._show(None)
        for name, value in (values or {}).items():
            self.form.set_value(name, value)

    def open_record(self, record: Any) -> None:
        """Show a record to change, and offer the draft kept for it."""
        self._show(record)

    def _show(self, record: Any) -> None:
        self._record = record
        self.editor.open(record)
        self._preset()
        self.open()
        self.form.focus_first()
        first = self.focusWidget()
        if record is None and isinstance(first, QLineEdit):
            first.selectAll()  # typing replaces what was preset, also before the window is active
        session = self._context.session
        self._context.jobs.run(
            drafts.offered, session, self._draft_form, self._uid, owner=self, on_done=self._offer
        )

    @property
    def _uid(self) -> str:
        return "" if self._record is None else str(self._record.uid)

    def _offer(self, draft: Draft | None) -> None:
        if draft is None or self.form.is_dirty():
            return
        version = 0 if self._record is None else self._record.version
        outdated = draft.base_version != version
        self.editor.open(self._record, KeptDraft(draft.saved_at, draft.values, outdated))
        self._preset()

    def _preset(self) -> None:
        if self._record is None and self._presets:
            self.form.preset(self._presets)

    # --- what the editor asks for ---

    def _save(self, values: dict[str, Any]) -> None:
        if self._record is None:
            work, arguments = self._insert(values)
        else:
            assert self._change is not None  # a dialog that only inserts never opens a record
            work, arguments = self._change(self._record, values)
        self._context.jobs.run(
            work,
            *arguments,
            owner=self,
            busy=self,
            title="保存",
            on_done=self._on_saved,
            on_error=self.editor.save_failed,
        )

    def _on_saved(self, result: Any) -> None:
        self._record = result.value
        self.editor.saved(result.value)
        self.saved.emit(result.value)
        self.accept()

    def _save_draft(self, typed: dict[str, Any], kept: Callable[[], None]) -> None:
        version = 0 if self._record is None else self._record.version
        work = partial(drafts.keep, self._context.session, self._draft_form, self._uid, version, typed)
        self._context.jobs.run(work, owner=self, on_done=lambda _: kept())

    def _drop_draft(self) -> None:
        self._context.jobs.run(drafts.discard, self._context.session, self._draft_form, self._uid)

    # --- leaving ---

    def reject(self) -> None:
        """Esc: close, unless something typed is to be asked about."""
        if self.editor.may_leave():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The cross of the window: the same question."""
        if self.editor.may_leave():
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on in the form and never closes the dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)
