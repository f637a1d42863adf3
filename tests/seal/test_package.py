"""Sealed packages and backups: members come back as they went in, or not at all."""

from __future__ import annotations

import hashlib
import random
import zipfile

import pytest

from seal.papers import envelope_of, persons, sign
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.canonical import canonical, parse_canonical, plain
from zhuize_desktop.seal.digest import digest
from zhuize_desktop.seal.fileseal import blank_seal, seal_bytes
from zhuize_desktop.seal.package import (
    MANIFEST_NAME,
    Manifest,
    Member,
    manifest_bytes,
    open_package,
    seal_package,
)
from zhuize_desktop.seal.signature import SignRole
from zhuize_desktop.seal.zipseal import SEAL_NAME, fixed_info, write_seal


def pack(out, members, kind="backup", manifest=None, seed=1):
    manifest = manifest_bytes(members) if manifest is None else manifest
    who = persons(seed)[0]
    role = SignRole.BACKED_UP if kind == "backup" else SignRole.PACKED
    envelope = envelope_of(manifest, sign([], who, role, manifest), kind=kind, title="备份", period="")
    seal_package(members, manifest, envelope, who.key.sign, who.public_key.hex(), out)
    return out


@pytest.fixture
def members(tmp_path):
    ledger = tmp_path / "ledger.db"
    ledger.write_bytes(random.Random(1).randbytes(3_000_000))
    return {
        "ledger.db": ledger,
        "keys.json": b'{"entries":[]}',
        "attachments/ab/附件.bin": b"",
    }


def is_good(path) -> bool:
    try:
        with open_package(path) as package:
            return not package.problems
    except FileProblem:
        return False


@pytest.mark.parametrize("kind", ["backup", "package"])
def test_members_come_back(tmp_path, members, kind):
    path = pack(tmp_path / "备份.zip", members, kind)
    with open_package(path) as package:
        assert package.problems == ()
        assert package.envelope.kind == kind
        assert [one.name for one in package.manifest.members] == list(members)
        assert package.read("keys.json") == members["keys.json"]
        package.extract("ledger.db", tmp_path / "restored.db")
        package.extract("attachments/ab/附件.bin", tmp_path / "empty")
        with pytest.raises(FileProblem, match="没有成员"):
            package.read("other")
    assert (tmp_path / "restored.db").read_bytes() == members["ledger.db"].read_bytes()
    assert (tmp_path / "empty").read_bytes() == b""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.read("keys.json") == members["keys.json"]


def test_the_manifest_says_size_and_digests(members):
    listed = parse_canonical(manifest_bytes(members))["members"]
    raw = members["ledger.db"].read_bytes()
    assert listed[0]["size"] == len(raw) == 3_000_000
    assert listed[0]["digest"]["sha256"] == hashlib.sha256(raw).hexdigest()


def test_same_members_same_bytes(tmp_path, members):
    one, two = pack(tmp_path / "1.zip", members), pack(tmp_path / "2.zip", members)
    assert one.read_bytes() == two.read_bytes()


def test_every_flipped_byte_outside_the_big_member_is_seen(tmp_path, members, length):
    members["ledger.db"].write_bytes(b"small ledger")
    path = pack(tmp_path / "backup.zip", members)
    data = path.read_bytes()
    dice = random.Random(5)
    changed_file = tmp_path / "changed.zip"
    missed = []
    for at in range(len(data)):
        for bit in range(8) if length > 1 else [dice.randrange(8)]:
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            changed_file.write_bytes(changed)
            if is_good(changed_file):
                missed.append((at, bit))
    assert missed == []


def test_flips_in_a_big_member_are_seen_and_it_is_not_extracted(tmp_path, members):
    path = pack(tmp_path / "backup.zip", members)
    data = bytearray(path.read_bytes())
    data[1_500_000] ^= 1
    path.write_bytes(data)
    with open_package(path) as package:
        assert "成员“ledger.db”与清单中的摘要不符。" in package.problems
        with pytest.raises(FileProblem, match=r"ledger\.db"):
            package.extract("ledger.db", tmp_path / "restored.db")
        assert not (tmp_path / "restored.db").exists()
        assert package.read("keys.json") == members["keys.json"]


def test_cutting_and_adding_is_seen(tmp_path, members):
    path = pack(tmp_path / "backup.zip", members)
    data = path.read_bytes()
    other = tmp_path / "other.zip"
    for changed in (data + b"\0", b"\0" + data, data[:-1], data[1:], data[: len(data) // 2], b"PK\3\4", b""):
        other.write_bytes(changed)
        assert not is_good(other)


def test_a_file_that_changes_while_it_is_sealed_is_refused(tmp_path, members):
    manifest = manifest_bytes(members)
    for changed in (b"shorter", members["ledger.db"].read_bytes() + b"longer"):
        members["ledger.db"].write_bytes(changed)
        with pytest.raises(FileProblem, match="发生了变化"):
            pack(tmp_path / "backup.zip", members, manifest=manifest)
    members["ledger.db"].unlink()
    with pytest.raises(FileProblem, match=r"ledger\.db"):
        pack(tmp_path / "backup.zip", members, manifest=manifest)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../up",
        "a/../b",
        "a//b",
        "a/",
        ".",
        "a/.",
        "C:/x",
        "a\\b",
        "a\nb",
        "zhuize/seal.json",
        "Zhuize/x",
        "NUL",
        "a/con.txt",
        "dot.",
        "blank ",
        "a?b",
    ],
)
def test_names_that_could_leave_the_folder_are_refused(tmp_path, name):
    with pytest.raises(FileProblem, match="成员名"):
        manifest_bytes({name: b"x"})
    # And when read: the manifest written by hand.
    raw = canonical(plain(Manifest((Member(name, 1, digest(b"x")),))))
    with pytest.raises(FileProblem, match="成员名"):
        pack(tmp_path / "x.zip", {name: b"x"}, manifest=raw)


def test_names_that_are_one_on_windows_are_refused():
    with pytest.raises(FileProblem, match="重名"):
        manifest_bytes({"Ledger.db": b"1", "ledger.DB": b"2"})
    assert manifest_bytes({"console.txt": b"", "a.b/c d/报告（一）.pdf": b""})


def test_what_is_no_package_is_told(tmp_path):
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(FileProblem, match="不是本程序封存的文件"), open_package(path):
        pass
    with pytest.raises(FileProblem, match="找不到"), open_package(tmp_path / "none.zip"):
        pass


def test_a_report_or_a_forgotten_member_is_not_sealed_as_a_package(tmp_path, members):
    manifest = manifest_bytes(members)
    with pytest.raises(ValueError, match="chain"):
        pack(tmp_path / "x.zip", members, kind="report", manifest=manifest)
    with pytest.raises(KeyError):
        pack(tmp_path / "x.zip", {}, manifest=manifest)
    assert SEAL_NAME not in {one.name for one in tmp_path.iterdir()}


def _lying(path, members, manifest):
    """A package whose sealer put other members beside a manifest that is signed in order."""
    who = persons()[0]
    chain = sign([], who, SignRole.BACKED_UP, manifest)
    blank = blank_seal("zip", envelope_of(manifest, chain, kind="backup"), manifest, who.public_key.hex())
    with path.open("w+b") as stream:
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(fixed_info(MANIFEST_NAME, zipfile.ZIP_STORED), manifest)
            for name, data in members.items():
                archive.writestr(fixed_info(name, zipfile.ZIP_STORED), data)
            archive.writestr(fixed_info(SEAL_NAME, zipfile.ZIP_STORED), bytes(len(seal_bytes(blank))))
        write_seal(stream, blank, who.key.sign)
    return path


def test_members_that_are_not_those_of_the_manifest_are_told(tmp_path):
    manifest = manifest_bytes({"a": b"one", "b": b"two"})
    told = "包中的文件与成员清单不一致。"
    for members, problem in [
        ({"a": b"one", "b": b"two"}, None),
        ({"a": b"one", "b": b"TWO"}, "成员“b”与清单中的摘要不符。"),
        ({"a": b"one"}, told),
        ({"b": b"two", "a": b"one"}, told),
        ({"a": b"one", "b": b"two", "c": b""}, told),
    ]:
        with open_package(_lying(tmp_path / "x.zip", members, manifest)) as package:
            assert package.problems == (() if problem is None else (problem,))
            if "b" in members and members["b"] != b"two":
                with pytest.raises(FileProblem, match="成员“b”"):
                    package.read("b")


def test_zip64_as_beyond_four_gigabytes(tmp_path, members, monkeypatch):
    # The limits of the zip library are lowered, so that a small file is laid out as one of many gigabytes is.
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1_000_000)
    path = pack(tmp_path / "backup.zip", members)
    assert b"PK\x06\x06" in path.read_bytes()[-2000:]
    assert is_good(path)
    with open_package(path) as package:
        package.extract("ledger.db", tmp_path / "restored.db")
    assert (tmp_path / "restored.db").read_bytes() == members["ledger.db"].read_bytes()
    data = path.read_bytes()
    dice = random.Random(9)
    for at in [*dice.sample(range(len(data)), 40), *range(len(data) - 150, len(data))]:
        changed = bytearray(data)
        changed[at] ^= 1 << dice.randrange(8)
        path.write_bytes(changed)
        assert not is_good(path), at
