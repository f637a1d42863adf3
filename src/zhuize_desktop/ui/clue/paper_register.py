"""文号登记簿: every number of a year with its state; gaps and struck numbers say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ...services.paper_register import RegisterLine, register
from ..over import OverDialog
from ..palette import GRID
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, fit_screen, label

if TYPE_CHECKING:
    from ..context import Context

_LEFT = Qt.AlignmentFlag.AlignLeft
_COLUMNS: list[ColumnDef[RegisterLine]] = [
    ColumnDef("number", "文号", lambda line: line.number, _LEFT, 24),
    ColumnDef("state", "状态", lambda line: line.state, _LEFT, 8),
    ColumnDef("kind", "文书", lambda line: line.kind, _LEFT, 16),
    ColumnDef("note", "标题或说明", lambda line: line.note, _LEFT, 44),
    ColumnDef("clue", "线索编号", lambda line: line.clue, _LEFT, 20),
    ColumnDef("given", "编号时间", lambda line: line.given, _LEFT, 17),
]
#: The register goes back so many years; older ones are in the trail and on paper.
_YEARS = 10


class PaperRegister(OverDialog):
    """One year at a time; Esc closes."""

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("文号登记簿")
        self._context = context
        self.year = QComboBox()
        self.year.setAccessibleName("年度")
        this = context.session.today.year
        self.year.addItems([f"{year}" for year in range(this, this - _YEARS, -1)])
        self.counted = label("", "counts")
        self.model: HeldModel[RegisterLine] = HeldModel(_COLUMNS, lambda line: line.number)
        self.table = LedgerTable(self.model, "papers.register", empty="这一年还没有编号的文书。")
        self.table.setAccessibleName("文号登记簿")
        self.close_button = button("关闭")
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(label("年度", "label"))
        head.addWidget(self.year)
        head.addWidget(self.counted)
        head.addStretch(1)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        fit_screen(self, 1080, 560)
        self.year.currentIndexChanged.connect(lambda _: self.fetch())
        self.close_button.clicked.connect(self.accept)
        self.fetch()

    def fetch(self) -> None:
        """Read the chosen year."""
        self._context.jobs.run(
            register,
            self._context.session,
            int(self.year.currentText()),
            on_done=self._on_fetched,
            owner=self,
            busy=self,
            title="读取文号登记簿",
            latest="register",
        )

    def _on_fetched(self, lines: tuple[RegisterLine, ...]) -> None:
        self.model.set_rows(lines)
        given = sum(1 for line in lines if line.state == "已编号")
        struck = sum(1 for line in lines if line.state == "作废")
        rest = len(lines) - given - struck
        parts = [f"已编号 {given}"]
        parts += [f"作废 {struck}"] if struck else []
        parts += [f"空号、未登记 {rest}"] if rest else []
        self.counted.setText(" · ".join(parts) if lines else "")
