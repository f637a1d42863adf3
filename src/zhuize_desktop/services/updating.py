"""升级: an installer that somebody brought is verified before it runs, and it is the verified copy that runs."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .. import __version__
from ..domain.errors import FileProblem
from ..resources import resource
from ..seal.atomic import file_problem
from ..seal.release import (
    PRODUCT,
    VERSION,
    UpdateCheck,
    check_update,
    list_name,
    read_public_key,
    read_release,
)
from ..storage.folders import portable_place

#: Folders of verified copies begin with this; those of former updates are removed before a new one is made.
_COPIES = "zhuize-update-"


@dataclass(frozen=True, slots=True)
class Update:
    """A copy of an installer where only this user writes, and what is known of the copy."""

    installer: Path
    check: UpdateCheck


def verify_installer(
    installer: Path, *, manifest: Path | None = None, key: Path | None = None
) -> UpdateCheck:
    """Compare an installer with its list, the list with the maker's key, the version with the present one.

    Args:
        installer: the file somebody wants to run.
        manifest: its list (发布清单); by default the one beside it.
        key: file with the maker's public key; by default the one this program carries.

    Raises:
        FileProblem: the installer, its list or the key cannot be read, or the name tells of no list.
    """
    signed = read_release(manifest or _beside(installer))
    trusted = read_public_key(key or resource("release", "public-key.txt"))
    return check_update(installer, signed, trusted, __version__)


def installs_here() -> bool:
    """Whether an installer can be started from here: an installed program on Windows, not from source or a stick."""
    return sys.platform == "win32" and getattr(sys, "frozen", False) and portable_place() is None


def take_in(installer: Path, key: Path | None = None) -> Update:
    """Copy an installer and its list to a folder of this user and verify the copy; ``key`` as above.

    A stick can be exchanged, or a shared folder changed, between the look and the start; the copy is what starts.

    Raises:
        FileProblem: either cannot be read or copied.
    """
    manifest = _beside(installer)
    _forget_copies()
    try:
        place = Path(tempfile.mkdtemp(prefix=_COPIES))
        copies = [Path(shutil.copy(path, place / path.name)) for path in (installer, manifest)]
    except OSError as error:
        raise file_problem(error, installer) from error
    return Update(copies[0], verify_installer(copies[0], key=key))


def _forget_copies() -> None:
    """Remove the copies of former updates; one that is still running stays, since Windows holds it."""
    for place in Path(tempfile.gettempdir()).glob(f"{_COPIES}*"):
        shutil.rmtree(place, ignore_errors=True)


def _beside(installer: Path) -> Path:
    """The list that lies beside an installer, by the version and system its name tells.

    Raises:
        FileProblem: the name tells neither.
    """
    named = re.match(rf"{PRODUCT}[-_]({VERSION})", installer.name)
    if named is None:
        raise FileProblem(
            f"“{installer.name}”不像本程序的安装文件，找不到它的发布清单；请不要改安装文件的名字，"
            "并把发布清单（.release.json）放在它旁边。"
        )
    system = "windows" if installer.suffix in (".exe", ".zip") else "linux"
    return installer.with_name(list_name(named[1], system))
