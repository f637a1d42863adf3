"""Files that are either wholly the old ones or wholly the new ones, and disk errors said in Chinese.

A file is written beside its place under a temporary name, forced to the disk, and put in place by one rename.
Whoever reads the name at any moment, also after a power cut, finds a complete file.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..domain.errors import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX, _SUFFIX = ".~", ".tmp"

_NO_SPACE = "磁盘空间不足，未能写入“{name}”，请清理磁盘或换一个位置后重试。"
_TOO_LARGE = "“{name}”超过了所在磁盘允许的文件大小，请换到 NTFS 格式的磁盘后重试。"
_READ_ONLY = "“{name}”所在的磁盘是只读的（写保护），请解除写保护或换一个位置后重试。"
_IN_USE = "文件“{name}”正被其他程序（如 Excel）打开，请关闭后重试。"
_DENIED = "没有读写“{name}”的权限，请换一个位置，或请管理员开放权限后重试。"
_MISSING = "找不到“{name}”，请检查它是否已被移动、改名，或所在的U盘已被拔出。"
_NO_FILE = "“{name}”不是文件，请另选一个文件名。"
_NO_FOLDER = "“{name}”所在的位置不是文件夹，请另选一个位置。"
_TOO_LONG = "“{name}”的文件名或路径过长，请缩短名称或换到上级文件夹后重试。"
_BAD_NAME = "“{name}”含有不能用于文件名的字符，请改名后重试。"
_EXISTS = "“{name}”已经存在，请换一个名称。"
_BROKEN_DISK = "读写“{name}”时磁盘出错，请检查磁盘或U盘是否接触良好，换一个磁盘后重试。"
_OTHER = "读写“{name}”未成功（系统错误号 {code}），请检查磁盘后重试，仍不成功请联系管理员。"

_BY_ERRNO = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: _TOO_LARGE,
    errno.EROFS: _READ_ONLY,
    errno.EBUSY: _IN_USE,
    errno.ETXTBSY: _IN_USE,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOENT: _MISSING,
    errno.EISDIR: _NO_FILE,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _EXISTS,
    errno.ENAMETOOLONG: _TOO_LONG,
    errno.EIO: _BROKEN_DISK,
    errno.ENODEV: _BROKEN_DISK,
    errno.ENXIO: _BROKEN_DISK,
}

# Windows tells more than the errno it is translated to: 32 and 5 are both EACCES.
_BY_WINERROR = {
    19: _READ_ONLY,  # ERROR_WRITE_PROTECT
    21: _BROKEN_DISK,  # ERROR_NOT_READY: the stick has been pulled out
    32: _IN_USE,  # ERROR_SHARING_VIOLATION
    33: _IN_USE,  # ERROR_LOCK_VIOLATION
    39: _NO_SPACE,  # ERROR_HANDLE_DISK_FULL
    112: _NO_SPACE,  # ERROR_DISK_FULL
    123: _BAD_NAME,  # ERROR_INVALID_NAME
    206: _TOO_LONG,  # ERROR_FILENAME_EXCED_RANGE
    223: _TOO_LARGE,  # ERROR_FILE_TOO_LARGE: 4 GiB on FAT32
    1117: _BROKEN_DISK,  # ERROR_IO_DEVICE
    1224: _IN_USE,  # ERROR_USER_MAPPED_FILE
}

#: The longest path of Windows with its closing zero, unless the PC's owner has switched long ones on.
_WINDOWS_LIMIT = 260


def file_problem(error: OSError, path: Path) -> FileProblem:
    """What the operating system refused, as one Chinese sentence with a remedy.

    Args:
        error: the refusal. One that names another file than a temporary one is told of that file.
        path: the file or folder the user knows.
    """
    named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, (str, bytes)) else path
    shown = path if named.name.startswith(_PREFIX) or not named.name else named
    winerror = getattr(error, "winerror", None)
    sentence = _BY_WINERROR.get(winerror) if winerror is not None else None
    # Windows refuses to rename over a file that is open elsewhere as "access denied" (5), not as "in use".
    if sentence is None and winerror == 5 and error.filename2 is not None:
        sentence = _IN_USE
    # Where long paths are not switched on, Windows looks for a cut-off name and finds nothing.
    if winerror in (2, 3) and len(str(named.absolute())) >= _WINDOWS_LIMIT:
        sentence = _TOO_LONG
    if sentence is None:
        sentence = _BY_ERRNO.get(error.errno or 0, _OTHER)
    code = winerror if winerror is not None else error.errno
    return FileProblem(sentence.format(name=shown.name or shown, code=code))


def read_bytes(path: Path, limit: int | None = None) -> bytes:
    """The bytes of a file.

    Args:
        path: the file.
        limit: the most bytes accepted, so that a wrong file does not fill the memory.

    Raises:
        FileProblem: it cannot be read, or is larger than ``limit``.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read() if limit is None else stream.read(limit + 1)
    except OSError as error:
        raise file_problem(error, path) from error
    if limit is not None and len(data) > limit:
        raise FileProblem(f"“{path.name}”比应有的大得多，不是本程序的文件，请检查是否选错了文件。")
    return data


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` in place of the file ``path``, or leave everything as it was.

    Args:
        path: the file; its folder must exist.
        data: the whole new content.
        private: readable by its owner only (POSIX; on Windows the folder's rights rule).

    Raises:
        FileProblem: disk full, write-protected, no right, open in another program …
    """
    with atomic_stream(path, private=private) as stream:
        stream.write(data)


@contextmanager
def atomic_stream(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of ``path`` when the block ends well, and vanishes otherwise.

    It can be read back inside the block: a seal is made over what was written.

    Raises:
        FileProblem: any ``OSError`` while opening, writing (also inside the block), syncing or renaming.
    """
    temporary = path.with_name(f"{_PREFIX}{path.name[:40]}.{secrets.token_hex(6)}{_SUFFIX}")
    try:
        descriptor = os.open(temporary, _CREATE, 0o600 if private else 0o666)
        try:
            with io.open(descriptor, "w+b") as stream:  # noqa: UP020 - a descriptor, not a path
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            _put_in_place(temporary, path)
        except BaseException as error:
            _discard(temporary, error)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise file_problem(error, path) from error


_CREATE = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


# Scanners on Windows hold a fresh file for a moment (5: access denied, 32: in use); Excel holds it for good.
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)


def _put_in_place(temporary: Path, path: Path) -> None:
    for pause in _PAUSES:
        try:
            temporary.replace(path)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in (5, 32):
                raise
            time.sleep(pause)
        else:
            return
    temporary.replace(path)


def _discard(temporary: Path, reason: BaseException) -> None:
    """Remove a half-written file; a failure to do so is noted on the error that is already on its way."""
    try:
        temporary.unlink(missing_ok=True)
    except OSError as error:
        reason.add_note(f"the temporary file {temporary.name} could not be removed: {error!r}")


def sync_folder(folder: Path) -> None:
    """Force the names in ``folder`` to the disk, so that a rename survives a power cut.

    Windows has no such call: NTFS journals names by itself.

    Raises:
        OSError: the disk failed.
    """
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        except OSError as error:
            # Some file systems cannot do this for folders and say so; that is no failure of the write.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(descriptor)


def remove_leftovers(folder: Path) -> int:
    """Remove temporary files that a power cut left in ``folder``; call only while nobody else writes there.

    Returns:
        How many there were.

    Raises:
        FileProblem: one cannot be removed.
    """
    try:
        leftovers = [
            path
            for path in folder.iterdir()
            if path.name.startswith(_PREFIX) and path.name.endswith(_SUFFIX) and path.is_file()
        ]
        for path in leftovers:
            path.unlink()
    except OSError as error:
        raise file_problem(error, folder) from error
    return len(leftovers)


def make_folder(folder: Path) -> None:
    """Make a folder with those above it, where it is missing.

    Raises:
        FileProblem: no right, no space, a file in the way.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise file_problem(error, folder) from error
