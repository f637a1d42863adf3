"""Which passwords are good enough, and how login names are compared."""

from __future__ import annotations

import re
import unicodedata

from ..domain.errors import FieldError

SHORTEST, LONG_ENOUGH, LONGEST = 10, 14, 256

#  Words people build passwords from; also with digits and signs before or behind, and with @ for a and the
# like.
_STEMS = frozenset(
    (
        *(
            "password",
            "passwd",
            "admin",
            "administrator",
            "root",
            "guest",
            "test",
            "user",
            "login",
            "welcome",
        ),
        *("letmein", "iloveyou", "woaini", "woaizhongguo", "zhongguo", "china", "mima", "mimamima"),
        *("qwerty", "qwertyui", "qwertyuiop", "asdf", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm"),
        *("qazwsx", "qazwsxedc", "abc", "abcd", "abcdef", "huawei", "lenovo", "windows", "office"),
        *("zhuize", "zhuizexitong", "weigui"),
    )
)
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)
_UNSHIFT = str.maketrans("!@#$%^&*()", "1234567890")
_LOOKALIKE = str.maketrans("@4013$5!7", "aaoiessit")


def login_key(login: str) -> str:
    """The form in which login names are compared: full-width as half-width, no outer blanks, no case."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def check_login(login: str) -> str:
    """The login name as stored.

    Raises:
        FieldError: empty, longer than 40 characters, or with characters that cannot be seen.
    """
    name = unicodedata.normalize("NFKC", login).strip()
    if not name:
        raise FieldError("login", "登录名不能为空，请填写登录名。")
    if len(name) > 40:
        raise FieldError("login", "登录名过长，请控制在40个字以内。")
    if not name.isprintable() or any(character.isspace() for character in name):
        raise FieldError("login", "登录名中不能有空格或看不见的字符，请重新填写。")
    return name


def check_password(login: str, password: str) -> None:
    """Refuse a password that is easy to guess.

    At least 10 characters of three kinds (capitals, small letters, digits, others, which include Chinese), or
    at least 14 of any kind; without the login name; not an obvious one (本程序设计).

    Raises:
        FieldError: on ``password``, saying what to change.
    """
    text = unicodedata.normalize("NFC", password)
    if len(text) < SHORTEST:
        raise FieldError("password", f"密码至少要有{SHORTEST}个字符，请加长。")
    if len(text) > LONGEST:
        raise FieldError("password", f"密码不能超过{LONGEST}个字符，请缩短。")
    if len(text) < LONG_ENOUGH and _kinds(text) < 3:
        raise FieldError(
            "password",
            f"密码须含大写字母、小写字母、数字、其他字符中的三种，或者不少于{LONG_ENOUGH}个字符，请修改。",
        )
    name = login_key(login)
    # A name of one or two Latin letters stands in half of all passwords by chance.
    if name and (len(name) > 2 or not name.isascii()) and name in login_key(text):
        raise FieldError("password", "密码中不能含有登录名，请换一个密码。")
    if _is_obvious(text.lower()):
        raise FieldError("password", "这个密码太常见，容易被猜到，请换一个密码。")


def _kinds(text: str) -> int:
    kinds = {
        "upper" if c.isupper() else "lower" if c.islower() else "digit" if c.isdecimal() else "other"
        for c in text
    }
    return len(kinds)


def _is_obvious(text: str) -> bool:
    if len(set(text)) < 5:
        return True
    typed = text.translate(_UNSHIFT)
    if any(typed in run or text in run for run in _RUNS):
        return True
    halves = len(text) // 2
    if len(text) % 2 == 0 and text[:halves] == text[halves:] and _is_obvious_part(text[:halves]):
        return True
    return _is_obvious_part(text)


def _is_obvious_part(text: str) -> bool:
    """A known word, perhaps spelt with look-alikes, between nothing but digits and signs."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    signs_kept = re.sub(r"^[\d_.\-]+|[\d_.\-]+$", "", text)
    return any(
        form in _STEMS for form in (core, core.translate(_LOOKALIKE), signs_kept.translate(_LOOKALIKE))
    )
