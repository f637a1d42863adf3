"""What decisions lay on people, and where they may yet, over every case; each passes what the viewer may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, or_, select

from ..domain.case import (
    NOT_REVIEWED,
    appealing,
    laid_by,
    laid_outside,
    outside_parties,
    rests_on,
    results_of,
    reviews_of,
    with_sanctions,
)
from ..domain.decided_anew import SPARING, spared_by, with_replaced
from ..domain.judging.appointment import OpenCase
from ..domain.records import (
    Appeal,
    Clue,
    Decision,
    Handling,
    LiableBody,
    LiablePerson,
    OutsideDecision,
    Record,
    SanctionCase,
    SanctionReview,
)
from . import rows
from .judged_rules import rules_of
from .tables import link_of, table_of
from .visibility import listed_for, standing_in, visible_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from ..domain.case import Laid, Review
    from ..domain.decided_anew import Said
    from ..domain.rulebook import RuleBook
    from ..domain.viewer import Viewer

_CLUE = table_of(Clue)
_LIABLE = table_of(LiablePerson)
_HANDLING = table_of(Handling)
_APPEAL = table_of(Appeal)
_OUTSIDE = table_of(OutsideDecision)
_SANCTION = table_of(SanctionCase)
_SANCTION_REVIEW = table_of(SanctionReview)
_OUTSIDE_PERSONS = link_of(OutsideDecision, "persons")


def laid_on(
    connection: Connection,
    viewer: Viewer,
    book: RuleBook,
    persons: Collection[str] | None = None,
    without: str = "",
) -> tuple[Laid, ...]:
    """What the cases that the viewer may read lay on these people: handlings, outside decisions, 处分.

    A clue taken out of the ledger lays nothing on anybody, nor does a handling whose decision was taken out: a
    withdrawn decision is no decision, as within its own case (``Case.laid``), whose check of handlings asks for the
    one that takes its place. Each comes with the rules its own case is judged by.

    Args:
        connection: to read through.
        viewer: who asks.
        book: the rules in force.
        persons: uids; ``None`` for everybody.
        without: uid of a clue that is left out.
    """
    clues = select(_CLUE.c.uid).where(
        visible_to(viewer), _CLUE.c.withdrawn_reason == "", _CLUE.c.uid != without
    )
    lines = [_LIABLE.c.withdrawn_reason == "", _LIABLE.c.clue.in_(clues)]
    beside = [_OUTSIDE.c.withdrawn_reason == "", _OUTSIDE.c.clue.in_(clues)]
    sanctioned = [_SANCTION.c.withdrawn_reason == "", _SANCTION.c.clue.in_(clues)]
    if persons is not None:
        sanctioned.append(_SANCTION.c.person.in_(persons))
        lines.append(_LIABLE.c.person.in_(persons))
        named = select(_OUTSIDE_PERSONS.c.uid).where(_OUTSIDE_PERSONS.c.value.in_(persons))
        beside.append(_OUTSIDE.c.uid.in_(named))
    person_of = {
        uid: who for uid, who in rows.fetch_flat(connection, LiablePerson, ("uid", "person"), *lines)
    }
    handlings = rows.fetch(
        connection,
        Handling,
        _HANDLING.c.withdrawn_reason == "",
        _HANDLING.c.clue.in_(clues),  # of its own: it says its number and days, wherever the 责任人 stands
        _HANDLING.c.liable.in_(select(_LIABLE.c.uid).where(*lines)),
        order=(_HANDLING.c.uid,),
    )
    outside = rows.fetch(connection, OutsideDecision, *beside, order=(_OUTSIDE.c.uid,))
    cases = rows.fetch(connection, SanctionCase, *sanctioned, order=(_SANCTION.c.uid,))
    about = sorted({one.clue for found in (handlings, outside, cases) for one in found})
    numbers, rules = _numbers(connection, about), rules_of(connection, book, about)
    laid = _joined(connection, person_of, handlings, outside, persons, numbers, rules)
    found = tuple(with_sanctions(laid, cases, _sanction_reviews(connection, cases), numbers, rules))
    return with_replaced(found, _spared(connection, {one.clue for one in found if one.changed}))


def _spared(connection: Connection, clues: Collection[str]) -> Iterator[Said]:
    """Whom the 不予追责决定 of these cases spare."""
    for clue in sorted(clues):
        liable = {one.uid: one.person for one in rows.fetch_equal(connection, LiablePerson, clue=clue)}
        yield from spared_by(rows.fetch_equal(connection, Decision, clue=clue, kind=SPARING), liable)


def _joined(
    connection: Connection,
    person_of: dict[str, str],
    handlings: list[Handling],
    outside: list[OutsideDecision],
    persons: Collection[str] | None,
    numbers: Mapping[str, str],
    rules: Mapping[str, tuple[str, RuleBook | None]],
) -> Iterable[Laid]:
    sources: dict[str, Decision | OutsideDecision] = {}
    sources |= _kept(
        rows.fetch_by_uid(connection, Decision, {one.decision for one in handlings if one.decision})
    )
    sources |= _kept(
        rows.fetch_by_uid(connection, OutsideDecision, {one.outside for one in handlings if one.outside})
    )
    handlings = [one for one in handlings if rests_on(one, sources)]
    named = {one.uid: one for one in (*sources.values(), *outside) if isinstance(one, OutsideDecision)}
    lines = _lines(connection, {one.clue for one in named.values()})
    results = _results(connection, {one.decision for one in handlings if one.decision}, named, lines)
    for one in handlings:
        yield laid_by(
            sources.get(one.decision or one.outside or ""),
            one,
            person_of[one.liable or ""],
            numbers[one.clue],
            results.get((one.decision or one.outside or "", one.liable or ""), NOT_REVIEWED),
            *rules[one.clue],
        )
    handled = {(one.outside or "", person_of[one.liable or ""]) for one in handlings}
    for source in outside:
        reviews = reviews_of(source, results, lines.get(source.clue, {}))
        for found in laid_outside(source, numbers[source.clue], handled, *rules[source.clue], reviews):
            if persons is None or found.person in persons:
                yield found


def _kept(found: dict[str, rows.R]) -> dict[str, rows.R]:
    return {uid: one for uid, one in found.items() if not one.withdrawn_reason}


def _numbers(connection: Connection, clues: Iterable[str]) -> dict[str, str]:
    return {
        uid: number
        for part in rows.chunks(clues)
        for uid, number in connection.execute(
            select(_CLUE.c.uid, _CLUE.c.number).where(_CLUE.c.uid.in_(part))
        )
    }


def _lines(connection: Connection, clues: Collection[str]) -> dict[str, dict[str, str]]:
    """Clue → person → uid of their line among its 责任人."""
    found: dict[str, dict[str, str]] = {}
    for part in rows.chunks(clues):
        for clue, person, uid in rows.fetch_flat(
            connection,
            LiablePerson,
            ("clue", "person", "uid"),
            _LIABLE.c.clue.in_(part),
            _LIABLE.c.withdrawn_reason == "",
            order=(_LIABLE.c.uid,),
        ):
            found.setdefault(clue, {})[person] = uid
    return found


def _results(
    connection: Connection,
    decisions: Collection[str],
    outside: Mapping[str, OutsideDecision],
    lines: Mapping[str, Mapping[str, str]],
) -> dict[tuple[str, str], Review]:
    """Decision and liable person → what their reviews came to; everybody's handlings tell whose a review may be."""
    named = {"decision": decisions, "outside": outside.keys()}
    appeals = [
        row
        for field, uids in named.items()
        for row in _naming(connection, Appeal, field, uids, "liable", "appellant", "result", "decided_on")
    ]
    reviewed = {source for source, *_ in appeals}
    handled = [
        row
        for field, uids in named.items()
        for row in _naming(connection, Handling, field, reviewed & set(uids), "liable", "body")
    ]
    known = _kept(rows.fetch_by_uid(connection, LiableBody, {body for _, _, body in handled if body}))
    bodies = {(source, known[body].name.strip()): body for source, _, body in handled if body in known}
    told = (
        party
        for uid in reviewed & outside.keys()
        for party in outside_parties(outside[uid], lines.get(outside[uid].clue, {}))
    )
    answered = (
        (source, appealing(source, liable, appellant, bodies), result, on)
        for source, liable, appellant, result, on in appeals
    )
    return results_of(answered, (*((source, liable or body) for source, liable, body in handled), *told))


def _naming(
    connection: Connection, record: type[Record], field: str, uids: Collection[str], *names: str
) -> Iterator[tuple[Any, ...]]:
    """The decision that a row of a class names, with these columns of it, oldest first; an own one goes before."""
    table = table_of(record)
    alone = () if field == "decision" else (table.c.decision.is_(None),)
    for part in rows.chunks(uids):
        found = rows.fetch_flat(
            connection,
            record,
            (field, *names),
            table.c[field].in_(part),
            table.c.withdrawn_reason == "",
            *alone,
            order=(table.c.uid,),
        )
        yield from map(tuple, found)


def _sanction_reviews(
    connection: Connection, cases: Iterable[SanctionCase]
) -> Iterable[tuple[str, str, date | None]]:
    """处分立案, result and day of every 复核、申诉 of these, oldest first."""
    return (
        (sanction, result, on)
        for part in rows.chunks(one.uid for one in cases)
        for sanction, result, on in rows.fetch_flat(
            connection,
            SanctionReview,
            ("sanction", "result", "decided_on"),
            _SANCTION_REVIEW.c.sanction.in_(part),
            _SANCTION_REVIEW.c.withdrawn_reason == "",
            order=(_SANCTION_REVIEW.c.uid,),
        )
    )


def hidden_cases(
    connection: Connection, viewer: Viewer, persons: Collection[str], without: str = ""
) -> tuple[str, ...]:
    """Uids of the cases these people stand in that the viewer may not read.

    A case in which the viewer is involved is not among them: it is not even counted (P7).
    """
    stands_in = (_LIABLE.c.person.in_(persons), _LIABLE.c.withdrawn_reason == "")
    liable = select(_LIABLE.c.clue).where(*stands_in)
    handled = select(_HANDLING.c.clue).where(
        _HANDLING.c.liable.in_(select(_LIABLE.c.uid).where(*stands_in)), _HANDLING.c.withdrawn_reason == ""
    )
    named = (
        select(_OUTSIDE.c.clue)
        .join(_OUTSIDE_PERSONS, _OUTSIDE_PERSONS.c.uid == _OUTSIDE.c.uid)
        .where(_OUTSIDE_PERSONS.c.value.in_(persons), _OUTSIDE.c.withdrawn_reason == "")
    )
    sanctioned = select(_SANCTION.c.clue).where(
        _SANCTION.c.person.in_(persons), _SANCTION.c.withdrawn_reason == ""
    )
    stands: ColumnElement[bool] = or_(
        *(_CLUE.c.uid.in_(found) for found in (liable, handled, named, sanctioned))
    )
    return _hidden(connection, viewer, stands, _CLUE.c.uid != without)


def _hidden(connection: Connection, viewer: Viewer, *conditions: ColumnElement[bool]) -> tuple[str, ...]:
    """Uids of the clues that answer to the conditions, whose number the viewer may know and nothing more."""
    # Not ``~visible_to``: a clue without 经办人 would be neither visible nor hidden.
    read = select(_CLUE.c.uid).where(visible_to(viewer))
    kept = (listed_for(viewer), _CLUE.c.uid.not_in(read), _CLUE.c.withdrawn_reason == "")
    statement = select(_CLUE.c.uid).where(*conditions, *kept).order_by(_CLUE.c.number, _CLUE.c.uid)
    return tuple(connection.execute(statement).scalars())


def open_cases(
    connection: Connection, viewer: Viewer, person: str
) -> tuple[tuple[OpenCase, ...], tuple[str, ...]]:
    """The clues not closed in which a person stands in any way: those the viewer may read, and uids of those not.

    As with what was decided, a clue in which the viewer is involved is in neither (P7).
    """
    stands = (standing_in(lambda found: found == person), _CLUE.c.closed.is_(False))
    statement = (
        select(_CLUE.c.uid, _CLUE.c.number, _CLUE.c.stage)
        .where(*stands, visible_to(viewer), _CLUE.c.withdrawn_reason == "")
        .order_by(_CLUE.c.number, _CLUE.c.uid)
    )
    read = tuple(OpenCase(*row) for row in connection.execute(statement))
    return read, _hidden(connection, viewer, *stands)
