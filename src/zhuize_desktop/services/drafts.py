"""Drafts of forms: kept within seconds, offered again after a crash, gone with the saving action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..storage import drafts
from ..storage.drafts import Draft

if TYPE_CHECKING:
    from .session import Session


def keep(session: Session, form: str, uid: str, base_version: int, values: dict[str, Any]) -> Draft:
    """Keep what is being typed; ``values`` is what JSON can hold."""
    kept = Draft(form, uid, base_version, session.clock.now(), values)
    with session.ledger.small_write() as connection:
        drafts.save(connection, session.viewer.user, kept)
    return kept


def offered(session: Session, form: str, uid: str) -> Draft | None:
    """The draft to offer when this form opens."""
    with session.ledger.read() as connection:
        return drafts.find(connection, session.viewer.user, form, uid)


def mine(session: Session) -> list[Draft]:
    """All drafts of the user, newest first."""
    with session.ledger.read() as connection:
        return drafts.all_of(connection, session.viewer.user)


def discard(session: Session, form: str, uid: str) -> None:
    """Forget a draft because the user said so."""
    with session.ledger.small_write() as connection:
        drafts.drop(connection, session.viewer.user, form, uid)
