"""合并记录: what was merged and can be parted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...domain.records import Clue, Merger
from ...domain.roles import Op
from ...services.merging import undo_merger
from ..over import OverDialog
from ..pages.clue_actions import refusal
from ..report.dialogs import Reason
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, fit_screen, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..context import Context


def _columns() -> list[ColumnDef[Merger]]:
    return [
        ColumnDef("kind", "种类", lambda one: Clue.noun if one.kind == Clue.__name__ else "人员", width=8),
        ColumnDef("gone", "并入的", lambda one: one.gone_name, width=20),
        ColumnDef("kept", "保留的", lambda one: one.kept_name, width=20),
        ColumnDef("day", "日期", lambda one: str(one.merged_on or ""), width=11),
        ColumnDef(
            "reason", "理由", lambda one: one.reason, width=40, tooltip=lambda one: one.reason, fills=True
        ),
    ]


class MergersDialog(OverDialog):
    """Signals:
    undone: a merger was undone.
    """

    undone = Signal()

    def __init__(self, context: Context, over: QWidget, mergers: Sequence[Merger]) -> None:
        super().__init__(over)
        self.setWindowTitle("合并记录")
        self._context = context
        self.model = HeldModel(_columns())
        self.table = LedgerTable(self.model, "mergers", empty="没有可以撤销的合并")
        self.table.setAccessibleName("合并记录")
        self.undo_button = button("撤销合并…")
        self.undo_button.clicked.connect(self.ask)
        close = button("关闭")
        close.clicked.connect(self.accept)
        self._why_not = refusal(Op.UNDO_MERGER, context.session.viewer)
        self.undo_button.setToolTip(self._why_not)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.undo_button)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(
            label(
                "撤销后，合并时改动的每一项恢复原样；合并以后又改过的，会提示先改回。"
                "合并期间需要回避的，分开后两条都回避，请核对。",
                "note",
                wrap=True,
            )
        )
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.table.picked.connect(self._on_picked)
        self.model.set_rows(mergers)
        if mergers:
            self.table.select_uids([mergers[0].uid], mergers[0].uid)
        self._on_picked(self.table.current_uid())
        fit_screen(self, 900, 420)

    def _on_picked(self, uid: str) -> None:
        self.undo_button.setEnabled(bool(uid) and not self._why_not)

    def ask(self) -> Reason | None:
        """Ask for the reason, and part them."""
        merger = self.model.row_of(self.table.current_uid())
        if merger is None:
            return None
        said = f"“{merger.gone_name}”将从“{merger.kept_name}”分开，恢复到合并以前。"
        asked = Reason(self, "撤销合并", said, "撤销合并")
        asked.wanted.connect(lambda reason: self._undo(asked, merger.uid, reason))
        asked.open()
        return asked

    def _undo(self, asked: Reason, uid: str, reason: str) -> None:
        def done(_result: Any) -> None:
            asked.accept()
            self.model.set_rows(
                [one for at in self.model.ids if at != uid and (one := self.model.row_of(at))]
            )
            self._on_picked(self.table.current_uid())
            self.undone.emit()

        self._context.jobs.run(
            undo_merger,
            self._context.session,
            uid,
            reason,
            owner=asked,
            busy=asked,
            title="撤销合并",
            on_done=done,
            on_error=asked.refuse,
        )
