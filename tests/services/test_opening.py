"""期初建账: the stock counted by hand in the test, signed on paper by one, entered by another, confirmed by a third."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desk import TODAY
from services.whole_case import WholeCase, day
from zhuize_desktop.domain.errors import Conflict, FieldError, FileProblem, NotAllowed
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.opening import OpeningFigures
from zhuize_desktop.domain.reconcile import annual_findings
from zhuize_desktop.domain.records import (
    Attachment,
    Circle,
    Clue,
    Decision,
    Handling,
    LiablePerson,
    LongTermItem,
    Loss,
    Recovery,
    Recusal,
    ReportKind,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.seal.canonical import canonical, parse_canonical
from zhuize_desktop.seal.digest import digest
from zhuize_desktop.seal.signature import read_signature, verify_chain
from zhuize_desktop.services import clues, directory, papers, records
from zhuize_desktop.services.attachments import read_attachment
from zhuize_desktop.services.opening import (
    IN_FORCE,
    confirm_opening,
    enter_opening,
    opening_document,
    opening_figures,
    opening_state,
    opening_waits,
)
from zhuize_desktop.services.reporting import compile_report
from zhuize_desktop.services.snapshots import OPENING_CONFIRMED, gather
from zhuize_desktop.services.steps import take_step
from zhuize_desktop.storage.ledger import read_setting


def stock(clerk, **more):
    """One 存量线索."""
    own = clerk.viewer.enterprise
    values = {
        "source_kind": "audit.special", "reported_on": date(2024, 3, 1), "enterprises": (own,), "legacy": True,
        "summary": "预付货款逾期未收回",
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
    }  # fmt: skip
    return clues.register_clue(clerk, values | more).value


def add(clerk, clue, record, **values):
    return records.add(clerk, record, {"clue": clue.uid, **values}).value


@pytest.fixture
def taken_over(clerk):
    """Three under way, one closed, one that is no stock; with the penalties of earlier years on one of them."""
    first = stock(clerk, stage=Stage.RECTIFICATION, estimated_loss=900_00, accepted_on=date(2024, 3, 5))
    stock(clerk, stage=Stage.INVESTIGATION, estimated_loss=100_00)
    stock(clerk, stage=Stage.INVESTIGATION, circle=Circle.NAMED)
    stock(clerk, stage=Stage.CLOSURE, closed=True, closure_kind="rectified", estimated_loss=50_00)
    new = stock(clerk, legacy=False, realtime_scope=False, realtime_reason="未达到", estimated_loss=7_00)
    add(clerk, new, Recovery, kind="cash", amount=1_00)
    for kind, amount in (("direct", 500_00), ("indirect", 100_00), ("contingent", 40_00)):
        add(clerk, first, Loss, kind=kind, amount=amount)
    add(clerk, first, Recovery, kind="cash", amount=120_00)
    person = directory.add_person(clerk, {"name": "陈思源", "enterprise": clerk.viewer.enterprise}).value
    liable = add(clerk, first, LiablePerson, person=person.uid)
    decision = add(clerk, first, Decision, number="旧1号")
    for kinds, fen in (
        (("pay.performance", "criticism.circular", "criticism.written"), 30_00),
        (("ban",), None),
    ):
        add(
            clerk, first, Handling, decision=decision.uid, liable=liable.uid, kinds=kinds, deduction=fen,
            ban_from=date(2024, 6, 1) if "ban" in kinds else None,
        )  # fmt: skip
    due = TODAY + timedelta(days=30)
    add(clerk, first, LongTermItem, kind="ban", matter="另案禁入", owner="李文海", due_on=due)
    add(clerk, first, LongTermItem, kind="ban", matter="已满", owner="李文海", due_on=due, done_on=TODAY)
    return clerk


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "期初确认表.pdf"
    path.write_bytes(b"%PDF-1.7 signed with pen and seal")
    return path


def sign(session, scan, **more):
    values = {"name": "郑德明", "post": "总经理", "signed_on": TODAY} | more
    return enter_opening(session, scan, **values).value


def test_the_figures_are_those_of_the_stock_alone(taken_over):
    found = opening_figures(taken_over)
    assert found.enterprise == "虚构运输集团有限公司"
    stages = {line.label: len(line) for line in found.by_stage}
    assert stages == dict.fromkeys((stage.label for stage in Stage), 0) | {"整改": 1, "核查": 2}
    assert {line.label: len(line) for line in found.by_source if line.clues} == {"审计": 3}
    assert (found.open, len(found.closed), found.total, len(found.unknown_start)) == (3, 1, 4, 2)
    sums = (found.estimated, found.confirmed_loss, found.recovered, found.deducted)
    assert [one.fen for one in sums] == [1050_00, 600_00, 120_00, 30_00]
    # Two kinds of one row of the statistics on one person are one.
    laid = {line.label: len(line) for line in found.handlings}
    assert laid == {"扣减薪酬": 1, "批评教育类": 1, "禁入限制": 1}
    assert (found.persons, len(found.bans), len(found.unconfirmed)) == (1, 2, 0)


def test_everybody_is_told_the_same_figures(taken_over, desk):
    before = opening_figures(taken_over)
    for login in ("reviewer", "signer", "admin"):
        assert opening_figures(desk.log_in(login)) == before


def test_nothing_under_way_is_a_sheet_of_zeros(clerk, scan):
    found = opening_figures(clerk)
    assert (found.total, found.recovered.fen, found.handlings) == (0, 0, ())
    assert sign(clerk, scan).signer == "郑德明"


def test_signed_by_one_entered_by_another_confirmed_by_a_third(taken_over, desk, scan):
    entered = sign(taken_over, scan)
    state = opening_state(taken_over)
    assert (state.entered, state.confirmed, state.is_current) == (entered, None, False)
    reviewer = desk.log_in("reviewer")
    done = confirm_opening(reviewer).value
    state = opening_state(reviewer)
    assert (state.entered, state.confirmed, state.is_current) == (None, done, True)
    assert (done.entered_by, done.confirmed_by) == (entered.entered_by, reviewer.viewer.user)
    chain = [read_signature(parse_canonical(body.encode())) for body in done.chain]
    assert verify_chain(chain, state.sha256) == ()
    assert [one.role for one in chain] == ["填报", "签发", "纸质签发登记", "纸质签发确认"]
    with reviewer.ledger.read() as connection:
        assert read_setting(connection, OPENING_CONFIRMED)
    attached, data = read_attachment(reviewer, done.scan)
    assert (attached.kind, data) == ("signed_scan", scan.read_bytes())
    assert scan.read_bytes() not in b"".join(
        path.read_bytes() for path in reviewer.folder.attachments.iterdir()
    )


def test_the_workbench_waits_for_a_signature_until_there_is_one(taken_over, desk, scan):
    assert opening_waits(taken_over)
    sign(taken_over, scan)
    assert opening_waits(taken_over)
    reviewer = desk.log_in("reviewer")
    confirm_opening(reviewer)
    assert not opening_waits(reviewer)
    signed = opening_state(reviewer).confirmed
    # A recovery of before that is entered late is no reason to sign again, though the sheet would count it now.
    clue = next(one.uid for one in records.list_records(reviewer, Clue) if one.legacy)
    records.add(
        reviewer, Recovery, {"clue": clue, "kind": "cash", "amount": 1_00, "recovered_on": date(2026, 11, 1)}
    )
    state = opening_state(reviewer)
    assert (state.is_current, state.holds, opening_waits(reviewer)) == (False, True, False)
    # What was signed is kept as it was signed, to the 分, and printed so.
    assert state.confirmed == signed
    assert (state.confirmed.figures.recovered.fen, state.figures.recovered.fen) == (120_00, 121_00)
    assert digest(canonical(state.confirmed.figures.to_plain())).sha256 == state.confirmed.sha256
    printed = [str(papers.paper_of(reviewer, "", "opening_sheet", about)) for about in (IN_FORCE, "")]
    assert ["壹佰贰拾元整" in text for text in printed] == [True, False]
    admin = desk.log_in("admin")
    assert not opening_waits(admin)
    # The scan lists the clues: who reads no cases does not get at it by its uid either.
    with pytest.raises(NotAllowed):
        read_attachment(admin, opening_state(admin).confirmed.scan)


def test_stock_that_comes_in_after_the_confirmation_is_told(taken_over, desk, scan):
    sign(taken_over, scan)
    confirm_opening(desk.log_in("reviewer"))
    clerk = desk.log_in("clerk")
    report = compile_report(clerk, ReportKind.ANNUAL, 2026).value
    assert gathered(clerk, report).opening_moved == 0
    late = stock(clerk, stage=Stage.TRIAGE)
    state = opening_state(clerk)
    assert (state.holds, state.moved, opening_waits(clerk)) == (False, 1, True)
    assert state.confirmed is not None
    found = gathered(clerk, report)
    assert (found.opening_confirmed, found.opening_moved) == (True, 1)
    told = [one.sentence for one in annual_findings(found, {}) if one.check == "annual.opening"]
    assert any("存量线索增减了1条" in sentence for sentence in told)
    # Signed anew, or taken out again, it holds.
    records.withdraw(clerk, Clue, late.uid, "误登记为存量")
    assert (opening_state(clerk).holds, opening_waits(clerk)) == (True, False)
    # Said to have stood elsewhere when it was taken over: the places are what was signed for.
    moved = next(
        one for one in records.list_records(clerk, Clue) if one.legacy and one.stage is Stage.INVESTIGATION
    )
    clues.confirm_stages(clerk, {moved.uid: Stage.TRIAGE})
    assert (opening_state(clerk).holds, opening_state(clerk).moved) == (False, 1)


def test_who_is_involved_in_a_clue_is_not_told_its_number(taken_over, desk, scan):
    clue = next(one for one in records.list_records(taken_over, Clue) if one.stage is Stage.RECTIFICATION)
    reviewer = desk.log_in("reviewer").viewer.user
    clerk = desk.log_in("clerk")
    records.add(clerk, Recusal, {"clue": clue.uid, "user": reviewer, "reason": "曾分管"})
    sign(clerk, scan)
    full = opening_state(clerk)
    assert clue.number in str(opening_document(clerk))
    session = desk.log_in("reviewer")
    state = opening_state(session)
    assert (state.sha256, state.figures.open) == (full.sha256, full.figures.open)
    for seen in (state, opening_figures(session), opening_document(session), confirm_opening(session).value):
        assert clue.number not in str(seen)
    assert clue.number not in str(opening_document(session, IN_FORCE))
    assert opening_state(session).is_current  # what was signed names every clue


def gathered(session, report):
    with session.ledger.read() as connection:
        return gather(session, report, connection, named=False)


def test_who_entered_it_does_not_confirm_it(desk, scan):
    reviewer = desk.log_in("reviewer")
    sign(reviewer, scan)
    with pytest.raises(NotAllowed, match="登记人不能自己确认"):
        confirm_opening(reviewer)
    with pytest.raises(NotAllowed, match="审核人、签发人"):
        confirm_opening(desk.log_in("clerk"))
    assert confirm_opening(desk.log_in("signer")).value.signer == "郑德明"


def test_figures_that_changed_since_are_signed_anew(taken_over, desk, scan):
    sign(taken_over, scan)
    late = stock(taken_over, stage=Stage.TRIAGE)
    with pytest.raises(Conflict, match="数字变了"):
        confirm_opening(desk.log_in("reviewer"))
    clerk = desk.log_in("clerk")
    sign(clerk, scan)  # what was entered before is replaced
    confirm_opening(desk.log_in("reviewer"))
    clerk = desk.log_in("clerk")
    with pytest.raises(NotAllowed, match="不需要再登记"):
        sign(clerk, scan)
    records.withdraw(clerk, Clue, late.uid, "重复")
    assert not opening_state(clerk).is_current
    assert opening_state(clerk).confirmed is not None
    sign(clerk, scan)


def test_bad_input_is_told_and_nothing_is_left_behind(taken_over, desk, scan, tmp_path):
    empty = tmp_path / "空.pdf"
    empty.touch()
    for values, error, words in (
        ({"name": " "}, FieldError, "姓名和职务"),
        ({"post": ""}, FieldError, "姓名和职务"),
        ({"signed_on": TODAY + timedelta(days=1)}, FieldError, "今天之后"),
        ({"scan": tmp_path / "没有.pdf"}, FileProblem, "没有.pdf"),
        ({"scan": empty}, FileProblem, "空文件"),
    ):
        given = dict(values)
        with pytest.raises(error, match=words):
            sign(taken_over, given.pop("scan", scan), **given)
    assert records.list_records(taken_over, Attachment) == []
    assert opening_state(taken_over).entered is None
    with pytest.raises(NotAllowed, match="还没有登记"):
        confirm_opening(desk.log_in("reviewer"))
    with pytest.raises(NotAllowed, match="没有“登记期初建账签字”的权限"):
        sign(desk.log_in("inspector"), scan)


def test_unconfirmed_stages_come_first(clerk, scan):
    waiting = stock(clerk, stage=Stage.INVESTIGATION, stage_confirmed=False)
    with pytest.raises(NotAllowed, match="还有 1 条"):
        sign(clerk, scan)
    clues.confirm_stages(clerk, {waiting.uid: Stage.TRIAGE})
    sign(clerk, scan)


# --- 确认环节 with basis and days -----------------------------------------------------------------------------------


@pytest.fixture
def waiting(clerk):
    """Two clues an import could only propose a stage for."""
    return [stock(clerk, stage=Stage.INVESTIGATION, stage_confirmed=False) for _ in range(2)]


def test_stage_basis_and_missing_days_are_one_action(clerk, waiting):
    one, two = (clue.uid for clue in waiting)
    days = {one: {"accepted_on": date(2024, 3, 5), "opened_on": date(2024, 5, 6)}}
    stages = {one: Stage.INVESTIGATION, two: Stage.DISPOSITION}
    clues.confirm_stages(clerk, stages, basis={one: "原台账第3页，周敏确认"}, days=days)
    first, second = (records.load(clerk, Clue, uid) for uid in (one, two))
    assert (first.stage, first.legacy_stage, first.stage_confirmed) == (
        Stage.INVESTIGATION,
        Stage.INVESTIGATION,
        True,
    )
    assert (first.legacy_basis, first.accepted_on, first.opened_on) == (
        "原台账第3页，周敏确认",
        date(2024, 3, 5),
        date(2024, 5, 6),
    )
    assert (second.stage, second.legacy_basis, second.accepted_on) == (
        Stage.DISPOSITION,
        "李文海于2026-11-20确认",
        None,
    )
    entries = [records.timeline(clerk, uid)[0] for uid in (one, two)]
    assert entries[0].seq == entries[1].seq


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"accepted_on": TODAY + timedelta(days=1)}, "还没有到"),
        ({"accepted_on": date(1989, 1, 1)}, "早于1990年"),
        ({"closed_on": TODAY}, "不在这里填写"),
    ],
)
def test_a_day_that_cannot_be_names_the_clue_and_nothing_is_confirmed(clerk, waiting, days, words):
    one, two = waiting
    with pytest.raises(FieldError, match=words) as refused:
        clues.confirm_stages(clerk, dict.fromkeys((two.uid, one.uid), Stage.TRIAGE), days={one.uid: days})
    assert one.number in refused.value.sentence
    assert refused.value.field == next(iter(days))
    assert set(clues.list_uids(clerk, LedgerQuery(unconfirmed=True))) == {one.uid, two.uid}


def test_a_day_that_is_known_is_not_written_over(clerk):
    known = stock(clerk, stage=Stage.TRIAGE, stage_confirmed=False, accepted_on=date(2024, 3, 5))
    with pytest.raises(FieldError, match="已有“受理日期”"):
        clues.confirm_stages(
            clerk, {known.uid: Stage.TRIAGE}, days={known.uid: {"accepted_on": date(2024, 3, 6)}}
        )
    clues.confirm_stages(
        clerk, {known.uid: Stage.TRIAGE}, days={known.uid: {"accepted_on": date(2024, 3, 5)}}
    )


# --- the sheet ------------------------------------------------------------------------------------------------------


def of_before(clerk: Any, stage: Stage, **more: Any) -> WholeCase:
    case = WholeCase(clerk)
    case.register(legacy=True, stage=stage, **more)
    return case


def test_stock_losses_and_penalties_of_what_was_taken_over(clerk: Any) -> None:
    first = of_before(clerk, Stage.INVESTIGATION, accepted_on=day(1))
    of_before(clerk, Stage.INVESTIGATION)
    done = of_before(
        clerk, Stage.CLOSURE, accepted_on=day(1), closed=True, closed_on=day(9), closure_kind="rectified"
    )
    new = WholeCase(clerk)
    new.register()  # what begins here is no stock
    first.add(Loss, item="货款", kind="direct", amount=100_01)
    first.add(Loss, item="或有", kind="contingent", amount=900_00)
    first.add(Recovery, kind="cash", amount=30_00)
    done.add(Loss, item="设备", kind="indirect", amount=200_02)
    new.add(Loss, item="新案", kind="direct", amount=999_00)
    liable = done.add(LiablePerson, person=done.person)
    done.add(
        Handling, liable=liable, kinds=("pay.performance",), deduction=50_00, ban_from=day(3), ban_to=day(300)
    )
    figures = opening_figures(clerk)
    assert {line.label: len(line.clues) for line in figures.by_stage if line.clues} == {"核查": 2}
    assert {line.label: len(line.clues) for line in figures.by_source if line.clues} == {"审计": 2}
    assert (figures.open, len(figures.closed.clues), len(figures.unknown_start.clues)) == (2, 1, 1)
    assert (figures.confirmed_loss.fen, figures.recovered.fen, figures.deducted.fen) == (300_03, 30_00, 50_00)
    assert (len(figures.penalties), len(figures.bans)) == (1, 1)
    text = str(papers.paper_of(clerk, "", "opening_sheet"))
    assert "叁佰元零叁分" in text


def test_masked_clues_are_counted_and_nobody_without_cases_reads_the_sheet(clerk: Any, desk: Any) -> None:
    case = of_before(clerk, Stage.INVESTIGATION)
    clues.set_circle(clerk, case.clue, Circle.NAMED, (clerk.viewer.user,))
    assert opening_figures(desk.log_in("reviewer")).open == 1
    for login in ("admin", "inspector"):
        with pytest.raises(NotAllowed):
            papers.paper_of(desk.log_in(login), "", "opening_sheet")


def test_working_what_was_taken_over_changes_nothing_of_its_opening(taken_over, desk, scan):
    sign(taken_over, scan)
    confirm_opening(desk.log_in("reviewer"))
    clerk = desk.log_in("clerk")
    uid = next(one.uid for one in records.list_records(clerk, Clue) if one.stage is Stage.RECTIFICATION)
    at = clues.load_for_edit(clerk, uid).version
    take_step(clerk, uid, "return_rectification", at, "补充处理决定")
    assert opening_state(clerk).is_current


@pytest.mark.parametrize("days", [0, 3])
def test_all_figures_are_of_one_day_and_work_from_that_day_on_changes_none(taken_over, desk, days):
    """The stage of a clue and the sums are those with which the stock was taken over."""
    before = opening_figures(taken_over)
    assert before.day == TODAY
    assert f"接管日{TODAY.year}年{TODAY.month}月{TODAY.day}日" in printed(taken_over)
    desk.clock.advance(days=days)
    clerk = desk.log_in("clerk")
    uid = next(one.uid for one in records.list_records(clerk, Clue) if one.stage is Stage.RECTIFICATION)
    first = clues.load_for_edit(clerk, uid)
    person = records.list_records(clerk, LiablePerson, clue=uid)[0]
    # What bears no day came in with the stock on the day of the taking over, and is work of here later.
    add(clerk, first, Recovery, kind="cash", amount=1_00, recovered_on=clerk.today)
    add(clerk, first, Loss, kind="direct", amount=2_00, identified_on=clerk.today)
    if days:
        add(clerk, first, Recovery, kind="cash", amount=1_00)
        add(clerk, first, Loss, kind="direct", amount=2_00)
    decision = add(clerk, first, Decision, number="新1号", decided_on=clerk.today)
    add(
        clerk, first, Handling, decision=decision.uid, liable=person.uid, kinds=("pay.performance",), deduction=5_00
    )  # fmt: skip
    take_step(clerk, uid, "return_rectification", first.version, "补充处理决定")
    assert opening_figures(clerk) == before
    # What is of before, though it was typed later, is found.
    add(clerk, first, Recovery, kind="cash", amount=7_00, recovered_on=TODAY - timedelta(400))
    assert opening_figures(clerk).recovered.fen == before.recovered.fen + 7_00


def test_one_more_clue_of_the_stock_moves_no_figure_of_the_others(taken_over, desk):
    """What was done here on the clues taken over before stays work of this program."""
    before = opening_figures(taken_over)
    desk.clock.advance(days=30)
    clerk = desk.log_in("clerk")
    uid = next(one.uid for one in records.list_records(clerk, Clue) if one.stage is Stage.RECTIFICATION)
    first = clues.load_for_edit(clerk, uid)
    person = records.list_records(clerk, LiablePerson, clue=uid)[0]
    add(clerk, first, Recovery, kind="cash", amount=3_00, recovered_on=clerk.today - timedelta(days=10))
    add(clerk, first, Recovery, kind="cash", amount=4_00)
    add(clerk, first, Loss, kind="direct", amount=5_00, identified_on=clerk.today - timedelta(days=10))
    decision = add(clerk, first, Decision, number="新1号", decided_on=clerk.today - timedelta(days=10))
    add(
        clerk, first, Handling, decision=decision.uid, liable=person.uid, kinds=("pay.performance",), deduction=6_00
    )  # fmt: skip
    assert opening_figures(clerk) == before
    desk.clock.advance(days=30)
    clerk = desk.log_in("clerk")
    later = stock(clerk, stage=Stage.INVESTIGATION)
    add(clerk, later, Recovery, kind="cash", amount=8_00, recovered_on=TODAY + timedelta(days=40))
    add(clerk, later, Loss, kind="direct", amount=9_00)
    found = opening_figures(clerk)
    assert (found.first, found.day) == (TODAY, TODAY + timedelta(days=60))
    assert found.total == before.total + 1
    assert found.recovered.fen == before.recovered.fen + 8_00
    assert found.confirmed_loss.fen == before.confirmed_loss.fen + 9_00
    assert (found.deducted, found.penalties, found.persons) == (
        before.deducted,
        before.penalties,
        before.persons,
    )
    days = [f"{day.year}年{day.month}月{day.day}日" for day in (found.first, found.day)]
    assert f"接管日{days[0]}至{days[1]}" in printed(clerk)
    assert OpeningFigures.from_plain(found.to_plain()).first == TODAY
    # A sheet of one day is digested as it always was.
    assert "first" not in before.to_plain()


def test_a_ban_that_ends_after_the_taking_over_ran_on_that_day(taken_over, desk):
    before = opening_figures(taken_over)
    desk.clock.advance(days=3)
    clerk = desk.log_in("clerk")
    (ended,) = [one for one in records.list_records(clerk, LongTermItem) if one.matter == "另案禁入"]
    records.change(clerk, replace(ended, done_on=clerk.today))
    assert opening_figures(clerk) == before


def printed(session):
    return "".join(text_of(block) for block in papers.paper_of(session, "", "opening_sheet").blocks)


def text_of(block):
    """Label and value of every box of a form."""
    return "".join(one.label + one.text for one in getattr(block, "items", ()))
