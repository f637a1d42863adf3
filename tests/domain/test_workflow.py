"""The table of moves: a way forward from everywhere, none that nobody may make, a return that clears what it should."""

from __future__ import annotations

import itertools

import pytest

from domain.whole_case import GoodCase, day
from zhuize_desktop.domain.gates.opening import TRANSFER_OF
from zhuize_desktop.domain.records import Closure, OutsideDecision, StageStep
from zhuize_desktop.domain.roles import OPERATIONS
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.workflow import (
    MILESTONES,
    MOVES,
    MoveKind,
    came_from,
    cleared_by_return,
    move_of,
    moves_from,
    way_forward,
)
from zhuize_desktop.services.rulebook import shipped_rulebook

BOOK = shipped_rulebook()
OPINIONS = ("", *(entry.code for entry in BOOK.dictionary("acceptance_opinion").entries()))
WAYS = ("", *(entry.code for entry in BOOK.dictionary("disposition").entries()))
CONCLUSIONS = ("", *(entry.code for entry in BOOK.dictionary("investigation_conclusion").entries()))


BOTH = (False, True)


def forks(stage):
    """The answers that a fork on the path asks for, in every stage where it asks for one."""
    if stage is Stage.INTAKE:
        for opinion, sanctioned in itertools.product(OPINIONS, BOTH):
            one = GoodCase(BOOK, stage).put("acceptance", opinion=opinion)
            yield one.plus(OutsideDecision, kind="discipline") if sanctioned else one
    elif stage is Stage.TRIAGE:
        for way, gone in itertools.product(WAYS, BOTH):
            one = GoodCase(BOOK, stage).put("triage", disposition=way)
            yield one.clue(triaged_on=day(25), disposition=way) if gone else one
    elif stage is Stage.INVESTIGATION:
        for conclusion, opened in itertools.product(CONCLUSIONS, BOTH):
            yield GoodCase(BOOK, stage, opened=opened).put("report", conclusion=conclusion)
    else:
        yield GoodCase(BOOK, stage)


def cases():
    """Open cases in every stage at every fork, with 销号 asked for and without."""
    for stage in Stage:
        for asked in forks(stage):
            yield asked.case()
            yield asked.drop("closure").case()


def test_from_every_stage_there_is_a_way_forward():
    for case in cases():
        way = way_forward(case)
        waits = (
            case.clue.stage is Stage.TRIAGE
            and case.clue.triaged_on is not None
            and case.clue.disposition == "keep"
        )
        # 留存备查 is never an end; it waits until it is triaged anew.
        assert (way is None) == (waits and not case.all(Closure)), case.clue
        if way is not None:
            assert way in moves_from(case)
            assert way.kind in (MoveKind.FORWARD, MoveKind.CLOSE)
    for stage in Stage:  # and with nothing entered at all
        assert way_forward(GoodCase(BOOK, stage).emptied().case()) is not None


def test_what_is_kept_goes_on_once_it_is_triaged_anew():
    for way in WAYS:
        if way in ("", "keep"):
            continue
        kept = GoodCase(BOOK, Stage.TRIAGE).drop("closure").clue(triaged_on=day(25), disposition="keep")
        found = way_forward(kept.put("triage", disposition=way).case())
        assert found is not None
        assert found.code == {"direct": "dispose", "joint": "dispose", "close": "dispose_end"}.get(
            way, "dispose_elsewhere"
        )


@pytest.mark.parametrize("way", sorted(TRANSFER_OF))
def test_what_went_elsewhere_and_what_was_not_taken_on_is_ended(way):
    gone = GoodCase(BOOK, Stage.TRIAGE).drop("closure").put("triage", disposition=way)
    assert way_forward(gone.clue(triaged_on=day(25), disposition=way).case()) is move_of("close")
    assert way_forward(gone.put("triage", disposition="direct").case()) is move_of("dispose")


def test_a_superiors_decision_opens_no_way_round_the_step_that_hands_up():
    asked = GoodCase(BOOK, Stage.TRIAGE).drop("closure").put("triage", disposition="hand_up")
    back = asked.plus(OutsideDecision, kind="superior")
    assert way_forward(back.case()) is move_of("dispose_elsewhere")
    gone = back.clue(triaged_on=day(25), disposition="hand_up")
    assert way_forward(gone.case()) is move_of("decision_back")
    # Sent back to 初核 and on again it waits for its approvals anew.
    assert way_forward(gone.clue(triaged_on=None).case()) is move_of("dispose_elsewhere")


@pytest.mark.parametrize("opinion", ["refuse", "refer"])
def test_what_is_refused_is_ended_even_if_somebody_was_sanctioned(opinion):
    refused = GoodCase(BOOK, Stage.INTAKE).drop("closure").put("acceptance", opinion=opinion)
    assert way_forward(refused.plus(OutsideDecision, kind="discipline").case()) is move_of("close")


def test_every_move_is_known_to_the_table_of_roles_and_leads_somewhere():
    assert len({move.code for move in MOVES}) == len(MOVES)
    for case in cases():
        for move in moves_from(case):
            assert move.op in OPERATIONS
            assert OPERATIONS[move.op].roles
            assert case.clue.stage in move.start
    fields = {name for names in MILESTONES.values() for name in names} | {"closed_on"}
    for move in MOVES:
        assert move.label
        assert move.milestone == "" or move.milestone in fields
        assert move.end in (None, *Stage)


#: What a return to a stage takes from the clue, written out by hand.
CLEARED = {
    Stage.INTAKE: "accepted_on checked_on triaged_on opened_on investigated_on decided_on rectified_on",
    Stage.PRELIMINARY_CHECK: "checked_on triaged_on opened_on investigated_on decided_on rectified_on",
    Stage.TRIAGE: "triaged_on opened_on investigated_on decided_on rectified_on",
    Stage.INVESTIGATION: "opened_on investigated_on decided_on rectified_on",
    Stage.DISPOSITION: "decided_on rectified_on",
    Stage.RECTIFICATION: "rectified_on",
    Stage.CLOSURE: "",
}


@pytest.mark.parametrize("target", list(Stage))
def test_a_return_clears_the_days_from_its_target_on(target):
    assert set(cleared_by_return(target)) == set(CLEARED[target].split())


def test_every_stage_but_the_first_has_a_way_back_to_where_the_case_came_from():
    back = {move.code: (move.start, move.end) for move in MOVES if move.kind is MoveKind.BACK}
    assert back == {f"return_{here.value}": (frozenset({here}), None) for here in list(Stage)[1:]}
    for before, here in itertools.pairwise(Stage):
        case = GoodCase(BOOK, here)
        assert came_from(case.case()) is before  # nobody knows
        came = case.plus(StageStep, move="by_sanction", from_stage=Stage.INTAKE, to_stage=here)
        assert came_from(came.case()) is Stage.INTAKE
    assert all(
        move.needs_reason for move in MOVES if move.kind is not MoveKind.FORWARD and move.code != "close"
    )


def test_out_of_the_end_leads_one_move_with_reason_and_second_person():
    for values, expected in (
        ({"closed": True}, ("reopen",)),
        ({"closed": True, "merged_into": "other"}, ("reopen",)),
        ({"withdrawn_reason": "重复"}, ()),
        ({"stage_confirmed": False}, ()),
    ):
        found = moves_from(GoodCase(BOOK, Stage.CLOSURE).clue(**values).case())
        assert tuple(move.code for move in found) == expected
    assert (move_of("reopen").needs_reason, move_of("reopen").needs_second) == (True, True)
