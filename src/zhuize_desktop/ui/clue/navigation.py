"""Where a finding, a gate or a day of the case leads to: sheet, record, field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...domain.gates.approvals import ADJUSTING
from ...domain.records import (
    BY_NAME,
    Approval,
    Attachment,
    Clue,
    GateExplanation,
    IssuedPaper,
    Record,
    StageStep,
)
from ...domain.tracks import SHEETS, sheet_of

if TYPE_CHECKING:
    from ...domain.checks import CheckFinding
    from ...domain.gates import GateState
    from .timeline import Happened

#: Classes with a place of their own.
_PLACES: dict[type[Record], str] = {
    Clue: "register",
    Approval: "approvals",
    Attachment: "attachments",
    IssuedPaper: "papers",
    StageStep: "history",
    GateExplanation: "history",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """A sheet, and on it a record and a field.

    Attributes:
        code: code of the sheet.
        record: class of the record; ``None`` for the sheet alone.
        uid: the record; "" for one that is to be made.
        field: the field to be typed in.
        opens: whether the form of a line is opened, or the line only chosen.
        wanted: the code of what is missing there: the kind of a paper, the body of an approval or what it is about.
    """

    code: str
    record: type[Record] | None = None
    uid: str = ""
    field: str = ""
    opens: bool = True
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class WayBack:
    """The page a clue was opened from: its key, and what it is called there."""

    page: str
    words: str


@dataclass(frozen=True, slots=True)
class Located:
    """A clue, or a place in its dossier, for pages that lead there from outside; ``back``: where Esc leads."""

    clue: str
    where: Destination | None = None
    back: WayBack | None = None


def led_from(target: object, back: WayBack) -> object:
    """What a page is asked to show; where that is one clue, with the way back."""
    if isinstance(target, Located):
        return replace(target, back=back)
    return Located(target, back=back) if isinstance(target, str) and target else target


def _code_of(record: type[Record]) -> str:
    sheet = sheet_of(record)
    return _PLACES.get(record, "register") if sheet is None else sheet.code


def destination_of_place(record: str, uid: str, field: str) -> Destination:
    """To a field of a record given by the name of its class; without ``uid`` to a new one."""
    found = BY_NAME[record]
    return Destination(_code_of(found), found, uid, field)


def destination_of_finding(finding: CheckFinding) -> Destination:
    """To the record that is to be mended, or to a new one of its class."""
    record = BY_NAME[finding.record]
    # ``paper.plan``, ``approval.accept.responsible``: the last part says what is missing, of 加重、减轻 the first.
    first, _, last = finding.check.rpartition(".")
    missing = first if finding.check == ADJUSTING else last
    wanted = missing if record in (Approval, Attachment) and not finding.uid else ""
    # A paper that waits for somebody is chosen in its table: nothing in its form is to be mended.
    opens = not (record is Approval and finding.uid and not finding.field)
    return Destination(_code_of(record), record, finding.uid, finding.field, opens=opens, wanted=wanted)


def destination_of_gate(state: GateState) -> Destination:
    """To where what the gate asks for stands."""
    name = state.gate.code.split(".")[0]
    if name in BY_NAME:
        record = BY_NAME[name]
        return Destination(_code_of(record), record, opens=False)
    if name in ("paper", "approval"):
        return Destination("attachments" if name == "paper" else "approvals", opens=False)
    return Destination(next(sheet.code for sheet in SHEETS if sheet.stage is state.gate.stage))


def destination_of_day(day: Happened) -> Destination:
    """To the record of that day, chosen but not opened."""
    return Destination(_code_of(day.record), day.record, day.uid, opens=False)
