"""The PDF as another program reads it."""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from documents.other_process import rendered_elsewhere
from documents.reference import assert_as_reviewed
from documents.sample import progress_table, sample_document, signatures
from zhuize_desktop.documents.fonts import SERIF, drawable
from zhuize_desktop.documents.pdf import missing_in, render_pdf
from zhuize_desktop.domain.content import (
    Align,
    Block,
    CompilationPage,
    Document,
    Emphasis,
    Figure,
    FigureFormat,
    Heading,
    KeyValue,
    KeyValues,
    Notice,
    NoticeKind,
    Orientation,
    PageBreak,
    Paragraph,
    Provenance,
    Signature,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
    TextStyle,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf.generic import DictionaryObject

SOURCE = Provenance("clue.received", "受理日在本期内的线索")


@pytest.fixture(scope="module")
def final() -> bytes:
    return render_pdf(sample_document(), draft=False)


@pytest.fixture(scope="module")
def draft() -> bytes:
    return render_pdf(sample_document(), draft=True)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def fonts(value: Any, seen: set[int]) -> Iterator[DictionaryObject]:
    """Every font dictionary that can be reached from a page."""
    value = value.get_object() if hasattr(value, "get_object") else value
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, dict):
        if value.get("/Type") == "/Font":
            yield value  # type: ignore[misc]
        for key, item in value.items():
            if key not in ("/Parent", "/Kids"):
                yield from fonts(item, seen)
    elif isinstance(value, list):
        for item in value:
            yield from fonts(item, seen)


def test_text_is_as_reviewed(final: bytes) -> None:
    text = "\n".join(f"==== {number}\n{page.rstrip()}" for number, page in enumerate(pages(final), 1))
    assert_as_reviewed("sample_pdf.txt", text + "\n")


def test_every_page_is_numbered_out_of_the_total(final: bytes) -> None:
    texts = [squeezed(page) for page in pages(final)]
    assert len(texts) > 8
    for number, text in enumerate(texts, 1):
        assert f"第{number}页共{len(texts)}页" in text


def test_head_stands_on_every_page_but_the_first(final: bytes) -> None:
    first, *others = [squeezed(page) for page in pages(final)]
    title = "云岭城市发展集团有限公司2026年度违规经营投资责任追究工作报告"
    assert first.count(title) == 1
    assert all(title in text and "云岭追责〔2027〕2号" in text for text in others)


def test_watermark_is_on_every_page_of_a_draft_and_on_none_of_a_final_one(draft: bytes, final: bytes) -> None:
    for page in pages(draft):
        assert page.count("草稿") == 2
    assert "草稿" not in "".join(pages(final))


@pytest.mark.parametrize("is_draft", [True, False])
def test_every_font_is_embedded(is_draft: bool, draft: bytes, final: bytes) -> None:
    reader = PdfReader(io.BytesIO(draft if is_draft else final))
    found = [font for page in reader.pages for font in fonts(page, set())]
    assert {str(font["/BaseFont"]).partition("+")[2] for font in found} == {
        "NotoSerifSC-Regular", "NotoSansSC-Regular", "NotoSansSC-Bold",
    }  # fmt: skip
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in found)  # type: ignore[operator]


def test_properties_language_and_outline(final: bytes) -> None:
    reader = PdfReader(io.BytesIO(final))
    assert reader.metadata is not None
    assert reader.metadata.title == "云岭城市发展集团有限公司2026年度违规经营投资责任追究工作报告"
    assert reader.metadata.author == "云岭城市发展集团有限公司"
    assert reader.root_object["/Lang"] == "zh-CN"

    def titles(outline: Any) -> Any:
        return [titles(item) if isinstance(item, list) else item.title for item in outline]

    assert titles(reader.outline) == [
        "一、总体情况",
        ["（一）办理进度", ["表1 问题线索办理进度表"], "（二）季度情况"],
        "二、存在的不足",
        ["1. 下一步措施"],
        "附件1 问题线索登记表",
        "附件2 问题线索管理台账",
        ["附表 问题线索管理台账（摘录）"],
        "编制说明",
    ]


def test_bookmarks_lead_to_the_pages_of_their_headings(final: bytes) -> None:
    reader = PdfReader(io.BytesIO(final))

    def flat(outline: Any) -> Iterator[Any]:
        for item in outline:
            if isinstance(item, list):
                yield from flat(item)
            else:
                yield item

    for item in flat(reader.outline):
        number = reader.get_destination_page_number(item)
        assert number is not None
        assert squeezed(item.title) in squeezed(reader.pages[number].extract_text())


def test_wide_tables_turn_the_sheet_and_only_they(final: bytes) -> None:
    for page in PdfReader(io.BytesIO(final)).pages:
        text = page.extract_text()
        turned = page.mediabox.width > page.mediabox.height
        assert turned == ("XS-2026-0001" in text or "（续）附表" in text), text
        assert sorted(round(float(side)) for side in (page.mediabox.width, page.mediabox.height)) == [
            595,
            842,
        ]


def test_a_note_stays_on_the_sheet_of_its_table() -> None:
    wide = Table(
        "W", "宽表", (TableColumn("甲", 30),), (TableRow(("一",)),), orientation=Orientation.LANDSCAPE
    )
    note, text = Paragraph(("表下的注。",), TextStyle.NOTE), Paragraph(("接着的正文。",))
    made = PdfReader(io.BytesIO(render_pdf(Document("", (wide, note, note, text)), draft=False)))
    assert [page.mediabox.width > page.mediabox.height for page in made.pages] == [True, False]
    assert [page.extract_text().count("表下的注") for page in made.pages] == [2, 0]


def test_head_of_a_table_is_repeated_and_no_row_is_lost(final: bytes) -> None:
    annex = [page for page in pages(final) if "附表" in page]
    assert len(annex) > 2
    assert all("问题摘要" in page and "直接损失" in page for page in annex)
    assert "（续）" not in annex[0]
    assert all("（续）附表" in page for page in annex[1:])
    numbers = re.findall(r"XS-2026-\d{4}", "".join(annex))
    assert numbers == [f"XS-2026-{number:04d}" for number in range(1, 41)]


def test_text_is_printed_as_it_is() -> None:
    text = "A&B<b>甲</b>&lt;%s {x} \\ “引” <i"
    document = Document(text, (Heading(1, text), Paragraph((text,)), Notice(NoticeKind.NOTE, (text,))))
    assert squeezed("".join(pages(render_pdf(document, draft=False)))).count(squeezed(text)) == 4


def test_letter_is_signed_at_its_end_and_a_report_under_its_title() -> None:
    body = (Paragraph(("正文。",)), PageBreak(), Heading(1, "附件"))
    letter = Document("函", body, issuer="云岭水务", addressee="市国资委", date_text="2027年1月15日")
    first = [line.strip() for line in pages(render_pdf(letter, draft=False))[0].splitlines()]
    assert (
        first.index("市国资委：")
        < first.index("正文。")
        < first.index("云岭水务")
        < first.index("2027年1月15日")
    )
    report = Document("表", body, issuer="云岭水务", date_text="2027年1月15日")
    text = pages(render_pdf(report, draft=False))[0]
    assert "编制单位：云岭水务" in text
    assert text.index("编制单位：云岭水务") < text.index("正文。")


def test_signatures_leave_room_for_the_pen_and_stay_on_one_page() -> None:
    for lines in range(20, 36):
        filler = Paragraph(("行\n" * lines,))
        found = pages(render_pdf(Document("报告", (filler, signatures())), draft=False))
        (page,) = [page for page in found if "签批" in page]
        assert all(
            word in page for word in ("填报人", "周闻", "签发人", "单位（盖章）", "纸质签发", "年　月　日")
        )


def test_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    for lines in range(20, 36):
        filler = Paragraph(("行\n" * lines,))
        document = Document(
            "报告", (filler, Heading(1, "标题甲"), Heading(2, "标题乙"), Paragraph(("后文。",)))
        )
        (page,) = [page for page in pages(render_pdf(document, draft=False)) if "标题甲" in page]
        assert "标题乙" in page
        assert "后文。" in page


def test_title_and_first_row_of_a_table_stand_together() -> None:
    for lines in range(18, 36):
        filler = Paragraph(("行\n" * lines,))
        found = pages(render_pdf(Document("报告", (filler, progress_table())), draft=False))
        (page,) = [page for page in found if "表1" in page and "（续）" not in page]
        assert "云岭城市发展集团有限公司" in squeezed(page)


def test_short_table_is_not_divided() -> None:
    rows = tuple(TableRow((f"第{number}行",)) for number in range(6))
    table = Table("T", "短表", (TableColumn("甲"),), rows, notes=("表下注",))
    for lines in range(18, 36):
        found = pages(render_pdf(Document("报告", (Paragraph(("行\n" * lines,)), table)), draft=False))
        (page,) = [page for page in found if "短表" in page]
        assert all(f"第{number}行" in page for number in range(6))
        assert "表下注" in page


def test_notes_stand_below_the_last_rows() -> None:
    for lines in range(4, 32):
        filler = Paragraph(("行\n" * lines,))
        found = pages(render_pdf(Document("报告", (filler, progress_table())), draft=False))
        (page,) = [page for page in found if "待市国资委确认" in page]
        assert "合计等于各行之和" in page
        assert "4,173.2337" in page


def test_a_table_goes_on_over_the_page_never_on_it() -> None:
    """Rows that follow the notes to the next page leave room where they stood."""
    columns = (TableColumn("编号", 8), TableColumn("概述", 20))
    for count in range(24, 36):
        rows = tuple(TableRow((f"第{number}号", "某事项")) for number in range(1, count + 1))
        table = Table("T", "清单", columns, rows, ("此注写在表下，" * 12,))
        for page in pages(render_pdf(Document("标题", (Paragraph(("行",)), table)), draft=False)):
            assert page.count("概述") <= 1, count


def test_last_row_of_a_table_is_not_left_alone() -> None:
    for lines in range(4, 32):
        filler = Paragraph(("行\n" * lines,))
        found = pages(render_pdf(Document("报告", (filler, progress_table())), draft=False))
        last = next(page for page in found if "合计" in page and "4,173.2337" in page)
        assert "云岭数字产业" in last


def table_of(cell: str, columns: int = 3, rows: int = 1) -> Table:
    row = TableRow((cell,) * columns)
    return Table("T", "表", tuple(TableColumn(f"列{n}", 6) for n in range(columns)), (row,) * rows)


def test_cell_higher_than_a_page_is_carried_over_whole() -> None:
    text = "".join(f"〔{number}〕" for number in range(900))
    found = pages(render_pdf(Document("报告", (table_of(text, 1),)), draft=False))
    assert len(found) > 1
    printed = squeezed("".join(found))
    assert [int(n) for n in re.findall(r"〔(\d+)〕", printed)] == list(range(900))


def test_head_higher_than_a_page_is_printed_once_and_whole() -> None:
    label = "".join(f"〔{number}〕" for number in range(900))
    columns = (TableColumn(label, 6, group="组" * 40), TableColumn("乙", 40))
    table = Table("T", "表", columns, (TableRow(("甲", "乙")),))
    found = squeezed("".join(pages(render_pdf(Document("报告", (table,)), draft=False))))
    assert found.count("〔899〕") == 1
    assert "组" * 3 in found


def test_figures_are_not_divided_while_any_size_holds_them() -> None:
    money = Figure.money(123_456_789_012_345, SOURCE)
    columns = tuple(TableColumn("金额", 3, format=FigureFormat.MONEY_YUAN) for _ in range(6))
    table = Table("T", "表", columns, (TableRow((money,) * 6),), orientation=Orientation.PORTRAIT)
    (page,) = pages(render_pdf(Document("报告", (table,)), draft=False))
    assert page.count("1,234,567,890,123.45") == 6


def test_amounts_stand_at_the_right_edge_of_their_column() -> None:
    rows = tuple(TableRow((Figure.money(fen, SOURCE),)) for fen in (1, 123_456_789, 99_999))
    table = Table("T", "表", (TableColumn("金额", format=FigureFormat.MONEY_YUAN),), rows)
    edges = []

    def note(text: str, _cm: Any, tm: Any, _font: Any, size: float) -> None:
        if re.fullmatch(r"[\d,]+\.\d\d", text.strip()):
            edges.append((text.strip(), float(tm[4])))

    PdfReader(io.BytesIO(render_pdf(Document("报告", (table,)), draft=False))).pages[0].extract_text(
        visitor_text=note
    )
    assert [text for text, _ in edges] == ["0.01", "1,234,567.89", "999.99"]
    starts = dict(edges)
    assert starts["1,234,567.89"] < starts["999.99"] < starts["0.01"]


def test_missing_characters_are_marked_and_named_on_the_compilation_page() -> None:
    page = CompilationPage("NB-1", "aa", "bb", "cc")
    document = Document("报告", (Paragraph(("甲\U0001f600乙",)),), compilation=page)
    assert missing_in(document) == ("\U0001f600",)
    text = "".join(pages(render_pdf(document, draft=False)))
    assert "甲〓乙" in text
    assert "U+1F600" in text
    assert missing_in(sample_document()) == ()


def test_rare_name_beyond_the_basic_plane_can_be_copied_out() -> None:
    name = "\U00020164"  # 𠅤 or whichever the fonts have: asked of the font, not assumed
    candidates = [chr(code) for code in range(0x20000, 0x2A6E0) if drawable(chr(code), SERIF) == chr(code)]
    name = candidates[0] if candidates else name
    assert candidates, "the fonts carry no rare character: this test shows nothing"
    assert name in "".join(pages(render_pdf(Document("报告", (Paragraph((f"甲{name}乙",)),)), draft=False)))


def test_progress_is_told_and_can_stop_the_work() -> None:
    told: list[tuple[float, str]] = []
    render_pdf(sample_document(), draft=False, progress=lambda part, text: told.append((part, text)))
    assert [text for _, text in told][:2] == ["正在排版第 1 页", "正在排版第 2 页"]
    assert all(0 <= before <= after <= 1 for (before, _), (after, _) in pairwise(told))

    class Stopped(Exception):
        pass

    def stop(_part: float, text: str) -> None:
        if text == "正在排版第 2 页":
            raise Stopped

    with pytest.raises(Stopped):
        render_pdf(sample_document(), draft=False, progress=stop)


def test_same_bytes_in_this_and_in_other_processes(final: bytes) -> None:
    assert render_pdf(sample_document(), draft=False) == final
    for seed in (1, 2):
        elsewhere = rendered_elsewhere(sample_document(), "pdf", "render_pdf(document, draft=False)", seed)
        assert elsewhere == final


def test_empty_document_is_one_page() -> None:
    assert len(pages(render_pdf(Document("", ()), draft=False))) == 1


any_text = st.text(max_size=60) | st.text(st.sampled_from("甲乙，。（）《》A1.\n <&"), max_size=400)
cells = any_text | st.builds(Figure.money, st.none() | st.integers(-(10**15), 10**15), st.just(SOURCE))


@st.composite
def any_table(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 12))
    columns = [
        TableColumn(
            draw(any_text), draw(st.integers(0, 50)), draw(st.sampled_from(Align)), group=draw(any_text)
        )
        for _ in range(width)
    ]
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width).map(tuple), max_size=4))
    kinds = st.sampled_from(Emphasis)
    return Table(
        "T", draw(any_text), tuple(columns), tuple(TableRow(row, draw(kinds)) for row in rows),
        tuple(draw(st.lists(any_text, max_size=2))), draw(st.sampled_from(Orientation)), draw(any_text),
    )  # fmt: skip


any_block: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.integers(1, 4), any_text),
    st.builds(Paragraph, st.lists(cells, max_size=3).map(tuple)),
    st.builds(Notice, st.sampled_from(NoticeKind), st.tuples(any_text)),
    any_table(),
    st.builds(
        KeyValues,
        st.just("F"),
        st.lists(
            st.builds(KeyValue, any_text, st.tuples(any_text), st.booleans(), st.integers(1, 9)), max_size=4
        ).map(tuple),
        any_text,
        st.integers(1, 3),
    ),
    st.builds(
        SignatureBlock, st.lists(st.builds(Signature, any_text, any_text), max_size=3).map(tuple), any_text
    ),
    st.just(PageBreak()),
)


def strings(value: Any) -> Iterator[str]:
    """What the tree says, found without the code under test."""
    match value:
        case Figure():
            yield value.text
        case str():
            yield value
        case tuple():
            for item in value:
                yield from strings(item)
        case Heading(text=text):
            yield text
        case Paragraph(runs=runs) | Notice(runs=runs):
            yield from strings(runs)
        case Table():
            yield from strings((value.title, value.unit_note, *value.notes))
            yield from strings(tuple(column.label for column in value.columns))
            yield from strings(tuple(row.cells for row in value.rows))
        case KeyValues():
            yield from strings((value.title, *((item.label, item.value) for item in value.items)))
        case SignatureBlock():
            yield from strings((value.title, *((one.role, one.name) for one in value.rows)))


@settings(max_examples=60)
@given(st.lists(any_block, max_size=5).map(tuple), any_text)
def test_anything_can_be_printed_and_nothing_is_lost(blocks: tuple[Block, ...], title: str) -> None:
    document = Document(title, blocks, number="1号")
    found = Counter("".join(pages(render_pdf(document, draft=True))))
    wanted = Counter(drawable(title + "".join(text for block in blocks for text in strings(block)), SERIF))
    # The extractor turns some characters into their plain twins, and blanks at line ends are dropped.
    lost = {char for char in wanted if char.isalnum() and char.isascii() | ("一" <= char <= "鿿")} - set(
        found
    )
    assert not lost
    for char in "甲乙A1":
        assert found[char] >= wanted[char]


@pytest.mark.parametrize("rows", range(60, 96, 2))
def test_a_table_is_resumed_once_a_page_at_most(rows: int) -> None:
    """Rows moved over so that the notes do not stand alone begin the next page, not a second head on the same one."""
    table = Table(
        "T",
        "长表",
        (TableColumn("项目"), TableColumn("数")),
        tuple(TableRow((f"第{number}行", "1")) for number in range(rows)),
        tuple(f"第{number}条说明" for number in range(6)),
    )
    found = pages(render_pdf(Document("报告", (table,)), draft=False))
    heads = [text.count("项目") for text in found]
    assert max(heads) == 1
    assert sum(text.count("第0条说明") for text in found) == 1
    assert "行" in next(text for text in found if "第0条说明" in text).replace("第0条说明", "")
