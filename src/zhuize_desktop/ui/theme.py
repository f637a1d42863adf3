"""Applies the look to the application and offers the small parts every page is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QRect, QRectF, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..resources import resource
from . import palette as tokens
from .icons import icon
from .palette import SHADES, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

#: In this order: Windows, then Linux; the carried font is the last resort.
_FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC")
_CARRIED = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")


def apply_theme(app: QApplication) -> None:
    """Give the application its look: Fusion, palette, font, style sheet, and Chinese in Qt's own menus.

    Raises:
        FileNotFoundError: an icon, a font or Qt's Chinese texts are missing; a fault of the build.
    """
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    _speak_chinese(app)
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    app.setPalette(_palette())
    app.setFont(body_font())
    app.setStyleSheet(tokens.style_sheet())


def body_font() -> QFont:
    """13 px in the first family that is there; pixels keep the 8 px grid at every scaling."""
    present = set(QFontDatabase.families())
    family = next((name for name in _FAMILIES if name in present), None) or _carried_family()
    font = QFont(family)
    font.setPixelSize(tokens.BODY_PX)
    return font


def _carried_family() -> str:
    for file in _CARRIED:
        number = QFontDatabase.addApplicationFont(str(resource("fonts", file)))
        if number < 0:
            raise FileNotFoundError(file)
    return QFontDatabase.applicationFontFamilies(number)[0]


def _speak_chinese(app: QApplication) -> None:
    """Qt's own dialogs in Chinese: what Qt has, and ours for the words it leaves in English."""
    if app.property("chinese"):
        return
    ours, theirs = str(resource("translations")), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qt_missing_zh_CN", ours), ("qtbase_zh_CN", theirs)):
        translator = QTranslator(app)
        if not translator.load(name, folder):
            raise FileNotFoundError(f"{folder}/{name}.qm")
        app.installTranslator(translator)
    app.setProperty("chinese", True)


def _palette() -> QPalette:
    role = QPalette.ColorRole
    chosen = {
        role.Window: tokens.BG,
        role.Base: tokens.SURFACE,
        role.AlternateBase: "#FAFBFC",
        role.Button: tokens.SURFACE,
        role.WindowText: tokens.INK,
        role.Text: tokens.INK,
        role.ButtonText: tokens.INK,
        role.ToolTipBase: tokens.SURFACE,
        role.ToolTipText: tokens.INK,
        role.PlaceholderText: tokens.INK3,
        role.Highlight: tokens.ACCENT,
        role.HighlightedText: tokens.SURFACE,
        role.Link: tokens.ACCENT,
        role.Accent: tokens.ACCENT,
    }
    palette = QPalette()
    for name, colour in chosen.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.INK3))
    return palette


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties the style sheet looks at, and let it look again unless they are so already.

    Without any it looks again all the same: after a change of state that the sheet asks about. What was never shown
    is left alone: the sheet looks at it when it is.
    """
    changed = {
        name: value for name, value in properties.items() if (widget.property(name) or "") != (value or "")
    }
    for name, value in changed.items():
        widget.setProperty(name, value)
    if (properties and not changed) or not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str, role: str = "", tone: Tone | None = None, *, wrap: bool = False) -> QLabel:
    """A plain-text label; ``role`` is one of page-title, section, note, counts, label, empty."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if tone is not None:
        made.setProperty("tone", tone.value)
    return made


def chip(text: str, tone: Tone = Tone.NEUTRAL) -> QLabel:
    """A word on a pale rounded ground, e.g. ``chip("逾期 3 个工作日", Tone.RED)``."""
    made = label(text, "chip", tone)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setSizePolicy(made.sizePolicy().Policy.Fixed, made.sizePolicy().Policy.Fixed)
    return made


def set_chip(widget: QLabel, text: str, tone: Tone) -> None:
    """Change the word and tone of a chip."""
    widget.setText(text)
    restyle(widget, tone=tone.value)


def paint_chip(painter: QPainter, area: QRect, text: str, tone: Tone, font: QFont) -> int:
    """Paint a chip at the left of ``area``, elided when it does not fit. Returns the width used in px."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width() - 16))
    width = min(area.width(), metrics.horizontalAdvance(shown) + 16)
    height = min(area.height() - 4, metrics.height() + 3)
    box = QRectF(area.left(), area.center().y() - height / 2 + 0.5, width, height)
    shade = SHADES[tone]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shade.ground))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(shade.ink))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()
    return width


class Button(QPushButton):
    """Enter presses it while it has the keyboard, and only then.

    Left to Qt, the first button of a dialog is its default, pressed by Enter from anywhere: 清空 as well as 关闭.
    A button that is none hears Enter on some systems and not on Windows. A dialog that wants a default names it.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, *, icon_name: str = "", role: str = "") -> Button:
    """An ordinary button; ``role``: primary, danger, link or fold. Enter presses it when focused."""
    made = Button(text)
    if icon_name:
        made.setIcon(icon(icon_name))
    if role:
        made.setProperty("role", role)
    return made


def primary_button(text: str) -> Button:
    """The one filled button of a screen."""
    return button(text, role="primary")


def fit_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window its usual size, or what a small or scaled screen has room for."""
    room = window.screen().availableSize()
    window.resize(min(width, room.width() - 24), min(height, room.height() - 48))


def card(*contents: QWidget, title: str = "") -> QFrame:
    """A white sheet with a hairline border; contents below each other under an optional section title."""
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(14, 12, 14, 12)
    layout.setSpacing(tokens.GRID)
    if title:
        layout.addWidget(label(title, "section"))
    for widget in contents:
        layout.addWidget(widget)
    return frame


def rule() -> QFrame:
    """A horizontal hairline."""
    line = QFrame()
    line.setProperty("role", "rule")
    line.setFixedHeight(1)
    return line


def search_field(placeholder: str, width: int = 330) -> QLineEdit:
    """A line to search with, cleared by its cross."""
    line = QLineEdit()
    as_search(line, placeholder, width)
    return line


def as_search(line: QLineEdit, placeholder: str, width: int) -> None:
    """Give a line what every search has: its words, the glass, the cross; at most so many px wide."""
    line.setPlaceholderText(placeholder)
    line.setAccessibleName(placeholder)
    line.setClearButtonEnabled(True)
    line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    line.setMinimumWidth(min(width, 150))
    line.setMaximumWidth(width)


class PageHead(QWidget):
    """Title, the counts that matter, one search, at most three actions.

    Attributes:
        title, counts: labels to change the words of.
    """

    def __init__(self, title: str, counts: str, search: QWidget | None, actions: Sequence[QWidget]) -> None:
        super().__init__()
        self.title = label(title, "page-title")
        self.counts = label(counts, "counts")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.GRID)
        layout.addWidget(self.title)
        layout.addWidget(self.counts)
        layout.addStretch(1)
        if search is not None:
            layout.addWidget(search, 2)
        for action in actions:
            layout.addWidget(action)


def page_head(
    title: str, counts: str = "", search: QWidget | None = None, actions: Sequence[QWidget] = ()
) -> PageHead:
    """The head of a page; change ``.title`` and ``.counts`` later."""
    return PageHead(title, counts, search, actions)
