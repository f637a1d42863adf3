"""批量录入: typed with keys, pasted, told off cell by cell, saved all or nothing, kept as a draft."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from services.whole_case import day
from ui.clue.conftest import dialog, in_front, part
from ui.keys import click, focused, press, type_in
from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.fields import column
from zhuize_desktop.domain.records import (
    DossierEntry,
    LiablePerson,
    Loss,
    Measure,
    RectificationItem,
    TeamMember,
    Violation,
)
from zhuize_desktop.services import drafts
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.services.records import list_records
from zhuize_desktop.ui.clue.bulk_grid import BulkDialog
from zhuize_desktop.ui.clue.bulk_model import BulkModel, grid_columns
from zhuize_desktop.ui.clue.cell_reading import CellReader
from zhuize_desktop.ui.messages import MessageBox

_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = Qt.Key.Key_Return


@pytest.fixture
def grid_of(opened, whole, qtbot, settled):
    """Opens the grid for a class of records and puts the keyboard into its first cell."""

    def open_grid(record):
        made = part(opened(whole), record).open_bulk()
        in_front(qtbot, made)
        settled()
        made.grid.setFocus()
        return made

    return open_grid


def place(bulk, name):
    return [one.name for one in bulk.model.columns].index(name)


def paste(text):
    QApplication.clipboard().setText(text)
    chord(Qt.Key.Key_V)


def chord(key):
    """Ctrl and a key at once; the keys themselves are nobody's in a table."""
    QApplication.sendEvent(focused(), QKeyEvent(QEvent.Type.KeyPress, key, _CTRL))


def test_losses_are_typed_with_keys_alone(grid_of, clerk, whole, settled):
    bulk = grid_of(Loss)
    assert [one.name for one in bulk.model.columns] == [
        "item", "enterprise", "kind", "amount", "identified_on", "evidence",
    ]  # fmt: skip
    for row in (
        ("货款本金", "", "zhijie", "5600万", "20260301", ""),
        ("利息", "", "间接", "1,200.50", "", ""),
    ):
        for text in row:
            if text:
                type_in(text)
            press(_ENTER)
    chord(Qt.Key.Key_S)
    settled()
    first, second = list_records(clerk, Loss)
    assert (first.item, first.kind, first.amount, first.identified_on) == (
        "货款本金", "direct", 56_000_000_00, date(2026, 3, 1),
    )  # fmt: skip
    assert (second.item, second.kind, second.amount) == ("利息", "indirect", 120_050)
    assert first.clue == second.clue == whole.clue


def test_a_word_begun_in_an_input_method_is_not_lost(grid_of):
    """As input methods do: letters being composed, then the word, then the next word."""
    bulk = grid_of(Loss)
    for composing, word in (("huokuan", ""), ("", "货款"), ("benjin", ""), ("", "本金")):
        event = QInputMethodEvent(composing, [])
        event.setCommitString(word)
        QApplication.sendEvent(focused(), event)
    press(_ENTER)
    assert bulk.model.texts()[0][0] == "货款本金"


def test_rows_from_a_spreadsheet_are_saved_all_or_nothing(grid_of, clerk, settled):
    bulk = grid_of(DossierEntry)
    start = place(bulk, "kind")
    bulk.grid.go_to(0, start)
    paste(
        "核查工作方案\t方案\t虚运〔2026〕1号\t2026-03-01\n没有的种类\t报告\t\t2026年3月41日\n处理决定\t\t\t\n"
    )
    assert len(bulk.model.texts()) == 3
    chord(Qt.Key.Key_S)
    settled()
    assert list_records(clerk, DossierEntry) == []
    told = bulk.problems.text()
    assert "第 2 行：“没有的种类”不在“材料种类”" in told
    assert "第 2 行 文件日期：" in told
    assert "第 3 行：“文件题名”还没有填写。" in told
    now = bulk.grid.currentIndex()
    assert (now.row(), now.column()) == (1, start)
    for row, name, text in ((1, "kind", "处理决定"), (1, "dated_on", "2026-3-4"), (2, "title", "决定书")):
        bulk.model.setData(bulk.model.index(row, place(bulk, name)), text)
    click(bulk.save_button)
    settled()
    saved = list_records(clerk, DossierEntry)
    assert [one.title for one in saved] == ["方案", "报告", "决定书"]
    assert [one.position for one in saved] == [1, 2, 3]


def test_what_the_ledger_refuses_is_told_in_its_row(grid_of, clerk, whole, settled):
    whole.add(TeamMember, name="高志远", unit="审计部")
    bulk = grid_of(TeamMember)
    paste("马晓红\t成员\t法务部\n高志远\t成员\t审计部")
    chord(Qt.Key.Key_S)
    settled()
    assert [one.name for one in list_records(clerk, TeamMember)] == ["高志远"]
    assert "第 2 行" in bulk.problems.text()
    assert "已经登记过" in bulk.problems.text()
    assert bulk.model.texts()[1][0] == "高志远"


def test_a_day_ahead_of_today_is_told_before_anything_is_saved(grid_of, clerk, settled):
    bulk = grid_of(Loss)
    paste("货款\t\t直接损失\t100\t2027-01-01\n利息\t\t间接损失\t100\t2027-01-02")
    chord(Qt.Key.Key_S)
    settled()
    assert list_records(clerk, Loss) == []
    assert [line[:6] for line in bulk.problems.text().splitlines()] == ["第 1 行：", "第 2 行："]


def test_the_draft_of_the_grid_comes_back(grid_of, clerk, whole, page, settled):
    bulk = grid_of(Measure)
    bulk.grid.go_to(0, place(bulk, "measure"))
    type_in("修订采购办法")
    press(_ENTER)
    bulk.keep_draft()
    settled()
    bulk.reject()
    dialog(page, MessageBox).buttons[-1].click()  # 继续编辑
    assert bulk.isVisible()
    key = f"Measure@{whole.clue}@grid"
    assert drafts.offered(clerk, key, "").values["rows"][0][place(bulk, "measure")] == "修订采购办法"
    bulk.deleteLater()
    again = grid_of(Measure)
    assert [row[place(again, "measure")] for row in again.model.texts()] == ["修订采购办法"]
    assert "已恢复" in again.state.text()
    again.reject()
    dialog(page, MessageBox).buttons[1].click()  # 不保存
    settled()
    assert drafts.offered(clerk, key, "") is None


def test_one_reference_of_the_case_is_filled_in_and_others_are_picked(grid_of, clerk, whole, settled):
    whole.add(RectificationItem, item="修订采购办法")
    bulk = grid_of(Measure)
    bulk.grid.go_to(0, place(bulk, "measure"))
    type_in("起草")
    press(_ENTER)
    assert bulk.model.texts()[0][place(bulk, "item")] == "修订采购办法"
    chord(Qt.Key.Key_S)
    settled()
    (saved,) = list_records(clerk, Measure)
    (item,) = list_records(clerk, RectificationItem)
    assert saved.item == item.uid


def test_people_are_found_by_their_whole_name(grid_of, clerk, whole, settled):
    act = whole.add(Violation, item="违规预付")
    add_person(clerk, {"name": "钱七"})
    bulk = grid_of(LiablePerson)
    names = [one.name for one in bulk.model.columns]
    row = [
        {"person": "钱七", "violations": "违规预付", "liability": "直接责任"}.get(name, "") for name in names
    ]
    paste("\t".join(row))
    chord(Qt.Key.Key_S)
    settled()
    (saved,) = list_records(clerk, LiablePerson)
    assert (saved.violations, saved.liability) == ((act,), "direct")


def test_delete_empties_cells_and_rows_are_removed(grid_of):
    bulk = grid_of(Loss)
    paste("甲\n乙\n丙")
    bulk.grid.go_to(1, 0)
    press(Qt.Key.Key_Delete)
    assert [row[0] for row in bulk.model.texts()] == ["甲", "丙"]
    bulk.grid.go_to(0, 0)
    click(bulk.remove_button)
    assert [row[0] for row in bulk.model.texts()] == ["丙"]


@pytest.mark.parametrize(
    ("record", "name", "text", "value"),
    [
        (Loss, "amount", "1,200.5", 120_050),
        (Loss, "amount", "3万元", 3_000_000),
        (Loss, "identified_on", "2026/3/5", date(2026, 3, 5)),
        (Loss, "kind", "direct", "direct"),
        (RectificationItem, "state", "", "open"),
        (DossierEntry, "position", "12", 12),
    ],
)
def test_a_cell_is_read_as_people_write(opened, whole, clerk, record, name, text, value):
    reader = CellReader(clerk.rulebook(), opened(whole).resolver, clerk.today)
    assert reader.read(record, column(record, name), text) == value


@pytest.mark.parametrize(
    ("record", "name", "text"),
    [
        (Loss, "amount", "很多"),
        (Loss, "identified_on", "2026-02-30"),
        (Loss, "kind", "？"),
        (Loss, "enterprise", "无名"),
    ],
)
def test_a_cell_that_means_nothing_is_refused(opened, whole, clerk, record, name, text):
    reader = CellReader(clerk.rulebook(), opened(whole).resolver, clerk.today)
    with pytest.raises(FieldError):
        reader.read(record, column(record, name), text)


def test_the_grid_is_a_good_model(qtmodeltester, look):
    def read(_, text):
        if text == "错":
            raise FieldError("", "不对")
        return text

    model = BulkModel(Loss, grid_columns(Loss, ("item", "kind", "amount")), read)
    qtmodeltester.check(model)
    model.put(0, 0, [["甲", "错"], ["乙"]])
    model.setData(model.index(2, 1), "丙")
    model.remove([0])
    model.clear([(0, 0)])
    model.set_texts([["丁"]])
    assert model.rowCount() == 2
    assert model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


def test_a_row_taken_out_takes_its_faults_along(look):
    def read(_, text):
        if text == "错":
            raise FieldError("", "不对")
        return text

    model = BulkModel(Loss, grid_columns(Loss, ("item", "kind", "amount")), read)
    model.put(0, 0, [["甲"], ["错"], ["错"]])
    assert set(model.faults) == {(1, 0), (2, 0)}
    model.remove([1])
    assert set(model.faults) == {(1, 0)}


def test_the_day_of_the_case_is_not_the_clock_of_the_machine(opened, whole, clerk):
    reader = CellReader(clerk.rulebook(), opened(whole).resolver, day(10))
    assert reader.read(Loss, column(Loss, "identified_on"), "今天") == day(10)


def test_the_grid_opens_only_where_lines_may_be_entered(opened, whole, page, desk):
    assert dialog_count(page) == 0
    table = part(opened(whole), Loss)
    click(table.bulk_button)
    assert dialog_count(page) == 1


def dialog_count(page):
    return sum(one.isVisible() for one in page.window().findChildren(BulkDialog))
