"""Upgrading: on a checked copy, all or nothing, with steps of the tests' own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData

import zhuize_desktop.storage.migrations as migrations
from storage.vault import CLUE, KEY, raw
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.records import Clue
from zhuize_desktop.services.session import present_ledger
from zhuize_desktop.storage import rows
from zhuize_desktop.storage.backup import checked
from zhuize_desktop.storage.folders import DataFolder, make_folders
from zhuize_desktop.storage.ledger import Ledger
from zhuize_desktop.storage.schema import run_steps, upgrade
from zhuize_desktop.storage.tables import metadata

NOW = datetime(2026, 11, 20, 1, 41, tzinfo=UTC)
HEAD = 'from alembic import op\nrevision = "0002"\ndown_revision = "0001"\ndef upgrade():\n'
ADDS = HEAD + '    op.get_bind().exec_driver_sql("ALTER TABLE loss ADD COLUMN weight INTEGER")\n'
FAILS = ADDS + '    op.get_bind().exec_driver_sql("UPDATE clue SET no_such_column = 1")\n'
LOSES = (
    ADDS
    + '    op.get_bind().exec_driver_sql("DROP TRIGGER clue_is_kept")\n'
    + '    op.get_bind().exec_driver_sql("DELETE FROM clue")\n'
)
FORGETS = HEAD + "    pass\n"
BUG = ADDS + "    raise ZeroDivisionError\n"


@pytest.fixture
def folder(ledger, tmp_path):
    ledger.close()
    made = DataFolder(tmp_path / "data")
    make_folders(made)
    shutil.copy(ledger.path, made.ledger)
    return made


@pytest.fixture
def declared():
    """The declared tables of the version after this one: a loss has a weight."""
    later = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(later)
    later.tables["loss"].append_column(Column("weight", Integer))
    return later


def steps(tmp_path, second):
    scripts = tmp_path / "steps"
    shutil.copytree(Path(migrations.__file__).parent, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "0002_more.py").write_text(second, "utf-8")
    return scripts


def shown(path):
    connection = raw(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    columns = [row[1] for row in connection.execute("PRAGMA table_info(loss)")]
    clues = connection.execute("SELECT uid, summary FROM clue").fetchall()
    connection.close()
    return version, "weight" in columns, clues


def test_an_older_ledger_is_brought_up_and_the_old_one_kept(folder, declared, tmp_path):
    clues = shown(folder.ledger)[2]
    before = checked(folder.ledger, KEY)
    kept = upgrade(folder, KEY, NOW, steps(tmp_path, ADDS), 2, declared)
    assert shown(folder.ledger) == (2, True, clues)
    assert kept == folder.backups / "升级前_第1版_2026-11-20_094100.db"
    assert shown(kept) == (1, False, clues)
    assert checked(kept, KEY) == before
    assert sorted(path.name for path in folder.path.iterdir() if path.is_file()) == ["ledger.db"]


@pytest.mark.parametrize(
    ("second", "error", "told"),
    [
        (FAILS, FileProblem, "升级没有成功"),
        (LOSES, FileProblem, "引用对不上"),
        (FORGETS, FileProblem, "没有通过检查"),
        (BUG, ZeroDivisionError, None),
    ],
    ids=["fails half-way", "loses what others refer to", "does not make what is declared", "is a bug"],
)
def test_a_failing_step_leaves_everything_as_it_was(folder, declared, tmp_path, second, error, told):
    before = shown(folder.ledger), checked(folder.ledger, KEY)
    listed = sorted(path.relative_to(folder.path) for path in folder.path.rglob("*"))
    with pytest.raises(error, match=told):
        upgrade(folder, KEY, NOW, steps(tmp_path, second), 2, declared)
    assert (shown(folder.ledger), checked(folder.ledger, KEY)) == before
    assert sorted(path.relative_to(folder.path) for path in folder.path.rglob("*")) == listed


def test_what_a_power_cut_left_of_an_upgrade_does_not_stand_in_the_way(folder, declared, tmp_path):
    for name in ("ledger.upgrade.db", "ledger.upgrade.db-wal"):
        (folder.path / name).write_bytes(b"half")
    upgrade(folder, KEY, NOW, steps(tmp_path, ADDS), 2, declared)
    assert shown(folder.ledger)[:2] == (2, True)


def test_a_damaged_ledger_is_not_upgraded(folder, declared, tmp_path):
    data = bytearray(folder.ledger.read_bytes())
    data[-2000] ^= 1
    folder.ledger.write_bytes(data)
    with pytest.raises(FileProblem):
        upgrade(folder, KEY, NOW, steps(tmp_path, ADDS), 2, declared)
    assert folder.ledger.read_bytes() == bytes(data)
    assert list(folder.backups.iterdir()) == []


def test_triggers_and_words_of_the_trail_live_through_an_upgrade(folder, declared, tmp_path):
    upgrade(folder, KEY, NOW, steps(tmp_path, ADDS), 2, declared)
    connection = raw(folder.ledger)
    with pytest.raises(Exception, match="never deleted"):
        connection.execute("DELETE FROM clue")
    connection.close()


def test_steps_run_twice_change_nothing(path):
    before = checked(path, KEY)
    run_steps(path, KEY)
    assert checked(path, KEY) == before
    opened = Ledger(path, KEY, SystemClock())
    opened.close()


def test_the_login_upgrades(folder):
    """A ledger that says it is older goes through the steps when it is opened."""
    connection = raw(folder.ledger)
    connection.execute("PRAGMA user_version=0")
    connection.close()
    opened = present_ledger(folder, KEY, SystemClock())
    with opened.read() as reading:
        (clue,) = rows.fetch(reading, Clue)
    assert replace(clue, summary="").uid == CLUE
    assert opened.schema == 1
    opened.close()
    (kept,) = folder.backups.iterdir()
    assert kept.name.startswith("升级前_第0版_")
