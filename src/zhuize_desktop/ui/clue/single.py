"""The form of which a clue has one: written in its sheet, with drafts, kept open until its stage is done."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...domain.stages import Stage
from ...services import drafts
from ...services.records import SAVE_OPS, add, change
from ...services.saving_rules import why_closed
from ..forms.editor import EditorActions, KeptDraft, RecordEditor
from ..pages.clue_actions import refusal
from ..palette import GRID, Tone
from ..record_dialog import LineForm
from ..theme import label, restyle
from .contents import draft_key
from .follows import watch
from .presets import form_presets

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...domain.records import Record
    from ...domain.viewer import OpResult
    from ..context import Context
    from .case_resolver import CaseResolver
    from .contents import Contents


class SingleForm(QWidget):
    """One record of a clue, in its editor."""

    def __init__(
        self,
        context: Context,
        resolver: CaseResolver,
        record: type[Record],
        stage: Stage | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context, self._record, self._stage = context, record, stage
        self._contents: Contents | None = None
        self._shown: Any = None
        self.form = LineForm(record, resolver, clock=context.session.clock, stage=stage or Stage.INTAKE)
        actions = EditorActions(self._save, self._keep_draft, self._drop_draft)
        self.editor = RecordEditor(self.form, actions, context.session.clock, self)
        restyle(self.editor.save_button, role="")  # the primary button of a dossier is the step forward
        self.closed_words = label("", "note", Tone.AMBER, wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.closed_words)
        layout.addWidget(self.editor, 1)
        watch(self.form, record, lambda: self._contents)

    @property
    def record(self) -> type[Record]:
        """The class of the record."""
        return self._record

    @property
    def is_filled(self) -> bool:
        """Whether the clue has this record."""
        return self._shown is not None

    # --- showing ---

    def show_contents(self, contents: Contents) -> None:
        """Show the record of a clue. What is being typed for the same clue stays."""
        one = contents.case.last(self._record)
        is_same = self._contents is not None and self._contents.clue.uid == contents.clue.uid
        self._contents = contents
        if not (is_same and (self.form.is_dirty() or one == self._shown)):
            self._shown = one
            draft = contents.drafts.get(self._record)
            self.editor.open(one, None if draft is None else _kept(draft, one))
            if one is None and (presets := form_presets(self._record, contents)):
                self.form.preset(presets)
        # What lies before the takeover of a 存量线索 may be unknown for ever.
        historic = self._stage is not None and contents.case.before_takeover(self._stage)
        self.form.set_stage(Stage.INTAKE if historic else self._stage or contents.clue.stage)
        self._close_or_open(contents)

    def _close_or_open(self, contents: Contents) -> None:
        why = refusal(SAVE_OPS[self._record], self._context.session.viewer)
        if contents.clue.withdrawn_reason:
            why = "线索已撤回，恢复到台账后才能修改。"
        why = why or why_closed(self._record, contents.clue, worked=contents.is_worked)
        self.closed_words.setText(why)
        self.closed_words.setVisible(bool(why))
        self.form.set_read_only(bool(why))
        self.editor.save_button.setVisible(not why)
        self.editor.discard_button.setVisible(not why)

    # --- what the editor asks for ---

    def _save(self, values: dict[str, Any]) -> None:
        contents, session = self._contents, self._context.session
        assert contents is not None  # the editor is shown with contents only
        form = draft_key(self._record, contents.clue.uid)
        work = (
            partial(add, session, self._record, {**values, "clue": contents.clue.uid}, form=form)
            if self._shown is None
            else partial(change, session, replace(self._shown, **values), form=form)
        )
        self._context.jobs.run(
            work,
            owner=self,
            busy=self,
            title=f"保存{self._record.noun}",
            on_done=self._on_saved,
            on_error=self.editor.save_failed,
        )

    def _on_saved(self, result: OpResult[Any]) -> None:
        self._shown = result.value
        self.editor.saved(result.value)

    def _keep_draft(self, typed: dict[str, Any], kept: Callable[[], None]) -> None:
        version = 0 if self._shown is None else self._shown.version
        work = partial(drafts.keep, self._context.session, self._key, self._uid, version, typed)
        self._context.jobs.run(work, owner=self, on_done=lambda _: kept())

    def _drop_draft(self) -> None:
        if self._contents is not None:
            self._context.jobs.run(drafts.discard, self._context.session, self._key, self._uid)

    @property
    def _key(self) -> str:
        assert self._contents is not None  # drafts are kept of a clue that is shown
        return draft_key(self._record, self._contents.clue.uid)

    @property
    def _uid(self) -> str:
        return "" if self._shown is None else str(self._shown.uid)


def _kept(draft: Any, one: Any) -> KeptDraft:
    return KeptDraft(draft.saved_at, draft.values, draft.base_version != (0 if one is None else one.version))
