"""The column of what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from .. import palette, theme
from ..palette import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

_TARGET, _CHIP, _SECOND = (Qt.ItemDataRole.UserRole + place for place in (1, 2, 3))
ROW = 44
#: So many rows of a group are always shown, more where there is room; its number opens them all.
FEWEST_ROWS = 6
#: Nobody reads more than this in a column, however high the screen.
_MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what, a second line under it, a chip, and what it opens.

    ``hint``: all that stands behind the line, for the tooltip; empty where the second line says it.
    """

    title: str
    second: str
    chip: tuple[str, Tone] | None
    target: object
    hint: str = ""


class ItemList(QListWidget):
    """Lines as high as their number, never scrolling by itself.

    Signals:
        opened: the target of a line.
    """

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setStyleSheet("QListView { border: none; }")
        self.setItemDelegate(_Delegate(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._open)
        self.itemActivated.connect(self._open)

    def load(self, items: Sequence[Item]) -> None:
        """Show these lines."""
        self.clear()
        for one in items:
            item = QListWidgetItem(one.title)
            item.setData(_TARGET, one.target)
            item.setData(_CHIP, one.chip)
            item.setData(_SECOND, one.second)
            item.setToolTip(one.hint or one.second)
            words = "，".join(filter(None, (one.title, one.second, one.chip[0] if one.chip else "")))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.addItem(item)
        self.setFixedHeight(len(items) * ROW + 2)
        self.setVisible(bool(items))

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(_TARGET))


class _Delegate(QStyledItemDelegate):
    """Title and chip, the second line below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines."""
        return QSize(120, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """White, pale when it has the keyboard or the mouse."""
        hot = option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.fillRect(option.rect, QColor(palette.ACCENT_BG if hot else palette.SURFACE))
        area = option.rect.adjusted(4, 3, -4, -3)
        small = QFont(option.font)
        small.setPixelSize(palette.NOTE_PX)
        upper = QRect(area.left(), area.top(), area.width(), 20)
        chip = index.data(_CHIP)
        if chip is not None:
            width = painter.fontMetrics().horizontalAdvance(chip[0]) + 16
            box = QRect(upper.right() - width, upper.top(), width, 21)
            theme.paint_chip(painter, box, chip[0], chip[1], small)
            upper.setRight(box.left() - 6)
        painter.setFont(option.font)
        painter.setPen(QColor(palette.ACCENT))
        elide = Qt.TextElideMode.ElideRight
        title = painter.fontMetrics().elidedText(index.data(), elide, upper.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(small)
        painter.setPen(QColor(palette.INK2))
        second = painter.fontMetrics().elidedText(index.data(_SECOND), elide, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignBottom, second)
        painter.restore()


class Group(QWidget):
    """A heading with its number, and the first lines under it. An empty group is not there.

    Signals:
        opened: a target of a line, or of the whole group.
    """

    opened = Signal(object)

    def __init__(self, title: str, tone: Tone, hint: str = "") -> None:
        super().__init__()
        self.title, self._tone = title, tone
        self._items: tuple[Item, ...] = ()
        self._target: object = None
        self.count = theme.chip("0", tone)
        self.all = theme.button("", role="link")
        self.lines = ItemList(title)
        self.lines.opened.connect(self.opened)
        self.all.clicked.connect(lambda: self.opened.emit(self._target))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(theme.label(title, "section"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(2)
        layout.addLayout(head)
        if hint:
            layout.addWidget(theme.label(hint, "note", wrap=True))
        layout.addWidget(self.lines)

    def load(self, items: Sequence[Item], count: int, target: object) -> None:
        """Show the first of ``count`` lines; ``target`` opens them all."""
        self._target = target
        self.setVisible(count > 0)
        theme.set_chip(self.count, f"{count}", self._tone)
        self.all.setVisible(target is not None)
        self.all.setText("查看" if not items else "全部查看")
        self.all.setAccessibleName(f"{self.title}，{count} 条，查看")
        self._items = tuple(items[:_MOST_ROWS])
        self.lines.load(self._items[:FEWEST_ROWS])

    def use_height(self, spare: int) -> int:
        """Show as many lines as fit into ``spare`` px more than the fewest; returns the px that are left."""
        wanted = max(0, len(self._items) - FEWEST_ROWS)
        more = min(wanted, max(0, spare) // ROW)
        if self.lines.count() != min(FEWEST_ROWS, len(self._items)) + more:
            self.lines.load(self._items[: FEWEST_ROWS + more])
        return spare - more * ROW

    @property
    def more_height(self) -> int:
        """Height of the lines shown beyond the fewest, in px."""
        return max(0, self.lines.count() - FEWEST_ROWS) * ROW
