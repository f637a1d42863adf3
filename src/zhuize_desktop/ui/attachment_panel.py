"""附件 of one record: taken in by button or drag and drop, opened as a copy, described, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ..domain.clock import shown
from ..domain.fields import column
from ..domain.records import Attachment
from ..domain.roles import Op
from ..services.attachments import add_attachment, save_copy
from ..services.records import change, withdraw
from .clue.words import FieldWords
from .pages.clue_actions import AskDialog, refusal
from .palette import GRID, Tone
from .record_dialog import RecordDialog
from .theme import button, label
from .widgets.attachments import Attached, AttachmentList
from .widgets.long_text import LongText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QHideEvent

    from ..domain.rulebook import RuleBook
    from .context import Context
    from .forms.resolver import FormResolver


class AttachmentPanel(QWidget):
    """The attachments of one record, whichever it is."""

    def __init__(self, context: Context, resolver: FormResolver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._resolver = context, resolver
        self._place: Mapping[str, str] | None = None
        self._why = ""
        self._known: dict[str, Attachment] = {}
        self.closed_words = label("", "note", Tone.AMBER, wrap=True)
        self._kind = ""
        self._book: RuleBook | None = None
        self._belongs: Callable[[Attachment], str] = lambda _: ""
        self.wanted_words = label("", "note", Tone.ACCENT, wrap=True)
        self.wanted_words.hide()
        self.files = AttachmentList()
        self.describe_button = button("填写说明…")
        self.copy_button = button("另存副本…")
        self.withdraw_button = button("撤回…")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        for pressed in (self.describe_button, self.copy_button, self.withdraw_button):
            row.addWidget(pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(GRID)
        layout.addWidget(self.closed_words)
        layout.addWidget(self.wanted_words)
        layout.addWidget(self.files, 1)
        layout.addLayout(row)
        self.files.files_added.connect(self.add)
        self.files.open_requested.connect(lambda uid: self.ask_copy(uid, then_open=True))
        self.files.save_requested.connect(self.ask_copy)
        self.files.remove_requested.connect(self.ask_withdraw)
        self.files.list.currentRowChanged.connect(lambda _: self._show_buttons())
        self.describe_button.clicked.connect(lambda: self.describe(self.files.current_uid()))
        self.copy_button.clicked.connect(lambda: self.ask_copy(self.files.current_uid()))
        self.withdraw_button.clicked.connect(lambda: self.ask_withdraw(self.files.current_uid()))

    def show_attachments(
        self,
        place: Mapping[str, str] | None,
        attachments: Sequence[Attachment],
        book: RuleBook,
        *,
        why: str = "",
        belongs: Callable[[Attachment], str] = lambda _: "",
    ) -> None:
        """Show what hangs on a record.

        Args:
            place: the reference by which new attachments hang on it, e.g. ``{"clue": uid}``; ``None`` for no record.
            attachments: oldest first.
            book: says the kinds of papers.
            why: why nothing can be added or changed now; empty when nothing forbids it.
            belongs: to which line of the record a file belongs, in words; empty when to none.
        """
        self._place, self._why, self._book, self._belongs = place, why, book, belongs
        self._known = {one.uid: one for one in attachments}
        words = FieldWords(book, self._resolver)
        self.files.set_items([self._shown(one, words) for one in attachments])
        closed = self._closed_because
        self.files.set_read_only(bool(closed))
        self.closed_words.setText(closed)
        self.closed_words.setVisible(bool(closed))
        self._show_buttons()

    def expect(self, kind: str) -> None:
        """Take the files that follow as papers of this kind; "" for files of no kind."""
        known = None if self._book is None else self._book.dictionary("attachment_kind")
        self._kind = kind if known is not None and kind in known else ""
        self.wanted_words.setVisible(bool(self._kind))
        if self._kind and known is not None:
            self.wanted_words.setText(f"现在加入的文件记为“{known.label(self._kind)}”。")

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight: what was missing is no longer expected."""
        super().hideEvent(event)
        self.expect("")

    def _shown(self, one: Attachment, words: FieldWords) -> Attached:
        kind = words.of(column(Attachment, "kind"), one.kind)
        added = "" if one.added_at is None else f"{shown(one.added_at)} 加入"
        note = " · ".join(
            part for part in (kind, self._belongs(one), one.note, one.archive_place, added) if part
        )
        return Attached(one.uid, one.name, one.size, note)

    @property
    def _closed_because(self) -> str:
        return self._why or refusal(Op.ADD_ATTACHMENT, self._context.session.viewer)

    def _show_buttons(self) -> None:
        chosen, why = bool(self.files.current_uid()), self._closed_because
        hint = "" if chosen else "先在列表中选一个附件"
        export = refusal(Op.EXPORT, self._context.session.viewer)
        for pressed, reason in (
            (self.describe_button, why),
            (self.withdraw_button, why),
            (self.copy_button, export),
        ):
            pressed.setEnabled(chosen and not reason)
            pressed.setToolTip(reason or hint)

    # --- what the person did ---

    def add(self, files: Sequence[Path]) -> None:
        """Take files in, one action each; the first that is refused says why and the rest go on."""
        assert self._place is not None  # nothing can be dropped before a record is shown
        for file in files:
            self._context.jobs.run(
                add_attachment,
                self._context.session,
                file,
                {**self._place, "kind": self._kind},
                owner=self,
                busy=self,
                title=f"加入“{file.name}”",
            )

    def ask_copy(self, uid: str, *, then_open: bool = False) -> QFileDialog | None:
        """Ask where the plain copy goes; opening is opening such a copy, because the ledger's own is encrypted."""
        known = self._known.get(uid)
        if known is None or refusal(Op.EXPORT, self._context.session.viewer):
            return None
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        title = "打开前先另存一份副本" if then_open else "另存副本"
        dialog = QFileDialog(self.window(), title, str(Path(folder) / known.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda file: self.copy(uid, Path(file), then_open=then_open))
        dialog.open()
        return dialog

    def copy(self, uid: str, target: Path, *, then_open: bool = False) -> None:
        """Write the plain copy; the trail remembers who took it out."""
        done: Callable[[Path], Any] | None = _open_file if then_open else None
        self._context.jobs.run(
            save_copy,
            self._context.session,
            uid,
            target,
            owner=self,
            busy=self,
            title="另存副本",
            on_done=done,
        )

    def describe(self, uid: str) -> RecordDialog | None:
        """材料种类, 存放处, 说明; a file keeps the name under which it came."""
        known = self._known.get(uid)
        if known is None or self._closed_because:
            return None
        dialog = RecordDialog(
            self._context,
            self.window(),
            "附件说明",
            Attachment,
            self._resolver,
            insert=_never,
            change=lambda one, values: (partial(change, self._context.session, replace(one, **values)), ()),
            leave_out=("name",),
        )
        dialog.open_record(known)
        return dialog

    def ask_withdraw(self, uid: str) -> AskDialog | None:
        """撤回 an attachment, with its reason; the file stays in the ledger."""
        known = self._known.get(uid)
        if known is None or self._closed_because:
            return None
        dialog = AskDialog(
            self.window(),
            "撤回附件",
            f"撤回“{known.name}”：不再列出，文件和理由仍保留在台账里。请写明理由。",
            LongText(3, 6),
            "撤回",
            "请填写撤回理由。",
        )
        dialog.answered.connect(
            lambda reason: self._context.jobs.run(
                withdraw,
                self._context.session,
                Attachment,
                uid,
                reason,
                owner=self,
                busy=self,
                title="撤回附件",
            )
        )
        dialog.open()
        return dialog


def _open_file(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _never(_: dict[str, Any]) -> Any:
    raise AssertionError("attachments come from files")
