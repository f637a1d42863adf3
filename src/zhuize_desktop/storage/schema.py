"""Making and upgrading the schema: Alembic steps in one transaction, foreign keys off, checked before the commit."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from ..domain.errors import FileProblem
from .engine import APPLICATION_ID, SCHEMA_VERSION, connect

_SCRIPTS = Path(__file__).parent / "migrations"


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
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
