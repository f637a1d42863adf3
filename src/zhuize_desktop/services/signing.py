"""签批: submitting, reviewing, issuing, returning; on screen by password or on paper with its scan.

A report is frozen when the 填报人 submits it; everybody after that signs the digest of the frozen content, and the last
signature makes the sealed files. They are rendered and sealed under a waiting name, their digests committed, then put
in place; a crash in between is mended at the next login (``report_files``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ..domain.checks import CheckFinding, Grade, blocking
from ..domain.clock import CHINA
from ..domain.errors import FieldError, FileProblem, NotAllowed
from ..domain.pairs import PairTable
from ..domain.records import PeriodicReport, ReportState, User
from ..domain.roles import OPERATIONS, Op, Role
from ..domain.viewer import OpResult
from ..seal.atomic import read_bytes
from ..seal.canonical import parse_canonical
from ..seal.digest import digest
from ..seal.signature import (
    SIGNING_OPS,
    PaperSignature,
    PersonSignature,
    SignRole,
    read_signature,
    sign_person,
    signature_bytes,
    state_paper,
)
from ..storage import reports, rows
from .attachments import add_attachment
from .clues import own_code
from .pairs import pair_table
from .records import load
from .report_files import SealedFiles, files_of, place_files, write_waiting
from .reporting import freeze, open_report, write_explanation
from .sealing import sealed_files
from .snapshots import frozen_bytes, read_frozen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..storage.engine import Connection
    from ..storage.ledger import Transaction
    from .session import Session
    from .snapshots import Frozen

__all__ = [
    "UNEXPLAINED",
    "SealedFiles",
    "confirm_paper_issue",
    "enter_paper_issue",
    "files_of",
    "give_back",
    "issue",
    "place_files",
    "report_pairs",
    "review",
    "sign_by_role",
    "signatures_of",
    "submit",
]

Signed = PersonSignature | PaperSignature
#: What is stored and printed when the 填报人 expressly gives no explanation of a 核实 finding.
UNEXPLAINED = "填报人提交时未另作说明。"


def submit(session: Session, uid: str, *, unexplained: str = "") -> OpResult[PeriodicReport]:
    """提交: check, freeze, sign as 填报人.

    Args:
        session: whose turn it is.
        uid: the report.
        unexplained: text stored for every 核实 finding without an explanation; empty refuses such a report.

    Raises:
        NotAllowed: a 强制 finding, or a 核实 finding without explanation.
    """
    with session.ledger.transact(Op.SUBMIT_REPORT, session.viewer) as tx:
        report = open_report(tx, uid)
        frozen = freeze(session, report, tx.connection)
        if unexplained:
            for check in {
                one.check
                for one in blocking(frozen.findings, frozen.explanations)
                if one.grade is Grade.VERIFY
            }:
                write_explanation(tx, uid, check, unexplained)
            frozen = freeze(session, report, tx.connection)
        _refuse_blocked(blocking(frozen.findings, frozen.explanations))
        _refuse_other_line(tx, report, frozen)
        body = frozen_bytes(frozen)
        sha256 = digest(body).sha256
        reports.store_snapshot(tx.connection, sha256, uid, tx.now, body.decode())
        _sign(session, tx, report, sha256, SignRole.PREPARED)
        saved = tx.update(replace(report, state=ReportState.SUBMITTED, snapshot=sha256, submitted_at=tx.now))
        return OpResult(saved, tx.changes)


def _refuse_blocked(stopping: tuple[CheckFinding, ...]) -> None:
    if not stopping:
        return
    must = [one for one in stopping if one.grade is Grade.MUST]
    first = (must or list(stopping))[0]
    if must:
        raise NotAllowed(f"还有 {len(must)} 项强制校验未通过，不能提交。第一项：{first.sentence}")
    raise NotAllowed(f"还有 {len(stopping)} 项核实事项没有书面说明，不能提交。第一项：{first.sentence}")


def review(session: Session, uid: str) -> OpResult[PeriodicReport]:
    """审核: sign as 审核人.

    Raises:
        NotAllowed: not submitted yet, signed already, or the same person submitted it.
    """
    with session.ledger.transact(Op.REVIEW_REPORT, session.viewer) as tx:
        report = _frozen_report(tx, uid, ReportState.SUBMITTED, "审核")
        _refuse_other_line(tx, report, read_frozen(tx.connection, _snapshot(report)))
        _sign(session, tx, report, _snapshot(report), SignRole.REVIEWED)
        return OpResult(tx.update(replace(report, state=ReportState.REVIEWED)), tx.changes)


def issue(session: Session, uid: str) -> OpResult[SealedFiles]:
    """签发: sign as 签发人, seal, write the files.

    Raises:
        NotAllowed: not reviewed yet, or the same person submitted or reviewed it.
        FileProblem: the files cannot be written; the report is sealed and they can be written again.
    """
    with session.ledger.transact(Op.ISSUE_REPORT, session.viewer) as tx:
        report = _ready_to_issue(tx, uid)
        if _on_paper(signatures(tx, report)):
            raise NotAllowed("这份报告已登记纸质签发，请由他人确认；要改为电子签发，请先退回。")
        _sign(session, tx, report, _snapshot(report), SignRole.ISSUED)
        sealed = _seal(session, tx, report)
        changes = tx.changes
    return OpResult(place_files(session, sealed), changes)


def _ready_to_issue(tx: Transaction, uid: str) -> PeriodicReport:
    report = tx.get(PeriodicReport, uid)
    wanted = ReportState.SUBMITTED if report.no_reviewer else ReportState.REVIEWED
    return _frozen_report(tx, uid, wanted, "签发")


def enter_paper_issue(
    session: Session, uid: str, scan: Path, name: str, post: str, signed_on: date
) -> OpResult[PeriodicReport]:
    """纸质签发登记: the 填报人 enters who signed on paper and adds the scan; the 审核人 confirms it afterwards.

    Raises:
        FieldError: no name, no post, a day in the future, or one before the content was frozen.
        FileProblem: the scan cannot be taken in.
        NotAllowed: the report is not ready for its last signature.
    """
    if not name.strip() or not post.strip():
        raise FieldError("name", "纸质签发须写明签发人的姓名和职务。")
    if signed_on > session.today:
        raise FieldError("signed_on", "纸质签发日期在今天之后，请核对。")
    with session.ledger.transact(Op.SUBMIT_REPORT, session.viewer) as tx:
        report = _ready_to_issue(tx, uid)
        _refuse_second_paper(tx, report)
        _refuse_too_early(report, signed_on)
    attached = add_attachment(
        session, scan, {"periodic_report": uid, "note": f"纸质签发件：{name.strip()}"}
    ).value
    data = read_bytes(scan)
    with session.ledger.transact(Op.SUBMIT_REPORT, session.viewer) as tx:
        report = _ready_to_issue(tx, uid)
        sha256 = _snapshot(report)
        chain = _refuse_second_paper(tx, report)
        if digest(data).sha256 != attached.sha256:
            raise FileProblem("扫描件在登记时发生了变化，请重新选择扫描件。")
        paper = state_paper(
            chain,
            name=name.strip(),
            post=post.strip(),
            signed_on=signed_on,
            scan=digest(data),
            snapshot_sha256=sha256,
        )
        _append(tx, report, sha256, paper)
        _sign(session, tx, report, sha256, SignRole.PAPER_ENTERED, allowed=Op.SUBMIT_REPORT)
        return OpResult(report, tx.changes)


def _refuse_too_early(report: PeriodicReport, signed_on: date) -> None:
    """Nobody signed what did not exist yet: the content came about with the 提交 (China's day)."""
    submitted = report.submitted_at.astimezone(CHINA).date() if report.submitted_at is not None else date.max
    if signed_on < submitted:
        raise FieldError("signed_on", f"纸质签发日期早于报告的提交日期 {submitted.isoformat()}，请核对。")


def _refuse_second_paper(tx: Transaction, report: PeriodicReport) -> list[Signed]:
    chain = signatures(tx, report)
    if _on_paper(chain):
        raise NotAllowed("纸质签发已经登记，请由审核人（两级签批的由另一人）确认。")
    return chain


def _on_paper(chain: list[Signed]) -> bool:
    return any(isinstance(one, PaperSignature) for one in chain)


def confirm_paper_issue(session: Session, uid: str) -> OpResult[SealedFiles]:
    """纸质签发确认: another person confirms the scan; the report is sealed.

    That is the 审核人; where the report has none (两级签批), another 填报人 or the 签发人.

    Raises:
        NotAllowed: nothing was entered, or the same person entered it.
    """
    op = _confirming(load(session, PeriodicReport, uid), session) or Op.REVIEW_REPORT
    with session.ledger.transact(op, session.viewer) as tx:
        report = _ready_to_issue(tx, uid)
        chain = signatures(tx, report)
        entered = [one for one in chain if one.role == SignRole.PAPER_ENTERED.value]
        if not entered:
            raise NotAllowed("还没有登记纸质签发，请先由填报人登记并上传扫描件。")
        if isinstance(entered[0], PersonSignature) and entered[0].login == session.viewer.login:
            raise NotAllowed("登记人不能自己确认，请由另一人确认。")
        _sign(session, tx, report, _snapshot(report), SignRole.PAPER_CONFIRMED, allowed=op)
        sealed = _seal(session, tx, report)
        changes = tx.changes
    return OpResult(place_files(session, sealed), changes)


def _confirming(report: PeriodicReport, session: Session) -> Op | None:
    """As what this user may confirm a signature on paper; ``None`` when not at all."""
    able = (
        (Op.REVIEW_REPORT, Op.SUBMIT_REPORT, Op.ISSUE_REPORT) if report.no_reviewer else (Op.REVIEW_REPORT,)
    )
    return next((op for op in able if OPERATIONS[op].roles & session.viewer.roles), None)


def give_back(session: Session, uid: str, reason: str) -> OpResult[PeriodicReport]:
    """退回: the report becomes a draft again; the next submission freezes anew, the signatures so far stay on record.

    Raises:
        FieldError: no reason.
        NotAllowed: it is no frozen report, or it is sealed.
    """
    if not reason.strip():
        raise FieldError("reason", "请填写退回理由。")
    with session.ledger.transact(Op.RETURN_REPORT, session.viewer) as tx:
        report = tx.get(PeriodicReport, uid)
        if report.state not in (ReportState.SUBMITTED, ReportState.REVIEWED):
            raise NotAllowed(f"报告{report.state.label}，不能退回。")
        tx.note = reason.strip()
        return OpResult(tx.update(replace(report, state=ReportState.DRAFT)), tx.changes)


def sign_by_role(
    session: Session, uid: str, *, unexplained: str = ""
) -> OpResult[PeriodicReport | SealedFiles]:
    """What the user's role has to do with the report now: submit, review, issue, or confirm a paper signature.

    Raises:
        NotAllowed: it is not this user's turn; the sentence says whose it is.
    """
    report = load(session, PeriodicReport, uid)
    roles = session.viewer.roles
    last = ReportState.SUBMITTED if report.no_reviewer else ReportState.REVIEWED
    if report.state is ReportState.DRAFT and Role.CLERK in roles:
        return submit(session, uid, unexplained=unexplained)  # type: ignore[return-value]
    if report.state is last and _confirming(report, session) and _paper_waits(session, report):
        return confirm_paper_issue(session, uid)  # type: ignore[return-value]
    if report.state is last and Role.SIGNER in roles:
        return issue(session, uid)  # type: ignore[return-value]
    if report.state is ReportState.SUBMITTED and not report.no_reviewer and Role.REVIEWER in roles:
        return review(session, uid)  # type: ignore[return-value]
    if report.state is last and _paper_waits(session, report):
        raise NotAllowed("纸质签发已经登记，应由审核人（两级签批的由另一人）确认。")
    raise NotAllowed(_whose_turn(report))


def _whose_turn(report: PeriodicReport) -> str:
    if report.state is ReportState.ISSUED:
        return f"报告“{report.title}”已签发封存，不能再签。"
    if report.state is ReportState.DRAFT:
        return "报告还在编制，应由填报人提交。"
    if report.state is ReportState.SUBMITTED and not report.no_reviewer:
        return "报告已提交，应由审核人审核。"
    return "报告已审核，应由签发人签发。"


def _paper_waits(session: Session, report: PeriodicReport) -> bool:
    return _on_paper(signatures_of(session, report))


# --- signatures --------------------------------------------------------------------------------------------------


def signatures(tx: Transaction, report: PeriodicReport) -> list[Signed]:
    """The signatures collected under the report's present snapshot."""
    return _read(reports.signatures(tx.connection, report.uid, report.snapshot or ""))


def signatures_of(session: Session, report: PeriodicReport) -> list[Signed]:
    """The same, outside an action."""
    with session.ledger.read() as connection:
        return _read(reports.signatures(connection, report.uid, report.snapshot or ""))


def report_pairs(session: Session, report: PeriodicReport) -> PairTable:
    """The 不相容事项 of a report, frozen or not, for the page that shows whose turn it is."""
    with session.ledger.read() as connection:
        return (
            pairs_for(connection, report.snapshot) if report.snapshot is not None else pair_table(connection)
        )


def _read(bodies: list[str]) -> list[Signed]:
    return [read_signature(parse_canonical(body.encode())) for body in bodies]


def _sign(
    session: Session,
    tx: Transaction,
    report: PeriodicReport,
    sha256: str,
    role: SignRole,
    allowed: Op | None = None,
) -> None:
    chain = _read(reports.signatures(tx.connection, report.uid, sha256))
    if allowed is None:
        _refuse_same_person(tx, chain, SIGNING_OPS[role], sha256)
    user = rows.fetch_by_uid(tx.connection, User, [session.viewer.user])[session.viewer.user]
    entry = sign_person(
        session.signing_key,
        chain,
        role=role,
        name=user.name,
        login=user.login,
        post=user.post,
        signed_at=tx.now,
        snapshot_sha256=sha256,
    )
    _append(tx, report, sha256, entry)


def _append(tx: Transaction, report: PeriodicReport, sha256: str, entry: Signed) -> None:
    body = signature_bytes(entry).decode()
    position = len(reports.signatures(tx.connection, report.uid, sha256))
    reports.add_signature(tx.connection, report.uid, sha256, position, body)
    tx.touch("PeriodicReport", report.uid, "signature", None, body)


def pairs_for(connection: Connection, sha256: str) -> PairTable:
    """The 不相容事项 of a frozen report: relaxed is what was so when it was frozen and is so now.

    ``verify`` knows only the snapshot: what was relaxed afterwards would make a report that a receiver refuses.
    """
    return pair_table(connection).within(PairTable(read_frozen(connection, sha256).snapshot.relaxed))


def done_by(chain: Sequence[Signed], login: str) -> set[Op]:
    """The actions of 签批 that a person has signed for."""
    mine = (SignRole(one.role) for one in chain if isinstance(one, PersonSignature) and one.login == login)
    return {SIGNING_OPS[role] for role in mine if role in SIGNING_OPS}


def _refuse_same_person(tx: Transaction, chain: list[Signed], op: Op, sha256: str) -> None:
    """两个动作不得由同一人完成, after the table of pairs; ``verify`` refuses such a chain too."""
    done = done_by(chain, tx.actor.login)
    pair = pairs_for(tx.connection, sha256).clash(op, done) if done else None
    if pair is None:
        return
    (other,) = pair.ops - {op}
    sentence = f"您已经以“{other.label}”签过这份报告，“{op.label}”须由另一人办理"
    if pair_table(tx.connection).relaxation(pair) is not None:
        raise NotAllowed(f"{sentence}；报告提交之后才放宽的，退回重新提交后才适用。")
    raise NotAllowed(f"{sentence}。")


def _refuse_other_line(tx: Transaction, report: PeriodicReport, frozen: Frozen) -> None:
    """A report continues the one signed last when it was frozen; another signed since breaks the line.

    Raises:
        NotAllowed: the last signed report is another one than the snapshot names, or one of a later period.
    """
    last = reports.last_issued(tx.connection, report.kind, report.enterprise, date.max)
    previous = frozen.snapshot.previous
    if last is not None and last.period_to >= report.period_from:
        raise NotAllowed(f"“{last.title}”已经签发封存，更早或同期的报告不能再签批，请撤下这份报告。")
    if (last.snapshot if last is not None else None) != (previous.sha256 if previous is not None else None):
        raise NotAllowed("提交之后又有上一期报告签发封存，本报告的期初已不衔接，请退回后重新提交。")


def _snapshot(report: PeriodicReport) -> str:
    if report.snapshot is None:
        raise NotAllowed("报告还没有冻结，请先由填报人提交。")
    return report.snapshot


def _frozen_report(tx: Transaction, uid: str, wanted: ReportState, action: str) -> PeriodicReport:
    report = tx.get(PeriodicReport, uid)
    if report.state is not wanted:
        raise NotAllowed(f"现在不能{action}：{_whose_turn(report)}")
    return report


# --- sealing -----------------------------------------------------------------------------------------------------


def _seal(session: Session, tx: Transaction, report: PeriodicReport) -> PeriodicReport:
    """Number, render and seal the report inside the last signer's action; the files wait beside their places.

    They are written before the commit: files without a report are harmless, a sealed report without files is not.
    """
    word = "年报" if report.enterprise == tx.actor.enterprise else "代录年报"
    serial = f"{own_code(tx)}-{report.year}-{word}-{tx.next_number(f'report.{report.year}'):03d}"
    numbered = replace(report, serial=serial, issued_at=tx.now)
    frozen = read_frozen(tx.connection, _snapshot(report))
    _refuse_other_line(tx, report, frozen)
    pdf, xlsx = sealed_files(session, tx.connection, numbered, frozen, signatures(tx, report))
    write_waiting(session, numbered, pdf, xlsx)
    return tx.update(
        replace(
            numbered,
            state=ReportState.ISSUED,
            pdf_sha256=digest(pdf).sha256,
            xlsx_sha256=digest(xlsx).sha256,
        )
    )
