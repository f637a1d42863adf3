"""并列查看: two lines, two people, two clues; what differs is said in a word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt

from services.whole_case import WholeCase, day
from ui.clue.conftest import dialog, part
from zhuize_desktop.domain.fields import column
from zhuize_desktop.domain.records import Decision, LiablePerson, Loss, Person
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.ui.clue.side_by_side import Compared, ComparedModel, Pair, SideBySide
from zhuize_desktop.ui.pages.persons import PersonsPage


def lines_of(window):
    return {line.label: line for line in window.model.lines if not line.is_heading}


def test_two_lines_of_a_case(opened, whole, page):
    first = whole.add(Loss, item="货款", amount=100, identified_on=day(1))
    second = whole.add(Loss, item="利息", amount=100, identified_on=day(2))
    table = part(opened(whole), Loss)
    table.table.select_uids([first, second], second)
    menu = table.table.open_menu(
        table.table.mapToGlobal(table.table.rect().center()), table.model.index(0, 0)
    )
    next(one for one in menu.actions() if one.text().startswith("并列查看")).trigger()
    menu.close()
    found = lines_of(dialog(page, SideBySide))
    assert (found["损失事项"].left, found["损失事项"].right) == ("货款", "利息")
    assert found["损失事项"].differs
    assert not found["认定金额"].differs
    assert "发生日期" not in found  # empty on both sides


def test_two_clues_with_their_facts(page, whole, clerk, settled):
    other = WholeCase(clerk)
    other.register(summary="另一件事")
    other.add(Loss, item="货款", amount=1_000_000)
    other.add(LiablePerson, person=other.person)
    other.add(Decision, number="虚运责〔2026〕9号")
    page.refresh()
    settled()
    page.list.deeds.compared.emit(whole.clue, other.clue)
    settled()
    window = dialog(page, SideBySide)
    found = lines_of(window)
    assert found["认定损失"].right == "1.00 万元"
    assert found["责任人"].right == "陈思源"
    assert found["处理决定"].right == "虚运责〔2026〕9号"
    assert found["问题线索概述"].differs
    assert not found["来源方式"].differs
    window.only.click()
    assert all(line.differs or line.is_heading for line in window.model.lines)
    assert window.counts.text() == f"{sum(line.differs for line in window.model.lines)} 项不同"


def test_the_menu_of_the_ledger_offers_it_for_two(page, whole, clerk, settled):
    from PySide6.QtWidgets import QMenu

    menu = QMenu()
    page.list.deeds.fill(menu, ["a"], withdrawn=False)
    assert not any("并列" in one.text() for one in menu.actions())
    menu.clear()
    page.list.deeds.fill(menu, ["a", "b"], withdrawn=False)
    assert any("并列" in one.text() for one in menu.actions())


def test_two_people(context, clerk, shown, settled):
    QSettings().clear()
    one = add_person(clerk, {"name": "王建国", "post": "经理"}).value
    other = add_person(clerk, {"name": "王建国", "post": "出纳"}).value
    page = PersonsPage(context)
    shown(page, 1230, 720)
    page.refresh()
    settled()
    found = lines_of(page.compare(one.uid, other.uid))
    post = column(Person, "post").field.label
    assert not found["姓名"].differs
    assert (found[post].left, found[post].right) == ("经理", "出纳")


@pytest.fixture
def pair():
    return Pair(
        "并列查看", "甲", "乙",
        (Compared("关键情况", is_heading=True), Compared("事项", "一", "二"), Compared("金额", "1", "1")),
    )  # fmt: skip


def test_the_columns_are_a_good_model(pair, look, qtmodeltester):
    model = ComparedModel(pair)
    qtmodeltester.check(model)
    model.show_only_differences(True)
    assert [line.label for line in model.lines] == ["关键情况", "事项"]


def test_a_difference_is_said_in_a_word_and_a_colour(pair, look):
    model = ComparedModel(pair)
    role = Qt.ItemDataRole
    assert [model.data(model.index(row, 3)) for row in range(3)] == ["", "不同", "相同"]
    assert model.data(model.index(1, 1), role.BackgroundRole) is not None
    assert model.data(model.index(2, 1), role.BackgroundRole) is None
    assert model.headerData(1, Qt.Orientation.Horizontal) == "甲"
