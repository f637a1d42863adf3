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


@pytest.fixture(scope="session", autouse=True)
def garbage(qapp):
    """As in the program: widgets are freed by the GUI thread, never by the ledger thread."""
    from zhuize_desktop.ui.garbage import GarbageTimer

    timer = GarbageTimer(qapp)
    timer.start()
    yield
    timer.stop()


@pytest.fixture
def shown(qtbot):
    """Shows a widget with the keyboard focus and frees it afterwards."""
    held = []  # pytest-qt keeps weak references only

    def show(widget, width=900, height=600):
        qtbot.addWidget(widget)
        held.append(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        return widget

    yield show
    held.clear()


@pytest.fixture
def flashed(qapp):
    """Call it for the widgets that were windows of their own for a moment: shown first, laid out in another later."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QWidget
    from shiboken6 import isValid

    seen = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if (
                event.type() is QEvent.Type.Show
                and isinstance(watched, QWidget)
                and watched.parentWidget() is None
            ):
                seen.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    yield lambda: [one for one in seen if isValid(one) and one.parentWidget() is not None]
    qapp.removeEventFilter(watch)
    seen.clear()


@pytest.fixture
def jobs(desk):
    """Real jobs; ended before the desk is left, so that nothing works on a closed ledger."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    from zhuize_desktop.ui.draft_keeper import DraftKeeper
    from zhuize_desktop.ui.jobs import Jobs

    made = Jobs()
    yield made
    # What a test leaves typed is nobody's: no timer keeps it once the ledger is closed.
    for window in QApplication.topLevelWidgets():
        for keeper in window.findChildren(DraftKeeper):
            keeper.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.shut_down()


@pytest.fixture
def settled(qtbot, jobs):
    """Waits until nothing is under way."""

    def settle():
        qtbot.waitUntil(lambda: jobs.is_idle, timeout=60_000)

    return settle


@pytest.fixture
def context(clerk, jobs):
    """What a page is given, for the 填报人."""
    from zhuize_desktop.ui.context import Context

    return Context(clerk, jobs)
