"""屡犯: the same person, enterprise or situation again within the set time; parts of a split clue are one act."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ..checks import Check, Grade
from ..one_event import roots
from ..records import Clue
from ..rulebook import SITUATION
from .subject import OWN, HealthFinding, WholeLedger, act_day, over, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_CLAUSE = f"国务院国资委令第46号 第44条（参照，待核对）；间隔为{OWN}"
#: Ends by which a clue turned out to be no violation, or no clue of its own.
_NO_VIOLATION = frozenset({"disproved", "rejected", "merged"})
_NO_PARTS: Mapping[str, str] = {}


def acts_of(clues: Iterable[Clue]) -> dict[str, str]:
    """Uid of a clue → uid of the one it was split from in the first place: its parts are one act."""
    return roots({clue.uid: clue.split_from for clue in clues if clue.split_from is not None})


def chains(
    clues: Iterable[Clue], days: int, acts: Mapping[str, str] = _NO_PARTS
) -> Iterator[tuple[Clue, ...]]:
    """Runs of clues of two or more acts in which each follows the one before it within ``days`` calendar days.

    Clues without any day are in no chain: what is not known is not guessed.
    """
    dated = [(day, clue.uid, clue) for clue in clues if (day := act_day(clue)) is not None]
    chain: list[Clue] = []
    last = None
    for day, _, clue in sorted(dated, key=lambda one: one[:2]):
        if last is not None and (day - last).days > days:
            if _several(chain, acts) > 1:
                yield tuple(chain)
            chain = []
        chain.append(clue)
        last = day
    if _several(chain, acts) > 1:
        yield tuple(chain)


def _several(chain: Iterable[Clue], acts: Mapping[str, str]) -> int:
    """How many acts the clues are."""
    return len({acts.get(clue.uid, clue.uid) for clue in chain})


def _counted(whole: WholeLedger) -> Iterator[Clue]:
    """What may be a violation of its own."""
    return (clue for clue in whole.clues if clue.closure_kind not in _NO_VIOLATION)


def _times(chain: Sequence[Clue], acts: Mapping[str, str]) -> str:
    days = [day for clue in chain if (day := act_day(clue)) is not None]
    return f"{_several(chain, acts)} 次（{min(days)}至{max(days)}）"


def _persons(whole: WholeLedger) -> Iterator[HealthFinding]:
    lines: dict[str, set[str]] = defaultdict(set)
    for line in whole.liable:
        lines[line.clue].add(line.person)
    by_person: dict[str, list[Clue]] = defaultdict(list)
    for clue in _counted(whole):
        for person in lines[clue.uid] | set(clue.persons):
            by_person[person].append(clue)
    names, acts = {person.uid: person.name for person in whole.persons}, acts_of(whole.clues)
    for person in sorted(by_person):
        for chain in chains(by_person[person], whole.thresholds.repeat_days, acts):
            sentence = (
                f"{names.get(person, '同一人员')}涉及违规问题 {_times(chain, acts)}，前后相隔不超过设定的 "
                f"{whole.thresholds.repeat_days} 天：{whole.numbers(chain)}。处理时请考虑是否从重。"
            )
            found = over("repeat.person", Grade.VERIFY, sentence, Clue, chain[0].uid, "persons", _CLAUSE)
            yield placed(found, chain, person)


def _enterprises(whole: WholeLedger) -> Iterator[HealthFinding]:
    """The same kind of problem in the same enterprise."""
    groups: dict[tuple[str, str], list[Clue]] = defaultdict(list)
    for clue in _counted(whole):
        for enterprise in clue.enterprises if clue.category else ():
            groups[enterprise, clue.category].append(clue)
    kinds, acts = whole.book.dictionary("violation_category"), acts_of(whole.clues)
    for enterprise, category in sorted(groups):
        for chain in chains(groups[enterprise, category], whole.thresholds.repeat_days, acts):
            label = kinds.label(category) if category in kinds else category
            times = f"{_times(chain, acts)}：{whole.numbers(chain)}。"
            sentence = (
                f"{whole.enterprise_name(enterprise)}“{label}”类问题出现 {times}"
                "请研究是否属屡查屡犯，制度上有无短板。"
            )
            found = over("repeat.enterprise", Grade.HINT, sentence, Clue, chain[0].uid, "category", _CLAUSE)
            yield placed(found, chain, f"{enterprise}:{category}")


def _situations(whole: WholeLedger) -> Iterator[HealthFinding]:
    """The same 违规情形 in two enterprises or more: what one alone does again is told above."""
    groups: dict[str, list[Clue]] = defaultdict(list)
    for clue in _counted(whole):
        for situation in clue.situations:
            groups[situation].append(clue)
    catalogue, acts = whole.book.dictionary(SITUATION), acts_of(whole.clues)
    for situation in sorted(groups):
        for chain in chains(groups[situation], whole.thresholds.repeat_days, acts):
            enterprises = {one for clue in chain for one in clue.enterprises}
            if len(enterprises) < 2:
                continue
            label = catalogue.label(situation) if situation in catalogue else situation
            times = f"{_times(chain, acts)}：{whole.numbers(chain)}。"
            sentence = f"违规情形“{label}”在 {len(enterprises)} 户企业出现 {times}"
            found = over("repeat.situation", Grade.HINT, sentence, Clue, chain[0].uid, "situations", _CLAUSE)
            yield placed(found, chain, situation)


REPEATS: tuple[Check[WholeLedger], ...] = (
    Check("repeat.person", "同一人员不再犯", _persons, "同一人员再犯"),
    Check("repeat.enterprise", "同一企业不再犯同类问题", _enterprises, "同一企业再犯同类问题"),
    Check("repeat.situation", "同一情形不多户发生", _situations, "同一情形多户发生"),
)
