"""Lawful cases that a gate would hold for ever: each has its way to the end, and what is not lawful still has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.test_gates import BOOK, CLOSURE, DONE, MISSING, state_of
from domain.whole_case import GoodCase, day
from zhuize_desktop.domain.records import Appeal, Decision, Handling, LiablePerson, OutsideDecision

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhuize_desktop.domain.gates import GateMark


def with_body_revoked(**decided: object) -> GoodCase:
    """A decision of its own on a 责任主体 that a review revoked, not carried out; ``decided``: on the decision."""
    one = GoodCase(BOOK, CLOSURE).plus(
        Decision, kind="decision", number="虚〔2026〕2号", decided_on=day(81), **decided
    )
    source = one.last
    one.plus(Handling, decision=source, body="body", kinds=("organisation.reorganise",))
    return one.plus(
        Appeal,
        decision=source,
        appellant="经理办公会",
        filed_on=day(90),
        result="revoked",
        decided_on=day(120),
    )


def test_what_was_revoked_of_a_body_is_not_carried_out() -> None:
    one = with_body_revoked()
    assert state_of(one.case(), "close", "execution").mark is DONE
    one.put(one.last, result="upheld")
    assert state_of(one.case(), "close", "execution").mark is MISSING


@pytest.mark.parametrize(
    ("since", "mark"),
    [
        (lambda one: one.plus(Decision, kind="none", decided_on=day(120)), DONE),
        (lambda one: one.plus(OutsideDecision, kind="superior", decided_on=day(121), persons=("p1",)), DONE),
        (lambda one: one, MISSING),
        (lambda one: one.plus(Decision, kind="none", decided_on=day(119)), MISSING),
        (
            lambda one: one.plus(LiablePerson, person="p2").plus(
                Decision, kind="decision", decided_on=day(121)
            ),
            MISSING,
        ),
        (
            lambda one: one.plus(OutsideDecision, kind="discipline", decided_on=day(121), persons=("p1",)),
            MISSING,
        ),
    ],
    ids=["spared", "above", "nothing", "before", "nobody", "discipline"],
)
def test_no_decision_can_spare_a_body_by_name(since: Callable[[GoodCase], GoodCase], mark: GateMark) -> None:
    assert state_of(since(with_body_revoked()).case(), "close", "appeal").mark is mark
