"""A data folder and a way to give commands to the program, as a shell or in this very process."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk import ANSWERS, PASSWORD
from zhuize_desktop.cli.main import run
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.services.setup import first_start
from zhuize_desktop.storage.folders import DataFolder

#: The suite asks Python to warn of files opened without an encoding, also in libraries; people do not.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONWARNDEFAULTENCODING"}


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.splitlines()[-1])


class Shell:
    """Gives commands; ``data`` and ``passwords`` are what most of them need."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self.data = place / "data"
        self.password_file = place / "password.txt"
        self.password_file.write_text(f"{PASSWORD}\n", "utf-8")
        self._capsys = capsys

    def run(self, *arguments: object) -> Said:
        """The command in this process."""
        self._capsys.readouterr()
        code = run([str(one) for one in arguments])
        out, err = self._capsys.readouterr()
        log = re.search("程序出错.*“(.*)”", err)
        assert log is None, Path(log[1]).read_text("utf-8")
        return Said(code, out, err)

    def as_user(self, login: str, command: str, *arguments: object) -> Said:
        """A command with data folder, user and password."""
        return self.run(command, *arguments, *self.who(login))

    def who(self, login: str) -> tuple[object, ...]:
        return ("--data", self.data, "--user", login, "--password-file", self.password_file)

    def process(self, *arguments: object, stdin: str = "", **environment: str) -> Said:
        """The command in a process of its own, without a screen and without a terminal."""
        return self._started("-m", "zhuize_desktop", *map(str, arguments), stdin=stdin, **environment)

    def python(self, code: str, **environment: str) -> Said:
        """A piece of Python in a process of its own, likewise."""
        return self._started("-c", code, **environment)

    def _started(self, *arguments: str, stdin: str = "", **environment: str) -> Said:
        done = subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            input=stdin.encode(),
            env={**_ENVIRONMENT, **environment},
            start_new_session=True,
            check=False,
        )
        return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture(scope="session")
def made_now(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A ledger as the commands know it: by the computer's own clock."""
    folder = DataFolder(tmp_path_factory.mktemp("made") / "data")
    return folder.path, first_start(folder, ANSWERS, SystemClock(), QUICK)


@pytest.fixture
def shell(made_now: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shutil.copytree(made_now[0], tmp_path / "data")
    return Shell(tmp_path, capsys)


@pytest.fixture
def recovery_code(made_now: tuple[Path, str]) -> str:
    return made_now[1]
