"""A clue opened from another page leads back to that page, as it was left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QSettings, Qt

from ui.keys import press, type_in
from zhuize_desktop.services.clues import register_clue
from zhuize_desktop.ui.catalogue import PAGES
from zhuize_desktop.ui.main_window import MainWindow


def a_clue(session, **values):
    given = {
        "reported_on": date(2025, 3, 2),
        "summary": "虚构线索",
        "source_kind": "audit",
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "enterprises": (session.viewer.enterprise,),
        **values,
    }
    return register_clue(session, given).value


@pytest.fixture
def late(clerk):
    """Two clues that were found long after they happened."""
    days = {"occurred_from": clerk.today - timedelta(days=900), "discovered_on": clerk.today}
    return [a_clue(clerk, summary=f"虚构线索{name}", **days) for name in "甲乙"]


@pytest.fixture
def window(clerk, late, jobs, shown, settled):
    QSettings().clear()
    made = MainWindow(clerk, jobs, PAGES)
    shown(made, 1366, 740)
    settled()
    yield made
    made.close()
    settled()
    QSettings().clear()


@pytest.fixture
def health(window, qtbot, settled):
    """数据体检, run once."""
    page = window.page("workbench")
    page.health_button.click()
    settled()
    page.health.run_button.click()
    qtbot.waitUntil(lambda: page.health.loaded.run is not None, timeout=60_000)
    settled()
    return page.health


def test_from_a_finding_and_back_to_it(window, health, settled, late):
    clues = window.page("clues")
    clues.open_with([late[0].uid])  # an old search stands in the list
    found = [row for row in health.rows() if row.finding.check == "clue.gap"]
    assert len(found) == 2
    health.table.setFocus()
    health.table.select_uids([found[1].uid], found[1].uid)
    health.open_current()
    settled()
    assert window.stack.currentWidget() is clues
    assert clues.view.uid == found[1].finding.clues[0]
    assert clues.view.head.back_button.text() == "返回数据体检"
    press(Qt.Key.Key_Escape)
    settled()
    assert window.stack.currentWidget() is window.page("workbench")
    assert window.page("workbench").where == "数据体检"
    assert health.table.current_uid() == found[1].uid
    assert health.panel.row.uid == found[1].uid
    assert health.table.hasFocus()
    window.open_page("clues")
    assert clues.stack.currentWidget() is clues.list  # nothing stays open behind


def test_the_bench_is_gone_back_to_and_the_list_from_the_list(window, settled, late):
    bench, clues = window.page("workbench"), window.page("clues")
    bench.go_to.emit("clues", late[0].uid)
    settled()
    assert clues.view.head.back_button.text() == "返回工作台"
    clues.view.head.back_button.click()
    settled()
    assert window.stack.currentWidget() is bench
    window.open_page("clues")
    clues.open_clue(late[1].uid)
    settled()
    assert clues.view.head.back_button.text() == "返回台账"
    press(Qt.Key.Key_Escape)
    settled()
    assert window.stack.currentWidget() is clues
    assert clues.stack.currentWidget() is clues.list


def test_nothing_typed_is_lost_on_the_way_back(window, settled, late):
    clues = window.page("clues")
    window.page("workbench").go_to.emit("clues", late[0].uid)
    settled()
    clues.view.turn_to("register")
    clues.view.register.form.jump_to("summary")
    type_in("more")
    clues.go_back()
    settled()
    assert window.stack.currentWidget() is clues
    assert clues.view.head.back_button.text() == "返回工作台"
