"""Short answers as ledgers write them: 是 / 否, the level of an enterprise, ways of reporting, secrecy."""

from __future__ import annotations

import re

from .reading_base import (
    Cell,
    Grade,
    Problem,
    Reading,
    absent,
    is_not_known,
    is_nothing,
    squeezed,
    text_of,
    unclear,
)

_ENDED = ("完结", "办结", "结案", "结束", "完成", "销号", "了结")
_YES = frozenset(
    ["是", "√", "✓", "✔", "☑", "对", "有", "Y", "YES", "TRUE", "1", "已"]
    + [f"{said}{word}" for said in ("", "已") for word in _ENDED]
)
_NO = frozenset(
    ["否", "×", "✗", "✘", "X", "☐", "□", "不是", "未", "N", "NO", "FALSE", "0"]
    + ["在办", "在查", "办理中", "正在办理", "进行中", "核查中", "整改中"]
    + [f"{said}{word}" for said in ("未", "尚未", "没有") for word in _ENDED]
)
_LEVELS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_LEVELS |= {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_LEVEL = re.compile(
    r"第?(?P<n>[1-9]|[一二三四五六七八九]|I{1,3}|IV|VI?)(?:级(?:子?(?:企业|公司|单位)|及以下|次)?)?"
)
_HEAD_OFFICE = re.compile(r"(?:集团|公司)?(?:本部|总部|本级)|集团(?:公司)?|母公司")
_LISTED = re.compile(r"[、，,；;/／\s]+|和|及")
_CLASSIFIED = re.compile(r"秘密|机密|绝密|(?<!非)(?<!不)(?<!未)涉密")
_LAWFUL_SECRECY = re.compile(
    r"商业秘密|工作秘密|企业秘密|内部秘密|(?:无|非|不属于?|不涉及|不含)(?:国家|商业|工作)?(?:秘密|机密|绝密)"
)
_MARK = re.compile(r"(?:秘密|机密|绝密)(?:★|☆|\*|级)|^(?:密级:?)?(?:秘密|机密|绝密)$|密级:(?:秘密|机密|绝密)")


def read_yes_no(cell: Cell) -> Reading[bool]:
    """是 or 否 in any of the field's marks; 已完结 and 未完结 too."""
    if isinstance(cell, bool):
        return Reading(cell)
    text = text_of(cell).strip()
    if is_nothing(text) and text != "无":
        return absent()
    plain = re.sub(r"\(.*\)|[。.,;!]", "", squeezed(text)).upper()
    if plain in _YES:
        return Reading(True)
    if plain in _NO:
        return Reading(False)
    return unclear(f"“{text}”看不出是“是”还是“否”，请改写。")


def read_level(cell: Cell) -> Reading[int]:
    """The level of an enterprise in its group: ``2``, ``二级``, ``三级子企业`` → 1 to 9."""
    text = text_of(cell).strip()
    if is_nothing(text):
        return absent()
    if is_not_known(text):
        return absent(f"写明“{text}”，级次留空。")
    plain = squeezed(text).upper()
    if match := _LEVEL.fullmatch(plain):
        level = _LEVELS.get(match["n"]) or int(match["n"])
        note = (Problem(Grade.CONFIRM, f"“{text}”按{level}级登记，请确认。"),) if "以下" in plain else ()
        return Reading(level, note)
    if _HEAD_OFFICE.fullmatch(plain):
        return Reading(1, (Problem(Grade.CONFIRM, f"“{text}”按一级登记，请确认。"),))
    return unclear(f"“{text}”不是一个级次，请写成 2 或 二级 的样子。")


def read_listed(cell: Cell) -> tuple[str, ...]:
    """Plain words of a list (书面、系统), in order, each once."""
    text = text_of(cell).strip()
    if is_nothing(text):
        return ()
    return tuple(dict.fromkeys(part for part in _LISTED.split(text) if part))


def is_classified(cell: Cell) -> bool:
    """A secrecy column that says 秘密, 机密 or 绝密; 商业秘密 and 工作秘密 are no state secrets."""
    return _CLASSIFIED.search(_LAWFUL_SECRECY.sub("", squeezed(text_of(cell)))) is not None


def bears_secrecy_mark(cell: Cell) -> bool:
    """A cell of any column with a mark of classification such as ``机密★10年`` or the bare word."""
    text = squeezed(text_of(cell))
    return bool(text) and _MARK.search(_LAWFUL_SECRECY.sub("", text)) is not None
