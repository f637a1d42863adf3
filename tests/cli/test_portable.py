"""The portable program: ``portable.ini`` beside it, and nothing is left on the PC it was plugged into."""

from __future__ import annotations

import json

import pytest

#: What PyInstaller tells a frozen program of itself.
FROZEN = "import sys; sys.frozen = True; sys.executable = {program!r}; "
SETTINGS = (
    "import json; from PySide6.QtCore import QSettings; from zhuize_desktop.app import make_application; "
    "app = make_application(); QSettings().setValue('login/last', '王'); QSettings().sync(); "
    "print(json.dumps(QSettings().fileName()))"
)
COMMAND = (
    "import json, tempfile; from zhuize_desktop.cli.main import run; run(['verify', 'none.pdf']); "
    "from zhuize_desktop.storage.folders import default_data_folder as where; import os; "
    "print(json.dumps([tempfile.gettempdir(), os.environ['TEMP'], str(where().path)]))"
)


@pytest.fixture
def place(tmp_path):
    """A folder on a stick, with blanks and Chinese in its name."""
    folder = tmp_path / "U盘 上的 程序（便携）"
    folder.mkdir()
    (folder / "portable.ini").write_text("", "utf-8")
    return folder


def frozen(place):
    return FROZEN.format(program=str(place / "zhuize-desktop.exe"))


def test_what_the_window_remembers_lies_beside_the_program(shell, place, tmp_path):
    home = tmp_path / "home"
    done = shell.python(
        frozen(place) + SETTINGS, QT_QPA_PLATFORM="offscreen", HOME=str(home), XDG_CONFIG_HOME=str(home)
    )
    assert done.code == 0, done.err
    written = place / "settings" / "zhuize" / "zhuize-desktop.ini"
    assert json.loads(done.out) == str(written)
    assert "last=" in written.read_text("utf-8")
    assert not list(home.rglob("*.ini"))
    assert not list(home.rglob("*.conf"))


def test_an_installed_program_uses_the_systems_place(shell, place, tmp_path):
    (place / "portable.ini").unlink()
    home = tmp_path / "home"
    done = shell.python(
        frozen(place) + SETTINGS, QT_QPA_PLATFORM="offscreen", HOME=str(home), XDG_CONFIG_HOME=str(home)
    )
    assert json.loads(done.out).startswith(str(home))
    assert [path.name for path in place.iterdir()] == []


def test_data_and_temporary_files_lie_beside_the_program(shell, place):
    done = shell.python(frozen(place) + COMMAND)
    temporary = str(place / "temp")
    assert done.json == [temporary, temporary, str(place / "data")]


def test_a_portable_ini_that_cannot_be_understood_is_told(shell, place):
    (place / "portable.ini").write_text("[data\n", "utf-8")
    done = shell.python(
        frozen(place) + "from zhuize_desktop.cli.main import run; sys.exit(run([]))",
        QT_QPA_PLATFORM="offscreen",
    )
    assert done.code == 2
    assert "portable.ini" in done.err
