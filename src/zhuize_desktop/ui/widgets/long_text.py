"""Several lines of text in a field that grows with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ..theme import restyle

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LongText(QPlainTextEdit):
    """Enter makes a new line, Tab and Ctrl+Enter go on; the field grows from ``least`` to ``most`` lines.

    Signals:
        edited: the person changed the text.
    """

    edited = Signal()

    def __init__(self, least: int = 3, most: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self._is_loading = False
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._on_text_changed)
        self._fit()

    def value(self) -> str:
        """The text without blank lines and spaces at its ends."""
        return self.toPlainText().strip()

    def set_value(self, value: str) -> None:
        """Show a text."""
        self._is_loading = True
        self.setPlainText(value)
        self._is_loading = False
        self._fit()

    def typed(self) -> str:
        """Every text is a value."""
        return ""

    def set_typed(self, text: str) -> None:
        """Show a text."""
        self.set_value(text)

    def set_read_only(self, on: bool) -> None:
        """Show only."""
        if on != self.isReadOnly():
            self.setReadOnly(on)
            restyle(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter goes to the next field."""
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.focusNextPrevChild(True)
            event.accept()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form, not the text, unless the text is being edited."""
        if self.hasFocus() and self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps differently."""
        super().resizeEvent(event)
        self._fit()

    def _on_text_changed(self) -> None:
        self._fit()
        if not self._is_loading:
            self.edited.emit()

    def _fit(self) -> None:
        lines = max(self._least, min(self._most, int(self.document().size().height())))
        height = lines * self.fontMetrics().lineSpacing() + 2 * int(self.document().documentMargin()) + 10
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)
