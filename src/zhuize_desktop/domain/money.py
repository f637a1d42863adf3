"""Amounts of money: whole 分 inside, 元 or 万元 at the edge. No binary floating point anywhere."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from .errors import FieldError, quoted

FEN_PER_YUAN = 100
#: Amounts from 10¹³ 元 are refused: no city enterprise owns as much, so it is a typing error.
LIMIT_FEN = 10**13 * FEN_PER_YUAN


class MoneyUnit(StrEnum):
    """The unit a person types or reads."""

    YUAN = "元"
    WAN = "万元"

    @property
    def fen(self) -> int:
        """How many 分 one unit is."""
        return FEN_PER_YUAN if self is MoneyUnit.YUAN else FEN_PER_YUAN * 10_000


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
#: Digits, or groups of three (1,200) or four (1,0000) with commas; nothing like 1e5, 1_000 or 1,5.
_FIGURE = re.compile(
    r"(?=.*[0-9])[+-]?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,4}(?:,[0-9]{4}){1,3})?"
    r"(?:\.[0-9]{0,8})?"
)


def parse_fen(text: str, unit: MoneyUnit, field: str = "amount") -> int:
    """The 分 in a typed figure such as ``1,200.50``; full-width digits and separators are accepted.

    Raises:
        FieldError: no number, finer than one 分, negative, or from 10¹³ 元.
    """
    plain = "".join(text.translate(_FULL_WIDTH).split()).lstrip("¥￥")
    for suffix, named in (("万元", MoneyUnit.WAN), ("元", MoneyUnit.YUAN)):
        if plain.endswith(suffix):
            plain, unit = plain.removesuffix(suffix), named
            break
    if not _FIGURE.fullmatch(plain):
        raise FieldError(field, f"{quoted(text)}不是金额，请只填数字，例如 1200.50。")
    # At most 26 digits, which the default context multiplies exactly.
    fen = Decimal(plain.replace(",", "")) * unit.fen
    if fen != fen.to_integral_value():
        raise FieldError(field, f"{quoted(text)}精确到了分以下，请按元、角、分填写。")
    return checked_fen(int(fen), field)


def checked_fen(fen: int, field: str = "amount") -> int:
    """``fen`` itself, when it is an amount this program keeps.

    Raises:
        FieldError: negative, or from 10¹³ 元.
    """
    if fen < 0:
        raise FieldError(field, "金额不能为负数。")
    if fen >= LIMIT_FEN:
        raise FieldError(field, "金额达到或超过十万亿元，请核对单位是元还是万元。")
    return fen


def format_fen(fen: int, unit: MoneyUnit = MoneyUnit.YUAN, *, thousands: bool = True) -> str:
    """``265050000`` 分 → ``2,650,500.00`` 元 or ``265.05`` 万元: at least two decimals, never rounded."""
    value = Decimal(fen) / unit.fen
    digits = max(2, -int(value.normalize().as_tuple().exponent)) if fen % unit.fen else 2
    return f"{value:{',' if thousands else ''}.{digits}f}"


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Commercial rounding, once, at the edge."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def capital(fen: int) -> str:
    """The amount in 大写, after 《正确填写票据和结算凭证的基本规定》: ``56000000`` 分 → ``伍拾陆万元整``.

    整 follows 元 and 角; after 分 it is left out. Zero is ``零元整``.
    """
    checked_fen(fen)
    yuan, cents = divmod(fen, FEN_PER_YUAN)
    jiao, last = divmod(cents, 10)
    text = _capital_integer(yuan) + "元" if yuan else ""
    if not cents:
        return (text or "零元") + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif text:
        text += "零"
    return text + (_DIGITS[last] + "分" if last else "整")


#: Places of a whole number in 大写, large to small. 亿 and 万 stand on whole numbers of their own (玖仟亿).
_PLACES = ((10**8, "亿"), (10**4, "万"), (10**3, "仟"), (10**2, "佰"), (10, "拾"))


def _capital_integer(value: int) -> str:
    """A whole number in 大写: what stands on its largest place, then the rest; one 零 for skipped places."""
    for size, name in _PLACES:
        if value >= size:
            high, low = divmod(value, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _capital_integer(high) + name + gap + (_capital_integer(low) if low else "")
    return _DIGITS[value]
