"""管辖: who investigates and who decides, by class × consequence × enterprise level × cadre authority (P6)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import StringConstraints, model_validator

from ..validated import fault
from .entry import Code, Entry
from .loss import Severity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

Level = Annotated[str, StringConstraints(pattern=r"^[1-5]$")]


class Authority(StrEnum):
    """Who handles a case, from low to high. 市管企业 is an enterprise of level 1, and for it the same as 本企业."""

    OWN = "own"
    SUPERIOR = "superior"
    GROUP = "group"
    REGULATOR = "regulator"

    @property
    def label(self) -> str:
        """The Chinese term."""
        labels = {"own": "本企业", "superior": "上级企业", "group": "市管企业", "regulator": "市国资委"}
        return labels[self.value]

    @property
    def height(self) -> int:
        """0 for the lowest."""
        return tuple(Authority).index(self)


class JurisdictionRule(Entry):
    """One row of the table. All that it names must hold; what it leaves empty holds for every case.

    Attributes:
        loss_from: the loss is of this class or a heavier one.
        consequence_from: the same of the adverse consequence.
        levels: the 级次 of the enterprise where it happened.
        cadres: a person concerned stands under one of these authorities (dictionary ``cadre_authority``).
        investigator, decider: who investigates, and who decides. Of all rows that hold, the highest body counts.
    """

    loss_from: Severity | None = None
    consequence_from: Severity | None = None
    levels: tuple[Level, ...] = ()
    cadres: tuple[Code, ...] = ()
    investigator: Authority
    decider: Authority

    @model_validator(mode="after")
    def _decider_not_below(self) -> Self:
        if self.decider.height < self.investigator.height:
            raise fault(f"“{self.label}”的决定主体低于核查主体")
        return self

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """Who is competent where just this holds: a row for more or for less stands beside it."""
        key = (self.loss_from, self.consequence_from, frozenset(self.levels), frozenset(self.cadres))
        yield key, "同样的条件"


class AppealRule(Entry):
    """Which body takes an appeal against a decision of ``decided_by`` (申诉受理单位)."""

    decided_by: Authority
    receiver: Authority

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """Who takes the appeal against the decisions of one body."""
        yield self.decided_by, f"对{self.decided_by.label}所作决定的申诉"
