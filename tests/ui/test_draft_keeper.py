"""What is typed into a dialog outlives its window: kept within a second, put back, gone when saved or given up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from services.ledgers import ledger, taken_in
from ui.keys import press, type_in
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.pack_template import names_of
from zhuize_desktop.domain.records import Clue, Person
from zhuize_desktop.domain.rules import DeadlineRule
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import drafts
from zhuize_desktop.services.clues import change_clue, confirm_stages, list_uids, shown_rows
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.services.packs import current_version, preview_entry, save_entry
from zhuize_desktop.services.records import change, load, withdraw
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.draft_keeper import TypedEditors
from zhuize_desktop.ui.health.merge_dialog import MergeDialog
from zhuize_desktop.ui.importing.wizard import ImportWizard
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.opening import OpeningDialog
from zhuize_desktop.ui.opening.stage_table import BASIS, OPENED
from zhuize_desktop.ui.report.dialogs import Reason
from zhuize_desktop.ui.resolver import LedgerResolver
from zhuize_desktop.ui.rules.entry_dialog import EntryDialog
from zhuize_desktop.ui.system.year_dialog import YearDialog
from zhuize_desktop.ui.widgets.amount_edit import AmountEdit
from zhuize_desktop.ui.widgets.date_edit import DateEdit
from zhuize_desktop.ui.widgets.entry import FlagEdit, LineEntry


@pytest.fixture
def over(shown):
    return shown(QWidget())


@pytest.fixture
def opened(settled):
    """Shows a dialog with what the ledger kept for it."""
    made = []

    def show(dialog):
        made.append(dialog)
        dialog.open()
        settled()
        return dialog

    yield show
    for one in made:
        if isValid(one):
            one.deleteLater()


@pytest.fixture
def vanish(qtbot, settled):
    """The window goes in the middle of typing, once its draft lies in the ledger: nobody is asked anything."""

    def go(dialog, session):
        qtbot.waitUntil(lambda: bool(drafts.mine(session)))
        settled()
        dialog.deleteLater()
        qtbot.waitUntil(lambda: not isValid(dialog))

    return go


@pytest.fixture
def admin(desk):
    return desk.log_in("admin")


def gone(qtbot, settled, session):
    settled()
    qtbot.waitUntil(lambda: not drafts.mine(session))


def answer(over, word):
    (box,) = (one for one in over.findChildren(MessageBox) if one.isVisible())
    (pressed,) = (one for one in box.buttons if one.text() == word)
    QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)


def test_every_kind_of_entry_comes_back_as_it_was_typed(over):
    def entries():
        return {"day": DateEdit(), "sum": AmountEdit(), "word": LineEntry(), "flag": FlagEdit()}

    first, held = entries(), None
    held = TypedEditors(first)
    assert held.typed() == {}
    first["day"].set_typed("2026-13-40")
    first["sum"].set_value(123_45)
    first["word"].set_value("虚构")
    first["flag"].set_value(True)
    second = entries()
    TypedEditors(second).put_back(held.typed() | {"no more": {"value": "x"}})
    assert second["day"].typed() == "2026-13-40"
    assert (second["sum"].value(), second["word"].value(), second["flag"].value()) == (123_45, "虚构", True)
    first["day"].set_typed("2026-11-20")
    third = entries()
    TypedEditors(third).put_back(held.typed())
    assert third["day"].value().isoformat() == "2026-11-20"


def test_the_stages_looked_through_and_the_signature_come_back(
    clerk, jobs, opened, vanish, settled, qtbot, tmp_path
):
    rows = [{"线索编号": number, "处理情况": "核查中", "问题线索概述": number} for number in ("XS-1", "XS-2")]
    taken_in(clerk, ledger(tmp_path / "台账.xlsx", *rows))
    first = opened(OpeningDialog(Context(clerk, jobs), None))
    assert (drafts.mine(clerk), first.message.text()) == ([], "")
    model = first.stages.model
    model.setData(model.index(0, BASIS), "原台账第3页")
    model.setData(model.index(0, OPENED), "2024-7-6")
    model.setData(model.index(1, OPENED), "哪天")
    model.tick([0])
    first.signing.post.setText("总经理")
    number = model.rows[0].clue.number
    vanish(first, clerk)
    second = opened(OpeningDialog(Context(clerk, jobs), None))
    row = second.stages.model.rows[second.stages.model.place_of(number)]
    assert (row.basis, row.checked, row.days["opened_on"].isoformat()) == ("原台账第3页", True, "2024-07-06")
    assert [one.faults.get("opened_on", "") != "" for one in second.stages.model.rows if one is not row] == [
        True
    ]
    assert second.message.text().startswith("已恢复")
    QTest.mouseClick(second.confirm, Qt.MouseButton.LeftButton)
    settled()
    kept = drafts.mine(clerk)
    assert [list(one.values["stages"]) for one in kept] == [[second.stages.model.rows[0].clue.uid]]
    second.reject()
    answer(second, "关闭")
    gone(qtbot, settled, clerk)


def test_decisions_about_a_file_come_back_with_that_file_alone(
    clerk, jobs, opened, vanish, settled, qtbot, tmp_path
):
    file = ledger(tmp_path / "台账.xlsx", {"线索编号": "XS-1", "处理情况": "核查中", "问题线索概述": "甲"})
    first = opened(ImportWizard(Context(clerk, jobs), None))
    first.read(file)
    settled()
    number = first.review.model.row_at(0).row_number
    first.review.model.confirm([first.review.model.row_at(0)])
    vanish(first, clerk)
    second = opened(ImportWizard(Context(clerk, jobs), None))
    second.read(
        ledger(tmp_path / "别的.xlsx", {"线索编号": "XS-1", "处理情况": "核查中", "问题线索概述": "乙"})
    )
    settled()
    assert second.review.model.stages == {}
    second.read(file)
    settled()
    assert second.review.model.stages == {number: Stage.INVESTIGATION}
    assert second.reason.text().startswith("已恢复")
    QTest.mouseClick(second.go, Qt.MouseButton.LeftButton)
    settled()
    assert "都已确认" in second.next_steps.text()
    gone(qtbot, settled, clerk)


def test_a_merger_that_was_not_finished_is_gone_on_with(clerk, jobs, over, opened, vanish, settled, qtbot):
    twins = tuple(
        add_person(clerk, {"name": "陈思源", "post": post}).value for post in ("财务总监", "财务部经理")
    )
    context = Context(clerk, jobs)

    def dialog():
        return opened(MergeDialog(context, over, twins, LedgerResolver(context, over)))

    first = dialog()
    first.boxes["post"].setChecked(True)
    first.reason.setFocus()
    type_in("同一人")
    vanish(first, clerk)
    second = dialog()
    assert (second.reason.value(), second.boxes["post"].isChecked()) == ("同一人", True)
    second.activateWindow()
    qtbot.waitUntil(second.isActiveWindow)
    second.reason.setFocus()
    press(Qt.Key.Key_Return)
    assert second.merge_button.hasFocus(), "Enter goes on to the button and closes nothing"
    press(Qt.Key.Key_Return)
    gone(qtbot, settled, clerk)


def test_a_year_half_entered_comes_back_and_is_given_up_only_when_asked(
    admin, jobs, over, opened, vanish, settled, qtbot
):
    context = Context(admin, jobs)
    first = opened(YearDialog(context, over, 2027))
    first.activateWindow()
    qtbot.waitUntil(first.isActiveWindow)
    assert first.year.line.hasFocus(), "the keyboard begins at the first entry"
    first.holidays[0][1].setFocus()
    type_in("2027-01-01")
    vanish(first, admin)
    second = opened(YearDialog(context, over, 2027))
    assert second.holidays[0][1].value().isoformat() == "2027-01-01"
    assert second.problem.text().startswith("已恢复")
    second.reject()
    assert second.isVisible()
    answer(second, "放弃")
    assert not second.isVisible()
    gone(qtbot, settled, admin)


def test_a_rule_half_entered_comes_back(admin, jobs, over, opened, vanish, settled, qtbot):
    context, book = Context(admin, jobs), admin.rulebook()
    base = current_version(admin, "own")

    def dialog():
        made = EntryDialog(
            context, over, DeadlineRule, names_of(book), pack="own", part="deadlines", base=base,
            entry=book.deadline("own.investigation"),
        )  # fmt: skip
        return opened(made)

    first = dialog()
    first.editors["length"].set_value(6)
    first.reason.setFocus()
    type_in("按第二十条")
    vanish(first, admin)
    second = dialog()
    assert (second.editors["length"].value(), second.reason.value()) == (6, "按第二十条")
    second.close()
    answer(second, "放弃")
    gone(qtbot, settled, admin)


# --- over what it was typed -------------------------------------------------------------------------------

STALE = "填写以后内容已有变动，未恢复"


def test_a_rule_changed_since_is_not_written_over(admin, jobs, over, opened, vanish, settled):
    context = Context(admin, jobs)

    def dialog():
        made = EntryDialog(
            context, over, DeadlineRule, names_of(admin.rulebook()), pack="own", part="deadlines",
            base=current_version(admin, "own"), entry=admin.rulebook().deadline("own.investigation"),
        )  # fmt: skip
        return opened(made)

    first = dialog()
    first.editors["length"].set_value(6)
    first.drafts.touch()
    vanish(first, admin)
    book = admin.rulebook()
    other = next(one for one in book.pack("own").deadlines if one.code != "own.investigation")
    put_rule(admin, other.model_copy(update={"label": f"{other.label}（试行）"}))
    second = dialog()
    assert second.editors["length"].value() == 6, "another entry of the pack was changed"
    vanish(second, admin)
    put_rule(admin, book.deadline("own.investigation").model_copy(update={"length": 9}))
    third = dialog()
    assert third.editors["length"].value() == 9
    assert STALE in third.problem.text()
    third.reason.set_value("按新文件")
    third.save()
    settled()
    assert admin.rulebook().deadline("own.investigation").length == 9


def put_rule(session, entry):
    agreed = preview_entry(session, "own", "deadlines", entry)
    base = current_version(session, "own")
    save_entry(session, "own", "deadlines", entry, "新文件", base=base, agreed=agreed)


def test_a_new_rule_is_not_put_over_one_made_since(admin, jobs, over, opened, vanish):
    context = Context(admin, jobs)

    def dialog():
        made = EntryDialog(
            context, over, DeadlineRule, names_of(admin.rulebook()), pack="own", part="deadlines",
            base=current_version(admin, "own"),
        )  # fmt: skip
        return opened(made)

    first = dialog()
    first.editors["code"].set_value("own.fresh")
    first.drafts.touch()
    vanish(first, admin)
    known = admin.rulebook().deadline("own.investigation")
    put_rule(admin, known.model_copy(update={"code": "own.fresh"}))
    second = dialog()
    assert not second.editors["code"].value()
    assert STALE in second.problem.text()


def test_ticks_over_records_changed_since_are_not_put_back(clerk, jobs, over, opened, vanish, settled):
    twins = tuple(
        add_person(clerk, {"name": "陈思源", "post": post}).value for post in ("财务总监", "财务部经理")
    )
    context = Context(clerk, jobs)

    def dialog(pair):
        return opened(MergeDialog(context, over, pair, LedgerResolver(context, over)))

    first = dialog(twins)
    first.boxes["post"].setChecked(True)
    vanish(first, clerk)
    change(clerk, replace(twins[1], post="错填的职务"))
    second = dialog(tuple(load(clerk, Person, one.uid) for one in twins))
    assert not second.boxes["post"].isChecked()
    assert STALE in second.problem.text()
    second.reject()  # leaving does not forget what was never shown
    settled()
    third = dialog(twins)
    assert third.boxes["post"].isChecked()


def test_only_clues_that_stand_as_they_were_get_back_what_was_said(clerk, jobs, opened, vanish, tmp_path):
    rows = [{"线索编号": number, "处理情况": "核查中", "问题线索概述": number} for number in ("XS-1", "XS-2")]
    taken_in(clerk, ledger(tmp_path / "台账.xlsx", *rows))
    first = opened(OpeningDialog(Context(clerk, jobs), None))
    model = first.stages.model
    model.tick([0, 1])
    changed, other = (row.clue for row in model.rows)
    vanish(first, clerk)
    change_clue(clerk, replace(changed, remark="原台账第3页另有记载"))
    second = opened(OpeningDialog(Context(clerk, jobs), None))
    found = {row.clue.uid: row.checked for row in second.stages.model.rows}
    assert found == {changed.uid: False, other.uid: True}
    assert second.message.text().startswith("已恢复")
    assert f"有 1 项{STALE}" in second.message.text()


def test_a_signature_is_not_put_under_other_figures(clerk, jobs, opened, vanish, tmp_path):
    rows = [{"线索编号": number, "处理情况": "核查中", "问题线索概述": number} for number in ("XS-1", "XS-2")]
    taken_in(clerk, ledger(tmp_path / "台账.xlsx", *rows))
    shown = [one.row.clue for one in shown_rows(clerk, list_uids(clerk, LedgerQuery()))]
    confirm_stages(clerk, {one.uid: one.stage for one in shown})
    first = opened(OpeningDialog(Context(clerk, jobs), None))
    first.signing.name.set_value("郑德明")
    first.drafts.touch()
    vanish(first, clerk)
    second = opened(OpeningDialog(Context(clerk, jobs), None))
    assert second.signing.name.value() == "郑德明"
    vanish(second, clerk)
    withdraw(clerk, Clue, shown[0].uid, "误登记")
    third = opened(OpeningDialog(Context(clerk, jobs), None))
    assert third.signing.name.value() == ""
    assert third.message.text().startswith("有 1 项填写以后内容已有变动")


def test_a_year_half_entered_does_not_come_back_as_another(admin, jobs, over, opened, vanish):
    context = Context(admin, jobs)
    first = opened(YearDialog(context, over, 2027))
    first.number.set_value("国办发明电〔2026〕9号")
    first.confirmed.set_value(True)
    first.drafts.touch()
    vanish(first, admin)
    other = opened(YearDialog(context, over, 2028))
    assert (other.year.value(), other.number.value(), other.confirmed.value()) == (2028, "", False)
    again = opened(YearDialog(context, over, 2027))
    assert (again.number.value(), again.confirmed.value()) == ("国办发明电〔2026〕9号", True)


def test_a_year_changed_since_is_not_written_over(admin, jobs, over, opened, vanish):
    context, known = Context(admin, jobs), admin.rulebook().calendar.years[2026]
    first = opened(YearDialog(context, over, 2027, known))
    first.holidays[0][0].set_value("新年")
    first.drafts.touch()
    vanish(first, admin)
    again = opened(YearDialog(context, over, 2027, known))
    assert again.holidays[0][0].value() == "新年"
    vanish(again, admin)
    moved = known.model_copy(update={"make_up_workdays": known.make_up_workdays[1:]})
    later = opened(YearDialog(context, over, 2027, moved))
    assert later.holidays[0][0].value() == known.holidays[0].name
    assert STALE in later.problem.text()


# --- leaving ----------------------------------------------------------------------------------------------


def test_escape_from_a_merger_keeps_what_was_just_typed(clerk, jobs, over, opened, settled, qtbot):
    twins = tuple(
        add_person(clerk, {"name": "陈思源", "post": post}).value for post in ("财务总监", "财务部经理")
    )
    context = Context(clerk, jobs)

    def dialog():
        made = opened(MergeDialog(context, over, twins, LedgerResolver(context, over)))
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    first = dialog()
    first.boxes["post"].setChecked(True)
    first.reason.setFocus()
    type_in("核对过身份证，是同一人")
    press(Qt.Key.Key_Escape)
    assert not first.isVisible()
    settled()
    second = dialog()
    assert (second.reason.value(), second.boxes["post"].isChecked()) == ("核对过身份证，是同一人", True)
    second.reason.set_value("")
    second.boxes["post"].setChecked(False)
    press(Qt.Key.Key_Escape)
    gone(qtbot, settled, clerk)


def test_escape_takes_no_reason_with_it(over, opened, qtbot):
    asked = opened(Reason(over, "撤回", "说明理由。", "撤回"))
    asked.activateWindow()
    qtbot.waitUntil(asked.isActiveWindow)
    assert asked.text.hasFocus(), "the keyboard begins at the first entry"
    type_in("登记错了")
    press(Qt.Key.Key_Escape)
    assert asked.isVisible()
    assert asked.message.text() == "已经填写了内容；要离开请点“返回”。"
    asked.text.set_value("")
    press(Qt.Key.Key_Escape)
    assert not asked.isVisible()
