"""``verify-update``, as the administrator asks it of the installed program before the new installer is run."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhuize_desktop.seal.release import list_name, list_release, sign_release


@pytest.fixture
def setup(tmp_path):
    path = tmp_path / "zhuize-desktop-9.0.0-setup.exe"
    path.write_bytes(b"MZ" + bytes(100))
    key = Ed25519PrivateKey.generate()
    (tmp_path / list_name("9.0.0", "windows")).write_bytes(sign_release(list_release("9.0.0", [path]), key))
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    (tmp_path / "key.txt").write_text(raw.hex() + "\n", "ascii")
    return path


def test_the_list_beside_it_is_found_and_the_makers_key_decides(shell, setup):
    done = shell.run("verify-update", setup, "--key", setup.with_name("key.txt"))
    assert done.code == 0
    assert "可以安装" in done.out
    assert done.json == {
        "ok": True,
        "integrity": True,
        "publisher": "相符",
        "version": "9.0.0",
        "problems": [],
    }


def test_one_changed_byte_is_answered_with_1(shell, setup):
    setup.write_bytes(b"MZ" + bytes(99) + b"x")
    done = shell.run("verify-update", setup, "--key", setup.with_name("key.txt"))
    assert done.code == 1
    assert "请不要运行它" in done.out
    assert done.json["integrity"] is False


def test_without_a_key_only_damage_can_be_found_and_that_is_not_enough(shell, setup):
    empty = setup.with_name("none.txt")
    empty.write_text("", "ascii")
    done = shell.run("verify-update", setup, "--key", empty)
    assert done.code == 1
    assert "发布方未核对" in done.out
    assert (done.json["integrity"], done.json["publisher"]) == (True, "未核对")


def test_without_a_list_or_with_another_name_it_is_refused(shell, setup):
    setup.with_name(list_name("9.0.0", "windows")).unlink()
    done = shell.run("verify-update", setup)
    assert done.code == 2
    assert "release.json" in done.err
    done = shell.run("verify-update", setup.rename(setup.with_name("新建.exe")))
    assert done.code == 2
    assert "放在它旁边" in done.err
