"""What follows from a value that is being typed: the class of a loss, a closed circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.money import MoneyUnit, format_fen
from ...domain.rulebook import REFERENCES
from ...domain.rules import mark
from ...services.clues import CLOSED_SOURCES, source_root
from ..palette import Tone

if TYPE_CHECKING:
    from datetime import date

    from ...domain.rulebook import RuleBook
    from ...domain.rules import LossClass, RulePack


def classified(book: RuleBook, fen: int, on: date) -> tuple[LossClass, RulePack] | None:
    """The class of a loss of ``fen`` 分 on a day and the pack that says so; ``None`` while no pack does."""
    # The basis binds; until its thresholds are filled in, the national ones are shown for reference.
    code = book.basis_with("loss_classes", on) or REFERENCES[0]
    found = book.loss_class(fen, code, on)
    return (found, book.pack(code)) if found is not None else None


def force(found: LossClass, pack: RulePack) -> str:
    """``参照 · 待核对``: what force the class has, and whether its text was read. Empty when it simply holds."""
    return mark(pack, found, " · ")


def band(found: LossClass) -> str:
    """``5,000.00 万元以上``, ``500.00 万元以上、5,000.00 万元以下``."""
    parts = []
    if found.lower_fen is not None:
        parts.append(f"{format_fen(found.lower_fen, MoneyUnit.WAN)} 万元以上")
    if found.upper_fen is not None:
        parts.append(f"{format_fen(found.upper_fen, MoneyUnit.WAN)} 万元以下")
    return "、".join(parts)


def loss_words(book: RuleBook, fen: int | None, on: date) -> tuple[str, Tone | None]:
    """The class with its clause and force, to stand under 预估损失."""
    if not fen:
        return "", None
    known = classified(book, fen, on)
    if known is None:
        return "本企业的损失标准还没有填写，未分档。", None
    found, pack = known
    basis = "，".join(word for word in (band(found), f"{found.source}{found.clause}") if word)
    marked = force(found, pack)
    return f"{found.label}（{basis}）{marked}", Tone.AMBER if marked else None


def loss_chip(book: RuleBook, fen: int | None, on: date) -> tuple[str, Tone, str] | None:
    """Word, tone and tooltip of the chip in the head."""
    known = classified(book, fen, on) if fen else None
    if known is None:
        return None
    found, pack = known
    marked = force(found, pack)
    tones = {"general": Tone.NEUTRAL, "larger": Tone.AMBER, "major": Tone.RED}
    words = f"{found.label}（{marked}）" if marked else found.label
    return words, tones.get(found.code, Tone.NEUTRAL), loss_words(book, fen, on)[0]


def source_words(book: RuleBook, source_kind: str) -> tuple[str, Tone | None]:
    """What registering from this source does to 知悉范围."""
    if source_kind and source_root(book, source_kind) in CLOSED_SOURCES:
        return "登记后只有您、审核人和签发人知悉内容，其他人只见编号；可在“知悉与回避”中调整。", Tone.ACCENT
    return "", None
