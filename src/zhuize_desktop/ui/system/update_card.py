"""升级: choose a new installer, see whose it is, and let it run only when it is the maker's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ... import __version__
from ...domain.errors import FileProblem
from ...services.maintenance import back_up
from ...services.updating import Update, installs_here, take_in
from .. import messages
from ..palette import Tone
from ..theme import button, card, chip, label, primary_button, set_chip
from .tab import ask_file, in_a_row

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QFileDialog

    from ..context import Context

_KINDS = "安装程序 (*.exe *.zip *.deb *.tar.xz);;所有文件 (*)"
_NO_KEY = "发布方未核对：本程序没有携带发布方公钥，只能查出损坏，查不出是谁做的。请先向发布方核实文件的摘要。"
_BY_HAND = "请退出程序，由有权安装的人运行它；便携版请解压后换下程序文件，数据文件夹不动。"


class UpdateCard(QWidget):
    """Verifies an installer; where it may run, makes a backup, starts it and closes the window.

    Args:
        context: whose ledger is backed up first.
        key: file with the maker's public key; by default the one this program carries.
        installs: whether an installer can be started from here; by default what ``installs_here`` says.
    """

    def __init__(self, context: Context, *, key: Path | None = None, installs: bool | None = None) -> None:
        super().__init__()
        self.context = context
        self._key = key
        self._installs = installs_here() if installs is None else installs
        self._update: Update | None = None
        self.choose_button = button("选择安装程序…")
        self.verdict = chip("")
        self.said = label("", wrap=True)
        self.install_button = primary_button("备份并安装")
        self._lay_out()
        self.choose_button.clicked.connect(self.choose)
        self.install_button.clicked.connect(self.install)

    def _lay_out(self) -> None:
        inner = card(title="升级")
        inside = inner.layout()
        assert isinstance(inside, QVBoxLayout)
        words = f"现在是 {__version__} 版。新版安装程序先核对是不是发布方发出的原件，核对的那一份才会被运行。"
        inside.addWidget(label(words, "note", wrap=True))
        inside.addLayout(in_a_row(self.choose_button, self.install_button, self.verdict))
        inside.addWidget(self.said)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inner)
        self._forget()

    def _forget(self) -> None:
        self._update = None
        for widget in (self.verdict, self.said, self.install_button):
            widget.hide()

    def choose(self) -> QFileDialog:
        """Ask for the installer."""
        return ask_file(self, "选择安装程序", _KINDS, self.verify)

    def verify(self, installer: Path) -> None:
        """Take an installer in and say whose it is."""
        self._forget()
        self.context.jobs.run(
            take_in,
            installer,
            self._key,
            owner=self,
            busy=self,
            title="核对安装程序",
            on_done=self._on_verified,
        )

    def _on_verified(self, update: Update) -> None:
        self._update = update
        found = update.check
        whose = "由本程序认得的发布方发布，可以安装。"
        if found.publisher is None:
            whose = _NO_KEY
        elif not found.ok:
            whose = "请不要运行它，先向发布方核实。"
        elif not self._starts(update):
            whose += _BY_HAND
        self.said.setText(
            "\n".join([f"{update.installer.name}（{found.version} 版）", *found.problems, whose])
        )
        if found.ok:
            set_chip(self.verdict, "可以安装", Tone.GREEN)
        elif found.integrity:
            set_chip(self.verdict, "发布方未核对", Tone.AMBER)
        else:
            set_chip(self.verdict, "不可用", Tone.RED)
        self.verdict.show()
        self.said.show()
        self.install_button.setVisible(found.ok and self._starts(update))

    def _starts(self, update: Update) -> bool:
        """Whether it can be started from here: a Setup, not the portable folder or a package of Linux."""
        return self._installs and update.installer.suffix == ".exe"

    def install(self) -> None:
        """Back the ledger up, then start the verified copy and close the window."""
        session = self.context.session
        self.context.jobs.run(
            back_up,
            session,
            session.folder.backups,
            owner=self,
            busy=self,
            title="备份并核对",
            on_done=self._on_backed_up,
        )

    def _on_backed_up(self, done: Any) -> None:
        assert self._update is not None
        installer = self._update.installer
        started, _ = QProcess.startDetached(str(installer), [], str(installer.parent))
        if not started:
            problem = FileProblem(
                f"Windows 没有运行“{installer.name}”，可能被安全软件拦下了；台账已备份到 {done.value}，"
                "请放行后再点一次“备份并安装”。"
            )
            messages.show_error(self, problem)
            return
        self.window().close()
