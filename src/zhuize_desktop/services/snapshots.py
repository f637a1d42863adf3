"""Freezing: from the ledger of one moment to the snapshot that a report is counted from and signed on."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..domain.case_counts import closing_counted
from ..domain.checks import CheckFinding, Grade
from ..domain.clock import shown
from ..domain.deadlines import Clockwork, rule_words
from ..domain.facts import CountingRules, PastState, Previous, ReportHeader, Snapshot
from ..domain.freezing import previous_of, realtime_rules, rule_uses, words
from ..domain.judging.basis import asked_by
from ..domain.judging.classes import Classing, class_of_case
from ..domain.judging.ground import Asked
from ..domain.judging.parameters import contingent_counts
from ..domain.moving import period_of
from ..domain.opening import SignedOpening
from ..domain.pairs import Scope
from ..domain.records import Enterprise, PeriodicReport, ReportState
from ..domain.reports.annual import count_annual
from ..domain.standing import closing_pasts
from ..seal.canonical import canonical, parse_canonical
from ..storage import audit, fact_rows, queries, reports, rows
from ..storage.judged_rules import every_choice
from ..storage.ledger import read_setting
from .pairs import pair_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..domain.facts import Past
    from ..domain.reports.sections import Counted
    from ..domain.rulebook import RuleBook
    from ..storage.engine import Connection
    from .session import Session

STALE_DAYS = "counting.stale_days"
REPEAT_DAYS = "counting.repeat_days"
OPENING_CONFIRMED = "opening.confirmed"


def gather(
    session: Session, report: PeriodicReport, connection: Connection, *, named: bool = True
) -> Snapshot:
    """The snapshot of the ledger as ``connection`` sees it, for this report; tables alone need no names.

    The own enterprise's report counts the whole ledger, that of a 代录 enterprise its own clues. While the period
    runs its draft is counted by the rules of today, as the dossiers are.
    """
    book, on = session.rulebook(), min(report.period_to, session.today)
    columns = source_columns(book)
    previous, pasts, counted = last_signed(connection, report)
    counting = CountingRules(
        read_setting(connection, STALE_DAYS),
        contingent_counts(book, Asked(on=on)),
        rule_words("preliminary_check", book, on),
        rule_words("investigation", book, on),
        read_setting(connection, REPEAT_DAYS),
        realtime_rules(book, on),
    )
    other = "" if report.enterprise == session.viewer.enterprise else report.enterprise
    scope = fact_rows.Scope(
        report.period_from,
        report.period_to,
        columns,
        pasts,
        _classifier(book, every_choice(connection, book)),
        lambda kind, days, put_off, halted: period_of(book, kind, days, put_off, halted, on),
        lambda dictionary, code: _root(book, dictionary, code),
        counted,
        named,
        other,
        own="" if other else session.viewer.enterprise,
        clock=Clockwork(book, on) if named else None,
        today=session.today,
    )
    with uncollected():
        clues, case = fact_rows.facts_of(connection, scope)
    opening = None if other else read_setting(connection, OPENING_CONFIRMED)
    head = audit.head(connection)
    return Snapshot(
        header=_header(connection, report, session.viewer.enterprise),
        taken_at=shown(session.clock.now()),
        audit_head=head.hash,
        audit_count=head.seq,
        epoch=head.epoch,
        clues=clues,
        case=case,
        supervision=fact_rows.supervision_facts(connection, columns, report.period_to, other),
        rules=rule_uses(book),
        words=words(book, clues, case),
        counting=counting,
        previous=previous,
        opening_confirmed=bool(opening),
        opening_moved=_moved(connection, opening) if isinstance(opening, dict) else 0,
        elsewhere=fact_rows.handled_elsewhere(connection, other) if other else (),
        relaxed=pair_table(connection).of_scope(Scope.REPORT).relaxed,
    )


def _moved(connection: Connection, opening: dict[str, Any]) -> int:
    """存量线索 that came or went since the sheet in force was signed."""
    signed = {number for number, _ in SignedOpening.from_plain(opening).figures.places}
    return len(signed ^ queries.stock_numbers(connection))


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the cycle collector off while many plain rows are made: it finds nothing among them and takes a third
    of the time looking.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _classifier(book: RuleBook, chosen: Mapping[str, tuple[str, RuleBook]]) -> Callable[[Classing], str]:
    """The class of loss a case counts under, by the pack ``chosen`` for it; the same that its dossier shows."""

    def class_of(one: Classing) -> str:
        pack, rules = chosen.get(one.clue, ("", book))
        return class_of_case(rules, asked_by(rules, pack, one.on, one.acted_on), one).counted

    return class_of


def _root(book: RuleBook, dictionary: str, code: str) -> str:
    """The top above a code; a code that the rule book does not know stands for itself."""
    entries = book.dictionary(dictionary)
    return entries.root_of(code).code if code in entries else code


def statistics(session: Session, report: PeriodicReport) -> Counted:
    """T1 to T5 of a report's period as the ledger stands now: every figure with the clues behind it."""
    with session.ledger.read() as connection, uncollected():
        return count_annual(gather(session, report, connection, named=False))


def source_columns(book: RuleBook) -> dict[str, str]:
    """Source code → the statistics column it counts under."""
    sources = book.dictionary("source_kind")
    return {entry.code: sources.root_of(entry.code).code for entry in sources.entries(active=False)}


def _header(connection: Connection, report: PeriodicReport, keeper: str) -> ReportHeader:
    """Whose report it is, by its own place in the tree; ``keeper`` is the enterprise whose ledger this is."""
    known = rows.fetch_by_uid(connection, Enterprise, [report.enterprise, keeper])
    found = known[report.enterprise]
    is_other = report.enterprise != keeper
    above = rows.fetch_by_uid(connection, Enterprise, [found.parent]) if found.parent else {}
    return ReportHeader(
        enterprise=found.name,
        credit_code=found.credit_code,
        level=found.level,
        parent=above[found.parent].name if found.parent else "",
        on_behalf=is_other,
        kept_by=known[keeper].name if is_other else "",
        kind=report.kind,
        year=report.year,
        period_from=report.period_from,
        period_to=report.period_to,
        addressee=report.addressee,
        due_on=report.due_on,
        title=report.title,
        no_reviewer=report.no_reviewer,
    )


def last_signed(
    connection: Connection, report: PeriodicReport
) -> tuple[Previous | None, Mapping[str, Past], Mapping[str, tuple[str, ...]]]:
    """The last signed report of the same kind and enterprise before this one, and what it had counted.

    Of each clue, and by uid of each row beside the clues.
    """
    last = reports.last_issued(connection, report.kind, report.enterprise, report.period_from)
    if last is None or last.snapshot is None:
        return None, {}, {}
    known = read_frozen(connection, last.snapshot).snapshot
    pasts = closing_pasts(known)
    gone = fact_rows.withdrawn_since(connection, _open_uids(pasts))
    return previous_of(known, last.serial, last.snapshot, gone), pasts, closing_counted(known)


def _open_uids(pasts: Mapping[str, Past]) -> tuple[str, ...]:
    """The clues that a report counts as 期末在办."""
    return tuple(uid for uid, past in pasts.items() if past.state is PastState.OPEN)


def counted_open(connection: Connection, clue: str) -> tuple[str, ...]:
    """Titles of the last signed report of each kind and enterprise, as far as they count a clue as 期末在办."""
    last: dict[tuple[str, str], PeriodicReport] = {}
    for report in reports.everyone(connection):  # newest first
        if report.state is ReportState.ISSUED:
            last.setdefault((report.kind, report.enterprise), report)
    return tuple(
        report.title
        for report in last.values()
        # The text is asked first: to read a whole snapshot takes a thousand times longer.
        if report.snapshot is not None and clue in reports.snapshot_body(connection, report.snapshot)
        if clue in _open_uids(closing_pasts(read_frozen(connection, report.snapshot).snapshot))
    )


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything a report is made of: what the signatures cover.

    Attributes:
        snapshot: the counted rows.
        texts: the clerk's words by section.
        explanations: written explanations by check.
        findings: what the checks found at that moment.
    """

    snapshot: Snapshot
    texts: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[CheckFinding, ...] = ()


def frozen_bytes(frozen: Frozen) -> bytes:
    """The canonical form that is digested, signed and carried in every sealed file."""
    return canonical(
        {
            "snapshot": frozen.snapshot.to_plain(),
            "texts": dict(frozen.texts),
            "explanations": dict(frozen.explanations),
            "findings": [
                {
                    "check": one.check,
                    "grade": one.grade.value,
                    "sentence": one.sentence,
                    "record": one.record,
                    "uid": one.uid,
                    "field": one.field,
                    "clause": one.clause,
                }
                for one in frozen.findings
            ],
        }
    )


def read_frozen(connection: Connection, sha256: str) -> Frozen:
    """Frozen content by its digest."""
    plain: Any = parse_canonical(reports.snapshot_body(connection, sha256).encode())
    return Frozen(
        Snapshot.from_plain(plain["snapshot"]),
        plain["texts"],
        plain["explanations"],
        tuple(CheckFinding(**{**one, "grade": Grade(one["grade"])}) for one in plain["findings"]),
    )
