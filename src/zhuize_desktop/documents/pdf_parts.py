"""Blocks of the content tree as flowables: tables, forms, signatures, notices, the 编制说明."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus.flowables import Flowable

from ..domain.content import (
    Align,
    CompilationPage,
    Emphasis,
    Figure,
    KeyValues,
    Notice,
    Orientation,
    SignatureBlock,
    SignatureRow,
    Table,
    TableColumn,
)
from .fonts import BOLD, SANS, drawable, text_width
from .palette import GROUND, INK_SOFT, NOTICE_GROUND, NOTICE_INK
from .pdf_grid import PAD_X, Cell, Grid, GridPlan, Row
from .pdf_text import TextBlock, TextLook, draw_line
from .wording import COMPILATION_SENTENCE, compilation_facts, numbered_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOTICE = TextLook(SANS, 9.5, 15, before=6, after=8, color=NOTICE_INK, ground=NOTICE_GROUND, bar=NOTICE_INK)
TABLE_TITLE = TextLook(BOLD, 11, 17, before=10, after=2, align="center", balanced=True)
UNIT_NOTE = TextLook(SANS, 8.5, 13, after=2, align="right", color=INK_SOFT)
TABLE_NOTE = TextLook(SANS, 8.5, 13, color=INK_SOFT)
#: A table whose columns wish for up to this much more than there is still stands upright, with more lines.
_SQUEEZE = 1.25


def notice_flowable(block: Notice) -> TextBlock:
    """A hint behind a bar, begun by its word so that colour is not the only signal."""
    return TextBlock(f"【{block.kind.value}】{block.text}", NOTICE)


def _needs(table: Table, size: float) -> list[float]:
    """The least width of each column in which no figure is divided, in points."""
    needs = [2 * size + 2 * PAD_X] * len(table.columns)
    for row in table.rows:
        if row.emphasis is Emphasis.GROUP:
            continue
        font = BOLD if row.emphasis is not Emphasis.NORMAL else SANS
        for number, cell in enumerate(row.cells):
            if isinstance(cell, Figure) and isinstance(cell.amount, str) is False:
                needs[number] = max(needs[number], text_width(cell.text, font, size) + 2 * PAD_X + 0.5)
    return needs


def is_wide(table: Table, portrait_width: float, sizes: Sequence[float]) -> bool:
    """Whether a table is printed on a turned sheet; ``sizes``: those its text may have, largest first."""
    if table.orientation is not Orientation.AUTO:
        return table.orientation is Orientation.LANDSCAPE
    size = sizes[0]
    needs = _needs(table, size)
    wished = [column.width * size + 2 * PAD_X for column in table.columns]
    return sum(needs) > portrait_width or sum(map(max, wished, needs)) > portrait_width * _SQUEEZE


def _column_widths(table: Table, width: float, sizes: Sequence[float]) -> tuple[list[float], float]:
    """Column widths that fill ``width``, and the largest size of text at which no figure is divided."""
    for size in sizes:
        needs = _needs(table, size)
        if sum(needs) <= width or size == sizes[-1]:
            break
    if sum(needs) > width:  # not even the smallest size fits: share the shortage
        return [need * width / sum(needs) for need in needs], size
    wishes = [max(1, column.width) * size + 2 * PAD_X for column in table.columns]
    # Columns whose share would be less than they need get what they need; the others share the rest.
    fixed: set[int] = set()
    while True:
        rest = width - sum(needs[i] for i in fixed)
        total = sum(wish for i, wish in enumerate(wishes) if i not in fixed)
        short = {i for i, w in enumerate(wishes) if i not in fixed and w * rest / total < needs[i]}
        if not short or len(fixed | short) == len(wishes):
            break
        fixed |= short
    return [needs[i] if i in fixed else wish * rest / total for i, wish in enumerate(wishes)], size


def table_flowables(
    table: Table, width: float, page_height: float, outline: tuple[str, str, int], sizes: Sequence[float]
) -> list[Flowable]:
    """Title, unit, grid and notes of a table."""
    widths, size = _column_widths(table, width, sizes)
    body = [_table_row(table, row.cells, row.emphasis, size) for row in table.rows]
    notes = [TextBlock(text, TABLE_NOTE) for text in numbered_notes(table.notes)]
    if notes:
        notes[0].spaceBefore = 3
    tail = sum(note.wrap(width, page_height)[1] for note in notes) + (4 if notes else 0)
    head = list(_table_head(table.columns, size))
    grid = Grid(GridPlan(widths, head, body, f"（续）{table.title}", page_height, tail))
    top: list[Flowable] = [TextBlock(table.title, TABLE_TITLE, outline)]
    if table.unit_note:
        top.append(TextBlock(table.unit_note, UNIT_NOTE))
    return [*top, grid, *notes, _gap()]


def _table_head(columns: Sequence[TableColumn], size: float) -> Iterator[Row]:
    """The head: one row, or two where neighbours share a group."""
    grouped = any(column.group for column in columns)
    upper: list[Cell] = []
    lower: list[Cell] = []
    for number, column in enumerate(columns):
        if not column.group:
            deep = 2 if grouped else 1
            upper.append(_head_cell(column.label, number, size, deep=deep))
            continue
        lower.append(_head_cell(column.label, number, size))
        if number and columns[number - 1].group == column.group:
            last = upper.pop()
            upper.append(_head_cell(column.group, last.start, size, span=last.span + 1))
        else:
            upper.append(_head_cell(column.group, number, size))
    yield Row(tuple(upper))
    if grouped:
        yield Row(tuple(lower))


def _head_cell(text: str, start: int, size: float, span: int = 1, deep: int = 1) -> Cell:
    return Cell(text, start, span, deep, font=BOLD, size=size, align="center", ground=GROUND)


def _table_row(table: Table, cells: Sequence[str | Figure], emphasis: Emphasis, size: float) -> Row:
    """One row of the body."""
    texts = [cell if isinstance(cell, str) else cell.text for cell in cells]
    if emphasis is Emphasis.GROUP:
        whole = "　".join(text for text in texts if text)
        return Row((Cell(whole, 0, len(texts), font=BOLD, size=size, ground=GROUND),), stays=True)
    font = SANS if emphasis is Emphasis.NORMAL else BOLD
    ground = GROUND if emphasis is Emphasis.TOTAL else ""
    return Row(
        tuple(
            Cell(text, number, font=font, size=size, align=column.alignment.value, ground=ground)
            for number, (text, column) in enumerate(zip(texts, table.columns, strict=True))
        )
    )


_GAP = TextLook(size=6, leading=8)


def form_flowables(
    form: KeyValues, width: float, page_height: float, size: float, tail: float
) -> list[Flowable]:
    """A form of labelled boxes with text of this size; ``tail``: room for what is signed below its last box."""
    pairs = max(1, form.columns)
    label_width = min(8.8 * size, width / pairs * 0.36)
    widths = [label_width, width / pairs - label_width] * pairs
    rows: list[Row] = []
    cells: list[Cell] = []
    least = 0.0
    for number, item in enumerate(form.items):
        start = len(cells)
        last = number + 1 == len(form.items) or form.items[number + 1].wide
        span = 2 * pairs - start - 1 if item.wide or last or start == 2 * pairs - 2 else 1
        cells.append(_label_cell(item.label, start, size))
        cells.append(Cell(item.text, start + 1, span, size=size, foot=item.foot))
        least = max(least, 2.4 * size, item.lines * 1.8 * size)
        if start + 1 + span == 2 * pairs:
            rows.append(Row(tuple(cells), least))
            cells, least = [], 0.0
    resumed = f"（续）{form.title}" if form.title else ""
    below = tail + _GAP.leading + _GAP.after if tail else 0
    grid = Grid(GridPlan(widths, (), rows, resumed, page_height, below))
    title: list[Flowable] = [TextBlock(form.title, TABLE_TITLE)] if form.title else []
    return [*title, grid, _gap()]


def _label_cell(text: str, start: int, size: float = 10) -> Cell:
    return Cell(text, start, font=SANS, size=size, align=Align.CENTER.value, ground=GROUND)


class SidesFlowable(Flowable):  # type: ignore[misc]
    """Who sign side by side on one row: role and name, or a line for the pen, and the date below."""

    def __init__(self, row: SignatureRow, size: float) -> None:
        super().__init__()
        self.spaceBefore, self.spaceAfter = 10, 6
        self._row, self._size = row, size

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Two lines with room to write."""
        self.width, self.height = avail_width, self._size * 5.4
        return self.width, self.height

    def draw(self) -> None:
        """Each side in its share of the width."""
        look = TextLook(SANS, self._size, self._size * 2.4)
        share = self.width / len(self._row.sides)
        self.canv.setFillColor(look.color)
        for number, side in enumerate(self._row.sides):
            left = number * share
            head = drawable(f"{side.role}：{side.name}", SANS)
            top = self.height - self._size * 0.3
            draw_line(self.canv, head, (left, left + share), top, look)
            if not side.name:
                begin = left + text_width(head, SANS, self._size)
                self.canv.setLineWidth(0.5)
                self.canv.line(begin, top - look.leading * 0.8, left + share - 14, top - look.leading * 0.8)
            day = side.date or "　　　　年　　月　　日"
            draw_line(self.canv, f"日期：{day}", (left, left + share), top - look.leading, look)


def _gap() -> TextBlock:
    """A little room below a grid."""
    return TextBlock("", _GAP)


def signature_flowables(block: SignatureBlock, width: float, page_height: float) -> list[Flowable]:
    """Who filled in, checked and signed; rows are high enough for a pen where a name is still to come."""
    heads = ("", "姓名", "职务", "日期", "方式")
    shares = (0.18, 0.24, 0.22, 0.2, 0.16)
    head = Row(
        tuple(
            Cell(text, number, size=10, font=BOLD, align="center", ground=GROUND)
            for number, text in enumerate(heads)
        )
    )
    rows = []
    for row in block.rows:
        seal = "盖章" in row.role and not row.name
        texts = (row.role, row.name, row.post, row.date or "　　年　月　日", row.means)
        cells = [Cell(text, number, size=10, align="center") for number, text in enumerate(texts)]
        cells[0] = _label_cell(row.role, 0)
        rows.append(Row(tuple(cells), least=64 if seal else 25 if row.name else 32))
    grid = Grid(GridPlan([share * width for share in shares], (head,), rows, "", page_height))
    title: list[Flowable] = [TextBlock(block.title, TABLE_TITLE)] if block.title else []
    return [_gap(), *title, grid, _gap()]


def compilation_flowables(
    page: CompilationPage,
    missing: Sequence[str],
    width: float,
    page_height: float,
    outline: tuple[str, str, int],
) -> list[Flowable]:
    """The 编制说明: serial, digests, head of the audit chain, definitions."""
    facts = compilation_facts(page)
    if missing:
        facts.append(("字库未收的字", _missing_note(missing)))
    rows = [Row((_label_cell(name, 0), Cell(text, 1)), least=20) for name, text in facts]
    blocks: list[Flowable] = [
        TextBlock("编制说明", TextLook(BOLD, 16, 26, after=8, align="center"), outline),
        Grid(GridPlan([104, width - 104], (), rows, "", page_height)),
        TextBlock(
            COMPILATION_SENTENCE,
            TextLook(SANS, 9, 15, before=6, after=4, color=INK_SOFT),
        ),
    ]
    blocks += [TextBlock(f"· {remark}", TextLook(SANS, 9.5, 16)) for remark in page.remarks]
    if page.definitions:
        head = Row(tuple(_head_cell(text, number, 9) for number, text in enumerate(("指标", "口径"))))
        body = [Row((Cell(one.name, 0), Cell(one.text, 1))) for one in page.definitions]
        widths = [width * 0.26, width * 0.74]
        blocks.append(TextBlock("指标口径", TABLE_TITLE))
        blocks.append(Grid(GridPlan(widths, (head,), body, "（续）指标口径", page_height)))
    return blocks


def _missing_note(missing: Sequence[str]) -> str:
    """Which characters print as 〓."""
    codes = "、".join(f"U+{ord(char):04X}" for char in missing)
    return f"下列编码的字在件内印作“〓”：{codes}"
