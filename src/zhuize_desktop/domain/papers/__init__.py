"""文书: the one table of papers to sign — what each is made from, which record it is of, and whether it takes a 文号.

Builders are pure: a case in, a content tree out. 期初建账确认表 is made from the whole ledger, not from a case: see
``opening``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import (
    Acceptance,
    Closure,
    Decision,
    Handling,
    InvestigationReport,
    LiableBody,
    LiablePerson,
    PreliminaryCheck,
    Record,
    RectificationNotice,
    Transfer,
    Triage,
)
from . import letters, receipt, reports, sheets
from .paper import UNNUMBERED, Order, PaperKind, Subject, mark_of
from .words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..case import Case

__all__ = [
    "OPENING",
    "PAPERS",
    "UNNUMBERED",
    "Order",
    "PaperKind",
    "Subject",
    "mark_of",
    "paper_kind",
]

#: Code of the paper that is made from the whole ledger.
OPENING = "opening_sheet"


def _always(_: Case) -> Iterator[Subject]:
    yield Subject("")


def _with(*records: type[Record]) -> Callable[[Case], Iterator[Subject]]:
    """One paper of the clue, once a record of one of these classes is there."""

    def subjects(case: Case) -> Iterator[Subject]:
        """The clue itself, or nothing."""
        if any(case.all(record) for record in records):
            yield Subject("")

    return subjects


def _each(record: type[Record], name: str) -> Callable[[Case], Iterator[Subject]]:
    """One paper for every record of a class, called by its field ``name``."""

    def subjects(case: Case) -> Iterator[Subject]:
        """Each record of the class, the oldest first."""
        for one in case.all(record):
            yield Subject(one.uid, Words(case).of(one, name))

    return subjects


def _notices(case: Case) -> Iterator[Subject]:
    """A notice that says nothing is left to mend is no letter."""
    yield from (
        subject for subject in _each(RectificationNotice, "enterprise")(case) if _needed(case, subject.about)
    )


def _needed(case: Case, uid: str) -> bool:
    return any(one.uid == uid and one.needed for one in case.all(RectificationNotice))


PAPERS: tuple[PaperKind, ...] = (
    PaperKind("intake_form", sheets.intake_form, _always),
    PaperKind("acceptance_sheet", sheets.acceptance_sheet, _with(Acceptance)),
    PaperKind(
        "preliminary_report", reports.preliminary_report, _with(PreliminaryCheck), "初核",
        (PreliminaryCheck, "number"),
    ),
    PaperKind("triage_sheet", sheets.triage_sheet, _with(Triage)),
    PaperKind(
        "investigation_report", reports.investigation_report, _with(InvestigationReport), "核查",
        (InvestigationReport, "number"),
    ),
    PaperKind("liability_report", reports.liability_report, _with(LiablePerson, LiableBody), "责认"),
    PaperKind("disposition_sheet", sheets.disposition_sheet, _with(Decision, Handling)),
    PaperKind("decision", letters.decision_letter, _each(Decision, "kind"), "责", (Decision, "number")),
    PaperKind("service", receipt.service_receipt, receipt.recipients),
    PaperKind("rectification_notice", letters.rectification_letter, _notices, "改", (RectificationNotice, "number")),
    PaperKind("transfer_letter", letters.transfer_letter, _each(Transfer, "receiver"), "函", (Transfer, "number")),
    PaperKind("closure_sheet", sheets.closure_sheet, _with(Closure)),
)  # fmt: skip
_BY_CODE = {kind.code: kind for kind in PAPERS}


def paper_kind(code: str) -> PaperKind:
    """The row of that code. Raises ``KeyError``: there is none, or the paper is not of a case."""
    return _BY_CODE[code]
