"""从备份恢复 in the window: a real backup, looked over, opened, and logged in to where it was put."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desk import PASSWORD
from ui.keys import click, focused, press, type_in
from zhuize_desktop.app import Program
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.services.clues import list_uids, register_clue
from zhuize_desktop.services.maintenance import back_up, examine
from zhuize_desktop.services.session import log_in
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.ui.catalogue import PAGES
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.last_login import keep_login, kept_login
from zhuize_desktop.ui.login import LoginWindow
from zhuize_desktop.ui.main_window import MainWindow
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.restoring import RestoreDialog, vacant_place


@pytest.fixture
def backup(desk, tmp_path):
    clerk = desk.log_in("clerk")
    category = next(one.code for one in clerk.rulebook().dictionary("violation_category").entries())
    clue = {
        "source_kind": "internal",
        "reported_on": clerk.today,
        "enterprises": (clerk.viewer.enterprise,),
        "category": category,
        "summary": "违规为参股公司垫付运费",
    }
    register_clue(clerk, clue)
    made = back_up(clerk, tmp_path / "U盘").value
    desk.leave()
    return made


@pytest.fixture
def dialog(desk, jobs, shown, tmp_path, backup):
    """On a computer where no ledger lies yet."""
    made = RestoreDialog(tmp_path / "新电脑" / "data", jobs, None, desk.clock)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    return shown(made, 680, 440)


def test_a_backup_is_looked_over_opened_and_logged_in_to_by_keyboard(dialog, backup, desk, settled, qtbot):
    assert focused() is dialog.choose_button
    assert not dialog.go.isEnabled()
    dialog.verify(backup)
    settled()
    assert dialog.verdict.text() == "完好"
    for words in (backup.name, "虚构运输集团有限公司", "李文海于 2026-11-20 09:00 备份", "问题线索 1 条"):
        assert words in dialog.said.text()
    assert focused() is dialog.login
    type_in("clerk")
    press(Qt.Key.Key_Return)
    assert focused() is dialog.password
    type_in(PASSWORD)
    press(Qt.Key.Key_Tab)
    assert focused() is dialog.go
    with qtbot.waitSignal(dialog.restored, timeout=60_000) as told:
        press(Qt.Key.Key_Return)
    assert told.args == [dialog.folder, "clerk"]
    assert dialog.password.text() == ""
    session = log_in(DataFolder(dialog.folder), "clerk", PASSWORD, desk.clock)
    try:
        assert len(list_uids(session, LedgerQuery())) == 1
        assert examine(session) == []
    finally:
        session.close()


def test_the_printed_code_opens_it_too(dialog, backup, desk, settled, qtbot):
    dialog.verify(backup)
    settled()
    dialog.by_code.setChecked(True)
    click(dialog.go)
    assert dialog.message.text() == "请输入恢复码。"
    assert focused() is dialog.code
    dialog.code.setText(desk.recovery_code[:-1])
    click(dialog.go)
    settled()
    assert "恢复码" in dialog.message.text()
    assert not dialog.folder.exists()
    dialog.code.setText(desk.recovery_code.lower().replace("-", " "))
    with qtbot.waitSignal(dialog.restored, timeout=60_000) as told:
        click(dialog.go)
    assert told.args == [dialog.folder, ""]
    assert dialog.code.text() == ""


def test_a_damaged_file_is_told_before_anything_is_typed(dialog, backup, settled):
    changed = bytearray(backup.read_bytes())
    changed[len(changed) // 2] ^= 1
    backup.write_bytes(changed)
    dialog.verify(backup)
    settled()
    assert dialog.verdict.text() == "不可用"
    assert "没有通过核对" in dialog.said.text()
    assert not dialog.go.isEnabled()


def test_a_wrong_password_leaves_what_was_typed_and_nothing_behind(dialog, backup, settled):
    dialog.verify(backup)
    settled()
    click(dialog.go)
    assert dialog.message.text() == "请输入做备份时的登录名。"
    dialog.login.setText("clerk")
    click(dialog.go)
    assert dialog.message.text() == "请输入做备份时的密码。"
    dialog.password.setText("Wrong-2026!pass")
    click(dialog.go)
    settled()
    assert "登录名或密码" in dialog.message.text()
    assert focused() is dialog.password
    assert dialog.isVisible()
    assert not dialog.folder.exists()


def test_a_ledger_in_use_is_never_written_over(dialog, backup, desk, settled):
    before = desk.folder.keys.read_bytes()
    dialog.verify(backup)
    settled()
    dialog.use_folder(str(desk.folder.path))
    dialog.login.setText("clerk")
    dialog.password.setText(PASSWORD)
    click(dialog.go)
    settled()
    assert "恢复不会覆盖它们" in dialog.message.text()
    assert desk.folder.keys.read_bytes() == before


def test_cancelled_it_leaves_nothing(dialog, backup, settled):
    dialog.verify(backup)
    settled()
    dialog.login.setText("clerk")
    dialog.password.setText(PASSWORD)
    dialog._jobs.started.connect(lambda job: job.cancel())
    click(dialog.go)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()  # not closed over work that goes on
    settled()
    assert "已取消" in dialog.message.text()
    assert not dialog.folder.exists() or not any(dialog.folder.iterdir())
    assert dialog.go.isEnabled()


def test_the_place_offered_is_vacant(desk, tmp_path):
    assert vacant_place(tmp_path / "nothing", desk.clock) == tmp_path / "nothing"
    first = vacant_place(desk.folder.path, desk.clock)
    assert first == tmp_path / "data-恢复-2026-11-20"
    first.mkdir()
    assert vacant_place(desk.folder.path, desk.clock) == tmp_path / "data-恢复-2026-11-20-2"


def test_beside_a_ledger_at_the_root_of_a_drive_the_own_folder_is_offered(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    root = Path(tmp_path.anchor)
    monkeypatch.setattr(Path, "exists", lambda self: self == root / "ledger.db")
    assert vacant_place(root, desk.clock) == tmp_path / "台账-恢复-2026-11-20"


def opened(kind):
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1, f"{len(found)} windows of {kind.__name__}"
    return found[0]


def test_the_administrator_leaves_for_the_ledger_that_was_brought_back(
    desk, backup, jobs, shown, settled, qtbot
):
    window = MainWindow(desk.log_in("admin"), jobs, PAGES)
    shown(window, 1230, 700)
    window.open_page("system")
    tab = window.page("system").upkeep
    window.page("system").tabs.setCurrentWidget(tab)
    settled()
    click(tab.restore_button)
    dialog = opened(RestoreDialog)
    dialog.verify(backup)
    settled()
    dialog.login.setText("admin")
    dialog.password.setText(PASSWORD)
    place = dialog.folder
    assert place != desk.folder.path
    click(dialog.go)
    settled()
    box = opened(MessageBox)
    assert "现在的台账没有改动" in box.sentence.text()
    with qtbot.waitSignal(window.ledger_wanted) as wanted:
        click(box.buttons[0])
    assert wanted.args == [place, "admin"]
    window.close()
    settled()


def test_only_the_administrator_is_offered_it(desk, jobs, shown, settled):
    for login, is_offered in (("clerk", False), ("admin", True)):
        from zhuize_desktop.ui.system.upkeep_tab import UpkeepTab

        tab = UpkeepTab(Context(desk.log_in(login), jobs))
        shown(tab)
        settled()
        assert tab.restore_button.isVisible() is is_offered


def test_on_a_new_computer_the_way_leads_from_the_first_window_to_the_login(backup, tmp_path, qtbot, desk):
    """The whole program: an empty folder, 从备份恢复, the login window of the ledger, which opens."""
    folder = tmp_path / "新电脑" / "data"
    shutil.rmtree(desk.folder.path)
    program = Program(QApplication.instance(), folder)
    jobs = program._jobs

    def settle():
        qtbot.waitUntil(lambda: jobs.is_idle, timeout=60_000)

    keep_login(folder, "tianbao")  # of a ledger that lay there once
    program.start()
    try:
        window = opened(LoginWindow)
        assert window.name.text() == ""
        click(window.restore)
        dialog = opened(RestoreDialog)
        assert dialog.folder == folder
        dialog.verify(backup)
        settle()
        dialog.login.setText("clerk")
        dialog.password.setText(PASSWORD)
        click(dialog.go)
        settle()
        click(opened(MessageBox).buttons[0])
        qtbot.waitUntil(lambda: opened(LoginWindow) is not window)
        window = opened(LoginWindow)
        assert window.name.text() == "clerk"
        assert str(folder) in window.place.text()
        window.password.setText(PASSWORD)
        click(window.enter)
        settle()
        assert kept_login(folder) == "clerk"
        opened(MainWindow).close()
    finally:
        program.stop()
