"""工作台: what is mine today, what falls due, what is late, what is incomplete; each number opens its list."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..domain.deadlines import ClockState, Clockwork, Deadline
from ..domain.ledger_view import BenchRow, LedgerQuery
from ..domain.records import PeriodicReport, Person, ReportState, SupervisionReport
from ..domain.stages import Stage
from ..storage import clock_rows, queries
from ..storage.drafts import Draft
from ..storage.ledger import readable
from ..storage.rows import fetch_equal
from . import drafts
from .records import list_records
from .restrictions import ending_between
from .rules import contingent_counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..domain.judging.influence import Period
    from ..domain.rulebook import RuleBook
    from ..storage.engine import Connection
    from .session import Session

    _Found = tuple[BenchRow | SupervisionReport, Deadline]

#: Calendar days ahead: what is due this week, and how far the first page looks at all.
_WEEK, _AHEAD = 7, 15


@dataclass(frozen=True, slots=True)
class DueItem:
    """What is due of a clue, or of a 监督成果 that waits to be sorted: one line, however much is due of it.

    Attributes:
        about: the clue or the report.
        deadline: its most urgent deadline.
        others: what else of it is late or due within the days the page looks ahead, the nearest first.
    """

    about: BenchRow | SupervisionReport
    deadline: Deadline
    others: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything the first page shows.

    Attributes:
        overdue, this_week, soon: what is late, due within 7 and within 15 calendar days, nearest first; a clue
            stands in one of them, once.
        unknown: open clues of which no deadline is known though one runs (时限未知).
        unconfirmed: clues whose stage waits for confirmation.
        incomplete: open clues without source, category or enterprise.
        stages: open clues by stage, in the order of the path.
        sources: all clues by statistics column, most first.
        estimated, confirmed, recovered: sums in 分 over what the viewer may read.
        drafts: the viewer's kept drafts.
        reports: reports that wait for the viewer or are being compiled.
        open: open clues that the viewer may read, as the foot of the ledger counts them: of a stub nobody is told
            whether it is closed.
        total: all clues, with the stubs.
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
    clock = Clockwork(book, session.today)
    with session.ledger.read() as connection:
        clues = queries.bench_rows(connection, session.viewer)
        contingent = contingent_counted(connection, session.today)
        sums = queries.totals(connection, session.viewer, LedgerQuery(), contingent=contingent)
        waiting = fetch_equal(
            connection, SupervisionReport, readable(SupervisionReport, session.viewer), sorted_on=None
        )
        held_back = _ending(session, connection)
        timed = clock_rows.running_clocks(connection, session.viewer, session.today)
    running = {one.clue.uid: clock.running(one) for one in timed}
    opened = [clue for clue in clues if not clue.closed]
    known = {clue.uid: clue for clue in clues}
    found: list[_Found] = [(clue, one) for clue in clues for one in running.get(clue.uid, ())]
    found += [(report, clock.sorting(report)) for report in waiting]
    found += [
        (known[uid], _period_end(clock, name, one, one.last))
        for uid, name, one in held_back
        if uid in known and one.last is not None
    ]
    dated = _folded(found, session.today)
    stages = Counter(clue.stage for clue in opened)
    return Workbench(
        overdue=tuple(item for item in dated if item.deadline.state is ClockState.OVERDUE),
        this_week=_within(dated, session.today, -1, _WEEK),
        soon=_within(dated, session.today, _WEEK, _AHEAD),
        unknown=tuple(
            clue.uid
            for clue in opened
            if (own := running.get(clue.uid)) and own[0].state is ClockState.UNKNOWN
        ),
        unconfirmed=tuple(clue.uid for clue in clues if not clue.stage_confirmed),
        incomplete=tuple(
            clue.uid for clue in opened if not (clue.source_kind and clue.category and clue.has_enterprise)
        ),
        stages=tuple(
            (stage, stages[stage]) for stage in Stage if stage is not Stage.CLOSURE or stages[stage]
        ),
        sources=_sources(book, clues),
        estimated=sums.estimated,
        confirmed=sums.confirmed,
        recovered=sums.recovered,
        drafts=tuple(drafts.mine(session)),
        reports=tuple(
            report
            for report in list_records(session, PeriodicReport)
            if report.state is not ReportState.ISSUED
        ),
        open=sums.open,
        total=sums.rows,
    )


def _folded(found: Iterable[_Found], today: date) -> list[DueItem]:
    """One line for each clue or report of which something is late or due soon, the most urgent first."""
    by_about: dict[str, list[_Found]] = defaultdict(list)
    asking = (pair for pair in found if pair[1].asks and _days(pair[1], today) <= _AHEAD)
    for pair in sorted(asking, key=lambda pair: _days(pair[1], today)):
        by_about[pair[0].uid].append(pair)
    return [DueItem(*pairs[0], tuple(one for _, one in pairs[1:])) for pairs in by_about.values()]


def _days(one: Deadline, today: date) -> int:
    """Calendar days until a deadline whose day is known; negative when it is past."""
    assert one.due_on is not None  # of what asks the day is known
    return (one.due_on - today).days


def _sources(book: RuleBook, clues: Sequence[BenchRow]) -> tuple[tuple[str, int], ...]:
    """Clues by statistics column, most first."""
    kinds = book.dictionary("source_kind")
    counted = Counter(
        kinds.root_of(clue.source_kind).label if clue.source_kind in kinds else "未注明" for clue in clues
    )
    return tuple(counted.most_common())


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


def _within(items: Sequence[DueItem], today: date, after: int, until: int) -> tuple[DueItem, ...]:
    return tuple(item for item in items if after < _days(item.deadline, today) <= until)
