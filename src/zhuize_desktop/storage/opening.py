"""Counting the 存量线索 for the 期初建账确认表: over everybody's clues, like every statistic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from ..domain.opening import OpeningFigures
from ..domain.records import Clue, Handling, LiablePerson, LongTermItem, Loss, Record, Recovery
from ..domain.stages import Stage
from .tables import link_of, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Connection

_CLUE = table_of(Clue)
_STOCK = select(_CLUE.c.uid).where(_CLUE.c.legacy, _CLUE.c.withdrawn_reason == "")


def figures(connection: Connection, enterprise: str, root_of: Callable[[str], str]) -> OpeningFigures:
    """The stock as ``connection`` sees it; ``root_of``: code of a kind of handling → its row of the statistics."""
    stock = (_CLUE.c.legacy, _CLUE.c.withdrawn_reason == "")
    counted = connection.execute(
        select(
            _CLUE.c.stage,
            _CLUE.c.closed,
            func.count(),
            func.sum(case((_CLUE.c.accepted_on.is_(None), 1), else_=0)),
            func.sum(case((_CLUE.c.stage_confirmed, 0), else_=1)),
            func.coalesce(func.sum(_CLUE.c.estimated_loss), 0),
        )
        .where(*stock)
        .group_by(_CLUE.c.stage, _CLUE.c.closed)
    ).all()
    opened = {stage: count for stage, closed, count, *_ in counted if not closed}
    rows = [row for row in counted if not row[1]]
    kinds = _kinds(connection, root_of)
    loss, recovery, handling = table_of(Loss), table_of(Recovery), table_of(Handling)
    return OpeningFigures(
        enterprise=enterprise,
        stages=tuple((stage, opened.get(stage, 0)) for stage in Stage),
        closed=sum(count for _, closed, count, *_ in counted if closed),
        undated=sum(row[3] for row in rows),
        estimated=sum(row[5] for row in counted),
        lost=_sum(connection, Loss, loss.c.amount, loss.c.kind != "contingent"),
        recovered=_sum(connection, Recovery, recovery.c.amount),
        deducted=_sum(connection, Handling, handling.c.deduction),
        persons=_persons(connection),
        handlings=tuple(sorted(kinds.items())),
        bans=_bans(connection, kinds.get("ban", 0)),
        unconfirmed=sum(row[4] for row in counted),
    )


def _of_stock(record: type[Record]) -> tuple[ColumnElement[bool], ...]:
    table = table_of(record)
    return table.c.clue.in_(_STOCK), table.c.withdrawn_reason == ""


def _sum(connection: Connection, record: type[Record], amount: Any, *more: ColumnElement[bool]) -> int:
    total = select(func.coalesce(func.sum(amount), 0)).where(*_of_stock(record), *more)
    return int(connection.execute(total).scalar_one())


def _kinds(connection: Connection, root_of: Callable[[str], str]) -> dict[str, int]:
    """Row of the statistics → handlings that stand in it: one of two kinds of the same row counts once."""
    handling, kinds = table_of(Handling), link_of(Handling, "kinds")
    found = connection.execute(
        select(handling.c.uid, kinds.c.value)
        .join(kinds, kinds.c.uid == handling.c.uid)
        .where(*_of_stock(Handling))
    )
    counted: dict[str, int] = {}
    for _, root in {(uid, root_of(kind)) for uid, kind in found}:
        counted[root] = counted.get(root, 0) + 1
    return counted


def _persons(connection: Connection) -> int:
    handling, liable = table_of(Handling), table_of(LiablePerson)
    distinct = (
        select(func.count(func.distinct(liable.c.person)))
        .join(handling, handling.c.liable == liable.c.uid)
        .where(*_of_stock(Handling))
    )
    return int(connection.execute(distinct).scalar_one())


def _bans(connection: Connection, laid: int) -> int:
    """禁入限制 laid on by a handling, and those of the long-term list that name no handling and have not ended."""
    item = table_of(LongTermItem)
    followed = select(func.count()).where(
        *_of_stock(LongTermItem), item.c.kind == "ban", item.c.handling.is_(None), item.c.done_on.is_(None)
    )
    return laid + int(connection.execute(followed).scalar_one())
