"""审批件 and their days: the last word is that of the latest day, and what was agreed to afterwards is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.filled_rules import WAN
from domain.test_gates import BOOK, authority, good, state_of
from domain.whole_case import GoodCase, day
from zhuize_desktop.domain.gates import GateMark
from zhuize_desktop.domain.records import Approval, Decision, OutsideDecision
from zhuize_desktop.domain.rulebook import LocalChanges
from zhuize_desktop.domain.rules import Entry
from zhuize_desktop.domain.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

MISSING, VERIFY, DONE, HISTORIC = GateMark.MISSING, GateMark.VERIFY, GateMark.DONE, GateMark.HISTORIC
COMMITTEE = "approval.decide.party_committee"


@pytest.mark.parametrize(
    ("papers", "mark"),
    [
        (((day(79), "refused"), (day(60), "approved")), MISSING),
        (((day(60), "refused"), (day(79), "approved")), DONE),
        (((day(79), "approved"), (day(60), "refused")), DONE),
        (((day(79), "refused"), (day(79), "amended")), DONE),  # of one day: in the order of entry
        (((None, "refused"), (day(79), "approved")), MISSING),  # nobody can say that another came after it
        (((day(79), "refused"), (None, "approved")), MISSING),  # it may be the last one, and has no day
    ],
)
def test_an_older_consent_entered_later_is_not_the_last_word(
    papers: tuple[tuple[date | None, str], ...], mark: GateMark
) -> None:
    one = good("decide", Stage.DISPOSITION).drop("disposition.party_committee")
    for on, result in papers:
        one.plus(Approval, **authority("party_committee", decided_on=on, result=result))
    assert state_of(one.case(), "decide", COMMITTEE).mark is mark


@pytest.mark.parametrize(
    ("body", "form", "mark"),
    [
        ("party_committee", "signature", VERIFY),
        ("party_committee", "meeting", DONE),
        ("leading_body", "signature", VERIFY),
        ("responsible", "signature", DONE),
    ],
)
def test_what_a_body_decides_together_one_person_has_not_signed(body: str, form: str, mark: GateMark) -> None:
    one = good("decide", Stage.DISPOSITION).put(f"disposition.{body}", form=form)
    state = state_of(one.case(), "decide", f"approval.decide.{body}")
    assert state.mark is mark
    if mark is VERIFY:
        assert "个人签批" in state.told
        assert "会议审议" in state.told


#: Move, its stage, the body that approves it, the day of the move.
DATED = (
    ("accept", Stage.INTAKE, "responsible", 2),
    ("by_sanction", Stage.INTAKE, "responsible", 2),
    ("dispose", Stage.TRIAGE, "leading_body", 25),
    ("dispose_elsewhere", Stage.TRIAGE, "leading_body", 25),
    ("dispose_end", Stage.TRIAGE, "leading_body", 25),
    ("approve_plan", Stage.INVESTIGATION, "responsible", 30),
    ("decide", Stage.DISPOSITION, "hr", 80),
    ("decide", Stage.DISPOSITION, "leading_body", 80),
    ("close", Stage.CLOSURE, "responsible", 150),
)


@pytest.mark.parametrize(("move", "stage", "body", "after"), DATED)
def test_consent_that_came_after_the_decision_is_explained(
    move: str, stage: Stage, body: str, after: int
) -> None:
    one, uid, code = good(move, stage), f"{stage.value}.{body}", f"approval.{move}.{body}"
    assert state_of(one.put(uid, decided_on=day(after)).case(), move, code).mark is DONE
    late = state_of(one.put(uid, decided_on=day(after + 1)).case(), move, code)
    assert (late.mark, [found.field for found in late.findings]) == (VERIFY, ["decided_on"])
    for both in (day(after), day(after + 1)):
        assert str(both) in late.told
    # As every 核实 it is 历史已办 where the clue was taken over later.
    later = next((two for two in Stage if two.order > stage.order), None)
    if later is not None:
        assert state_of(one.clue(legacy=True, legacy_stage=later).case(), move, code).mark is HISTORIC


@pytest.mark.parametrize(
    ("move", "stage", "body"),
    [
        ("finish_check", Stage.PRELIMINARY_CHECK, "responsible"),
        ("finish_investigation", Stage.INVESTIGATION, "leading_body"),
        ("disprove", Stage.INVESTIGATION, "leading_body"),
    ],
)
def test_a_report_is_written_first_and_approved_afterwards(move: str, stage: Stage, body: str) -> None:
    one = good(move, stage).put(f"{stage.value}.{body}", decided_on=day(74))
    assert state_of(one.case(), move, f"approval.{move}.{body}").mark is DONE


def test_where_nothing_was_decided_on_a_day_no_paper_came_after_it() -> None:
    asked = Entry(code="merge.responsible", label="并案由主管负责人批准", source="本程序设计", grade="D")
    book = BOOK.with_local(LocalChanges({"required_approval": [asked]}))
    one = GoodCase(book, Stage.TRIAGE).put("closure.responsible", decided_on=day(200))
    assert state_of(one.case(), "merge", "approval.merge.responsible").mark is DONE


def test_what_was_approved_came_before_ones_own_decision_whatever_the_superior_decided_later() -> None:
    one = good("decide", Stage.DISPOSITION).put("disposition.hr", decided_on=day(90))
    one.plus(OutsideDecision, kind="superior", number="虚集〔2026〕3号", persons=("p1",), decided_on=day(95))
    assert state_of(one.case(), "decide", "approval.decide.hr").mark is VERIFY
    one.plus(Decision, kind="suggestion", number="虚建〔2026〕1号", decided_on=day(95))
    assert state_of(one.case(), "decide", "approval.decide.hr").mark is VERIFY
    proposed = one.put("decision", kind="suggestion")
    assert state_of(proposed.case(), "decide", "approval.decide.hr").mark is DONE


@pytest.mark.parametrize(
    ("move", "code", "stage", "after", "change"),
    [
        ("dispose", "jurisdiction.investigate", Stage.TRIAGE, 25, lambda one: one.clue(loss_class="major")),
        (
            "decide", "jurisdiction.decide", Stage.DISPOSITION, 80,
            lambda one: one.put("loss", amount=1000 * WAN),
        ),
        (
            "decide", "adjustment.approval", Stage.DISPOSITION, 80,
            lambda one: one.put("liable", adjustment="step_down"),
        ),
    ],
)  # fmt: skip
def test_authority_that_came_after_the_decision_is_told_with_both_days(
    move: str, code: str, stage: Stage, after: int, change: Callable[[GoodCase], GoodCase]
) -> None:
    def told(on: date) -> str:
        paper = authority("parent", decided_on=on) | {"step": stage}
        return state_of(change(good(move, stage)).plus(Approval, **paper).case(), move, code).told

    assert "晚于" not in told(day(after))
    late = told(day(after + 1))
    assert (str(day(after)) in late, str(day(after + 1)) in late, "先办后批" in late) == (True, True, True)
