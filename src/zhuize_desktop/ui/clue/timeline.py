"""时间线: the days of a case in short, newest first, out of its steps and records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ...domain.fields import Kind, columns
from ...domain.records import (
    Appeal,
    Approval,
    Clue,
    Decision,
    Extension,
    Hearing,
    OutsideDecision,
    Record,
    Recovery,
    RectificationAcceptance,
    RectificationNotice,
    SanctionCase,
    Service,
    SourceReply,
    StageStep,
    Suspension,
    Transfer,
)
from ...domain.stages import Stage
from ...domain.workflow import MILESTONES

if TYPE_CHECKING:
    from .case_resolver import CaseResolver
    from .contents import Contents

#: What is told besides the steps, each by its first day.
_TOLD: tuple[type[Record], ...] = (
    Approval, Extension, Suspension, Hearing, Decision, OutsideDecision, SanctionCase, Service, Appeal, Transfer,
    Recovery, RectificationNotice, RectificationAcceptance, SourceReply,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One day of the case. ``uid`` is empty for what has no sheet of its own."""

    day: date
    words: str
    record: type[Record]
    uid: str = ""


def happened(contents: Contents, resolver: CaseResolver) -> list[Happened]:
    """What happened on which day, newest first."""
    case = contents.case
    found = [
        Happened(one.taken_on, f"{one.label}（{one.reason}）" if one.reason else one.label, StageStep)
        for one in case.all(StageStep)
        if one.taken_on is not None
    ]
    if not contents.is_worked:
        found += _milestones(case.clue)
    for record in _TOLD:
        name = _first_day(record)
        found += [
            Happened(day, f"{record.noun} {resolver.called(one)}", record, one.uid)
            for one in case.all(record)
            if (day := getattr(one, name)) is not None
        ]
    if case.clue.reported_on is not None:
        found.append(Happened(case.clue.reported_on, "线索报告登记", Clue, case.clue.uid))
    return sorted(found, key=lambda one: one.day, reverse=True)


def _milestones(clue: Clue) -> list[Happened]:
    """The days a clue brought along from elsewhere."""
    label = {one.name: one.field.label for one in columns(Clue)}
    names = [name for stage in Stage for name in MILESTONES[stage]] + ["closed_on"]
    return [
        Happened(day, label[name].removesuffix("日期"), Clue, clue.uid)
        for name in names
        if (day := getattr(clue, name)) is not None
    ]


def _first_day(record: type[Record]) -> str:
    """The first day of a record that lies behind it: not a deadline."""
    return next(one.name for one in columns(record) if one.field.kind is Kind.DATE and not one.field.ahead)
