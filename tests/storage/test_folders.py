"""The data folder: its layout, where it is by default, and where it may not be."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.storage.folders import (
    DataFolder,
    check_local,
    check_space,
    default_data_folder,
    doubt_about_place,
    is_removable_posix,
    is_removable_windows,
    is_shared_posix,
    is_shared_windows,
    make_folders,
)


def test_the_layout_is_the_described_one(tmp_path):
    folder = DataFolder(tmp_path / "数据")
    make_folders(folder)
    make_folders(folder)  # what is there stays
    assert sorted(path.name for path in folder.path.iterdir()) == [
        "attachments",
        "backups",
        "exports",
        "logs",
    ]
    assert folder.keys_copy.name == "keys.json.bak"
    files = (folder.ledger, folder.keys, folder.lock, folder.lock_note)
    assert [path.name for path in files] == ["ledger.db", "keys.json", "ledger.lock", "ledger.lock.txt"]
    assert {path.parent for path in files} == {folder.path}
    assert folder.path.stat().st_mode & 0o077 == 0
    assert not folder.exists
    folder.ledger.write_bytes(b"")
    assert folder.exists


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "数据").write_bytes(b"")
    with pytest.raises(FileProblem):
        make_folders(DataFolder(tmp_path / "数据"))
    (tmp_path / "logs").write_bytes(b"")
    with pytest.raises(FileProblem, match="logs"):
        make_folders(DataFolder(tmp_path))


# --- where it is by default ---


def test_the_default_is_the_users_own_local_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_folder().path == tmp_path / "zhuize-desktop"
    assert default_data_folder(tmp_path).path == tmp_path / "zhuize-desktop"  # no portable.ini there


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "data"),
        ("\ufeff[data]\r\nfolder = 台账数据\r\n", "台账数据"),
        ("[data]\nfolder=\n", "data"),
        ("[data]\nfolder = sub/资料 100%\n", "sub/资料 100%"),
        ("[other]\nfolder = x\n", "data"),
    ],
)
def test_a_portable_program_keeps_its_data_beside_it(tmp_path, text, where):
    (tmp_path / "portable.ini").write_text(text, encoding="utf-8", newline="")
    assert default_data_folder(tmp_path).path == tmp_path / where


def test_a_portable_program_may_name_a_whole_path(tmp_path):
    (tmp_path / "portable.ini").write_text(f"[data]\nfolder = {tmp_path / 'elsewhere'}\n", encoding="utf-8")
    assert default_data_folder(tmp_path).path == tmp_path / "elsewhere"


def test_a_frozen_program_looks_beside_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "zhuize-desktop.exe"))
    (tmp_path / "portable.ini").write_text("", encoding="utf-8")
    assert default_data_folder().path == tmp_path / "data"


@pytest.mark.parametrize("data", [b"folder = x\n", b"[data\n", b"[data]\nfolder = \xca\xfd\xbe\xdd\n"])
def test_a_portable_ini_that_cannot_be_understood_is_told_with_what_to_write(tmp_path, data):
    (tmp_path / "portable.ini").write_bytes(data)
    with pytest.raises(FileProblem, match=r"“portable\.ini”的内容不对"):
        default_data_folder(tmp_path)


# --- where it may not be ---

MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /mnt/share rw,relatime shared:2 - cifs //server/share rw,vers=3.1.1
31 30 8:17 / /mnt/share/usb rw shared:3 - vfat /dev/sdb1 rw
32 22 0:27 / /mnt/my\040files rw shared:4 master:1 - nfs4 server:/export rw
33 22 8:33 / /media/U盘 rw - exfat /dev/sdc1 rw
34 22 0:30 / /home/a/remote rw - fuse.sshfs a@server:/ rw
35 22 0:31 / /mnt/auto rw - autofs systemd-1 rw
36 35 0:32 / /mnt/auto rw - nfs server:/auto rw
37 22 0:33 / /mnt/back rw - nfs server:/back rw
38 37 8:49 / /mnt/back rw - ext4 /dev/sdd1 rw
39 22 0:34 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
40 22 0:35 / /mnt/ntfs rw - fuseblk /dev/sde1 rw
41 22 0:36 / /mnt/hgfs rw - fuse.vmhgfs-fuse vmhgfs-fuse rw
42 22 0:37 / /mnt/c rw - 9p C:\134 rw
43 22 0:38 / /mnt/dav rw - fuse.davfs https://server/ rw
44 22 0:39 / /mnt/netware rw - ncpfs server rw
45 22 0:40 / /mnt/plain rw - fuse.unionfs-fuse unionfs rw
a line nobody understands
"""


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        ("/", False),
        ("/home/a/data", False),
        ("/mnt/share", True),
        ("/mnt/share/data", True),
        ("/mnt/sharedata", False),  # only the beginning of the name is the same
        ("/mnt/share/usb/data", False),  # a stick mounted within a share
        ("/mnt/my files/data", True),
        ("/media/U盘/data", False),
        ("/home/a/remote/x", True),
        ("/mnt/auto/x", True),  # the later mount on the same point counts
        ("/mnt/back/x", False),
        ("/run/user/1000/gvfs/smb-share:server=s", True),
        ("/mnt/ntfs/x", False),
        ("/mnt/hgfs/x", True),
        ("/mnt/c/x", False),
        ("/mnt/dav/x", True),
        ("/mnt/netware/x", True),
        ("/mnt/plain/x", False),
    ],
)
def test_shared_places_of_linux(path, shared):
    assert is_shared_posix(path, MOUNTS) is shared


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        (r"C:\data", False),
        (r"D:\U盘\台账", False),
        (r"Z:\data", True),
        ("z:/data", True),
        (r"\\server\share\data", True),
        ("//server/share/data", True),
        (r"\\?\UNC\server\share\data", True),
        (r"\\?\unc\server\share\data", True),
        (r"\\?\C:\data", False),
        (r"\\?\Z:\data", True),
        (r"\\.\Z:\data", True),
    ],
)
def test_shared_places_of_windows(path, shared):
    def drive_type(root):
        assert re.fullmatch(r"[A-Za-z]:\\", root)  # what GetDriveTypeW asks for
        return {"C": 3, "D": 2, "Z": 4}[root[0].upper()]  # fixed, removable, remote

    assert is_shared_windows(path, drive_type) is shared


def test_a_shared_place_is_refused_and_named(tmp_path):
    with pytest.raises(FileProblem, match="网络盘或共享文件夹") as caught:
        check_local(tmp_path / "not" / "yet", lambda path: True)
    assert str(tmp_path) in caught.value.sentence
    check_local(tmp_path / "not" / "yet", lambda path: False)


def test_a_link_into_a_shared_place_is_followed(tmp_path):
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    share = str((tmp_path / "share").resolve())
    with pytest.raises(FileProblem):
        check_local(tmp_path / "link" / "data", lambda path: path.startswith(share))


def test_this_computers_own_disk_is_accepted(tmp_path):
    check_local(tmp_path)
    check_local(tmp_path / "not" / "yet")
    check_local(Path("relative"))


def test_every_file_system_this_computer_has_mounted_is_judged():
    """The real file of this system: the root is a disk of its own, and no mount point is an error."""
    text = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    for line in text.splitlines():
        kind = line.split(" - ")[1].split(" ")[0]
        if kind in ("proc", "sysfs", "ext4", "tmpfs", "overlay", "devpts"):
            assert not is_shared_posix(line.split(" ")[4], line)


# --- room ---


def test_room_is_asked_of_the_nearest_existing_folder(tmp_path):
    asked = []

    def free(place):
        asked.append(place)
        return 1000

    check_space(tmp_path / "a" / "b.zip", 1000, free)
    assert asked == [tmp_path]
    with pytest.raises(FileProblem, match=r"还需约 1001 字节，.*只剩 1000 字节") as caught:
        check_space(tmp_path / "a" / "b.zip", 1001, free)
    assert "b.zip" in caught.value.sentence


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1023, "1023 字节"),
        (1024, "1.0 KB"),
        (1536, "1.5 KB"),
        (5 * 1024**2, "5.0 MB"),
        (3 * 1024**3, "3.0 GB"),
        (2048 * 1024**3, "2048.0 GB"),
    ],
)
def test_amounts_are_said_as_people_say_them(tmp_path, size, said):
    with pytest.raises(FileProblem, match=f"还需约 {re.escape(said)}，"):
        check_space(tmp_path, size, lambda place: 0)


def test_the_real_disk_is_asked(tmp_path):
    there = shutil.disk_usage(tmp_path).total
    check_space(tmp_path, 1)
    with pytest.raises(FileProblem, match="磁盘空间不足"):
        check_space(tmp_path, there + 1)


# --- where it lies badly -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "removable", "portable", "words"),
    [
        ("/home/a/data", False, False, ""),
        ("/home/a/data", False, True, ""),
        ("/media/U盘/data", True, False, "请用便携版"),
        ("/media/U盘/data", True, True, ""),  # where a portable program is wanted
        ("/home/a/OneDrive - 某某公司/data", False, False, "同步盘"),
        ("/home/a/我的坚果云/data", False, True, "同步盘"),
        ("/home/a/云/data", False, False, ""),
    ],
)
def test_a_stick_and_a_cloud_drive_are_told(folder, removable, portable, words):
    told = doubt_about_place(
        Path(folder), portable=portable, is_shared=lambda _: False, is_removable=lambda _: removable
    )
    assert words in told
    assert bool(told) is bool(words)


def test_a_shared_place_is_told_as_it_will_be_refused():
    told = doubt_about_place(Path("/mnt/share/x"), portable=True, is_shared=lambda _: True)
    with pytest.raises(FileProblem) as refused:
        check_local(Path("/mnt/share/x"), lambda _: True)
    assert told == refused.value.sentence


def test_drives_that_can_be_pulled_out_of_linux(tmp_path):
    """As the kernel shows them: the device of a partition leads to it, and above it stands its drive."""
    devices, drives = tmp_path / "dev", tmp_path / "drives"
    devices.mkdir()
    for device, drive, partition, removable in (("8:33", "sdc", "sdc1", "1"), ("8:49", "sdd", "sdd1", "0")):
        (drives / drive / partition).mkdir(parents=True)
        (drives / drive / "removable").write_text(f"{removable}\n", "ascii")
        (devices / device).symlink_to(drives / drive / partition)
    (drives / "vda").mkdir()
    (drives / "vda" / "removable").write_text("0\n", "ascii")
    (devices / "254:0").symlink_to(drives / "vda")
    for path, removable in (
        ("/media/U盘/x", True),
        ("/mnt/back/x", False),
        ("/home", False),
        ("/mnt/c", False),
    ):
        assert is_removable_posix(path, MOUNTS, devices) is removable, path


@pytest.mark.parametrize(
    ("path", "removable"),
    [
        (r"C:\data", False),
        (r"D:\台账", True),
        ("d:/台账", True),
        (r"\\?\D:\台账", True),
        (r"\\server\share", False),
    ],
)
def test_drives_that_can_be_pulled_out_of_windows(path, removable):
    assert is_removable_windows(path, lambda root: {"C": 3, "D": 2}[root[0].upper()]) is removable
