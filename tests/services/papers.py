"""Clues worth reporting on, and reports taken through their signatures, for the tests of services and commands."""

from __future__ import annotations

from datetime import date

from zhuize_desktop.domain.records import Clue, Loss, PeriodicReport, Recovery, ReportKind
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import directory, records
from zhuize_desktop.services.clues import register_clues
from zhuize_desktop.services.reporting import compile_report
from zhuize_desktop.services.signing import UNEXPLAINED, issue, review, submit

#: Number, received, closed: two of 2024 (one left that year), three of 2025 (one left), one closed in 2025.
CASES = (
    ("ZB-2024-001", date(2024, 3, 5), date(2024, 11, 6)),
    ("ZB-2024-002", date(2024, 6, 7), date(2025, 5, 6)),
    ("ZB-2025-001", date(2025, 2, 3), None),
    ("ZB-2025-002", date(2025, 7, 8), date(2025, 12, 1)),
    ("ZB-2025-003", date(2025, 9, 9), None),
)


def register_cases(session) -> dict[str, Clue]:
    """The clues of ``CASES`` by number, taken over as they stand (存量线索); 60 万元 lost and 15 万元 back in each."""
    enterprise = directory.add_enterprise(session, {"name": "虚构物流有限公司", "level": 3}).value.uid
    person = directory.add_person(session, {"name": "陈思源", "enterprise": enterprise}).value.uid
    made = register_clues(
        session, [_case(number, came, left, enterprise, person) for number, came, left in CASES]
    ).value
    for clue in made:
        day = clue.accepted_on
        records.add(
            session, Loss, {"clue": clue.uid, "kind": "direct", "amount": 60_000_000, "identified_on": day}
        )
        records.add(
            session, Recovery, {"clue": clue.uid, "kind": "cash", "amount": 15_000_000, "recovered_on": day}
        )
    return {clue.number: clue for clue in made}


def _case(number: str, came: date, left: date | None, enterprise: str, person: str) -> dict[str, object]:
    values: dict[str, object] = {
        "number": number,
        "source_kind": "audit.special",
        "reported_on": came,
        "accepted_on": came,
        "enterprises": (enterprise,),
        "category": "funds",
        "summary": f"由陈思源经手的出借资金，编号{number}",
        "estimated_loss": 80_000_000,
        "persons": (person,),
        "loss_class": "general",
        "realtime_scope": False,
        "legacy": True,
        "stage": Stage.CLOSURE if left else Stage.INVESTIGATION,
        "closed": left is not None,
    }
    if left is not None:
        values |= dict.fromkeys(
            ("checked_on", "triaged_on", "investigated_on", "decided_on", "rectified_on", "closed_on"), left
        )
        values |= {"closure_kind": "rectified", "disposition": "direct"}
    return values


def compiled(session, year: int = 2025, **more) -> PeriodicReport:
    return compile_report(session, ReportKind.ANNUAL, year, **more).value


def submitted(desk, year: int = 2025) -> PeriodicReport:
    """A report that the clerk submitted; the clerk stays logged in."""
    clerk = desk.log_in("clerk")
    return submit(clerk, compiled(clerk, year).uid, unexplained=UNEXPLAINED).value


def sealed(desk, year: int = 2025):
    """A report through all three signatures; returns it with its files, the signer stays logged in."""
    report = submitted(desk, year)
    review(desk.log_in("reviewer"), report.uid)
    session = desk.log_in("signer")
    files = issue(session, report.uid).value
    return records.load(session, PeriodicReport, report.uid), files
