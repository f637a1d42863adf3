"""期间状态: how each clue stands in a period, derived once; every indicator is then a question to it.

The days of the steps decide, not the day of typing (业务日). What falls into a period that is already signed
and was not counted there counts now (以前年度补报); nothing is counted twice. A day that is not known is
never guessed: such a clue goes into a group of its own, or, where its place follows from what is known, is
counted there and reported by ``Doubt``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING

from .facts import STEPS, ClueFact, Past, PastState, Period, Snapshot
from .realtime import late_kinds
from .stages import Stage

if TYPE_CHECKING:
    from datetime import date

    from .case_facts import Taken
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
_BACK_AS = {
    PastState.CLOSED: Entry.REOPENED,
    PastState.MOVED: Entry.RECALLED,
    PastState.PARTED: Entry.REJOINED,
}


class Node(StrEnum):
    """The five nodes 市国资委 follows (济国资综合〔2023〕3号 二（三）2); the value is what is printed."""

    RECEPTION = "受理"
    CHECK = "初核"
    TRIAGE = "处置"
    INVESTIGATION = "核查"
    RECTIFICATION = "整改"


#: Our seven stages on the five nodes; printed under the table (本程序设计).
NODE_OF = {
    Stage.INTAKE: Node.RECEPTION,
    Stage.PRELIMINARY_CHECK: Node.CHECK,
    Stage.TRIAGE: Node.TRIAGE,
    Stage.INVESTIGATION: Node.INVESTIGATION,
    Stage.DISPOSITION: Node.INVESTIGATION,
    Stage.RECTIFICATION: Node.RECTIFICATION,
    Stage.CLOSURE: Node.RECTIFICATION,
}

#: The stage a clue is in until that step is done.
_STAGE_OF_STEP = {
    "checked_on": Stage.PRELIMINARY_CHECK,
    "triaged_on": Stage.TRIAGE,
    "opened_on": Stage.INVESTIGATION,
    "investigated_on": Stage.INVESTIGATION,
    "decided_on": Stage.DISPOSITION,
    "rectified_on": Stage.RECTIFICATION,
}
_ORDER = {stage: stage.order for stage in Stage}


class Doubt(StrEnum):
    """What had to be inferred, because a day is missing; the value is the Chinese sentence printed."""

    REPORTED_FOR_ACCEPTED = "没有受理日期的存量或导入线索，以报送时间作为受理日期"
    ACCEPTED_UNKNOWN = "已经办理但受理日期不详，在“受理时间不详”单列"
    CLOSED_BEFORE = "标为完结而无销号日期，受理在本期以前，按本期以前已销号统计"
    CLOSED_WITHIN = "标为完结而无销号日期，按本期内销号统计"
    CLOSED_LATE = "销号日期在本期以前而上一份报告未统计，计入本期"
    CLOSED_AGAIN = "上一份报告已按销号统计，现销号日期在本期内，按重启后再次销号统计"
    PARTED_LATE = "划出日期在本期以前而上一份报告未统计，计入本期"


@dataclass(frozen=True, slots=True)
class Counting:
    """What the standings of one report depend on besides the clue.

    ``continued``: there is a signed report before, so ``ClueFact.past`` says what it counted; else it is ignored.
    """

    period: Period
    continued: bool
    stale_days: int | None = None

    @classmethod
    def of(cls, snapshot: Snapshot) -> Counting:
        """As the snapshot says."""
        return cls(snapshot.header.period, snapshot.previous is not None, snapshot.counting.stale_days)


@dataclass(frozen=True, slots=True)
class Standing:
    """One clue in the period.

    Attributes:
        entry: how it came into the balance.
        leaving: how it left it; ``None`` while it did not.
        stage: its stage at the period's end, while it is in the balance and has not left.
        steps: the steps counted in this period, as attributes of ``ClueFact``.
        done: the steps done up to the period's end, in it or before.
        registered: reported (报送) in the period, accepted or not.
        stale: 久查不追; always false while no threshold is set.
        doubts: what was inferred.
        taken: codes of what was done beside the path and counts in this period; ``ever_taken`` up to its end.
        realtime_late: 报件种类 that are late at the period's end, or were reported late in it.
        overdue: the nodes whose last day had passed at the period's end without the step being done (超期).
    """

    fact: ClueFact
    entry: Entry
    leaving: Leaving | None
    stage: Stage | None
    steps: frozenset[str]
    done: frozenset[str]
    registered: bool
    stale: bool
    doubts: tuple[Doubt, ...]
    taken: frozenset[str] = frozenset()
    ever_taken: frozenset[str] = frozenset()
    overdue: frozenset[Node] = frozenset()
    realtime_late: frozenset[str] = frozenset()

    @property
    def open(self) -> bool:
        """Whether it is part of 期末在办."""
        return self.stage is not None


def accepted_day(fact: ClueFact | Clue) -> date | None:
    """业务日 of 受理: the 受理日期; for a 存量线索 without one the 报送时间; else not known."""
    if fact.accepted_on is not None or not fact.legacy or _refused(fact):
        return fact.accepted_on
    return fact.reported_on


def standing(fact: ClueFact, counting: Counting) -> Standing:
    """How ``fact`` stands in the period."""
    past = fact.past if counting.continued else None  # without an earlier report nothing was counted
    counted = past.taken if past is not None else ()
    if past is not None and past.state is PastState.WAITING:
        past = None  # it comes in as a new one does
    entry = _entry(fact, past, counting)
    leaving = _leaving(fact, entry, counting.period)
    last = counting.period.last
    still = entry.in_balance and leaving is None
    done = _done(fact, last) if entry.accepted else _NOTHING
    stage = stage_at(fact, last) if still else None
    taken = [one for one in fact.taken if one.day <= last]
    now = frozenset([one.code for one in taken if _taken_now(one, counted, counting)]) if taken else _NOTHING
    return Standing(
        fact,
        entry,
        leaving,
        stage,
        frozenset([step for step in done if _counts_now(getattr(fact, step), step, past, counting)]),
        done,
        fact.reported_on is not None and fact.reported_on in counting.period,
        still and _stale(fact, counting),
        _doubts(fact, past, entry, leaving, counting.period.first),
        now,
        frozenset([one.code for one in taken]) if taken else _NOTHING,
        _overdue(fact, stage, done, last) if stage is not None else frozenset(),
        late_kinds(fact.realtime_dues, taken, now, first=counting.period.first, last=last, still=still)
        if fact.realtime_dues
        else _NOTHING,
    )


def _taken_now(one: Taken, counted: tuple[Taken, ...], counting: Counting) -> bool:
    """Whether something done beside the path counts in the period: once only, late entries now."""
    return one not in counted if counting.continued else one.day >= counting.period.first


def _overdue(fact: ClueFact, stage: Stage, done: frozenset[str], last: date) -> frozenset[Node]:
    """The nodes at which a clue in stock is late at the end of ``last``; a last day of its own is not late yet."""
    found = []
    if stage in _BEFORE_TRIAGE and "checked_on" not in done and _passed(fact.check_due, last):
        found.append(Node.CHECK)
    investigated = "investigated_on" in done
    if stage is Stage.INVESTIGATION and not investigated and _passed(fact.investigation_due, last):
        found.append(Node.INVESTIGATION)
    if "rectified_on" not in done and _passed(fact.rectification_due, last):
        found.append(Node.RECTIFICATION)
    return frozenset(found)


_BEFORE_TRIAGE = frozenset({Stage.INTAKE, Stage.PRELIMINARY_CHECK})


def _passed(due: date | None, last: date) -> bool:
    return due is not None and due < last


_NOTHING: frozenset[str] = frozenset()


def _done(fact: ClueFact, last: date) -> frozenset[str]:
    """The steps done by the end of ``last``."""
    done = []
    for step in STEPS:
        day = getattr(fact, step)
        if day is not None and day <= last:
            done.append(step)
    return frozenset(done)


def standings(snapshot: Snapshot) -> tuple[Standing, ...]:
    """Every clue of the snapshot in its order."""
    counting = Counting.of(snapshot)
    return tuple(standing(fact, counting) for fact in snapshot.clues)


def stage_at(fact: ClueFact, last: date) -> Stage:
    """The stage at the end of ``last``: the present one, stepped back before every step done later."""
    stage = fact.stage
    for step, until in _STAGE_OF_STEP.items():
        day = getattr(fact, step)
        if day is not None and day > last and _ORDER[until] < _ORDER[stage]:
            stage = until
    return stage


def _entry(fact: ClueFact, past: Past | None, counting: Counting) -> Entry:
    """The clue's way into the balance; what the last signed report counted goes before every day."""
    if past is not None:
        again = _entry_again(fact, past, counting.period)
        if again is not None:
            return again
    first, last = counting.period.first, counting.period.last
    day = accepted_day(fact)
    if day is None and not _surely_accepted(fact):
        return _entry_not_accepted(fact, counting)
    if day is not None and _joined(fact, day, counting.period):
        return Entry.SETTLED if _closed_elsewhere(fact) else Entry.JOINED
    if day is not None and day > last:
        return Entry.PENDING if fact.reported_on is not None and fact.reported_on <= last else Entry.OUTSIDE
    if day is not None and day >= first:
        return _new_entry(fact)
    if counting.continued:
        return Entry.UNDATED if day is None else Entry.BACKFILLED
    if _left_before(fact, day, first):
        return Entry.SETTLED
    return _reopened_in(fact, counting.period) or (Entry.UNDATED if day is None else Entry.OPENING)


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


def moved_in_as(item: Standing) -> str:
    """移入方式 of a clue that came in so: 收回 when it had been handed on from here; empty for the others."""
    if item.entry is Entry.RECALLED:
        return RECALLED
    return item.fact.moved_in if item.entry is Entry.MOVED_IN else ""


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
    return Entry.SETTLED if closed or parted else _BACK_AS[past.state]


def _entry_not_accepted(fact: ClueFact, counting: Counting) -> Entry:
    """A clue without any sign of 受理."""
    last = counting.period.last
    if fact.reported_on is not None and fact.reported_on > last:
        return Entry.OUTSIDE
    if not fact.closed or (fact.closed_on is not None and fact.closed_on > last):
        return Entry.PENDING if fact.parted_on is None else Entry.OUTSIDE
    day = fact.closed_on or fact.reported_on
    earlier = not counting.continued and day is not None and day < counting.period.first
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


def _leaving(fact: ClueFact, entry: Entry, period: Period) -> Leaving | None:
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


def _counts_now(day: date, step: str, past: Past | None, counting: Counting) -> bool:
    """Whether a step done by the period's end counts in it: once only, late entries now."""
    if counting.continued:
        return past is None or step not in past.steps
    return day >= counting.period.first


def _stale(fact: ClueFact, counting: Counting) -> bool:
    """久查不追 by the period's end."""
    return stale_since(fact, counting.stale_days, counting.period.last) is not None


def stale_since(one: ClueFact | Clue, stale_days: int | None, day: date) -> date | None:
    """The day of 受理, where 久查不追 holds on ``day``; ``None`` where it does not, or no threshold is set.

    It holds where no decision was taken by then and more days went by than the threshold (gross time).
    """
    accepted = accepted_day(one)
    if stale_days is None or accepted is None:
        return None
    decided = one.decided_on is not None and one.decided_on <= day
    return accepted if not decided and (day - accepted).days > stale_days else None


def _doubts(
    fact: ClueFact, past: Past | None, entry: Entry, leaving: Leaving | None, first: date
) -> tuple[Doubt, ...]:
    """What was inferred for a clue that is counted."""
    if not entry.accepted:
        return ()
    new = past is None
    undated_end = fact.closed and fact.closed_on is None
    parted = leaving is Leaving.PARTED
    late = leaving is not None and not parted and fact.closed_on is not None and fact.closed_on < first
    found = (
        (new and fact.accepted_on is None and accepted_day(fact) is not None, Doubt.REPORTED_FOR_ACCEPTED),
        (entry is Entry.UNDATED, Doubt.ACCEPTED_UNKNOWN),
        (undated_end and leaving is not None and not parted, Doubt.CLOSED_WITHIN),
        (undated_end and leaving is None and new, Doubt.CLOSED_BEFORE),
        (late, Doubt.CLOSED_LATE),
        (not new and entry in (Entry.REOPENED, Entry.RECALLED) and leaving is not None, Doubt.CLOSED_AGAIN),
        (parted and fact.parted_on is not None and fact.parted_on < first, Doubt.PARTED_LATE),
    )
    return tuple(doubt for holds, doubt in found if holds)


def closing_pasts(snapshot: Snapshot) -> dict[str, Past]:
    """What the next report must know of this one, when it has been signed: ``ClueFact.past`` by uid."""
    return {
        item.fact.uid: Past(
            _past_state(item),
            tuple(step for step in STEPS if step in item.done),
            tuple(one for one in item.fact.taken if one.day <= snapshot.header.period_to),
        )
        for item in standings(snapshot)
        if item.entry.accepted or item.entry in _ENDED or item.fact.past is not None or item.ever_taken
    }


#: How a clue comes to its end before it was accepted.
_ENDED = (Entry.REFUSED, Entry.DIVERTED)


def _past_state(item: Standing) -> PastState:
    """How a clue stands at the end of the report."""
    if item.open:
        return PastState.OPEN
    past = item.fact.past
    if item.entry.accepted:
        return _gone_as(item)
    waiting = item.entry not in _ENDED and (past is None or past.state is PastState.WAITING)
    return PastState.WAITING if waiting else PastState.REFUSED


def _gone_as(item: Standing) -> PastState:
    """How an accepted clue had left the balance by the end of the report."""
    fact, past = item.fact, item.fact.past
    if item.entry is Entry.SETTLED and past is not None and past.state in _BACK_AS:
        return past.state
    parted = item.leaving is Leaving.PARTED or (item.entry is Entry.SETTLED and not fact.closed)
    if parted:
        return PastState.PARTED
    return PastState.MOVED if fact.closure_kind in MOVED_KINDS else PastState.CLOSED
