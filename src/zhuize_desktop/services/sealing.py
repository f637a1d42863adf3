"""One seal: from frozen content and its signatures to the PDF and the workbook that leave the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from .. import PROGRAM
from ..documents.pdf import render_pdf
from ..documents.xlsx import render_workbook
from ..domain.clock import CHINA, shown
from ..domain.content import Signature as SignatureRow
from ..domain.records import Enterprise, PeriodicReport
from ..domain.reports.annual import Marks
from ..seal.canonical import instant_text
from ..seal.digest import digest
from ..seal.envelope import Envelope
from ..seal.pdf import seal_pdf
from ..seal.signature import PaperSignature, PersonSignature
from ..seal.workbook import seal_workbook
from ..storage import audit, rows
from .certificates import own_certificate
from .reporting import document_of
from .snapshots import frozen_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..storage.engine import Connection
    from .session import Session
    from .snapshots import Frozen

Signed = PersonSignature | PaperSignature


def sealed_files(
    session: Session, connection: Connection, report: PeriodicReport, frozen: Frozen, chain: Sequence[Signed]
) -> tuple[bytes, bytes]:
    """The sealed PDF and workbook of a report whose signatures are complete."""
    document = document_of(frozen, marks_of(report, frozen, chain))
    content = frozen_bytes(frozen)
    certificate = own_certificate(session)
    envelope = envelope_of(connection, report, frozen, chain)
    sign = session.signing_key.sign
    public_key = session.public_key
    pdf = seal_pdf(
        render_pdf(document, draft=False),
        _expecting(envelope, certificate is not None),
        content,
        sign,
        public_key,
        certificate,
    )
    xlsx = seal_workbook(
        render_workbook(document, draft=False), _expecting(envelope, False), content, sign, public_key
    )
    return pdf, xlsx


def _expecting(envelope: Envelope, certificate: bool) -> Envelope:
    return replace(envelope, expects_certificate=certificate)


def marks_of(report: PeriodicReport, frozen: Frozen, chain: Sequence[Signed]) -> Marks:
    """What sealing adds to the document: serial, digests, signatures, date."""
    content = digest(frozen_bytes(frozen))
    issued = report.issued_at.astimezone(CHINA) if report.issued_at is not None else None
    paper = [one for one in chain if isinstance(one, PaperSignature)]
    return Marks(
        serial=report.serial,
        sha256=content.sha256,
        sm3=content.sm3,
        program=PROGRAM,
        signatures=tuple(_row(one) for one in chain),
        date_text=f"{issued.year}年{issued.month}月{issued.day}日" if issued else "",
        remarks=tuple(
            f"本报告为纸质签发：{one.name}（{one.post}）于 {one.signed_on} 签字，扫描件摘要 {one.scan.sha256}。"
            for one in paper
        ),
    )


def _row(entry: Signed) -> SignatureRow:
    if isinstance(entry, PaperSignature):
        return SignatureRow(entry.role, entry.name, entry.post, entry.signed_on, entry.means)
    return SignatureRow(
        entry.role, entry.name, entry.post, shown(datetime.fromisoformat(entry.signed_at)), entry.means
    )


def envelope_of(
    connection: Connection, report: PeriodicReport, frozen: Frozen, chain: Sequence[Signed]
) -> Envelope:
    """The envelope around a report's frozen content; it names the predecessor that the content continues."""
    own = rows.fetch_by_uid(connection, Enterprise, [report.enterprise])[report.enterprise]
    previous = frozen.snapshot.previous
    head = audit.head(connection)
    if report.issued_at is None:
        raise AssertionError("a report is sealed at its issue")
    return Envelope(
        kind="report",
        serial=report.serial,
        title=report.title,
        enterprise=own.name,
        credit_code=own.credit_code,
        period=f"{report.period_from.isoformat()}/{report.period_to.isoformat()}",
        content=digest(frozen_bytes(frozen)),
        predecessor=previous.sha256 if previous is not None else "",
        audit_head=head.hash,
        audit_count=head.seq,
        epoch=head.epoch,
        created_at=instant_text(report.issued_at),
        signatures=tuple(chain),
        expects_certificate=False,
        build=PROGRAM,
    )
