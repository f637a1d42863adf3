"""The login window: the ledger is opened on the ledger thread, and nothing typed is lost by a mistake."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desk import PASSWORD
from ui.keys import click, focused, press, type_in
from zhuize_desktop.ui.forgotten import ForgottenDialog
from zhuize_desktop.ui.last_login import forget_login, keep_login, kept_login
from zhuize_desktop.ui.login import LoginWindow


@pytest.fixture
def login(desk, jobs, shown):
    made = LoginWindow(desk.folder.path, jobs)
    return shown(made, 440, 340)


def test_enter_moves_from_the_name_to_the_password_and_opens_the_ledger(login, qtbot, settled):
    login.name.setFocus()
    type_in("clerk")
    press(Qt.Key.Key_Return)
    assert focused() is login.password
    type_in(PASSWORD)
    with qtbot.waitSignal(login.logged_in, timeout=20_000) as entered:
        press(Qt.Key.Key_Return)
    session = entered.args[0]
    assert session.viewer.name == "李文海"
    assert login.password.text() == ""
    session.close()


def test_tab_goes_on_to_logging_in_before_the_other_buttons(login):
    login.password.setFocus()
    passed = []
    for _ in range(5):
        press(Qt.Key.Key_Tab)
        passed.append(focused())
    assert passed == [login.enter, login.other, login.new, login.restore, login.forgotten]


@pytest.mark.parametrize(("name", "password"), [("clerk", "Wrong-2026!pass"), ("nobody", PASSWORD)])
def test_wrong_name_and_wrong_password_sound_alike(login, settled, name, password):
    login.name.setText(name)
    login.password.setText(password)
    QTest.mouseClick(login.enter, Qt.MouseButton.LeftButton)
    settled()
    assert "登录名或密码" in login.message.text()
    assert login.enter.isEnabled()
    assert login.name.text() == name
    assert login.password.hasSelectedText()


def test_nothing_is_asked_of_the_ledger_without_both(login, jobs):
    login.name.setText("clerk")
    QTest.mouseClick(login.enter, Qt.MouseButton.LeftButton)
    assert jobs.is_idle
    assert login.message.text() == "请输入登录名和密码。"


def test_esc_leaves_the_window_and_the_words(login):
    login.name.setFocus()
    type_in("clerk")
    press(Qt.Key.Key_Escape)
    assert login.isVisible()
    assert login.name.text() == "clerk"


def test_the_password_is_not_shown(login):
    assert login.password.echoMode() == QLineEdit.EchoMode.Password


def test_an_empty_folder_offers_the_first_start(login, tmp_path, qtbot):
    login.use_folder(str(tmp_path / "nothing"))
    assert not login.enter.isEnabled()
    assert "建立新台账" in login.message.text()
    with qtbot.waitSignal(login.first_start_wanted) as wanted:
        QTest.mouseClick(login.new, Qt.MouseButton.LeftButton)
    assert wanted.args == [tmp_path / "nothing"]


def test_an_empty_folder_offers_a_backup_too(login, tmp_path, qtbot):
    login.use_folder(str(tmp_path / "nothing"))
    assert "从备份恢复" in login.message.text()
    with qtbot.waitSignal(login.restore_wanted) as wanted:
        QTest.mouseClick(login.restore, Qt.MouseButton.LeftButton)
    assert wanted.args == [tmp_path / "nothing"]


def test_the_printed_code_gives_an_administrator_a_new_password(login, desk, settled, qtbot):
    click(login.forgotten)
    (dialog,) = login.findChildren(ForgottenDialog)
    qtbot.waitUntil(lambda: focused() is dialog.code)
    click(dialog.go)
    assert dialog.message.text() == "请输入恢复码。"
    type_in(desk.recovery_code)
    press(Qt.Key.Key_Return)
    assert focused() is dialog.login
    type_in("clerk")
    dialog.password.setText("Neu-2026!word")
    dialog.again.setText("Neu-2026!wort")
    click(dialog.go)
    assert "两遍密码不一样" in dialog.message.text()
    dialog.again.setText("Neu-2026!word")
    click(dialog.go)
    settled()
    assert "只能为管理员" in dialog.message.text()
    assert focused() is dialog.login
    dialog.login.setText("admin")
    for entry in (dialog.password, dialog.again):
        entry.setText("short")
    click(dialog.go)
    settled()
    assert "至少要有10个字符" in dialog.message.text()
    assert focused() is dialog.password
    for entry in (dialog.password, dialog.again):
        entry.setText("Neu-2026!word")
    dialog.code.setText(desk.recovery_code[:-1])
    click(dialog.go)
    settled()
    assert "恢复码" in dialog.message.text()
    assert focused() is dialog.code
    dialog.code.setText(desk.recovery_code)
    with qtbot.waitSignal(dialog.given, timeout=60_000):
        click(dialog.go)
    assert login.name.text() == "admin"
    assert "请用新密码登录" in login.message.text()
    login.password.setText("Neu-2026!word")
    with qtbot.waitSignal(login.logged_in, timeout=20_000) as entered:
        click(login.enter)
    assert entered.args[0].viewer.name == "孙立"
    entered.args[0].close()


def test_no_button_is_cut(login):
    for button in (login.enter, login.other, login.new, login.restore, login.forgotten):
        assert button.width() >= button.sizeHint().width(), button.text()


def test_the_name_remembered_is_that_of_the_folder(login, desk, tmp_path):
    """A fresh folder shows nobody's name, a known one its own; what the person typed stays."""
    other = tmp_path / "另一本"
    other.mkdir()
    (other / "ledger.db").touch()
    keep_login(desk.folder.path, "clerk")
    keep_login(other, "tianbao")
    try:
        assert kept_login(tmp_path / "另一本" / ".." / "另一本") == "tianbao"
        login.use_folder(str(desk.folder.path))
        assert login.name.text() == "clerk"
        login.use_folder(str(tmp_path / "nothing"))
        assert login.name.text() == ""
        login.use_folder(str(other))
        assert login.name.text() == "tianbao"
        login.name.selectAll()
        login.name.setFocus()
        type_in("wang")
        login.use_folder(str(desk.folder.path))
        assert login.name.text() == "wang"
        forget_login(other)
        assert kept_login(other) == ""
    finally:
        forget_login(desk.folder.path)
        forget_login(other)


def test_a_ledger_open_elsewhere_is_told(login, desk, settled):
    desk.log_in("clerk")
    login.name.setText("reviewer")
    login.password.setText(PASSWORD)
    QTest.mouseClick(login.enter, Qt.MouseButton.LeftButton)
    settled()
    assert "已" in login.message.text()
    assert login.message.text().endswith("。")
    assert login.enter.isEnabled()


def test_no_second_login_while_one_is_under_way(login, desk, tmp_path, jobs, qtbot):
    """Another folder chosen meanwhile, also by a dialog that was open already, frees nothing."""
    login.name.setText("clerk")
    login.password.setText(PASSWORD)
    with qtbot.waitSignal(login.logged_in, timeout=20_000) as entered:
        QTest.mouseClick(login.enter, Qt.MouseButton.LeftButton)
        assert not login.other.isEnabled()
        other = tmp_path / "other"
        other.mkdir()
        (other / "ledger.db").touch()
        login.use_folder(str(other))
        assert not login.enter.isEnabled()
        assert str(desk.folder.path) in login.place.text()
    entered.args[0].close()
