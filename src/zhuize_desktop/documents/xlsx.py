"""A document's tables as a workbook, and one large table streamed into a file."""

from __future__ import annotations

import io
from math import ceil
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter

from ..domain.content import (
    Align,
    Definition,
    Document,
    Emphasis,
    Figure,
    FigureFormat,
    Orientation,
    Paragraph,
    PlacedFigure,
    Provenance,
    Run,
    Table,
    TableColumn,
    TableRow,
    TextStyle,
    figures,
)
from ..domain.errors import FileProblem
from ..seal.atomic import atomic_stream, file_problem
from .wording import COMPILATION_SENTENCE, DRAFT_MARK, compilation_facts, numbered_notes
from .xlsx_cells import (
    BODY_FONT,
    CELL_LIMIT,
    GRID,
    HEAD_ALIGNMENT,
    HEAD_FILL,
    HEAD_FONT,
    NOTE_FONT,
    NUMBER_FORMATS,
    ROW_LIMIT,
    STRONG_FONT,
    TITLE_FONT,
    CellValue,
    header_text,
    put,
    save,
    sheet_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

    from .progress import Progress

DEFINITIONS, SOURCES, COMPILATION = "口径说明", "数据来源", "编制说明"
#: Columns wider than this, in Chinese characters, print on a turned sheet.
_PORTRAIT_CHARACTERS = 46
#: A table this much wider still stands upright, printed smaller: fewer sheets, and as in the PDF.
_SQUEEZE = 1.25
_WIDEST = 60


def render_workbook(document: Document, *, draft: bool, mark: str = DRAFT_MARK) -> bytes:
    """One sheet a table with what is told below it, then 口径说明, 数据来源 (every figure with its clues) and 编制说明.

    The same content, build, ``draft`` and ``mark`` give the same bytes; a draft bears ``mark`` on every sheet.
    """
    mark = mark if draft else ""
    book = Workbook()
    book.remove(book.worksheets[0])
    reserved = [DEFINITIONS, SOURCES, COMPILATION]
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            sheet = book.create_sheet(sheet_name(block.title or block.key, [*reserved, *book.sheetnames]))
            _write_sheet(sheet, block, document, mark, below=_told_below(document, index))
    definitions = _definitions_table(document)
    _write_sheet(book.create_sheet(definitions.title), definitions, document, mark)
    sources, printed = _sources_table(document)
    _write_sheet(book.create_sheet(sources.title), sources, document, mark, printed)
    if document.compilation:
        compilation = _compilation_table(document)
        _write_sheet(book.create_sheet(compilation.title), compilation, document, mark)
    target = io.BytesIO()
    save(book, target)
    return target.getvalue()


def _told_below(document: Document, index: int) -> list[str]:
    """The small print that follows a table at once: sentences with figures, which ``Table.notes`` cannot hold."""
    found = []
    for block in document.blocks[index + 1 :]:
        if not isinstance(block, Paragraph) or block.style is not TextStyle.NOTE:
            break
        found.append(block.text)
    return found


def _write_sheet(
    sheet: Worksheet,
    table: Table,
    document: Document,
    mark: str,
    printed: int | None = None,
    below: Sequence[str] = (),
) -> None:
    """Title, unit, head, rows, notes and what is told ``below``; so many rows are printed, all unless said."""
    widths = _widths(table)
    _merged_line(sheet, 1, widths, table.title, TITLE_FONT, "center")
    _merged_line(sheet, 2, widths, table.unit_note, NOTE_FONT, "right")
    top = _write_head(sheet, table.columns, 3)
    for number, row in enumerate(table.rows, top):
        _write_row(sheet, number, row, table.columns)
        sheet.row_dimensions[number].height = _height(_row_lines(row, widths))
    for number, note in enumerate([*numbered_notes(table.notes), *below], top + len(table.rows)):
        _merged_line(sheet, number, widths, note, NOTE_FONT, "left")
    sheet.freeze_panes = sheet.cell(top, 1).coordinate
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    wide = sum(widths) > 2 * _PORTRAIT_CHARACTERS * _SQUEEZE
    if table.orientation is not Orientation.AUTO:
        wide = table.orientation is Orientation.LANDSCAPE
    last = sheet.max_row if printed is None else top + printed - 1
    sheet.print_area = f"A1:{get_column_letter(len(widths) or 1)}{last}"
    left = document.footer_left
    _set_print(sheet, wide=wide, heads=top - 1, title=document.title, foot=left, mark=mark)


def _merged_line(
    sheet: Worksheet, row: int, widths: Sequence[float], text: str, font: Font, align: str
) -> None:
    """A line over the whole table; high enough for its text, because merged cells do not grow by themselves."""
    cell, last = sheet.cell(row, 1), len(widths)
    size = float(font.size or 10)
    sheet.row_dimensions[row].height = _height(_lines(text, sum(widths) * 10 / size), size)
    put(cell, text)
    cell.font = font
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    if last > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes in a column; a Chinese character is two of Excel's units wide."""
    parts = text.split("\n")
    return sum(
        max(1, ceil(sum(2 if c > "\u2e7f" else 1.15 for c in part) / max(1, width - 1))) for part in parts
    )


def _row_lines(row: TableRow, widths: Sequence[float]) -> int:
    """Lines of a row's tallest cell; a heading within the table runs over all columns."""
    if row.emphasis is Emphasis.GROUP:
        return 1
    texts = (cell if isinstance(cell, str) else cell.text for cell in row.cells)
    return max(_lines(text, width) for text, width in zip(texts, widths, strict=True))


def _height(lines: int, size: float = 10) -> float:
    """Height of a row in points: set, because not every program works it out for wrapped text; 409 is the most."""
    return min(409.0, lines * size * 1.35 + 4)


def _write_head(sheet: Worksheet, columns: Sequence[TableColumn], row: int) -> int:
    """The head in one or two rows; returns the row below it."""
    grouped = any(column.group for column in columns)
    for number, column in enumerate(columns, 1):
        for line in (row, row + 1) if grouped else (row,):
            cell = sheet.cell(line, number)
            cell.font, cell.fill, cell.border, cell.alignment = HEAD_FONT, HEAD_FILL, GRID, HEAD_ALIGNMENT
        put(sheet.cell(row, number), column.group or column.label)
        if column.group:
            put(sheet.cell(row + 1, number), column.label)
        elif grouped:
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=number, end_column=number)
    for start, end in _spans(columns):
        sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=end)
    return row + (2 if grouped else 1)


def _spans(columns: Sequence[TableColumn]) -> list[tuple[int, int]]:
    """First and last number of the neighbours that share a group."""
    found: list[tuple[int, int]] = []
    for number, column in enumerate(columns, 1):
        if (
            column.group
            and found
            and found[-1][1] == number - 1
            and columns[number - 2].group == column.group
        ):
            found[-1] = (found[-1][0], number)
        elif column.group:
            found.append((number, number))
    return [(start, end) for start, end in found if end > start]


def _write_row(sheet: Worksheet, number: int, row: TableRow, columns: Sequence[TableColumn]) -> None:
    """One row of the body."""
    strong = row.emphasis is not Emphasis.NORMAL
    for place, (value, column) in enumerate(zip(row.cells, columns, strict=True), 1):
        cell = sheet.cell(number, place)
        put(cell, value)
        shape = value.format if isinstance(value, Figure) else FigureFormat.TEXT
        cell.number_format = NUMBER_FORMATS[shape]
        cell.font = STRONG_FONT if strong else BODY_FONT
        cell.border = GRID
        cell.alignment = Alignment(horizontal=column.alignment.value, vertical="center", wrap_text=True)
        if strong and row.emphasis is not Emphasis.SUBTOTAL:
            cell.fill = HEAD_FILL
    if row.emphasis is Emphasis.GROUP and len(columns) > 1 and not any(row.cells[1:]):
        sheet.cell(number, 1).alignment = Alignment(horizontal="left", vertical="center")
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(columns))


def _widths(table: Table) -> list[float]:
    """Widths in Excel's unit (a digit): twice the Chinese characters, and enough for the longest figure."""
    widths = []
    for number, column in enumerate(table.columns):
        cells = (row.cells[number] for row in table.rows)
        figure = max((_figure_length(cell) for cell in cells), default=0)
        widths.append(float(max(min(column.width, _WIDEST) * 2 + 2, figure + 3)))
    return widths


def _figure_length(cell: Run) -> int:
    """Characters of a number or day, which cannot be wrapped; none for words."""
    return len(cell.text) if isinstance(cell, Figure) and cell.format is not FigureFormat.TEXT else 0


def _set_print(sheet: Any, *, wide: bool, heads: int, title: str, foot: str, mark: str) -> None:
    """A4, as wide as the sheet, heads on every page, page numbers, ``mark`` in the header of what is not sealed."""
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{heads}"
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.oddHeader.left.text = header_text(title)
    if mark:
        sheet.oddHeader.center.text = mark
        sheet.oddHeader.right.text = "不作报送依据"
    sheet.oddFooter.left.text = header_text(foot)
    sheet.oddFooter.center.text = "第&P页 共&N页"


def _definitions_table(document: Document) -> Table:
    """口径说明: the definitions given, then those that figures carry and nobody has listed."""
    columns = (TableColumn("指标", 16), TableColumn("口径", 58))
    listed = document.compilation.definitions if document.compilation else ()
    rows = [(one.name, one.text) for one in listed]
    names = _Names(listed)
    carried = [placed.figure.provenance for placed in figures(document)]
    more = sorted({(one.indicator, one.definition) for one in carried if not names.of(one)})
    rows += dict.fromkeys(("", text) for _, text in more)
    return Table("definitions", DEFINITIONS, columns, tuple(TableRow(row) for row in rows))


class _Names:
    """What the figures' indicators are called, by the definitions given."""

    def __init__(self, listed: Sequence[Definition]) -> None:
        self._names = {one.code: one.name for one in listed}
        self._texts = {one.code: one.text for one in listed}
        self._all = set(self._texts.values())

    def of(self, source: Provenance) -> str:
        """Its name; of a cell defined by its row and its column, both of them; empty where it was not listed."""
        if source.indicator in self._names:
            return self._names[source.indicator]
        column = f"{source.indicator.split('.')[0]}.{source.column}"
        above = source.definition.removesuffix(self._texts.get(column, ""))
        if above == source.definition:
            return ""
        for colon in (
            place for place, char in enumerate(above) if char == "："
        ):  # a label may have one itself
            row, words = above[:colon], above[colon + 1 :]
            if not words or words.rstrip("；") + "。" in self._all:
                return f"{row}，{self._names[column]}"
        return ""


def _sources_table(document: Document) -> tuple[Table, int]:
    """数据来源: every figure with its place, indicator and clues; those that tell of nothing come last.

    Returns:
        The table, and how many of its rows are for paper: all but those last ones.
    """
    columns = (
        TableColumn("表（图、段）", 16),
        TableColumn("行", 12),
        TableColumn("列", 10),
        TableColumn("数值", 10, Align.RIGHT),
        TableColumn("单位", 4, Align.CENTER),
        TableColumn("指标", 12),
        TableColumn("线索数", 5, format=FigureFormat.COUNT),
        TableColumn("线索编号", 40),
    )
    names = _Names(document.compilation.definitions if document.compilation else ())
    everything = list(figures(document))
    rows = [row for placed in everything if not _is_nothing(placed) for row in _source_rows(placed, names)]
    nothing = [row for placed in everything if _is_nothing(placed) for row in _source_rows(placed, names)]
    told = "数值为零或者没有数据、也没有线索的列在最后，不打印" if nothing else ""
    table = Table(
        "sources", SOURCES, columns, (*rows, *nothing), orientation=Orientation.LANDSCAPE, unit_note=told
    )
    return table, len(rows)


def _is_nothing(placed: PlacedFigure) -> bool:
    """Whether there is nothing to look up behind a figure."""
    return not placed.figure.value and not placed.figure.provenance.records


def _source_rows(placed: PlacedFigure, names: _Names) -> list[TableRow]:
    """One row for a figure; more when its clue numbers do not go into one cell.

    The indicator stands by its name, and by its 口径 where it has none: codes are nothing for readers.
    """
    figure = placed.figure
    source = figure.provenance
    count = Figure.count(len(source.records), "", source)
    unit = figure.unit or figure.format.unit
    chunks = _chunks(source.records)
    first = TableRow(
        (
            placed.title,
            placed.row,
            placed.column,
            figure,
            unit,
            names.of(source) or source.definition,
            count,
            chunks[0],
        )
    )
    return [
        first,
        *(TableRow((placed.title, placed.row, "（续）", "", "", "", "", more)) for more in chunks[1:]),
    ]


def _chunks(records: Sequence[str]) -> list[str]:
    """The numbers joined by 、 in pieces that fit into a cell."""
    pieces = [""]
    for record in records:
        longer = f"{pieces[-1]}、{record}" if pieces[-1] else record
        if len(longer.encode("utf-16-le")) > 2 * CELL_LIMIT:
            pieces.append(record)
        else:
            pieces[-1] = longer
    return pieces


def _compilation_table(document: Document) -> Table:
    """编制说明: what proves which content this is."""
    page = document.compilation
    assert page is not None  # the caller asks only when there is one
    facts = compilation_facts(page) + [("说明", remark) for remark in (*page.remarks, COMPILATION_SENTENCE)]
    columns = (TableColumn("事项", 12, Align.CENTER), TableColumn("内容", 60))
    return Table("compilation", COMPILATION, columns, tuple(TableRow(fact) for fact in facts))


def write_table(
    path: Path,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[CellValue]],
    *,
    title: str,
    notes: Sequence[str] = (),
    expected: int = 0,
    progress: Progress | None = None,
) -> int:
    """Stream a large table into a workbook of one sheet; memory does not grow with the rows.

    Args:
        path: replaced only when the whole workbook has been written.
        columns: their ``format`` says what bare numbers mean: whole numbers in money columns are 分.
        rows: one value a column; ``None`` leaves the cell empty.
        title: first line and name of the sheet.
        notes: lines below the table.
        expected: how many rows will come, for the progress.
        progress: called every 500 rows; what it raises stops the work, and the old file stays.

    Returns:
        The number of rows written.

    Raises:
        FileProblem: the file cannot be written, or there are more rows than a sheet takes.
        ValueError: a row has another number of values than there are columns.
    """
    try:
        # The spool lies beside the file, not in the common folder for temporary files, and never has a name.
        with TemporaryFile(dir=path.parent, prefix=".~") as spool:
            return _stream(path, spool, columns, rows, (title, notes, expected, progress))
    except OSError as error:
        raise file_problem(error, path) from error


def _stream(
    path: Path,
    spool: IO[bytes],
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[CellValue]],
    wishes: tuple[str, Sequence[str], int, Progress | None],
) -> int:
    """Write the rows through ``spool``, then put the whole workbook in its place."""
    title, notes, expected, progress = wishes
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(sheet_name(title, ()))
    try:
        top = _stream_head(sheet, spool, columns, title)
        count = 0
        cells = [_column_cell(sheet, column) for column in columns]
        formats = [column.format for column in columns]
        for row in rows:
            for cell, value, shape in zip(cells, row, formats, strict=True):
                put(cell, value, shape)
            sheet.append(cells)
            count += 1
            if count + top + len(notes) > ROW_LIMIT:
                raise FileProblem(
                    f"要导出的行数超过 Excel 一张表的上限（{ROW_LIMIT}行），请缩小范围后分次导出。"
                )
            if progress and count % 500 == 0:
                progress(min(count / expected, 1.0) if expected else 0.0, f"已写出 {count} 行")
        _stream_foot(
            sheet, numbered_notes(notes), f"A{top}:{get_column_letter(len(columns) or 1)}{top + count}"
        )
    except BaseException as reason:
        _abandon(sheet, reason)
        raise
    with atomic_stream(path) as stream:
        save(book, stream)
    return count


def _stream_foot(sheet: Any, notes: Sequence[str], filtered: str) -> None:
    """Notes below the last row, and the filter over all of them."""
    for note in notes:
        cell = WriteOnlyCell(sheet)
        put(cell, note)
        cell.font = NOTE_FONT
        sheet.append([cell])
    sheet.auto_filter.ref = filtered


def _abandon(sheet: Any, reason: BaseException) -> None:
    """Let go of a sheet that will not be finished; a failure to do so is noted on the error on its way."""
    try:
        if sheet._rows is not None:
            sheet._rows.close()
        if sheet._writer is not None:
            sheet._writer.close()
    except Exception as error:
        reason.add_note(f"the unfinished sheet could not be closed: {error!r}")


def _stream_head(sheet: Any, spool: IO[bytes], columns: Sequence[TableColumn], title: str) -> int:
    """Everything a streamed sheet must know before its first row; returns the row of the lowest head."""
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(column.width, _WIDEST) * 2 + 2
    grouped = any(column.group for column in columns)
    top = 3 if grouped else 2
    sheet.freeze_panes = f"A{top + 1}"
    wide = sum(column.width for column in columns) > _PORTRAIT_CHARACTERS
    _set_print(sheet, wide=wide, heads=top, title=title, foot="", mark="")
    sheet._writer = WorksheetWriter(sheet, spool)
    sheet._writer.write_top()
    lines: list[list[tuple[str, Any]]] = [[(title, TITLE_FONT)]]
    if grouped:
        lines.append([(column.group, HEAD_FONT) for column in columns])
        for start, end in _spans(columns):
            sheet.merged_cells.add(f"{get_column_letter(start)}2:{get_column_letter(end)}2")
    lines.append([(column.label, HEAD_FONT) for column in columns])
    for line in lines:
        cells = []
        for text, font in line:
            cell = WriteOnlyCell(sheet)
            put(cell, text)
            cell.font = font
            if font is HEAD_FONT:
                cell.fill, cell.border, cell.alignment = HEAD_FILL, GRID, HEAD_ALIGNMENT
            cells.append(cell)
        sheet.append(cells)
    return top


def _column_cell(sheet: Any, column: TableColumn) -> Cell:
    """The one cell object a column's values go through: making and styling one a value costs half the time."""
    cell: Cell = WriteOnlyCell(sheet)
    cell.font = BODY_FONT
    cell.alignment = Alignment(horizontal=column.alignment.value, vertical="center")
    cell.number_format = NUMBER_FORMATS[column.format]
    return cell
