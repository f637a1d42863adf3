from __future__ import annotations

import calendar
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.errors import FileProblem, UserError
from zhuize_desktop.domain.workdays import (
    FIRST_DAY,
    LAST_DAY,
    DayKind,
    Due,
    WorkCalendar,
    add_months,
    checked_day,
    parse_calendar_year,
)
from zhuize_desktop.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

YEARS = range(2019, 2027)
FILES: list[Path] = sorted(resource("calendar").glob("*.json"))
SHIPPED = [parse_calendar_year(path.read_text("utf-8"), path.name) for path in FILES]
CALENDAR = WorkCalendar.of(SHIPPED)
EMPTY = WorkCalendar.of(())

DAYS = st.dates(FIRST_DAY, LAST_DAY)
#: Days from which a long period still ends inside the calendar.
STARTS = st.dates(FIRST_DAY, date(2095, 12, 31))
NEAR = st.dates(date(2018, 6, 1), date(2027, 12, 31))


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def test_every_day_of_the_arrangements_is_what_two_other_calendars_say():
    theirs = holidays.country_holidays("CN", years=YEARS)
    for day in every_day(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)):
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day) == theirs.is_working_day(day), day


def test_the_december_days_a_notice_reaches_back_to_are_right():
    for day in every_day(date(2018, 12, 29), date(2018, 12, 31)):
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
    assert CALENDAR.kind(date(2018, 12, 29)) is DayKind.MAKE_UP
    assert not CALENDAR.published(2018)


def test_holiday_names_are_those_of_another_calendar():
    names = {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Tomb-sweeping Day": "清明节",
        "Labour Day": "劳动节",
        "Dragon Boat Festival": "端午节",
        "Mid-autumn Festival": "中秋节",
        "National Day": "国庆节",
    }
    for arrangement in SHIPPED:
        for day, kind in arrangement.marks():
            if kind is DayKind.HOLIDAY:
                assert names[chinese_calendar.get_holiday_detail(day)[1]] in arrangement.holiday_name(day), (
                    day
                )
        assert arrangement.holiday_name(date(arrangement.year, 3, 15)) == ""


def test_the_spring_festival_of_2020_was_prolonged():
    assert [CALENDAR.kind(date(2020, 2, day)) for day in (1, 2, 3)] == [
        DayKind.HOLIDAY,
        DayKind.HOLIDAY,
        DayKind.WORKDAY,
    ]


def test_each_file_is_named_by_its_year_and_cites_its_notices():
    assert [int(path.stem) for path in FILES] == [item.year for item in SHIPPED] == list(YEARS)
    for item in SHIPPED:
        for notice in item.documents:
            assert notice.number_confirmed
            assert notice.number.startswith(f"国办发明电〔{notice.issued_on.year}〕")
            assert str(item.year) in notice.title
    assert [len(item.documents) for item in SHIPPED] == [2, 2, 1, 1, 1, 1, 1, 1]


@given(NEAR, st.integers(1, 120))
def test_adding_working_days_is_counting_them_one_by_one(start, count):
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_workday(day)
    due = CALENDAR.add_workdays(start, count)
    assert due.day == day
    touched = {item.year for item in every_day(start + timedelta(days=1), day)}
    assert due.provisional == (not touched <= set(YEARS))


@given(STARTS, st.integers(1, 500))
def test_a_period_ends_on_a_working_day_and_counts_back(start, count):
    due = CALENDAR.add_workdays(start, count)
    assert CALENDAR.is_workday(due.day)
    assert CALENDAR.workdays_between(start, due.day) == count
    assert CALENDAR.workdays_between(due.day, start) == -count


@given(NEAR, NEAR)
def test_working_days_between_are_those_after_the_first(first, last):
    low, high = sorted((first, last))
    counted = sum(CALENDAR.is_workday(day) for day in every_day(low, high)[1:])
    assert CALENDAR.workdays_between(first, last) == (counted if first <= last else -counted)


@given(DAYS)
def test_without_arrangements_monday_to_friday_are_worked(day):
    assert EMPTY.is_workday(day) == (day.weekday() < 5)
    assert EMPTY.kind(day).working == EMPTY.is_workday(day)


def test_the_first_day_is_not_counted():
    # 2026-09-29 is a Tuesday before 国庆节 (1 to 7 October); Saturday the 10th is worked.
    assert CALENDAR.add_workdays(date(2026, 9, 29), 1) == Due(date(2026, 9, 30), provisional=False)
    assert CALENDAR.add_workdays(date(2026, 9, 29), 4) == Due(date(2026, 10, 10), provisional=False)
    assert CALENDAR.add_workdays(date(2026, 9, 29), 0) == Due(date(2026, 9, 29), provisional=False)


def test_a_period_into_an_unknown_year_is_provisional_until_the_year_is_imported():
    start = date(2026, 12, 25)
    assert CALENDAR.add_workdays(start, 4) == Due(date(2026, 12, 31), provisional=False)
    assert CALENDAR.add_workdays(start, 5) == Due(date(2027, 1, 1), provisional=True)
    later = CALENDAR.with_year(parse_calendar_year(arrangement(2027)))
    assert later.add_workdays(start, 5) == Due(date(2027, 1, 4), provisional=False)
    assert not CALENDAR.published(2027)
    assert later.published(2027)
    # A period that ends on 31 December and starts the next day is wholly the next year's.
    assert not CALENDAR.add_workdays(date(2018, 12, 31), 1).provisional


def test_a_second_arrangement_for_a_year_takes_the_place_of_the_first():
    again = CALENDAR.with_year(parse_calendar_year(arrangement(2026)))
    assert CALENDAR.is_workday(date(2026, 1, 4))
    assert not again.is_workday(date(2026, 1, 4))
    assert again.is_workday(date(2025, 1, 26))


def test_the_later_notice_has_the_last_word_on_december():
    saturday = date(2026, 12, 26)
    first = parse_calendar_year(arrangement(2026, rest=[saturday.isoformat()]))
    second = parse_calendar_year(arrangement(2027, make_up_workdays=[saturday.isoformat()]))
    for years in ([first], [first, second], [second, first]):
        expected = DayKind.MAKE_UP if second in years else DayKind.HOLIDAY
        assert WorkCalendar.of(years).kind(saturday) is expected


@given(DAYS, st.integers(-600, 600))
def test_months_go_to_the_same_day_or_the_last_of_the_month(day, count):
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        with pytest.raises(UserError):
            add_months(day, count)
        return
    last = calendar.monthrange(year, month)[1]
    assert add_months(day, count) == date(year, month, day.day if day.day <= last else last)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-11-15", 3, "2027-02-15"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_in_figures(start, count, end):
    assert add_months(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_a_month_ending_on_a_rest_day_moves_on_only_when_asked():
    start = date(2026, 9, 1)
    assert CALENDAR.add_months(start, 1) == Due(date(2026, 10, 1), provisional=False)
    assert CALENDAR.add_months(start, 1, postpone=True) == Due(date(2026, 10, 8), provisional=False)
    assert CALENDAR.add_days(start, 30, postpone=True) == Due(date(2026, 10, 8), provisional=False)
    assert CALENDAR.add_days(start, 30) == Due(date(2026, 10, 1), provisional=False)
    assert CALENDAR.add_months(date(2026, 12, 1), 1) == Due(date(2027, 1, 1), provisional=False)
    assert CALENDAR.add_months(date(2026, 12, 1), 1, postpone=True) == Due(date(2027, 1, 1), provisional=True)


@given(NEAR)
def test_postponing_goes_to_the_next_working_day(day):
    expected = day
    while not CALENDAR.is_workday(expected):
        expected += timedelta(days=1)
    assert CALENDAR.postponed(day).day == expected


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.kind(date(1989, 12, 31)),
        lambda: CALENDAR.is_workday(date(2101, 1, 1)),
        lambda: CALENDAR.add_workdays(date(1989, 12, 31), 1),
        lambda: CALENDAR.add_workdays(date(2100, 12, 31), 1),
        lambda: CALENDAR.add_workdays(date(2026, 1, 1), 10**9),
        lambda: CALENDAR.workdays_between(date(2026, 1, 1), date(2101, 1, 1)),
        lambda: CALENDAR.add_months(date(2100, 12, 1), 1),
        lambda: CALENDAR.add_days(date(2100, 12, 1), 31),
        lambda: CALENDAR.add_days(date(2026, 1, 1), 10**12),
        lambda: EMPTY.with_year(parse_calendar_year(arrangement(2100, rest=["2100-12-31"]))).postponed(
            LAST_DAY
        ),
        lambda: add_months(date(1989, 12, 31), 1),
        lambda: checked_day(date(1, 1, 1)),
    ],
)
def test_days_outside_are_refused(ask):
    with pytest.raises(UserError, match="1990 年至 2100 年"):
        ask()


def test_a_negative_count_is_a_programmer_s_mistake():
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_workdays(date(2026, 1, 5), -1)


def arrangement(year: int, rest: list[str] | None = None, **changed: object) -> str:
    """An arrangement as an administrator would import it: the days every year has, and ``rest``."""
    days = [("元旦", f"{year}-01-01"), ("劳动节", f"{year}-05-01"), ("国庆节", f"{year}-10-01")]
    days += [("另行放假", day) for day in rest or []]
    raw: dict[str, object] = {
        "year": year,
        "documents": [
            {"title": "通知", "number": "某文", "issued_on": f"{year - 1}-11-04", "number_confirmed": False}
        ],
        "holidays": [{"name": name, "first": day, "last": day} for name, day in days],
        "make_up_workdays": [],
    }
    return json.dumps({**raw, **changed}, ensure_ascii=False)


def off(*days: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"name": name, "first": first, "last": last} for name, first, last in days]


FIXED = (
    ("元旦", "2027-01-01", "2027-01-01"),
    ("劳动节", "2027-05-01", "2027-05-01"),
    ("国庆节", "2027-10-01", "2027-10-07"),
)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"year": 1989}, "“年度”应当是允许范围内的整数"),
        ({"year": "2027"}, "“年度”应当是允许范围内的整数"),
        ({"documents": []}, "“依据文件”"),
        ({"colour": "red"}, "“colour”不是本程序认识的内容"),
        ({"holidays": off(*FIXED[1:])}, "缺少元旦"),
        ({"holidays": off(*FIXED, ("春节", "2027-02-12", "2027-02-05"))}, "结束日早于起始日"),
        ({"holidays": off(*FIXED, ("春节", "2027-02-01", "2027-03-25"))}, "三十天"),
        (
            {"holidays": off(*FIXED, ("中秋节", "2027-10-07", "2027-10-08"))},
            "2027-10-07 在“国庆节”和“中秋节”中重复",
        ),
        ({"holidays": off(*FIXED, ("春节", "2028-02-01", "2028-02-02"))}, "不属于 2027 年"),
        ({"holidays": off(*FIXED, ("春节", "2026-11-30", "2026-12-01"))}, "2026-11-30 不属于 2027 年"),
        ({"make_up_workdays": ["2027-10-02"]}, "既是放假日又是调休上班日"),
        ({"make_up_workdays": ["2027-10-11"]}, "不是周六或周日"),
        ({"make_up_workdays": ["2027-10-08"]}, "不是周六或周日"),
        ({"make_up_workdays": ["2027-10-09", "2027-10-09"]}, "重复"),
        ({"make_up_workdays": ["9月9日"]}, "“调休上班日”的第 1 项不是日期"),
        ({"make_up_workdays": "2027-10-09"}, "“调休上班日”内容的形式不对"),
    ],
)
def test_an_arrangement_that_contradicts_itself_is_refused(changed, part):
    text = arrangement(2027, holidays=off(*FIXED))
    assert parse_calendar_year(text).year == 2027
    with pytest.raises(FileProblem) as refusal:
        parse_calendar_year(json.dumps({**json.loads(text), **changed}), "2027.json")
    assert part in refusal.value.sentence
    assert refusal.value.sentence.startswith("节假日安排文件“2027.json”不能使用：")
    assert refusal.value.sentence.endswith("。")
