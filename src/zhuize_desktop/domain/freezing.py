"""What a snapshot carries beside its rows: labels of the codes, the rules it rests on, the report before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .case_facts import NO_CASES, CaseFacts
from .deadlines import rule_words
from .facts import Closing, ClueFact, Gone, Previous, RuleUse, Snapshot, Word
from .indicators import TOTAL, tally
from .loss_statistics import ALL, loss_tally
from .realtime import KINDS, RealtimeRule
from .rulebook import SITUATION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from .rulebook import RuleBook
    from .rules import Entry

#: Dictionaries whose labels a report prints.
_PRINTED = (
    *("source_kind", "disposition", "violation_category", "loss_class", "closure_kind", "transfer_kind"),
    *("liability_kind", "employment", "cadre_authority", "outside_decision_kind", "appeal_result"),
    *("rectification_state", "rule_change_kind", "recovery_kind", "moved_in"),
    *("realtime_kind", "letter_adoption"),
)
#: Trees of which a report prints the tops alone.
_TOPS = ("handling", SITUATION)
#: The catalogue whose 方面 every report lists; those of others come in where they are used.
_ALWAYS = "46"


def words(book: RuleBook, clues: Sequence[ClueFact], case: CaseFacts = NO_CASES) -> tuple[Word, ...]:
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
            fact.moved_in,
            *fact.aspects,
        )
    } | _used(case)
    return tuple(
        Word(name, entry.code, _label(book, name, entry), entry.parent or "")
        for name in (*_PRINTED, *_TOPS)
        for entry in book.dictionary(name).entries(active=False)
        if entry.code in used or (not entry.retired and _is_listed(book, name, entry))
        if name not in _TOPS or entry.parent is None
    )


def _is_listed(book: RuleBook, name: str, entry: Entry) -> bool:
    """Whether a word is printed although nothing has it."""
    return name != SITUATION or book.dictionary(name).home(entry.code) == _ALWAYS


def _label(book: RuleBook, name: str, entry: Entry) -> str:
    """The word itself; a 方面 of another catalogue than 46号令 says whose, because both have the same words."""
    if _is_listed(book, name, entry):
        return entry.label
    return f"{entry.label}（{book.pack(book.dictionary(name).home(entry.code)).name}）"


def _used(case: CaseFacts) -> set[str]:
    """Codes that stand in the rows beside the clues."""
    found = {
        code for one in case.handlings for code in (one.liability, one.employment, one.authority, *one.roots)
    }
    found |= {one.kind for kinds in (case.outside, case.rule_changes, case.recoveries) for one in kinds}
    return found | {one.state for one in case.items} | {one.result for one in case.reviews}


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


def previous_of(snapshot: Snapshot, serial: str, sha256: str, gone: tuple[Gone, ...] = ()) -> Previous:
    """What the next report carries over from this signed one, and what of its 期末在办 was withdrawn since."""
    counted = tally(snapshot)
    columns = (TOTAL, *(code for code, _ in counted.sources))
    return Previous(
        serial,
        sha256,
        snapshot.header.period_to,
        tuple(Closing(column, counted.count("clue.closing", column)) for column in columns),
        loss_tally(snapshot, counted.standings).sum(ALL, "recovered"),
        gone,
    )


def realtime_rules(book: RuleBook, on: date) -> tuple[RealtimeRule, ...]:
    """What each kind is counted by on a day."""
    found = []
    for kind, period in KINDS.items():
        known = book.rule_of(period, on).length is not None
        found.append(RealtimeRule(kind, rule_words(period, book, on) if known else ""))
    return tuple(found)
