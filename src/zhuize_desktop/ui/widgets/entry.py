"""What every entry widget shares: Enter moves on (not while an input method composes), wrong text is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from ...domain.errors import FieldError, quoted
from ..theme import restyle

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QInputMethodEvent, QKeyEvent

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Editor(Protocol):
    """One value on a form. ``set_value`` never emits ``edited``; what a person does always emits it.

    ``value`` raises ``FieldError`` (field name "") while the typed text is no value; ``typed`` is that
    text then, and "" otherwise; ``set_typed`` brings it back.
    """

    edited: SignalInstance

    def value(self) -> Any:
        """The value, in the record's type."""
        ...

    def set_value(self, value: Any) -> None:
        """Show a value."""
        ...

    def typed(self) -> str:
        """Text that is not (yet) a value."""
        ...

    def set_typed(self, text: str) -> None:
        """Show text that is not (yet) a value."""
        ...

    def set_read_only(self, on: bool) -> None:
        """Show only."""
        ...


class LineEntry(QLineEdit):
    """One line of text. Enter goes to the next field unless an input method is composing.

    Signals:
        edited: the person changed the text.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_composing = False
        self.textEdited.connect(self.edited)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether a word is being composed, so that its Enter stays with the input method."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds a word that is not committed."""
        return self._is_composing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on; Esc leaves the text alone."""
        if event.key() in _ENTER:
            if not self._is_composing:
                self.focusNextPrevChild(True)
            event.accept()
            return
        super().keyPressEvent(event)

    def mark_invalid(self, on: bool) -> None:
        """Show or clear the red border."""
        if bool(self.property("invalid")) != on:
            restyle(self, invalid=on)

    def value(self) -> str:
        """The text without blanks at its ends."""
        return self.text().strip()

    def set_value(self, value: str) -> None:
        """Show a text, from its beginning."""
        self.setText(value)
        self.setCursorPosition(0)

    def typed(self) -> str:
        """Every line of text is a value."""
        return ""

    def set_typed(self, text: str) -> None:
        """Show a text."""
        self.set_value(text)

    def set_read_only(self, on: bool) -> None:
        """Show only."""
        if on != self.isReadOnly():
            self.setReadOnly(on)
            restyle(self)


class NeededEntry(LineEntry):
    """A line that may not stay empty: Enter on an empty one says so and stays.

    Signals:
        missed: Enter was pressed while nothing is typed.
    """

    missed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on only from what is filled in."""
        if event.key() in _ENTER and not self.is_composing and not self.value():
            event.accept()
            self.missed.emit()
        else:
            super().keyPressEvent(event)


class ParsedEntry(QWidget):
    """A value written as text: subclasses say how to read and how to show it.

    The text stays as typed while it is wrong; a right text gets its usual shape when it is left.

    Signals:
        edited: the person changed the text.
    """

    edited = Signal()

    def __init__(self, parse: Callable[[str], Any], show: Callable[[Any], str], empty: Any = None) -> None:
        super().__init__()
        self._parse, self._show, self._empty = parse, show, empty
        self.line = LineEntry(self)
        self.setFocusProxy(self.line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.line)
        self.line.edited.connect(self._on_line_edited)
        self.line.installEventFilter(self)

    def value(self) -> Any:
        """The value, ``empty`` for an empty line. Raises ``FieldError`` for wrong text."""
        text = self.line.text().strip()
        return self._parse(text) if text else self._empty

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self.line.set_value("" if value == self._empty else self._show(value))
        self.line.mark_invalid(False)
        self.line.setToolTip("")
        self._after_change()

    def typed(self) -> str:
        """The text while it is no value."""
        return self.line.text() if self.fault() else ""

    def set_typed(self, text: str) -> None:
        """Show a text that may be wrong, and mark it when it is."""
        self.line.set_value(text)
        self._after_change()
        self.tidy()

    def fault(self) -> str:
        """The sentence saying what is wrong with the text; "" when nothing is."""
        try:
            self.value()
        except FieldError as error:
            return error.sentence
        return ""

    def set_read_only(self, on: bool) -> None:
        """Show only."""
        self.line.set_read_only(on)

    def tidy(self) -> None:
        """Put a right text into its usual shape, and mark a wrong one."""
        fault = self.fault()
        self.line.mark_invalid(bool(fault))
        self.line.setToolTip(fault)
        if not fault and self.line.text():
            self.line.set_value(self._show(self.value()))

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Tidy when the line is left."""
        if watched is self.line and event.type() == QEvent.Type.FocusOut and not self.line.isReadOnly():
            self.tidy()
        return super().eventFilter(watched, event)

    def _on_line_edited(self) -> None:
        if not self.fault():
            self.line.mark_invalid(False)
        self._after_change()
        self.edited.emit()

    def _after_change(self) -> None:
        """What a subclass shows beside the text."""
        if not self.line.text():
            self.line.mark_invalid(False)


class WholeEdit(ParsedEntry):
    """A whole number, at least 0; empty is ``None``."""

    def __init__(self) -> None:
        super().__init__(parse_whole, str)


def parse_whole(text: str) -> int:
    """The whole number a text writes. Raises ``FieldError`` when it writes none."""
    plain = text.replace(",", "").replace("，", "")
    if not plain.isdecimal():
        raise FieldError("", f"{quoted(text)}不是整数，请只填数字，例如 3。")
    return int(plain)


class FlagEdit(QCheckBox):
    """Yes or no, said with words beside the box. Enter moves on, the space bar changes it.

    Signals:
        edited: the person changed it.
    """

    edited = Signal()

    def __init__(self, words: str = "是") -> None:
        super().__init__(words)
        self.clicked.connect(self.edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on."""
        if event.key() in _ENTER:
            self.focusNextPrevChild(True)
            event.accept()
            return
        super().keyPressEvent(event)

    def value(self) -> bool:
        """Whether the box is ticked."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Tick or clear the box."""
        self.setChecked(value)

    def typed(self) -> str:
        """A box is always a value."""
        return ""

    def set_typed(self, text: str) -> None:
        """A box has no text; an old draft's text is not taken."""

    def set_read_only(self, on: bool) -> None:
        """Show only."""
        self.setEnabled(not on)
