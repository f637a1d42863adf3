"""One program at a time in a data folder, and who that is.

The lock is one of the operating system's on a byte far behind the end of ``ledger.lock``: it ends with its
process, however that ends, so there is never an old lock to clear away. Who holds it stands in a second
file, ``ledger.lock.txt``, which can be read while the first is locked; without the lock that file means
nothing.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..domain.clock import SystemClock, shown
from ..domain.errors import FileProblem
from ..seal.atomic import file_problem, read_bytes, write_atomic
from ..seal.canonical import canonical, instant_of, instant_text, parse_canonical

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from ..domain.clock import Clock
    from .folders import DataFolder

_FAR = 2**30
_LARGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works in a data folder: name as shown, computer, process, since when (aware)."""

    name: str
    host: str
    pid: int
    since: datetime

    @classmethod
    def here(cls, name: str, now: datetime) -> Holder:
        """This process on this computer."""
        return cls(name, socket.gethostname(), os.getpid(), now.replace(microsecond=0))

    @property
    def is_here(self) -> bool:
        """Whether it is a program on this computer, whose window can be raised."""
        return self.host == socket.gethostname()


class FolderInUse(FileProblem):
    """Another program works in the folder; ``holder`` is ``None`` where it has not said who it is."""

    def __init__(self, holder: Holder | None) -> None:
        if holder is None:
            who = "台账正在另一个窗口或另一台电脑上使用"
        elif holder.is_here:
            who = f"台账已在本机打开（{holder.name}，{shown(holder.since)} 起）"
        else:
            who = f"台账正由{holder.name}在电脑“{holder.host}”上使用（{shown(holder.since)} 起）"
        super().__init__(f"{who}，请在那里退出后再打开。")
        self.holder = holder


class FolderLock:
    """A held lock on a data folder; made by ``acquire``, ended by ``release`` or with its block."""

    def __init__(self, folder: DataFolder, descriptor: int, identity: tuple[int, int]) -> None:
        self._folder = folder
        self._descriptor: int | None = descriptor
        self._identity = identity

    @classmethod
    def acquire(cls, folder: DataFolder, holder: str, clock: Clock | None = None) -> FolderLock:
        """Lock an existing data folder and write down who holds it.

        Args:
            folder: the data folder; it must exist.
            holder: the name others are shown.
            clock: by default the computer's, also in a program that works on another day: the note is about
                what runs now.

        Raises:
            FolderInUse: somebody else, or another part of this program, holds it.
            FileProblem: the folder cannot be written, or its disk knows no locks.
        """
        with _guard:
            descriptor, identity = _locked(folder)
            _held.add(identity)
        lock = cls(folder, descriptor, identity)
        try:
            write_atomic(folder.lock_note, _note(Holder.here(holder, (clock or SystemClock()).now())))
        except BaseException:
            lock.release()
            raise
        return lock

    @property
    def is_held(self) -> bool:
        """Whether ``release`` has not been called yet."""
        return self._descriptor is not None

    def release(self) -> None:
        """Give the folder free; harmless if repeated.

        Raises:
            FileProblem: the note cannot be removed; the lock is free all the same.
        """
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        try:
            # Before the lock goes: afterwards it could be the note of the next one.
            self._folder.lock_note.unlink(missing_ok=True)
        except OSError as error:
            raise file_problem(error, self._folder.lock_note) from error
        finally:
            with _guard:
                _unlock(descriptor)
                os.close(descriptor)
                _held.discard(self._identity)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holder(folder: DataFolder) -> Holder | None:
    """Who wrote the note in the folder, ``None`` if nobody or not readable.

    The note of a program that was killed stays behind; only ``FolderInUse.holder`` is sure to be at work.
    """
    try:
        plain = parse_canonical(read_bytes(folder.lock_note, _LARGEST_NOTE))
        name, host, pid, since = plain["name"], plain["host"], plain["pid"], plain["since"]
        texts = isinstance(name, str) and isinstance(host, str) and isinstance(since, str)
        return Holder(name, host, pid, instant_of(since)) if texts and type(pid) is int else None
    except (FileProblem, KeyError, TypeError, ValueError):
        # The note is a courtesy: missing, broken or of a later version, it names nobody.
        return None


# A process is not kept out by its own locks (POSIX), and closing any descriptor of a file drops them all: so
# this program remembers what it holds and does not even open the file a second time. Guarded for threads.
_held: set[tuple[int, int]] = set()
_guard = threading.Lock()


def _note(holder: Holder) -> bytes:
    return canonical(
        {"name": holder.name, "host": holder.host, "pid": holder.pid, "since": instant_text(holder.since)}
    )


def _locked(folder: DataFolder) -> tuple[int, tuple[int, int]]:
    """The locked descriptor of the lock file, and which file it is."""
    try:
        known = _identity(folder.lock)
        if known in _held:
            raise FolderInUse(holder(folder))
        descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise file_problem(error, folder.lock) from error
    try:
        _lock(descriptor)
        status = os.fstat(descriptor)
        return descriptor, (status.st_dev, status.st_ino)
    except OSError as error:
        os.close(descriptor)
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            raise FolderInUse(holder(folder)) from error
        if error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL, errno.ENOSYS):
            raise FileProblem(
                f"“{folder.path}”所在的磁盘不能给文件加锁，台账放在那里可能损坏，"
                "请换到本机硬盘或U盘上的文件夹。"
            ) from error
        raise file_problem(error, folder.lock) from error


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:

    def _lock(descriptor: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _FAR, os.SEEK_SET)

    def _unlock(descriptor: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, _FAR, os.SEEK_SET)
