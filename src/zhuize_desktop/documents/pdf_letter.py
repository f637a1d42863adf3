"""Head, signature and foot of official letters after GB/T 9704—2012, 10.1 信函格式.

An enterprise writes 处理决定书, 整改通知书 and 移送函 to one addressee, not as 文件 to many: the 信函格式 is the shape
for that. The name of the issuer stands 30 mm below the edge in red, a red double rule 4 mm under it and another 20 mm
above the lower edge, both 170 mm long; 敏感程度 at the left and 文号 at the right under the upper rule; the first page
bears no number; 抄送 stands at the foot of the last page. Offices that print on sheets with a head of their own use the
same text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.platypus.flowables import Flowable

from .fonts import SANS, SERIF, drawable, text_width
from .pdf_style import MM
from .pdf_text import TextLook, baseline, draw_line, measurer
from .text import break_lines

if TYPE_CHECKING:
    from ..domain.content import Document
    from .pdf_style import Space

RED = "#C00000"
_RULE = 170 * MM
_SIZE = 15.75
_HEAD_SIZES = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)


class LetterHead(Flowable):  # type: ignore[misc]
    """发文机关标志, red double rule, 敏感程度 and 文号; it reaches 7 mm up into the margin above the text block."""

    def __init__(self, document: Document, space: Space) -> None:
        super().__init__()
        self._document, self._space = document, space
        self._name = drawable(document.issuer, SERIF)
        room = min(_RULE, space.size[0] - 40)
        self._size = next((s for s in _HEAD_SIZES if text_width(self._name, SERIF, s) <= room), 14.0)

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """As high as from the top of the text block to below the line of the number."""
        self.width = avail_width
        self.height = -7 * MM + self._size * 1.1 + 4 * MM + _SIZE * 7 / 8 + _SIZE * 1.4
        return self.width, self.height

    def draw(self) -> None:
        """Write name, rules and number."""
        canvas, middle = self.canv, self._space.size[0] / 2 - self._space.margins[0]
        top = self.height + 7 * MM
        canvas.setFillColor(RED)
        canvas.setFont(SERIF, self._size)
        canvas.drawCentredString(middle, top - self._size * 0.96, self._name)
        rule = top - self._size * 1.1 - 4 * MM
        double_rule(canvas, middle, rule, thick_above=True)
        line = TextLook(SERIF, _SIZE, _SIZE * 1.4)
        canvas.setFillColor(line.color)
        under = rule - _SIZE * 7 / 8
        edges = (0.0, self.width)
        draw_line(
            canvas, drawable(self._document.secrecy, SANS), edges, under, TextLook(SANS, _SIZE, line.leading)
        )
        number = drawable(self._document.number, SERIF)
        draw_line(canvas, number, edges, under, TextLook(SERIF, _SIZE, line.leading, align="right"))


def double_rule(canvas: Any, middle: float, y: float, *, thick_above: bool) -> None:
    """A red double rule of 170 mm, centred; its thick line is 1.5 pt, its thin one 0.5 pt."""
    canvas.setStrokeColor(RED)
    for at, width in ((y, 1.5 if thick_above else 0.5), (y - 2.4, 0.5 if thick_above else 1.5)):
        canvas.setLineWidth(width)
        canvas.line(middle - _RULE / 2, at, middle + _RULE / 2, at)


class Imprint(Flowable):  # type: ignore[misc]
    """署名 and 成文日期: the date four characters from the right, the name centred above it, with room for the seal."""

    def __init__(self, issuer: str, date_text: str, leading: float) -> None:
        super().__init__()
        self._lines = (drawable(issuer, SERIF), drawable(date_text, SERIF))
        self._leading = leading

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Two lines of room and two of text."""
        self.width, self.height = avail_width, 4 * self._leading
        return self.width, self.height

    def draw(self) -> None:
        """Write both lines; a long name pushes the pair to the left, so that nothing leaves the text block."""
        issuer, day = self._lines
        widths = [text_width(text, SERIF, _SIZE) for text in self._lines]
        right = self.width - 4 * _SIZE
        middle = right - widths[1] / 2
        middle = min(middle, self.width - widths[0] / 2)
        self.canv.setFont(SERIF, _SIZE)
        self.canv.setFillColor(TextLook().color)
        for number, (text, width) in enumerate(((issuer, widths[0]), (day, widths[1]))):
            top = (2 - number) * self._leading
            self.canv.drawString(middle - width / 2, baseline(top, self._leading, _SIZE), text)


class Copies(Flowable):  # type: ignore[misc]
    """抄送 at the foot of the last page: it takes what is left of the page and writes at its lower end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = drawable(f"抄送：{text.rstrip('。')}。", SERIF)
        self._look = TextLook(SERIF, 14, 20)
        self._lines: tuple[str, ...] = ()

    def least(self, width: float) -> float:
        """The height that the lines themselves need."""
        look = self._look
        self._lines = break_lines(self._text, width - 2 * look.size, measurer(look.font, look.size))
        return len(self._lines) * look.leading + 8

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """What is left of the page, or what the lines need on a new one."""
        self.width, self.height = avail_width, max(self.least(avail_width), avail_height - 1)
        if self.height > avail_height:
            self.height = self.least(avail_width)
        return self.width, self.height

    def draw(self) -> None:
        """A thin rule above and below the lines, one character in from both sides."""
        canvas, look = self.canv, self._look
        top = len(self._lines) * look.leading + 6
        canvas.setStrokeColor(look.color)
        canvas.setLineWidth(0.6)
        for y in (top, 2):
            canvas.line(0, y, self.width, y)
        canvas.setFillColor(look.color)
        for number, line in enumerate(self._lines):
            draw_line(canvas, line, (look.size, self.width), top - 2 - number * look.leading, look)


def draw_dashed_number(canvas: Any, page: int, space: Space) -> None:
    """— 2 — in 4号: 7 mm below the text block, one character in from the right on odd pages, from the left on even."""
    size = 14.0
    text = f"— {page} —"
    left, right = space.margins[0], space.size[0] - space.margins[1]
    y = space.margins[3] - 7 * MM - size * 0.5
    canvas.setFillColor(TextLook().color)
    canvas.setFont(SERIF, size)
    if page % 2:
        canvas.drawRightString(right - size, y, text)
    else:
        canvas.drawString(left + size, y, text)
