"""合并重复: every record that points to another one, whoever may read it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from ..domain.fields import Kind, columns
from ..domain.records import RECORDS, Attachment, IssuedPaper, Record
from . import rows
from .tables import link_of, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: References that are kept as plain text, because they may be to a record of any class.
_ANY: tuple[tuple[type[Record], str], ...] = ((Attachment, "about"), (IssuedPaper, "about"))


@cache
def references_to(name: str) -> tuple[tuple[type[Record], str, bool], ...]:
    """Class, field and whether it holds several, of every declared reference to the class called ``name``."""
    return tuple(
        (record, found.name, found.many)
        for record in RECORDS
        for found in columns(record)
        if found.field.kind is Kind.UID and found.field.refers_to == name
    )


def pointing_to(connection: Connection, record: type[Record], uid: str) -> Iterator[tuple[Record, str]]:
    """Every record, withdrawn or not, with the field in which it points to ``uid``; no viewer is asked."""
    for holder, field, many in references_to(record.__name__):
        table: Any = table_of(holder)
        if many:
            link = link_of(holder, field)
            where = table.c.uid.in_(select(link.c.uid).where(link.c.value == uid))
        else:
            where = table.c[field] == uid
        for one in rows.fetch(connection, holder, where, order=(table.c.uid,)):
            yield one, field
    for holder, field in _ANY:
        for one in rows.fetch_equal(connection, holder, withdrawn=True, **{field: uid}):
            yield one, field
