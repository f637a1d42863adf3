"""任职前查询: days counted by hand, what stands against which proposal, and what is never told as certain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.filled_rules import INFLUENCES, filled_book
from zhuize_desktop.domain.case import UNCLEAR, Laid, Review, laid_by, laid_outside, results_of
from zhuize_desktop.domain.decided_anew import with_replaced
from zhuize_desktop.domain.judging.appointment import (
    LIMITS,
    OpenCase,
    Outcome,
    Restrictions,
    answer_text,
    doubts,
    governing,
    together,
    until,
    weigh,
)
from zhuize_desktop.domain.judging.influence import periods, running
from zhuize_desktop.domain.records import Decision, Handling, OutsideDecision
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from zhuize_desktop.domain.rulebook import RuleBook

SHIPPED = shipped_rulebook()
#: A city's measure whose periods are confirmed: it is read instead of 46号令.
FILLED = filled_book()
ADMONITION, DEMOTION, WARNING, DEMERIT = (
    "criticism.admonition",
    "organisation.demote",
    "sanction.warning",
    "sanction.demerit",
)


def laid(uid: str, on: date | None, *kinds: str, **more: Any) -> Laid:
    handling = Handling(uid=uid, owner_enterprise="own", clue=f"c-{uid}", kinds=kinds, **more)
    return Laid("p1", handling.clue, f"XS-{uid}", on, handling)


def held(book: RuleBook, *found: Laid) -> Restrictions:
    read = with_replaced(found)
    of_person = periods(book, read)
    return Restrictions(of_person, tuple(doubts(book, read, of_person)))


@pytest.mark.parametrize(
    ("kind", "decided", "last"),
    [
        (ADMONITION, date(2026, 5, 20), date(2026, 11, 20)),
        (ADMONITION, date(2026, 8, 31), date(2027, 2, 28)),  # no 31st of February
        (ADMONITION, date(2027, 8, 30), date(2028, 2, 29)),  # a leap year
        (DEMOTION, date(2028, 2, 29), date(2030, 2, 28)),
        (WARNING, date(2026, 3, 31), date(2026, 9, 30)),
        (DEMERIT, date(2026, 2, 28), date(2027, 2, 28)),
        ("sanction.serious_demerit", date(2026, 8, 31), date(2028, 2, 29)),
        ("sanction.removal", date(2026, 1, 1), date(2028, 1, 1)),
    ],
)
def test_a_period_runs_to_the_corresponding_day(kind: str, decided: date, last: date) -> None:
    found = held(SHIPPED, laid("a", decided, kind))
    assert [one.last for one in found.periods] == [last]
    # 46号令 does not bind and was not compared; 国务院令第781号 binds and was.
    told = last.isoformat() if kind.startswith("sanction") else f"{last.isoformat()} 参照，待核对"
    assert until(found, last) == told
    assert until(found, date.fromordinal(last.toordinal() + 1)) == ""
    assert until(found, decided) == told
    assert until(found, date.fromordinal(decided.toordinal() - 1)) == ""


BAN = laid("b", date(2026, 1, 5), "ban", ban_from=date(2026, 2, 1), ban_to=date(2031, 1, 31))
FOR_LIFE = laid("l", date(2026, 1, 5), "ban", ban_for_life=True)
INFLUENCE = laid("i", date(2026, 10, 1), ADMONITION)
SANCTION = laid("s", date(2026, 9, 1), WARNING)
UNKNOWN = laid("u", date(2026, 9, 1), "criticism.circular")
NOW = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("one", "post", "promotion", "talent", "director"),
    [
        (BAN, "verify", "verify", "verify", "against"),
        (FOR_LIFE, "verify", "verify", "verify", "against"),
        (INFLUENCE, "verify", "against", "verify", "verify"),
        (SANCTION, "verify", "against", "verify", "verify"),
        (UNKNOWN, "verify", "verify", "verify", "verify"),
    ],
)
def test_each_period_weighs_by_what_the_person_is_proposed_for(
    one: Laid, post: str, promotion: str, talent: str, director: str
) -> None:
    found = held(FILLED, one)
    answers = [weigh(found, NOW, code).outcome for code in ("post", "promotion", "talent", "director")]
    assert answers == [post, promotion, talent, director]


def test_what_is_over_or_was_never_there_is_clear_and_says_within_what() -> None:
    found = held(SHIPPED, laid("old", date(2026, 1, 5), ADMONITION), laid("mild", NOW, "criticism.education"))
    answer = weigh(found, NOW, "promotion")
    assert answer.outcome is Outcome.CLEAR
    assert answer_text(answer, NOW) == (
        "在查询人可以查看的线索中，没有到2026-11-20仍有效的影响期、处分期和禁入限制。"
    )
    assert "知悉范围" in LIMITS


def test_every_reason_names_its_clue_its_clause_and_its_mark() -> None:
    answer = weigh(held(SHIPPED, INFLUENCE, SANCTION, BAN), NOW, "promotion")
    told = answer_text(answer, NOW).splitlines()
    assert told[:3] == [
        "1. 【有限制】警告处分期 2026-09-01 至 2027-03-01：不得晋升职务、岗位等级和职称（线索XS-s）。"
        "在处分期内，提拔或进一步使用受此限制。依据：国务院令第781号 第8条、第14条。",
        "2. 【须核对】禁入限制 2026-02-01 至 2031-01-31：不得担任国有企业董事、监事、高级管理人员（线索XS-b）。"
        "限于董事、监事、高级管理人员；拟任职务属于其中的，不得任用。"
        "依据：处理决定；国资发监责规〔2019〕131号（参照）。",
        "3. 【须核对】诫勉影响期 2026-10-01 至 2027-04-01：不得提拔或进一步使用（线索XS-i）。"
        "在影响期内，提拔或进一步使用受此限制；所据规定参照，待核对，以核对结果为准。"
        "依据：国务院国资委令第46号（参照，待核对）。",
    ]
    assert answer.named == ("c-s", "c-b", "c-i")


@pytest.mark.parametrize(
    ("found", "outcome", "mark"),
    [
        (held(SHIPPED, INFLUENCE), Outcome.VERIFY, "参照，待核对"),
        (
            held(filled_book(influences=[{**INFLUENCES[0], "grade": "U"}]), INFLUENCE),
            Outcome.VERIFY,
            "待核对",
        ),
        (held(FILLED, INFLUENCE), Outcome.AGAINST, ""),
        (held(SHIPPED, laid("d", NOW, influence_to=date(2027, 5, 20))), Outcome.AGAINST, ""),
    ],
    ids=["reference", "not compared", "confirmed", "by the decision"],
)
def test_only_a_confirmed_rule_that_binds_stands_against_a_promotion(
    found: Restrictions, outcome: Outcome, mark: str
) -> None:
    answer = weigh(found, NOW, "promotion")
    assert answer.outcome is outcome
    (reason,) = answer.reasons
    assert reason.sentence.endswith(f"；所据规定{mark}，以核对结果为准。" if mark else "受此限制。")


def test_an_unverified_length_is_said_and_never_computed() -> None:
    found = held(FILLED, UNKNOWN)
    assert until(found, NOW) == "待核对"
    (reason,) = weigh(found, NOW, "promotion").reasons
    assert "长度没有核对" in reason.sentence
    assert "（待核对）" in reason.ground


def test_the_day_that_is_told_bears_the_mark_of_its_rule() -> None:
    unmarked = laid("w", date(2026, 10, 1), WARNING)  # six months as 诫勉 has, to the same day
    assert until(held(SHIPPED, INFLUENCE), NOW) == "2027-04-01 参照，待核对"
    assert until(held(SHIPPED, INFLUENCE, unmarked), NOW) == "2027-04-01"
    assert until(held(FILLED, INFLUENCE), NOW) == "2027-04-01"
    assert until(held(FILLED, INFLUENCE, UNKNOWN), NOW) == "2027-04-01 待核对"
    of_another = replace(INFLUENCE, pack="46")
    assert until(held(FILLED, of_another, UNKNOWN), NOW) == "2027-04-01 参照，待核对"


def test_influence_and_sanction_at_once_the_longer_governs() -> None:
    now = running(held(SHIPPED, INFLUENCE, SANCTION).periods, NOW)
    first = governing(now)
    assert first is not None
    assert (first.label, first.last) == ("诫勉影响期", date(2027, 4, 1))
    assert list(together(now)) == [
        "影响期与处分期并存的，按期限长的执行（国务院国资委令第46号 影响期，参照，待核对），"
        "以至 2027-04-01 的诫勉影响期为准。"
    ]
    with_unknown = running(held(FILLED, UNKNOWN, SANCTION).periods, NOW)
    assert governing(with_unknown) is None
    assert "由人核对" in next(together(with_unknown))


def test_two_sanctions_stand_side_by_side() -> None:
    """Six months from March and twelve from August end on their own days; they are not added up."""
    found = held(SHIPPED, laid("1", date(2026, 6, 1), WARNING), laid("2", date(2026, 8, 1), DEMERIT))
    assert [one.last for one in found.periods] == [date(2027, 8, 1), date(2026, 12, 1)]
    (note,) = weigh(found, NOW, "post").notes
    assert "不相加" in note
    assert "待核对" in note
    assert list(together(running(held(SHIPPED, SANCTION).periods, NOW))) == []


def test_a_ban_without_its_end_is_taken_as_running() -> None:
    open_end = laid("o", date(2026, 1, 5), "ban", ban_from=date(2026, 2, 1))
    answer = weigh(held(SHIPPED, open_end), NOW, "director")
    assert answer.outcome is Outcome.AGAINST
    assert "止日没有登记" in answer.reasons[0].sentence
    only_end = laid("e", date(2026, 1, 5), "ban", ban_to=date(2031, 1, 4))
    assert until(held(SHIPPED, only_end), NOW) == "2031-01-04"
    assert until(held(SHIPPED, FOR_LIFE, only_end), NOW) == "终身"


CHANGED = replace(BAN, changed=True, reviewed_on=date(2026, 5, 20))
#: Decided in the same case after the review; it lays no period of its own on anybody.
LATER = replace(laid("b", date(2026, 6, 1), "criticism.education"))


@pytest.mark.parametrize("purpose", ["post", "promotion", "talent", "director"])
@pytest.mark.parametrize("one", [BAN, FOR_LIFE, INFLUENCE, SANCTION])
@pytest.mark.parametrize("review", ["changed", "unclear"])
def test_what_a_review_changed_or_left_open_stands_against_nothing_by_itself(
    one: Laid, review: str, purpose: str
) -> None:
    reviewed: Any = replace(one, **{review: True})  # type: ignore[arg-type]
    answer = weigh(held(FILLED, reviewed), NOW, purpose)
    assert answer.outcome is Outcome.VERIFY
    assert "复核" in answer.reasons[0].sentence
    assert until(held(FILLED, reviewed), NOW) == f"{until(held(FILLED, one), NOW)} 待核对"


def test_a_ban_is_told_until_its_old_end_only_while_no_later_decision_is_known() -> None:
    assert until(held(FILLED, CHANGED), NOW) == "2031-01-31 待核对"
    assert until(held(FILLED, CHANGED, LATER), NOW) == ""
    answer = weigh(held(FILLED, CHANGED, LATER), NOW, "director")
    assert answer.outcome is Outcome.VERIFY
    assert "以后来的决定为准" in answer.reasons[0].sentence
    shorter = replace(LATER, handling=replace(LATER.handling, kinds=("ban",), ban_to=date(2027, 1, 31)))
    assert until(held(FILLED, CHANGED, shorter), NOW) == "2027-01-31"
    assert weigh(held(FILLED, CHANGED, shorter), NOW, "director").outcome is Outcome.AGAINST


@pytest.mark.parametrize(
    "other",
    [
        replace(LATER, clue="another"),
        replace(LATER, person="p2"),
        replace(LATER, decided_on=date(2026, 1, 4)),
        replace(LATER, decided_on=date(2026, 5, 19)),  # before the review: about something else
        replace(LATER, decided_on=None),
        replace(LATER, in_force=False),
        replace(LATER, settles=False),  # 党纪、政务处分, 处分, a judgment: another body's, of another kind
    ],
)
def test_only_a_later_decision_of_the_same_person_and_case_replaces(other: Laid) -> None:
    assert until(held(FILLED, CHANGED, other), NOW) == "2031-01-31 待核对"


@pytest.mark.parametrize("kind", ["criticism.circular", "criticism.written", "party.warning", "ban"])
def test_a_changed_handling_without_days_is_replaced_by_a_later_decision_too(kind: str) -> None:
    """No period tells of it that it was replaced; until when the person is held back, the later decision says alone."""
    changed = replace(laid("b", date(2026, 1, 5), kind), changed=True, reviewed_on=date(2026, 5, 20))
    assert until(held(SHIPPED, changed), NOW) == "待核对"
    assert until(held(SHIPPED, changed, replace(LATER, person="p2")), NOW) == "待核对"
    assert until(held(SHIPPED, changed, LATER), NOW) == ""
    later = laid("b", date(2026, 6, 1), ADMONITION)
    found = held(SHIPPED, changed, later)
    assert until(found, date(2026, 12, 1)) == until(held(SHIPPED, later), date(2026, 12, 1))
    assert until(found, date(2026, 12, 2)) == ""
    # Whoever decides on a proposal still reads of it.
    assert "决定已经复核变更" in answer_text(weigh(found, NOW, "post"), NOW)


def test_a_sanction_that_a_review_changed_is_replaced_by_no_decision_here() -> None:
    changed = replace(SANCTION, changed=True, settles=False, reviewed_on=date(2026, 9, 10))
    later = laid("s", date(2026, 9, 15), "criticism.education")
    assert until(held(FILLED, changed, later), NOW) == "2027-03-01 待核对"


def test_a_decision_of_the_day_of_the_review_replaces_but_not_where_that_day_is_unknown() -> None:
    same_day = replace(LATER, decided_on=date(2026, 5, 20))
    assert until(held(FILLED, CHANGED, same_day), NOW) == ""
    assert until(held(FILLED, replace(CHANGED, reviewed_on=None), same_day), NOW) == "2031-01-31 待核对"


def test_a_changed_decision_does_not_govern() -> None:
    several = running(held(SHIPPED, INFLUENCE, replace(SANCTION, changed=True)).periods, NOW)
    assert governing(several) is None
    assert "由人核对" in next(together(several))
    later = laid("s", date(2026, 9, 15), "criticism.education")
    changed = replace(SANCTION, changed=True, reviewed_on=date(2026, 9, 10))
    several = running(held(SHIPPED, INFLUENCE, changed, later).periods, NOW)
    assert list(together(several)) == []


def test_a_period_that_begins_after_the_proposal_is_told() -> None:
    answer = weigh(held(SHIPPED, BAN), date(2026, 1, 20), "director")
    assert answer.outcome is Outcome.VERIFY
    assert "之后起算" in answer.reasons[0].sentence


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (laid("d", None, ADMONITION), "没有登记决定日期"),
        (laid("d", NOW, "ban"), "禁入限制没有登记起止日期"),
        (laid("d", NOW, "party.warning"), "党内警告的期间规则库没有列明"),
        (laid("d", NOW, "sanction.expulsion"), "开除的期间规则库没有列明"),
        (replace(laid("d", date(2026, 1, 5), ADMONITION), changed=True), "已经复核变更"),
        (replace(laid("d", date(2026, 1, 5), ADMONITION), unclear=True), "原决定经复核，是否及于本人请核对"),
    ],
)
def test_what_cannot_be_computed_is_to_be_looked_at(one: Laid, why: str) -> None:
    answer = weigh(held(SHIPPED, one), NOW, "talent")
    assert answer.outcome is Outcome.VERIFY
    (reason,) = answer.reasons
    assert why in reason.sentence
    assert "XS-d" in reason.sentence


@pytest.mark.parametrize(
    ("kind", "decided", "told"),
    [
        # 46号令 begins 2026-01-01, 国务院令第781号 2024-09-01: nothing known held on these days.
        ("organisation.dismiss", date(2025, 12, 20), "2027-12-20 参照，待核对"),
        (DEMOTION, date(2025, 6, 1), "2027-06-01 参照，待核对"),
        (ADMONITION, date(2025, 12, 31), ""),
        (ADMONITION, date(2015, 12, 20), ""),
        ("sanction.serious_demerit", date(2024, 8, 31), ""),
    ],
)
def test_what_was_decided_before_any_known_rule_is_told_by_the_one_that_came_later(
    kind: str, decided: date, told: str
) -> None:
    day = date(2026, 11, 28)
    found = held(SHIPPED, laid("d", decided, kind))
    assert until(found, day) == told
    assert found.doubts == ()
    answer = weigh(found, day, "promotion")
    assert answer.outcome is (Outcome.VERIFY if told else Outcome.CLEAR)
    for reason in answer.reasons:
        assert "决定时该规定尚未施行，2026-01-01起施行" in reason.sentence
        assert "（参照，待核对）" in reason.ground


def test_a_confirmed_rule_that_binds_is_only_for_reference_before_its_first_day() -> None:
    book = filled_book(effective_from="2026-06-01")
    early, due = laid("d", date(2025, 3, 1), DEMOTION), laid("e", date(2026, 6, 1), DEMOTION)
    (of_46,) = held(book, early).periods
    assert of_46.ground is not None
    assert (of_46.ground.pack.code, of_46.ground.binding) == ("46", False)  # what is 参照 is asked first
    (own,) = held(book, due).periods
    assert own.ground is not None
    assert (own.ground.pack.code, own.ground.binding) == ("local", True)
    (warned,) = held(book, laid("w", date(2024, 8, 31), WARNING)).periods
    assert warned.ground is not None
    assert (warned.ground.pack.code, warned.ground.binding) == ("781", False)
    assert warned.ground.mark == "参照，待核对"


def test_until_is_never_empty_while_there_is_a_doubt() -> None:
    day = date(2026, 11, 28)
    assert until(held(SHIPPED, laid("d", None, ADMONITION)), day) == "待核对"
    assert until(held(SHIPPED, laid("p", day, "party.warning"), SANCTION), day) == "2027-03-01 待核对"


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("organisation.dismiss", "免职"),
        ("organisation.adjust", "调整职务"),
        ("organisation.resign", "责令辞职"),
    ],
)
def test_what_only_another_measure_holds_back_for_a_time_is_never_clear(kind: str, label: str) -> None:
    answer = weigh(held(FILLED, laid("d", NOW, kind)), NOW, "promotion")
    (reason,) = answer.reasons
    assert (reason.outcome, answer.outcome) == (Outcome.VERIFY, Outcome.VERIFY)
    assert f"{label}的期间所适用的规定没有列明，国务院国资委令第46号" in reason.sentence
    assert "参照" in reason.sentence
    mild = held(FILLED, laid("d", NOW, "criticism.education"), laid("e", NOW, ADMONITION))
    assert mild.doubts == ()


def test_hidden_cases_are_a_number_and_keep_the_answer_from_being_clear() -> None:
    answer = weigh(Restrictions(hidden=("c-1", "c-2")), NOW, "post")
    assert answer.outcome is Outcome.VERIFY
    assert answer_text(answer, NOW).endswith("另有2件不在查询人的知悉范围，请由经办人核对。")
    assert answer.named == ()


def test_open_cases_are_told_with_their_stage_and_keep_the_answer_from_being_clear() -> None:
    found = (OpenCase("c-1", "XS-1", Stage.PRELIMINARY_CHECK), OpenCase("c-2", "XS-2", Stage.RECTIFICATION))
    answer = weigh(Restrictions(open=found), NOW, "post")
    assert answer.outcome is Outcome.VERIFY
    assert answer_text(answer, NOW).splitlines()[1:] == [
        "另有2条在办线索（XS-1，初步核实环节；XS-2，整改环节），请核对。"
    ]
    assert answer.named == ("c-1", "c-2")
    graver = weigh(replace(held(SHIPPED, FOR_LIFE), open=found), NOW, "director")
    assert (graver.outcome, graver.named) == (Outcome.AGAINST, ("c-l", "c-1", "c-2"))


def decision(kind: str) -> Decision:
    return Decision(uid="d", owner_enterprise="own", clue="c", kind=kind, decided_on=NOW)


def test_only_a_decision_that_stands_holds_anybody_back() -> None:
    handling = INFLUENCE.handling

    def last(kind: str, result: str = "") -> list[date | None]:
        one = laid_by(decision(kind), handling, "p1", "XS-1", Review(result))
        return [found.last for found in held(SHIPPED, one).periods]

    assert last("decision") == [date(2027, 5, 20)]
    assert last("suggestion") == last("none") == last("decision", "revoked") == []
    assert last("decision", "upheld") == last("decision", "changed") == [date(2027, 5, 20)]


@pytest.mark.parametrize(
    ("appeals", "wanted"),
    [
        ([("a", "revoked")], {"a": "revoked"}),
        ([("a", "revoked"), ("b", "upheld")], {"a": "revoked"}),
        ([("a", "revoked"), ("a", "rejected"), ("a", "withdrawn"), ("a", "")], {"a": "revoked"}),
        ([("a", "changed"), ("a", "revoked")], {"a": "revoked"}),
        ([(None, "revoked")], {"a": UNCLEAR, "b": UNCLEAR}),
        ([(None, "changed"), ("a", "revoked")], {"a": "revoked", "b": UNCLEAR}),
        ([(None, "upheld"), (None, "rejected"), (None, "withdrawn")], {}),
    ],
)
def test_each_person_follows_their_own_review(
    appeals: list[tuple[str | None, str]], wanted: dict[str, str]
) -> None:
    told = (("d", *one, NOW) for one in appeals)
    of_two = results_of(told, [("d", "a"), ("d", "b"), ("e", "a"), (None, "a")])
    assert {key: one.result for key, one in of_two.items()} == {
        ("d", who): result for who, result in wanted.items()
    }
    assert all(one.on == (None if one.result == UNCLEAR else NOW) for one in of_two.values())


def test_a_review_that_names_nobody_is_of_the_only_one() -> None:
    only = results_of([("d", None, "revoked", NOW)], [("d", "a"), ("d", "a")])
    assert only == {("d", "a"): Review("revoked", NOW)}
    assert results_of([(None, "a", "revoked", NOW), ("d", None, "revoked", NOW)], []) == {}


def test_an_outside_decision_counts_for_whom_no_handling_was_entered() -> None:
    source = OutsideDecision(
        uid="o", owner_enterprise="own", clue="c", decided_on=NOW, persons=("p1", "p2"), kinds=(WARNING,)
    )
    found = list(laid_outside(source, "XS-1", {("o", "p1")}))
    assert [one.person for one in found] == ["p2"]
    assert [one.last for one in periods(SHIPPED, found)] == [date(2027, 5, 20)]


def test_each_case_is_read_under_the_pack_chosen_for_it() -> None:
    """The city's measure counts 诫勉 as 46号令 does, and gives 免职 nothing; 46号令 does."""
    dismissed = laid("x", NOW, "organisation.dismiss")
    assert held(FILLED, dismissed).periods == ()
    assert weigh(held(FILLED, dismissed), NOW, "promotion").outcome is Outcome.VERIFY
    lasts = [one.last for one in held(FILLED, replace(dismissed, pack="46")).periods]
    assert lasts == [date(2028, 11, 20), date(2027, 11, 20)]
