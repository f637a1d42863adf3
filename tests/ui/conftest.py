"""What every test of the window needs: the look applied once, and widgets that see the keyboard."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session", autouse=True)
def look(qapp):
    from zhuize_desktop.ui.theme import apply_theme

    qapp.setOrganizationName("zhuize-test")
    apply_theme(qapp)
    return qapp


@pytest.fixture
def shown(qtbot):
    """Shows a widget with the keyboard focus and frees it afterwards."""

    def show(widget, width=900, height=600):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        return widget

    return show
