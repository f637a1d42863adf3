"""Charts: every value is written, lengths are in proportion, both faces say the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.shapes import Drawing, Group, String

from documents.reference import assert_as_reviewed
from documents.sample import charts
from zhuize_desktop.documents.charts import Box, Label, chart_scene, chart_svg, draw_chart
from zhuize_desktop.domain.content import Chart, ChartKind, Figure, Provenance, Series
from zhuize_desktop.domain.money import MoneyUnit

SOURCE = Provenance("clue.received", "受理日在本期内的线索")
SVG = "{http://www.w3.org/2000/svg}"


def chart_of(kind: ChartKind, *series: tuple[int | None, ...]) -> Chart:
    width = len(series[0]) if series else 0
    return Chart(
        "C",
        kind,
        "图",
        tuple(f"类{n}" for n in range(width)),
        tuple(
            Series(f"列{n}", tuple(Figure.count(v, "件", SOURCE) for v in row))
            for n, row in enumerate(series)
        ),
        "件",
    )


def drawn_texts(drawing: Drawing) -> list[str]:
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, String):
            found.append(str(node.text))
        elif isinstance(node, Group | Drawing):
            for child in node.contents:
                walk(child)

    walk(drawing)
    return found


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: str(chart.kind))
def test_screen_and_paper_show_the_same_words(chart: Chart) -> None:
    root = ET.fromstring(chart_svg(chart))
    on_screen = [element.text or "" for element in root.iter(f"{SVG}text")]
    assert on_screen == drawn_texts(draw_chart(chart))
    shown = "".join(on_screen)
    for series in chart.series:
        for figure in series.figures:
            if chart.kind is not ChartKind.STACKED_BAR or figure.value:
                assert figure.text in on_screen
    assert chart.title in shown
    assert all(category in shown for category in chart.categories)


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: str(chart.kind))
def test_svg_is_as_reviewed(chart: Chart) -> None:
    assert_as_reviewed(f"chart_{chart.kind}.svg", chart_svg(chart))


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: str(chart.kind))
def test_all_marks_lie_within_the_chart(chart: Chart) -> None:
    scene = chart_scene(chart, 400)
    for mark in scene.marks:
        if isinstance(mark, Box):
            assert mark.x >= 0
            assert mark.y >= 0
            assert mark.x + mark.width <= scene.width + 0.01
            assert mark.y + mark.height <= scene.height
        elif isinstance(mark, Label):
            assert 0 < mark.y < scene.height


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6).filter(any))
def test_bars_are_as_long_as_their_figures(values: list[int]) -> None:
    boxes = [m for m in chart_scene(chart_of(ChartKind.BAR, tuple(values))).marks if isinstance(m, Box)]
    longest = max(box.height for box in boxes)
    for box, value in zip(boxes, values, strict=True):
        assert box.height == pytest.approx(longest * value / max(values))
    lying = [
        m for m in chart_scene(chart_of(ChartKind.HORIZONTAL_BAR, tuple(values))).marks if isinstance(m, Box)
    ]
    widest = max(box.width for box in lying)
    assert [box.width for box in lying] == pytest.approx([widest * value / max(values) for value in values])


def test_stacked_bars_stand_on_one_another() -> None:
    scene = chart_scene(chart_of(ChartKind.STACKED_BAR, (3,), (1,), (2,)))
    lower, middle, upper = [m for m in scene.marks if isinstance(m, Box)][3:]
    assert lower.y == pytest.approx(middle.y + middle.height)
    assert middle.y == pytest.approx(upper.y + upper.height)
    assert lower.height == pytest.approx(3 * middle.height)
    assert upper.height == pytest.approx(2 * middle.height)


def test_unknown_is_not_zero() -> None:
    texts = drawn_texts(draw_chart(chart_of(ChartKind.BAR, (None, 0, 5))))
    assert texts.count("—") == 1
    assert texts.count("0") == 1


def test_money_is_written_in_its_unit_and_drawn_exactly() -> None:
    figures = tuple(Figure.money(fen, SOURCE, MoneyUnit.WAN) for fen in (265_050_000, 530_100_000))
    chart = Chart("C", ChartKind.BAR, "损失", ("上年", "本年"), (Series("损失", figures),), "万元")
    assert {"265.05", "530.10", "单位：万元"} <= set(drawn_texts(draw_chart(chart)))
    first, second = [m for m in chart_scene(chart).marks if isinstance(m, Box)]
    assert Decimal(second.height / first.height).quantize(Decimal("0.0001")) == 2


@pytest.mark.parametrize("kind", list(ChartKind))
def test_nothing_to_show_is_said(kind: ChartKind) -> None:
    assert "本期无数据" in drawn_texts(draw_chart(chart_of(kind)))
    assert "0" in drawn_texts(draw_chart(chart_of(kind, (0, 0)))) or kind is ChartKind.STACKED_BAR


def test_names_are_escaped_in_svg() -> None:
    chart = Chart("C", ChartKind.BAR, "A&B<甲>", ('"乙"',), (Series("s", (Figure.count(1, "件", SOURCE),)),))
    root = ET.fromstring(chart_svg(chart))
    assert {"A&B<甲>", '"乙"'} <= {element.text for element in root.iter(f"{SVG}text")}
    assert {element.get("font-family") for element in root.iter(f"{SVG}text")} == {"Noto Sans SC"}


@given(
    st.sampled_from(ChartKind),
    st.lists(
        st.lists(st.none() | st.integers(-(10**9), 10**9), min_size=3, max_size=3), min_size=1, max_size=9
    ),
    st.lists(st.text(max_size=30), min_size=3, max_size=3),
    st.text(max_size=80),
)
def test_anything_can_be_drawn(
    kind: ChartKind, rows: list[list[int | None]], categories: list[str], title: str
) -> None:
    series = tuple(Series(title, tuple(Figure.count(value, "件", SOURCE) for value in row)) for row in rows)
    chart = Chart("C", kind, title, tuple(categories), series, title)
    root = ET.fromstring(chart_svg(chart))
    assert draw_chart(chart).height == pytest.approx(float(root.get("height", "0")), abs=0.01)
    assert not re.search("nan|inf", "".join(str(value) for e in root.iter() for value in e.attrib.values()))
