"""The list of sheets at the left of the dossier: stages with their mark, side tracks, and what belongs to the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ..palette import ACCENT, ACCENT_BG, AMBER, GREEN, INK, INK2, NOTE_PX, ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QResizeEvent

WIDTH = 142
#: Height of a heading, and the least that a sheet may have, in px: a low window shows the whole list all the same.
_HEADING, _LOWEST = 20, 20
_ITEM = Qt.ItemDataRole.UserRole
_MARK = Qt.ItemDataRole.UserRole + 1
#: The mark of a stage: word for the ear, glyph for the eye.
DONE, NOW, AHEAD, HISTORIC = "已办", "在办", "未到", "历史已办"
#: What stands in the place of the number where something waits to be saved.
UNSAVED, DRAFT = "未存", "草稿"
_GLYPHS = {DONE: "✓", NOW: "●", AHEAD: "○", HISTORIC: "✓"}
_INKS = {DONE: GREEN, NOW: ACCENT, AHEAD: INK2, HISTORIC: INK2}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list; without a code it is a heading."""

    code: str
    label: str


class SheetList(QListWidget):
    """Sheets under headings; ↑ and ↓ go through them.

    Attributes:
        row_height: of a sheet, in px; as much as the height of the window has room for.

    Signals:
        picked: code of the sheet that was chosen.
    """

    picked = Signal(str)

    def __init__(self, lines: Sequence[Listed]) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("卷宗分栏")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_LineDelegate(self))
        self.setStyleSheet("QListView { border: none; background: transparent; }")
        self.row_height = ROW_HEIGHT
        self._items: dict[str, QListWidgetItem] = {}
        for line in lines:
            item = QListWidgetItem(line.label)
            item.setData(_ITEM, line.code)
            if line.code:
                self._items[line.code] = item
            else:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        self.currentItemChanged.connect(self._on_current_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the lines together where the window is low."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        headings = self.count() - len(self._items)
        shown = sum(not item.isHidden() for item in self._items.values())
        room = (self.height() - headings * _HEADING) // max(1, shown)
        height = max(_LOWEST, min(ROW_HEIGHT, room))
        if height != self.row_height:
            self.row_height = height
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and the last sheet, past the headings."""
        key = event.key()
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            shown = [code for code, item in self._items.items() if not item.isHidden()]
            self.turn_to(shown[0 if key == Qt.Key.Key_Home else -1])
            event.accept()
        else:
            super().keyPressEvent(event)

    def _on_current_changed(self, now: QListWidgetItem | None) -> None:
        if now is not None and now.data(_ITEM):
            self.picked.emit(now.data(_ITEM))

    @property
    def code(self) -> str:
        """The sheet in front."""
        chosen = self.selectedItems()
        return str(chosen[0].data(_ITEM)) if chosen else ""

    @property
    def words(self) -> str:
        """The sheet in front and how much stands on it, in words."""
        chosen = self.selectedItems()
        if not chosen:
            return ""
        _, number, is_waiting = chosen[0].data(_MARK) or ("", "", False)
        return chosen[0].text() if is_waiting else f"{chosen[0].text()} {number}".strip()

    def turn_to(self, code: str) -> None:
        """Choose a sheet."""
        self.setCurrentItem(self._items[code])

    def turn_by(self, step: int) -> None:
        """The next sheet in sight, or the one before."""
        shown = [code for code, item in self._items.items() if not item.isHidden()]
        if self.code in shown:
            self.turn_to(shown[max(0, min(len(shown) - 1, shown.index(self.code) + step))])

    def show_sheet(self, code: str, on: bool) -> None:
        """Put a sheet into sight or out of it."""
        self._items[code].setHidden(not on)
        self._fit()

    def show_marks(
        self, marks: Mapping[str, str], counts: Mapping[str, int], waiting: Mapping[str, str]
    ) -> None:
        """The mark of every stage, how much stands on every sheet, and where something is typed and not saved."""
        for code, item in self._items.items():
            number, word = counts.get(code, 0), waiting.get(code, "")
            item.setData(_MARK, (marks.get(code, ""), word or str(number or ""), bool(word)))
            parts = (marks.get(code, ""), f"{number} 条" if number else "", word)
            told = "，".join(part for part in parts if part)
            item.setToolTip(f"{item.text()}（{told}）" if told else item.text())
            item.setData(Qt.ItemDataRole.AccessibleTextRole, item.toolTip())
        self.viewport().update()


class _LineDelegate(QStyledItemDelegate):
    """Glyph, name and number; headings small and grey."""

    def __init__(self, sheets: SheetList) -> None:
        super().__init__(sheets)
        self._sheets = sheets

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(WIDTH, self._sheets.row_height if index.data(_ITEM) else _HEADING)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area, font = QRect(option.rect), QFont(option.font)
        painter.save()
        if not index.data(_ITEM):
            font.setPixelSize(NOTE_PX)
            painter.setFont(font)
            painter.setPen(QColor(INK2))
            painter.drawText(
                area.adjusted(10, 2, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                str(index.data()),
            )  # fmt: skip
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(area, QColor(ACCENT_BG))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(ACCENT))
        mark, number, is_waiting = index.data(_MARK) or ("", "", False)
        painter.setFont(font)
        if mark:
            painter.setPen(QColor(_INKS[mark]))
            painter.drawText(area.adjusted(10, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, _GLYPHS[mark])
        if chosen or mark == NOW:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(ACCENT if chosen else INK))
        painter.drawText(area.adjusted(28, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        if number:
            font.setPixelSize(NOTE_PX)
            font.setWeight(QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(QColor(AMBER if is_waiting else INK2))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area.adjusted(0, 0, -8, 0), right, number)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(ACCENT), 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()
