"""工作台 on a real ledger: every number opens the list behind it; an empty ledger shows the first steps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desk import TODAY
from services.ledgers import entered
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import RectificationItem, ReportKind
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import drafts, records
from zhuize_desktop.services.clues import FORM, list_uids, register_clue
from zhuize_desktop.services.reporting import compile_report
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.pages.workbench import WorkbenchPage
from zhuize_desktop.ui.workbench.pictures import Bar, BarPicture
from zhuize_desktop.ui.workbench.todo import ROW


def clue(session, summary, due=None):
    values = {
        "reported_on": date(2026, 3, 2),
        "summary": summary,
        "source_kind": "audit",
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "enterprises": (session.viewer.enterprise,),
        "stage": Stage.DISPOSITION,
        "feedback_due": TODAY + timedelta(due) if due is not None else None,
    }
    return entered(session, values)


@pytest.fixture
def page(context, shown, settled):
    made = shown(WorkbenchPage(context), 1230, 700)
    settled()
    return made


@pytest.fixture
def clues(clerk):
    return {days: clue(clerk, f"虚构线索，{days}天", days) for days in (-2, 0, 7, 8, 15, 16)}


def click(widget, point=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point or widget.rect().center())


def texts(group):
    return [group.lines.item(at).text() for at in range(group.lines.count())]


def test_an_empty_ledger_shows_three_steps_instead_of_zeros(page, qtbot):
    assert page.first.isVisible()
    assert not page.register.isVisible()
    for pressed, key, target in (
        (page.first.load, "import", None),
        (page.first.register, "clues", ""),
        (page.first.report, "reports", None),
        (page.first.enterprises, "enterprises", None),
    ):
        with qtbot.waitSignal(page.go_to) as opened:
            click(pressed)
        assert opened.args == [key, target]
    assert not page.first.users.isEnabled()
    assert "管理员" in page.first.users.toolTip()


def test_the_first_clue_takes_the_steps_away(page, clerk, jobs, qtbot):
    values = {
        "reported_on": date(2026, 3, 2),
        "summary": "第一条",
        "source_kind": "audit",
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
        "enterprises": (clerk.viewer.enterprise,),
    }
    jobs.run(register_clue, clerk, values, title="登记")
    qtbot.waitUntil(lambda: not page.first.isVisible())
    assert "共 1" in page.head.counts.text()


def test_deadlines_fall_into_their_groups(clues, page):
    assert texts(page.overdue) == [clues[-2].number]
    assert texts(page.this_week) == [clues[0].number, clues[7].number]
    assert texts(page.soon) == [clues[8].number, clues[15].number]
    assert page.this_week.count.text() == "2"


def test_a_clue_stands_there_once_with_its_most_urgent_deadline(clerk, context, shown, settled):
    both = clue(clerk, "两项期限的线索", 3)
    item = {"clue": both.uid, "item": "修订办法", "due_on": TODAY - timedelta(2)}
    records.add(clerk, RectificationItem, item)
    alone = clue(clerk, "一项期限的线索", 5)
    page = shown(WorkbenchPage(context), 1230, 700)
    settled()
    assert (texts(page.overdue), texts(page.this_week)) == ([both.number], [alone.number])
    line = page.overdue.lines.item(0)
    assert line.toolTip().splitlines()[0] == "整改到期　另有 1 项期限　修订办法"
    assert line.toolTip().splitlines()[1].startswith("上级反馈：剩")
    assert "另有" not in page.this_week.lines.item(0).toolTip()


def test_a_line_opens_its_clue_and_a_number_all_of_them(clues, page, qtbot):
    lines = page.this_week.lines
    with qtbot.waitSignal(page.go_to) as opened:
        click(lines.viewport(), lines.visualItemRect(lines.item(1)).center())
    assert opened.args == ["clues", clues[7].uid]
    with qtbot.waitSignal(page.go_to) as opened:
        click(page.this_week.all)
    assert opened.args == ["clues", (clues[0].uid, clues[7].uid)]


def test_lines_fill_the_column_and_do_not_scroll(clerk, context, shown, settled, qtbot):
    for number in range(40):
        clue(clerk, f"虚构线索之{number}", -1)
    page = shown(WorkbenchPage(context), 1230, 700)
    settled()
    qtbot.waitUntil(lambda: page.overdue.lines.count() > 6)
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0)  # the lines find their places one turn later
    left = page.area.viewport().height() - page.column.layout().sizeHint().height()
    assert 0 <= left < ROW
    assert page.overdue.count.text() == "40"
    few = page.overdue.lines.count()
    page.resize(1230, 700 + 3 * ROW)
    qtbot.waitUntil(lambda: page.overdue.lines.count() == few + 3)
    page.resize(1230, 300)
    qtbot.waitUntil(lambda: page.overdue.lines.count() == 6)
    assert bar.maximum() > 0


def test_the_draft_of_a_clue_says_which_and_how_much_was_typed(clues, clerk, context, shown, settled):
    found = clues[0]
    typed = {"summary": {"value": "改过的\n概述"}, "estimated_loss": {"text": "一百"}}
    drafts.keep(clerk, FORM, found.uid, found.version, typed)
    drafts.keep(clerk, FORM, "", 0, {"remark": {"value": "备注"}})
    page = shown(WorkbenchPage(context), 1230, 700)
    settled()
    lines = page.drafts.lines
    said = {lines.item(at).text(): lines.item(at).toolTip() for at in range(lines.count())}
    assert said == {found.number: "改动 2 项　改过的 概述", "新线索": "改动 1 项"}


@pytest.mark.parametrize("form", ["Loss@{}", "TeamMember@{}@grid", "Acceptance@{}"])
def test_what_was_begun_in_a_dossier_leads_back_to_it(clues, clerk, context, shown, settled, qtbot, form):
    drafts.keep(clerk, form.format(clues[0].uid), "", 0, {"rows": []})
    page = shown(WorkbenchPage(context), 1230, 700)
    settled()
    assert texts(page.drafts) == [clues[0].number]
    assert "还没有保存" in page.drafts.lines.item(0).toolTip()
    with qtbot.waitSignal(page.go_to) as opened:
        click(page.drafts.lines.viewport(), QPoint(20, 10))
    assert opened.args == ["clues", clues[0].uid]


@pytest.mark.parametrize(
    ("login", "words", "steps"),
    [("admin", "您的角色看不到线索内容。", 1), ("inspector", "没有授权给您查阅的线索。", 0)],
)
def test_who_reads_no_clues_is_not_told_that_there_are_none(
    clues, desk, jobs, shown, settled, login, words, steps
):
    page = shown(WorkbenchPage(Context(desk.log_in(login), jobs)), 1230, 700)
    settled()
    assert page.first.lead.text() == words
    assert [step.isVisible() for step in page.first.steps] == [steps > at for at in range(3)]


def test_bars_open_what_they_count(clues, clerk, page, qtbot):
    place = next(at for at, bar in enumerate(page.stages.bars) if bar.label == "处理")
    assert page.stages.bars[place].words == "6"
    with qtbot.waitSignal(page.go_to) as opened:
        click(page.stages, page.stages.row(place).center())
    key, query = opened.args
    assert key == "clues"
    assert isinstance(query, LedgerQuery)
    assert set(list_uids(clerk, query)) == {one.uid for one in clues.values()}
    with qtbot.waitSignal(page.go_to) as opened:
        click(page.sources, page.sources.row(0).center())
    assert len(list_uids(clerk, opened.args[1])) == 6


def test_a_bar_of_zero_opens_nothing(clues, page, qtbot):
    place = next(at for at, bar in enumerate(page.stages.bars) if bar.value == 0)
    with qtbot.assertNotEmitted(page.go_to):
        click(page.stages, page.stages.row(place).center())


def test_bars_are_reached_by_keys(shown, qtbot):
    picture = shown(BarPicture("图"), 400, 120)
    picture.load((Bar("甲", 0, "0", "a"), Bar("乙", 3, "3", "b")))
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Down)
    QTest.keyClick(picture, Qt.Key.Key_Down)
    with qtbot.waitSignal(picture.opened) as opened:
        QTest.keyClick(picture, Qt.Key.Key_Return)
    assert opened.args == ["b"]


def test_lengths_of_bars_are_in_proportion(shown):
    picture = shown(BarPicture("图"), 400, 120)
    picture.load((Bar("甲", 100, "100"), Bar("乙", 50, "50"), Bar("丙", 0, "0")))
    full, half, none = (picture.box(at).width() for at in range(3))
    assert half == pytest.approx(full / 2)
    assert none == 0
    assert picture.box(0).right() < picture.width() - picture._words_width()


@pytest.mark.parametrize(
    ("form", "title"), [("report.profile", "报告文字"), ("explanation.annual.opening", "校验说明")]
)
def test_drafts_and_reports_lead_back_to_where_they_belong(
    clues, clerk, context, shown, settled, qtbot, form, title
):
    report = compile_report(clerk, ReportKind.ANNUAL, 2025).value
    drafts.keep(clerk, form, report.uid, 0, {"text": "写了一半"})
    page = shown(WorkbenchPage(context), 1230, 700)
    settled()
    assert texts(page.drafts) == [title]
    with qtbot.waitSignal(page.go_to) as opened:
        click(page.drafts.lines.viewport(), QPoint(20, 10))
    assert opened.args == ["reports", report.uid]
    with qtbot.waitSignal(page.go_to) as opened:
        click(page.reports.lines.viewport(), QPoint(20, 10))
    assert opened.args == ["reports", report.uid]


def test_a_report_nobody_began_is_offered(clues, page, qtbot):
    assert texts(page.reports) == ["2025 年度报告"]
    with qtbot.waitSignal(page.go_to) as opened:
        click(page.reports.lines.viewport(), QPoint(20, 10))
    assert opened.args == ["reports", 2025]


def test_an_administrator_is_not_offered_to_register(desk, jobs, clerk, clues, shown, settled):
    page = shown(WorkbenchPage(Context(desk.log_in("admin"), jobs)), 1230, 700)
    settled()
    assert not page.register.isEnabled()
    assert page.register.toolTip()


def test_two_columns_where_three_have_no_room(clues, page, qtbot):
    assert page.others.x() > page.todo.x() + page.todo.width()
    page.resize(940, 560)
    qtbot.waitUntil(lambda: page.minimumSize().width() <= 740)
    page.resize(740, 470)
    assert page.width() == 740
    assert page.others.x() == page.todo.x()
    assert page.others.y() > page.todo.y()
