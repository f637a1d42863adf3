"""Buttons that flow: what was measured once is measured anew when a button changes, goes or comes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from zhuize_desktop.ui.widgets.flow import FlowLayout

GAP = 4


@pytest.fixture
def line(shown):
    """Three buttons in a flow, in a column as on a page."""
    outer = QWidget()
    inside = QWidget()
    flow = FlowLayout(inside, GAP)
    for words in ("登记", "修改", "撤回"):
        flow.addWidget(QPushButton(words))
    column = QVBoxLayout(outer)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(inside)
    column.addStretch(1)
    shown(outer, 600, 300)
    return flow


def buttons(flow):
    return [flow.itemAt(at).widget() for at in range(flow.count())]


def test_a_longer_word_takes_another_line_at_once(line):
    first, *_ = buttons(line)
    width = sum(one.sizeHint().width() for one in buttons(line)) + 2 * GAP
    assert line.heightForWidth(width) == first.sizeHint().height()
    first.setText("登记一件很长的事情")
    assert line.heightForWidth(width) == 2 * first.sizeHint().height() + GAP


def test_a_button_out_of_sight_leaves_no_gap_and_comes_back(line):
    first, second, third = buttons(line)
    width = first.sizeHint().width() + second.sizeHint().width() + GAP
    height = first.sizeHint().height()
    assert line.heightForWidth(width) == 2 * height + GAP
    third.hide()
    assert line.heightForWidth(width) == height
    third.show()
    assert line.heightForWidth(width) == 2 * height + GAP


def test_a_button_that_comes_or_is_taken_away_counts(line, qtbot):
    width = sum(one.sizeHint().width() for one in buttons(line)) + 2 * GAP
    height = line.heightForWidth(width)
    fourth = QPushButton("佐证")
    line.addWidget(fourth)
    qtbot.waitUntil(fourth.isVisible)
    assert line.heightForWidth(width) == 2 * height + GAP
    line.takeAt(3).widget().deleteLater()
    assert line.heightForWidth(width) == height
