"""升级 from the window: an installer is taken in, verified, and only the verified copy of the maker's is run."""

from __future__ import annotations

import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ui.keys import click
from zhuize_desktop.seal.release import list_name, list_release, sign_release
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.system.update_card import UpdateCard

NAME = "zhuize-desktop-9.0.0-setup.exe"


@pytest.fixture(autouse=True)
def own_temp(tmp_path, monkeypatch):
    """Copies of installers go where only this test looks."""
    place = tmp_path / "temp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


@pytest.fixture
def stick(tmp_path):
    """A stick with an installer that notes where it ran, its signed list and the maker's key."""
    place = tmp_path / "U盘"
    place.mkdir()
    installer = place / NAME
    installer.write_text(f'#!/bin/sh\necho "$0" > "{tmp_path}/ran"\n', "utf-8")
    installer.chmod(0o755)
    key = Ed25519PrivateKey.generate()
    (place / list_name("9.0.0", "windows")).write_bytes(sign_release(list_release("9.0.0", [installer]), key))
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    (place / "key.txt").write_text(raw.hex(), "ascii")
    return place


@pytest.fixture
def card(desk, jobs, shown):
    def made(key, *, installs=True):
        card = UpdateCard(Context(desk.log_in("admin"), jobs), key=key, installs=installs)
        shown(card, 560, 220)
        return card

    return made


@pytest.mark.skipif(sys.platform == "win32", reason="the installer of this test is a script of a shell")
def test_the_makers_installer_runs_after_a_backup_and_it_is_the_copy_that_runs(
    card, stick, tmp_path, settled, qtbot
):
    shown = card(stick / "key.txt")
    assert not shown.install_button.isVisible()
    shown.verify(stick / NAME)
    settled()
    assert shown.verdict.text() == "可以安装"
    assert "9.0.0 版" in shown.said.text()
    # The stick is exchanged after the look.
    (stick / NAME).write_text(f'#!/bin/sh\necho other > "{tmp_path}/ran"\n', "utf-8")
    click(shown.install_button)
    settled()
    settled()
    assert len(list(shown.context.session.folder.backups.glob("*.zhuize-backup"))) == 1
    assert not shown.isVisible()
    qtbot.waitUntil(lambda: (tmp_path / "ran").exists() and (tmp_path / "ran").stat().st_size > 0)
    ran = (tmp_path / "ran").read_text("utf-8").strip()
    assert ran.endswith(NAME)
    assert str(tmp_path / "temp") in ran


def test_a_changed_installer_is_told_and_cannot_be_run(card, stick, settled):
    (stick / NAME).write_text("#!/bin/sh\n", "utf-8")
    shown = card(stick / "key.txt")
    shown.verify(stick / NAME)
    settled()
    assert shown.verdict.text() == "不可用"
    assert "与发布清单中的摘要不符" in shown.said.text()
    assert "请不要运行它" in shown.said.text()
    assert not shown.install_button.isVisible()


def test_without_the_makers_key_whole_is_not_enough(card, stick, settled):
    (stick / "none.txt").write_text("", "ascii")
    shown = card(stick / "none.txt")
    shown.verify(stick / NAME)
    settled()
    assert shown.verdict.text() == "发布方未核对"
    assert not shown.install_button.isVisible()


def test_from_source_or_a_stick_it_is_verified_only(card, stick, settled):
    shown = card(stick / "key.txt", installs=False)
    shown.verify(stick / NAME)
    settled()
    assert shown.verdict.text() == "可以安装"
    assert "请退出程序" in shown.said.text()
    assert not shown.install_button.isVisible()


def test_the_portable_folder_is_verified_and_never_started(card, stick, settled):
    archive = stick / "zhuize-desktop-9.0.0-portable.zip"
    archive.write_bytes(b"PK" + bytes(100))
    key = Ed25519PrivateKey.generate()
    (stick / list_name("9.0.0", "windows")).write_bytes(sign_release(list_release("9.0.0", [archive]), key))
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    (stick / "key.txt").write_text(raw.hex(), "ascii")
    shown = card(stick / "key.txt")
    shown.verify(archive)
    settled()
    assert shown.verdict.text() == "可以安装"
    assert "便携版请解压后换下程序文件" in shown.said.text()
    assert not shown.install_button.isVisible()


def test_a_renamed_installer_and_a_missing_list_are_told(card, stick, settled, own_temp):
    shown = card(stick / "key.txt")
    shown.verify((stick / NAME).rename(stick / "新建.exe"))
    settled()
    (box,) = shown.window().findChildren(MessageBox)
    assert "不像本程序的安装文件" in box.sentence.text()
    box.close()
    (stick / list_name("9.0.0", "windows")).unlink()
    shown.verify((stick / "新建.exe").rename(stick / NAME))
    settled()
    assert not shown.verdict.isVisible()
    assert not shown.said.isVisible()


def test_copies_of_former_updates_are_removed(card, stick, settled, own_temp):
    shown = card(stick / "key.txt")
    for _ in range(2):
        shown.verify(stick / NAME)
        settled()
    assert len(list(own_temp.iterdir())) == 1


def test_an_installer_that_windows_holds_back_is_told_and_the_window_stays(card, stick, settled):
    (stick / NAME).chmod(0o644)
    shown = card(stick / "key.txt")
    shown.verify(stick / NAME)
    settled()
    click(shown.install_button)
    settled()
    settled()
    (box,) = shown.window().findChildren(MessageBox)
    assert "安全软件" in box.sentence.text()
    assert shown.isVisible()
