"""案件: a clue with everything that hangs on it, as one value for moves, gates and papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from .accountability_statistics import CHANGED, DECISION, REVOKED
from .decided_anew import settles, spared_by, with_replaced
from .one_event import Matter
from .records import (
    Appeal,
    Attachment,
    Clue,
    Decision,
    Enterprise,
    Handling,
    LiableBody,
    LiablePerson,
    OutsideDecision,
    Person,
    Record,
    SanctionCase,
    SanctionReview,
    StageStep,
)
from .rulebook import RuleBook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .stages import Stage

R = TypeVar("R", bound=Record)

#: Code of the move 重启, as ``workflow`` names it.
REOPENED = "reopen"
#: Beside the codes of ``appeal_result``: a review that changes or revokes does not say whose appeal it answers.
UNCLEAR = "unclear"
#: Code of the dictionary ``sanction`` (国务院令第781号 第7条) → the same as a 处理方式.
SANCTIONS = {
    "P1": "sanction.warning",
    "P2": "sanction.demerit",
    "P3": "sanction.serious_demerit",
    "P4": "sanction.downgrade",
    "P5": "sanction.removal",
    "P6": "sanction.expulsion",
}


@dataclass(frozen=True, slots=True)
class Laid:
    """One handling with what its reading needs: whose, of which clue, decided when.

    Attributes:
        person: uid of the person; empty for a body.
        clue: uid of the clue, ``number`` its number.
        decided_on: the day of the decision or of the outside decision.
        in_force: whether it holds: a 处理建议 or 不予追责 lays nothing on anybody, nor does what a review revoked.
        changed: a review changed the decision; what holds stands in the later one.
        unclear: a review changed or revoked the decision, for this person or for another it lays on.
        reviewed_on: the day of the review that changed it; ``None`` while it is not known, and where the review was one
            of the 处分 itself.
        pack: code of the rule pack chosen for its clue; empty while none is.
        rules: the rules its clue is judged by, with the version of the pack that was kept; ``None``: those of the
            case that is looked at.
        decides: it follows from a decision, not from a 处理建议 or 不予追责.
        settles: it was decided here or by the superior, and is no 处分 nor another body's.
        replaced: a review changed it, and what was decided anew since in the same case is known.
    """

    person: str
    clue: str
    number: str
    decided_on: date | None
    handling: Handling
    in_force: bool = True
    changed: bool = False
    unclear: bool = False
    pack: str = ""
    rules: RuleBook | None = field(default=None, compare=False, repr=False)
    decides: bool = True
    reviewed_on: date | None = None
    settles: bool = True
    replaced: bool = False


class Review(NamedTuple):
    """What the reviews of a decision or of a 处分 came to: changed, revoked or ``UNCLEAR``, and on which day."""

    result: str = ""
    on: date | None = None


NOT_REVIEWED = Review()


def rests_on(handling: Handling, sources: Collection[str]) -> bool:
    """Whether the paper that a handling names is among ``sources`` (uids): one that was taken out lays nothing more.

    A handling that names none yet is only unfinished.
    """
    return all(uid in sources for uid in (handling.decision, handling.outside) if uid)


def laid_by(
    source: Decision | OutsideDecision | SanctionCase | None,
    handling: Handling,
    person: str,
    number: str,
    review: Review = NOT_REVIEWED,
    pack: str = "",
    rules: RuleBook | None = None,
) -> Laid:
    """What a decision lays on a person; ``review``: what its reviews came to for them, after ``results_of``."""
    decides = not isinstance(source, Decision) or source.kind == DECISION
    return Laid(
        person,
        handling.clue,
        number,
        source.decided_on if source is not None else None,
        handling,
        decides and review.result != REVOKED,
        review.result == CHANGED,
        review.result == UNCLEAR,
        pack,
        rules,
        decides,
        review.on if review.result == CHANGED else None,
        settles(source),
    )


def laid_outside(
    source: OutsideDecision,
    number: str,
    handled: Collection[tuple[str, str]],
    pack: str = "",
    rules: RuleBook | None = None,
    reviews: Mapping[str, Review] | None = None,
) -> Iterator[Laid]:
    """What an outside decision lays on those for whom no handling was entered from it.

    ``handled``: uid of the outside decision with the uid of a person for whom one was; ``reviews``: what its reviews
    came to, by the uid of a person, after ``reviews_of``.
    """
    for person in source.persons:
        if (source.uid, person) not in handled:
            read = Handling(
                uid=source.uid,
                owner_enterprise=source.owner_enterprise,
                clue=source.clue,
                outside=source.uid,
                kinds=source.kinds,
            )
            review = (reviews or {}).get(person, NOT_REVIEWED)
            yield laid_by(source, read, person, number, review, pack, rules)


def with_sanctions(
    laid: Iterable[Laid],
    cases: Iterable[SanctionCase],
    reviews: Iterable[tuple[str | None, str, date | None]],
    numbers: Mapping[str, str],
    rules: Mapping[str, tuple[str, RuleBook | None]] | None = None,
) -> Iterator[Laid]:
    """What is laid, as 复核、申诉 of the 处分 left it, then each decided 处分 that is not among it.

    Args:
        laid: handlings, and what was decided outside.
        cases: every 处分立案 of the same people and clues.
        reviews: 处分立案, result and day of its 复核、申诉, oldest first; one that upholds leaves what an
            earlier one made.
        numbers: uid of a clue → its number.
        rules: uid of a clue → code of the rule pack chosen for it, and the rules it is judged by.
    """
    laid, cases = list(laid), list(cases)
    results = {
        case: Review(result, on) for case, result, on in reviews if case and result in (CHANGED, REVOKED)
    }
    of_person = {(one.clue, one.person): one for one in cases}
    decided = {
        (one.clue, one.person, kind)
        for one in laid
        if one.decides and one.decided_on is not None
        for kind in one.handling.kinds
    }
    for one in laid:
        case = of_person.get((one.clue, one.person))
        yield one if case is None else _reviewed(one, case, results.get(case.uid, NOT_REVIEWED))
    for case in cases:
        kind = SANCTIONS.get(case.sanction, "")
        over = case.decided_on is not None or case.ended_on is not None
        if kind and over and (case.clue, case.person, kind) not in decided:
            read = Handling(
                uid=case.uid, owner_enterprise=case.owner_enterprise, clue=case.clue, kinds=(kind,)
            )
            pack, book = (rules or {}).get(case.clue, ("", None))
            review = results.get(case.uid, NOT_REVIEWED)
            yield laid_by(case, read, case.person, numbers[case.clue], review, pack, book)


def _reviewed(one: Laid, case: SanctionCase, review: Review) -> Laid:
    """A handling without the 处分 of that case where it was revoked; the other kinds of the same handling stay."""
    meant = SANCTIONS.get(case.sanction, "")
    hit = [kind for kind in one.handling.kinds if kind in SANCTIONS.values() and meant in ("", kind)]
    if not hit or not review.result:
        return one
    if review.result == CHANGED:
        return replace(one, changed=True, reviewed_on=None)
    left = tuple(kind for kind in one.handling.kinds if kind not in hit)
    if not left:
        return replace(one, in_force=False)
    return replace(one, handling=replace(one.handling, kinds=left))


def results_of(
    appeals: Iterable[tuple[str | None, str | None, str, date | None]],
    parties: Iterable[tuple[str | None, str | None]],
) -> dict[tuple[str, str], Review]:
    """Decision, own or from outside, and whom it is laid on → what their reviews came to, of several the last.

    A decision that was upheld, an appeal that was not taken up or taken back leaves everything as it stands.

    Args:
        appeals: decision, 申诉的责任人, result and its day, oldest first. One that names nobody is of the only one whom
            the decision is laid on; where there are several, it may be of any.
        parties: decision with the uid of the liable person or body, of every handling.
    """
    laid_on: dict[str, set[str]] = {}
    for decision, party in parties:
        if decision and party:
            laid_on.setdefault(decision, set()).add(party)
    found: dict[tuple[str, str], Review] = {}
    doubtful: set[tuple[str, str]] = set()
    for decision, liable, result, on in appeals:
        if not decision or result not in (CHANGED, REVOKED):
            continue
        meant = {liable} if liable else laid_on.get(decision, set())
        if len(meant) == 1:
            found |= {(decision, party): Review(result, on) for party in meant}
        else:
            doubtful |= {(decision, party) for party in meant}
    left_open = (key for key in doubtful if found.get(key, NOT_REVIEWED).result != REVOKED)
    return found | dict.fromkeys(left_open, Review(UNCLEAR))


def appealing(
    source: str | None, liable: str | None, appellant: str, bodies: Mapping[tuple[str, str], str]
) -> str | None:
    """Whose appeal it is, for ``results_of``: of the 责任人 it names, or of the 责任主体 in whose name it was filed.

    ``bodies``: decision with the name of a body it is laid on → uid of that body.
    """
    return liable or bodies.get((source or "", appellant.strip()))


def outside_parties(source: OutsideDecision, lines: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Whom an outside decision names, for ``results_of``; ``lines``: person → uid of their 责任人 in its case."""
    return ((source.uid, lines.get(person, person)) for person in source.persons)


def reviews_of(
    source: OutsideDecision, results: Mapping[tuple[str, str], Review], lines: Mapping[str, str]
) -> dict[str, Review]:
    """Person whom an outside decision names → what their reviews came to; ``results`` of ``results_of``."""
    parties = zip(source.persons, outside_parties(source, lines), strict=True)
    return {person: results.get(party, NOT_REVIEWED) for person, party in parties}


def done_before(legacy: bool, taken_over: Stage | None, stage: Stage) -> bool:
    """Whether ``stage`` lies before the stage in which a 存量线索 was taken over."""
    return legacy and taken_over is not None and stage.order < taken_over.order


@dataclass(frozen=True, slots=True)
class Case:
    """One clue in full.

    Attributes:
        clue: the clue.
        book: the rules in force.
        today: the legal day it is looked at.
        held: record class → its records on this clue that are not withdrawn, oldest first.
        user: uid of who looks at it and would take the next step.
        names: uid → name of the people, enterprises, users and clues that the records point to, and of ``user``.
        left_team: users who stood in the 核查组 and were taken out again, or whose place another took.
        persons: uid → the people its records point to; ``enterprises`` likewise, those of the people and all that stand
            above them among them.
        keeper: uid of the enterprise whose ledger this is; it is among ``enterprises``.
        elsewhere: what the same people got in other cases that the reader may read.
        elsewhere_hidden: in how many further cases they stand that the reader may not read.
        merged: numbers of the clues that were merged into this one, those the viewer may know of.
        matters: uid of this clue and of those of ``elsewhere`` → what it is about; empty where nothing has to be told
            apart.
        confirmers: uid → name of the users who may confirm an 审批件 of it, but for the one who entered it; asked for
            where one waits.
    """

    clue: Clue
    book: RuleBook
    today: date
    held: Mapping[type[Record], tuple[Record, ...]] = field(default_factory=dict)
    user: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    left_team: frozenset[str] = frozenset()
    persons: Mapping[str, Person] = field(default_factory=dict)
    enterprises: Mapping[str, Enterprise] = field(default_factory=dict)
    keeper: str = ""
    elsewhere: tuple[Laid, ...] = ()
    elsewhere_hidden: int = 0
    merged: tuple[str, ...] = ()
    matters: Mapping[str, Matter] = field(default_factory=dict)
    confirmers: Mapping[str, str] = field(default_factory=dict)

    def all(self, record: type[R]) -> tuple[R, ...]:
        """Every record of a class, oldest first."""
        return self.held.get(record, ())  # type: ignore[return-value]

    def last(self, record: type[R]) -> R | None:
        """The record of a class that was entered last: the one in force where there is only one."""
        found = self.all(record)
        return found[-1] if found else None

    def on(self, record: type[R], name: str, uid: str) -> tuple[R, ...]:
        """The records of a class whose reference ``name`` points to ``uid``: the handlings of a decision."""
        return tuple(one for one in self.all(record) if getattr(one, name) == uid)

    def attached_to(self, uid: str) -> bool:
        """Whether a scan or file is attached to this record of the case."""
        return any(uid in (one.about, one.approval) for one in self.all(Attachment))

    def name(self, uid: str | None) -> str:
        """What a reference is called; empty for none."""
        return self.names.get(uid, "") if uid else ""

    def laid(self) -> tuple[Laid, ...]:
        """What this case lays on people: its handlings in the order of entry, what was decided outside, 处分 alone.

        A handling whose decision was taken out of the case is not among it.
        """
        liable = {one.uid: one.person for one in self.all(LiablePerson)}
        sources: dict[str, Decision | OutsideDecision] = {one.uid: one for one in self.all(Decision)}
        sources |= {one.uid: one for one in self.all(OutsideDecision)}
        lines = {one.person: one.uid for one in self.all(LiablePerson)}
        named = (party for one in self.all(OutsideDecision) for party in outside_parties(one, lines))
        results = results_of(
            (
                (one.decision or one.outside, self.appealed_by(one), one.result, one.decided_on)
                for one in self.all(Appeal)
            ),
            (
                *((one.decision or one.outside, one.liable or one.body) for one in self.all(Handling)),
                *named,
            ),
        )
        number = self.clue.number
        own = [
            laid_by(
                sources.get(one.decision or one.outside or ""),
                one,
                liable.get(one.liable or "", ""),
                number,
                results.get((one.decision or one.outside or "", one.liable or one.body or ""), NOT_REVIEWED),
            )
            for one in self.all(Handling)
            if rests_on(one, sources)
        ]
        handled = {(one.handling.outside or "", one.person) for one in own}
        beside = (
            found
            for one in self.all(OutsideDecision)
            for found in laid_outside(one, number, handled, reviews=reviews_of(one, results, lines))
        )
        reviews = ((one.sanction, one.result, one.decided_on) for one in self.all(SanctionReview))
        cases = self.all(SanctionCase)
        found = with_sanctions((*own, *beside), cases, reviews, {self.clue.uid: number})
        return with_replaced(found, spared_by(self.all(Decision), liable))

    def appealed_by(self, one: Appeal) -> str | None:
        """Uid of the 责任人 or 责任主体 whose appeal it is; ``None`` where it does not say."""
        names = {body.uid: body.name.strip() for body in self.all(LiableBody)}
        bodies = {
            (laid.decision or laid.outside or "", names[laid.body]): laid.body
            for laid in self.all(Handling)
            if laid.body in names
        }
        return appealing(one.decision or one.outside, one.liable, one.appellant, bodies)

    def level(self) -> int | None:
        """级次 of the highest of the enterprises concerned; ``None`` when none is recorded."""
        found = [self.enterprises[uid].level for uid in self.clue.enterprises if uid in self.enterprises]
        return min((level for level in found if level is not None), default=None)

    def keeper_level(self) -> int | None:
        """级次 of the enterprise whose ledger this is."""
        return self.level_of(self.keeper)

    def level_of(self, enterprise: str | None) -> int | None:
        """级次 of an enterprise the case knows; ``None`` where none is named or its level is not recorded."""
        known = self.enterprises.get(enterprise) if enterprise else None
        return known.level if known is not None else None

    def line_of(self, enterprise: str | None) -> tuple[Enterprise, ...]:
        """An enterprise and those above it, from below, as far as they are entered."""
        line: list[Enterprise] = []
        at = enterprise
        while at is not None and (known := self.enterprises.get(at)) is not None and known not in line:
            line.append(known)
            at = known.parent
        return tuple(line)

    def before_takeover(self, stage: Stage) -> bool:
        """Whether ``stage`` lies before the stage in which a 存量线索 was taken over: 历史已办, nothing is asked.

        What a 重启 opened again is worked here, from the stage at which it went on.
        """
        reopened = (one.to_stage.order for one in self.all(StageStep) if one.move == REOPENED)
        past = done_before(self.clue.legacy, self.clue.legacy_stage, stage)
        return past and all(stage.order < order for order in reopened)

    def with_clue(self, clue: Clue) -> Case:
        """The same case with a changed clue."""
        return replace(self, clue=clue)
