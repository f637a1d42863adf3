"""Logging in, and everything that stands in its way."""

from __future__ import annotations

import json

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from zhuize_desktop.domain.errors import FileProblem, NotAllowed, WrongPassword
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.services import users
from zhuize_desktop.services.maintenance import examine
from zhuize_desktop.services.session import confirm_password, log_in, own_enterprise, roles_text
from zhuize_desktop.services.setup import Answers, NewUser, first_start
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.storage.lock import FolderInUse

PASSWORD = "Test-2026!pass"


def test_the_session_says_who_sits_here(desk):
    session = desk.log_in("CLERK")
    assert (session.viewer.login, session.viewer.name) == ("clerk", "李文海")
    assert own_enterprise(session).name == "虚构运输集团有限公司"
    assert roles_text(session.viewer) == "填报人"
    assert session.viewer.today == session.today


def test_wrong_password_and_unknown_user_read_the_same(desk):
    told = set()
    for login, password in (("clerk", "Wrong-2026!pass"), ("nobody", PASSWORD), ("nobody", "")):
        with pytest.raises(WrongPassword) as caught:
            desk.log_in(login, password)
        told.add(caught.value.sentence)
    assert len(told) == 1
    assert desk.log_in("clerk").viewer.login == "clerk"


def test_two_sessions_are_refused(desk):
    first = desk.log_in("clerk")
    with pytest.raises(FolderInUse, match="clerk"):
        log_in(desk.folder, "reviewer", PASSWORD, desk.clock)
    first.close()
    first.close()
    log_in(desk.folder, "reviewer", PASSWORD, desk.clock).close()


def test_no_ledger(desk, tmp_path):
    with pytest.raises(FileProblem, match="没有台账"):
        log_in(DataFolder(tmp_path), "clerk", PASSWORD, desk.clock)
    desk.folder.keys.unlink()
    with pytest.raises(FileProblem, match="找不到密钥文件"):
        desk.log_in("clerk")


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json", None])
def test_damaged_key_file(desk, damage):
    whole = desk.folder.keys.read_bytes()
    desk.folder.keys.write_bytes(whole[:-2] + b"0}" if damage is None else damage)
    with pytest.raises(FileProblem, match=r"keys\.json"):
        desk.log_in("clerk")
    desk.folder.keys.write_bytes(whole)
    assert examine(desk.log_in("clerk")) == []


def test_an_older_key_file_put_back_is_told(desk):
    desk.log_in("clerk")
    desk.leave()
    old = desk.folder.keys.read_bytes()
    users.change_own_password(desk.log_in("clerk"), PASSWORD, "Other-2026!word", QUICK)
    desk.leave()
    desk.folder.keys.write_bytes(old)
    for password in (PASSWORD, PASSWORD):
        with pytest.raises(FileProblem, match="比台账旧"):
            desk.log_in("clerk", password)


def test_a_key_file_ahead_of_the_ledger_is_caught_up(desk):
    """A crash between the key file and the ledger: the file is the newer one."""
    session = desk.log_in("clerk")
    with session.ledger.small_write() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = '1' WHERE key = 'keyfile.generation'")
    session = desk.log_in("clerk")
    generation = json.loads(desk.folder.keys.read_bytes())["generation"]
    with session.ledger.read() as connection:
        assert connection.exec_driver_sql(
            "SELECT value FROM setting WHERE key = 'keyfile.generation'"
        ).scalar() == str(generation)
    assert examine(session) == []


def test_a_key_file_of_another_ledger(desk, tmp_path):
    other = DataFolder(tmp_path / "other")
    first_start(
        other,
        Answers("别的企业", "", 1, "", (NewUser("clerk", "甲", "", tuple(Role), PASSWORD),)),
        desk.clock,
        QUICK,
    )
    desk.folder.keys.write_bytes(other.keys.read_bytes())
    with pytest.raises(FileProblem, match="损坏或与密钥不符"):
        desk.log_in("clerk")


def test_a_failed_login_lets_others_in(desk):
    with pytest.raises(WrongPassword):
        desk.log_in("clerk", "x")
    connection_holder = desk.log_in("reviewer")
    assert connection_holder.lock.is_held


def test_a_closed_account(desk):
    session = desk.log_in("admin")
    with session.ledger.small_write() as connection:
        connection.exec_driver_sql("UPDATE user SET active = 0 WHERE login = 'reviewer'")
    with pytest.raises(NotAllowed, match="已停用"):
        desk.log_in("reviewer")


def test_a_newer_and_a_foreign_ledger(desk):
    key = desk.log_in("clerk").ledger.key
    desk.leave()
    for pragma, told in (("user_version = 99", "更新版本"), ("application_id = 1", "不是本程序的台账")):
        connection = sqlcipher.connect(str(desk.folder.ledger), isolation_level=None)
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA {pragma}")
        connection.close()
        with pytest.raises(FileProblem, match=told):
            desk.log_in("clerk")


def test_a_second_person_confirms_in_the_same_ledger(desk):
    clerk = desk.log_in("clerk")
    other = confirm_password(clerk, "signer", PASSWORD)
    assert (other.viewer.login, other.ledger) == ("signer", clerk.ledger)
    assert other.public_key != clerk.public_key
    with pytest.raises(WrongPassword):
        confirm_password(clerk, "signer", "Wrong-2026!pass")
    assert examine(clerk) == []
