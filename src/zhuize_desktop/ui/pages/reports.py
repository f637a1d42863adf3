"""报告报送: a report's life from 编制 to 封存 on one page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ...documents.wording import DRAFT_MARK
from ...domain.errors import NotAllowed, UserError
from ...domain.roles import OPERATIONS, Op, Role
from .. import messages, theme
from ..report import loading, steps
from ..report.actions import ReportActions
from ..report.checks_panel import ChecksPanel
from ..report.list_panel import ReportList, due_chip, state_chip
from ..report.preview_panel import PreviewPanel, state_note
from ..report.signing_panel import SigningPanel, more_button
from ..report.tables_panel import TablesPanel
from ..report.texts_panel import TextsPanel
from .page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QResizeEvent

    from ...domain.checks import CheckFinding
    from ...domain.records import PeriodicReport
    from ...domain.viewer import Changes
    from ..context import Context
    from ..report.kept_text import KeptText
    from ..report.loading import Listed, ReportView

PREVIEW, TEXTS, TABLES = range(3)
#: Narrower than ``_NARROW`` the calendar is shown on demand only.
_LIST_WIDTH, _RIGHT_WIDTH, _NARROW, _RIGHT_NARROW = 200, 316, 1000, 272
#: After the last change the report is counted anew; a burst of changes counts once.
_COUNT_AFTER_MS = 400


_NONE_YET = "还没有报告。编制后，程序从台账汇总数字、生成正文和附表，您只补写文字、说明核实事项。"


class ReportsPage(Page):
    """Left the calendar, in the middle the report, right what the checks say and who signs next."""

    shows = (
        "PeriodicReport",
        "ReportText",
        "Explanation",
        "Clue",
        "Loss",
        "Recovery",
        "LiablePerson",
        "Enterprise",
        "SupervisionReport",
        "Finding",
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.view: ReportView | None = None
        self._listed: Listed | None = None
        self._wanted = ""
        self._is_drawn = False
        self.acts = ReportActions(context, self)
        self.reports = ReportList()
        self.preview = PreviewPanel(context.jobs)
        self.texts = TextsPanel()
        self.tables = TablesPanel()
        self.checks = ChecksPanel()
        self.signing = SigningPanel()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel, title in ((self.preview, "预览"), (self.texts, "文字"), (self.tables, "数据")):
            self.tabs.addTab(panel, title)
        self.compile = theme.button("编制年度报告…")
        self.head = theme.page_head("报告报送", "", None, [])
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(_COUNT_AFTER_MS)
        self._recount.timeout.connect(self._load_view)
        self._build()
        self._connect()
        self._allow()

    def _build(self) -> None:
        self.more, self.menu = more_button(
            [
                ("导出草稿 PDF…", lambda: self.acts.ask_export(self._shown(), ".pdf")),
                ("导出草稿 Excel…", lambda: self.acts.ask_export(self._shown(), ".xlsx")),
                ("上级规定的报送日期…", lambda: self.acts.ask_parent_date(self._shown())),
                ("撤下这份草稿…", lambda: self.acts.ask_withdraw(self._shown())),
            ]
        )
        head = self.head.layout()
        assert isinstance(head, QHBoxLayout)
        self.calendar = theme.button("报告列表")
        self.calendar.setCheckable(True)
        self.calendar.toggled.connect(self.reports.setVisible)
        head.addWidget(self.calendar)
        head.addWidget(self.compile)
        head.addWidget(self.more)
        self.body.addWidget(self.head)
        self.start = theme.primary_button("编制年度报告")
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty())
        self.stack.addWidget(self._desk())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.reports)
        split.addWidget(self.stack)
        split.setStretchFactor(1, 1)
        split.setSizes([_LIST_WIDTH, 1000])
        split.setChildrenCollapsible(False)
        self.reports.setMinimumWidth(180)
        self.body.addWidget(split, 1)

    def _empty(self) -> QWidget:
        self.words = words = theme.label(_NONE_YET, "empty", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(2)
        layout.addWidget(words)
        layout.addWidget(self.start, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(3)
        return page

    def _desk(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidget(self.checks)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        title = QHBoxLayout()
        title.addWidget(theme.label("校验", "section"))
        title.addStretch(1)
        title.addWidget(self.checks.counts)
        column.addLayout(title)
        column.addWidget(scroll, 1)
        column.addWidget(self.signing)
        self.right = right
        desk = QWidget()
        layout = QHBoxLayout(desk)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(right)
        return desk

    def _connect(self) -> None:
        self.reports.chosen.connect(self.show_report)
        self.reports.compile_wanted.connect(self.acts.ask_compile)
        self.compile.clicked.connect(lambda: self.acts.ask_compile())
        self.start.clicked.connect(lambda: self.acts.ask_compile())
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.texts.keep_wanted.connect(lambda key, text: self._keep(loading.TEXT_FORM + key, text))
        self.texts.save_wanted.connect(self._save_text)
        self.checks.keep_wanted.connect(lambda key, text: self._keep(loading.EXPLANATION_FORM + key, text))
        self.checks.save_wanted.connect(self._save_explanation)
        self.checks.go.connect(self._go)
        self.tables.go.connect(self.go_to)
        self.signing.step_wanted.connect(self._on_step_wanted)
        self.signing.return_wanted.connect(lambda: self.acts.ask_return(self._shown()))
        self.signing.paper_wanted.connect(lambda: self.acts.ask_paper(self._shown()))
        self.signing.file_wanted.connect(lambda kind: self.acts.open_file(self._shown(), kind))
        self.signing.verify_wanted.connect(lambda: self.acts.verify(self._shown(), self.signing))
        self.acts.compiled.connect(self._on_compiled)
        self.acts.withdrawn.connect(self._on_withdrawn)
        QShortcut(
            QKeySequence.StandardKey.Save,
            self,
            self.flush,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )

    def _allow(self) -> None:
        """Buttons of what the user's role does not do are off, and say why."""
        may = self.acts.may(Op.COMPILE_REPORT)
        for pressed in (self.compile, self.start):
            pressed.setEnabled(may)
            pressed.setToolTip("" if may else _why_not(Op.COMPILE_REPORT))
        for action, op in zip(self.menu.actions()[2:], (Op.EDIT_REPORT, Op.EDIT_REPORT), strict=True):
            action.setToolTip("" if self.acts.may(op) else _why_not(op))

    def _run(self, fn: Callable[..., Any], *args: Any, **options: Any) -> None:
        self.context.jobs.run(fn, self.context.session, *args, owner=self, **options)

    # --- loading ---

    def refresh(self, changes: Changes | None = None) -> None:
        """Fetch the list, and count the report anew."""
        if changes is None or changes.touches("PeriodicReport", "Enterprise"):
            self._run(loading.load_list, on_done=self._take_list, latest="list", title="读取报告")
        if self.view is not None:
            self._recount.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the calendar gives way to the report."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        self.right.setFixedWidth(_RIGHT_NARROW if is_narrow else _RIGHT_WIDTH)
        self.calendar.setVisible(is_narrow)
        self.reports.setVisible(self.calendar.isChecked() if is_narrow else True)
        self.preview.note.setVisible(not is_narrow)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is not looked at is not counted; it is when the page is seen again."""
        super().hideEvent(event)
        if self._recount.isActive():
            self._recount.stop()
            self.stale = True

    def open_with(self, target: object) -> None:
        """Show the report of this uid, or begin the one of this year."""
        if isinstance(target, int):
            self.acts.ask_compile(target)
        elif isinstance(target, str):
            self._wanted = target
            if self._listed is not None:
                self.reports.choose(target)

    def may_leave(self) -> bool:
        """What was typed is saved on the way out."""
        self.flush()
        return True

    def _take_list(self, listed: Listed) -> None:
        self._listed = listed
        self.acts.enterprises = listed.enterprises
        self.reports.load(listed, self._wanted)
        if not self.reports.current():
            self.view = None
            self.stack.setCurrentIndex(0)
            self.more.setEnabled(False)
        open_ones = [one for one in listed.reports if one.issued_at is None]
        self.head.counts.setText(f"在办 {len(open_ones)}　已封存 {len(listed.reports) - len(open_ones)}")

    def show_report(self, uid: str) -> None:
        """Show a report."""
        if uid != self._wanted:
            self.flush()
        self._wanted = uid
        self.calendar.setChecked(False)
        if self.view is None or self.view.report.uid != uid:
            self._load_view()

    def _load_view(self) -> None:
        uid = self._wanted
        if not uid:
            return
        self._recount.stop()
        is_new = self.view is None or self.view.report.uid != uid
        self._run(
            loading.load_view,
            uid,
            on_done=self._take_view,
            on_error=self._on_not_read,
            latest="view",
            busy=self.stack if is_new else None,
            title="汇总台账",
        )

    def _on_not_read(self, error: Exception) -> None:
        """Who reads no cases (管理员、查阅人) sees which reports there are, and why not more."""
        if isinstance(error, NotAllowed):
            self.view = None
            self.words.setText(error.sentence)
            self.start.setVisible(False)
            self.stack.setCurrentIndex(0)
            self.more.setEnabled(False)
        elif isinstance(error, UserError):
            messages.show_error(self, error)

    def _take_view(self, view: ReportView) -> None:
        if view.report.uid != self._wanted:
            return
        old, self.view = self.view, view
        is_same = old is not None and old.report.uid == view.report.uid
        if not is_same:
            self.preview.clear()
        if not (is_same and old is not None and _looks_alike(old, view)):
            self._is_drawn = False
        self.stack.setCurrentIndex(1)
        self.texts.load(view)
        self.tables.load(view)
        self.checks.load(view)
        viewer = self.context.session.viewer
        self.signing.load(view, steps.next_step(view.report, view.signatures, viewer, view.pairs))
        self._tell_head(view.report)
        self._draw()

    def _tell_head(self, report: PeriodicReport) -> None:
        state, _ = state_chip(report)
        clock = "" if report.issued_at else f"　{due_chip(report.due_on, self.context.session.today)[0]}"
        other = self._listed.names.get(report.enterprise, "") if self._listed is not None else ""
        whose = f"　代录：{other}" if other else ""
        self.head.counts.setText(f"{report.year} {report.kind.label}{whose}　{state}{clock}")
        self.more.setEnabled(report.issued_at is None)
        mark = self.view.mark if self.view is not None else DRAFT_MARK
        for action, kind in zip(self.menu.actions(), ("PDF", "Excel"), strict=False):
            action.setText(f"导出{mark} {kind}…")
        draft, mine = self.view is not None and self.view.is_open, self.acts.may(Op.EDIT_REPORT)
        for action in self.menu.actions()[2:]:
            action.setEnabled(draft and mine)

    def _on_tab_changed(self, _: int) -> None:
        self.flush()
        self._draw()

    def _draw(self) -> None:
        """Render the preview when it is looked at and out of date."""
        if self.view is None or self._is_drawn or self.tabs.currentIndex() != PREVIEW:
            return
        self._is_drawn = True
        note, _ = state_note(self.view.pdf is not None, self.view.is_open, self.view.withheld)
        if self.view.pdf is not None:
            self.preview.show_file(self.view.pdf, note)
        else:
            self.preview.show_document(self.view.document, note, self.view.mark)

    # --- words ---

    def flush(self) -> None:
        """Save every word that was typed and left unsaved."""
        self.texts.flush()
        self.checks.flush()

    def _keep(self, form: str, text: str) -> None:
        if self.view is not None and self.view.is_open:
            self._run(loading.keep_words, form, self.view.report.uid, text, title="")
            self.texts.tell_saved("草稿已自动保存")

    def _save_text(self, section: str, text: str) -> None:
        from ...services.reporting import save_text

        if self.view is None:
            return
        edit = self.texts.edits[section].text
        self._run(
            save_text,
            self.view.report.uid,
            section,
            text,
            on_done=lambda _: self.texts.tell_saved("文字已保存"),
            on_error=partial(self._on_not_saved, edit, text),
            title="保存文字",
        )

    def _save_explanation(self, check: str, text: str) -> None:
        if self.view is not None:
            self._run(loading.save_explanation, self.view.report.uid, check, text, title="保存说明")

    def _on_not_saved(self, edit: Any, text: str, error: Exception) -> None:
        edit.take_back(text)
        self.texts.tell_saved("没有保存，文字仍在")
        if isinstance(error, UserError):
            messages.show_error(self, error)

    # --- ways out ---

    def _go(self, findings: tuple[CheckFinding, ...]) -> None:
        first = findings[0]
        clues = tuple(dict.fromkeys(one.uid for one in findings if one.record == "Clue" and one.uid))
        if clues:
            self.go_to.emit("clues", clues[0] if len(clues) == 1 else clues)
        elif first.record == "SupervisionReport":
            self.go_to.emit("supervision", tuple(dict.fromkeys(one.uid for one in findings)))
        elif first.record == "Enterprise":
            self.go_to.emit("enterprises", first.uid or self._shown().report.enterprise)
        elif first.record == "ReportText":
            self.tabs.setCurrentIndex(TEXTS)
            self.texts.open_section(first.field)

    # --- the next step ---

    def _shown(self) -> ReportView:
        assert self.view is not None, "the button is only there when a report is shown"
        return self.view

    def _on_compiled(self, uid: str) -> None:
        self._wanted = uid
        self.refresh()

    def _on_withdrawn(self) -> None:
        self.view, self._wanted = None, ""
        self.refresh()

    def _on_step_wanted(self, step: steps.Step) -> None:
        self.flush()
        view = self._shown()
        open_ones = [one for one in view.unexplained() if not self._explanation(one)]
        if step.op is Op.SUBMIT_REPORT and open_ones:
            self.acts.ask_unexplained(step, view, open_ones, lambda: self._explain(open_ones[0]))
        else:
            self.acts.take(step, view)

    def _card_text(self, finding: CheckFinding) -> KeptText | None:
        card = self.checks.cards.get((finding.check, finding.grade))
        return card.text if card is not None else None

    def _explanation(self, finding: CheckFinding) -> str:
        """What stands in its box, saved or on its way to be saved."""
        text = self._card_text(finding)
        return text.value() if text is not None else ""

    def _explain(self, finding: CheckFinding) -> None:
        if (text := self._card_text(finding)) is not None:
            text.setFocus()


def _looks_alike(old: ReportView, new: ReportView) -> bool:
    """Whether the pages already drawn still show this report."""
    # The 编制说明 names the moment and the head of the trail, which move with every saved word.
    return replace(old.document, compilation=None) == replace(new.document, compilation=None) and (
        old.pdf,
        old.is_open,
    ) == (new.pdf, new.is_open)


def _why_not(op: Op) -> str:
    roles = "、".join(role.label for role in Role if role in OPERATIONS[op].roles)
    return f"{OPERATIONS[op].label}由{roles}办理。"
