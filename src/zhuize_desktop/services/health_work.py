"""数据体检, the work itself: what a child process is given, and the examination over it. No ledger, no key.

What goes over is frozen plain values; the rule book is sent as its packs and built again there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from ..domain.case import Case
from ..domain.health import WholeLedger, case_findings, ledger_findings, own_findings
from ..domain.health.runs import Outcome, in_order
from ..domain.health.subject import HealthFinding, Thresholds
from ..domain.records import Clue, Enterprise, LiablePerson, Person, Record
from ..domain.rulebook import RuleBook
from ..domain.rules import RulePack
from ..domain.workdays import CalendarYear, WorkCalendar
from .likeness import alike_pairs

#: Cases between two reports of how far it is.
_EACH = 100
#: Of the whole work this part is the single cases.
_CASES = 0.8


@dataclass(frozen=True, slots=True)
class HealthInput:
    """Everything an examination needs.

    Attributes:
        clues: what the person may read, oldest first; ``hanging`` the records on them by class.
        persons, enterprises: the directory.
        names: uid → name of persons, enterprises and users.
        packs, years: what the rule book is made of.
        today: the legal day.
        thresholds: from where on something is told.
        user: who runs it.
        unread: uids of the clues that were left out; they go back with the outcome.
        seq, head: newest entry of the trail when the rows were read.
    """

    clues: tuple[Clue, ...]
    hanging: Mapping[type[Record], tuple[Record, ...]]
    persons: tuple[Person, ...]
    enterprises: tuple[Enterprise, ...]
    names: Mapping[str, str]
    packs: tuple[RulePack, ...]
    years: tuple[CalendarYear, ...]
    today: date
    thresholds: Thresholds
    user: str = ""
    unread: tuple[str, ...] = ()
    seq: int = 0
    head: str = ""


def examine(given: HealthInput, progress: Callable[[float, str], None]) -> Outcome:
    """Ask every check over everything; what ``progress`` raises stops the work."""
    book = RuleBook.of(given.packs, WorkCalendar.of(given.years))
    findings = [
        *_single_cases(given, book, progress),
        *_directory(given, book),
        *_whole(given, book, progress),
    ]
    names = {one.uid: one.name for one in given.enterprises}
    return Outcome(tuple(in_order(findings, names)), len(given.clues))


def cases_of(given: HealthInput, book: RuleBook) -> Iterable[Case]:
    """Every clue with what hangs on it, in the order of the clues."""
    held: dict[str, dict[type[Record], list[Record]]] = defaultdict(dict)
    for kind, found in given.hanging.items():
        for one in found:
            held[one.clue].setdefault(kind, []).append(one)  # type: ignore[attr-defined]
    for clue in given.clues:
        own = {kind: tuple(several) for kind, several in held.get(clue.uid, {}).items()}
        yield Case(clue, book, given.today, own, given.user, given.names)


def _single_cases(
    given: HealthInput, book: RuleBook, progress: Callable[[float, str], None]
) -> Iterable[HealthFinding]:
    for at, case in enumerate(cases_of(given, book)):
        if at % _EACH == 0:
            part = _CASES * at / len(given.clues)
            progress(part, f"正在逐条检查：第 {at + 1} 条，共 {len(given.clues)} 条…")
        yield from case_findings(case, given.thresholds)


def _directory(given: HealthInput, book: RuleBook) -> Iterable[HealthFinding]:
    for enterprise in given.enterprises:
        yield from own_findings(enterprise, enterprise.uid, book, given.today)
    for person in given.persons:
        yield from own_findings(person, person.enterprise or "", book, given.today)


def _whole(given: HealthInput, book: RuleBook, progress: Callable[[float, str], None]) -> list[HealthFinding]:
    asked = 0

    def tell() -> None:
        """One more text was looked at."""
        nonlocal asked
        if asked % _EACH == 0:
            # How many there will be is not known before: the bar comes ever nearer to its end.
            progress(1 - (1 - _CASES) / (1 + asked / (20 * _EACH)), "正在查找重复和屡犯…")
        asked += 1

    liable = given.hanging.get(LiablePerson, ())
    whole = WholeLedger(
        clues=given.clues,
        liable=tuple(one for one in liable if isinstance(one, LiablePerson)),
        persons=given.persons,
        enterprises={one.uid: one for one in given.enterprises},
        book=book,
        thresholds=given.thresholds,
        alike=partial(alike_pairs, tell=tell),
    )
    progress(_CASES, "正在查找重复和屡犯…")
    return list(ledger_findings(whole))
