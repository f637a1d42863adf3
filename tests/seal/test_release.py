"""The list of a release: an installer that was changed, swapped or signed by somebody else is not run."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.release import (
    check_update,
    list_release,
    read_public_key,
    read_release,
    sign_release,
)

MAKER = Ed25519PrivateKey.from_private_bytes(b"maker of this program: 32 bytes.")
STRANGER = Ed25519PrivateKey.from_private_bytes(b"somebody else with thirty-two b.")


def hex_of(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@pytest.fixture
def setup(tmp_path):
    path = tmp_path / "zhuize-desktop-0.2.0-setup.exe"
    path.write_bytes(b"MZ" + bytes(5000))
    return path


def release_of(setup, key=MAKER, version="0.2.0"):
    path = setup.with_name("list.json")
    path.write_bytes(sign_release(list_release(version, [setup]), key))
    return path


def check(setup, path, trusted=MAKER, present="0.1.0"):
    return check_update(setup, read_release(path), hex_of(trusted) if trusted else "", present)


def test_what_the_maker_signed_may_be_run(setup):
    path = release_of(setup)
    found = check(setup, path)
    assert (found.ok, found.integrity, found.publisher, found.problems) == (True, True, True, ())
    (listed,) = json.loads(path.read_bytes())["release"]["files"]
    assert listed["name"] == setup.name
    assert listed["size"] == 5002
    assert listed["digest"]["sha256"] == hashlib.sha256(setup.read_bytes()).hexdigest()


def test_every_changed_byte_of_the_installer_is_found(setup):
    path, whole = release_of(setup), setup.read_bytes()
    for at in (0, 1, 2500, 5001):
        changed = bytearray(whole)
        changed[at] ^= 1
        setup.write_bytes(changed)
        assert "摘要不符" in check(setup, path).problems[0]
    for other in (whole[:-1], whole + b"\0"):
        setup.write_bytes(other)
        assert not check(setup, path).ok


def test_every_changed_byte_of_the_list_is_found(setup):
    path = release_of(setup)
    whole = path.read_bytes()
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1
        path.write_bytes(changed)
        try:
            assert not check(setup, path).ok
        except FileProblem:
            continue  # no list any more


def test_a_list_that_a_stranger_made_anew_is_not_the_makers(setup):
    setup.write_bytes(b"MZ something else")
    found = check(setup, release_of(setup, STRANGER))
    assert (found.ok, found.integrity, found.publisher) == (False, True, False)
    assert "认得的发布方" in found.problems[0]


def test_a_list_without_a_signature_proves_no_publisher(setup):
    path = release_of(setup, key=None)
    assert check(setup, path).publisher is False
    assert "没有签名" in check(setup, path).problems[0]
    unknown = check(setup, path, trusted=None)
    assert (unknown.ok, unknown.integrity, unknown.publisher) == (False, True, None)


def test_an_older_installer_is_refused_by_number_not_by_letters(setup):
    path = release_of(setup, version="0.10.0")
    assert check(setup, path, present="0.9.1").ok
    assert check(setup, path, present="0.10.0").ok  # installing the same version again mends it
    assert "旧" in check(setup, path, present="0.10.1").problems[0]
    assert not check(setup, path, present="0.10.1").ok


def test_a_file_that_is_not_on_the_list_is_told(setup):
    path = release_of(setup)
    renamed = setup.rename(setup.with_name("setup.exe"))
    assert "没有“setup.exe”" in check(renamed, path).problems[0]


def test_names_that_a_list_cannot_hold_are_a_fault_of_the_build(tmp_path):
    path = tmp_path / "安装程序.exe"
    path.write_bytes(b"")
    with pytest.raises(ValueError, match="文件名"):
        list_release("0.2.0", [path])


@pytest.mark.parametrize("text", ["", "\n", hex_of(MAKER), hex_of(MAKER) + "\r\n"])
def test_a_public_key_is_read(tmp_path, text):
    (tmp_path / "key.txt").write_text(text, "ascii", newline="")
    assert read_public_key(tmp_path / "key.txt") == text.strip()


@pytest.mark.parametrize("text", ["abc", "G" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n" + "1" * 64])
def test_something_else_than_a_public_key_is_refused(tmp_path, text):
    (tmp_path / "key.txt").write_text(text, "ascii")
    with pytest.raises(FileProblem, match="公钥文件"):
        read_public_key(tmp_path / "key.txt")
