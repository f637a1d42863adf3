"""Ways round a gate: what is forged, withdrawn, changed or handed on between two steps opens none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk import PASSWORD
from services.whole_case import WholeCase, day, users
from zhuize_desktop.domain.deadlines import ClockState, deadlines_of
from zhuize_desktop.domain.errors import FieldError, NotAllowed
from zhuize_desktop.domain.gates.closing import doers
from zhuize_desktop.domain.records import (
    Acceptance,
    Approval,
    Circle,
    Closure,
    Clue,
    Extension,
    GateExplanation,
    PreliminaryCheck,
    Recusal,
    SourceReply,
    StageStep,
    TeamMember,
    Triage,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.workflow import move_of
from zhuize_desktop.services import clues, records
from zhuize_desktop.services.dossier import explanations, next_step, read_case
from zhuize_desktop.services.session import confirm_password
from zhuize_desktop.services.steps import Blocked, explain_gate, merge_clue, reopen_clue, take_step


def missing(session, uid):
    """Codes of the gates that stand at 缺 before the next step."""
    return {
        state.gate.code for state in next_step(read_case(session, uid)).states if state.mark.value == "缺"
    }


def version(session, uid):
    return clues.load_for_edit(session, uid).version


def test_who_took_a_case_forward_does_not_close_it_under_another_handler(desk):
    reviewer = desk.log_in("reviewer")
    work = WholeCase(reviewer).until(Stage.CLOSURE)
    other = users(reviewer)["clerk"]
    member = work.add(TeamMember, name="吴审核", user=reviewer.viewer.user)
    records.withdraw(reviewer, TeamMember, member, "误登记")
    clues.change_clue(reviewer, replace(clues.load_for_edit(reviewer, work.clue), handler=other))
    clerk = work.session = desk.log_in("clerk")
    work.conclude()
    reviewer = desk.log_in("reviewer")
    assert missing(reviewer, work.clue) == {"closure.doer"}
    assert read_case(reviewer, work.clue).left_team == {reviewer.viewer.user}
    with pytest.raises(Blocked):
        take_step(reviewer, work.clue, "close", version(reviewer, work.clue))
    assert clerk.viewer.user == other


def test_whose_place_in_the_team_another_took_is_not_forgotten(desk):
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    known = users(clerk)
    member = records.load(clerk, TeamMember, work.add(TeamMember, name="吴审核", user=known["reviewer"]))
    assert read_case(clerk, work.clue).left_team == frozenset()
    records.change(clerk, replace(member, user=known["signer"], name="郑签发"))
    assert read_case(clerk, work.clue).left_team == {known["reviewer"]}
    assert known["signer"] in doers(read_case(clerk, work.clue))


def test_the_main_case_tells_what_was_merged_into_it(desk):
    clerk = desk.log_in("clerk")
    main, one, other = (WholeCase(clerk) for _ in range(3))
    for work in (main, one, other):
        work.register()
    reviewer = desk.log_in("reviewer")
    for work in (one, other):
        merge_clue(reviewer, work.clue, main.clue, version(reviewer, work.clue), "同一事实")
    named = clues.load_for_edit(reviewer, one.clue).number
    numbers = sorted((named, clues.load_for_edit(reviewer, other.clue).number))
    assert read_case(reviewer, main.clue).merged == tuple(numbers)
    # Outside the circle the number is told; who is involved is not told even that.
    clues.set_circle(reviewer, one.clue, Circle.NAMED, (reviewer.viewer.user,))
    clerk = desk.log_in("clerk")
    assert read_case(clerk, main.clue).merged == tuple(numbers)
    records.add(clerk, Recusal, {"clue": other.clue, "user": users(clerk)["signer"], "reason": "曾分管"})
    signer = desk.log_in("signer")
    assert read_case(signer, main.clue).merged == (named,)


def test_who_entered_and_who_confirmed_is_written_by_nobody(desk):
    """Else who asks for 销号 names another as the one who asked, and confirms it."""
    reviewer = desk.log_in("reviewer")
    signer = users(reviewer)["signer"]
    work = WholeCase(reviewer).until(Stage.PRELIMINARY_CHECK)
    forged = {"asked_by": signer, "confirmed_by": signer}
    asked = records.load(reviewer, Closure, work.add(Closure, kind="disproved", note="查否", **forged))
    assert (asked.asked_by, asked.confirmed_by) == (reviewer.viewer.user, None)
    again = records.change(reviewer, replace(asked, note="核查否定", **forged)).value
    assert (again.asked_by, again.confirmed_by) == (reviewer.viewer.user, None)
    paper = {"step": Stage.TRIAGE, "form": "meeting", "body": "leading_body", "minutes_number": "虚构纪要3号"}
    paper |= {"decided_on": day(25), "result": "approved"}
    forged = {"entered_by": signer, "confirmed_by": signer}
    entered = records.load(reviewer, Approval, work.add(Approval, **paper, **forged))
    assert (entered.entered_by, entered.confirmed_by) == (reviewer.viewer.user, None)
    changed = records.change(reviewer, replace(entered, opinion="同意", **forged)).value
    assert (changed.entered_by, changed.confirmed_by) == (reviewer.viewer.user, None)


def test_an_explanation_holds_for_what_it_was_given_for(clerk):
    work = WholeCase(clerk).until(Stage.TRIAGE)
    work.add(Triage, disposition="joint", opinion="联合核查", decided_on=day(25))
    work.approve(Stage.TRIAGE, "leading_body", day(25))
    explain_gate(clerk, work.clue, "dispose", "check.pursuit", "联合核查已商定")
    explain_gate(clerk, work.clue, "dispose", "jurisdiction.investigate", "还没有预估损失")

    def blocking():
        return {state.gate.code for state in next_step(read_case(clerk, work.clue)).states if state.blocks}

    assert blocking() == set()
    # The same gate, but now it finds something else: nobody has explained that.
    (check,) = records.hanging_on(clerk, PreliminaryCheck, "clue", work.clue)
    (triage,) = records.hanging_on(clerk, Triage, "clue", work.clue)
    triage = records.change(clerk, replace(triage, disposition="close")).value
    assert check.needs_pursuit
    at = version(clerk, work.clue)
    with pytest.raises(Blocked):
        take_step(clerk, work.clue, "dispose_end", at)
    records.change(clerk, replace(triage, disposition="joint"))
    take_step(clerk, work.clue, "dispose", at)
    # What was explained at the step stays as it was then.
    with pytest.raises(NotAllowed, match="不再填写或修改"):
        explain_gate(clerk, work.clue, "dispose", "check.pursuit", "另一种说法")


def test_an_explanation_of_one_approval_does_not_open_the_next_finding(clerk):
    work = WholeCase(clerk)
    work.register()
    work.add(Acceptance, opinion="accept", reason="属于受理范围", decided_on=day(2))
    work.approve(Stage.INTAKE, "responsible", day(3))
    explain_gate(clerk, work.clue, "accept", "approval.accept.responsible", "紧急，先办后批")
    (given,) = records.hanging_on(clerk, GateExplanation, "clue", work.clue)
    case = read_case(clerk, work.clue)
    assert explanations(case, move_of("accept")) == {given.check: "紧急，先办后批"}
    older = replace(case, held={**case.held, GateExplanation: (replace(given, sentence="另一项发现。"),)})
    assert explanations(older, move_of("accept")) == {}


def test_a_case_is_reopened_where_it_stood_and_nowhere_further(desk):
    """Else what was refused goes on at 处理 without 核查."""
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk)
    work.register()
    work.add(Acceptance, opinion="refuse", reason="不属于受理范围", decided_on=day(2))
    work.add(SourceReply, receiver="审计机构", replied_on=day(3), content="不予受理")
    work.file("other", "来件")
    work.add(Closure, kind="rejected", concluded_on=day(3), closed_on=day(3), note="不予受理")
    work.approve(Stage.CLOSURE, "responsible", day(3))
    reviewer = work.session = desk.log_in("reviewer")
    assert work.go(reviewer).closed
    second = confirm_password(reviewer, "signer", PASSWORD)
    at = version(reviewer, work.clue)
    for stage in list(Stage)[1:]:
        with pytest.raises(FieldError) as refused:
            reopen_clue(reviewer, work.clue, stage, at, "新材料", second)
        assert refused.value.field == "stage"
    again = reopen_clue(reviewer, work.clue, Stage.INTAKE, at, "新材料", second).value
    assert (again.stage, again.closed) == (Stage.INTAKE, False)


def test_what_was_merged_and_is_reopened_stands_by_itself(desk):
    clerk = desk.log_in("clerk")
    first, second = WholeCase(clerk), WholeCase(clerk)
    first.register()
    second.register()
    reviewer = desk.log_in("reviewer")
    merge_clue(reviewer, first.clue, second.clue, version(reviewer, first.clue), "同一事项")
    signer = confirm_password(reviewer, "signer", PASSWORD)
    again = reopen_clue(
        reviewer, first.clue, Stage.INTAKE, version(reviewer, first.clue), "查明不是同一事项", signer
    ).value
    assert (again.merged_into, again.closed, again.closure_kind) == (None, False, "")
    assert {one.move for one in records.hanging_on(reviewer, StageStep, "clue", first.clue)} == {
        "merge",
        "reopen",
    }


def test_what_was_decided_is_not_merged_away(desk):
    """Else a deduction is never taken, an item never mended: the main case asks for neither."""
    work = WholeCase(desk.log_in("clerk")).until(Stage.RECTIFICATION)
    main = WholeCase(desk.log_in("clerk"))
    main.register()
    reviewer = desk.log_in("reviewer")
    with pytest.raises(Blocked) as refused:
        merge_clue(reviewer, work.clue, main.clue, version(reviewer, work.clue), "同一批业务")
    stopping = {state.gate.code for state in refused.value.states if state.blocks}
    assert stopping == {"execution", "rectification.notice"}
    work.session = desk.log_in("clerk")
    work.rectify()
    work.conclude()
    reviewer = desk.log_in("reviewer")
    assert merge_clue(reviewer, work.clue, main.clue, version(reviewer, work.clue), "同一批业务").value.closed


def test_going_back_before_the_triage_takes_what_it_decided(clerk):
    work = WholeCase(clerk).until(Stage.INVESTIGATION)
    assert records.load(clerk, Clue, work.clue).disposition == "direct"
    back = take_step(
        clerk, work.clue, "return_investigation", version(clerk, work.clue), "改为联合核查"
    ).value
    assert (back.stage, back.triaged_on, back.disposition) == (Stage.TRIAGE, None, "")


def test_what_goes_back_is_approved_anew_or_explained(desk):
    """Else what was approved for one 处置方式 serves for another."""
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.INVESTIGATION)
    take_step(clerk, work.clue, "return_investigation", version(clerk, work.clue), "拟移送")
    (triage,) = records.hanging_on(clerk, Triage, "clue", work.clue)
    records.change(clerk, replace(triage, disposition="joint", decided_on=day(26)))
    at = version(clerk, work.clue)
    with pytest.raises(Blocked) as refused:
        take_step(clerk, work.clue, "dispose", at)
    (told,) = [one for one in refused.value.states if one.gate.code == "approval.dispose.leading_body"]
    assert (told.mark.value, told.blocks) == ("核实", True)
    assert "已用于" in told.told
    work.approve(Stage.TRIAGE, "leading_body", day(26))
    states = {one.gate.code: one for one in next_step(read_case(clerk, work.clue)).states}
    assert states["approval.dispose.leading_body"].mark.value == "齐"


def test_an_extension_counts_once_it_is_approved_and_again_after_a_return(clerk):
    work = WholeCase(clerk).until(Stage.PRELIMINARY_CHECK)
    put_off = {"step": Stage.PRELIMINARY_CHECK, "reason": "案情复杂", "from_on": day(14), "to_on": day(44)}
    uid = work.add(Extension, **put_off)

    def check_due():
        case = read_case(clerk, work.clue)
        (found,) = (
            one for one in deadlines_of(case, case.book, clerk.today) if one.kind == "preliminary_check"
        )
        return found.state, found.due_on, found.extensions

    assert check_due()[1:] != (day(44), 1)
    records.change(
        clerk, replace(records.load(clerk, Extension, uid), approver="郑德明", approved_on=day(13))
    )
    assert check_due()[1:] == (day(44), 1)
    work.check()
    assert check_due() == (ClockState.DONE, day(44), 1)
    back = take_step(clerk, work.clue, "return_triage", version(clerk, work.clue), "补充初核").value
    assert back.stage is Stage.PRELIMINARY_CHECK
    assert check_due()[0] is not ClockState.DONE
    assert check_due()[1:] == (day(44), 1)
