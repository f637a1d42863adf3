"""登记内容: the form of a clue with checks beside the fields, drafts kept while typing, and saving."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ...domain.errors import FieldError
from ...domain.records import Clue
from ...domain.roles import Op
from ...domain.workflow import MILESTONES
from ...services import drafts
from ...services.clues import FORM, change_clue, register_clue
from ..forms.editor import EditorActions, KeptDraft, RecordEditor
from ..forms.form import FieldProblem, RecordForm
from ..pages.clue_actions import refusal
from ..palette import Tone
from ..theme import label, restyle
from .consequences import loss_words, source_words
from .contents import Contents, findings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from ...domain.checks import CheckFinding
    from ...domain.fields import Column
    from ...domain.viewer import OpResult
    from ..context import Context
    from ..forms.resolver import FormResolver

#: The checks run this long after the last change.
CHECK_AFTER_MS = 350
#: The days and results that the steps of the path leave on a clue.
SET_BY_STEPS = (
    *(name for names in MILESTONES.values() for name in names),
    "disposition", "closed_on", "closure_kind", "concluded_on", "legacy_basis",
)  # fmt: skip
#: What is merely not filled in yet is no reproach before the first attempt to save.
_NOT_YET = "clue.required"


class ClueForm(RecordForm):
    """The form of a clue. A 存量线索 may lack what is demanded of a new one; the checks say so, with 核实."""

    is_legacy = False

    def _is_required(self, found: Column) -> bool:
        return not self.is_legacy and super()._is_required(found)


class RegisterTab(QWidget):
    """The form in its editor.

    Signals:
        registered: the uid of a clue that is new in the ledger.
        closed: the person saved or discarded on the way out.
    """

    registered = Signal(str)
    closed = Signal()

    def __init__(self, context: Context, resolver: FormResolver, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._contents: Contents | None = None
        self._has_tried = False
        self._edited = ""
        self._is_pending = False
        self.form = ClueForm(Clue, resolver, clock=context.session.clock)
        actions = EditorActions(self._save, self._keep_draft, self._drop_draft)
        self.editor = RecordEditor(self.form, actions, context.session.clock, self)
        self.editor.closed.connect(self.closed)
        self.closed_words = label("", "note", Tone.AMBER, wrap=True)
        self.closed_words.hide()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(CHECK_AFTER_MS)
        self._wait.timeout.connect(self.check)
        self.form.edited.connect(self._on_form_edited)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 8, 10)
        layout.addWidget(self.closed_words)
        layout.addWidget(self.editor, 1)

    def units(self) -> tuple[str, ...]:
        """The enterprises as they stand in the form now."""
        try:
            return tuple(self.form.value("enterprises"))
        except FieldError:
            return ()

    # --- showing ---

    def show_contents(self, contents: Contents) -> None:
        """Show a clue, and offer the draft found with it."""
        restyle(self.editor.save_button, role="primary" if contents.is_new else "")
        self._contents = contents
        self._has_tried = not contents.is_new
        self._edited = ""
        clue = contents.clue
        self.form.is_legacy = clue.legacy
        self._show_history(clue.legacy)
        self.form.set_stage(clue.stage)
        draft = contents.draft
        kept = (
            KeptDraft(draft.saved_at, draft.values, draft.base_version != clue.version)
            if draft is not None
            else None
        )
        self.editor.open(clue, kept)
        self.editor.save_button.setText("登记" if contents.is_new else "保存")
        self._close_or_open(contents)
        self._show_consequences("")
        if not contents.is_new:
            self.check()

    def _show_history(self, on: bool) -> None:
        """What steps leave on a clue is typed only of a 存量线索, where it is history."""
        self.form.set_hidden(() if on else SET_BY_STEPS)

    def say_registered(self, number: str) -> None:
        """The number a new clue was given, and how to go on."""
        self.editor.state.setText(f"已登记，编号 {number}。Ctrl+N 登记下一条，Esc 返回台账。")
        restyle(self.editor.state, tone=Tone.GREEN.value)

    def take_newer(self, contents: Contents) -> None:
        """What is typed stays; only what is not being edited is shown anew."""
        if self._contents is None or contents.clue.version == self._contents.clue.version:
            return
        if not self.form.is_dirty():
            self.show_contents(contents)

    def _close_or_open(self, contents: Contents) -> None:
        """A form that may not be saved says why, in place of its buttons."""
        op = Op.REGISTER_CLUE if contents.is_new else Op.CHANGE_CLUE
        why = refusal(op, self._context.session.viewer)
        if contents.clue.withdrawn_reason:
            why = f"这条线索已撤回（{contents.clue.withdrawn_reason}），恢复到台账后才能修改。"
        self.closed_words.setText(why)
        self.closed_words.setVisible(bool(why))
        self.form.set_read_only(bool(why))
        self.editor.save_button.setVisible(not why)
        self.editor.discard_button.setVisible(not why)

    def showEvent(self, event: QShowEvent) -> None:
        """Back in front: what was not checked meanwhile is checked now."""
        super().showEvent(event)
        if self._has_tried:
            self._wait.start()

    # --- while typing ---

    def _on_form_edited(self, name: str) -> None:
        self._edited = name
        if name == "legacy":
            self._show_history(self.form.value("legacy"))
        self._show_consequences(name)
        self._wait.start()

    def _show_consequences(self, name: str) -> None:
        if self._contents is None:
            return
        book = self._contents.book
        if name in ("", "estimated_loss"):
            self.form.set_consequence(
                "estimated_loss",
                *loss_words(book, self._value("estimated_loss", None), self._contents.case.today),
            )
        if name in ("", "source_kind") and self._contents.is_new:
            self.form.set_consequence("source_kind", *source_words(book, self._value("source_kind", "")))

    def _value(self, name: str, otherwise: Any) -> Any:
        """The value of a field; ``otherwise`` while its text is none."""
        try:
            return self.form.value(name)
        except FieldError:
            return otherwise

    def check(self) -> None:
        """Ask the checks about what stands in the form now; texts that are no values yet are left out."""
        self._wait.stop()
        if self._contents is None or not self.isVisible():
            return  # nobody sees it: another tab is in front, or the window is closing
        values = {}
        for name in self.form.names:
            try:
                values[name] = self.form.value(name)
            except FieldError:
                continue  # the entry widget marks its own text
        self._context.jobs.run(
            findings,
            self._context.session,
            self._contents.clue,
            values,
            owner=self,
            on_done=self._show_findings,
            latest="check",
        )

    def _show_findings(self, found: Sequence[CheckFinding]) -> None:
        """Beside the fields; the one being typed in is told when it is left, not in the middle of a word."""
        typing = self._typing
        self._is_pending = bool(typing)
        typed_wrong = [
            one for one in self.form.problems() if one.name != typing and self._has_wrong_text(one.name)
        ]
        told = [
            FieldProblem(one.field, one.grade, one.sentence)
            for one in found
            if one.field != typing and (self._has_tried or one.check != _NOT_YET)
        ]
        wrong = {one.name for one in typed_wrong}
        self.editor.show_problems([*typed_wrong, *(one for one in told if one.name not in wrong)])

    @property
    def _typing(self) -> str:
        """The field with the focus, when it was changed since it got it."""
        focus = QApplication.focusWidget()
        if focus is None or not self._edited:
            return ""
        editor = self.form.editor(self._edited)
        return self._edited if focus is editor or editor.isAncestorOf(focus) else ""

    def _on_focus_changed(self, _: object, __: object) -> None:
        if self._is_pending and not self._typing:
            self._is_pending = False
            self._wait.start()

    def _has_wrong_text(self, name: str) -> bool:
        return bool(self.form.editor(name).typed())

    # --- what the editor asks for ---

    def _save(self, values: dict[str, Any]) -> None:
        contents = self._contents
        assert contents is not None  # the editor is shown with contents only
        session = self._context.session
        self._has_tried = True
        self._edited = ""
        work = (
            partial(register_clue, session, values)
            if contents.is_new
            else partial(change_clue, session, replace(contents.clue, **values))
        )
        self._context.jobs.run(
            work,
            owner=self,
            busy=self,
            title="保存线索",
            on_done=self._on_saved,
            on_error=self._on_save_failed,
        )

    def _on_saved(self, result: OpResult[Clue]) -> None:
        contents = self._contents
        assert contents is not None
        was_new = contents.is_new
        self._contents = replace(contents, case=contents.case.with_clue(result.value), draft=None)
        self.editor.saved(result.value)
        if was_new:
            self.registered.emit(result.value.uid)
        else:
            self._show_consequences("")
            self.check()

    def _on_save_failed(self, error: Exception) -> None:
        self.editor.save_failed(error)
        if isinstance(error, FieldError):
            self.check()

    def _keep_draft(self, typed: dict[str, Any], kept: Callable[[], None]) -> None:
        contents = self._contents
        assert contents is not None
        clue, session = contents.clue, self._context.session
        work = partial(drafts.keep, session, FORM, clue.uid, clue.version, typed)
        self._context.jobs.run(work, owner=self, on_done=lambda _: kept())

    def _drop_draft(self) -> None:
        if self._contents is not None:
            self._context.jobs.run(drafts.discard, self._context.session, FORM, self._contents.clue.uid)
