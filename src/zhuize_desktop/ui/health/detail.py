"""The finding that is chosen, in full: its sentence, what it rests on, its explanation, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...domain.checks import Grade
from ...domain.roles import Op
from .. import theme
from ..pages.clue_actions import refusal
from ..palette import Tone
from ..widgets.long_text import LongText
from .columns import GRADE_TONES

if TYPE_CHECKING:
    from ...domain.viewer import Viewer
    from .loading import Row

_DUPLICATES = frozenset({"duplicate.clue", "duplicate.person"})
_Key = tuple[str, str, str, str, str]


class FindingPanel(QWidget):
    """What is typed stays with its finding until it is saved, whichever is looked at meanwhile.

    Signals:
        open_wanted: lead to the record and its field.
        merge_wanted: lay both beside each other.
        explained: the text typed is to be saved.
    """

    open_wanted = Signal()
    merge_wanted = Signal()
    explained = Signal(str)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._why_not = refusal(Op.EXPLAIN_HEALTH, viewer)
        self._typed: dict[_Key, str] = {}
        self.row: Row | None = None
        self.grade = theme.chip("")
        self.sentence = theme.label("", wrap=True)
        self.clause = theme.label("", "note", wrap=True)
        self.text = LongText(1, 4)
        self.text.setAccessibleName("说明")
        self.text.setPlaceholderText("不用改正的，写明原因；改正的不用说明。")
        self.open_button = theme.button("打开")
        self.merge_button = theme.button("并列查看与合并…")
        self.save_button = theme.button("保存说明")
        self._lay_out()
        self.text.edited.connect(self._on_text_edited)
        self.open_button.clicked.connect(self.open_wanted)
        self.merge_button.clicked.connect(self.merge_wanted)
        self.save_button.clicked.connect(lambda: self.explained.emit(self.text.value()))
        self.show_row(None)

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.grade)
        head.addWidget(self.sentence, 1)
        self.problem = theme.label("", "note", Tone.RED, wrap=True)
        foot.addWidget(self.problem, 1)
        for pressed in (self.save_button, self.merge_button, self.open_button):
            foot.addWidget(pressed)
        inside = theme.card()
        column = inside.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(head)
        column.addWidget(self.clause)
        column.addWidget(self.text)
        column.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inside)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is typed that is not saved."""
        return not self._typed

    def show_row(self, row: Row | None) -> None:
        """Show a finding, or that none is chosen."""
        self.row = row
        self.problem.setText("")
        verify = row is not None and row.finding.grade is Grade.VERIFY
        for widget in (self.grade, self.clause, self.open_button):
            widget.setVisible(row is not None)
        self.text.setVisible(verify)
        self.save_button.setVisible(verify)
        self.merge_button.setVisible(row is not None and row.finding.check in _DUPLICATES)
        if row is None:
            self.sentence.setText("在上面选择一项，查看说明和依据。")
            return
        theme.set_chip(self.grade, row.finding.grade.label, GRADE_TONES[row.finding.grade])
        self.sentence.setText(row.finding.sentence)
        self.clause.setText(f"问题：{row.title}　依据：{row.finding.clause}")
        self.text.set_value(self._typed.get(row.finding.key, row.explanation))
        self.text.set_read_only(bool(self._why_not))
        self._show_state()

    def saved(self, row: Row) -> None:
        """The explanation of this finding is kept now."""
        self._typed.pop(row.finding.key, None)
        self._show_state()

    def say(self, sentence: str) -> None:
        """Why it could not be done."""
        self.problem.setText(sentence)

    def drop(self) -> None:
        """Forget what was typed and not saved."""
        self._typed.clear()

    def _on_text_edited(self) -> None:
        if self.row is not None:
            self.problem.setText("")
            if self.text.value() == self.row.explanation:
                self._typed.pop(self.row.finding.key, None)
            else:
                self._typed[self.row.finding.key] = self.text.value()
            self._show_state()

    def _show_state(self) -> None:
        typed = self.row is not None and self.row.finding.key in self._typed
        self.save_button.setEnabled(typed and not self._why_not)
        self.save_button.setToolTip(self._why_not)
