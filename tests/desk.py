"""A real encrypted ledger for every test, copied from a template that the first start made."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.services.session import Session, log_in
from zhuize_desktop.services.setup import Answers, NewUser, first_start
from zhuize_desktop.storage.folders import DataFolder

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "Test-2026!pass"
TODAY = date(2026, 11, 20)
USERS = (
    NewUser("clerk", "李文海", "审计部主管", (Role.CLERK,), PASSWORD),
    NewUser("reviewer", "周敏", "审计部部长", (Role.REVIEWER,), PASSWORD),
    NewUser("signer", "赵国平", "总经理", (Role.SIGNER,), PASSWORD),
    NewUser("admin", "孙立", "信息中心", (Role.ADMIN,), PASSWORD),
    NewUser("inspector", "吴检", "查阅", (Role.INSPECTOR,), PASSWORD),
)
ANSWERS = Answers("虚构运输集团有限公司", "", 2, "虚构控股集团有限公司", USERS)


@dataclass
class Desk:
    """A data folder with a clock, and a way to sit down at it."""

    folder: DataFolder
    clock: FixedClock
    recovery_code: str
    open: list[Session]

    def log_in(self, login: str, password: str = PASSWORD) -> Session:
        self.leave()
        session = log_in(self.folder, login, password, self.clock)
        self.open.append(session)
        return session

    def leave(self) -> None:
        while self.open:
            self.open.pop().close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = DataFolder(tmp_path_factory.mktemp("template") / "data")
    code = first_start(folder, ANSWERS, FixedClock.on(TODAY), QUICK)
    return folder.path, code


@pytest.fixture
def desk(template: tuple[Path, str], tmp_path: Path):
    path, code = template
    shutil.copytree(path, tmp_path / "data")
    made = Desk(DataFolder(tmp_path / "data"), FixedClock.on(TODAY), code, [])
    yield made
    made.leave()


@pytest.fixture
def clerk(desk: Desk) -> Session:
    return desk.log_in("clerk")
