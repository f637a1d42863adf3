"""The data folder (数据文件夹): what lies where in it, where it is by default, and where it may not be.

WAL, the journal of the ledger, is unsafe on a drive that several computers share; such places are refused.
"""

from __future__ import annotations

import configparser
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ..domain.errors import FileProblem
from ..seal.atomic import file_problem
from ..seal.keyfile import NAME as KEYS_NAME
from ..seal.keyfile import backup_of

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = "zhuize-desktop"
PORTABLE = "portable.ini"

_NETWORK = "“{path}”在网络盘或共享文件夹上，台账放在那里可能损坏，请换到本机硬盘或U盘上的文件夹。"

# Places that another computer, or the host of a virtual machine, can change at the same time. 9p is not among
# them: it is how containers and WSL show the disk of the very computer they run on.
_SHARED_TYPES = frozenset(
    (
        *(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb2",
            "smb3",
            "smbfs",
            "ncpfs",
            "ncp",
            "afs",
            "coda",
            "davfs",
            "davfs2",
        ),
        *(
            "ceph",
            "glusterfs",
            "lustre",
            "beegfs",
            "gpfs",
            "gfs",
            "gfs2",
            "ocfs2",
            "orangefs",
            "pvfs2",
            "fhgfs",
        ),
        *("vboxsf", "vmhgfs", "prl_fs"),
    )
)
_SHARED_FUSE = re.compile(
    r"fuse\.(sshfs|davfs2?|smbnetfs|gvfsd-fuse|gvfs.*|kio-fuse|rclone|s3fs|goofys|curlftpfs|glusterfs|ceph.*|"
    r"vmhgfs-fuse|juicefs|cifs.*|nfs.*|onedriver|google-drive.*)"
)

_SYNCED = "“{path}”像是同步盘（网盘）的文件夹：同步会损坏台账，也会把数据传出这台电脑，请换到不同步的文件夹。"
_REMOVABLE = (
    "“{path}”在 U 盘或移动硬盘上：可以用，但拔出前须先退出程序，盘丢了台账也就丢了。"
    "长期使用的台账请放在本机硬盘；要随身带着用，请用便携版。"
)
#: Folders that programs of cloud drives keep alike with a server, by how their names begin; small letters.
_SYNC_NAMES = (
    *(
        "onedrive",
        "dropbox",
        "icloud",
        "googledrive",
        "google drive",
        "nutstore",
        "baidusync",
        "baidunetdisk",
    ),
    *("wpsdrive", "wps云盘", "wps 云盘", "坚果云", "我的坚果云", "微云", "weiyun", "百度网盘", "百度云同步"),
    *("天翼云盘", "阿里云盘", "亿方云", "够快云库", "synologydrive"),
)

_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The layout of a data folder; nothing is read or made by naming it."""

    path: Path

    @property
    def ledger(self) -> Path:
        """The encrypted database."""
        return self.path / "ledger.db"

    @property
    def keys(self) -> Path:
        """Who may open it."""
        return self.path / KEYS_NAME

    @property
    def keys_copy(self) -> Path:
        """The key file's predecessor; goes wherever the key file goes."""
        return backup_of(self.keys)

    @property
    def lock(self) -> Path:
        """The file whose far byte is locked while the folder is in use."""
        return self.path / "ledger.lock"

    @property
    def lock_note(self) -> Path:
        """Who holds the lock."""
        return self.path / "ledger.lock.txt"

    @property
    def attachments(self) -> Path:
        """Encrypted papers, named by digest."""
        return self.path / "attachments"

    @property
    def backups(self) -> Path:
        """Sealed copies of the ledger."""
        return self.path / "backups"

    @property
    def exports(self) -> Path:
        """Reports and workbooks given out."""
        return self.path / "exports"

    @property
    def logs(self) -> Path:
        """Technical logs without personal data."""
        return self.path / "logs"

    @property
    def exists(self) -> bool:
        """Whether a ledger lies here; ``seal.keys`` tells of a missing key file, with the remedy."""
        return self.ledger.is_file()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders within, in the order they are made."""
        return (self.attachments, self.backups, self.exports, self.logs)


def make_folders(folder: DataFolder) -> None:
    """Make the data folder and the folders in it, where they are missing; for its owner only (POSIX).

    Raises:
        FileProblem: no right, no space, a file in the way …
    """
    try:
        if not folder.path.is_dir():
            folder.path.mkdir(mode=0o700, parents=True)
        for path in folder.folders:
            path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise file_problem(error, folder.path) from error


def is_vacant(folder: DataFolder) -> bool:
    """Whether no file lies there, nor deeper, but a log or a lock: those the program leaves before there is a ledger.

    Raises:
        FileProblem: the folder cannot be looked into.
    """
    own = (folder.logs, folder.lock, folder.lock_note)
    try:
        return not any(
            path.is_file() and not any(path.is_relative_to(one) for one in own)
            for path in folder.path.rglob("*")
        )
    except OSError as error:
        raise file_problem(error, folder.path) from error


def default_data_folder(program: Path | None = None) -> DataFolder:
    """Where the data lies when nobody says otherwise.

    ``portable.ini`` beside the program makes it portable: its ``[data]`` section names the folder in
    ``folder``, relative to the program; an empty file means ``data``. Otherwise it is the user's own local
    folder (Windows: ``%LOCALAPPDATA%``, which does not travel to a server with the profile).

    Args:
        program: the folder the program was started from; by default that of the frozen program, none
        otherwise.

    Raises:
        FileProblem: ``portable.ini`` cannot be understood.
    """
    place = portable_place(program)
    if place is not None:
        return DataFolder(place / _portable_folder(place / PORTABLE))
    return DataFolder(platformdirs.user_data_path(PROGRAM, appauthor=False, roaming=False))


def portable_place(program: Path | None = None) -> Path | None:
    """The folder of a portable program, which keeps everything beside itself; ``None`` for an installed one.

    Args:
        program: as for ``default_data_folder``.
    """
    if program is None and getattr(sys, "frozen", False):
        program = Path(sys.executable).parent
    return program if program is not None and (program / PORTABLE).is_file() else None


def _portable_folder(path: Path) -> str:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise file_problem(error, path) from error
    except (configparser.Error, UnicodeDecodeError) as error:
        raise FileProblem(
            f"“{path.name}”的内容不对，请改为“[data]”一行和“folder = data”一行，或删除该文件。"
        ) from error
    return parser.get("data", "folder", fallback="").strip() or "data"


def check_local(path: Path, is_shared: Callable[[str], bool] | None = None) -> None:
    """Refuse a place on a network drive or in a shared folder; the hard disk and USB sticks are fine.

    Args:
        path: an existing folder, or one yet to be made.
        is_shared: says of an absolute path whether it lies in such a place; by default the system is asked.

    Raises:
        FileProblem: with the folder's name and the remedy.
    """
    asked = is_shared or _is_shared
    try:
        _nearest_existing(path).stat()  # an automounted place gets its mount only when it is touched
        resolved = path.resolve()
    except OSError as error:
        raise file_problem(error, path) from error
    if asked(str(path.absolute())) or asked(str(resolved)):
        raise FileProblem(_NETWORK.format(path=path))


def doubt_about_place(
    path: Path,
    *,
    portable: bool,
    is_shared: Callable[[str], bool] | None = None,
    is_removable: Callable[[str], bool] | None = None,
) -> str:
    """What somebody should know who wants to put a ledger there; "" where it lies well.

    A shared place is refused later (``check_local``); a cloud drive and a stick are told only. A portable program lies
    on a stick because it is wanted there.

    Args:
        path: an existing folder, or one yet to be made.
        portable: whether the program is portable.
        is_shared: as for ``check_local``.
        is_removable: says of an absolute path whether it lies on a drive that can be pulled out; by default the
            system is asked.
    """
    place = str(path.absolute())
    if (is_shared or _is_shared)(place):
        return _NETWORK.format(path=path)
    if any(part.casefold().startswith(_SYNC_NAMES) for part in path.absolute().parts):
        return _SYNCED.format(path=path)
    if not portable and (is_removable or _is_removable)(place):
        return _REMOVABLE.format(path=path)
    return ""


def is_shared_posix(path: str, mountinfo: str) -> bool:
    """Whether an absolute path without links lies in a shared place.

    Args:
        path: the path.
        mountinfo: the text of ``/proc/self/mountinfo``.
    """
    kind, _ = _mount_of(path, mountinfo)
    return kind in _SHARED_TYPES or _SHARED_FUSE.fullmatch(kind) is not None


def _mount_of(path: str, mountinfo: str) -> tuple[str, str]:
    """Kind of the file system a path lies in, and its device as ``major:minor``; "" where no mount is found."""
    # The longest mount point counts, and of several mounts on one point the last.
    kind, device, longest = "", "", -1
    for line in mountinfo.split("\n"):
        left, dash, right = line.partition(" - ")
        fields, after = left.split(" "), right.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:
            kind, device, longest = after[0], fields[2], len(point)
    return kind, device


def is_shared_windows(path: str, drive_type: Callable[[str], int]) -> bool:
    r"""Whether an absolute path of Windows lies on another computer.

    Args:
        path: as ``C:\…``, ``\\server\share\…`` or with the prefixes of long paths.
        drive_type: ``GetDriveTypeW``: from the root of a drive to its kind.
    """
    text = path.replace("/", "\\")
    if text.upper().startswith(("\\\\?\\UNC\\", "\\\\.\\UNC\\")):
        return True
    if text.startswith(("\\\\?\\", "\\\\.\\")):
        text = text[4:]
    if text.startswith("\\\\"):
        return True
    return _is_drive(text, _DRIVE_REMOTE, drive_type)


def is_removable_windows(path: str, drive_type: Callable[[str], int]) -> bool:
    """Whether an absolute path of Windows lies on a drive that can be pulled out; arguments as before."""
    text = path.replace("/", "\\")
    if text.startswith(("\\\\?\\", "\\\\.\\")):
        text = text[4:]
    return _is_drive(text, _DRIVE_REMOVABLE, drive_type)


def _is_drive(text: str, kind: int, drive_type: Callable[[str], int]) -> bool:
    return re.match("[A-Za-z]:", text) is not None and drive_type(text[:2] + "\\") == kind


def _is_shared(path: str) -> bool:
    if sys.platform == "win32":
        import ctypes  # here only: elsewhere there is no ``windll``

        return is_shared_windows(path, ctypes.windll.kernel32.GetDriveTypeW)
    else:
        mounts = Path("/proc/self/mountinfo")
        # The kernel writes names as the bytes they are; a name in another encoding must not stop the program.
        return is_shared_posix(path, mounts.read_text(encoding="utf-8", errors="surrogateescape"))


def is_removable_posix(path: str, mountinfo: str, devices: Path) -> bool:
    """Whether an absolute path without links lies on a drive that can be pulled out.

    Args:
        path: the path.
        mountinfo: the text of ``/proc/self/mountinfo``.
        devices: ``/sys/dev/block``.
    """
    _, device = _mount_of(path, mountinfo)
    block = (devices / device).resolve()
    # A partition has its drive above it.
    for place in (block, block.parent):
        try:
            return (place / "removable").read_text("ascii").strip() == "1"
        except OSError:
            continue  # no such file: not a drive, or a partition
    return False


def _is_removable(path: str) -> bool:
    if sys.platform == "win32":
        import ctypes  # here only: elsewhere there is no ``windll``

        return is_removable_windows(path, ctypes.windll.kernel32.GetDriveTypeW)
    else:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
        return is_removable_posix(path, mounts, Path("/sys/dev/block"))


def check_space(path: Path, needed: int, free: Callable[[Path], int] | None = None) -> None:
    """Refuse to begin what the disk has no room for.

    Args:
        path: the file or folder to be written, existing or not.
        needed: bytes.
        free: the bytes free to the user at an existing path; by default the system is asked.

    Raises:
        FileProblem: with what is needed and what is there.
    """
    try:
        place = _nearest_existing(path)
        there = free(place) if free is not None else shutil.disk_usage(place).free
    except OSError as error:
        raise file_problem(error, path) from error
    if there < needed:
        raise FileProblem(
            f"磁盘空间不足：还需约 {_amount(needed)}，“{path}”所在磁盘只剩 {_amount(there)}，"
            "请清理磁盘或换一个位置后重试。"
        )


def _nearest_existing(path: Path) -> Path:
    path = path.absolute()
    return next((place for place in (path, *path.parents) if place.exists()), Path(path.anchor))


def _amount(size: int) -> str:
    """Bytes as people say them: 512 字节, 1.5 MB."""
    if size < 1024:
        return f"{size} 字节"
    step = min((size.bit_length() - 1) // 10, 3)
    return f"{size / 1024**step:.1f} {('KB', 'MB', 'GB')[step - 1]}"
