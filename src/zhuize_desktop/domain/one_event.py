"""同一事件: which clues are of one event, and which look as if they were.

Parts of a clue that was split, and clues that were put together by 并案, are of one event: the ledger says so. Where
the acts or the loss of two clues are the same, or 受理 named the other as 重复或关联, a person has to say whether they
are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .records import Acceptance, Loss, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .records import Clue, Record


def roots(parents: Mapping[str, str]) -> dict[str, str]:
    """Each that has a parent → where the chain of parents begins. A circle ends where it was entered."""
    found: dict[str, str] = {}
    for one, above in parents.items():
        seen = {one}
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        found[one] = above
    return found


def parent_of(split_from: str | None, merged_into: str | None) -> str | None:
    """The clue of which another is a part: into which it was merged, else from which it was split."""
    return merged_into or split_from


@dataclass(frozen=True, slots=True)
class Matter:
    """What a clue is about, as far as it tells one event from another.

    Attributes:
        event: uid of the clue in which its event begins.
        situations: codes of 违规情形.
        first, last: days of the acts, ``None`` where they are not known.
        losses: amounts of its lines of loss, in 分.
        related: uids of the clues that 受理 named as 重复或关联.
    """

    event: str
    situations: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    losses: frozenset[int] = frozenset()
    related: frozenset[str] = frozenset()


def matter_of(clue: Clue, records: Iterable[Record], event: str) -> Matter:
    """What a clue is about; ``records`` of it that are not withdrawn, ``event`` as in ``Matter``."""
    records = tuple(records)
    acts = [one for one in records if isinstance(one, Violation)]
    days = [(one.occurred_from, one.occurred_to) for one in acts]
    days.append((clue.occurred_from, clue.occurred_to))
    begins = [first for first, _ in days if first is not None]
    ends = [last for first, last in days if (first, last) != (None, None)]  # 仍在持续的没有止日
    return Matter(
        event,
        frozenset((*clue.situations, *(code for one in acts for code in one.situations))),
        min(begins, default=None),
        None if None in ends else max((day for day in ends if day is not None), default=None),
        frozenset(one.amount for one in records if isinstance(one, Loss) and one.amount),
        frozenset(uid for one in records if isinstance(one, Acceptance) for uid in one.related),
    )


def may_be_one(matters: Mapping[str, Matter], one: str, other: str) -> bool:
    """Whether there is ground to ask if two clues, not known to be of one event, are: the same loss to the 分, the same
    违规情形 in days that do not exclude each other, or that one was named as related to the other.
    """
    mine, theirs = matters.get(one), matters.get(other)
    if mine is None or theirs is None or mine.event == theirs.event:
        return False
    apart = (mine.last is not None and theirs.first is not None and mine.last < theirs.first) or (
        theirs.last is not None and mine.first is not None and theirs.last < mine.first
    )
    return (
        bool(mine.losses & theirs.losses)
        or (bool(mine.situations & theirs.situations) and not apart)
        or other in mine.related
        or one in theirs.related
    )


def event_of(matters: Mapping[str, Matter], clue: str) -> str:
    """Uid of the clue in which the event of a clue begins; its own where nothing more is known."""
    return matters[clue].event if clue in matters else clue
