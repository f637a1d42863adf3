"""Why, by whom and when a clue was taken out of the ledger."""

from __future__ import annotations

import pytest

from zhuize_desktop.domain.errors import NotAllowed
from zhuize_desktop.domain.records import Clue
from zhuize_desktop.services.clues import register_clue
from zhuize_desktop.services.records import bring_back, withdraw
from zhuize_desktop.services.withdrawals import Withdrawal, withdrawal_of


@pytest.fixture
def clue(clerk):
    values = {
        "source_kind": "audit.special",
        "reported_on": clerk.today,
        "enterprises": (clerk.viewer.enterprise,),
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
    }
    return register_clue(clerk, values).value


def test_the_latest_withdrawal_is_told_until_the_clue_is_back(clerk, desk, clue):
    assert withdrawal_of(clerk, clue.uid) is None
    withdraw(clerk, Clue, clue.uid, "登记重复")
    first = desk.clock.now()
    assert withdrawal_of(clerk, clue.uid) == Withdrawal("登记重复", "李文海", first)
    bring_back(clerk, Clue, clue.uid)
    assert withdrawal_of(clerk, clue.uid) is None
    desk.clock.advance(days=1)
    withdraw(clerk, Clue, clue.uid, "并入另一条")
    assert withdrawal_of(clerk, clue.uid) == Withdrawal("并入另一条", "李文海", desk.clock.now())
    assert desk.clock.now() > first


def test_whoever_may_not_read_the_clue_is_told_nothing(clerk, desk, clue):
    withdraw(clerk, Clue, clue.uid, "登记重复")
    with pytest.raises(NotAllowed):
        withdrawal_of(desk.log_in("admin"), clue.uid)
