"""One field on a form: label, star, entry widget, and below it help, consequence and problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...domain.fields import Kind
from ..palette import GRID, Tone
from ..theme import label, restyle
from .editors import label_text, note_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from ...domain.fields import Column
    from ..widgets.entry import Editor

LABEL_WIDTH = 104
GAP = 16
#: Kinds that need the whole width.
_WIDE = (Kind.LONG_TEXT,)


class FieldRow:
    """The parts of one field, made on the grid that places ``head`` and ``body``.

    Attributes:
        column: the declared field.
        editor: its entry widget.
        head: label and star.
        body: entry widget and the lines below it.
    """

    def __init__(self, column: Column, editor: Editor, grid: FieldGrid) -> None:
        self.column = column
        self.editor = editor
        self._is_hidden = False
        self.head = QWidget(grid)
        self._name = label(label_text(column), "label", wrap=True)
        self._name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._name.setBuddy(self.widget)
        self._name.setToolTip(f"依据：{column.field.source}" if column.field.source else "")
        self._star = label("", "note", Tone.RED)
        self._star.setFixedWidth(10)
        self._star.setAccessibleName("必填")
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 4, 0)
        head.setSpacing(4)
        head.addWidget(self._name, 1)
        head.addWidget(self._star)
        self.head.setFixedWidth(LABEL_WIDTH)
        self.head.setMinimumHeight(30)
        self._problem, self._consequence, self._help = note_label(), note_label(), note_label()
        self.body = QWidget(grid)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(2)
        for part in (self.widget, self._problem, self._consequence, self._help):
            body.addWidget(part)
        if column.field.help:
            _say(self._help, column.field.help, None)

    @property
    def is_hidden(self) -> bool:
        """Whether the field is out of sight."""
        return self._is_hidden

    def hide(self, on: bool) -> None:
        """Put the field out of sight, or back."""
        self._is_hidden = on
        self.head.setVisible(not on)
        self.body.setVisible(not on)

    def indent(self, on: bool) -> None:
        """Keep the label of a right-hand field clear of the entry at its left."""
        self.head.setFixedWidth(LABEL_WIDTH + (GAP if on else 0))
        self.head.setContentsMargins(GAP if on else 0, 0, 0, 0)

    @property
    def widget(self) -> QWidget:
        """The editor as a widget."""
        return cast("QWidget", self.editor)

    def set_required(self, on: bool) -> None:
        """Show or clear the star."""
        self._star.setText("*" if on else "")

    def set_consequence(self, text: str, tone: Tone | None) -> None:
        """What follows from the value, below it."""
        _say(self._consequence, text, tone)

    def set_problem(self, text: str, tone: Tone | None) -> None:
        """What is wrong with the value, below it; "" clears."""
        _say(self._problem, text, tone)

    @property
    def problem_text(self) -> str:
        """The problem shown."""
        return self._problem.text()

    @property
    def consequence_text(self) -> str:
        """The consequence shown."""
        return self._consequence.text()


class FieldGrid(QWidget):
    """Fields side by side or below each other; long text always has the whole width."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[FieldRow, ...] = ()
        self._columns = 2
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(GRID)

    def fill(self, rows: Sequence[FieldRow]) -> None:
        """Place these fields, two across."""
        self._rows = tuple(rows)
        self.rearrange()

    def arrange(self, across: int) -> None:
        """Place the fields one or two across; the order of the keyboard stays."""
        if across != self._columns:
            self._columns = across
            self.rearrange()

    def rearrange(self) -> None:
        """Place the fields anew, without those out of sight."""
        across = self._columns
        for at in (1, 3):
            self._grid.setColumnStretch(at, 1 if at < across * 2 else 0)
        line, half = 0, 0
        top = Qt.AlignmentFlag.AlignTop
        for row in self._rows:
            if row.is_hidden:
                continue
            wide = row.column.field.kind in _WIDE or across == 1
            if wide and half:
                line, half = line + 1, 0
            row.indent(half > 0)
            self._grid.addWidget(row.head, line, half * 2, top)
            self._grid.addWidget(row.body, line, half * 2 + 1, 1, 2 * across - 1 if wide else 1, top)
            half += 2 if wide else 1
            if half >= 2:
                line, half = line + 1, 0


def _say(line: QLabel, text: str, tone: Tone | None) -> None:
    line.setText(text)
    restyle(line, tone="" if tone is None else tone.value)
    line.setVisible(bool(text))


def focus_target(widget: QWidget) -> QWidget:
    """The widget that takes the keys of an entry widget."""
    proxy = widget.focusProxy()
    return widget if proxy is None else focus_target(proxy)


def is_save_key(event: QKeyEvent) -> Any:
    """Whether this is Ctrl+S."""
    return event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier
