"""A 问题线索管理台账 as an office keeps it, turned into typed rows and honest problems.

Nothing is matched to records here and nothing is dropped in silence: a row is read, or stands in ``skipped`` with
the reason; a column is read, or stands in ``mapping`` without a meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..domain.errors import FileProblem
from ..domain.reading import Cell, Grade, bears_secrecy_mark, squeezed, text_of
from .ledger_columns import LedgerColumn
from .ledger_headings import Headings, MappedColumn, covered_rows, find_headings
from .ledger_rows import LedgerRow, LedgerValues, RowProblem, read_row
from .sheets import Merge, Sheet, read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

__all__ = [
    "LedgerReading",
    "LedgerRow",
    "LedgerValues",
    "MappedColumn",
    "RowProblem",
    "SkippedRow",
    "read_ledger",
]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no clue: its number as Excel counts, what stands in it, and why it was left out."""

    row_number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """What a file says.

    Attributes:
        file: name of the file.
        sheet: name of the sheet that was read.
        heading_rows: rows of the heading, as Excel counts.
        mapping: every column and what it was taken for.
        rows: the clues, in the order of the sheet.
        skipped: the rows that are none.
        notes: Chinese sentences about the file as a whole.
    """

    file: str
    sheet: str
    heading_rows: tuple[int, ...]
    mapping: tuple[MappedColumn, ...]
    rows: tuple[LedgerRow, ...]
    skipped: tuple[SkippedRow, ...]
    notes: tuple[str, ...]


_TOTALS = re.compile(r"(?:本页|本月|本年|本季|本期|累计)?(?:小计|合计|总计|累计)[::]?|.{1,20}(?:小计|合计)")
_FOOTER = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填报人|填表人|填报单位|填表单位|编制单位|审核人|复核人|审核|负责人|单位负责人|分管领导|分管负责人"
    r"|主要负责人|部门负责人|制表人?|经办人|签发人?|联系人|联系电话|联系方式|电话|填报日期|填报时间|填表日期|报送日期|日期)\d?[::]"
)
_GROUP = re.compile(r"(?:\(?[一二三四五六七八九十]{1,3}[、).]|第[一二三四五六七八九十]{1,3}部分).{0,40}")
_EXAMPLE = re.compile(r"\(?(?:填写|填报)?(?:示例|样例|例|举例)\d?\)?[::]?")
#: Of the whole work this part is opening the workbook, which cannot be stopped on its way; the rest is its rows.
_OPENING = 0.2
_EACH = 100
_COUNTING = re.compile(r"\(?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸A-Z])\)?")


def read_ledger(
    path: Path,
    *,
    today: date,
    sheet: str | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> LedgerReading:
    """Read a ledger.

    Args:
        path: .xlsx, .xlsm, .xls or .csv.
        today: the present day; dates more than a year after it are refused.
        sheet: name of the sheet; without it the visible sheet with the most known headings is taken.
        progress: called with the part done and words; what it raises stops the reading.

    Raises:
        FileProblem: the file cannot be read, or no sheet has the heading of a ledger.
    """
    if progress is not None:
        progress(0.0, f"正在打开“{path.name}”…")
    sheets = read_sheets(path)
    chosen, headings, notes = _chosen(path, sheets, sheet)
    secret = any(bears_secrecy_mark(cell) for row in chosen.rows[: headings.top] for cell in row)
    if secret:
        notes += ("表头标有密级：各行按涉密处理，内容没有读入，请另行登记。",)
    below = covered_rows(chosen.merges)
    above = frozenset(squeezed(text_of(cell)) for row in chosen.rows[: headings.top] for cell in row)
    rows: list[LedgerRow] = []
    skipped: list[SkippedRow] = []
    first, end = headings.bottom + 1, len(chosen.rows)
    for index in range(first, end):
        if progress is not None and (index - first) % _EACH == 0:
            part = _OPENING + (1 - _OPENING) * (index - first) / (end - first)
            progress(part, f"正在读第 {index + 1} 行，共 {end} 行…")
        cells = _filled(chosen, index, below.get(index, []))
        reason = _reason_to_skip(chosen, index, cells, headings, above)
        if reason is not None:
            text = " ".join(filter(None, (text_of(cell).strip() for cell in chosen.rows[index])))
            shown = "" if secret or any(map(bears_secrecy_mark, cells)) else text
            skipped.append(SkippedRow(index + 1, shown, reason))
            continue
        rows.append(read_row(index + 1, cells, headings.columns, today, secret_sheet=secret))
    return LedgerReading(
        file=path.name,
        sheet=chosen.name,
        heading_rows=tuple(range(headings.top + 1, headings.bottom + 2)),
        mapping=headings.columns,
        rows=_with_repetitions(rows),
        skipped=_without_trailing_blanks(skipped),
        notes=headings.notes + notes,
    )


def _chosen(
    path: Path, sheets: tuple[Sheet, ...], name: str | None
) -> tuple[Sheet, Headings, tuple[str, ...]]:
    """The sheet to read and its heading; other sheets that look like ledgers are told."""
    if name is not None:
        named = [sheet for sheet in sheets if sheet.name == name]
        if not named:
            listed = "、".join(sheet.name for sheet in sheets)
            raise FileProblem(f"“{path.name}”里没有工作表“{name}”，现有：{listed}。")
        sheets = tuple(named)
    if not any(sheet.rows for sheet in sheets):
        raise FileProblem(f"“{path.name}”里没有内容，请检查是否选错了文件。")
    found = [(sheet, headings) for sheet in sheets if (headings := find_headings(sheet))]
    if not found:
        raise FileProblem(
            f"“{path.name}”里没有找到台账的表头（如线索编号、涉及单位、问题线索概述、处理情况），请核对所选文件和工作表。"
        )
    # ``max`` keeps the first of equals, so the order of the workbook decides.
    chosen, headings = max(found, key=lambda pair: (not pair[0].hidden, pair[1].known))
    if not any(mapped.column is LedgerColumn.SUMMARY for mapped in headings.columns):
        raise FileProblem(
            f"“{path.name}”的工作表“{chosen.name}”没有“问题线索概述”列，请补上这一列，或把相应的标题改为“问题线索概述”。"
        )
    others = "、".join(f"“{sheet.name}”" for sheet, _ in found if sheet is not chosen)
    notes = (f"只读了工作表“{chosen.name}”；工作表{others}也像台账，需要时请分别导入。",) if others else ()
    return chosen, headings, notes


def _filled(sheet: Sheet, index: int, merges: list[Merge]) -> list[Cell]:
    """A row with the values of cells that are merged down into it."""
    cells = list(sheet.rows[index])
    for merge in merges:
        if merge.left < len(cells):
            cells[merge.left] = sheet.rows[merge.top][merge.left]
    return cells


def _reason_to_skip(
    sheet: Sheet, index: int, cells: list[Cell], headings: Headings, above: frozenset[str]
) -> str | None:
    """Why a row below the heading is no clue; ``None`` when it is one."""
    own = [(column, squeezed(text_of(cell))) for column, cell in enumerate(sheet.rows[index])]
    own = [(column, text) for column, text in own if text]
    if not own:
        filled = any(cell is not None for cell in cells)
        return "与上一行合并的行" if filled else "空行"
    texts = [text for _, text in own]
    if _repeats_heading(dict(own), headings):
        return "重复的表头"
    if len(texts) > 2 and all(_COUNTING.fullmatch(text) for text in texts):
        return "栏次"
    if all(text in above for text in texts):
        return "重复的标题"
    if _EXAMPLE.fullmatch(texts[0]):
        return "填写示例"
    if all(_FOOTER.match(text) for text in texts):
        return "填报说明或签字行"
    summary = {mapped.index for mapped in headings.columns if mapped.column is LedgerColumn.SUMMARY}
    if any(column in summary for column, _ in own if column != own[0][0]):
        return None  # a clue, whatever its first cell says
    return _reason_by_first_words(sheet, index, own, texts)


def _reason_by_first_words(
    sheet: Sheet, index: int, own: list[tuple[int, str]], texts: list[str]
) -> str | None:
    """Totals, signatures, notes and group titles, known by how the row begins."""
    if any(_TOTALS.fullmatch(text) for text in texts[:2]):
        return "合计行"
    if _FOOTER.match(texts[0]):
        return "填报说明或签字行"
    if len(own) > 1:
        return None
    column = own[0][0]
    wide = any(
        merge.top <= index <= merge.bottom
        and merge.left <= column <= merge.right
        and merge.right - merge.left > 1
        for merge in sheet.merges
    )
    return "分组标题或说明" if wide or _GROUP.fullmatch(texts[0]) else None


def _repeats_heading(own: dict[int, str], headings: Headings) -> bool:
    """At least two cells, and most of them, say what their heading says."""
    same = 0
    for mapped in headings.columns:
        text = own.get(mapped.index)
        if text and text in {squeezed(part) for part in (mapped.heading, *mapped.heading.split("／"))}:
            same += 1
    return same >= 2 and same * 2 > len(own)


def _with_repetitions(rows: list[LedgerRow]) -> tuple[LedgerRow, ...]:
    """The same 线索编号 on two rows is told on the later one."""
    first: dict[str, int] = {}
    told: list[LedgerRow] = []
    for row in rows:
        number = row.values.clue_number
        earlier = first.setdefault(number, row.row_number) if number else row.row_number
        if earlier != row.row_number and not row.classified:
            sentence = f"线索编号“{number}”与第{earlier}行相同，请确认是同一线索的续行还是编号重复。"
            problem = RowProblem(LedgerColumn.CLUE_NUMBER, Grade.CONFIRM, sentence)
            row = replace(row, problems=(problem, *row.problems))
        told.append(row)
    return tuple(told)


def _without_trailing_blanks(skipped: list[SkippedRow]) -> tuple[SkippedRow, ...]:
    """Blank rows below the last word of the sheet are not worth telling; those between rows are."""
    end = len(skipped)
    while end and skipped[end - 1].reason == "空行":
        end -= 1
    return tuple(skipped[:end])
