"""The recycle bin's own words: why a clue was taken out of the ledger, by whom and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .records import timeline

if TYPE_CHECKING:
    from .session import Session

_REASON = "withdrawn_reason"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """撤回 of one clue.

    Attributes:
        reason: in the words of who did it.
        by: their name.
        at: the moment, aware UTC.
    """

    reason: str
    by: str
    at: datetime


def withdrawal_of(session: Session, clue: str) -> Withdrawal | None:
    """The 撤回 that is in force; ``None`` for a clue that stands in the ledger.

    Raises:
        NotAllowed: there is no such clue, or the viewer may not read it.
    """
    for entry in timeline(session, clue):  # newest first: what was brought back since comes before
        for change in entry.changes:
            if change.uid == clue and change.field == _REASON:
                reason = json.loads(change.new or '""')
                return Withdrawal(reason, entry.actor_name, entry.at) if reason else None
    return None
