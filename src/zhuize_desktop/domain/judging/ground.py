"""依据: a value of a rule pack with where it stands and what force it has; everything judged says its ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..rulebook import BASIS, REFERENCES, is_filled
from ..rules import REFERENCE, UNCONFIRMED, Entry, RulePack, Standing, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Ground:
    """One entry of one pack.

    Attributes:
        pack, entry: where it stands.
        later: the day on which it came into force, where that was after what it is read for: it did not bind then,
            whatever it is worth now.
    """

    pack: RulePack
    entry: Entry
    later: date | None = None

    @property
    def binding(self) -> bool:
        """Whether it may be computed with as binding: a pack that applies, and an entry compared with its text."""
        return (
            self.later is None and self.pack.standing is not Standing.REFERENCE and self.entry.grade.confirmed
        )

    @property
    def mark(self) -> str:
        """``参照``, ``待核对``, ``参照，待核对`` or empty."""
        return f"{REFERENCE}，{UNCONFIRMED}" if self.later is not None else mark(self.pack, self.entry)

    @property
    def text(self) -> str:
        """Document and clause with the mark: ``国务院国资委令第46号 第55条（参照）``."""
        where = " ".join(word for word in (self.entry.source, self.entry.clause) if word)
        return f"{where}（{self.mark}）" if self.mark else where


class Asked(NamedTuple):
    """By what a case is judged.

    Attributes:
        pack: the pack chosen for it; empty while none is.
        on: the day of handling; ``None`` asks for no day.
        text_on: as of which day the chosen pack is read, where that is the day of the act; ``None``: as of ``on``.
    """

    pack: str = ""
    on: date | None = None
    text_on: date | None = None


#: Nothing chosen, no day: everything that is filled in.
ANY = Asked()
E = TypeVar("E", bound=Entry)


def chain(book: RuleBook, asked: Asked = ANY) -> Iterator[RulePack]:
    """The packs that are asked, in order: the one chosen for the case, the basis, then what is only 参照.

    A pack that was not in force on the day is not asked, unless a person chose it.
    """
    known = {pack.code: pack for pack in book.packs}
    for code in dict.fromkeys((asked.pack, *BASIS, *REFERENCES)):
        if code not in known:
            continue
        pack = known[code]
        if code == asked.pack or asked.on is None or pack.in_force(asked.on):
            yield pack


def valid(pack: RulePack, entries: Iterable[E], asked: Asked = ANY) -> Iterator[E]:
    """The entries of a pack that say something and were in force on the day."""
    return (one for one in in_force(pack, entries, asked) if is_filled(one))


def in_force(pack: RulePack, entries: Iterable[E], asked: Asked = ANY) -> Iterator[E]:
    """The entries of a pack that were in force on the day, those not filled in yet too."""
    day = _text_day(pack, asked)
    return (one for one in entries if one.active(day))


def _text_day(pack: RulePack, asked: Asked) -> date | None:
    """As of which day a pack is read; one that a person chose though it did not hold, as of the nearest day it held."""
    if pack.code != asked.pack or asked.on is None:
        return asked.on
    if asked.text_on is not None:
        return asked.text_on
    if pack.effective_to is not None and asked.on > pack.effective_to:
        return pack.effective_to
    if pack.effective_from is not None and asked.on < pack.effective_from:
        return pack.effective_from
    return asked.on


def first_pack(book: RuleBook, section: str, asked: Asked = ANY) -> RulePack | None:
    """The first pack of the chain in which something valid is filled in that section."""
    for pack in chain(book, asked):
        if any(True for _ in valid(pack, getattr(pack, section), asked)):
            return pack
    return None


def text_of(grounds: Iterable[Ground]) -> str:
    """Document and clause of each, as ``Ground.text``; empty for none."""
    return "；".join(dict.fromkeys(one.text for one in grounds))


def mark_of(grounds: Iterable[Ground]) -> str:
    """What several grounds are worth together: 参照 where one does not bind, 待核对 where one was not compared; for no
    ground at all 待核对.
    """
    marks = [one.mark for one in grounds]
    said = [word for word in (REFERENCE, UNCONFIRMED) if any(word in one for one in marks)]
    return "，".join(said) if marks else UNCONFIRMED
