"""The search above a table, and the way from it into what it found."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from ..theme import as_search

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from ..jobs import Job
    from .view import LedgerTable

#: Searching waits this long after the last key.
SEARCH_AFTER_MS = 200
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Way(IntEnum):
    """How far the person wants to go once the answer is there."""

    STAY = 0
    INTO_LIST = 1
    OPEN = 2


class TableSearch(QLineEdit):
    """The search of a table. Enter and ↓ go into the list, a second Enter opens what is current there; Esc clears.

    New words lead to the first row they find, also where a row that was current before is among them. Whoever types
    faster than the ledger answers is taken into the list that answers, never into the one before: Enter
    asks at once, and is carried out when the answer stands in the table.

    Signals:
        wanted: somebody gives it the focus (Ctrl+K) while another part of the page may be in front.
        asked: the words changed and typing has paused, or Enter does not wait for that.
    """

    wanted = Signal()
    asked = Signal()

    def __init__(self, table: LedgerTable, placeholder: str, width: int, keys: str = "") -> None:
        """``keys``: the keys that lead here from anywhere, to be told in the line."""
        super().__init__()
        as_search(self, placeholder, width)
        if keys:
            self.setPlaceholderText(f"{placeholder}　{keys}")
            self.setToolTip(f"{placeholder}（{keys}）")
        self._table = table
        self._job: Job | None = None
        self._way = _Way.STAY
        self._is_new = False  # the words: what they find was not looked at yet
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_AFTER_MS)
        self._pause.timeout.connect(self.asked)
        self.textChanged.connect(self._on_text_changed)

    # --- asking and answering ---

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.text().strip()

    def show_words(self, words: str) -> None:
        """Show what a question of another page searches for; asks nothing."""
        self.blockSignals(True)
        self.setText(words)
        self.blockSignals(False)
        self._pause.stop()

    def await_answer(self, job: Job) -> None:
        """The page asks the ledger for what is to stand in the table; it calls ``answered`` when it stands there."""
        self._pause.stop()
        self._job = job
        job.finished.connect(lambda: self._on_job_finished(job))

    def answered(self) -> None:
        """The table shows what answers the words: go where Enter was to lead."""
        way, self._way = self._way, _Way.STAY
        if way is _Way.STAY or not self.hasFocus() or self.is_waiting:
            return
        self._table.go_in(at_first=self._is_new)
        self._is_new = False
        uid = self._table.current_uid()
        if way is _Way.OPEN and uid:
            self._table.opened.emit(uid)

    @property
    def is_waiting(self) -> bool:
        """Whether the table does not answer the words yet."""
        return self._pause.isActive() or self._job is not None

    def _on_job_finished(self, job: Job) -> None:
        if self._job is job:
            self._job = None

    def _on_text_changed(self) -> None:
        self._way = _Way.STAY
        self._is_new = True
        self._pause.start()

    # --- keys ---

    def setFocus(self, *reason: Any) -> None:
        """Come to the front before taking the focus; stay back while something typed is asked about."""
        self.wanted.emit()
        if not self.isVisible():
            return
        super().setFocus(*reason)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who has gone elsewhere is not fetched into the list."""
        self._way = _Way.STAY
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ and Enter leave for the list, Esc clears."""
        if event.key() == Qt.Key.Key_Down or event.key() in _ENTER:
            self._leave(opening=event.key() in _ENTER)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _leave(self, *, opening: bool) -> None:
        is_second = self._way is not _Way.STAY
        self._way = _Way.OPEN if opening and is_second else max(self._way, _Way.INTO_LIST)
        if self._pause.isActive():
            self._pause.stop()
            self.asked.emit()
        elif not self.is_waiting:
            self.answered()
