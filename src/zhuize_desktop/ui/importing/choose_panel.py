"""Choosing the file: by button, by dropping, by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from .. import theme
from ..palette import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent

KINDS = (".xlsx", ".xlsm", ".xls", ".csv")
_FILTER = "台账 (*.xlsx *.xlsm *.xls *.csv)"


class ChoosePanel(QFrame):
    """Takes one file.

    Signals:
        chosen: its path.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self.choose = theme.primary_button("选择文件…")
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.hide()
        self.choose.clicked.connect(self.ask)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(2)
        for words, role in (
            ("把台账文件拖到这里，或点击“选择文件”", "section"),
            ("可读 Excel（.xlsx、.xlsm、.xls）和 CSV。表头有几层、列名不同、有合并单元格都可以。", "label"),
            ("先试读、不写入：看清每一行的去向，再决定是否导入。", "label"),
        ):
            line = theme.label(words, role, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(line)
        layout.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.message)
        layout.addStretch(3)

    def ask(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, "选择台账文件", "", _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.chosen.emit(Path(path)))
        dialog.open()

    def refuse(self, sentence: str) -> None:
        """Say why a file cannot be read; another can be chosen, or the same again once it is mended."""
        self.message.setText(sentence)
        self.message.show()
        self.choose.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file of a known kind may be dropped."""
        if self._dropped(event) is not None:
            event.acceptProposedAction()
            theme.restyle(self, hot=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is dropped after all."""
        theme.restyle(self, hot=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        theme.restyle(self, hot=False)
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.chosen.emit(path)

    @staticmethod
    def _dropped(event: QDropEvent) -> Path | None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in KINDS else None
