"""节假日: the arrangements known by year, with the paper each rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter

from ...domain.roles import Op
from ...services.rulebook import shipped_rulebook
from ...services.rules import current_rulebook
from ...services.settings import import_calendar_file
from .. import messages
from ..pages.clue_actions import refusal
from ..palette import GRID, Tone
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import card, label, primary_button
from .tab import Tab, ask_file, close_unless

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

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
    return "随程序" if shipped == one else "本机导入"


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
        self.missing = label("", "note", Tone.AMBER, wrap=True)
        self.import_button = primary_button("导入年度安排")
        close_unless(self.import_button, refusal(Op.SAVE_SETTING, context.session.viewer))
        self._lay_out()
        self.import_button.clicked.connect(self.choose_file)
        self.year_table.picked.connect(self._show_year)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.missing, 1)
        line.addWidget(self.import_button)
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
        """Take in the arrangement of a file."""
        self.context.jobs.run(
            import_calendar_file,
            self.context.session,
            path,
            owner=self,
            busy=self,
            title="导入节假日安排",
            on_done=self._on_imported,
        )

    def _on_imported(self, done: Any) -> None:
        messages.show_notice(self, f"{done.value} 年的节假日安排已导入，期限已按新的安排计算。")
