"""规则与字典 on a real ledger: reading, changing, confirming, versions and templates, as an administrator clicks."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog

from packs_made import filled
from ui.keys import click, type_in
from zhuize_desktop.domain.pack_changes import ChangeKind, Comparison, EntryChange, ValueChange
from zhuize_desktop.domain.rules import SECTIONS, Grade
from zhuize_desktop.services import packs as versions
from zhuize_desktop.services.pack_templates import write_pack_template
from zhuize_desktop.services.rulebook import shipped_rulebook
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.system import SystemPage
from zhuize_desktop.ui.report.dialogs import Reason
from zhuize_desktop.ui.rules.changes_table import ChangesView
from zhuize_desktop.ui.rules.dry_run_dialog import DryRunDialog
from zhuize_desktop.ui.rules.entry_dialog import EntryDialog
from zhuize_desktop.ui.rules.versions_dialog import VersionsDialog

FILLED = filled(shipped_rulebook())


@pytest.fixture
def admin(desk):
    session = desk.log_in("admin")
    versions.save_pack(session, FILLED, "试填", base=versions.current_version(session, "own"))
    return session


@pytest.fixture
def page(admin, jobs, shown, settled):
    made = SystemPage(Context(admin, jobs))
    shown(made, 1230, 700)
    made.tabs.setCurrentWidget(made.rules)
    settled()
    return made


@pytest.fixture
def tab(page):
    return page.rules


def open_one(page, kind):
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def awake(qtbot, dialog):
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def choose(tab, uid):
    pack = uid.split("/")[0]
    tab.pack_table.select_uids([pack], pack)
    tab.table.select_uids([uid], uid)
    assert tab.line().uid == uid
    return tab.line()


def labels(tab):
    return [tab.model.index(row, 0).data() for row in range(tab.model.rowCount())]


def test_parts_are_chosen_and_empty_ones_of_the_own_pack_are_offered(tab):
    tab.pack_table.select_uids(["local"], "local")
    offered = [tab.part.itemText(at) for at in range(tab.part.count())]
    assert offered[:2] == ["全部部分", "违规情形"]
    assert {one.title for one in SECTIONS} <= set(offered)
    tab.part.setCurrentIndex(tab.part.findData("parameters"))
    tab.part.activated.emit(tab.part.currentIndex())
    assert len(labels(tab)) == 7
    tab.pack_table.select_uids(["62"], "62")
    assert [tab.part.itemText(at) for at in range(tab.part.count())] == ["全部部分", "期限"]


def test_the_detail_says_everything_and_who_compared(tab):
    choose(tab, "own/loss_classes/larger")
    told = dict(tab.detail.told)
    assert told["下限（万元）"] == "100.00 万元"
    assert told["上限（万元）"] == "1,000.00005 万元"
    assert tab.detail.chip.text() == "已核对原文"
    assert tab.detail.checked.text() == "已核对：钱海 2026-11-02 对照《虚构企业办法》（虚发〔2026〕1号）"
    choose(tab, "own/ranges/r1")
    assert dict(tab.detail.told)["处理方式"] == "禁入限制、批评教育类"
    assert tab.detail.chip.text() == "待核对"
    assert not tab.detail.checked.isVisible()


def test_a_period_is_changed_on_screen(page, tab, admin, settled, qtbot):
    choose(tab, "own/deadlines/own.investigation")
    click(tab.edit_button)
    form = awake(qtbot, open_one(page, EntryDialog))
    form.editors["length"].setFocus()
    type_in("6")
    click(form.save_button)
    assert form.problem.text() == "请填写修改理由，例如依据哪份文件修改。"
    assert form.reason.hasFocus()
    type_in("按办法第二十条")
    click(form.save_button)
    settled()
    settled()
    assert admin.rulebook().deadline("own.investigation").length == 6
    assert [one.reason for one in versions.versions_of(admin, "own")] == ["按办法第二十条", "试填"]
    assert tab.line().said == "自核查工作方案批准起 6 个月"


def test_what_cannot_be_is_told_at_its_field(page, tab, admin, qtbot):
    choose(tab, "own/ranges/r1")
    click(tab.edit_button)
    form = awake(qtbot, open_one(page, EntryDialog))
    form.editors["performance.upper"].line.selectAll()
    form.editors["performance.upper"].setFocus()
    type_in("120")
    form.reason.set_value("试")
    click(form.save_button)
    assert "绩效年薪比例上限" in form.problem.text()
    assert admin.rulebook().pack("own").ranges[0].performance.upper == 50
    form.close()
    click(open_one(page, MessageBox).buttons[0])
    assert not form.isVisible()


def test_an_untouched_form_says_what_stands_in_the_pack(page, tab):
    for section in SECTIONS:
        for entry in section.of(FILLED):
            choose(tab, f"own/{section.attribute}/{entry.code}")
            form = tab.edit()
            assert form.entry() == entry
            form.close()
            assert not form.isVisible()


def test_a_case_is_added_to_the_catalogue(page, tab, admin, settled, qtbot):
    tab.pack_table.select_uids(["local"], "local")
    assert "哪个部分" in tab.add_button.toolTip()
    tab.part.setCurrentIndex(tab.part.findData("local"))
    tab.part.activated.emit(tab.part.currentIndex())
    click(tab.add_button)
    form = awake(qtbot, open_one(page, EntryDialog))
    for name, text in (("code", "local-1"), ("label", "投资方面"), ("source", "虚构市办法")):
        form.editors[name].setFocus()
        type_in(text)
    form.reason.set_value("按办法第七条")
    click(form.save_button)
    settled()
    settled()
    assert admin.rulebook().dictionary("situation").home("local-1") == "local"
    assert labels(tab) == ["投资方面"]


def test_an_entry_is_retired_and_brought_back_with_a_reason(page, tab, admin, settled):
    choose(tab, "own/deadlines/own.review")
    for word, retired in (("停用…", True), ("恢复…", False)):
        assert tab.retire_button.text() == word
        click(tab.retire_button)
        asked = open_one(page, Reason)
        asked.text.set_value("不再适用")
        click(asked.go)
        settled()
        settled()
        assert admin.rulebook().deadline("own.review").retired is retired


def test_an_entry_of_a_shipped_pack_is_confirmed_and_nothing_else(page, tab, admin, settled):
    entry = next(one for one in admin.rulebook().catalogue("37").entries() if one.mark)
    choose(tab, f"37/37/{entry.code}")
    assert not tab.edit_button.isEnabled()
    assert not tab.read_button.isEnabled()
    click(tab.confirm_button)
    asked = page.findChildren(type(tab.ask_confirm()))[-1]
    asked.page.set_value("第 3 页")
    asked.by.set_value("")
    click(asked.go)
    assert asked.message.text() == "请填写核对人。"
    asked.by.set_value("钱海")
    asked.clause.set_value("第七条第（一）项")
    click(asked.go)
    settled()
    settled()
    after = admin.rulebook().catalogue("37").entry(entry.code)
    assert (after.grade, after.clause, after.checked.page) == (Grade.READ, "第七条第（一）项", "第 3 页")
    choose(tab, f"37/37/{entry.code}")
    assert not tab.confirm_button.isEnabled()
    assert "钱海" in tab.detail.checked.text()


def test_a_template_is_read_with_a_dry_run_and_written_after_a_reason(
    page, tab, admin, tmp_path, settled, flashed
):
    tab.pack_table.select_uids(["own"], "own")
    click(tab.write_button)
    place = open_one(page, QFileDialog)
    path = tmp_path / "模板.xlsx"
    place.fileSelected.emit(str(path))
    place.close()
    settled()
    open_one(page, MessageBox).close()
    book = load_workbook(path)
    heads = [cell.value for cell in book["期限"][2]]
    book["期限"].cell(4, heads.index("期限长度") + 1).value = 30
    book.save(path)
    tab.read("own", path)
    settled()
    asked = open_one(page, DryRunDialog)
    assert "修改 1 条" in asked.said.text()
    assert flashed() == []
    row = [asked.changes.table.held.index(0, column).data() for column in range(4)]
    assert row == ["修改", "期限", "初步核实", "期限长度：（空） → 30"]
    assert asked.changes.whole.value() == "初步核实\n期限长度：（空） → 30"
    click(asked.go)
    settled()
    assert "请填写理由" in asked.problem.text()
    asked.reason.set_value("按新办法")
    click(asked.go)
    settled()
    settled()
    assert admin.rulebook().deadline("own.preliminary_check").length == 30
    told = [box for box in page.window().findChildren(MessageBox) if box.isVisible()]
    assert [box.sentence.text() for box in told] == ["规则包的新版本已写入。"]


def test_every_value_of_the_change_that_is_chosen_is_shown_whole(shown):
    changes = tuple(
        EntryChange(
            ChangeKind.CHANGED,
            "损失分档",
            code,
            label,
            (ValueChange("下限（万元）", "", "300.00 万元"), ValueChange("说明", "", "很长；" * 60)),
        )
        for code, label in (("larger", "较大资产损失"), ("major", "重大资产损失"))
    )
    view = ChangesView()
    shown(view, 900, 400)
    view.show_comparison(Comparison(changes, 0))
    wanted = ["下限（万元）：（空） → 300.00 万元", f"说明：（空） → {'很长；' * 60}"]
    assert view.whole.value().splitlines() == ["较大资产损失", *wanted]
    view.table.select_uids(["1"], "1")
    assert view.whole.value().splitlines() == ["重大资产损失", *wanted]
    view.show_comparison(Comparison((), 3))
    assert view.whole.value() == ""


@pytest.mark.parametrize(("pack", "shown_pack"), [("local", "local"), ("own", "own"), ("46", "own")])
def test_the_thresholds_open_with_the_pack_that_is_chosen(page, tab, pack, shown_pack):
    tab.pack_table.select_uids([pack], pack)
    asked = tab.ask_thresholds()
    assert asked.card.pack.currentData() == shown_pack
    assert not asked.card.why_not.isVisible()


def test_the_detail_says_what_a_grade_means_and_what_to_do(tab):
    entry = next(line.entry for line in tab._lines if line.entry.grade is Grade.FRAGMENT)
    line = next(one for one in tab._lines if one.entry is entry)
    tab.detail.show_line(line, tab.names)
    assert tab.detail.meaning.isVisible()
    assert tab.detail.meaning.text().startswith("据原文片段：只见到原文的一部分")
    assert "登记核对文件、核对人和核对日期" in tab.detail.meaning.text()


def test_a_faulty_template_shows_its_cells_and_offers_nothing(page, tab, admin, tmp_path, settled, flashed):
    path = tmp_path / "模板.xlsx"
    write_pack_template(admin, "own", path)
    book = load_workbook(path)
    heads = [cell.value for cell in book["期限"][2]]
    book["期限"].cell(4, heads.index("期限长度") + 1).value = "三十"
    book.save(path)
    tab.read("own", path)
    settled()
    asked = open_one(page, DryRunDialog)
    assert "有 1 处不能读入" in asked.said.text()
    assert flashed() == []
    assert asked.faults.isVisible()
    assert not asked.go.isVisible()
    assert asked.faults.held.index(0, 2).data() == "“期限长度”“三十”不是整数，请只填整数。"


def test_versions_are_listed_and_any_two_compared(page, tab, admin, settled):
    own = admin.rulebook().pack("own")
    changed = own.deadlines[0].model_copy(update={"length": 25})
    versions.save_entry(admin, "own", "deadlines", changed, "改", base=versions.current_version(admin, "own"))
    tab.pack_table.select_uids(["own"], "own")
    click(tab.versions_button)
    settled()
    settled()
    seen = open_one(page, VersionsDialog)
    assert [seen.model.index(row, 3).data() for row in range(2)] == ["改", "试填"]
    assert seen.changes.table.held.index(0, 3).data() == "期限长度：20 → 25"
    assert "修改 1 条" in seen.told.text()
    seen.older.setCurrentIndex(seen.older.count() - 1)
    seen.older.activated.emit(seen.older.currentIndex())
    settled()
    assert seen.older.currentText() == "随程序提供的内容"
    assert "新增" in seen.told.text()


@pytest.mark.parametrize("ending", [".xlsx", ".pdf"])
def test_a_pack_is_exported_as_a_table(page, tab, tmp_path, settled, ending):
    path = tmp_path / f"办法{ending}"
    tab.export("own", path)
    settled()
    settled()
    assert path.stat().st_size > 3000
    if ending == ".xlsx":
        texts = {cell.value for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row}
        assert "违规拆借资金" in texts
        assert any(isinstance(text, str) and "钱海 2026-11-02" in text for text in texts)


def test_others_read_everything_and_change_nothing(desk, jobs, shown, settled):
    desk.log_in("admin").close()
    page = SystemPage(Context(desk.log_in("clerk"), jobs))
    shown(page, 1230, 700)
    page.tabs.setCurrentWidget(page.rules)
    settled()
    tab = page.rules
    assert labels(tab)
    for pressed in (tab.edit_button, tab.add_button, tab.confirm_button, tab.read_button, tab.write_button):
        assert not pressed.isVisible()
    assert tab.versions_button.isVisible()
    assert tab.export_button.isVisible()
    uid = tab.model.ids[0]
    tab.table.select_uids([uid], uid)
    assert tab.edit() is None
    assert tab.detail.told
    asked = tab.ask_thresholds()
    assert "由系统管理员填写和修改" in asked.card.why_not.text()
    assert asked.card.why_not.isVisible()
