"""The Excel template of a rule pack: what is filled in already, lists to choose from, and how to go on."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from ..domain.content import FigureFormat
from ..domain.pack_columns import NO, YES, CellKind
from ..domain.pack_template import FIRST_ROW
from .xlsx_cells import (
    BODY_FONT,
    GRID,
    HEAD_ALIGNMENT,
    HEAD_FILL,
    HEAD_FONT,
    NOTE_FONT,
    TITLE_FONT,
    put,
    save,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from ..domain.pack_columns import PackColumn
    from ..domain.pack_template import SheetPlan

GUIDE, CHOICES = "说明", "选项"
#: Labels on the first sheet by which the program knows its template again.
CODE_LABEL, DIGEST_LABEL, FORM_LABEL = "规则包代码", "写出时的版本摘要", "模板格式"
FORM = "1"
_WRAPPED = Alignment(vertical="center", wrap_text=True)
#: Empty rows below the filled ones that have lists to choose from as well.
_SPARE_ROWS = 200
_REQUIRED = Font(name="黑体", size=10, color="FFB3261E")
_TO_FILL = PatternFill("solid", fgColor="FFFFF3D6")
_FORMATS = {
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.MONEY: "#,##0.00####",
    CellKind.NUMBER: "0",
    CellKind.PERCENT: "0",
}
_WIDE = frozenset({"label", "source", "note", "effect", "incentive", "document", "handlings", "start_event"})


@dataclass(frozen=True, slots=True)
class TemplateText:
    """What the first sheet says: whose pack, which version, and the lines of how to fill in."""

    title: str
    code: str
    digest: str
    lines: tuple[str, ...]


def write_template(
    text: TemplateText, sheets: Sequence[SheetPlan], names: Mapping[str, Mapping[str, str]]
) -> bytes:
    """The workbook: 说明, a sheet for every part with what is filled in, and the lists to choose from."""
    book = Workbook()
    _guide(book.worksheets[0], text)
    lists = _Lists(names)
    for plan in sheets:
        _sheet(book.create_sheet(plan.title), plan, names, lists)
    lists.write(book.create_sheet(CHOICES))
    stream = io.BytesIO()
    save(book, stream)
    return stream.getvalue()


def _guide(sheet: Worksheet, text: TemplateText) -> None:
    sheet.title = GUIDE
    put(sheet.cell(1, 1), text.title)
    sheet.cell(1, 1).font = TITLE_FONT
    known = ((CODE_LABEL, text.code), (DIGEST_LABEL, text.digest), (FORM_LABEL, FORM))
    for number, (word, value) in enumerate(known, 3):
        put(sheet.cell(number, 1), word)
        put(sheet.cell(number, 2), value)
        sheet.cell(number, 1).font, sheet.cell(number, 2).font = HEAD_FONT, BODY_FONT
    for number, line in enumerate(text.lines, 7):
        put(sheet.cell(number, 1), line)
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
        cell = sheet.cell(number, 1)
        cell.font = BODY_FONT
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = 15 * (1 + len(line) // 48) + 3
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 76


def _sheet(sheet: Worksheet, plan: SheetPlan, names: Mapping[str, Mapping[str, str]], lists: _Lists) -> None:
    put(sheet.cell(1, 1), plan.title)
    sheet.cell(1, 1).font = TITLE_FONT
    spare = _SPARE_ROWS if plan.entry is not None else 0
    last = FIRST_ROW + len(plan.rows) - 1 + spare
    for number, column in enumerate(plan.columns, 1):
        head = sheet.cell(FIRST_ROW - 1, number)
        put(head, column.title)
        head.font = _REQUIRED if column.required and len(column.path) == 1 else HEAD_FONT
        head.fill, head.border, head.alignment = HEAD_FILL, GRID, HEAD_ALIGNMENT
        if column.help:
            head.comment = Comment(column.help, "")
        letter = get_column_letter(number)
        whole = sheet.column_dimensions[letter]
        whole.width = 26 if column.path[0] in _WIDE else _width(column)
        _look(whole, column)
        for place in range(FIRST_ROW, FIRST_ROW + len(plan.rows)):
            filled = sheet.cell(place, number)
            _look(filled, column)
            filled.border = GRID
        if last >= FIRST_ROW and (rule := lists.validation(column)) is not None:
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
            sheet.add_data_validation(rule)
    for place, row in enumerate(plan.rows, FIRST_ROW):
        for number, column in enumerate(plan.columns, 1):
            shape = FigureFormat.MONEY_WAN if column.kind is CellKind.MONEY else FigureFormat.TEXT
            put(sheet.cell(place, number), column.cell(row, names), shape)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, min(3, len(plan.columns))).coordinate


def _look(target: Any, column: PackColumn) -> None:
    """Text cells are text before anything is typed: Excel would make a day of 7-1 and 0.5 of 50%."""
    target.number_format = _FORMATS.get(column.kind, "@")
    target.font = BODY_FONT
    target.alignment = _WRAPPED
    if column.path[0] == "checked":
        target.fill = _TO_FILL


def _width(column: PackColumn) -> float:
    return max(9.0, min(18.0, 2.2 * len(column.title) + 2))


class _Lists:
    """Lists to choose from: each stands once on a sheet of its own, because a cell's own list is too short."""

    def __init__(self, names: Mapping[str, Mapping[str, str]]) -> None:
        self._names = names
        self._columns: dict[tuple[str, ...], tuple[int, str]] = {}

    def validation(self, column: PackColumn) -> DataValidation | None:
        """What Excel itself refuses in that column; nothing where several values stand in a cell."""
        rule: DataValidation | None = None
        labels = self._labels(column)
        if column.many:
            if labels:
                self._place(column.title, labels)
            return None
        if labels:
            rule = DataValidation("list", formula1=self._place(column.title, labels), allow_blank=True)
            rule.error = f"“{column.title}”请从列表中选择。"
        elif column.kind in (CellKind.NUMBER, CellKind.PERCENT) and column.highest is not None:
            rule = DataValidation(
                "whole", "between", str(column.lowest or 0), str(column.highest), allow_blank=True
            )
            rule.error = f"“{column.title}”应填{column.help}。"
        elif column.kind is CellKind.MONEY:
            rule = DataValidation("decimal", "between", "0", "999999999.999999", allow_blank=True)
            rule.error = f"“{column.title}”单位是万元，不能为负数，并小于十亿万元。"
        elif column.kind is CellKind.DATE:
            rule = DataValidation("date", "between", "DATE(1990,1,1)", "DATE(2100,12,31)", allow_blank=True)
            rule.error = f"“{column.title}”应填日期，例如 2026-01-31。"
        if rule is not None:
            rule.errorTitle, rule.showErrorMessage = "请更正", True
        return rule

    def _labels(self, column: PackColumn) -> tuple[str, ...]:
        if column.kind is CellKind.FLAG:
            return (YES, NO)
        if column.choices:
            return tuple(label for _, label in column.choices)
        return tuple(self._names.get(column.dictionary, {}).values())

    def _place(self, title: str, labels: tuple[str, ...]) -> str:
        if labels not in self._columns:
            self._columns[labels] = (len(self._columns) + 1, title)
        letter = get_column_letter(self._columns[labels][0])
        return f"{quote_sheetname(CHOICES)}!${letter}$2:${letter}${len(labels) + 1}"

    def write(self, sheet: Worksheet) -> None:
        """Fill the sheet of lists."""
        for labels, (number, title) in self._columns.items():
            put(sheet.cell(1, number), title)
            sheet.cell(1, number).font = HEAD_FONT
            for row, label in enumerate(labels, 2):
                put(sheet.cell(row, number), label)
                sheet.cell(row, number).font = NOTE_FONT
            sheet.column_dimensions[get_column_letter(number)].width = 24
