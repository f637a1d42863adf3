"""``keys.json`` against accident and malice: no changed byte opens anything, every refusal names a remedy."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from zhuize_desktop.domain.errors import FileProblem, WrongPassword
from zhuize_desktop.seal import wrapping
from zhuize_desktop.seal.keys import (
    QUICK,
    add_user,
    create_keyfile,
    ensure_signing_key,
    new_database_key,
    read_keyfile,
    rotate_database_key,
    unlock,
    unlock_with_recovery,
)

NOW = datetime(2026, 11, 20, 1, 41, tzinfo=UTC)
ZHANG, LI = ("zhangsan", "Kaihui-407!"), ("lisi", "Fenxi=9120")


@pytest.fixture
def folder(tmp_path):
    """A key file with a signing key, an absentee's link and a second user; its recovery code and newest key."""
    path = tmp_path / "keys.json"
    key = new_database_key()
    code = create_keyfile(path, "L-1", key, [ZHANG, LI, ("wangwu", "Weiwai:553")], NOW, QUICK)
    ensure_signing_key(path, unlock(path, *ZHANG), ZHANG[1], NOW)
    newer = new_database_key()
    rotate_database_key(path, key, newer, remove="wangwu")
    return path, code, newer


def sealed_again(plain):
    """Canonical bytes with a fitting checksum: what somebody who knows the format can always make."""
    rest = {name: value for name, value in plain.items() if name != "checksum"}

    def write(value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    return write(rest | {"checksum": hashlib.sha256(write(rest)).hexdigest()})


def forge(path, change):
    plain = json.loads(path.read_bytes())
    change(plain)
    path.write_bytes(sealed_again(plain))


def refused(path, secret=ZHANG):
    with pytest.raises((FileProblem, WrongPassword)) as caught:
        unlock(path, *secret)
    return caught.value


def test_the_forger_of_these_tests_writes_files_that_are_taken(folder):
    path = folder[0]
    before = path.read_bytes()
    forge(path, lambda plain: None)
    assert path.read_bytes() == before
    assert unlock(path, *ZHANG).database_key == folder[2]


def test_a_flipped_bit_in_any_byte_is_told_as_damage_before_a_password_is_tried(folder, monkeypatch):
    path = folder[0]
    good, runs = path.read_bytes(), []
    monkeypatch.setattr(wrapping, "hash_secret_raw", lambda *a, **k: runs.append(a))
    path.with_name("keys.json.bak").unlink()  # reading it for the remedy would double the time
    for at in range(len(good)):
        mask = (1, 0x20, 0x80)[at % 3]
        path.write_bytes(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])
        with pytest.raises(FileProblem, match="已损坏"):
            unlock(path, *ZHANG)
    assert not runs


def test_a_cut_or_lengthened_file_is_damaged(folder):
    path = folder[0]
    good = path.read_bytes()
    for bad in (
        b"",
        good[:-1],
        good[: len(good) // 2],
        good + b"\n",
        good + b" ",
        b"[]",
        b"null",
        b"[" * 100_000,
    ):
        path.write_bytes(bad)
        with pytest.raises(FileProblem, match="已损坏"):
            read_keyfile(path)


def digits(value, route=()):
    """The routes to every text of hexadecimal digits in the file."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from digits(item, (*route, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from digits(item, (*route, number))
    elif isinstance(value, str) and len(value) >= 32 and re.fullmatch("[0-9a-f]+", value):
        yield route


def test_no_changed_secret_opens_anything_even_with_a_fitting_checksum(folder):
    """Every seventh digit of every box, salt and key of the file, each changed alone."""
    path = folder[0]
    good = path.read_bytes()
    plain = json.loads(good)
    routes = [route for route in digits(plain) if route != ("checksum",)]
    assert len(routes) == 3 * 7 + 2 + 1  # two users and the recovery code; a signing key; the MAC
    for route in routes:
        target = plain
        for step in route[:-1]:
            target = target[step]
        text = target[route[-1]]
        for at in range(0, len(text), 7):
            target[route[-1]] = text[:at] + "%x" % (int(text[at], 16) ^ 1) + text[at + 1 :]
            path.write_bytes(sealed_again(plain))
            refused(path)
        target[route[-1]] = text


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain.update(generation=plain["generation"] + 1),
        lambda plain: plain.update(rotating=False),
        lambda plain: plain["entries"].pop(1),
        lambda plain: plain["entries"].reverse(),
        lambda plain: plain["entries"].append(
            {**plain["entries"][1], "login": "ghost", "entry_id": "0" * 32}
        ),
        lambda plain: plain["entries"][1].update(login="zhaoliu"),
        lambda plain: plain["entries"][1].update(created="2026-11-20T01:41:01Z"),
        lambda plain: plain["entries"][0]["links"].clear(),
        lambda plain: plain["entries"][1]["links"].clear(),
        lambda plain: plain["entries"][1].update(opener="09" + "00" * 31),
        lambda plain: plain["entries"][0].update(
            wrapped_signing=None, public_key=None, key_id=None, signing_since=None
        ),
        lambda plain: plain["entries"][0].update(wrapped_opener=plain["entries"][1]["wrapped_opener"]),
        lambda plain: plain["entries"][0].update(wrapped_signing=plain["entries"][0]["wrapped_opener"]),
        lambda plain: plain["entries"][0]["links"][0].update(mark="00" * 32),
        lambda plain: plain["entries"][0]["links"].extend(plain["entries"][0]["links"]),
        lambda plain: plain.update(recovery={**plain["recovery"], "created": "2020-01-01T00:00:00Z"}),
    ],
)
def test_a_change_by_somebody_without_the_database_key_is_told(folder, change):
    path = folder[0]
    forge(path, change)
    assert isinstance(refused(path), FileProblem)


def test_a_key_file_given_out_as_that_of_another_ledger_opens_for_nobody(folder):
    forge(folder[0], lambda plain: plain.update(ledger_id="L-2"))
    assert isinstance(refused(folder[0]), WrongPassword)
    assert isinstance(refused(folder[0], LI), WrongPassword)


def test_the_password_of_one_user_put_into_the_place_of_another_does_not_open(folder):
    """Li, who may write the folder, gives Zhang's entry his own salt and boxes to sign as Zhang."""

    def change(plain):
        zhang, li = plain["entries"]
        for name in ("salt", "wrapped_database", "opener", "wrapped_opener", "links"):
            zhang[name] = li[name]

    forge(folder[0], change)
    assert isinstance(refused(folder[0], (ZHANG[0], LI[1])), WrongPassword)


@pytest.mark.parametrize(
    "change",
    [
        lambda kdf: kdf.update(passes=11),
        lambda kdf: kdf.update(passes=0),
        lambda kdf: kdf.update(memory_kib=1024 * 1024 + 1),
        lambda kdf: kdf.update(memory_kib=8 * 1024 - 1),
        lambda kdf: kdf.update(lanes=17),
        lambda kdf: kdf.update(lanes=0),
        lambda kdf: kdf.update(passes="3"),
        lambda kdf: kdf.update(passes=True),
        lambda kdf: kdf.update(extra=1),
        lambda kdf: kdf.pop("lanes"),
    ],
)
def test_costs_out_of_bounds_are_refused_before_they_are_paid(folder, change, monkeypatch):
    runs = []
    monkeypatch.setattr(wrapping, "hash_secret_raw", lambda *a, **k: runs.append(a))
    forge(folder[0], lambda plain: change(plain["entries"][0]["argon2id"]))
    assert isinstance(refused(folder[0]), FileProblem)
    assert not runs


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain.update(format="other"),
        lambda plain: plain.update(version=0),
        lambda plain: plain.update(generation=0),
        lambda plain: plain.update(generation=True),
        lambda plain: plain.update(rotating=1),
        lambda plain: plain.update(entries=[]),
        lambda plain: plain.update(entries={}),
        lambda plain: plain.update(recovery=None),
        lambda plain: plain.update(more=1),
        lambda plain: plain.pop("mac"),
        lambda plain: plain["entries"][1].update(login="ZhangSan"),
        lambda plain: plain["entries"][1].update(login=""),
        lambda plain: plain["entries"][1].update(salt=plain["entries"][1]["salt"].upper()),
        lambda plain: plain["entries"][1].update(salt=plain["entries"][1]["salt"] + "00"),
        lambda plain: plain["entries"][1].update(created="2026-11-20"),
        lambda plain: plain["entries"][0].update(key_id="0" * 16),
        lambda plain: plain["entries"][0].update(public_key=None, key_id=None),
        lambda plain: plain["recovery"].update(login="x"),
    ],
)
def test_a_file_of_another_shape_is_damaged(folder, change):
    forge(folder[0], change)
    with pytest.raises(FileProblem, match="已损坏"):
        read_keyfile(folder[0])


def test_a_file_of_a_later_version_asks_for_the_newer_program(folder):
    forge(folder[0], lambda plain: plain.update(version=2, news="x"))
    with pytest.raises(FileProblem, match="升级程序"):
        read_keyfile(folder[0])


def test_a_damaged_number_is_not_taken_for_a_later_version(folder):
    data = folder[0].read_bytes()
    assert data.endswith(b',"version":1}')
    folder[0].write_bytes(data.replace(b'"version":1}', b'"version":3}'))
    with pytest.raises(FileProblem, match="已损坏"):
        read_keyfile(folder[0])


def test_the_remedy_named_for_a_damaged_or_missing_file_works(folder):
    path, code, _ = folder
    copy = path.with_name("keys.json.bak")
    for spoil in (lambda: path.write_bytes(b"{"), path.unlink):
        spoil()
        with pytest.raises(
            FileProblem, match=r"把同一文件夹中的“keys\.json\.bak”复制一份并改名为“keys\.json”"
        ):
            unlock(path, *ZHANG)
        shutil.copy(copy, path)
        unlock(path, *ZHANG)
        unlock_with_recovery(path, code)


def test_without_a_sound_copy_the_remedy_is_the_backup(folder):
    path = folder[0]
    copy = path.with_name("keys.json.bak")
    for spoil in (lambda: copy.write_bytes(copy.read_bytes()[:-1]), copy.unlink):
        path.write_bytes(b"")
        spoil()
        with pytest.raises(FileProblem, match=r"也没有可用的“keys\.json\.bak”，请从最近的备份恢复"):
            unlock(path, *ZHANG)


def test_files_are_for_their_owner_only(folder):
    for path in folder[0].parent.iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a small file system here")
    try:
        path, key = place / "keys.json", new_database_key()
        create_keyfile(path, "L-1", key, [ZHANG], NOW, QUICK)
        (place / "filler").write_bytes(bytes(4096))
        states = []

        def add_users_until_the_disk_is_full():
            for name in map("name{}".format, range(20)):
                states.append(path.read_bytes())
                add_user(path, key, name, "Weiwai:553", NOW, QUICK)

        with pytest.raises(FileProblem, match="磁盘空间不足"):
            add_users_until_the_disk_is_full()
        assert path.read_bytes() == states[-1]
        assert unlock(path, *ZHANG).database_key == key
        assert sorted(p.name for p in place.iterdir()) == ["filler", "keys.json", "keys.json.bak"]
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_nothing_secret_is_shown(folder):
    path, code, _ = folder
    unlocked, recovered = unlock(path, *ZHANG), unlock_with_recovery(path, code)
    shown = f"{unlocked!r} {recovered!r} {read_keyfile(path)!r} {unlocked} {recovered}"
    for secret in (*unlocked.database_keys, unlocked.signing_key.private_bytes_raw()):
        for form in (secret.hex(), repr(secret)[2:-1], str(list(secret))):
            assert form not in shown
    for text in digits(json.loads(path.read_bytes())):
        if text[-1] not in ("entry_id", "public_key"):
            value = json.loads(path.read_bytes())
            for step in text:
                value = value[step]
            assert value not in shown
