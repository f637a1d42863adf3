"""另存 PDF: a paper goes out as PDF: asked for its place, put on the trail, written in the child process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ..domain.papers import mark_of
from ..services.papers import release_paper
from .paper_out import offer_to_open
from .report.rendering import write_draft

if TYPE_CHECKING:
    from ..domain.content import Document
    from .context import Context


class PaperSaver:
    """Saves papers for one widget, which is veiled meanwhile and over which the dialogs open."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        self._context, self._owner = context, owner

    def ask_place(self, clue: str, kind: str, about: str, name: str) -> QFileDialog:
        """Ask where the PDF shall go; it is printed from there with the reader of this computer.

        Args:
            clue: uid of the clue; empty for the papers of the whole ledger.
            kind: code of the dictionary ``paper_kind``.
            about: uid of the record it is of, if it is of one.
            name: the file name offered.
        """
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._owner.window(), "另存 PDF", str(Path(folder) / name), "PDF 文件 (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(".pdf")
        dialog.fileSelected.connect(lambda file: self.save(clue, kind, about, Path(file)))
        dialog.open()
        return dialog

    def save(self, clue: str, kind: str, about: str, target: Path) -> None:
        """Put it on the trail that the paper goes out, then write it."""
        self._context.jobs.run(
            release_paper,
            self._context.session,
            clue,
            kind,
            about,
            target.name,
            on_done=lambda released: self._write(released.value, target),
            owner=self._owner,
            busy=self._owner,
            title="另存 PDF",
        )

    def _write(self, document: Document, target: Path) -> None:
        self._context.jobs.run_apart(
            write_draft,
            document,
            target,
            mark_of(document),
            on_done=self._on_written,
            owner=self._owner,
            busy=self._owner,
            title="另存 PDF",
        )

    def _on_written(self, path: Path) -> None:
        offer_to_open(self._owner, "文书已存为 PDF，请打开后打印。", path)
