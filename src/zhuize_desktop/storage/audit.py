"""The trail: append-only, hash-chained entries with what each action changed.

An entry's hash covers everything in it and its predecessor's hash; ``payload`` is the digest over the digests of
its changes. A change's digest is salted, so that a digest tells nothing of a value that could be guessed. Nothing
on the trail is ever taken out or emptied. A restore begins a new epoch that names the abandoned head. Whoever holds
the database key could recompute the whole chain: therefore its head is printed on sealed reports and kept in
packages and backups.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from ..domain.roles import Op
from .tables import change, entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..domain.viewer import Viewer

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field; ``field`` is ``*`` when the record is new and ``new`` holds all of it."""

    kind: str
    uid: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of the chain: its number, epoch and hash."""

    seq: int
    epoch: int
    hash: str


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One action as the timeline shows it."""

    seq: int
    op: Op
    actor_name: str
    at: datetime
    note: str
    changes: tuple[Change, ...]


def _digest(*parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def head(connection: Connection) -> Head:
    """The newest entry; number 0 and zeros when the chain has not begun."""
    row = connection.execute(
        select(entry.c.seq, entry.c.epoch, entry.c.hash).order_by(entry.c.seq.desc()).limit(1)
    ).first()
    return Head(*row) if row else Head(0, 1, START)


def append(
    connection: Connection,
    op: Op,
    actor: Viewer,
    at: datetime,
    changes: Sequence[Change],
    *,
    note: str = "",
    new_epoch: bool = False,
) -> Head:
    """Write one entry with its changes; returns the new head."""
    last = head(connection)
    salted = [(one, secrets.token_hex(16)) for one in changes]
    rows = [
        {
            "seq": last.seq + 1,
            "position": position,
            "kind": one.kind,
            "uid": one.uid,
            "field": one.field,
            "old": one.old,
            "new": one.new,
            "salt": salt,
            "digest": _digest(salt, one.kind, one.uid, one.field, one.old, one.new),
        }
        for position, (one, salt) in enumerate(salted)
    ]
    payload = _digest(*(row["digest"] for row in rows))
    epoch = last.epoch + int(new_epoch)
    values = {
        "seq": last.seq + 1,
        "epoch": epoch,
        "op": op.value,
        "actor": actor.user,
        "actor_name": actor.name,
        "at": at,
        "note": note,
        "payload": payload,
        "previous": last.hash,
    }
    hashed = _entry_hash({**values, "at": at.isoformat()})
    connection.execute(insert(entry), {**values, "hash": hashed})
    if rows:
        connection.execute(insert(change), rows)
    return Head(last.seq + 1, epoch, hashed)


_HASHED = ("seq", "epoch", "op", "actor", "actor_name", "at", "note", "payload", "previous")


def _entry_hash(values: dict[str, object]) -> str:
    return _digest(*(values[name] for name in _HASHED))


def problems(connection: Connection) -> list[str]:
    """Recompute the whole chain; a Chinese sentence per fault, none when it holds."""
    found: list[str] = []
    digests: dict[int, list[str]] = {}
    for seq, position, digest, salt, *values in connection.execute(
        select(
            change.c.seq,
            change.c.position,
            change.c.digest,
            change.c.salt,
            change.c.kind,
            change.c.uid,
            change.c.field,
            change.c.old,
            change.c.new,
        ).order_by(change.c.seq, change.c.position)
    ):
        if position != len(digests.setdefault(seq, [])):
            found.append(f"办理记录第 {seq} 条的变更明细缺项或被挪动。")
        digests[seq].append(digest)
        if _digest(salt, *values) != digest:
            found.append(f"办理记录第 {seq} 条的变更内容与摘要不符。")
    previous, expected = START, 1
    for row in connection.execute(select(entry).order_by(entry.c.seq)).mappings():
        values_ = {**row, "at": row["at"].isoformat()}
        if row["seq"] != expected:
            found.append(f"办理记录缺第 {expected} 条。")
            expected = row["seq"]
        if row["previous"] != previous or _entry_hash(values_) != row["hash"]:
            found.append(f"办理记录第 {row['seq']} 条与前后不衔接，可能被改动。")
        if _digest(*digests.pop(row["seq"], [])) != row["payload"]:
            found.append(f"办理记录第 {row['seq']} 条的变更明细不全或被改动。")
        previous, expected = row["hash"], expected + 1
    found.extend(f"有变更明细找不到对应的办理记录（第 {seq} 条）。" for seq in sorted(digests))
    return found


def holds(connection: Connection, seq: int, hashed: str) -> bool:
    """Whether the chain still contains the head that a sealed report or backup names."""
    if seq == 0:
        return hashed == START
    return connection.execute(select(entry.c.hash).where(entry.c.seq == seq)).scalar() == hashed


def timeline(connection: Connection, uids: Sequence[str], limit: int = 200) -> list[TrailEntry]:
    """What happened to these records, newest first. The caller has checked that they may be seen."""
    numbers = (
        connection.execute(
            select(change.c.seq)
            .where(change.c.uid.in_(uids))
            .distinct()
            .order_by(change.c.seq.desc())
            .limit(limit)
        )
        .scalars()
        .all()
    )
    if not numbers:
        return []
    gathered: dict[int, list[Change]] = {}
    for seq, *values in connection.execute(
        select(change.c.seq, change.c.kind, change.c.uid, change.c.field, change.c.old, change.c.new)
        .where(change.c.seq.in_(numbers), change.c.uid.in_(uids))
        .order_by(change.c.seq, change.c.position)
    ):
        gathered.setdefault(seq, []).append(Change(*values))
    rows = connection.execute(
        select(entry).where(entry.c.seq.in_(numbers)).order_by(entry.c.seq.desc())
    ).mappings()
    return [
        TrailEntry(
            row["seq"], Op(row["op"]), row["actor_name"], row["at"], row["note"], tuple(gathered[row["seq"]])
        )
        for row in rows
    ]


def changes_with(connection: Connection, uid: str) -> tuple[Change, ...]:
    """Everything that the action changed which made the record ``uid``, in order."""
    made = select(change.c.seq).where(change.c.uid == uid, change.c.field == "*").scalar_subquery()
    found = connection.execute(
        select(change.c.kind, change.c.uid, change.c.field, change.c.old, change.c.new)
        .where(change.c.seq == made)
        .order_by(change.c.position)
    )
    return tuple(Change(*values) for values in found)


def values_then(connection: Connection, uid: str, of: Sequence[str]) -> dict[str, dict[str, str | None]]:
    """What records held right after the action that made the record ``uid``, field by field of what changed later.

    Uid → field → text of the value as it was then; ``*`` for a record that was made later.
    """
    made = select(change.c.seq).where(change.c.uid == uid, change.c.field == "*").scalar_subquery()
    found: dict[str, dict[str, str | None]] = {}
    for one, name, old in connection.execute(
        select(change.c.uid, change.c.field, change.c.old)
        .where(change.c.uid.in_(of), change.c.seq > made)
        .order_by(change.c.seq, change.c.position)
    ):
        found.setdefault(one, {}).setdefault(name, old)
    return found


def made_since(connection: Connection, uid: str, among: Collection[str]) -> tuple[str, ...]:
    """Those of the records ``among`` that were made by a later action than the record ``uid``, in order."""
    made = select(change.c.seq).where(change.c.uid == uid, change.c.field == "*").scalar_subquery()
    found = connection.execute(
        select(change.c.uid)
        .where(change.c.uid.in_(tuple(among)), change.c.field == "*", change.c.seq > made)
        .order_by(change.c.seq)
    )
    return tuple(found.scalars())


def former_values(connection: Connection, field: str, uids: Sequence[str]) -> set[str]:
    """What a text field of these records held before it was changed; empty ones are left out."""
    statement = select(change.c.old).where(
        change.c.uid.in_(uids), change.c.field == field, change.c.old.is_not(None)
    )
    held = (json.loads(old) for old in connection.execute(statement).scalars())
    return {value for value in held if isinstance(value, str) and value}


def count(connection: Connection) -> int:
    """How many entries the chain has."""
    return connection.execute(select(func.count()).select_from(entry)).scalar_one()
