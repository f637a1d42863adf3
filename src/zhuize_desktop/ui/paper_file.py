"""A paper as a PDF to be printed; runs in the child process. No Qt in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..domain.content import Document


def write_paper(document: Document, path: Path) -> Path:
    """Write the document as a PDF.

    Raises:
        FileProblem: the disk is full, or the file cannot be written.
    """
    from ..documents.pdf import render_pdf
    from ..seal.atomic import write_atomic

    write_atomic(path, render_pdf(document, draft=False))
    return path
