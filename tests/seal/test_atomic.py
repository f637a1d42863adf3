"""Whole files or none, on real file systems that are full, write-protected or cut off in the middle."""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import zhuize_desktop
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal import atomic
from zhuize_desktop.seal.atomic import (
    atomic_stream,
    file_problem,
    read_bytes,
    remove_leftovers,
    write_atomic,
)

SOURCE = Path(zhuize_desktop.__file__).parent.parent


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a small file system here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def write_in_pieces(path, pieces, error=None):
    with atomic_stream(path) as stream:
        for piece in pieces:
            stream.write(piece)
        if error is not None:
            raise error


def test_a_new_file_and_a_replaced_one_hold_exactly_the_bytes(tmp_path):
    path = tmp_path / "年报.pdf"
    for data in (b"", b"one", os.urandom(300_000)):
        write_atomic(path, data)
        assert path.read_bytes() == data
    assert names(tmp_path) == ["年报.pdf"]


def test_a_private_file_is_for_its_owner_only_and_others_follow_the_umask(tmp_path):
    before = os.umask(0o022)
    try:
        write_atomic(tmp_path / "keys.json", b"x", private=True)
        write_atomic(tmp_path / "report.pdf", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "report.pdf").stat().st_mode) == 0o644


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_return(tmp_path, monkeypatch):
    path, calls = tmp_path / "a.bin", []
    fsync, replace = os.fsync, Path.replace

    def recorded_fsync(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        calls.append("sync folder" if is_folder else f"sync {os.fstat(descriptor).st_size} bytes")
        fsync(descriptor)

    def recorded_replace(self, target):
        calls.append(f"rename to {Path(target).name}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    write_atomic(path, b"12345")
    assert calls == ["sync 5 bytes", "rename to a.bin", "sync folder"]


@pytest.mark.parametrize("error", [ValueError("bug"), KeyboardInterrupt()])
def test_an_error_in_the_block_passes_unchanged_and_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "a.bin"
    write_atomic(path, b"old")
    with pytest.raises(type(error)):
        write_in_pieces(path, [b"new"], error)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


def test_nobody_sees_the_new_file_before_it_is_whole(tmp_path):
    path = tmp_path / "a.bin"
    write_atomic(path, b"old")
    with atomic_stream(path) as stream:
        stream.write(b"new" * 100_000)
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new" * 100_000


def test_a_full_disk_is_said_in_chinese_and_leaves_the_old_file(small_disk):
    path = small_disk / "台账.xlsx"
    write_atomic(path, b"old")
    with pytest.raises(FileProblem, match=r"磁盘空间不足，未能写入“台账\.xlsx”"):
        write_atomic(path, bytes(200_000))
    assert path.read_bytes() == b"old"
    assert names(small_disk) == ["台账.xlsx"]


def test_a_disk_that_fills_up_in_the_middle_of_a_stream(small_disk):
    with pytest.raises(FileProblem, match="磁盘空间不足"):
        write_in_pieces(small_disk / "a.bin", [os.urandom(10_000)] * 100)
    assert names(small_disk) == []
    write_atomic(small_disk / "b.bin", bytes(50_000))  # the room is free again


def test_a_write_protected_disk(small_disk):
    write_atomic(small_disk / "a.bin", b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(FileProblem, match="只读"):
        write_atomic(small_disk / "a.bin", b"new")
    assert (small_disk / "a.bin").read_bytes() == b"old"


def test_a_file_larger_than_the_disk_allows(tmp_path):
    resource = pytest.importorskip("resource")
    path = tmp_path / "a.bin"
    write_atomic(path, b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
    try:
        with pytest.raises(FileProblem, match="文件大小"):
            write_atomic(path, bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


def test_places_where_no_file_can_be(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileProblem, match="找不到"):
        write_atomic(tmp_path / "missing" / "a.bin", b"")
    with pytest.raises(FileProblem, match="“folder”不是文件"):
        write_atomic(tmp_path / "folder", b"")
    with pytest.raises(FileProblem, match="不是文件夹"):
        write_atomic(tmp_path / "file" / "a.bin", b"")
    with pytest.raises(FileProblem, match="过长"):
        write_atomic(tmp_path / ("长" * 200), b"")
    assert names(tmp_path) == ["file", "folder"]


def test_a_power_cut_in_the_middle_leaves_the_old_file_and_one_leftover_to_clear(tmp_path):
    path = tmp_path / "a.bin"
    write_atomic(path, b"old")
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from zhuize_desktop.seal.atomic import atomic_stream\n"
        "with atomic_stream(Path(sys.argv[1])) as stream:\n"
        "    stream.write(b'half'); stream.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], env={**os.environ, "PYTHONPATH": str(SOURCE)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    assert len(names(tmp_path)) == 2
    assert remove_leftovers(tmp_path) == 1
    assert names(tmp_path) == ["a.bin"]
    assert remove_leftovers(tmp_path) == 0


def test_leftovers_of_others_stay(tmp_path):
    for name in ("a.tmp", ".~lock.报告.docx#", "~$台账.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    assert remove_leftovers(tmp_path) == 0
    assert len(names(tmp_path)) == 3


def test_a_temporary_file_that_cannot_be_removed_does_not_hide_the_first_error(tmp_path, monkeypatch):
    def refuse(self, missing_ok=False):
        raise PermissionError(errno.EACCES, "refused", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(ValueError, match="bug") as caught:
        write_in_pieces(tmp_path / "a.bin", [b"x"], ValueError("bug"))
    assert any("could not be removed" in note for note in caught.value.__notes__)


def test_reading(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"12345")
    assert read_bytes(tmp_path / "a.bin") == b"12345"
    assert read_bytes(tmp_path / "a.bin", 5) == b"12345"
    with pytest.raises(FileProblem, match="大得多"):
        read_bytes(tmp_path / "a.bin", 4)
    with pytest.raises(FileProblem, match=r"找不到“b\.bin”"):
        read_bytes(tmp_path / "b.bin")
    with pytest.raises(FileProblem, match="不是文件"):
        read_bytes(tmp_path)


class WindowsError_(PermissionError):  # noqa: N801 - on Windows every OSError has a winerror
    def __init__(self, winerror, number, filename, filename2=None):
        super().__init__(number, "Access is denied", filename, None, filename2)
        self.winerror = winerror


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            WindowsError_(5, errno.EACCES, ".~台账.xlsx.tmp", "C:\\台账.xlsx"),
            "正被其他程序（如 Excel）打开，请关闭后重试",
        ),
        (WindowsError_(32, errno.EACCES, "C:\\台账.xlsx"), "正被其他程序（如 Excel）打开，请关闭后重试"),
        (WindowsError_(5, errno.EACCES, "C:\\台账.xlsx"), "没有读写“.*”的权限"),
        (WindowsError_(112, errno.ENOSPC, "x"), "磁盘空间不足"),
        (WindowsError_(19, errno.EACCES, "x"), "只读"),
        (WindowsError_(21, errno.EACCES, "x"), "磁盘出错"),
        (WindowsError_(123, errno.EINVAL, "x"), "不能用于文件名的字符"),
        (WindowsError_(206, errno.ENOENT, "x"), "过长"),
        (WindowsError_(3, errno.ENOENT, "C:\\" + "长" * 256), "过长"),
        (WindowsError_(2, errno.ENOENT, "C:\\台账.xlsx"), "找不到“.*”"),
        (WindowsError_(4711, errno.EINVAL, "x"), "系统错误号 4711"),
        (OSError(errno.EACCES, "Permission denied"), "没有读写“台账.xlsx”的权限"),
        (OSError(errno.EIO, "Input/output error"), "磁盘出错"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "磁盘空间不足"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), f"系统错误号 {errno.EXDEV}"),
    ],
)
def test_refusals_of_the_system_are_said_in_chinese(error, said):
    sentence = file_problem(error, Path("台账.xlsx")).sentence
    assert re.search(said, sentence)
    assert sentence.endswith(("。",))
    assert sentence.count("。") == 1
    words = set(re.findall(r"[A-Za-z]{3,}", sentence)) - {"xlsx", "Excel", "NTFS"}
    assert not words


@pytest.mark.parametrize(("refusals", "is_written"), [(0, True), (5, True), (6, False)])
def test_a_scanner_that_holds_the_file_for_a_moment_is_waited_for_and_excel_is_not(
    tmp_path, monkeypatch, refusals, is_written
):
    path, replace, left, pauses = tmp_path / "台账.xlsx", Path.replace, [refusals], []

    def held(self, target):
        if left[0]:
            left[0] -= 1
            raise WindowsError_(5, errno.EACCES, str(self), str(target))
        return replace(self, target)

    write_atomic(path, b"old")
    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(atomic.time, "sleep", pauses.append)
    if is_written:
        write_atomic(path, b"new")
    else:
        with pytest.raises(FileProblem, match="正被其他程序"):
            write_atomic(path, b"new")
    assert path.read_bytes() == (b"new" if is_written else b"old")
    assert names(tmp_path) == ["台账.xlsx"]
    assert len(pauses) == min(refusals, 5)
    assert sum(pauses) < 1


def test_no_sentence_is_english():
    for sentence in {*atomic._BY_ERRNO.values(), *atomic._BY_WINERROR.values(), atomic._OTHER}:
        assert set(re.findall(r"[A-Za-z]{3,}", sentence)) <= {"name", "code", "Excel", "NTFS"}


def test_the_file_named_by_the_system_is_told_but_never_a_temporary_name():
    other = OSError(errno.ENOENT, "", "/somewhere/附件.pdf")
    assert "附件.pdf" in file_problem(other, Path("/out/包.zip")).sentence
    temporary = OSError(errno.ENOSPC, "", "/out/.~包.zip.0123.tmp")
    assert "“包.zip”" in file_problem(temporary, Path("/out/包.zip")).sentence
