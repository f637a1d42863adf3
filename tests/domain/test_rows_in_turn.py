"""Rows of one pack that follow each other: the one of the day holds, two on one day are refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.filled_rules import WAN, entry, filled, filled_book, share
from zhuize_desktop.domain.case import Laid
from zhuize_desktop.domain.judging import classes, jurisdiction, ranges
from zhuize_desktop.domain.judging.ground import Asked, valid
from zhuize_desktop.domain.judging.influence import periods
from zhuize_desktop.domain.judging.parameters import decided
from zhuize_desktop.domain.records import Handling
from zhuize_desktop.domain.rules import Key, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhuize_desktop.domain.rulebook import RuleBook

LAST, FIRST = date(2026, 6, 30), date(2026, 7, 1)


def row_of(section: str) -> dict[str, Any]:
    """The row of a section that is followed by another from July on."""
    if section == "deadlines":
        return entry(
            "L1", "核查", "第8条", kind="investigation", start_event="立项", length=3, unit="month",
            starts="plan_approved", ends="investigation_reported",
        )  # fmt: skip
    if section == "consequence_classes":
        return entry("major", "重大不良后果", "第9条")
    code = {
        "loss_classes": "larger",
        "ranges": "R3",
        "jurisdiction": "J2",
        "appeals": "A2",
        "influences": "I1",
    }
    code |= {"parameters": "year_cap"}
    (found,) = (one for one in getattr(filled(), section) if one.code == code[section])
    return found.model_dump()


AFTER: dict[str, dict[str, Any]] = {
    "loss_classes": {"code": "larger.2026", "lower_fen": 200 * WAN},
    "consequence_classes": {"code": "major.2026"},
    "deadlines": {"code": "L2", "length": 5},
    "ranges": {"code": "R3b", "performance": share(50, 80)},
    "jurisdiction": {"code": "J2b", "decider": "regulator"},
    "appeals": {"code": "A2b", "receiver": "group"},
    "influences": {"code": "I1b", "months": 12},
    "parameters": {"code": "year_cap.2026", "value": 80},
}


def followed(section: str, last: date | None, first: date | None) -> RuleBook:
    """The invented measure with two rows where there was one: until ``last``, and from ``first`` on."""
    raw = row_of(section)
    every = [one.model_dump() for one in getattr(filled(), section) if one.code != raw["code"]]
    every += [raw | {"effective_to": last}, raw | AFTER[section] | {"effective_from": first}]
    return filled_book(**{section: every})


ANSWERS: dict[str, Callable[[RuleBook, Asked], object]] = {
    "loss_classes": lambda book, asked: classes.class_of(book, 150 * WAN, asked).severity,
    "ranges": lambda book, asked: (
        ranges.advise(book, Severity.LARGER, "direct", "", asked).cell.performance.lower
    ),
    "jurisdiction": lambda book, asked: (
        jurisdiction.competent(
            book, jurisdiction.Facts(Severity.MAJOR, None, 3), asked, deciding=True
        ).body.value
    ),
    "appeals": lambda book, asked: jurisdiction.appeal_receiver(book, 2, asked).receiver.value,
    "parameters": lambda book, asked: decided(book, Key.YEAR_CAP, asked).value,
    "deadlines": lambda book, asked: book.rule_of("investigation", asked.on).length,
    "influences": lambda book, asked: [
        row.months
        for row in valid(book.pack("local"), book.pack("local").influences, asked)
        if row.handling == "criticism.admonition"
    ],
}


@pytest.mark.parametrize(
    ("section", "before", "after"),
    [
        # 150 万元 is 较大 until June; from July on 较大 begins at 200, and no class covers what lies between.
        ("loss_classes", Severity.LARGER, None),
        ("ranges", 40, 50),
        ("jurisdiction", "group", "regulator"),
        ("appeals", "superior", "group"),
        ("parameters", 100, 80),
        ("deadlines", 3, 5),
        ("influences", [6], [12]),
    ],
)
def test_of_two_rows_that_follow_each_other_the_one_of_the_day_holds(
    section: str, before: object, after: object
) -> None:
    book = followed(section, LAST, FIRST)
    for on, answer in ((LAST, before), (FIRST, after)):
        assert ANSWERS[section](book, Asked("", on)) == answer
        # By the day of the act, where the measure governs by it.
        if section != "deadlines":
            assert ANSWERS[section](book, Asked("local", date(2027, 1, 1), on)) == answer


@pytest.mark.parametrize("section", AFTER)
@pytest.mark.parametrize(
    ("last", "first"), [(FIRST, FIRST), (None, FIRST), (LAST, None), (None, None), (date(2027, 1, 1), LAST)]
)
def test_two_rows_for_one_thing_on_one_day_are_refused_and_both_named(
    section: str, last: date | None, first: date | None
) -> None:
    followed(section, LAST, FIRST)
    with pytest.raises(ValueError, match="两行同时施行") as refused:
        followed(section, last, first)
    told = str(refused.value)
    for code in (row_of(section)["code"], AFTER[section]["code"]):
        assert f"（{code}，" in told


def test_a_class_that_begins_later_may_overlap_one_that_has_ended() -> None:
    """Both thresholds move at once: on no day does an amount fall into two classes."""
    rows = filled().model_dump()["loss_classes"]
    old = [one | {"effective_to": LAST} for one in rows]
    bounds = ((None, 300 * WAN), (300 * WAN, 3000 * WAN), (3000 * WAN, None))
    new = [
        one | {"code": f"{one['code']}.2026", "effective_from": FIRST, "lower_fen": low, "upper_fen": high}
        for one, (low, high) in zip(rows, bounds, strict=True)
    ]
    book = filled_book(loss_classes=[*new, *old])
    for fen, before, after in (
        (200 * WAN, Severity.LARGER, Severity.GENERAL),
        (2000 * WAN, Severity.MAJOR, Severity.LARGER),
        (3000 * WAN, Severity.MAJOR, Severity.MAJOR),
    ):
        assert classes.class_of(book, fen, Asked("", LAST)).severity is before
        assert classes.class_of(book, fen, Asked("", FIRST)).severity is after
    with pytest.raises(ValueError, match="金额范围重叠"):
        filled_book(loss_classes=[*new[:2], *old[:2], old[2] | {"effective_to": None}])


def test_a_class_that_waits_for_its_threshold_holds_up_only_the_days_it_is_of() -> None:
    rows = filled().model_dump()["loss_classes"]
    waiting = rows[2] | {"code": "major.2026", "lower_fen": None, "effective_from": FIRST}
    open_top = [rows[0], rows[1] | {"upper_fen": None}, waiting]
    book = filled_book(loss_classes=open_top)
    assert classes.class_of(book, 150 * WAN, Asked("", LAST)).severity is Severity.LARGER
    assert classes.class_of(book, 150 * WAN, Asked("", FIRST)).severity is None


def test_shares_of_days_that_do_not_meet_are_not_compared() -> None:
    rows = filled().model_dump()["ranges"]
    old = [one | {"effective_to": LAST} for one in rows if one["code"] == "R5"]
    new = [one | {"code": "R5b", "effective_from": FIRST} for one in rows if one["code"] == "R5"]
    lower = [one | {"performance": share(10, 20)} for one in old]
    with pytest.raises(ValueError, match="前后矛盾"):
        filled_book(ranges=[one for one in rows if one["code"] != "R5"] + lower + new)
    ended = [one | {"effective_from": FIRST} for one in rows if one["code"] == "R3"]
    rest = [one for one in rows if one["code"] not in ("R5", "R3", "R1")]
    filled_book(ranges=rest + ended + lower + new)


def test_of_influences_that_came_after_a_decision_only_the_first_is_told() -> None:
    """What was decided before the measure is told by its first row, not by the one that followed it too."""
    raw = row_of("influences") | {"handling": "pay.tenure"}  # of which 46号令 says nothing
    rows = [raw | {"code": "late", "months": 12, "effective_from": FIRST}, raw | {"effective_to": LAST}]
    book = filled_book(influences=rows, effective_from="2026-02-01")
    handling = Handling(uid="h", owner_enterprise="e", clue="c", kinds=("pay.tenure",))
    (told,) = (
        one
        for one in periods(book, [Laid("p", "c", "XS-1", date(2019, 3, 5), handling)])
        if one.ground is not None and one.ground.pack.code == "local"
    )
    assert told.last == date(2019, 9, 5)
