"""The files of a sealed report: kept encrypted and written under a waiting name before the commit, put in place after.

A crash in between leaves a waiting file. Whether the report was sealed decides what it is: its digests stand in the
ledger, so the next login puts a file that matches into its place and leaves alone what belongs to nothing.

The encrypted bytes lie among the attachments and go into every backup. A sealed file can never be made a second time;
when ``exports/`` lost it, it is written again from there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import FileProblem, NotAllowed
from ..domain.records import PeriodicReport, ReportState
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..seal.atomic import file_problem, make_folder, read_bytes, write_atomic
from ..seal.digest import digest
from ..storage import attachments, rows
from ..storage.folders import check_space
from .paper_secrets import secrets_of, storing_secret
from .reporting import for_reader
from .snapshots import read_frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .session import Session

_WAITING = ".pending"
_CHANGED = "与封存时的内容不符，可能被改动；请移走它，再重新导出封存件。"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
#: Names of devices, which Windows takes for the device whatever ending follows.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """Where the sealed report lies."""

    pdf: Path
    xlsx: Path


def file_name(text: str) -> str:
    """A text as the beginning of a file name that every system takes."""
    plain = _NOT_IN_NAMES.sub("_", text).strip(" .")
    return f"_{plain}" if _RESERVED.match(plain) else plain


def files_of(session: Session, report: PeriodicReport) -> SealedFiles:
    """Where the files of a sealed report lie."""
    name = file_name(f"{report.title}（{report.serial}）")
    exports = session.folder.exports
    return SealedFiles(exports / f"{name}.pdf", exports / f"{name}.xlsx")


def write_waiting(session: Session, report: PeriodicReport, pdf: bytes, xlsx: bytes) -> None:
    """Keep both files encrypted and write them under their waiting names, before the report is committed as sealed.

    Raises:
        FileProblem: no space, no right.
    """
    files = files_of(session, report)
    make_folder(session.folder.exports)
    check_space(session.folder.attachments, (len(pdf) + len(xlsx)) * 2)
    with session.ledger.read() as connection:
        secret = storing_secret(connection)
    for data in (pdf, xlsx):
        attachments.store(session.folder.attachments, secret, data)
    write_atomic(_waiting(files.pdf), pdf)
    write_atomic(_waiting(files.xlsx), xlsx)


def place_files(session: Session, report: PeriodicReport) -> SealedFiles:
    """Put the sealed files into their places, from where they wait or from the encrypted store; harmless if repeated.

    Raises:
        FileProblem: a file is held by another program, was changed, or is lost in the store too; the report is
            sealed all the same, and this can be repeated.
    """
    files = files_of(session, report)
    make_folder(session.folder.exports)
    for path, sha256 in _digests(files, report):
        waiting = _waiting(path)
        try:
            if _is(waiting, sha256):
                waiting.replace(path)
            elif not path.exists():
                write_atomic(path, _kept(session, sha256))
            elif not _is(path, sha256):
                raise FileProblem(f"“{path.name}”{_CHANGED}")  # left as it is: it may be evidence
        except OSError as error:
            raise file_problem(error, path) from error
    return files


def write_again(session: Session, uid: str) -> OpResult[SealedFiles]:
    """重新导出封存件: the sealed files once more, byte for byte; the trail keeps who took them out.

    Raises:
        NotAllowed: the user may not export or does not read cases, or the report is not sealed; or it tells of a clue
            from which the user had to step back since, or whose circle was closed to them: these bytes mask nothing.
        FileProblem: a file is held by another program, was changed, or is lost in the store too.
    """
    with session.ledger.transact(Op.EXPORT, session.viewer) as tx:
        report = tx.get(PeriodicReport, uid)
        if not session.viewer.reads_cases:
            raise NotAllowed("报告含有线索内容，由填报、审核、签发人员导出；您没有查看线索的权限。")
        if report.state is not ReportState.ISSUED:
            raise NotAllowed(f"报告“{report.title}”还没有签发封存，没有封存件。")
        assert report.snapshot is not None  # what is sealed was frozen
        frozen = read_frozen(tx.connection, report.snapshot)
        if for_reader(session, tx.connection, frozen) is not frozen:
            raise NotAllowed("封存件含有您应当回避或不在知悉范围的线索，请由其他人员导出。")
        tx.touch("PeriodicReport", uid, "export", None, report.serial)
        return OpResult(place_files(session, report), tx.changes)


def changed_files(session: Session) -> list[str]:
    """A sentence for every file in ``exports/`` that is not the one that was sealed; a missing one can be had again."""
    found: list[str] = []
    for report in _issued(session):
        for path, sha256 in _digests(files_of(session, report), report):
            if path.exists() and not _is(path, sha256):
                found.append(f"“{path.name}”{_CHANGED}")
    return found


def _digests(files: SealedFiles, report: PeriodicReport) -> tuple[tuple[Path, str], ...]:
    return (files.pdf, report.pdf_sha256), (files.xlsx, report.xlsx_sha256)


def _is(path: Path, sha256: str) -> bool:
    return path.exists() and digest(read_bytes(path)).sha256 == sha256


def _kept(session: Session, sha256: str) -> bytes:
    with session.ledger.read() as connection:
        secrets = secrets_of(connection)
    return attachments.load(session.folder.attachments, secrets, sha256)


def place_waiting(session: Session) -> None:
    """After a login: finish what a crash between commit and placing left behind."""
    if not any(session.folder.exports.glob(f"*{_WAITING}")):
        return
    for report in _issued(session):
        try:
            place_files(session, report)
        except FileProblem:
            # Held by another program: nothing is lost, the file waits for the next login, which is not refused.
            continue


def _issued(session: Session) -> Iterator[PeriodicReport]:
    with session.ledger.read() as connection:
        yield from rows.fetch_equal(connection, PeriodicReport, withdrawn=True, state=ReportState.ISSUED)


def _waiting(path: Path) -> Path:
    return path.with_name(f"{path.name}{_WAITING}")
