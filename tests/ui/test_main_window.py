"""The main window on small and scaled screens, and where it is put back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QRect, QSettings
from PySide6.QtWidgets import QMainWindow, QPushButton

from zhuize_desktop.domain.records import ReportKind
from zhuize_desktop.services.clues import register_clue
from zhuize_desktop.services.reporting import compile_report
from zhuize_desktop.ui.catalogue import PAGES
from zhuize_desktop.ui.main_window import MainWindow

#: 1366 × 768 at 150 %, less title bar and task bar.
SMALL = (900, 440)


@pytest.fixture(autouse=True)
def no_remembered_place(look):
    QSettings().clear()
    yield
    QSettings().clear()


@pytest.fixture
def window(clerk, jobs, shown, settled):
    made = MainWindow(clerk, jobs, PAGES)
    shown(made, *SMALL)
    settled()
    yield made
    made.close()
    settled()


def is_whole(widget):
    """Whether no part of it is cut off or covered by the edge of what holds it."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def leave_button(window):
    return next(one for one in window.statusBar().findChildren(QPushButton) if one.text() == "退出登录")


def test_every_page_has_room_in_a_small_window(window, settled, qtbot):
    for key, _, _ in PAGES:
        window.open_page(key)
        settled()
        page = window.page(key)
        qtbot.waitUntil(lambda page=page: page.minimumSizeHint().width() <= page.width())
        assert (window.width(), window.height()) == SMALL, key
        assert is_whole(leave_button(window)), key


def test_what_ends_a_task_is_in_sight_in_a_small_window(window, clerk, settled, qtbot):
    window.open_page("clues", "")
    settled()
    editor = window.page("clues").view.register.editor
    assert editor.save_button.text() == "登记"
    assert is_whole(editor.save_button)
    values = {
        "reported_on": date(2025, 3, 2),
        "summary": "虚构线索",
        "source_kind": "audit",
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
        "enterprises": (clerk.viewer.enterprise,),
    }
    made = register_clue(clerk, values).value
    window.open_page("clues", made.uid)
    settled()
    view = window.page("clues").view
    assert is_whole(view.bar.step_button)
    view.turn_to("register")
    settled()
    assert editor.save_button.text() == "保存"
    assert is_whole(editor.save_button)
    assert is_whole(view.bar.step_button)
    report = compile_report(clerk, ReportKind.ANNUAL, 2025).value
    window.open_page("reports", report.uid)
    settled()
    page = window.page("reports")
    qtbot.waitUntil(page.signing.go.isVisible)
    assert is_whole(page.signing.go)


@pytest.mark.parametrize("is_kept", [False, True], ids=["first start", "kept on a larger screen"])
def test_the_window_never_reaches_beyond_the_screen(clerk, jobs, qtbot, settled, is_kept):
    far = QMainWindow()
    qtbot.addWidget(far)
    far.setGeometry(3000, 2000, 2500, 1900)
    if is_kept:
        QSettings().setValue("main/geometry", far.saveGeometry())
    window = MainWindow(clerk, jobs, PAGES[:1])
    qtbot.addWidget(window)
    settled()
    room = window.screen().availableGeometry()
    least = window.minimumSize()
    assert least.width() <= 900
    assert window.width() <= max(room.width(), least.width())
    assert window.height() <= max(room.height(), least.height())
    assert room.contains(window.pos())
    if room.width() > least.width():
        assert room.contains(QRect(window.pos(), window.size()))
    window.close()


def test_a_place_on_the_screen_is_kept(clerk, jobs, qtbot, settled):
    window = MainWindow(clerk, jobs, PAGES[:1])
    qtbot.addWidget(window)
    window.resize(window.minimumSize())
    window.close()
    again = MainWindow(clerk, jobs, PAGES[:1])
    qtbot.addWidget(again)
    settled()
    assert again.size() == window.minimumSize()
    again.close()


def test_tab_goes_from_the_navigation_into_the_page(window, settled):
    settled()
    window.navigation.setFocus()
    window.focusNextChild()
    assert window.stack.isAncestorOf(window.focusWidget())


def test_the_title_names_the_page(window, settled):
    for key, title, _ in PAGES:
        window.open_page(key)
        settled()
        assert window.windowTitle() == f"{title}[*] - 违规经营投资责任追究"
        assert not window.isWindowModified()
