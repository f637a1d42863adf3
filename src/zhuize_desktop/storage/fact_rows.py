"""The rows a report is counted from, read in a handful of statements however many clues there are.

No viewer filters here: statistics count every clue, also those that some may not read. What leaves with a report of
a clue outside the common circle is its number alone (``masked``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select

from ..domain.facts import ClueFact, Past, SupervisionFact
from ..domain.records import (
    Circle,
    Clue,
    Enterprise,
    Finding,
    LiablePerson,
    Loss,
    Person,
    Recovery,
    Recusal,
    SupervisionReport,
    User,
)
from ..domain.reports.masking import masked_in, masked_name
from . import rows
from .tables import imported_row, link_of, table_of

_CLUE = table_of(Clue)
_TAKEN = (
    *(
        "uid",
        "number",
        "level",
        "source_kind",
        "category",
        "summary",
        "occurred_from",
        "occurred_to",
        "reported_on",
    ),
    *("stage", "stage_confirmed", "accepted_on", "checked_on", "triaged_on", "disposition", "opened_on"),
    *("investigated_on", "decided_on", "rectified_on", "closed", "closed_on", "closure_kind", "legacy"),
    *("from_superior", "realtime_scope", "estimated_loss", "loss_class", "consequence_class"),
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what the facts are taken.

    Attributes:
        first: first day of the period, ``last`` its last.
        columns: source code → the statistics column it counts under.
        pasts: what the last signed report knew of each clue.
        class_of: the class the local rules give to a loss in 分; empty for none.
        contingent_counts: whether 或有损失 is part of what is classified.
        named: whether names and 概述 are wanted (annex); tables alone do without.
    """

    first: date
    last: date
    columns: Mapping[str, str]
    pasts: Mapping[str, Past]
    class_of: Callable[[int], str]
    contingent_counts: bool
    named: bool = True


def clue_facts(connection: Connection, scope: Scope) -> tuple[ClueFact, ...]:
    """One fact a clue, in the order of the ledger."""
    order = (_CLUE.c.reported_on, _CLUE.c.number, _CLUE.c.uid)
    found = rows.fetch_flat(connection, Clue, _TAKEN, _CLUE.c.withdrawn_reason == "", order=order)
    masked = _masked(connection)
    imported = set(connection.execute(select(imported_row.c.clue)).scalars())
    enterprises = _linked_names(connection, Enterprise, "enterprises") if scope.named else {}
    on_behalf = set(
        connection.execute(
            select(table_of(Enterprise).c.uid).where(table_of(Enterprise).c.on_behalf)
        ).scalars()
    )
    behalf_clues = _clues_of(connection, on_behalf)
    persons = _linked_names(connection, Person, "persons") if scope.named else {}
    losses = _loss_sums(connection, scope.last)
    recovered = _recovered(connection, None, scope.last)
    in_period = _recovered(connection, scope.first, scope.last)
    facts = []
    told = cache(masked_name)  # few names, many clues
    for row in found:
        values: dict[str, Any] = dict(zip(_TAKEN, row, strict=True))
        uid = values["uid"]
        values["estimated_fen"] = values.pop("estimated_loss")
        values["legacy"] = values["legacy"] or uid in imported
        hidden = uid in masked
        direct, indirect, contingent = losses.get(uid, (0, 0, 0))
        if not values["loss_class"]:
            confirmed = direct + indirect + (contingent if scope.contingent_counts else 0)
            values["loss_class"] = scope.class_of(confirmed or values["estimated_fen"] or 0)
        people = () if hidden else persons.get(uid, ())
        if hidden or not scope.named:
            values["summary"] = ""  # without the names that would have to be masked in it
        if hidden:
            values["category"] = ""
        if any(person in values["summary"] for person in people):
            values["summary"] = masked_in(values["summary"], people)
        facts.append(
            ClueFact(
                **values,
                source_column=scope.columns.get(values["source_kind"], ""),
                enterprises=() if hidden else enterprises.get(uid, ()),
                # The snapshot leaves the house inside the report: names go into it as the annex prints them.
                persons=tuple(map(told, people)),
                on_behalf=uid in behalf_clues,
                direct_fen=direct,
                indirect_fen=indirect,
                contingent_fen=contingent,
                recovered_fen=recovered.get(uid, 0),
                recovered_in_period_fen=in_period.get(uid, 0),
                masked=hidden,
                past=scope.pasts.get(uid),
            )
        )
    return tuple(facts)


def _masked(connection: Connection) -> set[str]:
    """Clues that some user of this ledger may not read, or that only named people know."""
    recusal, user = table_of(Recusal), table_of(User)
    persons, liable = link_of(Clue, "persons"), table_of(LiablePerson)
    statement = select(_CLUE.c.uid).where(
        or_(
            _CLUE.c.circle == Circle.NAMED,
            exists(
                select(recusal.c.uid).where(recusal.c.clue == _CLUE.c.uid, recusal.c.withdrawn_reason == "")
            ),
            exists(
                select(persons.c.uid)
                .join(user, user.c.person == persons.c.value)
                .where(persons.c.uid == _CLUE.c.uid)
            ),
            exists(
                select(liable.c.uid)
                .join(user, user.c.person == liable.c.person)
                .where(liable.c.clue == _CLUE.c.uid, liable.c.withdrawn_reason == "")
            ),
        )
    )
    return set(connection.execute(statement).scalars())


def _linked_names(connection: Connection, record: Any, field: str) -> dict[str, tuple[str, ...]]:
    """Names by clue, in their order. Few names and many links: the names are put in here, not joined in SQL."""
    link, table = link_of(Clue, field), table_of(record)
    listed = connection.execute(select(table.c.uid, table.c.name))
    names: dict[str, str] = {row.uid: row.name for row in listed}
    gathered: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for uid, position, value in connection.execute(select(link.c.uid, link.c.position, link.c.value)).all():
        gathered[uid].append((position, names[value]))
    return {
        uid: tuple(name for _, name in sorted(several)) if len(several) > 1 else (several[0][1],)
        for uid, several in gathered.items()
    }


def _clues_of(connection: Connection, enterprises: Iterable[str]) -> set[str]:
    wanted = list(enterprises)
    if not wanted:
        return set()
    link = link_of(Clue, "enterprises")
    statement = select(link.c.uid).where(link.c.value.in_(wanted))
    return set(connection.execute(statement).scalars())


def _loss_sums(connection: Connection, last: date) -> dict[str, tuple[int, int, int]]:
    """Direct, indirect and contingent 分 by clue: lines identified by the period's end or without a day."""
    loss = table_of(Loss)
    statement = (
        select(loss.c.clue, loss.c.kind, func.sum(loss.c.amount))
        .where(
            loss.c.withdrawn_reason == "",
            loss.c.amount.is_not(None),
            or_(loss.c.identified_on.is_(None), loss.c.identified_on <= last),
        )
        .group_by(loss.c.clue, loss.c.kind)
    )
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    for clue, kind, total in connection.execute(statement).all():
        sums[clue][kind] = total
    return {
        clue: (kinds.get("direct", 0), kinds.get("indirect", 0), kinds.get("contingent", 0))
        for clue, kinds in sums.items()
    }


def _recovered(connection: Connection, first: date | None, last: date) -> dict[str, int]:
    """挽回 by clue: in a period, or (``first`` is ``None``) up to its end with the lines without a day."""
    table = table_of(Recovery)
    within = (
        or_(table.c.recovered_on.is_(None), table.c.recovered_on <= last)
        if first is None
        else and_(table.c.recovered_on >= first, table.c.recovered_on <= last)
    )
    statement = (
        select(table.c.clue, func.sum(table.c.amount))
        .where(table.c.withdrawn_reason == "", table.c.amount.is_not(None), within)
        .group_by(table.c.clue)
    )
    return {clue: total for clue, total in connection.execute(statement).all()}


def supervision_facts(
    connection: Connection, columns: Mapping[str, str], last: date
) -> tuple[SupervisionFact, ...]:
    """One fact a 监督成果 received by the period's end, with what became of its findings."""
    report, finding, clues = table_of(SupervisionReport), table_of(Finding), link_of(Finding, "clues")
    listed = exists(select(clues.c.uid).where(clues.c.uid == finding.c.uid))
    counted: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for uid, is_listed, reason in connection.execute(
        select(finding.c.report, listed, finding.c.not_listed_reason).where(finding.c.withdrawn_reason == "")
    ):
        counted[uid].append((bool(is_listed), bool(reason)))
    found = connection.execute(
        select(report)
        .where(
            report.c.withdrawn_reason == "", or_(report.c.received_on.is_(None), report.c.received_on <= last)
        )
        .order_by(report.c.received_on, report.c.uid)
    ).mappings()
    return tuple(
        SupervisionFact(
            uid=row["uid"],
            title=row["title"],
            source_column=columns.get(row["source_kind"], ""),
            received_on=row["received_on"],
            sorted_on=row["sorted_on"],
            findings=len(counted[row["uid"]]),
            listed=sum(is_listed for is_listed, _ in counted[row["uid"]]),
            not_listed=sum(not is_listed and reason for is_listed, reason in counted[row["uid"]]),
            unsorted=sum(not is_listed and not reason for is_listed, reason in counted[row["uid"]]),
        )
        for row in found
    )
