"""权属企业与人员: found by exact name or made in place, and the dated tree behind the enterprises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..domain.checks import refuse
from ..domain.errors import FieldError
from ..domain.grouping import JOINED, PARTED
from ..domain.record_checks import enterprise_problems
from ..domain.records import Affiliation, Enterprise, Person
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage import rows
from ..storage.queries import names
from .records import add, forget_draft, insert

if TYPE_CHECKING:
    from ..storage.ledger import Transaction
    from .session import Session


#: What changes an enterprise's row of 隶属关系 (本程序设计); the statistics know 划入 and 划出.
EVENTS = ("更名", JOINED, PARTED, "合并", "分立", "注销", "级次调整", "信用代码变更", "更正登记")


@dataclass(frozen=True, slots=True)
class Held:
    """A row of 隶属关系 with the name of the parent."""

    row: Affiliation
    parent: str = ""


def add_enterprise(session: Session, values: dict[str, object]) -> OpResult[Enterprise]:
    """A new enterprise with the first row of its 隶属关系.

    Raises:
        FieldError: no name, a name that exists, a wrong credit code.
    """
    with session.ledger.transact(Op.SAVE_ENTERPRISE, session.viewer) as tx:
        made = Enterprise(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, **values)  # type: ignore[arg-type]
        refuse(enterprise_problems(made, session.rulebook(), session.today))
        if rows.fetch_equal(tx.connection, Enterprise, withdrawn=True, name=made.name):
            raise FieldError("name", f"企业“{made.name}”已经登记过，请直接选用。")
        tx.insert(made)
        affiliate(tx, made, None, "登记")
        forget_draft(tx, "Enterprise", "")
        return OpResult(made, tx.changes)


def change_enterprise(session: Session, new: Enterprise, since: date, event: str) -> OpResult[Enterprise]:
    """Change an enterprise; a new name, parent, level or credit code opens a new dated row from ``since`` on.

    ``since`` and ``event`` (one of ``EVENTS``, or other words) are not looked at when none of the four changed.

    Raises:
        FieldError: a wrong credit code, a name another bears, a parent below itself, no event, or a ``since`` that
            lies ahead or before the row it would follow.
    """
    refuse(enterprise_problems(new, session.rulebook(), session.today))
    with session.ledger.transact(Op.SAVE_ENTERPRISE, session.viewer) as tx:
        old = tx.get(Enterprise, new.uid)
        saved = tx.update(new)
        _check_place(tx, old, new)
        if identity_of(old) != identity_of(new):
            if not event.strip():
                raise FieldError("event", "请填写变更事由。")
            if since > session.today:
                raise FieldError("since", "变更日期还没有到，请核对。")
            _close_row(tx, new.uid, since)
            affiliate(tx, saved, since, event.strip())
        forget_draft(tx, "Enterprise", new.uid)
        return OpResult(saved, tx.changes)


def identity_of(enterprise: Enterprise) -> tuple[str, str | None, int | None, str]:
    """What 隶属关系 keeps with its days: name, parent, level, credit code."""
    return enterprise.name, enterprise.parent, enterprise.level, enterprise.credit_code


def _check_place(tx: Transaction, old: Enterprise, new: Enterprise) -> None:
    same_name = rows.fetch_equal(tx.connection, Enterprise, withdrawn=True, name=new.name)
    if new.name != old.name and len(same_name) > 1:  # it stands there itself already
        raise FieldError("name", f"已有名称为“{new.name}”的企业，请核对。")
    if new.parent == old.parent:
        return
    above = {one.uid: one.parent for one in rows.fetch_equal(tx.connection, Enterprise, withdrawn=True)}
    seen, parent = {new.uid}, new.parent
    while parent is not None:
        if parent in seen:
            raise FieldError("parent", "上级企业不能是本企业的下级企业，请核对。")
        seen.add(parent)
        parent = above[parent]


def affiliate(tx: Transaction, enterprise: Enterprise, since: date | None, event: str) -> Affiliation:
    """The dated row that says what an enterprise is called and where it stands from ``since`` on."""
    return insert(
        tx,
        Affiliation,
        {
            "enterprise": enterprise.uid,
            "parent": enterprise.parent,
            "name": enterprise.name,
            "level": enterprise.level,
            "credit_code": enterprise.credit_code,
            "valid_from": since,
            "event": event,
        },
    )


def _close_row(tx: Transaction, enterprise: str, since: date) -> None:
    for row in rows.fetch_equal(tx.connection, Affiliation, enterprise=enterprise):
        if row.valid_to is not None:
            continue
        if row.valid_from is not None and row.valid_from >= since:
            raise FieldError("since", "变更日期早于上一次变更，请核对。")
        tx.update(replace(row, valid_to=since - timedelta(days=1)))


def enterprise_named(tx: Transaction, name: str, cache: dict[str, str]) -> str:
    """The uid of the enterprise with exactly this name, made when there is none (imports, pickers)."""
    if name not in cache:
        found = rows.fetch_equal(tx.connection, Enterprise, withdrawn=True, name=name)
        if found:
            cache[name] = found[0].uid
        else:
            made = insert(tx, Enterprise, {"name": name})
            affiliate(tx, made, None, "登记")
            cache[name] = made.uid
    return cache[name]


def add_person(session: Session, values: dict[str, object]) -> OpResult[Person]:
    """A new person. Homonyms are lawful: the picker shows enterprise and post beside the name.

    Raises:
        FieldError: no name, or another 强制 problem, with its field.
    """
    return add(session, Person, dict(values))


def history(session: Session, enterprise: str) -> list[Held]:
    """The rows of 隶属关系 of an enterprise, the present one first."""
    with session.ledger.read() as connection:
        found = rows.fetch_equal(connection, Affiliation, enterprise=enterprise)
        named = names(connection, Enterprise, (row.parent for row in found if row.parent))
    latest_first = sorted(found, key=lambda row: (row.valid_from or date.min, row.uid), reverse=True)
    return [Held(row, named.get(row.parent or "", "")) for row in latest_first]
