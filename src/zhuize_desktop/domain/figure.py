"""A number, date or word that was found out and not written, with where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .money import MoneyUnit, format_fen, round_half_up

#: What stands in a cell whose value is unknown or does not apply (无数据). Zero is printed as zero.
NO_VALUE = "—"


class FigureFormat(StrEnum):
    """How a figure is kept and printed."""

    COUNT = "count"
    MONEY_YUAN = "money_yuan"
    MONEY_WAN = "money_wan"
    PERCENT = "percent"
    DATE = "date"
    DATE_LONG = "date_long"
    TEXT = "text"

    @property
    def unit(self) -> str:
        """The unit the format itself implies: 元, 万元, or none."""
        return {FigureFormat.MONEY_YUAN: "元", FigureFormat.MONEY_WAN: "万元"}.get(self, "")

    @property
    def is_number(self) -> bool:
        """Whether cells of this format are right-aligned numbers."""
        return self in (self.COUNT, self.MONEY_YUAN, self.MONEY_WAN, self.PERCENT)


_VALUE_TYPES: dict[FigureFormat, type] = {
    FigureFormat.COUNT: int,
    FigureFormat.MONEY_YUAN: int,
    FigureFormat.MONEY_WAN: int,
    FigureFormat.PERCENT: Decimal,
    FigureFormat.DATE: date,
    FigureFormat.DATE_LONG: date,
    FigureFormat.TEXT: str,
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure came from.

    Attributes:
        indicator: code of the indicator or rule that gave the figure, e.g. ``clue.received``; never empty.
        definition: its 口径 in Chinese, as printed.
        records: numbers (编号) of the clues, persons or items counted, in the order of the ledger.
        row: key of the table row the figure stands in, e.g. the enterprise's code.
        column: key of the table column, e.g. ``closing_stock``.
    """

    indicator: str
    definition: str
    records: tuple[str, ...] = ()
    row: str = ""
    column: str = ""

    def __post_init__(self) -> None:
        if not self.indicator:
            raise ValueError("a figure must name its indicator")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, date or word that was found out and not written.

    Attributes:
        value: ``None`` when unknown; else by format: COUNT whole number; MONEY_* whole 分 (万元 too);
            PERCENT a ``Decimal`` ratio, 1 meaning 100 %; DATE and DATE_LONG a ``date``; TEXT a ``str``.
        format: how it is printed.
        unit: 件, 户, 人, 人次 …; empty for money, whose unit the format implies.
        provenance: where it came from.

    Raises:
        TypeError: the value is not of the kind its format asks for; a binary float never is.
    """

    value: int | str | Decimal | date | None
    format: FigureFormat
    unit: str
    provenance: Provenance

    def __post_init__(self) -> None:
        wanted = _VALUE_TYPES[self.format]
        if self.value is not None and type(self.value) is not wanted:
            raise TypeError(f"{self.format} figure wants {wanted.__name__}, not {type(self.value).__name__}")
        if isinstance(self.value, Decimal) and not self.value.is_finite():
            raise TypeError("a percentage must be finite")

    @classmethod
    def count(cls, value: int | None, unit: str, provenance: Provenance) -> Figure:
        """So many 件, 户, 人 …"""
        return cls(value, FigureFormat.COUNT, unit, provenance)

    @classmethod
    def money(cls, fen: int | None, provenance: Provenance, unit: MoneyUnit = MoneyUnit.YUAN) -> Figure:
        """An amount of whole 分, printed in 元 or 万元."""
        return cls(
            fen, FigureFormat.MONEY_WAN if unit is MoneyUnit.WAN else FigureFormat.MONEY_YUAN, "", provenance
        )

    @classmethod
    def percent(cls, part: int, whole: int, provenance: Provenance) -> Figure:
        """``part`` out of ``whole``; no value when the whole is zero."""
        return cls(Decimal(part) / Decimal(whole) if whole else None, FigureFormat.PERCENT, "", provenance)

    @classmethod
    def day(cls, value: date | None, provenance: Provenance, *, long: bool = False) -> Figure:
        """A day as ``2026-11-20``, or as ``2026年11月20日`` in running text of official papers."""
        return cls(value, FigureFormat.DATE_LONG if long else FigureFormat.DATE, "", provenance)

    @classmethod
    def words(cls, value: str | None, provenance: Provenance) -> Figure:
        """A word that was found out, e.g. the grade of loss."""
        return cls(value, FigureFormat.TEXT, "", provenance)

    @property
    def text(self) -> str:
        """As printed in a table cell: thousands, decimals, per cent sign, without the unit."""
        value = self.value
        if value is None:
            return NO_VALUE
        if isinstance(value, date):
            long = self.format is FigureFormat.DATE_LONG
            return f"{value.year}年{value.month}月{value.day}日" if long else value.isoformat()
        if isinstance(value, Decimal):
            return f"{round_half_up(value * 100):,}%"
        if isinstance(value, str):
            return value
        if self.format is FigureFormat.COUNT:
            return f"{value:,}"
        return format_fen(value, MoneyUnit.WAN if self.format is FigureFormat.MONEY_WAN else MoneyUnit.YUAN)

    @property
    def with_unit(self) -> str:
        """As printed in running text: ``12件``, ``265.05万元``; the author does not write the unit again."""
        return self.text if self.value is None else self.text + (self.unit or self.format.unit)

    @property
    def amount(self) -> int | Decimal | date | str | None:
        """The value in its printed unit: 元 or 万元, exact, as ``Decimal``; a ratio to four places."""
        value = self.value
        if self.format is FigureFormat.MONEY_YUAN and isinstance(value, int):
            return Decimal(value).scaleb(-2)
        if self.format is FigureFormat.MONEY_WAN and isinstance(value, int):
            return Decimal(value).scaleb(-6)
        return round_half_up(value, 4) if isinstance(value, Decimal) else value


#: A piece of running text, or the content of one cell or box.
Run = str | Figure


def runs_text(runs: tuple[Run, ...]) -> str:
    """Running text as printed, figures with their units."""
    return "".join(run if isinstance(run, str) else run.with_unit for run in runs)
