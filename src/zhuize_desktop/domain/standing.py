"""期间状态: how each clue stands in a period, derived once; every indicator is then a question to it.

The days of the steps decide, not the day of typing (业务日). What falls into a period that is already signed
and was not counted there counts now (以前年度补报); nothing is counted twice. A day that is not known is
never guessed: such a clue goes into a group of its own, or, where its place follows from what is known, is
counted there and reported by ``Doubt``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .balance import BACK_AS, MOVED_KINDS, RECALLED, Entry, Leaving, accepted_day, entry_of, leaving_of
from .facts import STEPS, ClueFact, Past, PastState, Period, Snapshot
from .realtime import late_kinds
from .stages import Stage

if TYPE_CHECKING:
    from datetime import date

    from .case_facts import Taken
    from .records import Clue


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


def standing(fact: ClueFact, counting: Counting) -> Standing:
    """How ``fact`` stands in the period."""
    past = fact.past if counting.continued else None  # without an earlier report nothing was counted
    counted = past.taken if past is not None else ()
    if past is not None and past.state is PastState.WAITING:
        past = None  # it comes in as a new one does
    entry = entry_of(fact, past, counting.period, continued=counting.continued)
    leaving = leaving_of(fact, entry, counting.period)
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


def moved_in_as(item: Standing) -> str:
    """移入方式 of a clue that came in so: 收回 when it had been handed on from here; empty for the others."""
    if item.entry is Entry.RECALLED:
        return RECALLED
    return item.fact.moved_in if item.entry is Entry.MOVED_IN else ""


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
    if item.entry is Entry.SETTLED and past is not None and past.state in BACK_AS:
        return past.state
    parted = item.leaving is Leaving.PARTED or (item.entry is Entry.SETTLED and not fact.closed)
    if parted:
        return PastState.PARTED
    return PastState.MOVED if fact.closure_kind in MOVED_KINDS else PastState.CLOSED
