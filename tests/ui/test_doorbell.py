"""A second start on the same folder brings the first window to the front; where nobody answers, it goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QDialog, QWidget

import zhuize_desktop
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.services.session import log_in
from zhuize_desktop.ui.doorbell import Doorbell, bell_name, bring_to_front, ring

SOURCE = str(Path(zhuize_desktop.__file__).parent.parent)

#: A program with its login window minimized; says on standard output what becomes of it, ends with its standard input.
FIRST = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from zhuize_desktop.app import Program, make_application
application = make_application()
program = Program(application, Path(sys.argv[1]))
program.start()
window = program._window
window.showMinimized()
program._bell.rung.connect(lambda: print("minimized" if window.isMinimized() else "in front", flush=True))
print("minimized" if window.isMinimized() else "in front", flush=True)
def wait():
    sys.stdin.readline()
    QTimer.singleShot(0, application, application.quit)
threading.Thread(target=wait, daemon=True).start()
application.exec()
program.stop()
"""


@pytest.fixture
def processes(tmp_path):
    """Starts Python on these sources, with settings in a folder of the test, and ends it afterwards."""
    started = []

    def start(*arguments):
        env = {
            **os.environ,
            "PYTHONPATH": SOURCE,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": str(tmp_path / "settings"),
        }
        made = subprocess.Popen(
            [sys.executable, "-X", "utf8", *arguments],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        started.append(made)
        return made

    yield start
    for one in started:
        one.kill()
        one.communicate()


def test_a_second_start_brings_the_first_window_to_the_front_and_ends(processes, tmp_path):
    first = processes("-c", FIRST, str(tmp_path / "data"))
    assert first.stdout.readline() == "minimized\n"
    second = processes("-m", "zhuize_desktop", "--data", str(tmp_path / "data" / ".." / "data"))
    assert first.stdout.readline() == "in front\n"
    assert second.wait() == 0
    first.communicate("end\n")
    assert first.returncode == 0
    assert not ring(tmp_path / "data")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_program_that_was_killed_is_in_nobodys_way(processes, tmp_path):
    first = processes("-c", FIRST, str(tmp_path / "data"))
    assert first.stdout.readline() == "minimized\n"
    first.kill()
    first.wait()
    assert not ring(tmp_path / "data")
    again = processes("-c", FIRST, str(tmp_path / "data"))
    assert again.stdout.readline() == "minimized\n"
    assert ring(tmp_path / "data")
    assert again.stdout.readline() == "in front\n"


def test_a_window_that_does_not_answer_is_not_waited_for_and_the_lock_refuses(desk, qtbot):
    desk.log_in("clerk")
    deaf = QLocalServer()
    assert deaf.listen(bell_name(desk.folder.path))  # nobody takes what comes in while this thread is busy
    assert not ring(desk.folder.path, patience=100)
    deaf.close()
    with pytest.raises(FileProblem, match="台账已在本机打开（clerk"):
        log_in(desk.folder, "reviewer", "Test-2026!pass", desk.clock)


def rung_at(qtbot, folder):
    """What ``ring`` says, by the event loop of this very process."""
    socket = QLocalSocket()
    socket.connectToServer(bell_name(folder))
    if socket.state() is not QLocalSocket.LocalSocketState.ConnectedState:
        return False
    socket.write(b"ring\n")
    qtbot.waitUntil(lambda: socket.bytesAvailable() >= len(b"coming\n"), timeout=20_000)
    return socket.readAll().data() == b"coming\n"


def test_the_bell_hangs_at_one_folder_at_a_time(qtbot, tmp_path):
    bell = Doorbell()
    heard = []
    bell.rung.connect(lambda: heard.append(1))
    assert bell.hang(tmp_path / "one")
    assert bell.hang(tmp_path / "one")
    assert rung_at(qtbot, tmp_path / "one")
    assert not rung_at(qtbot, tmp_path / "two")
    assert bell.hang(tmp_path / "two")
    assert rung_at(qtbot, tmp_path / "two")
    assert not rung_at(qtbot, tmp_path / "one")
    bell.take_down()
    assert not rung_at(qtbot, tmp_path / "two")
    assert len(heard) == 2


def test_whatever_else_is_said_at_the_bell_changes_nothing(qtbot, tmp_path):
    bell = Doorbell()
    heard = []
    bell.rung.connect(lambda: heard.append(1))
    assert bell.hang(tmp_path)
    socket = QLocalSocket()
    socket.connectToServer(bell_name(tmp_path))
    with qtbot.waitSignal(socket.disconnected, timeout=20_000):
        socket.write(b"open sesame\n")
    assert heard == []
    assert rung_at(qtbot, tmp_path)


def test_every_way_to_write_a_path_has_one_bell_and_every_folder_its_own(tmp_path):
    (tmp_path / "data").mkdir()
    names = {bell_name(tmp_path / "data"), bell_name(tmp_path / "data" / ".." / "data")}
    assert len(names) == 1
    assert bell_name(tmp_path / "其他") not in names
    assert len(names.pop()) <= 32  # a socket file has a short name


def test_a_minimized_window_comes_back_as_it_was_with_its_dialog(qtbot, shown):
    window = QWidget()
    shown(window)
    window.showMaximized()
    window.showMinimized()
    bring_to_front(window)
    assert not window.isMinimized()
    assert window.isMaximized()
    asked = QDialog(window)
    asked.open()
    bring_to_front(window)
    qtbot.waitUntil(asked.isActiveWindow)


def test_the_login_window_loads_nothing_of_the_ledger():
    """The login is there at once; the chain of libraries loads behind it."""
    heavy = "{'sqlalchemy', 'sqlcipher3', 'alembic', 'reportlab', 'openpyxl', 'pydantic', 'pyhanko'}"
    said = subprocess.run(
        [sys.executable, "-c", f"import sys, zhuize_desktop.app; print(sorted({heavy} & set(sys.modules)))"],
        env={**os.environ, "PYTHONPATH": SOURCE},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    assert said.stdout == "[]\n"
