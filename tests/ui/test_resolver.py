"""New persons and enterprises made in the place where they are first named."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.keys import click, press, type_in
from zhuize_desktop.domain.records import Enterprise
from zhuize_desktop.services.directory import add_enterprise
from zhuize_desktop.services.records import load
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.clues import CluesPage
from zhuize_desktop.ui.record_dialog import RecordDialog
from zhuize_desktop.ui.resolver import LedgerResolver

_ENTER = Qt.Key.Key_Return


@pytest.fixture(autouse=True)
def no_remembered_columns(look):
    QSettings().clear()


@pytest.fixture
def picker(context, clerk, shown, settled):
    """涉及单位 in the form of a new clue."""
    add_enterprise(clerk, {"name": "虚构港口物流有限公司"})
    page = CluesPage(context)
    shown(page, 1230, 720)
    page.open_new()
    settled()
    edit = page.view.register.form._rows["enterprises"].editor
    edit.line.setFocus()
    return edit


def opened(over, kind, qtbot):
    (found,) = [one for one in over.window().findChildren(kind) if one.isVisible()]
    qtbot.waitUntil(lambda: QApplication.activeWindow() is found)
    return found


def give_up(picker, qtbot, settled):
    click(opened(picker, RecordDialog, qtbot).close_button)
    click(opened(picker, MessageBox, qtbot).buttons[1])
    settled()


def test_after_giving_up_a_new_one_the_list_answers_again(picker, qtbot, settled):
    type_in("没有的单位")
    press(_ENTER)
    settled()
    give_up(picker, qtbot, settled)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is picker.window())
    assert picker.line.hasFocus()
    type_in("gk")
    assert picker.popup.isVisible()
    assert "虚构港口物流有限公司" in [line.entry.label for line in picker.popup.lines]
    press(_ENTER)
    assert picker.fault() == ""
    assert len(picker.value()) == 1


def test_a_new_enterprise_stands_below_the_own_one_unless_told_otherwise(picker, clerk, qtbot, settled):
    own = load(clerk, Enterprise, clerk.viewer.enterprise)
    type_in("虚构新设有限公司")
    press(_ENTER)
    dialog = opened(picker, RecordDialog, qtbot)
    settled()
    assert dialog.form.value("parent") == own.uid
    assert dialog.form.value("level") == (own.level + 1 if own.level else None)
    dialog.form.set_value("parent", None)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled()
    (uid,) = picker.value()
    assert load(clerk, Enterprise, uid).parent is None


def test_a_new_person_has_no_parent(context, picker, qtbot, settled):
    page = picker.window()
    page.resolver.create("Person", "钱某某", lambda entry: None)
    dialog = opened(picker, RecordDialog, qtbot)
    settled()
    assert dialog.form.value("name") == "钱某某"
    assert dialog.form.value("enterprise") is None
    give_up(picker, qtbot, settled)


def test_situations_stand_below_the_pack_they_come_from(context, qapp):
    """46号令 and 37号令 have aspects of the same name."""
    resolver = LedgerResolver(context, QWidget())
    found = {entry.code: entry for entry in resolver.dictionary("situation")}
    heads = [entry for entry in found.values() if not entry.parent]
    assert [(one.code, one.label, one.pickable, one.grade) for one in heads] == [
        ("pack:46", "46号令", False, "参照"),
        ("pack:37", "37号令", False, "参照"),
    ]
    case = found["46-2-05"]
    assert case.pickable
    assert case.grade == "参照"
    assert found[found[case.parent].parent].label == "46号令"


def test_the_statistical_columns_of_sources_are_sources_and_classes_of_handling_are_none(context, qapp):
    owner = QWidget()
    resolver = LedgerResolver(context, owner)
    sources = {entry.code: entry for entry in resolver.dictionary("source_kind")}
    handlings = {entry.code: entry for entry in resolver.dictionary("handling")}
    assert sources["petition"].pickable
    assert sources["petition.letter"].parent == "petition"
    assert not handlings["criticism"].pickable
