"""第一次使用 from the empty folder to the first login, with real keys and the production key derivation."""

from __future__ import annotations

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desk import PASSWORD
from ui.keys import press, type_in
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.credit_code import credit_check_digit
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.services.session import log_in, own_enterprise
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.ui.first_start import CODE, ENTERPRISE, SECRECY, USERS, FirstStart, is_taken_down
from zhuize_desktop.ui.jobs import Jobs
from zhuize_desktop.ui.messages import MessageBox

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


def click(pressed):
    assert pressed.isEnabled()
    QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)


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
    type_in(code[-5:].lower())
    with qtbot.waitSignal(start.made) as told:
        click(start.go)
    assert told.args == [start.folder]
    assert start.code_label.text() == ""
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
    start.name.setText("虚构城建有限公司")
    click(start.go)
    assert start.stack.currentIndex() == ENTERPRISE
    assert "信用代码" in start.message.text()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    assert "现为17位" in start.credit_note.text()


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


def test_nobody_goes_on_without_acknowledging_the_warning(start, own_jobs):
    to_the_warning(start)
    click(start.go)
    assert start.stack.currentIndex() == SECRECY
    assert own_jobs.is_idle
    assert "我已知晓" in start.message.text()


def test_the_code_must_be_taken_down_before_anything_else(start, own_jobs, qtbot, tmp_path):
    made(start, own_jobs, qtbot)
    with qtbot.assertNotEmitted(start.made):
        start.typed.setText("AAAAA" if start.code[-5:] != "AAAAA" else "BBBBB")
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


CODE_SAMPLE = "00000-1111A-22222-33333-44444-55555-66666-O1L0X".replace("O", "0").replace("L", "1")


@pytest.mark.parametrize("typed", ["0110X", "o1l0x", " 0 1 1 0 x "])
def test_the_last_group_is_read_kindly(typed):
    assert is_taken_down(typed, CODE_SAMPLE)


@pytest.mark.parametrize("typed", ["", "0110", "0110Y", "66666"])
def test_another_group_is_no_proof(typed):
    assert not is_taken_down(typed, CODE_SAMPLE)


def test_the_whole_code_is_a_proof_too(template):
    _, code = template
    assert is_taken_down(code.replace("-", " ").lower(), code)
    assert not is_taken_down(code[:-1], code)
