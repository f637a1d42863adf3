"""Last page of 第一次使用: how the cases that are under way come into the new ledger."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from . import theme

_KEPT = "opening/way"


class Way(StrEnum):
    """What the person chose; the value is kept until somebody logs in who may do it."""

    IMPORT = "import"
    BY_HAND = "register"
    NOTHING = "opening"
    LATER = ""


_CHOICES = (
    (
        Way.IMPORT,
        "导入现有台账",
        "登录后打开导入：先试读 Excel 台账，按处理情况建议每条线索的环节，再在“期初建账”里逐条确认。",
    ),
    (
        Way.BY_HAND,
        "逐条登记在办线索",
        "登录后打开登记表：勾选“存量线索”，写明历史已办依据，再用“确认环节”选定它所处的环节。",
    ),
    (
        Way.NOTHING,
        "没有在办线索",
        "登录后打开“期初建账”：期初数字全部为零，打印签字后登记，作为统计的起点。",
    ),
)


class OpeningPanel(QWidget):
    """Three ways, none chosen beforehand."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: dict[Way, QRadioButton] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(
            theme.label(
                "启用本程序以前已经在办的线索，要先进入台账，并由负责人签字确认期初数字（期初建账）。"
                "以前的环节记为“历史已办”，不要求补齐材料；不详的日期留空，不估填。",
                wrap=True,
            )
        )
        for way, title, words in _CHOICES:
            choice = QRadioButton(title)
            self._group.addButton(choice)
            self.choices[way] = choice
            layout.addWidget(theme.card(choice, theme.label(words, "note", wrap=True)))
        layout.addStretch(1)

    def way(self) -> Way:
        """What was chosen; ``LATER`` while nothing was."""
        return next((way for way, choice in self.choices.items() if choice.isChecked()), Way.LATER)


def keep_way(way: Way) -> None:
    """Remember it for the login that follows."""
    QSettings().setValue(_KEPT, way.value)


def kept_way() -> Way:
    """What was remembered."""
    text = str(QSettings().value(_KEPT, ""))
    return Way(text) if text in list(Way) else Way.LATER
