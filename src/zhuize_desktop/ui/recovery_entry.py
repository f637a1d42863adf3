"""Typing a recovery code back: what of it does not agree with the one that was shown."""

from __future__ import annotations

from ..domain.errors import FieldError


def code_fault(typed: str, code: str) -> str:
    """The sentence for a code that was not taken down rightly; empty when it is the one shown.

    Small letters, blanks and look-alikes are as good; a group that is wrong is named.
    """
    from ..seal.recovery import read_code

    if not typed.strip():
        return "请把抄下或打印的恢复码完整输入一遍。"
    try:
        read = read_code(typed)
    except FieldError as error:
        return error.sentence
    return "" if read == read_code(code) else "输入的不是刚才显示的恢复码，请对照纸面重新输入。"


def masked(code: str) -> str:
    """The code in two lines, as it stands while it is typed back."""
    return in_two_lines("".join(sign if sign == "-" else "•" for sign in code))


def in_two_lines(code: str) -> str:
    """The code in two lines of four groups."""
    groups = code.split("-")
    half = len(groups) // 2
    return "-".join(groups[:half]) + "\n" + "-".join(groups[half:])
