"""What must not be in a program that ships.

    python packaging/gate.py FOLDER

A build that is tried under Wine stands beside DLLs that Wine made itself and beside three that stand in for parts of
Windows 10. None of them may get into what is handed out: on a real PC they would hide the real ones.
"""

from __future__ import annotations

import sys
from pathlib import Path

#: Every DLL that Wine builds carries these words right behind its DOS header.
_WINE_MARKS = (b"Wine builtin DLL", b"Wine placeholder DLL")
#: The stand-ins, and the parts of Windows that belong to the PC, never to a program.
_NEVER = frozenset(
    (
        *("uistub.dll", "icuuc.dll", "icuin.dll", "bcryptprimitives.dll", "mscms.dll"),
        *("ntdll.dll", "kernel32.dll", "kernelbase.dll", "user32.dll", "gdi32.dll", "advapi32.dll"),
        *("combase.dll", "ucrtbased.dll", "winspool.drv"),
    )
)
#: What Qt and Python may not bring along: a QML engine, a browser, a debugger, a second window system.
_NEVER_PARTS = ("qt6qml", "qt6quick", "qt6webengine", "qt6pdf", "opengl32sw", "_tkinter", "libqt6qml")
#: Test data, sources and secrets that a careless pattern would take along.
_NEVER_SUFFIXES = (".pem", ".p12", ".pfx", ".pdb", ".db", ".orig", ".rej")
#: By system; on Linux Qt brings 39 MB of ICU along, which Windows has itself.
LARGEST_FOLDER = {"windows": 200_000_000, "linux": 250_000_000}
LARGEST_SETUP = 60_000_000


def problems(folder: Path) -> list[str]:
    """Everything in a folder that may not ship, one line each."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            why = _why_not(path)
            if why:
                found.append(f"{path.relative_to(folder).as_posix()}：{why}")
    return found


def _why_not(path: Path) -> str:
    name = path.name.lower()
    if name in _NEVER:
        return "属于 Windows 本身或是试用环境的替身，不得随程序发布"
    if name.startswith(_NEVER_PARTS):
        return "本程序不用的部分"
    if name.endswith(_NEVER_SUFFIXES):
        return "不是程序的一部分"
    data = path.read_bytes()
    if any(mark in data for mark in _WINE_MARKS):
        return "由 Wine 生成（Wine builtin DLL）"
    return ""


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> int:
    """Tell every problem of the named folder; 1 when there is one."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    found = problems(Path(sys.argv[1]))
    print("\n".join(found) if found else "没有不该发布的文件。")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
