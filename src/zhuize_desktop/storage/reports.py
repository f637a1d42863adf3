"""Reports with what hangs on them: words, explanations, frozen content, signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from ..domain.records import Explanation, PeriodicReport, ReportKind, ReportState, ReportText
from . import rows
from .tables import signature, snapshot, table_of

if TYPE_CHECKING:
    from datetime import date, datetime

_REPORT = table_of(PeriodicReport)


def everyone(connection: Connection) -> list[PeriodicReport]:
    """Every report that is not withdrawn, newest period first."""
    return rows.fetch(
        connection,
        PeriodicReport,
        _REPORT.c.withdrawn_reason == "",
        order=(_REPORT.c.period_to.desc(), _REPORT.c.uid.desc()),
    )


def of_year(connection: Connection, kind: ReportKind, year: int, enterprise: str) -> list[PeriodicReport]:
    """The reports of one kind, year and enterprise, oldest first."""
    return rows.fetch(
        connection,
        PeriodicReport,
        _REPORT.c.kind == kind,
        _REPORT.c.year == year,
        _REPORT.c.enterprise == enterprise,
        _REPORT.c.withdrawn_reason == "",
        order=(_REPORT.c.uid,),
    )


def last_issued(
    connection: Connection, kind: ReportKind, enterprise: str, before: date
) -> PeriodicReport | None:
    """The last sealed report of a kind whose period ended before this day."""
    found = rows.fetch(
        connection,
        PeriodicReport,
        _REPORT.c.kind == kind,
        _REPORT.c.enterprise == enterprise,
        _REPORT.c.state == ReportState.ISSUED,
        _REPORT.c.period_to < before,
        order=(_REPORT.c.period_to.desc(), _REPORT.c.issued_at.desc()),
    )
    return found[0] if found else None


def texts(connection: Connection, report: str) -> list[ReportText]:
    """The clerk's words of a report."""
    return rows.fetch(connection, ReportText, table_of(ReportText).c.report == report)


def explanations(connection: Connection, report: str) -> list[Explanation]:
    """The written explanations of a report."""
    return rows.fetch(connection, Explanation, table_of(Explanation).c.report == report)


def store_snapshot(connection: Connection, sha256: str, report: str, taken_at: datetime, body: str) -> None:
    """Keep frozen content under its digest; the same content lies once."""
    statement = upsert(snapshot).values(sha256=sha256, report=report, taken_at=taken_at, body=body)
    connection.execute(statement.on_conflict_do_nothing())


def snapshot_body(connection: Connection, sha256: str) -> str:
    """Frozen content by its digest."""
    return str(connection.execute(select(snapshot.c.body).where(snapshot.c.sha256 == sha256)).scalar_one())


def signatures(connection: Connection, report: str, sha256: str) -> list[str]:
    """The signatures of a report under one snapshot, in order, as canonical JSON."""
    statement = (
        select(signature.c.body)
        .where(signature.c.report == report, signature.c.snapshot == sha256)
        .order_by(signature.c.position)
    )
    return list(connection.execute(statement).scalars())


def add_signature(connection: Connection, report: str, sha256: str, position: int, body: str) -> None:
    """Append one signature; a position that is taken is refused by the database."""
    connection.execute(insert(signature).values(report=report, snapshot=sha256, position=position, body=body))
