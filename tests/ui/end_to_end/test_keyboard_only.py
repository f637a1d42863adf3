"""The real window, from outside: one invented case by keyboard alone, and what the ledger says of it afterwards.

The default run goes as far as 受理. The whole way to 销号, with a second person confirming, is made from ``--long 2`` on.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from ui.end_to_end.clerk import Clerk
from ui.end_to_end.desk_keys import Keys, Program, Screen, characters_of, command
from ui.end_to_end.whole_case import CLERK, DEDUCTED, ENTERPRISE, LOSS, RECOVERED, REVIEWER, Case

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("Xvfb") is None, reason="Xvfb is for Linux"
)

PASSWORD = "Keys-2026!pass"
USERS = (("clerk", CLERK, "填报人"), ("reviewer", REVIEWER, "审核人"), ("signer", "赵国平", "签发人"), ("admin", "孙立", "管理员"))
#: A folder for pictures of every stage, for people who want to look; without it none are kept.
PICTURES = os.environ.get("ZHUIZE_PICTURES", "")


@pytest.fixture
def data(tmp_path):
    """An empty ledger, made as an office makes it."""
    users = [
        {"login": login, "name": name, "post": "审计部", "roles": [role], "password": PASSWORD}
        for login, name, role in USERS
    ]
    enterprise = {"name": ENTERPRISE, "credit_code": "", "level": 2, "parent": "虚构控股集团有限公司"}
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"enterprise": enterprise, "users": users}, ensure_ascii=False), "utf-8")
    command(
        "init", str(tmp_path / "data"), "--answers", str(answers), "--recovery-file", str(tmp_path / "recovery.txt"),
        settings=tmp_path / "settings",
    )  # fmt: skip
    return tmp_path / "data"


@pytest.fixture
def clerk(tmp_path, data):
    """Somebody in front of the login window, with a keyboard."""
    texts = (Path(__file__).with_name("whole_case.py").read_text("utf-8"), *(name for _, name, _ in USERS))
    screen = Screen(tmp_path / "screen", characters_of(texts))
    program = Program(screen, data, tmp_path / "settings")
    yield Clerk(Keys(screen), Path(PICTURES) if PICTURES else None)
    program.close()
    screen.close()


def ledger(data, tmp_path):
    """The rows of the ledger, by the command line, once the window has left it."""
    (tmp_path / "password").write_text(PASSWORD, "utf-8")
    out = tmp_path / "ledger.csv"
    command(
        "ledger", "--data", str(data), "--user", "clerk", "--password-file", str(tmp_path / "password"),
        "--out", str(out), settings=tmp_path / "settings",
    )  # fmt: skip
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_case_is_entered_and_worked_by_keyboard_alone(clerk, data, tmp_path, length):
    case = Case(clerk, date.today() - timedelta(days=290))
    clerk.log_in("clerk", PASSWORD)
    case.register()
    case.accept()
    if length > 1:
        for work in (case.check, case.triage, case.plan, case.investigate, case.decide, case.rectify, case.conclude):
            work()
        clerk.log_out()
        clerk.log_in("reviewer", PASSWORD)
        case.confirm()
    clerk.log_out()
    (row,) = ledger(data, tmp_path)
    assert row["报送时间"] == case.day(0)
    assert row["涉及单位"] == ENTERPRISE
    assert (row["环节"], row["是否完结"]) == (("销号", "是") if length > 1 else ("初步核实", "否"))
    assert LOSS and RECOVERED and DEDUCTED
