"""How the sheets of a dossier stand: done, under way or ahead, with the day and the number of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.records import Approval, Attachment
from ...domain.stages import Stage
from ...domain.tracks import SHEETS
from ...domain.workflow import MILESTONES
from .sheet_list import AHEAD, DONE, HISTORIC, NOW

if TYPE_CHECKING:
    from .contents import Contents


def stage_of_day(field: str) -> Stage:
    """The stage that leaves this day on a clue."""
    return next((stage for stage, names in MILESTONES.items() if field in names), Stage.CLOSURE)


def notes(contents: Contents) -> dict[Stage, str]:
    """The day each stage was done."""
    names = {**{stage: found[-1] for stage, found in MILESTONES.items() if found}, Stage.CLOSURE: "closed_on"}
    days = {stage: getattr(contents.clue, name) for stage, name in names.items()}
    return {stage: day.isoformat() for stage, day in days.items() if day is not None}


def marks(contents: Contents) -> dict[str, str]:
    """Code of a sheet → how its stage stands."""
    clue, found = contents.clue, {}
    for sheet in SHEETS:
        if sheet.stage is None:
            continue
        if contents.case.before_takeover(sheet.stage):
            found[sheet.code] = HISTORIC
        elif clue.closed or sheet.stage.order < clue.stage.order:
            found[sheet.code] = DONE
        else:
            found[sheet.code] = NOW if sheet.stage is clue.stage else AHEAD
    return found


def counts(contents: Contents) -> dict[str, int]:
    """Code of a sheet → how many records stand on it; forms are not counted."""
    case = contents.case
    found = {
        sheet.code: sum(len(case.all(part.record)) for part in sheet.parts if part.many) for sheet in SHEETS
    }
    return {**found, "approvals": len(case.all(Approval)), "attachments": len(case.all(Attachment))}
