"""导入台账 with real workbooks on a real ledger: read in the child process, decided by hand, taken in at once."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from shiboken6 import isValid

from ui.keys import click
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.clues import list_uids, shown_rows
from zhuize_desktop.services.import_plan import Outcome
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.importing import open_import
from zhuize_desktop.ui.importing.plan_table import STAGE
from zhuize_desktop.ui.importing.understanding import UnderstandingDialog
from zhuize_desktop.ui.importing.wizard import CHOOSE, DONE, REVIEW
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.tables.lazy_model import ROW_ROLE

HEADINGS = ("线索编号", "来源方式", "涉及单位", "问题线索概述", "预估损失（万元）", "处理情况", "办公室备忘")
ROWS = (
    ("XS-2025-001", "审计", "虚构物流有限公司", "未经集体决策对外借款480万元", "480", "正在核查", "甲"),
    ("XS-2025-002", "审计", "虚构置业有限公司", "资产出租未进场招租", "12.5", "整改完成，已销号", ""),
    ("", "巡察", "虚构水务有限公司", "多付工程款一百二十万元至今没有追回", "120", "", ""),
)


def workbook(path, rows=ROWS):
    book = Workbook()
    sheet = book.active
    sheet.append(["问题线索管理台账"])
    sheet.append(list(HEADINGS))
    for row in rows:
        sheet.append(list(row))
    sheet.append(["合计", "", "", "", "612.5", "", ""])
    book.save(path)
    return path


@pytest.fixture
def file(tmp_path):
    return workbook(tmp_path / "台账.xlsx")


@pytest.fixture
def opened(settled):
    """Opens wizards, which free themselves when they are closed."""
    made = []

    def open_wizard(context, path=None):
        made.append(open_import(context, None, path))
        settled()
        return made[-1]

    yield open_wizard
    for one in made:
        if isValid(one):
            one.deleteLater()


@pytest.fixture
def wizard(context, opened):
    return opened(context)


def read(wizard, file, settled):
    wizard.read(file)
    settled()
    assert wizard.stack.currentIndex() == REVIEW, wizard.choose.message.text()


def rows(session):
    return {one.row.clue.number: one.row for one in shown_rows(session, list_uids(session, LedgerQuery()))}


def place(wizard, number):
    model = wizard.review.model
    return next(at for at in range(model.rowCount()) if model.row_at(at).row_number == number)


def test_a_ledger_goes_in_as_it_was_shown(wizard, file, clerk, settled, qtbot):
    read(wizard, file, settled)
    assert "3 条线索" in wizard.review.summary.text()
    assert "未识别 1 列" in wizard.review.summary.text()
    assert wizard.review.filters[Outcome.NEW].text() == "新增 3"
    assert rows(clerk) == {}
    with qtbot.waitSignal(wizard.taken):
        click(wizard.go)
    assert wizard.stack.currentIndex() == DONE
    present = rows(clerk)
    assert {"XS-2025-001", "XS-2025-002"} < set(present)
    assert present["XS-2025-001"].clue.estimated_loss == 480_000_000
    assert not present["XS-2025-001"].clue.stage_confirmed
    assert wizard.told.text() == "新增 3 条，更新 0 条，无变化 0 条。"
    assert wizard.next_steps.text() == (
        "还有 3 条的环节待确认：现在点“期初建账”逐条核对，或以后在工作台、台账里办理。"
    )
    line = wizard.next_steps
    assert line.height() >= line.heightForWidth(line.width()), "no line is cut"
    assert line.geometry().bottom() < line.parentWidget().height()
    assert wizard.open_ledger.width() < wizard.width() / 4
    with qtbot.waitSignal(wizard.open_wanted) as wanted:
        click(wizard.open_ledger)
    assert set(wanted.args[0]) == {row.clue.uid for row in present.values()}


def cancelling(jobs, title):
    """Cancels the work of this title as soon as it tells how far it is."""

    def on_started(job):
        if job.title == title:
            job.progressed.connect(lambda *_: job.cancel(), Qt.ConnectionType.DirectConnection)

    jobs.started.connect(on_started)
    return lambda: jobs.started.disconnect(on_started)


def test_an_import_cancelled_on_its_way_writes_nothing_and_can_be_begun_again(
    wizard, file, clerk, jobs, settled
):
    read(wizard, file, settled)
    click(wizard.review.all)
    stop = cancelling(jobs, "导入")
    click(wizard.go)
    settled()
    assert wizard.stack.currentIndex() == REVIEW
    assert wizard.reason.text() == "已取消导入：一行也没有写入，台账没有改动。可以重新点“导入”。"
    assert rows(clerk) == {}
    assert len(wizard.review.model.stages) == 3, "what was decided is still there"
    stop()
    click(wizard.go)
    settled()
    assert wizard.stack.currentIndex() == DONE
    assert len(rows(clerk)) == 3


def test_a_dry_run_can_be_cancelled(wizard, file, jobs, settled):
    stop = cancelling(jobs, "与台账核对")
    wizard.read(file)
    settled()
    assert wizard.stack.currentIndex() == CHOOSE
    assert wizard.choose.message.text() == "已取消读取，台账没有改动。"
    assert (wizard.path, wizard.file.text()) == (None, "")
    stop()
    read(wizard, file, settled)


def test_reading_another_file_can_be_cancelled_and_the_first_stays(wizard, file, tmp_path, jobs, settled):
    read(wizard, file, settled)
    begun = []
    jobs.started.connect(begun.append)
    wizard.read(workbook(tmp_path / "另一份.xlsx", ROWS[:1] * 3000))
    begun[-1].cancel()
    settled()
    assert wizard.stack.currentIndex() == REVIEW
    assert wizard.reason.text() == "已取消读取，台账没有改动。表中仍是上一次读取的结果。"
    assert (wizard.path, wizard.file.text()) == (file, file.name)
    wizard.reject()
    assert not wizard.isVisible(), "it can be closed again"


def test_stages_are_confirmed_one_by_one_and_all_at_once(wizard, file, clerk, settled):
    read(wizard, file, settled)
    model, table = wizard.review.model, wizard.review.table
    assert wizard.review.waiting.text() == "3 行的环节待确认"
    index = model.index(place(wizard, 3), STAGE)
    table.setCurrentIndex(index)
    table.edit(index)
    box = next(one for one in table.viewport().children() if hasattr(one, "currentData"))
    at = box.findData(Stage.DISPOSITION.value)
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert model.stages == {3: Stage.DISPOSITION}
    click(wizard.review.all)
    assert wizard.review.waiting.text() == "环节都已确认"
    click(wizard.go)
    settled()
    present = rows(clerk)
    assert present["XS-2025-001"].clue.stage is Stage.DISPOSITION
    assert present["XS-2025-002"].clue.stage is Stage.CLOSURE
    assert all(row.clue.stage_confirmed for row in present.values())


def test_the_chosen_rows_alone_are_confirmed(wizard, file, settled):
    read(wizard, file, settled)
    wizard.review.table.selectRow(place(wizard, 4))
    click(wizard.review.chosen)
    assert set(wizard.review.model.stages) == {4}


def test_the_same_file_again_changes_nothing(wizard, file, context, clerk, settled, opened):
    read(wizard, file, settled)
    click(wizard.go)
    settled()
    again = opened(context, file)
    assert again.review.filters[Outcome.UNCHANGED].text() == "无变化 3"
    assert not again.go.isEnabled()
    assert again.go.toolTip() == "没有要新增或更新的行。"
    assert again.review.waiting.text() == "没有新的环节要确认"
    assert len(rows(clerk)) == 3


def test_a_probable_duplicate_is_shown_beside_its_twin_and_waits_for_a_decision(
    wizard, file, context, clerk, settled, opened, tmp_path
):
    read(wizard, file, settled)
    click(wizard.go)
    settled()
    twin = ("", "巡察", "虚构水务有限公司", "多付工程款一百二十万元至今没有追回来", "130", "", "")
    other = opened(context, workbook(tmp_path / "另一份.xlsx", (twin,)))
    row = other.review.model.row_at(0)
    assert row.outcome is Outcome.DUPLICATE
    assert not other.go.isEnabled()
    lines = {line.label: line for line in other.review.prepared.beside[row.row_number]}
    assert (lines["预估损失"].row, lines["预估损失"].clue) == ("130.00 万元", "120.00 万元")
    assert lines["预估损失"].differs
    click(other.review.detail.take)
    assert other.go.text() == "导入 1 条"
    click(other.review.detail.leave)
    assert not other.go.isEnabled()
    click(other.review.detail.take)
    click(other.go)
    settled()
    assert len(rows(clerk)) == 4
    other.save_to(tmp_path / "结果.xlsx")
    settled()
    sheet = load_workbook(tmp_path / "结果.xlsx").worksheets[0]
    assert sheet.cell(2, 2).value == "新增"
    assert "经人工确认" in sheet.cell(2, 3).value


def test_an_error_stops_everything_and_comes_first(wizard, clerk, settled, tmp_path):
    broken = ("XS-2025-009", "审计", "虚构物流有限公司", "", "1", "", "")
    read(wizard, workbook(tmp_path / "错.xlsx", (*ROWS, broken)), settled)
    assert wizard.review.model.row_at(0).row_number == 6
    assert wizard.review.model.row_at(0).is_error
    assert not wizard.go.isEnabled()
    assert "有 1 行有错误" in wizard.reason.text()
    wizard.save_to(tmp_path / "结果.xlsx")
    settled()
    assert load_workbook(tmp_path / "结果.xlsx").worksheets[0].max_row == 5
    workbook(tmp_path / "错.xlsx")
    click(wizard.again)
    settled()
    assert wizard.go.isEnabled()
    assert rows(clerk) == {}


def test_filters_show_the_rows_of_one_outcome(wizard, settled, tmp_path):
    broken = ("XS-2025-009", "审计", "虚构物流有限公司", "", "1", "", "")
    read(wizard, workbook(tmp_path / "错.xlsx", (*ROWS, broken)), settled)
    click(wizard.review.filters[Outcome.ERROR])
    model = wizard.review.model
    assert [model.index(at, 0).data(ROW_ROLE).row_number for at in range(model.rowCount())] == [6]
    click(wizard.review.filters[None])
    assert model.rowCount() == 4


def test_columns_and_rows_left_out_are_named(wizard, file, settled):
    read(wizard, file, settled)
    click(wizard.review.how)
    shown = wizard.findChildren(UnderstandingDialog)[0]
    words = [one.text() for one in shown.findChildren(type(wizard.file))]
    assert "办公室备忘" in words
    assert "未识别" in words
    assert any("第 6 行" in one for one in words)


def test_a_file_that_is_no_workbook_is_told_and_another_can_be_chosen(wizard, file, settled, tmp_path):
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"not a workbook at all")
    wizard.read(bad)
    settled()
    assert wizard.stack.currentIndex() == CHOOSE
    assert wizard.choose.message.isVisible()
    assert wizard.choose.message.text().endswith("。")
    read(wizard, file, settled)


def test_a_file_can_be_dropped(wizard, file, settled):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    wizard.choose.dropEvent(
        QDropEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    settled()
    assert wizard.stack.currentIndex() == REVIEW


def test_decisions_are_not_lost_by_a_slip(wizard, file, settled):
    read(wizard, file, settled)
    click(wizard.review.all)
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    asked = wizard.findChildren(MessageBox)[0]
    assert wizard.isVisible()
    click(asked.buttons[-1])
    assert wizard.isVisible()
    assert len(wizard.review.model.stages) == 3


def test_who_may_not_import_is_told_at_the_door(desk, jobs, opened):
    wizard = opened(Context(desk.log_in("inspector"), jobs))
    assert not wizard.choose.choose.isEnabled()
    assert "填报人" in wizard.choose.message.text()
