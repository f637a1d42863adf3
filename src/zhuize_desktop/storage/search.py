"""Full-text search: FTS5 over single Han characters, so that words of two characters are found.

Every Han character is a token of its own and a query is a phrase: ``违规`` finds 违规经营, ``张三`` finds 张三丰. The
index keeps no text (contentless), protected fields never enter it. Pinyin stands in a column of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, text

from ..domain.fields import Kind, Sensitivity, columns
from ..domain.records import Clue, Enterprise, Person, Record
from . import rows
from .tables import link_of, search_entry, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HAN = re.compile(r"([\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_TEXT_KINDS = {Kind.TEXT, Kind.LONG_TEXT}
_INDEXED: tuple[type[Record], ...] = (Clue, Enterprise, Person)


def spaced(body: str) -> str:
    """A text as the index wants it: a blank round every Han character."""
    return " ".join(_HAN.sub(r" \1 ", body).split())


def phrase(query: str) -> str:
    """A query as FTS5 wants it: each blank-parted word a phrase, all of them wanted."""
    words = (spaced(re.sub(r'["*^:()\x00]', " ", word)) for word in query.split())
    return " ".join(f'"{word}"' + ("*" if word.isascii() else "") for word in words if word)


def initials(name: str) -> str:
    """The pinyin initials of a name: ``虚构运输`` → ``xgys``."""
    return "".join(syllable[0] for syllable in syllables(name))


@lru_cache(maxsize=16384)
def syllables(name: str) -> tuple[str, ...]:
    """The pinyin of the Han characters of a name, each as it is read in its word: ``重庆`` → ``chong qing``."""
    from pypinyin import lazy_pinyin  # its dictionaries cost time that the login does not have

    return tuple(lazy_pinyin(name, errors="ignore"))


def pinyin(name: str) -> str:
    """What the index keeps of a name: its pinyin and its initials from every syllable on.

    The companies of a group begin alike, so a name must be found from the middle too. The index answers only what
    begins a word; with every ending a word of its own, any run of initials or syllables begins one:
    ``济运`` → ``jiyun jy yun y``.
    """
    read = syllables(name)
    endings = [read[start:] for start in range(len(read))]
    return " ".join(
        dict.fromkeys(
            word
            for ending in endings
            for word in ("".join(ending), "".join(syllable[0] for syllable in ending))
        )
    )


def index(connection: Connection, records: Iterable[Record]) -> None:
    """Bring the index up to these records; a renamed person or enterprise takes its clues along."""
    wanted = [record for record in records if isinstance(record, _INDEXED)]
    clues: dict[str, Clue] = {record.uid: record for record in wanted if isinstance(record, Clue)}
    named = [record for record in wanted if not isinstance(record, Clue)]
    if named:
        clues = {**_clues_naming(connection, [record.uid for record in named]), **clues}
    names = _names(connection, clues.values())
    entries = [(record, _own_text(record), pinyin(record.name)) for record in named]  # type: ignore[attr-defined]
    for clue in clues.values():
        linked = [names[uid] for uid in (*clue.enterprises, *clue.persons) if uid in names]
        entries.append(
            (
                clue,
                " ".join((_own_text(clue), *(name for name, _ in linked))),
                " ".join(short for _, short in linked),
            )
        )
    _write(connection, entries)


def _own_text(record: Record) -> str:
    return " ".join(
        getattr(record, column.name)
        for column in columns(type(record))
        if column.field.kind in _TEXT_KINDS
        and column.field.sensitivity is not Sensitivity.PROTECTED
        and not column.many
    )


def _clues_naming(connection: Connection, uids: Sequence[str]) -> dict[str, Clue]:
    found: set[str] = set()
    for field in ("enterprises", "persons"):
        link = link_of(Clue, field)
        for part in rows.chunks(uids):
            found.update(connection.execute(select(link.c.uid).where(link.c.value.in_(part))).scalars())
    return rows.fetch_by_uid(connection, Clue, found)


def _names(connection: Connection, clues: Iterable[Clue]) -> dict[str, tuple[str, str]]:
    gathered = list(clues)
    found: dict[str, tuple[str, str]] = {}
    for record, field in ((Enterprise, "enterprises"), (Person, "persons")):
        table = table_of(record)
        wanted = dict.fromkeys(uid for clue in gathered for uid in getattr(clue, field))
        for part in rows.chunks(wanted):
            for uid, name in connection.execute(
                select(table.c.uid, table.c.name).where(table.c.uid.in_(part))
            ):
                found[uid] = (name, pinyin(name))
    return found


def _write(connection: Connection, entries: Sequence[tuple[Record, str, str]]) -> None:
    if not entries:
        return
    uids = [record.uid for record, _, _ in entries]
    for part in rows.chunks(uids):
        old = (
            connection.execute(select(search_entry.c.id).where(search_entry.c.uid.in_(part))).scalars().all()
        )
        if old:
            connection.execute(
                text("DELETE FROM search_index WHERE rowid = :id"), [{"id": one} for one in old]
            )
            connection.execute(delete(search_entry).where(search_entry.c.id.in_(old)))
    connection.execute(
        insert(search_entry), [{"kind": type(record).__name__, "uid": record.uid} for record, _, _ in entries]
    )
    numbers = {
        uid: number
        for part in rows.chunks(uids)
        for uid, number in connection.execute(
            select(search_entry.c.uid, search_entry.c.id).where(search_entry.c.uid.in_(part))
        )
    }
    connection.execute(
        text("INSERT INTO search_index(rowid, body, initials) VALUES (:id, :body, :initials)"),
        [
            {"id": numbers[record.uid], "body": spaced(body), "initials": short}
            for record, body, short in entries
        ],
    )


def matching(query: str, record: type[Record]) -> tuple[str, dict[str, str]] | None:
    """An SQL condition on ``uid`` with its parameters, or ``None`` when the query holds nothing to look for."""
    wanted = phrase(query)
    if not wanted:
        return None
    condition = (
        "uid IN (SELECT e.uid FROM search_entry e JOIN search_index i ON i.rowid = e.id "
        "WHERE e.kind = :search_kind AND search_index MATCH :search_query)"
    )
    return condition, {"search_kind": record.__name__, "search_query": wanted}
