"""What follows from a value that is being typed: the class of a loss, a closed circle, 上级移交."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.judging.classes import Said, class_of
from ...domain.judging.ground import Asked
from ...domain.judging.on_case import loss_class
from ...domain.money import MoneyUnit, format_fen
from ...domain.rules import LossClass, mark
from ...domain.sources import is_from_superior
from ...services.clues import CLOSED_SOURCES, source_root
from ..palette import Tone

if TYPE_CHECKING:
    from datetime import date

    from ...domain.case import Case
    from ...domain.judging.classes import Proposal
    from ...domain.judging.ground import Ground
    from ...domain.rulebook import RuleBook


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
    return proposal_words(class_of(book, fen, Asked("", on))) if fen else ("", None)


def proposal_words(proposal: Proposal) -> tuple[str, Tone | None]:
    """A class that thresholds give, with its clause and force, or why they give none."""
    if proposal.ground is None:
        return f"{proposal.why}，未分档。", None
    found = proposal.ground.entry
    assert isinstance(found, LossClass)
    basis = "，".join(word for word in (band(found), f"{found.source}{found.clause}") if word)
    marked = force(proposal.ground)
    return f"{found.label}（{basis}）{marked}", Tone.AMBER if marked else None


def force(ground: Ground) -> str:
    """``参照 · 待核对``: what force a class has, and whether its text was read. Empty when it simply holds."""
    return mark(ground.pack, ground.entry, " · ")


#: Tooltip of a class that a person said.
_SAID = {Said.FINDING: "按定损中由人认定的档次", Said.TYPED: "按登记的资产损失档次"}


def loss_chip(case: Case) -> tuple[str, Tone, str] | None:
    """Word, tone and tooltip of the chip in the head: the class that a report counts, or that it would once the rule
    is confirmed; ``None`` while there is none.
    """
    found = loss_class(case)
    if not found.code:
        return None
    words = case.book.dictionary("loss_class")
    told = words.label(found.code) if found.code in words else found.code
    tip = _SAID.get(found.said, "")
    if found.proposal is not None and found.proposal.ground is not None:
        tip, marked = proposal_words(found.proposal)[0], force(found.proposal.ground)
        told = f"{told}（{marked}）" if marked else told
    tones = {"general": Tone.NEUTRAL, "larger": Tone.AMBER, "major": Tone.RED}
    return told, tones.get(found.code, Tone.NEUTRAL), tip


def source_words(book: RuleBook, source_kind: str) -> tuple[str, Tone | None]:
    """What registering from this source does to 知悉范围, and what the source says by itself."""
    if source_kind and source_root(book, source_kind) in CLOSED_SOURCES:
        return "登记后只有您、审核人和签发人知悉内容，其他人只见编号；可在“知悉与回避”中调整。", Tone.ACCENT
    if is_from_superior(book, source_kind):
        return "登记后列为“上级移交”，请在“更多 · 来源”填写移交单位。", Tone.ACCENT
    return "", None
