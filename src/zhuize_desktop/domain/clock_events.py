"""起算、终结与到日: where each event that starts or ends a period is recorded, and which records set a day themselves.

The one place that joins the words of the rules (``rules.events``) to records and fields. A row is looked at through its
attributes alone, so a record of the dossier and a row of the set-based reading serve alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from .records import (
    Appeal,
    Clue,
    Extension,
    Hearing,
    LongTermItem,
    RealtimeReport,
    Record,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    SanctionCase,
    SanctionReview,
    Service,
    SourceReply,
    SupervisionReport,
    Suspension,
    Triage,
)
from .records.hearing import UNREACHABLE
from .stages import Stage
from .workflow import KEPT

#: 降级、撤职、开除: those after which posts and pay are changed (国务院令第781号 第36条).
_DEMOTED = frozenset({"P4", "P5", "P6"})
#: A 整改调整 of the day, and an item or measure that is done.
_POSTPONED, DONE = "deadline", "done"


class Timed(Protocol):
    """What the clock looks at: a ``Case``, or the few columns of one that were read for ten thousand."""

    @property
    def clue(self) -> Any:
        """The clue, or a row with the columns of ``CLUE_FIELDS``."""
        ...

    @property
    def held(self) -> Mapping[type[Record], tuple[Any, ...]]:
        """Record class → its records on the clue that are not withdrawn, or rows with the columns of ``FIELDS``."""
        ...


def _always(_row: Any, _clue: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Event:
    """Where an event is recorded.

    Attributes:
        record: the class whose records tell of it.
        fields: the fields that hold its day; of several that are filled the earliest counts.
        when: whether a record (first argument) tells of it, on this clue (second).
        certain: a record of that kind says by itself that the event happened; without its day the time is 时限未知.
            Otherwise the event has not come yet.
        reached: whether the event has come though no day is recorded.
        matter: the field that says whom or what it is about.
        due: the field in which the office may set the last day itself; it goes before the rule.
    """

    record: type[Record]
    fields: tuple[str, ...]
    when: Callable[[Any, Any], bool] = _always
    certain: bool = False
    reached: Callable[[Any], bool] = lambda _: False
    matter: str = ""
    due: str = ""


def _is_realtime(clue: Any, _: Any) -> bool:
    """属实时报告范围, and taken over no later than 受理: what was reported before is 历史已办 (P4)."""
    taken_over = clue.legacy_stage if clue.legacy else None
    return bool(clue.realtime_scope) and (taken_over is None or taken_over is Stage.INTAKE)


def _sent(kind: str) -> Event:
    return Event(RealtimeReport, ("reported_on",), lambda row, _: row.kind == kind)


def _undecided(row: Any) -> bool:
    """Whether a 复核 or 申诉 was not taken up or was taken back: no decision is waited for."""
    return row.result in ("rejected", "withdrawn")


def _review(name: str, *, kinds: tuple[str, ...] = ("review",), certain: bool = False) -> Event:
    return Event(SanctionReview, (name,), lambda row, _: row.kind in kinds, certain, _undecided)


_BOTH = ("review", "appeal")

#: Code of an event → where it is recorded.
PLACES: Mapping[str, Event] = {
    "supervision_received": Event(SupervisionReport, ("received_on",), certain=True, matter="title"),
    "supervision_sorted": Event(SupervisionReport, ("sorted_on",)),
    "discovered": Event(Clue, ("discovered_on", "accepted_on"), _is_realtime, certain=True),
    "accepted": Event(Clue, ("accepted_on",), certain=True),
    "check_reported": Event(Clue, ("checked_on",)),
    "flash_sent": _sent("flash"),
    "realtime_sent": _sent("realtime"),
    "preliminary_sent": _sent("preliminary"),
    "plan_approved": Event(Clue, ("opened_on",), certain=True),
    "investigation_started": Event(Clue, ("opened_on",), certain=True),
    "investigation_reported": Event(Clue, ("investigated_on",)),
    "hearing_sent": Event(
        Hearing, ("sent_on",), lambda row, _: row.outcome != UNREACHABLE, True, matter="object", due="due_on"
    ),
    "hearing_answered": Event(Hearing, ("answered_on",), reached=lambda row: bool(row.outcome)),
    "served": Event(Service, ("served_on",), certain=True, matter="recipient"),
    "appeal_accepted": Event(Appeal, ("accepted_on",), matter="appellant"),
    "appeal_decided": Event(Appeal, ("decided_on",), reached=_undecided),
    "notice_received": Event(
        RectificationNotice, ("received_on",), lambda row, _: row.needed, matter="number"
    ),
    "rectification_reported": Event(RectificationNotice, ("reported_on",)),
    "sanction_filed": Event(SanctionCase, ("approved_on",), certain=True, matter="person"),
    "sanction_decided": Event(SanctionCase, ("decided_on",), matter="person"),
    "sanction_ended": Event(SanctionCase, ("decided_on", "ended_on")),
    "sanction_notified": Event(SanctionCase, ("informed_on",)),
    "demotion_decided": Event(
        SanctionCase, ("decided_on",), lambda row, _: row.sanction in _DEMOTED, matter="person"
    ),
    "sanction_changed": Event(SanctionCase, ("changed_on",)),
    "sanction_received": Event(SanctionCase, ("received_on",), matter="person"),
    "sanction_review_filed": _review("filed_on", certain=True),
    "sanction_review_decided": _review("decided_on"),
    "sanction_review_received": _review("received_on"),
    "sanction_appeal_accepted": _review("accepted_on", kinds=("appeal",)),
    "sanction_appeal_decided": _review("decided_on", kinds=("appeal",)),
    "sanction_outcome_decided": _review("decided_on", kinds=_BOTH),
    "sanction_outcome_notified": _review("informed_on", kinds=_BOTH),
    "sanction_outcome_filed": _review("filed_away_on", kinds=_BOTH),
}


@dataclass(frozen=True, slots=True)
class SetDay:
    """A last day that a record sets itself, without any rule.

    Attributes:
        kind: stable code; ``label`` what is due.
        record: the class whose records set it.
        due: the field with the day.
        over: on which day it was met, with whether it was met at all: (row, case).
        when: whether the record sets it, on this clue.
        matter: the field that says what it is about.
        source: what the day rests on, of row and clue.
        after_closing: whether it goes on after 销号 (P9).
    """

    kind: str
    label: str
    record: type[Record]
    due: str
    over: Callable[[Any, Timed], tuple[bool, date | None]]
    when: Callable[[Any, Any], bool] = _always
    matter: str = ""
    source: Callable[[Any, Any], str] = lambda _row, _clue: ""
    after_closing: bool = False


def _by_field(name: str) -> Callable[[Any, Timed], tuple[bool, date | None]]:
    def over(row: Any, _: Timed) -> tuple[bool, date | None]:
        """Whether the day is filled in, and which it is."""
        day = getattr(row, name)
        return day is not None, day

    return over


def _answered(_: Any, case: Timed) -> tuple[bool, date | None]:
    days = [one.replied_on for one in case.held.get(SourceReply, ()) if one.replied_on is not None]
    return bool(days), min(days, default=None)


def _concluded(_: Any, case: Timed) -> tuple[bool, date | None]:
    return case.clue.concluded_on is not None, case.clue.concluded_on


def _never(_row: Any, _case: Timed) -> tuple[bool, date | None]:
    """A 复查 is met by triaging anew, which sets another day or another way."""
    return False, None


def _mended(row: Any, _: Timed) -> tuple[bool, date | None]:
    return row.state == DONE or row.done_on is not None, row.done_on


SET_DAYS: tuple[SetDay, ...] = (
    SetDay(
        "feedback", "上级反馈", Clue, "feedback_due", _answered,
        source=lambda clue, _: clue.transferred_by,
    ),
    SetDay(
        "triage_due", "办结期限", Triage, "due_on", _concluded,
        lambda row, clue: row.decided_on is not None and clue.triaged_on is not None, "undertaker",
    ),
    SetDay(
        "kept_review", "留存备查复查", Triage, "review_on", _never,
        lambda _, clue: clue.disposition == KEPT, "opinion",
    ),
    SetDay("suspension_review", "中止复查", Suspension, "review_on", _by_field("resumed_on"), matter="cause"),
    SetDay(
        "rectification_item", "整改到期", RectificationItem, "due_on", _mended, matter="item",
    ),
    SetDay(
        "long_term", "长期执行跟踪", LongTermItem, "due_on", _by_field("done_on"), matter="matter",
        after_closing=True,
    ),
)  # fmt: skip
_SET_LABELS = {one.kind: one.label for one in SET_DAYS}


def present_day(
    row: Any, own: date | None, changes: tuple[Any, ...], on: date
) -> tuple[date | None, int, Any]:
    """The last day of a 整改事项 as it stood on ``on``, how often it was put off until then, and by which change last.

    Only what was approved counts; of several changes the one that was approved last.
    """
    moved = sorted(
        (
            one
            for one in changes
            if one.item == row.uid
            and one.kind == _POSTPONED
            and one.approved_on is not None
            and one.approved_on <= on
        ),
        key=lambda one: (one.approved_on, one.uid),
    )
    days = [one.new_due for one in moved if one.new_due is not None]
    return (days[-1] if days else own), len(moved), (moved[-1] if moved else None)


def earliest(row: Any, names: tuple[str, ...]) -> date | None:
    """The earliest day among these fields of a row; ``None`` while all are empty."""
    return min((day for name in names if (day := getattr(row, name)) is not None), default=None)


def earliest_of(days: Mapping[str, date | None], names: tuple[str, ...]) -> date | None:
    """The earliest among these days by name; ``None`` while all are unknown."""
    return min((day for name in names if (day := days[name]) is not None), default=None)


def _needed() -> dict[type[Record], tuple[str, ...]]:
    """Record class → the columns the clock asks for."""
    asked: dict[type[Record], dict[str, None]] = {}

    def ask(record: type[Record], *names: str) -> None:
        """These columns of a class are needed too; empty names are none."""
        asked.setdefault(record, {"uid": None}).update(dict.fromkeys(name for name in names if name))

    for event in PLACES.values():
        ask(event.record, *event.fields, event.matter, event.due)
    for one in SET_DAYS:
        ask(one.record, one.due, one.matter)
    ask(Clue, "stage", "closed", "closed_on", "concluded_on", "triaged_on", "disposition")
    ask(Clue, "realtime_scope", "legacy", "legacy_stage", "transferred_by")
    ask(RealtimeReport, "kind")
    ask(Hearing, "outcome")
    ask(Appeal, "result")
    ask(RectificationNotice, "needed")
    ask(SanctionCase, "sanction")
    ask(SanctionReview, "kind", "sanction", "result")
    ask(SourceReply, "replied_on")
    ask(Triage, "decided_on")
    ask(RectificationItem, "state", "done_on")
    ask(RectificationChange, "item", "kind", "new_due", "approver", "approved_on")
    ask(LongTermItem, "done_on")
    ask(Extension, "step", "period", "sanction", "from_on", "to_on", "approver", "approved_on")
    ask(Suspension, "step", "from_on", "resumed_on", "approver", "approved_on")
    del asked[SupervisionReport]  # it hangs on no clue; its clock is asked for with the record itself
    return {record: tuple(names) for record, names in asked.items()}


FIELDS: Mapping[type[Record], tuple[str, ...]] = _needed()
CLUE_FIELDS = FIELDS[Clue]


def kind_label(kind: str) -> str:
    """What a day that a record sets is called; empty for a kind of the rules."""
    return _SET_LABELS.get(kind, "")
