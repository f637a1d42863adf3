"""定期报告 up to its signing: compiling a draft, the clerk's words, explanations, the preview and its checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ..domain.checks import Grade
from ..domain.content import Document
from ..domain.errors import FieldError, NotAllowed, UserError
from ..domain.facts import withheld
from ..domain.reconcile import annual_findings
from ..domain.reconciled import withheld_finding
from ..domain.records import (
    Clue,
    Enterprise,
    Explanation,
    PeriodicReport,
    ReportKind,
    ReportState,
    ReportText,
)
from ..domain.reports import lines
from ..domain.reports.annual import Marks, compile_annual
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage import reports, rows
from ..storage.ledger import Transaction, check_permission, read_setting
from ..storage.visibility import visible_to
from .records import forget_draft, insert, load
from .snapshots import Frozen, gather, read_frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..domain.checks import CheckFinding
    from ..domain.facts import Snapshot
    from ..storage.engine import Connection
    from .session import Session

#: The day a subsidiary's parent has set, by year of the report.
PARENT_DATES = "report.parent_dates"
#: 上期文字: a new draft begins with the words of the last report, to be changed.
EARLIEST_YEAR = 2019


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it stands: what it is made of, what it looks like, what the checks find.

    ``withheld``: it was frozen with clues that this reader may not know (any more); here they are numbers only.
    """

    report: PeriodicReport
    frozen: Frozen
    document: Document
    withheld: bool = False

    @property
    def findings(self) -> tuple[CheckFinding, ...]:
        """What the checks found, 强制 first."""
        return self.frozen.findings


def compile_report(
    session: Session, kind: ReportKind, year: int, *, no_reviewer: bool = False, enterprise: str = ""
) -> OpResult[PeriodicReport]:
    """编制: the draft of an enterprise's report on ``year``; one that is being made already is taken up again.

    Args:
        session: who compiles it.
        kind: of report.
        year: reported on.
        no_reviewer: 两级签批 is declared.
        enterprise: uid of a 代录 enterprise; empty for the own one.

    Raises:
        FieldError: a year nobody can report on; an enterprise that makes its own reports, or had ended before.
        NotAllowed: the report of that year, or of a later one, is signed already.
    """
    if not EARLIEST_YEAR <= year <= session.today.year:
        raise FieldError("year", f"报告年度应在 {EARLIEST_YEAR} 至 {session.today.year} 之间，请核对。")
    with session.ledger.transact(Op.COMPILE_REPORT, session.viewer) as tx:
        whose = _reporting(tx, enterprise or session.viewer.enterprise, year)
        standing = reports.of_year(tx.connection, kind, year, whose.uid)
        unfinished = [one for one in standing if one.state is not ReportState.ISSUED]
        if unfinished:
            return OpResult(unfinished[-1], tx.changes)
        if standing:
            raise NotAllowed(f"{year} 年度的报告已经签发封存，不能再编制；需要更正的请按更正补报办理。")
        _refuse_past(tx, kind, year, whose.uid)
        made = _new_report(tx, whose, kind, year, no_reviewer)
        _carry_words(tx, made)
        return OpResult(made, tx.changes)


def _reporting(tx: Transaction, uid: str, year: int) -> Enterprise:
    """The enterprise, if its report is made in this ledger."""
    found = tx.get(Enterprise, uid)
    if uid != tx.actor.enterprise and not found.on_behalf:
        raise FieldError(
            "enterprise",
            f"“{found.name}”没有登记为代管代录企业，它的报告由它自己编制；确由本企业代录的，请先在权属企业中标明。",
        )
    if found.closed_on is not None and found.closed_on.year < year:
        raise FieldError(
            "enterprise", f"“{found.name}”已于 {found.closed_on} 注销或停业，没有 {year} 年度的报告。"
        )
    return found


def _refuse_past(tx: Transaction, kind: ReportKind, year: int, enterprise: str) -> None:
    """Each report continues the one before: none can be put in before one that is signed."""
    last = reports.last_issued(tx.connection, kind, enterprise, date.max)
    if last is not None and last.year > year:
        raise NotAllowed(
            f"{last.year} 年度的报告已经签发封存，不能再编制更早的 {year} 年度报告；需要更正的请按更正补报办理。"
        )


def _new_report(
    tx: Transaction, enterprise: Enterprise, kind: ReportKind, year: int, no_reviewer: bool
) -> PeriodicReport:
    above = rows.fetch_by_uid(tx.connection, Enterprise, [enterprise.parent]) if enterprise.parent else {}
    parent = above[enterprise.parent].name if enterprise.parent else ""
    first, last = lines.annual_period(year)
    return insert(
        tx,
        PeriodicReport,
        {
            "kind": kind,
            "year": year,
            "period_from": first,
            "period_to": last,
            "enterprise": enterprise.uid,
            "title": lines.title(enterprise.name, year, kind),
            "addressee": lines.addressee(enterprise.level, parent),
            "due_on": lines.due_on(enterprise.level, year, _parent_date(tx, enterprise.uid, year)),
            "no_reviewer": no_reviewer,
        },
    )


def _date_key(tx: Transaction, enterprise: str, year: int) -> str:
    """Under which the day for a report is kept: the own one by its year, a 代录 one by enterprise too."""
    return str(year) if enterprise == tx.actor.enterprise else f"{year}/{enterprise}"


def _parent_date(tx: Transaction, enterprise: str, year: int) -> date | None:
    text = read_setting(tx.connection, PARENT_DATES, {}).get(_date_key(tx, enterprise, year))
    return date.fromisoformat(text) if text else None


def _carry_words(tx: Transaction, made: PeriodicReport) -> None:
    """The words of the report before, so that nobody starts from nothing; figures are never carried."""
    before = reports.of_year(tx.connection, made.kind, made.year - 1, made.enterprise)
    if before:
        for one in reports.texts(tx.connection, before[-1].uid):
            insert(tx, ReportText, {"report": made.uid, "section": one.section, "text": one.text})


def reporting_enterprises(session: Session) -> list[Enterprise]:
    """Whose reports are made in this ledger: the own enterprise first, then those marked 代管代录 by name."""
    with session.ledger.read() as connection:
        kept = rows.fetch_equal(connection, Enterprise, on_behalf=True)
        own = rows.fetch_by_uid(connection, Enterprise, [session.viewer.enterprise])
    others = sorted((one for one in kept if one.uid not in own), key=lambda one: one.name)
    return [*own.values(), *others]


def enterprise_to_report(session: Session, name: str) -> Enterprise:
    """The enterprise of this name or 简称 whose reports are made here (command line).

    Raises:
        FieldError: none; the sentence lists those there are.
    """
    known = reporting_enterprises(session)
    found = [one for one in known if name in (one.name, one.short_name)]
    if len(found) != 1:
        listed = "、".join(one.name for one in known)
        raise FieldError("enterprise", f"本台账不编制“{name}”的报告，可编制的企业：{listed}。")
    return found[0]


def all_reports(session: Session) -> list[PeriodicReport]:
    """Every report, newest period first."""
    with session.ledger.read() as connection:
        return reports.everyone(connection)


def texts_of(session: Session, uid: str) -> dict[str, str]:
    """The clerk's words by section.

    Raises:
        NotAllowed: the user does not read cases.
    """
    _refuse_reading(session)
    with session.ledger.read() as connection:
        return {one.section: one.text for one in reports.texts(connection, uid)}


def save_text(session: Session, uid: str, section: str, text: str) -> OpResult[ReportText]:
    """The clerk's words in one section.

    Raises:
        NotAllowed: the report is frozen; it must be returned first.
    """
    with session.ledger.transact(Op.EDIT_REPORT, session.viewer) as tx:
        open_report(tx, uid)
        found = [one for one in reports.texts(tx.connection, uid) if one.section == section]
        saved = (
            tx.update(replace(found[0], text=text))
            if found
            else insert(tx, ReportText, {"report": uid, "section": section, "text": text})
        )
        forget_draft(tx, f"report.{section}", uid)
        return OpResult(saved, tx.changes)


def explain(session: Session, uid: str, check: str, text: str) -> OpResult[Explanation]:
    """The written explanation of a 核实 finding; stored and printed.

    Raises:
        NotAllowed: the report is frozen.
    """
    with session.ledger.transact(Op.EXPLAIN_FINDING, session.viewer) as tx:
        open_report(tx, uid)
        return OpResult(write_explanation(tx, uid, check, text), tx.changes)


def explain_all(session: Session, uid: str, texts: Mapping[str, str]) -> OpResult[tuple[Explanation, ...]]:
    """Explanations by code of the check, of 核实 findings that stand now; all or nothing (command line).

    Raises:
        NotAllowed: the report is frozen.
        FieldError: no such finding to explain, or a blank text.
    """
    with session.ledger.transact(Op.EXPLAIN_FINDING, session.viewer) as tx:
        found = freeze(session, open_report(tx, uid), tx.connection).findings
        asked = list(dict.fromkeys(one.check for one in found if one.grade is Grade.VERIFY))
        for check, text in texts.items():
            if check not in asked:
                listed = f"现有：{'、'.join(asked)}" if asked else "现在没有要说明的核实事项"
                raise FieldError("explain", f"没有代码为“{check}”的核实事项（{listed}），没有写入任何说明。")
            if not text.strip():
                raise FieldError("explain", f"核实事项“{check}”的说明是空的，没有写入任何说明。")
        written = tuple(write_explanation(tx, uid, check, text.strip()) for check, text in texts.items())
        return OpResult(written, tx.changes)


def write_explanation(tx: Transaction, uid: str, check: str, text: str) -> Explanation:
    """Store an explanation inside an action."""
    found = [one for one in reports.explanations(tx.connection, uid) if one.check == check]
    if found:
        return tx.update(replace(found[0], text=text))
    return insert(tx, Explanation, {"report": uid, "check": check, "text": text})


def open_report(tx: Transaction, uid: str) -> PeriodicReport:
    """The report, if it can still be written in.

    Raises:
        NotAllowed: it is frozen.
    """
    report = tx.get(PeriodicReport, uid)
    if report.state is not ReportState.DRAFT:
        raise NotAllowed(f"报告“{report.title}”{report.state.label}，内容已冻结；要修改请先退回。")
    return report


def preview(session: Session, uid: str) -> Draft:
    """The report as it stands: counted anew while it is a draft, from its snapshot once it is frozen.

    What was frozen before the reader had to step back (回避) or a circle was closed is masked for this reader.

    Raises:
        NotAllowed: the user does not read cases; the annex names every clue.
    """
    _refuse_reading(session)
    report = load(session, PeriodicReport, uid)
    with session.ledger.read() as connection:
        if report.snapshot is None or report.state is ReportState.DRAFT:
            frozen = freeze(session, report, connection)
            return Draft(report, frozen, document_of(frozen))
        frozen = read_frozen(connection, report.snapshot)
        shown = for_reader(session, connection, frozen)
    return Draft(report, shown, document_of(shown), shown is not frozen)


def _refuse_reading(session: Session) -> None:
    if not session.viewer.reads_cases:
        raise NotAllowed("报告含有线索内容，由填报、审核、签发人员查看；您没有查看线索的权限。")


def for_reader(session: Session, connection: Connection, frozen: Frozen) -> Frozen:
    """``frozen`` itself, or with the clues masked that the reader may not know (any more)."""
    seen = {uid for (uid,) in rows.fetch_flat(connection, Clue, ("uid",), visible_to(session.viewer))}
    hidden = {
        fact.uid: fact.number
        for fact in frozen.snapshot.clues
        if fact.uid not in seen and withheld(fact) != fact
    }
    if not hidden:
        return frozen
    clues = tuple(withheld(fact) if fact.uid in hidden else fact for fact in frozen.snapshot.clues)
    findings = tuple(
        withheld_finding(one, hidden[one.uid]) if one.record == "Clue" and one.uid in hidden else one
        for one in frozen.findings
    )
    return replace(frozen, snapshot=replace(frozen.snapshot, clues=clues), findings=findings)


def freeze(session: Session, report: PeriodicReport, connection: Connection) -> Frozen:
    """Everything the report is made of, as the ledger stands for ``connection``."""
    snapshot: Snapshot = gather(session, report, connection)
    words = {one.section: one.text for one in reports.texts(connection, report.uid)}
    explained = {one.check: one.text for one in reports.explanations(connection, report.uid)}
    return Frozen(snapshot, words, explained, annual_findings(snapshot, words))


def document_of(frozen: Frozen, marks: Marks | None = None) -> Document:
    """The content tree of the report; without ``marks`` a draft."""
    return compile_annual(frozen.snapshot, frozen.texts, frozen.explanations, frozen.findings, marks)


def export_draft(session: Session, uid: str) -> tuple[bytes, bytes]:
    """The report as PDF and workbook, watermarked 草稿 or, once frozen, 待签稿; the trail keeps that it went out.

    Raises:
        NotAllowed: the user may not export, or does not read cases.
    """
    from ..documents.pdf import render_pdf
    from ..documents.wording import DRAFT_MARK, FROZEN_MARK
    from ..documents.xlsx import render_workbook

    document = release_draft(session, uid, "PDF、Excel").value
    open_ = load(session, PeriodicReport, uid).state is ReportState.DRAFT
    mark = DRAFT_MARK if open_ else FROZEN_MARK
    return render_pdf(document, draft=True, mark=mark), render_workbook(document, draft=True, mark=mark)


def release_draft(session: Session, uid: str, name: str) -> OpResult[Document]:
    """The draft's content to be rendered and written outside; the trail keeps under which ``name`` it goes out.

    Raises:
        NotAllowed: the user may not export, or does not read cases.
    """
    check_permission(Op.EXPORT, session.viewer)  # before the ledger is counted for it
    document = preview(session, uid).document
    with session.ledger.transact(Op.EXPORT, session.viewer) as tx:
        tx.touch("PeriodicReport", uid, "export", None, name)
        return OpResult(document, tx.changes)


def set_parent_date(session: Session, year: int, day: date, enterprise: str = "") -> OpResult[date]:
    """The day by which the parent wants the report on ``year``; a draft of that year takes it over.

    ``enterprise``: uid of a 代录 enterprise, empty for the own one.
    """
    with session.ledger.transact(Op.EDIT_REPORT, session.viewer) as tx:
        dates: dict[str, Any] = read_setting(tx.connection, PARENT_DATES, {})
        whose = enterprise or tx.actor.enterprise
        tx.set_setting(PARENT_DATES, {**dates, _date_key(tx, whose, year): day.isoformat()})
        for report in reports.of_year(tx.connection, ReportKind.ANNUAL, year, whose):
            if report.state is ReportState.DRAFT:
                tx.update(replace(report, due_on=day))
        return OpResult(day, tx.changes)


def withdraw_report(session: Session, uid: str, reason: str) -> OpResult[PeriodicReport]:
    """Take a draft out of the list with a reason.

    Raises:
        NotAllowed: it is frozen or sealed.
        FieldError: no reason.
    """
    if not reason.strip():
        raise FieldError("withdrawn_reason", "请填写撤回理由。")
    with session.ledger.transact(Op.EDIT_REPORT, session.viewer) as tx:
        saved = tx.update(replace(open_report(tx, uid), withdrawn_reason=reason.strip()))
        return OpResult(saved, tx.changes)


def find_report(session: Session, key: str) -> PeriodicReport:
    """The report whose uid begins with ``key``, or whose 封存编号 it is (command line).

    Raises:
        UserError: none, or more than one.
    """
    found = [one for one in all_reports(session) if key and (one.uid.startswith(key) or one.serial == key)]
    if not found:
        raise UserError(f"没有编号为“{key}”的报告，请用 report 命令输出的编号。")
    if len(found) > 1:
        raise UserError(f"有 {len(found)} 份报告的编号以“{key}”开头，请写出完整的编号。")
    return found[0]
