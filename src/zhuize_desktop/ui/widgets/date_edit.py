"""A legal day typed in any usual way, shown as 2026-11-20; never guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from ...domain.clock import Clock, SystemClock, today
from ...domain.errors import FieldError, quoted
from ..icons import icon
from ..theme import button
from .entry import ParsedEntry

if TYPE_CHECKING:
    from typing import Any

    from PySide6.QtCore import QEvent

_SPELLINGS = (
    re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
)
_WORDS = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／。", "0123456789.-/.")


def parse_date(text: str, on: date) -> date:
    """The day a text names; ``on`` is today, for 今天, 昨天, 前天 and 明天. The year must be written.

    Raises:
        FieldError: no such day, or no day of the years 1900 to 2999.
    """
    plain = text.translate(_FULL_WIDTH).replace(" ", "").replace("\u3000", "")
    if plain in _WORDS:
        return on + timedelta(days=_WORDS[plain])
    for spelling in _SPELLINGS:
        found = spelling.fullmatch(plain)
        if found:
            year, month, day = map(int, found.groups())
            break
    else:
        raise FieldError("", f"{quoted(text)}不是日期，请填年月日，例如 2026-11-20。")
    try:
        parsed = date(year, month, day)
    except ValueError:
        raise FieldError("", f"日历上没有{quoted(text)}这一天，请核对月和日。") from None
    if not 1900 <= parsed.year <= 2999:
        raise FieldError("", f"{quoted(text)}的年份不对，请填 1900 至 2999 年。")
    return parsed


class DateEdit(ParsedEntry):
    """A day or nothing. Alt+↓ or F4 opens a calendar whose weeks begin on Monday."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock: Clock = clock or SystemClock()
        super().__init__(lambda text: parse_date(text, today(self._clock)), date.isoformat)
        self.line.setPlaceholderText("年-月-日")
        self._opener = self.line.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        self._opener.setText("选择日期")
        self._opener.setToolTip("选择日期（Alt+↓）")
        self._opener.triggered.connect(self.open_calendar)
        self.line.setMinimumWidth(120)
        self._popup: CalendarPopup | None = None

    def set_read_only(self, on: bool) -> None:
        """Show only."""
        super().set_read_only(on)
        self._opener.setVisible(not on)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Alt+↓ and F4 open the calendar."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == event.Type.KeyPress:
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)

    def open_calendar(self) -> None:
        """Show the calendar below the line, at the day typed or today."""
        if self.line.isReadOnly():
            return
        if self._popup is None:
            self._popup = CalendarPopup(self)
        shown = today(self._clock) if self.fault() else self.value() or today(self._clock)
        self._popup.open_at(
            self.line.mapToGlobal(QPoint(0, self.line.height() + 2)), shown, today(self._clock)
        )

    def take(self, day: date | None) -> None:
        """The person chose a day (or none) in the calendar."""
        self.set_value(day)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.edited.emit()


class CalendarPopup(QFrame):
    """The calendar under a ``DateEdit``."""

    def __init__(self, owner: DateEdit) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self._owner = owner
        self._today = date.min
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.calendar.setDateRange(QDate(1900, 1, 1), QDate(2999, 12, 31))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, QTextCharFormat())
        self.calendar.activated.connect(self._on_calendar_activated)
        self.calendar.clicked.connect(self._on_calendar_activated)
        now, none = button("今天"), button("清空")
        now.clicked.connect(lambda: self._close_with(self._today))
        none.clicked.connect(lambda: self._close_with(None))
        buttons = QHBoxLayout()
        buttons.addWidget(now)
        buttons.addWidget(none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.calendar)
        layout.addLayout(buttons)

    def open_at(self, corner: QPoint, day: date, on: date) -> None:
        """Show at a point of the screen, kept wholly on it; ``on`` is today."""
        self._today = on
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        area = self._owner.screen().availableGeometry()
        left = min(corner.x(), area.right() - self.width())
        top = corner.y()
        if top + self.height() > area.bottom():
            top -= self.height() + self._owner.line.height() + 4
        self.move(max(area.left(), left), max(area.top(), top))
        self.show()
        self.calendar.setFocus()

    def _on_calendar_activated(self, day: QDate) -> None:
        self._close_with(date(day.year(), day.month(), day.day()))

    def _close_with(self, day: date | None) -> None:
        self.hide()
        self._owner.take(day)
