"""The printed recovery code: what it holds, and that slips of pen and eye are told at once."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.seal.recovery import new_code, read_code

# Crockford's base 32: digits and capitals without I, L, O, U.
ALPHABET = [c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c not in "ILOU"]


@pytest.fixture(scope="module")
def code():
    return new_code()


def test_a_code_has_eight_groups_of_five_and_carries_160_bits(code):
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){7}", code)
    assert len(read_code(code)) * 5 == 160


def test_codes_differ_and_use_the_whole_alphabet():
    codes = [read_code(new_code()) for _ in range(200)]
    assert len(set(codes)) == 200
    # 6,400 letters: the chance that one of 32 never occurs is below 10**-86.
    assert set("".join(codes)) == set(ALPHABET)


def test_check_letters_agree_with_polynomial_arithmetic_done_by_long_division(code):
    """An independent computation: the group as a polynomial over GF(2)[x] modulo x^5 + x^2 + 1."""

    def times(a, b):
        product = 0
        for bit in range(5):
            if b >> bit & 1:
                product ^= a << bit
        for bit in range(9, 4, -1):
            if product >> bit & 1:
                product ^= 0b100101 << (bit - 5)
        return product

    for number, group in enumerate(code.split("-")):
        power, total = 2, 0
        for letter in group[:4]:
            total ^= times(ALPHABET.index(letter), power)
            power = times(power, 2)
        x4 = times(times(2, 2), times(2, 2))
        total ^= times(number, x4) ^ number
        assert group[4] == ALPHABET[total]


def test_every_single_wrong_character_is_told_with_its_group(code):
    for at, letter in enumerate(code):
        if letter == "-":
            continue
        for wrong in ALPHABET:
            if wrong != letter:
                with pytest.raises(FieldError, match=f"第{at // 6 + 1}组"):
                    read_code(code[:at] + wrong + code[at + 1 :])


def test_every_swap_within_a_group_and_every_swap_of_groups_is_told(code):
    groups = code.split("-")
    for number, group in enumerate(groups):
        for i, j in itertools.combinations(range(5), 2):
            letters = list(group)
            letters[i], letters[j] = letters[j], letters[i]
            swapped = "".join(letters)
            if swapped != group:
                with pytest.raises(FieldError, match=f"第{number + 1}组"):
                    read_code("-".join([*groups[:number], swapped, *groups[number + 1 :]]))
    for i, j in itertools.combinations(range(8), 2):
        moved = list(groups)
        moved[i], moved[j] = moved[j], moved[i]
        with pytest.raises(FieldError, match=f"第{i + 1}组"):
            read_code("-".join(moved))


@given(data=st.data())
def test_a_code_is_read_however_it_is_typed(code, data):
    looks = {"0": "0oO０", "1": "1iIlLｌ"}
    typed = "".join(
        data.draw(st.sampled_from(looks.get(c, c + c.lower() + chr(ord(c) + 0xFEE0))))
        for c in code
        if c != "-"
    )
    separator = data.draw(st.sampled_from(["", " ", "-", "－", "—", "　", "\t", " - ", "\n"]))
    parts = [typed[at : at + 5] for at in range(0, 40, 5)]
    assert read_code(f" {separator.join(parts)} ") == read_code(code)


def test_a_wrong_length_and_a_strange_character_are_told(code):
    with pytest.raises(FieldError, match="39个字符"):
        read_code(code[:-1])
    with pytest.raises(FieldError, match="41个字符"):
        read_code(code + "0")
    with pytest.raises(FieldError, match="字符“U”"):
        read_code("u" + code[1:])
    with pytest.raises(FieldError, match="字符“码”"):
        read_code("码" + code)
    with pytest.raises(FieldError, match="0个字符") as caught:
        read_code("  ")
    assert caught.value.field == "recovery_code"
