"""A ruled grid that runs over pages: tables, forms and signature blocks are all set with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reportlab.platypus.flowables import CondPageBreak, Flowable

from .fonts import SANS, drawable
from .palette import INK, INK_FAINT, INK_SOFT
from .pdf_text import TextLook, draw_line, measurer
from .text import balanced_width, break_lines

PAD_X, PAD_Y = 3.5, 3.0
#: Text of grids stands on lines this many times its size.
LEADING = 1.36


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a grid, from column ``start`` over ``span`` columns; in a head also over ``deep`` rows.

    ``foot`` is written at the lower right, below the text, with room for the pen above it: who signs, and when.
    """

    text: str
    start: int
    span: int = 1
    deep: int = 1
    font: str = SANS
    size: float = 9
    align: str = "left"
    ground: str = ""
    foot: str = ""

    @property
    def foot_height(self) -> float:
        """Room that the foot and the pen above it take."""
        return self.leading * 2.2 if self.foot else 0

    @property
    def leading(self) -> float:
        """Distance of its lines in points."""
        return self.size * LEADING

    @property
    def look(self) -> TextLook:
        """How its lines are written."""
        return TextLook(font=self.font, size=self.size, leading=self.leading, align=self.align)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a grid.

    Attributes:
        least: height in points it has at least, e.g. to leave room for the pen.
        stays: it is kept on the page of the row after it (a heading within the table).
        resumed: it goes on from the page before.
    """

    cells: tuple[Cell, ...]
    least: float = 0
    stays: bool = False
    resumed: bool = False


@dataclass(slots=True)
class _Set:
    """A row with its text broken into lines."""

    row: Row
    lines: list[tuple[str, ...]]
    height: float = 0

    def measure(self) -> _Set:
        """Work out the height."""
        tallest = max(
            (
                len(lines) * cell.leading + cell.foot_height
                for cell, lines in zip(self.row.cells, self.lines, strict=True)
            ),
            default=0,
        )
        self.height = max(self.row.least, tallest + 2 * PAD_Y)
        return self


@dataclass(slots=True)
class GridPlan:
    """What a grid is made of.

    Attributes:
        widths: of the columns in points.
        head: rows repeated at the top of each page.
        body: all other rows.
        resumed_title: small line above the head on every page but the first, e.g. （续）表1.
        page_height: of the frame; no row that is taller than a third of it holds a page open.
        tail: room wanted below the last row on the same page, for notes; at most a quarter of a page counts.
    """

    widths: Sequence[float]
    head: Sequence[Row]
    body: Sequence[Row]
    resumed_title: str = ""
    page_height: float = 600
    tail: float = 0
    edges: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.edges = [0.0]
        for width in self.widths:
            self.edges.append(self.edges[-1] + width)


class Grid(Flowable):  # type: ignore[misc]
    """A grid; on a page break the head is repeated and rows stay whole unless they are very tall."""

    def __init__(self, plan: GridPlan) -> None:
        """Break every cell's text into lines once."""
        super().__init__()
        self._plan = plan
        head = [_set_row(plan, row) for row in plan.head]
        _even_head(head)
        body = [_set_row(plan, row) for row in plan.body]
        if sum(row.height for row in head) > plan.page_height / 3:
            # A head that fills the page could not be repeated: it becomes ordinary rows, in full.
            head, body = [], [_flat(row) for row in head] + body
        self._head, self._body, self._resumed = head, body, False
        self._tail = min(plan.tail, plan.page_height / 4)

    @property
    def head_height(self) -> float:
        """Height of what stands above the first row of the body."""
        title = bool(self._resumed and self._plan.resumed_title)
        return sum(row.height for row in self._head) + (14 if title else 0)

    @property
    def opening_height(self) -> float:
        """Height of head and first row, which a title above must not be parted from."""
        first = self._body[0].height if self._body else 0
        return self.head_height + min(first, self._plan.page_height / 3)

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Width and height taken; more than there is when the notes below would be parted from the last rows."""
        self.width = self._plan.edges[-1]
        self.height = self.head_height + sum(row.height for row in self._body)
        parted = self.height <= avail_height < self.height + self._tail and len(self._body) > 3
        return self.width, avail_height + 1 if parted else self.height

    def split(self, avail_width: float, avail_height: float) -> list[Flowable]:
        """What fits and what is left, or nothing when the grid should begin on a new page."""
        room, count, moved = avail_height - self.head_height, 0, False
        while count < len(self._body) and self._body[count].height <= room + 1e-6:
            room -= self._body[count].height
            count += 1
        if count == len(self._body):
            if self._tail <= room or count <= 3:
                return [self]
            count, moved = count - 2, True
        here, rest = self._body[:count], self._body[count:]
        tall = rest[0].height > self._plan.page_height / 3
        if tall and (parts := _cut(rest[0], room)):
            here, rest = [*here, parts[0]], [parts[1], *rest[1:]]
        else:
            here, rest = _pull_over(here, rest, fresh=avail_height >= self._plan.page_height - 1)
        if not here:
            return []
        left = self._part(rest, True, self._tail)
        # Rows that go along with the notes would fit without them: they are not to go on below this very part.
        turn: list[Flowable] = [CondPageBreak(left.wrap(avail_width, 0)[1] + self._tail)] if moved else []
        return [self._part(here, self._resumed, 0), *turn, left]

    def _part(self, body: list[_Set], resumed: bool, tail: float) -> Grid:
        part = Grid(GridPlan(self._plan.widths, (), ()))
        part._plan, part._head, part._body = self._plan, self._head, body
        part._resumed, part._tail = resumed, tail
        return part

    def draw(self) -> None:
        """Draw grounds and text, then rules."""
        top = self.height
        if self._resumed and self._plan.resumed_title:
            look = TextLook(font=SANS, size=8, leading=12, color=INK_SOFT)
            self.canv.setFillColor(look.color)
            draw_line(self.canv, drawable(self._plan.resumed_title, SANS), (0, self.width), top, look)
            top -= 14
        frame_top = top
        for number, row in enumerate(self._head):
            below = self._head[number + 1].height if number + 1 < len(self._head) else 0
            self._draw_row(row, top, below)
            top -= row.height
        for row in self._body:
            self._draw_row(row, top, 0)
            top -= row.height
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.9)
        self.canv.rect(0, top, self.width, frame_top - top, stroke=1, fill=0)

    def _draw_row(self, row: _Set, top: float, below: float) -> None:
        """One row with its rules; ``below`` is the height of the head row that deep cells reach into."""
        canvas, edges = self.canv, self._plan.edges
        for cell, lines in zip(row.row.cells, row.lines, strict=True):
            left, right = edges[cell.start], edges[cell.start + cell.span]
            height = row.height + (below if cell.deep > 1 else 0)
            canvas.setLineWidth(0.4)
            canvas.setStrokeColor(INK_FAINT)
            if cell.ground:
                canvas.setFillColor(cell.ground)
            canvas.rect(left, top - height, right - left, height, stroke=1, fill=1 if cell.ground else 0)
            canvas.setFillColor(INK)
            spare = height - len(lines) * cell.leading
            line_top = top - (PAD_Y if row.row.resumed or cell.foot else spare / 2)
            if cell.foot:
                look = replace(cell.look, align="right")
                place = (left + PAD_X, right - PAD_X - cell.size)
                draw_line(
                    canvas, drawable(cell.foot, cell.font), place, top - height + PAD_Y + cell.leading, look
                )
            for line in lines:
                draw_line(canvas, line, (left + PAD_X, right - PAD_X), line_top, cell.look)
                line_top -= cell.leading


def _set_row(plan: GridPlan, row: Row) -> _Set:
    """Break the text of a row's cells."""
    lines = []
    for cell in row.cells:
        room = plan.edges[cell.start + cell.span] - plan.edges[cell.start] - 2 * PAD_X
        text = drawable(cell.text, cell.font)
        lines.append(_cell_lines(text, room, cell) if text else ())
    return _Set(row, lines).measure()


def _cell_lines(text: str, room: float, cell: Cell) -> tuple[str, ...]:
    """The lines of a cell; even ones when it is centred or would end with a single character."""
    measure = measurer(cell.font, cell.size)
    lines = break_lines(text, room, measure)
    if 1 < len(lines) < 5 and "\n" not in text and (cell.align == "center" or len(lines[-1]) == 1):
        return break_lines(text, balanced_width(text, room, measure), measure)
    return lines


def _even_head(head: list[_Set]) -> None:
    """Make a head of two rows high enough for the cells that stand in both."""
    if len(head) != 2:
        return
    upper, lower = head
    shallow = [
        len(lines) * cell.leading + 2 * PAD_Y
        for cell, lines in zip(upper.row.cells, upper.lines, strict=True)
        if cell.deep == 1
    ]
    deep = upper.height
    upper.height = max(shallow, default=deep)
    lower.height = max(lower.height, deep - upper.height)


def _flat(row: _Set) -> _Set:
    """A head row as an ordinary row."""
    return _Set(
        replace(row.row, cells=tuple(replace(cell, deep=1) for cell in row.row.cells)), row.lines
    ).measure()


def _pull_over(here: list[_Set], rest: list[_Set], *, fresh: bool) -> tuple[list[_Set], list[_Set]]:
    """No heading row alone at the foot, no single last row alone at the top of the next page.

    On a ``fresh`` page something must stay, however many heading rows follow one another.
    """
    as_fit = here, rest
    if len(rest) == 1 and len(here) > 3 and not here[-1].row.resumed:
        here, rest = here[:-1], [here[-1], *rest]
    while here and here[-1].row.stays:
        here, rest = here[:-1], [here[-1], *rest]
    return as_fit if fresh and not here else (here, rest)


def _cut(row: _Set, room: float) -> tuple[_Set, _Set] | None:
    """A tall row cut so that the first part fits into ``room``; nothing when not even three lines would."""
    if room < 2 * PAD_Y + 3 * max((cell.leading for cell in row.row.cells), default=12):
        return None
    first, rest = [], []
    for cell, lines in zip(row.row.cells, row.lines, strict=True):
        fit = int((room - 2 * PAD_Y) / cell.leading)
        first.append(lines[:fit])
        rest.append(lines[fit:])
    # Who signs, signs below the last line.
    above = tuple(replace(cell, foot="") for cell in row.row.cells)
    upper = replace(row.row, cells=above, resumed=True, least=0)
    return _Set(upper, first).measure(), _Set(replace(row.row, resumed=True, least=0), rest).measure()
