"""Questions to the ledger: ids first, rows for the painted page, sums. Each passes the visibility predicate."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, select, text

from ..domain.ledger_view import (
    BenchRow,
    LedgerQuery,
    LedgerRow,
    LedgerTotals,
    PersonQuery,
    PersonRow,
    stub_of,
)
from ..domain.records import Clue, Enterprise, LiablePerson, Loss, Person, Record, Recovery
from . import clock_rows, rows, search
from .ledger import readable
from .tables import link_of, table_of
from .visibility import involved, listed_for, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..domain.viewer import Viewer

#: Codes of the dictionary ``loss_kind``: what always is 认定损失, and 或有损失.
CONFIRMED = ("direct", "indirect")
CONTINGENT = "contingent"
#: The columns of a ``BenchRow``.
_COUNTED_BY = ("uid", "number", "summary", "stage", "closed", "stage_confirmed", "source_kind", "category")
_CLUE = table_of(Clue)
_LOSS = table_of(Loss)
_RECOVERY = table_of(Recovery)


def clue_uids(connection: Connection, viewer: Viewer, query: LedgerQuery, *, contingent: bool) -> list[str]:
    """The uids of every clue the viewer may see in a list, in order; ``contingent``: 或有 is part of 认定损失."""
    order = _order(viewer, query, contingent)
    direction = order.desc() if query.descending else order.asc()
    statement = (
        select(_CLUE.c.uid)
        .where(*_conditions(viewer, query))
        .order_by(direction, _CLUE.c.number, _CLUE.c.uid)
    )
    return list(connection.execute(statement, _parameters(query)).scalars())


def totals(connection: Connection, viewer: Viewer, query: LedgerQuery, *, contingent: bool) -> LedgerTotals:
    """Sums over the query; of clues whose contents the viewer may not read only that they are there.

    ``contingent``: whether 或有损失 is part of 认定损失.
    """
    conditions, parameters = _conditions(viewer, query), _parameters(query)
    is_open = case((and_(_CLUE.c.closed.is_(False), visible_to(viewer)), 1), else_=0)
    row = connection.execute(
        select(func.count(), func.sum(is_open)).select_from(_CLUE).where(*conditions), parameters
    ).one()
    seen = select(_CLUE.c.uid).where(*conditions, visible_to(viewer))
    amounts = [
        connection.execute(select(func.coalesce(func.sum(column), 0)).where(*where), parameters).scalar_one()
        for column, where in (
            (_CLUE.c.estimated_loss, (*conditions, visible_to(viewer))),
            (_LOSS.c.amount, (_LOSS.c.clue.in_(seen), _counted(_LOSS, contingent))),
            (_RECOVERY.c.amount, (_RECOVERY.c.clue.in_(seen), _counted(_RECOVERY, contingent))),
        )
    ]
    return LedgerTotals(row[0], row[1] or 0, *amounts)


def bench_rows(connection: Connection, viewer: Viewer) -> list[BenchRow]:
    """What the first page counts by, of every clue whose contents the viewer may read, in the order of the ledger."""
    query = LedgerQuery()
    found = rows.fetch_flat(
        connection,
        Clue,
        _COUNTED_BY,
        visible_to(viewer),
        *_conditions(viewer, query),
        order=(_CLUE.c[query.order].desc(), _CLUE.c.number, _CLUE.c.uid),
    )
    link = link_of(Clue, "enterprises")
    placed = set(connection.execute(select(link.c.uid).distinct()).scalars())
    return [BenchRow._make((*values, values[0] in placed)) for values in found]


def ledger_rows(
    connection: Connection, viewer: Viewer, uids: Sequence[str], *, contingent: bool
) -> list[LedgerRow]:
    """Rows for these uids, in this order; uids the viewer may not see at all are left out.

    ``contingent``: whether 或有损失 is part of 认定损失.
    """
    clues = _listed(connection, viewer, uids)
    readable = _readable(connection, viewer, clues)
    open_clues = [clues[uid] for uid in uids if uid in readable]
    enterprises = names(connection, Enterprise, (one for clue in open_clues for one in clue.enterprises))
    persons = names(connection, Person, (one for clue in open_clues for one in clue.persons))
    confirmed = _sums(connection, _LOSS, readable, contingent)
    recovered = _sums(connection, _RECOVERY, readable, contingent)
    held = clock_rows.held_by(connection, readable)
    return [
        LedgerRow(
            clue,
            tuple(enterprises[one] for one in clue.enterprises),
            tuple(persons[one] for one in clue.persons),
            confirmed.get(clue.uid, 0),
            recovered.get(clue.uid, 0),
            held=held.get(clue.uid, {}),
        )
        if clue.uid in readable
        else LedgerRow(stub_of(clue), stub=True)
        for clue in (clues[uid] for uid in uids if uid in clues)
    ]


def _listed(connection: Connection, viewer: Viewer, uids: Sequence[str]) -> dict[str, Clue]:
    return {
        clue.uid: clue
        for part in rows.chunks(uids)
        for clue in rows.fetch(connection, Clue, _CLUE.c.uid.in_(part), listed_for(viewer))
    }


def _readable(connection: Connection, viewer: Viewer, uids: Iterable[str]) -> set[str]:
    return {
        uid
        for part in rows.chunks(uids)
        for uid in connection.execute(
            select(_CLUE.c.uid).where(_CLUE.c.uid.in_(part), visible_to(viewer))
        ).scalars()
    }


def open_clues_of(connection: Connection, former: str, heir: str) -> list[str]:
    """Uids of the open clues of an enterprise before which its successor does not stand yet, whoever may see them."""
    link = link_of(Clue, "enterprises")
    before = link.alias()
    settled = exists(
        select(before.c.uid).where(
            before.c.uid == link.c.uid, before.c.value == heir, before.c.position < link.c.position
        )
    )
    statement = (
        select(_CLUE.c.uid)
        .join(link, link.c.uid == _CLUE.c.uid)
        .where(link.c.value == former, ~_CLUE.c.closed, _CLUE.c.withdrawn_reason == "", ~settled)
        .order_by(_CLUE.c.uid)
    )
    return list(connection.execute(statement).scalars())


def names(connection: Connection, record: type[Record], uids: Iterable[str]) -> dict[str, str]:
    """Uid → name of enterprises, persons or users."""
    table = table_of(record)
    return {
        uid: name
        for part in rows.chunks(dict.fromkeys(uids))
        for uid, name in connection.execute(select(table.c.uid, table.c.name).where(table.c.uid.in_(part)))
    }


def _counted(table: Any, contingent: bool) -> ColumnElement[bool]:
    """The lines of ``Loss`` that make up 认定损失, or of ``Recovery`` that came back.

    认定损失 is 直接 and 间接, as ``loss_statistics.confirmed_fen`` counts it for the reports; 或有 counts only where
    a confirmed measure says so, and a kind that local rules add in neither.
    """
    kept: ColumnElement[bool] = table.c.withdrawn_reason == ""
    if table is not _LOSS:
        return kept
    return and_(kept, table.c.kind.in_((*CONFIRMED, CONTINGENT) if contingent else CONFIRMED))


def _sums(connection: Connection, table: Any, uids: Iterable[str], contingent: bool) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for part in rows.chunks(uids):
        statement = (
            select(table.c.clue, func.sum(table.c.amount))
            .where(
                table.c.clue.in_(part),
                table.c.amount.is_not(None),
                _counted(table, contingent),
            )
            .group_by(table.c.clue)
        )
        found.update({clue: total for clue, total in connection.execute(statement)})
    return found


def _conditions(viewer: Viewer, query: LedgerQuery) -> list[ColumnElement[bool]]:
    conditions = [
        listed_for(viewer),
        _CLUE.c.withdrawn_reason != "" if query.withdrawn else _CLUE.c.withdrawn_reason == "",
        *_on_contents(viewer, query),
    ]
    if query.uids is not None:
        conditions.append(_CLUE.c.uid.in_(query.uids))
    found = search.matching(query.text, Clue)
    if found:
        # What is outside the circle must not be found by its contents, only by its number.
        conditions.append(
            and_(text(f"clue.{found[0]}"), visible_to(viewer)) | (_CLUE.c.number == query.text.strip())
        )
    return conditions


def _on_contents(viewer: Viewer, query: LedgerQuery) -> list[ColumnElement[bool]]:
    """Filters on what stands in a clue; they must not tell anything of a clue outside the circle."""
    conditions: list[ColumnElement[bool]] = []
    if query.stages:
        conditions.append(_CLUE.c.stage.in_(query.stages))
    if query.year is not None:
        days = date(query.year, 1, 1), date(query.year, 12, 31)
        conditions.append(_CLUE.c.reported_on.between(*days))
    if query.closed is not None:
        conditions.append(_CLUE.c.closed == query.closed)
    if query.legacy is not None:
        conditions.append(_CLUE.c.legacy == query.legacy)
    if query.sources:
        conditions.append(_CLUE.c.source_kind.in_(query.sources))
    if query.enterprises:
        link = link_of(Clue, "enterprises")
        conditions.append(
            exists(select(link.c.uid).where(link.c.uid == _CLUE.c.uid, link.c.value.in_(query.enterprises)))
        )
    if query.category:
        conditions.append(_CLUE.c.category == query.category)
    if query.handler:
        conditions.append(_CLUE.c.handler == query.handler)
    if query.unconfirmed:
        conditions.append(_CLUE.c.stage_confirmed.is_(False))
    return [visible_to(viewer), *conditions] if conditions else []


def _parameters(query: LedgerQuery) -> dict[str, str]:
    found = search.matching(query.text, Clue)
    return found[1] if found else {}


def _order(viewer: Viewer, query: LedgerQuery, contingent: bool) -> ColumnElement[Any]:
    """What the list is ordered by; a clue outside the circle has its number and nothing else to be ordered by."""
    if query.order == "number":
        return _CLUE.c.number
    derived: dict[str, ColumnElement[Any]] = {
        "enterprise": _first_name(Enterprise, "enterprises"),
        "persons": _first_name(Person, "persons"),
        "confirmed": _total(_LOSS, contingent),
        "recovered": _total(_RECOVERY, contingent),
        "stage": case({stage: at for at, stage in enumerate(_stages())}, value=_CLUE.c.stage),
    }
    content = derived[query.order] if query.order in derived else _CLUE.c[query.order]
    return case((visible_to(viewer), content))


def _stages() -> list[Any]:
    from ..domain.stages import Stage

    return list(Stage)


def _first_name(record: type[Record], field: str) -> ColumnElement[Any]:
    link, table = link_of(Clue, field), table_of(record)
    return (
        select(table.c.name)
        .join(link, link.c.value == table.c.uid)
        .where(link.c.uid == _CLUE.c.uid, link.c.position == 0)
        .scalar_subquery()
    )


def _total(table: Any, contingent: bool) -> ColumnElement[Any]:
    return (
        select(func.coalesce(func.sum(table.c.amount), 0))
        .where(table.c.clue == _CLUE.c.uid, _counted(table, contingent))
        .scalar_subquery()
    )


def find_named(connection: Connection, record: type[rows.R], words: str, limit: int = 20) -> list[rows.R]:
    """Enterprises or persons by part of name, pinyin or initials, for the pickers; withdrawn ones are left out."""
    table = table_of(record)
    found = search.matching(words, record)
    # Nothing to look for: the first ones by name.
    condition, parameters = (f"{table.name}.{found[0]}", found[1]) if found else ("1", {})
    statement = (
        select(table.c.uid)
        .where(text(condition), table.c.withdrawn_reason == "")
        .order_by(table.c.name)
        .limit(limit)
    )
    uids = connection.execute(statement, parameters).scalars().all()
    by_uid = rows.fetch_by_uid(connection, record, uids)
    return [by_uid[uid] for uid in uids]


def by_name(connection: Connection, record: type[rows.R]) -> dict[str, list[rows.R]]:
    """Every enterprise or person that is not withdrawn, by exact name: homonyms stand together."""
    gathered: dict[str, list[rows.R]] = defaultdict(list)
    for one in rows.fetch(connection, record, table_of(record).c.withdrawn_reason == ""):
        gathered[one.name].append(one)  # type: ignore[attr-defined]
    return gathered


def reported_years(connection: Connection, viewer: Viewer) -> list[int]:
    """The years in which clues were reported whose contents the viewer may read, newest first."""
    year = func.substr(_CLUE.c.reported_on, 1, 4)
    statement = (
        select(year)
        .where(visible_to(viewer), _CLUE.c.reported_on.is_not(None))
        .distinct()
        .order_by(year.desc())
    )
    return [int(one) for one in connection.execute(statement).scalars()]


def has_stock(connection: Connection) -> bool:
    """Whether any 存量线索 stands in the ledger, whoever may read it: the statistics count them all."""
    stock = exists(select(_CLUE.c.uid).where(_CLUE.c.legacy, _CLUE.c.withdrawn_reason == ""))
    return bool(connection.execute(select(stock)).scalar())


def stock_numbers(connection: Connection) -> frozenset[str]:
    """Numbers of all 存量线索, whoever may read them."""
    stock = select(_CLUE.c.number).where(_CLUE.c.legacy, _CLUE.c.withdrawn_reason == "")
    return frozenset(connection.execute(stock).scalars())


def involving(connection: Connection, viewer: Viewer) -> dict[str, str]:
    """Uid → number of the clues in which the viewer is involved: what is counted of them must not name them."""
    found = connection.execute(select(_CLUE.c.uid, _CLUE.c.number).where(involved(viewer)))
    return {uid: number for uid, number in found}


def person_uids(connection: Connection, viewer: Viewer, query: PersonQuery) -> list[str]:
    """The uids of every person the viewer may see who fits the query, in order."""
    person, stands, liable = table_of(Person), _standings(viewer), _liabilities(viewer)
    conditions = [readable(Person, viewer), person.c.withdrawn_reason == ""]
    if query.employment:
        conditions.append(person.c.employment == query.employment)
    if query.in_clues:
        conditions.append(stands.c.clues > 0)
    found = search.matching(query.text, Person)
    if found:
        conditions.append(and_(text(f"person.{found[0]}")))
    enterprise = table_of(Enterprise)
    orders: dict[str, ColumnElement[Any]] = {
        "enterprise": select(enterprise.c.name)
        .where(enterprise.c.uid == person.c.enterprise)
        .scalar_subquery(),
        "clues": func.coalesce(stands.c.clues, 0),
        "liable": func.coalesce(liable.c.lines, 0),
    }
    order = orders[query.order] if query.order in orders else person.c[query.order]
    statement = (
        select(person.c.uid)
        .outerjoin(stands, stands.c.person == person.c.uid)
        .outerjoin(liable, liable.c.person == person.c.uid)
        .where(*conditions)
        .order_by(order.desc() if query.descending else order.asc(), person.c.name, person.c.uid)
    )
    return list(connection.execute(statement, found[1] if found else {}).scalars())


def person_rows(connection: Connection, viewer: Viewer, uids: Sequence[str]) -> list[PersonRow]:
    """Rows for these uids, in this order; persons the viewer may not see are left out."""
    table = table_of(Person)
    found = {
        person.uid: person
        for part in rows.chunks(uids)
        for person in rows.fetch(connection, Person, table.c.uid.in_(part), readable(Person, viewer))
    }
    enterprises = names(connection, Enterprise, (one.enterprise for one in found.values() if one.enterprise))
    stands = _counts(connection, _standings(viewer), found)
    liable = _counts(connection, _liabilities(viewer), found)
    return [
        PersonRow(
            found[uid],
            enterprises.get(found[uid].enterprise or "", ""),
            stands.get(uid, 0),
            liable.get(uid, 0),
        )
        for uid in uids
        if uid in found
    ]


def clues_of_person(connection: Connection, viewer: Viewer, person: str) -> list[str]:
    """The uids of the clues the viewer may read in which a person stands, newest first."""
    parts = _parts(viewer).subquery()
    statement = (
        select(_CLUE.c.uid)
        .where(_CLUE.c.uid.in_(select(parts.c.clue).where(parts.c.person == person)))
        .order_by(_CLUE.c.reported_on.desc(), _CLUE.c.number)
    )
    return list(connection.execute(statement).scalars())


def _parts(viewer: Viewer) -> Any:
    """Person and clue, once a pair, of every clue in the ledger that the viewer may read."""
    link, liable = link_of(Clue, "persons"), table_of(LiablePerson)
    open_clue = and_(visible_to(viewer), _CLUE.c.withdrawn_reason == "")
    named = select(link.c.value.label("person"), link.c.uid.label("clue")).join(
        _CLUE, and_(_CLUE.c.uid == link.c.uid, open_clue)
    )
    held = (
        select(liable.c.person, liable.c.clue)
        .join(_CLUE, and_(_CLUE.c.uid == liable.c.clue, open_clue))
        .where(liable.c.withdrawn_reason == "")
    )
    return named.union(held)


def _standings(viewer: Viewer) -> Any:
    parts = _parts(viewer).subquery()
    return select(parts.c.person, func.count().label("clues")).group_by(parts.c.person).subquery()


def _liabilities(viewer: Viewer) -> Any:
    liable = table_of(LiablePerson)
    return (
        select(liable.c.person, func.count().label("lines"))
        .join(_CLUE, and_(_CLUE.c.uid == liable.c.clue, visible_to(viewer), _CLUE.c.withdrawn_reason == ""))
        .where(liable.c.withdrawn_reason == "")
        .group_by(liable.c.person)
        .subquery()
    )


def _counts(connection: Connection, counted: Any, uids: Iterable[str]) -> dict[str, int]:
    return {
        uid: count
        for part in rows.chunks(uids)
        for uid, count in connection.execute(
            select(counted.c.person, counted.c[1]).where(counted.c.person.in_(part))
        )
    }
