"""The workbook of a document as other programs read it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.other_process import rendered_elsewhere
from documents.reference import assert_as_reviewed
from documents.sample import sample_document
from zhuize_desktop.documents.text import printable
from zhuize_desktop.documents.xlsx import render_workbook
from zhuize_desktop.documents.xlsx_cells import header_text, safe_text, sheet_name
from zhuize_desktop.domain.content import (
    CompilationPage,
    Definition,
    Document,
    Emphasis,
    Figure,
    FigureFormat,
    Heading,
    Orientation,
    Paragraph,
    Provenance,
    Table,
    TableColumn,
    TableRow,
    TextStyle,
    figures,
)
from zhuize_desktop.domain.money import MoneyUnit
from zhuize_desktop.domain.sheet import Sheet, SheetColumn, SheetRow

SOURCE = Provenance("clue.received", "受理日在本期内的线索", ("XS-1",))


@pytest.fixture(scope="module")
def data() -> bytes:
    return render_workbook(sample_document(), draft=False)


@pytest.fixture(scope="module")
def book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def read(document: Document, *, draft: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(document, draft=draft)))


def one_cell(value: str | Figure) -> Any:
    """The only cell of the only table of a document, read back."""
    table = Table("T", "表", (TableColumn("值"),), (TableRow((value,)),))
    return read(Document("报告", (table,)))["表"]["A4"]


def stored(value: str | Figure) -> str:
    """The digits of that cell as they stand in the file."""
    table = Table("T", "表", (TableColumn("值"),), (TableRow((value,)),))
    archive = zipfile.ZipFile(io.BytesIO(render_workbook(Document("报告", (table,)), draft=False)))
    with archive:
        found = re.search(r'<c r="A4"[^>]*><v>([^<]*)</v>', archive.read("xl/worksheets/sheet1.xml").decode())
    assert found
    return found[1]


def test_cells_are_as_reviewed(book: Any) -> None:
    lines = []
    for sheet in book:
        lines.append(f"==== {sheet.title} {sheet.dimensions}")
        for row in sheet.iter_rows():
            lines += [
                f"{cell.coordinate} {cell.data_type} {cell.number_format} {cell.value!r}"
                for cell in row
                if cell.value is not None
            ]
    assert_as_reviewed("sample_workbook.txt", "\n".join(lines) + "\n")


def test_one_sheet_a_table_then_the_three_that_explain(book: Any) -> None:
    assert book.sheetnames == [
        "表1　问题线索办理进度表",
        "附表　问题线索管理台账（摘录）",
        "口径说明",
        "数据来源",
        "编制说明",
    ]


@pytest.mark.parametrize(
    ("figure", "digits", "shape"),
    [
        (Figure.count(1234, "件", SOURCE), "1234", "#,##0"),
        (Figure.money(265_050_001, SOURCE), "2650500.01", "#,##0.00"),
        (Figure.money(987_654_321_098_765, SOURCE), "9876543210987.65", "#,##0.00"),
        (Figure.money(-5, SOURCE), "-0.05", "#,##0.00"),
        (Figure.money(265_050_001, SOURCE, MoneyUnit.WAN), "265.050001", "#,##0.00####"),
        (Figure.money(0, SOURCE, MoneyUnit.WAN), "0.000000", "#,##0.00####"),
        (Figure.percent(1, 3, SOURCE), "0.3333", "0.00%"),
        (Figure.day(date(2026, 11, 20), SOURCE), "46346", "yyyy-mm-dd"),
    ],
)
def test_numbers_are_exact_numbers(figure: Figure, digits: str, shape: str) -> None:
    assert stored(figure) == digits
    cell = one_cell(figure)
    assert cell.number_format == shape
    assert cell.data_type == ("d" if figure.format is FigureFormat.DATE else "n")


@given(st.integers(-(10**15), 10**15), st.sampled_from(MoneyUnit))
@settings(max_examples=25)
def test_amounts_are_the_very_digits_of_the_amount(fen: int, unit: MoneyUnit) -> None:
    assert Decimal(stored(Figure.money(fen, SOURCE, unit))) * unit.fen == fen


def test_days_are_days() -> None:
    assert one_cell(Figure.day(date(1949, 10, 1), SOURCE)).value == datetime(1949, 10, 1)
    assert one_cell(Figure.day(date(1900, 3, 1), SOURCE)).value == datetime(1900, 3, 1)
    assert one_cell(Figure.day(date(1899, 5, 1), SOURCE)).value == "1899-05-01"


def test_unknown_is_a_dash_and_zero_is_zero() -> None:
    assert one_cell(Figure.count(None, "件", SOURCE)).value == "—"
    assert one_cell(Figure.count(0, "件", SOURCE)).value == 0


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|'/c calc'!A1", "+86", "-3", "@x", "#N/A", "#REF!", "0012", "1e5", "TRUE"]
)
def test_text_stays_text(text: str) -> None:
    cell = one_cell(text)
    assert (cell.data_type, cell.value) == ("s", text)


def test_control_characters_are_dropped_and_codes_not_obeyed() -> None:
    assert one_cell("甲\x00\x1b乙\u202e丙\uffff").value == "甲乙丙"
    table = Table("T", "表", (TableColumn("值"),), (TableRow(("_x0041_ _X0041_ a_x",)),))
    data = render_workbook(Document("报告", (table,)), draft=False)
    # calamine decodes these codes as Excel does
    rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("表").to_python()
    )
    assert rows[-1] == ["_x0041_ _X0041_ a_x"]


def test_text_that_no_cell_holds_is_cut_where_it_is_said() -> None:
    fits, longer = "甲" * 32_767, "\U00020000" * 20_000
    assert safe_text(fits) == fits
    cut = safe_text(longer)
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.endswith("全文见台账）")
    assert cut.rstrip("…（以下略：超出单元格容量，全文见台账）") in longer


@pytest.mark.parametrize("draft", [True, False])
def test_print_set_up(draft: bool) -> None:
    for sheet in read(sample_document(), draft=draft):
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "第&P页 共&N页"
        assert sheet.oddHeader.left.text.startswith("云岭城市发展集团")
        assert (sheet.oddHeader.center.text == "草稿") == draft
        heads = int(sheet.freeze_panes[1:]) - 1
        assert sheet.print_title_rows == f"$1:${heads}"
        assert sheet.print_area


def test_wide_tables_are_turned() -> None:
    def orientation(columns: int, wish: Orientation) -> str:
        row = TableRow(("甲",) * columns)
        table = Table("T", "表", (TableColumn("列", 8),) * columns, (row,), orientation=wish)
        return str(read(Document("报告", (table,)))["表"].page_setup.orientation)

    assert orientation(3, Orientation.AUTO) == "portrait"
    assert orientation(12, Orientation.AUTO) == "landscape"
    assert orientation(3, Orientation.LANDSCAPE) == "landscape"
    assert orientation(12, Orientation.PORTRAIT) == "portrait"


def test_head_of_two_rows_title_and_unit(book: Any) -> None:
    sheet = book["表1　问题线索办理进度表"]
    assert sheet["A1"].value == "表1　问题线索办理进度表"
    assert sheet["A2"].value == "单位：件、万元"
    assert [cell.value for cell in sheet[3]][:6] == ["序号", "企业名称", "期初", "本期登记", None, "在办"]
    assert [cell.value for cell in sheet[4]][3:7] == ["受理", "不予受理", "初核中", "核查中"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:I1", "A2:I2", "A3:A4", "D3:E3", "F3:G3", "I3:I4"} <= merged
    assert sheet.freeze_panes == "A5"
    assert sheet["A18"].value == "　　2. 按本程序设计的口径统计，待市国资委确认。"


def test_the_small_print_right_below_a_table_stands_on_its_sheet() -> None:
    table = Table(
        "T", "表", (TableColumn("值"), TableColumn("数")), (TableRow(("甲", "乙")),), ("按期末数。",)
    )
    told = Paragraph(("未计入：", Figure.count(3, "笔", SOURCE), "。"), TextStyle.NOTE)
    other = Table("U", "另表", (TableColumn("值"),), (TableRow(("丙",)),))
    body, note = Paragraph(("正文。",)), Paragraph(("正文后的说明。",), TextStyle.NOTE)
    book = read(Document("报告", (table, told, told, body, note, other, body)))
    assert [cell.value for cell in book["表"]["A"]][3:] == [
        "甲",
        "注：按期末数。",
        "未计入：3笔。",
        "未计入：3笔。",
    ]
    assert "A7:B7" in {str(area) for area in book["表"].merged_cells.ranges}
    assert [cell.value for cell in book["另表"]["A"]][3:] == ["丙"]


def test_totals_agree_with_their_columns(book: Any) -> None:
    sheet = book["表1　问题线索办理进度表"]
    for column in "CDEFGHI":
        values = [Decimal(str(sheet[f"{column}{row}"].value)) for row in range(5, 16)]
        assert sum(values) == Decimal(str(sheet[f"{column}16"].value))
        assert sheet[f"{column}16"].font.bold


def test_every_figure_is_among_the_sources(book: Any) -> None:
    rows = list(book["数据来源"].iter_rows(min_row=4, values_only=True))
    placed = list(figures(sample_document()))
    page = sample_document().compilation
    assert page is not None
    names = {one.code: one.name for one in page.definitions}
    placed.sort(key=lambda one: not one.figure.value and not one.figure.provenance.records)
    assert len(rows) == len(placed)
    for row, one in zip(rows, placed, strict=True):
        assert row[:3] == (one.title, one.row or None, one.column or None)
        source = one.figure.provenance
        assert row[5] == names.get(source.indicator, source.definition)
        assert row[6] == len(one.figure.provenance.records)
        assert (row[7] or "") == "、".join(one.figure.provenance.records)


def test_what_is_zero_without_clues_comes_last_and_is_not_printed() -> None:
    values = ((0, ()), (2, ("XS-1", "XS-2")), (0, ("XS-3",)), (None, ()))
    found = [Figure.count(value, "件", Provenance("c", "口径", clues)) for value, clues in values]
    sheet = read(Document("报告", (Paragraph(tuple(found)),)))["数据来源"]
    assert [row[3] for row in sheet.iter_rows(min_row=4, values_only=True)] == [2, 0, 0, "—"]
    assert sheet.print_area.replace("$", "").endswith("A1:H5")
    assert "不打印" in sheet["A2"].value
    whole = read(Document("报告", (Paragraph((found[1],)),)))["数据来源"]
    assert whole.print_area.replace("$", "").endswith("A1:H4")
    assert not whole["A2"].value


def test_sources_are_told_in_words_never_by_codes() -> None:
    rows = (SheetRow("all", "其中：合计", "全部责任人；"), SheetRow("pay", "扣减薪酬", "扣减薪酬的；"))
    columns = (SheetColumn("now", "人数", "本期的人数。", "人", "本期"),)
    sheet = Sheet("handling", rows, columns, {("all", "now"): 3}, {("all", "now"): ("XS-1",)})
    listed = (
        Definition("handling.all", "其中：合计", "全部责任人。"),
        Definition("handling.now", "本期人数", "本期的人数。"),
    )
    page = CompilationPage("NB-1", "", "", "", "", definitions=listed)
    cells = tuple(TableRow((row.label, sheet.figure(row.code, "now"))) for row in rows)
    blocks = (
        Heading(1, "一、情况"),
        Paragraph(("本期", sheet.figure("all", "now"), "。")),
        Table("T", "表", (TableColumn("项目"), TableColumn("人数", group="本期")), cells),
    )
    book = read(Document("报告", blocks, compilation=page))
    found = [row[:6] for row in book["数据来源"].iter_rows(min_row=4, values_only=True)]
    assert found == [
        ("一、情况", None, "文中第1个数", 3, "人", "其中：合计，本期人数"),
        ("表", "其中：合计", "本期·人数", 3, "人", "其中：合计，本期人数"),
        ("表", "扣减薪酬", "本期·人数", 0, "人", "扣减薪酬：扣减薪酬的；本期的人数。"),
    ]
    # What is listed by row and by column is not listed again for every cell; what is not, is.
    assert [row for row in book["口径说明"].iter_rows(min_row=4, values_only=True)] == [
        *((one.name, one.text) for one in listed),
        (None, "扣减薪酬：扣减薪酬的；本期的人数。"),
    ]


def test_clue_numbers_beyond_one_cell_go_on_in_the_next_row() -> None:
    records = tuple(f"XS-2026-{number:05d}" for number in range(7000))
    figure = Figure.count(7000, "件", Provenance("clue.all", "全部线索", records))
    rows = list(
        read(Document("报告", (Paragraph((figure,)),)))["数据来源"].iter_rows(min_row=4, values_only=True)
    )
    assert len(rows) > 1
    assert "、".join(str(row[7]) for row in rows) == "、".join(records)
    assert [row[6] for row in rows] == [7000] + [None] * (len(rows) - 1)


def test_definitions_are_all_there(book: Any) -> None:
    rows = list(book["口径说明"].iter_rows(min_row=4, values_only=True))
    assert rows[0] == ("受理线索", "受理日在本期内的线索，并案计1件，不含不予受理。")
    page = sample_document().compilation
    assert page is not None
    listed = {one.code: one.text for one in page.definitions}
    carried = {placed.figure.provenance for placed in figures(sample_document())}
    expected = {listed.get(source.indicator, source.definition) for source in carried} | set(listed.values())
    assert {row[1] for row in rows} == expected


def test_compilation_sheet_proves_which_content_this_is(book: Any) -> None:
    facts = {row[0]: row[1] for row in book["编制说明"].iter_rows(min_row=4, values_only=True)}
    assert facts["编号"] == "NB-2026-0001"
    assert facts["内容摘要 SHA-256"] == "3f9a1c07" * 8
    assert facts["内容摘要 SM3"] == "b41d88e2" * 8
    assert facts["操作记录链头"] == "77aa01fe" * 8


def test_heading_row_runs_over_the_table() -> None:
    columns = (TableColumn("甲"), TableColumn("乙"))
    table = Table("T", "表", columns, (TableRow(("一、本级", ""), Emphasis.GROUP), TableRow(("a", "b"))))
    assert "A4:B4" in {str(area) for area in read(Document("报告", (table,)))["表"].merged_cells.ranges}


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("表[1]:*?/\\'甲", [], "表 1       甲"),
        ("", [], "表"),
        ("'''", [], "表"),
        ("表1", ["表1"], "表1（2）"),
        ("ABC", ["abc", "Abc（2）"], "ABC（3）"),
        ("History", [], "History（2）"),
        ("甲" * 40, [], "甲" * 31),
        ("甲" * 40, ["甲" * 31], "甲" * 28 + "（2）"),
        ("\U00020000" * 20, [], "\U00020000" * 15),
    ],
)
def test_sheet_names(title: str, taken: list[str], name: str) -> None:
    assert sheet_name(title, taken) == name


def test_table_named_like_an_explaining_sheet_gives_way() -> None:
    table = Table("T", "数据来源", (TableColumn("值"),), ())
    assert read(Document("报告", (table,))).sheetnames == ["数据来源（2）", "口径说明", "数据来源"]


def test_page_headers_take_any_title() -> None:
    assert header_text("A&B\n甲") == "A&&B 甲"
    assert len(header_text("甲" * 300)) == 70


def test_same_bytes_in_this_and_in_other_processes(data: bytes) -> None:
    assert render_workbook(sample_document(), draft=False) == data
    for seed in (1, 2):
        elsewhere = rendered_elsewhere(
            sample_document(), "xlsx", "render_workbook(document, draft=False)", seed
        )
        assert hashlib.sha256(elsewhere).hexdigest() == hashlib.sha256(data).hexdigest()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in archive.infolist()} == {0}


any_text = st.text(max_size=40)


@settings(max_examples=40)
@given(
    any_text, st.lists(st.lists(any_text, min_size=2, max_size=2).map(tuple), max_size=3), any_text, any_text
)
def test_any_text_survives(title: str, rows: list[tuple[str, ...]], group: str, note: str) -> None:
    columns = (TableColumn(title, group=group), TableColumn(note, group=group))
    table = Table("T", title, columns, tuple(TableRow(row) for row in rows), (note,), unit_note=note)
    data = render_workbook(Document(title, (table,), footer_left=note), draft=True)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    found = {value for line in sheet.to_python() for value in line} | {""}
    for text in (title, note, *(text for row in rows for text in row)):
        assert printable(text) in found
    openpyxl.load_workbook(io.BytesIO(data))
