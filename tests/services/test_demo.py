"""Demonstration data: the same for the same arguments, with everything in it that this version knows."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import (
    Approval,
    Attachment,
    Circle,
    Clue,
    Enterprise,
    Finding,
    LiablePerson,
    Loss,
    PeriodicReport,
    ReadingGrant,
    Recovery,
    Recusal,
    ReportState,
    SupervisionReport,
)
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.seal.verify import verify_file
from zhuize_desktop.services.clues import list_uids
from zhuize_desktop.services.demo import ACCOUNTS, PASSWORD, make_demo
from zhuize_desktop.services.ledger_export import export_ledger
from zhuize_desktop.services.maintenance import examine
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
    assert len(list_uids(session, LedgerQuery(withdrawn=True))) == 1
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
