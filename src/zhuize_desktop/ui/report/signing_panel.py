"""签批: who has signed, the one next step, and the sealed files when nobody is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from .. import theme
from ..palette import Tone
from .steps import Step, may_issue_on_paper, may_return

if TYPE_CHECKING:
    from .loading import ReportView


class SigningPanel(QFrame):
    """The card at the lower right.

    Signals:
        step_wanted: go on with this ``Step``.
        return_wanted, paper_wanted: 退回, 纸质签发登记.
        file_wanted: open the sealed file of this kind: ``pdf``, ``xlsx`` or ``folder``.
        verify_wanted: prove the sealed files.
    """

    step_wanted = Signal(object)
    return_wanted = Signal()
    paper_wanted = Signal()
    file_wanted = Signal(str)
    verify_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._step: Step | None = None
        self.lines = QVBoxLayout()
        self.lines.setSpacing(3)
        self.go = theme.primary_button("")
        self.hint = theme.label("", "note", wrap=True)
        self.back = theme.button("退回…")
        self.paper = theme.button("纸质签发登记…")
        self.files = QWidget()
        self.pdf, self.xlsx = theme.button("打开 PDF"), theme.button("打开 Excel")
        self.folder, self.verify = theme.button("打开所在文件夹"), theme.button("验证")
        self._build()
        self.go.clicked.connect(lambda: self.step_wanted.emit(self._step))
        self.back.clicked.connect(self.return_wanted)
        self.paper.clicked.connect(self.paper_wanted)
        self.verify.clicked.connect(self.verify_wanted)
        for kind, pressed in (("pdf", self.pdf), ("xlsx", self.xlsx), ("folder", self.folder)):
            pressed.clicked.connect(lambda _=False, kind=kind: self.file_wanted.emit(kind))

    def _build(self) -> None:
        files = QVBoxLayout(self.files)
        files.setContentsMargins(0, 0, 0, 0)
        for pair in ((self.pdf, self.xlsx), (self.folder, self.verify)):
            files.addLayout(_row(*pair))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(theme.label("签批", "section"))
        layout.addLayout(self.lines)
        layout.addWidget(self.files)
        layout.addWidget(self.go)
        layout.addWidget(self.hint)
        layout.addLayout(_row(self.back, self.paper))

    def load(self, view: ReportView, step: Step | None) -> None:
        """Show the signatures and the next step."""
        self._step = step
        self._list(view)
        self.files.setVisible(view.pdf is not None)
        self.back.setVisible(may_return(view.report))
        self.paper.setVisible(may_issue_on_paper(view.report, view.signatures))
        self.go.setVisible(step is not None)
        if step is None:
            self.hint.setText(f"封存编号 {view.report.serial}。文件改动一个字节，验证都会指出。")
            return
        must = view.must() if view.is_open else 0
        self.go.setText(step.button)
        self.go.setEnabled(not must)
        blocked = f"还有 {must} 项强制校验未通过，处理后才能提交。" if must else ""
        self.go.setToolTip(blocked)
        theme.restyle(self.hint, tone=Tone.RED.value if must else "")
        self.hint.setText(blocked or step.hint)
        self.hint.setVisible(bool(blocked or step.hint))

    def _list(self, view: ReportView) -> None:
        while (item := self.lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if not view.signatures:
            self.lines.addWidget(theme.label("还没有人签名。", "note"))
        for one in view.signatures:
            self.lines.addWidget(_line(one.role, f"{one.name}　{one.post}", f"{one.when}　{one.means}"))


def _line(role: str, who: str, when: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(theme.chip(role, Tone.GREEN))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(theme.label(who))
    words.addWidget(theme.label(when, "note"))
    row.addLayout(words, 1)
    return made


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for one in buttons:
        row.addWidget(one, 1)
    return row


def more_button(actions: list[tuple[str, object]]) -> tuple[QPushButton, QMenu]:
    """A button with words and a menu below it; ``actions`` are words and slots."""
    pressed = theme.button("更多")
    menu = QMenu(pressed)
    for words, slot in actions:
        menu.addAction(words).triggered.connect(slot)
    pressed.setMenu(menu)
    return pressed, menu
