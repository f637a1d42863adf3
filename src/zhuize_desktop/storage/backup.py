"""Copies of the ledger: made while it is open, opened and counted before anybody relies on them, thinned by age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, func, select

from ..domain.errors import FileProblem
from ..domain.records import SigningKey
from . import audit
from .engine import (
    check_identity,
    connect,
    file_problems,
    reader_engine,
    reference_problems,
    told_errors,
)
from .tables import metadata, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DAYS, _WEEKS, _MONTHS = 7, 4, 12


@dataclass(frozen=True, slots=True)
class Contents:
    """What a ledger holds, in figures: two ledgers with equal contents and equal head are the same.

    Attributes:
        version: of the schema.
        rows: number of rows by table.
        head: newest entry of the trail.
    """

    version: int
    rows: dict[str, int]
    head: audit.Head


def contents(path: Path, connection: Connection) -> Contents:
    """Count an open ledger.

    Raises:
        FileProblem: it belongs to another program or a newer version.
    """
    version = check_identity(path, connection)
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    counted = {
        str(table.name): connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
        if table.name in there  # an older version's ledger has fewer
    }
    return Contents(version, counted, audit.head(connection))


def copy_ledger(source: Path, key: bytes, target: Path) -> None:
    """A copy of an open or closed ledger under the same key, in one step and one file, by the database itself.

    A file copy would miss what still lies in the log. The caller keeps writers out if the copy is to be compared with
    counts taken beside it.

    Raises:
        FileProblem: the source cannot be read, or the target not be written.
    """
    with told_errors(source):
        original = connect(source, key, read_only=True)
        try:
            copy = connect(target, key)
            try:
                original.backup(copy)
                copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                copy.execute("PRAGMA journal_mode=DELETE")
            finally:
                copy.close()
        except sqlcipher.DatabaseError as error:
            raise FileProblem(
                "台账没有复制成功，可能磁盘空间不足或磁盘出错；原台账未改动，请检查磁盘后重试。"
            ) from error
        finally:
            original.close()


def checked(path: Path, key: bytes) -> Contents:
    """Open a closed ledger as a stranger would, examine all its pages and references, and count it.

    Raises:
        FileProblem: it does not open, or something in it is damaged.
    """
    engine = reader_engine(path, key)
    try:
        with told_errors(path), engine.begin() as connection:
            found = [*file_problems(connection), *reference_problems(connection)]
            if found:
                raise FileProblem(f"“{path.name}”没有通过检查：{found[0]}")
            return contents(path, connection)
    finally:
        engine.dispose()


def head_of(path: Path, keys: Iterable[bytes]) -> audit.Head | None:
    """The newest entry of a closed ledger that one of these keys opens; ``None`` when none does."""
    for key in keys:
        engine = reader_engine(path, key)
        try:
            with told_errors(path), engine.begin() as connection:
                check_identity(path, connection)
                return audit.head(connection)
        except FileProblem:
            continue  # another key may fit
        finally:
            engine.dispose()
    return None


def public_keys(path: Path, key: bytes) -> set[str]:
    """Every public signing key a closed ledger knows, past ones included; hexadecimal."""
    engine = reader_engine(path, key)
    try:
        with told_errors(path), engine.begin() as connection:
            return set(connection.execute(select(table_of(SigningKey).c.public_key)).scalars())
    finally:
        engine.dispose()


def thin(made: Iterable[datetime], today: date) -> set[datetime]:
    """Which backups to keep: all of today and yesterday, then the newest of each day, week and month.

    Args:
        made: when each was made, in local time.
        today: the legal day.

    Returns:
        Those of today and yesterday; the newest of each of the last 7 days, of each of the last 4 calendar weeks
        (Monday to Sunday) and of each of the last 12 calendar months, today's included. What bears a later day than
        today is kept: then the clock is wrong, not the backup.
    """
    kept: set[datetime] = set()
    newest: dict[tuple[str, int], datetime] = {}
    for one in sorted(made):
        day = one.date()
        if day >= today - timedelta(days=1):
            kept.add(one)
        for group, age, limit in (
            ("day", (today - day).days, _DAYS),
            ("week", (_monday(today) - _monday(day)).days // 7, _WEEKS),
            ("month", (today.year - day.year) * 12 + today.month - day.month, _MONTHS),
        ):
            if 0 <= age < limit:
                newest[group, age] = one
    return kept | set(newest.values())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
