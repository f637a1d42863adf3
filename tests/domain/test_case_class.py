"""Which class of loss a case has: what a person said goes before what the rules propose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.filled_rules import CLASSES, WAN, filled_book
from domain.whole_case import GoodCase
from zhuize_desktop.domain.judging.classes import Classing, Said, class_of_case
from zhuize_desktop.domain.judging.ground import ANY
from zhuize_desktop.domain.judging.on_case import loss_class
from zhuize_desktop.domain.records import LossFinding
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.rulebook import shipped_rulebook

#: 一般 below 100 万元, 重大 from 1000 万元 on; confirmed, as somebody told of them, with 重大 left open, and empty.
BOOK, SHIPPED = filled_book(), shipped_rulebook()
TOLD = filled_book(loss_classes=[one | {"grade": "U"} for one in CLASSES])
NO_TOP = filled_book(
    loss_classes=[CLASSES[0], {**CLASSES[1], "upper_fen": None}, {**CLASSES[2], "lower_fen": None}]
)
NOTHING = Classing("c", "", False, (), 0, 0, 0, date(2026, 11, 20), None)


def finding(governing: str = "", loss: str = "", consequence: str = "", *, lost: bool = True) -> LossFinding:
    return LossFinding(
        uid="f", owner_enterprise="e", clue="c", losses=("l",) if lost else (), loss_class=loss,
        consequence_class=consequence, governing_class=governing,
    )  # fmt: skip


@pytest.mark.parametrize("book", [BOOK, TOLD, NO_TOP, SHIPPED])
def test_what_was_confirmed_goes_before_every_threshold(book):
    one = replace(NOTHING, findings=(finding("general"),), certain=5000 * WAN)
    assert class_of_case(book, ANY, one).counted == "general"
    heavier = replace(one, findings=(finding("general"), finding("larger"), finding(lost=False)))
    assert class_of_case(book, ANY, heavier).counted == "larger"


#: 重大 for its consequence, the class of its loss open; and a light one beside it.
HEAVY, LIGHT = finding("major", "", "major"), finding("general")


@pytest.mark.parametrize(
    ("book", "typed", "findings", "counted", "said"),
    [
        (BOOK, "", (HEAVY,), "major", Said.RULES),
        (BOOK, "", (HEAVY, LIGHT), "major", Said.RULES),  # 6050 万元
        (BOOK, "general", (LIGHT, HEAVY), "major", Said.RULES),
        (BOOK, "major", (HEAVY, LIGHT), "major", Said.TYPED),
        (TOLD, "major", (HEAVY, LIGHT), "major", Said.TYPED),
        (SHIPPED, "larger", (HEAVY, LIGHT), "larger", Said.TYPED),
        (SHIPPED, "general", (HEAVY, finding("larger")), "larger", Said.FINDING),
        (SHIPPED, "本企业的档次", (HEAVY, LIGHT), "本企业的档次", Said.TYPED),  # compared with nothing
        (SHIPPED, "", (finding(), finding("major")), "major", Said.FINDING),  # nothing is heavier
        # The light one is the least it can be; what the whole is nobody said and no confirmed rule says.
        (TOLD, "", (HEAVY, LIGHT), "", Said.RULES),
        (SHIPPED, "", (HEAVY, LIGHT), "", Said.RULES),
        (NO_TOP, "", (finding(), LIGHT), "", Said.RULES),
    ],
)
def test_a_finding_that_leaves_its_class_open_makes_no_case_lighter(book, typed, findings, counted, said):
    one = replace(NOTHING, typed=typed, findings=findings, certain=6050 * WAN)
    found = class_of_case(book, ANY, one)
    assert (found.counted, found.said) == (counted, said)


def test_a_class_that_waits_for_its_threshold_is_shown_no_lighter_than_what_was_confirmed():
    one = replace(NOTHING, findings=(HEAVY, finding("larger")), certain=50 * WAN)
    assert class_of_case(TOLD, ANY, one).code == "larger"
    assert class_of_case(NO_TOP, ANY, replace(one, certain=5000 * WAN)).code == ""


@pytest.mark.parametrize(
    ("book", "code", "counted"),
    [
        (BOOK, "larger", "larger"),
        (TOLD, "larger", ""),  # nobody compared them with their text: proposed, never counted
        (SHIPPED, "larger", ""),  # the office's are empty, the national ones are 参照
        (NO_TOP, "", ""),  # where 重大 begins is not known
    ],
)
def test_only_a_confirmed_threshold_classes_in_a_report(book, code, counted):
    found = class_of_case(book, ANY, replace(NOTHING, certain=600 * WAN))
    assert (found.code, found.counted, found.said) == (code, counted, Said.RULES)
    assert class_of_case(book, ANY, NOTHING).code == ""


def test_a_billion_is_not_called_lighter_than_it_may_be():
    found = class_of_case(NO_TOP, ANY, replace(NOTHING, certain=100_000 * WAN))
    assert found.code == ""
    assert found.proposal is not None
    assert "没有填完" in found.proposal.why


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (finding("major", "general", "major"), "general"),  # its own class was said
        (finding("major", "", "major"), ""),  # the consequence governs; the loss may be lighter
        (finding("major", "", "general"), "major"),  # the loss governs
        (finding("general", "", "general"), "general"),  # nothing is lighter
        (finding("larger", lost=False), ""),  # nothing was lost
        (finding("", "larger"), "larger"),
        (finding("a word of this office"), ""),
    ],
)
def test_the_class_that_governs_is_that_of_the_loss_only_where_it_comes_from_it(one, code):
    assert class_of_case(SHIPPED, ANY, replace(NOTHING, findings=(one,))).counted == code


def test_what_was_typed_gives_way_to_a_conclusion_except_of_a_case_that_was_classed_before():
    typed = replace(NOTHING, typed="major", certain=1)
    assert class_of_case(BOOK, ANY, typed) == class_of_case(SHIPPED, ANY, typed)
    assert class_of_case(BOOK, ANY, typed).counted == "major"
    both = replace(typed, findings=(finding("general"),))
    assert class_of_case(BOOK, ANY, both).counted == "general"
    assert class_of_case(BOOK, ANY, replace(both, taken_over=True)).counted == "major"
    assert class_of_case(BOOK, ANY, replace(both, taken_over=True, typed="")).counted == "general"


def test_a_case_is_asked_with_what_it_holds():
    good = GoodCase(BOOK, Stage.DISPOSITION).clue(loss_class="major")
    assert loss_class(good.case()).code == "general"  # as its 定损 says
    good.clue(legacy=True, legacy_stage=Stage.INVESTIGATION)
    assert loss_class(good.case()).code == "general"
    good.clue(legacy=True, legacy_stage=Stage.DISPOSITION)
    assert loss_class(good.case()).code == "major"
    bare = GoodCase(BOOK, Stage.DISPOSITION).clue(loss_class="").drop("finding")
    assert loss_class(bare.put("loss", amount=600 * WAN).case()).counted == "larger"
    estimated = bare.drop("loss").clue(estimated_loss=2000 * WAN)
    assert loss_class(estimated.case()).counted == "major"


@pytest.mark.parametrize(("grade", "counted"), [("A", "larger"), ("U", "general")])
def test_contingent_loss_classes_where_a_confirmed_measure_counts_it(grade, counted):
    parameters = [one.model_dump() for one in BOOK.pack("local").parameters]
    book = filled_book(parameters=[one | {"grade": grade} for one in parameters])
    good = GoodCase(book, Stage.DISPOSITION).clue(loss_class="").second_loss(50 * WAN)
    good.put("loss", kind="contingent", amount=600 * WAN).drop("finding", "finding2")
    assert loss_class(good.case()).counted == counted
