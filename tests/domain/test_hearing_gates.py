"""听取意见 before the decision: nobody is decided on unheard, whenever they became 责任人."""

from __future__ import annotations

from domain.test_gates import DISCIPLINE, decided_above, good, state_of, taken_over
from domain.whole_case import GoodCase, day
from zhuize_desktop.domain.gates import GateMark
from zhuize_desktop.domain.records import Decision, Handling, LiablePerson, OutsideDecision
from zhuize_desktop.domain.stages import Stage

MISSING, VERIFY, DONE, HISTORIC = GateMark.MISSING, GateMark.VERIFY, GateMark.DONE, GateMark.HISTORIC
NOTHING = GateMark.NOTHING
CODE = "hearing.persons"


def mark(case: GoodCase, move: str = "decide") -> GateMark:
    return state_of(case.case(), move, CODE).mark


def sanctioned_before() -> GoodCase:
    """已处分未追责 (P16): at 处理 without any investigation."""
    one = good("decide", Stage.DISPOSITION)
    one.clue(checked_on=None, triaged_on=None, opened_on=None, investigated_on=None)
    return one.drop("report", "heard_unit").plus(OutsideDecision, **(DISCIPLINE | {"persons": ("p1",)}))


def test_after_the_short_path_every_liable_person_is_heard_too() -> None:
    assert mark(sanctioned_before()) is DONE
    assert mark(sanctioned_before().drop("heard")) is MISSING


def test_whom_the_superior_decides_on_the_superior_hears() -> None:
    assert mark(decided_above().drop("heard")) is NOTHING
    proposed = decided_above().plus(Decision, kind="suggestion", number="虚建〔2026〕1号")
    assert mark(proposed.drop("heard")) is DONE
    # Who proposes what is to be laid on somebody hears them.
    proposed = decided_above().plus(Decision, kind="suggestion", number="虚建〔2026〕1号")
    proposed.plus(Handling, decision=proposed.last, liable="liable", kinds=("criticism.circular",))
    assert mark(proposed.drop("heard")) is MISSING


def test_of_two_people_each_is_heard_by_who_decides_on_them() -> None:
    def case(**handling: object) -> GoodCase:
        one = good("decide", Stage.DISPOSITION).plus(
            OutsideDecision, kind="superior", number="虚集〔2026〕3号", decided_on=day(80)
        )
        above = one.last
        liable = one.plus(LiablePerson, person="p2").last
        values = {name: above if value == "above" else value for name, value in handling.items()}
        return one.plus(Handling, liable=liable, kinds=("criticism.circular",), **values)

    assert mark(case(outside="above")) is DONE
    assert mark(case(decision="decision")) is MISSING
    named = good("decide", Stage.DISPOSITION).plus(LiablePerson, person="p2")
    assert mark(named.plus(OutsideDecision, kind="superior", persons=("p2",))) is DONE
    assert mark(named.put(named.last, kind="discipline")) is MISSING


def test_what_was_investigated_before_the_takeover_is_explained() -> None:
    for at, found in (
        (Stage.INVESTIGATION, MISSING),
        (Stage.DISPOSITION, VERIFY),
        (Stage.RECTIFICATION, HISTORIC),
    ):
        assert mark(taken_over(at).drop("heard")) is found


def test_whom_a_later_decision_names_is_explained_at_the_end() -> None:
    one = good("close", Stage.CLOSURE).plus(LiablePerson, person="p2")
    found = state_of(one.case(), "close", CODE)
    assert (found.mark, "处理决定已经作出" in found.told) == (VERIFY, True)
