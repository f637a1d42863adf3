"""The login window. It imports nothing of the ledger: the chain of libraries loads on the ledger thread meanwhile."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ..domain.errors import UserError, WrongPassword
from ..resources import resource
from . import PROGRAM, theme
from .last_login import kept_login

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from .jobs import Jobs

_MOST_TRIES = 5
_NO_LEDGER = "这里还没有台账。第一次使用请点“建立新台账”；换了电脑、接着用以前的台账，请点“从备份恢复”。"


def _log_in(folder: Path, login: str, password: str) -> Any:
    """Runs on the ledger thread: the imports are what takes the time."""
    from ..domain.clock import SystemClock
    from ..services.session import log_in
    from ..storage.folders import DataFolder

    return log_in(DataFolder(folder), login, password, SystemClock())


def warm_up() -> None:
    """Load what the main window will need while the user types the password."""
    from .. import services  # noqa: F401
    from ..services import clues, session, workbench  # noqa: F401


class LoginWindow(QWidget):
    """Name and password; where the data lies.

    Signals:
        logged_in: with the ``Session``.
        first_start_wanted: with the folder chosen for a new ledger.
        restore_wanted: with the folder chosen, to bring a ledger back from a backup.
    """

    logged_in = Signal(object)
    first_start_wanted = Signal(object)
    restore_wanted = Signal(object)
    #: Of the manual.
    chapter = "start"

    def __init__(self, folder: Path, jobs: Jobs, login: str = "") -> None:
        super().__init__()
        self._jobs = jobs
        self._folder = folder
        self._busy = False
        self.setWindowTitle(f"登录 - {PROGRAM}")
        self.setObjectName("login")
        self.setFixedWidth(520)
        self.name = QLineEdit(login)
        self.name.setPlaceholderText("登录名")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("密码")
        self.enter = theme.primary_button("登录")
        self.enter.setDefault(True)
        self.place = theme.label("", "note", wrap=True)
        self.message = theme.label("", "note", wrap=True)
        self.message.setObjectName("login-message")
        self._build()
        self._show_folder()
        self.enter.clicked.connect(self._on_enter_clicked)
        self.name.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._on_enter_clicked)
        (self.password if login else self.name).setFocus()

    def _build(self) -> None:
        head = QHBoxLayout()
        picture = QLabel()
        picture.setPixmap(
            QPixmap(str(resource("icons", "app.svg"))).scaledToHeight(
                44, Qt.TransformationMode.SmoothTransformation
            )
        )
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(theme.label(PROGRAM, "page-title"))
        titles.addWidget(theme.label("离线登记、核查、追责与报告", "note"))
        head.addWidget(picture)
        head.addSpacing(10)
        head.addLayout(titles)
        head.addStretch(1)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(12)
        form.addRow("登录名", self.name)
        form.addRow("密码", self.password)
        other = self.other = theme.button("更换数据文件夹…")
        other.clicked.connect(self._on_other_folder_clicked)
        new = theme.button("建立新台账…")
        new.clicked.connect(lambda: self.first_start_wanted.emit(self._folder))
        self.new = new
        restore = self.restore = theme.button("从备份恢复…")
        restore.clicked.connect(lambda: self.restore_wanted.emit(self._folder))
        self.forgotten = theme.button("忘记密码…", role="link")
        self.forgotten.clicked.connect(self._on_forgotten_clicked)
        said = QHBoxLayout()
        said.addWidget(self.message, 1)
        said.addWidget(self.forgotten, 0, Qt.AlignmentFlag.AlignTop)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(other)
        actions.addWidget(new)
        actions.addWidget(restore)
        actions.addStretch(1)
        actions.addWidget(self.enter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 28, 32, 24)
        layout.setSpacing(18)
        layout.addLayout(head)
        layout.addLayout(form)
        layout.addLayout(said)
        layout.addLayout(actions)
        layout.addWidget(theme.rule())
        layout.addWidget(self.place)
        # Who goes on with Tab and Enter logs in, and does not change the folder.
        for before, after in pairwise(
            (self.name, self.password, self.enter, other, new, restore, self.forgotten)
        ):
            self.setTabOrder(before, after)

    def _show_folder(self) -> None:
        present = (self._folder / "ledger.db").exists()
        self.place.setText(f"数据文件夹：{self._folder}" + ("" if present else "（还没有台账）"))
        self.enter.setEnabled(present)
        self.forgotten.setVisible(present)
        # The one filled button is what can be done here.
        theme.restyle(self.enter, role="primary" if present else "")
        theme.restyle(self.new, role="" if present else "primary")
        self.message.setText("" if present else _NO_LEDGER)

    def _on_other_folder_clicked(self) -> None:
        dialog = QFileDialog(self, "选择数据文件夹", str(self._folder.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, False)
        dialog.fileSelected.connect(self.use_folder)
        dialog.open()

    def use_folder(self, folder: str) -> None:
        """Log in to the ledger of another folder. A login under way keeps its own: the dialog may be open yet."""
        if self._busy:
            return
        self._folder = Path(folder)
        if not self.name.isModified():
            self.name.setText(kept_login(self._folder))
        self._show_folder()

    def _on_forgotten_clicked(self) -> None:
        from .forgotten import ForgottenDialog  # seldom wanted

        dialog = ForgottenDialog(self._folder, self._jobs, self)
        dialog.given.connect(self._on_password_given)
        dialog.open()

    def _on_password_given(self, login: str) -> None:
        self.name.setText(login)
        self.password.setFocus()
        self.message.setText("密码已重设，请用新密码登录；其他人的密码由管理员登录后重置。")

    def _on_enter_clicked(self) -> None:
        if not self.name.text().strip() or not self.password.text():
            self.message.setText("请输入登录名和密码。")
            return
        self.message.setText("正在打开台账…")
        self._set_busy(True)
        self._jobs.run(
            _log_in,
            self._folder,
            self.name.text().strip(),
            self.password.text(),
            owner=self,
            on_done=self._on_entered,
            on_error=self._on_refused,
            title="登录",
        )

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        others = (self.new, self.other, self.restore, self.forgotten)
        # Another folder would free 登录 again: two logins at once, and one session that nobody closes.
        for widget in (self.name, self.password, self.enter, *others):
            widget.setEnabled(not busy)

    def _on_entered(self, session: Any) -> None:
        self.password.clear()
        self.logged_in.emit(session)

    def _on_refused(self, error: Exception) -> None:
        self._set_busy(False)
        self.message.setText(error.sentence if isinstance(error, UserError) else "")
        if isinstance(error, WrongPassword):
            self.password.selectAll()
            self.password.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 opens the manual. Esc does not close the window: nothing typed is lost by it."""
        if event.key() == Qt.Key.Key_F1:
            from .manual import (
                open_manual,  # it reads the declarations of all fields: not before the first window
            )

            open_manual(self)
        elif event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
