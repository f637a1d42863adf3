"""Pages as pictures."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from documents.sample import sample_document
from zhuize_desktop.documents.pdf import render_pdf
from zhuize_desktop.documents.preview import page_count, render_pages_png
from zhuize_desktop.domain.content import Document, Paragraph
from zhuize_desktop.domain.errors import FileProblem


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def test_pages_have_the_size_of_their_paper_and_are_not_blank() -> None:
    pdf = render_pdf(sample_document(), draft=False)
    pictures = [opened(png) for png in render_pages_png(pdf, 72)]
    assert len(pictures) == page_count(pdf)
    assert {picture.size for picture in pictures} == {(596, 842), (842, 596)}
    assert all(picture.convert("L").getextrema()[0] < 100 for picture in pictures)


def test_wanted_pages_come_in_the_wanted_order() -> None:
    pdf = render_pdf(sample_document(), draft=False)
    every = list(render_pages_png(pdf, 40))
    assert list(render_pages_png(pdf, 40, [3, 1])) == [every[2], every[0]]


def test_watermark_greys_an_otherwise_white_page() -> None:
    def darkest_middle(*, draft: bool) -> int:
        (png,) = render_pages_png(render_pdf(Document("", (Paragraph(("甲",)),)), draft=draft), 40)
        picture = opened(png).convert("L")
        middle = picture.crop((80, 150, picture.width - 80, picture.height - 150))
        return int(middle.getextrema()[0])  # type: ignore[arg-type]

    assert darkest_middle(draft=False) == 255
    assert 200 < darkest_middle(draft=True) < 250


@pytest.mark.parametrize("page", [0, 99])
def test_page_that_is_not_there(page: int) -> None:
    with pytest.raises(IndexError):
        list(render_pages_png(render_pdf(Document("甲", ()), draft=False), 40, [page]))


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.4\n%%EOF"])
def test_what_is_no_pdf_is_refused_in_chinese(data: bytes) -> None:
    with pytest.raises(FileProblem) as caught:
        page_count(data)
    assert "PDF" in caught.value.sentence
