"""Drafts of dialogs that are no record's form: kept within a second, put back when the dialog opens again."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ..domain.clock import shown
from ..services import drafts
from .forms.editors import to_json
from .report.kept_text import KEEP_AFTER_MS
from .widgets.date_edit import DateEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from ..storage.drafts import Draft
    from .context import Context
    from .widgets.entry import Editor

#: What is typed, as JSON can hold it; empty when nothing is.
Values = dict[str, Any]
#: Among the kept values: what stood there when they were typed; no entry is called so.
_BASE = "填写时的内容"


class DraftKeeper(QObject):
    """What ``RecordEditor`` does for the form of a record, for entries that are put together by hand.

    Signals:
        restored: a sentence that says of when the words are that were put back, or why they were not.
    """

    restored = Signal(str)

    def __init__(
        self,
        context: Context,
        owner: QWidget,
        form: str,
        uid: str,
        typed: Callable[[], Values],
        put_back: Callable[[Values], None],
        base: str = "",
    ) -> None:
        """``form`` and ``uid`` tell the drafts apart, as in ``services.drafts``; a form that speaks of records begins
        with their class and names them, so that its draft is shown to those who may read them. ``base`` stands for
        what the person sees under the entries: what was typed over something else is not put back.
        """
        super().__init__(owner)
        self._context, self._owner, self._form, self._uid = context, owner, form, uid
        self._typed, self._put_back, self._base = typed, put_back, base
        self._is_kept = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)

    @property
    def is_typed(self) -> bool:
        """Whether something would be lost without the draft."""
        return bool(self._typed())

    def offer(self) -> None:
        """Put back what was kept, unless something was typed before it is found."""
        self._context.jobs.run(
            drafts.offered,
            self._context.session,
            self._form,
            self._uid,
            owner=self._owner,
            on_done=self._on_found,
        )

    def _on_found(self, draft: Draft | None) -> None:
        self._is_kept = draft is not None
        if draft is None or self._typed():
            return
        values, when = dict(draft.values), shown(draft.saved_at)
        if values.pop(_BASE, "") != self._base:
            self._is_kept = False  # leaving without a word does not forget what was never shown
            self.restored.emit(f"{when} 填写的内容还没有保存；填写以后内容已有变动，未恢复。")
            return
        self._put_back(values)
        self.restored.emit(f"已恢复 {when} 填写、还没有保存的内容。")

    def touch(self) -> None:
        """Something was typed; steady typing is kept every second, not only when it ends."""
        if not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Keep what is typed now."""
        self._timer.stop()
        values, session = self._typed(), self._context.session
        if values:
            self._is_kept = True
            kept = values | ({_BASE: self._base} if self._base else {})
            self._context.jobs.run(partial(drafts.keep, session, self._form, self._uid, 0, kept))
        elif self._is_kept:
            self.drop()

    def drop(self) -> None:
        """Forget it: it was saved, or the person gave it up."""
        self._timer.stop()
        self._is_kept = False
        self._context.jobs.run(drafts.discard, self._context.session, self._form, self._uid)


class TypedEditors:
    """What differs in named editors from what stood in them at first."""

    def __init__(self, editors: Mapping[str, Editor]) -> None:
        self._editors = editors
        self._first = {name: _held(editor) for name, editor in editors.items()}

    def typed(self) -> Values:
        """The changed ones: ``{"value": …}`` or, while the text is no value, ``{"text": …}``."""
        held = {name: _held(editor) for name, editor in self._editors.items()}
        return {name: value for name, value in held.items() if value != self._first[name]}

    def put_back(self, values: Values) -> None:
        """Show what ``typed`` gave; an editor that is no more is passed over."""
        for name, kept in values.items():
            if (editor := self._editors.get(name)) is None:
                continue
            if "text" in kept:
                editor.set_typed(kept["text"])
            else:
                editor.set_value(_value_for(editor, kept["value"]))


def keep_editors(
    context: Context, owner: QWidget, form: str, uid: str, editors: Mapping[str, Editor], base: str = ""
) -> DraftKeeper:
    """A keeper of what is typed into these editors from now on; ``base`` as in ``DraftKeeper``."""
    entries = TypedEditors(editors)
    keeper = DraftKeeper(context, owner, form, uid, entries.typed, entries.put_back, base)
    for editor in editors.values():
        editor.edited.connect(keeper.touch)
    return keeper


def _held(editor: Editor) -> Values:
    text = editor.typed()
    return {"text": text} if text else {"value": to_json(editor.value())}


def _value_for(editor: Editor, kept: Any) -> Any:
    if isinstance(editor, DateEdit) and kept is not None:
        return date.fromisoformat(kept)
    return tuple(kept) if isinstance(kept, list) else kept
