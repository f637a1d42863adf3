"""The tables, generated from the records: one per class, one link table per field that holds several values."""

from __future__ import annotations

import re

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, MetaData, Table, Text
from sqlalchemy import Column as SqlColumn
from sqlalchemy.types import Integer

from ..domain.fields import Column, Kind, columns
from ..domain.records import RECORDS, Record
from .column_types import IsoDate, UtcInstant, sql_type

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table_name(record: type[Record]) -> str:
    """``LiablePerson`` → ``liable_person``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", record.__name__).lower()


_NAMES = {record.__name__: table_name(record) for record in RECORDS}


def _reference(column: Column) -> list[ForeignKey]:
    """Foreign keys are deferred to the commit, so that one action may write records in any order."""
    target = column.field.refers_to
    return [ForeignKey(f"{_NAMES[target]}.uid", deferrable=True, initially="DEFERRED")] if target else []


def _record_table(record: type[Record]) -> Table:
    name = table_name(record)
    parts: list[SqlColumn[object] | CheckConstraint] = []
    for column in columns(record):
        if column.many:
            continue
        key = column.name == "uid"
        parts.append(
            SqlColumn(
                column.name,
                sql_type(column),
                *_reference(column),
                primary_key=key,
                nullable=column.optional and not key,
            )
        )
        if column.field.kind is Kind.FLAG:
            parts.append(CheckConstraint(f'"{column.name}" IN (0, 1)', name=column.name))
    table = Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=True)
    for column in columns(record):
        if column.field.refers_to and not column.many and column.name != "owner_enterprise":
            Index(None, table.c[column.name])
    return table


def _link_table(record: type[Record], column: Column) -> Table:
    name = f"{table_name(record)}__{column.name}"
    table = Table(
        name,
        metadata,
        SqlColumn(
            "uid",
            Text,
            ForeignKey(f"{table_name(record)}.uid", deferrable=True, initially="DEFERRED"),
            primary_key=True,
        ),
        SqlColumn("position", Integer, primary_key=True),
        SqlColumn("value", sql_type(column), *_reference(column), nullable=False),
        sqlite_strict=True,
    )
    Index(None, table.c.value)
    return table


_TABLES: dict[type[Record], Table] = {record: _record_table(record) for record in RECORDS}
_LINKS: dict[tuple[type[Record], str], Table] = {
    (record, column.name): _link_table(record, column)
    for record in RECORDS
    for column in columns(record)
    if column.many
}


def table_of(record: type[Record]) -> Table:
    """The main table of a record class."""
    return _TABLES[record]


def link_of(record: type[Record], field: str) -> Table:
    """The link table of a field that holds several values: ``uid, position, value``."""
    return _LINKS[record, field]


_LINKS_OF = {
    record: tuple((column, _LINKS[record, column.name]) for column in columns(record) if column.many)
    for record in RECORDS
}


def links_of(record: type[Record]) -> tuple[tuple[Column, Table], ...]:
    """Every many-valued field of a record class with its link table."""
    return _LINKS_OF[record]


_CLUE = _TABLES[next(record for record in RECORDS if record.__name__ == "Clue")]
Index("ix_clue_number", _CLUE.c.number)
Index("ix_clue_reported_on", _CLUE.c.reported_on)
Index(
    "uq_user_login",
    _TABLES[next(record for record in RECORDS if record.__name__ == "User")].c.login,
    unique=True,
)

#: 审计链: one row per action; ``hash`` covers the row and the predecessor's hash.
entry = Table(
    "entry",
    metadata,
    SqlColumn("seq", Integer, primary_key=True),
    SqlColumn("epoch", Integer, nullable=False),
    SqlColumn("op", Text, nullable=False),
    SqlColumn("actor", Text, nullable=False),
    SqlColumn("actor_name", Text, nullable=False),
    SqlColumn("at", UtcInstant, nullable=False),
    SqlColumn("note", Text, nullable=False),
    SqlColumn("payload", Text, nullable=False),
    SqlColumn("previous", Text, nullable=False),
    SqlColumn("hash", Text, nullable=False),
    sqlite_strict=True,
)
#: 变更: what the action changed, field by field; ``digest`` is salted so that it tells nothing of the value.
change = Table(
    "change",
    metadata,
    SqlColumn("seq", Integer, ForeignKey("entry.seq"), primary_key=True),
    SqlColumn("position", Integer, primary_key=True),
    SqlColumn("kind", Text, nullable=False),
    SqlColumn("uid", Text, nullable=False),
    SqlColumn("field", Text, nullable=False),
    SqlColumn("old", Text),
    SqlColumn("new", Text),
    SqlColumn("salt", Text, nullable=False),
    SqlColumn("digest", Text, nullable=False),
    sqlite_strict=True,
)
Index("ix_change_uid", change.c.uid)
#: 草稿: tiny transactions, no audit; gone with the saving transaction.
draft = Table(
    "draft",
    metadata,
    SqlColumn("user", Text, primary_key=True),
    SqlColumn("form", Text, primary_key=True),
    SqlColumn("uid", Text, primary_key=True),
    SqlColumn("base_version", Integer, nullable=False),
    SqlColumn("saved_at", UtcInstant, nullable=False),
    SqlColumn("payload", Text, nullable=False),
    sqlite_strict=True,
)
#: 设置 and 计数: audited key → canonical JSON; numbers given out per register.
setting = Table(
    "setting",
    metadata,
    SqlColumn("key", Text, primary_key=True),
    SqlColumn("value", Text, nullable=False),
    sqlite_strict=True,
)
counter = Table(
    "counter",
    metadata,
    SqlColumn("register", Text, primary_key=True),
    SqlColumn("last", Integer, nullable=False),
    sqlite_strict=True,
)
#: 快照: frozen canonical JSON of a submitted report under its SHA-256.
snapshot = Table(
    "snapshot",
    metadata,
    SqlColumn("sha256", Text, primary_key=True),
    SqlColumn("report", Text, nullable=False),
    SqlColumn("taken_at", UtcInstant, nullable=False),
    SqlColumn("body", Text, nullable=False),
    sqlite_strict=True,
)
#: 数据体检: one row a run; ``body`` holds what it found, packed, under its SHA-256.
health_run = Table(
    "health_run",
    metadata,
    SqlColumn("uid", Text, primary_key=True),
    SqlColumn("run_at", UtcInstant, nullable=False),
    SqlColumn("user", Text, nullable=False),
    SqlColumn("user_name", Text, nullable=False),
    SqlColumn("seq", Integer, nullable=False),
    SqlColumn("head", Text, nullable=False),
    SqlColumn("thresholds", Text, nullable=False),
    SqlColumn("sha256", Text, nullable=False),
    SqlColumn("body", LargeBinary, nullable=False),
    sqlite_strict=True,
)
#: 签批: one signature each, in order; ``body`` is the canonical JSON of the signature.
signature = Table(
    "signature",
    metadata,
    SqlColumn("report", Text, primary_key=True),
    SqlColumn("snapshot", Text, primary_key=True),
    SqlColumn("position", Integer, primary_key=True),
    SqlColumn("body", Text, nullable=False),
    sqlite_strict=True,
)
#: 规则包版本: whole packs as canonical JSON, append-only.
pack_version = Table(
    "pack_version",
    metadata,
    SqlColumn("pack", Text, primary_key=True),
    SqlColumn("number", Integer, primary_key=True),
    SqlColumn("sha256", Text, nullable=False),
    SqlColumn("at", UtcInstant, nullable=False),
    SqlColumn("by", Text, nullable=False),
    SqlColumn("reason", Text, nullable=False),
    SqlColumn("effective_from", IsoDate),
    SqlColumn("origin", Text, nullable=False),
    SqlColumn("body", Text, nullable=False),
    sqlite_strict=True,
)
Index("ix_pack_version_sha256", pack_version.c.sha256)
#: 已导入的行: fingerprint of a ledger row → the clue it became, so that an import can be repeated.
imported_row = Table(
    "imported_row",
    metadata,
    SqlColumn("fingerprint", Text, primary_key=True),
    SqlColumn("clue", Text, ForeignKey("clue.uid", deferrable=True, initially="DEFERRED"), nullable=False),
    SqlColumn("seq", Integer, nullable=False),
    sqlite_strict=True,
)
Index("ix_imported_row_clue", imported_row.c.clue)
#: 检索: which record a row of the full-text index stands for.
search_entry = Table(
    "search_entry",
    metadata,
    SqlColumn("id", Integer, primary_key=True),
    SqlColumn("kind", Text, nullable=False),
    SqlColumn("uid", Text, nullable=False, unique=True),
    sqlite_strict=True,
)
