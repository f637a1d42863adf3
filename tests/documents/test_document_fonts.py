"""Missing characters are seen, never blank."""

from __future__ import annotations

import pytest

from zhuize_desktop.documents.fonts import (
    BOLD,
    MISSING,
    SANS,
    SERIF,
    drawable,
    missing_characters,
    text_width,
)


@pytest.mark.parametrize("font", [SERIF, SANS, BOLD])
def test_missing_characters_print_as_a_mark(font: str) -> None:
    assert drawable("甲\U0001f600乙\ue000", font) == f"甲{MISSING}乙{MISSING}"
    assert text_width(MISSING, font, 10) == 10


def test_missing_characters_are_listed_once_and_sorted() -> None:
    assert missing_characters(["a\U0001f600", "甲\ue000\U0001f600", "\n\x00"]) == ("\ue000", "\U0001f600")
    assert missing_characters(["《济南》〔2027〕2号，㎡→✓□■①"]) == ()


@pytest.mark.parametrize("font", [SERIF, SANS, BOLD])
def test_width_of_chinese_is_the_size(font: str) -> None:
    assert text_width("责任追究", font, 12) == 48
    assert text_width("", font, 12) == 0
    assert 0 < text_width("1", font, 12) < 12
