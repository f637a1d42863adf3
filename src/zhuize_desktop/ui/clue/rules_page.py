"""规则提示: what the rules say of the case, each line with its clause and mark, leading to where it is entered."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from ...domain.judging.summary import Judged, judged
from ..palette import AMBER, GREEN, INK, INK2, RED
from .navigation import destination_of_place

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl

    from .contents import Contents

_LEAD = "以下由程序按规则库推算，只供核对；“参照”不约束本企业，“待核对”的条文没有与原件比对。档次、管辖、处理由人认定。"


class RulesPage(QWidget):
    """The lines, to read and to copy; a link leads to the field.

    Signals:
        wanted(Destination): a person wants to go where it is entered.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Judged, ...] = ()
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName("规则提示")
        self.text.setStyleSheet("QTextBrowser { border: none; }")
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.text.anchorClicked.connect(self._on_link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 8, 10)
        layout.addWidget(self.text)

    def show_contents(self, contents: Contents) -> None:
        """Judge the case anew."""
        if contents.is_new:
            return
        self._lines = judged(contents.case)
        parts = [f'<p style="color:{INK2}; margin:0 0 8px 0">{_LEAD}</p>']
        above = ""
        for place, one in enumerate(self._lines):
            if one.part != above:
                above = one.part
                parts.append(f'<h4 style="margin:12px 0 4px 0; color:{INK}">{escape(one.part)}</h4>')
            parts.append(_line(place, one))
        self.text.setHtml("".join(parts))

    def _on_link(self, url: QUrl) -> None:
        one = self._lines[int(url.toString())]
        self.wanted.emit(destination_of_place(one.record, one.uid, one.field))


def _line(place: int, one: Judged) -> str:
    subject = escape(one.subject)
    if one.record:
        subject = f'<a href="{place}">{subject}</a>'
    # What only a 参照 or an unread text says is told, not held against a decision.
    tone = INK if not one.departs else AMBER if one.mark else RED
    mark = f' <span style="color:{AMBER}">［{escape(one.mark)}］</span>' if one.mark else ""
    if not one.mark and one.ground:
        mark = f' <span style="color:{GREEN}">［已核对］</span>'
    differs = "（有不同，请核对）" if one.departs else ""
    said = f'<b>{subject}</b>　<span style="color:{tone}">{escape(one.result)}{differs}</span>{mark}'
    # Rich text gives the margin of a block to its own lines only, so the last of the two keeps the distance.
    if not one.ground:
        return f'<div style="margin:0 0 8px 0">{said}</div>'
    return f'<div>{said}</div><div style="color:{INK2}; margin:0 0 8px 0">{escape(one.ground)}</div>'
