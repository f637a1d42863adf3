"""How alike texts are, and which of many are alike: without comparing each with each, and without losing a pair."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: Among so few texts comparing each with each is quicker than an index.
_FEW = 24


def alike_pairs(
    texts: Sequence[str], at_least: int, tell: Callable[[], None] = lambda: None
) -> Iterator[tuple[int, int, int]]:
    """Every two texts that are alike enough: place of the later, place of the earlier, likeness in whole per cent.

    The likeness is ``fuzz.ratio``, rounded down: twice the longest common subsequence over both lengths, and 100 of two
    empty texts. What is the same comes first, else in no order.

    Args:
        texts: what is compared.
        at_least: per cent, 0–100.
        tell: called for every text that is looked at; what it raises stops the work.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        places[text].append(at)
    for same in places.values():
        for one, other in itertools.combinations(same, 2):
            yield other, one, 100
    for text, other_text, likeness in _alike(list(places), at_least, tell):
        for one, other in itertools.product(places[text], places[other_text]):
            yield max(one, other), min(one, other), likeness


def _alike(texts: list[str], at_least: int, tell: Callable[[], None]) -> Iterator[tuple[str, str, int]]:
    """Every two of some different texts that are alike enough."""
    is_plain = len(texts) <= _FEW or at_least <= 0
    met = None if is_plain else candidates(texts, at_least, tell)
    for at, text in enumerate(texts):
        tell()
        others = texts[:at] if met is None else [texts[place] for place in met[at]]
        found = process.extract_iter(text, others, scorer=fuzz.ratio, processor=None, score_cutoff=at_least)
        for other, score, _ in found:
            yield text, other, int(score)


def candidates(
    texts: Sequence[str], at_least: int, tell: Callable[[], None] = lambda: None
) -> list[list[int]]:
    """For each text the places of those before it that may be alike enough (``at_least`` per cent, above 0), in order.

    A common subsequence is no longer than the signs that two texts share, each counted as often as both have it. Of
    lengths n and m with a likeness of c per cent they share at least c(n+m)/200 signs; as they share no more than m,
    that is at least cn/(200-c) =: k of any partner. With the signs of every text in one order, two texts that share k
    of them have one in common among the first n-k+1 of the one and the first m-k+1 of the other: whoever shares none
    there cannot be alike. The rarest signs come first, so that few meet.
    """
    signs = [_signs(text) for text in texts]
    often = Counter(sign for several in signs for sign in several)
    meeting: dict[tuple[str, int], list[int]] = defaultdict(list)
    found = []
    for at, several in enumerate(signs):
        tell()
        shared = -(-at_least * len(several) // (200 - at_least))
        first = sorted(several, key=lambda sign: (often[sign], sign))[: len(several) - shared + 1]
        found.append(sorted({place for sign in first for place in meeting[sign]}))
        for sign in first:
            meeting[sign].append(at)
    return found


def _signs(text: str) -> list[tuple[str, int]]:
    """The signs of a text, the second of a kind told from the first; an empty one has one that no other text has."""
    if not text:
        return [("", 1)]
    seen: Counter[str] = Counter()
    told = []
    for sign in text:
        seen[sign] += 1
        told.append((sign, seen[sign]))
    return told
