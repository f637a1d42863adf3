"""办理步骤: a case goes from 登记 to 销号 and nowhere without what its gates ask for."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk import PASSWORD
from services.older import taken_out
from services.whole_case import WholeCase, day
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed, UserError
from zhuize_desktop.domain.records import (
    Acceptance,
    Appeal,
    Approval,
    Closure,
    Clue,
    Decision,
    Execution,
    Extension,
    Handling,
    Hearing,
    LiablePerson,
    LongTermItem,
    Loss,
    Person,
    PreliminaryCheck,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    Recusal,
    StageStep,
    Suspension,
    TeamMember,
    Triage,
    User,
    Violation,
)
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import clues, directory, records, workbench
from zhuize_desktop.services.approvals import confirm_approval
from zhuize_desktop.services.dossier import next_step, read_case
from zhuize_desktop.services.pairs import relax_pair
from zhuize_desktop.services.session import confirm_password
from zhuize_desktop.services.steps import (
    Blocked,
    explain_gate,
    merge_clue,
    reopen_clue,
    split_clue,
    take_step,
)
from zhuize_desktop.storage import audit


def missing(session, uid):
    """Codes of the gates that stand at 缺 before the next step."""
    return {
        state.gate.code for state in next_step(read_case(session, uid)).states if state.mark.value == "缺"
    }


def version(session, uid):
    return clues.load_for_edit(session, uid).version


def test_a_case_goes_from_registration_to_the_end(clerk, desk):
    work = WholeCase(clerk).until(Stage.CLOSURE)
    work.conclude()
    uid = work.clue
    assert missing(clerk, uid) == {"closure.doer"}
    reviewer = desk.log_in("reviewer")
    assert missing(reviewer, uid) == set()
    work.session = reviewer
    closed = work.go(reviewer)
    assert (closed.closed, closed.closed_on, closed.closure_kind) == (True, day(150), "rectified")
    assert [closed.accepted_on, closed.checked_on, closed.triaged_on, closed.opened_on] == [
        day(2), day(20), day(25), day(30)
    ]  # fmt: skip
    assert [closed.investigated_on, closed.decided_on, closed.rectified_on] == [day(70), day(80), day(125)]
    steps = records.hanging_on(reviewer, StageStep, "clue", uid)
    assert [one.to_stage for one in steps] == [
        Stage.PRELIMINARY_CHECK, Stage.TRIAGE, Stage.INVESTIGATION, Stage.INVESTIGATION, Stage.DISPOSITION,
        Stage.RECTIFICATION, Stage.CLOSURE, Stage.CLOSURE,
    ]  # fmt: skip


def test_a_registered_clue_waits_for_opinion_and_approval(clerk):
    work = WholeCase(clerk)
    work.register(realtime_scope=None)
    assert missing(clerk, work.clue) == {
        "Acceptance.form",
        "accept.realtime",
        "approval.accept.responsible",
    }
    with pytest.raises(Blocked) as refused:
        take_step(clerk, work.clue, "accept", version(clerk, work.clue))
    assert "共 3 项" in refused.value.sentence
    assert clues.load_for_edit(clerk, work.clue).stage is Stage.INTAKE


def test_a_move_tried_twice_at_once_is_made_once(clerk):
    work = WholeCase(clerk)
    work.register()
    work.add(Acceptance, opinion="accept", reason="属于受理范围", decided_on=day(2))
    work.approve(Stage.INTAKE, "responsible", day(2))
    at = version(clerk, work.clue)
    take_step(clerk, work.clue, "accept", at)
    with pytest.raises(Conflict):
        take_step(clerk, work.clue, "accept", at)
    with pytest.raises(NotAllowed):
        take_step(clerk, work.clue, "accept", version(clerk, work.clue))


def test_a_move_tried_by_two_at_the_same_moment_is_made_once(clerk):
    """Two windows on one ledger, as two threads that start together."""
    work = WholeCase(clerk)
    work.register()
    work.add(Acceptance, opinion="accept", reason="属于受理范围", decided_on=day(2))
    work.approve(Stage.INTAKE, "responsible", day(2))
    at, start = version(clerk, work.clue), threading.Barrier(4)

    def attempt(_):
        start.wait()
        try:
            return take_step(clerk, work.clue, "accept", at).value.stage
        except UserError as told:
            return type(told)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(4)))
    assert sorted(map(str, answers)) == sorted(
        map(str, [Stage.PRELIMINARY_CHECK, Conflict, Conflict, Conflict])
    )
    (step,) = records.hanging_on(clerk, StageStep, "clue", work.clue)
    assert (step.from_stage, step.to_stage) == (Stage.INTAKE, Stage.PRELIMINARY_CHECK)
    assert version(clerk, work.clue) == at + 1
    with clerk.ledger.read() as connection:
        assert audit.problems(connection) == []


def test_the_same_person_entered_by_two_at_the_same_moment_stands_once(clerk):
    work = WholeCase(clerk)
    work.register()
    start = threading.Barrier(4)

    def attempt(_):
        start.wait()
        try:
            return records.add(clerk, LiablePerson, {"clue": work.clue, "person": work.person}).value.uid
        except FieldError as told:
            return told.field

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(4)))
    (one,) = records.hanging_on(clerk, LiablePerson, "clue", work.clue)
    assert sorted(answers) == sorted([one.uid, "person", "person", "person"])


def test_a_person_taken_out_and_entered_again_is_not_brought_back_beside_itself(clerk):
    work = WholeCase(clerk)
    work.register()
    first = work.add(LiablePerson, person=work.person)
    records.withdraw(clerk, LiablePerson, first, "误记")
    work.add(LiablePerson, person=work.person)
    with pytest.raises(FieldError) as refused:
        records.bring_back(clerk, LiablePerson, first)
    assert refused.value.field == "person"
    (one,) = records.list_records(clerk, LiablePerson, withdrawn=True, uid=first)
    assert one.withdrawn_reason == "误记"


def test_days_out_of_order_are_told_at_the_step_and_nothing_is_lost(clerk):
    work = WholeCase(clerk).until(Stage.PRELIMINARY_CHECK)
    work.add(
        PreliminaryCheck,
        content="预付货款",
        result="属实",
        needs_pursuit=True,
        proposed="direct",
        reported_on=day(1),
    )
    before = records.hanging_on(clerk, PreliminaryCheck, "clue", work.clue)
    with pytest.raises(Blocked) as refused:
        take_step(clerk, work.clue, "finish_check", version(clerk, work.clue))
    assert "days" in {state.gate.code for state in refused.value.states if state.blocks}
    assert records.hanging_on(clerk, PreliminaryCheck, "clue", work.clue) == before
    with pytest.raises(FieldError) as wrong:
        work.add(
            Extension, reason="案情复杂", from_on=day(60), to_on=day(59), approver="郑", approved_on=day(50)
        )
    assert wrong.value.field == "to_on"
    assert records.list_records(clerk, Extension, clue=work.clue) == []


def test_what_was_paid_is_not_more_than_what_was_laid_down(clerk, desk):
    work = WholeCase(clerk).until(Stage.CLOSURE)
    work.conclude()
    (paid,) = (one for one in records.hanging_on(clerk, Execution, "clue", work.clue) if one.amount)
    records.change(clerk, replace(paid, amount=paid.amount + 1))
    assert missing(desk.log_in("reviewer"), work.clue) == {"execution"}


def test_a_clue_of_an_enterprise_that_was_merged_away_is_worked_on(clerk, desk):
    gone = directory.add_enterprise(clerk, {"name": "虚构旧厂有限公司", "level": 3}).value
    work = WholeCase(clerk)
    work.register()
    clue = clues.load_for_edit(clerk, work.clue)
    clues.change_clue(clerk, replace(clue, enterprises=(gone.uid,)))
    directory.change_enterprise(
        clerk,
        replace(gone, closed_on=day(1), successor=clerk.viewer.enterprise, name="虚构旧厂有限公司（已并）"),
        day(1),
        "合并",
    )
    work.accept()
    work.check()
    loss = work.add(Loss, item="货款", amount=1_00, enterprise=gone.uid)
    assert records.load(clerk, Loss, loss).enterprise == gone.uid
    case = read_case(clerk, work.clue)
    assert (case.clue.stage, case.name(gone.uid)) == (Stage.TRIAGE, "虚构旧厂有限公司（已并）")


#: What a reopened clue keeps of the days its steps left, by the stage it goes on at.
KEPT = {
    Stage.INTAKE: 0,
    Stage.PRELIMINARY_CHECK: 1,
    Stage.TRIAGE: 2,
    Stage.INVESTIGATION: 3,
    Stage.DISPOSITION: 5,
    Stage.RECTIFICATION: 6,
    Stage.CLOSURE: 7,
}
PATH = (
    "accepted_on",
    "checked_on",
    "triaged_on",
    "opened_on",
    "investigated_on",
    "decided_on",
    "rectified_on",
)


@pytest.mark.parametrize("stage", list(Stage))
def test_reopening_keeps_the_days_before_and_a_return_takes_its_own(desk, stage):
    reviewer = desk.log_in("reviewer")
    values = dict.fromkeys(PATH, day(5)) | {"stage": Stage.CLOSURE, "closed": True, "closed_on": day(9)}
    work = WholeCase(reviewer)
    work.register()
    values |= {"closure_kind": "rectified", "disposition": "direct", "concluded_on": day(8)}
    with reviewer.ledger.transact(Op.CHANGE_CLUE, reviewer.viewer) as tx:
        tx.update(replace(tx.get(Clue, work.clue), **values))
    second = confirm_password(reviewer, "signer", PASSWORD)
    again = reopen_clue(reviewer, work.clue, stage, version(reviewer, work.clue), "发现新证据", second).value
    assert [name for name in PATH if getattr(again, name)] == list(PATH[: KEPT[stage]])
    assert (again.stage, again.closed, again.closed_on, again.closure_kind) == (stage, False, None, "")
    if stage is not Stage.INTAKE:
        back = take_step(reviewer, work.clue, f"return_{stage.value}", again.version, "材料不齐").value
        before = list(Stage)[stage.order - 1]
        assert (back.stage, [name for name in PATH if getattr(back, name)]) == (
            before,
            list(PATH[: KEPT[before]]),
        )


PAST_THE_STEPS = (
    {"stage": Stage.CLOSURE},
    {"accepted_on": day(3)},
    {"closed": True},
    {"closed_on": day(9)},
    {"closure_kind": "rectified"},
    {"disposition": "direct"},
    {"legacy": True},
)


@pytest.mark.parametrize("wrong", PAST_THE_STEPS)
def test_what_steps_left_on_a_clue_is_not_written_past_them(clerk, wrong):
    work = WholeCase(clerk).until(Stage.PRELIMINARY_CHECK)
    clue = clues.load_for_edit(clerk, work.clue)
    for write in (
        lambda: clues.change_clue(clerk, replace(clue, **wrong)),
        lambda: records.change(clerk, replace(clue, **wrong)),
    ):
        with pytest.raises(FieldError) as refused:
            write()
        assert refused.value.field in wrong
        assert clue.number in refused.value.sentence
    with pytest.raises(FieldError):
        clues.confirm_stages(clerk, {clue.uid: Stage.CLOSURE})
    assert clues.load_for_edit(clerk, work.clue) == clue
    assert clues.change_clue(clerk, replace(clue, remark="补充")).value.remark == "补充"


@pytest.mark.parametrize("wrong", [one for one in PAST_THE_STEPS if "legacy" not in one])
def test_a_clue_without_a_step_is_not_moved_or_closed_by_hand(clerk, wrong):
    work = WholeCase(clerk)
    work.register()
    clue = clues.load_for_edit(clerk, work.clue)
    for write in (
        lambda: clues.change_clue(clerk, replace(clue, **wrong)),
        lambda: records.change(clerk, replace(clue, **wrong)),
    ):
        with pytest.raises(FieldError, match="存量线索"):
            write()
    with pytest.raises(FieldError, match="存量线索"):
        clues.confirm_stages(clerk, {clue.uid: Stage.CLOSURE})
    assert clues.load_for_edit(clerk, work.clue) == clue
    # What was under way before is written as it stands, and stays marked while anything of it is left.
    old = clues.change_clue(clerk, replace(clue, legacy=True, **wrong)).value
    with pytest.raises(FieldError, match="先清空"):
        clues.change_clue(clerk, replace(old, legacy=False))
    bare = clues.change_clue(clerk, replace(old, **{name: getattr(clue, name) for name in wrong})).value
    assert clues.change_clue(clerk, replace(bare, legacy=False)).value.legacy is False


def test_on_a_closed_clue_nothing_is_taken_away_and_nothing_moved_out_of_it(clerk, desk):
    work = WholeCase(clerk).until(Stage.CLOSURE)
    work.conclude()
    other = WholeCase(clerk)
    other.register()
    reviewer = desk.log_in("reviewer")
    work.session = reviewer
    work.go(reviewer)
    (loss,) = records.hanging_on(reviewer, Loss, "clue", work.clue)
    (liable,) = records.hanging_on(reviewer, LiablePerson, "clue", work.clue)
    for act in (
        lambda: records.withdraw(reviewer, Loss, loss.uid, "误记"),
        lambda: records.withdraw(reviewer, LiablePerson, liable.uid, "误记"),
        lambda: records.change(reviewer, replace(loss, amount=1)),
        lambda: records.change(reviewer, replace(loss, clue=other.clue)),
    ):
        with pytest.raises(NotAllowed, match="已销号"):
            act()
    assert records.load(reviewer, Loss, loss.uid) == loss


@pytest.mark.parametrize("text", ["（机密）另附", "密级：秘密"])
def test_no_word_of_a_step_bears_a_mark_of_secrecy(clerk, desk, text):
    work = WholeCase(clerk).until(Stage.TRIAGE)
    work.add(Triage, disposition="joint", opinion="联合核查", decided_on=day(25))
    approval = work.approve(Stage.TRIAGE, "leading_body", day(25))
    for act in (
        lambda: take_step(clerk, work.clue, "return_triage", version(clerk, work.clue), text),
        lambda: explain_gate(clerk, work.clue, "dispose", "check.pursuit", text),
        lambda: split_clue(clerk, work.clue, {"summary": text}, "两件事"),
        lambda: split_clue(clerk, work.clue, {"summary": "另一笔"}, text),
        lambda: records.withdraw(clerk, Approval, approval, text),
        lambda: records.add(clerk, TeamMember, {"clue": work.clue, "name": text}),
        lambda: directory.add_person(clerk, {"name": "路人甲", "remark": text}),
    ):
        with pytest.raises(FieldError, match="密级标志"):
            act()
    assert clues.load_for_edit(clerk, work.clue).stage is Stage.TRIAGE
    assert records.load(clerk, Approval, approval).withdrawn_reason == ""


def test_an_approval_is_confirmed_by_somebody_else_and_then_needs_no_word(clerk, desk):
    work = WholeCase(clerk)
    work.register()
    work.add(Acceptance, opinion="accept", reason="属于受理范围", decided_on=day(2))
    uid = work.enter_approval(Stage.INTAKE, "responsible", day(2))
    with pytest.raises(Blocked) as refused:
        take_step(clerk, work.clue, "accept", version(clerk, work.clue))
    users = {one.login: one.name for one in records.list_records(clerk, User)}
    others = f"请由{users['reviewer']}或{users['signer']}登录"
    assert others in str(refused.value)
    # No word stands in for it while there is somebody who may.
    with pytest.raises(NotAllowed, match="没有需要说明"):
        explain_gate(clerk, work.clue, "accept", "approval.accept.responsible", "无人可确认")
    with pytest.raises(NotAllowed):
        confirm_approval(clerk, uid)
    signer = desk.log_in("signer")
    confirmed = confirm_approval(signer, uid).value
    assert (confirmed.entered_by, confirmed.confirmed_by) == (clerk.viewer.user, signer.viewer.user)
    clerk = desk.log_in("clerk")
    assert take_step(clerk, work.clue, "accept", version(clerk, work.clue)).value.accepted_on == day(2)
    changed = records.change(clerk, replace(confirmed, opinion="同意受理")).value
    assert changed.confirmed_by is None


def test_where_nobody_else_may_confirm_an_approval_a_word_will_do(clerk):
    """Who is involved in the clue confirms nothing in it."""
    work = WholeCase(clerk)
    work.register()
    work.add(Acceptance, opinion="accept", reason="属于受理范围", decided_on=day(2))
    work.enter_approval(Stage.INTAKE, "responsible", day(2))
    users = {one.login: one.uid for one in records.list_records(clerk, User)}
    assert set(read_case(clerk, work.clue).confirmers) == {
        users[login] for login in ("clerk", "reviewer", "signer")
    }
    for login in ("reviewer", "signer"):
        records.add(clerk, Recusal, {"clue": work.clue, "user": users[login], "reason": "曾分管"})
    assert list(read_case(clerk, work.clue).confirmers) == [clerk.viewer.user]
    explain_gate(clerk, work.clue, "accept", "approval.accept.responsible", "其他人员均须回避")
    assert take_step(clerk, work.clue, "accept", version(clerk, work.clue)).value.accepted_on == day(2)


def test_where_the_pair_is_relaxed_one_person_enters_and_confirms(clerk, desk):
    work = WholeCase(clerk)
    work.register()
    uid = work.enter_approval(Stage.INTAKE, "responsible", day(2))
    admin = desk.log_in("admin")
    relax_pair(admin, "save_approval+confirm_approval", "只有一名经办人，总经理办公会同意")
    clerk = desk.log_in("clerk")
    assert confirm_approval(clerk, uid).value.confirmed_by == clerk.viewer.user


def test_the_form_of_a_done_stage_is_closed_until_the_case_goes_back(clerk):
    work = WholeCase(clerk).until(Stage.PRELIMINARY_CHECK)
    (opinion,) = records.hanging_on(clerk, Acceptance, "clue", work.clue)
    with pytest.raises(NotAllowed):
        records.change(clerk, replace(opinion, decided_on=day(3)))
    with pytest.raises(FieldError):
        take_step(clerk, work.clue, "return_preliminary_check", version(clerk, work.clue))
    back = take_step(
        clerk, work.clue, "return_preliminary_check", version(clerk, work.clue), "受理日期写错"
    ).value
    assert (back.stage, back.accepted_on) == (Stage.INTAKE, None)
    records.change(clerk, replace(opinion, decided_on=day(3)))
    assert work.go().accepted_on == day(3)


def test_a_person_is_not_entered_twice(clerk):
    work = WholeCase(clerk)
    work.register()
    work.add(LiablePerson, person=work.person)
    with pytest.raises(FieldError):
        work.add(LiablePerson, person=work.person)


def test_nothing_is_closed_while_an_appeal_runs(clerk, desk):
    work = WholeCase(clerk).until(Stage.CLOSURE)
    work.conclude()
    appeal = work.add(
        Appeal, decision=work.made["Decision"], appellant="陈思源", filed_on=day(100), grounds="金额有异议"
    )
    reviewer = desk.log_in("reviewer")
    assert missing(reviewer, work.clue) == {"appeal"}
    found = records.load(reviewer, Appeal, appeal)
    records.change(reviewer, replace(found, result="upheld", decided_on=day(130)))
    assert missing(reviewer, work.clue) == set()


def test_what_is_kept_is_never_closed(clerk, desk):
    work = WholeCase(clerk).until(Stage.TRIAGE)
    work.add(Triage, disposition="keep", opinion="暂存", decided_on=day(25))
    work.approve(Stage.TRIAGE, "leading_body", day(25))
    assert "triage.way" in missing(clerk, work.clue)
    (triage,) = records.hanging_on(clerk, Triage, "clue", work.clue)
    records.change(clerk, replace(triage, review_on=day(400)))
    kept = work.go()
    assert (kept.stage, kept.disposition, kept.closed) == (Stage.TRIAGE, "keep", False)
    work.add(Closure, kind="disproved", concluded_on=day(60), closed_on=day(60), note="暂存")
    reviewer = desk.log_in("reviewer")
    assert "closure.kind" in missing(reviewer, work.clue)


def test_a_suspension_shows_its_review_day_and_stops_the_end_of_the_investigation(clerk):
    work = WholeCase(clerk).until(Stage.INVESTIGATION)
    work.plan()
    pause = work.add(
        Suspension,
        cause="等待司法结论",
        from_on=day(40),
        approver="郑德明",
        approved_on=day(40),
        review_on=day(400),
    )
    (shown,) = clues.shown_rows(clerk, [work.clue])
    assert shown.deadline.state.value == "中止"
    assert "suspension" in missing(clerk, work.clue)
    found = records.load(clerk, Suspension, pause)
    records.change(clerk, replace(found, resumed_on=day(50)))
    (shown,) = clues.shown_rows(clerk, [work.clue])
    assert shown.deadline.state.value != "中止"


def test_a_closed_clue_is_reopened_by_two_and_keeps_its_first_end(clerk, desk):
    work = WholeCase(clerk).until(Stage.CLOSURE)
    work.conclude()
    reviewer = desk.log_in("reviewer")
    work.session = reviewer
    work.go(reviewer)
    at = version(reviewer, work.clue)
    with pytest.raises(NotAllowed):
        reopen_clue(reviewer, work.clue, Stage.INVESTIGATION, at, "发现新证据", reviewer)
    second = confirm_password(reviewer, "signer", PASSWORD)
    again = reopen_clue(reviewer, work.clue, Stage.INVESTIGATION, at, "发现新证据", second).value
    assert (again.closed, again.stage, again.investigated_on, again.triaged_on) == (
        False, Stage.INVESTIGATION, None, day(25),
    )  # fmt: skip
    kept = records.list_records(reviewer, Closure, withdrawn=True, clue=work.clue)
    assert [one.withdrawn_reason for one in kept] == ["重启：发现新证据"]


def test_merging_closes_one_and_splitting_makes_another(clerk, desk):
    first, second = WholeCase(clerk), WholeCase(clerk)
    first.register()
    second.register()
    reviewer = desk.log_in("reviewer")
    merged = merge_clue(reviewer, first.clue, second.clue, version(reviewer, first.clue), "同一事项").value
    assert (merged.closed, merged.closure_kind, merged.merged_into) == (True, "merged", second.clue)
    new = split_clue(reviewer, second.clue, {"summary": "另一笔预付"}, "两件事").value
    assert (new.split_from, new.source_kind, new.stage) == (second.clue, "audit.special", Stage.INTAKE)
    assert records.load(reviewer, Clue, new.uid).number != records.load(reviewer, Clue, second.clue).number


def test_days_set_by_records_stand_on_the_workbench_until_they_are_done(clerk):
    work = WholeCase(clerk).until(Stage.RECTIFICATION)
    own = clerk.viewer.enterprise
    notice = work.add(RectificationNotice, number="虚运改〔2026〕1号", enterprise=own, issued_on=day(85))
    values = {"notice": notice, "responsible": "孙经理"}
    late = work.add(RectificationItem, item="修订办法", due_on=clerk.today - timedelta(3), **values)
    work.add(RectificationItem, item="远期事项", due_on=clerk.today + timedelta(16), **values)
    work.add(LongTermItem, kind="ban", matter="禁入跟踪", owner="李文海", due_on=clerk.today + timedelta(15))

    def shown():
        bench = workbench.look(clerk)
        return [
            (one.label, one.matter, one.due_on)
            for item in (*bench.overdue, *bench.this_week, *bench.soon)
            for one in (item.deadline, *item.others)
        ]

    ahead = ("长期执行跟踪", "禁入跟踪", clerk.today + timedelta(15))
    assert shown() == [("整改到期", "修订办法", clerk.today - timedelta(3)), ahead]
    change = {"item": late, "reason": "招标延期", "approver": "郑德明", "new_due": clerk.today + timedelta(2)}
    work.add(RectificationChange, **change)
    assert shown()[0][2] == clerk.today - timedelta(3)  # not approved yet
    work.add(RectificationChange, approved_on=clerk.today, **change)
    assert shown() == [("整改到期", "修订办法", clerk.today + timedelta(2)), ahead]
    item = records.load(clerk, RectificationItem, late)
    records.change(clerk, replace(item, state="done", done_on=clerk.today))
    assert shown() == [ahead]


def test_days_left_through_a_year_without_known_holidays_are_provisional(clerk):
    """The day itself is certain, six months on; how many working days lie before it is not."""
    work = WholeCase(clerk).until(Stage.INVESTIGATION)
    work.plan()
    (shown,) = clues.shown_rows(clerk, [work.clue])
    assert (shown.deadline.due_on, shown.deadline.provisional) == (date(2026, 9, 4), False)
    until = date(2027, 3, 4)
    work.add(
        Extension, step=Stage.INVESTIGATION, reason="情形复杂", from_on=date(2026, 9, 4), to_on=until,
        approver="郑德明", approved_on=day(40),
    )  # fmt: skip
    (shown,) = clues.shown_rows(clerk, [work.clue])
    assert (shown.deadline.due_on, shown.deadline.original_on) == (until, date(2026, 9, 4))
    assert shown.deadline.text.endswith("（暂定）")


def test_whom_a_withdrawn_decision_named_is_not_handled_by_the_next_one(clerk):
    case = WholeCase(clerk).until(Stage.DISPOSITION)
    (act,) = (one.uid for one in records.list_records(clerk, Violation, clue=case.clue))
    other = directory.add_person(
        clerk,
        {
            "name": "王二",
            "enterprise": clerk.viewer.enterprise,
            "cadre_authority": "enterprise_committee",
        },
    ).value.uid
    second = case.add(
        LiablePerson, person=other, liability="direct", facts="签批", violations=(act,), post_kind="deputy"
    )
    struck = case.add(Decision, number="虚运责〔2026〕9号", decided_on=day(79), kind="decision")
    hanging = case.add(Handling, decision=struck, liable=second, kinds=("criticism.circular",))
    taken_out(clerk, Decision, struck)
    with pytest.raises(Blocked):
        case.decide()
    assert {"handling", "liable.covered"} <= missing(clerk, case.clue)
    found = read_case(clerk, case.clue)
    assert [one.handling.liable for one in found.laid()] == [case.liable]
    held = records.load(clerk, Handling, hanging)
    records.change(clerk, replace(held, decision=case.made["Decision"]))
    # Found liable after 核查, 王二 was not heard, nor has anybody handed it to him yet.
    assert missing(clerk, case.clue) == {"hearing.persons", "service"}
    case.add(Hearing, object="王二", person=other, sent_on=day(78), outcome="agreed")
    assert missing(clerk, case.clue) == {"service"}


def test_who_works_above_is_decided_on_above(clerk):
    case = WholeCase(clerk).until(Stage.DISPOSITION)
    above = directory.add_enterprise(clerk, {"name": "虚构城市投资控股集团有限公司", "level": 1}).value
    person = records.load(clerk, Person, case.person)
    records.change(clerk, replace(person, enterprise=above.uid))
    with pytest.raises(Blocked):
        case.decide()
    assert missing(clerk, case.clue) == {"jurisdiction.cadre"}
    (state,) = [
        one for one in next_step(read_case(clerk, case.clue)).states if one.gate.code == "jurisdiction.cadre"
    ]
    assert above.name in state.findings[0].sentence


def test_the_enterprises_above_that_of_a_person_say_who_decides(clerk):
    def add(name, level, parent=None):
        values = {"name": f"虚构{name}公司", "level": level, "parent": parent}
        return directory.add_enterprise(clerk, values).value.uid

    case = WholeCase(clerk).until(Stage.DISPOSITION)
    group = add("集团", 1)
    sister = add("兄弟", 2, group)
    below = add("兄弟子", 3, sister)
    grandchild = add("孙", 4, add("子", 3, clerk.viewer.enterprise))
    person = records.load(clerk, Person, case.person)
    records.change(clerk, replace(person, enterprise=below))
    with pytest.raises(Blocked):
        case.decide()
    assert missing(clerk, case.clue) == {"jurisdiction.cadre"}
    person = records.load(clerk, Person, case.person)
    records.change(clerk, replace(person, enterprise=grandchild))
    assert missing(clerk, case.clue) == set()
