"""来源方式: what a source of the dictionary ``source_kind`` says by itself of the clues that come from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .facts import Snapshot
    from .rulebook import RuleBook

#: Sources that are 上级移交 (济国资综合〔2023〕3号 二（三）1), with whatever an office lists below them.
_SUPERIOR = frozenset({"state_assets.transfer"})


def is_from_superior(book: RuleBook, source_kind: str) -> bool:
    """Whether a clue from this source was 上级移交 for certain; other sources leave that to whoever registers it."""
    sources = book.dictionary("source_kind")
    return source_kind in sources and any(one.code in _SUPERIOR for one in sources.line_of(source_kind))


def superior_sources(snapshot: Snapshot) -> frozenset[str]:
    """The same as a report knows it: codes of every source that is 上级移交."""
    above = {word.code: word.parent for word in snapshot.words if word.dictionary == "source_kind"}
    found = set(_SUPERIOR)
    while more := {code for code, parent in above.items() if parent in found} - found:
        found |= more
    return frozenset(found)
