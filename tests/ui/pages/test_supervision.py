"""监督成果 on a real ledger: registered with keys, findings listed or left out, 梳理完成 when none waits."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from ui.keys import click, press, type_in
from zhuize_desktop.domain.records import Attachment, Circle, Clue, Finding, SupervisionReport
from zhuize_desktop.services import supervision
from zhuize_desktop.services.attachments import add_attachment
from zhuize_desktop.services.clues import register_clue, set_circle
from zhuize_desktop.services.records import list_records, load
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.clue_actions import AskDialog
from zhuize_desktop.ui.pages.supervision import SupervisionPage
from zhuize_desktop.ui.record_dialog import RecordDialog

_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def report(clerk):
    values = {
        "title": "市委巡察反馈意见",
        "document_number": "虚巡〔2026〕3号",
        "source_kind": "inspection.city",
        "received_on": date(2026, 11, 2),
        "enterprises": (clerk.viewer.enterprise,),
    }
    return supervision.add_report(clerk, values).value


@pytest.fixture
def findings(clerk, report):
    return [
        supervision.add_finding(
            clerk, report.uid, {"sequence": at, "summary": f"第{at}项问题", "amount": at * 100}
        ).value
        for at in (1, 2)
    ]


@pytest.fixture
def page(context, shown, settled):
    made = SupervisionPage(context)
    shown(made, 1230, 700)
    settled()
    return made


def dialog(page, kind):
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert len(found) == 1, f"{len(found)} open dialogs of {kind.__name__}"
    return found[0]


def shown_words(table):
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def choose(page, finding):
    page.findings.table.select_uids([finding.uid], finding.uid)


def category(session):
    return session.rulebook().dictionary("violation_category").entries()[0].code


def test_report_and_finding_are_registered_with_keys_alone(page, clerk, settled):
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_N, _CTRL)
    form = dialog(page, RecordDialog).form
    settled()
    type_in("经济责任审计报告")
    press(Qt.Key.Key_Return)
    type_in("虚审〔2026〕8号")
    form.jump_to("received_on")
    type_in("2026-10-12")
    press(Qt.Key.Key_S, _CTRL)
    settled()
    (saved,) = list_records(clerk, SupervisionReport)
    assert (saved.title, saved.document_number, saved.received_on) == (
        "经济责任审计报告",
        "虚审〔2026〕8号",
        date(2026, 10, 12),
    )
    assert page.table.current_uid() == saved.uid
    assert shown_words(page.table)[0][-1] == "39"

    click(page.findings.add_button)
    settled()
    form = dialog(page, RecordDialog).form
    assert form.value("sequence") == 1
    assert "not_listed_reason" not in form.names
    form.jump_to("summary")
    type_in("对外担保未履行程序")
    press(Qt.Key.Key_S, _CTRL)
    settled()
    (finding,) = list_records(clerk, Finding)
    assert (finding.report, finding.sequence, finding.summary) == (saved.uid, 1, "对外担保未履行程序")
    assert shown_words(page.findings.table)[0][:3] == ["1", "待梳理", "对外担保未履行程序"]
    assert "待梳理 1 项" in page.head.counts.text()


def test_finding_becomes_a_clue_with_everything_typed_in(page, clerk, report, findings, settled):
    page.refresh()
    settled()
    choose(page, findings[1])
    click(page.findings.list_button)
    settled()
    form = dialog(page, RecordDialog).form
    assert form.value("summary") == "第2项问题"
    assert form.value("estimated_loss") == 200
    assert form.value("source_kind") == "inspection.city"
    assert form.value("source_document") == report.title
    assert form.value("document_number") == report.document_number
    assert form.value("received_on") == report.received_on
    assert not form.is_dirty()  # closing it again loses nothing that was typed
    form.set_value("category", category(clerk))
    click(dialog(page, RecordDialog).editor.save_button)
    settled()
    (clue,) = list_records(clerk, Clue)
    assert clue.main_finding == findings[1].uid
    assert load(clerk, Finding, findings[1].uid).clues == (clue.uid,)
    assert shown_words(page.findings.table)[1][1:] == [
        "已列入", "第2项问题", "2.00", "", clue.number,
    ]  # fmt: skip
    assert page.ratio.text() == "梳理率 已梳理/发现 1/2（50.0%）　列入率 列入线索/发现 1/2（50.0%）"


def test_refused_clue_keeps_the_form_open_with_the_sentence_at_its_field(page, clerk, findings, settled):
    page.refresh()
    settled()
    choose(page, findings[0])
    click(page.findings.list_button)
    settled()
    asked = dialog(page, RecordDialog)
    asked.form.set_value("category", category(clerk))
    asked.form.set_value("occurred_from", date(2027, 1, 1))
    click(asked.editor.save_button)
    settled()
    assert asked.isVisible()
    assert "还没有到" in asked.form._rows["occurred_from"].problem_text
    assert list_records(clerk, Clue) == []


def test_reason_is_written_with_note_and_approver(page, clerk, findings, settled):
    page.refresh()
    settled()
    choose(page, findings[0])
    click(page.findings.refuse_button)
    settled()
    asked = dialog(page, RecordDialog)
    assert asked.form.names == ("not_listed_reason", "not_listed_note", "not_listed_approver")
    asked.form.set_value("not_listed_reason", "no_loss")
    click(asked.editor.save_button)
    settled()
    assert "请填写批准人" in asked.form._rows["not_listed_approver"].problem_text
    asked.form.jump_to("not_listed_approver")
    type_in("周敏")
    press(Qt.Key.Key_S, _CTRL)
    settled()
    saved = load(clerk, Finding, findings[0].uid)
    assert (saved.not_listed_reason, saved.not_listed_approver) == ("no_loss", "周敏")
    assert shown_words(page.findings.table)[0][1] == "不列入"
    assert shown_words(page.findings.table)[0][5] == "未造成资产损失或不良后果（周敏 批准）"


def test_known_clue_is_found_by_typing_and_linked(page, clerk, findings, qtbot, settled):
    clue = register_clue(
        clerk,
        {
            "reported_on": clerk.today,
            "summary": "虚构码头预付货款逾期",
            "enterprises": (clerk.viewer.enterprise,),
            "source_kind": "audit",
            "category": category(clerk),
        },
    ).value
    page.refresh()
    settled()
    choose(page, findings[0])
    click(page.findings.link_button)
    asked = dialog(page, AskDialog)
    qtbot.waitUntil(asked.isActiveWindow)
    click(asked.yes)
    assert asked.isVisible()
    assert asked.problem.text() == "请从列表中选择一条线索。"
    asked.entry.line.setFocus()
    type_in("码头")
    press(Qt.Key.Key_Return)
    click(asked.yes)
    settled()
    assert load(clerk, Finding, findings[0].uid).clues == (clue.uid,)
    assert not page.findings.refuse_button.isEnabled()
    assert "已列入" in page.findings.refuse_button.toolTip()

    menu = QMenu()
    page.findings.table.menu_opening.emit(menu, [findings[0].uid])
    opened = []
    page.go_to.connect(lambda key, target: opened.append((key, target)))
    next(action for action in menu.actions() if action.text() == f"打开线索 {clue.number}").trigger()
    assert opened == [("clues", clue.uid)]
    next(action for action in menu.actions() if action.text().startswith("取消关联")).trigger()
    click(dialog(page, MessageBox).buttons[0])
    settled()
    assert load(clerk, Finding, findings[0].uid).clues == ()
    assert load(clerk, Clue, clue.uid).main_finding is None


def test_sorting_is_finished_when_nothing_waits_and_can_be_taken_back(page, clerk, report, findings, settled):
    supervision.refuse_listing(clerk, findings[0], "handled", "", "周敏")
    page.refresh()
    settled()
    click(page.findings.finish_button)
    click(dialog(page, AskDialog).yes)
    settled()
    box = dialog(page, MessageBox)
    assert "还有 1 项发现待梳理" in box.sentence.text()
    click(box.buttons[0])
    supervision.refuse_listing(clerk, findings[1], "handled", "", "周敏")
    click(page.findings.finish_button)
    click(dialog(page, AskDialog).yes)
    settled()
    assert load(clerk, SupervisionReport, report.uid).sorted_on == clerk.today
    assert not page.findings.add_button.isEnabled()
    page.only_open.click()
    assert page.model.ids == ()
    page.only_open.click()
    settled()
    assert page.findings.finish_button.text() == "撤销梳理完成"
    click(page.findings.finish_button)
    click(dialog(page, MessageBox).buttons[0])
    settled()
    assert load(clerk, SupervisionReport, report.uid).sorted_on is None


def test_draft_of_a_clue_belongs_to_its_finding(page, clerk, findings, settled):
    page.refresh()
    settled()
    choose(page, findings[0])
    click(page.findings.list_button)
    settled()
    first = dialog(page, RecordDialog)
    first.form.jump_to("summary")
    type_in("补充")
    first.editor.keep_draft()
    settled()
    first.accept()
    for finding, offered in ((findings[1], False), (findings[0], True)):
        choose(page, finding)
        click(page.findings.list_button)
        settled()
        again = dialog(page, RecordDialog)
        assert again.editor.banner.isVisible() is offered
        again.accept()


def test_list_is_searched_by_initials_and_opened_from_elsewhere(page, clerk, report, qtbot, settled):
    other = supervision.add_report(clerk, {"title": "专项检查通报", "received_on": date(2026, 11, 10)}).value
    page.refresh()
    settled()
    assert page.model.ids == (other.uid, report.uid)
    page.search.setFocus()
    type_in("xcfk")
    qtbot.waitUntil(lambda: page.model.ids == (report.uid,))
    page.open_with(other.uid)
    assert page.table.current_uid() == other.uid
    page.table.cycle_sort(0)
    assert page.model.ids == (other.uid, report.uid)
    page.table.cycle_sort(0)
    assert page.model.ids == (report.uid, other.uid)


@pytest.mark.parametrize("login", ["admin", "inspector"])
def test_who_reads_no_case_sees_nothing_and_is_told_why(desk, report, findings, jobs, shown, settled, login):
    page = SupervisionPage(Context(desk.log_in(login), jobs))
    shown(page, 1230, 700)
    settled()
    assert page.model.ids == ()
    assert page.table.empty.startswith("您的角色看不到线索内容。" if login == "admin" else "监督成果由")
    assert not page.new_button.isEnabled()
    assert "填报人" in page.new_button.toolTip()
    QTest.keyClick(page.table, Qt.Key.Key_N, _CTRL)
    assert page.findChildren(RecordDialog) == []


def test_finding_outside_the_circle_shows_its_clue_number_alone(desk, clerk, findings, jobs, shown, settled):
    made = supervision.clue_from(clerk, findings[0])
    values = {
        name: getattr(made, name) for name in ("summary", "enterprises", "source_kind", "reported_on")
    } | {"category": category(clerk)}
    clue = supervision.list_as_clue(clerk, findings[0].uid, values).value
    set_circle(clerk, clue.uid, Circle.NAMED, ())
    page = SupervisionPage(Context(desk.log_in("reviewer"), jobs))
    shown(page, 1230, 700)
    settled()
    choose(page, findings[0])
    assert shown_words(page.findings.table)[0][1:] == [
        "已列入", "（按知悉范围另行登记）", "", "", clue.number,
    ]  # fmt: skip
    assert not page.findings.list_button.isEnabled()
    page.findings.table.opened.emit(findings[0].uid)
    assert page.findChildren(RecordDialog) == []


# --- attachments -----------------------------------------------------------------------------------------------


def test_papers_are_added_counted_described_and_taken_out(page, clerk, report, tmp_path, settled):
    page.refresh()
    settled()
    panel = page.attachments
    page.tabs.setCurrentWidget(panel)
    assert page.tabs.tabText(1) == "附件"
    first, second = tmp_path / "巡察反馈意见.pdf", tmp_path / "移交清单.xlsx"
    first.write_bytes(b"%PDF invented")
    second.write_bytes(b"PK invented")
    panel.files.files_added.emit([first, second])
    settled()
    made = {one.name: one for one in list_records(clerk, Attachment, report=report.uid)}
    assert set(made) == {first.name, second.name}
    assert page.tabs.tabText(1) == "附件 2"
    assert shown_words(page.table)[0][-2] == "2"
    panel.files.list.setCurrentRow(0)
    panel.copy(made[first.name].uid, tmp_path / "副本.pdf")
    settled()
    assert (tmp_path / "副本.pdf").read_bytes() == b"%PDF invented"
    asked = panel.ask_withdraw(made[second.name].uid)
    asked.answered.emit("传错了")
    asked.close()
    settled()
    assert page.tabs.tabText(1) == "附件 1"
    assert shown_words(page.table)[0][-2] == "1"


def test_papers_follow_the_report_that_is_current(page, clerk, report, tmp_path, settled):
    other = supervision.add_report(clerk, {"title": "专项审计报告", "received_on": date(2026, 11, 5)}).value
    file = tmp_path / "审计报告.pdf"
    file.write_bytes(b"%PDF")
    add_attachment(clerk, file, {"report": other.uid})
    page.refresh()
    settled()
    for uid, names in ((other.uid, ["审计报告.pdf"]), (report.uid, [])):
        page.table.select_uids([uid], uid)
        settled()
        listed = page.attachments.files.list
        assert [listed.item(at).text() for at in range(listed.count())] == names


def test_without_a_report_nothing_is_attached(page, settled):
    settled()
    assert page.attachments.closed_words.text() == "请先选择一份监督成果。"
    assert not page.attachments.files.drop.isVisibleTo(page.attachments)
