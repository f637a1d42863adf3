"""The balance of T1: how a clue comes into it, and how it leaves it.

The days of the steps decide; what the last signed report counted goes before every day. A day that is not known is
never guessed: such a clue goes into a group of its own, or where its place follows from what is known.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from .facts import STEPS, ClueFact, Past, PastState, Period
from .stages import Stage

if TYPE_CHECKING:
    from datetime import date

    from .records import Clue


class Entry(Enum):
    """How a clue came into the period's balance, or why it is not in it.

    Attributes:
        in_balance: whether it adds to 期初 + 新增 …
        accepted: whether the clue was accepted by the period's end, in it or before.
    """

    OPENING = (1, True, True)  # 期初在办
    RECEIVED = (2, True, True)  # 本期新增受理
    BACKFILLED = (3, True, True)  # 以前年度补报
    REOPENED = (4, True, True)  # 重启
    SPLIT = (10, True, True)  # 拆分
    MOVED_IN = (11, True, True)  # 移入
    RECALLED = (14, True, True)  # 移出后收回，列移入
    JOINED = (12, True, True)  # 划入
    REJOINED = (15, True, True)  # 划出后划回，列划入
    UNDATED = (5, True, True)  # 受理时间不详
    SETTLED = (6, False, True)  # 期初以前已销号或了结
    REFUSED = (7, False, False)  # 不予受理
    PENDING = (8, False, False)  # 期末待受理
    DIVERTED = (13, False, False)  # 受理前并案、转办
    OUTSIDE = (9, False, False)  # 期末以后的；以前不予受理的；受理以前随企业划出的

    def __init__(self, place: int, in_balance: bool, accepted: bool) -> None:
        # Plain attributes: every indicator asks them of every clue.
        self.place = place
        self.in_balance = in_balance
        self.accepted = accepted


class Leaving(Enum):
    """How a clue left the balance in the period."""

    CLOSED = auto()  # 销号、了结
    MOVED = auto()  # 移出
    MERGED = auto()  # 并案
    PARTED = auto()  # 划出


#: Codes of the dictionary ``closure_kind`` that are not 销号 in the narrow sense.
MOVED_KINDS = frozenset({"transferred", "handed_down"})
MERGED_KIND = "merged"
REFUSED_KIND = "rejected"
#: Codes of ``Taken`` that say how a clue left and came back; a 移出 is told apart, for it comes back as 移入.
CLOSE, CLOSE_MOVED, REOPEN = "close", "close.moved", "reopen"
#: Code of the dictionary ``moved_in`` for what had been handed on and was taken back.
RECALLED = "recalled"
#: What a clue that had left, and is in hand again, comes in as.
BACK_AS = {
    PastState.CLOSED: Entry.REOPENED,
    PastState.MOVED: Entry.RECALLED,
    PastState.PARTED: Entry.REJOINED,
}


def accepted_day(fact: ClueFact | Clue) -> date | None:
    """业务日 of 受理: the 受理日期; for a 存量线索 without one the 报送时间; else not known."""
    if fact.accepted_on is not None or not fact.legacy or _refused(fact):
        return fact.accepted_on
    return fact.reported_on


def entry_of(fact: ClueFact, past: Past | None, period: Period, *, continued: bool) -> Entry:
    """The clue's way into the balance of a period.

    Args:
        fact: the clue.
        past: what the last signed report counted of it; ``None`` where it counted nothing.
        period: the period of the report.
        continued: whether there is a signed report before.
    """
    if past is not None:
        again = _entry_again(fact, past, period)
        if again is not None:
            return again
    first, last = period.first, period.last
    day = accepted_day(fact)
    if day is None and not _surely_accepted(fact):
        return _entry_not_accepted(fact, period, continued=continued)
    if day is not None and _joined(fact, day, period):
        return Entry.SETTLED if _closed_elsewhere(fact) else Entry.JOINED
    if day is not None and day > last:
        return Entry.PENDING if fact.reported_on is not None and fact.reported_on <= last else Entry.OUTSIDE
    if day is not None and day >= first:
        return _new_entry(fact)
    if continued:
        return Entry.UNDATED if day is None else Entry.BACKFILLED
    if _left_before(fact, day, first):
        return Entry.SETTLED
    return _reopened_in(fact, period) or (Entry.UNDATED if day is None else Entry.OPENING)


def _new_entry(fact: ClueFact) -> Entry:
    """A clue accepted in the period: begun here, split off another, or another unit's case before."""
    if fact.split:
        return Entry.SPLIT
    return Entry.MOVED_IN if fact.moved_in else Entry.RECEIVED


def _joined(fact: ClueFact, accepted: date, period: Period) -> bool:
    """Whether the clue was in hand elsewhere and came in the period with its enterprise (划入)."""
    return fact.joined_on is not None and fact.joined_on in period and accepted < fact.joined_on


def _closed_elsewhere(fact: ClueFact) -> bool:
    """Whether a clue that came with its enterprise had come to its end before; without a day it is held to have."""
    assert fact.joined_on is not None  # asked of such clues only
    return fact.closed and (fact.closed_on is None or fact.closed_on < fact.joined_on)


def _left_before(fact: ClueFact, accepted: date | None, first: date) -> bool:
    """Whether a clue was no longer in hand when the period began, when no earlier report says so."""
    if fact.closed and _closed_before(fact, accepted, first):
        return True
    return fact.parted_on is not None and fact.parted_on < first


def _reopened_in(fact: ClueFact, period: Period) -> Entry | None:
    """How a clue that had left before the period was taken up again in it, by its recorded steps; else ``None``.

    One that was closed in the period before it was reopened had been in hand at its beginning.
    """
    again = min((one.day for one in fact.taken if one.code == REOPEN and one.day in period), default=None)
    if again is None:
        return None
    ends = [one for one in fact.taken if one.code in (CLOSE, CLOSE_MOVED) and one.day <= again]
    if any(one.day >= period.first for one in ends):
        return None
    return Entry.RECALLED if ends and ends[-1].code == CLOSE_MOVED else Entry.REOPENED


def _entry_again(fact: ClueFact, past: Past, period: Period) -> Entry | None:
    """A clue the last signed report knew: in stock there, or gone there and perhaps in hand again since.

    ``None`` for one refused then and accepted after all: it comes in as a new one does.
    """
    if past.state is PastState.OPEN:
        return Entry.OPENING
    if past.state is PastState.REFUSED:
        ended = (_refused(fact) or _diverted(fact)) and fact.accepted_on is None
        return Entry.OUTSIDE if ended else None
    closed = fact.closed and (fact.closed_on is None or fact.closed_on < period.first)
    parted = fact.parted_on is not None and fact.parted_on < period.first
    return Entry.SETTLED if closed or parted else BACK_AS[past.state]


def _entry_not_accepted(fact: ClueFact, period: Period, *, continued: bool) -> Entry:
    """A clue without any sign of 受理."""
    last = period.last
    if fact.reported_on is not None and fact.reported_on > last:
        return Entry.OUTSIDE
    if not fact.closed or (fact.closed_on is not None and fact.closed_on > last):
        return Entry.PENDING if fact.parted_on is None else Entry.OUTSIDE
    day = fact.closed_on or fact.reported_on
    earlier = not continued and day is not None and day < period.first
    if earlier:
        return Entry.OUTSIDE
    return Entry.DIVERTED if _diverted(fact) else Entry.REFUSED


def _surely_accepted(fact: ClueFact) -> bool:
    """Whether the clue must have been accepted, though nobody wrote down when."""
    if _refused(fact) or _diverted(fact):
        return False
    return (
        fact.closed
        or fact.legacy
        or fact.stage is not Stage.INTAKE
        or any(getattr(fact, step) is not None for step in STEPS)
    )


def _refused(fact: ClueFact | Clue) -> bool:
    """Whether it was closed as 不予受理."""
    return fact.closed and fact.closure_kind == REFUSED_KIND


def _diverted(fact: ClueFact) -> bool:
    """Whether it was merged or handed on before it was accepted: no step left a day on it."""
    return (
        fact.closed
        and fact.closure_kind in (*MOVED_KINDS, MERGED_KIND)
        and not fact.legacy
        and fact.stage in (Stage.INTAKE, Stage.CLOSURE)
        and fact.accepted_on is None
        and all(getattr(fact, step) is None for step in STEPS)
    )


def _closed_before(fact: ClueFact, accepted: date | None, first: date) -> bool:
    """Whether a closed clue had left before the period, when no earlier report says so."""
    if fact.closed_on is not None:
        return fact.closed_on < first
    return accepted is not None or fact.legacy


def leaving_of(fact: ClueFact, entry: Entry, period: Period) -> Leaving | None:
    """How the clue left the balance by the period's end; a day before the period was recorded late."""
    if not entry.in_balance:
        return None
    parted = fact.parted_on
    if parted is not None and (not fact.closed or (fact.closed_on is not None and fact.closed_on > parted)):
        return Leaving.PARTED
    if not fact.closed or (fact.closed_on is not None and fact.closed_on > period.last):
        return None
    if fact.closure_kind in MOVED_KINDS:
        return Leaving.MOVED
    return Leaving.MERGED if fact.closure_kind == MERGED_KIND else Leaving.CLOSED
