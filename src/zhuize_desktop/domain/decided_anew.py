"""复核变更以后: whom a decision handles or spares, and whether what a review changed was decided anew since for them.

A party is the uid of a person, or of a 责任主体; lines of one person in one case are one party.

An own decision, 处理决定 or 不予追责决定, and the superior's do that, for whom they handle or spare. 党纪、政务处分 and
处分 are another body's and run beside: none of them says what became of the decision that was reviewed, nor does a
decision here say what became of a 处分.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from .accountability_statistics import DECISION
from .records import Decision, OutsideDecision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from .case import Laid
    from .records import Record

#: Code of the dictionary ``decision_kind``: 不予追责决定.
SPARING = "none"
#: Code of the dictionary ``outside_decision_kind``.
SUPERIOR = "superior"


class Said(NamedTuple):
    """That a decision says something of a party: in which case, on which day, and the uid of the decision."""

    party: str
    clue: str
    on: date | None
    source: str


def settles(source: Record | None) -> bool:
    """Whether what follows from a paper is decided here or above, so that a later one of these takes its place."""
    if isinstance(source, OutsideDecision):
        return source.kind == SUPERIOR
    return isinstance(source, Decision) and source.kind in (DECISION, SPARING)


def spared_by(decisions: Iterable[Decision], liable: Mapping[str, str]) -> Iterator[Said]:
    """Whom the 不予追责决定 of one case spare: those they name; the only liable person need not be named.

    ``liable``: uid of every liable person of the case → that of the person.
    """
    for one in decisions:
        if one.kind == SPARING:
            named = one.spared or (tuple(liable) if len(liable) == 1 else ())
            yield from (
                Said(liable[uid], one.clue, one.decided_on, one.uid) for uid in named if uid in liable
            )


def said_of(laid: Iterable[Laid], spared: Iterable[Said]) -> Iterator[Said]:
    """Of whom something was said: handled by what is laid on them, or spared."""
    for one in laid:
        source = one.handling.decision or one.handling.outside or ""
        if party := one.person or one.handling.body:
            yield Said(party, one.clue, one.decided_on, source)
    yield from spared


def decided_anew(
    party: str, clue: str, reviewed_on: date | None, said: Iterable[Said], before: date | None = None
) -> bool:
    """Whether a decision on a party came on the day of the review in the same case, or after it.

    One from before the review is not what the review led to. Where the day of the review is not known nothing says so.
    ``before``: the day of the decision that was reviewed, which a later one comes after.
    """
    return reviewed_on is not None and any(
        (one.party, one.clue) == (party, clue)
        and one.on is not None
        and one.on >= reviewed_on
        and (before is None or one.on > before)
        for one in said
    )


def with_replaced(laid: Iterable[Laid], spared: Iterable[Said] = ()) -> tuple[Laid, ...]:
    """What is laid on people, with what of it a later decision took the place of; ``spared`` of the same cases."""
    laid = tuple(laid)
    said = tuple(said_of((one for one in laid if one.settles and one.in_force), spared))
    return tuple(
        replace(one, replaced=True)
        if one.changed
        and one.settles
        and decided_anew(one.person, one.clue, one.reviewed_on, said, one.decided_on)
        else one
        for one in laid
    )
