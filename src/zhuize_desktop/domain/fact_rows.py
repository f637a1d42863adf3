"""从记录到事实行: the rows of a snapshot made from the records as they are at the moment of freezing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .facts import (
    Closing,
    ClueFact,
    CountingRules,
    Past,
    Period,
    Previous,
    RuleUse,
    Snapshot,
    SupervisionFact,
    Word,
)
from .indicators import TOTAL, tally
from .loss_statistics import ALL, loss_tally
from .rulebook import RuleBook

if TYPE_CHECKING:
    from datetime import date

    from .records import Clue, Finding, Loss, Recovery, SupervisionReport

#: Dictionaries whose labels a report prints.
_PRINTED = ("source_kind", "disposition", "violation_category", "loss_class", "closure_kind")


@dataclass(frozen=True, slots=True)
class Ground:
    """What all rows of one report share.

    Attributes:
        names: names of enterprises and persons by uid, as the reader of the report may see them.
        on_behalf: uids of the enterprises kept on behalf of others (代录).
        masked: uids of the clues outside the report's circle of knowledge.
        pasts: what the last signed report counted, by uid (``standing.closing_pasts``).
        imported: uids of clues whose first row came from an imported ledger.
    """

    book: RuleBook
    counting: CountingRules
    period: Period
    names: Mapping[str, str]
    on_behalf: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    pasts: Mapping[str, Past] | None = None
    imported: frozenset[str] = frozenset()


def clue_fact(clue: Clue, losses: Iterable[Loss], recoveries: Iterable[Recovery], ground: Ground) -> ClueFact:
    """One clue as it is counted. Withdrawn lines count for nothing; a masked clue keeps no words.

    Args:
        clue: the clue.
        losses: its lines of 资产损失.
        recoveries: its lines of 挽回.
        ground: what all rows share.
    """
    sums = _loss_sums(losses, ground.period.last)
    recovered, in_period = _recovery_sums(recoveries, ground.period)
    masked = clue.uid in ground.masked
    return ClueFact(
        uid=clue.uid,
        number=clue.number,
        enterprises=() if masked else tuple(ground.names[uid] for uid in clue.enterprises),
        level=clue.level,
        source_column=_source_column(clue, ground.book),
        source_kind=clue.source_kind,
        category="" if masked else clue.category,
        summary="" if masked else clue.summary,
        occurred_from=clue.occurred_from,
        occurred_to=clue.occurred_to,
        reported_on=clue.reported_on,
        stage=clue.stage,
        stage_confirmed=clue.stage_confirmed,
        accepted_on=clue.accepted_on,
        checked_on=clue.checked_on,
        triaged_on=clue.triaged_on,
        disposition=clue.disposition,
        opened_on=clue.opened_on,
        investigated_on=clue.investigated_on,
        decided_on=clue.decided_on,
        rectified_on=clue.rectified_on,
        closed=clue.closed,
        closed_on=clue.closed_on,
        closure_kind=clue.closure_kind,
        legacy=clue.legacy or clue.uid in ground.imported,
        on_behalf=any(uid in ground.on_behalf for uid in (*clue.enterprises, clue.owner_enterprise)),
        from_superior=clue.from_superior,
        realtime_scope=clue.realtime_scope,
        estimated_fen=clue.estimated_loss,
        loss_class=clue.loss_class or _class_of(sums, clue.estimated_loss, ground),
        consequence_class=clue.consequence_class,
        direct_fen=sums["direct"],
        indirect_fen=sums["indirect"],
        contingent_fen=sums["contingent"],
        recovered_fen=recovered,
        recovered_in_period_fen=in_period,
        persons=() if masked else tuple(ground.names[uid] for uid in clue.persons),
        masked=masked,
        past=(ground.pasts or {}).get(clue.uid),
    )


def _source_column(clue: Clue, book: RuleBook) -> str:
    """The top of the tree above the clue's source; empty when it is not given or not in the tree."""
    sources = book.dictionary("source_kind")
    return sources.root_of(clue.source_kind).code if clue.source_kind in sources else ""


def _loss_sums(losses: Iterable[Loss], last: date) -> dict[str, int]:
    """分 by kind of loss, of lines identified by ``last`` or without a day.

    Raises:
        KeyError: a line of an unknown kind; ``record_checks`` keeps it from being saved.
    """
    sums = {"direct": 0, "indirect": 0, "contingent": 0}
    for line in losses:
        if not line.withdrawn_reason and (line.identified_on is None or line.identified_on <= last):
            sums[line.kind] += line.amount or 0
    return sums


def _recovery_sums(recoveries: Iterable[Recovery], period: Period) -> tuple[int, int]:
    """分 recovered up to the period's end or without a day, and those with a day in it."""
    total = in_period = 0
    for line in recoveries:
        if line.withdrawn_reason or (line.recovered_on is not None and line.recovered_on > period.last):
            continue
        total += line.amount or 0
        in_period += (line.amount or 0) if line.recovered_on in period else 0
    return total, in_period


def _class_of(sums: Mapping[str, int], estimated: int | None, ground: Ground) -> str:
    """The class the local pack gives to the confirmed loss, or to the estimate while none is confirmed."""
    confirmed = sums["direct"] + sums["indirect"]
    if ground.counting.contingent_counts:
        confirmed += sums["contingent"]
    found = ground.book.loss_class(confirmed or estimated or 0)
    return found.code if found else ""


def supervision_fact(
    report: SupervisionReport, findings: Sequence[Finding], book: RuleBook
) -> SupervisionFact:
    """One 监督成果 with what became of its findings; withdrawn ones are left out."""
    kept = [item for item in findings if not item.withdrawn_reason]
    listed = sum(bool(item.clues) for item in kept)
    not_listed = sum(bool(item.not_listed_reason) and not item.clues for item in kept)
    sources = book.dictionary("source_kind")
    return SupervisionFact(
        uid=report.uid,
        title=report.title,
        source_column=sources.root_of(report.source_kind).code if report.source_kind in sources else "",
        received_on=report.received_on,
        sorted_on=report.sorted_on,
        findings=len(kept),
        listed=listed,
        not_listed=not_listed,
        unsorted=len(kept) - listed - not_listed,
    )


def words(book: RuleBook, clues: Sequence[ClueFact]) -> tuple[Word, ...]:
    """The labels a report prints: every code on offer, and retired ones that are still in use."""
    used = {
        code
        for fact in clues
        for code in (
            fact.source_kind,
            fact.source_column,
            fact.disposition,
            fact.category,
            fact.loss_class,
            fact.closure_kind,
        )
    }
    return tuple(
        Word(name, entry.code, entry.label, entry.parent or "")
        for name in _PRINTED
        for entry in book.dictionary(name).entries(active=False)
        if not entry.retired or entry.code in used
    )


def rule_uses(book: RuleBook) -> tuple[RuleUse, ...]:
    """The packs of the rule book with their force and how many entries are 待核对."""
    return tuple(
        RuleUse(
            pack.code,
            pack.name,
            pack.standing.label,
            sum(bool(entry.mark) for entry in pack.all_entries() if not entry.retired),
        )
        for pack in book.packs
    )


def previous_of(snapshot: Snapshot, serial: str, sha256: str) -> Previous:
    """What the next report carries over from this signed one."""
    counted = tally(snapshot)
    columns = (TOTAL, *(code for code, _ in counted.sources))
    return Previous(
        serial,
        sha256,
        snapshot.header.period_to,
        tuple(Closing(column, counted.count("clue.closing", column)) for column in columns),
        loss_tally(snapshot, counted.standings).sum(ALL, "recovered"),
    )
