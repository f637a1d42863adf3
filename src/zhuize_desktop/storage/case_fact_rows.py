"""The rows that are counted beside the clues, read in a handful of statements however many cases there are.

Names stay behind: persons, bodies and enterprises are given running numbers, the same in the whole snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from ..domain.balance import CLOSE, CLOSE_MOVED, MOVED_KINDS
from ..domain.case_facts import (
    CaseFacts,
    DeductionFact,
    ExemptionFact,
    HandlingFact,
    ItemFact,
    LetterFact,
    OutsideFact,
    RecoveryFact,
    ReviewFact,
    RuleChangeFact,
    Taken,
)
from ..domain.realtime import REPORTED
from ..domain.records import (
    Appeal,
    Closure,
    Decision,
    Execution,
    Handling,
    ImprovementLetter,
    LiableBody,
    LiablePerson,
    OutsideDecision,
    Person,
    RealtimeReport,
    Record,
    Recovery,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    RuleChange,
    StageStep,
    Transfer,
    Violation,
)
from ..domain.records.decision import IMPOSSIBLE
from ..domain.uids import after_day
from . import rows
from .tables import link_of, table_of

_PAY, _NO_PURSUIT, _DONE, _DEADLINE = "pay", "none", "done", "deadline"
#: Codes of moves that are counted as they are; every way back counts as ``return``.
_MOVES = frozenset({"close", "merge", "reopen", "split", "by_sanction"})
#: Codes of the moves that lead to 处理; what is split, merged or reopened there came by one of them before.
_TO_DISPOSITION = frozenset({"by_sanction", "finish_investigation", "decision_back"})


class Numbers:
    """Running numbers in the place of what must not leave: the same thing, the same number."""

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}

    def of(self, thing: Hashable) -> int:
        """Its number, a new one for what comes the first time."""
        return self._known.setdefault(thing, len(self._known) + 1)


@dataclass(frozen=True, slots=True)
class CaseScope:
    """Of what the rows are taken.

    Attributes:
        first: first day of the period, ``last`` its last.
        clues: uids of the clues that stand in the report.
        counted: ``counted`` of each row, by uid, as the last signed report left it.
        root_of: 处理方式 → the top of its tree.
    """

    first: date
    last: date
    clues: frozenset[str]
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    root_of: Callable[[str], str] = lambda code: code.split(".")[0]


def case_facts(connection: Connection, scope: CaseScope) -> CaseFacts:
    """Every row beside the clues, each kind in the order of entry."""
    reader = _Reader(connection, scope)
    liable = {one["uid"]: one for one in reader.read(LiablePerson, *_LIABLE)}
    decisions = {one["uid"]: one for one in reader.read(Decision, "uid", "clue", "kind", "decided_on")}
    again = _by_sanction(reader)
    persons = Numbers()
    handlings, whom = _handlings(reader, liable, decisions, again, persons)
    return CaseFacts(
        handlings=handlings,
        outside=_outside(reader, persons),
        exemptions=_exemptions(reader, liable, decisions, persons),
        reviews=_reviews(reader, decisions, liable, whom, persons),
        deductions=_deductions(reader),
        items=_items(reader),
        rule_changes=tuple(
            RuleChangeFact(counted=reader.counted(one["uid"]), **one)
            for one in reader.read(RuleChange, "uid", "clue", "kind", "published_on")
        ),
        letters=tuple(
            LetterFact(counted=reader.counted(one["uid"]), **one)
            for one in reader.read(ImprovementLetter, "uid", "clue", "adoption", "issued_on", "answered_on")
        ),
        recoveries=tuple(
            RecoveryFact(uid=one["uid"], clue=one["clue"], kind=one["kind"], fen=one["amount"],
                         recovered_on=one["recovered_on"],
                         entered_later=one["recovered_on"] is None and one["uid"] >= after_day(scope.last))
            for one in reader.read(Recovery, "uid", "clue", "kind", "amount", "recovered_on")
            if one["amount"] is not None and (one["recovered_on"] is None or one["recovered_on"] <= scope.last)
        ),
    )  # fmt: skip


_LIABLE = ("uid", "clue", "person", "liability", "employment_then", "disciplined", "identified_on")


class _Reader:
    """Rows of the clues in the report that were not withdrawn, oldest first."""

    def __init__(self, connection: Connection, scope: CaseScope) -> None:
        self.connection, self.scope = connection, scope

    def read(self, record: type[Record], *names: str) -> list[dict[str, Any]]:
        table = table_of(record)
        found = rows.fetch_flat(
            self.connection, record, names, table.c.withdrawn_reason == "", order=(table.c.uid,)
        )
        at = names.index("clue")
        return [dict(zip(names, one, strict=True)) for one in found if one[at] in self.scope.clues]

    def links(self, record: type[Record], name: str) -> dict[str, tuple[str, ...]]:
        """Values of a many-valued field by uid, in their order."""
        link = link_of(record, name)
        gathered: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for uid, position, value in self.connection.execute(
            select(link.c.uid, link.c.position, link.c.value)
        ).all():
            gathered[uid].append((position, value))
        return {uid: tuple(value for _, value in sorted(several)) for uid, several in gathered.items()}

    def counted(self, uid: str) -> tuple[str, ...]:
        return self.scope.counted.get(uid, ())


def _by_sanction(reader: _Reader) -> set[str]:
    """Clues that went to 处理 by a sanction of another body (P16) and not again by an investigation since."""
    last: dict[str, str] = {}
    for one in reader.read(StageStep, "uid", "clue", "move"):
        if one["move"] in _TO_DISPOSITION:
            last[one["clue"]] = one["move"]
    return {clue for clue, move in last.items() if move == "by_sanction"}


def _handlings(
    reader: _Reader,
    liable: Mapping[str, dict[str, Any]],
    decisions: Mapping[str, dict[str, Any]],
    again: set[str],
    persons: Numbers,
) -> tuple[tuple[HandlingFact, ...], dict[str, list[str]]]:
    """The handlings, and by decision the uids of the persons it names."""
    kinds = reader.links(Handling, "kinds")
    bodies = {
        one["uid"]: one for one in reader.read(LiableBody, "uid", "clue", "name", "enterprise", "liability")
    }
    authority = dict(
        reader.connection.execute(select(table_of(Person).c.uid, table_of(Person).c.cadre_authority)).all()
    )
    numbers = Numbers()
    found, whom = [], defaultdict[str, list[str]](list)
    names = ("uid", "clue", "decision", "liable", "body", "deduction", "ban_from", "ban_to", "ban_for_life")
    for one in reader.read(Handling, *names):
        decision = decisions.get(one["decision"] or "")
        person, body = liable.get(one["liable"] or ""), bodies.get(one["body"] or "")
        if decision is None or (person is None and body is None):
            continue
        if person is not None:
            whom[decision["uid"]].append(person["person"])
        own = kinds.get(one["uid"], ())
        found.append(
            HandlingFact(
                uid=one["uid"],
                clue=one["clue"],
                decision=decision["uid"],
                decision_kind=decision["kind"],
                person=persons.of(person["person"]) if person is not None else None,
                body=numbers.of((body["name"], body["enterprise"])) if body is not None and person is None else None,
                liability=(person or body or {})["liability"],
                employment=person["employment_then"] if person is not None else "",
                authority=authority.get(person["person"], "") if person is not None else "",
                kinds=own,
                roots=tuple(dict.fromkeys(map(reader.scope.root_of, own))),
                deduction_fen=one["deduction"] or 0,
                ban=bool(one["ban_from"] or one["ban_to"] or one["ban_for_life"]),
                again=person is not None and (one["clue"] in again or person["disciplined"]),
                decided_on=decision["decided_on"],
                counted=reader.counted(one["uid"]),
            )
        )  # fmt: skip
    return tuple(found), whom


def _outside(reader: _Reader, persons: Numbers) -> tuple[OutsideFact, ...]:
    named = reader.links(OutsideDecision, "persons")
    return tuple(
        OutsideFact(
            uid=one["uid"],
            clue=one["clue"],
            kind=one["kind"],
            persons=tuple(map(persons.of, named.get(one["uid"], ()))),
            decided_on=one["decided_on"],
            counted=reader.counted(one["uid"]),
        )
        for one in reader.read(OutsideDecision, "uid", "clue", "kind", "decided_on")
    )


def _exemptions(
    reader: _Reader,
    liable: Mapping[str, dict[str, Any]],
    decisions: Mapping[str, dict[str, Any]],
    persons: Numbers,
) -> tuple[ExemptionFact, ...]:
    """Who is exempted; without a day of the finding that of the clue's 不予追责决定."""
    spared: dict[str, date] = {}
    for one in decisions.values():
        if one["kind"] == _NO_PURSUIT and one["decided_on"] is not None:
            spared[one["clue"]] = min(one["decided_on"], spared.get(one["clue"], one["decided_on"]))
    exempted = reader.links(LiablePerson, "exempted")
    return tuple(
        ExemptionFact(
            uid=uid,
            clue=one["clue"],
            person=persons.of(one["person"]),
            found_on=one["identified_on"] or spared.get(one["clue"]),
            counted=reader.counted(uid),
        )
        for uid, one in liable.items()
        if exempted.get(uid)
    )


def _reviews(
    reader: _Reader,
    decisions: Mapping[str, dict[str, Any]],
    liable: Mapping[str, dict[str, Any]],
    whom: Mapping[str, list[str]],
    persons: Numbers,
) -> tuple[ReviewFact, ...]:
    """Reviews with whom they concern: who is named, the appellant among those of the decision, or its only one."""
    person = table_of(Person)
    called = dict(reader.connection.execute(select(person.c.uid, person.c.name)).all())
    found = []
    for one in reader.read(Appeal, "uid", "clue", "decision", "liable", "appellant", "result", "decided_on"):
        if one["decision"] not in decisions or not one["result"]:
            continue
        named = list(dict.fromkeys(whom.get(one["decision"], ())))
        if one["liable"] in liable:
            meant = [uid for uid in named if uid == liable[one["liable"]]["person"]]
        else:
            meant = [uid for uid in named if called.get(uid) == one["appellant"].strip()]
            if len(meant) != 1:
                meant = named if len(named) == 1 and not meant else []
        found.append(
            ReviewFact(
                uid=one["uid"],
                clue=one["clue"],
                decision=one["decision"],
                result=one["result"],
                persons=tuple(map(persons.of, meant)),
                decided_on=one["decided_on"],
                counted=reader.counted(one["uid"]),
            )
        )
    return tuple(found)


def _deductions(reader: _Reader) -> tuple[DeductionFact, ...]:
    """扣减薪酬 carried out, of handlings that stand: what was taken by a withdrawn one is to be given back.

    What is still being carried out cannot have its day yet, and is none.
    """
    standing = {one["uid"] for one in reader.read(Handling, "uid", "clue")}
    return tuple(
        DeductionFact(
            uid=one["uid"],
            clue=one["clue"],
            fen=one["amount"],
            done_on=one["done_on"],
            counted=reader.counted(one["uid"]),
        )
        for one in reader.read(Execution, "uid", "clue", "handling", "kind", "state", "done_on", "amount")
        if one["amount"] and one["state"] != IMPOSSIBLE and reader.scope.root_of(one["kind"]) == _PAY
        if one["handling"] is None or one["handling"] in standing
        if one["done_on"] is not None or one["state"] == _DONE
    )


def _items(reader: _Reader) -> tuple[ItemFact, ...]:
    last = reader.scope.last
    issued = {
        one["uid"]: one["issued_on"] for one in reader.read(RectificationNotice, "uid", "clue", "issued_on")
    }
    put_off: dict[str, list[tuple[date, str, date | None]]] = defaultdict(list)
    for one in reader.read(RectificationChange, "uid", "clue", "item", "kind", "new_due", "approved_on"):
        if one["kind"] == _DEADLINE and one["approved_on"] is not None and one["approved_on"] <= last:
            put_off[one["item"]].append((one["approved_on"], one["uid"], one["new_due"]))
    names = ("uid", "clue", "notice", "due_on", "state", "done_on")
    sums = ("accounting", "recovered", "returned", "tax", "other_amount")
    return tuple(
        ItemFact(
            uid=one["uid"],
            clue=one["clue"],
            state=one["state"],
            issued_on=issued.get(one["notice"] or ""),
            done_on=one["done_on"] if one["state"] == _DONE else None,
            due_on=_present(one["due_on"], put_off[one["uid"]]),
            extensions=len(put_off[one["uid"]]),
            **{f"{name.removesuffix('_amount')}_fen": one[name] or 0 for name in sums},
            counted=reader.counted(one["uid"]),
        )
        for one in reader.read(RectificationItem, *names, *sums)
    )


def _present(day: date | None, changes: Iterable[tuple[date, str, date | None]]) -> date | None:
    """The day of the change that was approved last, else the item's own."""
    moved = [new for _, _, new in sorted(changes, key=lambda one: one[:2]) if new is not None]
    return moved[-1] if moved else day


# --- what the rows of the clues themselves need ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Course:
    """What was done to the clues beside the steps, by clue.

    Attributes:
        taken: what was done, oldest first.
        aspects: codes of the 违规情形 of its 定性.
    """

    taken: Mapping[str, tuple[Taken, ...]]
    aspects: Mapping[str, tuple[str, ...]]


def course(connection: Connection, clues: frozenset[str], last: date) -> Course:
    """The course of every clue up to the end of ``last``."""
    reader = _Reader(connection, CaseScope(last, last, clues))
    moved = _moved_out(connection)
    taken: dict[str, list[Taken]] = defaultdict(list)
    for one in reader.read(StageStep, "uid", "clue", "move", "taken_on", "other_clue"):
        code = "return" if one["move"].startswith("return_") else one["move"]
        if code == CLOSE and (one["clue"], one["taken_on"]) in moved:
            code = CLOSE_MOVED
        if one["taken_on"] is not None and (code in ("return", CLOSE_MOVED) or code in _MOVES):
            taken[one["clue"]].append(Taken(code, one["taken_on"]))
    for one in reader.read(Transfer, "uid", "clue", "kind", "sent_on"):
        if one["sent_on"] is not None:
            taken[one["clue"]].append(Taken(f"sent.{one['kind']}", one["sent_on"]))
    for one in reader.read(RealtimeReport, "uid", "clue", "kind", "reported_on"):
        if one["reported_on"] is not None:
            taken[one["clue"]].append(Taken(REPORTED + one["kind"], one["reported_on"]))
    situations = reader.links(Violation, "situations")
    aspects: dict[str, tuple[str, ...]] = {}
    for one in reader.read(Violation, "uid", "clue"):
        aspects[one["clue"]] = (*aspects.get(one["clue"], ()), *situations.get(one["uid"], ()))
    ordered = {clue: tuple(sorted(several, key=lambda found: found.day)) for clue, several in taken.items()}
    return Course(ordered, aspects)


def _moved_out(connection: Connection) -> set[tuple[str, date]]:
    """Clue and day of every 销号 that was a 移出, also of those that a 重启 took back."""
    closure = table_of(Closure)
    statement = select(closure.c.clue, closure.c.closed_on).where(closure.c.kind.in_(sorted(MOVED_KINDS)))
    return {(clue, day) for clue, day in connection.execute(statement).all() if day is not None}


def rectification_due(items: Iterable[ItemFact], last: date) -> dict[str, date]:
    """The earliest last day among each clue's items that were not done by the end of ``last``."""
    found: dict[str, date] = {}
    for one in items:
        open_then = one.state != _DONE or (one.done_on is not None and one.done_on > last)
        begun = one.issued_on is None or one.issued_on <= last
        if open_then and begun and one.due_on is not None:
            found[one.clue] = min(one.due_on, found.get(one.clue, one.due_on))
    return found
