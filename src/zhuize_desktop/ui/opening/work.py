"""What 期初建账 shows, gathered in one go on the ledger thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ...domain.ledger_view import LedgerQuery
from ...domain.opening import OpeningState
from ...domain.records import Clue
from ...domain.roles import Role
from ...domain.viewer import Viewer
from ...services.clues import list_uids, shown_rows
from ...services.opening import opening_state
from ...services.users import all_users

if TYPE_CHECKING:
    from ...services.session import Session


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything at once.

    Attributes:
        waiting: clues whose stage nobody has confirmed, those the viewer may read, by number.
        hidden: how many more there are that the viewer may not read.
        state: figures and signatures.
        people: uid of a user → name.
        viewer, today: who looks, on which legal day.
    """

    waiting: tuple[Clue, ...]
    hidden: int
    state: OpeningState
    people: Mapping[str, str]
    viewer: Viewer
    today: date

    @property
    def may_enter(self) -> bool:
        """Whether the viewer may enter who signed, and confirm stages."""
        return bool(self.viewer.roles & {Role.CLERK, Role.REVIEWER})


def load(session: Session) -> Loaded:
    """Ask the ledger."""
    query = LedgerQuery(unconfirmed=True, order="number", descending=False)
    shown = [one.row for one in shown_rows(session, list_uids(session, query)) if not one.row.stub]
    state = opening_state(session)
    waiting = tuple(row.clue for row in shown)
    legacy = sum(clue.legacy for clue in waiting)
    return Loaded(
        waiting,
        max(0, len(state.figures.unconfirmed) - legacy),
        state,
        {user.uid: user.name for user in all_users(session)},
        session.viewer,
        session.today,
    )
