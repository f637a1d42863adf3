"""A dialog over a window of the program, which gives the keyboard back when it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QKeyEvent


class OverDialog(QDialog):
    """Not every window system finds the way back to the window below when a dialog closes, least of all when two
    close at the same moment; and lists of suggestions open in active windows only.

    F1 opens the manual here too: the window below, which has its key for it, is not active.

    Attributes:
        chapter: of the manual; "" for that of the window below.
    """

    chapter = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 opens the manual, Esc closes."""
        if event.key() == Qt.Key.Key_F1:
            from .manual import open_manual  # a dialog over a window itself

            open_manual(self)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The keyboard goes back to the window below."""
        super().hideEvent(event)
        below = self.parentWidget()
        if not event.spontaneous() and below is not None and below.window().isVisible():
            below.window().activateWindow()
