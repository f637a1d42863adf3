"""The trail: whatever is altered in it, by somebody past every trigger, is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage.vault import CLUE, KEY, OWN, raw, viewer
from zhuize_desktop.domain.errors import NotAllowed
from zhuize_desktop.domain.records import Clue, Loss, Recovery
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.storage import audit
from zhuize_desktop.storage.ledger import Ledger
from zhuize_desktop.storage.tables import change, entry


@pytest.fixture
def busy(ledger):
    """A trail of four entries, one of them with a note, one that opens an epoch."""
    with ledger.transact(Op.SAVE_LOSS, viewer()) as tx:
        tx.insert(Loss(uid="l-1", owner_enterprise=OWN, clue=CLUE, amount=5_00))
        tx.note = "补记"
    with ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        tx.update(replace(tx.get(Clue, CLUE), summary="改过的概述", estimated_loss=None))
    with ledger.transact(Op.RESTORE_LEDGER, viewer()) as tx:
        tx.new_epoch = True
    return ledger


def problems(path):
    opened = Ledger(path, KEY, None)
    try:
        with opened.read() as connection:
            return audit.problems(connection)
    finally:
        opened.close()


def bend(path, *statements):
    connection = raw(path)
    for name in ("entry_is_final", "entry_is_kept", "change_is_final", "change_is_kept"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_an_honest_trail_holds(busy):
    with busy.read() as connection:
        assert audit.problems(connection) == []
        assert audit.head(connection).seq == audit.count(connection) == 4
        assert audit.head(connection).epoch == 2


ALTERED = [
    *((f"{entry.name}.{column.name}", seq) for column in entry.c for seq in (1, 2, 3, 4)),
    *((f"{change.name}.{column.name}", seq) for column in change.c for seq in (1, 2, 3)),
]


@pytest.mark.parametrize(("where", "seq"), ALTERED)
def test_any_altered_value_is_told(busy, where, seq):
    busy.close()
    table, column = where.split(".")
    if column == "seq":
        value = "seq + 100"
    elif column == "position":
        value = "position + 100"
    elif column == "epoch":
        value = "epoch + 1"
    elif column == "at":
        value = "'2020-01-01T00:00:00+00:00'"
    elif column == "op":
        value = "'export'"
    else:
        value = f"coalesce({column}, '') || 'x'"
    first = (
        "" if table == "entry" else f" AND position = (SELECT max(position) FROM change WHERE seq = {seq})"
    )
    bend(
        busy.path,
        "PRAGMA foreign_keys=OFF",
        f"UPDATE {table} SET {column} = {value} WHERE seq = {seq}{first}",
    )
    assert problems(busy.path)


def test_entries_and_changes_taken_out_are_told(busy):
    busy.close()
    bend(busy.path, "DELETE FROM change WHERE seq = 2", "DELETE FROM entry WHERE seq = 2")
    assert any("缺第 2 条" in one for one in problems(busy.path))


def test_a_change_taken_out_is_told(busy):
    busy.close()
    bend(busy.path, "DELETE FROM change WHERE seq = 3 AND position = 0")
    assert problems(busy.path) == [
        "办理记录第 3 条的变更明细缺项或被挪动。",
        "办理记录第 3 条的变更明细不全或被改动。",
    ]


def test_a_change_slipped_in_without_an_entry_is_told(busy):
    busy.close()
    bend(busy.path, "INSERT INTO change VALUES (9, 0, 'Clue', 'c', 'number', NULL, '1', 's', 'd')")
    assert any("找不到对应的办理记录（第 9 条）" in one for one in problems(busy.path))


@pytest.mark.parametrize(
    "emptied", ["salt = ''", "old = NULL, new = NULL, salt = ''", "old = NULL, new = NULL"]
)
def test_an_emptied_change_is_told(busy, emptied):
    busy.close()
    bend(busy.path, f"UPDATE change SET {emptied} WHERE seq = 2")
    assert set(problems(busy.path)) == {"办理记录第 2 条的变更内容与摘要不符。"}


def test_a_cut_end_and_a_rewritten_chain_are_caught_by_a_head_kept_outside(busy):
    with busy.read() as connection:
        heads = [audit.head(connection)]
        seqs = connection.execute(text("SELECT seq, hash FROM entry ORDER BY seq")).all()
    assert all(hashed for _, hashed in seqs)
    busy.close()
    bend(busy.path, "DELETE FROM change WHERE seq = 4", "DELETE FROM entry WHERE seq = 4")
    assert problems(busy.path) == []  # the chain alone cannot tell
    opened = Ledger(busy.path, KEY, None)
    with opened.read() as connection:
        assert not audit.holds(connection, heads[0].seq, heads[0].hash)
        for seq, hashed in seqs[:3]:
            assert audit.holds(connection, seq, hashed)
        assert audit.holds(connection, 0, "0" * 64)
        assert not audit.holds(connection, 0, "1" * 64)
    opened.close()


def recovery_of_nowhere(tx):
    tx.insert(Recovery(uid="v-1", owner_enterprise=OWN, clue=CLUE))
    tx.get(Clue, "nowhere")


def test_an_action_that_changed_nothing_or_failed_leaves_no_entry(ledger):
    with ledger.read() as connection:
        before = audit.head(connection)
    with ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        tx.update(tx.get(Clue, CLUE))
    with pytest.raises(NotAllowed), ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        recovery_of_nowhere(tx)
    with ledger.read() as connection:
        assert audit.head(connection) == before


def test_the_timeline_names_what_was_done_by_whom_and_when(busy):
    with busy.read() as connection:
        told = audit.timeline(connection, [CLUE, "l-1"])
    assert [(one.op, one.note) for one in told] == [
        (Op.CHANGE_CLUE, ""),
        (Op.SAVE_LOSS, "补记"),
        (Op.FIRST_START, ""),
    ]
    newest = told[0]
    assert newest.actor_name == "李文海"
    assert newest.at == busy.clock.now()
    assert {(one.field, one.old, one.new) for one in newest.changes} == {
        ("summary", '"违规为参股公司垫付运费"', '"改过的概述"'),
        ("estimated_loss", "100000", "null"),
    }
    assert [one.uid for one in told[-1].changes] == [CLUE]


def test_the_same_change_has_another_digest_each_time(ledger):
    """Salted: whoever holds a digest alone and knows the candidates of the value learns nothing from it."""
    for _ in range(2):
        ledger.clock.instant += timedelta(minutes=1)
        with ledger.transact(Op.SAVE_LOSS, viewer()) as tx:
            tx.touch("Setting", "same", "value", None, "same")
    with ledger.read() as connection:
        digests = connection.execute(text("SELECT digest FROM change WHERE uid = 'same'")).scalars().all()
    assert len(set(digests)) == 2


def test_permission_comes_before_everything(ledger):
    with (
        pytest.raises(NotAllowed, match="请由填报人、审核人办理"),
        ledger.transact(Op.REGISTER_CLUE, viewer("u-clerk", Role.ADMIN)),
    ):
        raise AssertionError("never reached")
