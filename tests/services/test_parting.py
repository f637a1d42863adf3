"""合并重复: 回避 and 查阅授权 hold for both clues while they are one, and after they are parted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.papers import compiled, register_cases, sealed
from services.test_merging import a_clue, add, contents, merge, person, present
from services.whole_case import WholeCase
from zhuize_desktop.domain.deadlines import deadlines_of
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import (
    Attachment,
    Circle,
    Clue,
    Decision,
    ExemptionAnswer,
    Extension,
    Handling,
    LiablePerson,
    Loss,
    LossFinding,
    OutsideDecision,
    ReadingGrant,
    Recusal,
    SanctionCase,
    Suspension,
    User,
    Violation,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.workflow import MoveKind, moves_from
from zhuize_desktop.services import (
    attachments,
    clues,
    merging,
    papers,
    records,
    reporting,
    steps,
    users,
    withdrawals,
)
from zhuize_desktop.services.dossier import read_case
from zhuize_desktop.services.report_files import write_again


@pytest.fixture
def accounts(clerk):
    return {user.login: user.uid for user in records.list_records(clerk, User)}


def recuse(session, clue, user):
    return add(session, Recusal, clue, user=user, reason="亲属")


def reads(session, clue):
    """Whether somebody reads a clue, by each of the ways there are; all of them have to say the same."""
    uid = clue.uid
    shown = clues.shown_rows(session, clues.list_uids(session, LedgerQuery(withdrawn=True)))
    told = [any(one.row.clue.uid == uid for one in shown)] if present(session, clue).withdrawn_reason else []
    for ask in (clues.load_for_edit, records.timeline, withdrawals.withdrawal_of, merging.counted_in):
        try:
            ask(session, uid)
        except NotAllowed:
            told.append(False)
        else:
            told.append(True)
    assert len(set(told)) == 1
    return told[0]


def account_of(desk, who, login="reviewer"):
    """The clerk again, after the account of a login was tied to a person."""
    admin = desk.log_in("admin")
    own = next(one for one in records.list_records(admin, User) if one.login == login)
    users.change_user(admin, replace(own, person=who.uid))
    return desk.log_in("clerk")


# --- while they are one -----------------------------------------------------------------------------------


@pytest.mark.parametrize("marked", ["older", "younger"])
def test_who_steps_back_from_one_reads_neither(clerk, desk, accounts, marked):
    older, younger = a_clue(clerk), a_clue(clerk, summary="亲属之事")
    recuse(clerk, {"older": older, "younger": younger}[marked], accounts["reviewer"])
    merger = merge(clerk, older, younger)
    reviewer = desk.log_in("reviewer")
    assert not reads(reviewer, older)
    assert not reads(reviewer, younger)
    clerk = desk.log_in("clerk")
    assert reads(clerk, younger)
    merging.undo_merger(clerk, merger.uid, "两件事")
    reviewer = desk.log_in("reviewer")
    assert reads(reviewer, older) is (marked == "younger")
    assert reads(reviewer, younger) is (marked == "older")


@pytest.mark.parametrize("kind", [LiablePerson, SanctionCase, OutsideDecision])
def test_who_stands_in_the_younger_reads_neither(clerk, desk, kind):
    who = person(clerk, "周敏")
    clerk = account_of(desk, who)
    older, younger = a_clue(clerk), a_clue(clerk, summary="周敏之事")
    named = {"persons": (who.uid,)} if kind is OutsideDecision else {"person": who.uid}
    add(clerk, kind, younger, **named)
    merge(clerk, older, younger)
    reviewer = desk.log_in("reviewer")
    assert not reads(reviewer, older)
    assert not reads(reviewer, younger)


def test_along_a_chain_of_mergers(clerk, desk, accounts):
    first, second, third = (a_clue(clerk) for _ in range(3))
    recuse(clerk, third, accounts["reviewer"])
    merge(clerk, second, third)
    merge(clerk, first, second)
    reviewer = desk.log_in("reviewer")
    assert [reads(reviewer, one) for one in (first, second, third)] == [False] * 3


def test_marked_where_it_lies_now_not_in_the_recycle_bin(clerk, desk, accounts):
    older, younger = a_clue(clerk), a_clue(clerk)
    merge(clerk, older, younger)
    with pytest.raises(NotAllowed, match="已并入另一条"):
        recuse(clerk, younger, accounts["reviewer"])
    recuse(clerk, older, accounts["reviewer"])
    assert not reads(desk.log_in("reviewer"), younger)


def test_inspector_of_the_older_reads_nothing_of_the_younger(clerk, desk, accounts):
    older, younger = a_clue(clerk), a_clue(clerk, summary="封闭线索的秘密")
    clues.set_circle(clerk, younger.uid, Circle.NAMED, ())
    day = clerk.today
    grant = {"user": accounts["inspector"], "valid_from": day, "valid_to": day + timedelta(30)}
    given = add(desk.log_in("reviewer"), ReadingGrant, older, **grant)
    assert reads(desk.log_in("inspector"), older)
    clerk = desk.log_in("clerk")
    before = contents(clerk)
    merger = merge(clerk, older, younger)
    assert younger.number in present(clerk, given).withdrawn_reason
    assert not reads(desk.log_in("inspector"), older)
    clerk = desk.log_in("clerk")
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert contents(clerk) == before
    assert reads(desk.log_in("inspector"), older)


def test_grant_that_was_given_anew_does_not_keep_clues_together(clerk, desk, accounts):
    older, younger = a_clue(clerk), a_clue(clerk)
    reviewer = desk.log_in("reviewer")
    days = {"valid_from": clerk.today, "valid_to": clerk.today + timedelta(9)}
    given = add(reviewer, ReadingGrant, older, user=accounts["inspector"], **days)
    merger = merge(desk.log_in("clerk"), older, younger)
    reviewer = desk.log_in("reviewer")
    records.bring_back(reviewer, ReadingGrant, given.uid)
    clerk = desk.log_in("clerk")
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert not present(clerk, given).withdrawn_reason


def test_inspector_of_both_reads_on_the_days_of_both(clerk, desk, accounts):
    older, younger = a_clue(clerk), a_clue(clerk)
    day, user = clerk.today, accounts["inspector"]
    reviewer = desk.log_in("reviewer")
    long, over = (
        add(reviewer, ReadingGrant, older, user=user, valid_from=first, valid_to=last)
        for first, last in ((day, day + timedelta(30)), (day - timedelta(9), day - timedelta(2)))
    )
    add(
        reviewer, ReadingGrant, younger, user=user, valid_from=day - timedelta(5), valid_to=day + timedelta(3)
    )
    merge(desk.log_in("clerk"), older, younger)
    clerk = desk.log_in("clerk")
    kept = present(clerk, long)
    assert (kept.withdrawn_reason, kept.valid_from, kept.valid_to) == ("", day, day + timedelta(3))
    assert present(clerk, over) == over  # what is over lets nobody read
    assert reads(desk.log_in("inspector"), older)


# --- after they are parted --------------------------------------------------------------------------------


def test_who_was_marked_meanwhile_steps_back_from_both(clerk, desk, accounts):
    older, younger = a_clue(clerk), a_clue(clerk)
    before = recuse(clerk, older, accounts["signer"])
    merger = merge(clerk, older, younger)
    recuse(clerk, older, accounts["reviewer"])
    merging.undo_merger(clerk, merger.uid, "两件事")
    (copied,) = records.list_records(clerk, Recusal, clue=younger.uid)
    assert (copied.user, copied.reason) == (accounts["reviewer"], "合并期间登记，待核对：亲属")
    assert present(clerk, before).clue == older.uid
    assert not reads(desk.log_in("reviewer"), younger)
    assert reads(desk.log_in("signer"), younger)


@pytest.mark.parametrize("kind", [LiablePerson, SanctionCase, OutsideDecision, Clue])
def test_who_was_named_meanwhile_steps_back_from_both(clerk, desk, accounts, kind):
    who, other = person(clerk, "周敏"), person(clerk, "郑远")
    clerk = account_of(desk, who)
    clerk = account_of(desk, other, "signer")
    older, younger = a_clue(clerk), a_clue(clerk)
    add(clerk, LiablePerson, older, person=other.uid)
    merger = merge(clerk, older, younger)
    if kind is Clue:
        clues.change_clue(clerk, replace(present(clerk, older), persons=(who.uid,)))
    else:
        add(
            clerk,
            kind,
            older,
            **({"persons": (who.uid,)} if kind is OutsideDecision else {"person": who.uid}),
        )
    merging.undo_merger(clerk, merger.uid, "两件事")
    (written,) = records.list_records(clerk, Recusal, clue=younger.uid)
    assert (written.user, written.reason) == (accounts["reviewer"], "合并期间产生，待核对")
    reviewer = desk.log_in("reviewer")
    assert not reads(reviewer, older)
    assert not reads(reviewer, younger)
    signer = desk.log_in("signer")
    assert not reads(signer, older)
    assert reads(signer, younger)  # stood in the older alone, before


def test_who_was_named_in_an_older_line_meanwhile_steps_back_too(clerk, desk, accounts):
    who, other = person(clerk, "周敏"), person(clerk, "郑远")
    clerk = account_of(desk, who)
    older, younger = a_clue(clerk), a_clue(clerk)
    line = add(clerk, OutsideDecision, older, persons=(other.uid,))
    merger = merge(clerk, older, younger)
    records.change(clerk, replace(present(clerk, line), persons=(other.uid, who.uid)))
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert [one.user for one in records.list_records(clerk, Recusal, clue=younger.uid)] == [
        accounts["reviewer"]
    ]


def test_closed_clue_is_not_parted(clerk):
    older, younger = (a_clue(clerk, legacy=True, stage=Stage.RECTIFICATION) for _ in range(2))
    merger = merge(clerk, older, younger)
    clues.change_clue(
        clerk, replace(present(clerk, older), stage=Stage.CLOSURE, closed=True, closed_on=clerk.today)
    )
    before = contents(clerk)
    with pytest.raises(NotAllowed, match=f"线索{older.number}已销号，请先重启"):
        merging.undo_merger(clerk, merger.uid, "两件事")
    assert contents(clerk) == before


def test_clue_that_moved_on_is_parted_where_it_stood(clerk):
    case = WholeCase(clerk)
    case.register()
    older, younger = records.load(clerk, Clue, case.clue), a_clue(clerk)
    merger = merge(clerk, older, younger)
    case.accept()
    with pytest.raises(NotAllowed, match="请先退回到“受理”环节"):
        merging.undo_merger(clerk, merger.uid, "两件事")
    (back,) = (move for move in moves_from(read_case(clerk, older.uid)) if move.kind is MoveKind.BACK)
    steps.take_step(clerk, older.uid, back.code, present(clerk, older).version, "受理有误")
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert not present(clerk, younger).withdrawn_reason


def test_merger_that_was_merged_on_is_parted_last_first(clerk):
    first, second, third = (a_clue(clerk) for _ in range(3))
    before = contents(clerk)
    inner, outer = merge(clerk, second, third), merge(clerk, first, second)
    with pytest.raises(NotAllowed, match="请先撤销那次合并"):
        merging.undo_merger(clerk, inner.uid, "两件事")
    merging.undo_merger(clerk, outer.uid, "两件事")
    merging.undo_merger(clerk, inner.uid, "两件事")
    assert contents(clerk) == before


def refused_until(session, first, later):
    """The earlier merger is refused untouched, with no word of changing anything back; in reverse order both part."""
    before = contents(session)
    with pytest.raises(NotAllowed, match="请先撤销那次合并，再撤销这一次") as refused:
        merging.undo_merger(session, first.uid, "两件事")
    assert "改回" not in refused.value.sentence
    assert contents(session) == before
    merging.undo_merger(session, later.uid, "两件事")
    merging.undo_merger(session, first.uid, "两件事")
    return refused.value.sentence


def test_two_persons_put_into_one_are_parted_last_first(clerk, desk):
    kept, second, third = (person(clerk) for _ in range(3))
    clerk = account_of(desk, third)
    clue = a_clue(clerk, persons=(second.uid, third.uid))
    before = contents(clerk)
    first, later = merge(clerk, kept, second), merge(clerk, kept, third)
    assert "陈思源后来又并入了另一条" in refused_until(clerk, first, later)
    assert contents(clerk) == before
    assert not reads(desk.log_in("reviewer"), clue)


def test_circle_stays_closed_while_one_of_two_closed_clues_lies_in_it(clerk, desk):
    own = clerk.viewer.user
    kept, second, third = (a_clue(clerk, summary=word) for word in "甲乙丙")
    for one in (second, third):
        clues.set_circle(clerk, one.uid, Circle.NAMED, (own,))
    first = merge(clerk, kept, second)
    remark = present(clerk, kept).remark
    later = merge(clerk, kept, third)
    clues.change_clue(clerk, replace(present(clerk, kept), remark=remark))
    with pytest.raises(NotAllowed, match="请先撤销那次合并"):
        merging.undo_merger(clerk, first.uid, "两件事")
    assert not reads(desk.log_in("reviewer"), kept)
    clerk = desk.log_in("clerk")
    merging.undo_merger(clerk, later.uid, "两件事")
    merging.undo_merger(clerk, first.uid, "两件事")
    assert present(clerk, kept).circle is kept.circle


def test_clues_with_persons_merged_since_are_parted_after_the_persons(clerk, desk):
    known, twin = person(clerk), person(clerk, post="经理")
    clerk = account_of(desk, twin)
    known, twin = present(clerk, known), present(clerk, twin)
    older, younger = a_clue(clerk, persons=(known.uid,)), a_clue(clerk, persons=(twin.uid,))
    before = contents(clerk)
    of_clues, of_persons = merge(clerk, older, younger), merge(clerk, known, twin)
    assert f"陈思源并入陈思源，{clerk.today}" in refused_until(clerk, of_clues, of_persons)
    assert contents(clerk) == before
    reviewer = desk.log_in("reviewer")
    assert (reads(reviewer, older), reads(reviewer, younger)) == (True, False)


def test_merger_that_one_may_not_read_is_not_named(clerk, desk):
    known, twin = person(clerk), person(clerk, post="经理")
    older, younger = a_clue(clerk, persons=(known.uid,)), a_clue(clerk, persons=(twin.uid,))
    of_persons, of_clues = merge(clerk, known, twin), merge(clerk, older, younger)
    other = a_clue(clerk, persons=(known.uid,))
    clues.set_circle(clerk, older.uid, Circle.NAMED, (clerk.viewer.user,))
    assert not reads(desk.log_in("reviewer"), older)
    with pytest.raises(NotAllowed, match="须由有权查看的人员办理") as refused:
        merging.undo_merger(desk.log_in("reviewer"), of_persons.uid, "不是同一人")
    assert older.number not in refused.value.sentence
    clerk = desk.log_in("clerk")
    merging.undo_merger(clerk, of_clues.uid, "两件事")
    merging.undo_merger(clerk, of_persons.uid, "不是同一人")
    assert present(clerk, other).persons == (known.uid,)


@pytest.mark.parametrize("kind", [Clue, LiablePerson])
def test_persons_are_parted_though_their_clue_took_in_another_since_and_is_closed(clerk, kind):
    known, twin = person(clerk), person(clerk)
    named = {"persons": (twin.uid,)} if kind is Clue else {}
    older, younger = (
        a_clue(clerk, legacy=True, stage=Stage.RECTIFICATION, **more) for more in (named, {"remark": "补报"})
    )
    where = older if kind is Clue else add(clerk, LiablePerson, younger, person=twin.uid)
    of_persons, of_clues = merge(clerk, known, twin), merge(clerk, older, younger)
    clues.change_clue(
        clerk, replace(present(clerk, older), stage=Stage.CLOSURE, closed=True, closed_on=clerk.today)
    )
    merging.undo_merger(clerk, of_persons.uid, "不是同一人")
    now = present(clerk, where)
    assert (now.persons if isinstance(now, Clue) else (now.person,)) == (twin.uid,)
    assert "补报" in present(clerk, older).remark
    assert present(clerk, younger).withdrawn_reason
    with pytest.raises(NotAllowed, match="已销号，请先重启"):
        merging.undo_merger(clerk, of_clues.uid, "两件事")


@pytest.mark.parametrize("kind", [Clue, LiablePerson])
def test_person_whom_the_clue_that_went_named_too_is_not_parted_before_it(clerk, kind):
    """Of both clues he stands in the one that was kept; nothing more had to be written there to put them together."""
    known, twin = person(clerk), person(clerk)

    def a_case(who):
        if kind is Clue:
            return a_clue(clerk, persons=(who.uid,))
        made = a_clue(clerk)
        add(clerk, LiablePerson, made, person=who.uid)
        return made

    older = a_case(twin)
    of_persons = merge(clerk, known, twin)
    of_clues = merge(clerk, older, a_case(known))
    refused_until(clerk, of_persons, of_clues)
    assert present(clerk, older).persons == ((twin.uid,) if kind is Clue else ())


def test_mergers_that_have_nothing_in_common_part_in_any_order(clerk):
    one, two, three, four = (person(clerk) for _ in range(4))
    case, other = a_clue(clerk, persons=(two.uid,)), a_clue(clerk, persons=(four.uid,))
    before = contents(clerk)
    first, later = merge(clerk, one, two), merge(clerk, three, four)
    merging.undo_merger(clerk, first.uid, "不是同一人")
    merging.undo_merger(clerk, later.uid, "不是同一人")
    assert contents(clerk) == before
    assert (present(clerk, case).persons, present(clerk, other).persons) == ((two.uid,), (four.uid,))


def test_person_named_since_does_not_keep_two_persons_together(clerk):
    older, younger, third = person(clerk), person(clerk, post="经理"), person(clerk, "郑远")
    case, gone = a_clue(clerk, persons=(younger.uid,)), a_clue(clerk, persons=(younger.uid, third.uid))
    merger = merge(clerk, older, younger)
    clues.change_clue(clerk, replace(present(clerk, case), persons=(third.uid, older.uid)))
    clues.change_clue(clerk, replace(present(clerk, gone), persons=(third.uid,)))
    with pytest.raises(
        Conflict, match="涉及"
    ):  # the one who was kept is no longer there: nobody knows who was meant
        merging.undo_merger(clerk, merger.uid, "不是同一人")
    clues.change_clue(clerk, replace(present(clerk, gone), persons=(older.uid,)))
    merging.undo_merger(clerk, merger.uid, "不是同一人")
    assert set(present(clerk, case).persons) == {younger.uid, third.uid}
    assert present(clerk, gone).persons == (younger.uid,)


def test_readers_that_a_merger_left_out_come_back_only_as_a_whole(clerk, accounts):
    older, younger = a_clue(clerk), a_clue(clerk)
    clues.set_circle(clerk, older.uid, Circle.NAMED, (accounts["signer"], accounts["reviewer"]))
    clues.set_circle(clerk, younger.uid, Circle.NAMED, (accounts["signer"],))
    merger = merge(clerk, older, younger)
    clues.set_circle(clerk, older.uid, Circle.NAMED, ())  # closed to all but the clerk, for a reason
    with pytest.raises(Conflict, match="知悉"):
        merging.undo_merger(clerk, merger.uid, "两件事")


# --- what goes with it ------------------------------------------------------------------------------------


def test_extension_goes_with_the_sanction_it_puts_off(clerk):
    who = person(clerk)
    older, younger = a_clue(clerk), a_clue(clerk)
    filed = add(clerk, SanctionCase, younger, person=who.uid, number="立1", approved_on=date(2026, 2, 1))
    put_off = {"reason": "取证", "approver": "主要负责人", "approved_on": date(2026, 7, 20)}
    days = {"from_on": date(2026, 8, 1), "to_on": date(2027, 2, 1)}
    of_person, of_period = (
        add(
            clerk,
            Extension,
            younger,
            period="sanction",
            step=Stage.DISPOSITION,
            sanction=one,
            **put_off,
            **days,
        )
        for one in (filed.uid, None)
    )
    of_stage, named = (
        add(clerk, Extension, younger, period=one, step=Stage.PRELIMINARY_CHECK, **put_off, **days)
        for one in ("", "preliminary_check")
    )
    halted = add(
        clerk, Suspension, younger, step=Stage.PRELIMINARY_CHECK, cause="等待", from_on=date(2026, 3, 1)
    )
    before, due = contents(clerk), _due(clerk, younger)
    assert due == date(2027, 2, 1)
    merger = merge(clerk, older, younger)
    assert {present(clerk, one).clue for one in (of_person, of_period)} == {older.uid}
    assert {present(clerk, one).clue for one in (of_stage, named, halted)} == {younger.uid}
    assert _due(clerk, older) == due
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert contents(clerk) == before


def _due(session, clue):
    case = read_case(session, clue.uid)
    (found,) = (
        one for one in deadlines_of(case, session.rulebook(), session.today) if one.kind == "sanction"
    )
    return found.due_on


@pytest.mark.parametrize("line_of_younger_first", [False, True])
def test_one_answer_of_two_stays_in_force(clerk, line_of_younger_first):
    who = person(clerk)
    older, younger = a_clue(clerk), a_clue(clerk)
    pair = (younger, older) if line_of_younger_first else (older, younger)
    lines = {one.uid: add(clerk, LiablePerson, one, person=who.uid) for one in pair}
    code = clerk.rulebook().dictionary("exemption_question").entries()[0].code
    mine, theirs = (
        add(clerk, ExemptionAnswer, one, liable=lines[one.uid].uid, question=code, met=one is younger)
        for one in (older, younger)
    )
    before = contents(clerk)
    merger = merge(clerk, older, younger)
    (standing,) = records.list_records(clerk, ExemptionAnswer, clue=older.uid)
    assert standing.uid == mine.uid
    assert present(clerk, theirs).withdrawn_reason
    records.change(clerk, replace(standing, evidence="会议纪要"))
    records.change(clerk, replace(present(clerk, mine), evidence=mine.evidence))
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert contents(clerk) == before


@pytest.mark.parametrize(("mine", "theirs"), [((3, 1), (1, 5)), ((1, 5), (3, 1))])
def test_earlier_day_of_acceptance_counts(clerk, mine, theirs):
    older, younger = (
        a_clue(clerk, legacy=True, stage=stage, reported_on=date(2026, 1, 2), accepted_on=date(2026, *day))
        for stage, day in ((Stage.INVESTIGATION, mine), (Stage.PRELIMINARY_CHECK, theirs))
    )
    merger = merge(clerk, older, younger)
    kept = present(clerk, older)
    assert kept.accepted_on == date(2026, 1, 5)
    assert "2026-03-01" in kept.remark
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert present(clerk, older).accepted_on == date(2026, *mine)


# --- and signed reports -----------------------------------------------------------------------------------


def test_sealed_files_are_not_written_for_who_stepped_back_since(desk):
    clerk = desk.log_in("clerk")
    made = register_cases(clerk)
    report, files = sealed(desk)
    clerk = desk.log_in("clerk")
    accounts = {user.login: user.uid for user in records.list_records(clerk, User)}
    recuse(clerk, made["ZB-2025-003"], accounts["reviewer"])
    reviewer = desk.log_in("reviewer")
    with pytest.raises(NotAllowed, match="请由其他人员导出"):
        write_again(reviewer, report.uid)
    assert write_again(desk.log_in("clerk"), report.uid).value == files
    clerk = desk.log_in("clerk")
    merge(clerk, made["ZB-2025-001"], made["ZB-2025-003"])
    shown = reporting.preview(desk.log_in("reviewer"), report.uid).frozen.snapshot.clues
    (fact,) = (one for one in shown if one.number == "ZB-2025-003")
    assert (fact.masked, fact.summary) == (True, "")


def test_clue_that_a_signed_report_counts_is_named_by_the_next(desk):
    clerk = desk.log_in("clerk")
    made = register_cases(clerk)
    report, _ = sealed(desk)
    clerk = desk.log_in("clerk")
    older, younger = made["ZB-2025-001"], made["ZB-2025-003"]
    assert merging.counted_in(clerk, younger.uid) == (report.title,)
    assert merging.counted_in(clerk, made["ZB-2025-002"].uid) == ()  # closed by then
    merger = merge(clerk, older, younger)
    assert f"{younger.number}已计入“{report.title}”的期末在办" in records.timeline(clerk, older.uid)[0].note
    following = compiled(clerk, 2026).uid

    def told():
        found = reporting.preview(clerk, following).findings
        return [
            one.sentence for one in found if one.check == "annual.opening" and "已不在台账" in one.sentence
        ]

    assert told() == [
        "上一份报告期末在办的线索有1条已不在台账：ZB-2025-003（与ZB-2025-001重复，已合并），"
        "期初在办因此减少，请说明。"
    ]
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert told() == []
    clues.set_circle(clerk, younger.uid, Circle.NAMED, ())
    records.withdraw(clerk, Clue, younger.uid, "与某人有关")
    assert told()[0].startswith("上一份报告期末在办的线索有1条已不在台账：ZB-2025-003（按知悉范围另行登记）")


# --- records that refer to each other ---------------------------------------------------------------------


def crossing(clerk, older, loss, liable, tmp_path):
    """What was entered while the two were one, each over a record of the clue that went: class → record."""
    found = add(clerk, LossFinding, older, item="合并后的定损", losses=(loss.uid,))
    decision = add(clerk, Decision, older, number="虚决〔2026〕9号", decided_on=clerk.today)
    handling = add(
        clerk, Handling, older, decision=decision.uid, liable=liable.uid, kinds=("organisation.demote",)
    )
    scan = tmp_path / "凭证.pdf"
    scan.write_bytes(b"%PDF")
    file = attachments.add_attachment(clerk, scan, {"clue": older.uid, "about": loss.uid}).value
    return {LossFinding: found, Handling: handling, Attachment: file}


def test_records_that_refer_to_each_other_are_not_torn_apart(clerk, tmp_path):
    older, younger = a_clue(clerk), a_clue(clerk)
    loss = add(clerk, Loss, younger, item="保证金", kind="direct", amount=9_00)
    liable = add(clerk, LiablePerson, younger, person=person(clerk, "王建国").uid)
    merger = merge(clerk, older, younger)
    made = crossing(clerk, older, loss, liable, tmp_path)
    told = {
        LossFinding: "定损“合并后的定损”对应资产损失“保证金”",
        Handling: "处理“降职”对应责任人“王建国”",
        Attachment: "附件“凭证.pdf”对应资产损失“保证金”",
    }
    for kind, one in made.items():
        before = contents(clerk)
        with pytest.raises(NotAllowed) as refused:
            merging.undo_merger(clerk, merger.uid, "两件事")
        assert told.pop(kind) in refused.value.sentence
        assert all(words in refused.value.sentence for words in told.values())
        assert contents(clerk) == before
        records.withdraw(clerk, kind, one.uid, "撤销合并后重新登记")
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert present(clerk, liable).clue == present(clerk, loss).clue == younger.uid
    with pytest.raises(FieldError, match="不是本线索的记录"):
        records.bring_back(clerk, Handling, made[Handling].uid)


def test_record_that_goes_back_is_not_torn_from_what_was_entered_since(clerk):
    older, younger = a_clue(clerk), a_clue(clerk)
    found = add(clerk, LossFinding, younger, item="定损")
    merger = merge(clerk, older, younger)
    act = add(clerk, Violation, older, item="违规预付")
    records.change(clerk, replace(present(clerk, found), violations=(act.uid,)))
    with pytest.raises(NotAllowed, match="定损“定损”对应定性“违规预付”"):
        merging.undo_merger(clerk, merger.uid, "两件事")
    records.change(clerk, replace(present(clerk, found), violations=()))
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert (present(clerk, found).clue, present(clerk, act).clue) == (younger.uid, older.uid)


def test_many_that_would_be_torn_are_counted(clerk):
    older, younger = a_clue(clerk), a_clue(clerk)
    loss = add(clerk, Loss, younger, amount=9_00)
    merger = merge(clerk, older, younger)
    for number in range(5):
        add(clerk, LossFinding, older, item=f"定损{number}", losses=(loss.uid,))
    with pytest.raises(NotAllowed, match="定损“定损2”对应资产损失等5处"):
        merging.undo_merger(clerk, merger.uid, "两件事")


def test_number_given_since_goes_with_the_record_its_paper_is_about(clerk):
    older, younger = a_clue(clerk), a_clue(clerk)
    decision = add(clerk, Decision, younger, maker="虚构运输集团有限公司")
    merger = merge(clerk, older, younger)
    paper = papers.number_paper(clerk, older.uid, "decision", decision.uid).value
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert (present(clerk, paper).clue, present(clerk, decision).clue) == (younger.uid, younger.uid)
    assert present(clerk, decision).number == paper.number
