"""Drafts of forms: kept within seconds, offered again after a crash, gone with the saving action.

A draft holds the words of what it is a draft of, so it is shown only to whoever may read that now: it stays, unseen,
while its user is 回避 or outside the 知悉范围.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..domain.fields import columns
from ..domain.records import BY_NAME, Clue, Finding, Record, SupervisionReport
from ..storage import drafts, rows
from ..storage.drafts import Draft
from ..storage.ledger import readable
from ..storage.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..domain.viewer import Viewer
    from ..storage.engine import Connection
    from .session import Session

#: What a form may hang on, and not everybody may see.
_OF_CASES: tuple[type[Record], ...] = (Clue, Finding, SupervisionReport)
_CLOSED_CLASSES = frozenset(record.__name__ for record in _OF_CASES)
_PARTS = re.compile("[.@]")


def keep(session: Session, form: str, uid: str, base_version: int, values: dict[str, Any]) -> Draft:
    """Keep what is being typed; ``values`` is what JSON can hold."""
    kept = Draft(form, uid, base_version, session.clock.now(), values)
    with session.ledger.small_write() as connection:
        drafts.save(connection, session.viewer.user, kept)
    return kept


def offered(session: Session, form: str, uid: str) -> Draft | None:
    """The draft to offer when this form opens."""
    with session.ledger.read() as connection:
        found = drafts.find(connection, session.viewer.user, form, uid)
        return found if found is not None and _may_see(connection, session.viewer, found) else None


def mine(session: Session) -> list[Draft]:
    """The drafts of the user that may be shown now, newest first."""
    with session.ledger.read() as connection:
        every = drafts.all_of(connection, session.viewer.user)
        return [one for one in every if _may_see(connection, session.viewer, one)]


def discard(session: Session, form: str, uid: str) -> None:
    """Forget a draft because the user said so."""
    with session.ledger.small_write() as connection:
        drafts.drop(connection, session.viewer.user, form, uid)


def case_of(kept: Draft) -> tuple[type[Record], str] | None:
    """Of which class a draft is and on which clue it hangs (``Loss@<clue>``, ``Loss@<clue>@grid``); else ``None``."""
    name, *apart = kept.form.split("@")
    record = BY_NAME.get(name)
    return (record, apart[0]) if record is not None and apart else None


def _may_see(connection: Connection, viewer: Viewer, kept: Draft) -> bool:
    """Whether every record that a draft speaks of is open to the viewer; one that is nowhere closes nothing."""
    return not any(
        rows.fetch(connection, record, table_of(record).c.uid == uid)
        and not rows.fetch(connection, record, table_of(record).c.uid == uid, readable(record, viewer))
        for record, uid in _spoken_of(kept)
    )


def _spoken_of(kept: Draft) -> Iterator[tuple[type[Record], str]]:
    """The records that a draft is made from: the class and uid of its form, and what the typed values refer to.

    The key of a form is the name of its class, then what tells its drafts apart: ``Loss@<clue>``,
    ``Finding.<report>``, ``Clue.finding.<finding>``.
    """
    name, *apart = _PARTS.split(kept.form)
    record = BY_NAME.get(name)
    if record is None:
        return
    if kept.uid:
        yield record, kept.uid
    yield from ((of_case, uid) for uid in apart for of_case in _OF_CASES)
    for one in columns(record):
        value = kept.values.get(one.name)
        if one.field.refers_to in _CLOSED_CLASSES and isinstance(value, str):
            yield BY_NAME[one.field.refers_to], value
