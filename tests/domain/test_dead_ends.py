"""Lawful cases that a gate would hold for ever: each has its way to the end, and what is not lawful still has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.test_gates import BOOK, CLOSURE, DISPOSITION, DONE, MISSING, VERIFY, authority, state_of
from domain.whole_case import GoodCase, day
from zhuize_desktop.domain.records import (
    Appeal,
    Approval,
    Decision,
    Handling,
    LiablePerson,
    OutsideDecision,
    StageStep,
)

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


def promoted(**card: object) -> GoodCase:
    """Back at 处理, which an own decision had left, with the person under 市委 since."""
    one = GoodCase(BOOK, DISPOSITION).plus(
        StageStep, move="decide", label="完成处理，转整改", taken_on=day(81)
    )
    return one.person(cadre_authority="city_committee").person(**card)


def decided_anew(one: GoodCase) -> GoodCase:
    """With one more decision on the person, entered last."""
    one.plus(Decision, kind="decision", decided_on=day(110))
    return one.plus(Handling, decision=one.last, liable="liable", kinds=("criticism.education",))


@pytest.mark.parametrize(
    ("one", "mark"),
    [
        (promoted(), VERIFY),
        (promoted().employed(1).person(cadre_authority="enterprise_committee"), VERIFY),
        (promoted().drop("handling").put("decision", kind="none", spared=("liable",)), VERIFY),
        # What was entered since rests on nothing that went before.
        (promoted().plus(Handling, decision="decision", liable="liable", kinds=("criticism.education",)), MISSING),
        (promoted().plus(Decision, kind="none", decided_on=day(90), spared=("liable",)), MISSING),
        # Revoked for want of authority: it lays nothing on anybody, and the superior decides.
        (promoted().put("appeal", decision="decision", liable="liable", result="revoked"), DONE),
        (decided_anew(promoted().put("appeal", decision="decision", liable="liable", result="revoked")), MISSING),
    ],
)  # fmt: skip
def test_a_card_of_today_undoes_no_decision_of_yesterday(one: GoodCase, mark: GateMark) -> None:
    state = state_of(one.case(), "decide", "jurisdiction.cadre")
    assert state.mark is mark, state.findings


@pytest.mark.parametrize(
    ("one", "paper", "mark"),
    [
        (GoodCase(BOOK, DISPOSITION).person(cadre_authority="group_committee"), authority("parent"), VERIFY),
        (GoodCase(BOOK, DISPOSITION).person(cadre_authority="city_committee"), authority("sasac"), VERIFY),
        (GoodCase(BOOK, DISPOSITION).person(cadre_authority="city_committee"), authority("parent"), MISSING),
        (
            GoodCase(BOOK, DISPOSITION).person(cadre_authority="group_committee"),
            authority("parent", result="rejected"),
            MISSING,
        ),
        # A sister's people: whoever stands above both lets the enterprise, and nobody below.
        (
            GoodCase(BOOK, DISPOSITION).enterprise(parent="e7").employed(3, ("e8", 2), ("e7", 1)),
            authority("group"),
            VERIFY,
        ),
        (GoodCase(BOOK, DISPOSITION).employed(3, ("e8", 2), ("e7", 1)), authority("group"), MISSING),
    ],
)
def test_the_superior_may_let_an_enterprise_decide_on_whom_it_does_not_appoint(
    one: GoodCase, paper: dict[str, object], mark: GateMark
) -> None:
    def told() -> GateMark:
        return state_of(one.case(), "decide", "jurisdiction.cadre").mark

    assert told() is MISSING
    one.plus(Approval, **paper | {"matter": "adjustment"})
    assert told() is MISSING
    one.put(one.last, matter="jurisdiction")
    assert told() is mark
    one.put(one.last, archive_place="")
    assert told() is MISSING
