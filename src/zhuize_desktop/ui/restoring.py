"""从备份恢复: choose a backup, see what it holds, open it, and have its ledger in a new folder."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..domain.clock import Clock, SystemClock, shown, today
from ..domain.errors import FieldError, UserError, WrongPassword
from . import theme
from .first_start import place_doubt
from .first_start_users import PasswordEntry
from .over import OverDialog
from .palette import Tone
from .widgets.entry import LineEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..services.backup_file import BackupContents
    from .jobs import Jobs

_KINDS = "台账备份 (*.zhuize-backup);;所有文件 (*)"
_WHAT = (
    "恢复成一本台账，放进一个新的空文件夹，然后登录。正在使用的台账不会被覆盖，也不会改动；"
    "备份以后登记的内容不在里面。"
)
_PASSWORD_NOTE = "用做备份时的登录名和密码；备份以后改过密码的，用改以前的。"
_CODE_NOTE = "用做备份时有效的恢复码，八组共 40 个字符；恢复后各人仍用做备份时的密码登录。"


def read_backup(file: Path, progress: Callable[[float, str], None]) -> BackupContents:
    """Verify the file and read what it says of itself; runs on the ledger thread.

    Raises:
        FileProblem: as ``look_into``.
    """
    from ..services.backup_file import look_into

    return look_into(file, progress)


def bring_back(
    file: Path,
    folder: Path,
    clock: Clock,
    opened_by: dict[str, str],
    progress: Callable[[float, str], None],
) -> Path:
    """Restore into the folder, which is vacant; ``opened_by`` are the secrets ``restore_backup`` takes.

    Raises:
        FieldError, WrongPassword, FileProblem: as ``restore_backup``.
    """
    from ..services.maintenance import restore_backup
    from ..storage.folders import DataFolder

    restore_backup(file, DataFolder(folder), clock, vacant_only=True, progress=progress, **opened_by)
    return folder


def vacant_place(folder: Path, clock: Clock) -> Path:
    """The folder itself where no ledger lies in it, else one beside it that does not exist yet.

    Beside a ledger at the root of a drive there is nothing: then one in the person's own folder.
    """
    if not (folder / "ledger.db").exists():
        return folder
    stem = f"{folder.name or '台账'}-恢复-{today(clock).isoformat()}"
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    room = folder.parent if folder.parent != folder else Path.home()
    return next(place for name in names if not (place := room / name).exists())


class RestoreDialog(OverDialog):
    """One page: the file, what it holds, where it goes, what opens it.

    Signals:
        restored: the folder of the ledger, and the login name it was opened with ("" with the recovery code).
    """

    restored = Signal(Path, str)
    chapter = "start"

    def __init__(self, folder: Path, jobs: Jobs, parent: QWidget | None, clock: Clock | None = None) -> None:
        """``folder``: the data folder chosen or in use."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._jobs, self._clock = jobs, clock or SystemClock()
        self.file: Path | None = None
        self.folder = vacant_place(folder, self._clock)
        self._is_running = False
        self.setWindowTitle("从备份恢复")
        self.choose_button = theme.primary_button("选择备份文件…")
        self.verdict = theme.chip("")
        self.said = theme.label("", wrap=True)
        self.place = theme.label("", wrap=True)
        self.place_doubt = theme.label("", "note", Tone.AMBER, wrap=True)
        self.other_button = theme.button("更换…")
        self.by_password = QRadioButton("登录名和密码")
        self.by_code = QRadioButton("恢复码")
        self.login, self.password = LineEntry(), PasswordEntry("密码")
        self.code = LineEntry()
        self.note = theme.label("", "note", wrap=True)
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.go, self.leave = theme.button("恢复"), theme.button("关闭")
        self._build()
        self._connect()
        self._show_folder()
        self._show_file(None)
        self.by_password.setChecked(True)
        self.choose_button.setFocus()

    # --- building ---

    def _build(self) -> None:
        self.login.setAccessibleName("登录名")
        self.code.setAccessibleName("恢复码")
        self.code.setPlaceholderText("八组，共 40 个字符；大小写、空格、短横都可以")
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("备份文件", self._file())
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.other_button)
        form.addRow("恢复到", where)
        form.addRow("", self.place_doubt)
        form.addRow("用什么打开", self._ways())
        form.addRow("", self._secrets())
        form.addRow("", self.note)
        foot = QHBoxLayout()
        foot.addWidget(self.message, 1)
        foot.addWidget(self.go)
        foot.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 16, 22, 16)
        layout.setSpacing(14)
        layout.addWidget(theme.label("从备份恢复", "page-title"))
        layout.addWidget(theme.label(_WHAT, wrap=True))
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addLayout(foot)
        theme.fit_screen(self, 680, 440)

    def _file(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.choose_button)
        row.addWidget(self.verdict)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.said)
        return column

    def _ways(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(18)
        for way in (self.by_password, self.by_code):
            group.addButton(way)
            row.addWidget(way)
        row.addStretch(1)
        return row

    def _secrets(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        self.login.setPlaceholderText("登录名")
        row.addWidget(self.login)
        row.addWidget(self.password)
        self.secrets = QStackedWidget()
        self.secrets.addWidget(both)
        self.secrets.addWidget(self.code)
        self.secrets.setFixedHeight(both.sizeHint().height())
        return self.secrets

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self.choose)
        self.other_button.clicked.connect(self.choose_folder)
        self.by_code.toggled.connect(self._show_way)
        self.go.clicked.connect(self.restore)
        self.leave.clicked.connect(self.reject)
        self._show_way()

    def _show_way(self) -> None:
        is_code = self.by_code.isChecked()
        self.secrets.setCurrentIndex(int(is_code))
        self.note.setText(_CODE_NOTE if is_code else _PASSWORD_NOTE)
        self._say("")

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)

    # --- the file ---

    def choose(self) -> QFileDialog:
        """Ask for the backup."""
        dialog = QFileDialog(self, "选择备份文件")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_KINDS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.verify(Path(path)))
        dialog.finished.connect(lambda _: self.activateWindow())
        dialog.open()
        return dialog

    def verify(self, file: Path) -> None:
        """Look the backup over, before anything is asked that opens it."""
        self._show_file(None)
        self._is_running = True
        self._jobs.run(
            read_backup,
            file,
            owner=self,
            busy=self,
            title="核对备份文件",
            on_done=lambda held: self._on_verified(file, held),
            on_error=lambda error: self._on_unfit(file, error),
            on_abort=self._on_aborted,
        )

    def _on_verified(self, file: Path, held: BackupContents) -> None:
        self._is_running = False
        self._show_file(file)
        theme.set_chip(self.verdict, "完好", Tone.GREEN)
        self.said.setText(
            f"{file.name}\n{held.enterprise}的台账，{held.made_by}于 {shown(held.made_at)} 备份："
            f"问题线索 {held.clues} 条、监督成果 {held.reports} 份、人员 {held.persons} 名、"
            f"附件和封存文件 {held.attachments} 个。"
        )
        self.login.setFocus()

    def _on_unfit(self, file: Path, error: Exception) -> None:
        self._is_running = False
        theme.set_chip(self.verdict, "不可用", Tone.RED)
        self.verdict.show()
        self.said.setText(error.sentence if isinstance(error, UserError) else f"{file.name}没有核对成。")
        self.said.show()

    def _show_file(self, file: Path | None) -> None:
        self.file = file
        self.verdict.setVisible(file is not None)
        self.said.setVisible(file is not None)
        self.go.setEnabled(file is not None)
        # The one filled button is what can be done next.
        theme.restyle(self.choose_button, role="" if file is not None else "primary")
        theme.restyle(self.go, role="primary" if file is not None else "")
        self._say("")

    # --- the place ---

    def choose_folder(self) -> QFileDialog:
        """Ask for another folder."""
        dialog = QFileDialog(self, "恢复到哪个空文件夹", str(self.folder.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.use_folder)
        dialog.finished.connect(lambda _: self.activateWindow())
        dialog.open()
        return dialog

    def use_folder(self, folder: str) -> None:
        """Restore into another folder."""
        self.folder = Path(folder)
        self._show_folder()
        self._say("")

    def _show_folder(self) -> None:
        self.place.setText(str(self.folder))
        self.place_doubt.setText(place_doubt(self.folder))
        self.place_doubt.setVisible(bool(self.place_doubt.text()))

    # --- doing it ---

    def restore(self) -> None:
        """Put the ledger of the backup into the folder."""
        if self.file is None or self._is_running:
            return
        opened_by = self._opened_by()
        if opened_by is None:
            return
        self._say("")
        self._is_running = True
        self._jobs.run(
            bring_back,
            self.file,
            self.folder,
            self._clock,
            opened_by,
            owner=self,
            busy=self,
            title="从备份恢复",
            on_done=self._on_restored,
            on_error=self._on_refused,
            on_abort=self._on_aborted,
        )

    def _opened_by(self) -> dict[str, str] | None:
        """What was typed; ``None`` while something is missing, which is then told."""
        needed: tuple[tuple[LineEntry, str], ...] = (
            (self.login, "请输入做备份时的登录名。"),
            (self.password, "请输入做备份时的密码。"),
        )
        if self.by_code.isChecked():
            needed = ((self.code, "请输入恢复码。"),)
        for entry, sentence in needed:
            if not entry.value():
                self._say(sentence)
                entry.setFocus()
                return None
        if self.by_code.isChecked():
            return {"recovery_code": self.code.value()}
        return {"login": self.login.value(), "password": self.password.value()}

    def _on_restored(self, folder: Path) -> None:
        self._is_running = False
        login = "" if self.by_code.isChecked() else self.login.value()
        self.password.clear()
        self.code.clear()
        self.accept()
        self.restored.emit(folder, login)

    def _on_refused(self, error: Exception) -> None:
        self._is_running = False
        self._say(error.sentence if isinstance(error, UserError) else "程序出错，没有恢复。")
        if isinstance(error, WrongPassword | FieldError):
            entry = self.code if self.by_code.isChecked() else self.password
            entry.selectAll()
            entry.setFocus()

    def _on_aborted(self) -> None:
        self._is_running = False
        self._say("已取消，没有恢复，哪里都没有改动。")

    def reject(self) -> None:
        """Esc and the cross: not while work is under way, which 取消 ends."""
        if not self._is_running:
            super().reject()
