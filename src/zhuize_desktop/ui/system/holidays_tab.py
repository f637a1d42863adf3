"""节假日: the arrangements known by year, with the paper each rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter

from ...domain.recomputed import summary_words
from ...domain.roles import Op
from ...services.calendar import preview_year, read_calendar_file, save_year
from ...services.rulebook import shipped_rulebook
from ...services.rules import current_rulebook
from .. import messages
from ..pages.clue_actions import refusal
from ..palette import GRID, Tone
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, card, label, primary_button
from .moved_dialog import MovedDialog, ResultsDialog
from .tab import Tab, ask_file, close_unless
from .year_dialog import YearDialog

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from ...domain.recomputed import Recomputed
    from ...domain.rulebook import RuleBook
    from ...domain.workdays import CalendarYear, Holiday
    from ..context import Context

_RIGHT = Qt.AlignmentFlag.AlignRight
_WEEKDAYS = "一二三四五六日"


def year_columns() -> list[ColumnDef[CalendarYear]]:
    """Year, paper, and where the arrangement came from."""
    return [
        ColumnDef("year", "年度", lambda one: str(one.year), width=6, sort_key="year"),
        ColumnDef("number", "文号", _numbers, width=28, tooltip=_papers),
        ColumnDef("state", "文号核对", lambda one: _state(one)[0], width=9, chip=_state),
        ColumnDef("off", "放假", lambda one: f"{_off(one)} 天", _RIGHT, 7),
        ColumnDef("work", "调休上班", lambda one: f"{len(one.make_up_workdays)} 天", _RIGHT, 8),
        ColumnDef("origin", "来源", _origin, width=12),
    ]


def _numbers(one: CalendarYear) -> str:
    return "、".join(paper.number for paper in one.documents)


def _papers(one: CalendarYear) -> str:
    return "\n".join(f"{paper.title}（{paper.number}，{paper.issued_on}）" for paper in one.documents)


def _state(one: CalendarYear) -> tuple[str, Tone]:
    if all(paper.number_confirmed for paper in one.documents):
        return "已核对", Tone.GREEN
    return "待核对", Tone.AMBER


def _off(one: CalendarYear) -> int:
    return sum(1 for holiday in one.holidays for _ in holiday.days())


def _origin(one: CalendarYear) -> str:
    shipped = shipped_rulebook().calendar.years.get(one.year)
    return "随程序" if shipped == one else "本机登记"


def holiday_columns() -> list[ColumnDef[Holiday]]:
    """Name and days of a holiday."""
    return [
        ColumnDef("name", "节日", lambda one: one.name, width=12),
        ColumnDef("first", "自", lambda one: _day(one.first), width=20),
        ColumnDef("last", "至", lambda one: _day(one.last), width=20),
        ColumnDef("days", "天数", lambda one: str(sum(1 for _ in one.days())), _RIGHT, 5),
    ]


def _day(day: date) -> str:
    return f"{day}（周{_WEEKDAYS[day.weekday()]}）"


class HolidaysTab(Tab):
    """Left the years, right the days off and the working weekends of the chosen one."""

    shows = ("Setting",)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.years = HeldModel(year_columns(), lambda one: str(one.year), {"year": lambda one: one.year})
        self.year_table = LedgerTable(self.years, "holiday-years")
        self.year_table.setAccessibleName("年度安排")
        self.model = HeldModel(holiday_columns(), lambda one: f"{one.name} {one.first}")
        self.table = LedgerTable(self.model, "holidays", empty="请选择年度")
        self.table.setAccessibleName("放假安排")
        self.title = label("放假与调休", "section")
        self.paper = label("", "note", wrap=True)
        self.work = label("", wrap=True)
        self.dialog: YearDialog | None = None
        self.missing = label("", "note", Tone.AMBER, wrap=True)
        self.enter_button = primary_button("录入年度安排…")
        self.import_button = button("从文件导入…")
        self.change_button = button("修改所选年度…")
        self.results_button = button("重算记录…", role="link")
        for pressed in (self.enter_button, self.import_button, self.change_button, self.results_button):
            close_unless(pressed, refusal(Op.SAVE_SETTING, context.session.viewer))
        self._lay_out()
        self.import_button.clicked.connect(self.choose_file)
        self.enter_button.clicked.connect(lambda: self.open_year(None))
        self.change_button.clicked.connect(self._on_change_clicked)
        self.results_button.clicked.connect(self.open_results)
        self.year_table.picked.connect(self._show_year)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.missing, 1)
        for pressed in (self.results_button, self.change_button, self.import_button, self.enter_button):
            line.addWidget(pressed)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.year_table)
        split.addWidget(card(self.title, self.paper, self.table, self.work))
        split.setSizes([640, 560])
        self.body.addLayout(line)
        self.body.addWidget(split, 1)

    def refresh(self) -> None:
        """Ask for the calendar in force."""
        self.context.jobs.run(
            current_rulebook,
            self.context.session,
            owner=self,
            on_done=self._on_fetched,
            title="读取节假日",
            latest="holidays",
        )

    def _on_fetched(self, book: RuleBook) -> None:
        years = sorted(book.calendar.years.values(), key=lambda one: one.year, reverse=True)
        self.years.set_rows(years)
        if not self.year_table.current_uid() and years:
            self.year_table.select_uids([str(years[0].year)], str(years[0].year))
        year = self.context.session.today.year
        absent = [one for one in (year, year + 1) if not book.calendar.published(one)]
        self.missing.setText(
            f"{'、'.join(map(str, absent))} 年的安排还没有导入，跨入该年的期限按周末推算，标为“暂定”。"
            if absent
            else ""
        )
        self._show_year(self.year_table.current_uid())

    def _show_year(self, uid: str) -> None:
        one = self.years.row_of(uid)
        if one is None:
            self.model.set_rows(())
            return
        self.title.setText(f"{one.year} 年放假与调休")
        self.paper.setText(_papers(one))
        self.model.set_rows(one.holidays)
        days = "、".join(_day(day) for day in one.make_up_workdays)
        self.work.setText(f"调休上班：{days}" if days else "没有调休上班。")

    def choose_file(self) -> QFileDialog:
        """Ask for the file of a year's arrangement."""
        return ask_file(self, "导入年度节假日安排", "节假日安排 (*.json)", self.take_file)

    def take_file(self, path: Path) -> None:
        """Read the arrangement of a file, then show what it moves."""
        self.context.jobs.run(
            read_calendar_file,
            self.context.session,
            path,
            owner=self,
            busy=self,
            title="读取节假日安排",
            on_done=self.ask,
        )

    def _on_change_clicked(self) -> None:
        known = self.years.row_of(self.year_table.current_uid())
        if known is not None:
            self.open_year(known)

    def open_year(self, known: CalendarYear | None) -> YearDialog:
        """Enter a year that is not known yet, or change one."""
        published = self.years.ids
        ahead = self.context.session.today.year
        while str(ahead) in published:
            ahead += 1
        self.dialog = YearDialog(self.context, self.window(), ahead, known)
        self.dialog.entered.connect(self.ask)
        self.dialog.open()
        return self.dialog

    def ask(self, year: CalendarYear) -> None:
        """Show which open deadlines an arrangement moves; nothing is saved yet."""
        self.context.jobs.run(
            preview_year,
            self.context.session,
            year,
            owner=self,
            busy=self,
            title="核算期限",
            on_done=lambda found: self._on_previewed(year, found),
        )

    def _on_previewed(self, year: CalendarYear, found: Recomputed) -> None:
        over = self.dialog if self.dialog is not None and self.dialog.isVisible() else self.window()
        self.moved = MovedDialog(over, found)
        self.moved.agreed.connect(lambda: self._save(year, found))
        self.moved.open()

    def _save(self, year: CalendarYear, found: Recomputed) -> None:
        self.context.jobs.run(
            save_year,
            self.context.session,
            year,
            found,
            owner=self,
            busy=self,
            title="保存节假日安排",
            on_done=lambda done: self._on_saved(year, done.value),
        )

    def _on_saved(self, year: CalendarYear, done: Recomputed | None) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        words = summary_words(done) if done is not None else "没有期限因此变动。"
        messages.show_notice(self, f"{year.year} 年的节假日安排已保存，期限已按新的安排计算。", words)

    def open_results(self) -> ResultsDialog:
        """The kept lists of moved deadlines."""
        self.results = ResultsDialog(self.context, self.window())
        self.results.open()
        return self.results
