"""The rows a report is counted from, read in a handful of statements however many clues there are.

No viewer filters here: statistics count every clue, also those that some may not read. What leaves with a report of
a clue outside the common circle is its number and what is counted of it (``masked``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, exists, or_, select, true

from ..domain.case import done_before
from ..domain.case_facts import Deferral, RealtimeDue, Taken
from ..domain.deadlines import Clockwork
from ..domain.deferrals import deferrals
from ..domain.facts import ClueFact, Gone, Past, SupervisionFact, withheld
from ..domain.grouping import NOT_GROUPED, GroupDays, group_days
from ..domain.judging.classes import Classing
from ..domain.moving import Moved
from ..domain.realtime import KINDS, OWED
from ..domain.records import (
    Affiliation,
    Circle,
    Clue,
    Enterprise,
    Extension,
    Finding,
    LossFinding,
    Merger,
    Person,
    RectificationChange,
    Recusal,
    SupervisionReport,
    Suspension,
    User,
)
from ..domain.reports.masking import masked_in, masked_name
from ..domain.rulebook import SITUATION
from ..domain.stages import Stage
from . import amount_rows, clock_rows, rows
from .case_fact_rows import CaseScope, Course, Numbers, case_facts, course, rectification_due
from .judged_days import JudgedDays, judged_days
from .tables import imported_row, link_of, table_of
from .visibility import standing_in

if TYPE_CHECKING:
    from ..domain.case_facts import CaseFacts

_CLUE = table_of(Clue)
_TAKEN = (
    *(
        "uid",
        "number",
        "level",
        "source_kind",
        "category",
        "summary",
        "occurred_from",
        "occurred_to",
        "reported_on",
    ),
    *("stage", "stage_confirmed", "accepted_on", "checked_on", "triaged_on", "disposition", "opened_on"),
    *("investigated_on", "decided_on", "rectified_on", "closed", "closed_on", "closure_kind", "legacy"),
    *("from_superior", "realtime_scope", "estimated_loss", "loss_class", "consequence_class"),
    *("split_from", "discovered_on", "moved_in", "legacy_stage"),
)
#: The periods that are counted as 超期: attribute of the fact, and kind of the deadline.
_DUES = (("check_due", "preliminary_check"), ("investigation_due", "investigation"))
#: (kind of the deadline, days of the clue by field, its 延期, its 中止) → its last day as it stood at the period's end.
DueOf = Callable[[str, Mapping[str, "date | None"], tuple[Any, ...], tuple[Any, ...]], Moved]


def _no_due(_kind: str, _days: Any, _extensions: Any, _pauses: Any) -> Moved:
    return Moved(None, None)


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what the facts are taken.

    Attributes:
        first: first day of the period, ``last`` its last.
        columns: source code → the statistics column it counts under.
        pasts: what the last signed report knew of each clue.
        class_of: the class of loss of a case as a report counts it; empty for 未定档.
        clock: the clock of the period's last day, or of today while the year runs, for what was put off (annex);
            ``None`` where that is not wanted.
        due_of: the last day of a period, with its 延期 and 中止.
        root_of: (dictionary, code) → the top of its tree.
        counted: what the last signed report had counted of the rows beside the clues.
        named: whether names and 概述 are wanted (annex); tables alone do without.
        enterprise: uid of the 代录 enterprise whose clues alone are counted: those in which it stands first among the
            涉及单位, so that a clue counts in one such report only; empty for the whole ledger.
        own: uid of the enterprise whose ledger it is, for 划入 and 划出 of those under it; empty where they are not
            looked at.
        today: the day it is counted on; ``None`` where the period is over.
    """

    first: date
    last: date
    columns: Mapping[str, str]
    pasts: Mapping[str, Past]
    class_of: Callable[[Classing], str]
    due_of: DueOf = _no_due
    root_of: Callable[[str, str], str] = lambda _, code: code.split(".")[0]
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named: bool = True
    enterprise: str = ""
    own: str = ""
    clock: Clockwork | None = None
    today: date | None = None

    @property
    def now(self) -> date:
        """The day that what is not decided yet is judged by: the period's last, or today while the period runs."""
        return self.last if self.today is None else min(self.today, self.last)


def facts_of(connection: Connection, scope: Scope) -> tuple[tuple[ClueFact, ...], CaseFacts]:
    """The clues in the order of the ledger, and what is counted beside them."""
    kept = frozenset(connection.execute(select(_CLUE.c.uid).where(*_counted_clues(scope))).scalars())
    handling_root = cache(lambda code: scope.root_of("handling", code))
    case = case_facts(connection, CaseScope(scope.first, scope.last, kept, scope.counted, handling_root))
    due = rectification_due(case.items, scope.last)
    return _clue_facts(connection, scope, course(connection, kept, scope.last), due), case


def clue_facts(connection: Connection, scope: Scope) -> tuple[ClueFact, ...]:
    """One fact a clue, in the order of the ledger."""
    return facts_of(connection, scope)[0]


def _clue_facts(
    connection: Connection, scope: Scope, done: Course, items_due: Mapping[str, date]
) -> tuple[ClueFact, ...]:
    order = (_CLUE.c.reported_on, _CLUE.c.number, _CLUE.c.uid)
    found = rows.fetch_flat(connection, Clue, _TAKEN, *_counted_clues(scope), order=order)
    around = _around(connection, scope, done, items_due)
    return tuple(_fact(dict(zip(_TAKEN, row, strict=True)), around, scope) for row in found)


def _counted_clues(scope: Scope) -> list[ColumnElement[bool]]:
    """Which clues the report counts: those of the ledger, or those a 代录 enterprise handles."""
    in_ledger: list[ColumnElement[bool]] = [_CLUE.c.withdrawn_reason == ""]
    return [*in_ledger, _handled_by(scope.enterprise)] if scope.enterprise else in_ledger


def _handled_by(enterprise: str) -> ColumnElement[bool]:
    """Clues in which the enterprise stands first among the 涉及单位."""
    link = link_of(Clue, "enterprises")
    return _CLUE.c.uid.in_(select(link.c.uid).where(link.c.value == enterprise, link.c.position == 0))


def handled_elsewhere(connection: Connection, enterprise: str) -> tuple[str, ...]:
    """Numbers of the clues that touch an enterprise and are handled by another, in the order of the ledger."""
    link = link_of(Clue, "enterprises")
    statement = (
        select(_CLUE.c.number)
        .join(link, link.c.uid == _CLUE.c.uid)
        .where(link.c.value == enterprise, link.c.position > 0, _CLUE.c.withdrawn_reason == "")
        .order_by(_CLUE.c.reported_on, _CLUE.c.number, _CLUE.c.uid)
    )
    return tuple(connection.execute(statement).scalars())


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the clues, by clue, read once for all of them."""

    masked: set[str]
    imported: set[str]
    on_behalf: set[str]
    enterprises: Mapping[str, tuple[str, ...]]
    persons: Mapping[str, tuple[str, ...]]
    losses: Mapping[str, tuple[int, int, int]]
    undated: Mapping[str, tuple[int, int]]
    findings: Mapping[str, tuple[LossFinding, ...]]
    judged: JudgedDays
    recovered: Mapping[str, int]
    in_period: Mapping[str, int]
    told: Callable[[str], str]
    keys: Mapping[str, tuple[int, ...]]
    group: Mapping[str, GroupDays]
    course: Course
    items_due: Mapping[str, date]
    due_of: DueOf
    extensions: Mapping[str, tuple[Any, ...]]
    pauses: Mapping[str, tuple[Any, ...]]
    aspect_of: Callable[[str], str]
    deferrals: Mapping[str, tuple[Deferral, ...]]


def _around(connection: Connection, scope: Scope, done: Course, items_due: Mapping[str, date]) -> _Around:
    enterprise = table_of(Enterprise)
    on_behalf = connection.execute(select(enterprise.c.uid).where(enterprise.c.on_behalf)).scalars()
    extensions, pauses = clock_rows.rows_of(connection, Extension), clock_rows.rows_of(connection, Suspension)
    people = _names(connection, Person) if scope.named else None
    return _Around(
        masked=_masked(connection),
        imported=set(connection.execute(select(imported_row.c.clue)).scalars().all()),
        on_behalf=_clues_of(connection, on_behalf),
        enterprises=_linked_names(connection, "enterprises", enterprise_names_on(connection, scope.last))
        if scope.named
        else {},
        persons=_linked_names(connection, "persons", people) if people is not None else {},
        losses=amount_rows.loss_sums(connection, scope.last),
        undated=amount_rows.undated_losses(connection, scope.last),
        findings=amount_rows.findings(connection, scope.last),
        judged=judged_days(connection),
        recovered=amount_rows.recovered(connection, None, scope.last),
        in_period=amount_rows.recovered(connection, scope.first, scope.last),
        told=cache(masked_name),  # few names, many clues
        keys=_enterprise_keys(connection),
        group=_group_days(connection, scope) if scope.own else {},
        course=done,
        items_due=items_due,
        due_of=scope.due_of,
        extensions=extensions,
        pauses=pauses,
        aspect_of=cache(lambda code: scope.root_of(SITUATION, code)),
        deferrals=_deferrals(connection, scope, {*extensions, *pauses}, people),
    )


def _deferrals(
    connection: Connection, scope: Scope, moved: set[str], people: Mapping[str, str] | None
) -> dict[str, tuple[Deferral, ...]]:
    """What was put off or stood still by clue; only the few clues with an 延期, 中止 or 整改调整 are looked at."""
    if scope.clock is None:
        return {}
    changed = clock_rows.rows_of(connection, RectificationChange)
    found = clock_rows.clocks_of(connection, sorted(moved | changed.keys()))
    return {uid: deferrals(scope.clock, row, scope.first, people) for uid, row in found.items()}


def _enterprise_keys(connection: Connection) -> dict[str, tuple[int, ...]]:
    """Running numbers of the 涉及单位 by clue."""
    link, numbers = link_of(Clue, "enterprises"), Numbers()
    found: dict[str, list[int]] = defaultdict(list)
    statement = select(link.c.uid, link.c.value).order_by(link.c.uid, link.c.position)
    for uid, value in connection.execute(statement).all():
        found[uid].append(numbers.of(value))
    return {uid: tuple(several) for uid, several in found.items()}


def _group_days(connection: Connection, scope: Scope) -> dict[str, GroupDays]:
    """划入 and 划出 by clue: of the enterprise that handles it, the first among the 涉及单位."""
    enterprises = rows.fetch_equal(connection, Enterprise, withdrawn=True)
    days = group_days(scope.own, enterprises, rows.fetch_equal(connection, Affiliation), scope.last)
    if not days:
        return {}
    link = link_of(Clue, "enterprises")
    first = select(link.c.uid, link.c.value).where(link.c.position == 0, link.c.value.in_(list(days)))
    return {uid: days[value] for uid, value in connection.execute(first).all()}


def _deadlines(uid: str, values: dict[str, Any], around: _Around) -> dict[str, Any]:
    """The last days of 初核 and 核查; not known while the stage stands still."""
    found: dict[str, Any] = {}
    put_off, halted = around.extensions.get(uid, ()), around.pauses.get(uid, ())
    for name, kind in _DUES:
        due = around.due_of(kind, values, put_off, halted).present
        if due is not None:
            found[name] = due.day
            found["due_provisional"] = found.get("due_provisional", False) or due.provisional
    return found


def _realtime(uid: str, values: dict[str, Any], around: _Around) -> dict[str, Any]:
    """From which day the clue has to be reported upwards at once, and by when; beside what else was done to it."""
    taken = around.course.taken.get(uid, ())
    known = [values[name] for name in ("discovered_on", "accepted_on") if values[name] is not None]
    if values["realtime_scope"] is not True or not known:
        return {"taken": taken}
    start, dues = min(known), []
    for kind, period in KINDS.items():
        due = around.due_of(period, values, around.extensions.get(uid, ()), ())
        if last := due.present or due.original:
            dues.append(RealtimeDue(kind, last.day))
    owed = sorted((*taken, Taken(OWED, start)), key=lambda one: one.day)
    return {"taken": tuple(owed), "realtime_dues": tuple(dues)}


def _fact(values: dict[str, Any], around: _Around, scope: Scope) -> ClueFact:
    """One clue's fact from its own columns and what stands around it.

    Names go into it as the annex prints them: it leaves the house inside the report.
    """
    uid = values["uid"]
    values["estimated_fen"] = values.pop("estimated_loss")
    values |= _deadlines(uid, values, around) | _realtime(uid, values, around)
    del values["discovered_on"]
    values["split"] = values.pop("split_from") is not None
    values["legacy"] = values["legacy"] or uid in around.imported
    group = around.group.get(uid, NOT_GROUPED)
    direct, indirect, contingent = around.losses.get(uid, (0, 0, 0))
    undated, undated_fen = around.undated.get(uid, (0, 0))
    values["loss_class"] = scope.class_of(
        Classing(
            uid,
            values["loss_class"],
            done_before(values["legacy"], values.pop("legacy_stage"), Stage.INVESTIGATION),
            around.findings.get(uid, ()),
            direct + indirect,
            contingent,
            values["estimated_fen"] or 0,
            min(values["decided_on"] or around.judged.decided.get(uid) or scope.now, scope.now),
            around.judged.acted.get(uid),
        )
    )
    people = around.persons.get(uid, ())
    if not scope.named:
        values["summary"] = ""  # without the names that would have to be masked in it
    if any(person in values["summary"] for person in people):
        values["summary"] = masked_in(values["summary"], people)
    fact = ClueFact(
        **values,
        source_column=scope.columns.get(values["source_kind"], ""),
        enterprises=around.enterprises.get(uid, ()),
        persons=tuple(map(around.told, people)),
        enterprise_keys=around.keys.get(uid, ()),
        aspects=tuple(dict.fromkeys(map(around.aspect_of, around.course.aspects.get(uid, ())))),
        joined_on=group.joined_on,
        parted_on=group.parted_on,
        rectification_due=around.items_due.get(uid),
        deferrals=around.deferrals.get(uid, ()),
        on_behalf=uid in around.on_behalf,
        direct_fen=direct,
        indirect_fen=indirect,
        contingent_fen=contingent,
        undated_losses=undated,
        undated_loss_fen=undated_fen,
        recovered_fen=around.recovered.get(uid, 0),
        recovered_in_period_fen=around.in_period.get(uid, 0),
        past=scope.pasts.get(uid),
    )
    return withheld(fact) if uid in around.masked else fact


def withdrawn_since(connection: Connection, uids: Iterable[str]) -> tuple[Gone, ...]:
    """Those of these clues that are no longer in the ledger, by number.

    Into which clue one was put by 合并重复 is said in the words of the program, with the number alone; a reason
    that a person wrote is left out where not everybody may know the clue.
    """
    asked = set(uids)
    withdrawn = connection.execute(
        select(_CLUE.c.uid, _CLUE.c.number, _CLUE.c.withdrawn_reason).where(_CLUE.c.withdrawn_reason != "")
    )
    found = [row for row in withdrawn if row.uid in asked]
    if not found:
        return ()
    merger = table_of(Merger)
    in_force = select(merger.c.gone).where(merger.c.kind == Clue.__name__, merger.c.withdrawn_reason == "")
    private = _masked(connection) - set(connection.execute(in_force).scalars())
    gone = (Gone(row.number, "" if row.uid in private else row.withdrawn_reason) for row in found)
    return tuple(sorted(gone, key=lambda one: one.number))


def _masked(connection: Connection) -> set[str]:
    """Clues that some user of this ledger may not read, or that only named people know."""
    recusal, user = table_of(Recusal), table_of(User)
    accounts = select(user.c.person).where(user.c.person.is_not(None))
    statement = select(_CLUE.c.uid).where(
        or_(
            _CLUE.c.circle == Circle.NAMED,
            exists(
                select(recusal.c.uid).where(recusal.c.clue == _CLUE.c.uid, recusal.c.withdrawn_reason == "")
            ),
            standing_in(lambda person: person.in_(accounts)),
        )
    )
    return set(connection.execute(statement).scalars().all())


def _names(connection: Connection, record: type[Person] | type[Enterprise]) -> dict[str, str]:
    """Present names by uid."""
    table = table_of(record)
    return {row.uid: row.name for row in connection.execute(select(table.c.uid, table.c.name))}


def enterprise_names_on(connection: Connection, day: date) -> dict[str, str]:
    """What the enterprises were called on ``day``: the statistics of a period use its own 隶属关系."""
    held = table_of(Affiliation)
    dated = connection.execute(
        select(held.c.enterprise, held.c.name).where(
            held.c.name != "",
            or_(held.c.valid_from.is_(None), held.c.valid_from <= day),
            or_(held.c.valid_to.is_(None), held.c.valid_to >= day),
        )
    )
    return _names(connection, Enterprise) | {row.enterprise: row.name for row in dated}


def _linked_names(connection: Connection, field: str, names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Names by clue, in their order. Few names and many links: the names are put in here, not joined in SQL."""
    link = link_of(Clue, field)
    gathered: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for uid, position, value in connection.execute(select(link.c.uid, link.c.position, link.c.value)).all():
        gathered[uid].append((position, names[value]))
    return {
        uid: tuple(name for _, name in sorted(several)) if len(several) > 1 else (several[0][1],)
        for uid, several in gathered.items()
    }


def _clues_of(connection: Connection, enterprises: Iterable[str]) -> set[str]:
    wanted = list(enterprises)
    if not wanted:
        return set()
    link = link_of(Clue, "enterprises")
    statement = select(link.c.uid).where(link.c.value.in_(wanted))
    return set(connection.execute(statement).scalars().all())


def supervision_facts(
    connection: Connection, columns: Mapping[str, str], last: date, enterprise: str = ""
) -> tuple[SupervisionFact, ...]:
    """One fact a 监督成果 received by the period's end, with what became of its findings.

    Of one ``enterprise`` alone: the reports that name it, with the findings that name it or name nobody.
    """
    report, finding, clues = table_of(SupervisionReport), table_of(Finding), link_of(Finding, "clues")
    # A finding whose clue was taken out of the ledger is not listed any more: it waits to be sorted again.
    listed = exists(
        select(clues.c.uid)
        .join(_CLUE, _CLUE.c.uid == clues.c.value)
        .where(clues.c.uid == finding.c.uid, _CLUE.c.withdrawn_reason == "")
    )
    counted: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for uid, is_listed, reason in connection.execute(
        select(finding.c.report, listed, finding.c.not_listed_reason).where(
            finding.c.withdrawn_reason == "", _naming(Finding, enterprise, or_nobody=True)
        )
    ):
        counted[uid].append((bool(is_listed), bool(reason)))
    found = connection.execute(
        select(report)
        .where(
            report.c.withdrawn_reason == "",
            or_(report.c.received_on.is_(None), report.c.received_on <= last),
            _naming(SupervisionReport, enterprise),
        )
        .order_by(report.c.received_on, report.c.uid)
    ).mappings()
    return tuple(
        SupervisionFact(
            uid=row["uid"],
            title=row["title"],
            source_column=columns.get(row["source_kind"], ""),
            received_on=row["received_on"],
            sorted_on=row["sorted_on"],
            findings=len(counted[row["uid"]]),
            listed=sum(is_listed for is_listed, _ in counted[row["uid"]]),
            not_listed=sum(not is_listed and reason for is_listed, reason in counted[row["uid"]]),
            unsorted=sum(not is_listed and not reason for is_listed, reason in counted[row["uid"]]),
        )
        for row in found
    )


def _naming(
    record: type[SupervisionReport] | type[Finding], enterprise: str, *, or_nobody: bool = False
) -> ColumnElement[bool]:
    """Records with the enterprise among their 涉及单位; every record when none is asked for."""
    if not enterprise:
        return true()
    uid, link = table_of(record).c.uid, link_of(record, "enterprises")
    named = uid.in_(select(link.c.uid).where(link.c.value == enterprise))
    return or_(named, uid.not_in(select(link.c.uid))) if or_nobody else named
