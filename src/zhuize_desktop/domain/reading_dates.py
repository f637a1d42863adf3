"""Days and periods as ledgers write them: ``2023.5.6``, ``2021年3月至2023年5月``, ``2020年以来`` …

A month or a year is a period, never its first day. What could be two different times is a problem.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from .reading_base import (
    Cell,
    Grade,
    Problem,
    Reading,
    absent,
    decimal_of,
    error,
    is_not_known,
    is_nothing,
    squeezed,
    text_of,
    unclear,
)

#: No clue of this kind reaches further back; an earlier day is a typing error or a number that is no date.
EARLIEST = date(1990, 1, 1)
#: Day 0 of Excel's 1900 system for every serial after 28 February 1900.
_SERIAL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Period:
    """When something happened, both ends included.

    Attributes:
        start: first day; ``None`` when only the end is stated.
        end: last day; ``None`` when it lasts (以来, 至今).
        text: what the ledger says.
    """

    start: date | None
    end: date | None
    text: str

    @property
    def is_day(self) -> bool:
        """It is one single day."""
        return self.start is not None and self.start == self.end


class _Grain(IntEnum):
    DAY = 1
    PART = 2  # 旬
    MONTH = 3
    PART_OF_YEAR = 4  # 季度, 半年
    YEAR = 5


@dataclass(frozen=True, slots=True)
class _Span:
    """One stated time: first day, last day, and how finely it was stated."""

    start: date
    end: date
    grain: _Grain


class _Impossible(Exception):
    """Looks like a time, but there is no such day."""


_YEAR = r"(?P<y>\d{4})"
_MONTH = r"(?P<m>\d{1,2})"
_DAY = r"(?P<d>\d{1,2})"
_CLOCK = r"(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}年{_MONTH}月{_DAY}[日号]?{_CLOCK}",
        rf"{_YEAR}(?P<s>[./-]){_MONTH}(?P=s){_DAY}{_CLOCK}",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    )
)
_MONTHS = tuple(
    re.compile(pattern)
    for pattern in (rf"{_YEAR}年{_MONTH}月份?", rf"{_YEAR}[./-]{_MONTH}月?", r"(?P<y>\d{4})(?P<m>\d{2})")
)
_PART = re.compile(rf"{_YEAR}[年./-]{_MONTH}月(?P<part>上旬|中旬|下旬)")
_PART_OF_YEAR = re.compile(rf"{_YEAR}年?度?(?:第?(?P<q>[1-4])季度|(?P<half>上半年|下半年))")
_WHOLE_YEAR = re.compile(rf"{_YEAR}(?:年度?)?(?:全年)?")
_SHORT_MONTH = re.compile(rf"{_MONTH}月?份?")
_SHORT_MONTH_DAY = re.compile(rf"{_MONTH}[月./-]{_DAY}[日号]?")
_SHORT_DAY = re.compile(rf"{_DAY}[日号]?")

_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_VAGUE = re.compile(r"^(?:大约|大概|约)|(?:左右|前后|许)$|(?<=[年月])(?:初|底|末|中|间)$")
_OPEN_END = re.compile(r"^自?(?P<t>.+?)(?:以来|至今|到今|以后|之后|开始|起|后|至-?今|-今|~今|-至今)$")
_OPEN_START = re.compile(r"^(?P<t>.+?)(?:及?以前|之前|前)$")
_UP_TO = re.compile(r"^(?:截至|截止|截止到|截至到)(?P<t>.+)$")
_DASHES = "-—–―~〜─"
_SEPARATORS = re.compile(rf"起至|至|到|[{_DASHES}]+")
_SEVERAL = re.compile(r"[、,;]|和|及")

_CHINESE_DIGITS = {
    "〇": "0",
    "零": "0",
    "○": "0",
    "Ο": "0",
    "O": "0",
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
}
_CHINESE_DIGITS |= {"五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}
_CHINESE_YEAR = re.compile(r"[〇零○ΟO一二三四五六七八九]{4}(?=年)")
_CHINESE_NUMBER = re.compile(
    r"(?<=[年月至到第])(?P<n>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号季])"
)


def read_period(cell: Cell, today: date) -> Reading[Period]:
    """When something happened: a day, a month, a quarter, a year, a range, or an open one.

    Args:
        cell: a date cell, an Excel serial (1900 system), a number such as ``20230506``, or text.
        today: the present day; more than a year after it is refused.
    """
    text = text_of(cell).strip()
    if is_nothing(text):
        return absent()
    if is_not_known(text):
        return absent(f"写明“{text}”，时间留空。")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | date):
        return unclear(f"“{text}”不是日期，请写成 2023-05-06 的样子。")
    try:
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            found = Reading(Period(day, day, text))
        elif isinstance(cell, str):
            found = _from_text(text)
        else:
            found = _from_number(cell, text, today)
    except _Impossible:
        return error(f"“{text}”不是存在的日期，请核对年、月、日。")
    return _within_limits(found, today)


def read_day(cell: Cell, today: date) -> Reading[date]:
    """One single day; a month, a year or a range is a problem, because the day would be a guess."""
    found = read_period(cell, today)
    if found.value is None:
        return Reading(None, found.problems)
    if not found.value.is_day:
        return unclear(f"“{found.value.text}”没有写到哪一天，日期留空，请补填。")
    return Reading(found.value.start, found.problems)


def _within_limits(found: Reading[Period], today: date) -> Reading[Period]:
    period = found.value
    if period is None:
        return found
    if period.start and period.end and period.end < period.start:
        return error(f"“{period.text}”的止期早于起期，请核对。")
    latest = _year_after(today)
    for day in (period.start, period.end):
        if day and day < EARLIEST:
            return error(f"“{period.text}”早于 1990 年，请核对年份。")
        if day and day > latest:
            return error(f"“{period.text}”晚于今天一年以上，请核对年份。")
    return found


def _year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, monthrange(day.year + 1, day.month)[1]))


def _from_number(number: int | float, text: str, today: date) -> Reading[Period]:
    """A number cell: Excel serial, ``20230506``, ``202305``, ``2023`` or ``2023.5``."""
    value = decimal_of(number)
    whole = int(value)
    serials = range((EARLIEST - _SERIAL_ZERO).days, (_year_after(today) - _SERIAL_ZERO).days + 1)
    if whole in serials:
        day = _SERIAL_ZERO + timedelta(days=whole)  # the fraction of a serial is the time of day
        note = f"“{text}”按 Excel 的日期序号读作 {day.isoformat()}。"
        return Reading(Period(day, day, text), (Problem(Grade.HINT, note),))
    if value == whole:
        if EARLIEST.year <= whole <= today.year + 1 or len(str(whole)) in (6, 8):
            return _from_text(str(whole))
    elif EARLIEST.year <= whole <= today.year + 1:
        if text.endswith(".1"):
            return unclear(
                f"“{text}”分不清是1月还是10月（Excel 会把 {whole}.10 存成 {whole}.1），"
                f"请写成 {whole}年10月 的样子。"
            )
        return _from_text(text)
    return error(f"“{text}”不是日期，请写成 2023-05-06 的样子。")


def _from_text(text: str) -> Reading[Period]:
    plain = _WEEKDAY.sub("", _arabic(squeezed(text))).strip("()。.;,")
    plain = plain.removesuffix("期间")
    problems: tuple[Problem, ...] = ()
    vague = _VAGUE.search(plain)
    if vague:
        plain = _VAGUE.sub("", plain)
        problems = (
            Problem(Grade.CONFIRM, f"“{text}”中的“{vague[0]}”不是确切时间，按整个年、月或当日登记，请确认。"),
        )
    for pattern, read in ((_UP_TO, _up_to), (_OPEN_END, _lasting), (_OPEN_START, _before)):
        match = pattern.match(plain)
        span = _span(match["t"].rstrip(_DASHES)) if match else None
        if span:
            found = read(span, text)
            return Reading(found.value, problems + found.problems)
    span = _span(plain)
    if span:
        if re.fullmatch(r"\d{4}\.1", plain):
            problems += (Problem(Grade.HINT, f"“{text}”按1月登记；如果原意是10月，请改正。"),)
        return Reading(Period(span.start, span.end, text), problems)
    return _range(plain, text, problems)


def _lasting(span: _Span, text: str) -> Reading[Period]:
    return Reading(Period(span.start, None, text))


def _up_to(span: _Span, text: str) -> Reading[Period]:
    return Reading(Period(None, span.end, text))


def _before(span: _Span, text: str) -> Reading[Period]:
    note = f"“{text}”按截至 {span.end.isoformat()}（含）登记，起期留空，请确认。"
    return Reading(Period(None, span.end, text), (Problem(Grade.CONFIRM, note),))


def _range(plain: str, text: str, problems: tuple[Problem, ...]) -> Reading[Period]:
    """Two times with a separator between; every place where it can be cut must give the same period."""
    found: set[tuple[date, date]] = set()
    impossible = False
    for cut in _SEPARATORS.finditer(plain):
        try:
            first = _span(plain[: cut.start()].removeprefix("自").removeprefix("从"))
            last = first and _span_after(first, plain[cut.end() :])
        except _Impossible:
            impossible = True
            continue
        if first and last:
            found.add((first.start, last.end))
    if len(found) == 1:
        start, end = found.pop()
        return Reading(Period(start, end, text), problems)
    if impossible:
        raise _Impossible
    if len(found) > 1:
        return unclear(f"“{text}”的起止可以有几种读法，请写成 2021年3月至2023年5月 的样子。")
    if re.fullmatch(r"\d{2}[年./-].*", plain):
        return unclear(f"“{text}”的年份只有两位，请写四位年份。")
    if _SEVERAL.search(plain) and len(re.findall(r"\d{4}", plain)) > 1:
        return unclear(f"“{text}”写了几个时间，请改写为起止时间。")
    return unclear(f"“{text}”不是能读懂的时间，请写成 2023-05-06 或 2023年5月 的样子。")


def _span(text: str) -> _Span | None:
    """One stated time with its year; ``None`` when it is none. Raises ``_Impossible`` for 2023.13.1."""
    for pattern in _DAYS:
        if match := pattern.fullmatch(text):
            day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
            return _Span(day, day, _Grain.DAY)
    if match := _PART.fullmatch(text):
        first, last = _month(int(match["y"]), int(match["m"]))
        bounds = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, last.day)}[match["part"]]
        return _Span(first.replace(day=bounds[0]), first.replace(day=bounds[1]), _Grain.PART)
    for pattern in _MONTHS:
        if match := pattern.fullmatch(text):
            return _Span(*_month(int(match["y"]), int(match["m"])), _Grain.MONTH)
    if match := _PART_OF_YEAR.fullmatch(text):
        year, quarter = int(match["y"]), match["q"]
        low = 3 * int(quarter) - 2 if quarter else (1 if match["half"] == "上半年" else 7)
        high = low + (2 if quarter else 5)
        return _Span(_month(year, low)[0], _month(year, high)[1], _Grain.PART_OF_YEAR)
    if match := _WHOLE_YEAR.fullmatch(text):
        return _Span(_day(int(match["y"]), 1, 1), _day(int(match["y"]), 12, 31), _Grain.YEAR)
    return None


def _span_after(first: _Span, text: str) -> _Span | None:
    """The end of a range, which may leave out the year or the month already stated: ``2023年3月至5月``."""
    whole = _span(text)
    if whole:
        return whole
    year, month = first.start.year, first.start.month
    if first.grain is _Grain.DAY:
        if match := _SHORT_MONTH_DAY.fullmatch(text):
            day = _day(year, int(match["m"]), int(match["d"]))
            return _Span(day, day, _Grain.DAY)
        if match := _SHORT_DAY.fullmatch(text):
            day = _day(year, month, int(match["d"]))
            return _Span(day, day, _Grain.DAY)
    if first.grain is _Grain.MONTH and (match := _SHORT_MONTH.fullmatch(text)):
        return _Span(*_month(year, int(match["m"])), _Grain.MONTH)
    return None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _Impossible from None


def _month(year: int, month: int) -> tuple[date, date]:
    first = _day(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def _arabic(text: str) -> str:
    """Years, months and days in Chinese numerals (二〇二三年五月十六日) as digits."""
    text = _CHINESE_YEAR.sub(lambda match: "".join(_CHINESE_DIGITS[mark] for mark in match[0]), text)
    return _CHINESE_NUMBER.sub(lambda match: _small_number(match["n"]), text)


def _small_number(numeral: str) -> str:
    """Numerals up to 39: 三十一 → 31."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _CHINESE_DIGITS[numeral]
    return (_CHINESE_DIGITS[tens] if tens else "1") + (_CHINESE_DIGITS[ones] if ones else "0")
