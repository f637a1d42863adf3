"""信任名单: whose signing keys are whose in this ledger, handed to those who verify sealed files elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..domain.records import Affiliation, Enterprise, PeriodicReport, ReportState, SigningKey, User
from ..domain.roles import Op, Role
from ..domain.viewer import OpResult
from ..seal.canonical import instant_text
from ..seal.trust import Trust, TrustedEnterprise, TrustedSigner, write_trust
from ..storage import audit
from ..storage.rows import fetch_by_uid, fetch_equal
from .certificates import known_certificates
from .session import own_enterprise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..storage.engine import Connection
    from .session import Session

#: More entries than an account will ever see in its trail.
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the holder of an account was called, and was trusted with, from an instant on."""

    since: datetime
    name: str = ""
    roles: tuple[Role, ...] = ()


def trust_of(session: Session) -> Trust:
    """The trust list of the own enterprise: every key that ever was in use, under the names and roles of its time.

    The 代录 enterprises whose reports were signed here stand in it with the same signers.

    What was sealed before a change of the enterprise's name or credit code is found by the old ones: the enterprise
    stands in the list once for each pair it ever had. A signer's key stands once for each
    name and set of roles the signer had: whoever could only prepare a report cannot have reviewed or issued one.
    """
    own = own_enterprise(session)
    with session.ledger.read() as connection:
        others = {
            one.enterprise for one in fetch_equal(connection, PeriodicReport, state=ReportState.ISSUED)
        } - {own.uid}
        named = [own, *fetch_by_uid(connection, Enterprise, sorted(others)).values()]
        held = [row for one in named for row in fetch_equal(connection, Affiliation, enterprise=one.uid)]
        signers = tuple(
            entry
            for user in fetch_equal(connection, User, withdrawn=True)
            for key in fetch_equal(connection, SigningKey, withdrawn=True, user=user.uid)
            for entry in _entries(user, key, _standings(connection, user))
        )
    pairs = dict.fromkeys(
        [*((one.name, one.credit_code) for one in named), *((row.name, row.credit_code) for row in held)]
    )
    certificates = tuple(digest for digest, _ in known_certificates(session))
    return Trust(tuple(TrustedEnterprise(name, code, signers, certificates) for name, code in pairs))


def export_trust(session: Session, path: Path) -> OpResult[Path]:
    """Write the trust list into a file; the trail keeps that it went out.

    Raises:
        NotAllowed: the user is no administrator.
        FileProblem: the file cannot be written.
    """
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        write_trust(path, trust_of(session))
        tx.note = "导出信任名单"
        tx.touch("TrustList", path.name, "file", None, path.name)
        return OpResult(path, tx.changes)


def _standings(connection: Connection, user: User) -> list[_Standing]:
    """Names and roles of an account over time, from the trail, oldest first."""
    found: list[_Standing] = []
    for entry in reversed(audit.timeline(connection, [user.uid], _ALL)):
        before = found[-1] if found else _Standing(entry.at)
        now = before
        for change in entry.changes:
            if change.kind != "User" or change.new is None:
                continue
            if change.field in ("*", "name", "roles"):
                value = json.loads(change.new)
                given = value if change.field == "*" else {change.field: value}
                now = _changed(now, given)
        if not found or now != before:
            found.append(replace(now, since=entry.at))
    return found


def _changed(before: _Standing, given: dict[str, Any]) -> _Standing:
    roles = tuple(Role(one) for one in given["roles"]) if "roles" in given else before.roles
    return replace(before, name=given.get("name", before.name), roles=roles)


def _entries(user: User, key: SigningKey, standings: list[_Standing]) -> Iterator[TrustedSigner]:
    """The key once for each name and set of roles in force while it was in use.

    While the holder had no role at all nothing could be signed; an entry without roles would vouch for any.
    """
    for at, held in enumerate(standings):
        until = standings[at + 1].since if at + 1 < len(standings) else None
        first = max(held.since, key.valid_from)
        last = min((one for one in (until, key.valid_to) if one is not None), default=None)
        if held.roles and (last is None or first <= last):
            yield TrustedSigner(
                user.login,
                held.name or user.login,
                key.public_key,
                instant_text(first),
                "" if last is None else instant_text(last),
                tuple(role.label for role in held.roles),
            )
