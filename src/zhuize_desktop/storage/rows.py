"""Records to rows and back. The only code that knows how a record lies in its tables."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)

from ..domain.errors import Conflict
from ..domain.fields import Column, Kind, columns
from ..domain.records import Record
from .column_types import Choice, Flag, IsoDate, UtcInstant
from .tables import links_of, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Select, Table

R = TypeVar("R", bound=Record)
#: SQLite's limit on bound values is far higher; this keeps statements cacheable.
CHUNK = 500


def chunks(values: Iterable[str], size: int = CHUNK) -> Iterator[list[str]]:
    """``values`` in lists of at most ``size``."""
    source = iter(values)
    while part := list(islice(source, size)):
        yield part


def listed(values: Iterable[str]) -> str:
    """Values as one text, for ``one_of``: made once where several statements ask for the same."""
    return json.dumps(list(values))


def one_of(column: ColumnElement[Any], values: str) -> ColumnElement[bool]:
    """Whether ``column`` is one of the ``listed`` values, however many: they go over as one bound text."""
    each = func.json_each(values).table_valued("value")
    return column.in_(select(each.c.value))


def fetch(
    connection: Connection, record: type[R], *conditions: ColumnElement[bool], order: Sequence[Any] = ()
) -> list[R]:
    """Every record that meets the conditions, with its many-valued fields."""
    return _fetched(connection, record, select(table_of(record)).where(*conditions).order_by(*order), {})


def _fetched(
    connection: Connection, record: type[R], statement: Select[Any], values: Mapping[str, object]
) -> list[R]:
    found = connection.execute(statement, values).mappings().all()
    links = _links(connection, record, [row["uid"] for row in found])
    return [_made(record, dict(row) | links.get(row["uid"], {})) for row in found]


def _made(record: type[R], values: dict[str, Any]) -> R:
    return record(**values)


def fetch_equal(
    connection: Connection,
    record: type[R],
    *conditions: ColumnElement[bool],
    withdrawn: bool = False,
    **equal: object,
) -> list[R]:
    """The records whose fields equal these values, oldest first; withdrawn ones only when asked for.

    ``conditions`` are such as are asked again and again: those of ``readable``.
    """
    kind: Any = record  # a class can be a key, whatever is said of its instances
    empty = tuple(name for name, value in equal.items() if value is None)
    values = {name: value for name, value in equal.items() if value is not None}
    statement = _equal(kind, conditions, tuple(values), empty, withdrawn)
    return _fetched(connection, record, statement, {_bound(name): value for name, value in values.items()})


def _bound(field: str) -> str:
    return f"equal_{field}"


@lru_cache(
    maxsize=1_000
)  # most of what is read is asked so; making the statement anew takes longer than the answer
def _equal(
    record: type[Any],
    conditions: tuple[ColumnElement[bool], ...],
    names: tuple[str, ...],
    empty: tuple[str, ...],
    withdrawn: bool,
) -> Select[Any]:
    """The records whose fields ``names`` equal bound values and whose fields ``empty`` hold nothing."""
    table = table_of(record)
    kept = () if withdrawn else (table.c.withdrawn_reason == "",)
    same = (table.c[name] == bindparam(_bound(name)) for name in names)
    nothing = (table.c[name].is_(None) for name in empty)
    return select(table).where(*conditions, *kept, *same, *nothing).order_by(table.c.uid)


def fetch_flat(
    connection: Connection,
    record: type[Record],
    names: Sequence[str],
    *conditions: ColumnElement[bool],
    order: Sequence[Any] = (),
) -> list[list[Any]]:
    """Some single-valued fields of many records, as lists in the order of ``names``.

    For counting over the whole ledger: each column is converted in one go instead of value by value through its
    SQL type, which is what takes the time there.
    """
    return [
        list(row)
        for row in zip(*_by_column(connection, record, names, *conditions, order=order), strict=True)
    ]


def _by_column(
    connection: Connection,
    record: type[Record],
    names: Sequence[str],
    *conditions: ColumnElement[bool],
    order: Sequence[Any],
) -> list[Sequence[Any]]:
    """The same, column by column; empty where no record meets the conditions."""
    table = table_of(record)
    plain: list[ColumnElement[Any]] = [literal_column(f'{table.name}."{name}"') for name in names]
    found = connection.execute(select(*plain).select_from(table).where(*conditions).order_by(*order)).all()
    if not found:
        return []
    return [
        _converted(table.c[name].type, values)
        for name, values in zip(names, zip(*found, strict=True), strict=True)
    ]


def fetch_bulk(connection: Connection, record: type[R], *conditions: ColumnElement[bool]) -> list[R]:
    """Every record that meets the conditions, oldest first: one statement for the class and one a many-valued field.

    For reading the whole ledger: ``fetch`` asks for the many-valued fields of so many records at a time.
    """
    many = {column.name for column, _ in links_of(record)}
    names = [column.name for column in columns(record) if column.name not in many]
    found = _by_column(connection, record, names, *conditions, order=(table_of(record).c.uid,))
    if not found:
        return []
    uids = found[names.index("uid")]
    made = [object.__new__(record) for _ in uids]
    # Field by field into their slots, as the records are frozen: so many are not made one by one.
    for name, values in zip(names, found, strict=True):
        _fill(record, name, made, values)
    for name, held in _links_of_all(connection, record, uids).items():
        _fill(record, name, made, (held.get(uid, ()) for uid in uids))
    return made


def _fill(record: type[R], name: str, made: Sequence[R], values: Iterable[Any]) -> None:
    deque(map(getattr(record, name).__set__, made, values), maxlen=0)


def _links_of_all(
    connection: Connection, record: type[Record], uids: Sequence[str]
) -> dict[str, dict[str, tuple[Any, ...]]]:
    """Many-valued field → uid → its values in their order."""
    gathered: dict[str, dict[str, tuple[Any, ...]]] = {}
    wanted = listed(uids) if links_of(record) else ""
    for column, table in links_of(record):
        statement = select(table.c.uid, table.c.value).where(one_of(table.c.uid, wanted))
        found = connection.execute(statement.order_by(table.c.uid, table.c.position))
        values: dict[str, list[Any]] = defaultdict(list)
        for uid, value in found.all():
            values[uid].append(value)
        gathered[column.name] = {uid: tuple(several) for uid, several in values.items()}
    return gathered


def _converted(sql_type: Any, values: Sequence[Any]) -> Sequence[Any]:
    if isinstance(sql_type, IsoDate):
        read = date.fromisoformat
        return [read(value) if value is not None else None for value in values]
    if isinstance(sql_type, UtcInstant):
        moment = datetime.fromisoformat
        return [moment(value) if value is not None else None for value in values]
    if isinstance(sql_type, Flag):
        return [bool(value) if value is not None else None for value in values]
    if isinstance(sql_type, Choice):
        members = {member.value: member for member in sql_type.choices}
        return [members[value] if value is not None else None for value in values]
    return values


def fetch_by_uid(connection: Connection, record: type[R], uids: Iterable[str]) -> dict[str, R]:
    """The records of these uids that exist, by uid."""
    kind: Any = record  # a class can be a key, whatever is said of its instances
    return {
        row.uid: row
        for part in chunks(dict.fromkeys(uids))
        for row in _fetched(connection, record, _named(kind), {"uids": part})
    }


@cache
def _named(record: type[Any]) -> Select[Any]:
    """The records whose uids are among ``:uids``."""
    table = table_of(record)
    return select(table).where(table.c.uid.in_(bindparam("uids", expanding=True)))


def _links(
    connection: Connection, record: type[Record], uids: Sequence[str]
) -> dict[str, dict[str, tuple[Any, ...]]]:
    gathered: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    if len(uids) == 1 and len(links_of(record)) > 1:
        kind: Any = record  # a class can be a key, whatever is said of its instances
        names = [column.name for column, _ in links_of(record)]
        for place, value in connection.execute(_values_of_one(kind), {"uid": uids[0]}):
            gathered[uids[0]][names[place]].append(value)
        return {uid: {name: tuple(held) for name, held in fields.items()} for uid, fields in gathered.items()}
    for column, table in links_of(record):
        for part in chunks(uids):
            for uid, value in connection.execute(_values_of(table), {"uids": part}):
                gathered[uid][column.name].append(value)
    return {uid: {name: tuple(values) for name, values in fields.items()} for uid, fields in gathered.items()}


@cache  # every record read asks so; making the statement anew takes longer than the answer
def _values_of(table: Table) -> Select[tuple[str, Any]]:
    """The values of a many-valued field for the records in ``:uids``, in their order."""
    wanted = table.c.uid.in_(bindparam("uids", expanding=True))
    return select(table.c.uid, table.c.value).where(wanted).order_by(table.c.uid, table.c.position)


@cache
def _values_of_one(record: type[Any]) -> Select[tuple[int, Any]]:
    """Every many-valued field of the record ``:uid`` in one answer: one record is what an action mostly asks for."""
    parts = [
        select(literal_column(str(place)).label("place"), table.c.value, table.c.position).where(
            table.c.uid == bindparam("uid")
        )
        for place, (_, table) in enumerate(links_of(record))
    ]
    every = union_all(*parts).subquery()
    return select(every.c.place, every.c.value).order_by(every.c.place, every.c.position)


def insert_all(connection: Connection, records: Sequence[Record]) -> None:
    """Insert many records, class by class, in as few statements as there are tables."""
    by_class: dict[type[Record], list[Record]] = defaultdict(list)
    for one in records:
        by_class[type(one)].append(one)
    for record, group in by_class.items():
        many = {column.name for column, _ in links_of(record)}
        names = [column.name for column in columns(record) if column.name not in many]
        connection.execute(
            insert(table_of(record)), [{name: getattr(one, name) for name in names} for one in group]
        )
        for column, table in links_of(record):
            rows = [link for one in group for link in _link_rows(one, column.name)]
            if rows:
                connection.execute(insert(table), rows)


def _link_rows(record: Record, name: str) -> list[dict[str, Any]]:
    return [
        {"uid": record.uid, "position": at, "value": value} for at, value in enumerate(getattr(record, name))
    ]


def save_changed(
    connection: Connection, old: Record, new: Record, changed: Mapping[str, tuple[Any, Any]]
) -> None:
    """Write the changed fields of ``new`` over ``old``.

    Raises:
        Conflict: the row is no longer at ``old.version``: somebody else saved in between.
    """
    record = type(old)
    links = {column.name: table for column, table in links_of(record)}
    values = {name: pair[1] for name, pair in changed.items() if name not in links}
    table = table_of(record)
    done = connection.execute(
        update(table)
        .where(table.c.uid == old.uid, table.c.version == old.version)
        .values(**values, version=old.version + 1)
    )
    if done.rowcount != 1:
        raise Conflict("这条记录刚刚被别人改过，您的修改还在草稿里；请打开最新内容核对后再保存。")
    for name in changed.keys() & links.keys():
        connection.execute(delete(links[name]).where(links[name].c.uid == old.uid))
        rows = _link_rows(new, name)
        if rows:
            connection.execute(insert(links[name]), rows)


def difference(old: Record, new: Record) -> dict[str, tuple[Any, Any]]:
    """Field name → (old, new) for every field that differs; ``uid`` and ``version`` do not count."""
    return {
        column.name: (getattr(old, column.name), getattr(new, column.name))
        for column in columns(type(old))
        if column.name not in {"uid", "version"} and getattr(old, column.name) != getattr(new, column.name)
    }


def plain(value: Any) -> Any:
    """A field's value as JSON keeps it: dates and instants as ISO text, tuples as lists."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


def plain_text(value: Any) -> str:
    """A value as the audit trail keeps it: compact JSON, readable Chinese."""
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def from_plain_text(column: Column, text: str) -> Any:
    """A value from what the trail kept of it: the inverse of ``plain_text``."""
    value = json.loads(text)
    return tuple(_from_plain(column, part) for part in value) if column.many else _from_plain(column, value)


def _from_plain(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.choices is not None:
        return column.choices(value)
    if column.field.kind is Kind.DATE:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if column.field.kind is Kind.INSTANT else value


def plain_record(record: Record) -> dict[str, Any]:
    """All fields of a record that are not empty, as JSON keeps them."""
    values = ((column.name, getattr(record, column.name)) for column in columns(type(record)))
    return {name: plain(value) for name, value in values if value not in (None, "", ())}
