"""Short answers, levels, secrecy, and the text of a cell."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from zhuize_desktop.domain.reading import (
    bears_secrecy_mark,
    is_classified,
    read_level,
    read_listed,
    read_yes_no,
    text_of,
)


@pytest.mark.parametrize(
    "cell", ["是", "√", "✔", "已完结", "完结", "已办结", "已销号", True, 1, "是。", "是（已销号）", "Ｙ"]
)
def test_yes(cell):
    assert read_yes_no(cell).value is True


@pytest.mark.parametrize("cell", ["否", "×", "未完结", "尚未办结", "未销号", False, 0, "否 ", "在办", "Ｎ"])
def test_no(cell):
    assert read_yes_no(cell).value is False


@pytest.mark.parametrize("cell", ["部分", "2", "是/否"])
def test_neither_yes_nor_no_is_told(cell):
    found = read_yes_no(cell)
    assert found.value is None
    assert found.problems


def test_an_empty_answer_is_neither():
    assert read_yes_no("").value is None
    assert read_yes_no(None).problems == ()


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        (2, 2),
        (3.0, 3),
        ("二级", 2),
        ("三级子企业", 3),
        ("2级", 2),
        ("第四级", 4),
        ("２", 2),
        ("Ⅱ级", 2),
        ("一级企业", 1),
    ],
)
def test_levels(cell, level):
    assert read_level(cell).value == level
    assert read_level(cell).problems == ()


@pytest.mark.parametrize("cell", ["二、三级", 0, 12, "高", 2.5])
def test_what_is_no_level_is_told(cell):
    assert read_level(cell).value is None
    assert read_level(cell).problems


def test_the_head_office_is_level_one_once_confirmed():
    assert read_level("集团本部").value == 1
    assert read_level("集团本部").problems


def test_ways_of_reporting():
    assert read_listed("书面、系统") == ("书面", "系统")
    assert read_listed("书面 / 系统，书面") == ("书面", "系统")
    assert read_listed(None) == ()


@pytest.mark.parametrize("cell", ["秘密", "机密", "绝密级", "机密★10年", "秘密（工作）", "涉密"])
def test_state_secrets(cell):
    assert is_classified(cell)


@pytest.mark.parametrize(
    "cell", ["商业秘密", "工作秘密", "内部", "非涉密", "不涉及秘密", "无", "", None, "公开"]
)
def test_what_may_be_kept_here(cell):
    assert not is_classified(cell)
    assert not bears_secrecy_mark(cell)


def test_a_mark_of_classification_in_any_cell():
    assert bears_secrecy_mark("机密★10年")
    assert bears_secrecy_mark(" 秘密 ")
    assert not bears_secrecy_mark("泄露企业秘密资料，造成损失")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (" 原样 ", " 原样 "),
        (2.0, "2"),
        (2650.5, "2650.5"),
        (1e-7, "0.0000001"),
        (120000000000000000, "120000000000000000"),
        (date(2023, 5, 6), "2023-05-06"),
        (datetime(2023, 5, 6), "2023-05-06"),
        (datetime(2023, 5, 6, 9, 30), "2023-05-06 09:30:00"),
        (True, "是"),
    ],
)
def test_the_text_of_a_cell_is_what_a_person_sees(cell, text):
    assert text_of(cell) == text
