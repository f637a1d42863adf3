"""Sums of the lines of loss and recovery by clue, as a report of a period counts them (``domain.undated``)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from ..domain.records import Loss, LossFinding, Recovery
from ..domain.uids import after_day
from . import rows
from .tables import table_of

if TYPE_CHECKING:
    from datetime import date


def loss_sums(connection: Connection, last: date) -> dict[str, tuple[int, int, int]]:
    """Direct, indirect and contingent 分 by clue: lines identified by the period's end, or entered by then."""
    loss = table_of(Loss)
    statement = (
        select(loss.c.clue, loss.c.kind, func.sum(loss.c.amount))
        .where(
            loss.c.withdrawn_reason == "",
            loss.c.amount.is_not(None),
            _known_by(last, loss.c.identified_on, loss.c.uid),
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


def _known_by(last: date, day: ColumnElement[Any], uid: ColumnElement[Any]) -> ColumnElement[bool]:
    """What happened by ``last``: its day says so, or without one that it was entered by then."""
    return or_(day <= last, and_(day.is_(None), uid < after_day(last)))


def undated_losses(connection: Connection, last: date) -> dict[str, tuple[int, int]]:
    """How many loss lines of a clue, entered after the period's end, bear no 认定日期, and their 分."""
    loss = table_of(Loss)
    statement = (
        select(loss.c.clue, func.count(), func.sum(loss.c.amount))
        .where(
            loss.c.withdrawn_reason == "",
            loss.c.amount > 0,
            loss.c.identified_on.is_(None),
            loss.c.uid >= after_day(last),
        )
        .group_by(loss.c.clue)
    )
    return {clue: (lines, fen) for clue, lines, fen in connection.execute(statement).all()}


def findings(connection: Connection, last: date) -> dict[str, tuple[LossFinding, ...]]:
    """定损 by clue: what was found by the period's end or without a day."""
    found: dict[str, list[LossFinding]] = defaultdict(list)
    for one in rows.fetch_bulk(connection, LossFinding, table_of(LossFinding).c.withdrawn_reason == ""):
        if one.identified_on is None or one.identified_on <= last:
            found[one.clue].append(one)
    return {clue: tuple(several) for clue, several in found.items()}


def recovered(connection: Connection, first: date | None, last: date) -> dict[str, int]:
    """挽回 by clue: in a period, or (``first`` is ``None``) up to its end with what was entered by then."""
    table = table_of(Recovery)
    within = (
        _known_by(last, table.c.recovered_on, table.c.uid)
        if first is None
        else and_(table.c.recovered_on >= first, table.c.recovered_on <= last)
    )
    statement = (
        select(table.c.clue, func.sum(table.c.amount))
        .where(table.c.withdrawn_reason == "", table.c.amount.is_not(None), within)
        .group_by(table.c.clue)
    )
    return {clue: total for clue, total in connection.execute(statement).all()}
