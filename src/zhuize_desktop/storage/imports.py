"""What was taken in before: fingerprints of ledger rows and the clues they became."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from ..domain.records import Clue, Merger
from .tables import entry, imported_row, table_of


def known_rows(connection: Connection) -> dict[str, str]:
    """Fingerprint → uid of the clue, for every row ever taken in."""
    return {
        row.fingerprint: row.clue
        for row in connection.execute(select(imported_row.c.fingerprint, imported_row.c.clue))
    }


def taken_numbers(connection: Connection) -> set[str]:
    """Every number a clue bears, also of clues that the viewer may not see or that were withdrawn."""
    clue = table_of(Clue)
    return set(connection.execute(select(clue.c.number).where(clue.c.number != "")).scalars())


def withdrawn_clues(connection: Connection) -> set[str]:
    """Uids of the clues that were taken out of the ledger."""
    clue = table_of(Clue)
    return set(connection.execute(select(clue.c.uid).where(clue.c.withdrawn_reason != "")).scalars())


@dataclass(frozen=True, slots=True)
class Merged:
    """A clue that was put into another by 合并重复: the ``number`` it bore, the uid of the one in which it lies now."""

    number: str
    kept: str


def merged_clues(connection: Connection) -> dict[str, Merged]:
    """The clues that were put into another and not parted from it, by uid."""
    table, clue = table_of(Merger), table_of(Clue)
    statement = (
        select(table.c.gone, table.c.kept, clue.c.number)
        .join(clue, clue.c.uid == table.c.gone)
        .where(table.c.kind == Clue.__name__, table.c.withdrawn_reason == "")
    )
    found = connection.execute(statement).all()
    into = {row.gone: row.kept for row in found}
    merged = {}
    for row in found:
        kept = row.kept
        while kept in into:
            kept = into[kept]
        merged[row.gone] = Merged(row.number, kept)
    return merged


def remember(connection: Connection, fingerprint: str, clue: str) -> None:
    """Note that the row of this fingerprint became this clue, in the action that is being written."""
    number = connection.execute(select(func.coalesce(func.max(entry.c.seq), 0) + 1)).scalar_one()
    statement = upsert(imported_row).values(fingerprint=fingerprint, clue=clue, seq=number)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["fingerprint"], set_={"clue": clue, "seq": number})
    )
