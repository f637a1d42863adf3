"""不相容事项: the table of actions that one person must not both do, and relaxing one of them with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ...domain.pairs import PAIRS, Pair, PairTable, Scope
from ...services.pairs import enforce_pair, relax_pair
from ..over import OverDialog
from ..palette import GRID, Tone
from ..report.dialogs import Reason
from ..theme import button, chip, label, rule

if TYPE_CHECKING:
    from ..context import Context

_SAID = (
    "人员不足、一人须兼办的，可以放宽某一对事项。放宽须写明理由，记入办理记录；"
    "此后提交的报告会在编制说明中写明，接收单位验证时也会看到。已经提交的报告不受影响。"
)


class PairsDialog(OverDialog):
    """One row a pair: what it keeps apart, why, how it stands, and the button that changes it."""

    def __init__(self, context: Context, over: QWidget, table: PairTable) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("不能由同一人完成的事项")
        self._context = context
        #: Key of a pair → the button of its row; a fixed pair has none.
        self.buttons: dict[str, QPushButton] = {}
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(_SAID, wrap=True))
        layout.addWidget(self._rows)
        layout.addStretch(1)
        layout.addLayout(foot)
        self.setMinimumWidth(720)
        self.show_table(table)

    def show_table(self, table: PairTable) -> None:
        """Show the pairs as they stand."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        for number, pair in enumerate(PAIRS):
            self._grid.addWidget(rule(), 2 * number, 0, 1, 3)
            self._add_row(2 * number + 1, pair, table)

    def _add_row(self, at: int, pair: Pair, table: PairTable) -> None:
        relaxed = table.relaxation(pair)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(pair.label))
        column.addWidget(label(pair.why, "note", wrap=True))
        if relaxed is not None:
            column.addWidget(
                label(f"{relaxed.since} 起放宽：{relaxed.reason}", "note", Tone.AMBER, wrap=True)
            )
        state = ("已放宽", Tone.AMBER) if relaxed else ("须由两人", Tone.GREEN)
        self._grid.addWidget(chip(*state), at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, at, 1)
        if pair.fixed:
            self._grid.addWidget(label("不能放宽", "note"), at, 2, Qt.AlignmentFlag.AlignTop)
            return
        pressed = button("恢复…" if relaxed else "放宽…")
        pressed.setAccessibleName(f"{pressed.text().rstrip('…')}：{pair.label}")
        pressed.clicked.connect(lambda: self.ask(pair, relax=relaxed is None))
        self.buttons[pair.key] = pressed
        self._grid.addWidget(pressed, at, 2, Qt.AlignmentFlag.AlignTop)

    def ask(self, pair: Pair, *, relax: bool) -> Reason:
        """Ask for the reason, and decide with it."""
        both = f"“{pair.first.label}”与“{pair.second.label}”"
        printed = pair.scope is Scope.REPORT
        said, words = (
            (
                f"{both}从此可由同一人在{pair.scope.value}上办理。"
                + ("理由会印在此后提交的报告上。" if printed else "理由记入办理记录。"),
                "放宽",
            )
            if relax
            else (
                f"{both}从此须由两个人办理" + ("，已提交、尚未签完的报告也按此办理。" if printed else "。"),
                "恢复",
            )
        )
        asked = Reason(self, f"{words}不相容事项", said, words)
        asked.wanted.connect(lambda reason: self._decide(asked, pair, reason, relax=relax))
        asked.open()
        return asked

    def _decide(self, asked: Reason, pair: Pair, reason: str, *, relax: bool) -> None:
        self._context.jobs.run(
            relax_pair if relax else enforce_pair,
            self._context.session,
            pair.key,
            reason,
            owner=asked,
            busy=asked,
            title="修改设置",
            on_done=lambda done: self._on_decided(asked, done),
            on_error=asked.refuse,
        )

    def _on_decided(self, asked: Reason, done: Any) -> None:
        self.show_table(done.value)
        asked.accept()
