from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.money import (
    LIMIT_FEN,
    MoneyUnit,
    capital,
    checked_fen,
    format_fen,
    parse_fen,
    round_half_up,
)

AMOUNTS = st.integers(0, LIMIT_FEN - 1)
#: Amounts full of zeros, where 大写 goes wrong.
SPARSE = st.lists(st.sampled_from("000000123456789"), min_size=1, max_size=15).map(
    lambda it: int("".join(it))
)

_VALUE = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}


def read_capital(text: str) -> int:
    """An amount in 大写 read back to 分 by the rules of Chinese numerals, without the code under test."""
    yuan, cents, section, digit = 0, 0, 0, 0
    for sign in text.removesuffix("整"):
        if sign in _VALUE:
            digit = _VALUE[sign]
        elif sign in "拾佰仟":
            section += digit * {"拾": 10, "佰": 100, "仟": 1000}[sign]
            digit = 0
        elif sign == "万":
            yuan, section, digit = yuan + (section + digit) * 10**4, 0, 0
        elif sign == "亿":
            yuan, section, digit = (yuan + section + digit) * 10**8, 0, 0
        elif sign == "元":
            yuan, section, digit = yuan + section + digit, 0, 0
        else:
            cents += digit * {"角": 10, "分": 1}[sign]
            digit = 0
    return yuan * 100 + cents


@given(AMOUNTS | SPARSE)
@example(0)
@example(LIMIT_FEN - 1)
@example(10**14)
def test_capital_is_what_another_program_writes(fen):
    theirs = cn2an.an2cn(f"{fen // 100}.{fen % 100:02d}", "rmb")
    # 《正确填写票据和结算凭证的基本规定》 leaves 整 after 角 to the writer; we write it, the oracle does not.
    assert capital(fen) == (theirs if theirs.endswith(("整", "分")) else theirs + "整")


@given(AMOUNTS | SPARSE)
def test_capital_reads_back_to_the_amount(fen):
    assert read_capital(capital(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (150, "壹元伍角整"),
        (1000, "壹拾元整"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (56000000, "伍拾陆万元整"),
        (10**8 * 100 + 100, "壹亿零壹元整"),
        (10**12 * 100 + 10**6 * 100, "壹万亿零壹佰万元整"),
    ],
)
def test_capital_in_the_rule_s_own_examples(fen, text):
    assert capital(fen) == text


def test_capital_refuses_what_is_no_amount():
    for fen in (-1, LIMIT_FEN):
        with pytest.raises(FieldError):
            capital(fen)


@given(AMOUNTS, st.sampled_from(MoneyUnit), st.booleans())
def test_a_printed_amount_reads_back(fen, unit, thousands):
    text = format_fen(fen, unit, thousands=thousands)
    assert parse_fen(text, unit) == fen
    assert Decimal(text.replace(",", "")) * unit.fen == fen
    assert len(text.rpartition(".")[2]) >= 2


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("1,200.50", MoneyUnit.YUAN, 120050),
        ("１，２００．５０", MoneyUnit.YUAN, 120050),
        ("¥ 1 200", MoneyUnit.YUAN, 120000),
        ("265.05万元", MoneyUnit.YUAN, 265050000),
        ("12元", MoneyUnit.WAN, 1200),
        ("1,0000", MoneyUnit.YUAN, 1000000),
        (".5", MoneyUnit.YUAN, 50),
        ("0.000001", MoneyUnit.WAN, 1),
        ("9999999999999.99", MoneyUnit.YUAN, LIMIT_FEN - 1),
    ],
)
def test_what_people_type(text, unit, fen):
    assert parse_fen(text, unit) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".",
        "元",
        "一百",
        "1,5",
        "1,20",
        "12,34,567",
        "1e5",
        "1_000",
        "nan",
        "Infinity",
        "1.2.3",
        "3亿元",
        "9" * 5000,
        "1e999999999",
        "0." + "0" * 40 + "1",
    ],
)
def test_what_is_no_amount_is_refused_in_chinese(text):
    with pytest.raises(FieldError) as refusal:
        parse_fen(text, MoneyUnit.YUAN, "loss")
    assert refusal.value.field == "loss"
    assert "不是金额" in refusal.value.sentence
    assert len(refusal.value.sentence) < 100


@pytest.mark.parametrize(
    ("text", "part"),
    [("0.005", "分以下"), ("-1", "负数"), ("10000000000000", "十万亿元"), ("9" * 18, "十万亿元")],
)
def test_amounts_this_program_does_not_keep(text, part):
    with pytest.raises(FieldError, match=part):
        parse_fen(text, MoneyUnit.YUAN)


def test_amounts_at_the_edges_are_kept():
    assert (checked_fen(0), checked_fen(10**15 - 1)) == (0, LIMIT_FEN - 1)


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_rounding_is_commercial(thousandths, places):
    value = Decimal(thousandths) / 1000
    rounded = round_half_up(value, places)
    step = Decimal(1).scaleb(-places)
    assert abs(rounded - value) <= step / 2
    assert rounded == value or abs(value) - abs(rounded) != step / 2, "a half goes away from zero"
