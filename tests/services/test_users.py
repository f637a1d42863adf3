"""Users come, change, forget and leave; whoever left opens nothing, wherever the leaving was cut short."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import zhuize_desktop
from zhuize_desktop.domain.errors import Conflict, FieldError, FileProblem, NotAllowed, WrongPassword
from zhuize_desktop.domain.records import SigningKey, User
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.seal import keys
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.services import users
from zhuize_desktop.services.maintenance import examine
from zhuize_desktop.services.records import list_records
from zhuize_desktop.storage.engine import connect

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
    removed = users.remove_user(admin, uid_of(admin, "inspector")).value
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
