"""案件: everything that hangs on one clue, read in one go with the names it points to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal_column, select, union_all

from ..domain.case import Case
from ..domain.fields import Kind, columns
from ..domain.judging import pay
from ..domain.records import (
    CASE_RECORDS,
    Approval,
    Attachment,
    Clue,
    Enterprise,
    LiablePerson,
    Loss,
    Person,
    Record,
    Recovery,
    Recusal,
    RuleBasis,
    TeamMember,
    User,
)
from ..domain.roles import OPERATIONS, Op
from ..domain.viewer import viewer_of
from . import audit, rows
from .judged_rules import as_judged
from .laid import hidden_cases, laid_on
from .ledger import readable
from .matters import matters_of
from .tables import table_of
from .visibility import listed_for, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from ..domain.rulebook import RuleBook
    from ..domain.viewer import Viewer

#: Everything that hangs on a clue and belongs to its case.
HANGING: tuple[type[Record], ...] = (
    LiablePerson,
    Loss,
    Recovery,
    Approval,
    Attachment,
    Recusal,
    *CASE_RECORDS,
)


#: One question instead of one a table: class and uid of what hangs on a clue. Most tables hold nothing of it.
_HUNG = union_all(
    *(
        select(
            literal_column(f"'{record.__name__}'").label("kind"),
            table_of(record).c.uid.label("uid"),
        ).where(table_of(record).c.clue == bindparam("clue"))
        for record in HANGING
    )
)


def hanging_uids(connection: Connection, clue: str) -> dict[str, list[str]]:
    """Class name → uids of everything that hangs on a clue, withdrawn or not; the caller has checked the viewer."""
    found: dict[str, list[str]] = {}
    for kind, uid in connection.execute(_HUNG, {"clue": clue}):
        found.setdefault(kind, []).append(uid)
    return found


def gathered(connection: Connection, viewer: Viewer, clue: Clue, book: RuleBook, today: date) -> Case:
    """The case of a clue that the viewer may read, with the names its records point to."""
    hung = hanging_uids(connection, clue.uid)
    held: dict[type[Record], tuple[Record, ...]] = {
        record: tuple(rows.fetch_equal(connection, record, readable(record, viewer), clue=clue.uid))
        for record in HANGING
        if record.__name__ in hung
    }
    pointed = _pointed(clue, held)
    persons = rows.fetch_by_uid(connection, Person, pointed["Person"])
    employers = {one.enterprise for one in persons.values() if one.enterprise}
    around = {*pointed["Enterprise"], *employers, viewer.enterprise}
    enterprises = _with_parents(connection, around)
    called = {
        **{uid: one.name for uid, one in enterprises.items()},
        **{uid: one.name for uid, one in persons.items()},
        **_accounts(connection, pointed["User"]),
        **_numbers(connection, viewer, pointed["Clue"]),
    }
    called[viewer.user] = viewer.name
    liable = {one.person for one in held.get(LiablePerson, ()) if isinstance(one, LiablePerson)}
    elsewhere = laid_on(connection, viewer, book, liable, clue.uid) if liable else ()
    taking = {one.clue for one in elsewhere if pay.takes_share(one.handling)}
    hidden = len(hidden_cases(connection, viewer, liable, clue.uid)) if liable else 0
    basis = next((one for one in held.get(RuleBasis, ()) if isinstance(one, RuleBasis)), None)
    return Case(
        clue,
        book if basis is None else as_judged(connection, book, [basis.pack_digest])[basis.pack_digest],
        today,
        held,
        viewer.user,
        called,
        _left_team(connection, clue),
        persons,
        enterprises,
        viewer.enterprise,
        elsewhere,
        hidden,
        _merged(connection, viewer, clue),
        matters_of(connection, {clue.uid, *taking}) if taking else {},
        _confirmers(connection, viewer, clue, held.get(Approval, ())),
    )


def _confirmers(
    connection: Connection, viewer: Viewer, clue: Clue, papers: Iterable[Record]
) -> dict[str, str]:
    """Who may confirm an 审批件 of the clue: in use, of a role that may, and a reader of it as anybody is."""
    if not any(isinstance(one, Approval) and one.confirmed_by is None for one in papers):
        return {}
    able = OPERATIONS[Op.CONFIRM_APPROVAL].roles
    users = rows.fetch_equal(connection, User, active=True)
    table = table_of(Clue)
    return {
        user.uid: user.name or user.login
        for user in users
        if able & set(user.roles)
        and connection.scalar(
            select(table.c.uid).where(
                table.c.uid == clue.uid, visible_to(viewer_of(user, viewer.enterprise, viewer.today))
            )
        )
    }


def _with_parents(connection: Connection, uids: set[str]) -> dict[str, Enterprise]:
    """These enterprises and all above them, one question a level."""
    found: dict[str, Enterprise] = {}
    while uids:
        read = rows.fetch_by_uid(connection, Enterprise, uids)
        found |= read
        uids = {one.parent for one in read.values() if one.parent} - set(found)
    return found


def _left_team(connection: Connection, clue: Clue) -> frozenset[str]:
    """Who was taken out of the 核查组, or stood where another user was entered instead: the trail knows them."""
    every = rows.fetch_equal(connection, TeamMember, withdrawn=True, clue=clue.uid)
    gone = {one.user for one in every if one.user and one.withdrawn_reason}
    gone |= audit.former_values(connection, "user", [one.uid for one in every])
    return frozenset(gone - {one.user for one in every if not one.withdrawn_reason})


def _merged(connection: Connection, viewer: Viewer, clue: Clue) -> tuple[str, ...]:
    """Numbers of what was merged into the clue; one in which the viewer is involved is not named (P7)."""
    table = table_of(Clue)
    found = select(table.c.number).where(
        table.c.merged_into == clue.uid, table.c.withdrawn_reason == "", listed_for(viewer)
    )
    return tuple(connection.execute(found.order_by(table.c.number)).scalars())


def _numbers(connection: Connection, viewer: Viewer, uids: set[str]) -> dict[str, str]:
    """Numbers of other clues: one in which the viewer is involved is not even named (P7)."""
    clue = table_of(Clue)
    found = connection.execute(
        select(clue.c.uid, clue.c.number).where(clue.c.uid.in_(uids), listed_for(viewer))
    )
    return {uid: number for uid, number in found}


def _accounts(connection: Connection, uids: set[str]) -> dict[str, str]:
    return {user.uid: user.name or user.login for user in rows.fetch_by_uid(connection, User, uids).values()}


def _pointed(clue: Clue, held: dict[type[Record], tuple[Record, ...]]) -> dict[str, set[str]]:
    """Class name → uids of that class to which the clue and its records point."""
    found: dict[str, set[str]] = {name: set() for name in ("Enterprise", "Person", "User", "Clue")}
    for one in (clue, *(record for records in held.values() for record in records)):
        for column in columns(type(one)):
            if column.field.kind is not Kind.UID or column.field.refers_to not in found:
                continue
            value = getattr(one, column.name)
            found[column.field.refers_to].update(value if column.many else (value,) if value else ())
    return found
