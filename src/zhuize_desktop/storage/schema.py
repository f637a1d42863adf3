"""Making and upgrading the schema: Alembic steps in one transaction, foreign keys off, checked before the commit."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, MetaData, create_engine
from sqlalchemy.pool import NullPool, StaticPool

from ..domain.errors import FileProblem
from ..domain.records import RECORDS
from .engine import APPLICATION_ID, SCHEMA_VERSION, connect
from .tables import metadata, table_name

_SCRIPTS = Path(__file__).parent / "migrations"
#: Tables that are made by the steps alone: Alembic's mark and the full-text index with what lies behind it.
_UNDECLARED = ("alembic_version", "search_index", "sqlite_")
#: What keeps records from being deleted and the trail from being rewritten.
_TRIGGERS = frozenset(
    (
        *(f"{table_name(record)}_is_kept" for record in RECORDS),
        *("entry_is_final", "entry_is_kept", "change_is_final", "change_is_kept"),
        *("snapshot_is_final", "signature_is_final"),
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
