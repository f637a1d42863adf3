"""The dry run to look at and decide on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from ...services.import_plan import Outcome
from .. import theme
from ..palette import Tone
from ..tables.lazy_model import ROW_ROLE
from .detail_panel import DetailPanel
from .plan_table import PlanModel, plan_view
from .understanding import UnderstandingDialog, summary_of

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from ...services.import_plan import PlannedRow
    from .work import Prepared


class ReviewPanel(QWidget):
    """Filters by outcome, the table, the row chosen, what is still to be decided.

    Signals:
        decided: something was confirmed or decided.
    """

    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.prepared: Prepared | None = None
        self.model = PlanModel()
        self.table = plan_view(self.model)
        self.detail = DetailPanel()
        self.summary = theme.label("", "counts")
        self.how = theme.button("查看各列的含义", role="link")
        self.filters: dict[Outcome | None, QPushButton] = {}
        self.all = theme.button("确认全部建议环节")
        self.chosen = theme.button("确认所选行")
        self.waiting = theme.label("", "note")
        self._build()
        self.model.decided.connect(self._on_decided)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.detail.accepted.connect(self.model.accept)
        self.all.clicked.connect(lambda: self.model.confirm(self.model.waiting()))
        self.chosen.clicked.connect(self._on_chosen_clicked)
        self.how.clicked.connect(self._on_how_clicked)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.summary)
        top.addWidget(self.how)
        top.addStretch(1)
        bar = QHBoxLayout()
        group = QButtonGroup(self)
        for outcome in (None, *Outcome):
            pressed = theme.button("")
            pressed.setCheckable(True)
            pressed.clicked.connect(lambda _=False, outcome=outcome: self._filter(outcome))
            group.addButton(pressed)
            bar.addWidget(pressed)
            self.filters[outcome] = pressed
        bar.addStretch(1)
        bar.addWidget(self.waiting)
        bar.addWidget(self.chosen)
        bar.addWidget(self.all)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setSizes([330, 190])
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addLayout(bar)
        layout.addWidget(split, 1)

    def load(self, prepared: Prepared) -> None:
        """Show a dry run."""
        self.prepared = prepared
        plan = prepared.plan
        self.model.load(prepared)
        self.summary.setText(summary_of(plan.reading))
        for outcome, pressed in self.filters.items():
            count = len(plan.rows) if outcome is None else plan.count(outcome)
            pressed.setText(f"{'全部' if outcome is None else outcome.value} {count}")
            pressed.setVisible(outcome is None or count > 0)
        self.filters[None].setChecked(True)
        self._choose_first()
        self._on_decided()

    def _filter(self, outcome: Outcome | None) -> None:
        self.model.show_only(outcome)
        self._choose_first()

    def _choose_first(self) -> None:
        if self.model.rowCount():
            self.table.selectRow(0)
            self._show(self.model.row_at(0))
        else:
            self.detail.clear()

    def _on_row_changed(self, index: QModelIndex, _: QModelIndex) -> None:
        if index.isValid():
            self._show(index.data(ROW_ROLE))

    def _show(self, row: PlannedRow) -> None:
        assert self.prepared is not None
        lines = self.prepared.beside.get(row.row_number, ())
        self.detail.load(row, lines, row.row_number in self.model.accepted)

    def _on_chosen_clicked(self) -> None:
        self.model.confirm(index.data(ROW_ROLE) for index in self.table.selectionModel().selectedRows())

    def _on_how_clicked(self) -> None:
        assert self.prepared is not None
        plan = self.prepared.plan
        UnderstandingDialog(self, plan.reading, plan.notes).open()

    def _on_decided(self) -> None:
        waiting = len(self.model.waiting())
        self.all.setEnabled(waiting > 0)
        if waiting:
            words, tone = f"{waiting} 行的环节待确认", Tone.AMBER.value
        elif self.model.stages:
            words, tone = "环节都已确认", Tone.GREEN.value
        else:
            words, tone = "没有新的环节要确认", ""
        self.waiting.setText(words)
        theme.restyle(self.waiting, tone=tone)
        self.decided.emit()
