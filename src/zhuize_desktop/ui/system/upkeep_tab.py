"""备份、升级与文件检查: a checked copy of everything, a verified installer, and whether the ledger is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from ...domain.clock import shown
from ...domain.roles import Op
from ...services.maintenance import back_up, examine, last_backup_text
from .. import messages
from ..pages.clue_actions import refusal
from ..palette import GRID, Tone
from ..restoring import RestoreDialog
from ..theme import button, card, chip, label, primary_button, set_chip
from .tab import Tab, ask_folder, close_unless, in_a_row
from .update_card import UpdateCard

if TYPE_CHECKING:
    from pathlib import Path

    from ..context import Context


class UpkeepTab(Tab):
    """Left 备份 and 升级, right 文件检查 (数据体检 asks what the records say and stands at the 工作台).

    Signals:
        ledger_wanted: the person leaves for the ledger of another folder: the folder, and the login name if known.
    """

    ledger_wanted = Signal(object, str)
    shows = ("Setting",)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.last = label("", wrap=True)
        self.place = label(f"默认位置：{context.session.folder.backups}", "note", wrap=True)
        self.made = label("", "note", Tone.GREEN, wrap=True)
        self.made.hide()
        self.backup_button = primary_button("立即备份")
        self.elsewhere_button = button("备份到其他位置")
        self.restore_button = button("从备份恢复…")
        self.restore_button.setVisible(self.is_admin)
        self.examine_button = button("检查文件")
        self.verdict = chip("未检查")
        self.when = label("", "note")
        self.found = QListWidget()
        self.found.setAccessibleName("文件检查结果")
        self.found.setWordWrap(True)
        self.update_card = UpdateCard(context)
        why = refusal(Op.BACK_UP, context.session.viewer)
        close_unless(self.backup_button, why)
        close_unless(self.elsewhere_button, why)
        close_unless(self.update_card.install_button, why)
        self._lay_out()
        self.backup_button.clicked.connect(lambda: self.back_up_to(context.session.folder.backups))
        self.elsewhere_button.clicked.connect(self.choose_folder)
        self.restore_button.clicked.connect(self.open_restore)
        self.examine_button.clicked.connect(self.examine)

    def _lay_out(self) -> None:
        left = card(title="备份")
        inside = left.layout()
        assert isinstance(inside, QVBoxLayout)
        words = "台账、密钥文件和附件一并封存为一个文件，写完后读回核对。请定期复制到移动介质另行保管。"
        inside.addWidget(label(words, "note", wrap=True))
        inside.addWidget(self.last)
        inside.addLayout(in_a_row(self.backup_button, self.elsewhere_button, self.restore_button))
        inside.addWidget(self.place)
        inside.addWidget(self.made)
        right = card(title="台账文件检查")
        inside = right.layout()
        assert isinstance(inside, QVBoxLayout)
        words = "检查数据库文件、记录之间的引用、检索、密钥文件、办理记录链、已冻结报告的链头和全部附件。"
        inside.addWidget(label(words, "note", wrap=True))
        inside.addLayout(in_a_row(self.examine_button, self.verdict, self.when))
        inside.addWidget(self.found, 1)
        both = QHBoxLayout()
        both.setSpacing(GRID)
        column = QWidget()
        column.setProperty("role", "plain")
        first = QVBoxLayout(column)
        first.setContentsMargins(0, 0, 0, 0)
        first.setSpacing(GRID)
        first.addWidget(left)
        first.addWidget(self.update_card)
        first.addStretch(1)
        area = QScrollArea()  # a small or scaled screen has no room for both cards
        area.setWidget(column)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both.addWidget(area, 5)
        both.addWidget(right, 4)
        self.body.addLayout(both, 1)

    def refresh(self) -> None:
        """Ask when the last backup was made."""
        self.context.jobs.run(
            last_backup_text,
            self.context.session,
            owner=self,
            on_done=self.last.setText,
            latest="last-backup",
        )

    # --- 备份 ---

    def choose_folder(self) -> QFileDialog:
        """Ask where the backup is to go."""
        return ask_folder(self, "备份到", self.back_up_to)

    def back_up_to(self, folder: Path) -> None:
        """Make a backup in a folder."""
        self.made.hide()
        self.context.jobs.run(
            back_up,
            self.context.session,
            folder,
            owner=self,
            busy=self,
            title="备份并核对",
            on_done=self._on_backed_up,
        )

    def _on_backed_up(self, done: Any) -> None:
        self.made.setText(f"已备份并核对：{done.value}")
        self.made.show()
        messages.show_notice(self, "备份完成，已读回核对。", f"{done.value}")

    # --- 恢复 ---

    def open_restore(self) -> RestoreDialog:
        """Bring a backup back into a folder of its own; the ledger in use stays as it is."""
        session = self.context.session
        dialog = RestoreDialog(session.folder.path, self.context.jobs, self.window(), session.clock)
        dialog.restored.connect(self._on_restored)
        dialog.open()
        return dialog

    def _on_restored(self, folder: Path, login: str) -> None:
        messages.confirm(
            self,
            "台账已从备份恢复，请登录后核对。现在的台账没有改动；下次启动程序仍先打开现在的数据文件夹，"
            "要打开恢复的台账，请在登录窗口点“更换数据文件夹”。",
            lambda: self.ledger_wanted.emit(folder, login),
            yes="退出，去登录恢复的台账",
            no="留在现在的台账",
            detail=f"{folder}",
        )

    # --- 文件检查 ---

    def examine(self) -> None:
        """Look the ledger over."""
        self.context.jobs.run(
            examine,
            self.context.session,
            owner=self,
            busy=self,
            title="检查台账文件",
            on_done=self._on_examined,
        )

    def _on_examined(self, problems: list[str]) -> None:
        self.found.clear()
        self.found.addItems(problems or ["没有发现问题。"])
        if problems:
            set_chip(self.verdict, f"发现 {len(problems)} 个问题", Tone.RED)
        else:
            set_chip(self.verdict, "完好", Tone.GREEN)
        self.when.setText(shown(self.context.session.clock.now()))
