"""The files of a sealed report: written under a waiting name before the commit, put in place after it.

A crash in between leaves a waiting file. Whether the report was sealed decides what it is: its digests stand in the
ledger, so the next login puts a file that matches into its place and leaves alone what belongs to nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import FileProblem
from ..domain.records import PeriodicReport, ReportState
from ..seal.atomic import file_problem, make_folder, read_bytes, write_atomic
from ..seal.digest import digest
from ..storage import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .session import Session

_WAITING = ".pending"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """Where the sealed report lies."""

    pdf: Path
    xlsx: Path


def file_name(text: str) -> str:
    """A text as part of a file name that every system takes."""
    return _NOT_IN_NAMES.sub("_", text).strip(" .")


def files_of(session: Session, report: PeriodicReport) -> SealedFiles:
    """Where the files of a sealed report lie."""
    name = file_name(f"{report.title}（{report.serial}）")
    exports = session.folder.exports
    return SealedFiles(exports / f"{name}.pdf", exports / f"{name}.xlsx")


def write_waiting(session: Session, report: PeriodicReport, pdf: bytes, xlsx: bytes) -> None:
    """Write both files under their waiting names, before the report is committed as sealed.

    Raises:
        FileProblem: no space, no right.
    """
    files = files_of(session, report)
    make_folder(session.folder.exports)
    write_atomic(_waiting(files.pdf), pdf)
    write_atomic(_waiting(files.xlsx), xlsx)


def place_files(session: Session, report: PeriodicReport) -> SealedFiles:
    """Put the sealed files into their places; harmless if repeated.

    Raises:
        FileProblem: a file is held by another program; the report is sealed all the same, and this can be repeated.
    """
    files = files_of(session, report)
    for path, sha256 in ((files.pdf, report.pdf_sha256), (files.xlsx, report.xlsx_sha256)):
        waiting = _waiting(path)
        if waiting.exists() and digest(read_bytes(waiting)).sha256 == sha256:
            try:
                waiting.replace(path)
            except OSError as error:
                raise file_problem(error, path) from error
    return files


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
