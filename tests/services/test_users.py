"""Users come, change, forget and leave; whoever left opens nothing, wherever the leaving was cut short."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import zhuize_desktop
from zhuize_desktop.domain.errors import Conflict, FieldError, FileProblem, NotAllowed, WrongPassword
from zhuize_desktop.domain.records import SigningKey, SupervisionReport, User
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.seal import keys
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.services import attachments, paper_secrets, records, users
from zhuize_desktop.services.maintenance import examine
from zhuize_desktop.services.records import list_records
from zhuize_desktop.services.session import log_in
from zhuize_desktop.storage import attachments as stored
from zhuize_desktop.storage import audit
from zhuize_desktop.storage.engine import connect
from zhuize_desktop.storage.folders import DataFolder

PASSWORD = "Test-2026!pass"
OTHER = "Other-2026!word"


def uid_of(session, login):
    return next(one.uid for one in users.all_users(session) if one.login == login)


def test_a_new_user_logs_in_and_gets_a_signing_key(desk):
    admin = desk.log_in("admin")
    made = users.add_user(admin, "clerk2", " 陈晓 ", "主管", (Role.CLERK,), OTHER, QUICK).value
    assert made.name == "陈晓"
    session = desk.log_in("clerk2", OTHER)
    (key,) = list_records(session, SigningKey, user=made.uid)
    assert key.public_key == session.public_key
    assert examine(session) == []


def test_refusals_write_nothing(desk):
    admin = desk.log_in("admin")
    before = (users.all_users(admin), desk.folder.keys.read_bytes())
    refused = (
        (Conflict, ("clerk", "别人", "", (Role.CLERK,), OTHER)),
        (FieldError, ("new", " ", "", (Role.CLERK,), OTHER)),
        (FieldError, ("new", "别人", "", (), OTHER)),
        (FieldError, ("new", "别人", "", (Role.CLERK,), "short")),
    )
    for error, values in refused:
        with pytest.raises(error):
            users.add_user(admin, *values, QUICK)
    assert (users.all_users(admin), desk.folder.keys.read_bytes()) == before


@pytest.mark.parametrize("login", ["clerk", "reviewer", "signer", "inspector"])
def test_only_an_administrator_minds_users(desk, login):
    session = desk.log_in(login)
    victim = uid_of(session, "inspector" if login != "inspector" else "reviewer")
    with pytest.raises(NotAllowed):
        users.add_user(session, "new", "新人", "", (Role.CLERK,), OTHER, QUICK)
    with pytest.raises(NotAllowed):
        users.reset_password(session, victim, OTHER, QUICK)
    with pytest.raises(NotAllowed):
        users.remove_user(session, victim)
    with pytest.raises(NotAllowed):
        users.change_user(session, replace(users.all_users(session)[0], post="x"))


def test_a_reset_gives_a_new_signing_key_and_closes_the_old_one(desk):
    first = desk.log_in("signer").public_key
    admin = desk.log_in("admin")
    signer = uid_of(admin, "signer")
    users.reset_password(admin, signer, OTHER, QUICK)
    with pytest.raises(WrongPassword):
        desk.log_in("signer")
    desk.clock.advance(hours=1)
    session = desk.log_in("signer", OTHER)
    old, new = list_records(session, SigningKey, user=signer)
    assert (old.public_key, old.valid_to, old.reason) == (first, desk.clock.now(), "密码重置后更换")
    assert (new.public_key, new.valid_from, new.valid_to) == (session.public_key, desk.clock.now(), None)


def test_a_changed_password_keeps_the_signing_key(desk):
    session = desk.log_in("clerk")
    key = session.public_key
    with pytest.raises(WrongPassword):
        users.change_own_password(session, "Wrong-2026!pass", OTHER, QUICK)
    users.change_own_password(session, PASSWORD, OTHER, QUICK)
    assert examine(session) == []
    assert desk.log_in("clerk", OTHER).public_key == key


@pytest.mark.parametrize("login", ["clerk", "signer", "admin", "inspector"])
def test_a_changed_password_stands_on_the_trail(desk, login):
    session = desk.log_in(login)
    with session.ledger.read() as connection:
        before = audit.count(connection)
    with pytest.raises(WrongPassword):
        users.change_own_password(session, "Wrong-2026!pass", OTHER, QUICK)
    users.change_own_password(session, PASSWORD, OTHER, QUICK)
    with session.ledger.read() as connection:
        assert audit.count(connection) == before + 1
        newest = audit.timeline(connection, [session.viewer.user])[0]
    assert (newest.op, newest.actor_name) == (Op.CHANGE_PASSWORD, session.viewer.name)
    assert [(one.field, one.old, one.new) for one in newest.changes] == [("password", None, "changed")]


def test_the_last_of_a_role_stays(desk):
    admin = desk.log_in("admin")
    for login in ("clerk", "signer"):
        with pytest.raises(NotAllowed, match="至少要保留一名"):
            users.remove_user(admin, uid_of(admin, login))
    with pytest.raises(NotAllowed, match="自己的账号"):
        users.remove_user(admin, admin.viewer.user)
    own = next(one for one in users.all_users(admin) if one.login == "admin")
    with pytest.raises(NotAllowed, match="管理员"):
        users.change_user(admin, replace(own, roles=(Role.CLERK,)))
    assert all(one.active for one in users.all_users(admin))


def test_a_leaver_opens_nothing_any_more(desk):
    admin = desk.log_in("admin")
    old = admin.ledger.key
    removed = users.remove_user(admin, uid_of(admin, "inspector"), QUICK).value.user
    assert (removed.active, removed.left_on) == (False, admin.today)
    with pytest.raises(WrongPassword):
        desk.log_in("inspector")
    with pytest.raises(FileProblem):
        connect(desk.folder.ledger, old)
    for login in ("clerk", "admin", "reviewer"):
        assert examine(desk.log_in(login)) == []


# Removes 吴检 and dies by SIGKILL at the step that is named.
CUT_SHORT = """
import os, signal, sys
from pathlib import Path
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.seal import keys
from zhuize_desktop.services import session as sessions, users
from zhuize_desktop.storage.folders import DataFolder
def die(*given, **more):
    os.kill(os.getpid(), signal.SIGKILL)
session = sessions.log_in(DataFolder(Path(sys.argv[1])), "admin", sys.argv[2], SystemClock())
steps = {
    "rotate": (keys, "rotate_database_key"), "rekey": (sessions, "rekey"), "finish": (keys, "finish_rotation")
}
where, name = steps[sys.argv[3]]
setattr(where, name, die)
users.remove_user(session, next(one.uid for one in users.all_users(session) if one.login == "inspector"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("step", ["rotate", "rekey", "finish"])
def test_a_removal_cut_short_is_carried_to_its_end_at_the_next_login(desk, step):
    before = desk.log_in("clerk").ledger.key
    desk.leave()
    source = str(Path(zhuize_desktop.__file__).parent.parent)
    given = [str(desk.folder.path), PASSWORD, step]
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", CUT_SHORT, *given], env={"PYTHONPATH": source}, check=False
    )
    assert ran.returncode == -9
    session = desk.log_in("clerk")
    assert session.ledger.key != before
    assert "inspector" not in keys.read_keyfile(desk.folder.keys).logins
    assert not keys.read_keyfile(desk.folder.keys).rotating
    assert [one.active for one in list_records(session, User, login="inspector")] == [False]
    assert examine(session) == []
    with pytest.raises(WrongPassword):
        desk.log_in("inspector")
    assert examine(desk.log_in("admin")) == []


def test_the_key_file_holds_no_names_beyond_logins(desk):
    """Who copies keys.json learns login names and public keys, never names, posts or passwords."""
    text = desk.folder.keys.read_text("utf-8")
    assert PASSWORD not in text
    for word in ("李文海", "审计部", desk.recovery_code):
        assert word not in json.dumps(json.loads(text), ensure_ascii=False)


def test_the_recovery_code_from_before_a_leaving_opens_nothing(desk):
    admin = desk.log_in("admin")
    code = users.remove_user(admin, uid_of(admin, "inspector"), QUICK).value.recovery_code
    with pytest.raises(WrongPassword):
        keys.unlock_with_recovery(desk.folder.keys, desk.recovery_code)
    session = desk.log_in("clerk")
    assert keys.unlock_with_recovery(desk.folder.keys, code).database_key == session.ledger.key
    assert examine(session) == []


def test_a_recovery_code_is_renewed_by_an_administrator_alone(desk):
    session = desk.log_in("clerk")
    with pytest.raises(NotAllowed):
        users.renew_recovery_code(session, QUICK)
    assert keys.unlock_with_recovery(desk.folder.keys, desk.recovery_code).database_key == session.ledger.key
    admin = desk.log_in("admin")
    code = users.renew_recovery_code(admin, QUICK).value
    with pytest.raises(WrongPassword):
        keys.unlock_with_recovery(desk.folder.keys, desk.recovery_code)
    assert keys.unlock_with_recovery(desk.folder.keys, code).database_key == admin.ledger.key
    assert examine(admin) == []
    with admin.ledger.read() as connection:
        notes = connection.exec_driver_sql("SELECT note FROM entry ORDER BY seq").scalars().all()
    assert notes[-1] == "更换恢复码"
    assert desk.log_in("clerk")


def test_who_left_reads_no_attachment_that_came_later(desk, tmp_path):
    """With a copy of the ledger from before and the files from afterwards: what was there, and nothing more."""
    clerk = desk.log_in("clerk")
    report = records.add(clerk, SupervisionReport, {"title": "审计报告"}).value.uid
    before, after = (tmp_path / name for name in ("前.txt", "后.txt"))
    before.write_bytes(b"before")
    after.write_bytes(b"after")
    first = attachments.add_attachment(clerk, before, {"report": report}).value
    desk.leave()
    copied = DataFolder(tmp_path / "copied")
    shutil.copytree(desk.folder.path, copied.path)

    admin = desk.log_in("admin")
    users.remove_user(admin, uid_of(admin, "inspector"), QUICK)
    clerk = desk.log_in("clerk")
    second = attachments.add_attachment(clerk, after, {"report": report}).value
    assert attachments.read_attachment(clerk, first.uid)[1] == b"before"
    assert attachments.read_attachment(clerk, second.uid)[1] == b"after"
    assert examine(clerk) == []
    desk.leave()

    leaver = log_in(copied, "inspector", PASSWORD, desk.clock)
    try:
        with leaver.ledger.read() as connection:
            settings = connection.exec_driver_sql("SELECT value FROM setting").scalars().all()
    finally:
        leaver.close()
    known = {found for text in settings for found in re.findall("[0-9a-f]{64}", text)}
    assert stored.load(desk.folder.attachments, known, first.sha256) == b"before"
    with pytest.raises(FileProblem):
        stored.load(desk.folder.attachments, known, second.sha256)


def test_without_a_leaver_the_attachment_secret_stays(desk):
    secrets = set()
    for login in ("clerk", "admin", "clerk"):
        with desk.log_in(login).ledger.read() as connection:
            secrets.add(paper_secrets.secrets_of(connection))
    assert len(secrets) == 1
    assert [len(one) for one in secrets] == [1]


def test_a_name_whose_adding_was_cut_short_can_be_added_again(desk):
    """The key file was written, the ledger was not: as after a crash in between."""
    admin = desk.log_in("admin")
    keys.add_user(desk.folder.keys, admin.ledger.key, "second", OTHER, desk.clock.now(), QUICK)
    with pytest.raises(Conflict):  # another spelling of that name is another name, and taken
        users.add_user(admin, "Second", "钱备岗", "", (Role.CLERK,), OTHER, QUICK)
    users.add_user(admin, "second", "钱备岗", "", (Role.CLERK,), "Third-2026!word", QUICK)
    with pytest.raises(WrongPassword):
        desk.log_in("second", OTHER)
    assert desk.log_in("second", "Third-2026!word").viewer.name == "钱备岗"
    assert examine(desk.log_in("admin")) == []
