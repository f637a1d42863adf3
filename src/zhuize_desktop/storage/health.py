"""数据体检: the rows of the whole ledger in one statement a table, and the runs that are kept."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, insert, select

from ..domain.errors import FileProblem
from ..domain.health.runs import RunHead, thresholds_of
from ..domain.records import Clue, Enterprise, HealthExplanation, Person, Record, User
from . import rows
from .cases import HANGING
from .ledger import readable
from .tables import health_run, table_of
from .visibility import listed_for, visible_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.viewer import Viewer

_CLUE = table_of(Clue)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything the viewer may read, as flat rows without any withdrawn one.

    Attributes:
        clues: oldest first.
        hanging: class → the records of that class on these clues, oldest first; classes without any are left out.
        persons, enterprises: oldest first.
        accounts: uid of a user → name.
        unread: uids of the clues of the ledger that the viewer may not read.
    """

    clues: tuple[Clue, ...]
    hanging: Mapping[type[Record], tuple[Record, ...]]
    persons: tuple[Person, ...]
    enterprises: tuple[Enterprise, ...]
    accounts: Mapping[str, str]
    unread: tuple[str, ...]


def _seen(viewer: Viewer) -> ColumnElement[bool]:
    """As ``visible_to``, but never unknown: a clue without 经办人 would be neither seen nor not seen."""
    return _CLUE.c.uid.in_(select(_CLUE.c.uid).where(visible_to(viewer)))


def gathered(connection: Connection, viewer: Viewer, tell: Callable[[float], None]) -> Gathered:
    """Read it all; ``tell`` hears the part done, and what it raises stops the reading."""
    seen = and_(visible_to(viewer), _CLUE.c.withdrawn_reason == "")
    clues = tuple(rows.fetch_bulk(connection, Clue, seen))
    # Who may read what is asked once: what hangs on a clue is read where the clue is.
    uids = rows.listed(clue.uid for clue in clues)
    hanging: dict[type[Record], tuple[Record, ...]] = {}
    for at, record in enumerate(HANGING):
        tell((at + 1) / (len(HANGING) + 2))
        table = table_of(record)
        kept = (table.c.withdrawn_reason == "", rows.one_of(table.c.clue, uids))
        if found := rows.fetch_bulk(connection, record, *kept):
            hanging[record] = tuple(found)
    people = (readable(Person, viewer), table_of(Person).c.withdrawn_reason == "")
    user = table_of(User)
    return Gathered(
        clues,
        hanging,
        tuple(rows.fetch_bulk(connection, Person, *people)),
        tuple(rows.fetch_bulk(connection, Enterprise, table_of(Enterprise).c.withdrawn_reason == "")),
        {
            uid: name or login
            for uid, name, login in connection.execute(select(user.c.uid, user.c.name, user.c.login))
        },
        tuple(
            connection.execute(
                select(_CLUE.c.uid).where(_CLUE.c.withdrawn_reason == "", ~_seen(viewer))
            ).scalars()
        ),
    )


def open_to(connection: Connection, viewer: Viewer) -> frozenset[str]:
    """Uids of every clue the viewer may read, withdrawn ones too."""
    return frozenset(connection.execute(select(_CLUE.c.uid).where(visible_to(viewer))).scalars())


def clue_numbers(connection: Connection, viewer: Viewer) -> dict[str, str]:
    """Uid → number of every clue the viewer may read."""
    found = connection.execute(select(_CLUE.c.uid, _CLUE.c.number).where(visible_to(viewer)))
    return {uid: number for uid, number in found}


def stub_numbers(connection: Connection, viewer: Viewer) -> tuple[str, ...]:
    """Numbers of the clues of which the viewer may know the number alone."""
    statement = (
        select(_CLUE.c.number)
        .where(listed_for(viewer), ~_seen(viewer), _CLUE.c.withdrawn_reason == "")
        .order_by(_CLUE.c.number)
    )
    return tuple(connection.execute(statement).scalars())


def explanations(connection: Connection, viewer: Viewer) -> list[HealthExplanation]:
    """Every explanation the viewer may read."""
    kept = table_of(HealthExplanation).c.withdrawn_reason == ""
    return rows.fetch_bulk(connection, HealthExplanation, kept, readable(HealthExplanation, viewer))


# --- runs -------------------------------------------------------------------------------------------------


def keep_run(
    connection: Connection, head: RunHead, user: str, thresholds: Mapping[str, Any], body: Any
) -> str:
    """Keep a run; returns the SHA-256 of what it found."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(text).hexdigest()
    connection.execute(
        insert(health_run),
        {
            "uid": head.uid,
            "run_at": head.run_at,
            "user": user,
            "user_name": head.user_name,
            "seq": head.seq,
            "head": head.head,
            "thresholds": json.dumps(thresholds, sort_keys=True),
            "sha256": digest,
            "body": zlib.compress(text, 6),
        },
    )
    return digest


_HEAD = ("uid", "run_at", "user_name", "seq", "head", "thresholds")


def _head(row: RowMapping) -> RunHead:
    values = {name: row[name] for name in _HEAD}
    return RunHead(**{**values, "thresholds": thresholds_of(json.loads(row["thresholds"]))})


def run_heads(connection: Connection) -> list[RunHead]:
    """All runs without what they found, newest first."""
    statement = select(*(health_run.c[name] for name in _HEAD)).order_by(
        health_run.c.run_at.desc(), health_run.c.uid.desc()
    )
    return [_head(row) for row in connection.execute(statement).mappings()]


def read_run(connection: Connection, uid: str) -> tuple[RunHead, dict[str, Any]] | None:
    """A run with all that it found, for whoever; ``None`` when there is none such.

    Raises:
        FileProblem: what is kept does not match its digest.
    """
    row = connection.execute(select(health_run).where(health_run.c.uid == uid)).mappings().first()
    if row is None:
        return None
    text = zlib.decompress(row["body"])
    if hashlib.sha256(text).hexdigest() != row["sha256"]:
        raise FileProblem("这次数据体检的记录与摘要不符，可能被改动；请重新体检，并由管理员检查台账文件。")
    body: dict[str, Any] = json.loads(text)
    return _head(row), body
