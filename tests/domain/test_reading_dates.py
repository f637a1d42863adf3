"""Days and periods in every way ledgers write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.reading import Grade, read_day, read_period

TODAY = date(2026, 3, 1)
DAY = date(2023, 5, 6)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2023, 5, 6, 9, 30),
        "2023.5.6",
        "2023/5/6",
        "2023-05-06",
        "2023年5月6日",
        "2023年5月6号",
        "20230506",
        20230506,
        "２０２３．５．６",
        "２０２３年５月６日",
        "2023 年 5 月 6 日",
        "2023-05-06 00:00:00",
        "2023年5月6日（星期六）",
        "二〇二三年五月六日",
        "\n2023.05.06 ",
    ],
)
def test_a_day_in_every_way_of_writing(cell):
    found = read_day(cell, TODAY)
    assert found.value == DAY
    assert found.problems == ()


@pytest.mark.parametrize("cell", [45052, 45052.0, 45052.75])
def test_an_excel_serial_is_read_and_said(cell):
    # 45052 is what Excel shows for 2023-05-06 when the cell is formatted as a number.
    found = read_day(cell, TODAY)
    assert found.value == DAY
    assert [problem.grade for problem in found.problems] == [Grade.HINT]
    assert "2023-05-06" in found.problems[0].sentence


PERIODS = [
    ("2023年5月", date(2023, 5, 1), date(2023, 5, 31)),
    ("2023.5", date(2023, 5, 1), date(2023, 5, 31)),
    (2023.5, date(2023, 5, 1), date(2023, 5, 31)),
    (2023.11, date(2023, 11, 1), date(2023, 11, 30)),
    ("2023-05", date(2023, 5, 1), date(2023, 5, 31)),
    ("202305", date(2023, 5, 1), date(2023, 5, 31)),
    ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
    ("2023年", date(2023, 1, 1), date(2023, 12, 31)),
    ("2023年度", date(2023, 1, 1), date(2023, 12, 31)),
    (2023, date(2023, 1, 1), date(2023, 12, 31)),
    ("2023年上半年", date(2023, 1, 1), date(2023, 6, 30)),
    ("2023年第三季度", date(2023, 7, 1), date(2023, 9, 30)),
    ("2023年5月下旬", date(2023, 5, 21), date(2023, 5, 31)),
    ("2021年至2023年", date(2021, 1, 1), date(2023, 12, 31)),
    ("2021-2023年", date(2021, 1, 1), date(2023, 12, 31)),
    ("2021年3月-2023年5月", date(2021, 3, 1), date(2023, 5, 31)),
    ("2021.3～2022.1", date(2021, 3, 1), date(2022, 1, 31)),
    ("2021.3.5—2022.1.6", date(2021, 3, 5), date(2022, 1, 6)),
    ("2021-03-05-2022-01-06", date(2021, 3, 5), date(2022, 1, 6)),
    ("2023年3月至5月", date(2023, 3, 1), date(2023, 5, 31)),
    ("2023年3月5日至9日", date(2023, 3, 5), date(2023, 3, 9)),
    ("2023年12月至2024年2月期间", date(2023, 12, 1), date(2024, 2, 29)),
    ("2020年以来", date(2020, 1, 1), None),
    ("2020年3月至今", date(2020, 3, 1), None),
    ("自2020年3月5日起", date(2020, 3, 5), None),
    ("截至2023年5月", None, date(2023, 5, 31)),
]


@pytest.mark.parametrize(("cell", "start", "end"), PERIODS)
def test_a_period_keeps_both_ends(cell, start, end):
    found = read_period(cell, TODAY)
    assert found.value is not None
    assert (found.value.start, found.value.end) == (start, end)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("cell", "grade", "words"),
    [
        ("2023.13.1", Grade.ERROR, "不是存在的日期"),
        ("2023年2月29日", Grade.ERROR, "不是存在的日期"),
        ("20230231", Grade.ERROR, "不是存在的日期"),
        ("2023年4月至2023年13月", Grade.ERROR, "不是存在的日期"),
        ("2022.3-2021.1", Grade.ERROR, "早于起期"),
        ("1989年12月31日", Grade.ERROR, "早于 1990 年"),
        (date(1900, 1, 1), Grade.ERROR, "早于 1990 年"),
        ("2027年3月2日", Grade.ERROR, "晚于今天一年以上"),
        (12, Grade.ERROR, "不是日期"),
        (2023.1, Grade.CONFIRM, "1月还是10月"),
        ("23.5.6", Grade.CONFIRM, "年份只有两位"),
        ("2021年、2023年", Grade.CONFIRM, "几个时间"),
        ("去年夏天", Grade.CONFIRM, "不是能读懂的时间"),
        (True, Grade.CONFIRM, "不是日期"),
        (time(3, 4), Grade.CONFIRM, "不是日期"),
        (timedelta(hours=30), Grade.CONFIRM, "不是日期"),
    ],
)
def test_what_cannot_be_a_time_is_told_and_not_guessed(cell, grade, words):
    found = read_period(cell, TODAY)
    assert found.value is None
    assert [problem.grade for problem in found.problems] == [grade]
    assert words in found.problems[0].sentence


def test_the_limits_themselves_are_days():
    assert read_day("1990-01-01", TODAY).value == date(1990, 1, 1)
    assert read_day("2027-03-01", TODAY).value == date(2027, 3, 1)
    assert read_day("2025-02-28", date(2024, 2, 29)).value == date(2025, 2, 28)


@pytest.mark.parametrize("cell", [None, "", "  ", "—", "/", "无"])
def test_nothing_is_no_problem(cell):
    assert read_period(cell, TODAY).value is None
    assert read_period(cell, TODAY).problems == ()


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("约2023年5月", date(2023, 5, 1), date(2023, 5, 31)),
        ("2023年底", date(2023, 1, 1), date(2023, 12, 31)),
        ("2020年以前", None, date(2020, 12, 31)),
    ],
)
def test_what_is_assumed_must_be_confirmed(cell, start, end):
    found = read_period(cell, TODAY)
    assert found.value is not None
    assert (found.value.start, found.value.end) == (start, end)
    assert [problem.grade for problem in found.problems] == [Grade.CONFIRM]


def test_a_month_is_no_day():
    found = read_day("2023年5月", TODAY)
    assert found.value is None
    assert "没有写到哪一天" in found.problems[0].sentence


def test_the_words_of_the_ledger_are_kept():
    period = read_period("２０２１年３月—2023年5月", TODAY).value
    assert period is not None
    assert period.text == "２０２１年３月—2023年5月"


_DAYS = st.dates(date(1990, 1, 1), TODAY)
_WRITINGS = (
    lambda day: day,
    lambda day: datetime(day.year, day.month, day.day, 23, 59),
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month:02}/{day.day:02}",
    lambda day: day.isoformat(),
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y%m%d}",
    lambda day: int(f"{day:%Y%m%d}"),
    lambda day: (day - date(1899, 12, 30)).days,
    lambda day: day.isoformat().translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
)


@given(_DAYS, st.sampled_from(_WRITINGS))
def test_any_day_written_any_way_comes_back(day, write):
    assert read_day(write(day), TODAY).value == day


@given(
    _DAYS, _DAYS, st.sampled_from(["至", "-", "—", "～", "~", " 至 ", "到"]), st.sampled_from(_WRITINGS[2:7])
)
def test_any_two_days_with_any_separator_come_back(one, other, separator, write):
    start, end = sorted((one, other))
    period = read_period(f"{write(start)}{separator}{write(end)}", TODAY).value
    assert period is not None
    assert (period.start, period.end) == (start, end)


@given(st.text("0123456789年月日至.-/～ 上下半季度约底以来", max_size=16))
def test_no_text_makes_the_reader_fail_or_keep_silent(text):
    found = read_period(text, TODAY)
    assert found.value is not None or found.problems or not text.strip(" ./-年月日至～")
    for day in (found.value.start, found.value.end) if found.value else ():
        assert day is None or date(1990, 1, 1) <= day <= date(2027, 3, 1)
