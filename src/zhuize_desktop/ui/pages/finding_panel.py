"""The findings of one 监督成果 and what can be done with each: 列入线索, 关联, 不列入."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ...domain.records import Clue, Finding
from ...domain.roles import Op
from ...services import supervision
from .. import messages
from ..palette import GRID, Tone
from ..record_dialog import RecordDialog
from ..tables.held_model import HeldModel
from ..tables.view import LedgerTable
from ..theme import button, chip, label, set_chip
from ..widgets.date_edit import DateEdit
from ..widgets.record_pick import RecordPick
from .clue_actions import AskDialog, refusal, unread_words
from .supervision_columns import FINDING_ORDERS, finding_columns

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QPushButton

    from ...services.supervision import ShownFinding, ShownReport
    from ..context import Context
    from ..resolver import LedgerResolver

_REASON = ("not_listed_reason", "not_listed_note", "not_listed_approver")
_OWN = ("sequence", "summary", "amount", "enterprises")


class FindingPanel(QFrame):
    """Shows the findings of a report; everything it does is one service call.

    Signals:
        edit_wanted: uid of the report whose form is wanted.
        clue_wanted: uid of a clue to open.
    """

    edit_wanted = Signal(str)
    clue_wanted = Signal(str)

    def __init__(self, context: Context, resolver: LedgerResolver) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._context, self._resolver = context, resolver
        self._report: ShownReport | None = None
        book = context.session.rulebook()
        self.model = HeldModel(finding_columns(book), lambda row: row.finding.uid, FINDING_ORDERS)
        empty = unread_words(context.session.viewer) or "还没有登记发现"
        self.table = LedgerTable(self.model, "findings", empty=empty)
        self.table.setAccessibleName("监督发现")
        self.title = label("", "section")
        self.state = chip("")
        self.add_button = button("新增发现")
        self.list_button = button("列入线索")
        self.link_button = button("关联已有线索")
        self.refuse_button = button("不列入")
        self.finish_button = button("梳理完成")
        self._lay_out()
        self._connect()
        self._show_state()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.title)
        head.addWidget(self.state)
        head.addStretch(1)
        for pressed in (
            self.add_button,
            self.list_button,
            self.link_button,
            self.refuse_button,
            self.finish_button,
        ):
            head.addWidget(pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add)
        self.list_button.clicked.connect(self.list_as_clue)
        self.link_button.clicked.connect(self.link)
        self.refuse_button.clicked.connect(self.refuse_listing)
        self.finish_button.clicked.connect(self._on_finish_clicked)
        self.table.picked.connect(lambda _: self._show_state())
        self.table.opened.connect(self.edit)
        self.table.menu_opening.connect(self._fill_menu)

    # --- what is shown ---

    def show_report(self, report: ShownReport | None) -> None:
        """Show a report's findings; ``None`` shows nothing."""
        self._report = report
        if report is None:
            self.model.set_rows(())
            self._show_state()
            return
        self._context.jobs.run(
            supervision.findings_of,
            self._context.session,
            report.report.uid,
            owner=self,
            on_done=partial(self._on_fetched, report.report.uid),
            latest="findings",
        )
        self._show_state()

    def _on_fetched(self, report: str, shown: list[ShownFinding]) -> None:
        if self._report is not None and self._report.report.uid == report:
            self.model.set_rows(shown)
            if not self.table.current_uid() and shown:
                first = shown[0].finding.uid
                self.table.select_uids([first], first)
            self._show_state()

    @property
    def current(self) -> ShownFinding | None:
        """The finding whose row is current."""
        return self.model.row_of(self.table.current_uid())

    def _show_state(self) -> None:
        report = self._report
        self.state.setVisible(report is not None)
        if report is None:
            self.title.setText("监督发现")
        else:
            words = report.report.title
            self.title.setText(f"监督发现 · {words if len(words) <= 24 else words[:23] + '…'}")
            self.title.setToolTip(words)
            day = report.report.sorted_on
            if day is not None:
                set_chip(self.state, f"{day} 梳理完成", Tone.GREEN)
            elif report.tally.waiting:
                set_chip(self.state, f"待梳理 {report.tally.waiting} 项", Tone.AMBER)
            else:
                set_chip(self.state, "未登记梳理完成", Tone.AMBER)
        self._show_actions()

    def _show_actions(self) -> None:
        self.finish_button.setText("撤销梳理完成" if self._is_sorted() else "梳理完成")
        _close(self.add_button, self._why_not_add())
        _close(self.list_button, self._why_not_list(Op.REGISTER_CLUE))
        _close(self.link_button, self._why_not_list(Op.SAVE_SUPERVISION))
        _close(self.refuse_button, self._why_not_refuse())
        _close(self.finish_button, self._why_not())

    def _is_sorted(self) -> bool:
        return self._report is not None and self._report.report.sorted_on is not None

    def _why_not(self, op: Op = Op.SAVE_SUPERVISION) -> str:
        if self._report is None:
            return "请先选择一份监督成果。"
        return refusal(op, self._context.session.viewer)

    def _why_not_add(self) -> str:
        if why := self._why_not():
            return why
        return "已梳理完成，请先撤销梳理完成。" if self._is_sorted() else ""

    def _why_not_list(self, op: Op) -> str:
        if why := self._why_not(op):
            return why
        return "" if self.current is not None and not self.current.hidden else "请先选择一项发现。"

    def _why_not_refuse(self) -> str:
        if why := self._why_not_list(Op.SAVE_SUPERVISION):
            return why
        return "已列入线索，不能再写不列入理由。" if self.current and self.current.finding.clues else ""

    def _fill_menu(self, menu: QMenu, uids: list[str]) -> None:
        row = self.model.row_of(uids[0]) if len(uids) == 1 else None
        if row is None:
            return
        uid = row.finding.uid
        opening = menu.addAction("打开发现\t回车", partial(self.edit, uid))
        opening.setEnabled(not row.hidden)
        for clue, number in row.clues:
            menu.addAction(f"打开线索 {number}", partial(self.clue_wanted.emit, clue))
        for clue, number in row.clues:
            undo = menu.addAction(f"取消关联 {number}…", partial(self.unlink, row.finding, clue, number))
            undo.setEnabled(not row.hidden and not self._why_not())

    # --- forms ---

    def add(self) -> None:
        """Open the form of a new finding, with the next number."""
        if self._report is None:
            return
        session, report = self._context.session, self._report.report
        blank = Finding(uid="", owner_enterprise=session.viewer.enterprise, version=0, report=report.uid)
        self._context.jobs.run(
            supervision.next_sequence,
            session,
            report.uid,
            owner=self,
            on_done=lambda number: self._finding_dialog("新增发现").open_record(
                replace(blank, sequence=number, enterprises=report.enterprises)
            ),
        )

    def edit(self, uid: str) -> None:
        """Open the form of a finding."""
        row = self.model.row_of(uid)
        if row is None or row.hidden:
            return
        dialog = self._finding_dialog("监督发现")
        dialog.open_record(row.finding)
        if self._why_not():
            dialog.form.set_read_only(True)

    def _finding_dialog(self, title: str) -> RecordDialog:
        assert self._report is not None  # findings are shown only with their report
        session, report = self._context.session, self._report.report.uid

        def save(old: Finding, values: dict[str, Any]) -> Any:
            if not old.uid:
                return supervision.add_finding, (session, report, values)
            return supervision.change_finding, (session, replace(old, **values))

        dialog = RecordDialog(
            self._context,
            self.window(),
            title,
            Finding,
            self._resolver,
            insert=lambda values: (supervision.add_finding, (session, report, values)),
            change=save,
            draft_form=supervision.finding_draft(report),
            leave_out=_REASON,
        )
        dialog.resize(720, 420)
        return dialog

    def list_as_clue(self) -> None:
        """Open the form of the clue this finding becomes, with what is known typed in."""
        row = self.current
        if row is None or row.hidden:
            return
        session, finding = self._context.session, row.finding
        save = lambda values: (supervision.list_as_clue, (session, finding.uid, values))  # noqa: E731
        dialog = RecordDialog(
            self._context,
            self.window(),
            f"列入线索 · 第 {finding.sequence} 项发现",
            Clue,
            self._resolver,
            insert=save,
            change=lambda _, values: save(values),
            draft_form=supervision.CLUE_DRAFT + finding.uid,
        )
        dialog.resize(860, 600)
        self._context.jobs.run(
            supervision.clue_from, session, finding, owner=dialog, on_done=dialog.open_record
        )

    def refuse_listing(self) -> None:
        """Open the form of 不列入: reason, note, who approved."""
        row = self.current
        if row is None or row.hidden:
            return
        session = self._context.session
        dialog = RecordDialog(
            self._context,
            self.window(),
            f"不列入线索 · 第 {row.finding.sequence} 项发现",
            Finding,
            self._resolver,
            insert=_never,
            change=lambda old, values: (
                supervision.refuse_listing,
                (session, old, *(values[name] for name in _REASON)),
            ),
            draft_form=supervision.REASON_DRAFT,
            leave_out=_OWN,
        )
        dialog.resize(640, 300)
        dialog.open_record(row.finding)

    # --- questions ---

    def link(self) -> AskDialog | None:
        """Ask for a clue that is registered already."""
        row = self.current
        if row is None or row.hidden:
            return None
        pick = RecordPick(partial(self._resolver.search, "Clue"), partial(self._resolver.label, "Clue"))
        pick.line.setPlaceholderText("输入线索编号、单位或内容")
        pick.setAccessibleName("问题线索")
        dialog = AskDialog(
            self.window(),
            "关联已有线索",
            f"第 {row.finding.sequence} 项发现列入哪一条已登记的线索？",
            pick,
            "关联",
            "请从列表中选择一条线索。",
        )
        uid = row.finding.uid
        dialog.answered.connect(lambda clue: self._run(supervision.link_clue, uid, clue, title="关联线索"))
        dialog.open()
        return dialog

    def unlink(self, finding: Finding, clue: str, number: str) -> None:
        """Ask before a link is undone."""
        messages.confirm(
            self,
            f"取消第 {finding.sequence} 项发现与线索“{number}”的关联？线索本身仍在台账中。",
            lambda: self._run(supervision.unlink_clue, finding.uid, clue, title="取消关联"),
            yes="取消关联",
            danger=True,
        )

    def _on_finish_clicked(self) -> None:
        if self._report is None:
            return
        report = self._report.report
        if report.sorted_on is not None:
            messages.confirm(
                self,
                f"撤销“{report.title}”的梳理完成？原日期 {report.sorted_on} 保留在办理记录中。",
                lambda: self._run(supervision.reopen_sorting, report.uid, title="撤销梳理完成"),
                yes="撤销梳理完成",
                danger=True,
            )
            return
        day = DateEdit(self._context.session.clock)
        day.set_value(self._context.session.today)
        dialog = AskDialog(
            self.window(),
            "梳理完成",
            "全部发现都已列入线索或写明不列入理由的日期：",
            day,
            "登记梳理完成",
            "请填写梳理完成日期。",
        )
        dialog.answered.connect(
            lambda value: self._run(supervision.finish_sorting, report.uid, value, title="登记梳理完成")
        )
        dialog.open()

    def _run(self, work: Any, *arguments: Any, title: str) -> None:
        self._context.jobs.run(work, self._context.session, *arguments, owner=self, busy=self, title=title)


def _close(pressed: QPushButton, why: str) -> None:
    """Open a button, or close it and say why."""
    pressed.setEnabled(not why)
    pressed.setToolTip(why)


def _never(_: dict[str, Any]) -> Any:
    raise AssertionError("a reason is always given to a finding that exists")
