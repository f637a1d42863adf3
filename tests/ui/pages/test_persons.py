"""责任人员 on a real ledger: found, registered, counted within the circle, and a way to their clues."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.keys import press, type_in
from zhuize_desktop.domain.records import Circle, LiablePerson, Person
from zhuize_desktop.services import records
from zhuize_desktop.services.clues import register_clue, set_circle
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.persons import PersonsPage
from zhuize_desktop.ui.record_dialog import RecordDialog

_CTRL = Qt.KeyboardModifier.ControlModifier


def person(session, name, **values):
    return add_person(session, {"name": name, **values}).value


@pytest.fixture
def people(clerk):
    wang = person(clerk, "王建国", enterprise=clerk.viewer.enterprise, post="财务总监", employment="serving")
    li = person(clerk, "李长青", employment="retired")
    return wang, li


@pytest.fixture
def clue(clerk, people):
    values = {
        "source_kind": "audit.special",
        "reported_on": clerk.today,
        "enterprises": (clerk.viewer.enterprise,),
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
        "persons": (people[0].uid,),
    }
    made = register_clue(clerk, values).value
    records.add(clerk, LiablePerson, {"clue": made.uid, "person": people[0].uid, "liability": "direct"})
    return made


@pytest.fixture
def page(context, shown, settled):
    made = PersonsPage(context)
    shown(made, 1230, 700)
    settled()
    return made


def words(table):
    model = table.model()
    shown = [column for column in range(model.columnCount()) if not table.isColumnHidden(column)]
    return [[model.index(row, column).data() for column in shown] for row in range(model.rowCount())]


def pick(page, one):
    page.table.select_uids([one.uid], one.uid)


def dialog(page):
    (found,) = [one for one in page.findChildren(RecordDialog) if one.isVisible()]
    return found


def dialogs(page):
    return [one for one in page.findChildren(RecordDialog) if one.isVisible()]


def test_escape_asks_about_what_is_typed_as_closing_does(page, settled, qtbot):
    asked = page.register()
    settled()
    asked.activateWindow()
    qtbot.waitUntil(asked.isActiveWindow)
    asked.form.jump_to("name")
    type_in("赵")
    for words, stays in (("继续编辑", True), ("不保存", False)):
        press(Qt.Key.Key_Escape)
        (box,) = [one for one in asked.findChildren(MessageBox) if one.isVisible()]
        assert asked.isVisible()
        QTest.mouseClick(next(one for one in box.buttons if one.text() == words), Qt.MouseButton.LeftButton)
        settled()
        qtbot.waitUntil(lambda stays=stays: bool(dialogs(page)) is stays)
        if stays:
            assert asked.form.value("name") == "赵"
            asked.activateWindow()
            qtbot.waitUntil(asked.isActiveWindow)
            asked.form.jump_to("name")


def test_who_reads_no_clues_is_told_so(people, desk, jobs, shown, settled):
    page = shown(PersonsPage(Context(desk.log_in("admin"), jobs)), 1230, 700)
    settled()
    assert page.model.ids == ()
    assert page.table.empty == "您的角色看不到线索内容。"


def test_each_row_says_who_where_and_in_how_many_clues(people, clue, page, settled):
    rows = {row[0]: row[1:] for row in words(page.table)}
    assert rows == {
        "王建国": ["虚构运输集团有限公司", "财务总监", "在职", "", "1", "1"],
        "李长青": ["", "", "退休", "", "0", "0"],
    }
    assert page.head.counts.text() == "2 人"
    pick(page, people[0])
    settled()
    assert words(page.standing_table) == [[clue.number, "直接责任", "受理", clue.summary]]
    assert page.standing_title.text() == "王建国 · 涉及 1 条线索"
    pick(page, people[1])
    settled()
    assert words(page.standing_table) == []


def test_enter_on_a_clue_goes_there(people, clue, page, settled):
    pick(page, people[0])
    settled()
    gone = []
    page.go_to.connect(lambda key, target: gone.append((key, target)))
    page.standing_table.setFocus()
    page.standing_table.selectRow(0)
    press(Qt.Key.Key_Return)
    assert gone == [("clues", clue.uid)]


def test_person_is_registered_and_changed_with_keys(page, clerk, qtbot, settled):
    page.table.setFocus()
    press(Qt.Key.Key_N, _CTRL)
    dialog(page)
    settled()
    type_in("赵虚构")
    press(Qt.Key.Key_S, _CTRL)
    settled()
    (made,) = records.list_records(clerk, Person)
    assert made.name == "赵虚构"
    assert page.table.current_uid() == made.uid

    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.table.setFocus()
    press(Qt.Key.Key_Return)
    form = dialog(page).form
    settled()
    form.jump_to("post")
    type_in("总会计师")
    press(Qt.Key.Key_S, _CTRL)
    settled()
    assert records.load(clerk, Person, made.uid).post == "总会计师"
    assert words(page.table)[0][2] == "总会计师"


def test_enter_twice_before_the_answer_opens_whom_the_search_finds(people, page, settled):
    _, li = people
    page.search.setFocus()
    type_in("lcq")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert page.model.ids != (li.uid,)
    settled()
    assert dialog(page).form.value("name") == li.name


def test_list_is_narrowed_and_ordered(people, clue, page, qtbot, settled):
    wang, li = people
    page.search.setFocus()
    type_in("lcq")
    qtbot.waitUntil(lambda: page.model.ids == (li.uid,))
    page.search.clear()
    qtbot.waitUntil(lambda: len(page.model.ids) == 2)
    page.in_clues.click()
    settled()
    assert page.model.ids == (wang.uid,)
    page.in_clues.click()
    page.employment.set_value("retired")
    page.employment.edited.emit()
    settled()
    assert page.model.ids == (li.uid,)
    page.open_with(wang.uid)
    settled()
    assert page.table.current_uid() == wang.uid
    assert len(page.model.ids) == 2
    clues = [one.key for one in page.model.columns].index("clues")
    page.table.cycle_sort(clues)
    page.table.cycle_sort(clues)
    settled()
    assert page.model.ids == (wang.uid, li.uid)


def test_page_follows_what_others_save(people, page, context, clerk, settled):
    context.jobs.run(add_person, clerk, {"name": "钱新增"})
    settled()
    settled()
    assert "钱新增" in [row[0] for row in words(page.table)]


def test_counts_stop_at_the_circle(desk, clerk, people, clue, jobs, shown, settled):
    set_circle(clerk, clue.uid, Circle.NAMED, ())
    page = PersonsPage(Context(desk.log_in("reviewer"), jobs))
    shown(page, 1230, 700)
    settled()
    pick(page, people[0])
    settled()
    assert [row[-2:] for row in words(page.table)] == [["0", "0"], ["0", "0"]]
    assert words(page.standing_table) == []


def test_signer_reads_and_cannot_write(desk, people, jobs, shown, settled):
    page = PersonsPage(Context(desk.log_in("signer"), jobs))
    shown(page, 1230, 700)
    settled()
    assert not page.new_button.isEnabled()
    assert "填报人、审核人" in page.new_button.toolTip()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_N, _CTRL)
    assert page.findChildren(RecordDialog) == []
    page.table.opened.emit(people[0].uid)
    assert dialog(page).form.editor("name").isReadOnly()
