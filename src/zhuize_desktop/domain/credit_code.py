"""统一社会信用代码 (GB 32100—2015): what is wrong with one, and where.

The code carries two check digits: the 18th over everything before it, and the 17th, which belongs to the
组织机构代码 in places 9 to 17 (GB 11714—1997). Together they say in which part one wrong sign stands, and mostly which.
"""

from __future__ import annotations

#: The 31 signs in the order of their values; I, O, S, V, Z are left out.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_LENGTH = 18
#: 登记管理机关行政区划码, places 3 to 8, are digits.
_AREA = range(2, 8)
#: 组织机构代码, places 9 to 17, the last of them its own check digit.
_BODY = range(8, 17)
_BODY_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
#: More than these say nothing.
_MOST_PLACES = 3
#: 登记管理部门 and 机构类别 as they are given out; only where a wrong sign is looked for.
_FIRST, _SECOND = "123456789ANY", "1234569"


def credit_code_fault(code: str) -> str:
    """What is wrong with a code, as a Chinese clause that names the place; empty when it is right."""
    for place, sign in enumerate(code[:CREDIT_CODE_LENGTH]):
        if sign not in _SIGNS:
            return f"第{place + 1}位不能有“{sign}”，只用数字和除I、O、S、V、Z以外的大写字母"
    if len(code) != CREDIT_CODE_LENGTH:
        return f"应为{CREDIT_CODE_LENGTH}位，现为{len(code)}位"
    if code[-1] == credit_check_digit(code[:-1]):
        return ""
    return f"校验码不符，可能有一位写错{_where(code)}"


def _where(code: str) -> str:
    """The places at which one other sign would make the code right."""
    found = corrections(code)
    if not found:
        return "，或不止一位写错"
    if len(found) > _MOST_PLACES:
        return f"：在第{'、'.join(str(place) for place, _ in found)}位之一"
    return "：" + "或".join(f"第{place}位（现为“{code[place - 1]}”，应为“{sign}”）" for place, sign in found)


def corrections(code: str) -> tuple[tuple[int, str], ...]:
    """Place (from 1) and sign of every single change that satisfies both check digits."""
    found = []
    letters = [place for place in _AREA if not code[place].isdigit()]
    for place in letters or range(CREDIT_CODE_LENGTH):
        for sign in _allowed(place):
            changed = code[:place] + sign + code[place + 1 :]
            if (
                changed != code
                and changed[-1] == credit_check_digit(changed[:-1])
                and _body_holds(changed[_BODY.start : _BODY.stop])
            ):
                found.append((place + 1, sign))
    return tuple(found)


def _allowed(place: int) -> str:
    if place in _AREA:
        return _SIGNS[:10]
    return {0: _FIRST, 1: _SECOND}.get(place, _SIGNS)


def credit_check_digit(body: str) -> str:
    """The 18th sign that belongs to the first 17 (GB 32100—2015: weights 3ⁱ⁻¹ mod 31, modulus 31)."""
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return _SIGNS[-total % 31]


def _body_holds(body: str) -> bool:
    """Whether an 组织机构代码 satisfies its own check digit (GB 11714—1997: modulus 11, X for 10)."""
    total = sum(
        _BODY_SIGNS.index(sign) * weight for sign, weight in zip(body[:-1], _BODY_WEIGHTS, strict=True)
    )
    return body[-1] == "0123456789X"[-total % 11]
