"""The fonts every paper is set in, carried by the program and embedded in every PDF."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from ..resources import resource
from .text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

SERIF = "NotoSerifSC"
SANS = "NotoSansSC"
BOLD = "NotoSansSC-Bold"

#: The family a screen asks for to show the same letters.
SCREEN_FAMILY = {SERIF: "Noto Serif SC", SANS: "Noto Sans SC", BOLD: "Noto Sans SC"}

_FILES = {
    SERIF: "NotoSerifSC-Regular.ttf",
    SANS: "NotoSansSC-Regular.ttf",
    BOLD: "NotoSansSC-Bold.ttf",
}

#: 得号 stands for a character the font does not have (GB 2312 row 2: 〓), so that a gap is seen on paper.
MISSING = "〓"


class _Font(TTFont):  # type: ignore[misc]
    """A TrueType font whose text can also be copied out when it lies beyond U+FFFF (rare names)."""

    _BEYOND = re.compile(r"<([0-9A-F]{5,6})>")

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the font, then put UTF-16 pairs where reportlab writes five digits (ISO 32000-1 9.10.3)."""
        super().addObjects(doc)
        for key, stream in doc.idToObject.items():
            if key.startswith("toUnicodeCMap:"):
                stream.content = self._BEYOND.sub(
                    lambda found: f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>",
                    stream.content,
                )


@cache
def register_fonts() -> None:
    """Make the three fonts known to reportlab; the files are read once a process.

    Raises:
        FileNotFoundError: the build carries no fonts.
    """
    for name, file in _FILES.items():
        pdfmetrics.registerFont(_Font(name, str(resource("fonts", file))))


@cache
def _glyphs(font: str) -> frozenset[int]:
    register_fonts()
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


@cache
def _widths(font: str) -> dict[str, float]:
    """Width of each character met so far, in thousandths of the size."""
    return {}


def drawable(text: str, font: str) -> str:
    """``text`` as it can be drawn: printable, with a visible 〓 for each character the font does not have."""
    glyphs = _glyphs(font)
    return "".join(c if ord(c) in glyphs or c == "\n" else MISSING for c in printable(text))


def missing_characters(texts: Iterable[str]) -> tuple[str, ...]:
    """The characters of ``texts`` that print as 〓, each once, in the order of their code."""
    glyphs = _glyphs(SERIF) & _glyphs(SANS) & _glyphs(BOLD) | {ord("\n")}
    return tuple(sorted({c for text in texts for c in printable(text) if ord(c) not in glyphs}))


def text_width(text: str, font: str, size: float) -> float:
    """Width of drawable text in points."""
    known = _widths(font)
    total = 0.0
    for char in text:
        width = known.get(char)
        if width is None:
            width = known[char] = _char_width(char, font)
        total += width
    return total * size / 1000


def _char_width(char: str, font: str) -> float:
    register_fonts()
    return float(pdfmetrics.getFont(font).face.getCharWidth(ord(char)))
