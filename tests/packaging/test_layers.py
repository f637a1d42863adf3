"""The import contracts bite: a line that breaks one of them is found."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
IMPORT_NAMES = {"pyside6-essentials": "PySide6", "argon2-cffi": "argon2"}


@pytest.fixture
def checkout(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(checkout):
    """Exit status and output of lint-imports over the copied sources."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout / "src")},
        capture_output=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "found"),
    [
        ("domain/clock.py", "import sqlalchemy", "zhuize_desktop.domain.clock -> sqlalchemy"),
        ("domain/clock.py", "import socket", "zhuize_desktop.domain.clock -> socket"),
        ("domain/clock.py", "import zhuize_desktop.resources", "domain.clock -> zhuize_desktop.resources"),
        ("services/__init__.py", "import PySide6.QtCore", "zhuize_desktop.services -> PySide6"),
        ("services/__init__.py", "from sqlalchemy import select", "zhuize_desktop.services -> sqlalchemy"),
        ("storage/__init__.py", "import zhuize_desktop.documents", "storage -> zhuize_desktop.documents"),
        ("exchange/__init__.py", "import zhuize_desktop.storage", "exchange -> zhuize_desktop.storage"),
        ("seal/__init__.py", "import zhuize_desktop.services", "seal -> zhuize_desktop.services"),
        ("ui/__init__.py", "import sqlcipher3", "zhuize_desktop.ui -> sqlcipher3"),
        ("newcomer.py", "import zhuize_desktop.domain", "zhuize_desktop.newcomer"),
    ],
)
def test_a_broken_rule_is_found(checkout, module, line, found):
    with (checkout / "src" / "zhuize_desktop" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    status, said = lint(checkout)

    assert status == 1
    assert re.search(rf"{re.escape(found)}\b(?!\.)", said), said


def test_the_domain_contract_names_every_dependency_but_pydantic():
    names = {
        re.split(r"[<>=~! ]", spec, maxsplit=1)[0].lower() for spec in PROJECT["project"]["dependencies"]
    }
    expected = {IMPORT_NAMES.get(name, name.replace("-", "_")) for name in names - {"pydantic"}}
    (contract,) = (c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["id"] == "domain")

    assert expected <= set(contract["forbidden_modules"])
