"""One case on the desk: records by the clerk, approvals confirmed by the reviewer, steps through their gates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ...domain.gates import GateMark
from ...domain.records import Approval, Clue, DossierEntry, Extension, Record, Suspension
from .. import records, steps
from ..approvals import confirm_approval
from ..clues import load_for_edit
from . import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ...domain.stages import Stage
    from ..session import Session
    from .office import Office

_MEETINGS = frozenset({"leading_body", "party_committee", "board"})
_APPROVERS = {
    "responsible": "郑德明",
    "leading_body": "责任追究工作领导小组",
    "party_committee": "党委会",
    "hr": "人力资源部",
    "parent": words.PARENT,
}
#: What a paper of the superior is about; those of the own bodies need not say it.
_MATTERS = {"parent": "jurisdiction"}


class Desk:
    """A clue while it is worked.

    Attributes:
        clue: the clue as it was left last.
        at: its place among the stories; what goes round goes by it.
        stretch: how many days the office takes for what is written as one.
        kept: uids of what later steps refer to, by a name of the story's own.
    """

    def __init__(self, office: Office, clue: Clue, at: int, stretch: float) -> None:
        self.office = office
        self.clue = clue
        self.at = at
        self.stretch = stretch
        self.kept: dict[str, str] = {}
        self._pages = 0
        self._moved = False

    # --- days, names ---

    def day(self, after: int) -> date:
        """The day so many working steps after the report; never one that has not come."""
        reported = self.clue.reported_on
        assert reported is not None, "every story begins with a report"
        return min(reported + timedelta(days=round(after * self.stretch)), self.office.today)

    def name(self, person: str) -> str:
        """What a person is called."""
        return self.office.names[person]

    @property
    def loss(self) -> int:
        """预估损失 in 分: what the figures of the case are shares of."""
        assert self.clue.estimated_loss is not None
        return self.clue.estimated_loss

    # --- entering ---

    def add(self, record: type[Record], **values: Any) -> str:
        """One record; returns its uid."""
        self._moved = self._moved or record in (Extension, Suspension)
        return records.add(self.office.clerk, record, {"clue": self.clue.uid, **values}).value.uid

    def add_all(self, record: type[Record], rows: Sequence[dict[str, Any]]) -> list[str]:
        """Several of one class in one action."""
        many = [{"clue": self.clue.uid, **row} for row in rows]
        return [one.uid for one in records.add_many(self.office.clerk, record, many).value]

    def approve(self, step: Stage, on: date, *bodies: str) -> None:
        """审批件 of these bodies, confirmed by the reviewer."""
        rows = [self._approval(step, body, on) for body in bodies]
        for uid in self.add_all(Approval, rows):
            confirm_approval(self.office.reviewer, uid)

    def _approval(self, step: Stage, body: str, on: date) -> dict[str, Any]:
        in_meeting = body in _MEETINGS
        return {
            "step": step,
            "form": "meeting" if in_meeting else "signature",
            "body": body,
            "matter": _MATTERS.get(body, ""),
            "approver": _APPROVERS[body],
            "decided_on": on,
            "minutes_number": f"虚构纪要〔{on.year}〕{self.at + 1}号" if in_meeting else "",
            "result": "amended" if self.at % 7 == 3 else "approved",
            "archive_place": self.place(),
        }

    def place(self) -> str:
        """Where the next paper lies."""
        self._pages += 1
        return f"{self.day(0).year}年第{self.at + 1}卷第{self._pages}页"

    def file(self, kind: str, title: str, on: date) -> None:
        """A paper in the catalogue of the file."""
        self._pages += 1
        self.add(
            DossierEntry, position=self._pages, kind=kind, title=title, dated_on=on, volume=f"{self.at + 1}",
            pages=f"{self._pages}—{self._pages + 4}",
        )  # fmt: skip

    # --- steps ---

    def take(self, move: str, by: Session | None = None, reason: str = "") -> None:
        """Make a move; what a gate asks to be explained is explained by the clerk first."""
        actor = by or self.office.clerk
        if self._moved:
            self.reload()
        try:
            self.clue = steps.take_step(actor, self.clue.uid, move, self.clue.version, reason).value
        except steps.Blocked as blocked:
            if any(state.mark is GateMark.MISSING for state in blocked.states):
                raise
            self._explain(move, blocked)
            self.clue = steps.take_step(actor, self.clue.uid, move, self.clue.version, reason).value

    def _explain(self, move: str, blocked: steps.Blocked) -> None:
        for state in blocked.states:
            if state.blocks:
                steps.explain_gate(
                    self.office.clerk, self.clue.uid, move, state.gate.code, "情况属实，已核对（虚构说明）。"
                )

    def reload(self) -> None:
        """The clue as it stands: a 延期 or 中止 changes it."""
        self._moved = False
        self.clue = load_for_edit(self.office.clerk, self.clue.uid)
