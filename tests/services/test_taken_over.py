"""存量线索: what is decided here after the takeover has its papers, and none is asked of what lay before it."""

from __future__ import annotations

from desk import PASSWORD, TODAY
from services.whole_case import WholeCase, day
from zhuize_desktop.domain.records import (
    Closure,
    Decision,
    Handling,
    LiablePerson,
    RectificationNotice,
    SourceReply,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import clues, directory
from zhuize_desktop.services.dossier import next_step, read_case
from zhuize_desktop.services.session import confirm_password
from zhuize_desktop.services.steps import reopen_clue

OF_DECISIONS = ("decision", "handling", "service", "hearing.persons")


def marks(session, uid):
    return {state.gate.code: state.mark.value for state in next_step(read_case(session, uid)).states}


def old(session, stage, **left):
    """A 存量线索 whose decision was taken before, known by number and day alone."""
    work = WholeCase(session)
    work.register(legacy=True, stage=stage, decided_on=day(80), **left)
    work.liable = work.add(LiablePerson, person=work.person, liability="direct", facts="经办")
    work.add(Decision, kind="decision", number="旧1号", decided_on=day(80))
    return work


def another(work, on, **more):
    """A decision on somebody found later, without anything that belongs to it; what it lays, and on whom."""
    own = work.session.viewer.enterprise
    person = {"name": "王二", "enterprise": own, "cadre_authority": "enterprise_committee"}
    found = directory.add_person(work.session, person).value.uid
    liable = work.add(LiablePerson, person=found, liability="direct", facts="签批")
    decision = work.add(Decision, kind="decision", number="新1号", decided_on=on, **more)
    return work.add(Handling, decision=decision, liable=liable, kinds=("criticism.circular",))


def nothing_to_mend(work):
    own = work.session.viewer.enterprise
    work.add(RectificationNotice, enterprise=own, needed=False, reason="已整改", issued_on=day(90))


def conclude(work):
    work.add(SourceReply, receiver="审计机构", replied_on=day(140), content="已办结")
    work.add(Closure, kind="rectified", concluded_on=day(145), closed_on=day(150), note="整改到位")
    work.approve(Stage.CLOSURE, "responsible", day(149))


def test_of_what_was_taken_over_no_paper_is_asked(clerk):
    work = old(clerk, Stage.RECTIFICATION)
    nothing_to_mend(work)
    work.go()
    conclude(work)
    assert {marks(clerk, work.clue)[code] for code in OF_DECISIONS} == {"历史已办"}


def test_what_is_decided_after_the_takeover_has_its_papers(clerk):
    work = old(clerk, Stage.RECTIFICATION)
    nothing_to_mend(work)
    work.go()
    conclude(work)
    another(work, TODAY)
    found = marks(clerk, work.clue)
    assert {code: found[code] for code in OF_DECISIONS} == {
        "decision": "缺", "handling": "齐", "service": "缺", "hearing.persons": "核实",
    }  # fmt: skip
    told = [
        finding.sentence
        for state in next_step(read_case(clerk, work.clue)).states
        if state.gate.code in OF_DECISIONS
        for finding in state.findings
    ]
    assert not [sentence for sentence in told if "旧1号" in sentence or "陈思源" in sentence]


def test_of_an_older_decision_that_is_entered_late_a_word_is_asked(clerk):
    work = old(clerk, Stage.RECTIFICATION)
    nothing_to_mend(work)
    work.go()
    conclude(work)
    another(work, day(100))
    assert {marks(clerk, work.clue)[code] for code in ("decision", "service")} == {"核实"}


def test_what_a_reopening_leads_to_is_worked_here(desk):
    reviewer = desk.log_in("reviewer")
    work = old(
        reviewer, Stage.CLOSURE, rectified_on=day(100), closed=True, closed_on=day(120), closure_kind="rectified",
        concluded_on=day(119),
    )  # fmt: skip
    at = clues.load_for_edit(reviewer, work.clue).version
    second = confirm_password(reviewer, "signer", PASSWORD)
    reopen_clue(reviewer, work.clue, Stage.DISPOSITION, at, "又发现一名责任人", second)
    another(work, day(150))
    found = marks(reviewer, work.clue)
    asked = (*OF_DECISIONS, "legal.decision", "approval.decide.leading_body")
    assert {code: found[code] for code in asked} == {
        "decision": "缺", "handling": "齐", "service": "缺", "hearing.persons": "缺", "legal.decision": "缺",
        "approval.decide.leading_body": "缺",
    }  # fmt: skip
    assert found["liable.covered"] == "齐"  # who was settled before is not asked for again
    case = read_case(reviewer, work.clue)
    told = [finding.sentence for state in next_step(case).states for finding in state.findings]
    assert not [sentence for sentence in told if "旧1号" in sentence]
    assert case.before_takeover(Stage.INVESTIGATION)
    assert not case.before_takeover(Stage.RECTIFICATION)
