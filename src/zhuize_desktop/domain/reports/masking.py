"""遮盖: names in annexes, and clues outside the report's circle of knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..facts import ClueFact

#: What stands in place of everything about a clue outside the circle, except its number.
WITHHELD = "按知悉范围另行登记"

_COMPOUND = [
    "欧阳",
    "太史",
    "端木",
    "上官",
    "司马",
    "东方",
    "独孤",
    "南宫",
    "万俟",
    "闻人",
    "夏侯",
    "诸葛",
    "尉迟",
    "公羊",
    "赫连",
    "澹台",
    "皇甫",
    "宗政",
    "濮阳",
    "公冶",
    "太叔",
    "申屠",
    "公孙",
    "慕容",
    "仲孙",
    "钟离",
    "长孙",
    "宇文",
    "司徒",
    "鲜于",
    "司空",
    "令狐",
]
_SOME = "某"


def masked_name(name: str) -> str:
    """王建国 → 王某某, 王芳 → 王某, 欧阳建国 → 欧阳某某; a masked name stays as it is."""
    plain = name.strip()
    if not plain:
        return ""
    surname = 2 if plain[:2] in _COMPOUND and len(plain) > 2 else 1
    return plain[:surname] + _SOME * min(2, max(1, len(plain) - surname))


def told_persons(fact: ClueFact, *, names: bool) -> str:
    """The 涉及责任人员 as the annex prints them."""
    return "、".join(person if names else masked_name(person) for person in fact.persons)


def told_summary(fact: ClueFact, *, names: bool) -> str:
    """The 问题线索概述 as the annex prints it: names of the clue's own persons are masked in it too."""
    return fact.summary if names else masked_in(fact.summary, fact.persons)


def masked_in(text: str, persons: Iterable[str]) -> str:
    """``text`` with these persons' names masked wherever they stand in it."""
    for person in sorted((person for person in persons if len(person) > 1), key=len, reverse=True):
        text = text.replace(person, masked_name(person))
    return text
