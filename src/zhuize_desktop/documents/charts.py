"""Charts as vector drawings: a reportlab ``Drawing`` for the PDF, SVG for the screen, one set of marks.

Every value is written beside its bar or point, so a chart reads without colour and without a scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Drawing, Group, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from ..domain.content import Chart, ChartKind, Figure
from .fonts import BOLD, SANS, SCREEN_FAMILY, drawable, register_fonts, text_width
from .palette import INK, INK_SOFT, SERIES
from .text import break_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH = 440.0
_SIZE = 8.5
_LEADING = 11.0
_PLOT_HEIGHT = 150.0
_ROW = 22.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top (downwards from the top of the chart), width, height."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str


@dataclass(frozen=True, slots=True)
class Path:
    """Joined points; closed and filled when ``fill`` is given."""

    points: tuple[tuple[float, float], ...]
    stroke: str
    fill: str = ""
    thickness: float = 0.8


@dataclass(frozen=True, slots=True)
class Label:
    """Text on a baseline; ``anchor`` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    font: str = SANS
    size: float = _SIZE
    color: str = INK


Mark = Box | Path | Label


@dataclass(frozen=True, slots=True)
class Scene:
    """All marks of a chart, y downwards."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def _number(figure: Figure) -> Decimal:
    """What a bar's length stands for; an unknown value has none."""
    amount = figure.amount
    return Decimal(amount) if isinstance(amount, int | Decimal) else Decimal(0)


def _lines(text: str, width: float) -> tuple[str, ...]:
    return break_lines(drawable(text, SANS), width, lambda piece: text_width(piece, SANS, _SIZE))


def _stack(lines: Sequence[str], x: float, top: float, anchor: str = "middle") -> Iterator[Label]:
    """Lines of text below one another."""
    for number, line in enumerate(lines):
        yield Label(x, top + _SIZE + number * _LEADING, line, anchor)


def chart_scene(chart: Chart, width: float = WIDTH) -> Scene:
    """The marks of a chart at a width in points."""
    marks: list[Mark] = []
    top = 4.0
    for line in break_lines(drawable(chart.title, BOLD), width, lambda text: text_width(text, BOLD, 10)):
        top += 14
        marks.append(Label(width / 2, top, line, font=BOLD, size=10))
    if chart.unit:
        top += 12
        marks.append(Label(width, top, drawable(f"单位：{chart.unit}", SANS), "end", color=INK_SOFT))
    legend, top = _legend(chart, width, top + 6)
    marks += legend
    if not chart.categories or not chart.series:
        marks.append(Label(width / 2, top + 20, "本期无数据", color=INK_SOFT))
        return Scene(width, top + 34, tuple(marks))
    if chart.kind is ChartKind.HORIZONTAL_BAR:
        more, height = _rows(chart, width, top)
    elif chart.kind is ChartKind.FUNNEL:
        more, height = _funnel(chart, width, top)
    else:
        more, height = _columns(chart, width, top)
    return Scene(width, height, tuple(marks + more))


def _legend(chart: Chart, width: float, top: float) -> tuple[list[Mark], float]:
    """Names of the series with their colours, when there are several."""
    if len(chart.series) < 2:
        return [], top
    marks: list[Mark] = []
    x = 0.0
    for number, series in enumerate(chart.series):
        name = _lines(series.name, width - 20)
        size = 16 + max(text_width(line, SANS, _SIZE) for line in name) + 14
        if x and x + size > width:
            x, top = 0.0, top + _LEADING + 3
        fill, stroke = SERIES[number % len(SERIES)]
        marks.append(Box(x, top + 1, 10, 8, fill, stroke))
        marks += _stack(name, x + 15, top - 0.5, "start")
        top += (len(name) - 1) * _LEADING
        x += size
    return marks, top + _LEADING + 4


def _columns(chart: Chart, width: float, top: float) -> tuple[list[Mark], float]:
    """Upright bars (one, side by side, or stacked) or lines, over a base line."""
    stacked = chart.kind is ChartKind.STACKED_BAR
    values = [[_number(figure) for figure in series.figures] for series in chart.series]
    totals = [sum(column, Decimal(0)) for column in zip(*values, strict=True)]
    high = max([*totals, Decimal(0)] if stacked else [max(map(max, values)), Decimal(0)])
    low = min(Decimal(0), min(map(min, values)))
    reach = high - low or Decimal(1)
    plot_top = top + 14
    zero = plot_top + _PLOT_HEIGHT * float(high / reach)
    floor = plot_top + _PLOT_HEIGHT
    marks: list[Mark] = [Path(((0, zero), (width, zero)), INK_SOFT)]
    slot = width / len(chart.categories)
    deepest = 0
    for number, category in enumerate(chart.categories):
        lines = _lines(category, slot - 4)
        deepest = max(deepest, len(lines))
        marks += _stack(lines, slot * (number + 0.5), floor + (14 if low < 0 else 3))
    scale = _PLOT_HEIGHT / float(reach)
    if chart.kind is ChartKind.LINE:
        marks += _line_marks(chart, values, slot, zero, scale)
    elif stacked:
        marks += _stacked_marks(chart, values, slot, zero, scale)
    else:
        marks += _bar_marks(chart, values, slot, zero, scale)
    return marks, floor + (14 if low < 0 else 3) + deepest * _LEADING + 6


def _bar_marks(
    chart: Chart, values: list[list[Decimal]], slot: float, zero: float, scale: float
) -> Iterator[Mark]:
    bar = min(34.0, slot * 0.72 / len(values))
    for number, (series, row) in enumerate(zip(chart.series, values, strict=True)):
        fill, stroke = SERIES[number % len(SERIES)]
        for place, value in enumerate(row):
            x = slot * (place + 0.5) + (number - len(values) / 2) * bar
            length = float(abs(value)) * scale
            y = zero - length if value >= 0 else zero
            yield Box(x + 0.5, y, bar - 1, length, fill, stroke)
            label_y = y - 3 if value >= 0 else y + length + _SIZE + 1
            yield _value_label(series.figures[place], x + bar / 2, label_y, slot / len(values))


def _value_label(figure: Figure, x: float, y: float, room: float) -> Label:
    """The figure as printed in tables, smaller where bars are narrow."""
    text = drawable(figure.text, SANS)
    wanted = text_width(text, SANS, _SIZE)
    return Label(x, y, text, size=_SIZE if wanted <= room else max(5.0, _SIZE * room / wanted))


def _stacked_marks(
    chart: Chart, values: list[list[Decimal]], slot: float, zero: float, scale: float
) -> Iterator[Mark]:
    bar = min(46.0, slot * 0.6)
    for place in range(len(chart.categories)):
        y, label_y = zero, zero + 8
        x = slot * (place + 0.5) - bar / 2
        for number, row in enumerate(values):
            fill, stroke = SERIES[number % len(SERIES)]
            length = float(max(row[place], Decimal(0))) * scale
            y -= length
            yield Box(x, y, bar, length, fill, stroke)
            figure = chart.series[number].figures[place]
            if row[place] or figure.value is None:
                # Beside the bar, where words can be read on any copy, and never over one another.
                label_y = min(y + length / 2 + 3, label_y - 8)
                yield Label(x + bar + 2, label_y, drawable(figure.text, SANS), "start", size=7.5)


def _line_marks(
    chart: Chart, values: list[list[Decimal]], slot: float, zero: float, scale: float
) -> Iterator[Mark]:
    for number, row in enumerate(values):
        _, stroke = SERIES[number * 2 % len(SERIES)]
        points = [(slot * (place + 0.5), zero - float(value) * scale) for place, value in enumerate(row)]
        if len(points) > 1:
            yield Path(tuple(points), stroke, thickness=1.4)
        for figure, (x, y) in zip(chart.series[number].figures, points, strict=True):
            yield Box(x - 2, y - 2, 4, 4, "#FFFFFF" if number % 2 else stroke, stroke)
            yield _value_label(figure, x, y - 5, slot)


def _rows(chart: Chart, width: float, top: float) -> tuple[list[Mark], float]:
    """Lying bars with the categories at the left; for long names."""
    values = [[_number(figure) for figure in series.figures] for series in chart.series]
    reach = float(max(max(map(abs, row)) for row in values)) or 1.0
    label_width = width * 0.3
    widest = max(text_width(f.text, SANS, _SIZE) for s in chart.series for f in s.figures)
    room = max(40.0, width - label_width - widest - 14)
    marks: list[Mark] = []
    y = top + 2
    for place, category in enumerate(chart.categories):
        lines = _lines(category, label_width - 8)
        height = max(_ROW, len(lines) * _LEADING + 4, 13.0 * len(values) + 6)
        marks += _stack(lines, label_width - 6, y + (height - len(lines) * _LEADING) / 2, "end")
        bar = min(13.0, (height - 6) / len(values))
        first = y + (height - bar * len(values)) / 2
        for number, row in enumerate(values):
            fill, stroke = SERIES[number % len(SERIES)]
            length = float(abs(row[place])) / reach * room
            marks.append(Box(label_width, first + number * bar + 0.5, length, bar - 1, fill, stroke))
            text = drawable(chart.series[number].figures[place].text, SANS)
            marks.append(Label(label_width + length + 4, first + number * bar + bar / 2 + 3, text, "start"))
        y += height
    marks.append(Path(((label_width, top), (label_width, y)), INK_SOFT))
    return marks, y + 6


def _funnel(chart: Chart, width: float, top: float) -> tuple[list[Mark], float]:
    """Centred steps from the first series; each step's width is its figure."""
    series = chart.series[0]
    values = [max(_number(figure), Decimal(0)) for figure in series.figures]
    reach = float(max(values)) or 1.0
    label_width = width * 0.24
    widest = max(text_width(figure.text, SANS, _SIZE) for figure in series.figures)
    room = max(40.0, width - label_width - widest - 20)
    middle = label_width + room / 2
    fill, stroke = SERIES[1]
    marks: list[Mark] = []
    y = top + 2
    for place, category in enumerate(chart.categories):
        lines = _lines(category, label_width - 8)
        height = max(_ROW, len(lines) * _LEADING + 4)
        half = float(values[place]) / reach * room / 2
        after = float(values[place + 1]) / reach * room / 2 if place + 1 < len(values) else half
        lower = min(half, max(after, half * 0.9))
        corners = (
            (middle - half, y),
            (middle + half, y),
            (middle + lower, y + height - 3),
            (middle - lower, y + height - 3),
        )
        marks.append(Path((*corners, corners[0]), stroke, fill))
        marks += _stack(lines, label_width - 6, y + (height - 3 - len(lines) * _LEADING) / 2, "end")
        text = drawable(series.figures[place].text, SANS)
        marks.append(Label(label_width + room + 8, y + height / 2 + 1.5, text, "start", font=BOLD))
        y += height
    return marks, y + 6


def draw_chart(chart: Chart, width: float = WIDTH) -> Drawing:
    """The chart as a vector drawing for the PDF, ``width`` points wide."""
    register_fonts()
    scene = chart_scene(chart, width)
    drawing = Drawing(scene.width, scene.height, initialFontName=SANS)
    group = Group()
    for mark in scene.marks:
        group.add(_shape(mark, scene.height))
    drawing.add(group)
    return drawing


def _shape(mark: Mark, height: float) -> Rect | PolyLine | Polygon | String:
    """A mark as reportlab draws it, y upwards."""
    if isinstance(mark, Box):
        return Rect(
            mark.x, height - mark.y - mark.height, mark.width, mark.height,
            fillColor=HexColor(mark.fill), strokeColor=HexColor(mark.stroke), strokeWidth=0.6,
        )  # fmt: skip
    if isinstance(mark, Path):
        flat = [value for x, y in mark.points for value in (x, height - y)]
        if mark.fill:
            return Polygon(
                flat,
                fillColor=HexColor(mark.fill),
                strokeColor=HexColor(mark.stroke),
                strokeWidth=mark.thickness,
            )
        return PolyLine(flat, strokeColor=HexColor(mark.stroke), strokeWidth=mark.thickness)
    return String(
        mark.x, height - mark.y, mark.text,
        fontName=mark.font, fontSize=mark.size, fillColor=HexColor(mark.color), textAnchor=mark.anchor,
    )  # fmt: skip


def chart_svg(chart: Chart, width: float = WIDTH) -> str:
    """The same chart as SVG for the screen; text is text, in the families the program carries."""
    scene = chart_scene(chart, width)
    body = "\n".join(_svg(mark) for mark in scene.marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(scene.width)}" height="{_n(scene.height)}" '
        f'viewBox="0 0 {_n(scene.width)} {_n(scene.height)}">\n{body}\n</svg>\n'
    )


def _n(value: float) -> str:
    """A coordinate with at most two decimals, written alike on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _svg(mark: Mark) -> str:
    if isinstance(mark, Box):
        return (
            f'<rect x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.width)}" height="{_n(mark.height)}" '
            f'fill="{mark.fill}" stroke="{mark.stroke}" stroke-width="0.6"/>'
        )
    if isinstance(mark, Path):
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
        return (
            f'<polyline points="{points}" fill="{mark.fill or "none"}" stroke="{mark.stroke}" '
            f'stroke-width="{_n(mark.thickness)}"/>'
        )
    weight = ' font-weight="bold"' if mark.font == BOLD else ""
    return (
        f'<text x="{_n(mark.x)}" y="{_n(mark.y)}" text-anchor="{mark.anchor}" font-size="{_n(mark.size)}" '
        f"font-family={quoteattr(SCREEN_FAMILY[mark.font])}{weight} "
        f'fill="{mark.color}">{escape(mark.text)}</text>'
    )
