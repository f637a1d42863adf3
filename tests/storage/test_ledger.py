"""One action, all or nothing: numbers without gaps, versions, settings, and a process killed in the middle."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.vault import CLUE, KEY, OWN, viewer
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed, UserError
from zhuize_desktop.domain.money import LIMIT_FEN
from zhuize_desktop.domain.records import Clue, Loss
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.storage import audit, rows
from zhuize_desktop.storage.ledger import Ledger, mirror, read_setting


def give_number_then_fail(tx):
    tx.next_number("clue.2026")
    raise NotAllowed("doch nicht")


def test_an_action_that_fails_gives_its_number_back(ledger):
    given = []
    for fails in (False, True, True, False, False):
        if fails:
            with pytest.raises(NotAllowed), ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
                give_number_then_fail(tx)
        else:
            with ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
                given.append(tx.next_number("clue.2026"))
                assert tx.next_number("other") == len(given)
    assert given == [1, 2, 3]


def test_changes_tell_what_was_touched(ledger):
    with ledger.transact(Op.SAVE_LOSS, viewer()) as tx:
        tx.insert(Loss(uid="l-1", owner_enterprise=OWN, clue=CLUE))
        tx.update(replace(tx.get(Clue, CLUE), category="other"))
        assert tx.changes.uids == {"Loss": {"l-1"}, "Clue": {CLUE}}
        assert tx.changes.touches("Loss")
        assert not tx.changes.touches("Person")


def test_versions_rise_and_old_ones_are_refused(ledger):
    with ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        first = tx.get(Clue, CLUE)
        second = tx.update(replace(first, summary="二"))
        third = tx.update(replace(second, summary="三"))
    assert (first.version, second.version, third.version) == (1, 2, 3)
    with pytest.raises(Conflict), ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        tx.update(replace(second, summary="四"))
    with ledger.read() as connection:
        assert rows.fetch(connection, Clue) == [third]


def test_settings_are_audited_and_mirrors_are_not(ledger):
    with ledger.read() as connection:
        before = audit.count(connection)
        assert read_setting(connection, "a", "nichts") == "nichts"
    with ledger.transact(Op.SAVE_SETTING, viewer()) as tx:
        tx.set_setting("a", {"天": [1, 2]})
    with ledger.transact(Op.SAVE_SETTING, viewer()) as tx:
        tx.set_setting("a", {"天": [1, 2]})
    with ledger.small_write() as connection:
        mirror(connection, "b", 1)
        mirror(connection, "b", 2)
    with ledger.read() as connection:
        assert read_setting(connection, "a") == {"天": [1, 2]}
        assert read_setting(connection, "b") == 2
        assert audit.count(connection) == before + 1
        assert audit.timeline(connection, ["a"])[0].changes[0].new == '{"天":[1,2]}'


def test_the_log_is_folded_back_when_the_ledger_closes(ledger):
    log = ledger.path.with_name("ledger.db-wal")
    assert log.exists()
    ledger.close()
    ledger.close()
    assert not log.exists()


# Commits a clue, begins the next action and dies in the middle of it, before or after its last statement.
KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from storage.vault import KEY, OWN, viewer
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.records import Clue, Loss
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.storage.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), KEY, SystemClock())
with ledger.transact(Op.REGISTER_CLUE, viewer()) as tx:
    tx.insert(Clue(uid="c-committed", owner_enterprise=OWN, summary="已经提交"))
    tx.next_number("clue.2026")
with ledger.transact(Op.REGISTER_CLUE, viewer()) as tx:
    tx.next_number("clue.2026")
    tx.insert(*(Clue(uid=f"c-{at}", owner_enterprise=OWN, summary="半途" * 2000) for at in range(2000)))
    tx.insert(Loss(uid="l-half", owner_enterprise=OWN, clue="c-1"))
    if sys.argv[3] == "finished":
        tx.finish()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("when", ["middle", "finished"])
def test_a_killed_process_loses_nothing_committed_and_keeps_nothing_half(ledger, when):
    ledger.close()
    tests = str(Path(__file__).parent.parent)
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", KILLED, str(ledger.path), tests, when], check=False
    )
    assert ran.returncode == -9
    reopened = Ledger(ledger.path, KEY, SystemClock())
    with reopened.read() as connection:
        assert {one.uid for one in rows.fetch(connection, Clue)} == {CLUE, "c-committed"}
        assert rows.fetch(connection, Loss) == []
        assert audit.problems(connection) == []
        assert audit.count(connection) == 2
        assert connection.execute(text("SELECT last FROM counter WHERE register = 'clue.2026'")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM search_index")).scalar() == 4
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    reopened.close()


WAYS_IN = {
    "transact": lambda opened: opened.transact(Op.CHANGE_CLUE, viewer()),
    "small_write": lambda opened: opened.small_write(),
    "still": lambda opened: opened.still(),
    "read": lambda opened: opened.read(),
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_a_closed_ledger_is_neither_read_nor_written(ledger, way):
    """Who closed it gave up the lock on the folder: another process may be writing by now."""
    log = ledger.path.with_name("ledger.db-wal")
    ledger.close()
    with pytest.raises(UserError, match="台账已关闭，请重新登录。"), WAYS_IN[way](ledger):
        raise AssertionError("never reached")
    assert not log.exists()


def test_a_write_that_waits_while_the_ledger_closes_is_refused(ledger):
    refused = []
    waiting = threading.Event()

    def write():
        waiting.set()
        try:
            with ledger.small_write() as connection:
                mirror(connection, "late", 1)
        except UserError as error:
            refused.append(error.sentence)

    late = threading.Thread(target=write)
    with ledger.small_write():
        late.start()
        waiting.wait()
        closing = threading.Thread(target=ledger.close)
        closing.start()
    late.join()
    closing.join()
    again = Ledger(ledger.path, KEY, SystemClock())
    with again.read() as connection:
        # Either it came before the closing and is kept, or after it and was told.
        assert (read_setting(connection, "late") == 1) is not bool(refused)
    again.close()


def test_an_amount_out_of_range_is_told_as_such_at_the_last_gate(ledger):
    with pytest.raises(FieldError, match="十万亿元"), ledger.transact(Op.SAVE_LOSS, viewer()) as tx:
        tx.insert(Loss(uid="l-1", owner_enterprise=OWN, clue=CLUE, amount=LIMIT_FEN))
    with pytest.raises(FieldError, match="不能为负数"), ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        tx.update(replace(tx.get(Clue, CLUE), estimated_loss=-1))
    with ledger.read() as connection:
        assert rows.fetch(connection, Loss) == []


def test_what_was_withdrawn_is_only_brought_back(ledger):
    with ledger.transact(Op.WITHDRAW, viewer()) as tx:
        gone = tx.update(replace(tx.get(Clue, CLUE), withdrawn_reason="重复登记"))
    with pytest.raises(NotAllowed, match="已撤回"), ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        tx.update(replace(gone, summary="改"))
    with ledger.transact(Op.RESTORE_RECORD, viewer()) as tx:
        back = tx.update(replace(gone, withdrawn_reason=""))
    with ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        assert tx.update(replace(back, summary="改")).summary == "改"
