"""统计表 as numbers: rows, columns, and in each cell a sum or a number of different things, with the clues behind it.

One mechanism for every table that is counted from rows beside the clues (T2, T4, T5): a row is put into the cells it
belongs to, and the cell knows its value, its 口径 and its clue numbers in the order of the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from .content import Emphasis
from .figure import Figure, Provenance
from .money import MoneyUnit

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from .facts import Snapshot
    from .standing import Counting


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. ``cells``: the columns that say something for it; ``None`` for all. ``unit`` goes before the column's.

    A row with emphasis ``GROUP`` is a heading and has no cells.
    """

    code: str
    label: str
    definition: str = ""
    cells: frozenset[str] | None = None
    emphasis: Emphasis = Emphasis.NORMAL
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: a count in ``unit``, or an amount of 分 printed in 万元 when the unit is empty."""

    code: str
    label: str
    definition: str
    unit: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A counted table.

    Attributes:
        code: begins the code of every indicator in it, e.g. ``handling``.
        values: (row, column) → 分 or number; ``numbers`` the clues behind it.
    """

    code: str
    rows: tuple[SheetRow, ...]
    columns: tuple[SheetColumn, ...]
    values: dict[tuple[str, str], int] = field(repr=False)
    numbers: dict[tuple[str, str], tuple[str, ...]] = field(repr=False)

    def value(self, row: str, column: str) -> int:
        """An amount in 分, or a number; zero where nothing was counted."""
        return self.values.get((row, column), 0)

    def row(self, code: str) -> SheetRow:
        """The row of that code. Raises ``KeyError``."""
        for found in self.rows:
            if found.code == code:
                return found
        raise KeyError(code)

    def says(self, row: str, column: str) -> bool:
        """Whether the cell says something; else a dash is printed."""
        found = self.row(row)
        return found.emphasis is not Emphasis.GROUP and (found.cells is None or column in found.cells)

    def figure(self, row: str, column: str) -> Figure:
        """The cell as a figure: a number, or 万元 exact to the 分."""
        head = self.row(row)
        below = next(one for one in self.columns if one.code == column)
        where = Provenance(
            f"{self.code}.{row}.{column}",
            f"{head.label}：{head.definition}{below.definition}",
            self.numbers.get((row, column), ()),
            row,
            column,
        )
        if not below.unit:
            return Figure.money(self.value(row, column), where, MoneyUnit.WAN)
        return Figure.count(self.value(row, column), head.unit or below.unit, where)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was counted."""
        return not any(self.values.values())


class Gathering:
    """Fills the cells of a sheet, row of facts by row of facts."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._place = {fact.uid: at for at, fact in enumerate(snapshot.clues)}
        self._number = [fact.number for fact in snapshot.clues]
        self._sums: dict[tuple[str, str], int] = defaultdict(int)
        self._things: dict[tuple[str, str], set[Hashable]] = defaultdict(set)
        self._clues: dict[tuple[str, str], list[int]] = defaultdict(list)

    def knows(self, clue: str) -> bool:
        """Whether the clue stands in the report at all."""
        return clue in self._place

    def add(self, row: str, column: str, clue: str, value: int) -> None:
        """Add an amount, or so many; nothing for zero."""
        if value:
            key = (row, column)
            self._sums[key] += value
            self._clues[key].append(self._place[clue])

    def see(self, row: str, column: str, clue: str, thing: Hashable) -> None:
        """Count something once however often it comes."""
        key = (row, column)
        self._things[key].add(thing)
        self._clues[key].append(self._place[clue])

    def sheet(self, code: str, rows: Iterable[SheetRow], columns: Iterable[SheetColumn]) -> Sheet:
        """The sheet with what was put in."""
        values = dict(self._sums) | {key: len(things) for key, things in self._things.items()}
        numbers = {
            key: tuple(self._number[at] for at in sorted(set(places))) for key, places in self._clues.items()
        }
        return Sheet(code, tuple(rows), tuple(columns), values, numbers)


#: Groups of columns: what falls into the period, and everything up to its end.
NOW, EVER = "本期", "累计"


class Dated(Protocol):
    """A row of facts that remembers which of its days were counted."""

    @property
    def counted(self) -> tuple[str, ...]:
        """Names of the days."""


def spans(fact: Dated, name: str, counting: Counting) -> tuple[bool, bool]:
    """Whether the day ``name`` of a row counts in the period, and whether it counts up to its end.

    A day that is not known counts in neither. In a report that continues another what was counted there is not
    counted again, and what is late counts now (以前年度补报).
    """
    day = getattr(fact, name)
    if day is None or day > counting.period.last:
        return False, False
    if counting.continued:
        return name not in fact.counted, True
    return day >= counting.period.first, True
