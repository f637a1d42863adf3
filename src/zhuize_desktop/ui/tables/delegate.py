"""Paints the cells of a ledger table: text elided with room at both sides, or a chip."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from .. import palette as tokens
from ..theme import paint_chip
from .lazy_model import CHIP_ROLE

PADDING = 7


class CellDelegate(QStyledItemDelegate):
    """Text or chip; the current cell of a focused table has a frame, so that the keyboard is seen."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, then chip or text, then the frame."""
        area = QRect(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(tokens.ACCENT_BG))
        inner = area.adjusted(PADDING, 0, -PADDING, 0)
        chip = index.data(CHIP_ROLE)
        font = QFont(option.font)
        painter.save()
        painter.setFont(font)
        if chip is not None:
            paint_chip(painter, inner, chip[0], chip[1], font)
        else:
            brush = index.data(Qt.ItemDataRole.ForegroundRole)
            painter.setPen(QColor(tokens.INK) if brush is None else brush.color())
            words = str(index.data(Qt.ItemDataRole.DisplayRole) or "").replace("\n", " ")
            alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
            elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, alignment, elided)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.ACCENT), 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Wide enough for the text, as high as every row."""
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        return QSize(option.fontMetrics.horizontalAdvance(words) + 2 * PADDING + 10, tokens.ROW_HEIGHT)
