"""Lawful cases that a gate would hold for ever: each has its way to the end, and what is not lawful still has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.test_gates import (
    BOOK,
    CLOSURE,
    DISPOSITION,
    DONE,
    HISTORIC,
    INVESTIGATION,
    MISSING,
    TRIAGE,
    VERIFY,
    authority,
    state_of,
)
from domain.whole_case import GoodCase, day
from zhuize_desktop.domain.records import (
    Appeal,
    Approval,
    Decision,
    Handling,
    InvestigationPlan,
    LiableBody,
    LiablePerson,
    OutsideDecision,
    StageStep,
    Triage,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhuize_desktop.domain.gates import GateMark
    from zhuize_desktop.domain.stages import Stage


FORMS = {"plan": InvestigationPlan, "triage": Triage}


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


def ended(**values: object) -> GoodCase:
    """At 销号, after 分类处置 whose step was 了结."""
    one = GoodCase(BOOK, CLOSURE).put("closure", kind="disproved").put("triage", disposition="close")
    return one.clue(disposition="close", **values)


def test_what_was_ended_at_its_own_step_can_be_closed() -> None:
    # The check found something to pursue: that was explained at the step.
    assert state_of(ended().case(), "close", "closure.kind").mark is DONE
    # Taken over at 分类处置: what the check came to is not entered.
    known = ended(legacy=True, legacy_stage=TRIAGE).drop("check")
    assert state_of(known.case(), "close", "closure.kind").mark is DONE
    # Neither the form alone nor the step alone: it was changed since.
    for one in (ended().clue(disposition="direct"), ended().put("triage", disposition="direct")):
        assert state_of(one.case(), "close", "closure.kind").mark is MISSING


def test_a_measure_may_go_on_where_the_case_goes_on() -> None:
    one = GoodCase(BOOK, CLOSURE).put("preservation", lifted_on=None)
    assert state_of(one.case(), "close", "preservation").mark is MISSING
    one.put("closure", kind="transferred")
    assert state_of(one.case(), "close", "preservation").mark is VERIFY
    one.put("transfer", receipt_on=None)
    assert state_of(one.case(), "close", "preservation").mark is MISSING


@pytest.mark.parametrize("move", ["close", "merge"])
def test_an_appeal_that_was_not_heard_has_no_day_of_a_review(move: str) -> None:
    one = GoodCase(BOOK, CLOSURE)
    for result, mark in (("withdrawn", DONE), ("rejected", DONE), ("upheld", MISSING), ("", MISSING)):
        one.put("appeal", result=result, decided_on=None)
        assert state_of(one.case(), move, "appeal").mark is mark, result
    one.put("appeal", result="upheld")
    (told,) = state_of(one.case(), move, "appeal").findings
    assert (told.field, told.sentence) == ("decided_on", "陈思源的申诉复核已有结论，还没有填写复核决定日期。")


def test_a_last_review_may_be_entered_as_the_superiors_decision() -> None:
    one = GoodCase(BOOK, CLOSURE).put("appeal", decision="decision", liable="liable", result="revoked")
    (told,) = state_of(one.case(), "close", "appeal").findings
    assert "可登记为外部决定，种类选“上级处理决定”" in told.sentence
    one.plus(OutsideDecision, kind="superior", decided_on=day(100), persons=("p1",))
    assert state_of(one.case(), "close", "appeal").mark is DONE


@pytest.mark.parametrize(
    ("move", "stage", "uid", "field"),
    [
        ("approve_plan", INVESTIGATION, "plan", "approved_on"),
        ("dispose_elsewhere", TRIAGE, "triage", "decided_on"),
    ],
)
def test_a_step_that_leads_nowhere_leaves_its_day_also_before_the_takeover(
    move: str, stage: Stage, uid: str, field: str
) -> None:
    one = GoodCase(BOOK, stage, opened=False).clue(legacy=True, legacy_stage=CLOSURE)
    assert state_of(one.case(), move, "days").mark is DONE
    form = f"{FORMS[uid].__name__}.form"
    assert state_of(one.case(), move, form).mark is HISTORIC
    one.put(uid, **{field: None})
    (told,) = state_of(one.case(), move, "days").findings
    assert (told.record, told.uid, told.field) == (FORMS[uid].__name__, uid, field)
    one.drop(uid)
    assert state_of(one.case(), move, "days").mark is MISSING
    # Of one's own clue the form asks for it, once.
    own = GoodCase(BOOK, stage, opened=False).put(uid, **{field: None})
    assert (state_of(own.case(), move, "days").mark, state_of(own.case(), move, form).mark) == (DONE, MISSING)


def test_a_body_appeals_by_its_name_where_the_decision_is_on_others_too() -> None:
    one = GoodCase(BOOK, CLOSURE).drop("told")
    one.put("appeal", decision="decision", appellant="经理办公会", result="revoked")
    assert state_of(one.case(), "close", "execution").mark is DONE
    held = {laid.handling.uid: (laid.in_force, laid.unclear) for laid in one.case().laid()}
    assert (held["handled_body"], held["handling"]) == ((False, False), (True, False))
    assert state_of(one.case(), "close", "appeal").mark is MISSING
    one.plus(Decision, kind="none", decided_on=day(101))
    assert state_of(one.case(), "close", "appeal").mark is DONE
    # Another body of the case, on which the decision lays nothing: it may be anybody's.
    one.plus(LiableBody, name="董事会").put("appeal", appellant="董事会")
    assert state_of(one.case(), "close", "execution").mark is MISSING
