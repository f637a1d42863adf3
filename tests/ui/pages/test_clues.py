"""The ledger of clues on a real encrypted ledger: searching, filtering, sorting, exporting, withdrawing."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from ui.keys import press, type_in
from zhuize_desktop.domain.clock import shown as shown_time
from zhuize_desktop.domain.deadlines import ClockState
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import Circle, Clue, Recovery
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.resources import resource
from zhuize_desktop.services.clues import clock_states, list_uids, set_circle
from zhuize_desktop.services.import_plan import plan_import, read_file
from zhuize_desktop.services.importing import import_ledger
from zhuize_desktop.services.records import add, load
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.importing import ImportWizard
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.clue_actions import AskDialog
from zhuize_desktop.ui.pages.clue_columns import EXPORTED, ClueModel
from zhuize_desktop.ui.pages.clue_filters import Standing
from zhuize_desktop.ui.pages.clues import CluesPage
from zhuize_desktop.ui.widgets.long_text import LongText

_CTRL = Qt.KeyboardModifier.ControlModifier
ROWS = 42


@pytest.fixture(autouse=True)
def no_remembered_columns(look):
    QSettings().clear()


@pytest.fixture
def sample(clerk):
    """The invented ledger that comes with the program, taken in."""
    (path,) = resource("samples").glob("线索台账*.xlsx")
    reading = read_file(path, clerk.today)
    import_ledger(clerk, reading, plan_import(clerk, reading))
    return clerk


@pytest.fixture
def page(sample, context, shown, settled):
    made = CluesPage(context)
    shown(made, 1230, 720)
    settled()
    return made


def numbers(page):
    model = page.list.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def cells(page, key):
    model = page.list.model
    at = [column.key for column in model.columns].index(key)
    return [model.index(row, at).data() for row in range(model.rowCount())]


def search(page, words, qtbot, settled):
    page.search.setFocus()
    type_in(words)
    qtbot.waitUntil(lambda: not page.search.is_waiting)
    settled()


def choose(box, words, settled):
    at = next(n for n in range(box.count()) if box.itemText(n).strip() == words)
    box.setFocus()
    box.showPopup()
    box.view().setCurrentIndex(box.model().index(at, 0))
    press(Qt.Key.Key_Return)
    settled()


def dialog(page, kind):
    (found,) = [one for one in page.findChildren(kind) if one.isVisible()]
    return found


def in_front(qtbot, asking):
    """A dialog takes the keyboard a moment after it was opened."""
    qtbot.waitUntil(lambda: QApplication.activeWindow() is asking)
    asking.entry.setFocus()


def test_ledger_is_listed_with_counts_and_sums(page):
    assert len(numbers(page)) == ROWS
    assert page.list.open_count.text() == "在办 30"
    assert page.list.near_count.text() == "临期 0"
    assert not page.list.overdue_count.isEnabled()
    assert page.list.filters.sums.toolTip() == "共 42 条 · 预估损失 31,900.10 万元 · 已挽回 0.00 万元"


def test_model_is_a_sound_model(sample, qtmodeltester):
    model = ClueModel(sample)
    model.set_ids(list_uids(sample, LedgerQuery()))
    qtmodeltester.check(model)
    assert {column.key for column in model.columns} == set(EXPORTED)


@pytest.mark.parametrize(
    ("words", "column", "expected"),
    [("公交", "enterprises", "公交客运有限公司"), ("gjky", "enterprises", "公交客运有限公司"),
     ("招标", "summary", "招标"), ("XS-2025-027", "number", "XS-2025-027")],
)  # fmt: skip
def test_search_finds_words_initials_and_numbers(page, qtbot, settled, words, column, expected):
    search(page, words, qtbot, settled)
    found = cells(page, column)
    assert 0 < len(found) < ROWS
    assert all(expected in one for one in found)


def test_search_that_finds_nothing_says_so_and_leads_back(page, qtbot, settled):
    search(page, "没有这样的话", qtbot, settled)
    assert page.list.nothing.isVisible()
    assert page.list.nothing.text() == "台账里没有与“没有这样的话”相符的线索。"
    QTest.mouseClick(page.list.show_all, Qt.MouseButton.LeftButton)
    settled()
    assert len(numbers(page)) == ROWS
    assert not page.list.nothing.isVisible()


def test_down_goes_from_search_into_the_list_and_enter_opens(page, qtbot, settled):
    search(page, "XS-2025-027", qtbot, settled)
    press(Qt.Key.Key_Down)
    assert page.list.table.hasFocus()
    press(Qt.Key.Key_Return)
    settled()
    assert page.stack.currentWidget() is page.view
    assert page.view.head.number.text() == "XS-2025-027"
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    assert page.search.text() == "XS-2025-027"


def test_enter_before_the_answer_leads_into_the_answer_and_a_second_opens_what_was_found(page, settled):
    first, *_, last = cells(page, "number")
    page.search.setFocus()
    type_in(last)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert cells(page, "number")[0] == first
    settled()
    assert page.stack.currentWidget() is page.view
    assert page.view.head.number.text() == last


def test_enter_before_the_first_list_is_there_is_not_lost(sample, context, shown, settled):
    page = shown(CluesPage(context), 1230, 720)
    page.search.setFocus()
    page.refresh()
    press(Qt.Key.Key_Return)
    assert not page.list.model.ids
    settled()
    assert page.list.table.hasFocus()
    assert page.list.table.current_uid() == page.list.model.ids[0]


def test_who_types_on_after_enter_stays_in_the_search(page, qtbot, settled):
    page.search.setFocus()
    type_in("XS")
    press(Qt.Key.Key_Return)
    type_in("-2025-027")
    qtbot.waitUntil(lambda: not page.search.is_waiting)
    settled()
    assert page.search.hasFocus()
    assert cells(page, "number") == ["XS-2025-027"]


def test_who_has_gone_elsewhere_after_enter_is_not_fetched_into_the_list(page, settled):
    page.search.setFocus()
    type_in("XS-2025-027")
    press(Qt.Key.Key_Return)
    page.list.filters.stage.setFocus()
    settled()
    assert page.list.filters.stage.hasFocus()


def test_a_list_of_chosen_clues_is_given_up_for_a_new_one(page, settled):
    page.list.show_uids(page.list.model.ids[:3])
    settled()
    assert len(page.list.model.ids) == 3
    page.open_new()
    settled()
    assert len(page.list.model.ids) == ROWS


def test_a_missing_reason_is_told_below_the_entry(page, settled):
    page.list.table.select_uids(page.list.model.ids[:1], page.list.model.ids[0])
    dialog = AskDialog(page.window(), "撤回线索", "请写明理由。", LongText(3, 6), "撤回", "请填写撤回理由。")
    dialog.open()
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    settled()
    assert dialog.problem.isVisible()
    assert dialog.problem.geometry().top() >= dialog.entry.geometry().bottom()
    assert dialog.entry.height() >= dialog.entry.minimumHeight()
    dialog.close()


def test_new_words_lead_to_the_first_row_they_find_and_not_to_the_one_that_was_current(page, settled):
    *_, last = page.list.model.ids
    page.list.table.select_uids([last], last)
    first = page.list.model.ids[0]
    page.search.setFocus()
    type_in("XS")
    press(Qt.Key.Key_Return)
    settled()
    assert last in page.list.model.ids
    assert page.list.table.current_uid() == page.list.model.ids[0] == first


def test_filters_narrow_and_are_cleared(page, settled):
    choose(page.list.filters.stage, "整改", settled)
    shown_stages = cells(page, "stage")
    assert shown_stages
    assert all(one.startswith("整改") for one in shown_stages)
    choose(page.list.filters.standing, Standing.CLOSED.value, settled)
    assert numbers(page) == []
    QTest.mouseClick(page.list.filters.reset, Qt.MouseButton.LeftButton)
    settled()
    assert len(numbers(page)) == ROWS


def test_source_filter_holds_everything_below_it(page, settled):
    choose(page.list.filters.source, "审计", settled)
    expected = {"市审计局审计报告", "经济责任审计", "专项审计", "审计"}
    assert set(cells(page, "source_kind")) <= expected
    assert len(set(cells(page, "source_kind"))) > 1


def test_sorting_is_done_in_the_ledger_and_keeps_the_selection(page, settled):
    keys = [column.key for column in page.list.model.columns]
    page.list.table.setCurrentIndex(page.list.model.index(5, 0))
    chosen = page.list.table.current_uid()
    page.list.table.cycle_sort(keys.index("estimated"))
    page.list.table.cycle_sort(keys.index("estimated"))
    settled()
    amounts = [float(one.replace(",", "")) for one in cells(page, "estimated") if one]
    assert amounts == sorted(amounts, reverse=True)
    assert page.list.table.current_uid() == chosen


def test_drill_down_by_query_uids_and_uid(page, sample, settled):
    uids = list_uids(sample, LedgerQuery())[:3]
    page.open_with(uids)
    settled()
    assert list(page.list.model.ids) == uids
    assert page.list.filters.reset.text() == "选定的 3 条 · 清除"
    page.open_with(LedgerQuery(stages=(Stage.INVESTIGATION, Stage.TRIAGE), closed=False))
    settled()
    assert page.list.filters.stage.shown == "环节：核查、分类处置"
    assert {one.split(" ")[0] for one in cells(page, "stage")} == {"核查", "分类处置"}
    page.open_with(uids[0])
    settled()
    assert page.view.uid == uids[0]


def test_export_writes_the_columns_and_rows_that_are_seen(page, tmp_path, qtbot, settled):
    search(page, "公交", qtbot, settled)
    seen = numbers(page)
    QTest.mouseClick(page.list.export_button, Qt.MouseButton.LeftButton)
    chooser = dialog(page, QFileDialog)
    target = tmp_path / "所见.xlsx"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    settled()
    dialog(page, MessageBox).buttons[0].click()
    sheet = openpyxl.load_workbook(target).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in seen]
    assert [row[0] for row in rows] == seen
    headings = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "线索编号")
    expected = [heading for key in page.list.table.shown_keys() for heading in EXPORTED[key]]
    assert [one for one in headings if one] == expected


def test_stub_shows_its_number_alone(desk, sample, jobs, shown, settled):
    uid = list_uids(sample, LedgerQuery())[0]
    set_circle(sample, uid, Circle.NAMED, ())
    other = desk.log_in("reviewer")
    page = CluesPage(Context(other, jobs))
    shown(page, 1230, 720)
    settled()
    row = list(page.list.model.ids).index(uid)
    texts = [page.list.model.index(row, at).data() for at in range(page.list.model.columnCount())]
    assert texts[0].startswith("XS-")
    assert "按知悉范围另行登记" in "".join(texts)
    known = load_summary(desk, uid)
    assert known not in "".join(texts)
    assert page.list.model.index(row, 0).data(Qt.ItemDataRole.ForegroundRole) is not None
    page.list.table.setCurrentIndex(page.list.model.index(row, 0))
    page.list.table.setFocus()
    press(Qt.Key.Key_Return)
    assert "不在您的知悉范围内" in dialog(page, MessageBox).sentence.text()
    assert page.stack.currentWidget() is page.list


def load_summary(desk, uid):
    """The summary as its owner reads it; the desk changes hands and back."""
    from zhuize_desktop.storage import rows

    with desk.open[-1].ledger.read() as connection:
        return rows.fetch_by_uid(connection, Clue, [uid])[uid].summary


def test_withdraw_asks_for_a_reason_and_the_bin_gives_back(page, sample, qtbot, settled):
    uid = page.list.model.ids[0]
    page.list.table.setCurrentIndex(page.list.model.index(0, 0))
    asking = page.list.deeds.ask_withdraw([uid])
    asking.yes.click()
    assert asking.problem.text() == "请填写撤回理由。"
    in_front(qtbot, asking)
    type_in("重复登记")
    asking.yes.click()
    settled()
    assert uid not in page.list.model.ids
    assert load(sample, Clue, uid).withdrawn_reason == "重复登记"
    page.list.preview_button.click()
    assert not page.list.preview.withdrawal.isVisible()
    choose(page.list.filters.standing, Standing.WITHDRAWN.value, settled)
    assert list(page.list.model.ids) == [uid]
    page.list.table.select_uids([uid], uid)
    settled()
    who = f"李文海于 {shown_time(sample.clock.now())} 撤回：重复登记"
    assert page.list.preview.withdrawal.text() == who
    assert page.list.preview.withdrawal.isVisible()
    page.list.deeds.ask_bring_back([uid]).buttons[0].click()
    settled()
    assert load(sample, Clue, uid).withdrawn_reason == ""
    assert list(page.list.model.ids) == []


def test_stage_is_confirmed_by_a_person(page, sample, qtbot, settled):
    uid = page.list.model.ids[0]
    assert not load(sample, Clue, uid).stage_confirmed
    asking = page.list.deeds.ask_stage([uid])
    in_front(qtbot, asking)
    type_in("核查")
    press(Qt.Key.Key_Return)
    asking.yes.click()
    settled()
    saved = load(sample, Clue, uid)
    assert (saved.stage, saved.stage_confirmed) == (Stage.INVESTIGATION, True)
    assert cells(page, "stage")[list(page.list.model.ids).index(uid)] == "核查"


def test_menu_says_why_a_role_may_not(desk, sample, jobs, shown, settled):
    uids = list_uids(sample, LedgerQuery())
    signer = desk.log_in("signer")
    page = CluesPage(Context(signer, jobs))
    shown(page, 1230, 720)
    settled()
    assert not page.list.new_button.isEnabled()
    assert page.list.new_button.toolTip() == "您没有“登记线索”的权限，请由填报人、审核人办理。"
    menu = QMenu(page)
    page.list.deeds.fill(menu, uids[:1], withdrawn=False)
    withdraw = next(action for action in menu.actions() if action.text().startswith("撤回"))
    assert not withdraw.isEnabled()
    assert "没有“撤回记录”的权限" in withdraw.text()


def test_preview_shows_the_whole_text(page, sample, settled):
    page.list.preview_button.click()
    page.list.table.setCurrentIndex(page.list.model.index(3, 0))
    clue = load(sample, Clue, page.list.model.ids[3])
    words = [one.text() for one in page.list.preview.findChildren(type(page.list.preview.number))]
    assert clue.summary in words
    assert page.list.preview.number.text() == clue.number


def test_clocks_count_what_the_chips_say(page, sample, settled):
    uid = page.list.model.ids[0]
    chips = {state: len(found) for state, found in clock_states(sample).items()}
    assert chips[ClockState.UNKNOWN] == cells(page, "deadline").count("时限未知") + sum(
        one.startswith("时限未知 · ") for one in cells(page, "deadline")
    )
    add(sample, Recovery, {"clue": uid, "amount": 1_000_000, "recovered_on": date(2026, 11, 1)})
    page.refresh()
    settled()
    assert cells(page, "recovered")[0] == "1.00"


@pytest.mark.parametrize(
    ("login", "words"), [("admin", "您的角色看不到线索内容。"), ("inspector", "没有授权给您查阅的线索。")]
)
def test_who_reads_no_clues_is_not_told_that_there_are_none(sample, desk, jobs, shown, settled, login, words):
    page = shown(CluesPage(Context(desk.log_in(login), jobs)), 1230, 720)
    settled()
    assert page.list.nothing.text() == words
    assert page.list.nothing.isVisible()
    assert not page.list.show_all.isVisible()


def test_import_opens_the_dry_run(page):
    QTest.mouseClick(page.list.import_button, Qt.MouseButton.LeftButton)
    wizard = dialog(page, ImportWizard)
    assert wizard.isVisible()
    wizard.reject()
    assert not [one for one in page.window().findChildren(ImportWizard) if one.isVisible()]


def test_questions_are_closed_by_escape_without_effect(page, sample, qtbot):
    uid = page.list.model.ids[0]
    asking = page.list.deeds.ask_withdraw([uid])
    in_front(qtbot, asking)
    press(Qt.Key.Key_Escape)
    assert not [one for one in page.findChildren(AskDialog) if one.isVisible()]
    assert load(sample, Clue, uid).withdrawn_reason == ""
