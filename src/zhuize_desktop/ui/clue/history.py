"""办理过程: who did what to the clue and to what hangs on it, newest first."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from ...domain.clock import shown
from ..palette import INK, INK2
from .sentences import tell
from .words import FieldWords

if TYPE_CHECKING:
    from .case_resolver import CaseResolver
    from .contents import Contents


class HistoryTab(QWidget):
    """The trail of one clue, to read and to copy."""

    def __init__(self, resolver: CaseResolver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._resolver = resolver
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName("办理过程")
        self.text.setStyleSheet("QTextBrowser { border: none; }")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 8, 10)
        layout.addWidget(self.text)

    def show_contents(self, contents: Contents) -> None:
        """Tell the trail of a clue."""
        words = FieldWords(contents.book, self._resolver)
        called = {
            one.uid: self._resolver.called(one) for records in contents.case.held.values() for one in records
        }
        rows = []
        for entry in contents.trail:
            told = tell(entry, words, called)
            details = "".join(f'<div style="color:{INK2}">{escape(one)}</div>' for one in told.details)
            rows.append(
                f'<tr><td width="130" style="color:{INK2}; padding:0 0 10px 0">{shown(entry.at)}</td>'
                f'<td width="76" style="padding:0 0 10px 0">{escape(entry.actor_name)}</td>'
                f'<td style="padding:0 0 10px 0"><div style="color:{INK}">{escape(told.sentence)}</div>'
                f"{details}</td></tr>"
            )
        self.text.setHtml(f'<table cellspacing="0" width="100%">{"".join(rows)}</table>')
