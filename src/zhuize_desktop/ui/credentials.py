"""本人确认: the user, or a second person at this PC, gives the password for one action, without a new login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ..domain.errors import UserError
from . import theme
from .over import OverDialog
from .palette import Tone
from .widgets.entry import LineEntry

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent


class CredentialsDialog(OverDialog):
    """Asks for the name and password of the person who acts; stays open until the action is done.

    With a ``login`` it is that person's turn, and only the password is asked.
    Whoever opens it connects ``given``, runs the action, and answers with ``refuse`` or ``accept``.

    Signals:
        given: login and password.
    """

    given = Signal(str, str)

    def __init__(self, parent: QWidget, sentence: str, words: str, login: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("本人签名确认")
        self.name = LineEntry()
        self.name.setText(login)
        self.name.setReadOnly(bool(login))
        self.name.setAccessibleName("登录名")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.message.hide()
        self.enter = theme.primary_button(words)
        self.back = theme.button("返回")
        self._build(sentence)
        self.enter.clicked.connect(self._on_enter_clicked)
        self.back.clicked.connect(self.reject)
        self.password.returnPressed.connect(self._on_enter_clicked)

    def _build(self, sentence: str) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        form.addRow("登录名", self.name)
        form.addRow("密码", self.password)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.enter)
        row.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(14)
        said = theme.label(sentence, wrap=True)
        said.setMinimumWidth(380)
        layout.addWidget(said)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        """The first empty line has the keyboard."""
        super().showEvent(event)
        (self.password if self.name.text() else self.name).setFocus()

    def refuse(self, error: Exception) -> None:
        """The action was not done: say why, and let the person try again."""
        self._set_busy(False)
        self.message.setText(error.sentence if isinstance(error, UserError) else "程序出错，没有签名。")
        self.message.show()
        self.password.selectAll()
        self.password.setFocus()

    def _on_enter_clicked(self) -> None:
        if not self.name.value() or not self.password.text():
            self.message.setText("请输入登录名和密码。")
            self.message.show()
            return
        self.message.hide()
        self._set_busy(True)
        self.given.emit(self.name.value(), self.password.text())

    def _set_busy(self, busy: bool) -> None:
        for widget in (self.name, self.password, self.enter):
            widget.setEnabled(not busy)
