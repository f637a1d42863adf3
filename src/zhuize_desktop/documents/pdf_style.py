"""How each kind of sheet is set: margins, sizes and foot of reports, forms and official letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from reportlab.lib.pagesizes import A4, landscape

from ..domain.content import PaperLayout, TextStyle
from .fonts import BOLD, SANS, SERIF
from .palette import INK_SOFT
from .pdf_text import TextLook

MM = 72 / 25.4
PORTRAIT, LANDSCAPE = "portrait", "landscape"


@dataclass(frozen=True, slots=True)
class Space:
    """The frame of one kind of page, in points; ``margins``: left, right, top, bottom."""

    size: tuple[float, float]
    margins: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        """Room from left to right."""
        return self.size[0] - self.margins[0] - self.margins[1]

    @property
    def height(self) -> float:
        """Room from top to bottom."""
        return self.size[1] - self.margins[2] - self.margins[3]


class Foot(Enum):
    """Numbers at the foot: 第 x 页 共 y 页 in the middle; or — x — at the outer side, as GB/T 9704 7.5 has it."""

    COUNTED = auto()
    DASHED = auto()


@dataclass(frozen=True, slots=True)
class PageStyle:
    """How one kind of paper looks.

    Attributes:
        spaces: PORTRAIT and LANDSCAPE.
        boxes: size of the text in forms.
        tables: sizes a table's text is tried in until its longest figures fit.
        running_head: whether title and number stand above every page but the first.
        warning: what follows the mark at the foot of a paper that is not final.
    """

    spaces: Mapping[str, Space]
    secrecy: TextLook
    title: TextLook
    headings: Mapping[int, TextLook]
    paragraphs: Mapping[TextStyle, TextLook]
    addressee: TextLook
    boxes: float
    tables: tuple[float, ...]
    foot: Foot
    running_head: bool
    warning: str


_SMALL_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_HEADINGS = {
    1: TextLook(BOLD, 14, 22, before=14, after=5),
    2: TextLook(SANS, 12.5, 21, before=9, after=3),
    3: TextLook(size=12, leading=21, before=5, after=2, indent=2),
    4: TextLook(size=12, leading=21, before=3, after=1, indent=2),
}
_PARAGRAPHS = {
    TextStyle.BODY: TextLook(indent=2, align="justify", after=3),
    TextStyle.PLAIN: TextLook(align="justify", after=3),
    TextStyle.CENTERED: TextLook(align="center", after=3),
    TextStyle.RIGHT: TextLook(align="right", after=3),
    TextStyle.NOTE: TextLook(SANS, 9, 14, color=INK_SOFT, after=3),
}
_SECRECY = TextLook(BOLD, 11, 18, after=8)
_REPORT = PageStyle(
    # GB/T 9704 gives 28 mm left and 26 mm right; head and foot are nearer than there.
    spaces={
        PORTRAIT: Space(A4, (28 * MM, 26 * MM, 26 * MM, 24 * MM)),
        LANDSCAPE: Space(landscape(A4), (20 * MM, 20 * MM, 24 * MM, 20 * MM)),
    },
    secrecy=_SECRECY,
    title=TextLook(BOLD, 20, 32, before=6, after=6, align="center", balanced=True),
    headings=_HEADINGS,
    paragraphs=_PARAGRAPHS,
    addressee=TextLook(after=4),
    boxes=10,
    tables=_SMALL_SIZES,
    foot=Foot.COUNTED,
    running_head=True,
    warning="，不作报送依据",
)
_FORM = PageStyle(
    # Bound at the left into the file of the case (一案一卷).
    spaces={
        PORTRAIT: Space(A4, (25 * MM, 18 * MM, 22 * MM, 20 * MM)),
        LANDSCAPE: Space(landscape(A4), (18 * MM, 18 * MM, 25 * MM, 18 * MM)),
    },
    secrecy=_SECRECY,
    title=TextLook(SERIF, 20, 30, after=4, align="center", balanced=True),
    headings={**_HEADINGS, 1: TextLook(BOLD, 11, 18, before=8, after=3)},
    paragraphs=_PARAGRAPHS,
    addressee=TextLook(after=4),
    boxes=10.5,
    tables=(9.5, *_SMALL_SIZES),
    foot=Foot.COUNTED,
    running_head=True,
    warning="，不得签署",
)
#: GB/T 9704—2012 5.2.1: a text block of 156 × 225 mm, 22 lines of 28 characters in 3号 (15.75 pt).
_BODY, _LINE = 15.75, 225 * MM / 22
_LETTER_TEXT = TextLook(SERIF, _BODY, _LINE, indent=2, align="justify")
_OFFICIAL = PageStyle(
    spaces={
        PORTRAIT: Space(A4, (28 * MM, 26 * MM, 37 * MM, 35 * MM)),
        LANDSCAPE: Space(landscape(A4), (35 * MM, 37 * MM, 28 * MM, 26 * MM)),
    },
    secrecy=TextLook(SANS, _BODY, _LINE),
    # 2号 小标宋 and 楷体 are not among the carried fonts: 宋体 and 黑体 stand for them.
    title=TextLook(SERIF, 22, 34, before=_LINE, after=_LINE, align="center", balanced=True),
    headings={
        1: TextLook(SANS, _BODY, _LINE, indent=2),
        2: TextLook(SANS, _BODY, _LINE, indent=2),
        3: _LETTER_TEXT,
        4: _LETTER_TEXT,
    },
    paragraphs={
        TextStyle.BODY: _LETTER_TEXT,
        TextStyle.PLAIN: TextLook(SERIF, _BODY, _LINE, align="justify"),
        TextStyle.CENTERED: TextLook(SERIF, _BODY, _LINE, align="center"),
        TextStyle.RIGHT: TextLook(SERIF, _BODY, _LINE, align="right"),
        TextStyle.NOTE: TextLook(SANS, 10.5, 18, color=INK_SOFT),
    },
    addressee=TextLook(SERIF, _BODY, _LINE),
    boxes=12,
    tables=(12.0, 11.5, 11.0, 10.5, 10.0, 9.5, *_SMALL_SIZES),
    foot=Foot.DASHED,
    running_head=False,
    warning="，不得用印",
)
STYLES: Mapping[PaperLayout, PageStyle] = {
    PaperLayout.REPORT: _REPORT,
    PaperLayout.FORM: _FORM,
    PaperLayout.OFFICIAL: _OFFICIAL,
    PaperLayout.LETTER: _OFFICIAL,
}
