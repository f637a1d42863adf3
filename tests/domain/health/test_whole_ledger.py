"""屡犯 and 疑似重复 over flat rows, against answers worked out pair by pair."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.health import WholeLedger, ledger_findings
from zhuize_desktop.domain.health.duplicates import clue_twins, person_twins
from zhuize_desktop.domain.health.repeats import chains
from zhuize_desktop.domain.health.subject import Thresholds, act_day
from zhuize_desktop.domain.records import Clue, Enterprise, LiablePerson, Person
from zhuize_desktop.domain.rulebook import SITUATION
from zhuize_desktop.services.likeness import alike_pairs
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DAY = date(2024, 1, 1)
ONE, OTHER = "enterprise-1", "enterprise-2"


def clue(at: int, **values: Any) -> Clue:
    return Clue(uid=f"clue-{at:04d}", owner_enterprise="own", number=f"XG-{at}", **values)


def whole(
    clues: Iterable[Clue] = (),
    liable: Iterable[LiablePerson] = (),
    persons: Iterable[Person] = (),
    **limits: Any,
) -> WholeLedger:
    names = {uid: Enterprise(uid=uid, owner_enterprise="own", name=f"虚构{uid}公司") for uid in (ONE, OTHER)}
    return WholeLedger(
        tuple(clues), tuple(liable), tuple(persons), names, shipped_rulebook(), Thresholds(**limits), alike_pairs
    )  # fmt: skip


def found(subject: WholeLedger, check: str) -> list[Any]:
    return [one for one in ledger_findings(subject) if one.check == check]


# --- chains -----------------------------------------------------------------------------------------------


def linked(days: Sequence[date], limit: int) -> set[frozenset[int]]:
    """Groups of places that hang together when any two days at most ``limit`` apart are joined; two or more each."""
    group = {at: {at} for at in range(len(days))}
    for a, b in itertools.combinations(range(len(days)), 2):
        if abs((days[a] - days[b]).days) <= limit:
            both = group[a] | group[b]
            for at in both:
                group[at] = both
    return {frozenset(one) for one in group.values() if len(one) > 1}


@given(st.lists(st.integers(0, 4000), max_size=9), st.integers(1, 1200))
def test_chains_are_what_hangs_together_by_the_limit(offsets, limit):
    days = [DAY + timedelta(days=one) for one in offsets]
    clues = [clue(at, occurred_from=day) for at, day in enumerate(days)]
    got = {frozenset(int(one.uid[-4:]) for one in chain) for chain in chains(clues, limit)}
    assert got == linked(days, limit)


def test_what_has_no_day_is_in_no_chain_and_other_days_stand_in():
    assert act_day(clue(1)) is None
    assert act_day(clue(1, accepted_on=DAY)) == DAY
    assert act_day(clue(1, accepted_on=DAY, reported_on=DAY + timedelta(days=1))) == DAY + timedelta(days=1)
    assert list(chains([clue(1), clue(2)], 3650)) == []


def test_person_named_or_liable_twice_is_told_once_with_both_numbers():
    first, second = (
        clue(1, occurred_from=DAY, persons=("p",)),
        clue(2, occurred_from=DAY + timedelta(days=90)),
    )
    line = LiablePerson(uid="line", owner_enterprise="own", clue=second.uid, person="p")
    person = Person(uid="p", owner_enterprise="own", name="陈思源")
    (told,) = found(whole([first, second], [line], [person]), "repeat.person")
    assert told.grade is Grade.VERIFY
    assert set(told.clues) == {first.uid, second.uid}
    for word in ("陈思源", "2 次", "XG-1", "XG-2", "1095"):
        assert word in told.sentence
    assert found(whole([first, second], [line], [person], repeat_days=89), "repeat.person") == []


@pytest.mark.parametrize("end", ["disproved", "rejected", "merged"])
def test_what_turned_out_to_be_no_violation_does_not_repeat(end):
    first = clue(1, occurred_from=DAY, persons=("p",), closed=True, closure_kind=end)
    assert found(whole([first, clue(2, occurred_from=DAY, persons=("p",))]), "repeat.person") == []


def test_enterprise_repeats_a_kind_and_a_situation_goes_round_several():
    category = shipped_rulebook().dictionary("violation_category").entries()[0].code
    situation = shipped_rulebook().dictionary("46").entries()[-1].code
    values = {"occurred_from": DAY, "category": category, "situations": (situation,)}
    same = [clue(1, enterprises=(ONE,), **values), clue(2, enterprises=(ONE,), **values)]
    assert [one.enterprise for one in found(whole(same), "repeat.enterprise")] == [ONE]
    assert found(whole(same), "repeat.situation") == []
    apart = [same[0], clue(2, enterprises=(OTHER,), **values)]
    assert found(whole(apart), "repeat.enterprise") == []
    assert len(found(whole(apart), "repeat.situation")) == 1


def test_parts_of_one_act_are_one_time():
    """Split once and split again: however many numbers one act has, it happened once."""
    act = {
        "occurred_from": DAY,
        "persons": ("p",),
        "category": "funds",
        "enterprises": (ONE,),
        "situations": ("46-9-1",),
    }
    whole_act = [
        clue(1, **act),
        clue(2, **act, split_from="clue-0001"),
        clue(3, **act | {"enterprises": (OTHER,)}, split_from="clue-0002"),
    ]
    for parts in (whole_act, whole_act[1:]):  # also where the clue they come from is not read
        for check in ("repeat.person", "repeat.enterprise", "repeat.situation"):
            assert found(whole(parts), check) == []
    again = clue(4, **act | {"occurred_from": DAY + timedelta(days=90)})
    for check in ("repeat.person", "repeat.enterprise", "repeat.situation"):
        (told,) = found(whole([*whole_act, again]), check)
        assert " 2 次（2024-01-01至2024-03-31）" in told.sentence


@pytest.mark.parametrize("pack", ["46", "37"])
def test_situation_is_told_in_words_whatever_regulation_it_is_from(pack):
    known = shipped_rulebook().dictionary(SITUATION)
    situation = next(one for one in known.entries() if known.home(one.code) == pack)
    told = [
        clue(at, occurred_from=DAY, enterprises=(where,), situations=(situation.code,))
        for at, where in enumerate((ONE, OTHER))
    ]
    (one,) = found(whole(told), "repeat.situation")
    assert known.label(situation.code) in one.sentence
    assert situation.code not in one.sentence


def test_key_of_a_repeat_stays_when_another_clue_joins():
    clues = [clue(at, occurred_from=DAY + timedelta(days=at), persons=("p",)) for at in range(1, 4)]
    (before,), (after,) = (found(whole(clues[:n]), "repeat.person") for n in (2, 3))
    assert before.key == after.key
    assert before.sentence != after.sentence


# --- duplicates of clues ----------------------------------------------------------------------------------

WORDS = st.sampled_from(["预付货款逾期未收回", "对外担保未经批准", "违规出借资金", "工程款超付", "截留收入"])
CLUES = st.lists(
    st.fixed_dictionaries(
        {
            "summary": st.lists(WORDS, max_size=2).map("，".join),
            "enterprises": st.sampled_from([(), (ONE,), (OTHER,), (ONE, OTHER)]),
            "document_number": st.sampled_from(["", "虚审〔2026〕3号", "虚审[2026] 3 号", "虚审〔2026〕4号"]),
            "estimated_loss": st.sampled_from([None, 0, 120_00, 7_00]),
            "occurred_from": st.sampled_from([None, DAY, DAY + timedelta(days=1)]),
        }
    ),
    max_size=7,
)


def plain(text: str) -> str:
    """A text without what the comparison passes over, by a list of signs instead of their Unicode classes."""
    return "".join(sign for sign in text if sign not in " ，〔〕[]")


def maybe_one(one: Clue, other: Clue, wanted: int) -> int | None:
    """Likeness in whole per cent when the two may be one clue, by the sentences of the rule."""
    same_paper = bool(plain(one.document_number)) and plain(one.document_number) == plain(
        other.document_number
    )
    same_sum = bool(one.estimated_loss) and one.estimated_loss == other.estimated_loss
    same_day = one.occurred_from is not None and one.occurred_from == other.occurred_from
    met = set(one.enterprises) & set(other.enterprises) or (not one.enterprises and not other.enterprises)
    texts = plain(one.summary), plain(other.summary)
    days = one.occurred_from is not None and other.occurred_from is not None and not same_day
    papers = bool(one.document_number and other.document_number) and not same_paper
    sums = bool(one.estimated_loss and other.estimated_loss) and not same_sum
    if days + papers + sums >= 2:
        return None
    if not all(texts) or not (met or (same_paper and same_sum)):
        return None
    likeness = int(100 * Indel.normalized_similarity(*texts) + 1e-9)
    enough = likeness >= wanted or (likeness >= wanted - 25 and same_paper + same_sum + same_day >= 2)
    return likeness if enough else None


@given(CLUES, st.integers(60, 100))
def test_every_clue_that_may_be_an_older_one_is_told_with_the_likest(rows, wanted):
    clues = [clue(at, **values) for at, values in enumerate(rows)]
    expected: dict[str, int] = {}
    for older, younger in itertools.combinations(clues, 2):
        likeness = maybe_one(older, younger, wanted)
        if likeness is not None:
            expected[younger.uid] = max(likeness, expected.get(younger.uid, 0))
    got = {twin.younger.uid: twin.likeness for twin in clue_twins(whole(clues, clue_likeness=wanted))}
    assert got == expected


def test_numbers_that_differ_in_writing_alone_are_told():
    first, second = clue(1, summary="甲"), clue(2, summary="乙")
    second = replace(second, number="ＸＧ－1")
    (told,) = found(whole([first, second]), "duplicate.clue")
    assert "编号只差写法" in told.sentence
    assert (told.uid, told.other) == (second.uid, first.uid)


def test_what_a_person_split_is_no_duplicate():
    text = "预付货款逾期未收回"
    first, parted = clue(1, summary=text, enterprises=(ONE,)), clue(2, summary=text, enterprises=(ONE,))
    assert len(found(whole([first, parted]), "duplicate.clue")) == 1
    assert found(whole([first, replace(parted, split_from=first.uid)]), "duplicate.clue") == []
    assert found(whole([first, replace(parted, merged_into=first.uid)]), "duplicate.clue") == []


def test_threshold_is_shown():
    text = "预付货款逾期未收回"
    clues = [clue(1, summary=text, enterprises=(ONE,)), clue(2, summary=f"{text}。", enterprises=(ONE,))]
    (told,) = found(whole(clues, clue_likeness=88), "duplicate.clue")
    assert "100%" in told.sentence
    assert "设定 88%" in told.sentence


# --- duplicates of persons --------------------------------------------------------------------------------


def person(at: int, name: str, **values: Any) -> Person:
    return Person(uid=f"person-{at}", owner_enterprise="own", name=name, **values)


@pytest.mark.parametrize(
    ("first", "second", "is_twin"),
    [
        ({}, {}, True),
        ({"enterprise": ONE}, {"enterprise": ONE}, True),
        ({"enterprise": ONE}, {}, True),
        ({"enterprise": ONE}, {"enterprise": OTHER}, False),
        ({"enterprise": ONE, "post": "财务总监"}, {"enterprise": OTHER, "post": "财务 总监"}, True),
        ({"enterprise": ONE, "post": "财务总监"}, {"enterprise": OTHER, "post": "司机"}, False),
        ({"identity_number": "1"}, {"identity_number": "2"}, False),
        ({"enterprise": ONE, "identity_number": "1"}, {"enterprise": OTHER, "identity_number": "1"}, True),
    ],
)
def test_persons_of_one_name(first, second, is_twin):
    twins = list(person_twins(whole(persons=[person(1, "陈 思源", **first), person(2, "陈思源", **second)])))
    assert [(one.older.uid, one.younger.uid) for one in twins] == [("person-1", "person-2")] * is_twin


def test_one_identity_under_two_names_is_told():
    people = [person(1, "陈思源", identity_number="37010x"), person(2, "陈恩源", identity_number="37010X")]
    (told,) = found(whole(persons=people), "duplicate.person")
    assert "证件号相同" in told.sentence
    assert "37010" not in told.sentence  # protected: that they agree may be said, not what they are
    assert found(whole(persons=[person(1, "陈思源"), person(2, "陈恩源")]), "duplicate.person") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("discovery_gap", 0), ("registration_gap", 3651), ("clue_likeness", 59), ("post_likeness", 101)],
)
def test_threshold_out_of_range_is_refused(name, value):
    assert Thresholds().checked() == Thresholds()
    with pytest.raises(FieldError) as refused:
        replace(Thresholds(), **{name: value}).checked()
    assert refused.value.field == name
