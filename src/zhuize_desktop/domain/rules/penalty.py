"""处理区间、影响期: what a class and a kind of liability may lead to, and how long it is felt."""

from __future__ import annotations

from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StrictBool, StrictInt, StringConstraints, model_validator

from ..validated import Strict, fault
from .entry import Code, Entry, Remark, together
from .loss import Severity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

Percent = Annotated[StrictInt, Field(ge=0, le=100)]


class Share(Strict):
    """The part of a pay that is taken, in whole percent, both ends included; ``optional``: 可以, not 应当."""

    lower: Percent = 0
    upper: Percent
    optional: StrictBool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.upper < self.lower:
            raise fault("比例的上限低于下限")
        return self

    @property
    def text(self) -> str:
        """``50%—100%``, ``100%``, ``可以 50% 以下``."""
        if self.lower == self.upper:
            words = f"{self.lower}%"
        elif self.lower:
            words = f"{self.lower}%—{self.upper}%"
        else:
            words = f"{self.upper}% 以下"
        return f"可以{words}" if self.optional else words

    def covers(self, percent: int) -> bool:
        """Whether taking ``percent`` is allowed; taking nothing is, where it is only 可以."""
        return self.lower <= percent <= self.upper or (self.optional and percent == 0)


class Ban(Strict):
    """禁入限制: at least so many years; ``life``: up to 终身."""

    years: Annotated[StrictInt, Field(gt=0, le=50)]
    life: StrictBool = False

    @property
    def text(self) -> str:
        """``五年`` in figures: ``5 年至终身``."""
        return f"{self.years} 年至终身" if self.life else f"{self.years} 年以上"


class PenaltyRange(Entry):
    """One cell of the matrix 档次 × 责任: which kinds of handling, and how much of which pay.

    Attributes:
        severity: the governing class.
        liabilities: codes of the dictionary ``liability_kind``.
        handlings: kinds of handling the cell allows, codes of the dictionary ``handling``; a root stands for all below.
        performance: part of 绩效年薪; ``None`` = not in this cell.
        tenure: part of 任期激励收入.
        incentive: what happens to 中长期激励, in words.
        ban: 禁入限制; ``None`` = not in this cell.
    """

    severity: Severity
    liabilities: Annotated[tuple[Code, ...], Field(min_length=1)]
    handlings: tuple[Code, ...] = ()
    performance: Share | None = None
    tenure: Share | None = None
    incentive: Remark = ""
    ban: Ban | None = None

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """Its cells."""
        for kind in self.liabilities:
            yield (self.severity, kind), f"“{self.severity.label}”档责任类型“{kind}”"


class PeriodKind(StrEnum):
    """What follows a handling for a time; the value is the code."""

    INFLUENCE = "influence"
    SANCTION = "sanction"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"influence": "影响期", "sanction": "处分期"}[self.value]


class InfluencePeriod(Entry):
    """影响期 or 处分期: for ``months`` after a handling of kind ``handling`` the ``effect`` holds.

    ``months`` ``None``: the text was not read, nothing is computed. A handling may have two rows with two effects.
    """

    handling: Code
    kind: PeriodKind
    months: Annotated[StrictInt, Field(gt=0, le=600)] | None = None
    effect: Annotated[str, StringConstraints(min_length=1, max_length=1000)]

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """How long this effect of this handling lasts, once that is known."""
        if self.months is not None:
            yield (
                (self.handling, self.kind, self.effect),
                f"“{self.handling}”的{self.kind.label}“{self.effect}”",
            )


def check_ranges(ranges: Iterable[PenaltyRange]) -> None:
    """Refuse a heavier class with a lower share for the same liability on the same day."""
    active = [one for one in ranges if not one.retired]
    for kind in {kind for one in active for kind in one.liabilities}:
        column = sorted(
            (one for one in active if kind in one.liabilities), key=lambda one: one.severity.weight
        )
        for lighter, heavier in combinations(column, 2):
            if lighter.severity is not heavier.severity and together(lighter, heavier):
                _not_lower(lighter, heavier, lighter.performance, heavier.performance, "绩效年薪")
                _not_lower(lighter, heavier, lighter.tenure, heavier.tenure, "任期激励收入")


def _not_lower(
    lighter: PenaltyRange, heavier: PenaltyRange, less: Share | None, more: Share | None, name: str
) -> None:
    if less is None:
        return
    if more is None or more.lower < less.lower or more.upper < less.upper:
        raise fault(f"处理区间“{heavier.label}”的{name}比例低于较轻的“{lighter.label}”，前后矛盾")
