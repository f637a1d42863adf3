"""A table as CSV that Excel opens well and that runs no formula; our own reader gives back the same text."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from ..domain.reading import text_of
from ..seal.atomic import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ..domain.reading import Cell

#: Excel takes a cell that begins so for a formula. Apostrophes already there count, so that one comes off.
_FORMULA = re.compile(r"'*[=+\-@]")
_PREFIXED = re.compile(r"'+[=+\-@]")


def with_prefix(text: str) -> str:
    """``text`` with an apostrophe before it when Excel would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def without_prefix(text: str) -> str:
    """``text`` as it was before ``with_prefix``."""
    return text[1:] if _PREFIXED.match(text) else text


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table in UTF-8 with a byte order mark, all or nothing.

    Args:
        path: the file; an older one is replaced.
        headings: the first line.
        rows: cells; days as ISO, numbers without exponent, nothing as an empty cell.

    Raises:
        FileProblem: disk full, write-protected, or open in another program.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)  # no mark inside a cell can be taken for the separator
    for row in (headings, *rows):
        writer.writerow([with_prefix(text_of(cell)) for cell in row])
    write_atomic(path, stream.getvalue().encode("utf-8-sig"))
