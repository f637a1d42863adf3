"""The form of an account: who it is, what it is trusted with, and what one person must not do twice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from ...domain.errors import FieldError
from ...domain.records import User
from ...services import drafts
from ...services.users import add_user, change_user
from ..palette import Tone
from ..record_dialog import RecordDialog
from ..theme import card, label
from .passwords import PasswordPair

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ...domain.pairs import PairTable
    from ..context import Context
    from ..resolver import LedgerResolver


class UserDialog(RecordDialog):
    """A new account with its first password, or a changed one."""

    def __init__(
        self, context: Context, over: QWidget, resolver: LedgerResolver, pairs: PairTable, user: User | None
    ) -> None:
        """``pairs``: 不相容事项 as they stand, told beside the roles; ``user``: ``None`` for a new account."""
        super().__init__(
            context,
            over,
            "新增用户" if user is None else f"修改用户 · {user.name or user.login}",
            User,
            resolver,
            insert=self._insertion,
            change=self._alteration,
            # What add_user takes; the rest is decided when the account is there.
            leave_out=("person", "admin_reads_cases") if user is None else ("login",),
        )
        self._pairs = pairs
        self.pair = PasswordPair("首次密码")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self._strip = card(self.pair, self.problem)
        layout = self.editor.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(2, self._strip)
        # Not before it is laid out: without a parent it would be a window for a moment.
        self._strip.setVisible(user is None)
        self.form.edited.connect(self._on_form_edited)
        self.saved.connect(self._forget_draft)
        self.resize(680, 440)
        if user is None:
            self.open_new()
        else:
            self.open_record(user)
        self._on_form_edited("roles")

    def _insertion(self, values: dict[str, Any]) -> Any:
        arguments = (values["login"], values["name"], values["post"], values["roles"], self.pair.value())
        return add_user, (self._context.session, *arguments)

    def _alteration(self, old: User, values: dict[str, Any]) -> Any:
        return change_user, (self._context.session, replace(old, **values))

    def _on_form_edited(self, name: str) -> None:
        if name != "roles":
            return
        try:
            found = self._pairs.clashes(self.form.value("roles"))
        except FieldError:
            found = []
        self.form.set_consequence("roles", "；".join(found) + ("。" if found else ""), Tone.AMBER)

    def _save(self, values: dict[str, Any]) -> None:
        self.problem.hide()
        try:
            work, arguments = (
                self._insertion(values) if self._record is None else self._alteration(self._record, values)
            )
        except FieldError as error:  # the two passwords, which are no fields of the record
            self._on_refused(error)
            return
        self._context.jobs.run(
            work,
            *arguments,
            owner=self,
            busy=self,
            title="保存",
            on_done=self._on_saved,
            on_error=self._on_refused,
        )

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError) and error.field == "password":
            self._say(error)
            self.editor.not_sent()
        else:
            self.editor.save_failed(error)

    def _say(self, error: FieldError) -> None:
        self.problem.setText(error.sentence)
        self.problem.show()
        self.pair.first.setFocus()

    def _forget_draft(self, _: User) -> None:
        forget = partial(drafts.discard, self._context.session, self._draft_form, self._uid)
        self._context.jobs.run(forget)
        if not self._strip.isHidden():
            self._context.jobs.run(drafts.discard, self._context.session, self._draft_form, "")
