"""恢复码: the printed code that opens the ledger when every password is forgotten.

160 random bits as 32 characters of Crockford's base 32 (no I, L, O, U), in eight groups of four, each group
followed by a check character: a slip of the pen or of the eye is told with the number of the group, before
any work is done.
"""

from __future__ import annotations

import secrets
import unicodedata

from ..domain.errors import FieldError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: number for number, letter in enumerate(_ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = "-‐‑‒–—―−－_·."
GROUPS, GROUP = 8, 4


def new_code() -> str:
    """A fresh code as printed: eight groups of five characters joined by ``-``."""
    letters = [_ALPHABET[secrets.randbelow(32)] for _ in range(GROUPS * GROUP)]
    groups = ["".join(letters[at : at + GROUP]) for at in range(0, len(letters), GROUP)]
    return "-".join(group + _check_letter(number, group) for number, group in enumerate(groups))


def read_code(typed: str) -> str:
    """The 32 characters that carry the secret, from a code as somebody typed it.

    Small letters, full-width characters, blanks and any dashes are accepted, O is read as 0, I and L as 1.

    Raises:
        FieldError: on ``recovery_code``: a character that never occurs, a wrong length, or the first group
        whose
            check character does not fit.
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    text = "".join(c for c in text if not c.isspace() and c not in _DASHES).translate(_READ_AS)
    strange = next((c for c in text if c not in _VALUE), None)
    if strange is not None:
        raise FieldError("recovery_code", f"恢复码中不会出现字符“{strange}”，请对照纸面重新输入。")
    expected = GROUPS * (GROUP + 1)
    if len(text) != expected:
        raise FieldError(
            "recovery_code",
            f"恢复码共{GROUPS}组、每组{GROUP + 1}个字符，现在输入了{len(text)}个字符，请对照纸面重新输入。",
        )
    groups = [text[at : at + GROUP + 1] for at in range(0, expected, GROUP + 1)]
    for number, group in enumerate(groups):
        if _check_letter(number, group[:GROUP]) != group[GROUP]:
            raise FieldError("recovery_code", f"恢复码第{number + 1}组“{group}”有误，请对照纸面核对这一组。")
    return "".join(group[:GROUP] for group in groups)


def _check_letter(number: int, group: str) -> str:
    """A weighted sum over GF(32): every single wrong character and every swap of two in a group changes it.

    ``number`` goes in as well, so that two whole groups that changed places are told too.
    """
    total = number
    for letter in reversed(group):
        total = _doubled(total ^ _VALUE[letter])
    return _ALPHABET[total ^ number]


def _doubled(value: int) -> int:
    """``value`` times x in GF(32) with x⁵ + x² + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
