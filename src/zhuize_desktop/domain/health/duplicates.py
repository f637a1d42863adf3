"""疑似重复: clues that may be one clue, persons who may be one person. Nothing is merged by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..checks import Check, Grade
from ..records import Clue, Person
from ..validated import normalised
from .subject import HealthFinding, WholeLedger, over, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: So much less likeness is enough where two other marks agree.
EASED = 25
#: How many other marks must agree then.
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
    for twin in _clue_pairs(whole):
        known = best.get(twin.younger.uid)
        if known is None or _rank(twin) < _rank(known):
            best[twin.younger.uid] = twin
    return iter(sorted(best.values(), key=lambda twin: twin.younger.uid))


def _rank(twin: Twin) -> tuple[int, int, str]:
    """The likest first, of these the one with more marks, of these the oldest."""
    return -twin.likeness, -len(twin.marks), twin.older.uid


def _clue_pairs(whole: WholeLedger) -> Iterator[Twin]:
    clues = sorted((one for one in whole.clues if one.merged_into is None), key=lambda one: one.uid)
    texts = {clue.uid: normalised(clue.summary) for clue in clues}
    wanted = whole.thresholds.clue_likeness
    for group in _groups(clues):
        said = [texts[clue.uid] for clue in group]
        for at, younger in enumerate(group):
            if not at or not said[at]:
                continue
            for place, likeness in whole.alike(said[at], said[:at], wanted - EASED):
                older = group[place]
                marks = _clue_marks(older, younger)
                enough = likeness >= wanted or len(marks) >= _MARKS
                if enough and not _told_apart(older, younger):
                    yield Twin(older, younger, likeness, marks)
    yield from _same_number(clues, texts, whole)


def _groups(clues: Sequence[Clue]) -> Iterator[list[Clue]]:
    """Clues worth comparing: of one enterprise, or out of one document with one amount."""
    groups: dict[tuple[object, ...], list[Clue]] = defaultdict(list)
    for clue in clues:
        for enterprise in dict.fromkeys(clue.enterprises or ("",)):
            groups["enterprise", enterprise].append(clue)
        if clue.document_number.strip() and clue.estimated_loss:
            groups["paper", normalised(clue.document_number), clue.estimated_loss].append(clue)
    return (group for group in groups.values() if len(group) > 1)


def _same_number(clues: Sequence[Clue], texts: dict[str, str], whole: WholeLedger) -> Iterator[Twin]:
    """Numbers that differ in width, dashes or blanks alone."""
    first: dict[str, Clue] = {}
    for clue in clues:
        number = normalised(clue.number)
        older = first.setdefault(number, clue) if number else clue
        if older is not clue and not _told_apart(older, clue):
            found = list(whole.alike(texts[clue.uid], [texts[older.uid]], 0))
            yield Twin(older, clue, found[0][1] if found else 0, ("编号只差写法", *_clue_marks(older, clue)))


def _clue_marks(one: Clue, other: Clue) -> tuple[str, ...]:
    number = normalised(one.document_number)
    return tuple(
        mark
        for mark, holds in (
            ("来源文号相同", bool(number) and number == normalised(other.document_number)),
            ("金额相同", bool(one.estimated_loss) and one.estimated_loss == other.estimated_loss),
            (
                "发生时间相同",
                one.occurred_from is not None and one.occurred_from == other.occurred_from,
            ),
        )
        if holds
    )


def _told_apart(one: Clue, other: Clue) -> bool:
    """One was split from the other, or both from one: a person said that they are two."""
    if one.split_from == other.uid or other.split_from == one.uid:
        return True
    return one.split_from is not None and one.split_from == other.split_from


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
        if all(ids) and ids[0] != ids[1]:
            continue  # two persons of one name
        likeness = _post_likeness(whole, one, younger)
        marks = _person_marks(one, younger, same_identity=all(ids))
        unlike = one.enterprise and younger.enterprise and one.enterprise != younger.enterprise
        if all(ids) or not unlike or likeness >= whole.thresholds.post_likeness:
            yield Twin(one, younger, likeness, marks)


def _post_likeness(whole: WholeLedger, one: Person, other: Person) -> int:
    posts = normalised(one.post), normalised(other.post)
    if not all(posts):
        return 0
    found = list(whole.alike(posts[0], [posts[1]], 0))
    return found[0][1] if found else 0


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
    Check("duplicate.clue", "没有重复的线索", _clues),
    Check("duplicate.person", "没有重复的人员", _persons),
)
