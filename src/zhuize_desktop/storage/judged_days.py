"""The days by which cases are judged, of every clue: when it was decided, and when the act ended."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..domain.judging.basis import act_day_of
from ..domain.records import Decision, OutsideDecision, RuleBasis, Violation
from ..domain.workflow import in_force, last_day
from . import rows
from .tables import table_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..domain.records import Record


@dataclass(frozen=True, slots=True)
class JudgedDays:
    """Clue → the day of the decision that ends 处理, and the day of the act; a clue of which it is not known is in
    neither.
    """

    decided: Mapping[str, date]
    acted: Mapping[str, date]


def judged_days(connection: Connection) -> JudgedDays:
    """The days of every clue, the same that its dossier is judged by (``handling_day``, ``act_day``)."""
    own = _by_clue(connection, Decision, "kind", "decided_on")
    outside = _by_clue(connection, OutsideDecision, "kind", "decided_on")
    decided = {
        clue: last_day(in_force(own.get(clue, ()), outside.get(clue, ()))) for clue in {*own, *outside}
    }
    chosen = {clue: several[-1].act_on for clue, several in _by_clue(connection, RuleBasis, "act_on").items()}
    violations = _by_clue(connection, Violation, "occurred_from", "occurred_to")
    acted = {clue: act_day_of(chosen.get(clue), violations.get(clue, ())) for clue in {*chosen, *violations}}
    return JudgedDays(
        {clue: day for clue, day in decided.items() if day is not None},
        {clue: day for clue, day in acted.items() if day is not None},
    )


def _by_clue(connection: Connection, record: type[Record], *names: str) -> dict[str, list[Any]]:
    """Clue → light rows of its records that are not withdrawn, oldest first."""
    row: Any = namedtuple(record.__name__, names)  # type: ignore[misc]
    table, found = table_of(record), defaultdict(list)
    kept = table.c.withdrawn_reason == ""
    for clue, *values in rows.fetch_flat(connection, record, ("clue", *names), kept, order=(table.c.uid,)):
        found[clue].append(row._make(values))
    return found
