"""The new recovery code, shown once: it is closed only when the code has been taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from ..over import OverDialog
from ..palette import Tone
from ..recovery_entry import code_fault, in_two_lines
from ..theme import card, label, primary_button
from .tab import lines

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class RecoveryDialog(OverDialog):
    """The code in large letters, and a line to type it back.

    Signals:
        taken_down: it was typed back and the box is closed.
    """

    taken_down = Signal()

    def __init__(self, over: QWidget, said: str, code: str) -> None:
        """``said``: what has been done, in a sentence."""
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("新的恢复码")
        self._code = code
        self.code_label = label(in_two_lines(code))
        self.code_label.setStyleSheet("font-family: monospace; font-size: 20px; font-weight: 600;")
        self.code_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code_label.setAccessibleName("恢复码")
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("八组，共 40 个字符")
        self.typed.setAccessibleName("输入恢复码")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.yes = primary_button("已抄好")
        self.yes.setDefault(True)
        self.yes.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.yes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        words = (
            f"{said}下面是新的恢复码，只显示这一次；原来的恢复码只能打开此前的备份，打不开现在的台账。"
            "请抄写后封存保管，不要拍照，不要与这台电脑放在一起。"
        )
        layout.addWidget(label(words, wrap=True))
        layout.addWidget(card(self.code_label))
        layout.addLayout(lines(("抄好后，完整输入一遍", self.typed)))
        layout.addWidget(self.problem)
        layout.addLayout(row)
        self.setMinimumWidth(480)
        self.typed.setFocus()

    def accept(self) -> None:
        """Close when it was typed back rightly."""
        if fault := code_fault(self.typed.text(), self._code):
            self._insist(fault)
            return
        self._code = ""
        self.code_label.clear()
        super().accept()
        self.taken_down.emit()

    def reject(self) -> None:
        """Esc and the cross: never while the code is not taken down."""
        self._insist("请先抄下恢复码并完整输入一遍。")

    def _insist(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.typed.setFocus()
