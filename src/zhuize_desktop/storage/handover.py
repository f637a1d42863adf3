"""What hangs on a user: clues in hand, circles, reports compiled. Each passes what the asking person may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, select

from ..domain.records import Clue, PeriodicReport
from ..domain.roles import Op
from . import rows
from .tables import change, entry, link_of, table_of
from .visibility import involved, visible_to

if TYPE_CHECKING:
    from ..domain.viewer import Viewer

_CLUE = table_of(Clue)
_CIRCLE = link_of(Clue, "circle_users")


@dataclass(frozen=True, slots=True)
class InHand:
    """Clues of a user in order of their numbers; ``readable`` are the uids whose contents may be shown.

    ``withheld``: how many more there are in which the asking person is involved.
    """

    clues: tuple[Clue, ...]
    readable: frozenset[str]
    withheld: int


def handled(connection: Connection, viewer: Viewer, user: str) -> InHand:
    """The open clues whose 经办人 the user is."""
    return _in_hand(connection, viewer, _CLUE.c.handler == user, _CLUE.c.closed.is_(False))


def in_circles(connection: Connection, viewer: Viewer, user: str) -> InHand:
    """The clues whose closed circle names the user."""
    named = _CLUE.c.uid.in_(select(_CIRCLE.c.uid).where(_CIRCLE.c.value == user))
    return _in_hand(connection, viewer, named)


def _in_hand(connection: Connection, viewer: Viewer, *conditions: ColumnElement[bool]) -> InHand:
    kept = (*conditions, _CLUE.c.withdrawn_reason == "")
    every = connection.execute(select(func.count()).select_from(_CLUE).where(*kept)).scalar_one()
    clues = rows.fetch(connection, Clue, *kept, ~involved(viewer), order=(_CLUE.c.number, _CLUE.c.uid))
    return InHand(tuple(clues), _seen(connection, viewer, *kept), every - len(clues))


def _seen(connection: Connection, viewer: Viewer, *conditions: ColumnElement[bool]) -> frozenset[str]:
    statement = select(_CLUE.c.uid).where(*conditions, visible_to(viewer))
    return frozenset(connection.execute(statement).scalars())


def takable(connection: Connection, user: str, successor: Viewer) -> frozenset[str]:
    """Of the open clues of a user those whose contents the successor may read anyhow."""
    return _seen(
        connection,
        successor,
        _CLUE.c.handler == user,
        _CLUE.c.closed.is_(False),
        _CLUE.c.withdrawn_reason == "",
    )


def compiled_by(connection: Connection, user: str) -> frozenset[str]:
    """The uids of the reports whose draft the user made."""
    statement = (
        select(change.c.uid)
        .join(entry, entry.c.seq == change.c.seq)
        .where(
            entry.c.op == Op.COMPILE_REPORT.value,
            entry.c.actor == user,
            change.c.kind == PeriodicReport.__name__,
            change.c.field == "*",
        )
    )
    return frozenset(connection.execute(statement).scalars())
