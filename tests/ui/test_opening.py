"""期初建账 in the window: cases that were imported are looked through with keys, then the stock is signed."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from shiboken6 import isValid

from services.ledgers import ledger, taken_in
from ui.keys import click, press, type_in
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import Clue
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.clues import change_clue, list_uids, shown_rows
from zhuize_desktop.services.opening import opening_state
from zhuize_desktop.services.records import withdraw
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.main_window import MainWindow
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.opening import OpeningDialog
from zhuize_desktop.ui.opening.dialog import SIGNING, STAGES
from zhuize_desktop.ui.opening.stage_table import (
    ACCEPTED,
    BASIS,
    CHECKED,
    HANDLING,
    OPENED,
    STAGE,
    StageModel,
)
from zhuize_desktop.ui.pages.workbench import WorkbenchPage

NUMBERS = ("XS-2025-001", "XS-2025-002", "XS-2025-003")


@pytest.fixture
def taken(clerk, tmp_path):
    """Three cases under way out of the office's own ledger."""
    words = ("核查中", "已受理，正在初步核实", "已作出处理决定，整改中")
    rows = [
        {"线索编号": number, "处理情况": text, "问题线索概述": f"预付货款逾期未收回（{number}）"}
        for number, text in zip(NUMBERS, words, strict=True)
    ]
    taken_in(clerk, ledger(tmp_path / "台账.xlsx", *rows))
    return clerk


@pytest.fixture
def open_for(jobs, settled, shown):
    """Opens dialogs, which free themselves when they are closed."""
    made = []

    def opened(session):
        dialog = OpeningDialog(Context(session, jobs), None)
        made.append(dialog)
        dialog.show()
        dialog.activateWindow()
        settled()
        return dialog

    yield opened
    for one in made:
        if isValid(one):
            one.deleteLater()


@pytest.fixture
def dialog(taken, open_for):
    return open_for(taken)


def clues(session):
    return {
        one.row.clue.number: one.row.clue for one in shown_rows(session, list_uids(session, LedgerQuery()))
    }


def cell(dialog, number, column):
    """Make a cell current, with the keyboard in the table."""
    dialog.stages.go_to(dialog.stages.model.place_of(number), column)


def edit(dialog, number, column, text):
    """Enter opens the cell, the text is typed, Enter leaves it."""
    cell(dialog, number, column)
    press(Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    type_in(text)
    press(Qt.Key.Key_Return)
    QTest.qWait(0)  # Qt takes the text over in the next turn of its loop


def shown_in(dialog, number, column):
    model = dialog.stages.model
    return model.index(model.place_of(number), column).data()


def test_what_waits_is_shown_with_what_is_not_known(dialog):
    assert dialog.stack.currentIndex() == STAGES
    assert [row.clue.number for row in dialog.stages.model.rows] == list(NUMBERS)
    assert shown_in(dialog, NUMBERS[0], STAGE) == "核查"
    assert shown_in(dialog, NUMBERS[0], HANDLING) == "核查中"
    # The clock of each stage starts from another day; what is not known says so, and is never filled in.
    assert [shown_in(dialog, NUMBERS[0], column) for column in (ACCEPTED, OPENED)] == ["", "时限未知"]
    assert [shown_in(dialog, NUMBERS[1], column) for column in (ACCEPTED, OPENED)] == ["时限未知", ""]
    assert [shown_in(dialog, NUMBERS[2], column) for column in (ACCEPTED, OPENED)] == ["", ""]
    assert not dialog.confirm.isEnabled()


def test_the_whole_with_keys_alone(dialog, settled, taken):
    cell(dialog, NUMBERS[0], BASIS)
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    dialog.stages.basis.setFocus()
    type_in("原台账第3页，周敏核对")
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.stages.fill
    press(Qt.Key.Key_Space)
    edit(dialog, NUMBERS[0], OPENED, "20240706")
    edit(dialog, NUMBERS[0], ACCEPTED, "2024年6月5日")
    cell(dialog, NUMBERS[1], STAGE)
    press(Qt.Key.Key_F2)
    box = dialog.findChild(QComboBox)
    box.hidePopup()
    box.setFocus()
    press(Qt.Key.Key_Down)
    cell(dialog, NUMBERS[0], CHECKED)
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Space)
    assert dialog.confirm.text() == "确认已核对的 3 条"
    dialog.confirm.setFocus()
    press(Qt.Key.Key_Space)
    settled()
    found = clues(taken)
    assert {clue.stage_confirmed for clue in found.values()} == {True}
    assert [found[number].stage for number in NUMBERS] == [
        Stage.INVESTIGATION,
        Stage.TRIAGE,
        Stage.RECTIFICATION,
    ]
    assert {clue.legacy_basis for clue in found.values()} == {"原台账第3页，周敏核对"}
    assert {clue.legacy_stage for clue in found.values()} == {clue.stage for clue in found.values()}
    first = found[NUMBERS[0]]
    assert (first.accepted_on, first.opened_on) == (date(2024, 6, 5), date(2024, 7, 6))
    assert found[NUMBERS[1]].accepted_on is None
    # Nothing waits any more: the figures follow.
    assert dialog.stack.currentIndex() == SIGNING
    assert dialog.enter.isEnabled()


def test_only_what_was_looked_at_is_confirmed(dialog, settled, taken):
    cell(dialog, NUMBERS[2], CHECKED)
    press(Qt.Key.Key_Space)
    edit(dialog, NUMBERS[0], BASIS, "typed, not ticked")
    click(dialog.confirm)
    settled()
    assert [clue.number for clue in clues(taken).values() if clue.stage_confirmed] == [NUMBERS[2]]
    assert dialog.stack.currentIndex() == STAGES
    assert shown_in(dialog, NUMBERS[0], BASIS) == "typed, not ticked"  # what was said about the others stays


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2024-02-31", "日历上没有"),
        ("去年三月", "不是日期"),
        ("2999-01-01", "晚于2100年"),
        ("1950-01-01", "早于1990年"),
    ],
)
def test_a_day_that_is_none_leads_to_its_cell_and_nothing_is_lost(dialog, settled, taken, typed, words):
    edit(dialog, NUMBERS[1], ACCEPTED, typed)
    edit(dialog, NUMBERS[1], BASIS, "old papers")
    for number in NUMBERS[:2]:
        cell(dialog, number, CHECKED)
        press(Qt.Key.Key_Space)
    cell(dialog, NUMBERS[2], STAGE)
    click(dialog.confirm)
    settled()
    assert words in dialog.message.text()
    assert NUMBERS[1] in dialog.message.text()
    assert dialog.stages.table.currentIndex().row() == dialog.stages.model.place_of(NUMBERS[1])
    assert shown_in(dialog, NUMBERS[1], ACCEPTED) == typed
    assert shown_in(dialog, NUMBERS[1], BASIS) == "old papers"
    assert not any(clue.stage_confirmed for clue in clues(taken).values())
    edit(dialog, NUMBERS[1], ACCEPTED, "2024-06-05")
    click(dialog.confirm)
    settled()
    assert clues(taken)[NUMBERS[1]].accepted_on == date(2024, 6, 5)


def test_a_known_day_is_not_changed_here(taken, open_for):
    from dataclasses import replace

    change_clue(taken, replace(clues(taken)[NUMBERS[0]], accepted_on=date(2024, 6, 5)))
    model = open_for(taken).stages.model
    flags = {
        column: model.index(model.place_of(NUMBERS[0]), column).flags()
        for column in (STAGE, ACCEPTED, OPENED, BASIS, HANDLING)
    }
    editable = [column for column, held in flags.items() if held & Qt.ItemFlag.ItemIsEditable]
    assert editable == [STAGE, OPENED, BASIS]


def test_closing_asks_before_what_was_said_is_lost(dialog):
    edit(dialog, NUMBERS[0], BASIS, "old papers")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    click(dialog.findChildren(MessageBox)[0].buttons[-1])
    assert shown_in(dialog, NUMBERS[0], BASIS) == "old papers"


def test_the_model_keeps_the_rules_of_qt(taken, qtmodeltester):
    model = StageModel()
    model.load(list(clues(taken).values()), taken.today)
    qtmodeltester.check(model, force_py=True)


def test_signed_on_paper_entered_by_one_confirmed_by_another(taken, desk, open_for, settled, tmp_path):
    from zhuize_desktop.services.clues import confirm_stages

    confirm_stages(taken, {clue.uid: clue.stage for clue in clues(taken).values()})
    dialog = open_for(taken)
    assert dialog.stack.currentIndex() == SIGNING
    scan = tmp_path / "签字.pdf"
    click(dialog.enter)
    assert "请填写签字日期" in dialog.message.text()
    dialog.signing.name.setFocus()
    type_in("郑德明")
    press(Qt.Key.Key_Tab)
    type_in("总经理")
    press(Qt.Key.Key_Tab)
    type_in("2026-11-20")
    press(Qt.Key.Key_Tab)
    click(dialog.enter)
    assert "请选择签字盖章后的扫描件" in dialog.message.text()
    dialog.signing.scan.setText(str(scan))
    click(dialog.enter)
    settled()
    assert "签字.pdf" in dialog.message.text()  # it is not there; what was typed stays
    assert dialog.signing.name.text() == "郑德明"
    scan.write_bytes(b"%PDF-1.7 signed")
    click(dialog.enter)
    settled()
    dialog.findChildren(MessageBox)[0].accept()
    assert dialog.signing.state.text() == "待另一人确认"
    assert not dialog.approve.isVisible()
    dialog.reject()
    reviewer = desk.log_in("reviewer")
    other = open_for(reviewer)
    assert other.approve.isVisible()
    click(other.approve)
    click(other.findChildren(MessageBox)[0].buttons[0])
    settled()
    assert other.signing.state.text() == "已确认"
    assert "郑德明（总经理）" in other.signing.words.text()
    assert opening_state(reviewer).is_current
    assert not other.print_signed.isVisible()
    other.reject()
    # Old stock that comes in afterwards: the sheet no longer fits, and it says what to do.
    clue = next(iter(clues(reviewer).values()))
    withdraw(reviewer, Clue, clue.uid, "误登记")
    later = open_for(reviewer)
    assert later.signing.state.text() == "与台账不符"
    assert "有 1 条存量线索" in later.signing.words.text()
    assert "重新签字" in later.signing.words.text()
    assert later.print_signed.isVisible()
    assert later.enter.isEnabled()


def test_who_may_not_is_told(taken, desk, open_for):
    dialog = open_for(desk.log_in("signer"))
    assert not dialog.confirm.isEnabled()
    assert "由填报人、审核人确认" in dialog.message.text()
    dialog.show_page(SIGNING)
    assert "3 条存量线索的环节没有确认" in dialog.message.text()
    assert not dialog.enter.isEnabled()


def test_the_workbench_leads_there(taken, jobs, settled, shown):
    window = MainWindow(taken, jobs, [("workbench", "工作台", WorkbenchPage)])
    shown(window, 1366, 728)
    settled()
    click(window.page("workbench").opening)
    settled()
    dialog = window.findChild(OpeningDialog)
    assert dialog.stack.currentIndex() == STAGES
    dialog.reject()
