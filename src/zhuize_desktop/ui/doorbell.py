"""One window a data folder on one PC: a second start rings at the first window, which comes to the front.

The bell is a local socket (a named pipe on Windows, a socket file elsewhere) that only the same user of this computer
can reach; nothing of it is on a network. It carries one word each way and nothing of the ledger. It is a courtesy: what
keeps a second program out of the ledger is the lock on the folder.
"""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

_RING, _COMING = b"ring\n", b"coming\n"
#: So long the first window may take to answer, in milliseconds; one that hangs does not, and the second goes on.
PATIENCE = 3000
#: Socket files have short names on some systems; what tells folders apart fits into this many digits.
_DIGITS = 24


def bell_name(folder: Path) -> str:
    """The same for every way to write a folder's path, another for every folder and every user."""
    place = os.path.normcase(os.path.realpath(folder))
    user = os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())
    return (
        "zhuize-" + hashlib.sha256(f"{user}\0{place}".encode(errors="surrogateescape")).hexdigest()[:_DIGITS]
    )


def ring(folder: Path, patience: int = PATIENCE) -> bool:
    """Ask the window that has ``folder`` open here to come to the front; whether it answered that it does."""
    socket = QLocalSocket()
    socket.connectToServer(bell_name(folder))
    if not socket.waitForConnected(patience):
        return False
    socket.write(_RING)
    answer = b""
    while len(answer) < len(_COMING) and socket.waitForReadyRead(patience):
        answer += socket.readAll().data()
    socket.abort()
    return answer == _COMING


class Doorbell(QObject):
    """The bell of this window; it hangs at one folder at a time.

    Signals:
        rung: a second start wants this window in front.
    """

    rung = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)

    def hang(self, folder: Path) -> bool:
        """Listen for second starts on ``folder``, and no longer on the one before; whether it could be hung.

        A socket file that a killed program left behind is taken away; where another window listens already, this
        one is not reached by the bell, and that is all.
        """
        name = bell_name(folder)
        if self._server.isListening():
            if self._server.serverName() == name:
                return True
            self._server.close()
        if not self._server.listen(name) and not _is_answered(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)
        return self._server.isListening()

    def take_down(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _on_connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._on_ready)
            if socket.bytesAvailable():
                self._answer(socket)

    def _on_ready(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._answer(socket)

    def _answer(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() < len(_RING):
            return
        said = socket.read(len(_RING)).data()
        if said != _RING:
            socket.abort()
            return
        self.rung.emit()
        socket.write(_COMING)
        socket.flush()


def _is_answered(name: str) -> bool:
    """Whether a living program listens there; one that does not is a file left behind."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    found = socket.waitForConnected(PATIENCE)
    socket.abort()
    return found


def bring_to_front(window: QWidget) -> None:
    """Show a window before all others, maximized if it was, with the dialog that stands over it.

    Where the system does not let it come to the front, it is marked in the task bar.
    """
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    front = QApplication.activeModalWidget() or window
    front.raise_()
    front.activateWindow()
    QApplication.alert(window)
