"""An amount in whole 分, typed in 元 or 万元, with its 大写 below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from ...domain.money import MoneyUnit, capital, format_fen, parse_fen
from ..theme import label
from .entry import ParsedEntry

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

_ENDINGS = {"万元": MoneyUnit.WAN, "万": MoneyUnit.WAN, "元": MoneyUnit.YUAN}


class _UnitBox(QComboBox):
    """元 or 万元; reached by the mouse, because ``5600万`` typed in the line switches it too."""

    def __init__(self) -> None:
        super().__init__()
        self.addItems([unit.value for unit in MoneyUnit])
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("金额单位")
        self.setToolTip("换单位只换写法，金额不变。也可直接在金额后写“万”。")
        self.setFixedWidth(76)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turning the wheel scrolls the form, never the unit."""
        event.ignore()


class AmountEdit(ParsedEntry):
    """An amount in 分 or nothing. Another unit writes the same amount differently, never changes it."""

    def __init__(self, unit: MoneyUnit = MoneyUnit.YUAN) -> None:
        self._unit = self._usual = unit
        super().__init__(self._read, lambda fen: format_fen(fen, self._unit))
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line.setMinimumWidth(130)  # 十万亿元 to the 分
        self.unit_box = _UnitBox()
        self.unit_box.setCurrentText(unit.value)
        self.unit_box.activated.connect(self._on_unit_activated)
        self._capital = label("", "note", wrap=True)
        self._capital.hide()
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.unit_box)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertLayout(0, row)
        box.addWidget(self._capital)

    @property
    def unit(self) -> MoneyUnit:
        """The unit the line is written in."""
        return self._unit

    def set_unit(self, unit: MoneyUnit) -> None:
        """Write the same amount in another unit; wrong text stays as it is."""
        fen = None if self.fault() else self.value()
        self._unit = unit
        self.unit_box.setCurrentText(unit.value)
        if fen is not None:
            self.line.set_value(format_fen(fen, unit))
        self._after_change()

    def set_value(self, value: int | None) -> None:
        """Show an amount in 分, written in the usual unit: what was chosen for another record is not kept."""
        self._unit = self._usual
        self.unit_box.setCurrentText(self._unit.value)
        super().set_value(value)

    def set_read_only(self, on: bool) -> None:
        """Show only; the unit may still be switched, since it changes nothing."""
        super().set_read_only(on)

    def tidy(self) -> None:
        """Take a unit written behind the figure over into the unit box, then tidy."""
        text = self.line.text().strip()
        fen = None if self.fault() else self.value()
        for ending, unit in _ENDINGS.items():
            if fen is not None and text.endswith(ending):
                self._unit = unit
                self.unit_box.setCurrentText(unit.value)
                self.line.set_value(format_fen(fen, unit))
                break
        super().tidy()

    def _read(self, text: str) -> int:
        return parse_fen(text + "元" if text.endswith("万") else text, self._unit, "")

    def _on_unit_activated(self, place: int) -> None:
        self.set_unit(list(MoneyUnit)[place])
        self.line.setFocus()

    def _after_change(self) -> None:
        super()._after_change()
        fen = None if self.fault() else self.value()
        self._capital.setText("" if fen is None else capital(fen))
        self._capital.setVisible(fen is not None)
