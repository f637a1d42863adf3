"""The one place for colours, sizes and the style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from string import Template

from ..resources import resource

BG = "#F4F5F7"
SURFACE = "#FFFFFF"
LINE = "#D9DDE3"
LINE_STRONG = "#B8C0C9"
INK = "#1D2530"
INK2 = "#5A6572"
INK3 = "#8A94A0"
ACCENT = "#1F5FA8"
ACCENT_DARK = "#184C87"
ACCENT_BG = "#E6EEF8"
RED, RED_BG = "#B3261E", "#FBE9E7"
AMBER, AMBER_BG = "#8A5A00", "#FFF3D6"
GREEN, GREEN_BG = "#1E6B3A", "#E4F4EA"
NAV, NAV_INK, NAV_SELECTED = "#20303F", "#C9D3DC", "#2C4054"

GRID = 8
ROW_HEIGHT = 27
NAV_WIDTH = 136
BODY_PX, NOTE_PX, SECTION_PX, PAGE_PX = 13, 12, 14, 18


class Tone(StrEnum):
    """What a colour says; a word always stands beside it."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Shade:
    """Ink on a pale ground."""

    ink: str
    ground: str


SHADES: dict[Tone, Shade] = {
    Tone.NEUTRAL: Shade(INK2, "#ECEFF2"),
    Tone.ACCENT: Shade(ACCENT, ACCENT_BG),
    Tone.RED: Shade(RED, RED_BG),
    Tone.AMBER: Shade(AMBER, AMBER_BG),
    Tone.GREEN: Shade(GREEN, GREEN_BG),
}

_SHEET = Template("""
* { outline: none; }
QWidget { color: $ink; }
QMainWindow, QDialog, QWidget[page="true"] { background: $bg; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line_strong; padding: 4px 8px; }

QLabel[role="page-title"] { font-size: 18px; font-weight: 600; }
QLabel[role="section"] { font-size: 14px; font-weight: 600; }
QLabel[role="note"], QLabel[role="counts"] { color: $ink2; }
QLabel[role="note"] { font-size: 12px; }
QLabel[role="label"] { color: $ink2; }
QLabel[role="empty"] { color: $ink2; }
QLabel[role="text-link"] { border: 1px solid transparent; border-radius: 3px; }
QLabel[role="text-link"][tone="accent"] { color: $accent; }
QLabel[role="text-link"]:hover { text-decoration: underline; }
QLabel[role="text-link"]:focus { border-color: $accent; }
QLabel[role="note"][tone="red"] { color: $red; }
QLabel[role="note"][tone="amber"] { color: $amber; }
QLabel[role="note"][tone="green"] { color: $green; }
QLabel[role="note"][tone="accent"] { color: $accent; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 4px; }
QFrame[role="rule"] { background: $line; border: none; }

QPushButton, QToolButton[role="button"] {
    background: $surface; border: 1px solid $line_strong; border-radius: 3px; padding: 0 14px;
    min-height: 29px; color: $ink;
}
QPushButton:hover { background: #F7F9FB; border-color: $ink3; }
QPushButton:pressed { background: #ECEFF2; }
QPushButton:focus { border: 2px solid $accent; padding: 0 13px; min-height: 27px; }
QPushButton:disabled { color: $ink3; border-color: $line; background: $bg; }
QPushButton:checked { background: $accent_bg; border-color: $accent; color: $accent; }
QPushButton[role="primary"] { background: $accent; border-color: $accent; color: #FFFFFF;
    font-weight: 600; }
QPushButton[role="primary"]:hover { background: #2A6CB8; }
QPushButton[role="primary"]:pressed { background: $accent_dark; }
QPushButton[role="primary"]:focus { border: 2px solid #0E3157; }
QPushButton[role="primary"]:disabled { background: #C5D3E3; border-color: #C5D3E3; color: $surface; }
QPushButton[role="danger"] { color: $red; border-color: #DDA39F; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $accent;
    padding: 0 4px;
    min-height: 23px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $accent; border-radius: 3px; }
QPushButton[role="fold"] { background: transparent; border: 1px solid transparent; border-radius: 3px;
    color: $accent; padding: 0 4px; min-height: 25px; text-align: left; font-weight: 600; }
QPushButton[role="fold"]:hover { background: $accent_bg; }
QPushButton[role="fold"]:focus { border: 1px solid $accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 3px; padding: 2px; }
QToolButton:hover { background: #ECEFF2; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton::menu-indicator { image: none; }
QPushButton::menu-indicator { image: url("$icons/chevron-down.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }
QPushButton[menu="true"] { padding-right: 28px; }
QPushButton[menu="true"]:focus { padding-right: 27px; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QAbstractSpinBox {
    background: $surface; border: 1px solid $line_strong; border-radius: 3px; padding: 0 7px; color: $ink;
    selection-background-color: $accent; selection-color: #FFFFFF;
}
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 28px; }
QPlainTextEdit, QTextEdit { padding: 3px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid $accent; padding: 0 6px;
}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { min-height: 26px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 2px 3px; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border-color: $red; background: #FFF8F7; }
QLineEdit:read-only, QPlainTextEdit:read-only, QLineEdit:disabled, QPlainTextEdit:disabled,
    QComboBox:disabled {
    background: #F7F8FA; border-color: $line; color: $ink2; }

QComboBox::drop-down { border: none; width: 24px; subcontrol-origin: padding;
    subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$icons/chevron-down.svg"); width: 16px; height: 16px; }
QComboBox::down-arrow:disabled { image: url("$icons/chevron-down-off.svg"); }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line_strong; padding: 2px;
    outline: none;
    selection-background-color: $accent_bg; selection-color: $ink; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; }
QAbstractSpinBox { padding-right: 22px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent;
    width: 20px; }
QAbstractSpinBox::up-arrow { image: url("$icons/chevron-up.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$icons/chevron-down.svg"); width: 12px; height: 12px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: 28px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 16px;
    height: 16px; border: 1px solid $ink3;
    background: $surface; }
QCheckBox::indicator, QAbstractItemView::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QCheckBox::indicator:indeterminate,
    QRadioButton::indicator:checked {
    background: $accent; border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { image: url("$icons/check-white.svg"); }
QCheckBox::indicator:indeterminate { image: url("$icons/dash-white.svg"); }
QRadioButton::indicator:checked { image: url("$icons/dot-white.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line;
    background: #F0F2F4; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid #0E3157; width: 14px;
    height: 14px; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }

QTableView, QTreeView, QListView { background: $surface; border: 1px solid $line; gridline-color: #ECEFF2;
    selection-background-color: $accent_bg; selection-color: $ink; alternate-background-color: #FAFBFC; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid $accent; }
QTableView::item { padding: 0 4px; }
QListView::item, QTreeView::item { min-height: 26px; padding: 0 4px; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: $accent_bg;
    color: $ink; }
QTreeView::branch:has-children:!has-siblings:closed, QTreeView::branch:closed:has-children:has-siblings {
    border-image: none; image: url("$icons/chevron-right.svg"); }
QTreeView::branch:open:has-children:!has-siblings, QTreeView::branch:open:has-children:has-siblings {
    border-image: none; image: url("$icons/chevron-down.svg"); }
QHeaderView { background: #ECEFF2; }
QHeaderView::section { background: #ECEFF2; color: $ink2; font-weight: 600; border: none;
    border-right: 1px solid $line;
    border-bottom: 1px solid $line; padding: 0 6px; min-height: 33px; }
QHeaderView::section:hover { background: #E3E7EC; }
QHeaderView::up-arrow { image: url("$icons/chevron-up.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; }
QHeaderView::down-arrow { image: url("$icons/chevron-down.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; }
QTableCornerButton::section { background: #ECEFF2; border: none; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="plain"] { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: #C3CAD2; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $ink3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; border: none; border-bottom: 2px solid transparent; padding: 0 14px;
    min-height: 32px; color: $ink2; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { background: $accent_bg; }

QMenu { background: $surface; border: 1px solid $line_strong; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 3px; }
QMenu::item:selected { background: $accent_bg; color: $ink; }
QMenu::item:disabled { color: $ink3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QProgressBar { background: #E3E7EC; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSplitter::handle { background: transparent; }
QStatusBar { background: $surface; border-top: 1px solid $line; }
QStatusBar::item { border: none; }

QListView[role="nav"] { background: $nav; border: none; color: $nav_ink; }
QListView[role="nav"]::item { min-height: 34px; padding-left: 17px; border-left: 3px solid transparent;
    color: $nav_ink; }
QListView[role="nav"]::item:hover { background: #283A4C; }
QListView[role="nav"]::item:selected { background: $nav_selected; color: #FFFFFF;
    border-left: 3px solid #6FA8E6; }
QListView[role="nav"]:focus { border: none; }
QListView[role="nav"]:focus::item:selected { border-left: 3px solid #FFFFFF; }

QCalendarWidget QWidget#qt_calendar_navigationbar { background: #ECEFF2; }
QCalendarWidget QToolButton { color: $ink; padding: 4px 8px; font-weight: 600; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url("$icons/chevron-left.svg"); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url("$icons/chevron-right.svg"); }
QCalendarWidget QAbstractItemView { border: none; selection-background-color: $accent;
    selection-color: #FFFFFF; }
QCalendarWidget QTableView::item:selected { background: $accent; color: #FFFFFF; }
QCalendarWidget QSpinBox { min-height: 22px; }
QFrame[role="popup"] { background: $surface; border: 1px solid $line_strong; border-radius: 3px; }
QFrame[role="popup"] > QListView { border: none; }
QFrame[role="banner"] { background: $amber_bg; border: 1px solid #EBD8A6; border-radius: 4px; }
QFrame[role="veil"] { background: transparent; }
QFrame[role="drop"] { background: #FAFBFC; border: 1px dashed $line_strong; border-radius: 4px; }
QFrame[role="drop"][hot="true"] { background: $accent_bg; border-color: $accent; }
""")


def style_sheet() -> str:
    """The application's style sheet: tokens filled in, arrows from ``resources/icons``."""
    tokens = {
        name.lower(): value for name, value in globals().items() if name.isupper() and isinstance(value, str)
    }
    return _SHEET.substitute(tokens, icons=resource("icons").as_posix()) + _tones()


def _tones() -> str:
    rules = [
        f'QLabel[role="chip"][tone="{tone}"] {{ color: {shade.ink}; background: {shade.ground}; '
        "border-radius: 3px; padding: 2px 10px; }"
        for tone, shade in SHADES.items()
    ]
    rules += [
        f'QWidget[role="pick-chip"][tone="{tone}"] {{ background: {shade.ground}; border-radius: 3px; }} '
        f'QWidget[role="pick-chip"][tone="{tone}"] QLabel {{ color: {shade.ink}; background: transparent; }}'
        for tone, shade in SHADES.items()
    ]
    return "\n".join(rules)
