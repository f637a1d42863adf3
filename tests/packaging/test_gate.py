"""The gate before all that is handed out: what Wine made, stand-ins and secrets are found, a clean folder passes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import gate
import pytest

ROOT = Path(__file__).resolve().parents[2]
#: As Wine writes it: right behind the DOS header of every DLL it builds.
WINE_DLL = b"MZ" + bytes(62) + b"Wine builtin DLL\0" + bytes(200)
PLAIN_DLL = b"MZ" + bytes(300)


@pytest.fixture
def program(tmp_path):
    for name in ("zhuize-desktop.exe", "_internal/python311.dll", "_internal/PySide6/Qt6Core.dll"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PLAIN_DLL)
    return tmp_path


def test_a_clean_folder_passes(program):
    assert gate.problems(program) == []


def test_a_dll_that_wine_built_is_found_whatever_it_is_called(program):
    (program / "_internal" / "msvcp140.dll").write_bytes(WINE_DLL)
    assert gate.problems(program) == ["_internal/msvcp140.dll：由 Wine 生成（Wine builtin DLL）"]


@pytest.mark.parametrize(
    "name",
    [
        *("uistub.dll", "icuuc.dll", "bcryptprimitives.dll", "KERNEL32.dll"),
        *("Qt6Quick.dll", "opengl32sw.dll", "release.pem", "ledger.db"),
    ],
)
def test_what_belongs_to_windows_to_the_trial_or_to_nobody_is_found_by_name(program, name):
    (program / "_internal" / name).write_bytes(PLAIN_DLL)
    (problem,) = gate.problems(program)
    assert problem.startswith(f"_internal/{name}：")


def test_the_command_says_so_and_fails(program):
    def run():
        return subprocess.run(
            [sys.executable, str(ROOT / "packaging" / "gate.py"), str(program)],
            capture_output=True,
            encoding="utf-8",
        )

    assert (run().returncode, run().stdout) == (0, "没有不该发布的文件。\n")
    (program / "_internal" / "uistub.dll").write_bytes(WINE_DLL)
    done = run()
    assert done.returncode == 1
    assert "uistub.dll" in done.stdout
    assert done.stderr == ""


def test_the_size_is_that_of_the_files(program):
    assert gate.size_of(program) == 3 * len(PLAIN_DLL)
