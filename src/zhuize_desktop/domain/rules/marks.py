"""待核对、参照: the one place that says what stands behind a value of a rule pack, on screens and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .entry import Standing

if TYPE_CHECKING:
    from .entry import Entry
    from .pack import RulePack

#: Said beside what rests on a document that does not bind this enterprise.
REFERENCE = Standing.REFERENCE.label
#: Documents that were not written for the enterprise: a word of the shared lists that rests on one is 参照 (P5).
_NOT_BINDING = re.compile(r"国务院国资委令第?(?:46|37)号|国资发监责|国资发监督|辽国资|淄国资|鲁国资")


def mark_of_pack(pack: RulePack) -> str:
    """参照 for a pack that does not bind, else empty."""
    return REFERENCE if pack.standing is Standing.REFERENCE else ""


def mark(pack: RulePack, entry: Entry, between: str = "，") -> str:
    """``参照，待核对``: whether the pack binds, and whether the entry was compared with the original text. Empty when
    the value simply holds; ``between`` joins the two words.
    """
    return _joined(mark_of_pack(pack), entry, between)


def mark_of_word(entry: Entry, between: str = "，") -> str:
    """The same for a word of the shared lists, whose document is known by its source alone."""
    return _joined(REFERENCE if _NOT_BINDING.search(entry.source) else "", entry, between)


def _joined(reference: str, entry: Entry, between: str) -> str:
    return between.join(word for word in (reference, entry.mark) if word)
