"""The superior's decision: whole before anything rests on it, served, and its time to appeal awaited."""

from __future__ import annotations

from datetime import date

import pytest

from domain.test_gates import ABOVE, NAMED, decided_above, good, state_of, taken_over
from domain.whole_case import GoodCase, day
from zhuize_desktop.domain.gates import GateMark
from zhuize_desktop.domain.records import (
    Decision,
    Extension,
    Handling,
    LiableBody,
    LiablePerson,
    OutsideDecision,
    Service,
)
from zhuize_desktop.domain.stages import Stage

MISSING, VERIFY, DONE, HISTORIC = GateMark.MISSING, GateMark.VERIFY, GateMark.DONE, GateMark.HISTORIC
NOTHING = GateMark.NOTHING
WHOLE, SERVED, APPEAL = "superior.decision", "superior.service", "superior.appeal"
RECEIVED = NAMED | {"received_on": date(2026, 11, 1)}


def mark(case: GoodCase, code: str, move: str = "close") -> GateMark:
    return state_of(case.case(), move, code).mark


@pytest.mark.parametrize("move", ["decision_back", "decide", "close"])
def test_an_empty_decision_carries_a_case_nowhere(move: str) -> None:
    stage = {"decision_back": Stage.TRIAGE, "decide": Stage.DISPOSITION, "close": Stage.CLOSURE}[move]
    one = good(move, stage).plus(OutsideDecision, kind="superior")
    found = state_of(one.case(), move, WHOLE)
    assert found.mark is MISSING
    assert {told.field for told in found.findings} == {"maker", "number", "decided_on", "persons"}
    assert mark(one.put(one.last, kind="other"), WHOLE, move) is NOTHING
    assert mark(one.put(one.last, **NAMED), WHOLE, move) is DONE


def test_what_rests_on_a_decision_says_on_whom_it_is_laid() -> None:
    one = good("decide", Stage.DISPOSITION).plus(OutsideDecision, **ABOVE)
    assert mark(one, WHOLE, "decide") is MISSING
    one.plus(Handling, outside=one.last, body="body", kinds=("criticism.circular",))
    assert mark(one, WHOLE, "decide") is DONE


def test_whom_the_superior_spared_is_explained() -> None:
    one = good("decide", Stage.DISPOSITION).plus(OutsideDecision, **(NAMED | {"kinds": ()}))
    found = state_of(one.case(), "decide", WHOLE)
    assert (found.mark, "不予追责的请说明" in found.told) == (VERIFY, True)


def test_what_came_back_before_the_takeover_is_history() -> None:
    for at, found in ((Stage.DISPOSITION, MISSING), (Stage.RECTIFICATION, HISTORIC)):
        assert mark(taken_over(at).plus(OutsideDecision, kind="superior"), WHOLE, "decide") is found


@pytest.mark.parametrize(
    ("served", "found"),
    [
        ({"recipient": "陈思源", "served_on": day(82)}, DONE),
        ({"recipient": "王二、陈 思源", "served_on": day(80)}, DONE),
        ({"recipient": "陈思源", "served_on": day(79)}, VERIFY),  # before it was there
        ({"recipient": "陈思源"}, VERIFY),
        ({"recipient": "王二", "served_on": day(82)}, VERIFY),
        (
            {"recipient": "陈思源", "served_on": day(82), "decision": "decision"},
            VERIFY,
        ),  # it is of the own one
        ({"recipient": "陈思源", "served_on": day(82), "decision": "proposal"}, DONE),
    ],
)
def test_a_decision_of_the_superior_reaches_whom_it_names(served: dict[str, object], found: GateMark) -> None:
    one = good("close", Stage.CLOSURE).plus(OutsideDecision, **NAMED)
    proposal = one.plus(Decision, kind="suggestion").last
    values = served | ({"decision": proposal} if served.get("decision") == "proposal" else {})
    assert mark(one.plus(Service, **values), SERVED) is found


def test_of_several_only_who_was_not_served_is_named() -> None:
    one = good("close", Stage.CLOSURE).called("何静")
    liable = one.plus(LiablePerson, person="u2").last  # named in the case as 何静
    above = one.plus(OutsideDecision, **NAMED).last
    one.plus(Handling, outside=above, liable=liable, kinds=("criticism.circular",))
    one.plus(Service, recipient="陈思源", served_on=day(82))
    told = state_of(one.case(), "close", SERVED).told
    assert ("何静" in told, "陈思源" in told) == (True, False)
    assert mark(one.plus(Service, recipient="何静", served_on=day(83)), SERVED) is DONE


def test_a_decision_on_a_body_alone_is_served_on_somebody() -> None:
    one = good("close", Stage.CLOSURE)
    body = one.plus(LiableBody, name="投资决策委员会", facts="集体决策").last
    above = one.plus(OutsideDecision, **ABOVE).last
    one.plus(Handling, outside=above, body=body, kinds=("criticism.circular",))
    assert mark(one, SERVED) is VERIFY
    assert mark(one.plus(Service, recipient="投资决策委员会", served_on=day(82)), SERVED) is DONE


def test_the_time_to_appeal_runs_from_the_day_of_receipt_while_no_service_says_better() -> None:
    """46号令第78条: one month; received on 1 November, looked at on the 20th."""
    one = good("close", Stage.CLOSURE).plus(OutsideDecision, **RECEIVED)
    (told,) = state_of(one.case(), "close", APPEAL).findings
    assert "2026-11-01" in told.sentence
    assert "2026-12-01" in told.sentence
    # Served before, its time is over; served later, the clock of 送达 goes on.
    early = good("close", Stage.CLOSURE).plus(OutsideDecision, **RECEIVED)
    early.plus(Service, recipient="陈思源", served_on=date(2026, 10, 10))
    assert (mark(early, APPEAL), mark(early, "appeal")) == (DONE, DONE)
    late = good("close", Stage.CLOSURE).plus(OutsideDecision, **RECEIVED)
    late.plus(Service, recipient="陈思源", served_on=date(2026, 11, 2))
    assert (mark(late, APPEAL), mark(late, "appeal")) == (DONE, MISSING)
    # Without a day nothing is guessed; that it was served at all is asked for all the same.
    unknown = good("close", Stage.CLOSURE).plus(OutsideDecision, **NAMED)
    assert (mark(unknown, APPEAL), mark(unknown, SERVED)) == (DONE, VERIFY)


def test_a_term_that_was_put_off_is_awaited_here_too() -> None:
    one = good("close", Stage.CLOSURE).plus(OutsideDecision, **(NAMED | {"received_on": date(2026, 10, 12)}))
    assert mark(one, APPEAL) is DONE
    one.plus(
        Extension, step=Stage.DISPOSITION, period="appeal", from_on=date(2026, 11, 12), to_on=date(2026, 12, 20),
        approver="郑德明", approved_on=date(2026, 11, 2),
    )  # fmt: skip
    assert mark(one, APPEAL) is MISSING


def test_what_the_superior_decided_goes_through_once_it_is_whole() -> None:
    assert mark(decided_above(), WHOLE, "decide") is DONE
