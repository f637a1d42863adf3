"""依据: a value of a rule pack with where it stands and what force it has; everything judged says its ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rulebook import BASIS, REFERENCES, is_filled
from ..rules import Entry, RulePack, Standing, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Ground:
    """One entry of one pack."""

    pack: RulePack
    entry: Entry

    @property
    def binding(self) -> bool:
        """Whether it may be computed with as binding: a pack that applies, and an entry compared with its text."""
        return self.pack.standing is not Standing.REFERENCE and self.entry.grade.confirmed

    @property
    def mark(self) -> str:
        """``参照``, ``待核对``, ``参照，待核对`` or empty."""
        return mark(self.pack, self.entry)

    @property
    def text(self) -> str:
        """Document and clause with the mark: ``国务院国资委令第46号 第55条（参照）``."""
        where = " ".join(word for word in (self.entry.source, self.entry.clause) if word)
        return f"{where}（{self.mark}）" if self.mark else where


def chain(book: RuleBook, chosen: str = "") -> Iterator[RulePack]:
    """The packs that are asked, in order: the one chosen for the case, the basis, then what is only 参照."""
    known = {pack.code: pack for pack in book.packs}
    for code in dict.fromkeys((chosen, *BASIS, *REFERENCES)):
        if code in known:
            yield known[code]


def first_pack(book: RuleBook, section: str, chosen: str = "") -> RulePack | None:
    """The first pack of the chain in which something is filled in that section."""
    for pack in chain(book, chosen):
        if any(is_filled(one) and not one.retired for one in getattr(pack, section)):
            return pack
    return None


def find(book: RuleBook, section: str, fits: Callable[[Entry], bool], chosen: str = "") -> Ground | None:
    """The entry that fits in the first pack that has filled that section; a pack further down is not asked."""
    pack = first_pack(book, section, chosen)
    if pack is None:
        return None
    for entry in getattr(pack, section):
        if not entry.retired and is_filled(entry) and fits(entry):
            return Ground(pack, entry)
    return None
