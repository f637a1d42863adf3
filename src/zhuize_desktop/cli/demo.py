"""``demo``: invented data in a new folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.clock import FixedClock, SystemClock
from ..domain.errors import FieldError
from ..services.demo import PASSWORD, make_demo
from ..storage.folders import DataFolder
from .common import DONE, result, say

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Make it and say who can log in."""
    if not 1 <= given.clues <= 200_000:
        raise FieldError("clues", "演示线索条数应为 1 至 200000。")
    clock = SystemClock() if given.today is None else FixedClock.on(given.today)
    made = make_demo(DataFolder(given.dir), given.clues, given.seed, clock)
    say(f"演示台账已建立：{given.dir}（企业、人员、事项全部虚构）")
    say(f"各账号密码均为 {PASSWORD}，也写在 {given.dir / 'demo-password.txt'}")
    result(accounts=made.accounts, clues=made.clues, year=made.year)
    return DONE
