"""The side preview of the ledger: the full text of the clue that is current."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ...domain.clock import shown
from ...domain.fields import column
from ...domain.records import Clue
from ..palette import GRID, Tone
from ..theme import button, chip, label, restyle, set_chip
from .clue_columns import clock_chip, clock_tip, ledger_columns, wan

if TYPE_CHECKING:
    from ...domain.rulebook import RuleBook
    from ...services.clues import ShownRow
    from ...services.withdrawals import Withdrawal

WIDTH = 316
#: Long texts stand below the short lines, whole.
_LONG = ("summary", "handling", "remark")
#: What the head of the preview shows already.
_IN_HEAD = ("number", "deadline", "summary", "handling", "remark", "estimated", "confirmed", "recovered")


class CluePreview(QFrame):
    """Everything the ledger knows of one clue, nothing cut.

    Signals:
        opened: the person wants the whole clue.
    """

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(WIDTH)
        self.number = label("", "section")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.clock = chip("", Tone.NEUTRAL)
        self.due = label("", "note", wrap=True)
        self.withdrawal = label("", "note", Tone.AMBER, wrap=True)
        self.withdrawal.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = button("打开线索", role="link")
        self.open_button.setToolTip("回车")
        self.open_button.clicked.connect(self.opened)
        self.body = QVBoxLayout()
        self.body.setSpacing(3)
        self.body.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setProperty("role", "plain")
        inside.setLayout(self.body)
        self.sheet = QScrollArea()
        self.sheet.setWidgetResizable(True)
        self.sheet.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 6, 8)
        layout.setSpacing(6)
        for part in (self.number, self.withdrawal, self.clock, self.due, self.sheet, self.open_button):
            layout.addWidget(part)
        layout.setStretchFactor(self.sheet, 1)
        self.show_row(None, None)

    def show_row(self, row: ShownRow | None, book: RuleBook | None) -> None:
        """Show a row of the ledger; ``None`` says that none is chosen."""
        while (item := self.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self.open_button.setEnabled(row is not None and not row.row.stub)
        self.clock.hide()
        self.due.hide()
        self.withdrawal.hide()
        if row is None or book is None:
            self.number.setText("预览")
            self.body.addWidget(label("在列表中选一条线索，这里显示它的全文。", "empty", wrap=True))
        elif row.row.stub:
            self.number.setText(row.row.clue.number)
            self.body.addWidget(
                label("按知悉范围另行登记，您只能看到编号。需要办理的，请向经办人说明。", "empty", wrap=True)
            )
        else:
            self._show_clue(row, book)
        self.body.addStretch(1)

    def show_withdrawal(self, found: Withdrawal | None) -> None:
        """Say in the head why the clue lies in the recycle bin, who put it there and when."""
        self.withdrawal.setVisible(found is not None)
        if found is not None:
            self.withdrawal.setText(f"{found.by}于 {shown(found.at)} 撤回：{found.reason}")

    def _show_clue(self, row: ShownRow, book: RuleBook) -> None:
        clue = row.row.clue
        self.number.setText(clue.number)
        running = clock_chip(row.deadline)
        self.clock.setVisible(running is not None)
        if running is not None:
            set_chip(self.clock, *running)
            self.due.setText(clock_tip(row.deadline))
            self.due.show()
        self._amounts(row)
        for name in _LONG:
            if text := getattr(clue, name).strip():
                self._add(column(Clue, name).field.label, text)
        for one in ledger_columns(lambda: book):
            if one.key in _IN_HEAD:
                continue
            tip = one.tooltip(row) if one.tooltip else ""
            if text := tip or one.text(row):
                self._add(one.title, text)

    def _amounts(self, row: ShownRow) -> None:
        amounts = (
            ("预估损失", row.row.clue.estimated_loss),
            ("认定损失", row.row.confirmed or None),
            ("已挽回", row.row.recovered or None),
        )
        said = [f"{name} {wan(fen)} 万元" for name, fen in amounts if fen is not None]
        if said:
            self._add("损失与挽回", "\n".join(said))

    def _add(self, title: str, text: str) -> None:
        head = label(title, "note")
        words = label(text, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setContentsMargins(0, 0, GRID, 4)
        restyle(head)
        self.body.addWidget(head)
        self.body.addWidget(words)
