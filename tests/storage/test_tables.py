"""The tables as the migrations make them are the declared ones, and they refuse what must never be in them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.vault import CLUE, KEY, OWN, raw, viewer
from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.fields import Kind, columns
from zhuize_desktop.domain.records import RECORDS, Clue, Loss, Recusal
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.storage import rows
from zhuize_desktop.storage.ledger import Ledger
from zhuize_desktop.storage.schema import declared_differences
from zhuize_desktop.storage.tables import metadata, table_of


def flat(sql):
    return re.sub(r"\s+", " ", sql).strip().lower().replace("( ", "(").replace(" )", ")")


def test_a_fresh_ledger_has_the_declared_tables(ledger):
    with ledger.read() as connection:
        assert declared_differences(connection) == []


def test_a_fresh_ledger_has_the_declared_words(ledger):
    """Beyond what PRAGMA tells: checks, names of constraints and deferral, word for word."""
    with ledger.read() as connection:
        made = {
            name: flat(sql)
            for name, sql in connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL")
            )
        }
    for table in metadata.sorted_tables:
        assert made[table.name] == flat(str(CreateTable(table).compile(dialect=sqlite.dialect())))
        for index in table.indexes:
            assert made[index.name] == flat(str(CreateIndex(index).compile(dialect=sqlite.dialect())))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "ALTER TABLE person RENAME COLUMN remark TO remarks",
            "表 person 的结构与本版本不符（remark、remarks）",
        ),
        ("DROP INDEX uq_user_login", "表 user 的结构与本版本不符（uq_user_login）"),
        (
            "ALTER TABLE loss ADD COLUMN extra INTEGER REFERENCES clue(uid)",
            "表 loss 的结构与本版本不符（extra）",
        ),
        ("CREATE INDEX more ON loss (kind)", "表 loss 的结构与本版本不符（more）"),
        ("DROP TABLE clue__persons", "台账缺少表 clue__persons"),
        ("CREATE TABLE guest (x INTEGER) STRICT", "不认识的表 guest"),
        ("DROP TRIGGER change_is_final", "change_is_final"),
    ],
)
def test_every_difference_is_told(path, statement, told):
    connection = raw(path)
    connection.execute(statement)
    connection.close()
    opened = Ledger(path, KEY, None)
    with opened.read() as reading:
        (problem,) = declared_differences(reading)
    opened.close()
    assert told in problem


def test_a_table_that_is_not_strict_is_told(path):
    connection = raw(path)
    connection.execute("DROP TABLE counter")
    connection.execute(
        "CREATE TABLE counter (register TEXT NOT NULL, last INTEGER NOT NULL, "
        "CONSTRAINT pk_counter PRIMARY KEY (register))"
    )
    connection.close()
    opened = Ledger(path, KEY, None)
    with opened.read() as reading:
        assert declared_differences(reading) == ["表 counter 的结构与本版本不符（STRICT）。"]
    opened.close()


def test_strict_tables_refuse_floats_and_words_where_money_stands(ledger):
    connection = raw(ledger.path)
    for value in ("1.5", "'a lot'", "x'00'"):
        with pytest.raises(Exception, match="cannot store"):
            connection.execute(f"UPDATE clue SET estimated_loss = {value}")
    connection.close()


@pytest.mark.parametrize("amount", [-1, 10**15, 1.0, True, "5"])
def test_money_is_whole_fen_within_limits(ledger, amount):
    with pytest.raises((StatementError, FieldError)), ledger.transact(Op.SAVE_LOSS, viewer()) as tx:
        tx.insert(Loss(uid="l-1", owner_enterprise=OWN, clue=CLUE, amount=amount))
    with ledger.read() as connection:
        assert rows.fetch(connection, Loss) == []


@pytest.mark.parametrize("amount", [None, 0, 10**15 - 1])
def test_money_at_the_limits(ledger, amount):
    with ledger.transact(Op.SAVE_LOSS, viewer()) as tx:
        tx.insert(Loss(uid="l-1", owner_enterprise=OWN, clue=CLUE, amount=amount))
    with ledger.read() as connection:
        assert rows.fetch(connection, Loss)[0].amount == amount


def test_flags_are_nought_or_one(ledger):
    connection = raw(ledger.path)
    for record in RECORDS:
        for column in columns(record):
            if column.field.kind is Kind.FLAG:
                sql = str(CreateTable(table_of(record)).compile(dialect=sqlite.dialect()))
                assert f'CHECK ("{column.name}" IN (0, 1))' in sql
    with pytest.raises(Exception, match="CHECK constraint failed: ck_clue_legacy"):
        connection.execute("UPDATE clue SET legacy = 2")
    connection.close()


def test_references_are_looked_at_when_the_action_ends(ledger):
    clue = Clue(uid="c-2", owner_enterprise=OWN, number="2")
    with ledger.transact(Op.RECUSE, viewer()) as tx:
        tx.insert(Recusal(uid="r-1", owner_enterprise=OWN, clue="c-2", user="u-clerk"))
        tx.insert(clue)
    with pytest.raises(IntegrityError), ledger.transact(Op.RECUSE, viewer()) as tx:
        tx.insert(Recusal(uid="r-2", owner_enterprise=OWN, clue="nowhere", user="u-clerk"))
    with ledger.read() as connection:
        assert [one.uid for one in rows.fetch(connection, Recusal)] == ["r-1"]


def test_no_record_can_be_deleted(ledger):
    """One row in every record table, put there past the program; none of them goes away again."""
    connection = raw(ledger.path)
    for record in RECORDS:
        table = table_of(record)
        names = [f'"{column.name}"' for column in table.c]
        values = ", ".join(
            "NULL" if column.nullable else "0" if "INTEGER" in str(column.type) else f"'x-{column.name}'"
            for column in table.c
        )
        connection.execute(f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({values})')
        with pytest.raises(Exception, match="never deleted"):
            connection.execute(f"DELETE FROM \"{table.name}\" WHERE uid = 'x-uid'")
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entry",
        "UPDATE entry SET note = 'x'",
        "DELETE FROM change",
        "UPDATE change SET new = 'x'",
        "UPDATE change SET old = NULL, new = NULL, salt = ''",
        "UPDATE change SET digest = 'x'",
        "UPDATE change SET field = field",
    ],
)
def test_the_trail_is_append_only(ledger, statement):
    connection = raw(ledger.path)
    with pytest.raises(Exception, match="append-only"):
        connection.execute(statement)
    connection.close()


def test_snapshots_and_signatures_never_change(ledger):
    with ledger.small_write() as connection:
        connection.execute(text("INSERT INTO snapshot VALUES ('a', 'r', '2026-11-20T00:00:00+00:00', '{}')"))
        connection.execute(text("INSERT INTO signature VALUES ('r', 'a', 0, '{}')"))
    connection = raw(ledger.path)
    with pytest.raises(Exception, match="never changes"):
        connection.execute("UPDATE snapshot SET body = '[]'")
    with pytest.raises(Exception, match="never changes"):
        connection.execute("UPDATE signature SET body = '[]'")
    connection.close()


def test_one_login_name_one_user(ledger):
    table = metadata.tables["user"]
    with pytest.raises(IntegrityError, match=r"user\.login"), ledger.small_write() as connection:
        connection.execute(
            insert(table).values(
                uid="u-2",
                owner_enterprise=OWN,
                version=1,
                withdrawn_reason="",
                login="clerk",
                name="",
                post="",
                active=True,
                admin_reads_cases=False,
            )
        )
