"""What cannot be any more: a 复核 taken back, a person out of reach, a handling that nobody can carry out."""

from __future__ import annotations

import pytest

from domain.test_gates import BOOK, good, state_of
from domain.whole_case import TODAY, day
from zhuize_desktop.domain.deadlines import deadlines_of
from zhuize_desktop.domain.gates import GateMark
from zhuize_desktop.domain.records import Execution, SanctionReview
from zhuize_desktop.domain.stages import Stage

MISSING, VERIFY, DONE = GateMark.MISSING, GateMark.VERIFY, GateMark.DONE


@pytest.mark.parametrize("result", ["rejected", "withdrawn"])
@pytest.mark.parametrize("kind", ["review", "appeal"])
def test_a_review_that_was_taken_back_or_not_taken_up_waits_for_nothing(kind: str, result: str) -> None:
    assert result in BOOK.dictionary("sanction_review_result")
    one = good("close", Stage.CLOSURE).plus(SanctionReview, sanction="sanction", kind=kind, filed_on=day(90))
    assert state_of(one.case(), "close", "sanction.ended").mark is MISSING
    one.put(one.last, result=result)
    assert state_of(one.case(), "close", "sanction.ended").mark is DONE


def test_a_review_that_was_taken_back_hides_no_other() -> None:
    one = good("close", Stage.CLOSURE)
    one.plus(
        SanctionReview, sanction="sanction", kind="review", filed_on=day(90), result="changed", decided_on=day(95),
        received_on=day(96),
    )  # fmt: skip
    one.plus(SanctionReview, sanction="sanction", kind="appeal", result="withdrawn", decided_on=day(99))
    found = state_of(one.case(), "close", "sanction.ended")
    assert (found.mark, "经复核、申诉变更" in found.findings[0].sentence) == (MISSING, True)


@pytest.mark.parametrize(
    ("move", "stage", "code"),
    [
        ("finish_investigation", Stage.INVESTIGATION, "hearing"),
        ("decide", Stage.DISPOSITION, "hearing.persons"),
    ],
)
def test_who_is_out_of_reach_is_explained_and_not_heard(move: str, stage: Stage, code: str) -> None:
    assert "unreachable" in BOOK.dictionary("hearing_outcome")
    one = good(move, stage).put("heard", outcome="unreachable", sent_on=None)
    found = state_of(one.case(), move, code)
    assert (found.mark, [told.field for told in found.findings]) == (MISSING, ["proof"])
    one.put("heard", proof="死亡证明（3卷8页）")
    found = state_of(one.case(), move, code)
    assert (found.mark, "死亡证明（3卷8页）" in found.told) == (VERIFY, True)
    # Whoever was told has the day of it.
    one.put("heard", outcome="agreed")
    assert state_of(one.case(), move, code).mark is MISSING


def test_no_term_to_answer_runs_for_who_is_out_of_reach() -> None:
    one = good("decide", Stage.DISPOSITION).put("heard", outcome="unreachable", sent_on=None)
    case = one.case()
    assert not [found for found in deadlines_of(case, case.book, TODAY) if found.uid == "heard"]


def test_what_can_no_longer_be_carried_out_is_explained() -> None:
    assert "impossible" in BOOK.dictionary("execution_state")
    one = good("close", Stage.CLOSURE).put("told", state="impossible")
    found = state_of(one.case(), "close", "execution")
    assert (found.mark, [told.field for told in found.findings]) == (MISSING, ["proof"])
    one.put("told", proof="本人已去世，死亡证明在3卷9页")
    found = state_of(one.case(), "close", "execution")
    assert (found.mark, "死亡证明在3卷9页" in found.told) == (VERIFY, True)


def test_what_is_left_of_a_deduction_may_be_given_up_and_is_not_paid() -> None:
    one = good("close", Stage.CLOSURE).put("paid", amount=10_00)
    assert state_of(one.case(), "close", "execution").mark is MISSING
    gone = {"handling": "handling", "kind": "pay.performance", "state": "impossible"}
    one.plus(Execution, **gone, proof="本人已去世", amount=20_00)
    found = state_of(one.case(), "close", "execution")
    assert (found.mark, "扣减" in found.told) == (VERIFY, True)
    one.put(one.last, amount=25_00)  # more than was decided, if it counted as paid
    assert state_of(one.case(), "close", "execution").mark is VERIFY
