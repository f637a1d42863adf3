"""Text on its way to paper: what can be printed, and where a line of Chinese may break."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Marks that may not begin a line (GB/T 15834 5.1: 点号, closing marks, connecting marks).
CANNOT_START = frozenset("，。、；：？！）》〉」』】〕］｝’”…—～·％‰℃,.;:?!)]}%°＞＋－／")
#: Marks that may not end a line: the opening ones.
CANNOT_END = frozenset("（《〈「『【〔［｛‘“([{＜￥$№#＃")

_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
# Variation selectors: they choose between shapes of the character before, which stays.
_SHAPELESS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Marks that belong to what follows or to what goes before, also when somebody has typed blanks between.
_OPENING = re.compile(f"(?:[{re.escape(''.join(sorted(CANNOT_END)))}] *)*")
_CLOSING = re.compile(f"(?: *[{re.escape(''.join(sorted(CANNOT_START)))}])*")
# A word or figure is kept whole: letters, digits and what joins them; a figure also with its unit.
_WORD = re.compile(r"[0-9A-Za-zÀ-ɏͰ-ϿЀ-ӿ][0-9A-Za-zÀ-ɏͰ-ϿЀ-ӿ.,:/_%@&+\-'’]*")
_UNIT = re.compile(r"(?<=[0-9])(?:年度|年|月|日|万元|亿元|元|人次|[件户人项条款号个次天期])")


def printable(text: str) -> str:
    r"""``text`` with line ends as ``\n``, blanks as spaces, and without what has no shape.

    Dropped: control characters, lone surrogates, non-characters, and invisible format characters, because those
    that turn the direction of writing could make a printed name read as another one.
    """
    if text.isprintable() and not _SHAPELESS.search(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    return "".join(map(_shape, text))


def _shape(char: str) -> str:
    """The character, a space for any blank, nothing for what has no shape."""
    if char in "\n\u3000":
        return char
    if char == "\t":
        return " "
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Cs", "Zl", "Zp") or ord(char) & 0xFFFE == 0xFFFE:
        return ""
    return "" if _SHAPELESS.match(char) else char


def break_lines(
    text: str, width: float, measure: Callable[[str], float], first_indent: float = 0
) -> tuple[str, ...]:
    r"""The lines of ``text`` when no line may be wider than ``width``.

    No line begins with a closing mark or ends with an opening one, and words and figures are not divided,
    unless one of them alone is wider than a line. ``\n`` always ends a line. Only blanks at a break are lost.

    Args:
        text: as ``printable`` gives it.
        width: of a line, in points.
        measure: width of a piece of text in points.
        first_indent: by how much the first line is shorter.
    """
    if "\n" not in text and measure(text) <= width - first_indent:
        return (text.rstrip(" "),)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        room, line, used = width - (0 if lines else first_indent), "", 0.0
        for piece in _pieces(paragraph, width, measure):
            size = measure(piece)
            if line and used + measure(piece.rstrip(" ")) > room + 1e-6:
                lines.append(line.rstrip(" "))
                room, line, used = width, "", 0.0
                if not piece.strip(" "):
                    continue
            line += piece
            used += size
        lines.append(line.rstrip(" "))
    return tuple(lines)


def _pieces(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Pieces between which a line may break; a piece too wide for any line is cut into characters."""
    for piece in _unbreakable(text):
        if len(piece) > 1 and measure(piece) > width:
            yield from piece
        else:
            yield piece


def _unbreakable(text: str) -> Iterator[str]:
    """Characters or words, each with the opening marks before and the closing marks after it."""
    position, length = 0, len(text)
    while position < length:
        start = position
        position = _OPENING.match(text, position).end()  # type: ignore[union-attr] # also matches nothing
        word = _WORD.match(text, position)
        position = word.end() if word else min(position + 1, length)
        if word and (unit := _UNIT.match(text, position)):
            position = unit.end()
        while position < length and unicodedata.combining(text[position]):
            position += 1
        position = _CLOSING.match(text, position).end()  # type: ignore[union-attr]
        if position < length and text[position] == " ":
            position += 1
        yield text[start:position]


def balanced_width(text: str, width: float, measure: Callable[[str], float]) -> float:
    """The least width that needs no more lines than ``width`` does, so that a title's lines are even."""
    wanted = len(break_lines(text, width, measure))
    if wanted == 1:
        return width
    low, high = width / wanted, width
    while high - low > 1:
        middle = (low + high) / 2
        if len(break_lines(text, middle, measure)) <= wanted:
            high = middle
        else:
            low = middle
    return high


#: After these words a title may well break: GB/T 9704 7.3.1 wants lines that are whole in meaning.
_JOINTS = re.compile("年度|公司|关于")


def title_lines(text: str, width: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """The lines of a title: even ones, and where two suffice broken where the meaning breaks (词意完整)."""
    even = break_lines(text, balanced_width(text, width, measure), measure)
    if len(even) != 2 or "\n" in text:
        return even
    joints = (match.end() for match in _JOINTS.finditer(text))
    parted = [(text[:at], text[at:]) for at in joints if 0 < at < len(text) and text[at] not in CANNOT_START]
    fitting = [parts for parts in parted if all(measure(part) <= width for part in parts)]
    if not fitting:
        return even
    return min(fitting, key=lambda parts: abs(measure(parts[0]) - measure(parts[1])))
