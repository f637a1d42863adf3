"""疑似重复: clues that may be one clue, persons who may be one person. Nothing is merged by itself."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from operator import eq
from typing import TYPE_CHECKING

from ..checks import Check, Grade
from ..records import Clue, Person
from ..validated import normalised
from .subject import HealthFinding, WholeLedger, over, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: So much less likeness is enough where two other marks agree.
EASED = 25
#: How many other marks must agree then; and how many must contradict each other to say that the two are two.
_MARKS = 2


@dataclass(frozen=True, slots=True)
class Twin:
    """Two records that may be one.

    Attributes:
        older: what was entered first; it would be kept.
        younger: what would be put into it.
        likeness: per cent.
        marks: what agrees besides, in Chinese.
    """

    older: Clue | Person
    younger: Clue | Person
    likeness: int
    marks: tuple[str, ...]


# --- clues ------------------------------------------------------------------------------------------------


def clue_twins(whole: WholeLedger) -> Iterator[Twin]:
    """For every clue that may be one with an older one that older one which is most like it."""
    best: dict[str, Twin] = {}
    read = _read(whole)
    for older, younger, likeness in _alike(read, whole):
        known = best.get(younger.clue.uid)
        if known is not None and (likeness < known.likeness or older.clue is known.older):
            continue
        marks = _common(older, younger)
        if _goes_before(known, likeness, marks, older.clue.uid) and not _told_apart(older, younger):
            best[younger.clue.uid] = Twin(older.clue, younger.clue, likeness, marks)
    for twin in _same_number(read, whole):
        if _goes_before(best.get(twin.younger.uid), twin.likeness, twin.marks, twin.older.uid):
            best[twin.younger.uid] = twin
    return iter(sorted(best.values(), key=lambda twin: twin.younger.uid))


def _goes_before(known: Twin | None, likeness: int, marks: tuple[str, ...], older: str) -> bool:
    """The likest goes first, of these the one with more marks, of these the oldest."""
    if known is None or likeness != known.likeness:
        return known is None or likeness > known.likeness
    return (-len(marks), older) < (-len(known.marks), known.older.uid)


@dataclass(frozen=True, slots=True)
class _Read:
    """A clue as it is compared: normalised once, compared often.

    Attributes:
        text: its 概述; ``marks`` its document, amount and day, falsy where not known.
    """

    clue: Clue
    text: str
    marks: tuple[str, int, date | None]


_MARK_WORDS = ("来源文号相同", "金额相同", "发生时间相同")


def _read(whole: WholeLedger) -> list[_Read]:
    """The clues that are compared, the oldest first."""
    clues = sorted((one for one in whole.clues if one.merged_into is None), key=lambda one: one.uid)
    return [
        _Read(
            clue,
            normalised(clue.summary),
            (normalised(clue.document_number), clue.estimated_loss or 0, clue.occurred_from),
        )
        for clue in clues
    ]


def _alike(read: Sequence[_Read], whole: WholeLedger) -> Iterator[tuple[_Read, _Read, int]]:
    """Older and younger of every two that are alike enough for what they have in common, and how much they are."""
    told, wanted = [one for one in read if one.text], whole.thresholds.clue_likeness
    for groups, at_least in ((_by_enterprise(told), wanted), (_by_marks(told), wanted - EASED)):
        for group in groups:
            for later, earlier, likeness in whole.alike([one.text for one in group], at_least):
                yield group[earlier], group[later], likeness


def _by_enterprise(read: Sequence[_Read]) -> Iterator[list[_Read]]:
    """Clues of one enterprise; those of none are compared with each other."""
    groups: dict[str, list[_Read]] = defaultdict(list)
    for one in read:
        for enterprise in dict.fromkeys(one.clue.enterprises or ("",)):
            groups[enterprise].append(one)
    return (group for group in groups.values() if len(group) > 1)


def _by_marks(read: Sequence[_Read]) -> Iterator[list[_Read]]:
    """Clues with two marks in common: of one enterprise, or document and amount wherever they are."""
    groups: dict[tuple[object, ...], list[_Read]] = defaultdict(list)
    for one in read:
        for first, second in itertools.combinations(range(len(one.marks)), _MARKS):
            pair = one.marks[first], one.marks[second]
            if not all(pair):
                continue
            for enterprise in dict.fromkeys(one.clue.enterprises or ("",)):
                groups[enterprise, first, second, pair].append(one)
            if (first, second) == (0, 1):
                groups[first, second, pair].append(one)
    return (group for group in groups.values() if len(group) > 1)


def _same_number(read: Sequence[_Read], whole: WholeLedger) -> Iterator[Twin]:
    """Numbers that differ in width, dashes or blanks alone."""
    first: dict[str, _Read] = {}
    for one in read:
        number = normalised(one.clue.number)
        older = first.setdefault(number, one) if number else one
        if older is not one:
            marks = ("编号只差写法", *_common(older, one))
            yield Twin(older.clue, one.clue, _likeness(whole, older.text, one.text), marks)


def _common(one: _Read, other: _Read) -> tuple[str, ...]:
    """What agrees besides the text, in words."""
    if not any(map(eq, one.marks, other.marks)):
        return ()
    pairs = zip(_MARK_WORDS, one.marks, other.marks, strict=True)
    return tuple(words for words, mine, theirs in pairs if mine and mine == theirs)


def _told_apart(one: _Read, other: _Read) -> bool:
    """A person split one from the other, or both from one; or two of their marks contradict each other."""
    mine, theirs = one.clue, other.clue
    if mine.split_from == theirs.uid or theirs.split_from == mine.uid:
        return True
    if mine.split_from is not None and mine.split_from == theirs.split_from:
        return True
    against = 0
    for a, b in zip(one.marks, other.marks, strict=True):
        if a and b and a != b:
            against += 1
    return against >= _MARKS


def _clues(whole: WholeLedger) -> Iterator[HealthFinding]:
    for twin in clue_twins(whole):
        older, younger = twin.older, twin.younger
        assert isinstance(older, Clue)
        assert isinstance(younger, Clue)
        sentence = (
            f"与线索{older.number or '（未编号）'}疑似重复：概述相似 {twin.likeness}%"
            f"（设定 {whole.thresholds.clue_likeness}%）{_marked(twin)}。请并列查看，确属重复的合并，不是的请说明。"
        )
        found = over("duplicate.clue", Grade.VERIFY, sentence, Clue, younger.uid, "summary")
        yield placed(found, (younger, older), older.uid)


def _marked(twin: Twin) -> str:
    return "".join(f"，{mark}" for mark in twin.marks)


# --- persons ----------------------------------------------------------------------------------------------


def person_twins(whole: WholeLedger) -> Iterator[Twin]:
    """For every person who may be one with an older record the oldest such record."""
    persons = sorted(whole.persons, key=lambda one: one.uid)
    by_name: dict[str, list[Person]] = defaultdict(list)
    by_identity: dict[str, list[Person]] = defaultdict(list)
    for person in persons:
        identity = normalised(person.identity_number)
        older = (*by_identity[identity], *by_name[normalised(person.name)]) if identity else None
        candidates = older if older is not None else tuple(by_name[normalised(person.name)])
        twin = next(_person_pairs(whole, candidates, person), None)
        if twin is not None:
            yield twin
        by_name[normalised(person.name)].append(person)
        if identity:
            by_identity[identity].append(person)


def _person_pairs(whole: WholeLedger, older: Iterable[Person], younger: Person) -> Iterator[Twin]:
    for one in older:
        ids = normalised(one.identity_number), normalised(younger.identity_number)
        if _contradict(*ids):
            continue  # two persons of one name
        likeness = _post_likeness(whole, one, younger)
        marks = _person_marks(one, younger, same_identity=all(ids))
        unlike = one.enterprise and younger.enterprise and one.enterprise != younger.enterprise
        if all(ids) or not unlike or likeness >= whole.thresholds.post_likeness:
            yield Twin(one, younger, likeness, marks)


def _contradict(identity: str, other: str) -> bool:
    return bool(identity and other and identity != other)


def namesakes(
    name: str, identity: str, others: Iterable[tuple[str, str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom a person may be one with, whatever 单位 and 职务 say: who has the same 证件号; who has the same name alone.

    ``others``: uid, name and 证件号 of each. Two of one name whose 证件号 differ are two.
    """
    name, identity = normalised(name), normalised(identity)
    by_identity, by_name = [], []
    for uid, their_name, their_identity in others:
        theirs = normalised(their_identity)
        if identity and identity == theirs:
            by_identity.append(uid)
        elif name == normalised(their_name) and not _contradict(identity, theirs):
            by_name.append(uid)
    return tuple(by_identity), tuple(by_name)


def _post_likeness(whole: WholeLedger, one: Person, other: Person) -> int:
    posts = normalised(one.post), normalised(other.post)
    return _likeness(whole, *posts) if all(posts) else 0


def _likeness(whole: WholeLedger, one: str, other: str) -> int:
    """How alike two texts are, in whole per cent."""
    return next((likeness for _, _, likeness in whole.alike([one, other], 0)), 0)


def _person_marks(one: Person, other: Person, *, same_identity: bool) -> tuple[str, ...]:
    return tuple(
        mark
        for mark, holds in (
            ("证件号相同", same_identity),
            ("姓名相同", normalised(one.name) == normalised(other.name)),
            ("单位相同", one.enterprise is not None and one.enterprise == other.enterprise),
            ("其中一条没有填单位", (one.enterprise is None) != (other.enterprise is None)),
        )
        if holds
    )


def _persons(whole: WholeLedger) -> Iterator[HealthFinding]:
    for twin in person_twins(whole):
        older, younger = twin.older, twin.younger
        assert isinstance(older, Person)
        assert isinstance(younger, Person)
        post = (
            f"，职务相似 {twin.likeness}%（设定 {whole.thresholds.post_likeness}%）" if twin.likeness else ""
        )
        sentence = (
            f"人员“{younger.name}”与较早登记的“{older.name}”疑似同一人：{'、'.join(twin.marks)}{post}。"
            "请并列查看，确属同一人的合并，同名不同人的请说明。"
        )
        found = over("duplicate.person", Grade.VERIFY, sentence, Person, younger.uid, "name")
        enterprise = younger.enterprise or older.enterprise or ""
        yield HealthFinding(
            found.check, found.grade, found.sentence, found.record, found.uid, found.field, found.clause,
            (), enterprise, older.uid,
        )  # fmt: skip


DUPLICATES: tuple[Check[WholeLedger], ...] = (
    Check("duplicate.clue", "线索不重复登记", _clues, "线索疑似重复登记"),
    Check("duplicate.person", "人员不重复登记", _persons, "人员疑似重复登记"),
)
