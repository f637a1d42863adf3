"""任职前查询 in the window: the periods of the current person, the filter, the query by keyboard, and its paper."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from ui.keys import press, type_in
from zhuize_desktop.domain.records import (
    AppointmentCheck,
    Circle,
    Clue,
    Decision,
    Handling,
    LiablePerson,
)
from zhuize_desktop.services import records
from zhuize_desktop.services.clues import register_clue, set_circle
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.appointment_dialog import AppointmentDialog
from zhuize_desktop.ui.pages.persons import PersonsPage
from zhuize_desktop.ui.pages.workbench import WorkbenchPage


@pytest.fixture
def wang(clerk):
    return add_person(
        clerk, {"name": "王建国", "enterprise": clerk.viewer.enterprise, "post": "财务总监"}
    ).value


@pytest.fixture
def li(clerk):
    return add_person(clerk, {"name": "李长青"}).value


@pytest.fixture
def handled(clerk, wang):
    """诫勉 on 5 June 2026: until 5 December, in fifteen days."""
    values = {
        "source_kind": "audit.special",
        "reported_on": clerk.today,
        "enterprises": (clerk.viewer.enterprise,),
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
    }
    clue = register_clue(clerk, values).value
    line = records.add(clerk, LiablePerson, {"clue": clue.uid, "person": wang.uid}).value
    decision = records.add(clerk, Decision, {"clue": clue.uid, "decided_on": date(2026, 6, 5)}).value
    given = {
        "clue": clue.uid,
        "decision": decision.uid,
        "liable": line.uid,
        "kinds": ("criticism.admonition",),
    }
    records.add(clerk, Handling, given)
    return clue


@pytest.fixture
def page(context, shown, settled):
    made = PersonsPage(context)
    shown(made, 1230, 700)
    settled()
    return made


def words(table):
    model = table.model()
    return [
        [model.index(row, at).data() for at in range(model.columnCount())] for row in range(model.rowCount())
    ]


def pick(page, one, settled):
    page.table.select_uids([one.uid], one.uid)
    settled()


def picture(widget, name):
    """Left in ``ZHUIZE_PICTURES`` to be looked at."""
    if folder := os.environ.get("ZHUIZE_PICTURES"):
        widget.grab().save(str(Path(folder) / f"{name}.png"))


def opened(page, settled, qtbot):
    dialog = page.restrictions.open_query()
    settled()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.purpose.setFocus()
    return dialog


def test_the_current_person_has_the_periods_beside(wang, li, handled, page, settled):
    pick(page, wang, settled)
    assert words(page.restrictions.table) == [
        [
            "诫勉影响期", "2026-12-05", "期内", "参照，待核对", handled.number, "不得提拔或进一步使用", "2026-06-05",
            "国务院国资委令第46号（参照，待核对）",
        ]
    ]  # fmt: skip
    assert not page.restrictions.note.isVisible()
    chip = page.restrictions.until
    assert (chip.text(), chip.property("tone")) == ("限制至 2026-12-05 参照，待核对", "amber")
    picture(page, "persons")
    gone = []
    page.go_to.connect(lambda key, target: gone.append((key, target)))
    page.restrictions.table.setFocus()
    page.restrictions.table.selectRow(0)
    press(Qt.Key.Key_Return)
    assert gone == [("clues", handled.uid)]
    pick(page, li, settled)
    assert words(page.restrictions.table) == []
    assert not chip.isVisible()


def test_only_those_held_back_are_listed(wang, li, handled, page, settled):
    assert len(page.model.ids) == 2
    page.in_force.click()
    settled()
    assert page.model.ids == (wang.uid,)
    place = [one.key for one in page.model.columns].index("restricted")
    assert page.model.index(0, place).data() == "2026-12-05 参照，待核对"
    page.open_with(li.uid)
    settled()
    assert page.table.current_uid() == li.uid


def test_a_new_handling_is_shown_at_once(clerk, li, handled, page, context, settled):
    pick(page, li, settled)
    line = records.add(clerk, LiablePerson, {"clue": handled.uid, "person": li.uid}).value
    decision = records.add(clerk, Decision, {"clue": handled.uid, "decided_on": date(2026, 1, 5)}).value
    given = {
        "clue": handled.uid, "decision": decision.uid, "liable": line.uid, "kinds": ("ban",), "ban_for_life": True,
    }  # fmt: skip
    context.jobs.run(records.add, clerk, Handling, given)
    settled()
    settled()
    assert page.table.current_uid() == li.uid
    assert [row[1:3] for row in words(page.restrictions.table)] == [["终身", "期内"]]
    chip = page.restrictions.until
    assert (chip.text(), chip.property("tone"), chip.isVisible()) == ("终身禁入", "red", True)


def test_a_query_is_made_by_keyboard_and_told_with_its_tone(clerk, wang, handled, page, settled, qtbot):
    pick(page, wang, settled)
    dialog = opened(page, settled, qtbot)
    assert not dialog.print_button.isEnabled()
    type_in("ntb")
    for _ in range(3):  # take the purpose, past the post, past the day
        press(Qt.Key.Key_Return)
    assert dialog.go.hasFocus()
    press(Qt.Key.Key_Return)
    settled()
    settled()
    (kept,) = records.list_records(clerk, AppointmentCheck)
    assert (kept.purpose, kept.proposed_on, kept.outcome) == ("promotion", clerk.today, "verify")
    assert dialog.outcome.text() == "须核对"
    assert dialog.outcome.property("tone") == "amber"
    assert dialog.told.value() == kept.told
    assert words(dialog.table) == [["2026-11-20", "须核对", "拟提拔或进一步使用", "", "2026-11-20", "李文海"]]
    assert dialog.print_button.hasFocus()
    picture(dialog, "query")


def test_an_open_clue_is_told_in_amber_never_in_green(clerk, li, handled, page, settled, qtbot):
    records.change(clerk, replace(records.load(clerk, Clue, handled.uid), persons=(li.uid,)))
    pick(page, li, settled)
    dialog = opened(page, settled, qtbot)
    dialog.purpose.set_value("post")
    dialog.post.setText("总经理")
    dialog.go.click()
    settled()
    settled()
    assert (dialog.outcome.text(), dialog.outcome.property("tone")) == ("须核对", "amber")
    assert dialog.told.value().endswith(f"另有1条在办线索（{handled.number}，受理环节），请核对。")
    assert [row[1] for row in words(dialog.table)] == ["须核对"]
    picture(dialog, "open")


def test_what_is_missing_is_said_beside_the_form_and_nothing_is_asked(clerk, wang, page, settled, qtbot):
    pick(page, wang, settled)
    dialog = opened(page, settled, qtbot)
    dialog.go.click()
    assert dialog.problem.text() == "请选择“查询用途”。"
    dialog.purpose.set_value("director")
    dialog.go.click()
    settled()
    assert dialog.problem.text() == "请填写“拟任职务”。"
    assert dialog.post.hasFocus()
    dialog.day.set_typed("2026-13-01")
    dialog.go.click()
    assert "2026-13-01" in dialog.problem.text()
    assert records.list_records(clerk, AppointmentCheck) == []
    dialog.told.setFocus()
    press(Qt.Key.Key_Return)
    settled()
    assert records.list_records(clerk, AppointmentCheck) == []


def test_the_paper_is_written_where_it_is_wanted(clerk, wang, handled, page, settled, qtbot, tmp_path):
    pick(page, wang, settled)
    dialog = opened(page, settled, qtbot)
    dialog.purpose.set_value("talent")
    dialog.go.click()
    settled()
    settled()
    asked = dialog.ask_paper()
    assert asked.selectedFiles()[0].endswith("任职前查询结果_王建国_20261120.pdf")
    asked.close()
    target = tmp_path / "结果.pdf"
    dialog.write(dialog.table.current_uid(), target)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(MessageBox)), timeout=60_000)
    said = "".join(one.extract_text() for one in PdfReader(target).pages).replace("\n", "").replace(" ", "")
    assert "拟入人才库" in said
    assert "入库没有见到明文限制" in said
    dialog.findChildren(MessageBox)[0].close()


def test_outside_the_circle_a_number_is_told_beneath(desk, clerk, wang, handled, jobs, shown, settled):
    set_circle(clerk, handled.uid, Circle.NAMED, ())
    page = PersonsPage(Context(desk.log_in("reviewer"), jobs))
    shown(page, 1230, 700)
    settled()
    pick(page, wang, settled)
    assert words(page.restrictions.table) == []
    assert page.restrictions.note.text() == "另有 1 件不在您的知悉范围，请由经办人核对。"
    assert page.restrictions.note.isVisible()


def test_who_may_not_ask_is_told_so(desk, wang, jobs, shown, settled):
    page = PersonsPage(Context(desk.log_in("admin"), jobs))
    shown(page, 1230, 700)
    settled()
    assert not page.restrictions.ask.isEnabled()
    assert "填报人、审核人、签发人" in page.restrictions.ask.toolTip()
    assert page.restrictions.open_query() is None
    assert page.findChildren(AppointmentDialog) == []


def test_what_ends_soon_is_on_the_first_page(clerk, wang, handled, context, shown, settled):
    bench = WorkbenchPage(context)
    shown(bench, 1230, 700)
    settled()
    shown_lines = [bench.soon.lines.item(at) for at in range(bench.soon.lines.count())]
    (line,) = [one for one in shown_lines if "诫勉影响期将满" in one.toolTip()]
    assert line.text() == handled.number
    assert "王建国" in line.toolTip()
    gone = []
    bench.go_to.connect(lambda key, target: gone.append((key, target)))
    bench.soon.lines.itemActivated.emit(line)
    assert gone == [("clues", handled.uid)]
