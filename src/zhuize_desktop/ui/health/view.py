"""数据体检 in the place of the 工作台: run it, look through what it found, explain, compare, take it out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from ...domain.clock import shown
from ...domain.errors import UserError
from ...domain.roles import Op
from ...services import health, health_work, merging
from .. import messages, theme
from ..clue.navigation import Located, destination_of_finding
from ..pages.clue_actions import refusal
from ..palette import GRID
from ..report.rendering import write_draft
from ..resolver import LedgerResolver
from ..system.tab import ask_place
from ..tables.held_model import HeldModel
from ..tables.search import TableSearch
from ..tables.view import LedgerTable
from ..widgets.flow import FlowLayout
from .columns import ORDERS, finding_columns
from .detail import FindingPanel
from .groups import GroupTree, path_of
from .loading import Loaded, Row, load
from .merge_dialog import MergeDialog, read_twins
from .mergers_dialog import MergersDialog
from .thresholds_dialog import ThresholdsDialog

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QFileDialog

    from ...domain.health.runs import Outcome
    from ...domain.viewer import OpResult
    from ...services.health_work import HealthInput
    from ..context import Context

#: Width of the groups in px, and below which width of the whole they take less.
_GROUPS, _GROUPS_NARROW, _NARROW = 300, 220, 980
_NOT_YET = "还没有体检过。点右上角“开始体检”，检查整个台账；结果列在这里。"
_STATES = ("全部", "待处理", "已说明", "新增", "仍在", "已消除")
_ALL, _OPEN, _EXPLAINED = range(3)
_GONE = 5


class HealthView(QWidget):
    """Signals:
    left: back to the 工作台.
    go_to: open a page with what it should show.
    settled_changed: ask ``is_settled`` again.
    """

    left = Signal()
    go_to = Signal(str, object)
    settled_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.loaded: Loaded | None = None
        self.resolver = LedgerResolver(context, self)
        self.run_button = theme.primary_button("开始体检")
        self.export_button = theme.button("导出…")
        self.back_button = theme.button("返回工作台")
        self.head = theme.page_head(
            "数据体检", "", None, (self.back_button, self.export_button, self.run_button)
        )
        self.runs, self.earlier, self.state = QComboBox(), QComboBox(), QComboBox()
        self.thresholds_button = theme.button("阈值…")
        self.mergers_button = theme.button("合并记录…")
        self.groups = GroupTree()
        self.model = HeldModel(finding_columns(), orders=ORDERS)
        self.table = LedgerTable(self.model, "health", empty="")
        self.table.setAccessibleName("体检发现")
        self.search = TableSearch(self.table, "查找：编号、企业、发现", 220)
        self.panel = FindingPanel(context.session.viewer)
        self.left_out = theme.label("", "note", wrap=True)
        self._groups_width = 0
        if why := refusal(Op.RUN_HEALTH, context.session.viewer):
            self.run_button.setEnabled(False)
            self.run_button.setToolTip(why)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for box, words in ((self.runs, "体检时间"), (self.earlier, "与哪次比较"), (self.state, "显示哪些")):
            box.setAccessibleName(words)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.state.addItems(_STATES[:3])
        line = QWidget()
        flow = FlowLayout(line, GRID)
        for widget in (
            self.runs,
            self.earlier,
            self.state,
            self.search,
            self.mergers_button,
            self.thresholds_button,
        ):
            flow.addWidget(widget)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.table, 1)
        column.addWidget(self.panel)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.groups)
        self.split.addWidget(right)
        self.split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.head)
        layout.addWidget(line)
        layout.addWidget(self.split, 1)
        layout.addWidget(self.left_out)

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.left)
        self.run_button.clicked.connect(self.run)
        self.export_button.clicked.connect(self.ask_export)
        self.thresholds_button.clicked.connect(self.open_thresholds)
        self.mergers_button.clicked.connect(self.ask_mergers)
        self.runs.activated.connect(
            lambda _: self.reload(self.runs.currentData(), self.earlier.currentData())
        )
        self.earlier.activated.connect(
            lambda _: self.reload(self.runs.currentData(), self.earlier.currentData())
        )
        self.state.activated.connect(lambda _: self._show_groups())
        self.search.asked.connect(self._show_groups)
        self.groups.picked.connect(self._on_group_picked)
        self.table.picked.connect(lambda uid: self.panel.show_row(self.model.row_of(uid)))
        self.table.opened.connect(lambda _: self.open_current())
        self.panel.open_wanted.connect(self.open_current)
        self.panel.merge_wanted.connect(self.ask_merge)
        self.panel.explained.connect(self.explain)
        self.panel.text.edited.connect(self.settled_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The groups take less of a narrow window, until somebody draws the line elsewhere."""
        super().resizeEvent(event)
        groups = _GROUPS if self.width() >= _NARROW else _GROUPS_NARROW
        if groups != self._groups_width:
            self._groups_width = groups
            self.split.setSizes([groups, self.width() - groups])

    @property
    def is_settled(self) -> bool:
        """Whether no explanation waits to be saved."""
        return self.panel.is_settled

    # --- showing ---

    def reload(self, uid: str | None = None, earlier: str | None = None) -> None:
        """Read a run, the newest when none is named, beside an earlier one."""
        self.context.jobs.run(
            load,
            self.context.session,
            uid or "",
            earlier or "",
            owner=self,
            busy=self,
            on_done=self._take,
            title="读取体检结果",
            latest="health",
        )

    def refresh(self) -> None:
        """Read again what is shown."""
        shown_now = (
            self.loaded.run.head.uid if self.loaded is not None and self.loaded.run is not None else ""
        )
        self.reload(shown_now, self.loaded.earlier if self.loaded is not None else "")

    def _take(self, loaded: Loaded) -> None:
        is_first, self.loaded = self.loaded is None, loaded
        run = loaded.run
        self.export_button.setEnabled(run is not None)
        self._fill_boxes(loaded)
        self.left_out.setVisible(run is not None and bool(run.stubs))
        # Before the first run nothing is known: no list that could read as clean, no boxes with nothing to choose.
        for widget in (self.runs, self.earlier, self.state, self.search, self.groups, self.panel):
            widget.setVisible(run is not None)
        nothing = "没有符合条件的发现" if loaded.rows else "没有发现"
        self.table.set_empty(nothing if run is not None else _NOT_YET)
        if run is None:
            self.head.counts.setText("还没有体检过")
        else:
            waits, gone = sum(row.is_open for row in loaded.rows), sum(row.is_gone for row in loaded.rows)
            told = f"线索 {run.examined} 条　发现 {len(run.findings)} 项　待处理 {waits} 项"
            self.head.counts.setText(f"{told}　已消除 {gone} 项" if loaded.earlier else told)
            self.left_out.setText(
                f"另有 {len(run.stubs)} 条线索不在您的知悉范围内，只列编号：{'、'.join(run.stubs[:20])}"
                f"{'等' if len(run.stubs) > 20 else ''}"
            )
        self._show_groups()
        if is_first:
            (self.table if loaded.rows else self.run_button).setFocus()

    def _fill_boxes(self, loaded: Loaded) -> None:
        present = loaded.run.head if loaded.run is not None else None
        self.runs.clear()
        self.earlier.clear()
        self.earlier.addItem("不比较", "")
        for head in loaded.runs:
            self.runs.addItem(f"{shown(head.run_at)} {head.user_name}", head.uid)
            if present is not None and head.run_at < present.run_at:
                self.earlier.addItem(f"比较 {shown(head.run_at)}", head.uid)
        if present is not None:
            self.runs.setCurrentIndex(self.runs.findData(present.uid))
        self.earlier.setCurrentIndex(max(0, self.earlier.findData(loaded.earlier)))
        state = self.state.currentText()
        self.state.clear()
        self.state.addItems(_STATES if loaded.earlier else _STATES[:3])
        self.state.setCurrentIndex(max(0, self.state.findText(state)))
        self.table.show_column("change", bool(loaded.earlier))

    def rows(self) -> list[Row]:
        """The findings that pass state and search, whatever their group."""
        words, state = self.search.words, self.state.currentText()
        return [
            row for row in (self.loaded.rows if self.loaded is not None else ()) if _fits(row, words, state)
        ]

    def _show_groups(self) -> None:
        self.groups.show_rows(self.rows())

    def _on_group_picked(self, path: tuple[str, ...]) -> None:
        found = [row for row in self.rows() if path_of(row)[: len(path)] == path]
        current = self.table.current_uid()
        self.model.set_rows(found)
        uids = [row.uid for row in found]
        current = current if current in uids else next(iter(uids), "")
        self.table.select_uids([current] if current else [], current)
        self.panel.show_row(self.model.row_of(current))
        self.search.answered()

    # --- running ---

    def run(self) -> None:
        """Read the ledger here, ask the checks in the child process, keep what they found."""
        self._do(health.read_for_examination, self.context.session, then=self._examine)

    def _examine(self, given: HealthInput) -> None:
        self.context.jobs.run_apart(
            health_work.examine,
            given,
            owner=self,
            busy=self,
            title="体检",
            on_done=partial(self._keep, given),
        )

    def _keep(self, given: HealthInput, outcome: Outcome) -> None:
        self._do(health.keep_run, self.context.session, given, outcome, then=self._on_kept)

    def _on_kept(self, done: OpResult[Any]) -> None:
        before = self.loaded.runs[0].uid if self.loaded is not None and self.loaded.runs else None
        self.reload(done.value.uid, before)

    def _do(self, fn: Any, *args: Any, then: Any) -> None:
        self.context.jobs.run(fn, *args, owner=self, busy=self, title="体检", on_done=then)

    # --- one finding ---

    def open_current(self) -> None:
        """To the record and field of the finding that is chosen."""
        row = self.panel.row
        if row is None:
            return
        finding = row.finding
        pages = {"Person": "persons", "Enterprise": "enterprises"}
        if finding.record in pages:
            self.go_to.emit(pages[finding.record], (finding.uid, finding.field))
        elif finding.clues:
            self.go_to.emit("clues", Located(finding.clues[0], destination_of_finding(finding)))

    def explain(self, text: str) -> None:
        """Save the explanation of the finding that is chosen."""
        row = self.panel.row
        if row is None or self.loaded is None or self.loaded.run is None:
            return

        def done(_result: Any) -> None:
            self.panel.saved(row)
            self.settled_changed.emit()
            self.refresh()

        self.context.jobs.run(
            health.explain_finding,
            self.context.session,
            self.loaded.run.head.uid,
            row.finding,
            text,
            owner=self,
            busy=self.panel,
            title="保存说明",
            on_done=done,
            on_error=self._say,
        )

    def _say(self, error: Exception) -> None:
        self.panel.say(error.sentence if isinstance(error, UserError) else "程序出错，没有保存。")

    # --- duplicates ---

    def ask_merge(self) -> None:
        """Lay both records beside each other; what is merged is looked for anew by the next run."""
        row = self.panel.row
        if row is not None:
            finding = row.finding
            self._read(
                read_twins,
                finding.record,
                finding.uid,
                finding.other,
                title="读取两条记录",
                then=self._show_twins,
            )

    def _show_twins(self, twins: tuple[Any, Any]) -> None:
        dialog = MergeDialog(self.context, self.window(), twins, self.resolver)
        dialog.merged.connect(self._on_merged)
        dialog.open()

    def _on_merged(self) -> None:
        messages.show_notice(
            self, "已合并。", "这一项在下次体检时消除；不应合并的，可以在“合并记录”里撤销，恢复原样。"
        )

    def ask_mergers(self) -> None:
        """What was merged, to be parted again."""
        self._read(merging.mergers, title="读取合并记录", then=self._show_mergers)

    def _show_mergers(self, found: list[Any]) -> None:
        dialog = MergersDialog(self.context, self.window(), found)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # --- thresholds, file ---

    def open_thresholds(self) -> ThresholdsDialog | None:
        """Look at the thresholds."""
        if self.loaded is None:
            return None
        dialog = ThresholdsDialog(self.context, self.window(), self.loaded.thresholds)
        dialog.open()
        return dialog

    def ask_export(self) -> QFileDialog:
        """Ask where the workbook goes."""
        name = f"数据体检_{self.context.session.today:%Y%m%d}.xlsx"
        return ask_place(self, "导出体检结果", "Excel 工作簿 (*.xlsx)", name, self.export)

    def export(self, target: Path) -> None:
        """Write the run that is shown, with its comparison, as a workbook."""
        if self.loaded is None or self.loaded.run is None:
            return
        run, earlier = self.loaded.run.head.uid, self.loaded.earlier

        def told(path: Path) -> None:
            """The file is there."""
            messages.show_notice(self, "已导出体检结果。", f"文件：{path}")

        def write(done: OpResult[Any]) -> None:
            """The run was released: render it in the child process and write it."""
            self.context.jobs.run_apart(
                write_draft,
                done.value,
                target,
                "",
                owner=self,
                busy=self,
                title="导出体检结果",
                on_done=told,
            )

        self._read(health.release_run, run, target.name, earlier, title="导出体检结果", then=write)

    def _read(self, fn: Any, *args: Any, title: str, then: Any) -> None:
        self.context.jobs.run(
            fn, self.context.session, *args, owner=self, busy=self, title=title, on_done=then
        )


def _fits(row: Row, words: str, state: str) -> bool:
    if words and not any(
        words in text for text in (row.number, row.enterprise, row.finding.sentence, row.title)
    ):
        return False
    if row.is_gone:  # listed by itself: 全部 are the findings of the run, as the head counts them
        return state == _STATES[_GONE]
    if state == _STATES[_OPEN]:
        return row.is_open
    if state == _STATES[_EXPLAINED]:
        return bool(row.explanation)
    return state == _STATES[_ALL] or not state or (row.change is not None and row.change.value == state)
