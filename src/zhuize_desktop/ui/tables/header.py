"""The headings of a ledger table, painted here: a style sheet's arrow cuts the end off right-aligned headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QHeaderView, QWidget

from .. import palette as tokens
from ..icons import icon
from .delegate import PADDING

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

HEIGHT = 34
_ARROW = 14


class LedgerHeader(QHeaderView):
    """Demi-bold words aligned like their column; the arrow of the order stands beside them, never over them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(HEIGHT)

    def heading_font(self) -> QFont:
        """The font of the headings."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def needed_width(self, section: int) -> int:
        """Px that show the whole heading with its arrow."""
        words = str(self.model().headerData(section, self.orientation()) or "")
        return QFontMetrics(self.heading_font()).horizontalAdvance(words) + 2 * PADDING + _ARROW + 2

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Room for the whole heading."""
        return QSize(self.needed_width(section), HEIGHT)

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        """Ground, words, arrow, hairlines."""
        if not area.isValid():
            return
        model, sideways = self.model(), self.orientation()
        painter.save()
        painter.fillRect(area, QColor("#ECEFF2"))
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(area.topRight(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(PADDING, 0, -PADDING, 0)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            place = QRect(inner.right() - _ARROW + 3, inner.center().y() - 6, 12, 12)
            icon("chevron-up" if up else "chevron-down").paint(painter, place)
            inner.adjust(0, 0, -_ARROW, 0)
        painter.setFont(self.heading_font())
        painter.setPen(QColor(tokens.INK2))
        words = str(model.headerData(section, sideways) or "")
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, model.headerData(section, sideways, Qt.ItemDataRole.TextAlignmentRole), shown)
        painter.restore()
