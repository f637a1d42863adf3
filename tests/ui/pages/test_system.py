"""系统管理 on a real ledger: accounts, rules, holidays, backup, settings; each role sees its part."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desk import PASSWORD
from domain.filled_rules import own_class
from services.ledgers import entered
from ui.keys import click, press, type_in
from zhuize_desktop.domain.errors import NotAllowed, WrongPassword
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.timing import Timing
from zhuize_desktop.resources import resource
from zhuize_desktop.seal import keys
from zhuize_desktop.seal.certificate import demonstration_certificate
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.seal.trust import read_trust
from zhuize_desktop.services import clues, users
from zhuize_desktop.services.certificates import shown_certificate
from zhuize_desktop.services.pairs import pairs_of
from zhuize_desktop.services.settings import Settings, loss_thresholds, settings_of
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.main_window import MainWindow
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.system import SystemPage
from zhuize_desktop.ui.report.dialogs import Reason
from zhuize_desktop.ui.system.handover_dialog import HandoverDialog
from zhuize_desktop.ui.system.moved_dialog import MovedDialog, ResultsDialog
from zhuize_desktop.ui.system.pairs_dialog import PairsDialog
from zhuize_desktop.ui.system.passwords import PasswordDialog
from zhuize_desktop.ui.system.recovery_dialog import RecoveryDialog
from zhuize_desktop.ui.system.settings_tab import CertificateDialog
from zhuize_desktop.ui.system.user_dialog import UserDialog
from zhuize_desktop.ui.system.year_dialog import YearDialog

WAN = 1_000_000
NEW_PASSWORD = "Other-2026!pass"
_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def admin(desk):
    return desk.log_in("admin")


@pytest.fixture
def page(admin, jobs, shown, settled):
    made = SystemPage(Context(admin, jobs))
    shown(made, 1230, 700)
    settled()
    return made


def dialog(page, kind):
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert len(found) == 1, f"{len(found)} open dialogs of {kind.__name__}"
    return found[0]


def front(page, tab, settled):
    page.tabs.setCurrentWidget(tab)
    settled()
    return tab


def cells(table):
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def account(session, login):
    return next(user for user in users.all_users(session) if user.login == login)


def choose_user(page, login):
    uid = account(page.context.session, login).uid
    page.users.table.select_uids([uid], uid)


def titles(page):
    return [page.tabs.tabText(at) for at in range(page.tabs.count())]


# --- 用户 ---------------------------------------------------------------------------------------------------------


def test_administrator_sees_every_account_and_every_tab(page):
    assert titles(page) == ["用户", "规则与字典", "节假日", "备份与检查", "证书与设置"]
    assert [(row[0], row[3], row[5]) for row in cells(page.users.table)] == [
        ("admin", "管理员", "在用"),
        ("clerk", "填报人", "在用"),
        ("inspector", "查阅人", "在用"),
        ("reviewer", "审核人", "在用"),
        ("signer", "签发人", "在用"),
    ]
    assert "提交报告 — 审核报告" in page.users.notes.text()
    assert "兼任" not in page.users.notes.text()


@pytest.mark.parametrize("login", ["clerk", "reviewer", "signer", "inspector"])
def test_others_see_what_concerns_them(desk, jobs, shown, settled, login):
    page = SystemPage(Context(desk.log_in(login), jobs))
    shown(page, 1230, 700)
    settled()
    assert titles(page) == ["我的账号", "规则与字典", "节假日", "备份与检查"]
    own = page.users.password_button
    assert own.isVisible()
    assert page.users.rect().contains(own.mapTo(page.users, own.rect().bottomRight()))
    assert own.width() < 200
    rules = front(page, page.rules, settled)
    assert rules.model.rowCount() > 0
    assert not any(pressed.isVisible() for pressed in rules._changing)
    form = rules.ask_thresholds().card
    assert not form.save_button.isVisible()
    assert form.source.isReadOnly()
    holidays = front(page, page.holidays, settled)
    assert not holidays.import_button.isEnabled()
    assert "管理员" in holidays.import_button.toolTip()
    upkeep = front(page, page.upkeep, settled)
    assert upkeep.backup_button.isEnabled() is (login != "inspector")
    assert upkeep.examine_button.isEnabled()


def test_account_is_added_and_can_log_in(page, admin, desk, settled, flashed):
    click(page.users.add_button)
    settled()
    asked = dialog(page, UserDialog)
    assert flashed() == []
    type_in("second")
    asked.form.jump_to("name")
    type_in("钱备岗")
    asked.form.set_value("roles", (Role.CLERK, Role.REVIEWER))
    said = asked.form._rows["roles"].consequence_text
    assert said == "“提交报告”与“审核报告”不能由同一人在同一份报告上完成。"
    press(Qt.Key.Key_S, _CTRL)
    assert asked.problem.text() == "请输入密码。"
    asked.pair.first.setFocus()
    type_in(NEW_PASSWORD)
    press(Qt.Key.Key_Return)
    type_in("Other-2026!pasS")
    press(Qt.Key.Key_S, _CTRL)
    assert "不一致" in asked.problem.text()
    assert asked.isVisible()
    for line in (asked.pair.first, asked.pair.second):
        line.setText("second-2026!Pass")
    asked.editor.save()
    settled()
    assert "不能含有登录名" in asked.problem.text()  # only the service knows
    for line in (asked.pair.first, asked.pair.second):
        line.setText(NEW_PASSWORD)
    asked.editor.save()
    settled()
    settled()
    assert account(admin, "second").roles == (Role.CLERK, Role.REVIEWER)
    assert "钱备岗（填报人、审核人）" in page.users.notes.text()
    desk.leave()
    assert desk.log_in("second", NEW_PASSWORD).viewer.name == "钱备岗"


def test_taken_login_is_told_and_nothing_typed_is_lost(page, admin, settled):
    click(page.users.add_button)
    settled()
    asked = dialog(page, UserDialog)
    for name, value in (("login", "clerk"), ("name", "重名"), ("roles", (Role.CLERK,))):
        asked.form.set_value(name, value)
    asked.pair.first.setText(NEW_PASSWORD)
    asked.pair.second.setText(NEW_PASSWORD)
    asked.editor.save()
    settled()
    assert "已经有人使用" in dialog(page, MessageBox).sentence.text()
    assert asked.isVisible()
    assert asked.form.value("name") == "重名"
    assert len(users.all_users(admin)) == 5


def test_roles_are_changed_and_the_last_signer_stays(page, admin, settled):
    choose_user(page, "clerk")
    click(page.users.edit_button)
    settled()
    asked = dialog(page, UserDialog)
    assert "login" not in asked.form.names
    asked.form.set_value("roles", (Role.CLERK, Role.SIGNER))
    asked.editor.save()
    settled()
    settled()
    assert account(admin, "clerk").roles == (Role.CLERK, Role.SIGNER)

    asked = page.users.edit(account(admin, "clerk").uid)
    settled()
    asked.form.set_value("roles", (Role.SIGNER,))
    asked.editor.save()
    settled()
    assert "至少要保留一名在用的填报人" in dialog(page, MessageBox).sentence.text()
    assert account(admin, "clerk").roles == (Role.CLERK, Role.SIGNER)


def test_password_is_reset_for_somebody_else(page, desk, settled):
    choose_user(page, "clerk")
    click(page.users.reset_button)
    asked = dialog(page, PasswordDialog)
    asked.pair.first.setText("Duan1")
    asked.pair.second.setText("Duan1")
    click(asked.yes)
    settled()
    assert "至少要有" in asked.problem.text()
    asked.pair.first.setText(NEW_PASSWORD)
    asked.pair.second.setText(NEW_PASSWORD)
    click(asked.yes)
    settled()
    dialog(page, MessageBox)
    desk.leave()
    with pytest.raises(WrongPassword):
        desk.log_in("clerk", PASSWORD)
    assert desk.log_in("clerk", NEW_PASSWORD)


def test_own_password_needs_the_old_one(desk, jobs, shown, settled):
    page = SystemPage(Context(desk.log_in("inspector"), jobs))
    shown(page, 1230, 700)
    settled()
    click(page.users.password_button)
    asked = dialog(page, PasswordDialog)
    for old, said in (("", "请输入原密码"), ("Cuo-2026!wu", "")):
        asked.old.setText(old)
        asked.pair.first.setText(NEW_PASSWORD)
        asked.pair.second.setText(NEW_PASSWORD)
        click(asked.yes)
        settled()
        assert asked.isVisible()
        assert said in asked.problem.text() != ""
    asked.old.setText(PASSWORD)
    click(asked.yes)
    settled()
    assert dialog(page, MessageBox).sentence.text() == "密码已修改，下次登录请用新密码。"
    desk.leave()
    assert desk.log_in("inspector", NEW_PASSWORD)


def test_who_leaves_is_locked_out_and_the_window_asks_for_a_new_login(
    admin, desk, jobs, qtbot, shown, settled
):
    users.add_user(admin, "second", "钱备岗", "主管", (Role.CLERK,), NEW_PASSWORD, QUICK)
    window = MainWindow(admin, jobs, [("system", "系统管理", SystemPage)])
    shown(window, 1366, 768)
    settled()
    page = window.page("system")
    choose_user(page, "clerk")
    click(page.users.leave_button)
    settled()
    asked = dialog(window, HandoverDialog)
    asked.successor.set_value(account(admin, "second").uid)
    assert asked.successor.line.text() == "钱备岗"
    click(asked.go)
    settled()
    told = dialog(window, RecoveryDialog)
    code = told.code_label.text().replace("\n", "-")
    assert keys.unlock_with_recovery(desk.folder.keys, code)
    with pytest.raises(WrongPassword):
        keys.unlock_with_recovery(desk.folder.keys, desk.recovery_code)
    told.reject()
    click(told.yes)  # nothing typed: the code may not be taken down yet
    assert told.isVisible()
    assert "完整输入" in told.problem.text()
    told.typed.setText(code[-5:])
    click(told.yes)
    assert "5个字符" in told.problem.text()
    told.typed.setText(code.lower())
    with qtbot.waitSignal(window.logged_out, timeout=60_000):
        click(told.yes)
    settled()  # nothing asked the closed ledger for anything
    desk.leave()
    with pytest.raises(WrongPassword):
        desk.log_in("clerk")
    again = desk.log_in("admin")
    assert not account(again, "clerk").active


def test_the_list_is_printed_and_the_clues_are_handed_over(admin, desk, jobs, shown, settled, tmp_path):
    users.add_user(admin, "second", "钱备岗", "主管", (Role.CLERK,), NEW_PASSWORD, QUICK)
    clerk = desk.log_in("clerk")
    made = clues.register_clue(
        clerk,
        {
            "source_kind": "audit.special",
            "reported_on": clerk.today,
            "enterprises": (clerk.viewer.enterprise,),
            "category": "funds",
            "summary": "出借资金逾期未收回",
            "handler": clerk.viewer.user,
        },
    ).value
    admin = desk.log_in("admin")
    page = SystemPage(Context(admin, jobs))
    shown(page, 1230, 700)
    settled()
    choose_user(page, "clerk")
    click(page.users.list_button)
    settled()
    asked = dialog(page, HandoverDialog)
    assert asked.in_hand.text() == "名下在办线索 1 件。"
    click(asked.go)
    assert asked.problem.text() == "请选择接交人。"
    asked.successor.set_value(account(admin, "second").uid)
    click(asked.print_button)
    dialog(asked, QFileDialog).reject()
    asked.paper.write(account(admin, "clerk").uid, account(admin, "second").uid, tmp_path / "清单.pdf")
    settled()
    told = dialog(asked, MessageBox)
    assert "由移交人、接交人、监交人签字" in told.sentence.text()
    told.reject()
    pages = PdfReader(tmp_path / "清单.pdf").pages
    assert made.number in "".join(one.extract_text() for one in pages)
    click(asked.go)
    settled()
    assert dialog(asked, MessageBox).sentence.text() == "已移交 1 件在办线索。"
    assert asked.in_hand.text() == "名下在办线索 0 件。"
    assert not asked.go.isEnabled()


def test_everybody_may_print_the_own_list(desk, jobs, shown, settled):
    page = SystemPage(Context(desk.log_in("clerk"), jobs))
    shown(page, 1230, 700)
    settled()
    click(page.users.list_button)
    asked = dialog(page, QFileDialog)
    assert asked.selectedFiles()[0].endswith("工作交接清单_李文海_20261120.pdf")
    asked.reject()


def test_a_new_recovery_code_is_shown_once(page, desk, admin, settled):
    click(page.users.code_button)
    click(dialog(page, MessageBox).buttons[0])
    settled()
    told = dialog(page, RecoveryDialog)
    code = told.code_label.text().replace("\n", "-")
    assert keys.unlock_with_recovery(desk.folder.keys, code).database_key == admin.ledger.key
    with pytest.raises(WrongPassword):
        keys.unlock_with_recovery(desk.folder.keys, desk.recovery_code)
    told.typed.setText(code)
    click(told.yes)
    assert not told.isVisible()


def test_last_clerk_cannot_leave_and_the_session_goes_on(page, admin, settled):
    choose_user(page, "clerk")
    click(page.users.leave_button)
    settled()
    click(dialog(page, HandoverDialog).go)
    settled()
    assert "至少要保留一名在用的填报人" in dialog(page, MessageBox).sentence.text()
    assert account(admin, "clerk").active
    choose_user(page, "admin")
    assert not page.users.leave_button.isEnabled()
    assert "自己" in page.users.leave_button.toolTip()


@pytest.fixture
def asked_for_pairs(page, settled):
    """The table of pairs, open over the tab of users."""
    click(page.users.pairs_button)
    settled()
    return dialog(page, PairsDialog)


def test_a_pair_is_relaxed_with_a_reason_and_put_in_force_again(page, asked_for_pairs, admin, settled):
    key = "submit_report+review_report"
    assert set(asked_for_pairs.buttons) == {
        key,
        "review_report+issue_report",
        "save_approval+confirm_approval",
    }  # 填报 — 签发 has none
    click(asked_for_pairs.buttons[key])
    asked = dialog(asked_for_pairs, Reason)
    click(asked.go)
    assert asked.message.text() == "请填写理由。"
    asked.text.set_value("审核岗位空缺，经党委会同意")
    click(asked.go)
    settled()
    settled()
    assert "2026-11-20 起放宽：审核岗位空缺，经党委会同意" in page.users.notes.text()
    assert pairs_of(admin).clash(Op.REVIEW_REPORT, {Op.SUBMIT_REPORT}) is None
    click(asked_for_pairs.buttons[key])
    asked = dialog(asked_for_pairs, Reason)
    asked.text.set_value("审核人已到岗")
    click(asked.go)
    settled()
    settled()
    assert "放宽" not in page.users.notes.text()
    assert pairs_of(admin).clash(Op.REVIEW_REPORT, {Op.SUBMIT_REPORT}) is not None


# --- 规则与字典 -----------------------------------------------------------------------------------------------------


def test_rules_are_searched_and_say_how_far_they_were_checked(page, admin, settled):
    tab = front(page, page.rules, settled)
    assert [row[0] for row in cells(tab.pack_table)][:4] == ["本企业办法", "济宁市办法", "46号令", "37号令"]
    assert len(cells(tab.pack_table)) == len(admin.rulebook().packs)
    tab.pack_table.select_uids(["46"], "46")
    local = sum(1 for _ in admin.rulebook().pack("46").all_entries())
    assert tab.model.rowCount() == local
    assert {row[1] for row in cells(tab.table)} == {"待核对", "参照"}
    click(tab.every_pack)
    assert tab.model.rowCount() == sum(sum(1 for _ in pack.all_entries()) for pack in admin.rulebook().packs)
    click(tab.only_open)
    assert tab.model.rowCount() == admin.rulebook().unconfirmed
    click(tab.only_open)
    tab.search.setFocus()
    type_in("jjzrsj")
    assert [row[0] for row in cells(tab.table)] == ["经济责任审计"]


def test_own_thresholds_are_typed_beside_the_national_ones(page, admin, settled, qtbot):
    tab = front(page, page.rules, settled)
    form = tab.ask_thresholds().card
    form.window().activateWindow()
    qtbot.waitUntil(form.window().isActiveWindow)
    assert form.pack.currentText() == "本企业办法"
    form.pack.setCurrentIndex(form.pack.findData("local"))
    assert "46号令：较大 500.00 万元起，重大 5,000.00 万元起（参照，待核对）" in form.national.text()
    assert form.state.text() == "未填写，不定级"
    form.larger.line.setFocus()
    type_in("100")
    form.major.line.setFocus()
    type_in("80")
    form.source.setFocus()
    type_in("虚构企业实施办法 第二十条")
    click(form.save_button)
    settled()
    assert "应高于" in form.problem.text()
    assert own_class(admin.rulebook(), 200 * WAN) is None
    form.major.set_value(1000 * WAN)
    form.checked.click()
    click(form.save_button)
    settled()
    settled()
    assert own_class(admin.rulebook(), 200 * WAN).code == "larger"
    assert form.state.text() == "已核对"
    assert loss_thresholds(admin.rulebook(), admin.today).source == "虚构企业实施办法 第二十条"
    click(form.clear_button)
    click(dialog(page, MessageBox).buttons[0])
    settled()
    settled()
    assert own_class(admin.rulebook(), 200 * WAN) is None
    assert form.state.text() == "未填写，不定级"
    assert form.larger.value() is None


def test_figure_that_is_none_is_not_sent(page, admin, settled, qtbot):
    tab = front(page, page.rules, settled)
    form = tab.ask_thresholds().card
    form.window().activateWindow()
    qtbot.waitUntil(form.window().isActiveWindow)
    form.larger.line.setFocus()
    type_in("1e5")
    click(form.save_button)
    assert "不是金额" in form.problem.text()
    form.show_book(admin.rulebook())
    assert form.larger.typed() == "1e5"  # what others change does not take typing away


# --- 节假日 ---------------------------------------------------------------------------------------------------------


def test_year_is_imported_from_its_file(page, admin, tmp_path, settled):
    tab = front(page, page.holidays, settled)
    assert "2027 年的安排还没有导入" in tab.missing.text()
    assert cells(tab.year_table)[0][:3] == ["2026", "国办发明电〔2025〕7号", "已核对"]
    assert cells(tab.table)[0] == ["元旦", "2026-01-01（周四）", "2026-01-03（周六）", "3"]
    text = resource("calendar", "2026.json").read_text("utf-8")
    raw = json.loads(text.replace("2026-", "2027-").replace('"year": 2026', '"year": 2027'))
    raw |= {"make_up_workdays": []}
    raw["documents"][0] |= {"number": "虚构〔2026〕1号", "number_confirmed": False}
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(raw, ensure_ascii=False), "utf-8")
    click(tab.import_button)
    asked = dialog(page, QFileDialog)
    asked.fileSelected.emit(str(file))
    asked.close()
    settled()
    settled()
    moved = dialog(page, MovedDialog)
    assert not admin.rulebook().calendar.published(2027)  # looked at first
    assert moved.shown.reason.text() == "登记 2027 年节假日安排（虚构〔2026〕1号）"
    assert moved.shown.summary.text() == "没有正在计算的期限。"
    click(moved.yes)
    settled()
    settled()
    assert admin.rulebook().calendar.published(2027)
    assert cells(tab.year_table)[0] == ["2027", "虚构〔2026〕1号", "待核对", "33 天", "0 天", "本机登记"]
    assert tab.missing.text() == ""
    tab.take_file(tmp_path / "absent.json")
    settled()
    assert any("absent.json" in box.sentence.text() for box in page.findChildren(MessageBox))


@pytest.fixture
def running(desk):
    """Two clues with deadlines, registered before the administrator comes."""
    clerk = desk.log_in("clerk")
    usual = {"source_kind": "audit.special", "category": "funds", "summary": "虚构事项",
             "enterprises": (clerk.viewer.enterprise,)}  # fmt: skip
    first, second = date(2026, 11, 20), date(2026, 8, 14)
    entered(clerk, usual | {"number": "XS-7", "reported_on": first, "accepted_on": first,
                                  "stage": Stage.PRELIMINARY_CHECK})  # fmt: skip
    entered(clerk, usual | {"number": "XS-8", "reported_on": second, "opened_on": second,
                                  "stage": Stage.INVESTIGATION})  # fmt: skip


def test_a_year_is_entered_by_keyboard_its_moves_looked_at_kept_and_printed(
    running, admin, page, tmp_path, settled, qtbot
):
    """30 working days after 2026-11-20 end on Friday 2027-01-01, unless that is a holiday."""
    tab = front(page, page.holidays, settled)
    click(tab.enter_button)
    form = dialog(page, YearDialog)
    assert (form.year.value(), form.number.value()) == (2027, "")
    click(form.go)
    assert "不能使用" in form.problem.text()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.number.setFocus()
    type_in("虚构〔2026〕9号")
    press(Qt.Key.Key_Return)
    type_in("20261105")
    for _ in range(2):  # to the box, and on to the first holiday
        press(Qt.Key.Key_Return)
    days = ("0101 0103", "0205 0213", "0403 0405", "0501 0505", "0609 0611", "0915 0917", "1001 1007")
    for both in days:
        for day in both.split():
            press(Qt.Key.Key_Return)
            type_in(f"2027{day}")
        press(Qt.Key.Key_Return)
    form.make_ups[0].setFocus()
    type_in("2027-02-19")  # a Friday
    click(form.go)
    assert "不是周六或周日" in form.problem.text()
    form.make_ups[0].set_value(date(2027, 2, 20))
    click(form.go)
    settled()
    moved = dialog(page, MovedDialog)
    assert cells(moved.shown.table) == [["XS-7", "初步核实", "2027-01-01（暂定）", "2027-01-04"]]
    click(moved.no)
    assert form.isVisible()
    assert not admin.rulebook().calendar.published(2027)
    click(form.go)
    settled()
    click(dialog(page, MovedDialog).yes)
    settled()
    settled()
    assert not form.isVisible()
    assert admin.rulebook().calendar.years[2027].make_up_workdays == (date(2027, 2, 20),)
    assert cells(tab.year_table)[0][:3] == ["2027", "虚构〔2026〕9号", "待核对"]
    click(tab.results_button)
    settled()
    kept = dialog(page, ResultsDialog)
    assert [row[1:3] for row in cells(kept.table)] == [["登记 2027 年节假日安排（虚构〔2026〕9号）", "1 项"]]
    kept.write(kept.table.current_uid(), tmp_path / "清单.pdf")
    settled()
    settled()
    (sheet,) = PdfReader(tmp_path / "清单.pdf").pages
    text = sheet.extract_text()
    assert "期限重算清单" in text
    assert "XS-7" in text
    assert "2027-01-04" in text


def test_rest_days_roll_on_after_what_it_moves_was_looked_at(running, admin, page, settled):
    tab = front(page, page.settings, settled)
    card = tab.timing
    assert (card.rolls_on.value(), card.near.value(), card.share.value()) == (False, 5, None)
    card.share.setFocus()
    type_in("120")
    click(card.save_button)
    settled()
    assert "1 至 99" in card.problem.text()
    card.share.set_value(40)
    card.rolls_on.setFocus()
    press(Qt.Key.Key_Space)
    click(card.save_button)
    settled()
    moved = dialog(page, MovedDialog)
    assert cells(moved.shown.table) == [["XS-8", "核查", "2027-02-14（暂定）", "2027-02-15（暂定）"]]
    assert not admin.rulebook().timing.rolls_on
    click(moved.yes)
    settled()
    settled()
    assert admin.rulebook().timing == Timing(True, 5, 40)
    assert card.kept.text() == "已保存"


# --- 备份与检查 -----------------------------------------------------------------------------------------------------


def test_backup_is_made_and_the_ledger_is_sound(page, admin, tmp_path, settled):
    tab = front(page, page.upkeep, settled)
    assert tab.last.text() == "还没有备份"
    click(tab.backup_button)
    settled()
    settled()
    (made,) = admin.folder.backups.glob("*.zhuize-backup")
    assert str(made) in tab.made.text()
    assert tab.last.text().startswith("上次备份 今天 09:00")
    tab.back_up_to(tmp_path / "stick")
    settled()
    assert len(list((tmp_path / "stick").glob("*.zhuize-backup"))) == 1

    click(tab.examine_button)
    settled()
    assert tab.verdict.text() == "完好"
    assert tab.found.item(0).text() == "没有发现问题。"
    admin.folder.keys.write_bytes(admin.folder.keys.read_bytes()[:-20])
    click(tab.examine_button)
    settled()
    assert tab.verdict.text() == f"发现 {tab.found.count()} 个问题"
    assert "keys.json" in tab.found.item(0).text() or "密钥" in tab.found.item(0).text()


# --- 证书与设置 -----------------------------------------------------------------------------------------------------


def test_settings_are_saved_and_wrong_ones_told(page, admin, settled):
    tab = front(page, page.settings, settled)
    tab.prefix.setFocus()
    type_in("J Y")
    click(tab.save_button)
    settled()
    assert "编号前缀" in tab.problem.text()
    tab.prefix.clear()
    type_in("JY")
    tab.stale.line.setFocus()
    type_in("90")
    click(tab.save_button)
    settled()
    settled()
    assert settings_of(admin) == Settings("JY", 90)
    assert tab.kept.text() == "已保存"


def test_typing_stays_when_something_else_is_changed(page, admin, settled):
    tab = front(page, page.settings, settled)
    tab.prefix.setFocus()
    type_in("JY")
    click(tab.demonstration_button)
    click(dialog(page, MessageBox).buttons[0])
    settled()
    settled()
    assert tab.prefix.value() == "JY"
    assert tab.certificate.text() == "演示证书，非电子公章"
    assert settings_of(admin) == Settings()


def test_certificate_is_installed_with_its_password(page, admin, tmp_path, settled):
    tab = front(page, page.settings, settled)
    assert tab.certificate.text() == "没有证书"
    made = demonstration_certificate("虚构运输集团有限公司", admin.clock.now())
    file = tmp_path / "单位.p12"
    file.write_bytes(made.to_pkcs12("Zheng-2026!"))
    click(tab.install_button)
    asked = dialog(page, QFileDialog)
    asked.fileSelected.emit(str(file))
    asked.close()
    password = dialog(page, CertificateDialog)
    password.password.setText("Cuo-2026!wu")
    click(password.yes)
    settled()
    assert "请检查密码" in password.problem.text()
    password.password.setText("Zheng-2026!")
    click(password.yes)
    settled()
    settled()
    assert shown_certificate(admin).holder == made.subject
    assert "有效期 2026-11-20 至 2029-11-19" in tab.holder.text()


def test_trust_list_is_written_where_asked(page, admin, tmp_path, settled):
    tab = front(page, page.settings, settled)
    click(tab.trust_button)
    asked = dialog(page, QFileDialog)
    assert asked.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    asked.fileSelected.emit(str(tmp_path / "名单.json"))
    asked.close()
    settled()
    (enterprise,) = read_trust(tmp_path / "名单.json").enterprises
    assert [one.login for one in enterprise.signers] == ["admin"]
    assert dialog(page, MessageBox).sentence.text() == "信任名单已导出。"


def test_nothing_here_is_done_by_others_behind_the_closed_buttons(desk):
    clerk = desk.log_in("clerk")
    with pytest.raises(NotAllowed):
        users.change_user(clerk, replace(account(clerk, "clerk"), roles=(Role.ADMIN,)))
    with pytest.raises(NotAllowed):
        users.add_user(clerk, "x", "某", "", (Role.ADMIN,), NEW_PASSWORD, QUICK)
