"""A text that is kept while it is typed and saved when it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from ..widgets.long_text import LongText

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

#: Pause in typing after which the words are kept as a draft. 本程序设计.
KEEP_AFTER_MS = 1000


class KeptText(LongText):
    """Words that outlive a crash.

    Signals:
        keep_wanted: the words as typed, a second after the last key.
        save_wanted: the words, when the field is left or ``flush`` is called; only if they changed.
    """

    keep_wanted = Signal(str)
    save_wanted = Signal(str)

    def __init__(self, least: int = 3, most: int = 16) -> None:
        super().__init__(least, most)
        self._saved = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(KEEP_AFTER_MS)
        self._pause.timeout.connect(lambda: self.keep_wanted.emit(self.value()))
        self.edited.connect(self._pause.start)

    @property
    def is_dirty(self) -> bool:
        """Whether the words differ from those saved."""
        return self.value() != self._saved.strip()

    def load(self, saved: str, unsaved: str | None = None) -> None:
        """Show what was saved, or the words typed after it that never were; what is being typed is left alone."""
        if self.is_dirty:
            return
        self._saved = saved
        wanted = saved if unsaved is None else unsaved
        if self.value() != wanted.strip():
            self.set_value(wanted)

    def forget(self) -> None:
        """Another report is shown: nothing here belongs to it."""
        self._pause.stop()
        self._saved = ""
        self.set_value("")

    def flush(self) -> None:
        """Ask for saving, if there is something to save."""
        if self.isReadOnly() or not self.is_dirty:
            return
        self._pause.stop()
        self._saved = self.value()
        self.save_wanted.emit(self._saved)

    def take_back(self, text: str) -> None:
        """Saving failed: the words count as unsaved again."""
        if self._saved == text:
            self._saved = "\0"
        self._pause.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Save when it is left."""
        super().focusOutEvent(event)
        self.flush()
