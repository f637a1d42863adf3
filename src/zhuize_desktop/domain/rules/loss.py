"""档次: how grave a loss or a consequence is, and classes of loss by amount, 以上 included and 以下 excluded."""

from __future__ import annotations

from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field, StrictInt, model_validator

from ..money import LIMIT_FEN
from ..validated import fault
from .entry import Entry, together

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator


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


class GradedClass(Entry):
    """A class of loss or consequence. Unless it is retired its code is that of a ``Severity``, with a dot and what
    tells it from the same class of other days behind it where there are several.
    """

    code_words: ClassVar[str] = SEVERITY

    @property
    def severity(self) -> Severity:
        """Which class it is. Raises ``ValueError`` for a retired one of another code."""
        return Severity(self.stem)

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """Its class."""
        if not self.retired and self.stem in set(Severity):
            yield self.stem, f"“{self.severity.label}”档"


class LossClass(GradedClass):
    """A class of asset loss (资产损失分档): ``lower_fen`` inclusive, ``upper_fen`` exclusive, in 分.

    Both empty: the threshold is not known, and nothing is classified by it.
    """

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

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """Its class, once a threshold is known."""
        return super().decides() if self.filled else iter(())

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
        if not item.retired and item.stem not in set(Severity):
            raise fault(
                f"“{title}”的“{item.label}”的代码“{item.code}”应为{known}之一，同一档先后几行的在后面加点和年份"
            )


def bands(classes: Iterable[LossClass]) -> None:
    """On any day amounts rise from 一般 to 重大, however the classes are listed, and none falls into two of them."""
    filled = [item for item in classes if item.filled and not item.retired]
    for lighter, heavier in combinations(sorted(filled, key=lambda item: item.severity.weight), 2):
        apart = lighter.severity is not heavier.severity and together(lighter, heavier)
        if apart and heavier.band[0] < lighter.band[1]:
            raise fault(f"“{lighter.label}”与“{heavier.label}”的金额范围重叠或轻重次序颠倒")
