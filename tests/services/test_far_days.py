"""One wrong year in one record: every other deadline goes on being shown, whichever screen asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk import TODAY
from services.test_recomputing import accepted, year
from zhuize_desktop.domain.deadlines import ClockState
from zhuize_desktop.domain.records import Clue, Extension, Hearing, LongTermItem, RectificationItem
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.calendar import preview_year
from zhuize_desktop.services.clues import clock_states, shown_rows
from zhuize_desktop.services.workbench import look
from zhuize_desktop.ui.clue.contents import read_contents

FAR = date(2126, 3, 2)


@pytest.fixture
def stored(desk):
    """A clue with days of the next century, as a ledger kept them from before they were refused; and a sound one."""
    clerk = desk.log_in("clerk")
    wrong = accepted(clerk, "XS-1", TODAY - timedelta(days=3))
    sound = accepted(clerk, "XS-2", TODAY - timedelta(days=3))
    common = {"owner_enterprise": clerk.viewer.enterprise, "clue": wrong.uid}
    with clerk.ledger.transact(Op.CHANGE_CLUE, clerk.viewer) as tx:
        tx.update(replace(tx.get(Clue, wrong.uid), feedback_due=FAR))
        tx.insert(LongTermItem(uid="far-1", matter="每年追偿", due_on=FAR, **common))
        tx.insert(Hearing(uid="far-2", object="虚构建设有限公司", sent_on=TODAY, due_on=FAR, **common))
        tx.insert(RectificationItem(uid="far-3", item="修订办法", due_on=date(2206, 3, 2), **common))
        tx.insert(
            Extension(uid="far-4", step=Stage.PRELIMINARY_CHECK, from_on=TODAY, to_on=FAR, approver="郑德明",
                      approved_on=TODAY, **common)
        )  # fmt: skip
    return clerk, wrong.uid, sound.uid


def test_the_ledger_the_dossier_and_the_first_page_show_the_rest(stored):
    clerk, wrong, sound = stored
    far, near = shown_rows(clerk, [wrong, sound])
    assert (far.deadline.state, near.deadline.due_on is None) == (ClockState.UNKNOWN, False)
    assert far.deadline.why == "日期不在1990年至2100年之间，请核对年份"
    assert clock_states(clerk)[ClockState.UNKNOWN] == (wrong,)
    told = read_contents(clerk, wrong).deadlines
    assert {one.kind for one in told if one.why == far.deadline.why} == {
        "feedback", "long_term", "hearing", "rectification_item", "preliminary_check",
    }  # fmt: skip
    bench = look(clerk)
    assert (bench.total, bench.unknown) == (2, (wrong,))


def test_a_holiday_arrangement_is_entered_all_the_same(stored, desk):
    found = preview_year(desk.log_in("admin"), year())
    # The five days beyond the calendar and the 初核 of the sound clue ran; none is moved from or to a day it never had.
    assert (found.checked, found.shifts) == (6, ())
