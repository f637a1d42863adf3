"""The year in pictures: bars with words and numbers, painted here; each opens what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from .. import palette

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

_ROW, _GAP = 30, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: in words.
        value: decides its length.
        words: the number as shown.
        target: what it opens; ``None`` opens nothing.
        colour: of the bar.
    """

    label: str
    value: int
    words: str
    target: object = None
    colour: str = palette.ACCENT


class BarPicture(QWidget):
    """Bars below each other. ↑ and ↓ choose one, Enter or a click opens it.

    Signals:
        opened: the target of a bar.
    """

    opened = Signal(object)

    def __init__(self, name: str, label_width: int = 84) -> None:
        super().__init__()
        self.bars: tuple[Bar, ...] = ()
        self._current = -1
        self._label_width = label_width
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def load(self, bars: tuple[Bar, ...]) -> None:
        """Show these bars."""
        self.bars = bars
        self._current = min(self._current, len(bars) - 1)
        self.setAccessibleDescription("；".join(f"{bar.label} {bar.words}" for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its bars."""
        return QSize(260, max(1, len(self.bars)) * _ROW)

    def minimumSizeHint(self) -> QSize:
        """Never less."""
        return QSize(200, self.sizeHint().height())

    def box(self, place: int) -> QRectF:
        """Where the coloured part of a bar lies."""
        row = self.row(place)
        room = max(40, row.width() - self._label_width - self._words_width() - 2 * _GAP)
        most = max((bar.value for bar in self.bars), default=0)
        value = self.bars[place].value
        length = max(3.0, room * value / most) if most and value else 0.0
        return self.placed(QRectF(self._label_width + _GAP, row.top() + 6, room, row.height() - 12), length)

    def placed(self, room: QRectF, length: float) -> QRectF:
        """A bar of a length in its room: at the left."""
        return QRectF(room.left(), room.top(), length, room.height())

    def row(self, place: int) -> QRect:
        """The whole line of a bar."""
        return QRect(0, place * _ROW, self.width(), _ROW)

    def _words_width(self) -> int:
        return max((self.fontMetrics().horizontalAdvance(bar.words) for bar in self.bars), default=0) + 4

    def paintEvent(self, event: QPaintEvent) -> None:
        """Label, bar, number; the current line is framed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, bar in enumerate(self.bars):
            row = self.row(place)
            if place == self._current and self.hasFocus():
                painter.setPen(QPen(QColor(palette.ACCENT), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(row).adjusted(0.5, 1.5, -0.5, -1.5), 3, 3)
            painter.setFont(self.font())
            painter.setPen(QColor(palette.INK2))
            label = QRect(4, row.top(), self._label_width - 4, row.height())
            words = painter.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideRight, label.width())
            painter.drawText(label, Qt.AlignmentFlag.AlignLeft | middle, words)
            self.paint_bar(painter, place)
            painter.setFont(strong)
            painter.setPen(QColor(palette.ACCENT if self._is_open(place) else palette.INK))
            painter.drawText(row.adjusted(0, 0, -4, 0), Qt.AlignmentFlag.AlignRight | middle, bar.words)

    def paint_bar(self, painter: QPainter, place: int) -> None:
        """The coloured part."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.bars[place].colour))
        painter.drawRoundedRect(self.box(place), 2, 2)

    def _is_open(self, place: int) -> bool:
        return self.bars[place].target is not None and self.bars[place].value > 0

    def _at(self, point: QPointF) -> int:
        place = int(point.y()) // _ROW
        return place if 0 <= place < len(self.bars) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what opens."""
        place = self._at(event.position())
        is_open = place >= 0 and self._is_open(place)
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_open else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open."""
        self._current = self._at(event.position())
        self._open()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose and open."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            self._current = max(0, min(len(self.bars) - 1, self._current + steps[Qt.Key(event.key())]))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if 0 <= self._current < len(self.bars) and self._is_open(self._current):
            self.opened.emit(self.bars[self._current].target)

    def event(self, event: QEvent) -> bool:
        """The whole label as a tooltip."""
        if isinstance(event, QHelpEvent):
            place = self._at(QPointF(event.pos()))
            if place >= 0:
                bar = self.bars[place]
                more = "，点击查看" if self._is_open(place) else ""
                QToolTip.showText(event.globalPos(), f"{bar.label}：{bar.words}{more}", self)
                return True
        return super().event(event)


class FunnelPicture(BarPicture):
    """The path of stages: bars around a middle line, joined by a pale band from one to the next."""

    def placed(self, room: QRectF, length: float) -> QRectF:
        """In the middle."""
        return QRectF(room.center().x() - length / 2, room.top(), length, room.height())

    def paint_bar(self, painter: QPainter, place: int) -> None:
        """The band from the bar above, then the bar."""
        box = self.box(place)
        if place:
            above = self.box(place - 1)
            if above.width() and box.width():
                band = QPolygonF([above.bottomLeft(), above.bottomRight(), box.topRight(), box.topLeft()])
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(palette.ACCENT_BG))
                painter.drawPolygon(band)
        super().paint_bar(painter, place)
