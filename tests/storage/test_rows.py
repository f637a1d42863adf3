"""Any value of any record class lies in its tables and comes back the same; what differs is named field by field."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import CLUE, KEY, OWN, viewer
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.errors import Conflict
from zhuize_desktop.domain.fields import Column, Kind, columns
from zhuize_desktop.domain.records import BY_NAME, RECORDS, Clue, Enterprise
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.storage import rows
from zhuize_desktop.storage.ledger import Ledger

# SQLite keeps any text but lone surrogates, which no keyboard makes.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
INSTANT = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def single(column: Column):
    if column.choices is not None:
        return st.sampled_from(list(column.choices))
    return {
        Kind.TEXT: TEXT,
        Kind.LONG_TEXT: TEXT,
        Kind.CHOICE: TEXT,
        Kind.CATALOGUE: TEXT,
        Kind.UID: TEXT,
        Kind.DATE: st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        Kind.INSTANT: INSTANT,
        Kind.MONEY: st.integers(0, 10**15 - 1),
        Kind.WHOLE: st.integers(-(2**63), 2**63 - 1),
        Kind.FLAG: st.booleans(),
    }[column.field.kind]


def field_values(column: Column):
    if column.many:
        return st.lists(single(column), max_size=4).map(tuple)
    return st.none() | single(column) if column.optional else single(column)


def records_of(record):
    free = {column.name: field_values(column) for column in columns(record) if column.name != "uid"}
    return st.builds(record, uid=st.uuids().map(str), **free)


@pytest.fixture(scope="module")
def bare(empty_ledger, tmp_path_factory):
    """An open ledger in which references are not followed, so that every field can hold anything."""
    path = shutil.copy(empty_ledger, tmp_path_factory.mktemp("rows") / "ledger.db")
    opened = Ledger(path, KEY, SystemClock())
    with opened._writer.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    yield opened
    opened.close()


@contextmanager
def undone(opened):
    """A transaction of which nothing stays, so that examples may share identities."""
    with opened._writer.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.mark.parametrize("record", RECORDS)
def test_every_value_of_every_class_comes_back(bare, record):
    @given(st.lists(records_of(record), max_size=3, unique_by=lambda one: one.uid))
    def comes_back(made):
        if record.__name__ == "User":
            made = [replace(one, login=one.uid) for one in made]
        with undone(bare) as connection:
            rows.insert_all(connection, made)
            found = rows.fetch_by_uid(connection, record, [one.uid for one in made])
            whole = rows.fetch_bulk(connection, record, rows.table_of(record).c.uid.in_(list(found)))
        assert found == {one.uid: one for one in made}
        assert whole == sorted(made, key=lambda one: one.uid)

    comes_back()


@pytest.mark.parametrize("record", RECORDS)
def test_every_change_of_every_class_comes_back(bare, record):
    @given(records_of(record), records_of(record))
    def comes_back(old, other):
        new = replace(other, uid=old.uid, version=old.version)
        if old.version == 2**63 - 1:
            old, new = replace(old, version=1), replace(new, version=1)
        if record.__name__ == "User":
            old, new = replace(old, login=old.uid), replace(new, login=old.uid)
        changed = rows.difference(old, new)
        assert {name for name, pair in changed.items() if pair[0] == pair[1]} == set()
        assert replace(old, **{name: pair[1] for name, pair in changed.items()}) == new
        with undone(bare) as connection:
            rows.insert_all(connection, [old])
            rows.save_changed(connection, old, new, changed)
            found = rows.fetch_by_uid(connection, record, [old.uid])
        assert found[old.uid] == replace(new, version=old.version + 1)

    comes_back()


def test_names_and_classes_agree():
    assert list(BY_NAME.values()) == list(RECORDS)


def test_more_uids_than_one_statement_takes(ledger):
    many = [Clue(uid=f"m-{at:05}", owner_enterprise=OWN, enterprises=(OWN,)) for at in range(1203)]
    with ledger.transact(Op.REGISTER_CLUE, viewer()) as tx:
        tx.insert(*many)
    with ledger.read() as connection:
        assert rows.fetch_by_uid(connection, Clue, [one.uid for one in many]) == {
            one.uid: one for one in many
        }
        assert len(rows.fetch_by_uid(connection, Clue, ["m-00001"] * 2000)) == 1
    assert [len(part) for part in rows.chunks([str(at) for at in range(1203)])] == [500, 500, 203]


def test_equal_fields_of_every_kind_are_asked_for(ledger):
    """Asked twice with other values each: a statement is made once, its values are not."""
    first = Clue(uid="m-1", owner_enterprise=OWN, number="甲", legacy=True, reported_on=date(2026, 1, 2))
    second = Clue(uid="m-2", owner_enterprise=OWN, number="乙", stage=Stage.TRIAGE, estimated_loss=5)
    gone = Clue(uid="m-3", owner_enterprise=OWN, number="丙", withdrawn_reason="录重了")
    with ledger.transact(Op.REGISTER_CLUE, viewer()) as tx:
        tx.insert(first, second, gone)

    with ledger.read() as connection:

        def found(**equal):
            return [one.uid for one in rows.fetch_equal(connection, Clue, **equal)]

        assert found(number="甲") == ["m-1"]
        assert found(number="乙") == ["m-2"]
        assert found(number="丙") == []
        assert found(number="丙", withdrawn=True) == ["m-3"]
        assert found(legacy=True) == ["m-1"]
        assert found(legacy=False) == [CLUE, "m-2"]
        assert found(reported_on=date(2026, 1, 2)) == ["m-1"]
        assert found(reported_on=None) == [CLUE, "m-2"]
        assert found(stage=Stage.TRIAGE) == ["m-2"]
        assert found(estimated_loss=5, stage=Stage.TRIAGE, reported_on=None) == ["m-2"]
        assert found(estimated_loss=None, number="甲") == ["m-1"]


def test_the_second_of_two_savers_is_told(ledger):
    with ledger.read() as connection:
        (own,) = rows.fetch(connection, Enterprise)
    with ledger.transact(Op.SAVE_ENTERPRISE, viewer()) as tx:
        saved = tx.update(replace(own, short_name="虚构运输"))
    assert saved.version == 2
    with pytest.raises(Conflict), ledger.transact(Op.SAVE_ENTERPRISE, viewer()) as tx:
        tx.update(replace(own, short_name="别的"))
    with ledger.read() as connection:
        assert rows.fetch(connection, Enterprise) == [replace(own, short_name="虚构运输", version=2)]


def test_plain_values():
    clue = Clue(
        uid="c", owner_enterprise=OWN, reported_on=date(2026, 1, 2), enterprises=("a", "b"), estimated_loss=5
    )
    plain = rows.plain_record(clue)
    assert plain["reported_on"] == "2026-01-02"
    assert plain["enterprises"] == ["a", "b"]
    assert plain["estimated_loss"] == 5
    assert "summary" not in plain
    assert rows.plain_text(("甲", None)) == '["甲",null]'
