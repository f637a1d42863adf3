"""What cannot be any more: a 复核 taken back, a person out of reach, a handling that nobody can carry out."""

from __future__ import annotations

import pytest

from domain.test_gates import BOOK, good, state_of
from domain.whole_case import day
from zhuize_desktop.domain.gates import GateMark
from zhuize_desktop.domain.records import SanctionReview
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
