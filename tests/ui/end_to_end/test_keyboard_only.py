"""The real window, from outside: one invented case by keyboard alone, and what the ledger says of it afterwards."""

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
from ui.end_to_end.whole_case import CLERK, ENTERPRISE, LOSS, PERSON, RECOVERED, REVIEWER, SUMMARY, Case

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("Xvfb") is None, reason="Xvfb is for Linux"
)

PASSWORD = "Keys-2026!pass"
USERS = (
    ("clerk", CLERK, "填报人"),
    ("reviewer", REVIEWER, "审核人"),
    ("signer", "赵国平", "签发人"),
    ("admin", "孙立", "管理员"),
)
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


def test_a_case_goes_from_registration_to_its_end_by_keyboard_alone(clerk, data, tmp_path):
    case = Case(clerk, date.today() - timedelta(days=290), PASSWORD)
    clerk.log_in("clerk", PASSWORD)
    case.work()
    clerk.log_out()
    clerk.log_in("reviewer", PASSWORD)
    case.confirm()
    clerk.log_out()
    (row,) = ledger(data, tmp_path)
    assert (row["报送时间"], row["受理日期"]) == (case.day(0), case.day(2))
    assert (row["涉及单位"], row["涉及责任人员"]) == (ENTERPRISE, PERSON)
    assert row["问题线索概述"] == SUMMARY
    assert (row["环节"], row["是否完结"]) == ("销号", "是")
    amounts = [row[name] for name in ("预估损失（元）", "认定损失（元）", "已挽回（元）")]
    assert amounts == [f"{LOSS}.00", f"{LOSS}.00", RECOVERED]
