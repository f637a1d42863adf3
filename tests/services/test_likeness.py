"""The search for alike texts finds what comparing each with each finds, pair for pair and per cent for per cent."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from zhuize_desktop.services import likeness
from zhuize_desktop.services.likeness import alike_pairs, candidates

SIGNS = "企业集团公司借款逾期未收回采购招标虚构项目贸易垫资12万元"


def shared(one, other):
    """Length of the longest common subsequence, by the table of the textbook."""
    above = [0] * (len(other) + 1)
    for sign in one:
        row = [0]
        for at, theirs in enumerate(other):
            row.append(above[at] + 1 if sign == theirs else max(above[at + 1], row[at]))
        above = row
    return above[-1]


def each_with_each(texts, at_least):
    """The plain search: every text against all before it."""
    return [
        (at, place, int(score))
        for at, text in enumerate(texts)
        for _, score, place in process.extract_iter(
            text, texts[:at], scorer=fuzz.ratio, processor=None, score_cutoff=at_least
        )
    ]


#: Few signs, so that texts share much, and copies with small changes, so that many lie at the threshold.
words = st.text(st.sampled_from(SIGNS[:6]), max_size=14)


@given(st.lists(words, max_size=8), st.integers(1, 100), st.randoms(use_true_random=False))
def test_nothing_is_lost_between_few(texts, at_least, chance):
    texts = [*texts, *(text[: chance.randint(0, len(text))] + "万" for text in texts)]
    met = candidates(texts, at_least)
    for later, earlier in itertools.combinations(range(len(texts) - 1, -1, -1), 2):
        both = len(texts[later]) + len(texts[earlier])
        if 200 * shared(texts[later], texts[earlier]) >= at_least * both:
            assert earlier in met[later]
    assert sorted(alike_pairs(texts, at_least)) == each_with_each(texts, at_least)


def made(chance, count):
    """Texts of which many are others with some signs changed, put in or left out."""
    texts = []
    for _ in range(count):
        text = "".join(chance.choices(SIGNS, k=chance.randint(0, 24)))
        if texts and chance.random() < 0.6:
            signs = list(chance.choice(texts))
            for _ in range(chance.randint(0, 4)):
                at = chance.randint(0, len(signs))
                signs[at : at + chance.randint(0, 2)] = chance.choices(SIGNS, k=chance.randint(0, 2))
            text = "".join(signs)
        texts.append(text)
    return texts


@pytest.mark.parametrize("at_least", [1, 35, 60, 67, 80, 92, 100])
def test_nothing_is_lost_between_many(at_least, length):
    for seed in range(5 * length):
        texts = made(random.Random(seed), likeness._FEW + 60)
        assert sorted(alike_pairs(texts, at_least)) == each_with_each(texts, at_least)


def test_at_zero_per_cent_everything_is_alike():
    texts = ["", "借款", "采购", "借款"]
    assert sorted(alike_pairs(texts, 0)) == each_with_each(texts, 0)


def test_few_of_many_different_texts_are_compared():
    chance = random.Random(1)
    texts = ["".join(chr(0x4E00 + chance.randint(0, 3000)) for _ in range(30)) for _ in range(400)]
    met = candidates([*texts, texts[7]], 92)
    assert 7 in met[-1]
    assert sum(map(len, met)) < len(texts) ** 2 / 40


def test_what_is_told_of_progress_may_stop_it():
    def give_up():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        list(alike_pairs(["借款", "采购"], 92, give_up))
