"""Typing as a person does (keys for ASCII, committed words of an input method for the rest), and clicking."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


def focused():
    """The widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget


def type_in(text):
    """Type into the widget that has the keyboard."""
    for char in text:
        if char.isascii():
            QTest.keyClicks(focused(), char)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(char)
            QApplication.sendEvent(focused(), event)


def click(button):
    """Press a button with the mouse; one that is closed says why in the failure."""
    assert button.isEnabled(), button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def press(key, modifiers=None):
    """Press a key on the widget that has the keyboard."""
    if modifiers is None:
        QTest.keyClick(focused(), key)
    else:
        QTest.keyClick(focused(), key, modifiers)
