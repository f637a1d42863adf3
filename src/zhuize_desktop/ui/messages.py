"""The only place for error, question and notice boxes. None of them blocks: the answer comes by callback."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from .over import OverDialog
from .palette import Tone
from .theme import button, chip, label, primary_button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..domain.errors import UserError


class Answer(StrEnum):
    """What a person chose about unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class MessageBox(OverDialog):
    """A word saying what it is, a sentence, and buttons with words.

    Esc and the window's cross choose the last button, which is always the harmless one. The box frees itself.
    """

    def __init__(
        self,
        parent: QWidget | None,
        word: str,
        tone: Tone,
        sentence: str,
        buttons: Sequence[tuple[QPushButton, Callable[[], None]]],
        detail: str = "",
    ) -> None:
        super().__init__(parent or QApplication.activeWindow())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(word)
        self.setWindowIcon(QIcon() if parent is None else parent.window().windowIcon())
        self.sentence = label(sentence, wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setMinimumWidth(360)
        self.sentence.setMaximumWidth(520)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(chip(word, tone), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.sentence, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(head)
        if detail:
            layout.addWidget(label(detail, "note", wrap=True))
        layout.addLayout(row)
        self.buttons = [pressed for pressed, _ in buttons]
        self._then = buttons[-1][1]
        for pressed, then in buttons:
            row.addWidget(pressed)
            pressed.clicked.connect(lambda _=False, then=then: self._choose(then))
        self.buttons[0].setDefault(True)
        self.buttons[0].setFocus()
        self.finished.connect(lambda _: self._then())

    def _choose(self, then: Callable[[], None]) -> None:
        self._then = then
        self.accept()


def _nothing() -> None:
    """The box is closed, and that was all."""


def show_error(parent: QWidget | None, error: UserError) -> MessageBox:
    """Say what went wrong and what to do, in the error's own sentence."""
    return _open(
        MessageBox(parent, "未完成", Tone.RED, error.sentence, [(primary_button("知道了"), _nothing)])
    )


def show_notice(parent: QWidget | None, sentence: str, detail: str = "") -> MessageBox:
    """Say that something is done or worth knowing."""
    box = MessageBox(parent, "提示", Tone.ACCENT, sentence, [(primary_button("知道了"), _nothing)], detail)
    return _open(box)


def ask_save(parent: QWidget, answered: Callable[[Answer], None]) -> MessageBox:
    """Ask what to do with unsaved changes: 保存, 不保存 or 继续编辑 (Esc)."""
    buttons = [
        (primary_button("保存"), lambda: answered(Answer.SAVE)),
        (button("不保存", role="danger"), lambda: answered(Answer.DISCARD)),
        (button("继续编辑"), lambda: answered(Answer.CANCEL)),
    ]
    return _open(MessageBox(parent, "未保存", Tone.AMBER, "有修改还没有保存，要保存吗？", buttons))


def confirm(
    parent: QWidget | None,
    sentence: str,
    agreed: Callable[[], None],
    *,
    yes: str = "确定",
    no: str = "返回",
    declined: Callable[[], None] = _nothing,
    danger: bool = False,
    detail: str = "",
) -> MessageBox:
    """Ask a question; ``yes`` and ``no`` say what the buttons do. A dangerous one is not the default button."""
    go, back = (button(yes, role="danger") if danger else primary_button(yes)), button(no)
    box = MessageBox(parent, "请确认", Tone.AMBER, sentence, [(go, agreed), (back, declined)], detail)
    if danger:
        back.setDefault(True)
        back.setFocus()
    return _open(box)


def _open(box: MessageBox) -> MessageBox:
    box.open()
    return box
