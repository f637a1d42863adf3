"""The keys of the dossier: every pane, sheet and part, a new line, the step, and the title that says where one is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from services.whole_case import day
from ui.clue.conftest import dialog, in_front, part
from ui.keys import press, type_in
from zhuize_desktop.domain.records import Acceptance, GateExplanation, InvestigationPlan, LegalReview
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.records import list_records
from zhuize_desktop.ui.clue.moves import QuestionDialog
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.record_dialog import RecordDialog

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def focus():
    return QApplication.focusWidget()


def test_f6_goes_round_the_panes_and_back(opened, whole):
    view = opened(whole)
    assert view.stack.isAncestorOf(focus())
    press(Qt.Key.Key_F6)
    assert focus() is view.panel.links[0]
    press(Qt.Key.Key_F6)
    assert focus() is view.list
    press(Qt.Key.Key_F6, _SHIFT)
    assert focus() is view.panel.links[0]
    press(Qt.Key.Key_F6, _SHIFT)
    assert focus() is view.editor.form.editor("receiver")


def test_whoever_turns_to_a_sheet_can_type_at_once_and_who_is_in_the_list_stays(opened, whole):
    view = opened(whole)
    press(Qt.Key.Key_PageDown, _CTRL)
    assert focus() is view.editor.form.editor("content")
    press(Qt.Key.Key_PageDown, _CTRL)
    press(Qt.Key.Key_PageDown, _CTRL)
    press(Qt.Key.Key_Tab, _CTRL)
    assert focus() is view.table.table
    assert view.where.startswith("核查组成员 · ")
    press(Qt.Key.Key_Tab, _CTRL | _SHIFT)
    assert view.where.startswith("核查工作方案 · ")
    view.list.setFocus()
    press(Qt.Key.Key_PageDown, _CTRL)
    assert focus() is view.list


def test_a_line_is_added_by_key_where_a_table_is_in_front(opened, whole, page, qtbot, settled):
    view = opened(whole)
    press(Qt.Key.Key_N, _CTRL | _SHIFT)  # a form in front has no lines
    assert not [one for one in page.window().findChildren(RecordDialog) if one.isVisible()]
    view.turn_to("approvals")
    press(Qt.Key.Key_N, _CTRL | _SHIFT)
    made = dialog(page, RecordDialog)
    assert made.windowTitle() == "登记审批件"
    made.reject()


def test_the_step_key_leads_to_what_is_missing_then_through_every_explanation_then_steps(
    opened, whole, clerk, page, qtbot, settled
):
    view = opened(whole)
    press(Qt.Key.Key_Return, _CTRL | _SHIFT)
    assert focus() is view.panel.links[0]
    whole.add(Acceptance, opinion="accept", reason="范围内", decided_on=day(2))
    whole.approve(Stage.INTAKE, "responsible", day(3))
    page.refresh()
    settled()
    assert "先办后批的请说明" in focus().words  # the keyboard stays with what stands in the way
    press(Qt.Key.Key_Return)
    asking = dialog(page, QuestionDialog)
    in_front(qtbot, asking)
    type_in("次日补签")
    press(Qt.Key.Key_S, _CTRL)
    settled()
    assert [one.text for one in list_records(clerk, GateExplanation)] == ["次日补签"]
    in_front(qtbot, page.window())
    press(Qt.Key.Key_Return, _CTRL | _SHIFT)
    asked = dialog(page, MessageBox)
    in_front(qtbot, asked)
    press(Qt.Key.Key_Return)
    settled()
    # The dossier goes along, and the form of the new stage is ready.
    assert view.list.code == "check"
    assert view.where.endswith("（初步核实：缺 3）")
    in_front(qtbot, page.window())
    assert focus() is view.editor.form.editor("content")


def test_f10_opens_the_rest(opened, whole):
    view = opened(whole)
    seen = []
    view.bar.menu.aboutToShow.connect(lambda: seen.append(view.bar.menu.close()))
    press(Qt.Key.Key_F10)
    assert len(seen) == 1


def test_the_title_says_where_one_is_and_what_waits(opened, whole, page, settled):
    told = []
    page.where_changed.connect(lambda: told.append((page.where, page.is_settled)))
    view = opened(whole)
    number = view.head.number.text()
    assert told[-1] == (f"受理意见 · {number}（受理：缺 2）", True)
    type_in("周敏")
    assert told[-1] == (f"受理意见 · {number}（受理：缺 2）", False)
    view.editor.discard()
    assert told[-1][1]
    view.turn_to("approvals")
    assert told[-1][0].startswith("审批件 · ")
    page.show_list()
    assert told[-1] == ("", True)


def test_enter_after_the_last_field_comes_to_saving(opened, whole, page, qtbot):
    view = opened(whole)
    view.turn_to("recovery")
    made = view.table.open_new()
    in_front(qtbot, made)
    made.form.editor("note").setFocus()
    press(Qt.Key.Key_Return, _CTRL)
    assert focus() is made.editor.save_button
    made.reject()


def test_typing_in_a_new_line_replaces_what_is_preset_in_its_first_field(opened, whole, page, qtbot):
    view = opened(whole)
    view.turn_to("investigation")
    view.sheet("investigation").turn_to(LegalReview)
    made = view.table.open_new()
    in_front(qtbot, made)
    assert made.form.value("subject") == "report"
    type_in("处理决定")
    press(Qt.Key.Key_Return)
    assert made.form.value("subject") == "decision"
    made.editor.discard()
    made.reject()


def test_tab_leads_from_the_last_field_of_a_form_to_its_button(opened, whole):
    """A sheet is made when it is first looked at: its fields must not stand behind what was there before."""
    whole.until(Stage.INVESTIGATION)
    view = opened(whole)
    form = part(view, InvestigationPlan)
    assert view.list.code == "investigation"
    form.form.jump_to("approved_on")
    press(Qt.Key.Key_Tab)
    assert focus() is form.editor.save_button
