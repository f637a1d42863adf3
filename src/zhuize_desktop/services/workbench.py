"""工作台: what is mine today, what falls due, what is late, what is incomplete; each number opens its list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..domain.deadlines import ClockState, Deadline, deadline_of
from ..domain.ledger_view import LedgerQuery
from ..domain.records import Clue, PeriodicReport, Person, ReportState
from ..domain.stages import Stage
from ..storage import queries
from ..storage.drafts import Draft
from ..storage.reviews import Review, reviews_until
from . import drafts
from .records import list_records
from .restrictions import ending_between

if TYPE_CHECKING:
    from ..storage.engine import Connection
    from .session import Session


#: How many days ahead the first page looks.
_AHEAD = 15
#: And how many for 影响期、处分期 and bans: who was held back is thought of before it ends.
_ENDING = 30


@dataclass(frozen=True, slots=True)
class DueItem:
    """One clue with a running deadline."""

    clue: Clue
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything the first page shows.

    Attributes:
        overdue, this_week, soon: clues past their deadline, due within 7 and within 15 calendar days, nearest first.
        unknown: open clues whose start date is missing (时限未知).
        unconfirmed: clues whose stage waits for confirmation.
        incomplete: open clues without source, category or enterprise.
        stages: open clues by stage, in the order of the path.
        sources: all clues by statistics column, most first.
        estimated, confirmed, recovered: sums in 分 over what the viewer may read.
        drafts: the viewer's kept drafts.
        reports: reports that wait for the viewer or are being compiled.
        reviews: what records ask to be looked at within 15 days, or should have been: 复查、长期跟踪、整改到期.
        ending: 影响期、处分期 and bans that end within 30 days, the nearest first.
        empty: no clue yet; the page shows the first steps instead.
    """

    overdue: tuple[DueItem, ...]
    this_week: tuple[DueItem, ...]
    soon: tuple[DueItem, ...]
    unknown: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    incomplete: tuple[str, ...]
    stages: tuple[tuple[Stage, int], ...]
    sources: tuple[tuple[str, int], ...]
    estimated: int
    confirmed: int
    recovered: int
    drafts: tuple[Draft, ...]
    reports: tuple[PeriodicReport, ...]
    open: int
    total: int
    reviews: tuple[Review, ...] = ()
    ending: tuple[Review, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the ledger holds no clue yet."""
        return self.total == 0


def look(session: Session) -> Workbench:
    """Gather the first page in one snapshot of the ledger."""
    book = session.rulebook()
    with session.ledger.read() as connection:
        uids = queries.clue_uids(connection, session.viewer, LedgerQuery())
        rows = queries.ledger_rows(connection, session.viewer, uids)
        sums = queries.totals(connection, session.viewer, LedgerQuery())
        reviews = reviews_until(connection, session.viewer, session.today + timedelta(days=_AHEAD))
        ending = _ending(session, connection)
    clues = [row.clue for row in rows if not row.stub]
    opened = [clue for clue in clues if not clue.closed]
    items = [DueItem(clue, deadline_of(clue, book, session.today)) for clue in opened]
    dated = sorted(
        (item for item in items if item.deadline.due_on), key=lambda item: item.deadline.due_on or date.max
    )
    sources = book.dictionary("source_kind")
    counted = Counter(
        sources.root_of(clue.source_kind).label if clue.source_kind in sources else "未注明" for clue in clues
    )
    stages = Counter(clue.stage for clue in opened)
    return Workbench(
        overdue=tuple(item for item in dated if item.deadline.state is ClockState.OVERDUE),
        this_week=_within(dated, session.today, -1, 7),
        soon=_within(dated, session.today, 7, 15),
        unknown=tuple(item.clue.uid for item in items if item.deadline.state is ClockState.UNKNOWN),
        unconfirmed=tuple(clue.uid for clue in clues if not clue.stage_confirmed),
        incomplete=tuple(
            clue.uid for clue in opened if not (clue.source_kind and clue.category and clue.enterprises)
        ),
        stages=tuple(
            (stage, stages[stage]) for stage in Stage if stage is not Stage.CLOSURE or stages[stage]
        ),
        sources=tuple(counted.most_common()),
        estimated=sums.estimated,
        confirmed=sums.confirmed,
        recovered=sums.recovered,
        drafts=tuple(drafts.mine(session)),
        reports=tuple(
            report
            for report in list_records(session, PeriodicReport)
            if report.state is not ReportState.ISSUED
        ),
        open=len([row for row in rows if not row.clue.closed]),
        total=len(rows),
        reviews=tuple(reviews),
        ending=tuple(sorted(ending, key=lambda one: (one.due_on, one.number))),
    )


def _ending(session: Session, connection: Connection) -> list[Review]:
    """限制期将满, by person and period."""
    day, book = session.today, session.rulebook()
    found = ending_between(connection, session.viewer, book, day, day + timedelta(days=_ENDING))
    names = queries.names(connection, Person, (person for person, _ in found))
    return [
        Review(one.laid.clue, one.laid.number, "限制期将满", f"{names[person]} {one.label}", one.last)
        for person, one in found
        if one.last is not None
    ]


def _within(items: list[DueItem], today: date, after: int, until: int) -> tuple[DueItem, ...]:
    return tuple(
        item
        for item in items
        if item.deadline.due_on is not None and after < (item.deadline.due_on - today).days <= until
    )
