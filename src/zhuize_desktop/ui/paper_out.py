"""打印: a paper of no clue goes out — put on the trail, written by the child process, offered to be opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from . import messages
from .paper_file import write_paper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from .context import Context


class PaperOut:
    """Writes papers of one kind for one widget, which is veiled meanwhile and over which the dialogs open.

    Args:
        context: of the session.
        over: the widget.
        title: what the paper is called.
        then: what to do with it once it is written, e.g. ``请打开后打印``.
    """

    def __init__(self, context: Context, over: QWidget, title: str, then: str) -> None:
        self._context, self._over = context, over
        self._title, self._then = title, then

    def write(
        self,
        release: Callable[..., Any],
        *arguments: Any,
        path: Path,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Call ``release(session, *arguments)``, which gives the document, and write it to ``path``."""
        self._context.jobs.run(
            release,
            self._context.session,
            *arguments,
            owner=self._over,
            busy=self._over,
            title=f"打印{self._title}",
            on_done=partial(self._render, path),
            on_error=on_error,
        )

    def _render(self, path: Path, released: Any) -> None:
        self._context.jobs.run_apart(
            write_paper,
            released.value,
            path,
            owner=self._over,
            busy=self._over,
            title=f"打印{self._title}",
            on_done=self._on_written,
        )

    def _on_written(self, path: Path) -> None:
        offer_to_open(self._over, f"{self._title}已生成，{self._then}。", path)


def offer_to_open(over: QWidget, sentence: str, path: Path) -> None:
    """Say that a file was written, and open it with the reader of this computer, which prints it."""

    def show() -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            messages.show_notice(over, f"这台电脑上没有能打开它的程序，文件在：{path}")

    messages.confirm(over, sentence, show, yes="打开", no="关闭", detail=f"文件：{path}")
