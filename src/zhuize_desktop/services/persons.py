"""责任人员: the people of the ledger with the clues and 责任人 lines they stand in, as far as the viewer reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..domain.records import LiablePerson, Person
from ..storage import queries
from ..storage.search import syllables
from .clues import ShownRow, shown_rows
from .records import change, list_records
from .restrictions import restricted_until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..domain.ledger_view import PersonQuery, PersonRow
    from ..domain.viewer import OpResult
    from .session import Session


#: The order that no column of the database has.
_RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Standing:
    """One clue a person stands in, with the 责任人 line of it when there is one."""

    shown: ShownRow
    liable: LiablePerson | None


def list_persons(session: Session, query: PersonQuery) -> list[str]:
    """The uids of the persons who fit, in order; rows are fetched when painted."""
    by_until = query.order == _RESTRICTED
    asked = replace(query, order="name", descending=False) if by_until else query
    until: dict[str, str] = {}
    with session.ledger.read() as connection:
        uids = queries.person_uids(connection, session.viewer, asked)
        if by_until or query.restricted:
            until = restricted_until(connection, session.viewer, session.rulebook(), session.today)
        names = queries.names(connection, Person, uids) if asked.order == "name" else {}
    if query.restricted:
        uids = [uid for uid in uids if uid in until]
    if asked.order != "name":
        return uids
    # The database knows no pinyin: it orders Han characters by their codes.
    uids.sort(key=lambda uid: (syllables(names[uid]), names[uid]), reverse=asked.descending)
    if by_until:  # the rules say until when, not the database; whom nothing holds back stands last either way
        held = sorted((uid for uid in uids if uid in until), key=until.__getitem__, reverse=query.descending)
        uids = [*held, *(uid for uid in uids if uid not in until)]
    return uids


def person_rows(session: Session, uids: Sequence[str]) -> list[PersonRow]:
    """Rows for these uids, in order."""
    with session.ledger.read() as connection:
        found = queries.person_rows(connection, session.viewer, uids)
        shown = {row.person.uid for row in found}
        until = restricted_until(connection, session.viewer, session.rulebook(), session.today, shown)
    return [replace(row, restricted=until.get(row.person.uid, "")) for row in found]


def standings(session: Session, person: str) -> list[Standing]:
    """The clues a person stands in that the viewer may read, newest first; a clue once a 责任人 line."""
    with session.ledger.read() as connection:
        uids = queries.clues_of_person(connection, session.viewer, person)
    lines = list_records(session, LiablePerson, person=person)
    found: list[Standing] = []
    for shown in shown_rows(session, uids):
        own = [Standing(shown, line) for line in lines if line.clue == shown.row.clue.uid]
        found += own or [Standing(shown, None)]
    return found


def change_person(session: Session, new: Person) -> OpResult[Person]:
    """Save a changed person.

    Raises:
        FieldError: no name, or a date that lies ahead.
        Conflict: somebody else saved it in between.
    """
    return change(session, new)
