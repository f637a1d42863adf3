"""到日要看的: days set by records rather than by a rule: 留存备查 to be looked at again, 长期执行跟踪, 整改时限."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from ..domain.records import Clue, LongTermItem, RectificationChange, RectificationItem, Triage
from ..domain.workflow import KEPT
from .tables import table_of
from .visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..domain.viewer import Viewer

_CLUE = table_of(Clue)
_TRIAGE = table_of(Triage)
_LONG = table_of(LongTermItem)
_ITEM = table_of(RectificationItem)
_CHANGE = table_of(RectificationChange)


@dataclass(frozen=True, slots=True)
class Review:
    """One thing to look at by a day.

    Attributes:
        clue: uid of its clue, ``number`` the clue's number.
        kind: 留存备查复查, 长期执行跟踪, 整改到期, or 限制期将满 (which the rules tell, not a record).
        matter: what it is about.
        due_on: the day.
    """

    clue: str
    number: str
    kind: str
    matter: str
    due_on: date


def reviews_until(connection: Connection, viewer: Viewer, day: date) -> list[Review]:
    """What falls due up to ``day`` in clues the viewer may read, the oldest first."""
    return sorted(
        (
            *_kept(connection, viewer, day),
            *_long_term(connection, viewer, day),
            *_mending(connection, viewer, day),
        ),
        key=lambda one: (one.due_on, one.number),
    )


def _rows(
    connection: Connection, viewer: Viewer, kind: str, table: Any, matter: Any, due: Any, *conditions: Any
) -> Iterator[Review]:
    statement = (
        select(_CLUE.c.uid, _CLUE.c.number, matter, due)
        .join(table, table.c.clue == _CLUE.c.uid)
        .where(
            visible_to(viewer), _CLUE.c.withdrawn_reason == "", table.c.withdrawn_reason == "", *conditions
        )
    )
    for uid, number, words, due_on in connection.execute(statement):
        yield Review(uid, number, kind, words, due_on)


def _kept(connection: Connection, viewer: Viewer, day: date) -> Iterator[Review]:
    return _rows(
        connection, viewer, "留存备查复查", _TRIAGE, _TRIAGE.c.opinion, _TRIAGE.c.review_on,
        _TRIAGE.c.review_on <= day, _CLUE.c.closed.is_(False), _CLUE.c.disposition == KEPT,
    )  # fmt: skip


def _long_term(connection: Connection, viewer: Viewer, day: date) -> Iterator[Review]:
    """These go on after 销号 (P9)."""
    return _rows(
        connection, viewer, "长期执行跟踪", _LONG, _LONG.c.matter, _LONG.c.due_on,
        _LONG.c.due_on <= day, _LONG.c.done_on.is_(None),
    )  # fmt: skip


def _mending(connection: Connection, viewer: Viewer, day: date) -> Iterator[Review]:
    """The present day of an item is that of the last approved change, else its own."""
    moved = (
        select(_CHANGE.c.new_due)
        .where(
            _CHANGE.c.item == _ITEM.c.uid,
            _CHANGE.c.kind == "deadline",
            _CHANGE.c.withdrawn_reason == "",
            _CHANGE.c.approved_on.is_not(None),
            _CHANGE.c.new_due.is_not(None),
        )
        .order_by(_CHANGE.c.approved_on.desc(), _CHANGE.c.uid.desc())
        .limit(1)
        .scalar_subquery()
    )
    due = func.coalesce(moved, _ITEM.c.due_on, type_=_ITEM.c.due_on.type)
    return _rows(
        connection, viewer, "整改到期", _ITEM, _ITEM.c.item, due,
        due <= day, _ITEM.c.done_on.is_(None), _CLUE.c.closed.is_(False),
    )  # fmt: skip
