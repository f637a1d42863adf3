"""待核对、参照: the one place that says what stands behind a value of a rule pack, on screens and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .entry import Standing

if TYPE_CHECKING:
    from .entry import Entry
    from .pack import RulePack

#: Said beside what rests on a document that does not bind this enterprise.
REFERENCE = Standing.REFERENCE.label


def mark_of_pack(pack: RulePack) -> str:
    """参照 for a pack that does not bind, else empty."""
    return REFERENCE if pack.standing is Standing.REFERENCE else ""


def mark(pack: RulePack, entry: Entry, between: str = "，") -> str:
    """``参照，待核对``: whether the pack binds, and whether the entry was compared with the original text. Empty when
    the value simply holds; ``between`` joins the two words.
    """
    return between.join(word for word in (mark_of_pack(pack), entry.mark) if word)
