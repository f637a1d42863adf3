"""A report as the page shows it, gathered in one go on the ledger thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ...documents.wording import DRAFT_MARK, FROZEN_MARK
from ...domain.checks import CheckFinding, Grade
from ...domain.clock import shown
from ...domain.content import Document, runs_text
from ...domain.pairs import ALL_IN_FORCE, PairTable
from ...domain.records import Enterprise, PeriodicReport, ReportKind, ReportState
from ...domain.reports import lines
from ...domain.reports.annual import count_annual
from ...domain.reports.sections import SECTIONS
from ...seal.signature import PaperSignature

if TYPE_CHECKING:
    from ...domain.viewer import OpResult
    from ...seal.signature import Signature
    from ...services.session import Session

#: Under these names the words being typed are kept until they are saved.
TEXT_FORM, EXPLANATION_FORM = "report.", "explanation."


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature in words."""

    role: str
    name: str
    post: str
    when: str
    means: str
    login: str = ""

    @property
    def is_paper(self) -> bool:
        """Whether it was given with a pen."""
        return not self.login


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything the page shows of one report.

    Attributes:
        report: the record.
        document: its content tree as it stands.
        findings: what the checks found, 强制 first.
        texts: the clerk's words by section.
        explanations: written explanations by check.
        openings: the generated starting sentences by section.
        unsaved: words typed but never saved, by form (``report.…``, ``explanation.…``).
        clues: number → uid of the clues counted; ``sources`` the same for 监督成果 by title.
        signatures: collected under the present snapshot.
        pdf, xlsx: the sealed files; ``None`` until the report is sealed, and for a reader from whom it is withheld.
        withheld: it tells of clues that this reader may not know; here they are numbers only.
        pairs: which actions of 签批 one person must not do on it.
    """

    report: PeriodicReport
    document: Document
    findings: tuple[CheckFinding, ...]
    texts: Mapping[str, str]
    explanations: Mapping[str, str]
    openings: Mapping[str, str]
    unsaved: Mapping[str, str]
    clues: Mapping[str, str]
    sources: Mapping[str, str]
    signatures: tuple[SignatureLine, ...]
    pdf: Path | None = None
    xlsx: Path | None = None
    withheld: bool = False
    pairs: PairTable = ALL_IN_FORCE

    @property
    def is_open(self) -> bool:
        """Whether it can still be written in."""
        return self.report.state is ReportState.DRAFT

    @property
    def mark(self) -> str:
        """What is printed across the pages while the report is not sealed."""
        return DRAFT_MARK if self.is_open else FROZEN_MARK

    def must(self) -> int:
        """How many findings forbid the submission."""
        return sum(one.grade is Grade.MUST for one in self.findings)

    def unexplained(self) -> tuple[CheckFinding, ...]:
        """核实 findings without a written explanation, one a check."""
        found: dict[str, CheckFinding] = {}
        for one in self.findings:
            if one.grade is Grade.VERIFY and not self.explanations.get(one.check, "").strip():
                found.setdefault(one.check, one)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Listed:
    """The list at the left: every report, and what the enterprise has to do next.

    Attributes:
        reports: newest period first.
        own: the own enterprise, ``today`` the session's day.
        missing: last year's own report while nobody has begun it, with its day.
        enterprises: whose reports are made here: the own one, then those kept on behalf (代录).
        names: 简称 or name of the enterprises of ``reports`` that are not the own one.
    """

    reports: tuple[PeriodicReport, ...]
    own: Enterprise
    today: date
    missing: tuple[int, date | None] | None = None
    enterprises: tuple[Enterprise, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def load_list(session: Session) -> Listed:
    """Every report, and whose can be made."""
    from ...services.records import list_records
    from ...services.reporting import all_reports, reporting_enterprises
    from ...services.session import own_enterprise

    found = tuple(all_reports(session))
    own = own_enterprise(session)
    year = session.today.year - 1
    begun = any(
        one.year == year and one.enterprise == own.uid and one.kind is ReportKind.ANNUAL for one in found
    )
    missing = None if begun else (year, lines.due_on(own.level, year))
    whose = {one.enterprise for one in found} - {own.uid}
    others = [one for one in list_records(session, Enterprise, withdrawn=True) if one.uid in whose]
    names = {one.uid: one.short_name or one.name for one in others}
    return Listed(found, own, session.today, missing, tuple(reporting_enterprises(session)), names)


def load_view(session: Session, uid: str) -> ReportView:
    """The report with everything around it."""
    from ...services import drafts
    from ...services.reporting import preview, texts_of
    from ...services.signing import files_of, report_pairs, signatures_of

    draft = preview(session, uid)
    report, snapshot = draft.report, draft.frozen.snapshot
    counted = count_annual(snapshot)
    is_told = report.state is ReportState.ISSUED and not draft.withheld
    sealed = files_of(session, report) if is_told else None
    return ReportView(
        report,
        draft.document,
        draft.findings,
        texts_of(session, uid) if report.state is ReportState.DRAFT else draft.frozen.texts,
        draft.frozen.explanations,
        {section.key: runs_text(section.opening(counted)) for section in SECTIONS},
        {
            one.form: str(one.values.get("text", ""))
            for one in drafts.mine(session)
            if one.uid == uid and one.form.startswith((TEXT_FORM, EXPLANATION_FORM))
        },
        {fact.number: fact.uid for fact in snapshot.clues},
        {fact.title: fact.uid for fact in snapshot.supervision},
        signature_lines(signatures_of(session, report)) if report.state is not ReportState.DRAFT else (),
        sealed.pdf if sealed else None,
        sealed.xlsx if sealed else None,
        draft.withheld,
        report_pairs(session, report),
    )


def signature_lines(chain: Sequence[Signature]) -> tuple[SignatureLine, ...]:
    """Signatures in words, in the order they were given."""
    return tuple(
        SignatureLine(one.role, one.name, one.post, one.signed_on, one.means)
        if isinstance(one, PaperSignature)
        else SignatureLine(
            one.role, one.name, one.post, shown(datetime.fromisoformat(one.signed_at)), one.means, one.login
        )
        for one in chain
    )


def keep_words(session: Session, form: str, uid: str, text: str) -> None:
    """Keep what is being typed."""
    from ...services import drafts

    drafts.keep(session, form, uid, 0, {"text": text})


def save_explanation(session: Session, uid: str, check: str, text: str) -> OpResult[object]:
    """Save an explanation; the words kept while typing are done with."""
    from ...services import drafts
    from ...services.reporting import explain

    saved = explain(session, uid, check, text)
    drafts.discard(session, EXPLANATION_FORM + check, uid)
    return saved  # type: ignore[return-value]
