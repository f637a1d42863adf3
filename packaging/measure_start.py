r"""How long the frozen program takes to its first window, beside a bare PySide6 program built the same way.

    python packaging\measure_start.py PROGRAM.exe WORK [--runs 5]

Run with the Python that the program was built with, on Windows or under Wine. Seconds on one PC say nothing about
another; the ratio does. The first start of each is not counted: it fills the caches of the disk.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from first_window import first_window

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication(sys.argv)
label = QLabel("bare")
label.setWindowTitle("bare")
label.show()
sys.exit(application.exec())
"""


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
                _, taken = first_window(command)
                if run:
                    times[name].append(taken)
    for name, taken_all in times.items():
        listed = " ".join(f"{one:.2f}" for one in taken_all)
        print(f"{name}: median {statistics.median(taken_all):.2f} s ({listed})")
    print(f"ratio: {statistics.median(times['program']) / statistics.median(times['bare']):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
