"""What the child process does for the preview: rendering a document, drawing one of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...domain.errors import FileProblem
from ...seal.atomic import write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ...domain.content import Document

#: Of a progress bar for the whole, this part is the rendering; the rest is counting and sending the pages.
_RENDERING = 0.95


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF and the sizes of its pages in points."""

    pdf: bytes
    sizes: tuple[tuple[float, float], ...]


def draw_document(document: Document, mark: str, progress: Callable[[float, str], None]) -> Drawn:
    """The document as a PDF that is not sealed; every page bears ``mark``; without one it is a paper to be signed."""
    from ...documents.pdf import render_pdf
    from ...documents.preview import page_sizes

    pdf = render_pdf(
        document,
        draft=bool(mark),
        mark=mark,
        progress=lambda part, words: progress(part * _RENDERING, words or "正在排版…"),
    )
    return Drawn(pdf, page_sizes(pdf))


def read_drawn(path: Path) -> Drawn:
    """A sealed PDF as it lies on the disk.

    Raises:
        FileProblem: it is gone, held by another program, or no PDF any more.
    """
    from ...documents.preview import page_sizes

    try:
        pdf = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"封存文件“{path}”不在原处，请用“打开 PDF”重新导出后再看。") from None
    except OSError:
        raise FileProblem(f"封存文件“{path}”读不了，请先关闭占用它的程序。") from None
    return Drawn(pdf, page_sizes(pdf))


def draw_page(pdf: bytes, number: int, dpi: int) -> bytes:
    """Page ``number`` (from 1) as PNG."""
    from ...documents.preview import render_pages_png

    return next(render_pages_png(pdf, dpi, [number]))


def write_draft(document: Document, path: Path, mark: str, progress: Callable[[float, str], None]) -> Path:
    """The document, not sealed and bearing ``mark`` if any, as the file its name asks for: ``.pdf`` or ``.xlsx``.

    Raises:
        FileProblem: disk full, write-protected, or the file is open elsewhere.
    """
    from ...documents.pdf import render_pdf
    from ...documents.xlsx import render_workbook

    if path.suffix.lower() == ".xlsx":
        progress(0.1, "正在生成工作簿…")
        data = render_workbook(document, draft=True, mark=mark)
    else:
        data = render_pdf(document, draft=bool(mark), mark=mark, progress=progress)
    write_atomic(path, data)
    return path
