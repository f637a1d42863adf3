"""Forms and official letters on the page: measures, signatures, numbers, and the mark until there is one."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from zhuize_desktop.documents.pdf import render_pdf
from zhuize_desktop.domain.content import (
    Block,
    Document,
    KeyValue,
    KeyValues,
    PageBreak,
    PaperLayout,
    Paragraph,
    Signature,
    SignatureRow,
    TextStyle,
    from_plain,
    to_plain,
)

MM = 72 / 25.4
ISSUER = "虚构运输集团有限公司"


def letter(*blocks: Block, **more: Any) -> Document:
    facts: dict[str, Any] = {
        "number": "虚运函〔2026〕3号", "issuer": ISSUER, "addressee": "虚构市国资委", "date_text": "2026年3月5日",
        "secrecy": "内部", "layout": PaperLayout.LETTER,
    }  # fmt: skip
    return Document("关于移送问题线索的函", blocks, **{**facts, **more})


def placed(document: Document, **how: Any) -> list[list[tuple[str, float, float]]]:
    """For each page its pieces of text with left edge and baseline in mm from the upper left corner."""
    found = []
    for page in PdfReader(io.BytesIO(render_pdf(document, draft=False, **how))).pages:
        pieces: list[tuple[str, float, float]] = []

        def visit(text: str, cm: Any, tm: Any, _font: Any, _size: Any, kept: Any = pieces) -> None:
            if text.strip():
                x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                kept.append((text.strip(), x / MM, 297 - y / MM))

        page.extract_text(visitor_text=visit)
        found.append(pieces)
    return found


def test_a_page_of_text_has_the_lines_and_characters_of_the_standard() -> None:
    """GB/T 9704—2012 5.2: 22 lines of 28 characters, 28 mm from the left, the first line 37 mm from the top."""
    text = Paragraph(("文" * 28 * 60,), TextStyle.PLAIN)
    first, second, *_ = placed(Document("", (text,), layout=PaperLayout.OFFICIAL))
    lines = [piece for piece in second if "文文" in piece[0]]
    assert len(lines) == 22
    assert {len(line) for line, _, _ in lines} == {28}
    assert all(left == pytest.approx(28, abs=0.1) for _, left, _ in lines)
    assert 37 < min(top for _, _, top in lines) < 37 + 225 / 22
    assert max(top for _, _, top in lines) < 297 - 35
    assert first


def test_the_head_of_a_letter_stands_where_the_standard_puts_it() -> None:
    pages = placed(letter(Paragraph(("内容。" * 300,)), copies_to="财务部"))
    head = next(piece for piece in pages[0] if piece[0] == ISSUER)
    assert 30 < head[2] < 45
    number = next(piece for piece in pages[0] if piece[0].startswith("虚运函"))
    secrecy = next(piece for piece in pages[0] if piece[0] == "内部")
    assert secrecy[1] == pytest.approx(28, abs=0.1)
    assert number[1] > 120
    assert number[2] == pytest.approx(secrecy[2], abs=0.5)


def test_page_numbers_of_a_letter_begin_on_the_second_page() -> None:
    pages = placed(letter(Paragraph(("内容。" * 700,))))
    numbers = [[piece for piece in page if re.fullmatch(r"— \d+ —", piece[0])] for page in pages]
    assert numbers[0] == []
    assert [page[0][0] for page in numbers[1:]] == [f"— {n} —" for n in range(2, len(pages) + 1)]
    assert numbers[1][0][1] < 60  # an even page has it at the left, an odd one at the right
    assert numbers[2][0][1] > 130


@pytest.mark.parametrize("count", range(90, 190, 4))
def test_no_page_bears_the_signature_without_text(count: int) -> None:
    for page in placed(
        letter(*(Paragraph((f"第{n}项内容。",)) for n in range(count // 10)), Paragraph(("末段。" * 20,)))
    ):
        text = "".join(piece[0] for piece in page)
        if ISSUER in text and "2026年3月5日" in text:
            assert "末段" in text


def test_copies_stand_at_the_foot_of_the_last_page() -> None:
    pages = placed(letter(Paragraph(("内容。",)), copies_to="财务部、法务部"))
    (page,) = pages
    copies = next(piece for piece in page if piece[0].startswith("抄送"))
    assert copies[0] == "抄送：财务部、法务部。"
    assert 250 < copies[2] < 297 - 35


def test_annexes_begin_after_the_signature() -> None:
    pages = placed(letter(Paragraph(("正文。",)), PageBreak(), Paragraph(("附件。",))))
    assert ISSUER in [piece[0] for piece in pages[0]][1:]
    assert "附件。" in pages[1][-1][0] or any("附件。" in piece[0] for piece in pages[1])


def test_an_opinion_is_signed_in_its_box_and_the_row_below_stays_with_it() -> None:
    """However long the boxes above: opinion, foot and signature row never part."""
    for lines in range(1, 36):
        form = KeyValues(
            "form",
            (
                *(KeyValue(f"栏{n}", (f"值{n}",), True) for n in range(lines)),
                KeyValue("领导意见", (), True, 4, "签字：　　　年　月　日"),
            ),
        )
        row = SignatureRow((Signature("经办人", "李文海"), Signature("部门负责人")))
        pages = placed(Document("审批表", (form, row), layout=PaperLayout.FORM))
        texts = ["".join(piece[0] for piece in page) for page in pages]
        (signed,) = [text for text in texts if "部门负责人：" in text]
        assert "领导意见" in signed
        assert "签字：" in signed


def test_two_sign_on_one_row_left_and_right() -> None:
    row = SignatureRow((Signature("送达人", "甲", date="2026年3月5日"), Signature("见证人")))
    (page,) = placed(Document("回证", (row,), layout=PaperLayout.FORM))
    left = next(piece for piece in page if piece[0].startswith("送达人"))
    right = next(piece for piece in page if piece[0].startswith("见证人"))
    assert left[2] == pytest.approx(right[2])
    assert right[1] > left[1] + 60
    with pytest.raises(ValueError, match="4 signatures"):
        SignatureRow((Signature("甲"),) * 4)


def test_the_mark_stands_on_every_page_until_there_is_a_number() -> None:
    document = letter(Paragraph(("内容。" * 500,)), number="待编号")
    marked = PdfReader(io.BytesIO(render_pdf(document, draft=True, mark="待编号"))).pages
    assert len(marked) > 1
    assert all("待编号，不得用印" in page.extract_text() for page in marked)
    final = PdfReader(io.BytesIO(render_pdf(letter(Paragraph(("内容。",))), draft=False))).pages
    assert all("待编号" not in page.extract_text() for page in final)


def test_the_new_blocks_survive_their_plain_form() -> None:
    row = SignatureRow((Signature("经办人"), Signature("部门负责人", "周敏", date="2026年3月5日")))
    form = KeyValues("f", (KeyValue("意见", ("同意",), True, 4, "签字"),))
    document = letter(form, row, copies_to="财务部")
    assert from_plain(to_plain(document)) == document
    assert render_pdf(from_plain(to_plain(document)), draft=False) == render_pdf(document, draft=False)
