"""Passwords: typed twice, never kept, changed by their owner or reset by the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...services.users import change_own_password, reset_password
from ..over import OverDialog
from ..palette import Tone
from ..theme import button, label, primary_button
from .tab import lines

if TYPE_CHECKING:
    from ...domain.records import User
    from ..context import Context

#: What ``seal.passwords.check_password`` asks for, in short.
RULE = "至少 10 个字符，含大写字母、小写字母、数字、其他字符中的三种；或不少于 14 个字符。"


def password_line(name: str) -> QLineEdit:
    """A line that shows dots; Enter moves on."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(name)
    line.returnPressed.connect(lambda: line.focusNextPrevChild(True))
    return line


class PasswordPair(QWidget):
    """A new password typed twice."""

    def __init__(self, words: str = "新密码") -> None:
        super().__init__()
        self.first = password_line(words)
        self.second = password_line("再输一次")
        form = lines((words, self.first), ("再输一次", self.second))
        form.addRow("", label(RULE, "note", wrap=True))
        self.setLayout(form)

    def value(self) -> str:
        """The password. Raises ``FieldError`` on ``password`` when empty or not the same twice."""
        if not self.first.text():
            raise FieldError("password", "请输入密码。")
        if self.first.text() != self.second.text():
            raise FieldError("password", "两次输入的密码不一致，请重新输入。")
        return self.first.text()


class PasswordDialog(OverDialog):
    """A new password for oneself (with the old one) or, by the administrator, for somebody else.

    Signals:
        done_with: it is changed.
    """

    done_with = Signal()

    def __init__(self, context: Context, over: QWidget, user: User | None = None) -> None:
        """``user``: whose password is reset; ``None`` for one's own."""
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._user = context, user
        own = user is None
        self.setWindowTitle("修改我的密码" if own else "重置密码")
        self.old = password_line("原密码")
        self.pair = PasswordPair()
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.yes, self.no = primary_button("修改密码" if own else "重置密码"), button("返回")
        self.yes.clicked.connect(self._on_yes_clicked)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(self._words(), wrap=True))
        if own:
            layout.addLayout(lines(("原密码", self.old)))
        layout.addWidget(self.pair)
        layout.addWidget(self.problem)
        layout.addLayout(row)
        self.setMinimumWidth(460)
        (self.old if own else self.pair.first).setFocus()

    def _words(self) -> str:
        if self._user is None:
            return "修改后用新密码登录；签名密钥不变，已签的报告不受影响。"
        return (
            f"为“{self._user.name or self._user.login}”设一个新密码，请当面告知并提醒其登录后自行修改。"
            "下次登录时启用新的签名密钥，此前签署的仍然有效。"
        )

    def _on_yes_clicked(self) -> None:
        try:
            if self._user is None and not self.old.text():
                raise FieldError("old", "请输入原密码。")
            new = self.pair.value()
        except FieldError as error:
            self._refuse(error)
            return
        self.problem.hide()
        session = self._context.session
        work: tuple[Any, ...] = (
            (change_own_password, session, self.old.text(), new)
            if self._user is None
            else (reset_password, session, self._user.uid, new)
        )
        self._context.jobs.run(
            *work,
            owner=self,
            busy=self,
            title="修改密码",
            on_done=self._on_changed,
            on_error=self._refuse,
        )

    def _on_changed(self, _: Any) -> None:
        self.done_with.emit()
        self.accept()

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            return  # a bug is told by the crash dialog
        self.problem.setText(error.sentence)
        self.problem.show()
        if self._user is None and not (isinstance(error, FieldError) and error.field == "password"):
            self.old.setFocus()
            self.old.selectAll()
        else:
            self.pair.first.setFocus()
            self.pair.first.selectAll()
