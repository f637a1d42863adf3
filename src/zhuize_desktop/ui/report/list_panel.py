"""The calendar of reports: every report with its state and how long there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ...domain.clock import CHINA
from ...domain.records import PeriodicReport, ReportState
from .. import palette, theme
from ..palette import Tone

if TYPE_CHECKING:
    from datetime import date

    from .loading import Listed

_UID, _YEAR = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
_CHIPS, _LINE = Qt.ItemDataRole.UserRole + 3, Qt.ItemDataRole.UserRole + 4
#: From so many days before 报送期限 on the clock is amber. 本程序设计.
NEAR_DAYS = 15
_HEIGHT = 76
_TONES = {
    ReportState.DRAFT: Tone.NEUTRAL,
    ReportState.SUBMITTED: Tone.ACCENT,
    ReportState.REVIEWED: Tone.ACCENT,
    ReportState.ISSUED: Tone.GREEN,
}
Chip = tuple[str, Tone]


def due_chip(due_on: date | None, today: date) -> Chip:
    """How long there is until 报送期限, in calendar days."""
    if due_on is None:
        return "期限未定", Tone.NEUTRAL
    left = (due_on - today).days
    if left < 0:
        return f"逾期 {-left} 天", Tone.RED
    if left == 0:
        return "今日到期", Tone.AMBER
    return f"剩 {left} 天", Tone.AMBER if left <= NEAR_DAYS else Tone.GREEN


def state_chip(report: PeriodicReport) -> Chip:
    """编制, 已提交, 已审核, 已签发封存."""
    return report.state.label, _TONES[report.state]


class ReportList(QListWidget):
    """Reports, newest period first.

    Signals:
        chosen: the uid of a report.
        compile_wanted: the year of a report nobody has begun.
    """

    chosen = Signal(str)
    compile_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("报告日历")
        self.setItemDelegate(_Delegate(self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(self._on_current_item_changed)
        self.itemActivated.connect(self._on_item_activated)
        self.itemClicked.connect(self._on_item_clicked)

    def load(self, listed: Listed, wanted: str = "") -> None:
        """Show these reports; the one ``wanted`` is chosen, else the chosen one stays."""
        chosen = wanted or self.current()
        self.blockSignals(True)
        self.clear()
        if listed.missing is not None:
            year, due = listed.missing
            line = f"应于 {due} 前报送" if due else "报送日期由上级企业规定"
            chips: tuple[Chip, ...] = (("未编制", Tone.AMBER), due_chip(due, listed.today))
            self._add(f"{year} 年度报告", line, chips, "", year)
        for report in listed.reports:
            issued = report.issued_at
            other = listed.names.get(report.enterprise, "")
            chips = ((("代录", Tone.NEUTRAL),) if other else ()) + (state_chip(report),)
            if issued is not None:
                line = f"{issued.astimezone(CHINA).date()} 签发　{report.serial}"
            else:
                line = f"应于 {report.due_on} 前报送" if report.due_on else "报送日期由上级企业规定"
                chips = (*chips, due_chip(report.due_on, listed.today))
            title = f"{report.year} {other or report.kind.label}"
            self._add(title, line, chips, report.uid, report.year)
        self.blockSignals(False)
        if not self.choose(chosen) and listed.reports:
            self.choose(listed.reports[0].uid)

    def _add(self, title: str, line: str, chips: tuple[Chip, ...], uid: str, year: int) -> None:
        item = QListWidgetItem(title)
        item.setData(_UID, uid)
        item.setData(_YEAR, year)
        item.setData(_CHIPS, chips)
        item.setData(_LINE, line)
        words = "，".join([title, *(word for word, _ in chips), line])
        item.setToolTip(f"{title}\n{line}" if uid else f"{line}，点击开始编制")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        self.addItem(item)

    def current(self) -> str:
        """The uid of the chosen report; empty when there is none."""
        return str(self.item(self.currentRow()).data(_UID)) if self.currentRow() >= 0 else ""

    def choose(self, uid: str) -> bool:
        """Choose a report; whether it is in the list."""
        for place in range(self.count()):
            if uid and self.item(place).data(_UID) == uid:
                if self.currentRow() != place:
                    self.setCurrentRow(place)
                return True
        return False

    def _on_current_item_changed(self, item: QListWidgetItem | None, _: Any) -> None:
        if item is not None and item.data(_UID):
            self.chosen.emit(item.data(_UID))

    def _on_item_activated(self, item: QListWidgetItem) -> None:
        if not item.data(_UID):
            self.compile_wanted.emit(item.data(_YEAR))

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self._on_item_activated(item)


class _Delegate(QStyledItemDelegate):
    """Title, chips and one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Three lines."""
        return QSize(160, _HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A white sheet; the chosen one has a pale ground and a bar."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, QColor(palette.ACCENT_BG if selected else palette.SURFACE))
        if selected:
            bar = QRect(option.rect.left(), option.rect.top(), 3, option.rect.height())
            painter.fillRect(bar, QColor(palette.ACCENT))
        painter.setPen(QColor(palette.LINE))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        area = option.rect.adjusted(12, 8, -8, -6)
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(palette.INK))
        title = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignTop, title)
        small = QFont(option.font)
        small.setPixelSize(palette.NOTE_PX)
        left = area.left()
        for words, tone in index.data(_CHIPS) or ():
            box = QRect(left, area.top() + 19, area.right() - left, 22)
            left += theme.paint_chip(painter, box, words, tone, small) + 6
        painter.setFont(small)
        painter.setPen(QColor(palette.INK2))
        line = painter.fontMetrics().elidedText(index.data(_LINE), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignBottom, line)
        painter.restore()
