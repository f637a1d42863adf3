"""Copies: whole while others write, refused when damaged, thinned by age as the table says."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import KEY, OWN, raw, viewer
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.records import Clue
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.storage.backup import checked, contents, copy_ledger, head_of, thin


def test_a_copy_of_an_open_ledger_holds_what_still_lies_in_the_log(ledger, tmp_path):
    assert ledger.path.with_name("ledger.db-wal").stat().st_size > 0
    copy = tmp_path / "copy.db"
    with ledger.still() as connection:
        copy_ledger(ledger.path, KEY, copy)
        held = contents(ledger.path, connection)
    assert checked(copy, KEY) == held
    assert held.rows["clue"] == 1
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    assert b"JY-2026" not in copy.read_bytes()


def test_nobody_writes_while_the_ledger_is_held_still(ledger, tmp_path):
    started, written = threading.Event(), threading.Event()

    def write():
        started.set()
        with ledger.transact(Op.REGISTER_CLUE, viewer()) as tx:
            tx.insert(Clue(uid="late", owner_enterprise=OWN))
        written.set()

    thread = threading.Thread(target=write)
    with ledger.still() as connection:
        held = contents(ledger.path, connection)
        thread.start()
        started.wait()
        copy_ledger(ledger.path, KEY, tmp_path / "copy.db")
        assert not written.is_set()
    thread.join()
    assert written.is_set()
    assert checked(tmp_path / "copy.db", KEY) == held


def test_a_copy_of_another_moment_differs(ledger, tmp_path):
    copy_ledger(ledger.path, KEY, tmp_path / "copy.db")
    with ledger.transact(Op.REGISTER_CLUE, viewer()) as tx:
        tx.insert(Clue(uid="late", owner_enterprise=OWN))
    with ledger.still() as connection:
        assert checked(tmp_path / "copy.db", KEY) != contents(ledger.path, connection)


def test_damage_is_refused(ledger, tmp_path):
    copy = tmp_path / "copy.db"
    copy_ledger(ledger.path, KEY, copy)
    whole = copy.read_bytes()
    for at in range(5000, len(whole), len(whole) // 12):
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(FileProblem):
            checked(copy, KEY)
    copy.write_bytes(whole[:-4096])
    with pytest.raises(FileProblem):
        checked(copy, KEY)
    connection = raw(ledger.path)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("UPDATE loss SET clue = 'nowhere'")
    connection.execute("UPDATE clue SET handler = 'nobody'")
    connection.close()
    with pytest.raises(FileProblem, match="引用"):
        checked(ledger.path, KEY)


def test_the_head_with_whichever_key_fits(ledger):
    with ledger.still() as connection:
        head = contents(ledger.path, connection).head
    ledger.close()
    assert head_of(ledger.path, (bytes(32), KEY)) == head
    assert head_of(ledger.path, (bytes(32),)) is None
    assert head_of(ledger.path, ()) is None


TODAY = date(2026, 11, 20)  # a Friday


def at(day, hour=9):
    return datetime.fromisoformat(day).replace(hour=hour)


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        ("2026-11-20", True),
        ("2026-11-19", True),
        ("2026-11-14", True),  # the seventh day
        ("2026-11-13", False),  # its week has a later one
        ("2026-11-08", True),  # Sunday, newest of the week before last
        ("2026-11-07", False),
        ("2026-11-01", True),  # newest of the fourth week
        ("2026-10-31", True),  # newest of October
        ("2026-10-30", False),
        ("2026-01-31", True),
        ("2025-12-31", True),  # the twelfth month
        ("2025-11-30", False),  # the thirteenth
        ("2026-11-21", True),  # a clock that ran ahead
    ],
)
def test_thinning_of_one_a_day(day, kept):
    made = [at("2026-11-21") - timedelta(days=back) for back in range(500)]
    assert (at(day) in thin(made, TODAY)) is kept


def test_several_a_day():
    made = [at(day, hour) for day in ("2026-11-20", "2026-11-19", "2026-11-18") for hour in (9, 12, 17)]
    assert sorted(thin(made, TODAY)) == sorted([*made[:6], at("2026-11-18", 17)])


@given(
    st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 20, 23)), max_size=60),
    st.integers(0, 40),
)
def test_thinning_keeps_the_newest_and_little_more_and_is_settled_at_once(made, later):
    today = TODAY + timedelta(days=later)
    kept = thin(made, today)
    assert kept <= set(made)
    assert thin(kept, today) == kept
    recent = {one for one in made if one.date() >= today - timedelta(days=1)}
    assert recent <= kept
    assert len(kept - recent) <= 7 + 4 + 12
    year = [one for one in made if one.date() > today - timedelta(days=330)]
    assert not year or max(year) in kept
