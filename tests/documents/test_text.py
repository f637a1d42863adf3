"""Which characters reach the paper, and where lines break."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.documents.text import (
    CANNOT_END,
    CANNOT_START,
    balanced_width,
    break_lines,
    printable,
    title_lines,
)


def em(text: str) -> float:
    """Width in a made-up font: Chinese 10, all else 5."""
    return sum(10 if char > "\u2e7f" else 5 for char in text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\r\n乙\r丙\u2028丁", "甲\n乙\n丙\n丁"),
        ("甲\t乙\u00a0丙\u2003丁\u3000戊", "甲 乙 丙 丁\u3000戊"),
        ("甲\x00\x07\x1b乙\x7f", "甲乙"),
        ("甲\u202e乙\u200b丙\ufeff", "甲乙丙"),
        ("甲\ud800乙\uffff\U0001fffe", "甲乙"),
        ("葛\U000e0100某\ufe0f", "葛某"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_printable_is_settled_after_once(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五六", 30, ["一二三", "四五六"]),
        ("一二三，四五", 30, ["一二", "三，四", "五"]),
        ("一二（三四）五", 30, ["一二", "（三", "四）五"]),
        ("共计1,234.56元整", 60, ["共计", "1,234.56元整"]),
        ("于2026年度完成", 40, ["于", "2026年度", "完成"]),
        ("甲乙 、丙", 30, ["甲", "乙 、", "丙"]),
        ("甲乙（ 丙丁", 40, ["甲乙", "（ 丙丁"]),
        ("see the word 完", 40, ["see the", "word 完"]),
        ("甲\n\n乙", 100, ["甲", "", "乙"]),
        ("", 100, [""]),
        ("。。。。。。", 30, ["。。。", "。。。"]),
        ("ABCDEFGHIJ", 20, ["ABCD", "EFGH", "IJ"]),
    ],
)
def test_lines(text: str, width: float, lines: list[str]) -> None:
    assert list(break_lines(text, width, em)) == lines


def test_first_line_is_shorter_by_the_indent() -> None:
    assert break_lines("一二三四五六七", 40, em, first_indent=20) == ("一二", "三四五六", "七")


sentences = st.text(st.sampled_from("甲乙丙丁，。、（）《》“”：；！？1290.,% aBc"), max_size=80)


@given(sentences, st.integers(60, 300))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, width: int) -> None:
    lines = break_lines(text, width, em)
    assert all(em(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(sentences, st.integers(60, 300))
def test_marks_stand_on_the_right_side_of_every_break(text: str, width: int) -> None:
    lines = break_lines(text, width, em)
    for before, after in pairwise(lines):
        if not before or not after:
            continue
        # Where a run of marks and words (and a blank between) is wider than a line it has to be divided.
        tail = len(before) - len(before.rstrip("".join(CANNOT_START | CANNOT_END) + "1290abcABC"))
        head = len(after) - len(after.lstrip("".join(CANNOT_START | CANNOT_END) + "1290abcABC"))
        if em(before[-tail - 1 :]) + em(after[: head + 1]) > width - 10:
            continue
        assert after[0] not in CANNOT_START
        assert before[-1] not in CANNOT_END


@given(st.text(st.sampled_from("甲乙丙丁2026年"), min_size=1, max_size=60))
def test_balanced_titles_need_no_more_lines(text: str) -> None:
    width = balanced_width(text, 150, em)
    assert width <= 150
    assert len(break_lines(text, width, em)) == len(break_lines(text, 150, em))


def test_balanced_title_has_even_lines() -> None:
    title = "云岭城市发展集团有限公司二〇二六年度工作报告"
    width = balanced_width(title, 200, em)
    lengths = [len(line) for line in break_lines(title, width, em)]
    assert lengths == [11, 11]


def test_a_title_breaks_where_its_meaning_does() -> None:
    title = "沂河运输集团有限公司2025年度违规经营投资责任追究工作年度报告"
    assert title_lines(title, 220, em) == ("沂河运输集团有限公司2025年度", "违规经营投资责任追究工作年度报告")
    assert title_lines("违规经营投资责任追究", 220, em) == ("违规经营投资责任追究",)
    assert title_lines("一" * 30, 220, em) == ("一" * 15, "一" * 15)
    assert "".join(title_lines(title, 90, em)) == title
