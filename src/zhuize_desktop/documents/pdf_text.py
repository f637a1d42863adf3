"""Blocks of running text on the page. They take text as it is: there is no markup to escape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reportlab.platypus.flowables import Flowable

from .fonts import SERIF, drawable, text_width
from .palette import INK
from .text import break_lines, title_lines

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class TextLook:
    """How a block of text is set; lengths in points.

    Attributes:
        indent: of the first line, in characters.
        align: ``left``, ``center``, ``right`` or ``justify``.
        bar: colour of a bar at the left edge, with ``ground`` behind the text; for notices.
        balanced: lines of even length, for titles of several lines.
    """

    font: str = SERIF
    size: float = 12
    leading: float = 21
    indent: float = 0
    align: str = "left"
    before: float = 0
    after: float = 0
    color: str = INK
    ground: str = ""
    bar: str = ""
    balanced: bool = False

    @property
    def inset(self) -> float:
        """Room between the ground's edge and the text."""
        return 8 if self.ground else 0


def measurer(font: str, size: float) -> Callable[[str], float]:
    """The width in points of a text in this font and size."""
    return lambda text: text_width(text, font, size)


def baseline(top: float, leading: float, size: float) -> float:
    """Where to write so that a Chinese character (box 0.88 above, 0.12 below) stands in mid-line."""
    return top - leading / 2 - size * 0.38


class TextBlock(Flowable):  # type: ignore[misc]
    """A paragraph, heading or notice that breaks over lines and pages by the rules of ``break_lines``."""

    def __init__(self, text: str, look: TextLook, outline: tuple[str, str, int] | None = None) -> None:
        """A block of ``text``; ``outline`` is (key, title, level) of a bookmark at its place."""
        super().__init__()
        self.look = look
        self.spaceBefore, self.spaceAfter = look.before, look.after
        self._text = drawable(text, look.font)
        self._outline = outline
        self._lines: tuple[str, ...] = ()
        self._fixed = False  # the lines are given: the rest of a block that was split
        self._has_end = True  # whether the last line is the block's last, which is not stretched

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Width and height taken; the lines depend on the width only."""
        self.width = avail_width
        look = self.look
        if not self._fixed:
            measure, room = measurer(look.font, look.size), avail_width - 2 * look.inset
            self._lines = (
                title_lines(self._text, room, measure)
                if look.balanced
                else break_lines(self._text, room, measure, look.indent * look.size)
            )
        self.height = len(self._lines) * look.leading + look.inset
        return avail_width, self.height

    def split(self, avail_width: float, avail_height: float) -> list[Flowable]:
        """Two blocks, with at least two lines each where there are as many; nothing when that cannot be."""
        self.wrap(avail_width, avail_height)
        fit, total = int((avail_height - self.look.inset) / self.look.leading + 1e-6), len(self._lines)
        if fit >= total:
            return [self]
        fit = min(fit, total - 2) if total > 3 else 0
        if fit < 2:
            return []
        first, rest = self._part(self._lines[:fit], self._outline), self._part(self._lines[fit:], None)
        first._has_end = False
        rest.look = replace(rest.look, indent=0)
        first.spaceAfter = rest.spaceBefore = 0
        return [first, rest]

    def _part(self, lines: tuple[str, ...], outline: tuple[str, str, int] | None) -> TextBlock:
        part = TextBlock("", self.look, outline)
        part._lines, part._fixed, part._has_end = lines, True, self._has_end
        return part

    def draw(self) -> None:
        """Write the lines; the canvas stands at the lower left corner."""
        look, canvas = self.look, self.canv
        if self._outline:
            add_bookmark(canvas, *self._outline, top=self.height)
        if look.ground:
            canvas.setFillColor(look.ground)
            canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
            canvas.setFillColor(look.bar)
            canvas.rect(0, 0, 3, self.height, stroke=0, fill=1)
        canvas.setFillColor(look.color)
        top = self.height - look.inset / 2
        for number, line in enumerate(self._lines):
            indent = look.indent * look.size if number == 0 else 0
            stretch = look.align == "justify" and not (self._has_end and number == len(self._lines) - 1)
            draw_line(
                canvas, line, (look.inset + indent, self.width - look.inset), top, look, stretch=stretch
            )
            top -= look.leading


def draw_line(
    canvas: Any, line: str, edges: tuple[float, float], top: float, look: TextLook, *, stretch: bool = False
) -> None:
    """One line between two edges; ``stretch`` fills it up when little is missing."""
    if not line:
        return
    left, right = edges
    spare = right - left - text_width(line, look.font, look.size)
    spread = spare / (len(line) - 1) if stretch and len(line) > 1 and 0 < spare < 3 * look.size else 0
    x = {"center": left + spare / 2, "right": left + spare}.get(look.align, left)
    writer = canvas.beginText(x, baseline(top, look.leading, look.size))
    writer.setFont(look.font, look.size)
    writer.setCharSpace(spread)
    writer.textOut(line)
    writer.setCharSpace(0)
    canvas.drawText(writer)


def add_bookmark(canvas: Any, key: str, title: str, level: int, *, top: float) -> None:
    """A bookmark and its line in the outline at the height ``top`` of the current flowable."""
    canvas.bookmarkHorizontal(key, 0, top + 12)
    canvas.addOutlineEntry(title, key, level, closed=level > 1)
