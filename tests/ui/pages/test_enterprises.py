"""权属企业 on a real ledger: the tree, a change with its day and event, who may write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from ui.keys import click, press, type_in
from zhuize_desktop.domain.records import Clue, Enterprise
from zhuize_desktop.services import directory, records
from zhuize_desktop.services.clues import register_clue
from zhuize_desktop.services.succession import Succession
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.enterprise_dialog import EnterpriseDialog
from zhuize_desktop.ui.pages.enterprises import EnterprisesPage, code_words
from zhuize_desktop.ui.pages.succession_dialog import SuccessionDialog

_CTRL = Qt.KeyboardModifier.ControlModifier
#: GB 32100—2015, annex: the standard's own example is right in its check digit.
RIGHT, WRONG = "91350100M000100Y43", "91350100M000100Y44"


@pytest.fixture
def below(clerk):
    values = {"name": "虚构物流有限公司", "parent": clerk.viewer.enterprise, "level": 3, "flags": ("mixed",)}
    return directory.add_enterprise(clerk, values).value


@pytest.fixture
def page(context, shown, settled):
    made = EnterprisesPage(context)
    shown(made, 1230, 700)
    settled()
    settled()
    return made


def outline(page):
    """Depth and first cells of every item that is shown."""
    found = []

    def walk(item, depth):
        if not item.isHidden():
            found.append((depth, item.text(0), item.text(1), item.text(3)))
        for at in range(item.childCount()):
            walk(item.child(at), depth + 1)

    for at in range(page.tree.topLevelItemCount()):
        walk(page.tree.topLevelItem(at), 0)
    return found


def pick(page, uid, settled):
    page.tree.setCurrentItem(page._items[uid])
    settled()


def dialog(page):
    (found,) = [one for one in page.findChildren(EnterpriseDialog) if one.isVisible()]
    return found


def history(page):
    model = page.model
    return [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]


def test_tree_stands_as_the_enterprises_do(below, page):
    assert outline(page) == [
        (0, "虚构控股集团有限公司", "1 级", ""),
        (1, "虚构运输集团有限公司（本企业）", "2 级", ""),
        (2, "虚构物流有限公司", "3 级", "混改"),
    ]
    assert page.head.counts.text() == "3 户"


def test_search_keeps_what_stands_above(below, page):
    page.search.setFocus()
    type_in("wl")
    assert [line[1] for line in outline(page)] == [
        "虚构控股集团有限公司",
        "虚构运输集团有限公司（本企业）",
        "虚构物流有限公司",
    ]
    page.search.setText("控股")
    assert [line[1] for line in outline(page)] == ["虚构控股集团有限公司"]


def test_new_name_asks_from_which_day_and_why(clerk, below, page, settled):
    pick(page, below.uid, settled)
    click(page.edit_button)
    settled()
    asked = dialog(page)
    assert not asked.strip.isVisible()
    asked.form.jump_to("name")
    press(Qt.Key.Key_End)
    type_in("甲")
    assert asked.strip.isVisible()
    assert "企业名称有变更" in asked.strip.words.text()
    press(Qt.Key.Key_S, _CTRL)
    assert "请填写变更日期" in asked.strip.problem.text()
    assert asked.editor.save_button.isEnabled()
    asked.strip.since.line.setFocus()
    type_in("2026-12-01")
    asked.strip.reason.set_value("更名")
    press(Qt.Key.Key_S, _CTRL)
    settled()
    assert "还没有到" in asked.strip.problem.text()
    assert asked.isVisible()
    asked.strip.since.set_value(date(2026, 7, 1))
    asked.editor.save()
    settled()
    settled()
    assert records.load(clerk, Enterprise, below.uid).name == "虚构物流有限公司甲"
    assert history(page) == [
        ["2026-07-01", "至今", "更名", "虚构物流有限公司甲"],
        ["自始", "2026-06-30", "登记", "虚构物流有限公司"],
    ]


def test_other_fields_ask_nothing(clerk, below, page, settled):
    pick(page, below.uid, settled)
    click(page.edit_button)
    settled()
    asked = dialog(page)
    asked.form.set_value("short_name", "物流")
    asked.form.set_value("name", "改了")
    asked.form.set_value("name", below.name)
    assert not asked.strip.isVisible()
    asked.editor.save()
    settled()
    assert records.load(clerk, Enterprise, below.uid).short_name == "物流"
    assert len(directory.history(clerk, below.uid)) == 1


def test_new_one_below_knows_its_place(clerk, below, page, settled):
    pick(page, below.uid, settled)
    click(page.below_button)
    settled()
    asked = dialog(page)
    assert (asked.form.value("parent"), asked.form.value("level")) == (below.uid, 4)
    assert not asked.form.is_dirty()
    asked.form.jump_to("name")
    type_in("虚构仓储有限公司")
    assert not asked.strip.isVisible()
    press(Qt.Key.Key_S, _CTRL)
    settled()
    settled()
    assert outline(page)[-1] == (3, "虚构仓储有限公司", "4 级", "")
    assert page._known[page.current_uid()].name == "虚构仓储有限公司"


def test_code_is_judged_while_typed_and_refused_when_wrong(clerk, below, page, settled):
    asked = page.edit(below.uid)
    settled()
    asked.form.jump_to("credit_code")
    type_in(WRONG)
    row = asked.form._rows["credit_code"]
    assert "校验码不符" in row.consequence_text
    asked.strip.since.set_value(date(2026, 7, 1))
    asked.strip.reason.set_value("信用代码变更")
    asked.editor.save()
    settled()
    assert "校验码不符" in row.problem_text
    asked.form.set_value("credit_code", RIGHT)
    assert row.consequence_text == "校验码相符"
    asked.editor.save()
    settled()
    assert records.load(clerk, Enterprise, below.uid).credit_code == RIGHT
    assert (code_words(RIGHT), code_words(WRONG), code_words("")) == (RIGHT, f"{WRONG}（校验不符）", "未填写")


def test_closed_one_names_its_successor(clerk, below, page, settled):
    other = directory.add_enterprise(
        clerk, {"name": "虚构仓储有限公司", "parent": clerk.viewer.enterprise}
    ).value
    closed = replace(below, closed_on=date(2026, 10, 1), successor=other.uid)
    directory.change_enterprise(clerk, closed, clerk.today, "")
    page.refresh()
    settled()
    pick(page, below.uid, settled)
    assert page.state.text() == "2026-10-01 注销或停业　由虚构仓储有限公司承继"
    assert page._items[below.uid].text(6) == "虚构仓储有限公司"
    assert page.head.counts.text() == "4 户，其中已注销或停业 1 户"


def test_what_is_folded_and_current_stays_when_others_save(clerk, below, page, context, settled):
    pick(page, clerk.viewer.enterprise, settled)
    page._items[clerk.viewer.enterprise].setExpanded(False)
    context.jobs.run(directory.add_enterprise, clerk, {"name": "虚构公交有限公司"})
    settled()
    settled()
    assert page.current_uid() == clerk.viewer.enterprise
    assert not page._items[clerk.viewer.enterprise].isExpanded()
    assert "虚构公交有限公司" in [line[1] for line in outline(page)]


@pytest.mark.parametrize("login", ["signer", "inspector"])
def test_who_may_not_write_reads(desk, below, jobs, shown, settled, login):
    page = EnterprisesPage(Context(desk.log_in(login), jobs))
    shown(page, 1230, 700)
    settled()
    assert len(outline(page)) == 3
    for pressed in (page.new_button, page.below_button, page.edit_button):
        assert not pressed.isEnabled()
        assert "权限" in pressed.toolTip()
    assert page.register() is None
    assert page.edit(below.uid).form.editor("name").isReadOnly()


# --- 承继 -----------------------------------------------------------------------------------------------------


def succession(page):
    found = [one for one in page.findChildren(SuccessionDialog) if one.isVisible()]
    return found[0] if found else None


def registered(clerk, number, *uids):
    values = {
        "number": number,
        "source_kind": "audit.special",
        "reported_on": date(2026, 3, 2),
        "enterprises": uids,
        "category": "funds",
        "summary": f"出借资金，编号{number}",
    }
    return register_clue(clerk, values).value


def test_clues_that_are_not_named_are_counted_inside_the_dialog(page, context, below, flashed):
    heir = replace(below, uid="heir", name="虚构仓储有限公司")
    asked = SuccessionDialog(context, page, Succession(below, heir, unnamed=2))
    asked.show()
    assert asked.unnamed.isVisible()
    assert "2 条" in asked.unnamed.text()
    assert flashed() == []
    asked.close()


def test_open_clues_of_an_enterprise_that_ended_go_to_its_successor(page, clerk, below, settled):
    heir = directory.add_enterprise(
        clerk, {"name": "虚构仓储有限公司", "parent": clerk.viewer.enterprise, "level": 3}
    ).value
    made = registered(clerk, "A-1", below.uid)
    page.refresh()
    settled()
    settled()
    pick(page, below.uid, settled)
    assert not page.succession_button.isEnabled()
    assert "先在“修改”中登记" in page.succession_button.toolTip()
    form = page.edit(below.uid)
    form.form.set_value("closed_on", date(2026, 6, 30))
    form.form.set_value("successor", heir.uid)
    form.editor.save()
    settled()
    settled()
    asked = succession(page)
    model = asked.table.model()
    assert [model.index(0, at).data() for at in range(3)] == [
        "A-1",
        "受理",
        "虚构仓储有限公司、虚构物流有限公司",
    ]
    assert not asked.unnamed.isVisible()
    asked.reject()
    assert records.load(clerk, Clue, made.uid).enterprises == (below.uid,), "looking changes nothing"
    click(page.succession_button)
    settled()
    asked = succession(page)
    assert asked.go.text() == "承继 1 条"
    click(asked.go)
    settled()
    assert records.load(clerk, Clue, made.uid).enterprises == (heir.uid, below.uid)
    (box,) = [one for one in page.window().findChildren(MessageBox) if one.isVisible()]
    assert "1 条未办结线索已由“虚构仓储有限公司”承继" in box.sentence.text()
    box.close()
    click(page.succession_button)
    settled()
    assert not succession(page).go.isEnabled()
