"""What the clock looks at, for one clue or for ten thousand: a statement a table, and only the columns it asks for."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from ..domain.clock_events import CLUE_FIELDS, FIELDS, SET_DAYS
from ..domain.records import Clue, Record
from . import rows
from .tables import table_of
from .visibility import involved, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from ..domain.viewer import Viewer

_CLUE = table_of(Clue)
Held = Mapping[type[Record], tuple[Any, ...]]
#: Light rows: the clock looks at attributes, it needs no record.
_ROWS: Mapping[type[Record], Any] = {
    record: namedtuple(record.__name__, names) for record, names in FIELDS.items()
}
#: What sets days that go on after 销号.
_AFTER_CLOSING = tuple({one.record: table_of(one.record) for one in SET_DAYS if one.after_closing}.values())
#: Beside the fields of the clock: by what a clue is called in a list.
_CALLED = ("number",)
_CLUE_ROW: Any = namedtuple("_CLUE_ROW", (*CLUE_FIELDS, *_CALLED))  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clue with what hangs on it, as far as its deadlines ask."""

    clue: Any
    held: Held = field(default_factory=dict)


def rows_of(
    connection: Connection, record: type[Record], *conditions: ColumnElement[bool]
) -> dict[str, tuple[Any, ...]]:
    """Clue → the records of one class that are not withdrawn, as the clock looks at them, oldest first."""
    table, names = table_of(record), FIELDS[record]
    kept = (table.c.withdrawn_reason == "", *conditions)
    found = rows.fetch_flat(connection, record, ("clue", *names), *kept, order=(table.c.uid,))
    made, by_clue = _ROWS[record]._make, defaultdict(list)
    for clue, *values in found:
        by_clue[clue].append(made(values))
    return {clue: tuple(several) for clue, several in by_clue.items()}


def held_by(connection: Connection, uids: Iterable[str]) -> dict[str, dict[type[Record], tuple[Any, ...]]]:
    """What hangs on these clues; the caller has checked the viewer."""
    found: dict[str, dict[type[Record], tuple[Any, ...]]] = defaultdict(dict)
    wanted = rows.listed(uids)
    for record in FIELDS:
        if record is not Clue:
            of_them = rows_of(connection, record, rows.one_of(table_of(record).c.clue, wanted))
            for clue, several in of_them.items():
                found[clue][record] = several
    return found


def clocks_of(connection: Connection, uids: Iterable[str]) -> dict[str, ClockRow]:
    """These clues with what hangs on them, by uid; for statistics, which count every clue."""
    wanted = list(uids)
    held, names = held_by(connection, wanted), (*CLUE_FIELDS, *_CALLED)
    found: dict[str, ClockRow] = {}
    for part in rows.chunks(wanted):
        for values in rows.fetch_flat(connection, Clue, names, _CLUE.c.uid.in_(part), order=(_CLUE.c.uid,)):
            clue: Any = _CLUE_ROW._make(values)
            found[clue.uid] = ClockRow(clue, held.get(clue.uid, {}))
    return found


def open_clocks(connection: Connection, viewer: Viewer) -> Iterator[ClockRow]:
    """Every open clue whose contents the viewer may read, by number."""
    return _clocks(connection, visible_to(viewer), _CLUE.c.closed.is_(False))


def running_clocks(connection: Connection, viewer: Viewer, on: date) -> Iterator[ClockRow]:
    """Every clue the viewer may read of which something may be due on a day, by number.

    Of those that are closed by then only those with something that goes on after 销号 (P9): a ledger is mostly closed.
    """
    goes_on = (
        _CLUE.c.uid.in_(select(table.c.clue).where(table.c.withdrawn_reason == ""))
        for table in _AFTER_CLOSING
    )
    return _clocks(
        connection, visible_to(viewer), or_(_CLUE.c.closed.is_(False), _CLUE.c.closed_on > on, *goes_on)
    )


def every_clock(connection: Connection, viewer: Viewer) -> Iterator[ClockRow]:
    """Every open clue but those in which the viewer is involved: for what names them by number alone."""
    return _clocks(connection, ~involved(viewer), _CLUE.c.closed.is_(False))


def _clocks(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[ClockRow]:
    found = rows.fetch_flat(
        connection,
        Clue,
        (*CLUE_FIELDS, *_CALLED),
        *conditions,
        _CLUE.c.withdrawn_reason == "",
        order=(_CLUE.c.number, _CLUE.c.uid),
    )
    clues: list[Any] = [_CLUE_ROW._make(values) for values in found]
    held = held_by(connection, (clue.uid for clue in clues))
    nothing: Held = {}
    return (ClockRow(clue, held.get(clue.uid, nothing)) for clue in clues)


def count_open(connection: Connection) -> int:
    """How many open clues there are, whoever may know of them."""
    kept = (_CLUE.c.withdrawn_reason == "", _CLUE.c.closed.is_(False))
    return connection.execute(select(func.count()).select_from(_CLUE).where(*kept)).scalar_one()
