"""工作台: what is mine today, what falls due, what is late, what is incomplete; each number opens its list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..domain.deadlines import ClockState, Clockwork, Deadline
from ..domain.ledger_view import LedgerQuery
from ..domain.records import Clue, PeriodicReport, Person, ReportState, SupervisionReport
from ..domain.stages import Stage
from ..storage import queries
from ..storage.drafts import Draft
from ..storage.ledger import readable
from ..storage.rows import fetch_equal
from . import drafts
from .records import list_records
from .restrictions import ending_between
from .rules import contingent_counted

if TYPE_CHECKING:
    from ..domain.judging.influence import Period
    from ..storage.engine import Connection
    from .session import Session


#: How many days ahead the first page looks.
_AHEAD = 15


@dataclass(frozen=True, slots=True)
class DueItem:
    """One running deadline, of a clue or of a 监督成果 that waits to be sorted; a clue stands with each of its own."""

    about: Clue | SupervisionReport
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything the first page shows.

    Attributes:
        overdue, this_week, soon: deadlines that are past, due within 7 and within 15 calendar days, nearest first.
        unknown: open clues of which no deadline is known though one runs (时限未知).
        unconfirmed: clues whose stage waits for confirmation.
        incomplete: open clues without source, category or enterprise.
        stages: open clues by stage, in the order of the path.
        sources: all clues by statistics column, most first.
        estimated, confirmed, recovered: sums in 分 over what the viewer may read.
        drafts: the viewer's kept drafts.
        reports: reports that wait for the viewer or are being compiled.
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

    @property
    def empty(self) -> bool:
        """Whether the ledger holds no clue yet."""
        return self.total == 0


def look(session: Session) -> Workbench:
    """Gather the first page in one snapshot of the ledger."""
    book = session.rulebook()
    with session.ledger.read() as connection:
        contingent = contingent_counted(connection, session.today)
        uids = queries.clue_uids(connection, session.viewer, LedgerQuery(), contingent=contingent)
        rows = queries.ledger_rows(connection, session.viewer, uids, contingent=contingent)
        sums = queries.totals(connection, session.viewer, LedgerQuery(), contingent=contingent)
        waiting = fetch_equal(
            connection, SupervisionReport, readable(SupervisionReport, session.viewer), sorted_on=None
        )
        held_back = _ending(session, connection)
    seen = [row for row in rows if not row.stub]
    clues = [row.clue for row in seen]
    opened = [clue for clue in clues if not clue.closed]
    clock = Clockwork(book, session.today)
    running = {row.clue.uid: clock.running(row) for row in seen}
    items = [DueItem(row.clue, one) for row in seen for one in running[row.clue.uid]]
    items += [DueItem(report, clock.sorting(report)) for report in waiting]
    known = {clue.uid: clue for clue in clues}
    items += [
        DueItem(known[uid], _period_end(clock, name, one, one.last))
        for uid, name, one in held_back
        if uid in known and one.last is not None
    ]
    dated = sorted(
        (item for item in items if item.deadline.asks), key=lambda item: item.deadline.due_on or date.max
    )
    sources = book.dictionary("source_kind")
    counted = Counter(
        sources.root_of(clue.source_kind).label if clue.source_kind in sources else "未注明" for clue in clues
    )
    stages = Counter(clue.stage for clue in opened)
    return Workbench(
        overdue=tuple(item for item in dated if item.deadline.state is ClockState.OVERDUE),
        this_week=_within(dated, session.today, -1, 7),
        soon=_within(dated, session.today, 7, _AHEAD),
        unknown=tuple(
            clue.uid
            for clue in opened
            if running[clue.uid] and running[clue.uid][0].state is ClockState.UNKNOWN
        ),
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
    )


def _period_end(clock: Clockwork, name: str, one: Period, last: date) -> Deadline:
    """The last day of a person's period as a deadline, with what it rests on."""
    mark, source = "", "处理决定"
    if one.ground is not None:
        mark, source = one.ground.mark, f"{one.ground.entry.source}{one.ground.entry.clause}"
    return clock.end_of_period("restriction", f"{one.label}将满", name, last, mark=mark, source=source)


def _ending(session: Session, connection: Connection) -> list[tuple[str, str, Period]]:
    """限制期将满: uid of the clue, name of the person, and the period; whoever was held back is thought of before."""
    day, book = session.today, session.rulebook()
    found = ending_between(connection, session.viewer, book, day, day + timedelta(days=_AHEAD))
    names = queries.names(connection, Person, (person for person, _ in found))
    return [(one.laid.clue, names[person], one) for person, one in found]


def _within(items: list[DueItem], today: date, after: int, until: int) -> tuple[DueItem, ...]:
    return tuple(
        item
        for item in items
        if item.deadline.due_on is not None and after < (item.deadline.due_on - today).days <= until
    )
