"""监督成果: an incoming report, its findings, and what became of each: clues, or a written reason why not."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..domain.checks import refuse
from ..domain.deadlines import NO_DEADLINE, Clockwork, Deadline
from ..domain.errors import Conflict, FieldError, NotAllowed
from ..domain.money import round_half_up
from ..domain.record_checks import clue_problems, record_problems
from ..domain.records import Attachment, Clue, Enterprise, Finding, Record, SupervisionReport
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage import imports, queries, rows
from ..storage.ledger import Transaction, readable
from .clues import blank, prepared
from .records import forget_draft, insert
from .rules import contingent_counted
from .saving_rules import refuse_steps_of_new

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from .session import Session

#: 其他（须写明）: the one reason that says nothing without a note.
REASON_TO_EXPLAIN = "other"
#: Key of the drafts of a clue made from a finding; one a finding, so that none is offered for another.
CLUE_DRAFT = "Clue.finding."
#: Key of the drafts of 不列入, beside those of the finding's own form.
REASON_DRAFT = "Finding.reason"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings became clues, were left out with a reason, or wait (待梳理)."""

    listed: int = 0
    refused: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """All findings."""
        return self.listed + self.refused + self.waiting

    @property
    def settled(self) -> int:
        """Findings that are listed or bear a reason."""
        return self.listed + self.refused

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.listed + other.listed, self.refused + other.refused, self.waiting + other.waiting)


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A line of the list.

    Attributes:
        report: the record.
        tally: its findings.
        days: calendar days from 收到 to 梳理完成, or to today while it goes on; ``None`` without 收到日期.
        deadline: the clock of the sorting.
        attachments: how many the viewer may see.
    """

    report: SupervisionReport
    tally: Tally
    days: int | None
    attachments: int = 0
    deadline: Deadline = NO_DEADLINE


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with the words of what it names.

    Attributes:
        finding: the record; of a hidden one its place in the report alone.
        enterprises: names of 涉及单位.
        clues: uid and number of the clues it became, as far as the viewer may see them in a list.
        hidden: it became a clue outside the viewer's 知悉范围, so its contents are not shown either.
        listed: a clue that it became stands in the ledger; withdrawn ones do not count.
    """

    finding: Finding
    enterprises: tuple[str, ...] = ()
    clues: tuple[tuple[str, str], ...] = ()
    hidden: bool = False
    listed: bool = False


def tally_of(findings: Iterable[Finding], withdrawn: Collection[str]) -> Tally:
    """What became of these findings; ``withdrawn`` clues were taken out of the ledger and list nothing."""
    listed = refused = waiting = 0
    for finding in findings:
        if not set(finding.clues).issubset(withdrawn):
            listed += 1
        elif finding.not_listed_reason:
            refused += 1
        else:
            waiting += 1
    return Tally(listed, refused, waiting)


def share(part: int, whole: int) -> str:
    """``6/10（60.0%）``; without a denominator ``0/0（—）``."""
    if not whole:
        return f"{part}/{whole}（—）"
    percent = round_half_up(Decimal(100 * part) / whole, 1)
    return f"{part}/{whole}（{percent}%）"


def ratio_line(tally: Tally) -> str:
    """梳理率 and 列入率, each with numerator and denominator."""
    return (
        f"梳理率 已梳理/发现 {share(tally.settled, tally.total)}　"
        f"列入率 列入线索/发现 {share(tally.listed, tally.total)}"
    )


# --- looking ------------------------------------------------------------------------------------------------


def all_reports(session: Session) -> list[ShownReport]:
    """Every report the viewer may see, the one received last first; those without a date at the end."""
    with session.ledger.read() as connection:
        reports = rows.fetch_equal(connection, SupervisionReport, readable(SupervisionReport, session.viewer))
        findings = rows.fetch_equal(connection, Finding)
        gone = imports.withdrawn_clues(connection)
        papers = rows.fetch_equal(connection, Attachment, readable(Attachment, session.viewer))
    held = Counter(paper.report for paper in papers)
    clock = Clockwork(session.rulebook(), session.today)
    by_report: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_report[finding.report].append(finding)
    shown = [
        ShownReport(
            report,
            tally_of(by_report[report.uid], gone),
            _days(report, session.today),
            held[report.uid],
            clock.sorting(report),
        )
        for report in reports
    ]
    return sorted(shown, key=lambda one: (one.report.received_on or date.min, one.report.uid), reverse=True)


def _days(report: SupervisionReport, today: date) -> int | None:
    if report.received_on is None:
        return None
    return ((report.sorted_on or today) - report.received_on).days


def findings_of(session: Session, report: str) -> list[ShownFinding]:
    """The findings of a report in their order; one whose clue may not be read shows its number alone."""
    viewer = session.viewer
    with session.ledger.read() as connection:
        if not rows.fetch_equal(
            connection, SupervisionReport, readable(SupervisionReport, viewer), uid=report
        ):
            return []
        every = rows.fetch_equal(connection, Finding, report=report)
        open_ones = {
            one.uid for one in rows.fetch_equal(connection, Finding, readable(Finding, viewer), report=report)
        }
        named = queries.names(connection, Enterprise, (uid for one in every for uid in one.enterprises))
        named_clues = [uid for one in every for uid in one.clues]
        contingent = contingent_counted(connection, session.today)
        listed = queries.ledger_rows(connection, viewer, named_clues, contingent=contingent)
        gone = imports.withdrawn_clues(connection)
    numbers = {row.clue.uid: row.clue.number for row in listed}
    return [
        ShownFinding(
            one if one.uid in open_ones else _bare(one),
            tuple(named[uid] for uid in one.enterprises) if one.uid in open_ones else (),
            tuple((uid, numbers[uid]) for uid in one.clues if uid in numbers),
            one.uid not in open_ones,
            bool(tally_of([one], gone).listed),
        )
        for one in sorted(every, key=lambda one: (one.sequence, one.uid))
    ]


def _bare(finding: Finding) -> Finding:
    return Finding(
        uid=finding.uid,
        owner_enterprise=finding.owner_enterprise,
        version=finding.version,
        report=finding.report,
        sequence=finding.sequence,
    )


# --- reports and findings -----------------------------------------------------------------------------------


def add_report(session: Session, values: dict[str, Any]) -> OpResult[SupervisionReport]:
    """登记监督成果.

    Raises:
        FieldError: no title, a date that lies ahead, 梳理完成 before there are findings.
    """
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        made = insert(tx, SupervisionReport, values)
        _check_report(session, tx, made)
        forget_draft(tx, "SupervisionReport", "")
        return OpResult(made, tx.changes)


def change_report(session: Session, new: SupervisionReport) -> OpResult[SupervisionReport]:
    """Save a changed report.

    Raises:
        FieldError: as ``add_report``; 梳理完成日期 while findings wait.
        Conflict: somebody else saved it in between.
    """
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        saved = tx.update(new)
        _check_report(session, tx, saved)
        forget_draft(tx, "SupervisionReport", new.uid)
        return OpResult(saved, tx.changes)


def finish_sorting(session: Session, uid: str, day: date) -> OpResult[SupervisionReport]:
    """梳理完成 on ``day``: every finding is listed or bears a reason (济国资综合〔2023〕3号 二（一）2).

    Raises:
        FieldError: findings wait, fewer are entered than the paper states, or the day cannot be.
    """
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        saved = tx.update(replace(tx.get(SupervisionReport, uid), sorted_on=day))
        _check_report(session, tx, saved)
        return OpResult(saved, tx.changes)


def reopen_sorting(session: Session, uid: str) -> OpResult[SupervisionReport]:
    """Take 梳理完成 back, to add or change findings; the day it bore stays on the trail."""
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        saved = tx.update(replace(tx.get(SupervisionReport, uid), sorted_on=None))
        return OpResult(saved, tx.changes)


def add_finding(session: Session, report: str, values: dict[str, Any]) -> OpResult[Finding]:
    """登记一项监督发现; without a number of its own it gets the next one.

    Raises:
        FieldError: no wording, or a number that another finding of this report bears.
        NotAllowed: the report is 梳理完成.
    """
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        tx.get(SupervisionReport, report)
        made = insert(tx, Finding, {**values, "report": report})
        _check_finding(session, tx, made)
        forget_draft(tx, finding_draft(report), "")
        return OpResult(made, tx.changes)


def change_finding(session: Session, new: Finding) -> OpResult[Finding]:
    """Save a changed finding.

    Raises:
        FieldError: as ``add_finding``.
        Conflict: somebody else saved it in between.
    """
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        saved = tx.update(new)
        _check_finding(session, tx, saved)
        forget_draft(tx, finding_draft(new.report), new.uid)
        return OpResult(saved, tx.changes)


def finding_draft(report: str) -> str:
    """Key of the drafts of a report's findings: a new one typed for another report is not offered here."""
    return f"Finding.{report}"


def next_sequence(session: Session, report: str) -> int:
    """The number the next finding of a report gets."""
    with session.ledger.read() as connection:
        found = rows.fetch_equal(connection, Finding, report=report)
    return max((one.sequence for one in found), default=0) + 1


# --- what becomes of a finding ------------------------------------------------------------------------------


def clue_from(session: Session, finding: Finding) -> Clue:
    """The clue a finding would become, for the form: what both papers know is typed in already.

    It was reported on the day the paper came in; when it is accepted is still to be decided.
    """
    with session.ledger.read() as connection:
        report = rows.fetch_by_uid(connection, SupervisionReport, [finding.report])[finding.report]
    return replace(
        blank(session),
        summary=finding.summary,
        estimated_loss=finding.amount,
        enterprises=finding.enterprises or report.enterprises,
        source_kind=report.source_kind,
        source_document=report.title,
        document_number=report.document_number,
        received_on=report.received_on,
        reported_on=report.received_on,
    )


def list_as_clue(session: Session, uid: str, values: dict[str, Any]) -> OpResult[Clue]:
    """列入线索: register the clue and tie both to each other, in one action. A reason given before is gone.

    Raises:
        FieldError: the first 强制 problem of the clue.
        NotAllowed: the user may not register clues, or not see the finding.
    """
    book = session.rulebook()
    with session.ledger.transact(Op.REGISTER_CLUE, session.viewer) as tx:
        finding = _live(tx, uid)
        clue = prepared(tx, book, session.today, {**values, "main_finding": uid})
        refuse_steps_of_new(clue)
        refuse(clue_problems(clue, book, session.today))
        tx.insert(clue)
        tx.update(_listed(finding, clue.uid))
        forget_draft(tx, CLUE_DRAFT + uid, "")
        return OpResult(clue, tx.changes)


def link_clue(session: Session, uid: str, clue: str) -> OpResult[Finding]:
    """列入 a clue that is registered already; the finding becomes its main source when it has none.

    Raises:
        Conflict: it is listed there already.
        NotAllowed: the clue may not be seen.
    """
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        finding, known = _live(tx, uid), tx.get(Clue, clue)
        if clue in finding.clues:
            raise Conflict(f"这项发现已经列入线索“{known.number}”，不必重复列入。")
        if known.withdrawn_reason:
            raise NotAllowed(f"线索“{known.number}”已撤回，请先恢复，或另选一条线索。")
        if known.main_finding is None:
            tx.update(replace(known, main_finding=uid))
        saved = tx.update(_listed(finding, clue))
        return OpResult(saved, tx.changes)


def unlink_clue(session: Session, uid: str, clue: str) -> OpResult[Finding]:
    """Undo a link made by mistake; the clue itself stays in the ledger.

    Raises:
        NotAllowed: the finding would wait again while its report is 梳理完成.
    """
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        finding, known = _live(tx, uid), tx.get(Clue, clue)
        if known.main_finding == uid:
            tx.update(replace(known, main_finding=None))
        saved = tx.update(replace(finding, clues=tuple(one for one in finding.clues if one != clue)))
        _keep_sorted(tx, saved)
        return OpResult(saved, tx.changes)


def refuse_listing(
    session: Session, finding: Finding, reason: str, note: str, approver: str
) -> OpResult[Finding]:
    """不列入: with reason, note and who approved it. ``finding`` is the version the form was opened with.

    Raises:
        FieldError: it is listed already, no reason, no approver, or 其他 without a note.
        Conflict: somebody else saved it in between.
    """
    with session.ledger.transact(Op.SAVE_SUPERVISION, session.viewer) as tx:
        kept = _live(tx, finding.uid)
        if kept.clues:
            raise FieldError("not_listed_reason", "这项发现已列入线索，不能再写不列入理由；请先取消关联。")
        if not reason:
            raise FieldError("not_listed_reason", "请选择不列入的理由。")
        if reason == REASON_TO_EXPLAIN and not note.strip():
            raise FieldError("not_listed_note", "理由为“其他”时，请在理由说明中写明。")
        if not approver.strip():
            raise FieldError("not_listed_approver", "请填写批准人：不列入须经批准。")
        new = replace(
            finding,
            not_listed_reason=reason,
            not_listed_note=note.strip(),
            not_listed_approver=approver.strip(),
        )
        refuse(record_problems(new, session.rulebook(), session.today))
        saved = tx.update(new)
        forget_draft(tx, REASON_DRAFT, finding.uid)
        return OpResult(saved, tx.changes)


# --- what must hold -----------------------------------------------------------------------------------------


def _listed(finding: Finding, clue: str) -> Finding:
    return replace(
        finding,
        clues=(*finding.clues, clue),
        not_listed_reason="",
        not_listed_note="",
        not_listed_approver="",
    )


def _live(tx: Transaction, uid: str) -> Finding:
    found = tx.get(Finding, uid)
    if found.withdrawn_reason:
        raise NotAllowed("这项发现已撤回，请先恢复。")
    return found


def _check_report(session: Session, tx: Transaction, report: SupervisionReport) -> None:
    if not report.title.strip():
        raise FieldError("title", "请填写文件名称。")
    _check_declared(session, report)
    if report.sorted_on is None:
        return
    if report.received_on is not None and report.sorted_on < report.received_on:
        raise FieldError("sorted_on", "梳理完成日期早于收到日期，请核对。")
    # All of them count, also those whose clue this person may not read.
    tally = tally_of(
        rows.fetch_equal(tx.connection, Finding, report=report.uid), imports.withdrawn_clues(tx.connection)
    )
    if tally.waiting:
        raise FieldError(
            "sorted_on",
            f"还有 {tally.waiting} 项发现待梳理，请逐项列入线索或写明不列入理由，再登记梳理完成。",
        )
    stated = report.stated_findings
    if tally.total < (1 if stated is None else stated):
        said = (
            "还没有登记任何发现"
            if stated is None
            else f"文件载明 {stated} 个问题，只登记了 {tally.total} 项发现"
        )
        raise FieldError("sorted_on", f"{said}，请补齐后再登记梳理完成。")


def _check_finding(session: Session, tx: Transaction, finding: Finding) -> None:
    if not finding.summary.strip():
        raise FieldError("summary", "请填写问题表述。")
    _check_declared(session, finding)
    others = rows.fetch_equal(tx.connection, Finding, report=finding.report)
    if any(one.sequence == finding.sequence and one.uid != finding.uid for one in others):
        raise FieldError("sequence", f"序号 {finding.sequence} 已有一项发现，请换一个序号。")
    _keep_sorted(tx, finding)


def _check_declared(session: Session, record: Record) -> None:
    refuse(record_problems(record, session.rulebook(), session.today))


def _keep_sorted(tx: Transaction, finding: Finding) -> None:
    """A finding that waits cannot stand in a report that is 梳理完成."""
    report = tx.get(SupervisionReport, finding.report)
    waits = tally_of([finding], imports.withdrawn_clues(tx.connection)).waiting
    if report.sorted_on is not None and waits:
        raise NotAllowed(f"“{report.title}”已于 {report.sorted_on} 梳理完成，请先撤销梳理完成，再修改发现。")
