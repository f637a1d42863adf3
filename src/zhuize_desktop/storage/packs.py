"""Versions of rule packs: whole, in order, never altered."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from .rows import chunks
from .tables import pack_version

if TYPE_CHECKING:
    from collections.abc import Collection

#: A version that an administrator made and that holds; one that was only kept because a case was judged under it.
EDITED, KEPT = "edited", "kept"
_C = pack_version.c


@dataclass(frozen=True, slots=True)
class PackVersion:
    """One version of a rule pack.

    Attributes:
        pack: code of the pack.
        number: running number within the pack, from 1.
        sha256: digest of its canonical JSON.
        at: when it was made, ``by`` whom (the name), ``reason`` why.
        effective_from: first day the document is in force, as far as known.
        origin: ``EDITED`` or ``KEPT``.
    """

    pack: str
    number: int
    sha256: str
    at: datetime
    by: str
    reason: str
    effective_from: date | None
    origin: str

    @property
    def kind(self) -> str:
        """Why it is kept, in one word."""
        return "修改" if self.origin == EDITED else "案件适用时留存"


_HEAD = (_C.pack, _C.number, _C.sha256, _C.at, _C.by, _C.reason, _C.effective_from, _C.origin)


def add_version(connection: Connection, version: PackVersion, body: str) -> None:
    """Append a version; its number has to be free."""
    values = {one.name: getattr(version, one.name) for one in fields(version)}
    connection.execute(insert(pack_version).values(**values, body=body))


def next_number(connection: Connection, pack: str) -> int:
    """The number the next version of a pack has."""
    last = connection.execute(select(func.max(_C.number)).where(_C.pack == pack)).scalar()
    return int(last or 0) + 1


def versions(connection: Connection, pack: str) -> list[PackVersion]:
    """Every version of a pack, newest first."""
    found = connection.execute(select(*_HEAD).where(_C.pack == pack).order_by(_C.number.desc()))
    return [PackVersion(*row) for row in found]


_LAST = (
    select(_C.pack, func.max(_C.number).label("number"))
    .where(_C.origin == EDITED)
    .group_by(_C.pack)
    .subquery()
)
#: Put together once: it is asked with every look at the rules.
_LATEST = (
    select(_C.pack, _C.sha256)
    .join(_LAST, (_C.pack == _LAST.c.pack) & (_C.number == _LAST.c.number))
    .order_by(_C.pack)
)


def latest(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Code of each pack that an administrator changed, with the digest of the last version."""
    return tuple((pack, sha256) for pack, sha256 in connection.execute(_LATEST))


def body_of(connection: Connection, sha256: str) -> str | None:
    """The canonical JSON of a version; ``None`` when there is none of that digest."""
    found = connection.execute(select(_C.body).where(_C.sha256 == sha256).limit(1)).scalar()
    return None if found is None else str(found)


def bodies_of(connection: Connection, digests: Collection[str]) -> dict[str, str]:
    """Digest → the canonical JSON of the version; one of which there is none is left out."""
    return {
        sha256: body
        for part in chunks(digests)
        for sha256, body in connection.execute(select(_C.sha256, _C.body).where(_C.sha256.in_(part)))
    }
