"""What the proposal of a class is told to rest on: every rule that had a part in it, with the gravest mark."""

from __future__ import annotations

from typing import Any

import pytest

from domain.filled_rules import CLASSES, PARAMETERS, WAN, entry, filled_book
from domain.whole_case import GoodCase
from zhuize_desktop.domain.judging.summary import Judged, judged
from zhuize_desktop.domain.stages import Stage


def parameters(**grades: str) -> list[dict[str, Any]]:
    """The invented measure's parameters; one graded ``-`` is not answered there, so that 46号令 is asked."""
    return [
        entry(code, code, f"第60条之{code}", grades.get(code, "A"), value=value)
        for code, value in PARAMETERS.items()
        if grades.get(code) != "-"
    ]


def line(good: GoodCase) -> Judged:
    (found,) = [one for one in judged(good.case()) if one.part == "定级"]
    return found


def case(**more: Any) -> GoodCase:
    return GoodCase(filled_book(**more), Stage.DISPOSITION)


def contingent(good: GoodCase) -> GoodCase:
    return good.put("loss", kind="contingent", amount=600 * WAN).put("finding", evaluation="评估报告")


def test_where_everything_is_confirmed_nothing_is_marked():
    good = contingent(case(parameters=parameters()))
    found = line(good.put("finding", consequence_class="major"))
    assert found.mark == ""
    assert [word in found.ground for word in ("第20条", "governing_class", "contingent_counts")] == [True] * 3


@pytest.mark.parametrize(("grade", "mark"), [("A", ""), ("U", "待核对"), ("-", "参照，待核对")])
def test_classes_that_differ_rest_on_the_rule_that_says_which_governs(grade, mark):
    good = case(parameters=parameters(governing_class=grade)).put("finding", consequence_class="major")
    assert "提出认定为重大" in line(good).result
    assert line(good).mark == mark
    # Where they are the same nobody asks it.
    good.put("finding", consequence_class="general")
    assert (line(good).mark, line(good).ground.count("第")) == ("", 1)


@pytest.mark.parametrize(("grade", "mark"), [("A", ""), ("U", "待核对"), ("-", "参照，待核对")])
def test_contingent_losses_rest_on_what_says_whether_they_count(grade, mark):
    good = contingent(case(parameters=parameters(contingent_counts=grade)))
    assert "较大" in line(good).result
    assert line(good).mark == mark
    good.put("loss", kind="direct")
    assert line(good).mark == ""


def test_the_gravest_mark_is_told_whichever_ground_bears_it():
    told = [one | {"grade": "U"} for one in CLASSES]
    good = case(loss_classes=told, parameters=parameters(governing_class="-"))
    assert line(good).mark == "待核对"
    assert line(good.put("finding", consequence_class="major")).mark == "参照，待核对"
