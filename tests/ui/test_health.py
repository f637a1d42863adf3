"""数据体检 on a real ledger: run in the child process, looked through, explained, compared, merged and parted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from services.ledgers import entered
from services.papers import register_cases, sealed
from zhuize_desktop.domain.errors import NotAllowed
from zhuize_desktop.domain.records import Circle, Clue, Loss, LossFinding, Person, Recovery
from zhuize_desktop.services import clues, health, merging, records
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.ui.clue.navigation import Located
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.health.merge_dialog import MergeDialog, read_twins
from zhuize_desktop.ui.health.mergers_dialog import MergersDialog
from zhuize_desktop.ui.health.thresholds_dialog import ThresholdsDialog
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.clues import CluesPage
from zhuize_desktop.ui.pages.persons import PersonsPage
from zhuize_desktop.ui.pages.workbench import WorkbenchPage
from zhuize_desktop.ui.resolver import LedgerResolver


def a_clue(session, **values) -> Clue:
    made = {
        "source_kind": "audit.special",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
        **values,
    }
    return entered(session, made)


@pytest.fixture
def late(clerk):
    """Found long after it happened; more came back than was lost."""
    made = a_clue(clerk, occurred_from=clerk.today - timedelta(days=900), discovered_on=clerk.today)
    records.add(clerk, Loss, {"clue": made.uid, "amount": 100})
    records.add(clerk, Recovery, {"clue": made.uid, "amount": 101})
    return made


@pytest.fixture
def page(context, late, shown, settled):
    made = WorkbenchPage(context)
    shown(made, 1230, 700)
    settled()
    made.health_button.click()
    settled()
    return made


def run(view, qtbot, settled):
    before = len(view.loaded.runs)
    view.run_button.click()
    qtbot.waitUntil(lambda: len(view.loaded.runs) > before, timeout=60_000)
    settled()


def choose(view, check):
    """Pick the finding of a check in the list."""
    row = next(row for row in view.rows() if row.finding.check == check)
    view.table.select_uids([row.uid], row.uid)
    return row


def groups(view):
    """The words of every group with how deep it lies."""
    found = []

    def walk(item, depth):
        found.append((depth, item.text(0)))
        for at in range(item.childCount()):
            walk(item.child(at), depth + 1)

    for at in range(view.groups.topLevelItemCount()):
        walk(view.groups.topLevelItem(at), 0)
    return found


def boxes(widget):
    return [one for one in widget.window().findChildren(MessageBox) if one.isVisible()]


def test_first_run_shows_groups_by_grade_check_and_enterprise(page, qtbot, settled, late):
    view = page.health
    assert view.head.counts.text() == "还没有体检过"
    assert not view.export_button.isEnabled()
    for box in (view.runs, view.earlier, view.state, view.search, view.groups, view.panel):
        assert not box.isVisible()
    assert "还没有体检过" in view.table.empty
    run(view, qtbot, settled)
    for box in (view.runs, view.earlier, view.state, view.search, view.groups, view.panel):
        assert box.isVisible()
    assert page.where == "数据体检"
    shown_rows = view.model.rowCount()
    assert shown_rows == len(view.loaded.run.findings) > 1
    assert f"发现 {shown_rows} 项" in view.head.counts.text()
    words = groups(view)
    assert (0, f"全部（{shown_rows}）") in words
    assert (1, "挽回多于损失（1）") in words
    assert (2, "虚构运输集团有限公司（1）") in words
    grades = [text for depth, text in words if depth == 0][1:]
    assert [one[:2] for one in grades] == sorted((one[:2] for one in grades), key="强制核实提示".index)


def test_group_and_search_and_state_narrow_the_list(page, qtbot, settled, late):
    view = page.health
    run(view, qtbot, settled)
    tree = view.groups
    verify = next(
        tree.topLevelItem(at)
        for at in range(tree.topLevelItemCount())
        if "核实" in tree.topLevelItem(at).text(0)
    )
    tree.setCurrentItem(verify.child(0))
    checks = {view.model.row_at(at).finding.check for at in range(view.model.rowCount())}
    assert len(checks) == 1
    tree.setCurrentItem(tree.topLevelItem(0))
    view.search.setText("已挽回")
    qtbot.waitUntil(lambda: view.model.rowCount() == 1)
    view.search.setText("")
    qtbot.waitUntil(lambda: view.model.rowCount() == len(view.loaded.run.findings))
    view.state.setCurrentIndex(view.state.findText("已说明"))
    view.state.activated.emit(view.state.currentIndex())
    assert view.model.rowCount() == 0


def test_explanation_is_saved_and_not_lost_by_looking_elsewhere(page, qtbot, settled, clerk):
    view = page.health
    run(view, qtbot, settled)
    choose(view, "clue.gap")
    view.panel.text.setFocus()
    QTest.keyClicks(view.panel.text, "External audit")
    assert not page.is_settled
    choose(view, "amount.recovered")
    assert view.panel.text.value() == ""
    choose(view, "clue.gap")
    assert view.panel.text.value() == "External audit"
    assert page.may_leave() is False
    for box in boxes(page):
        box.accept()
    view.panel.save_button.click()
    settled()
    assert page.is_settled
    assert page.may_leave()
    (kept,) = health.explained(clerk).values()
    assert kept.text == "External audit"
    assert choose(view, "clue.gap").explanation == "External audit"


def test_refusal_stands_beside_what_was_typed(page, qtbot, settled):
    view = page.health
    run(view, qtbot, settled)
    choose(view, "clue.gap")
    view.panel.text.setPlainText("秘密★一年")
    view.panel.save_button.click()
    settled()
    assert "密级" in view.panel.problem.text()
    assert view.panel.text.value() == "秘密★一年"


def test_two_runs_are_compared(page, qtbot, settled, desk, clerk, late):
    view = page.health
    run(view, qtbot, settled)
    change = [column.key for column in view.model.columns].index("change")
    assert view.table.isColumnHidden(change)
    clues.change_clue(clerk, replace(clues.load_for_edit(clerk, late.uid), discovered_on=None))
    desk.clock.advance(minutes=5)
    run(view, qtbot, settled)  # compared with the one before at once
    assert not view.table.isColumnHidden(change)
    words = {(row.finding.check, row.change.value) for row in view.rows()}
    assert ("amount.recovered", "仍在") in words
    # One number for what the run found: in the head, over the groups, in the list.
    found = len(view.loaded.run.findings)
    assert f"发现 {found} 项" in view.head.counts.text()
    assert groups(view)[0] == (0, f"全部（{found}）")
    assert view.model.rowCount() == found
    open_now = [row for row in view.rows() if row.finding.grade.label in ("强制", "核实")]
    assert f"待处理 {len(open_now)} 项　已消除 1 项" in view.head.counts.text()
    assert "已消除" not in {change for _, change in words}

    def show(state):
        """Choose one of the states."""
        view.state.setCurrentIndex(view.state.findText(state))
        view.state.activated.emit(view.state.currentIndex())
        return view.rows()

    assert len(show("待处理")) == len(open_now)
    assert [(row.finding.check, row.change.value) for row in show("已消除")] == [("clue.gap", "已消除")]
    assert groups(view)[0] == (0, "全部（1）")


def test_finding_opens_its_record_at_its_field(page, qtbot, settled, context, shown, late):
    view = page.health
    run(view, qtbot, settled)
    choose(view, "clue.gap")
    with qtbot.waitSignal(page.go_to) as led:
        QTest.keyClick(view.table, Qt.Key.Key_Return)
    key, target = led.args
    assert key == "clues"
    assert (target.clue, target.where.record, target.where.field) == (late.uid, Clue, "discovered_on")
    opened = CluesPage(context)
    shown(opened, 1230, 700)
    settled()
    opened.open_with(target)
    settled()
    assert opened.view.uid == late.uid
    assert opened.view.where.endswith("登记内容") or "登记内容" in opened.where

    choose(view, "amount.recovered")
    with qtbot.waitSignal(page.go_to) as led:
        view.panel.open_button.click()
    assert isinstance(led.args[1], Located)
    opened.open_with(led.args[1])
    settled()
    qtbot.waitUntil(lambda: bool(opened.view.table is not None))


def test_file_holds_what_is_shown(page, qtbot, settled, tmp_path):
    view = page.health
    run(view, qtbot, settled)
    target = tmp_path / "体检.xlsx"
    view.export(target)
    qtbot.waitUntil(target.exists, timeout=60_000)
    settled()
    book = openpyxl.load_workbook(target)
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
    for row in view.rows():
        assert row.finding.sentence in cells
    assert "阈值（本程序设计）" in " ".join(cells)
    for box in boxes(page):
        box.accept()


def test_cancelling_keeps_nothing(page, qtbot, settled, clerk, jobs):
    view = page.health
    started = []
    jobs.started.connect(lambda job: (started.append(job), job.cancel()))
    view.run_button.click()
    settled()
    assert started[0].can_cancel
    assert health.runs(clerk) == []
    assert view.loaded.run is None


# --- duplicates -------------------------------------------------------------------------------------------


@pytest.fixture
def twins(clerk):
    older = add_person(clerk, {"name": "陈思源", "post": "财务总监"}).value
    younger = add_person(clerk, {"name": "陈思源", "post": "财务部经理", "department": "财务部"}).value
    return older, younger


def person(session, uid):
    return records.load(session, Person, uid)


def test_persons_are_merged_side_by_side_and_parted_again(page, qtbot, settled, clerk, twins):
    older, younger = twins
    view = page.health
    run(view, qtbot, settled)
    choose(view, "duplicate.person")
    assert view.panel.merge_button.isVisible()
    view.panel.merge_button.click()
    settled()
    (dialog,) = (one for one in page.window().findChildren(MergeDialog) if one.isVisible())
    heads = [dialog.model.headerData(at, Qt.Orientation.Horizontal) for at in (1, 2)]
    assert heads == ["保留：陈思源", "并入：陈思源"]
    dialog.merge_button.click()
    assert "理由" in dialog.problem.text()
    dialog.boxes["post"].setChecked(True)
    dialog.reason.set_value("同一人")
    dialog.merge_button.click()
    settled()
    kept = person(clerk, older.uid)
    assert (kept.post, kept.department) == ("财务部经理", "财务部")
    assert "财务总监" in kept.remark
    for box in boxes(page):
        box.accept()

    view.mergers_button.click()
    settled()
    (listed,) = (one for one in page.window().findChildren(MergersDialog) if one.isVisible())
    asked = listed.ask()
    asked.text.setPlainText("同名不同人")
    asked.answer()
    settled()
    assert person(clerk, older.uid).post == "财务总监"
    assert not person(clerk, younger.uid).withdrawn_reason
    assert listed.model.rowCount() == 0
    listed.accept()


def test_refused_merger_says_why_and_keeps_what_was_typed(page, qtbot, settled, clerk, twins):
    view = page.health
    run(view, qtbot, settled)
    choose(view, "duplicate.person")
    view.panel.merge_button.click()
    settled()
    (dialog,) = (one for one in page.window().findChildren(MergeDialog) if one.isVisible())
    records.change(clerk, replace(person(clerk, twins[0].uid), department="资金部"))
    dialog.reason.set_value("同一人")
    dialog.merge_button.click()
    settled()
    assert "改过" in dialog.problem.text()
    assert dialog.reason.value() == "同一人"
    assert merging.mergers(clerk) == []
    dialog.reject()


def test_undoing_that_would_tear_records_apart_names_them_and_keeps_the_reason(page, settled, clerk, late):
    younger = a_clue(clerk)
    loss = records.add(clerk, Loss, {"clue": younger.uid, "item": "保证金", "amount": 900}).value
    merging.merge_clues(clerk, late.uid, younger.uid, (1, 1), "登记了两次")
    for number in "甲乙丙丁":
        crossing = {"clue": late.uid, "item": f"合并后登记的定损{number}", "losses": (loss.uid,)}
        records.add(clerk, LossFinding, crossing)
    page.health.mergers_button.click()
    settled()
    (listed,) = (one for one in page.window().findChildren(MergersDialog) if one.isVisible())
    asked = listed.ask()
    asked.text.setPlainText("两件事")
    asked.answer()
    settled()
    assert "定损“合并后登记的定损甲”对应资产损失“保证金”" in asked.message.text()
    assert asked.message.height() >= asked.message.heightForWidth(asked.message.width())  # read whole
    assert asked.text.toPlainText() == "两件事"
    assert len(merging.mergers(clerk)) == listed.model.rowCount() == 1
    asked.reject()
    listed.reject()


def test_clues_are_laid_side_by_side_and_merged(page, qtbot, settled, clerk, late):
    younger = a_clue(clerk, summary="未履行决策程序对外预付货款。")
    view = page.health
    run(view, qtbot, settled)
    row = choose(view, "duplicate.clue")
    assert row.number == younger.number
    view.panel.merge_button.click()
    settled()
    (dialog,) = (one for one in page.window().findChildren(MergeDialog) if one.isVisible())
    assert dialog.model.headerData(2, Qt.Orientation.Horizontal) == f"并入：{younger.number}"
    dialog.reason.set_value("登记了两次")
    dialog.merge_button.click()
    settled()
    assert records.load(clerk, Clue, younger.uid).withdrawn_reason
    for box in boxes(page):
        box.accept()


def test_merging_away_what_a_signed_report_counts_is_warned_of(desk, request, qtbot):
    made = register_cases(desk.log_in("clerk"))
    report, _ = sealed(desk)
    context, settled = (request.getfixturevalue(name) for name in ("context", "settled"))
    over = QWidget()
    qtbot.addWidget(over)
    for number, warned in (("ZB-2025-003", True), ("ZB-2025-002", False)):
        twins = read_twins(context.session, "Clue", made["ZB-2024-001"].uid, made[number].uid)
        dialog = MergeDialog(context, over, twins, LedgerResolver(context, over))
        dialog.open()
        settled()
        assert dialog.warning.isVisible() is warned
        assert (report.title in dialog.warning.text()) is warned
        dialog.reject()


def test_person_is_opened_in_the_form_at_the_field(context, shown, settled, twins):
    page = PersonsPage(context)
    shown(page, 1230, 700)
    settled()
    page.open_with((twins[1].uid, "post"))
    settled()
    (dialog,) = (
        one for one in page.findChildren(object) if type(one).__name__ == "RecordDialog" and one.isVisible()
    )
    assert dialog.form.value("department") == "财务部"
    dialog.reject()


# --- who --------------------------------------------------------------------------------------------------


def test_numbers_alone_are_told_of_what_lies_outside_the_circle(
    page, qtbot, settled, clerk, late, desk, jobs, shown
):
    run(page.health, qtbot, settled)
    clues.set_circle(clerk, late.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    other = WorkbenchPage(Context(reviewer, jobs))
    shown(other, 1230, 700)
    settled()
    other.health_button.click()
    settled()
    assert other.health.model.rowCount() == 0
    assert late.number in other.health.left_out.text()


def test_who_reads_no_case_has_no_button(desk, jobs, shown, settled):
    admin = desk.log_in("admin")
    page = WorkbenchPage(Context(admin, jobs))
    shown(page)
    settled()
    assert not page.health_button.isVisible()
    with pytest.raises(NotAllowed):
        health.runs(admin)


def test_thresholds_are_shown_to_all_and_set_by_the_administrator(desk, jobs, settled, page):
    dialog = page.health.open_thresholds()
    assert not dialog.go.isEnabled()
    assert dialog.entries["clue_likeness"].value() == 92
    dialog.reject()
    admin = desk.log_in("admin")
    dialog = ThresholdsDialog(Context(admin, jobs), page, health.thresholds(admin))
    dialog.open()
    dialog.entries["discovery_gap"].set_value(0)
    dialog.go.click()
    settled()
    assert "发生到发现相隔" in dialog.message.text()
    dialog.entries["discovery_gap"].set_value(730)
    dialog.go.click()
    settled()
    assert health.thresholds(admin).discovery_gap == 730
