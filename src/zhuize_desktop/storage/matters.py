"""What clues are about and of which event they are, as far as two of them have to be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.one_event import matter_of, parent_of, roots
from ..domain.records import Acceptance, Clue, Loss, Violation
from . import rows
from .tables import table_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from ..domain.one_event import Matter
    from ..domain.records import Record

_CLUE = table_of(Clue)
#: What tells one event from another.
_TELLING: tuple[type[Record], ...] = (Violation, Loss, Acceptance)


def matters_of(connection: Connection, clues: Collection[str]) -> dict[str, Matter]:
    """Clue → what it is about, for clues that the viewer may read.

    The chain of 拆分 and 并案 is followed through clues nobody asks about: of these no more comes out than that two
    others belong together.
    """
    events = roots(_parents(connection, clues))
    return {
        uid: matter_of(
            clue,
            (one for record in _TELLING for one in rows.fetch_equal(connection, record, clue=uid)),
            events.get(uid, uid),
        )
        for uid, clue in rows.fetch_by_uid(connection, Clue, clues).items()
    }


def _parents(connection: Connection, clues: Collection[str]) -> dict[str, str]:
    """Every clue above these, each with the one that it is a part of."""
    found: dict[str, str] = {}
    wanted = set(clues)
    while wanted:
        above = {
            uid: parent
            for uid, split_from, merged_into in rows.fetch_flat(
                connection, Clue, ("uid", "split_from", "merged_into"), _CLUE.c.uid.in_(wanted)
            )
            if (parent := parent_of(split_from, merged_into)) is not None
        }
        found |= above
        wanted = set(above.values()) - found.keys()
    return found
