"""案件: a clue with everything that hangs on it, as one value for moves, gates and papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from .records import Attachment, Clue, Record
from .rulebook import RuleBook

if TYPE_CHECKING:
    from .stages import Stage

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Case:
    """One clue in full.

    Attributes:
        clue: the clue.
        book: the rules in force.
        today: the legal day it is looked at.
        held: record class → its records on this clue that are not withdrawn, oldest first.
        user: uid of who looks at it and would take the next step.
        names: uid → name of the people, enterprises, users and clues that the records point to, and of ``user``.
        left_team: users who stood in the 核查组 and were taken out again, or whose place another took.
        merged: numbers of the clues that were merged into this one, those the viewer may know of.
    """

    clue: Clue
    book: RuleBook
    today: date
    held: Mapping[type[Record], tuple[Record, ...]] = field(default_factory=dict)
    user: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    left_team: frozenset[str] = frozenset()
    merged: tuple[str, ...] = ()

    def all(self, record: type[R]) -> tuple[R, ...]:
        """Every record of a class, oldest first."""
        return self.held.get(record, ())  # type: ignore[return-value]

    def last(self, record: type[R]) -> R | None:
        """The record of a class that was entered last: the one in force where there is only one."""
        found = self.all(record)
        return found[-1] if found else None

    def on(self, record: type[R], name: str, uid: str) -> tuple[R, ...]:
        """The records of a class whose reference ``name`` points to ``uid``: the handlings of a decision."""
        return tuple(one for one in self.all(record) if getattr(one, name) == uid)

    def attached_to(self, uid: str) -> bool:
        """Whether a scan or file is attached to this record of the case."""
        return any(uid in (one.about, one.approval) for one in self.all(Attachment))

    def name(self, uid: str | None) -> str:
        """What a reference is called; empty for none."""
        return self.names.get(uid, "") if uid else ""

    def before_takeover(self, stage: Stage) -> bool:
        """Whether ``stage`` lies before the stage in which a 存量线索 was taken over: 历史已办, nothing is asked."""
        taken_over = self.clue.legacy_stage
        return self.clue.legacy and taken_over is not None and stage.order < taken_over.order

    def with_clue(self, clue: Clue) -> Case:
        """The same case with a changed clue."""
        return replace(self, clue=clue)
