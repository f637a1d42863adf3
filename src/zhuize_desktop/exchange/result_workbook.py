"""The answer to an import as a workbook: the rows as they came, with what became of each and why."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ..seal.atomic import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from .ledger_reader import LedgerReading

_BOLD = Font(bold=True)
_HEAD = PatternFill("solid", fgColor="E7ECF3")
_TOP = Alignment(vertical="top", wrap_text=True)
_MOST_CHARACTERS = 32767  # what Excel keeps in one cell


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row: its number in the file, one word (新增, 更新, 未导入 …), and why."""

    row_number: int
    outcome: str
    reason: str = ""


def write_result(path: Path, reading: LedgerReading, outcomes: Sequence[RowOutcome]) -> None:
    """Write the result of an import; an older file of that name is replaced, all or nothing.

    Args:
        path: the .xlsx to write.
        reading: what was read; classified rows carry their number only.
        outcomes: one per row, in any order; several for one row are joined.

    Raises:
        FileProblem: disk full, write-protected, or the file is open in Excel.
    """
    book = Workbook()
    _results(book.worksheets[0], reading, outcomes)
    _leftovers(book.create_sheet("未识别列与跳过行"), reading)
    stream = io.BytesIO()
    book.save(stream)
    write_atomic(path, stream.getvalue())


def _results(sheet: Worksheet, reading: LedgerReading, outcomes: Sequence[RowOutcome]) -> None:
    sheet.title = "导入结果"
    headings = [mapped.heading for mapped in reading.mapping]
    found: dict[int, list[RowOutcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.row_number, []).append(outcome)
    rows: list[list[str]] = []
    for row in reading.rows:
        mine = found.get(row.row_number, [RowOutcome(row.row_number, "未处理")])
        words = "；".join(dict.fromkeys(item.outcome for item in mine))
        reasons = [item.reason for item in mine if item.reason] + [
            problem.sentence for problem in row.problems
        ]
        texts = [row.raw.get(heading, "") for heading in headings]
        rows.append([str(row.row_number), words, "\n".join(dict.fromkeys(reasons)), *texts])
    _fill(sheet, ["原行号", "导入结果", "原因", *headings], rows, [8, 12, 50] + [18] * len(headings))
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings) + 3)}{len(rows) + 1}"


def _leftovers(sheet: Worksheet, reading: LedgerReading) -> None:
    rows = [
        ["列", get_column_letter(mapped.index + 1), mapped.heading, mapped.note]
        for mapped in reading.mapping
        if mapped.column is None
    ]
    rows += [["行", str(row.row_number), row.text, row.reason] for row in reading.skipped]
    rows += [["说明", "", note, ""] for note in reading.notes]
    _fill(sheet, ["类别", "位置", "内容", "说明"], rows, [8, 8, 60, 40])


def _fill(
    sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> None:
    for number, row in enumerate((headings, *rows), start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_MOST_CHARACTERS]
            cell.data_type = "s"  # text that begins with = stays text
            cell.alignment = _TOP
            if number == 1:
                cell.font, cell.fill = _BOLD, _HEAD
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
