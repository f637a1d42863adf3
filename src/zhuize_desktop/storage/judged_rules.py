"""The rules as cases are judged: those in force, with what the chosen measure said when it was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.records import RuleBasis
from ..domain.rules import SECTIONS, parse_pack
from . import rows
from .packs import bodies_of
from .tables import table_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from ..domain.rulebook import RuleBook

_BASIS = table_of(RuleBasis)
#: A few versions are asked for again and again. The book in force is kept beside, so that its identity is not given
#: to another.
_judged: dict[tuple[int, str], tuple[RuleBook, RuleBook]] = {}
_MOST_KEPT = 32


def as_judged(connection: Connection, book: RuleBook, digests: Collection[str]) -> dict[str, RuleBook]:
    """Digest of the version kept with a case (``RuleBasis.pack_digest``) → the rules that the case is judged by.

    Classes, jurisdiction, ranges, periods of influence and parameters are those of the version kept; words and
    deadlines are today's: a case is judged once, but its clock runs on. Where no version is kept all is today's.
    """
    missing = sorted({one for one in digests if one and (id(book), one) not in _judged})
    new = {one: _with_version(book, one, body) for one, body in bodies_of(connection, missing).items()}
    found = {
        one: new[one] if one in new else _judged.get((id(book), one), (book, book))[1] for one in digests
    }
    for digest, judged in new.items():
        while len(_judged) >= _MOST_KEPT:
            _judged.pop(next(iter(_judged)))
        _judged[id(book), digest] = (book, judged)
    return found


def rules_of(
    connection: Connection, book: RuleBook, clues: Collection[str]
) -> dict[str, tuple[str, RuleBook]]:
    """Clue → the pack chosen for it, empty where none is, and the rules it is judged by."""
    found: dict[str, tuple[str, RuleBook]] = {}
    for part in rows.chunks(clues):
        found |= _chosen(connection, book, _BASIS.c.clue.in_(part))
    return {clue: found.get(clue, ("", book)) for clue in clues}


def every_choice(connection: Connection, book: RuleBook) -> dict[str, tuple[str, RuleBook]]:
    """The same of every clue for which a pack was chosen, for counting over the whole ledger."""
    return _chosen(connection, book)


def _chosen(
    connection: Connection, book: RuleBook, *conditions: ColumnElement[bool]
) -> dict[str, tuple[str, RuleBook]]:
    chosen = rows.fetch_flat(
        connection,
        RuleBasis,
        ("clue", "pack", "pack_digest"),
        *conditions,
        _BASIS.c.withdrawn_reason == "",
        order=(_BASIS.c.uid,),
    )
    judged = as_judged(connection, book, {digest for _, _, digest in chosen})
    return {clue: (pack, judged[digest]) for clue, pack, digest in chosen}


def _with_version(book: RuleBook, digest: str, body: str) -> RuleBook:
    version = parse_pack(body, digest[:16])
    now = book.pack(version.code)
    kept = {one.attribute: one.of(version) for one in SECTIONS if one.attribute != "deadlines"}
    if all(one.of(now) == kept[one.attribute] for one in SECTIONS if one.attribute in kept):
        return book
    dates = {"effective_from": version.effective_from, "effective_to": version.effective_to}
    return book.with_pack(now.model_copy(update=kept | dates))
