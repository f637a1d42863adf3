"""What every reader of foreign cells shares: the cell, the outcome of reading it, and plain text.

A reader never raises and never guesses in silence: it returns a ``Reading`` whose value may be missing and
whose problems say, in one Chinese sentence each, what was not understood or what was assumed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

#: A cell as a workbook or a CSV file gives it.
Cell = str | int | float | bool | date | datetime | time | timedelta | None

T = TypeVar("T")


class Grade(StrEnum):
    """How much a problem weighs: the row cannot go in, a person must agree, or it is only worth knowing."""

    ERROR = "error"
    CONFIRM = "confirm"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One Chinese sentence about a cell, and how much it weighs."""

    grade: Grade
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What a cell says.

    Attributes:
        value: the value read, or ``None`` when the cell is empty or was not understood.
        problems: what was not understood or only assumed; empty when the cell is plain.
    """

    value: T | None
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Something stands in the cell, but no value could be read from it."""
        return self.value is None and any(found.grade is not Grade.HINT for found in self.problems)


def error(sentence: str) -> Reading[T]:
    """No value: what stands there is impossible and has to be corrected."""
    return Reading(None, (Problem(Grade.ERROR, sentence),))


def unclear(sentence: str) -> Reading[T]:
    """No value: what stands there can be read in several ways, and a person must say which."""
    return Reading(None, (Problem(Grade.CONFIRM, sentence),))


def absent(sentence: str = "") -> Reading[T]:
    """No value because none is stated; ``sentence`` when the cell says so in words such as 待查."""
    return Reading(None, (Problem(Grade.HINT, sentence),) if sentence else ())


#: Excel keeps and shows 15 significant digits; what lies beyond is an artefact of binary arithmetic.
_EXCEL_DIGITS = 15

_ERROR_VALUE = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|GETTING_DATA)")
_BLANKS = re.compile(r"\s+")
_NOTHING = frozenset(
    {"", "-", "--", "---", "—", "——", "―", "–", "－", "/", "\\", "无", "暂无", "没有", "N/A", "n/a", "空"}
)
_NOT_KNOWN = re.compile(
    r"(?:暂|尚)?(?:不详|未知|不明|待定|待查|待查实|待核|待核实|待核查|待认定|待确定|待评估|待补充|待补|未确定|无法确定|未认定|无法估算)"
)


def decimal_of(number: int | float) -> Decimal:
    """A number cell as the exact decimal a person sees: ``2650.5`` is 2650.5, never 2650.499999…"""
    return Decimal(number) if isinstance(number, int) else Decimal(format(number, f".{_EXCEL_DIGITS}g"))


def text_of(cell: Cell) -> str:
    """The text of a cell as a person sees it: text unchanged, whole numbers without ``.0``, days as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        shown = format(decimal_of(cell), "f")
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def narrow(text: str) -> str:
    """Full-width digits, letters and marks as ASCII (Unicode NFKC); Chinese characters stay."""
    return unicodedata.normalize("NFKC", text)


def squeezed(text: str) -> str:
    """``narrow`` text without any blanks."""
    return _BLANKS.sub("", narrow(text))


def is_nothing(text: str) -> bool:
    """Blank, a dash, a slash or 无: nothing is stated."""
    return squeezed(text) in _NOTHING


def is_error_value(text: str) -> bool:
    """What Excel shows where a formula failed: ``#REF!``, ``#N/A`` …"""
    return _ERROR_VALUE.fullmatch(text.strip()) is not None


def is_not_known(text: str) -> bool:
    """不详, 待查, 待定 …: the ledger says that it does not know."""
    return _NOT_KNOWN.fullmatch(squeezed(text)) is not None
