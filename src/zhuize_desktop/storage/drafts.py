"""Drafts: what is being typed, kept within seconds, in tiny transactions without audit. A draft counts nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from .tables import draft


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept draft of one form by one user; ``uid`` is empty for a record that does not exist yet."""

    form: str
    uid: str
    base_version: int
    saved_at: datetime
    values: dict[str, Any]


def save(connection: Connection, user: str, kept: Draft) -> None:
    """Keep or replace a draft."""
    values = {
        "base_version": kept.base_version,
        "saved_at": kept.saved_at,
        "payload": json.dumps(kept.values, ensure_ascii=False),
    }
    statement = upsert(draft).values(user=user, form=kept.form, uid=kept.uid, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["user", "form", "uid"], set_=values))


def find(connection: Connection, user: str, form: str, uid: str) -> Draft | None:
    """The user's draft of this form, if there is one."""
    row = (
        connection.execute(
            select(draft).where(draft.c.user == user, draft.c.form == form, draft.c.uid == uid)
        )
        .mappings()
        .first()
    )
    return _draft(row) if row else None


def all_of(connection: Connection, user: str) -> list[Draft]:
    """Every draft of a user, newest first."""
    found = connection.execute(
        select(draft).where(draft.c.user == user).order_by(draft.c.saved_at.desc())
    ).mappings()
    return [_draft(row) for row in found]


def drop(connection: Connection, user: str, form: str, uid: str) -> None:
    """Forget a draft: it was saved, or the user discarded it."""
    connection.execute(delete(draft).where(draft.c.user == user, draft.c.form == form, draft.c.uid == uid))


def _draft(row: Any) -> Draft:
    return Draft(row["form"], row["uid"], row["base_version"], row["saved_at"], json.loads(row["payload"]))
