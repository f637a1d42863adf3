"""``verify-update``: may this installer be run? Asked before it is, with the program that is already installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..services.updating import verify_installer
from .common import DONE, NOT_GOOD, result, say

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from ..seal.release import UpdateCheck


def run(given: Namespace) -> int:
    """Compare the installer with its list and the list with the maker's key; 0 only when both hold."""
    found = verify_installer(given.file, manifest=given.manifest, key=given.key)
    _tell(given.file, found)
    result(
        ok=found.ok,
        integrity=found.integrity,
        publisher={True: "相符", False: "不符", None: "未核对"}[found.publisher],
        version=found.version,
        problems=list(found.problems),
    )
    return DONE if found.ok else NOT_GOOD


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
