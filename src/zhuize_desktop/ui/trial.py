"""A trial of the main window: every page opened, its work awaited, the picture kept. For ``--smoke-test``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from .jobs import Jobs
    from .main_window import MainWindow

#: So long a page may work before the trial gives up, in milliseconds.
_PATIENCE = 120_000
_PAINT = 100


class TrialFailed(Exception):
    """A page did not open, or a dialog stood before it; the text says which."""


def try_pages(window: MainWindow, jobs: Jobs, pages: list[tuple[str, str]], picture: Path) -> list[str]:
    """Open every page in turn, then the first again for its picture; returns the titles.

    Args:
        window: not shown yet.
        jobs: whose work is waited for.
        pages: key and title, in order.
        picture: where the picture of the window on its first page goes, as PNG.

    Raises:
        TrialFailed: a page raised, asked something, or did not come to rest.
    """
    met: list[BaseException] = []

    def keep(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        met.append(error)

    before, sys.excepthook = sys.excepthook, keep
    said: list[str] = []
    heard = qInstallMessageHandler(lambda _kind, _context, text: said.append(text))  # English, and about Qt
    try:
        window.show()
        for key, title in [*pages, pages[0]]:
            window.open_page(key)
            _rest(jobs, title)
            asked = [
                one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()
            ]
            if met:
                raise TrialFailed(f"页面“{title}”出错") from met[0]
            if asked:
                raise TrialFailed(f"页面“{title}”上出现了对话框“{asked[0].windowTitle()}”")
        if not window.grab().save(str(picture)):
            raise TrialFailed("主窗口的图像存不下来")
    finally:
        sys.excepthook = before
        qInstallMessageHandler(heard)
        picture.with_suffix(".log").write_text("\n".join(said), "utf-8")
    return [title for _, title in pages]


def _rest(jobs: Jobs, title: str) -> None:
    """Let events run until no job is under way and the page is painted."""
    loop = QEventLoop()
    patience = QTimer()
    patience.setSingleShot(True)
    patience.timeout.connect(loop.quit)
    jobs.idle.connect(loop.quit)
    for _ in range(10):  # a page that has its rows may ask for what follows from them
        QTimer.singleShot(_PAINT, loop.quit)
        loop.exec()
        if not jobs.is_idle:
            patience.start(_PATIENCE)
            loop.exec()
            patience.stop()
            continue
        return
    raise TrialFailed(f"页面“{title}”没有静下来")
