"""第一次使用 from the empty folder to the first login, with real keys and the production key derivation."""

from __future__ import annotations

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desk import PASSWORD
from ui.keys import click, focused, press, type_in
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.credit_code import credit_check_digit
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.seal.recovery import new_code
from zhuize_desktop.services.session import log_in, own_enterprise
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.ui.first_start import CODE, ENTERPRISE, OPENING, SECRECY, USERS, FirstStart
from zhuize_desktop.ui.first_start_opening import Way, keep_way, kept_way
from zhuize_desktop.ui.jobs import Jobs
from zhuize_desktop.ui.manual import Manual
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.recovery_entry import code_fault, masked

BODY = "91370800MA3CQQQQ1"
CREDIT = BODY + credit_check_digit(BODY)


@pytest.fixture
def own_jobs(qapp):
    made = Jobs()
    yield made
    made.shut_down()


@pytest.fixture
def start(own_jobs, tmp_path, shown):
    made = FirstStart(tmp_path / "台账", own_jobs, None)
    shown(made, 940, 600)
    yield made
    made.code = ""
    made.done(0)


def fill(row, name, login, roles):
    row.name.setText(name)
    row.login.setText(login)
    row.password.setText(PASSWORD)
    row.again.setText(PASSWORD)
    for role, flag in row.roles.items():
        flag.setChecked(role in roles)


def to_the_warning(start, enterprise="虚构城建有限公司"):
    start.name.setText(enterprise)
    click(start.go)
    assert start.stack.currentIndex() == USERS, start.message.text()
    fill(start.users.rows[0], "李文海", "clerk", {Role.CLERK, Role.ADMIN})
    fill(start.users.rows[2], "赵国平", "signer", {Role.SIGNER})
    click(start.go)
    assert start.stack.currentIndex() == SECRECY


def made(start, own_jobs, qtbot):
    to_the_warning(start)
    start.known.setChecked(True)
    click(start.go)
    qtbot.waitUntil(lambda: own_jobs.is_idle, timeout=60_000)
    assert start.stack.currentIndex() == CODE, start.message.text()


def test_from_nothing_to_the_first_login(start, own_jobs, qtbot):
    start.credit.setFocus()
    type_in(CREDIT.lower())
    assert start.credit.value() == CREDIT
    assert start.credit_note.text() == "校验码相符。"
    made(start, own_jobs, qtbot)
    code = start.code_label.text().replace("\n", "-")
    assert code == start.code
    start.typed.setFocus()
    type_in(code[:5].lower())
    assert code[:5] not in start.code_label.text()  # typed from the paper, not from the screen
    click(start.go)
    assert start.stack.currentIndex() == CODE
    assert "40" in start.typed.placeholderText()
    assert "现在输入了5个字符" in start.message.text()
    assert start.typed.text() == code[:5].lower()  # nothing typed is lost
    type_in(code[5:].lower())
    click(start.go)
    assert start.stack.currentIndex() == OPENING
    assert start.code_label.text() == start.typed.text() == ""
    with qtbot.assertNotEmitted(start.made):
        click(start.go)
    assert "请选择在办线索" in start.message.text()
    start.opening.choices[Way.IMPORT].setFocus()
    press(Qt.Key.Key_Space)
    with qtbot.waitSignal(start.made) as told:
        click(start.go)
    assert told.args == [start.folder]
    assert kept_way() is Way.IMPORT
    keep_way(Way.LATER)
    session = log_in(DataFolder(start.folder), "clerk", PASSWORD, SystemClock())
    try:
        own = own_enterprise(session)
        assert (own.name, own.credit_code, own.level) == ("虚构城建有限公司", CREDIT, 1)
        assert session.viewer.roles == {Role.CLERK, Role.ADMIN}
    finally:
        session.close()


def test_the_check_digit_is_told_while_typing(start):
    start.credit.setFocus()
    wrong = next(sign for sign in "0123456789" if sign != CREDIT[-1])
    type_in(BODY + wrong)
    assert "校验码不符" in start.credit_note.text()
    assert "位" in start.credit_note.text().split("：")[1]
    start.name.setText("虚构城建有限公司")
    click(start.go)
    assert start.stack.currentIndex() == ENTERPRISE
    assert "信用代码" in start.message.text()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    assert "现为17位" in start.credit_note.text()


def test_enter_on_an_empty_name_says_there_what_is_missing(start):
    for entry, words in ((start.name, "请填写企业名称"), (start.parent_name, "上级企业名称")):
        start.level.setCurrentIndex(1)
        entry.setFocus()
        press(Qt.Key.Key_Return)
        assert focused() is entry
        assert words in start.missing[entry].text()
        assert start.missing[entry].isVisible()
        type_in("X")
        assert start.missing[entry].isHidden()
        press(Qt.Key.Key_Return)
        assert focused() is not entry


def test_a_place_with_a_drawback_is_told_when_it_is_chosen(start, tmp_path):
    assert start.place_doubt.isHidden()
    start.use_folder(str(tmp_path / "OneDrive - 某某公司" / "台账"))
    assert start.place_doubt.isVisible()
    assert "同步" in start.place_doubt.text()
    start.use_folder(str(tmp_path / "台账"))
    assert start.place_doubt.isHidden()


def test_f1_opens_the_manual_at_the_beginning(start):
    start.name.setFocus()
    press(Qt.Key.Key_F1)
    (manual,) = start.findChildren(Manual)
    assert manual.isVisible()
    assert "建立新台账" in manual.text.toPlainText()
    manual.close()


def test_a_subsidiary_names_its_parent(start):
    start.name.setText("虚构水务有限公司")
    assert not start.parent_name.isEnabled()
    start.level.setCurrentIndex(1)
    click(start.go)
    assert "上级企业" in start.message.text()
    start.parent_name.setText("虚构城建有限公司")
    click(start.go)
    assert start.stack.currentIndex() == USERS


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda row: row.again.setText("Another-2026!pass"), "两遍密码不一样"),
        (lambda row: (row.password.setText("short"), row.again.setText("short")), "至少要有10个字符"),
        (lambda row: row.name.setText(""), "请填写姓名"),
        (lambda row: [flag.setChecked(False) for flag in row.roles.values()], "至少勾选一个角色"),
        (lambda row: row.login.setText("li wen"), "登录名中不能有空格"),
    ],
)
def test_a_user_that_is_wrong_is_told_in_the_row(start, change, sentence):
    start.name.setText("虚构城建有限公司")
    click(start.go)
    row = start.users.rows[0]
    fill(row, "李文海", "clerk", {Role.CLERK})
    change(row)
    click(start.go)
    assert start.stack.currentIndex() == USERS
    assert sentence in row.message.text()
    assert row.message.isVisible()


def test_a_missing_role_brings_the_person_back_to_the_users(start, own_jobs, qtbot):
    start.name.setText("虚构城建有限公司")
    click(start.go)
    fill(start.users.rows[0], "李文海", "clerk", {Role.CLERK})
    click(start.go)
    start.known.setChecked(True)
    click(start.go)
    qtbot.waitUntil(lambda: own_jobs.is_idle)
    assert start.stack.currentIndex() == USERS
    assert "管理员" in start.message.text()
    assert not start.folder.exists()


def test_what_several_roles_cannot_do_alone_is_told(start):
    start.name.setText("虚构城建有限公司")
    click(start.go)
    row = start.users.rows[0]
    fill(row, "李文海", "clerk", {Role.CLERK})
    assert row.doubt.isHidden()
    fill(row, "李文海", "clerk", set(Role))
    for words in ("填报人和审核人", "填报人和签发人", "审核人和签发人", "兼任管理员", "兼任查阅人"):
        assert words in row.doubt.text()
    assert row.doubt.isVisible()


def test_one_person_alone_is_told_once_and_then_let_be(start):
    start.name.setText("虚构城建有限公司")
    click(start.go)
    fill(start.users.rows[0], "李文海", "clerk", {Role.CLERK, Role.SIGNER, Role.ADMIN})
    click(start.go)
    assert start.stack.currentIndex() == USERS
    assert "报告将无法签发" in start.users.message.text()
    click(start.go)
    assert start.stack.currentIndex() == SECRECY


def test_a_login_is_given_once(start):
    start.name.setText("虚构城建有限公司")
    click(start.go)
    for row, name in zip(start.users.rows[:2], ("李文海", "周敏"), strict=True):
        fill(row, name, "clerk", {Role.CLERK, Role.SIGNER, Role.ADMIN})
    click(start.go)
    assert start.stack.currentIndex() == USERS
    assert "登录名“clerk”有两个人在用" in start.users.message.text()
    assert start.users.rows[1].name.text() == "周敏"


def test_the_last_page_may_be_left_for_later(start, own_jobs, qtbot):
    made(start, own_jobs, qtbot)
    start.typed.setText(start.code)
    click(start.go)
    with qtbot.waitSignal(start.made):
        QTest.keyClick(start, Qt.Key.Key_Escape)
    assert kept_way() is Way.LATER


def test_nobody_goes_on_without_acknowledging_the_warning(start, own_jobs):
    to_the_warning(start)
    click(start.go)
    assert start.stack.currentIndex() == SECRECY
    assert own_jobs.is_idle
    assert "我已知晓" in start.message.text()


def test_the_code_must_be_taken_down_before_anything_else(start, own_jobs, qtbot, tmp_path):
    made(start, own_jobs, qtbot)
    with qtbot.assertNotEmitted(start.made):
        start.typed.setText(start.code[-5:])
        click(start.go)
    QTest.keyClick(start, Qt.Key.Key_Escape)
    assert start.isVisible()
    start.save_to(tmp_path / "恢复码.pdf")
    qtbot.waitUntil(lambda: own_jobs.is_idle, timeout=60_000)
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "恢复码.pdf").pages)
    for group in start.code.split("-"):
        assert group in text
    start.findChildren(MessageBox)[0].accept()


def test_a_folder_with_a_ledger_is_never_written_over(start, own_jobs, qtbot, desk):
    before = desk.folder.keys.read_bytes()
    start.use_folder(str(desk.folder.path))
    to_the_warning(start)
    start.known.setChecked(True)
    click(start.go)
    qtbot.waitUntil(lambda: own_jobs.is_idle)
    assert start.stack.currentIndex() == SECRECY
    assert "已经有台账" in start.message.text()
    assert desk.folder.keys.read_bytes() == before


def test_esc_asks_before_typed_words_are_lost(start):
    start.name.setText("虚构城建有限公司")
    QTest.keyClick(start, Qt.Key.Key_Escape)
    assert start.isVisible()
    click(start.findChildren(MessageBox)[0].buttons[-1])
    assert start.name.text() == "虚构城建有限公司"


def test_rows_can_be_added_and_removed(start):
    click_all = len(start.users.rows)
    start.users.add.click()
    assert len(start.users.rows) == click_all + 1
    start.users.rows[-1].remove.click()
    assert len(start.users.rows) == click_all


@pytest.fixture
def code(template):
    return template[1]


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("0", "o")]
)
def test_the_code_is_read_kindly(code, change):
    assert code_fault(change(code), code) == ""


def test_what_is_wrong_with_the_typed_code_is_named(code):
    groups = code.split("-")
    wrong = "0" if groups[2][0] != "0" else "1"
    for typed, words in (
        ("", "完整输入"),
        (groups[-1], "现在输入了5个字符"),
        ("-".join((*groups[:2], wrong + groups[2][1:], *groups[3:])), "第3组"),
        (new_code(), "不是刚才显示的恢复码"),
        (code + "？", "不会出现"),
    ):
        assert words in code_fault(typed, code), typed
    for group in groups:
        assert group not in masked(code)
