"""期初建账确认表: the figures out of a ledger with clues taken over from before."""

from __future__ import annotations

from typing import Any

import pytest

from services.whole_case import WholeCase, day
from zhuize_desktop.domain.errors import NotAllowed
from zhuize_desktop.domain.records import Circle, Handling, LiablePerson, Loss, Recovery
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import papers
from zhuize_desktop.services.clues import set_circle
from zhuize_desktop.services.opening import opening_figures


def taken_over(clerk: Any, stage: Stage, **more: Any) -> WholeCase:
    case = WholeCase(clerk)
    case.register(legacy=True, stage=stage, **more)
    return case


def test_stock_losses_and_penalties_of_what_was_taken_over(clerk: Any) -> None:
    first = taken_over(clerk, Stage.INVESTIGATION, accepted_on=day(1))
    taken_over(clerk, Stage.INVESTIGATION)
    done = taken_over(
        clerk, Stage.CLOSURE, accepted_on=day(1), closed=True, closed_on=day(9), closure_kind="rectified"
    )
    new = WholeCase(clerk)
    new.register()  # what begins here is no stock
    first.add(Loss, item="货款", kind="direct", amount=100_01)
    first.add(Loss, item="或有", kind="contingent", amount=900_00)
    first.add(Recovery, kind="cash", amount=30_00)
    done.add(Loss, item="设备", kind="indirect", amount=200_02)
    new.add(Loss, item="新案", kind="direct", amount=999_00)
    liable = done.add(LiablePerson, person=done.person)
    done.add(
        Handling, liable=liable, kinds=("pay.performance",), deduction=50_00, ban_from=day(3), ban_to=day(300)
    )
    figures = opening_figures(clerk)
    assert {line.label: len(line.clues) for line in figures.by_stage if line.clues} == {"核查": 2}
    assert {line.label: len(line.clues) for line in figures.by_source if line.clues} == {"审计": 2}
    assert (figures.open, len(figures.closed.clues), len(figures.unknown_start.clues)) == (2, 1, 1)
    assert (figures.confirmed_loss.fen, figures.recovered.fen, figures.deducted.fen) == (300_03, 30_00, 50_00)
    assert (len(figures.penalties.clues), len(figures.bans.clues)) == (1, 1)
    text = str(papers.paper_of(clerk, "", "opening_sheet"))
    assert "叁佰元零叁分" in text


def test_masked_clues_are_counted_and_nobody_without_cases_reads_the_sheet(clerk: Any, desk: Any) -> None:
    case = taken_over(clerk, Stage.INVESTIGATION)
    set_circle(clerk, case.clue, Circle.NAMED, (clerk.viewer.user,))
    assert opening_figures(desk.log_in("reviewer")).open == 1
    for login in ("admin", "inspector"):
        with pytest.raises(NotAllowed):
            papers.paper_of(desk.log_in(login), "", "opening_sheet")
