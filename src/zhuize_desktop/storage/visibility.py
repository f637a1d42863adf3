"""One predicate decides who sees which clue; every query that touches a clue passes it.

Three answers: hidden (the viewer is involved, or has no business with cases), stub (outside the circle: the number
and nothing else), open. Statistics count all three; reading needs *open*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from ..domain.records import (
    Circle,
    Clue,
    LiablePerson,
    Merger,
    OutsideDecision,
    ReadingGrant,
    Recusal,
    SanctionCase,
)
from .tables import link_of, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.viewer import Viewer

_CLUE = table_of(Clue)
_PERSONS = link_of(Clue, "persons")
_CIRCLE = link_of(Clue, "circle_users")
_LIABLE = table_of(LiablePerson)
_SANCTION = table_of(SanctionCase)
_OUTSIDE = table_of(OutsideDecision)
_DECIDED_ON = link_of(OutsideDecision, "persons")
_RECUSAL = table_of(Recusal)
_GRANT = table_of(ReadingGrant)
_MERGER = table_of(Merger)


def _gone_and_kept() -> Any:
    """Each clue that a 合并重复 in force took away, with every clue it lies in: that one may have gone on itself."""
    in_force = and_(_MERGER.c.kind == Clue.__name__, _MERGER.c.withdrawn_reason == "")
    way = select(_MERGER.c.gone, _MERGER.c.kept).where(in_force).cte("lies_in", recursive=True)
    return way.union(
        select(way.c.gone, _MERGER.c.kept).join(_MERGER, and_(_MERGER.c.gone == way.c.kept, in_force))
    )


#: Made once: several predicates in one statement then name the same list.
_LIES_IN = _gone_and_kept()


def listed_for(viewer: Viewer) -> ColumnElement[bool]:
    """Clues that may appear in a list at all, if only as a number."""
    return and_(_may_read(viewer), ~involved(viewer))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Clues whose contents the viewer may read."""
    if viewer.inspects:
        return listed_for(viewer)
    return and_(listed_for(viewer), inside_circle(viewer))


def involved(viewer: Viewer) -> ColumnElement[bool]:
    """Clues in which the viewer is involved: marked so, or standing in them as a person (回避).

    A clue that was put into another by 合并重复 is the same matter: what says who is involved went to the other, and
    holds for both.
    """
    # Lists gathered once: a subquery for every clue would go through all circles of the viewer each time.
    found = [select(_RECUSAL.c.clue).where(_RECUSAL.c.user == viewer.user, _RECUSAL.c.withdrawn_reason == "")]
    if viewer.person is not None:
        found += _standings(lambda person: person == viewer.person)
    gone = select(_LIES_IN.c.gone).where(or_(*(_LIES_IN.c.kept.in_(one) for one in found)))
    return or_(*(_CLUE.c.uid.in_(one) for one in (*found, gone)))


def standing_in(whose: Callable[[ColumnElement[Any]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Clues in which a person of ``whose`` stands: 涉及人员, 责任人, 被立案人 (处分立案), 受处理人员 (外部决定)."""
    return or_(*(_CLUE.c.uid.in_(found) for found in _standings(whose)))


def _standings(whose: Callable[[ColumnElement[Any]], ColumnElement[bool]]) -> list[Select[Any]]:
    """The uids of the clues in which a person of ``whose`` stands, a list for each way of standing in one."""
    named = select(_PERSONS.c.uid).where(whose(_PERSONS.c.value))
    held = (
        select(table.c.clue).where(whose(table.c.person), table.c.withdrawn_reason == "")
        for table in (_LIABLE, _SANCTION)
    )
    decided = (
        select(_OUTSIDE.c.clue)
        .join(_DECIDED_ON, _DECIDED_ON.c.uid == _OUTSIDE.c.uid)
        .where(whose(_DECIDED_ON.c.value), _OUTSIDE.c.withdrawn_reason == "")
    )
    return [named, *held, decided]


def inside_circle(viewer: Viewer) -> ColumnElement[bool]:
    """Clues whose 知悉范围 includes the viewer."""
    return or_(
        _CLUE.c.circle == Circle.HANDLERS,
        _CLUE.c.handler == viewer.user,
        _CLUE.c.uid.in_(select(_CIRCLE.c.uid).where(_CIRCLE.c.value == viewer.user)),
    )


def _may_read(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.reads_cases:
        return true()
    if viewer.inspects:
        return _CLUE.c.uid.in_(
            select(_GRANT.c.clue).where(
                _GRANT.c.user == viewer.user,
                _GRANT.c.withdrawn_reason == "",
                _GRANT.c.valid_from <= viewer.today,
                _GRANT.c.valid_to >= viewer.today,
            )
        )
    return false()
