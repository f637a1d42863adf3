"""Opening the database: wrong keys, foreign, newer, damaged and truncated files, full disks, readers that only read."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.exc import OperationalError

from storage.vault import CLUE, KEY, OWN, raw, viewer
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.records import Clue, Loss
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.storage import rows
from zhuize_desktop.storage.engine import connect, rekey, told_errors
from zhuize_desktop.storage.ledger import Ledger
from zhuize_desktop.storage.tables import metadata


def open_and_close(path, key=KEY):
    Ledger(path, key, SystemClock()).close()


def test_the_file_shows_nothing_of_what_is_in_it(ledger):
    ledger.close()
    data = ledger.path.read_bytes()
    assert not data.startswith(b"SQLite")
    for word in ("违规", "张三丰", "JY-2026", "CREATE TABLE"):
        assert word.encode() not in data


def test_wrong_key(path):
    with pytest.raises(FileProblem, match="已损坏或与密钥不符"):
        open_and_close(path, bytes(32))
    with pytest.raises(ValueError, match="32 bytes"):
        connect(path, b"short")


def test_plain_sqlite_file(tmp_path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(FileProblem, match="不是本程序的加密台账"):
        open_and_close(other)


def test_encrypted_file_of_another_program(tmp_path):
    other = tmp_path / "other.db"
    connection = raw(other)
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA application_id=305419896")
    connection.close()
    with pytest.raises(FileProblem, match="不是本程序的台账"):
        open_and_close(other)


def test_newer_version_is_refused_and_left_alone(path):
    connection = raw(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(FileProblem, match="更新版本的程序"):
        open_and_close(path)
    # Opening for reading may write the header of the log; the content is the same.
    connection = raw(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (99,)
    connection.close()
    assert len(path.read_bytes()) == len(before)


def test_folder_that_does_not_exist(tmp_path):
    with pytest.raises(FileProblem, match="打不开台账文件"):
        open_and_close(tmp_path / "none" / "ledger.db")


@pytest.mark.parametrize("kept", [0.5, 100, 4096])
def test_truncated_file(ledger, kept):
    ledger.close()
    data = ledger.path.read_bytes()
    ledger.path.write_bytes(data[: int(len(data) * kept) if kept < 1 else kept])
    with pytest.raises(FileProblem):
        read_everything(ledger.path)


def read_everything(path):
    opened = Ledger(path, KEY, SystemClock())
    try:
        with opened.read() as connection:
            for table in metadata.sorted_tables:
                connection.execute(table.select()).all()
    finally:
        opened.close()


def test_damaged_page_is_told_where_it_is_read(ledger):
    ledger.close()
    connection = raw(ledger.path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'clue'").fetchone()
    connection.close()
    data = bytearray(ledger.path.read_bytes())
    data[(page - 1) * 4096 + 1000] ^= 1
    ledger.path.write_bytes(data)
    reopened = Ledger(ledger.path, KEY, SystemClock())
    with pytest.raises(FileProblem, match="损坏"), reopened.read() as reading:
        rows.fetch(reading, Clue)
    reopened.close()


def test_a_reader_refuses_writes(ledger):
    with pytest.raises(FileProblem, match="只读"), ledger.read() as connection:
        connection.execute(text("UPDATE clue SET summary = 'x'"))
    with ledger.read() as connection:
        assert rows.fetch(connection, Clue)[0].summary == "违规为参股公司垫付运费"


def test_a_reader_sees_one_moment(ledger):
    with ledger.read() as connection:
        before = rows.fetch(connection, Loss)
        with ledger.transact(Op.SAVE_LOSS, viewer()) as tx:
            tx.insert(Loss(uid="l-1", owner_enterprise=OWN, clue=CLUE, amount=5))
        assert rows.fetch(connection, Loss) == before == []
    with ledger.read() as connection:
        assert len(rows.fetch(connection, Loss)) == 1


def test_errors_that_are_no_persons_business_pass_through(ledger):
    with pytest.raises(OperationalError), told_errors(ledger.path), ledger.read() as connection:
        connection.execute(text("SELECT * FROM no_such_table"))


# Writes clues of 100 kB until the file may not grow any more; says how many actions were committed before that.
FULL_DISK = """
import json, resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from storage.vault import KEY, OWN, viewer
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.records import Clue
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.storage.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), KEY, SystemClock())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
done = 0
try:
    while True:
        with ledger.transact(Op.REGISTER_CLUE, viewer()) as tx:
            tx.insert(Clue(uid=f"c-{done}", owner_enterprise=OWN, summary="满" * 30_000))
        done += 1
except FileProblem as problem:
    print(json.dumps([done, problem.sentence]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of one process's files")
def test_no_room_left_loses_nothing_and_keeps_nothing_half(ledger):
    ledger.close()
    tests = str(Path(__file__).parent.parent)
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", FULL_DISK, str(ledger.path), tests],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    done, sentence = json.loads(ran.stdout)
    assert done > 3
    assert "没有写入任何内容" in sentence
    reopened = Ledger(ledger.path, KEY, SystemClock())
    with reopened.read() as connection:
        assert len(rows.fetch(connection, Clue)) == 1 + done
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    reopened.close()


def test_a_statement_compiled_for_one_ledger_serves_the_next_and_carries_no_values(ledger, path, tmp_path):
    def ask(opened, uid):
        """What reader and writer found, and whether all of it had been compiled before."""
        seen = []
        for engine in (opened._readers, opened._writer):
            event.listen(engine, "after_cursor_execute", lambda *told: seen.append(told[4].cache_hit))
        with opened.read() as connection:
            read = rows.fetch_equal(connection, Clue, uid=uid)
        with opened.still() as connection:
            written = rows.fetch_equal(connection, Clue, uid=uid)
        asked = [hit for hit in seen if hit is not CacheStats.NO_CACHE_KEY]
        assert len(asked) >= 2
        return (
            [one.summary for one in read],
            [one.summary for one in written],
            {*asked} == {CacheStats.CACHE_HIT},
        )

    ask(ledger, CLUE)
    ledger.close()
    other = Ledger(shutil.copy(path, tmp_path / "other.db"), KEY, SystemClock())
    with other.transact(Op.REGISTER_CLUE, viewer()) as tx:
        tx.insert(Clue(uid="c-second", owner_enterprise=OWN, summary="另一条"))
    assert ask(other, "c-second") == (["另一条"], ["另一条"], True)
    other.close()
    again = Ledger(path, KEY, SystemClock())
    assert ask(again, "c-second") == ([], [], True)
    assert ask(again, CLUE) == (["违规为参股公司垫付运费"], ["违规为参股公司垫付运费"], True)
    again.close()


def test_rekey_from_old_to_new_and_again(ledger):
    ledger.close()
    new = bytes(reversed(range(32)))
    rekey(ledger.path, (new, KEY))
    rekey(ledger.path, (new, KEY))
    with pytest.raises(FileProblem):
        open_and_close(ledger.path)
    reopened = Ledger(ledger.path, new, SystemClock())
    with reopened.read() as connection:
        assert rows.fetch(connection, Clue)[0].uid == CLUE
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    reopened.close()
    with pytest.raises(FileProblem, match="不配套"):
        rekey(ledger.path, (bytes(32), KEY))
