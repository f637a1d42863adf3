"""A form with its life around it: drafts kept while typing, saving, and no way out that loses text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...domain.checks import Grade
from ...domain.clock import CHINA, Clock, SystemClock, shown
from ...domain.errors import FieldError, UserError
from .. import messages
from ..messages import Answer
from ..palette import GRID, Tone
from ..theme import button, label, primary_button, restyle
from .field_row import is_save_key
from .form import FieldProblem, RecordForm
from .problem_list import ProblemList

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

#: A draft is kept this long after the first change that is not yet kept.
KEEP_AFTER_MS = 2000

Nothing = Callable[[], None]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft found when a form opens.

    Attributes:
        at: when it was kept, aware UTC.
        typed: what ``RecordForm.typed`` gave.
        outdated: the record was changed by someone since.
    """

    at: datetime
    typed: dict[str, Any]
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class EditorActions:
    """What the page does for the editor.

    Attributes:
        save: gets the values; the page calls ``saved`` or ``save_failed`` afterwards.
        save_draft: gets the typed changes and a callable to call once they are kept.
        drop_draft: forget the kept draft.
    """

    save: Callable[[dict[str, Any]], None]
    save_draft: Callable[[dict[str, Any], Nothing], None]
    drop_draft: Nothing


class RecordEditor(QWidget):
    """A ``RecordForm`` with banner, list of problems, draft state and buttons.

    ``foot_box`` holds state and buttons; a window that has one line of buttons for several editors takes it there.

    Signals:
        closed: the person saved or discarded on the way out and may leave now.
        settled_changed: ask ``is_settled`` again.
    """

    closed = Signal()
    settled_changed = Signal()

    def __init__(
        self,
        form: RecordForm,
        actions: EditorActions,
        clock: Clock | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = form
        self._actions = actions
        self._clock: Clock = clock or SystemClock()
        self._record: object | None = None
        self._kept: KeptDraft | None = None
        self._after_save: Nothing | None = None
        self._sent = form.held()
        self._is_saving = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_draft)
        self.banner = _Banner()
        self.banner.restore.clicked.connect(self._on_restore_clicked)
        self.banner.drop.clicked.connect(self._on_drop_clicked)
        self.problems = ProblemList()
        self.problems.picked.connect(self.form.jump_to)
        self.state = label("", "note", wrap=True)
        self.discard_button = button("放弃修改")
        self.save_button = primary_button("保存")
        self.save_button.setToolTip("Ctrl+S")
        self.step_button = primary_button("")
        self.step_button.hide()
        self._step: Nothing | None = None
        self._lay_out()
        self.form.edited.connect(self._on_form_edited)
        self.form.submitted.connect(self.save)
        self.save_button.clicked.connect(self.save)
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.step_button.clicked.connect(self._on_step_clicked)
        self._show_state()

    def _lay_out(self) -> None:
        self.foot_box = QWidget()
        self.foot = QHBoxLayout(self.foot_box)
        self.foot.setContentsMargins(0, 0, 0, 0)
        self.foot.setSpacing(GRID)
        self.foot.addWidget(self.state, 1)
        for pressed in (self.discard_button, self.save_button, self.step_button):
            self.foot.addWidget(pressed)
        QWidget.setTabOrder(self.save_button, self.discard_button)  # Enter after the last field comes to 保存
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.banner)
        layout.addWidget(self.form, 1)
        layout.addWidget(self.problems)
        layout.addWidget(self.foot_box)

    # --- opening ---

    def open(self, record: object | None, kept: KeptDraft | None = None) -> None:
        """Show a record (``None``: a new one) and offer the draft found for it."""
        self._timer.stop()
        self._record = record
        self._is_saving = False
        self.form.load(record)
        self.problems.show_problems([])
        self._offer(kept)
        self._show_state()

    def _offer(self, kept: KeptDraft | None) -> None:
        """Offer a draft. The form waits for the answer: typing before it would overwrite the draft offered."""
        self._kept = kept
        self.banner.offer(kept)
        self.form.setEnabled(kept is None)
        if kept is not None:
            self.banner.restore.setFocus()

    def _on_restore_clicked(self) -> None:
        kept = self._kept
        self._offer(None)
        if kept is None:
            return
        lost = self.form.restore(kept.typed)
        self.form.focus_first()
        if lost:
            messages.show_notice(
                self, f"草稿中有 {len(lost)} 项与现在的表单对不上，未能恢复：{'、'.join(lost)}。"
            )

    def _on_drop_clicked(self) -> None:
        self._offer(None)
        self._actions.drop_draft()
        self.form.focus_first()
        self.settled_changed.emit()

    @property
    def offers_draft(self) -> bool:
        """Whether a draft found waits for an answer."""
        return self._kept is not None

    # --- drafts ---

    def _on_form_edited(self, name: str) -> None:
        self.problems.drop(name)
        if not self._timer.isActive():
            self._timer.start()
        self._show_state()

    def keep_draft(self) -> None:
        """Keep what is typed now; the line at the bottom says so once it is kept."""
        self._timer.stop()
        if self._is_saving or self._kept is not None:
            return
        typed = self.form.typed()
        if typed:
            self._actions.save_draft(typed, self._on_draft_kept)
        else:
            self._actions.drop_draft()
            self._show_state()

    def _on_draft_kept(self) -> None:
        if not self._timer.isActive() and self.form.is_dirty():
            at = self._clock.now().astimezone(CHINA).strftime("%H:%M")
            self._say(f"未保存，草稿已留存 {at}", None)

    def _show_state(self) -> None:
        dirty = self.form.is_dirty()
        self._say("有未保存的修改" if dirty else "", Tone.AMBER if dirty else None)
        self.discard_button.setEnabled(dirty and not self._is_saving)
        self.save_button.setEnabled(not self._is_saving)
        self.step_button.setEnabled(not self._is_saving)
        self.settled_changed.emit()

    def _say(self, text: str, tone: Tone | None) -> None:
        self.state.setText(text)
        restyle(self.state, tone="" if tone is None else tone.value)

    # --- saving ---

    def save(self) -> None:
        """Hand the values to the page, unless a text is no value or a demanded field is empty."""
        if self._is_saving:
            return
        problems = self.form.problems()
        self.show_problems(problems)
        blocking = [problem for problem in problems if problem.grade is Grade.MUST]
        if blocking:
            self._after_save = None
            self.form.jump_to(blocking[0].name)
            return
        self._timer.stop()
        self._is_saving = True
        self._show_state()
        self._say("正在保存…", None)
        self._sent = self.form.held()
        self._actions.save(self.form.draft())

    def saved(self, record: object) -> None:
        """The page saved; ``record`` is the new version. The draft went with the saving action."""
        later = self.form.typed_since(self._sent)  # typed while the save was under way
        self._record = record
        self._is_saving = False
        self.form.load(record, is_saved=True)
        self.form.restore(later)
        self.problems.show_problems([])
        self._show_state()
        self._say(f"已保存 {self._clock.now().astimezone(CHINA).strftime('%H:%M')}", Tone.GREEN)
        then, self._after_save = self._after_save, None
        if then is not None:
            then()

    def save_failed(self, error: Exception) -> None:
        """The page could not save: a ``FieldError`` is shown at its field, another ``UserError`` in a box."""
        self.not_sent()
        if isinstance(error, FieldError) and error.field in self.form.names:
            self.show_problems([FieldProblem(error.field, Grade.MUST, error.sentence)])
            self.form.jump_to(error.field)
        elif isinstance(error, UserError):
            messages.show_error(self, error)

    def not_sent(self) -> None:
        """The page did not save and has said why itself; what is typed stays."""
        self._is_saving = False
        self._after_save = None
        self._show_state()
        self._timer.start()

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Show problems beside their fields and listed below the form, each a way to its field."""
        self.form.show_problems(problems)
        known = [problem for problem in problems if problem.name in self.form.names]
        self.problems.show_problems(known, self.form.label_of)

    def set_step(self, text: str, step: Nothing | None) -> None:
        """The one step forward at the right of 保存; it is taken after saving. ``None`` takes it away."""
        self._step = step
        self.step_button.setText(text)
        self.step_button.setVisible(step is not None)
        self.save_button.setText("保存")
        restyle(self.save_button, role="" if step is not None else "primary")

    def _on_step_clicked(self) -> None:
        step = self._step
        if step is None:
            return
        if self.form.is_dirty() or self._record is None:
            self._after_save = step
            self.save()
        else:
            step()

    # --- leaving ---

    def _on_discard_clicked(self) -> None:
        messages.confirm(
            self, "放弃后，这次的修改和草稿都不保留。", self.discard, yes="放弃修改", no="继续编辑", danger=True
        )  # fmt: skip

    def discard(self) -> None:
        """Go back to what was loaded and forget the draft."""
        self._timer.stop()
        self.form.load(self._record)
        self.problems.show_problems([])
        self._actions.drop_draft()
        self._show_state()

    def is_settled(self) -> bool:
        """Whether nothing is typed that is not saved, and no saving is under way."""
        return not self._is_saving and not self.form.is_dirty()

    def may_leave(self, then: Nothing | None = None) -> bool:
        """Whether nothing would be lost by leaving now. If something would, asks; ``then`` (and ``closed``)
        follows when the person saved or discarded.
        """
        if self._is_saving:
            self._after_save = lambda: self._leave(then)
            return False
        if not self.form.is_dirty():
            return True
        self.keep_draft()
        messages.ask_save(self, lambda answer: self._on_answered(answer, then))
        return False

    def _on_answered(self, answer: Answer, then: Nothing | None) -> None:
        if answer is Answer.SAVE:
            self._after_save = lambda: self._leave(then)
            self.save()
        elif answer is Answer.DISCARD:
            self.discard()
            self._leave(then)

    def _leave(self, then: Nothing | None) -> None:
        self.closed.emit()
        if then is not None:
            then()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S saves from anywhere in the editor. Esc goes on to whoever holds the editor, who asks ``may_leave``."""
        if is_save_key(event):
            self.save()
            event.accept()
        else:
            super().keyPressEvent(event)


class _Banner(QFrame):
    """Offers a draft: when it was kept, how many fields it changes."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.restore = button("恢复")
        self.drop = button("丢弃")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(GRID)
        row.addWidget(self.words, 1)
        row.addWidget(self.restore)
        row.addWidget(self.drop)
        self.hide()

    def offer(self, kept: KeptDraft | None) -> None:
        """Show the offer, or hide when there is none."""
        self.setVisible(kept is not None)
        if kept is not None:
            later = "此后该记录已被修改，恢复后请核对。" if kept.outdated else ""
            self.words.setText(f"有一份 {shown(kept.at)} 自动保存的草稿，改动 {len(kept.typed)} 项。{later}")
