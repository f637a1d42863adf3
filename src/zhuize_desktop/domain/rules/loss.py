"""档次: how grave a loss or a consequence is, and classes of loss by amount, 以上 included and 以下 excluded."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field, StrictInt, model_validator

from ..money import LIMIT_FEN
from ..validated import fault
from .entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable


#: Stands in place of a dictionary for the codes of the classes, which people read and write as words.
SEVERITY = "severity"


class Severity(StrEnum):
    """一般、较大、重大, of a loss or of an adverse consequence; the value is the code of the dictionaries."""

    GENERAL = "general"
    LARGER = "larger"
    MAJOR = "major"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"general": "一般", "larger": "较大", "major": "重大"}[self.value]

    @property
    def weight(self) -> int:
        """0 for the lightest."""
        return tuple(Severity).index(self)

    def moved(self, steps: int) -> Severity | None:
        """So many steps heavier, or lighter when negative; ``None`` where there is no such class."""
        place = self.weight + steps
        return tuple(Severity)[place] if 0 <= place < len(Severity) else None


class ConsequenceClass(Entry):
    """A class of adverse consequences (不良后果分档); its code is that of a ``Severity`` unless it is retired."""

    code_words: ClassVar[str] = SEVERITY


class LossClass(Entry):
    """A class of asset loss (资产损失分档): ``lower_fen`` inclusive, ``upper_fen`` exclusive, in 分.

    Its code is that of a ``Severity`` unless it is retired.

    Both empty: the threshold is not known, and nothing is classified by it.
    """

    code_words: ClassVar[str] = SEVERITY
    lower_fen: Annotated[StrictInt, Field(ge=0, lt=LIMIT_FEN)] | None = None
    upper_fen: Annotated[StrictInt, Field(gt=0, lt=LIMIT_FEN)] | None = None

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.lower_fen is not None and self.upper_fen is not None and self.upper_fen <= self.lower_fen:
            raise fault(f"“{self.label}”的上限不高于下限")
        return self

    @property
    def filled(self) -> bool:
        """Whether a threshold is known at all."""
        return self.lower_fen is not None or self.upper_fen is not None

    @property
    def band(self) -> tuple[int, int]:
        """Lower bound inclusive and upper bound exclusive, in 分."""
        return (self.lower_fen or 0, LIMIT_FEN if self.upper_fen is None else self.upper_fen)

    def covers(self, fen: int) -> bool:
        """Whether a loss of ``fen`` falls into this class. No loss falls into none."""
        lower, upper = self.band
        return self.filled and fen > 0 and lower <= fen < upper


def graded_by_severity(classes: Iterable[Entry], title: str) -> None:
    """Every class that is not retired is one of the three; ``title``: of the section, for the sentence."""
    known = "、".join(f"{one.label}（{one.value}）" for one in Severity)
    for item in classes:
        if not item.retired and item.code not in set(Severity):
            raise fault(f"“{title}”的“{item.label}”的代码“{item.code}”应为{known}之一")


def bands(classes: Iterable[LossClass]) -> None:
    """Amounts rise from 一般 to 重大, however the classes are listed, and no amount falls into two of them."""
    filled = [item for item in classes if item.filled and not item.retired]
    for lighter, heavier in pairwise(sorted(filled, key=lambda item: Severity(item.code).weight)):
        if heavier.band[0] < lighter.band[1]:
            raise fault(f"“{lighter.label}”与“{heavier.label}”的金额范围重叠或轻重次序颠倒")
