"""What follows from a value that is being typed: the class of a loss, a closed circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.money import MoneyUnit, format_fen
from ...domain.rules import Standing
from ...services.clues import CLOSED_SOURCES, source_root
from ..palette import Tone

if TYPE_CHECKING:
    from ...domain.rulebook import RuleBook
    from ...domain.rules import LossClass, RulePack

#: The enterprise's own thresholds bind; until they are filled in, the national ones are shown for reference.
_PACKS = ("local", "46")


def classified(book: RuleBook, fen: int) -> tuple[LossClass, RulePack] | None:
    """The class of a loss of ``fen`` 分 and the pack that says so; ``None`` while no pack does."""
    for code in _PACKS:
        if (found := book.loss_class(fen, code)) is not None:
            return found, book.pack(code)
    return None


def force(found: LossClass, pack: RulePack) -> str:
    """``参照 · 待核对``: what force the class has, and whether its text was read. Empty when it simply holds."""
    standing = Standing.REFERENCE.label if pack.standing is Standing.REFERENCE else ""
    return " · ".join(word for word in (standing, found.mark) if word)


def band(found: LossClass) -> str:
    """``5,000.00 万元以上``, ``500.00 万元以上、5,000.00 万元以下``."""
    parts = []
    if found.lower_fen is not None:
        parts.append(f"{format_fen(found.lower_fen, MoneyUnit.WAN)} 万元以上")
    if found.upper_fen is not None:
        parts.append(f"{format_fen(found.upper_fen, MoneyUnit.WAN)} 万元以下")
    return "、".join(parts)


def loss_words(book: RuleBook, fen: int | None) -> tuple[str, Tone | None]:
    """The class with its clause and force, to stand under 预估损失."""
    if not fen:
        return "", None
    known = classified(book, fen)
    if known is None:
        return "本企业的损失标准还没有填写，未分档。", None
    found, pack = known
    basis = "，".join(word for word in (band(found), f"{found.source}{found.clause}") if word)
    mark = force(found, pack)
    return f"{found.label}（{basis}）{mark}", Tone.AMBER if mark else None


def loss_chip(book: RuleBook, fen: int | None) -> tuple[str, Tone, str] | None:
    """Word, tone and tooltip of the chip in the head."""
    known = classified(book, fen) if fen else None
    if known is None:
        return None
    found, pack = known
    mark = force(found, pack)
    tones = {"general": Tone.NEUTRAL, "larger": Tone.AMBER, "major": Tone.RED}
    words = f"{found.label}（{mark}）" if mark else found.label
    return words, tones.get(found.code, Tone.NEUTRAL), loss_words(book, fen)[0]


def source_words(book: RuleBook, source_kind: str) -> tuple[str, Tone | None]:
    """What registering from this source does to 知悉范围."""
    if source_kind and source_root(book, source_kind) in CLOSED_SOURCES:
        return "登记后只有您、审核人和签发人知悉内容，其他人只见编号；可在“知悉与回避”中调整。", Tone.ACCENT
    return "", None
