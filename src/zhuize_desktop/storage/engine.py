"""Opening the encrypted database: one writer, a few readers that can only read.

The key is a raw 256-bit key (opens in under 1 ms; a passphrase would cost over 100 ms). Errors of the database
that a person can do something about become ``FileProblem`` here; everything else is a bug and passes through.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.pool import QueuePool, StaticPool
from sqlalchemy.util import LRUCache

from ..domain.errors import FileProblem, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Connection"]  # what services pass on to one another without knowing SQLAlchemy

#: ``ZHZE``: tells our ledgers from any other SQLite file.
APPLICATION_ID = 0x5A485A45
SCHEMA_VERSION = 1
_BUSY_SECONDS = 10.0
_PLAIN_HEADER = b"SQLite format 3\0"


def connect(path: Path, key: bytes, *, read_only: bool = False) -> Any:
    """A raw SQLCipher connection with this program's pragmas.

    Raises:
        FileProblem: the file is missing, foreign, damaged or not to be opened with this key.
    """
    if len(key) != 32:
        raise ValueError("the database key has 32 bytes")
    try:
        raw = sqlcipher.connect(
            str(path),
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
    except sqlcipher.Error as error:
        raise FileProblem(f"打不开台账文件“{path}”，请检查磁盘和权限后重试。") from error
    try:
        raw.execute("PRAGMA cipher_log_level=NONE")  # it would write English to stderr
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA temp_store=MEMORY")
        raw.execute("PRAGMA cache_size=-16000")
        if read_only:
            raw.execute("PRAGMA query_only=ON")
    except sqlcipher.Error as error:
        raw.close()
        raise _unreadable(path, error) from error
    return raw


def _unreadable(path: Path, error: Exception) -> FileProblem:
    if path.exists() and _first_bytes(path, len(_PLAIN_HEADER)) == _PLAIN_HEADER:
        return FileProblem(f"“{path}”不是本程序的加密台账，请选择正确的数据文件夹。")
    if "not a database" in str(error) or "malformed" in str(error):
        return FileProblem(
            f"台账文件“{path}”已损坏或与密钥不符，请用“恢复备份”从最近一次备份恢复；原文件请保留。"
        )
    return FileProblem(f"读不了台账文件“{path}”，请检查磁盘后重试。")


def _first_bytes(path: Path, length: int) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as stream:
        return stream.read(length)


class LedgerDialect(SQLiteDialect_pysqlite):
    """SQLite as every ledger speaks it: what was compiled for one engine serves all others.

    SQLAlchemy makes a dialect for every engine and knows a compiled statement again by its dialect. Left to that,
    writer and readers, and whoever logs in next, would each compile every statement anew, which takes far longer
    than asking it.
    """

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.ledger", __name__, LedgerDialect.__name__)
#: Compiled statements of this process, without the values they were asked with.
_compiled: LRUCache[Any, Any] = LRUCache(1_000)


def _engine(path: Path, key: bytes, *, read_only: bool, begin: str, pool: dict[str, Any]) -> Engine:
    engine = create_engine(
        "sqlite+ledger://",
        creator=lambda: connect(path, key, read_only=read_only),
        module=sqlcipher,
        execution_options={"compiled_cache": _compiled},
        **pool,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def writer_engine(path: Path, key: bytes) -> Engine:
    """The one writing connection; it takes the write lock at the beginning of every transaction."""
    return _engine(path, key, read_only=False, begin="BEGIN IMMEDIATE", pool={"poolclass": StaticPool})


def reader_engine(path: Path, key: bytes) -> Engine:
    """Connections that can only read, each transaction a snapshot."""
    return _engine(
        path,
        key,
        read_only=True,
        begin="BEGIN",
        pool={"poolclass": QueuePool, "pool_size": 3, "max_overflow": 5},
    )


def check_identity(path: Path, connection: Connection) -> int:
    """The schema version of an opened file.

    Raises:
        FileProblem: the file belongs to another program, or was written by a newer version of this one.
    """
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if application != APPLICATION_ID:
        raise FileProblem(f"“{path}”不是本程序的台账，请选择正确的数据文件夹。")
    if version > SCHEMA_VERSION:
        raise FileProblem("这份台账由更新版本的程序写成，请先升级本程序再打开；台账没有被改动。")
    return version


@contextmanager
def told_errors(path: Path) -> Iterator[None]:
    """Turn full disks, locked and damaged files met during work into sentences; anything else passes.

    A value that an SQL type refuses with a sentence of its own (an amount out of range) is told with that sentence.
    """
    try:
        yield
    except StatementError as error:
        if isinstance(error.orig, UserError):
            raise error.orig from error
        told = _told(path, str(error.orig))
        if told is None:
            raise
        raise told from error


def _told(path: Path, message: str) -> UserError | None:
    damaged = "台账文件有损坏，请立即停止录入，用“恢复备份”从最近一次备份恢复。"
    table: tuple[tuple[str, Callable[[], UserError]], ...] = (
        (
            "database or disk is full",
            lambda: FileProblem("磁盘空间不足，本次操作没有写入任何内容；请清理磁盘后重试。"),
        ),
        (
            "disk I/O error",
            lambda: FileProblem("磁盘读写出错，本次操作没有写入任何内容；请检查磁盘并尽快备份。"),
        ),
        ("database is locked", lambda: FileProblem("台账正被另一项操作占用，请稍候重试。")),
        ("readonly database", lambda: FileProblem(f"台账文件“{path}”是只读的，请检查文件夹权限。")),
        ("malformed", lambda: FileProblem(damaged)),
        # SQLCipher reads nothing more once a page has failed its check; what is asked next says one of these.
        ("not a database", lambda: FileProblem(damaged)),
        ("vtable constructor failed", lambda: FileProblem(damaged)),
    )
    for part, sentence in table:
        if part in message:
            return sentence()
    return None


def rekey(path: Path, candidates: tuple[bytes, ...]) -> None:
    """Bring the file under ``candidates[0]`` when it still lies under an older one of them.

    Raises:
        FileProblem: none of the keys opens the file.
    """
    for old in candidates:
        try:
            raw = connect(path, old)
        except FileProblem:
            continue
        try:
            if old != candidates[0]:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.execute("PRAGMA journal_mode=DELETE")  # rekeying rewrites every page; not under WAL
                raw.execute(f"PRAGMA rekey=\"x'{candidates[0].hex()}'\"")
                raw.execute("PRAGMA journal_mode=WAL")
        finally:
            raw.close()
        return
    raise FileProblem(f"台账文件“{path}”与密钥文件不配套，请从同一份备份恢复两者。")


def file_problems(connection: Connection) -> list[str]:
    """What the database says of its own pages: the seal of every encrypted page, then the structure.

    Raises:
        DatabaseError: a damaged page hinders the examination itself; ``told_errors`` makes a sentence of it.
    """
    found: list[str] = []
    for pragma, what in (("cipher_integrity_check", "加密页校验"), ("integrity_check", "数据库结构")):
        told = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {pragma}") if row[0] != "ok"]
        if told:
            found.append(f"{what}有 {len(told)} 处损坏，请停止录入并从最近的备份恢复。")
    return found


def reference_problems(connection: Connection) -> list[str]:
    """References that point nowhere, by table."""
    counted: dict[str, int] = {}
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        counted[table] = counted.get(table, 0) + 1
    return [f"表 {table} 有 {number} 处引用找不到对应记录。" for table, number in counted.items()]
