"""First half of 期初建账: which stage each case under way has reached, since when, and on what that rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import theme
from ..palette import Tone
from ..widgets.entry import LineEntry
from .stage_table import STAGE, StageModel, StageView

if TYPE_CHECKING:
    from .work import Loaded

_HOW = (
    "逐条对照处理情况核对建议的环节。空格键标记所选行“已核对”，Ctrl+A 全选，回车或直接输入修改单元格；"
    "日期不详的留空，按“时限未知”处理，不要估填。"
)


class StagePanel(QWidget):
    """The table with one line that fills 历史已办依据 for all chosen rows.

    Signals:
        decided: something was said about a row.
    """

    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = StageModel()
        self.table = StageView(self.model)
        self._hidden = 0
        self.count = theme.label("", "counts")
        self.basis = LineEntry()
        self.basis.setPlaceholderText("例如：原台账及核查报告，由周敏核对")
        self.basis.setAccessibleName("历史已办依据")
        self.fill = theme.button("填入所选行")
        self.tick = theme.button("所选行标为已核对")
        line = QHBoxLayout()
        line.addWidget(theme.label("历史已办依据", "label"))
        line.addWidget(self.basis, 1)
        line.addWidget(self.fill)
        line.addWidget(self.tick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(theme.label(_HOW, "note", wrap=True))
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)
        self.fill.clicked.connect(self._on_fill_clicked)
        self.tick.clicked.connect(lambda: self.model.tick(self.table.places()))
        self.model.decided.connect(self._on_decided)

    def load(self, loaded: Loaded) -> None:
        """Show the clues that wait."""
        self.model.load(loaded.waiting, loaded.today)
        self._hidden = loaded.hidden
        for entry in (self.basis, self.fill, self.tick):
            entry.setEnabled(loaded.may_enter and bool(loaded.waiting))
        if loaded.waiting and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, STAGE))
        self._on_decided()

    def go_to(self, place: int, column: int = STAGE) -> None:
        """Make a cell current."""
        self.table.setFocus()
        self.table.setCurrentIndex(self.model.index(place, column))

    def _on_fill_clicked(self) -> None:
        self.model.say_basis(self.table.places(), self.basis.value())

    def _on_decided(self) -> None:
        total, checked = len(self.model.rows), len(self.model.checked())
        words = f"待确认 {total} 条，已核对 {checked} 条" if total else "没有环节待确认的线索。"
        if self._hidden:
            words += f"；另有 {self._hidden} 条不在您的知悉范围内，请由知悉人员确认"
        theme.restyle(self.count, tone=(Tone.GREEN if checked == total else Tone.AMBER).value)
        self.count.setText(words)
        self.decided.emit()
