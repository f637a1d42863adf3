"""What the records of one case say against each other: nothing in a sound case, one finding for one fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.filled_rules import CLASSES, WAN, filled_book
from domain.whole_case import GoodCase
from zhuize_desktop.domain.case import Case
from zhuize_desktop.domain.health import case_findings
from zhuize_desktop.domain.health.subject import Thresholds
from zhuize_desktop.domain.records import (
    Appeal,
    Clue,
    Decision,
    Execution,
    Handling,
    InquiryAct,
    LiablePerson,
    Loss,
    LossFinding,
    OutsideDecision,
    Record,
    Recovery,
    RectificationItem,
    RectificationNotice,
    Service,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.rulebook import shipped_rulebook

TODAY = date(2026, 11, 20)
ACROSS = ("amount.", "days.", "decision.", "liable.", "clue.stale", "clue.gap")


def case_of(*held: Record, **clue: Any) -> Case:
    grouped: dict[type[Record], tuple[Record, ...]] = {}
    for one in held:
        grouped[type(one)] = (*grouped.get(type(one), ()), one)
    made = Clue(uid="c", owner_enterprise="own", **clue)
    return Case(made, shipped_rulebook(), TODAY, grouped, "u", {"p": "陈思源", "q": "王建国"})


def of(record: type[Record], uid: str = "x", **values: Any) -> Any:
    return record(uid=uid, owner_enterprise="own", clue="c", **values)  # type: ignore[call-arg]


def told(case: Case, **limits: Any) -> list[tuple[str, str, str]]:
    """Check, record and field of what is found across records."""
    return [
        (one.check, one.uid, one.field)
        for one in case_findings(case, Thresholds(**limits))
        if one.check.startswith(ACROSS)
    ]


def test_sound_case_has_nothing_across_its_records():
    assert told(GoodCase(shipped_rulebook(), Stage.CLOSURE).case(), stale_days=1) == []


@pytest.mark.parametrize(
    ("held", "clue", "expected"),
    [
        ([of(Loss, amount=100), of(Recovery, "r", amount=100)], {}, []),
        ([of(Loss, amount=100), of(Recovery, "r", amount=101)], {}, [("amount.recovered", "r", "amount")]),
        ([of(Recovery, "r", amount=1)], {}, [("amount.recovered", "r", "amount")]),
        ([of(Recovery, "r", amount=5)], {"estimated_loss": 5}, []),
        ([of(Loss, amount=7)], {"estimated_loss": 70_000}, [("amount.estimated", "c", "estimated_loss")]),
        ([of(Loss, amount=70_000)], {"estimated_loss": 7}, [("amount.estimated", "c", "estimated_loss")]),
        ([of(Loss, amount=7)], {"estimated_loss": 69_999}, []),
        (
            [of(Handling, "h", deduction=10), of(Execution, "e", handling="h", amount=11)],
            {},
            [("amount.deducted", "e", "amount")],
        ),
        ([of(Handling, "h", deduction=10), of(Execution, "e", handling="h", amount=10)], {}, []),
    ],
)
def test_amounts_that_contradict(held, clue, expected):
    assert told(case_of(*held, **clue)) == expected


TOLD_ONLY = filled_book(loss_classes=[one | {"grade": "U"} for one in CLASSES])
NO_TOP = filled_book(
    loss_classes=[CLASSES[0], {**CLASSES[1], "upper_fen": None}, {**CLASSES[2], "lower_fen": None}]
)
CONCLUDED = of(LossFinding, "f", losses=("x",), governing_class="larger")
OPEN = of(LossFinding, "g", losses=("x",), consequence_class="major", governing_class="major")


@pytest.mark.parametrize(
    ("book", "held", "said"),
    [
        (filled_book(), [of(Loss, amount=5 * WAN)], ""),
        (filled_book(), [of(Loss, amount=600 * WAN)], "按本地损失标准认定损失 600.00 万元 属“较大资产损失”"),
        (TOLD_ONLY, [of(Loss, amount=600 * WAN)], "按本地损失标准（待核对）认定损失"),
        (NO_TOP, [of(Loss, amount=100_000 * WAN)], ""),  # where 重大 begins is not known
        (shipped_rulebook(), [of(Loss, amount=600 * WAN)], ""),  # 参照 contradicts nobody
        (filled_book(), [of(Loss, amount=600 * WAN, kind="contingent")], ""),
        (shipped_rulebook(), [of(Loss, amount=1), CONCLUDED], "定损认定为“较大资产损失”"),
        (filled_book(), [of(Loss, amount=600 * WAN), replace(CONCLUDED, governing_class="general")], ""),
        (shipped_rulebook(), [of(Loss, amount=1), CONCLUDED, OPEN], "定损认定为“较大资产损失”"),
        (shipped_rulebook(), [of(Loss, amount=1), OPEN], ""),
        (filled_book(), [of(Loss, amount=600 * WAN), OPEN], "按本地损失标准认定损失"),
        (TOLD_ONLY, [of(Loss, amount=600 * WAN), OPEN], "按本地损失标准（待核对）认定损失"),
        (TOLD_ONLY, [of(Loss, amount=1), replace(CONCLUDED, governing_class="general"), OPEN], ""),
    ],
)
def test_class_on_the_clue_is_the_one_that_was_confirmed_or_follows(book, held, said):
    case = replace(case_of(*held, loss_class="general"), book=book)
    found = [one.sentence for one in case_findings(case, Thresholds()) if one.check == "amount.class"]
    assert [said in one for one in found] == ([True] if said else [])


@pytest.mark.parametrize("held", [[of(Loss, amount=600 * WAN)], [of(Loss, amount=1), CONCLUDED]])
@pytest.mark.parametrize(("stage", "told_of"), [(Stage.INVESTIGATION, 1), (Stage.DISPOSITION, 0)])
def test_nothing_is_said_against_the_class_of_a_case_that_was_taken_over_with_it(held, stage, told_of):
    case = case_of(*held, loss_class="general", legacy=True, legacy_stage=stage)
    found = case_findings(replace(case, book=filled_book()), Thresholds())
    assert [one.check for one in found].count("amount.class") == told_of


LATE, EARLY = date(2026, 5, 2), date(2026, 5, 1)
#: The record with the earlier day, the one with the later day and its field, what is on the clue.
CROSSED = [
    ([of(InquiryAct, done_on=EARLY)], {"accepted_on": LATE}, ("x", "done_on")),
    ([of(Decision, number="1", decided_on=EARLY)], {"accepted_on": LATE}, ("x", "decided_on")),
    ([of(Loss, occurred_on=EARLY)], {"occurred_from": LATE}, ("x", "occurred_on")),
    ([of(Recovery, recovered_on=EARLY)], {"occurred_from": LATE}, ("x", "recovered_on")),
    (
        [of(Decision, "d", number="1", decided_on=LATE), of(Service, decision="d", served_on=EARLY)],
        {},
        ("x", "served_on"),
    ),
    (
        [of(Decision, "d", number="1", decided_on=LATE), of(Appeal, decision="d", filed_on=EARLY)],
        {},
        ("x", "filed_on"),
    ),
    (
        [of(OutsideDecision, "o", number="1", decided_on=LATE), of(Appeal, outside="o", filed_on=EARLY)],
        {},
        ("x", "filed_on"),
    ),
    (
        [
            of(Decision, "d", number="1", decided_on=LATE),
            of(Handling, "h", decision="d"),
            of(Execution, handling="h", done_on=EARLY),
        ],
        {},
        ("x", "done_on"),
    ),
    (
        [of(RectificationNotice, "n", issued_on=LATE), of(RectificationItem, notice="n", done_on=EARLY)],
        {},
        ("x", "done_on"),
    ),
    ([of(RectificationItem, done_on=LATE)], {"closed": True, "closed_on": EARLY}, ("c", "closed_on")),
]


@pytest.mark.parametrize(("held", "clue", "place"), CROSSED)
def test_days_of_different_records(held, clue, place):
    assert told(case_of(*held, **clue)) == [("days.crossed", *place)]
    same = [replace(one, **{name: LATE for name in _days(one)}) for one in held]
    assert (
        told(case_of(*same, **{name: LATE if value == EARLY else value for name, value in clue.items()}))
        == []
    )


def _days(one: Record) -> list[str]:
    return [name for name in one.__dataclass_fields__ if getattr(one, name) in (LATE, EARLY)]


def test_decision_without_number():
    assert told(case_of(of(Decision, decided_on=EARLY))) == [("decision.number", "x", "number")]
    assert told(case_of(of(OutsideDecision, decided_on=EARLY))) == [("decision.number", "x", "number")]
    assert told(case_of(of(Decision))) == []  # not made yet
    assert told(case_of(decided_on=EARLY)) == [("decision.number", "c", "decided_on")]
    assert told(case_of(decided_on=EARLY, legacy=True)) == []


def test_who_was_disciplined_is_to_be_pursued():
    line = of(LiablePerson, "l", person="p", disciplined=True)
    paper = of(OutsideDecision, "o", kind="discipline", number="1", persons=("p", "q"))
    assert told(case_of(line)) == [("liable.disciplined", "l", "disciplined")]
    assert told(case_of(line, of(Handling, liable="l", decision="d"))) == []
    assert told(case_of(replace(line, exempted=("any",)))) == []
    assert told(case_of(line, of(Decision, kind="none", number="2"))) == []
    both = [("liable.disciplined", "l", "disciplined"), ("liable.disciplined", "o", "persons")]
    assert told(case_of(line, paper)) == both  # p by the line, q by the paper, neither twice
    assert told(case_of(replace(paper, kind="superior"))) == []


@given(
    st.dates(date(2020, 1, 1), TODAY),
    st.dates(date(2020, 1, 1), TODAY),
    st.dates(date(2020, 1, 1), TODAY),
    st.integers(1, 1500),
    st.integers(1, 1500),
)
def test_gaps_are_told_from_the_set_number_of_days_on(occurred, discovered, reported, first, second):
    case = case_of(occurred_from=occurred, discovered_on=discovered, reported_on=reported)
    expected = []
    if discovered > occurred + timedelta(days=first):
        expected.append(("clue.gap", "c", "discovered_on"))
    if reported > discovered + timedelta(days=second):
        expected.append(("clue.gap", "c", "reported_on"))
    assert told(case, discovery_gap=first, registration_gap=second) == expected


def test_gap_counts_from_the_end_of_what_went_on():
    case = case_of(
        occurred_from=date(2020, 1, 1), occurred_to=date(2026, 1, 1), discovered_on=date(2026, 1, 5)
    )
    assert told(case) == []


@given(st.integers(0, 900), st.integers(1, 800), st.booleans(), st.booleans())
def test_stale_from_the_day_after_the_threshold_while_open_and_undecided(gone, limit, decided, closed):
    day = TODAY - timedelta(days=gone)
    found = told(
        case_of(accepted_on=day, decided_on=TODAY if decided else None, legacy=True, closed=closed),
        stale_days=limit,
    )
    assert (("clue.stale", "c", "decided_on") in found) is (gone > limit and not decided and not closed)


def test_sentences_do_not_change_from_day_to_day():
    """An explanation holds for its sentence: it must not be asked for anew every morning."""
    case = case_of(
        accepted_on=date(2024, 1, 1), occurred_from=date(2020, 1, 1), discovered_on=date(2023, 1, 1)
    )
    later = replace(case, today=TODAY + timedelta(days=40))
    limits = Thresholds(stale_days=100)
    assert [one.sentence for one in case_findings(case, limits) if one.check.startswith(ACROSS)] == [
        one.sentence for one in case_findings(later, limits) if one.check.startswith(ACROSS)
    ]
