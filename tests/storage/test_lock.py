"""One program at a time: with real second processes, also killed ones."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

import zhuize_desktop
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.storage.lock import FolderInUse, FolderLock, Holder, holder

CLOCK = FixedClock(datetime(2026, 11, 20, 1, 41, tzinfo=UTC))
SOURCE = Path(zhuize_desktop.__file__).parent.parent

# Tries to lock, says how it went, and keeps what it has until its standard input ends.
SECOND = """
import sys
from pathlib import Path
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.storage.lock import FolderInUse, FolderLock
try:
    lock = FolderLock.acquire(DataFolder(Path(sys.argv[1])), "李四")
    print("held", flush=True)
    sys.stdin.read()
    lock.release()
except FolderInUse as problem:
    sys.stdout.buffer.write(("refused " + problem.sentence + "\\n").encode())
    sys.stdout.flush()
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return DataFolder(tmp_path)


@pytest.fixture
def second(folder):
    """Starts programs that try to lock the folder; ends them all."""
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", SECOND, str(folder.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def said(process):
    return process.stdout.readline().decode().strip()


def test_the_note_says_who_where_and_since_when(folder):
    with FolderLock.acquire(folder, "张三", CLOCK) as lock:
        assert lock.is_held
        found = holder(folder)
        assert found == Holder("张三", socket.gethostname(), os.getpid(), CLOCK.now())
        assert found.is_here
        assert json.loads(folder.lock_note.read_text(encoding="utf-8"))["name"] == "张三"
    assert not lock.is_held
    assert holder(folder) is None
    assert not folder.lock_note.exists()


def test_a_second_program_is_refused_and_told_who_holds_the_folder(folder, second):
    with FolderLock.acquire(folder, "张三", CLOCK):
        answer = said(second())
    assert answer == "refused 台账已在本机打开（张三，2026-11-20 09:41 起），请在那里退出后再打开。"


def test_what_a_second_program_holds_is_refused_here_until_it_ends(folder, second):
    process = second()
    assert said(process) == "held"
    with pytest.raises(FolderInUse, match="李四") as caught:
        FolderLock.acquire(folder, "张三", CLOCK)
    assert caught.value.holder.pid == process.pid
    assert caught.value.holder.is_here
    process.stdin.close()
    assert process.wait() == 0
    with FolderLock.acquire(folder, "张三", CLOCK):
        assert holder(folder).name == "张三"


def test_the_lock_of_a_killed_program_ends_with_it_and_its_note_is_overwritten(folder, second):
    process = second()
    assert said(process) == "held"
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert holder(folder).pid == process.pid  # the note stays behind
    with FolderLock.acquire(folder, "张三", CLOCK):
        assert holder(folder).name == "张三"
        assert said(second()).startswith("refused")


def test_of_many_that_start_at_once_exactly_one_gets_the_folder(folder, second):
    answers = [said(process) for process in [second() for _ in range(6)]]
    assert answers.count("held") == 1
    assert sum(answer.startswith("refused 台账") for answer in answers) == 5


def test_a_second_lock_in_the_same_program_is_refused_and_does_not_end_the_first(folder, second):
    """POSIX would grant it, and closing its file would silently drop both."""
    with FolderLock.acquire(folder, "张三", CLOCK):
        with pytest.raises(FolderInUse, match="张三"):
            FolderLock.acquire(folder, "李四", CLOCK)
        with pytest.raises(FolderInUse, match="张三"):
            FolderLock.acquire(DataFolder(folder.path / ".." / folder.path.name), "李四", CLOCK)
        assert said(second()).startswith("refused")


def test_of_many_threads_exactly_one_gets_the_folder(folder):
    got, refused, start = [], [], threading.Barrier(8)

    def attempt():
        start.wait()
        try:
            got.append(FolderLock.acquire(folder, "张三", CLOCK))
        except FolderInUse as problem:
            refused.append(problem)

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(got), len(refused)) == (1, 7)
    got[0].release()


def test_the_lock_ends_with_an_error_in_its_block_and_release_may_be_repeated(folder):
    lock = FolderLock.acquire(folder, "张三", CLOCK)
    with pytest.raises(ValueError, match="bug"), lock:
        raise ValueError("bug")
    lock.release()
    with FolderLock.acquire(folder, "李四", CLOCK) as again:
        lock.release()  # an old handle must not end the new lock
        assert again.is_held
        assert holder(folder).name == "李四"


def test_two_folders_are_locked_apart(tmp_path):
    one, two = DataFolder(tmp_path / "a"), DataFolder(tmp_path / "b")
    for each in (one, two):
        each.path.mkdir()
    with FolderLock.acquire(one, "张三", CLOCK), FolderLock.acquire(two, "张三", CLOCK):
        assert holder(one) == holder(two)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\xff\xfe",
        b"Zhang",
        b"[]",
        b"{}",
        b'{"host":"h","name":"n","pid":"1","since":"2026-11-20T01:41:00Z"}',
        b'{"host":"h","name":"n","pid":1,"since":"yesterday"}',
        b'{"host":"h","name":1,"pid":1,"since":"2026-11-20T01:41:00Z"}',
        b"x" * 20_000,
    ],
)
def test_a_note_that_cannot_be_read_names_nobody_and_hinders_nobody(folder, note):
    folder.lock_note.write_bytes(note)
    assert holder(folder) is None
    with FolderLock.acquire(folder, "张三", CLOCK):
        folder.lock_note.write_bytes(note)
        with pytest.raises(FolderInUse, match="另一个窗口或另一台电脑") as caught:
            FolderLock.acquire(folder, "李四", CLOCK)
        assert caught.value.holder is None


def test_a_holder_on_another_computer_is_told_with_its_name():
    other = Holder("王五", "CAIWU-PC3", 4242, CLOCK.now())
    assert not other.is_here
    sentence = FolderInUse(other).sentence
    assert sentence == "台账正由王五在电脑“CAIWU-PC3”上使用（2026-11-20 09:41 起），请在那里退出后再打开。"


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(FileProblem, match="找不到"):
        FolderLock.acquire(DataFolder(tmp_path / "missing"), "张三", CLOCK)


def test_a_note_that_cannot_be_written_leaves_no_lock(folder, second):
    folder.lock_note.mkdir()
    with pytest.raises(FileProblem):
        FolderLock.acquire(folder, "张三", CLOCK)
    folder.lock_note.rmdir()
    assert said(second()) == "held"


def test_the_far_byte_is_locked_and_nothing_else(folder):
    """Another process asks for the byte before, the byte and the byte after."""
    script = (
        "import fcntl, sys\n"
        "file = open(sys.argv[1], 'r+b')\n"
        "for at in (0, 2**30 - 1, 2**30, 2**30 + 1):\n"
        "    try:\n"
        "        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at); print('free')\n"
        "    except BlockingIOError:\n"
        "        print('held')\n"
    )
    with FolderLock.acquire(folder, "张三", CLOCK):
        done = subprocess.run(
            [sys.executable, "-c", script, str(folder.lock)], capture_output=True, text=True, check=True
        )
    assert done.stdout.split() == ["free", "free", "held", "free"]
    assert folder.lock.stat().st_size == 0
