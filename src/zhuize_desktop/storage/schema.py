"""Making and upgrading the schema: Alembic steps in one transaction, foreign keys off, checked before the commit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, MetaData, create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool, StaticPool

from ..domain.clock import CHINA
from ..domain.errors import FileProblem
from ..domain.records import RECORDS
from ..seal.atomic import file_problem, sync_folder
from .backup import checked, copy_ledger
from .engine import APPLICATION_ID, SCHEMA_VERSION, connect, file_problems
from .folders import check_space
from .tables import metadata, table_name

if TYPE_CHECKING:
    from datetime import datetime

    from .folders import DataFolder

_SCRIPTS = Path(__file__).parent / "migrations"
#: Tables that are made by the steps alone: Alembic's mark and the full-text index with what lies behind it.
_UNDECLARED = ("alembic_version", "search_index", "sqlite_")
#: What keeps records from being deleted and the trail from being rewritten.
_TRIGGERS = frozenset(
    (
        *(f"{table_name(record)}_is_kept" for record in RECORDS),
        *("entry_is_final", "entry_is_kept", "change_is_final", "change_is_kept"),
        *("snapshot_is_final", "signature_is_final", "health_run_is_final"),
        *("pack_version_is_final", "pack_version_stays"),
    )
)


def run_steps(path: Path, key: bytes, scripts: Path = _SCRIPTS, version: int = SCHEMA_VERSION) -> None:
    """Bring the database at ``path`` (new or old) to ``version``. All steps succeed or none is kept.

    Raises:
        FileProblem: a reference points nowhere after the upgrade; the file is left as it was.
    """
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, key), module=sqlcipher, poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        try:
            _upgrade(connection, scripts)
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={version}")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise FileProblem("升级后的台账有引用对不上，升级没有进行，原台账未改动；请联系维护人员。")
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
    engine.dispose()


def _upgrade(connection: Connection, scripts: Path) -> None:
    from alembic import command  # costs time that a login without an upgrade does not have
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def upgrade(
    folder: DataFolder,
    key: bytes,
    now: datetime,
    scripts: Path = _SCRIPTS,
    version: int = SCHEMA_VERSION,
    declared: MetaData = metadata,
) -> Path:
    """Bring an older, closed ledger to ``version``; returns where the old one is kept.

    A checked copy of the old file goes into ``backups/``, the steps run on a second copy, and only when that one has
    passed every check it takes the ledger's place by one rename. Until then the ledger is not touched.

    Args:
        folder: whose lock the caller holds.
        key: the database key.
        now: the present instant; it names the kept file.
        scripts: the steps.
        version: which they lead to.
        declared: the tables they must have made.

    Raises:
        FileProblem: no room, or a step or check failed; everything is as it was.
    """
    old = checked(folder.ledger, key)
    check_space(folder.path, folder.ledger.stat().st_size * 3)
    stamp = now.astimezone(CHINA).strftime("%Y-%m-%d_%H%M%S")
    kept = folder.backups / f"升级前_第{old.version}版_{stamp}.db"
    working = folder.path / "ledger.upgrade.db"
    _remove(working)  # of an upgrade that a power cut ended
    try:
        copy_ledger(folder.ledger, key, kept)
        if checked(kept, key) != old:
            raise FileProblem("升级前的备份与台账不一致，升级没有进行，原台账未改动；请检查磁盘后重试。")
        copy_ledger(kept, key, working)
        _checked_steps(working, key, scripts, version, declared)
        working.replace(folder.ledger)
    except BaseException as error:
        _remove(working)
        _remove(kept)
        if isinstance(error, OSError):
            raise file_problem(error, working) from error
        raise
    try:
        sync_folder(folder.path)
    except OSError as error:
        raise file_problem(error, folder.ledger) from error
    return kept


def _remove(path: Path) -> None:
    """A database file with what lies beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _checked_steps(path: Path, key: bytes, scripts: Path, version: int, declared: MetaData) -> None:
    try:
        run_steps(path, key, scripts, version)
    except DatabaseError as error:
        raise FileProblem("台账升级没有成功，原台账未改动；请联系维护人员。") from error
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, key), module=sqlcipher, poolclass=NullPool
    )
    with engine.connect() as connection:
        found = [*file_problems(connection), *declared_differences(connection, declared)]
        # One file again, without a log beside it that would not be renamed along.
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    if found:
        raise FileProblem(f"升级后的台账没有通过检查（{found[0]}），原台账未改动；请联系维护人员。")


def declared_differences(connection: Connection, declared: MetaData = metadata) -> list[str]:
    """A Chinese sentence for every table and trigger in which a ledger differs from the declared ones.

    Both sides are asked by PRAGMA for columns, keys, references and indexes, the declared one in a database in memory;
    the order of columns does not count.
    """
    fresh = create_engine("sqlite://", module=sqlcipher, poolclass=StaticPool)
    with fresh.connect() as memory:
        declared.create_all(memory)
        wanted = _shape(memory)
    fresh.dispose()
    found = _shape(connection)
    problems = [f"台账缺少表 {name}。" for name in sorted(wanted.keys() - found.keys())]
    problems += [f"台账里有不认识的表 {name}。" for name in sorted(found.keys() - wanted.keys())]
    problems += [
        f"表 {name} 的结构与本版本不符（{'、'.join(sorted(differing))}）。"
        for name in sorted(wanted.keys() & found.keys())
        if (differing := {str(part[1]) for part in wanted[name] ^ found[name]})
    ]
    triggers = set(
        connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
    )
    problems += [f"台账缺少保护措施 {name}，记录可能被改动过。" for name in sorted(_TRIGGERS - triggers)]
    return problems


def _shape(connection: Connection) -> dict[str, frozenset[tuple[object, ...]]]:
    """Table name → its columns, references and indexes as PRAGMA tells them."""
    tables = connection.exec_driver_sql("PRAGMA main.table_list").mappings().all()
    return {
        table["name"]: frozenset(_parts(connection, table["name"], bool(table["strict"])))
        for table in tables
        if table["type"] in ("table", "virtual") and not table["name"].startswith(_UNDECLARED)
    }


def _parts(connection: Connection, table: str, strict: bool) -> list[tuple[object, ...]]:
    def rows(pragma: str, name: str) -> list[dict[str, object]]:
        return [dict(row) for row in connection.exec_driver_sql(f'PRAGMA main.{pragma}("{name}")').mappings()]

    parts: list[tuple[object, ...]] = [("kind", "STRICT", strict)]
    for row in rows("table_xinfo", table):
        parts.append(("column", row["name"], row["type"], row["notnull"], row["pk"], row["hidden"]))
    for row in rows("foreign_key_list", table):
        parts.append(("reference", row["from"], row["table"], row["to"], row["on_update"], row["on_delete"]))
    for row in rows("index_list", table):
        columns = tuple(one["name"] for one in rows("index_info", str(row["name"])))
        parts.append(("index", row["name"], row["unique"], row["origin"], row["partial"], columns))
    return parts
