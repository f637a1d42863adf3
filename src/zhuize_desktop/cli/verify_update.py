"""``verify-update``: may this installer be run? Asked before it is, with the program that is already installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .. import __version__
from ..domain.errors import FileProblem
from ..resources import resource
from ..seal.release import (
    PRODUCT,
    VERSION,
    UpdateCheck,
    check_update,
    list_name,
    read_public_key,
    read_release,
)
from .common import DONE, NOT_GOOD, result, say

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path


def run(given: Namespace) -> int:
    """Compare the installer with its list and the list with the maker's key; 0 only when both hold."""
    signed = read_release(given.manifest or _beside(given.file))
    trusted = read_public_key(given.key or resource("release", "public-key.txt"))
    found = check_update(given.file, signed, trusted, __version__)
    _tell(given.file, found)
    result(
        ok=found.ok,
        integrity=found.integrity,
        publisher={True: "相符", False: "不符", None: "未核对"}[found.publisher],
        version=found.version,
        problems=list(found.problems),
    )
    return DONE if found.ok else NOT_GOOD


def _beside(installer: Path) -> Path:
    """The list that lies beside an installer, by the version and system its name tells.

    Raises:
        FileProblem: the name tells neither.
    """
    named = re.match(rf"{PRODUCT}[-_]({VERSION})", installer.name)
    if named is None:
        raise FileProblem(
            f"“{installer.name}”不像本程序的安装文件，找不到它的发布清单；请用 --manifest 指出清单文件。"
        )
    system = "windows" if installer.suffix in (".exe", ".zip") else "linux"
    return installer.with_name(list_name(named[1], system))


def _tell(path: Path, found: UpdateCheck) -> None:
    say(f"{path.name}（{found.version} 版）：{'完好' if found.integrity else '不可用'}")
    for problem in found.problems:
        say(f"  ✗ {problem}")
    if found.publisher is None:
        say("  发布方未核对：本程序没有携带发布方公钥，也没有用 --key 给出；只能查出损坏，查不出是谁做的。")
    if found.ok:
        say("  由本程序认得的发布方发布，可以安装。")
    else:
        say("  请不要运行它，先向发布方核实。")
