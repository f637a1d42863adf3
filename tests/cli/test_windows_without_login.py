"""Windows that open before anybody logged in: a sealed file that was double-clicked, and a start that was refused."""

from __future__ import annotations

import json

import pytest

from zhuize_desktop.cli.main import run

#: When the window is there, what it says is written down and it is closed.
WATCH = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
import zhuize_desktop.app as app

make = app.make_application

def made(*given, **named):
    application = make(*given, **named)

    def look():
        windows = [one for one in application.topLevelWidgets() if one.isVisible()]
        told = [[one.windowTitle(), [label.text() for label in one.findChildren(QLabel)]] for one in windows]
        Path({seen!r}).write_text(json.dumps(told), "utf-8")
        for one in windows:
            one.close()

    QTimer.singleShot(0, look)
    return application

app.make_application = made
from zhuize_desktop.cli.main import run
"""


@pytest.fixture
def backup(shell):
    """A backup of the ledger, as it is handed on."""
    assert shell.as_user("admin", "backup", "--out", shell.place).code == 0
    (path,) = shell.place.glob("*.zhuize-backup")
    return path


def watched(shell, arguments, before=""):
    """Exit code of the command, and title and words of the one window it opened."""
    seen = shell.place / "seen.json"
    code = WATCH.format(seen=str(seen)) + before + f"sys.exit(run({[str(one) for one in arguments]!r}))"
    done = shell.python(code, QT_QPA_PLATFORM="offscreen")
    assert "Traceback" not in done.err  # what the plugin without a screen says of itself is not ours
    ((title, words),) = json.loads(seen.read_text("utf-8"))
    return done.code, title, words


def test_a_whole_backup_is_shown_as_whole_and_its_signer_as_not_compared(shell, backup):
    code, title, words = watched(shell, ["open", backup])
    assert (code, title) == (0, "验证结果")
    assert "完好" in words
    assert backup.name in words
    assert any(text.startswith("签名人身份（没有登录台账）：未核对") for text in words)


def test_a_backup_with_one_changed_byte_is_shown_as_not_to_be_trusted(shell, backup):
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    code, _, words = watched(shell, ["open", backup])
    assert code == 1
    assert "不可信" in words


def test_a_file_that_is_gone_is_told(shell):
    done = shell.python(
        "import sys; from zhuize_desktop.cli.main import run; sys.exit(run(['open', 'gone.zhuize-backup']))",
        QT_QPA_PLATFORM="offscreen",
    )
    assert done.code == 2
    assert "找不到“gone.zhuize-backup”" in done.err


def test_the_windowed_program_says_in_a_window_why_it_cannot_start(shell):
    """It has no standard error; whoever clicked on it would see nothing at all."""
    (shell.place / "portable.ini").write_text("[data\n", "utf-8")
    program = str(shell.place / "zhuize-desktop.exe")
    before = f"sys.stdout = sys.stderr = None; sys.frozen = True; sys.executable = {program!r}\n"
    code, title, words = watched(shell, [], before)
    assert (code, title) == (2, "未完成")
    assert any("portable.ini" in text for text in words)


def test_a_command_of_the_windowed_program_is_answered_by_its_exit_code_alone(monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    assert run(["verify", "gone.pdf"]) == 2
