"""Workbooks and text tables of any origin as plain cells: .xlsx, .xlsm, .xls (also .et of WPS), .csv.

What a file is, its first bytes say, not its name. Every fault of a file is a ``FileProblem`` with one Chinese
sentence; nothing else is raised, whatever the bytes.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import python_calamine as calamine

from ..domain.errors import FileProblem
from ..domain.reading import Cell
from ..seal.atomic import file_problem
from . import ole
from .error_cells import column_number, error_cells
from .ledger_csv import without_prefix

if TYPE_CHECKING:
    from pathlib import Path

#: A ledger of 100,000 clues is about 20 MB; more is not a ledger.
MOST_BYTES = 60 * 1024 * 1024
_MOST_UNPACKED = 600 * 1024 * 1024
#: Rows × columns from the first cell to the last filled one. Each takes memory, empty or not.
MOST_CELLS = 12_000_000

#: What ``zipfile`` and its decompressors raise on damaged packages.
_BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    RuntimeError,
)
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*[^/<>]>')
_QUOTED = re.compile(r'"[^"]*"')
_COUNT = re.compile(rb'\buniqueCount="(\d+)"')


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged region, rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: cells from row 0 and column 0 on, every row of the same length; empty cells are ``None``."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = field(default=())
    hidden: bool = False


def read_sheets(path: Path, *, most_bytes: int = MOST_BYTES) -> tuple[Sheet, ...]:
    """Every sheet with cells of a workbook, or the one table of a text file.

    Args:
        path: the file chosen.
        most_bytes: the largest file accepted.

    Raises:
        FileProblem: not there, a folder, a lock file, empty, too large, in use, encrypted, damaged, no table.
    """
    data = _bytes_of(path, most_bytes)
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        return (_text_sheet(data, path),)
    errors: dict[str, list[tuple[int, int, str]]] = {}
    if data.startswith(ole.MAGIC):
        _check_compound(data, path)
    elif data.startswith(b"PK"):
        errors = _check_package(data, path)
    else:
        raise FileProblem(_no_workbook(data, path))
    sheets = _workbook_sheets(data, path)
    return tuple(_with_errors(sheet, errors.get(sheet.name, [])) for sheet in sheets)


def _with_errors(sheet: Sheet, errors: list[tuple[int, int, str]]) -> Sheet:
    """The workbook reader shows failed formulas as blanks; here they stand as Excel shows them (``#REF!``)."""
    if not errors:
        return sheet
    rows = [list(row) for row in sheet.rows]
    width = max([len(row) for row in rows] + [column + 1 for _, column, _ in errors])
    rows += [[] for _ in range(max(row for row, _, _ in errors) + 1 - len(rows))]
    for cells in rows:
        cells += [None] * (width - len(cells))
    for row, column, text in errors:
        rows[row][column] = text
    return replace(sheet, rows=rows)


def _bytes_of(path: Path, most: int) -> bytes:
    name = path.name
    if name.startswith("~$"):
        raise FileProblem(f"“{name}”是 Excel 打开文件时的临时锁文件，请选择不带“~$”的原文件。")
    try:
        if path.is_dir():
            raise FileProblem(f"“{name}”是文件夹，请选择其中的台账文件。")
        if path.stat().st_size > most:
            raise FileProblem(
                f"“{name}”超过 {most // 1024 // 1024} MB，不像台账；请删去图片和无关的工作表后再导入。"
            )
        data = path.read_bytes()
    except PermissionError as refused:
        sentence = f"“{name}”打不开，可能正被其他程序使用，请先在 Excel 中关闭；仍打不开的，请检查读取权限。"
        raise FileProblem(sentence) from refused
    except OSError as fault:
        raise file_problem(fault, path) from fault
    except ValueError as fault:  # a NUL in the name
        raise FileProblem("文件名中有不能使用的字符，请改名后再导入。") from fault
    if not data:
        raise FileProblem(f"“{name}”是空文件（0 字节），请检查是否拷贝完整。")
    return data


def _damaged(path: Path) -> FileProblem:
    return FileProblem(f"“{path.name}”已损坏，无法读取；请用 Excel 打开并另存为 .xlsx 后再导入，或重新拷贝。")


def _encrypted(path: Path) -> FileProblem:
    return FileProblem(
        f"“{path.name}”设有打开密码，请在 Excel 中取消密码（文件—信息—保护工作簿）并保存后再导入。"
    )


def _spread_too_far(path: Path) -> FileProblem:
    sentence = "的有内容区域过大，可能在很远的行或列有多余内容；请删去多余的行和列后再导入。"
    return FileProblem(f"“{path.name}”{sentence}")


def _check_compound(data: bytes, path: Path) -> None:
    """Refuse what is encrypted, damaged or no workbook among compound files."""
    try:
        file = ole.CompoundFile(data)
        if "EncryptedPackage" in file.streams:
            raise _encrypted(path)
        name = next((name for name in ("Workbook", "Book") if name in file.streams), None)
        if name is None:
            kind = "Word 文档" if "WordDocument" in file.streams else "其他类型的文件"
            raise FileProblem(f"“{path.name}”是{kind}，不是 Excel 工作簿，请选择台账文件。")
        ole.check_workbook(file.stream(name), MOST_CELLS)
    except ole.Encrypted as fault:
        raise _encrypted(path) from fault
    except ole.Damaged as fault:
        raise _damaged(path) from fault


def _check_package(data: bytes, path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Refuse what is damaged, swollen or no workbook among zip packages; the failed formulas of the rest."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            if sum(entry.file_size for entry in package.infolist()) > _MOST_UNPACKED:
                raise FileProblem(f"“{path.name}”解开后过大，不像台账，请检查是否选错了文件。")
            if any(entry.flag_bits & 1 for entry in package.infolist()):
                raise _encrypted(path)
            if not any(name.startswith("xl/workbook.") for name in names):
                kind = "Word 文档" if "word/document.xml" in names else "其他类型的文件"
                raise FileProblem(f"“{path.name}”是{kind}，不是 Excel 工作簿，请选择台账文件。")
            for name in names:
                _check_part(name, package.read(name), path)  # reading proves the checksum of each part
            return error_cells(package)
    except _BROKEN_PACKAGE as fault:
        raise _damaged(path) from fault


def _check_part(name: str, part: bytes, path: Path) -> None:
    """The figures by which the workbook reader asks for memory."""
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        rows: list[int] = []
        columns: list[int] = []
        for cell in _FILLED_CELL.finditer(part):
            columns.append(column_number(cell[1]))
            rows.append(int(cell[2]))
        if rows and max(rows) * max(columns) > MOST_CELLS:
            raise _spread_too_far(path)
    if name.endswith("sharedStrings.xml"):
        count = _COUNT.search(part[:2000])
        if count and (len(count[1]) > 9 or int(count[1]) > len(part)):
            raise _damaged(path)


def _workbook_sheets(data: bytes, path: Path) -> tuple[Sheet, ...]:
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return tuple(
                _sheet(workbook.get_sheet_by_name(meta.name), meta)
                for meta in workbook.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            )
    except calamine.PasswordError as fault:
        raise _encrypted(path) from fault
    except (calamine.CalamineError, OSError, ValueError, OverflowError, MemoryError) as fault:
        raise _damaged(path) from fault
    except BaseException as fault:
        # A panic inside the reader's Rust is no ``Exception``; its class can only be told by name.
        if type(fault).__name__ != "PanicException":
            raise
        raise _damaged(path) from fault


def _sheet(source: calamine.CalamineSheet, meta: calamine.SheetMetadata) -> Sheet:
    rows: list[list[Cell]] = [
        [_cell(value) for value in row] for row in source.to_python(skip_empty_area=False)
    ]
    merges = tuple(
        Merge(top, left, bottom, right) for (top, left), (bottom, right) in source.merged_cell_ranges or ()
    )
    return Sheet(meta.name, rows, merges, hidden=meta.visible != calamine.SheetVisibleEnum.Visible)


def _cell(value: Cell) -> Cell:
    """Blank text as nothing, and whole floats as the whole numbers a person typed."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if isinstance(value, str) and not value.strip() else value


def _no_workbook(data: bytes, path: Path) -> str:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<style"))
        or b"<table" in head
    ):
        return f"“{path.name}”其实是网页格式的表格，请用 Excel 打开，另存为 .xlsx 后再导入。"
    if head.startswith(b"%pdf"):
        return f"“{path.name}”是 PDF 文件，不是 Excel 工作簿，请选择台账文件。"
    return f"“{path.name}”不是 Excel 工作簿；如能用 Excel 打开，请另存为 .xlsx 后再导入。"


def _text_sheet(data: bytes, path: Path) -> Sheet:
    text = _decoded(data, path)
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        rows: list[list[Cell]] = [[_cell(without_prefix(value)) for value in row] for row in found]
    except csv.Error as fault:
        raise _damaged(path) from fault
    width = max(map(len, rows), default=0)
    if len(rows) * width > MOST_CELLS:
        raise _spread_too_far(path)
    for row in rows:
        row += [None] * (width - len(row))
    return Sheet(path.stem, rows)


def _decoded(data: bytes, path: Path) -> str:
    """The text of a table: UTF-8, Excel's UTF-16 (Unicode 文本), or GB 18030."""
    if data.startswith((ole.MAGIC, b"PK\x03\x04")):
        raise FileProblem(f"“{path.name}”其实是 Excel 工作簿，请把扩展名改回 .xls 或 .xlsx 后再导入。")
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileProblem(f"“{path.name}”不是能读懂的文本表格，请用 Excel 另存为 .xlsx 后再导入。")


def _delimiter(text: str) -> str:
    """The separator that the first lines use most outside quotes; a comma when none does."""
    head = _QUOTED.sub("", "".join(text.splitlines(keepends=True)[:50]))
    return max(",\t;", key=lambda mark: (head.count(mark), mark == ","))
