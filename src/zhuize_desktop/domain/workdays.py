"""工作日: the State Council's holiday arrangements, and periods after 《民法典》第二百零一至二百零三条.

A year whose arrangement is not known (not yet published, or never imported) counts Monday to Friday, and
whatever is computed through it says so (暂定).
"""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt, StringConstraints, model_validator

from .errors import UserError
from .validated import Strict, fault, parse

#: Days outside are refused: a typing error, or a computation nobody can rely on.
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2100, 12, 31)

Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class DayKind(Enum):
    """What a day is; the value is what people read."""

    WORKDAY = "工作日"
    WEEKEND = "周末"
    HOLIDAY = "节假日"
    MAKE_UP = "调休上班"

    @property
    def working(self) -> bool:
        """Whether people work on such a day."""
        return self in (DayKind.WORKDAY, DayKind.MAKE_UP)


class Notice(Strict):
    """The paper an arrangement rests on; ``number_confirmed``: its number was seen on the text itself."""

    title: Text
    number: Text
    issued_on: date
    number_confirmed: StrictBool


class Holiday(Strict):
    """Days off under one name, ``first`` to ``last`` inclusive, as the notice writes them."""

    name: Text
    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise fault(f"“{self.name}”的结束日早于起始日")
        if (self.last - self.first).days > 30:
            raise fault(f"“{self.name}”超过了三十天")
        return self

    def days(self) -> Iterator[date]:
        """Each day off."""
        for step in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=step)


class CalendarYear(Strict):
    """The arrangement of one year: 放假 and 调休上班.

    A notice may reach into the December before its year (2019: from 2018-12-29), and no further.
    """

    year: Annotated[StrictInt, Field(ge=FIRST_DAY.year, le=LAST_DAY.year)]
    documents: Annotated[tuple[Notice, ...], Field(min_length=1)]
    holidays: tuple[Holiday, ...]
    make_up_workdays: tuple[date, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        off: dict[date, str] = {}
        for holiday in self.holidays:
            for day in holiday.days():
                if day in off:
                    raise fault(f"{day} 在“{off[day]}”和“{holiday.name}”中重复")
                off[day] = holiday.name
        for month, name in ((1, "元旦"), (5, "劳动节"), (10, "国庆节")):
            if date(self.year, month, 1) not in off:
                raise fault(f"缺少{name}（{self.year} 年 {month} 月 1 日）的放假安排")
        for day in self.make_up_workdays:
            if day.weekday() < 5:
                raise fault(f"调休上班日 {day} 不是周六或周日")
            if day in off:
                raise fault(f"{day} 既是放假日又是调休上班日")
        if len(set(self.make_up_workdays)) < len(self.make_up_workdays):
            raise fault("调休上班日有重复")
        for day in (*off, *self.make_up_workdays):
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise fault(f"{day} 不属于 {self.year} 年，也不在上年 12 月")
        return self

    def marks(self) -> Iterator[tuple[date, DayKind]]:
        """Every day the arrangement speaks of."""
        for holiday in self.holidays:
            for day in holiday.days():
                yield day, DayKind.HOLIDAY
        for day in self.make_up_workdays:
            yield day, DayKind.MAKE_UP

    def holiday_name(self, day: date) -> str:
        """``春节`` for a day off of this arrangement, else empty."""
        return next((item.name for item in self.holidays if item.first <= day <= item.last), "")


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period; ``provisional`` (暂定) when a year without known arrangement was counted."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked, 1990 to 2100. Built by ``of``, never changed; ``with_year`` makes another."""

    years: Mapping[int, CalendarYear]
    _marks: Mapping[date, DayKind] = field(repr=False, compare=False)
    #: Ordinals of all working days in order: a period is then one bisection.
    _working: tuple[int, ...] = field(repr=False, compare=False)

    @classmethod
    def of(cls, years: Iterable[CalendarYear]) -> Self:
        """A calendar of these arrangements; of two for one year, the later one in ``years`` counts."""
        known = {item.year: item for item in years}
        # A notice that reaches into last December is the later word on those days, so the years go in order.
        marks = {day: kind for year in sorted(known) for day, kind in known[year].marks()}
        span = range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1)
        working = {ordinal for ordinal in span if (ordinal + 6) % 7 < 5}  # date.weekday() of the ordinal
        working -= {day.toordinal() for day, kind in marks.items() if not kind.working}
        working |= {day.toordinal() for day, kind in marks.items() if kind.working}
        return cls(MappingProxyType(known), MappingProxyType(marks), tuple(sorted(working)))

    def with_year(self, year: CalendarYear) -> Self:
        """This calendar with one arrangement added or replaced."""
        return type(self).of([*self.years.values(), year])

    def published(self, year: int) -> bool:
        """Whether the arrangement of ``year`` is known."""
        return year in self.years

    def kind(self, day: date) -> DayKind:
        """What ``day`` is. Raises ``UserError`` outside 1990–2100."""
        checked_day(day)
        return self._marks.get(day) or (DayKind.WEEKEND if day.weekday() > 4 else DayKind.WORKDAY)

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``. Raises ``UserError`` outside 1990–2100."""
        return self.kind(day).working

    def provisional(self, first: date, last: date) -> bool:
        """Whether the days ``first`` to ``last`` touch a year without a known arrangement."""
        return not all(year in self.years for year in range(first.year, last.year + 1))

    def add_workdays(self, start: date, count: int) -> Due:
        """The ``count``-th working day after ``start``, which itself is not counted (《民法典》第二百零一条).

        ``count`` 0 gives ``start``; a negative one is a programmer's mistake (``ValueError``).

        Raises:
            UserError: the period leaves 1990–2100.
        """
        checked_day(start)
        if count < 0:
            raise ValueError(f"negative count of working days: {count}")
        if not count:
            return Due(start, False)
        place = bisect_right(self._working, start.toordinal()) + count - 1
        if place >= len(self._working):
            raise _outside()
        day = date.fromordinal(self._working[place])
        return Due(day, self.provisional(start + timedelta(days=1), day))

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier.

        So ``workdays_between(today, due)`` is what is left, and negative what is overdue.

        Raises:
            UserError: a day outside 1990–2100.
        """
        before, after = (bisect_right(self._working, checked_day(day).toordinal()) for day in (start, end))
        return after - before

    def postponed(self, day: date) -> Due:
        """``day``, or the first working day after it when it is a rest day (《民法典》第二百零三条).

        Raises:
            UserError: a day outside 1990–2100.
        """
        place = bisect_left(self._working, checked_day(day).toordinal())
        if place == len(self._working):
            raise _outside()
        moved = date.fromordinal(self._working[place])
        return Due(moved, self.provisional(day, moved))

    def add_months(self, start: date, count: int, *, postpone: bool = False) -> Due:
        """The last day of a period of ``count`` months; ``postpone`` moves a rest day on to a working day.

        Only a postponed day can be provisional: the corresponding day needs no holiday arrangement.

        Raises:
            UserError: the period leaves 1990–2100.
        """
        day = add_months(start, count)
        return self.postponed(day) if postpone else Due(day, False)

    def add_days(self, start: date, count: int, *, postpone: bool = False) -> Due:
        """The last day of a period of ``count`` days, ``start`` not counted; see ``add_months``.

        Raises:
            UserError: the period leaves 1990–2100.
        """
        if abs(count) > (LAST_DAY - FIRST_DAY).days:
            raise _outside()
        day = checked_day(checked_day(start) + timedelta(days=count))
        return self.postponed(day) if postpone else Due(day, False)


def add_months(day: date, count: int) -> date:
    """The corresponding day (对日) ``count`` months on, or the month's last day (《民法典》第二百零二条).

    ``2026-01-31`` and one month give ``2026-02-28``.

    Raises:
        UserError: the result or ``day`` lies outside 1990–2100.
    """
    checked_day(day)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise _outside()
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def checked_day(day: date) -> date:
    """``day`` itself. Raises ``UserError`` outside 1990–2100."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _outside()
    return day


def parse_calendar_year(text: str, origin: str = "节假日安排") -> CalendarYear:
    """The arrangement in a JSON file that an administrator imports.

    Raises:
        FileProblem: one Chinese sentence saying what in the file is wrong.
    """
    return parse(CalendarYear, text, "节假日安排文件", origin)


def _outside() -> UserError:
    return UserError("日期不在 1990 年至 2100 年之间，请核对年份是否填错。")
