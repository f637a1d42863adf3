"""Demonstration data: the same for the same arguments, with everything in it that this version knows."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from zhuize_desktop.domain import records, workflow
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import (
    BY_NAME,
    AppointmentCheck,
    Approval,
    Attachment,
    Circle,
    Closure,
    Clue,
    Decision,
    Enterprise,
    Extension,
    Finding,
    Handling,
    LiablePerson,
    Loss,
    PeriodicReport,
    ReadingGrant,
    Recovery,
    RectificationAcceptance,
    Recusal,
    ReportState,
    StageStep,
    SupervisionReport,
    Suspension,
    Triage,
    User,
)
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.seal.verify import verify_file
from zhuize_desktop.services import health, merging
from zhuize_desktop.services.clues import list_uids
from zhuize_desktop.services.demo import ACCOUNTS, PASSWORD, make_demo
from zhuize_desktop.services.ledger_export import export_ledger
from zhuize_desktop.services.maintenance import examine
from zhuize_desktop.services.opening import opening_figures
from zhuize_desktop.services.records import list_records
from zhuize_desktop.services.session import log_in, own_enterprise
from zhuize_desktop.services.signing import sign_by_role
from zhuize_desktop.services.workbench import look
from zhuize_desktop.storage.folders import DataFolder

TODAY = date(2026, 11, 20)
COUNT = 60


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = DataFolder(tmp_path_factory.mktemp("demo") / "演示")
    return folder, make_demo(folder, COUNT, 1, FixedClock.on(TODAY), kdf=QUICK)


@pytest.fixture
def sit_down(demo):
    """Logs in by role, one after the other."""
    opened = []

    def enter(role):
        while opened:
            opened.pop().close()
        opened.append(log_in(demo[0], ACCOUNTS[role][0], PASSWORD, FixedClock.on(TODAY)))
        return opened[0]

    yield enter
    while opened:
        opened.pop().close()


def test_it_says_what_was_made(demo):
    folder, made = demo
    assert made.accounts == {role.label: login for role, (login, _, _) in ACCOUNTS.items()}
    assert (made.clues, made.year) == (COUNT, 2025)
    assert (folder.path / "demo-password.txt").read_text("utf-8").strip() == PASSWORD
    with pytest.raises(FileProblem, match="已经有台账"):
        make_demo(folder, 5, 1, FixedClock.on(TODAY), kdf=QUICK)


def exported(folder, out):
    session = log_in(folder, ACCOUNTS[Role.CLERK][0], PASSWORD, FixedClock.on(TODAY))
    try:
        export_ledger(session, LedgerQuery(order="number", descending=False), out)
    finally:
        session.close()
    return list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))


def test_the_same_arguments_give_the_same_data(demo, tmp_path):
    first = exported(demo[0], tmp_path / "a.csv")
    for seed, same in ((1, True), (2, False)):
        folder = DataFolder(tmp_path / f"seed{seed}")
        make_demo(folder, COUNT, seed, FixedClock.on(TODAY), kdf=QUICK)
        assert (exported(folder, tmp_path / "b.csv") == first) is same
    assert len(first) == COUNT


def test_every_stage_source_class_and_case_occurs(demo, sit_down):
    session = sit_down(Role.REVIEWER)
    book = session.rulebook()
    clues = list_records(session, Clue)
    assert len(clues) == COUNT
    assert {clue.stage for clue in clues} == set(Stage)
    leaves = {entry.code for entry in book.dictionary("source_kind").leaves()}
    assert {clue.source_kind for clue in clues} == leaves
    assert {clue.loss_class for clue in clues} >= {
        entry.code for entry in book.dictionary("loss_class").entries()
    }
    assert {clue.consequence_class for clue in clues} >= {
        entry.code for entry in book.dictionary("consequence_class").entries()
    }
    assert {clue.disposition for clue in clues} >= {
        entry.code for entry in book.dictionary("disposition").entries()
    }
    assert {clue.discovery for clue in clues} == {
        entry.code for entry in book.dictionary("discovery").entries()
    }
    assert {clue.closed for clue in clues} == {clue.legacy for clue in clues} == {True, False}
    assert {clue.from_superior for clue in clues} == {clue.realtime_scope for clue in clues} == {True, False}
    assert {clue.circle for clue in clues} == set(Circle)
    assert {clue.stage_confirmed for clue in clues} == {True, False}
    # One by hand, one merged into the clue it doubled.
    assert len(list_uids(session, LedgerQuery(withdrawn=True))) == 2
    assert any(len(clue.enterprises) > 1 for clue in clues)
    assert any(len(clue.persons) > 1 for clue in clues)
    assert any(clue.closed and clue.closed_on is None for clue in clues)


def test_what_hangs_on_clues_occurs(demo, sit_down):
    session = sit_down(Role.REVIEWER)
    for record in (
        Approval,
        Attachment,
        Finding,
        LiablePerson,
        Loss,
        ReadingGrant,
        Recovery,
        Recusal,
        SupervisionReport,
    ):
        assert list_records(session, record), record
    assert {one.kind for one in list_records(session, Loss)} == {"direct", "indirect", "contingent"}
    assert {one.liability for one in list_records(session, LiablePerson)} == {
        "direct",
        "supervisory",
        "leadership",
    }
    kinds = {entry.code for entry in session.rulebook().dictionary("recovery_kind").entries()}
    assert {one.kind for one in list_records(session, Recovery)} == kinds
    assert {bool(one.on_behalf) for one in list_records(session, Enterprise)} == {True, False}
    findings = list_records(session, Finding)
    assert any(one.clues for one in findings)
    assert any(one.not_listed_reason for one in findings)
    assert any(not one.clues and not one.not_listed_reason for one in findings)


# --- what occurs: lists written down from the regulation and the design, not read from the program --------------------

MOVES = (
    "accept", "by_sanction", "finish_check", "dispose", "dispose_elsewhere", "dispose_end", "decision_back",
    "approve_plan", "finish_investigation", "disprove", "decide", "finish_rectification", "close", "merge", "reopen",
    "split", "return_preliminary_check", "return_triage", "return_investigation", "return_disposition",
    "return_rectification", "return_closure",
)  # fmt: skip
CASE_RECORDS = (
    "Acceptance", "PreliminaryCheck", "Extension", "Suspension", "RealtimeReport", "Triage", "InvestigationPlan",
    "TeamMember", "InquiryAct", "InvestigationReport", "Violation", "LossFinding", "LiableBody", "BodyMember",
    "ExemptionAnswer", "RuleBasis", "Preservation", "SanctionCase", "SanctionReview",
    "OutsideDecision", "Hearing", "LegalReview", "Decision", "Handling", "Service", "Appeal", "Execution",
    "LongTermItem", "Transfer", "RectificationNotice", "RectificationItem", "Measure", "RuleChange",
    "RectificationChange", "RectificationAcceptance", "SourceReply", "Closure", "TypicalCase", "ImprovementLetter",
    "DossierEntry", "StageStep", "GateExplanation",
)  # fmt: skip
#: Why a record class does not occur.
LEFT_OUT = {
    "IssuedPaper": "a number is given when a paper is made, which the demonstration leaves to the person"
}
CODES = {
    ("Approval", "matter"): "jurisdiction",
    ("Clue", "disposition"): "direct joint hand_down transfer discipline judicial hand_up keep close",
    ("Clue", "closure_kind"): "rectified disproved transferred handed_down merged rejected",
    ("Acceptance", "opinion"): "accept refuse refer",
    ("RealtimeReport", "kind"): "flash realtime preliminary progress",
    ("SanctionReview", "kind"): "review appeal",
    ("InquiryAct", "kind"): "notice talk letter papers site agency",
    ("InvestigationReport", "conclusion"): "established partly disproved",
    ("Hearing", "outcome"): "agreed objected silent refused",
    ("Preservation", "kind"): "pay duty leaving assets other",
    ("OutsideDecision", "kind"): "discipline superior judicial other",
    ("Decision", "kind"): "decision suggestion none",
    ("Service", "method"): "direct post entrusted left notice",
    ("Appeal", "result"): "upheld changed revoked rejected withdrawn",
    ("Transfer", "kind"): "discipline judicial department hand_down hand_up",
    ("LongTermItem", "kind"): "ban deduction litigation other",
    ("RuleChange", "kind"): "new revised process other",
    ("RectificationChange", "kind"): "deadline plan",
    ("RectificationAcceptance", "result"): "passed rejected",
    ("LiablePerson", "employment_then"): "serving transferred left retired",
}


def test_every_move_and_every_record_of_a_case_occurs(sit_down):
    session = sit_down(Role.REVIEWER)
    assert {step.move for step in list_records(session, StageStep)} == set(MOVES)
    assert {move.code for move in workflow.MOVES} <= set(MOVES)
    for name in CASE_RECORDS:
        assert list_records(session, BY_NAME[name]), name
    assert {record.__name__ for record in records.CASE_RECORDS} == {*CASE_RECORDS, *LEFT_OUT}


@pytest.mark.parametrize(("record", "name"), CODES)
def test_every_kind_occurs(sit_down, record, name):
    found = {getattr(one, name) for one in list_records(sit_down(Role.REVIEWER), BY_NAME[record])}
    assert set(CODES[record, name].split()) <= found


def test_somebody_who_is_held_back_was_asked_after(sit_down):
    (check,) = list_records(sit_down(Role.REVIEWER), AppointmentCheck)
    assert (check.purpose, check.outcome) == ("talent", "verify")


def test_every_row_of_the_handlings_occurs(sit_down):
    roots = {
        kind.split(".")[0] for one in list_records(sit_down(Role.REVIEWER), Handling) for kind in one.kinds
    }
    assert roots == set(
        ["criticism", "organisation", "pay", "ban", "party", "sanction", "discipline", "judicial"]
    )


def test_what_was_worked_was_taken_there_by_steps(sit_down):
    """A clue stands where its last step left it; one that was taken over, where it was taken over."""
    session = sit_down(Role.REVIEWER)
    names = {user.uid: user.login for user in list_records(session, User)}
    for clue in list_records(session, Clue):
        steps = [step for step in list_records(session, StageStep, clue=clue.uid) if step.move != "split"]
        if steps:
            assert clue.stage is steps[-1].to_stage, clue.number
            assert clue.closed is (steps[-1].move in ("close", "merge")), clue.number
        else:
            assert clue.legacy or clue.stage is Stage.INTAKE, clue.number
        for step in steps:
            wanted = "shenhe" if step.move in ("close", "merge") else "tianbao"
            assert names[step.user] == wanted
            assert (step.second is not None) is (step.move == "reopen")
    assert {names[one.confirmed_by] for one in list_records(session, Approval)} == {"shenhe"}
    assert {names[one.entered_by] for one in list_records(session, Approval)} == {"tianbao"}


def test_special_cases_occur(sit_down):
    session = sit_down(Role.REVIEWER)
    clues = {clue.uid: clue for clue in list_records(session, Clue)}
    assert any(one.resumed_on for one in list_records(session, Suspension))
    assert any(one.resumed_on is None for one in list_records(session, Suspension))
    assert any(one.approved_on for one in list_records(session, Extension))
    assert any(clue.informant_place and clue.circle is Circle.NAMED for clue in clues.values())
    assert any(clue.merged_into in clues for clue in clues.values())
    assert any(clue.split_from in clues for clue in clues.values())
    assert any(one.exempted for one in list_records(session, LiablePerson))
    assert any(one.body for one in list_records(session, Handling))
    assert any(
        one.by_superior is False and one.result == "rejected"
        for one in list_records(session, RectificationAcceptance)
    )
    assert any(one.consent_number for one in list_records(session, Closure))
    assert any(one.review_on for one in list_records(session, Triage))
    early = {one.clue for one in list_records(session, Decision)}
    assert any(clues[uid].stage is Stage.PRELIMINARY_CHECK for uid in early)
    assert any(
        clue.legacy and clue.legacy_stage and clue.legacy_stage.order < clue.stage.order
        for clue in clues.values()
    )
    figures = opening_figures(session)
    for told in ("recovered", "deducted", "bans", "unknown_start", "unconfirmed"):
        assert getattr(figures, told), told
    hidden = {one.clue for one in list_records(session, Recusal)}
    assert hidden.isdisjoint(list_uids(sit_down(Role.SIGNER), LedgerQuery()))


def test_dates_and_amounts_make_sense(demo, sit_down):
    session = sit_down(Role.REVIEWER)
    steps = (
        "accepted_on",
        "checked_on",
        "triaged_on",
        "opened_on",
        "investigated_on",
        "decided_on",
        "rectified_on",
    )
    for clue in list_records(session, Clue):
        days = [clue.occurred_to, clue.reported_on, *(getattr(clue, name) for name in steps)]
        known = [day for day in days if day is not None]
        assert known == sorted(known), clue.number
        assert known[-1] <= TODAY
    clues = {clue.uid: clue for clue in list_records(session, Clue)}
    for recovery in list_records(session, Recovery):
        losses = sum(one.amount for one in list_records(session, Loss, clue=recovery.clue))
        assert recovery.amount < losses <= clues[recovery.clue].estimated_loss


def test_every_account_works_and_sees_what_it_should(demo, sit_down):
    for role in ACCOUNTS:
        session = sit_down(role)
        assert session.viewer.roles == {role}
        seen = list_uids(session, LedgerQuery())
        wanted = {Role.ADMIN: 0, Role.INSPECTOR: 10, Role.SIGNER: COUNT - 1}.get(role, COUNT)
        assert len(seen) == wanted, role
        assert examine(session) == []
        assert own_enterprise(session).name.startswith("虚构")
    bench = look(sit_down(Role.CLERK))
    assert bench.total == COUNT
    assert bench.overdue
    assert bench.this_week
    assert bench.soon
    assert bench.unconfirmed
    assert bench.reports


def test_the_run_that_is_kept_tells_of_several_kinds(demo, sit_down):
    """Duplicates, gaps, repeats, a decision without number, somebody 已处分未追责; one 核实 is explained."""
    clerk = sit_down(Role.CLERK)
    (head,) = health.runs(clerk)
    found = {one.check for one in health.open_run(clerk, head.uid).findings}
    assert {"duplicate.person", "clue.gap", "repeat.person", "decision.number", "liable.disciplined"} <= found
    assert len(health.explained(clerk)) == 1
    assert {one.kind for one in merging.mergers(clerk)} == {"Person", "Clue"}


def test_the_report_of_the_year_goes_through_three_signatures(demo, sit_down):
    clerk = sit_down(Role.CLERK)
    (report,) = list_records(clerk, PeriodicReport)
    assert (report.year, report.state) == (2025, ReportState.DRAFT)
    for role in (Role.CLERK, Role.REVIEWER, Role.SIGNER):
        done = sign_by_role(sit_down(role), report.uid).value
    for path in (done.pdf, done.xlsx):
        found = verify_file(path)
        assert (found.ok, found.problems) == (True, ())


def test_small_and_odd_demands(tmp_path):
    """Leap day, new year's day, a single clue: nothing depends on a day or a number that always is."""
    for at, (count, day) in enumerate(
        ((1, date(2028, 2, 29)), (3, date(2027, 1, 1)), (9, date(2025, 12, 31)))
    ):
        folder = DataFolder(tmp_path / str(at))
        made = make_demo(folder, count, 7, FixedClock.on(day), kdf=QUICK)
        assert (made.clues, made.year) == (count, day.year - 1)
        session = log_in(folder, ACCOUNTS[Role.CLERK][0], PASSWORD, FixedClock.on(day + timedelta(days=1)))
        try:
            assert len(list_uids(session, LedgerQuery())) == count
        finally:
            session.close()
