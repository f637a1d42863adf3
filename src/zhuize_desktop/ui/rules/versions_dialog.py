"""版本: every version of a pack, and what differs between any two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.clock import shown
from ...services.packs import comparison_of
from ..over import OverDialog
from ..palette import GRID
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, fit_screen, label
from .changes_table import ChangesView, counts_words

if TYPE_CHECKING:
    from ...domain.pack_changes import Comparison
    from ...services.packs import PackHistory
    from ...storage.packs import PackVersion
    from ..context import Context


class VersionsDialog(OverDialog):
    """The versions above, two of them to compare, the changes below."""

    def __init__(self, context: Context, over: QWidget, history: PackHistory) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"“{history.name}”的版本")
        self._context, self.history = context, history
        self.model = HeldModel(_columns(), lambda one: str(one.number))
        self.table = LedgerTable(self.model, "rule-versions", empty="没有改动过，使用随程序提供的内容")
        self.table.setAccessibleName("版本")
        self.model.set_rows(history.versions)
        self.older, self.newer = QComboBox(), QComboBox()
        self.older.setAccessibleName("较早的版本")
        self.newer.setAccessibleName("较新的版本")
        for words, digest in history.choices:
            self.older.addItem(words, digest)
            self.newer.addItem(words, digest)
        self.newer.setCurrentIndex(0)
        self.older.setCurrentIndex(min(1, self.older.count() - 1))
        self.told = label("", "counts")
        self.changes = ChangesView()
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.accept)
        for box in (self.older, self.newer):
            box.activated.connect(lambda _: self.compare())
        self._lay_out()
        fit_screen(self, 980, 600)
        self.compare()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        for part in (label("比较", "label"), self.older, label("→", "label"), self.newer):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.told)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(GRID)
        layout.addWidget(self.table, 2)
        layout.addLayout(line)
        layout.addWidget(self.changes, 3)
        layout.addLayout(foot)

    def compare(self) -> None:
        """Show what differs between the two that are chosen."""
        if self.older.count() < 2:
            self.changes.setEnabled(False)
            self.told.setText("只有一个版本")
            return
        self._context.jobs.run(
            comparison_of,
            self._context.session,
            self.history.code,
            str(self.older.currentData()),
            str(self.newer.currentData()),
            owner=self,
            title="比较版本",
            latest="compare",
            on_done=self._show,
        )

    def _show(self, comparison: Comparison) -> None:
        self.changes.show_comparison(comparison)
        self.told.setText(counts_words(comparison))


def _columns() -> list[ColumnDef[PackVersion]]:
    return [
        ColumnDef("number", "版本", lambda one: f"第 {one.number} 版", width=9),
        ColumnDef("at", "时间", lambda one: shown(one.at), width=18),
        ColumnDef("by", "修改人", lambda one: one.by, width=10),
        ColumnDef(
            "reason", "理由", lambda one: one.reason, width=44, tooltip=lambda one: one.reason, fills=True
        ),
        ColumnDef("kind", "类别", lambda one: one.kind, width=16),
        ColumnDef("from", "施行", lambda one: str(one.effective_from or ""), width=12),
        ColumnDef("digest", "摘要", lambda one: one.sha256[:16], width=20),
    ]
