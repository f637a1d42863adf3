"""The content tree: figures as printed, provenance, plain form, comparison."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.sample import sample_document
from zhuize_desktop.domain.content import (
    Align,
    Block,
    Chart,
    ChartKind,
    Document,
    Emphasis,
    Figure,
    FigureFormat,
    Heading,
    KeyValue,
    KeyValues,
    Notice,
    NoticeKind,
    PageBreak,
    Paragraph,
    Provenance,
    Series,
    Signature,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
    figures,
    from_plain,
    to_plain,
)
from zhuize_desktop.domain.content_changes import figure_changes
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.money import MoneyUnit

SOURCE = Provenance("clue.received", "受理日在本期内的线索", ("XS-1", "XS-2"), "合计", "受理")


@pytest.mark.parametrize(
    ("figure", "text", "with_unit"),
    [
        (Figure.count(1234, "件", SOURCE), "1,234", "1,234件"),
        (Figure.count(0, "件", SOURCE), "0", "0件"),
        (Figure.count(None, "件", SOURCE), "—", "—"),
        (Figure.money(265_050_000, SOURCE), "2,650,500.00", "2,650,500.00元"),
        (Figure.money(265_050_000, SOURCE, MoneyUnit.WAN), "265.05", "265.05万元"),
        (Figure.money(265_050_001, SOURCE, MoneyUnit.WAN), "265.050001", "265.050001万元"),
        (Figure.money(-1, SOURCE), "-0.01", "-0.01元"),
        (Figure.percent(1, 3, SOURCE), "33.33%", "33.33%"),
        (Figure.percent(1, 8, SOURCE), "12.50%", "12.50%"),
        (Figure.percent(12345, 100000, SOURCE), "12.35%", "12.35%"),
        (Figure.percent(3, 0, SOURCE), "—", "—"),
        (Figure.day(date(2026, 1, 5), SOURCE), "2026-01-05", "2026-01-05"),
        (Figure.day(date(2026, 1, 5), SOURCE, long=True), "2026年1月5日", "2026年1月5日"),
        (Figure.words("重大损失", SOURCE), "重大损失", "重大损失"),
    ],
)
def test_figure_as_printed(figure: Figure, text: str, with_unit: str) -> None:
    assert (figure.text, figure.with_unit) == (text, with_unit)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (1.5, FigureFormat.COUNT),
        (True, FigureFormat.COUNT),
        (Decimal(1), FigureFormat.MONEY_YUAN),
        (0.3, FigureFormat.PERCENT),
        (1, FigureFormat.PERCENT),
        (Decimal("NaN"), FigureFormat.PERCENT),
        ("2026-01-05", FigureFormat.DATE),
        (5, FigureFormat.TEXT),
    ],
)
def test_figure_refuses_a_value_of_the_wrong_kind(value: Any, shape: FigureFormat) -> None:
    with pytest.raises(TypeError):
        Figure(value, shape, "", SOURCE)


def test_figure_cannot_be_without_an_indicator() -> None:
    with pytest.raises(ValueError, match="indicator"):
        Provenance("", "口径")


@given(st.integers(-(10**17), 10**17))
def test_amount_is_the_exact_value_in_the_printed_unit(fen: int) -> None:
    yuan, wan = Figure.money(fen, SOURCE).amount, Figure.money(fen, SOURCE, MoneyUnit.WAN).amount
    assert isinstance(yuan, Decimal)
    assert isinstance(wan, Decimal)
    assert int(yuan * 100) == fen
    assert int(wan * 1_000_000) == fen
    printed = Figure.money(fen, SOURCE, MoneyUnit.WAN).text.replace(",", "")
    assert Decimal(printed) == wan
    assert len(printed.partition(".")[2]) >= 2


def test_table_refuses_a_row_of_the_wrong_length() -> None:
    with pytest.raises(ValueError, match="row 2: 1 cells, 2 columns"):
        Table("T", "表", (TableColumn("甲"), TableColumn("乙")), (TableRow(("a", "b")), TableRow(("a",))))


def test_table_refuses_to_have_no_columns() -> None:
    with pytest.raises(ValueError, match="no columns"):
        Table("T", "表", (), ())


def test_chart_refuses_a_series_of_the_wrong_length() -> None:
    with pytest.raises(ValueError, match="differ in number"):
        Chart("C", ChartKind.BAR, "图", ("甲", "乙"), (Series("s", (Figure.count(1, "件", SOURCE),)),))


@pytest.mark.parametrize("level", [0, 5])
def test_heading_levels_are_one_to_four(level: int) -> None:
    with pytest.raises(ValueError, match="level"):
        Heading(level, "一、")


def test_alignment_follows_the_format_unless_given() -> None:
    assert TableColumn("金额", format=FigureFormat.MONEY_WAN).alignment is Align.RIGHT
    assert TableColumn("日期", format=FigureFormat.DATE).alignment is Align.LEFT
    assert TableColumn("金额", 6, Align.CENTER, FigureFormat.MONEY_WAN).alignment is Align.CENTER


def test_row_is_named_by_words_not_by_its_running_number() -> None:
    assert TableRow(("12", " ", "云岭热力", "其他")).label == "云岭热力"
    assert TableRow(("1", Figure.count(1, "件", SOURCE))).label == ""


def test_figures_come_in_reading_order_with_their_places() -> None:
    one = Figure.count(1, "件", SOURCE)
    document = Document(
        "报告",
        (
            Paragraph(("共", one, "，其中", one)),
            Heading(1, "一、情况"),
            Notice(NoticeKind.REFERENCE, (one,)),
            Table(
                "T1",
                "表1",
                (TableColumn("企业"), TableColumn("受理", group="本期")),
                (TableRow(("甲", one)),),
            ),
            Chart("C1", ChartKind.BAR, "图1", ("一季度",), (Series("受理", (one,)),)),
            KeyValues("F1", (KeyValue("损失", ("约", one)),)),
            SignatureBlock((Signature("填报人"),)),
            PageBreak(),
        ),
    )
    assert [(f.block, f.key, f.title, f.row, f.column) for f in figures(document)] == [
        (0, "", "报告", "", "文中第1个数"),
        (0, "", "报告", "", "文中第2个数"),
        (2, "", "一、情况", "", "文中第1个数"),
        (3, "T1", "表1", "甲", "本期·受理"),
        (4, "C1", "图1", "受理", "一季度"),
        (5, "F1", "一、情况", "损失", ""),
    ]


texts = st.text(max_size=20)
provenances = st.builds(
    Provenance, st.text(min_size=1, max_size=8), texts, st.lists(texts, max_size=3).map(tuple), texts, texts
)
figure_values = st.one_of(
    st.builds(Figure.count, st.none() | st.integers(), texts, provenances),
    st.builds(
        Figure.money, st.none() | st.integers(-(10**17), 10**17), provenances, st.sampled_from(MoneyUnit)
    ),
    st.builds(Figure.percent, st.integers(-1000, 1000), st.integers(0, 1000), provenances),
    st.builds(Figure.day, st.none() | st.dates(), provenances, long=st.booleans()),
    st.builds(Figure.words, st.none() | texts, provenances),
)
runs = st.lists(texts | figure_values, max_size=4).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(
        st.lists(st.builds(TableColumn, texts, st.integers(1, 40), group=texts), min_size=1, max_size=4)
    )
    rows = draw(
        st.lists(
            st.builds(
                TableRow,
                st.lists(texts | figure_values, min_size=len(columns), max_size=len(columns)).map(tuple),
                st.sampled_from(Emphasis),
            ),
            max_size=3,
        )
    )
    return Table(draw(texts), draw(texts), tuple(columns), tuple(rows), unit_note=draw(texts))


blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.integers(1, 4), texts),
    st.builds(Paragraph, runs),
    st.builds(Notice, st.sampled_from(NoticeKind), runs),
    tables(),
    st.builds(
        KeyValues,
        texts,
        st.lists(st.builds(KeyValue, texts, runs, st.booleans()), max_size=3).map(tuple),
        texts,
    ),
    st.builds(SignatureBlock, st.lists(st.builds(Signature, texts, texts), max_size=3).map(tuple), texts),
    st.just(PageBreak()),
)


@given(st.builds(Document, texts, st.lists(blocks, max_size=5).map(tuple)))
def test_plain_form_goes_through_json_and_back(document: Document) -> None:
    plain = json.loads(json.dumps(to_plain(document)))
    assert from_plain(plain) == document
    assert to_plain(from_plain(plain)) == plain


def test_sample_goes_through_json_and_back_without_floats() -> None:
    def no_floats(text: str) -> float:
        raise AssertionError(f"a binary float in the plain form: {text}")

    document = sample_document()
    assert from_plain(json.loads(json.dumps(to_plain(document)), parse_float=no_floats)) == document


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every value in plain data."""
    places = [path] if path else []
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return places + [place for key, item in entries for place in _leaves(item, (*path, key))]


SMALL = Document(
    "题",
    (
        Paragraph((Figure.percent(1, 3, SOURCE), "文")),
        Table(
            "T",
            "表",
            (TableColumn("甲", align=Align.LEFT),),
            (TableRow((Figure.day(date(2026, 1, 1), SOURCE),)),),
        ),
    ),
)


@pytest.mark.parametrize("place", _leaves(to_plain(SMALL)), ids=lambda place: ".".join(map(str, place)))
@pytest.mark.parametrize("wrong", [1.5, {"type": "Nothing"}, [[]]], ids=["float", "unknown", "list"])
def test_damaged_plain_form_is_refused_in_chinese(place: tuple[Any, ...], wrong: Any) -> None:
    plain = to_plain(SMALL)
    holder: Any = plain
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = wrong
    with pytest.raises(FileProblem) as caught:
        from_plain(plain)
    assert caught.value.sentence.startswith("报告内容不完整")


@pytest.mark.parametrize("key", ["blocks", "type", "number"])
def test_missing_and_added_fields_are_refused(key: str) -> None:
    plain = to_plain(SMALL)
    with pytest.raises(FileProblem):
        from_plain(plain | {"more": 1})
    del plain[key]
    with pytest.raises(FileProblem):
        from_plain(plain)


def test_changes_name_what_is_printed_differently_and_nothing_else() -> None:
    def report(received: int, closed: int | None) -> Document:
        cells = [Figure.count(received, "件", SOURCE)]
        columns = [TableColumn("企业"), TableColumn("受理")]
        if closed is not None:
            cells.append(Figure.count(closed, "件", SOURCE))
            columns.append(TableColumn("销号"))
        return Document("报告", (Table("T1", "表1", tuple(columns), (TableRow(("甲", *cells)),)),))

    assert figure_changes(report(3, 1), report(3, 1)) == ()
    (changed,) = figure_changes(report(3, 1), report(4, 1))
    assert (changed.title, changed.row, changed.column) == ("表1", "甲", "受理")
    assert (changed.old and changed.old.text, changed.new and changed.new.text) == ("3", "4")
    (gone,) = figure_changes(report(3, 1), report(3, None))
    assert (gone.column, gone.old and gone.old.text, gone.new) == ("销号", "1", None)
    (added,) = figure_changes(report(3, None), report(3, 2))
    assert (added.column, added.old, added.new and added.new.text) == ("销号", None, "2")


def test_changes_ignore_the_clues_behind_an_equal_figure() -> None:
    one = Figure.count(2, "件", SOURCE)
    other = replace(one, provenance=replace(SOURCE, records=("XS-8", "XS-9")))
    assert (
        figure_changes(Document("报告", (Paragraph((one,)),)), Document("报告", (Paragraph((other,)),))) == ()
    )


def test_repeated_figures_of_one_place_are_matched_in_order() -> None:
    def report(*values: int) -> Document:
        rows = tuple(TableRow(("甲", Figure.count(value, "件", SOURCE))) for value in values)
        return Document("报告", (Table("T", "表", (TableColumn("企业"), TableColumn("数")), rows),))

    found = figure_changes(report(1, 2, 3), report(1, 5, 3))
    assert [(one.old and one.old.value, one.new and one.new.value) for one in found] == [(2, 5)]
