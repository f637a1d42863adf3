"""Amounts and loss words in every way ledgers write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.reading import (
    Amount,
    AmountUnit,
    Basis,
    Grade,
    LossPart,
    LossWords,
    read_amount,
    read_amounts,
    read_loss_words,
)

WAN = AmountUnit.WAN
FEN_IN_WAN = 1_000_000


@pytest.mark.parametrize(
    ("cell", "unit", "fen"),
    [
        (2650.5, WAN, 2_650_500_000),
        (1200, WAN, 1_200_000_000),
        (1200, AmountUnit.YUAN, 120_000),
        (1.1, AmountUnit.YUAN, 110),
        (0.1 + 0.2, WAN, 300_000),
        (3600.2999999999997, WAN, 3_600_300_000),
        (0, None, 0),
        ("1,200.50", AmountUnit.YUAN, 120_050),
        ("２６５０．５万元", None, 2_650_500_000),
        ("1200 万元", AmountUnit.YUAN, 1_200_000_000),
        ("损失1200万元", None, 1_200_000_000),
        ("损失1200", WAN, 1_200_000_000),
        ("人民币1200万元整", None, 1_200_000_000),
        ("￥1,200.00", AmountUnit.YUAN, 120_000),
        ("1.2亿元", None, 12_000_000_000),
        ("1.2亿", WAN, 12_000_000_000),
        ("3千元", None, 300_000),
        ("2023年损失1200万元", None, 1_200_000_000),
        ("3家企业损失300万元", None, 300_000_000),
        ("重大资产损失（1200万元）", None, 1_200_000_000),
    ],
)
def test_one_amount_becomes_whole_fen(cell, unit, fen):
    found = read_amount(cell, unit)
    assert found.value == fen
    assert found.problems == ()


@pytest.mark.parametrize("cell", ["约120万", "120万元左右", "大约120万元"])
def test_about_is_taken_and_said(cell):
    found = read_amount(cell, WAN)
    assert found.value == 120 * FEN_IN_WAN
    assert [problem.grade for problem in found.problems] == [Grade.HINT]


@pytest.mark.parametrize(
    "cell", [None, "", "—", "-", "/", "无", "一般资产损失", "120万吨煤炭", "涉及3家企业"]
)
def test_no_amount_is_no_problem(cell):
    found = read_amounts(cell, WAN)
    assert found.value is None
    assert found.problems == ()


@pytest.mark.parametrize(
    ("cell", "grade", "words"),
    [
        (-5, Grade.ERROR, "负数"),
        ("-120万元", Grade.ERROR, "负数"),
        ("(120)", Grade.ERROR, "负数"),
        (1e-9, Grade.ERROR, "分以下"),
        ("1200.123元", Grade.ERROR, "分以下"),
        (float("inf"), Grade.ERROR, "不是金额"),
        ("99999999999999亿元", Grade.ERROR, "十万亿元"),
        ("损失1200万元，损失300万元", Grade.CONFIRM, "有两个金额，分不清"),
        ("直接损失300万元，直接损失20万元", Grade.CONFIRM, "有两个金额，分不清"),
        ("100-200万元", Grade.CONFIRM, "范围"),
        ("100万元至200万元", Grade.CONFIRM, "范围"),
        ("300万元以上", Grade.CONFIRM, "不是确数"),
        ("1200余万元", Grade.CONFIRM, "不是确数"),
        ("三百万元", Grade.CONFIRM, "阿拉伯数字"),
        ("100万美元", Grade.CONFIRM, "外币"),
        ("1亿2000万元", Grade.CONFIRM, "两个单位"),
        ("编号12345", Grade.CONFIRM, "看不出是不是金额"),
        ("1200元/吨", Grade.CONFIRM, "看不出是不是金额"),
        ("涉及资金480万元", Grade.CONFIRM, "没写明是损失"),
        ("预付款300万元未收回", Grade.CONFIRM, "没写明是损失"),
        (True, Grade.CONFIRM, "不是金额"),
    ],
)
def test_what_is_no_exact_amount_is_told_and_not_guessed(cell, grade, words):
    found = read_amounts(cell, WAN)
    assert found.value is None
    assert [problem.grade for problem in found.problems] == [grade]
    assert words in found.problems[0].sentence


def test_a_bare_number_needs_a_unit_from_somewhere():
    assert "元还是万元" in read_amounts(1200, None).problems[0].sentence
    assert "元还是万元" in read_amounts("1200", None).problems[0].sentence


DIRECT = Amount(300 * FEN_IN_WAN, LossPart.DIRECT)
INDIRECT = Amount(20 * FEN_IN_WAN, LossPart.INDIRECT)


@pytest.mark.parametrize(
    "text",
    [
        "直接损失300万元，间接损失20万元",
        "直接300万元、间接20万元",
        "300万元（直接损失）、20万元（间接损失）",
        "300万元直接损失、20万元间接损失",
        "1.直接损失300万元；2.间接损失20万元",
        "直接损失３００万元\n间接损失２０万元",
    ],
)
def test_two_amounts_are_told_apart_by_their_words(text):
    found = read_amounts(text, None)
    assert found.value == (DIRECT, INDIRECT)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("损失320万元，其中直接损失300万元、间接损失20万元", (Amount(320 * FEN_IN_WAN), DIRECT, INDIRECT)),
        ("直接损失和间接损失合计320万元", (Amount(320 * FEN_IN_WAN),)),
        ("预估损失320万元", (Amount(320 * FEN_IN_WAN, basis=Basis.ESTIMATED),)),
        ("损失风险320万元", (Amount(320 * FEN_IN_WAN, basis=Basis.ESTIMATED),)),
        ("认定损失320万元", (Amount(320 * FEN_IN_WAN, basis=Basis.CONFIRMED),)),
        ("初步认定损失320万元", (Amount(320 * FEN_IN_WAN, basis=Basis.ESTIMATED),)),
        ("或有损失20万元", (Amount(20 * FEN_IN_WAN, LossPart.CONTINGENT),)),
        (
            "损失320万元，已追回20万元",
            (Amount(320 * FEN_IN_WAN), Amount(20 * FEN_IN_WAN, LossPart.RECOVERED)),
        ),
        (
            "损失320万元已挽回20万元",
            (Amount(320 * FEN_IN_WAN), Amount(20 * FEN_IN_WAN, LossPart.RECOVERED)),
        ),
        ("未收回20万元", (Amount(20 * FEN_IN_WAN),)),
        ("应追回20万元", (Amount(20 * FEN_IN_WAN),)),
    ],
)
def test_part_and_basis_come_from_the_words(text, parts):
    assert read_amounts(text, None).value == parts


def test_parts_that_do_not_add_up_are_told():
    found = read_amounts("损失400万元（其中直接300万元，间接20万元）", None)
    assert found.value is not None
    assert len(found.value) == 3
    assert "不等于合计" in found.problems[0].sentence


def test_a_contract_sum_beside_a_loss_is_left_out_and_said():
    found = read_amounts("合同额5600万元，损失300万元", None)
    assert found.value == (Amount(300 * FEN_IN_WAN),)
    assert [problem.grade for problem in found.problems] == [Grade.HINT]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("一般资产损失", LossWords("一般资产损失", None)),
        ("较大损失", LossWords("较大资产损失", None)),
        ("重大资产损失（1200万元）", LossWords("重大资产损失", None)),
        ("重大不良后果", LossWords(None, "重大不良后果")),
        ("较大资产损失，严重不良后果", LossWords("较大资产损失", "严重不良后果")),
        ("产生不良影响", LossWords(None, "不良后果")),
    ],
)
def test_class_words_stand_apart_from_amounts(text, words):
    found = read_loss_words(text)
    assert found.value == words
    assert found.problems == ()


@pytest.mark.parametrize("text", ["损失1200万元", "未造成不良后果", "重大损失风险", "", None, "无重大损失"])
def test_no_class_is_read_where_none_is_said(text):
    assert read_loss_words(text).value is None


def test_a_lone_class_word_must_be_confirmed():
    found = read_loss_words("较大")
    assert found.value == LossWords("较大资产损失", None)
    assert [problem.grade for problem in found.problems] == [Grade.CONFIRM]


def test_two_classes_are_not_one():
    assert read_loss_words("一般资产损失或较大资产损失").value is None


_FEN = st.integers(0, 10**15 - 1)


def _plain(fen: int, unit: AmountUnit) -> str:
    return format(Decimal(fen) / unit.fen, "f")


@given(_FEN, st.sampled_from(AmountUnit))
def test_any_amount_in_any_unit_comes_back(fen, unit):
    shown = _plain(fen, unit)
    assert read_amount(shown, unit).value == fen
    assert read_amount(f"{shown}{unit.value}", None).value == fen
    assert read_amount(f"损失{shown}{unit.value}", AmountUnit.YUAN).value == fen


@given(_FEN)
def test_thousands_and_full_width_digits_come_back(fen):
    shown = f"{Decimal(fen) / 100:,.2f}"
    full_width = shown.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))
    assert read_amount(shown, AmountUnit.YUAN).value == fen
    assert read_amount(full_width, AmountUnit.YUAN).value == fen


@given(_FEN)
def test_a_binary_cell_of_excel_becomes_exact(fen):
    # 15 significant digits are what Excel stores of a typed number; a double carries them all.
    assert read_amount(fen / 100, AmountUnit.YUAN).value == fen


@given(_FEN, _FEN, st.sampled_from("，；、\n "))
def test_any_direct_and_indirect_pair_comes_back(direct, indirect, separator):
    text = f"直接损失{_plain(direct, WAN)}万元{separator}间接损失{_plain(indirect, WAN)}万元"
    assert read_amounts(text, None).value == (
        Amount(direct, LossPart.DIRECT),
        Amount(indirect, LossPart.INDIRECT),
    )


@given(st.text("0123456789.,-－万亿元千约至直接间损失认定已挽回（）()，。；年家", max_size=24))
def test_no_text_makes_the_reader_fail(text):
    found = read_amounts(text, WAN)
    assert all(0 <= amount.fen < 10**15 for amount in found.value or ())
    read_loss_words(text)
