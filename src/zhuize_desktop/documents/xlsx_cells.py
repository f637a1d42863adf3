"""Cells, looks and bytes of workbooks: exact numbers, text that stays text, the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from ..domain.content import NO_VALUE, Figure, FigureFormat, Run
from ..domain.money import round_half_up
from .text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell

#: What a cell of a streamed table may hold; whole numbers in money columns are 分.
CellValue = Run | int | Decimal | date | None

NUMBER_FORMATS = {
    FigureFormat.COUNT: "#,##0",
    FigureFormat.MONEY_YUAN: "#,##0.00",
    # Shown like the PDF: at least two decimals, and as many more as the amount has.
    FigureFormat.MONEY_WAN: "#,##0.00####",
    FigureFormat.PERCENT: "0.00%",
    FigureFormat.DATE: "yyyy-mm-dd",
    FigureFormat.DATE_LONG: 'yyyy"年"m"月"d"日"',
    FigureFormat.TEXT: "General",
}

TITLE_FONT = Font(name="黑体", size=14)
HEAD_FONT = Font(name="黑体", size=10)
BODY_FONT = Font(name="宋体", size=10)
STRONG_FONT = Font(name="宋体", size=10, bold=True)
NOTE_FONT = Font(name="宋体", size=9, color="FF5A6572")
HEAD_FILL = PatternFill("solid", fgColor="FFF4F5F7")
_LINE = Side(style="thin", color="FF8A94A0")
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
HEAD_ALIGNMENT = Alignment(horizontal="center", vertical="center", wrap_text=True)

#: Excel's limits: UTF-16 units in a cell, rows in a sheet, characters in a sheet's name.
CELL_LIMIT, ROW_LIMIT, NAME_LIMIT = 32_767, 1_048_576, 31
_CUT = "…（以下略：超出单元格容量，全文见台账）"
_FIXED = datetime(1980, 1, 1)  # the format keeps no time zone
# Excel reads _x0041_ in text as the letter A; the underscore is written as its own code to prevent that.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Serial day 60 is 29 February 1900 in Excel, which never was: days before count wrongly and are written as text.
_FIRST_DAY = date(1900, 3, 1)


def safe_text(text: str) -> str:
    """Text as a cell can keep it: no control characters, no code that Excel would read, not too long."""
    text = printable(text)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    if len(text) > CELL_LIMIT // 2 and len(text.encode("utf-16-le")) > 2 * CELL_LIMIT:
        room = 2 * (CELL_LIMIT - len(_CUT))
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT
    return text


def put(cell: Cell | MergedCell, value: CellValue, shape: FigureFormat = FigureFormat.TEXT) -> None:
    """Put a value into a cell; its number format is not touched.

    Numbers go in as the decimal digits they have, because openpyxl would send them through binary floating point.
    Text goes in as text whatever it begins with, so that nothing in a ledger becomes a formula.

    Args:
        cell: of either kind of sheet.
        value: of the table.
        shape: format of the column, which says what a bare number means.
    """
    target: Any = cell
    if isinstance(value, Figure):
        shape = value.format
        value = NO_VALUE if value.value is None else value.value
    elif value is None:
        target.data_type, target._value = "n", None
        return
    if isinstance(value, str):
        target.data_type, target._value = "s", safe_text(value)
    elif isinstance(value, date):
        if value < _FIRST_DAY:
            target.data_type, target._value = "s", value.isoformat()
        else:
            target.data_type, target._value = "n", str(value.toordinal() - _EPOCH)
    else:
        target.data_type, target._value = "n", _digits(value, shape)


_EPOCH = date(1899, 12, 30).toordinal()


def _digits(value: int | Decimal, shape: FigureFormat) -> str:
    """A number in its printed unit as plain digits."""
    if isinstance(value, int):
        if shape is FigureFormat.MONEY_YUAN:
            sign, fen = ("-", -value) if value < 0 else ("", value)
            return f"{sign}{fen // 100}.{fen % 100:02d}"
        if shape is FigureFormat.MONEY_WAN:
            return format(Decimal(value).scaleb(-6), "f")
        return str(value)
    return format(round_half_up(value, 4) if shape is FigureFormat.PERCENT else value, "f")


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """A name for a sheet: no forbidden characters, at most 31 UTF-16 units, unlike any in ``taken``."""
    plain = re.sub(r"[\[\]:*?/\\'\n]", " ", printable(title)).strip() or "表"
    used = {name.casefold() for name in taken} | {"history"}  # Excel keeps that name for itself
    for number in range(1, 10_000):
        suffix = f"（{number}）" if number > 1 else ""
        name = plain
        while len((name + suffix).encode("utf-16-le")) > 2 * NAME_LIMIT:
            name = name[:-1]
        name = name.rstrip() + suffix
        if name.casefold() not in used:
            return name
    raise ValueError("more than 9,999 sheets of one name")


def header_text(text: str, limit: int = 70) -> str:
    """Text for a page header or footer, in which ``&`` begins a code; Excel takes 255 characters for all three."""
    line = " ".join(printable(text).split())
    return (line if len(line) <= limit else line[: limit - 1] + "…").replace("&", "&&")


class _FixedZip(ZipFile):
    """A zip file whose parts all have the same date, rights and system."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Write one part."""
        super().writestr(_part(zinfo_or_arcname), data)

    def copy(self, source: IO[bytes], name: str) -> None:
        """Write one part out of a stream, from its beginning."""
        source.seek(0)
        with self.open(_part(name), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, 1 << 20)


class _Writer(ExcelWriter):
    """openpyxl's writer without its temporary files, which would leave a report behind after a crash."""

    def __init__(self, workbook: Workbook, archive: _FixedZip) -> None:
        super().__init__(workbook, archive)
        self._parts = archive

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet: a streamed one out of its spool, any other from memory."""
        ws._drawing = SpreadsheetDrawing()
        if self.workbook.write_only:
            ws.close()
            writer = ws._writer
        else:
            writer = WorksheetWriter(ws, io.BytesIO())
            writer.write()
        ws._rels = writer._rels
        self._parts.copy(writer.out, ws.path[1:])
        self.manifest.append(ws)


def _part(name: str) -> ZipInfo:
    info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 0, 0
    return info


def save(workbook: Workbook, target: IO[bytes]) -> None:
    """Write the workbook; equal workbooks give equal bytes on every machine and day."""
    properties: Any = workbook.properties
    properties.creator = "违规经营投资责任追究桌面系统"
    properties.created = properties.modified = _FIXED
    with _FixedZip(target, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        _Writer(workbook, archive).write_data()
