"""工作台: what is to be done, the year in pictures, what others wait for; three steps while the ledger is empty."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ...domain.clock_events import FIELDS as CLOCK_RECORDS
from ...domain.deadlines import ClockState
from ...domain.ledger_view import LedgerQuery
from ...domain.money import MoneyUnit, format_fen, round_half_up
from ...domain.records import SupervisionReport
from ...domain.roles import OPERATIONS, Op, Role
from ...services.clues import FORM as CLUE_FORM
from ...services.drafts import case_of
from .. import messages, palette, theme
from ..palette import Tone
from ..report.list_panel import due_chip, state_chip
from ..report.loading import EXPLANATION_FORM, TEXT_FORM
from ..workbench.loading import load_bench
from ..workbench.pictures import Bar, BarPicture, FunnelPicture
from ..workbench.todo import Group, Item
from .clue_actions import unread_words
from .page import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QFrame

    from ...domain.viewer import Changes, Viewer
    from ...services.workbench import DueItem
    from ...storage.drafts import Draft
    from ..context import Context
    from ..health import HealthView
    from ..workbench.loading import Shown

#: What marks the target of a line that leads to a 监督成果.
SORTING = "SupervisionReport"
_WEEKDAYS = "一二三四五六日"
#: Width of the left and the right column; narrower than ``_NARROW`` they stand below each other.
_LEFT, _RIGHT, _NARROW, _LEFT_NARROW = 400, 284, 980, 330
_CLOCK_TONES = {
    ClockState.OVERDUE: Tone.RED,
    ClockState.NEAR: Tone.AMBER,
    ClockState.RUNNING: Tone.GREEN,
    ClockState.SUSPENDED: Tone.AMBER,
}


#: Drafts that belong to a report: its texts, and explanations of what the checks found.
_OF_REPORTS = (TEXT_FORM, EXPLANATION_FORM)


class WorkbenchPage(Page):
    """The first page. Every number opens the list behind it."""

    shows = (
        *("Loss", "Recovery", "PeriodicReport", "Enterprise", "User", "Setting", "SupervisionReport"),
        *("Person", "LiablePerson", "Handling", "Decision", "OutsideDecision", "Appeal", "RuleBasis"),
        *(record.__name__ for record in CLOCK_RECORDS),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.shown: Shown | None = None
        today = context.session.today
        day = f"{today.year}年{today.month}月{today.day}日　星期{_WEEKDAYS[today.weekday()]}"
        self.register = theme.primary_button("登记线索")
        self.register.clicked.connect(lambda: self.go_to.emit("clues", ""))
        self.register.setEnabled(self._may(Op.REGISTER_CLUE))
        self.register.setToolTip("" if self._may(Op.REGISTER_CLUE) else "登记线索由填报人、审核人办理。")
        self.opening = theme.button("期初建账…")
        self.opening.clicked.connect(lambda: self.go_to.emit("opening", None))
        self.opening.hide()
        self.health_button = theme.button("数据体检")
        self.health_button.clicked.connect(self.open_health)
        # Hidden where it has to be, never shown: before it is laid out it would be a window for a moment.
        if not context.session.viewer.reads_cases:
            self.health_button.hide()
        self.head = theme.page_head("工作台", day, None, [self.opening, self.health_button, self.register])
        self.overdue = Group("逾期", Tone.RED)
        self.this_week = Group("7 天内到期", Tone.AMBER)
        self.soon = Group("15 天内到期", Tone.ACCENT)
        self.drafts = Group("没有保存的草稿", Tone.ACCENT)
        self.unconfirmed = Group("环节待确认", Tone.AMBER, "导入时按处理情况推断的环节，请逐条确认。")
        self.incomplete = Group("要素不全", Tone.AMBER, "缺来源、类别或涉及单位，报表会列入“未注明”。")
        self.unknown = Group("时限未知", Tone.NEUTRAL, "缺起算日期，补填后自动计算期限。")
        self.reports = Group("报告", Tone.ACCENT)
        self.nothing = theme.label("今天没有要办的事。", "empty")
        self.stages = FunnelPicture("在办线索所处环节")
        self.sources = BarPicture("线索来源")
        self.money = BarPicture("损失与挽回", 70)
        self.rate = theme.label("", "note")
        self.stack = QStackedWidget()
        self.first = FirstSteps()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self._columns())
        self.stack.addWidget(self.first)
        self._bench = QWidget()
        column = QVBoxLayout(self._bench)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)
        self._faces = QStackedWidget()
        self._faces.addWidget(self._bench)
        self.body.addWidget(self._faces)
        self._health: HealthView | None = None
        self._connect()

    # --- 数据体检 in the place of the bench ---

    @property
    def health(self) -> HealthView:
        """Made when first wanted."""
        if self._health is None:
            from ..health import HealthView

            self._health = HealthView(self.context)
            self._health.left.connect(self.close_health)
            self._health.go_to.connect(self.go_to)
            self._health.settled_changed.connect(self.where_changed)
            self._faces.addWidget(self._health)
        return self._health

    def open_health(self) -> None:
        """Show 数据体检; it stays as it was left."""
        is_new = self._health is None
        self._faces.setCurrentWidget(self.health)
        self.health.refresh() if is_new else self.health.table.setFocus()
        self.where_changed.emit()

    def close_health(self) -> None:
        """Back to the bench."""
        self._faces.setCurrentWidget(self._bench)
        self.health_button.setFocus()
        self.where_changed.emit()

    @property
    def where(self) -> str:
        """What stands in the place of the bench."""
        return "" if self._faces.currentWidget() is self._bench else "数据体检"

    @property
    def is_settled(self) -> bool:
        """Whether no explanation waits to be saved."""
        return self._health is None or self._health.is_settled

    def may_leave(self) -> bool:
        """An explanation that is typed and not saved stays where it is; the window is not left over it."""
        if self.is_settled:
            return True
        messages.show_notice(self, "有体检说明还没有保存。", "请保存，或把它改回原样后再离开。")
        return False

    def _may(self, op: Op) -> bool:
        return bool(OPERATIONS[op].roles & self.context.session.viewer.roles)

    # --- building ---

    def _columns(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self.todo, self.others = self._todo(), self._others()
        self._left.addWidget(self.todo, 1)
        row.addLayout(self._left)
        row.addWidget(self._pictures(), 1)
        row.addLayout(self._right)
        self._right.addWidget(self.others)
        return page

    def _todo(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.nothing)
        for group in self._groups():
            column.addWidget(group)
        column.addStretch(1)
        self.column = inner
        self.area = QScrollArea()
        self.area.setWidget(inner)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.viewport().installEventFilter(self)
        return theme.card(self.area, title="要办的")

    def _fill(self) -> None:
        """The height that is left in the column goes to the groups with more lines, the most urgent first."""
        layout = self.column.layout()
        assert layout is not None
        layout.activate()
        needed = layout.sizeHint().height() - sum(group.more_height for group in self._groups())
        spare = self.area.viewport().height() - needed
        for group in self._groups():
            spare = group.use_height(spare)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another height of the column has room for another number of lines."""
        if event.type() == QEvent.Type.Resize and self.shown is not None:
            self._fill()
        return super().eventFilter(watched, event)

    def _groups(self) -> tuple[Group, ...]:
        return (
            self.overdue,
            self.this_week,
            self.soon,
            self.drafts,
            self.unconfirmed,
            self.incomplete,
            self.unknown,
        )

    def _pictures(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(theme.card(self.stages, title="在办线索所处环节（件）"))
        column.addWidget(theme.card(self.sources, title="线索来源（件）"))
        money: QFrame = theme.card(self.money, self.rate, title="损失与挽回（万元）")
        column.addWidget(money)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page.setProperty("role", "plain")
        return area

    def _others(self) -> QWidget:
        self.quiet = theme.label("没有等着报送或签批的报告。", "empty", wrap=True)
        made = theme.card(self.reports, self.quiet, title="别人在等的")
        layout = made.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addStretch(1)
        return made

    def _arrange(self) -> None:
        """Two columns where three have no room."""
        is_narrow = self.width() < _NARROW
        self.todo.setFixedWidth(_LEFT_NARROW if is_narrow else _LEFT)
        self.others.setFixedWidth(_LEFT_NARROW if is_narrow else _RIGHT)
        home = self._left if is_narrow else self._right
        if home.indexOf(self.others) < 0:
            home.addWidget(self.others)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may hold another number of columns."""
        super().resizeEvent(event)
        self._arrange()

    def _connect(self) -> None:
        for group in self._groups():
            group.opened.connect(self._open)
        for picture in (self.stages, self.sources, self.money):
            picture.opened.connect(self._open)
        self.reports.opened.connect(lambda target: self.go_to.emit("reports", target))
        self.first.enterprises.clicked.connect(lambda: self.go_to.emit("enterprises", None))
        self.first.users.clicked.connect(lambda: self.go_to.emit("system", None))
        self.first.load.clicked.connect(lambda: self.go_to.emit("import", None))
        self.first.opening.clicked.connect(lambda: self.go_to.emit("opening", None))
        self.first.register.clicked.connect(lambda: self.go_to.emit("clues", ""))
        self.first.report.clicked.connect(lambda: self.go_to.emit("reports", None))
        may = (
            (self.first.users, Op.SAVE_USER, "维护用户由管理员办理。"),
            (self.first.load, Op.IMPORT_LEDGER, "导入台账由填报人、审核人办理。"),
            (self.first.register, Op.REGISTER_CLUE, "登记线索由填报人、审核人办理。"),
        )
        for pressed, op, words in may:
            pressed.setEnabled(self._may(op))
            pressed.setToolTip("" if self._may(op) else words)

    # --- showing ---

    def refresh(self, changes: Changes | None = None) -> None:
        """Look again."""
        self.context.jobs.run(
            load_bench,
            self.context.session,
            on_done=self._take,
            owner=self,
            busy=self.stack if self.shown is None else None,
            latest="look",
            title="汇总工作台",
        )

    def _take(self, shown: Shown) -> None:
        self.shown = shown
        bench = shown.bench
        self.register.setVisible(not bench.empty)
        self.opening.setVisible(bool(bench.unconfirmed) or shown.opening_waits)
        self.stack.setCurrentIndex(2 if bench.empty else 1)
        if bench.empty:
            self.first.show_for(self.context.session.viewer)
            return
        for group, items in (
            (self.overdue, bench.overdue),
            (self.this_week, bench.this_week),
            (self.soon, bench.soon),
        ):
            uids = tuple(one.about.uid for one in items if not isinstance(one.about, SupervisionReport))
            group.load([_due_item(one) for one in items], len(items), uids or None)
        for group, found in (
            (self.unconfirmed, bench.unconfirmed),
            (self.incomplete, bench.incomplete),
            (self.unknown, bench.unknown),
        ):
            group.load([], len(found), found or None)
        self._show_drafts(shown)
        self.nothing.setVisible(not any(group.isVisibleTo(self) for group in self._groups()))
        self._fill()
        self._show_pictures(shown)
        self._show_reports(shown)

    def _show_drafts(self, shown: Shown) -> None:
        found = [
            one
            for one in shown.bench.drafts
            if one.form == CLUE_FORM or one.form.startswith(_OF_REPORTS) or case_of(one) is not None
        ]
        items = [_draft_item(one, shown.numbers) for one in found]
        self.drafts.load(items, len(items), None)

    def _show_pictures(self, shown: Shown) -> None:
        bench = shown.bench
        self.stages.load(
            tuple(
                Bar(stage.label, count, f"{count}", LedgerQuery(stages=(stage,), closed=False))
                for stage, count in bench.stages
            )
        )
        self.sources.load(
            tuple(
                Bar(label, count, f"{count}", LedgerQuery(sources=codes) if codes else None, "#5B8DC4")
                for label, count, codes in shown.sources
            )
        )
        every = LedgerQuery()
        self.money.load(
            tuple(
                Bar(label, fen, format_fen(fen, MoneyUnit.WAN), every, colour)
                for label, fen, colour in (
                    ("预估损失", bench.estimated, palette.INK3),
                    ("认定损失", bench.confirmed, "#C08A2E"),
                    ("已挽回", bench.recovered, "#3E8A5A"),
                )
            )
        )
        rate = f"追损率 {_rate(bench.recovered, bench.confirmed)}" if bench.confirmed else ""
        self.rate.setText(rate)
        self.rate.setVisible(bool(rate))
        self.head.counts.setText(
            f"{self.head.counts.text().split('　在办')[0]}　在办 {bench.open}　共 {bench.total}"
        )

    def _show_reports(self, shown: Shown) -> None:
        listed = shown.reports
        items = []
        if listed.missing is not None:
            year, due = listed.missing
            items.append(
                Item(f"{year} 年度报告", "还没有开始编制，点击编制", due_chip(due, listed.today), year)
            )
        items += [
            Item(
                f"{report.year} {report.kind.label}",
                state_chip(report)[0] + (f"，应于 {report.due_on} 前报送" if report.due_on else ""),
                due_chip(report.due_on, listed.today),
                report.uid,
            )
            for report in shown.bench.reports
        ]
        self.reports.load(items, len(items), None)
        self.quiet.setVisible(not items)

    def _open(self, target: object) -> None:
        """A group, a bar or a line was pressed."""
        if isinstance(target, tuple) and len(target) == 2 and str(target[0]).startswith(_OF_REPORTS):
            self.go_to.emit("reports", target[1])
        elif isinstance(target, tuple) and target and target[0] == SORTING:
            self.go_to.emit("supervision", target[1])
        elif isinstance(target, tuple) and target and target[0] == "Clue":
            self.go_to.emit("clues", target[1])
        else:
            self.go_to.emit("clues", target)


def _rate(part: int, whole: int) -> str:
    """``part`` of ``whole`` in per cent, as the report prints it."""
    return f"{round_half_up(Decimal(part) * 100 / Decimal(whole)):,}%"


def _draft_item(kept: Draft, numbers: Mapping[str, str]) -> Item:
    """A clue's draft, and one of what hangs on it, by number; a report's text or explanation by its words."""
    if (found := case_of(kept)) is not None:
        record, clue = found
        return Item(numbers.get(clue, "线索"), f"{record.noun}，还没有保存", None, (CLUE_FORM, clue))
    if kept.form != CLUE_FORM:
        title = "报告文字" if kept.form.startswith(TEXT_FORM) else "校验说明"
        return Item(title, str(kept.values.get("text", "")), None, (kept.form, kept.uid))
    title = numbers.get(kept.uid, "线索") if kept.uid else "新线索"
    changed = f"改动 {len(kept.values)} 项"
    typed = kept.values.get("summary", {})
    words = " ".join(str(typed.get("value") or typed.get("text") or "").split())
    return Item(title, f"{changed}　{words}" if words else changed, None, (kept.form, kept.uid))


def _due_item(item: DueItem) -> Item:
    """Number, what is due of it, and how the clock stands; of a 监督成果 its title."""
    about, deadline = item.about, item.deadline
    tone = _CLOCK_TONES.get(deadline.state, Tone.NEUTRAL)
    if isinstance(about, SupervisionReport):
        title = about.document_number or "监督成果"
        return Item(title, f"{deadline.label}　{about.title}", (deadline.marked, tone), (SORTING, about.uid))
    told = deadline.matter if deadline.matter and not deadline.refers else about.summary
    more = f"另有 {len(item.others)} 项期限　" if item.others else ""
    words = f"{deadline.label}　{more}{' '.join(told.split())}"
    hint = "\n".join((words, *(f"{one.label}：{one.marked}" for one in item.others)))
    return Item(about.number or "（未编号）", words, (deadline.marked, tone), about.uid, hint)


class FirstSteps(QWidget):
    """Three large steps in the place of zeros."""

    def __init__(self) -> None:
        super().__init__()
        self.enterprises, self.users = theme.button("登记权属企业"), theme.button("维护用户")
        self.load, self.register = theme.primary_button("导入台账"), theme.button("登记第一条线索")
        self.opening = theme.button("期初建账")
        self.report = theme.button("编制年度报告")
        self.steps: list[QWidget] = []
        row = QHBoxLayout()
        row.setSpacing(14)
        for number, title, words, buttons in (
            (
                "1",
                "登记企业与用户",
                "登记下级企业，给填报人、审核人、签发人建账号。只管本企业的，可以先跳过。",
                (self.enterprises, self.users),
            ),
            (
                "2",
                "导入台账或登记线索",
                "现有的 Excel 台账可以直接读入，先试读、看清每一行再写入；没有在办线索的，直接签字确认期初为零。",
                (self.load, self.register, self.opening),
            ),
            (
                "3",
                "编制年度报告",
                "数字从台账汇总，程序逐项校验；填报、审核、签发后封存，任何改动都能验出来。",
                (self.report,),
            ),
        ):
            self.steps.append(_step(number, title, words, buttons))
            row.addWidget(self.steps[-1], 1)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        self.lead = theme.label("", "section")
        layout.addWidget(self.lead)
        layout.addLayout(row)
        layout.addStretch(2)

    def show_for(self, viewer: Viewer) -> None:
        """Whoever reads no clue cannot be told that there is none, and is shown what is theirs to do."""
        unread = unread_words(viewer)
        self.lead.setText(unread or "台账还是空的。从这三步开始：")
        for place, step in enumerate(self.steps):
            step.setVisible(not unread or (place == 0 and Role.ADMIN in viewer.roles))


def _step(number: str, title: str, words: str, buttons: tuple[QWidget, ...]) -> QWidget:
    numeral = theme.label(number)
    font = numeral.font()
    font.setPixelSize(40)
    numeral.setFont(font)
    numeral.setStyleSheet(f"font-size: 40px; color: {palette.ACCENT};")
    text = theme.label(words, "label", wrap=True)
    text.setMinimumHeight(76)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    made = theme.card(numeral, theme.label(title, "page-title"), text)
    layout = made.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.setContentsMargins(22, 16, 22, 20)
    rows = QGridLayout()  # two beside each other: three would make the page wider than a small window
    for place, pressed in enumerate(buttons):
        rows.addWidget(pressed, place // 2, place % 2)
    rows.setColumnStretch(2, 1)
    layout.addLayout(rows)
    return made
