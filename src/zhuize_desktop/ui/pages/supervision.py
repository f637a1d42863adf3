"""监督成果: the reports that came in, and below the chosen one its findings with what became of each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget

from ...domain.records import SupervisionReport
from ...domain.roles import Op
from ...services import attachments, supervision
from ...services.supervision import ShownReport, Tally
from ..attachment_panel import AttachmentPanel
from ..palette import GRID
from ..record_dialog import RecordDialog
from ..resolver import LedgerResolver
from ..tables.held_model import HeldModel
from ..tables.search import TableSearch
from ..tables.view import LedgerTable
from ..theme import label, page_head, primary_button
from ..widgets.entry import FlagEdit
from ..widgets.pinyin import matches
from .clue_actions import refusal, unread_words
from .finding_panel import FindingPanel
from .page import Page
from .supervision_columns import REPORT_ORDERS, report_columns

if TYPE_CHECKING:
    from ...domain.viewer import Changes
    from ...services.attachments import Papers
    from ..context import Context


class SupervisionPage(Page):
    """Above the list of reports, below the findings and the attachments of the one that is current."""

    shows = ("SupervisionReport", "Finding", "Clue", "Enterprise", "Attachment")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown: list[ShownReport] = []
        self._wanted = ""
        self.resolver = LedgerResolver(context, self)
        self._book = context.session.rulebook()
        self.model = HeldModel(report_columns(self._book), lambda row: row.report.uid, REPORT_ORDERS)
        self.table = LedgerTable(self.model, "supervision", empty=self._empty_words())
        self.table.setAccessibleName("监督成果列表")
        self.search = TableSearch(self.table, "查找：文件名称、文号、出具单位", 280)
        self.new_button = primary_button("登记监督成果")
        self.new_button.setToolTip("Ctrl+N")
        if why := refusal(Op.SAVE_SUPERVISION, context.session.viewer):
            self.new_button.setEnabled(False)
            self.new_button.setToolTip(why)
        self.head = page_head("监督成果", "", self.search, (self.new_button,))
        self.only_open = FlagEdit("只看未梳理完成")
        self.ratio = label("", "counts")
        self.ratio.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.findings = FindingPanel(context, self.resolver)
        self.attachments = AttachmentPanel(context, self.resolver)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setExpanding(False)
        self._lay_out()
        self._connect()

    def _empty_words(self) -> str:
        viewer = self.context.session.viewer
        if not viewer.reads_cases:
            unread = "" if viewer.inspects else unread_words(viewer)
            return f"{unread}监督成果由办理人员查看。"
        return "还没有监督成果。收到审计、巡察等报告后，点“登记监督成果”。"

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.only_open)
        line.addStretch(1)
        line.addWidget(self.ratio)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.tabs.addTab(self.findings, "监督发现")
        self.tabs.addTab(self.attachments, "附件")
        self.split.addWidget(self.tabs)
        self.split.setSizes([270, 360])
        self.body.addWidget(self.head)
        self.body.addLayout(line)
        self.body.addWidget(self.split, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.register)
        self.search.asked.connect(self._show_rows)
        self.only_open.edited.connect(self._show_rows)
        self.table.picked.connect(self._on_report_picked)
        self.table.opened.connect(self.edit)
        self.findings.edit_wanted.connect(self.edit)
        self.findings.clue_wanted.connect(lambda uid: self.go_to.emit("clues", uid))
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.register)

    # --- rows ---

    def refresh(self, changes: Changes | None = None) -> None:
        """Fetch every report with its counts; the findings below follow the current one."""
        self.search.await_answer(
            self.context.jobs.run(
                supervision.all_reports,
                self.context.session,
                owner=self,
                on_done=self._on_fetched,
                title="读取监督成果",
                latest="reports",
            )
        )

    def _on_fetched(self, shown: list[ShownReport]) -> None:
        self._shown = shown
        self._show_rows()

    def _show_rows(self) -> None:
        rows = [one for one in self._shown if self._fits(one)]
        current = self._wanted or self.table.current_uid()
        self.model.set_rows(rows)
        uids = [one.report.uid for one in rows]
        if current not in uids:
            current = uids[0] if uids else ""
        self._wanted = ""
        self.table.select_uids([current] if current else [], current)
        self._show_counts(rows)
        self._on_report_picked(current)
        self.search.answered()

    def _fits(self, one: ShownReport) -> bool:
        if self.only_open.value() and one.report.sorted_on is not None:
            return False
        words = self.search.words
        report = one.report
        return not words or any(
            matches(text, words) for text in (report.title, report.document_number, report.issued_by)
        )

    def _show_counts(self, rows: list[ShownReport]) -> None:
        total = sum((one.tally for one in rows), Tally())
        going_on = sum(one.report.sorted_on is None for one in rows)
        self.head.counts.setText(
            f"{len(rows)} 份，其中 {going_on} 份未梳理完成 · 发现 {total.total} 项，待梳理 {total.waiting} 项"
        )
        self.ratio.setText(supervision.ratio_line(total) if rows else "")

    def _on_report_picked(self, uid: str) -> None:
        row = self.model.row_of(uid) if uid else None
        self.findings.show_report(row)
        self.tabs.setTabText(1, f"附件 {row.attachments}" if row is not None and row.attachments else "附件")
        if row is None:
            self.attachments.show_attachments(None, (), self._book, why="请先选择一份监督成果。")
            return
        self.context.jobs.run(
            attachments.of_report,
            self.context.session,
            uid,
            owner=self,
            on_done=partial(self._on_papers_fetched, row.report),
            title="读取附件",
            latest="attachments",
        )

    def _on_papers_fetched(self, report: SupervisionReport, papers: Papers) -> None:
        if report.uid != self.table.current_uid():
            return
        why = (
            f"另有 {papers.hidden} 个附件，因这份成果涉及您知悉范围以外的线索，不列出；附件由知悉范围内的人员办理。"
            if papers.hidden
            else ""
        )
        self.attachments.show_attachments({"report": report.uid}, papers.seen, self._book, why=why)

    def open_with(self, target: object) -> None:
        """Show the report of a uid."""
        self._wanted = str(target)
        self.search.show_words("")
        self.only_open.set_value(False)
        if any(one.report.uid == self._wanted for one in self._shown):
            self._show_rows()

    # --- forms ---

    def register(self) -> RecordDialog | None:
        """Open the form of a new report; it becomes the current one once it is saved."""
        if not self.new_button.isEnabled():
            return None
        dialog = self._dialog("登记监督成果")
        dialog.open_new()
        return dialog

    def edit(self, uid: str) -> RecordDialog | None:
        """Open the form of a report."""
        row = self.model.row_of(uid)
        if row is None:
            return None
        dialog = self._dialog("监督成果")
        dialog.open_record(row.report)
        if not self.new_button.isEnabled():
            dialog.form.set_read_only(True)
        return dialog

    def _dialog(self, title: str) -> RecordDialog:
        session = self.context.session
        dialog = RecordDialog(
            self.context,
            self.window(),
            title,
            SupervisionReport,
            self.resolver,
            insert=lambda values: (supervision.add_report, (session, values)),
            change=lambda old, values: (supervision.change_report, (session, replace(old, **values))),
        )
        dialog.saved.connect(self._on_saved)
        return dialog

    def _on_saved(self, report: SupervisionReport) -> None:
        self._wanted = report.uid
