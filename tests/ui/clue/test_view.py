"""One clue on a real encrypted ledger: registered with keys alone, its lines, files, circle and history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from ui.clue.conftest import dialog, in_front, part
from ui.keys import click, press, type_in
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import (
    Approval,
    Attachment,
    Circle,
    Clue,
    LiablePerson,
    Loss,
    Person,
    Recovery,
    Recusal,
    User,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import drafts
from zhuize_desktop.services.attachments import read_attachment
from zhuize_desktop.services.clues import (
    FORM,
    change_clue,
    confirm_stages,
    list_uids,
    register_clue,
    shown_rows,
    totals,
)
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.services.records import add, list_records, load, withdraw
from zhuize_desktop.ui.clue.circle import CircleDialog
from zhuize_desktop.ui.main_window import MainWindow
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.clue_actions import AskDialog
from zhuize_desktop.ui.pages.clues import CluesPage
from zhuize_desktop.ui.record_dialog import RecordDialog

_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = Qt.Key.Key_Return


@pytest.fixture
def values(clerk):
    return {
        "source_kind": "audit.special",
        "reported_on": date(2026, 11, 2),
        "enterprises": (clerk.viewer.enterprise,),
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未经集体决策向参股企业提供借款，到期未归还",
        "estimated_loss": 5_600_000_000,
    }


@pytest.fixture
def clue(clerk, values):
    return register_clue(clerk, values).value


@pytest.fixture
def opened(page, clue, settled):
    """The page with the clue open."""
    page.refresh()
    page.open_with(clue.uid)
    settled()
    return page


def only(session, record):
    (found,) = list_records(session, record)
    return found


@pytest.fixture
def window(clerk, jobs, shown, settled):
    """The main window with the one page."""
    made = MainWindow(clerk, jobs, [("clues", "问题线索", CluesPage)])
    shown(made, 1366, 768)
    settled()
    return made


def test_clue_is_registered_with_keys_alone(window, clerk, settled):
    page = window.page("clues")
    press(Qt.Key.Key_N, _CTRL)
    settled()
    type_in("zxsj")
    press(_ENTER)
    press(_ENTER)
    type_in("虚构运输")
    press(_ENTER)
    press(_ENTER)
    type_in("zjgl")
    press(_ENTER)
    type_in("超越权限对外提供借款")
    press(Qt.Key.Key_Tab)
    type_in("20240305")
    press(_ENTER)
    press(_ENTER)
    type_in("5600")
    type_in("万")
    press(_ENTER)
    press(Qt.Key.Key_S, _CTRL)
    settled()
    saved = only(clerk, Clue)
    assert saved.number.endswith("-2026-审-0001")
    assert saved.summary == "超越权限对外提供借款"
    assert (saved.source_kind, saved.category) == ("audit.special", saved.category)
    assert clerk.rulebook().dictionary("violation_category").label(saved.category) == "资金管理"
    assert saved.enterprises == (clerk.viewer.enterprise,)
    assert (saved.estimated_loss, saved.occurred_from) == (5_600_000_000, date(2024, 3, 5))
    assert page.view.head.number.text() == saved.number
    assert saved.number in page.view.register.editor.state.text()
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    settled()
    assert list(page.list.model.ids) == [saved.uid]


def test_leaving_by_a_shortcut_asks_once(window, clerk, settled):
    page = window.page("clues")
    press(Qt.Key.Key_N, _CTRL)
    settled()
    page.view.register.form.set_value("summary", "写到一半")
    press(Qt.Key.Key_K, _CTRL)
    box = dialog(window, MessageBox)
    box.buttons[-1].click()
    assert page.view.register.form.value("summary") == "写到一半"
    press(Qt.Key.Key_N, _CTRL)
    dialog(window, MessageBox).buttons[1].click()
    settled()
    assert page.view.register.form.value("summary") == ""


def test_nothing_is_saved_while_something_demanded_is_missing(page, clerk, settled):
    page.open_new()
    settled()
    type_in("zxsj")
    press(_ENTER)
    press(Qt.Key.Key_S, _CTRL)
    settled()
    assert list_records(clerk, Clue) == []
    links = [link.text() for link in page.view.register.editor.problems.links]
    assert any("涉及单位" in one for one in links)
    assert any("问题线索概述" in one for one in links)


def test_a_secret_mark_is_refused_beside_its_field(page, clerk, values, settled):
    page.open_new()
    settled()
    form = page.view.register.form
    for name, value in {**values, "summary": "机密★十年 某事项"}.items():
        form.set_value(name, value)
    page.view.register.editor.save()
    settled()
    assert list_records(clerk, Clue) == []
    links = [link.text() for link in page.view.register.editor.problems.links]
    assert any("密级标志" in one for one in links)


def test_the_field_being_typed_in_is_told_off_only_when_it_is_left(page, qtbot, settled):
    page.open_new()
    settled()
    tab = page.view.register
    tab.form.jump_to("enterprises")
    type_in("qqqq")
    qtbot.waitUntil(lambda: not tab._wait.isActive())
    settled()
    assert tab.editor.problems.links == []
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: bool(tab.editor.problems.links))
    assert "qqqq" in tab.editor.problems.links[0].text()


def test_loss_class_stands_under_the_amount_with_its_force(opened):
    form = opened.view.register.form
    assert form.value("estimated_loss") == 5_600_000_000
    words = form._rows["estimated_loss"].consequence_text
    assert words == "重大资产损失（5,000.00 万元以上，国务院国资委令第46号）参照 · 待核对"
    assert opened.view.head.loss_chip.text() == "重大资产损失（参照 · 待核对）"


def test_draft_is_kept_and_offered_again(page, clerk, settled, qtbot):
    page.open_new()
    settled()
    page.view.register.form.jump_to("summary")
    type_in("写到一半")
    page.view.register.editor.keep_draft()
    settled()
    kept = drafts.offered(clerk, FORM, "")
    assert kept is not None
    assert kept.values["summary"] == {"value": "写到一半"}
    page.view.register.editor.discard()
    settled()
    assert drafts.offered(clerk, FORM, "") is None
    drafts.keep(clerk, FORM, "", 0, kept.values)
    page.open_new()
    settled()
    click(page.view.register.editor.banner.restore)
    assert page.view.register.form.value("summary") == "写到一半"


def test_leaving_with_typed_text_asks(opened, clerk, clue, settled):
    opened.view.register.form.set_value("remark", "补记")
    opened.show_list()
    box = dialog(opened, MessageBox)
    assert opened.stack.currentWidget() is opened.view
    box.buttons[0].click()
    settled()
    assert load(clerk, Clue, clue.uid).remark == "补记"
    assert opened.stack.currentWidget() is opened.list


def test_what_is_typed_survives_a_change_by_someone_else(opened, clerk, clue, settled):
    opened.view.register.form.set_value("remark", "我写的")
    change_clue(clerk, replace(clue, handling="别人写的"))
    opened.refresh()
    settled()
    assert opened.view.register.form.value("remark") == "我写的"
    opened.view.register.editor.save()
    settled()
    assert "刚刚被别人改过" in dialog(opened, MessageBox).sentence.text()
    assert opened.view.register.form.value("remark") == "我写的"


def test_inferred_stage_is_confirmed_in_the_view(page, clerk, clue, qtbot, settled):
    assert page.list is not None
    confirm_stages(clerk, {clue.uid: Stage.INTAKE})
    with clerk.ledger.transact(_op(), clerk.viewer) as tx:
        tx.update(replace(tx.get(Clue, clue.uid), stage_confirmed=False))
    page.open_with(clue.uid)
    settled()
    assert page.view.doubt.isVisible()
    assert page.view.panel.title.text() == "环节待确认"
    click(page.view.doubt.confirm_button)
    asking = dialog(page, AskDialog)
    in_front(qtbot, asking)
    asking.entry.setFocus()
    type_in("处理")
    press(_ENTER)
    asking.yes.click()
    settled()
    assert load(clerk, Clue, clue.uid).stage is Stage.DISPOSITION
    assert not page.view.doubt.isVisible()
    assert page.view.panel.title.text().startswith("完成处理，转整改")


def _op():
    from zhuize_desktop.domain.roles import Op

    return Op.CHANGE_CLUE


def test_liable_person_is_made_in_place_and_registered(opened, clerk, clue, qtbot, settled):
    opened.view.turn_to("conclusions")
    click(part(opened.view, LiablePerson).add_button)
    settled()
    line = dialog(opened, RecordDialog)
    in_front(qtbot, line)
    type_in("王建国")
    press(_ENTER)
    settled()
    person = next(one for one in opened.window().findChildren(RecordDialog) if one is not line)
    assert person.form.value("name") == "王建国"
    person.editor.save()
    settled()
    line.editor.save()
    settled()
    made = only(clerk, LiablePerson)
    assert (made.clue, load(clerk, Person, made.person).name) == (clue.uid, "王建国")
    assert part(opened.view, LiablePerson).sums.text() == "1 人"


def test_line_without_its_person_is_not_saved(opened, clerk, settled):
    opened.view.turn_to("conclusions")
    made = part(opened.view, LiablePerson).open_new()
    settled()
    made.editor.save()
    settled()
    assert list_records(clerk, LiablePerson) == []
    assert any("责任人" in link.text() for link in made.editor.problems.links)


def test_a_line_of_money_is_not_saved_without_its_amount(opened, clerk, settled, qtbot):
    """Whatever stage the clue has reached: this one is at 受理."""
    for table, record, more in (
        (part(opened.view, Loss), Loss, {"item": "借款本金"}),
        (part(opened.view, Recovery), Recovery, {"note": "汇回"}),
    ):
        form = table.open_new()
        in_front(qtbot, form)
        settled()
        for name, value in more.items():
            form.form.set_value(name, value)
        press(Qt.Key.Key_S, _CTRL)
        settled()
        assert form.isVisible()
        (problem,) = form.form.problems()
        assert (problem.name, list_records(clerk, record)) == ("amount", [])
        form.form.set_value("amount", 250_000)
        press(Qt.Key.Key_S, _CTRL)
        settled()
        assert only(clerk, record).amount == 250_000


def test_sums_are_counted_from_the_lines(opened, clerk, clue, settled):
    for kind, fen in (("direct", 10_000_000), ("indirect", 2_500_050), ("contingent", 100)):
        add(clerk, Loss, {"clue": clue.uid, "kind": kind, "amount": fen})
    add(clerk, Recovery, {"clue": clue.uid, "amount": 3_000_000})
    opened.refresh()
    settled()
    assert part(opened.view, Loss).sums.text() == (
        "认定 12.50005 万元（直接 10.00，间接 2.50005）；或有 0.0001 万元，不计入"
    )
    (row,) = shown_rows(clerk, [clue.uid])
    assert row.row.confirmed == totals(clerk, LedgerQuery()).confirmed == 12_500_050
    assert part(opened.view, Recovery).sums.text() == "合计 3.00 万元"


def test_line_is_changed_and_withdrawn_with_a_reason(opened, clerk, clue, settled):
    made = add(clerk, Loss, {"clue": clue.uid, "item": "本金", "amount": 100}).value
    opened.refresh()
    settled()
    opened.view.turn_to("conclusions")
    part(opened.view, Loss).table.select_uids([made.uid], made.uid)
    changing = part(opened.view, Loss).open_line(made.uid)
    settled()
    changing.form.set_value("item", "借款本金")
    changing.editor.save()
    settled()
    assert load(clerk, Loss, made.uid).item == "借款本金"
    asking = part(opened.view, Loss).ask_withdraw(made.uid)
    asking.entry.set_value("重复")
    asking.yes.click()
    settled()
    assert load(clerk, Loss, made.uid).withdrawn_reason == "重复"
    assert list(part(opened.view, Loss).model.ids) == []


def test_files_are_taken_in_described_and_given_back(opened, clerk, settled, tmp_path):
    file = tmp_path / "审批表.pdf"
    file.write_bytes(b"%PDF-1.7 \xe8\xaf\x81")
    opened.view.turn_to("attachments")
    opened.view.attachments.files.files_added.emit([file])
    settled()
    made = only(clerk, Attachment)
    assert read_attachment(clerk, made.uid)[1] == file.read_bytes()
    opened.view.attachments.files.list.setCurrentRow(0)
    click(opened.view.attachments.describe_button)
    settled()
    describing = dialog(opened, RecordDialog)
    describing.form.set_value("note", "原件一份")
    describing.editor.save()
    settled()
    assert load(clerk, Attachment, made.uid).note == "原件一份"
    target = tmp_path / "副本.pdf"
    opened.view.attachments.copy(made.uid, target)
    settled()
    assert target.read_bytes() == file.read_bytes()


def test_history_speaks_in_words(opened, clerk, clue, values, settled):
    person = add_person(clerk, {"name": "王建国"}).value
    liable = add(clerk, LiablePerson, {"clue": clue.uid, "person": person.uid, "liability": "direct"}).value
    changed = replace(load(clerk, Clue, clue.uid), source_kind="audit.bureau", persons=(person.uid,))
    change_clue(clerk, replace(changed, legacy=True, accepted_on=date(2026, 11, 3)))
    withdraw(clerk, LiablePerson, liable.uid, "重复登记")
    paper = {
        "form": "signature",
        "body": "responsible",
        "decided_on": date(2026, 11, 3),
        "result": "approved",
    }
    add(clerk, Approval, {"clue": clue.uid, "step": Stage.TRIAGE, "approver": "赵国平", **paper})
    opened.refresh()
    settled()
    text = opened.view.page("history").text.toPlainText()
    assert "“来源方式”由“专项审计”改为“市审计局审计报告”" in text
    assert "填写“涉及责任人员”：王建国" in text
    assert "填写“受理日期”：2026-11-03" in text
    assert "登记责任人“王建国”" in text
    assert "责任类型：直接责任" in text
    assert "撤回责任人，理由：重复登记" in text
    assert "审批环节：分类处置" in text
    assert f"登记线索，编号 {clue.number}" in text
    for code in ("audit.", "direct", clue.uid, person.uid, "triage", "LiablePerson"):
        assert code not in text


def test_circle_is_narrowed_and_recusal_marked_and_lifted(opened, clerk, clue, qtbot, settled):
    reviewer = next(one for one in list_records(clerk, User) if one.login == "reviewer")
    click(opened.view.head.circle_button)
    asking = dialog(opened, CircleDialog)
    in_front(qtbot, asking)
    asking._radios[Circle.NAMED].click()
    asking.users.line.setFocus()
    type_in("周敏")
    press(_ENTER)
    asking.save_button.click()
    settled()
    saved = load(clerk, Clue, clue.uid)
    assert saved.circle is Circle.NAMED
    assert set(saved.circle_users) == {reviewer.uid, clerk.viewer.user}
    asking = opened.view.open_circle()
    asking.recuse()
    assert asking.problem.text() == "请选择回避人。"
    asking.recused.set_value(reviewer.uid)
    asking.reason.set_value("近亲属")
    asking.recuse()
    settled()
    assert only(clerk, Recusal).user == reviewer.uid
    lifting = opened.view.open_circle().ask_lift(only(clerk, Recusal))
    lifting.entry.set_value("关系已消除")
    lifting.yes.click()
    settled()
    assert list_records(clerk, Recusal) == []


def test_clue_is_withdrawn_and_brought_back_where_it_is_read(opened, clerk, clue, settled):
    pressed = opened.view.head.withdraw_button
    assert pressed.text() == "撤回…"
    click(pressed)
    asking = dialog(opened, AskDialog)
    asking.entry.set_value("与另一条重复")
    asking.yes.click()
    settled()
    assert load(clerk, Clue, clue.uid).withdrawn_reason == "与另一条重复"
    assert "与另一条重复" in opened.view.register.closed_words.text()
    assert pressed.text() == "恢复到台账"
    click(pressed)
    dialog(opened, MessageBox).buttons[0].click()
    settled()
    assert load(clerk, Clue, clue.uid).withdrawn_reason == ""
    opened.view.turn_to("register")
    assert opened.view.register.editor.save_button.isVisible()


def test_withdrawing_asks_about_what_is_typed_first(opened, clerk, clue, settled):
    opened.view.register.form._rows["summary"].editor.setFocus()
    type_in("另有续借")
    click(opened.view.head.withdraw_button)
    dialog(opened, MessageBox).buttons[0].click()
    settled()
    assert "另有续借" in load(clerk, Clue, clue.uid).summary
    asking = dialog(opened, AskDialog)
    asking.entry.set_value("误登")
    asking.yes.click()
    settled()
    assert load(clerk, Clue, clue.uid).withdrawn_reason == "误登"


def test_a_new_clue_offers_no_withdrawing(page, settled):
    page.open_new()
    settled()
    assert not page.view.head.withdraw_button.isVisible()


def test_those_named_in_the_form_are_taken_over_as_liable(opened, clerk, clue, settled):
    offer = part(opened.view, LiablePerson).take_over_button
    opened.view.turn_to("conclusions")
    assert not offer.isVisible(), "the form names nobody"
    names = ("赵六", "钱七")
    people = tuple(add_person(clerk, {"name": name}).value.uid for name in names)
    change_clue(clerk, replace(load(clerk, Clue, clue.uid), persons=people))
    add(clerk, LiablePerson, {"clue": clue.uid, "person": people[1], "liability": "direct"})
    opened.refresh()
    settled()
    assert offer.isVisible()
    assert "1 人" in offer.text()
    click(offer)
    settled()
    lines = list_records(clerk, LiablePerson)
    assert sorted(line.person for line in lines) == sorted(people)
    assert [line.liability for line in lines if line.person == people[1]] == ["direct"]
    assert not offer.isVisible()
    assert part(opened.view, LiablePerson).sums.text() == "2 人"


def test_withdrawn_clue_is_read_only(page, clerk, clue, settled):
    withdraw(clerk, Clue, clue.uid, "误登")
    page.open_with(clue.uid)
    settled()
    tab = page.view.register
    assert not tab.editor.save_button.isVisible()
    assert "误登" in tab.closed_words.text()
    assert not part(page.view, Loss).add_button.isEnabled()
    assert not part(page.view, Loss).take_over_button.isVisible()
    assert list_uids(clerk, LedgerQuery()) == []
