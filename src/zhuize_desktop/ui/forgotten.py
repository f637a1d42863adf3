"""忘记密码: a new password for an administrator by the printed recovery code, when nobody can log in any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from ..domain.clock import Clock, SystemClock
from ..domain.errors import Conflict, FieldError, NotAllowed, UserError
from . import theme
from .first_start_users import PasswordEntry
from .over import OverDialog
from .palette import Tone
from .widgets.entry import LineEntry

if TYPE_CHECKING:
    from pathlib import Path

    from .jobs import Jobs

_WHAT = (
    "密码由管理员登录后在系统管理 → 用户里重置。管理员也都忘记了密码的，用建立台账时打印（或者最近一次更换）的恢复码，"
    "在这里为一名管理员重设。"
)
_NOTE = (
    "密码至少 10 位，含大写、小写、数字、符号中的三种，或者 14 位以上。"
    "下次登录时换用新的签名密钥，以前签的报告仍然有效。"
)


def give_password(folder: Path, code: str, login: str, password: str, clock: Clock) -> str:
    """Reset it; returns the login name. Runs on the ledger thread.

    Raises:
        FieldError, Conflict, WrongPassword, NotAllowed, FileProblem: as ``set_password_with_recovery``.
    """
    from ..services.maintenance import set_password_with_recovery
    from ..storage.folders import DataFolder

    set_password_with_recovery(DataFolder(folder), code, login, password, clock)
    return login


class ForgottenDialog(OverDialog):
    """The code, who, and the new password twice.

    Signals:
        given: the login name of the administrator who has a new password.
    """

    given = Signal(str)
    chapter = "start"

    def __init__(self, folder: Path, jobs: Jobs, parent: QWidget | None, clock: Clock | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._folder, self._jobs, self._clock = folder, jobs, clock or SystemClock()
        self._is_running = False
        self.setWindowTitle("忘记密码")
        self.code, self.login = LineEntry(), LineEntry()
        self.password, self.again = PasswordEntry("新密码"), PasswordEntry("再输一遍新密码")
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.go, self.leave = theme.primary_button("重设密码"), theme.button("返回")
        self._build()
        self.go.clicked.connect(self.reset)
        self.leave.clicked.connect(self.reject)
        self.code.setFocus()

    def _build(self) -> None:
        self.code.setPlaceholderText("八组，共 40 个字符；大小写、空格、短横都可以")
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for words, entry in (
            ("恢复码", self.code),
            ("管理员登录名", self.login),
            ("新密码", self.password),
            ("再输一遍", self.again),
        ):
            entry.setAccessibleName(words)
            form.addRow(words, entry)
        form.addRow("", theme.label(_NOTE, "note", wrap=True))
        foot = QHBoxLayout()
        foot.addWidget(self.message, 1)
        foot.addWidget(self.go)
        foot.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 16, 22, 16)
        layout.setSpacing(14)
        layout.addWidget(theme.label(_WHAT, wrap=True))
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addLayout(foot)
        theme.fit_screen(self, 600, 350)

    def reset(self) -> None:
        """Give the administrator the new password."""
        if self._is_running or not self._is_filled():
            return
        self.message.clear()
        self._is_running = True
        self._jobs.run(
            give_password,
            self._folder,
            self.code.value(),
            self.login.value(),
            self.password.value(),
            self._clock,
            owner=self,
            busy=self,
            title="重设密码",
            on_done=self._on_given,
            on_error=self._on_refused,
        )

    def _is_filled(self) -> bool:
        for entry, sentence in (
            (self.code, "请输入恢复码。"),
            (self.login, "请输入管理员的登录名。"),
            (self.password, "请输入新密码。"),
        ):
            if not entry.value():
                self._refuse(entry, sentence)
                return False
        if self.password.value() != self.again.value():
            self._refuse(self.again, "两遍密码不一样，请重新输入。")
            return False
        return True

    def _refuse(self, entry: LineEntry, sentence: str) -> None:
        self.message.setText(sentence)
        entry.selectAll()
        entry.setFocus()

    def _on_given(self, login: str) -> None:
        self._is_running = False
        for entry in (self.code, self.password, self.again):
            entry.clear()
        self.accept()
        self.given.emit(login)

    def _on_refused(self, error: Exception) -> None:
        self._is_running = False
        about_password = isinstance(error, FieldError) and error.field == "password"
        entry = (
            self.password
            if about_password
            else self.login
            if isinstance(error, Conflict | NotAllowed)
            else self.code
        )
        self._refuse(entry, error.sentence if isinstance(error, UserError) else "程序出错，没有重设。")

    def reject(self) -> None:
        """Esc and the cross: not while it is under way."""
        if not self._is_running:
            super().reject()
