"""Pages of a PDF as pictures, for the preview on the screen."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2

from ..domain.errors import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has.

    Raises:
        FileProblem: it is no PDF that can be read.
    """
    with _opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of every page in points, so that a page can be fitted to a window before it is drawn.

    Raises:
        FileProblem: it is no PDF that can be read.
    """
    with _opened(pdf) as document:
        return tuple(document.get_page_size(number) for number in range(len(document)))


def render_pages_png(pdf: bytes, dpi: int = 96, pages: Iterable[int] | None = None) -> Iterator[bytes]:
    """The pages as PNG, one after another, so that the first is seen before the last is drawn.

    PDFium is not safe for threads: only one worker of a process may draw.

    Args:
        pdf: the whole file.
        dpi: dots per inch.
        pages: page numbers from 1; all when left out.

    Raises:
        FileProblem: it is no PDF that can be read.
        IndexError: there is no such page.
    """
    with _opened(pdf) as document:
        for number in range(1, len(document) + 1) if pages is None else pages:
            if not 1 <= number <= len(document):
                raise IndexError(f"page {number} of {len(document)}")
            page = document[number - 1]
            picture = page.render(scale=dpi / 72).to_pil()
            page.close()
            target = io.BytesIO()
            picture.save(target, "PNG")
            yield target.getvalue()


def _opened(pdf: bytes) -> pypdfium2.PdfDocument:
    """The PDF, opened; it closes with its ``with`` block."""
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise FileProblem("这个文件不是完整的 PDF，无法预览，请重新生成或重新取得。") from error
