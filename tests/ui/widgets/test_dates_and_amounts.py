from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.keys import focused, press, type_in
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.money import MoneyUnit
from zhuize_desktop.ui.widgets.amount_edit import AmountEdit
from zhuize_desktop.ui.widgets.date_edit import DateEdit, parse_date
from zhuize_desktop.ui.widgets.entry import FlagEdit, LineEntry, WholeEdit
from zhuize_desktop.ui.widgets.long_text import LongText

TODAY = date(2026, 11, 23)


def together(*widgets):
    parent = QWidget()
    layout = QVBoxLayout(parent)
    for widget in widgets:
        layout.addWidget(widget)
    return parent


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026.11.20", date(2026, 11, 20)),
        ("2026/1/2", date(2026, 1, 2)),
        ("20261120", date(2026, 11, 20)),
        ("2026年11月20日", date(2026, 11, 20)),
        ("２０２６．１１．２０", date(2026, 11, 20)),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 22)),
        ("明天", date(2026, 11, 24)),
        (" 2028-2-29 ", date(2028, 2, 29)),
    ],
)
def test_usual_spellings_are_read(text, day):
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["11-20", "2026-11", "2026-13-01", "2026-02-29", "26-1-2", "2026", "0001-01-01", "明年", "2026112"],
)
def test_what_would_have_to_be_guessed_is_refused(text):
    with pytest.raises(FieldError, match=text):
        parse_date(text, TODAY)


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y%m%d"]))
def test_every_day_comes_back(day, shape):
    assert parse_date(day.strftime(shape), TODAY) == day


@pytest.fixture
def dated(shown):
    edit, after = DateEdit(FixedClock.on(TODAY)), LineEntry()
    shown(together(edit, after), 300, 100)
    edit.setFocus()
    edit.after = after
    return edit


def test_a_typed_date_gets_its_usual_shape_when_enter_moves_on(dated, qtbot):
    with qtbot.waitSignal(dated.edited):
        type_in("20261120")
    press(Qt.Key.Key_Return)
    assert focused() is dated.after
    assert dated.line.text() == "2026-11-20"
    assert dated.value() == date(2026, 11, 20)


def test_a_wrong_date_is_marked_and_kept(dated):
    type_in("2026.13.45")
    press(Qt.Key.Key_Tab)
    assert dated.line.text() == dated.typed() == "2026.13.45"
    assert dated.line.property("invalid") is True
    assert "2026.13.45" in dated.line.toolTip()
    with pytest.raises(FieldError):
        dated.value()
    dated.setFocus()
    dated.line.selectAll()
    type_in("今天")
    assert dated.value() == TODAY
    assert dated.line.property("invalid") is False


def test_empty_is_allowed(dated):
    dated.set_value(TODAY)
    dated.line.selectAll()
    press(Qt.Key.Key_Delete)
    assert dated.value() is None
    assert dated.typed() == ""


def test_the_calendar_begins_on_monday_opens_at_the_day_and_gives_it_back(dated, qtbot):
    dated.set_value(date(2026, 11, 20))
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = dated._popup
    assert popup.isVisible()
    assert popup.calendar.firstDayOfWeek() == Qt.DayOfWeek.Monday
    assert popup.calendar.selectedDate() == QDate(2026, 11, 20)
    with qtbot.waitSignal(dated.edited):
        popup.calendar.activated.emit(QDate(2026, 11, 18))
    assert dated.value() == date(2026, 11, 18)
    assert not popup.isVisible()


def test_loading_is_no_edit(dated, qtbot):
    with qtbot.assertNotEmitted(dated.edited):
        dated.set_value(TODAY)
        dated.set_typed("x")


@pytest.fixture
def amount(shown):
    edit, after = AmountEdit(), LineEntry()
    shown(together(edit, after), 400, 140)
    edit.setFocus()
    edit.after = after
    return edit


def test_an_amount_is_whole_fen_with_its_capitals_below(amount):
    type_in("5600.5")
    assert amount.value() == 560050
    assert amount._capital.text() == "伍仟陆佰元伍角整"
    press(Qt.Key.Key_Return)
    assert amount.line.text() == "5,600.50"
    assert focused() is amount.after


def test_wan_behind_the_figure_switches_the_unit(amount):
    type_in("5600万")
    press(Qt.Key.Key_Return)
    assert amount.value() == 5600 * 10_000 * 100
    assert (amount.line.text(), amount.unit_box.currentText()) == ("5,600.00", "万元")


@pytest.mark.parametrize("fen", [0, 1, 99, 12_345, 5600_0000_00, 10**15 - 1])
def test_switching_the_unit_never_changes_the_amount(amount, fen):
    amount.set_value(fen)
    for unit in (MoneyUnit.WAN, MoneyUnit.YUAN, MoneyUnit.WAN):
        amount.set_unit(unit)
        assert amount.value() == fen


@pytest.mark.parametrize("text", ["约五百万", "1.234", "-3", "99999999999999"])
def test_a_wrong_amount_is_kept_in_every_unit(amount, text):
    type_in(text)
    press(Qt.Key.Key_Return)
    assert amount.typed() == text
    assert amount.line.property("invalid") is True
    amount.set_unit(MoneyUnit.YUAN)
    assert amount.line.text() == text


def test_nothing_and_zero_are_different_amounts(amount):
    assert amount.value() is None
    amount.set_value(0)
    assert amount.value() == 0
    assert amount.line.text() == "0.00"


def test_whole_numbers(shown):
    edit = shown(WholeEdit(), 200, 40)
    for text, value in (("3", 3), ("1,200", 1200), ("", None)):
        edit.set_typed(text)
        assert edit.value() == value
    edit.set_typed("三")
    assert edit.typed() == "三"


def test_enter_stays_with_an_input_method_that_composes(shown):
    first, second = LineEntry(), LineEntry()
    shown(together(first, second), 200, 80)
    first.setFocus()
    QApplication.sendEvent(first, QInputMethodEvent("zhong", []))
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert focused() is first
    committed = QInputMethodEvent("", [])
    committed.setCommitString("中")
    QApplication.sendEvent(first, committed)
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert focused() is second
    assert first.value() == "中"


def test_enter_on_a_box_moves_on_and_space_ticks(shown, qtbot):
    box, after = FlagEdit(), LineEntry()
    shown(together(box, after), 200, 80)
    box.setFocus()
    with qtbot.waitSignal(box.edited):
        QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.value() is True
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert focused() is after
    assert box.value() is True


def test_long_text_takes_enter_grows_and_is_left_by_tab_or_ctrl_enter(shown):
    text, after = LongText(3, 6), LineEntry()
    shown(together(text, after), 300, 400)
    text.setFocus()
    low = text.height()
    for line in "一二三四五":
        type_in(line)
        QTest.keyClick(text, Qt.Key.Key_Return)
    assert text.value() == "一\n二\n三\n四\n五"
    grown = text.height()
    assert grown > low
    for _ in range(20):
        QTest.keyClick(text, Qt.Key.Key_Return)
    assert grown <= text.height() <= low * 3
    highest = text.height()
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert text.height() == highest
    QTest.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert focused() is after
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Tab)
    assert focused() is after
    assert "\t" not in text.toPlainText()
