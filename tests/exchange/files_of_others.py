"""Files as other programs write them, made for the tests: workbooks old and new, damaged, locked by a password."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from xlwt.CompoundDoc import XlsDoc

LEDGERS = Path(__file__).parents[1] / "data" / "ledgers"
SAMPLE = LEDGERS / "线索管理台账_样例.xlsx"


def workbook(path: Path, rows: list[list[Any]], merges: tuple[str, ...] = (), title: str = "台账") -> Path:
    """An .xlsx of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def old_workbook(
    path: Path, rows: list[list[Any]], merges: tuple[tuple[int, int, int, int], ...] = ()
) -> Path:
    """An .xls of one sheet; ``merges`` are (top, bottom, left, right) from 0, filled from ``rows``."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    covered = {
        (row, column)
        for top, bottom, left, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    for top, bottom, left, right in merges:
        sheet.write_merge(top, bottom, left, right, rows[top][left])
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None or (number, column) in covered:
                continue
            if hasattr(value, "isoformat"):
                sheet.write(number, column, value, day)
            else:
                sheet.write(number, column, value)
    book.save(str(path))
    return path


def compound_file(stream: bytes) -> bytes:
    """A compound file whose stream ``Workbook`` is ``stream``."""
    out = io.BytesIO()
    XlsDoc().save(out, stream)
    return out.getvalue()
