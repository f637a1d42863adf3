r"""How long the frozen program takes to its first window, beside a bare PySide6 program built the same way.

    python packaging\measure_start.py PROGRAM.exe WORK [--runs 5]

Run with the Python that the program was built with, on Windows or under Wine. Seconds on one PC say nothing about
another; the ratio does. The first start of each is not counted: it fills the caches of the disk.
"""

from __future__ import annotations

import argparse
import ctypes
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication(sys.argv)
label = QLabel("bare")
label.setWindowTitle("bare")
label.show()
sys.exit(application.exec())
"""
_PATIENCE = 120.0


def build_bare(work: Path) -> Path:
    """A program that shows one label, as an onedir of the same Python, PySide6 and PyInstaller."""
    program = work / "bare" / "bare.exe"
    if not program.exists():
        work.mkdir(parents=True, exist_ok=True)
        script = work / "bare.py"
        script.write_text(BARE, "utf-8")
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--windowed", "--log-level", "ERROR"]
        folders = ["--distpath", str(work), "--workpath", str(work / "made"), "--specpath", str(work)]
        subprocess.run([*command, *folders, str(script)], check=True)
    return program


def has_window(process: int) -> bool:
    """Whether a process shows a top-level window with a title."""
    if sys.platform == "win32":
        user32, found = ctypes.windll.user32, []

        def look(window: int, _: int) -> bool:
            owner, handle = ctypes.c_ulong(), ctypes.c_void_p(window)
            user32.GetWindowThreadProcessId(handle, ctypes.byref(owner))
            if owner.value == process and user32.IsWindowVisible(handle):
                found.extend([window] * bool(user32.GetWindowTextLengthW(handle)))
            return not found

        kind = ctypes.WINFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)
        user32.EnumWindows(kind(look), None)
        return bool(found)
    else:
        raise OSError("only Windows tells")


def start_of(command: list[str]) -> float:
    """Seconds from the start of a program to its first window; it is ended afterwards.

    Raises:
        TimeoutError: there was none.
    """
    start = time.perf_counter()
    with subprocess.Popen(command) as running:
        try:
            while not has_window(running.pid):
                if time.perf_counter() - start > _PATIENCE:
                    raise TimeoutError(command[0])
                time.sleep(0.005)
            return time.perf_counter() - start
        finally:
            running.kill()


def main() -> int:
    """Measure both in turn and print medians and ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    bare = build_bare(given.work)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
        commands = {"bare": [str(bare)], "program": [str(given.program), "--data", data]}
        times: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(given.runs + 1):
            for name, command in commands.items():
                taken = start_of(command)
                if run:
                    times[name].append(taken)
    for name, taken_all in times.items():
        listed = " ".join(f"{one:.2f}" for one in taken_all)
        print(f"{name}: median {statistics.median(taken_all):.2f} s ({listed})")
    print(f"ratio: {statistics.median(times['program']) / statistics.median(times['bare']):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
