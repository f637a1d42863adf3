"""判断 by properties: boundaries at the 分, nothing lighter for something heavier, sums added a second way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.filled_rules import (
    CLASSES,
    INFLUENCES,
    JURISDICTION,
    PARAMETERS,
    RANGES,
    WAN,
    entry,
    filled,
    filled_book,
    share,
)
from zhuize_desktop.domain.case import Case, Laid
from zhuize_desktop.domain.errors import UserError
from zhuize_desktop.domain.judging import (
    basis,
    classes,
    ground,
    influence,
    jurisdiction,
    pay,
    ranges,
    summary,
)
from zhuize_desktop.domain.judging.parameters import Decided, decided
from zhuize_desktop.domain.money import LIMIT_FEN
from zhuize_desktop.domain.one_event import Matter, matter_of
from zhuize_desktop.domain.records import Acceptance, Clue, Handling, Loss, RuleBasis, Violation
from zhuize_desktop.domain.rulebook import LocalChanges
from zhuize_desktop.domain.rules import Entry, Key, RulePack, Severity
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from zhuize_desktop.domain.rulebook import RuleBook

BOOK, SHIPPED = filled_book(), shipped_rulebook()
#: The parameters of the invented measure, all confirmed.
READ = [entry(code, code, "第60条", value=value) for code, value in PARAMETERS.items()]
SEVERITIES = st.sampled_from(list(Severity))
MAYBE = st.one_of(st.none(), SEVERITIES)
LIABILITIES = st.sampled_from(["direct", "supervisory", "leadership"])
FEN = st.integers(1, LIMIT_FEN - 1)
PERCENT = st.integers(0, 100)
CADRES = st.frozensets(st.sampled_from([one.code for one in BOOK.dictionary("cadre_authority").entries()]))


def handling(**values: object) -> Handling:
    return Handling(uid="h", owner_enterprise="e", clue="c", **values)  # type: ignore[arg-type]


def laid(clue: str, year: int | None, percent: int | None, on: date | None = None) -> Laid:
    return Laid("p", clue, clue, on, handling(deduction_year=year, performance_percent=percent))


# --- classes -------------------------------------------------------------------------------------------------


@given(FEN)
def test_a_class_is_the_count_of_thresholds_reached(fen: int) -> None:
    reached = sum(fen >= threshold for threshold in (100 * WAN, 1000 * WAN))
    assert classes.class_of(BOOK, fen).severity is list(Severity)[reached]


@pytest.mark.parametrize("threshold", [100 * WAN, 1000 * WAN])
def test_the_threshold_itself_belongs_to_the_heavier_class(threshold: int) -> None:
    below, at = (classes.class_of(BOOK, fen).severity for fen in (threshold - 1, threshold))
    assert below is not None
    assert at is below.moved(1)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12), st.booleans(), st.booleans())
def test_contingent_losses_count_only_evaluated_and_where_the_measure_says_so(
    direct: int, indirect: int, contingent: int, evaluated: bool, counts: bool
) -> None:
    lines = [
        Loss(uid=kind, owner_enterprise="e", clue="c", kind=kind, amount=amount)
        for kind, amount in (("direct", direct), ("indirect", indirect), ("contingent", contingent))
    ]
    found = classes.totals(lines, evaluated=evaluated, contingent_counts=Decided(counts, None))
    assert found.counted == direct + indirect + (contingent if evaluated and counts else 0)
    assert found.unevaluated == (0 if evaluated else contingent)


@given(MAYBE, MAYBE)
def test_the_higher_class_governs_where_the_measure_says_so(
    one: Severity | None, other: Severity | None
) -> None:
    found = classes.governing(one, other, Decided("higher", None))
    known = [item.weight for item in (one, other) if item is not None]
    assert (found.weight if found else None) == max(known, default=None)


@given(SEVERITIES, SEVERITIES)
def test_without_a_rule_two_different_classes_wait_for_a_person(one: Severity, other: Severity) -> None:
    assert classes.governing(one, other, Decided(None, None)) is (one if one is other else None)


def test_empty_thresholds_fall_back_to_what_is_only_reference() -> None:
    found = classes.class_of(SHIPPED, 600 * WAN)
    assert (found.severity, found.binding) == (Severity.LARGER, False)
    assert found.ground is not None
    assert found.ground.mark == "参照，待核对"
    assert classes.class_of(BOOK, 600 * WAN).binding


# --- ranges --------------------------------------------------------------------------------------------------


@given(SEVERITIES, LIABILITIES)
def test_a_heavier_class_never_takes_less(severity: Severity, liability: str) -> None:
    lighter, heavier = severity, severity.moved(1) or severity
    for book, part in product((BOOK, SHIPPED), ("performance", "tenure")):
        less = getattr(ranges.advise(book, lighter, liability).cell, part)
        more = getattr(ranges.advise(book, heavier, liability).cell, part)
        assert less is None or (more.lower >= less.lower and more.upper >= less.upper)


@given(SEVERITIES, LIABILITIES)
def test_a_step_up_is_the_cell_of_the_next_class(severity: Severity, liability: str) -> None:
    up = ranges.advise(BOOK, severity, liability, "step_up")
    down = ranges.advise(BOOK, severity, liability, "step_down")
    for advice, steps in ((up, 1), (down, -1)):
        moved = severity.moved(steps)
        assert advice.cell == ranges.advise(BOOK, moved or severity, liability).cell
        assert advice.at_end is (moved is None)
    for within in ("heavier", "lighter"):
        assert (
            ranges.advise(BOOK, severity, liability, within).cell
            == ranges.advise(BOOK, severity, liability).cell
        )


@given(SEVERITIES, LIABILITIES, PERCENT)
def test_a_percent_is_inside_exactly_between_the_bounds(
    severity: Severity, liability: str, percent: int
) -> None:
    advice = ranges.advise(BOOK, severity, liability)
    assert advice.cell is not None
    assert advice.cell.performance is not None
    laid_on = (
        handling(performance_percent=percent, tenure_percent=getattr(advice.cell.tenure, "lower", None)),
    )
    found = [words for words in ranges.outside(advice, laid_on, BOOK, str) if "绩效年薪" in words]
    share_of = advice.cell.performance
    inside = share_of.lower <= percent <= share_of.upper or (share_of.optional and percent == 0)
    assert bool(found) is not inside


def test_other_bodies_decide_beside_the_matrix() -> None:
    advice = ranges.advise(BOOK, Severity.GENERAL, "direct")
    beside = handling(kinds=("sanction.warning", "party.warning", "discipline", "judicial"))
    assert list(ranges.outside(advice, (beside,), BOOK, str)) == []


@pytest.mark.parametrize(
    ("first", "last", "life", "told"),
    [
        (date(2024, 2, 29), date(2029, 2, 28), False, ""),
        (date(2024, 2, 29), date(2029, 2, 26), False, "不足5年"),
        (date(2024, 2, 29), date(2029, 2, 27), False, ""),
        (date(2026, 1, 1), date(2030, 12, 30), False, "不足5年"),
        (date(2026, 1, 1), date(2030, 12, 31), False, ""),  # both days belong to it
        (date(2026, 1, 1), None, True, ""),
        (None, None, False, "没有作出"),
    ],
)
def test_a_ban_is_long_enough(first: date | None, last: date | None, life: bool, told: str) -> None:
    advice = ranges.advise(BOOK, Severity.MAJOR, "direct")
    one = handling(
        ban_from=first, ban_to=last, ban_for_life=life, performance_percent=100, tenure_percent=100
    )
    found = "，".join(ranges.outside(advice, (one,), BOOK, str))
    assert told in found
    assert bool(told) == bool(found)


def test_nothing_is_measured_by_an_unconfirmed_cell() -> None:
    doubtful = [one | {"grade": "U"} for one in RANGES]
    assert not ranges.advise(filled_book(ranges=doubtful), Severity.MAJOR, "direct").binding
    assert not ranges.advise(SHIPPED, Severity.MAJOR, "direct").binding
    assert ranges.advise(BOOK, Severity.MAJOR, "direct").binding


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"performance": share(0, 30)}, "比例低于较轻的"),
        ({"performance": None}, "比例低于较轻的"),
        ({"performance": {"lower": 50, "upper": 101}}, "upper"),
        ({"performance": {"lower": 60, "upper": 50}}, "上限低于下限"),
        ({"performance": {"lower": -1, "upper": 50}}, "lower"),
        ({"severity": "general"}, "两行同时施行"),
        ({"liabilities": []}, "liabilities"),
        ({"ban": {"years": 0}}, "years"),
    ],
)
def test_a_contradictory_matrix_is_refused(row: dict[str, object], told: str) -> None:
    rows = [one | row if one["code"] == "R3" else one for one in RANGES]
    with pytest.raises(ValidationError, match=told):
        filled(ranges=rows)


def test_a_range_names_only_known_words() -> None:
    rows = [one | {"handlings": ["hanging"]} if one["code"] == "R1" else one for one in RANGES]
    with pytest.raises(UserError, match="不在字典里"):
        filled_book(ranges=rows)


# --- jurisdiction --------------------------------------------------------------------------------------------


@given(MAYBE, MAYBE, st.integers(1, 5), CADRES)
def test_a_heavier_case_never_goes_to_a_lower_body(
    loss: Severity | None, consequence: Severity | None, level: int, cadres: frozenset[str]
) -> None:
    facts = jurisdiction.Facts(loss, consequence, level, cadres)
    heavier = replace(
        facts,
        loss=(loss.moved(1) or loss) if loss else Severity.GENERAL,
        consequence=(consequence.moved(1) or consequence) if consequence else Severity.GENERAL,
    )
    for book, deciding in product((BOOK, SHIPPED), (True, False)):
        one = jurisdiction.competent(book, facts, deciding=deciding)
        other = jurisdiction.competent(book, heavier, deciding=deciding)
        assert one is not None
        assert other is not None
        assert other.level <= one.level


@given(MAYBE, MAYBE, st.integers(1, 5), CADRES)
def test_who_decides_stands_no_lower_than_who_investigates(
    loss: Severity | None, consequence: Severity | None, level: int, cadres: frozenset[str]
) -> None:
    facts = jurisdiction.Facts(loss, consequence, level, cadres)
    for book in (BOOK, SHIPPED):
        first, second = (jurisdiction.competent(book, facts, deciding=one) for one in (False, True))
        assert first is not None
        assert second is not None
        assert second.level <= first.level


def test_what_is_unknown_fits_no_row_that_asks_for_it() -> None:
    found = jurisdiction.competent(BOOK, jurisdiction.Facts(None, None, 3), deciding=True)
    assert found is not None
    assert [one.entry.code for one in found.grounds] == ["J6"]
    assert jurisdiction.competent(BOOK, jurisdiction.Facts(Severity.MAJOR, None, None), deciding=True) is None


@pytest.mark.parametrize(
    ("moved", "above"),
    [
        ("group_managers", "z.top"),  # all tops under one of the office's own
        ("subsidiary_leaders", "z.top"),
        ("city_committee", "z.top"),
        ("city_committee", None),
        ("group_committee", "other_staff"),
    ],
)
def test_whose_people_somebody_is_does_not_hang_on_how_the_words_are_arranged(
    moved: str, above: str | None
) -> None:
    top = Entry(code="z.top", label="全部管理人员", source="虚构企业办法", grade="D")
    below = Entry(
        code="z.low", label="市委组织部备案", source="虚构企业办法", grade="D", parent="city_committee"
    )
    word = SHIPPED.dictionary("cadre_authority").entry(moved).model_copy(update={"parent": above})
    book = SHIPPED.with_local(LocalChanges({"cadre_authority": [top, below, word]}))
    found = {one: jurisdiction.cadre_level(book, one, 3) for one in ("city_committee", "sasac", "z.low")}
    assert set(found.values()) == {0}
    assert jurisdiction.cadre_level(book, "group_committee", 3) == 1
    for own in ("enterprise_committee", "ordinary", "z.top", "gone"):
        assert jurisdiction.cadre_level(book, own, 3) == 3


# --- pay -----------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**12), PERCENT)
def test_base_times_percent_is_rounded_half_up(base: int, percent: int) -> None:
    found = pay.computed(base, percent)
    assert found is not None
    assert abs(found * 100 - base * percent) <= 50
    assert found * 100 - base * percent != -50


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([2025, 2026, None]), PERCENT), max_size=8))
def test_a_year_is_the_sum_of_the_highest_of_each_event(rows: list[tuple[str, int | None, int]]) -> None:
    highest: dict[str, int] = {}
    for clue, year, percent in rows:
        if year == 2026:
            highest[clue] = max(highest.get(clue, 0), percent)
    assert pay.year_total([laid(*row) for row in rows], 2026) == sum(highest.values())


@given(st.lists(st.tuples(st.sampled_from("abcd"), PERCENT), max_size=8))
def test_clues_of_one_event_count_once_at_their_highest(rows: list[tuple[str, int]]) -> None:
    """Of four clues the second was split from the first, the third from the second; the last is of another matter."""
    matters = {"b": Matter("a"), "c": Matter("a"), "d": Matter("d")}
    found = pay.year_total([laid(clue, 2026, percent) for clue, percent in rows], 2026, matters=matters)
    first = max((percent for clue, percent in rows if clue != "d"), default=0)
    assert found == first + max((percent for clue, percent in rows if clue == "d"), default=0)


@pytest.mark.parametrize("percents", [(40, 40), (60, 60), (0, 40), (40, 0)])
def test_a_deduction_in_a_split_clue_is_told_as_one_of_the_same_event(percents: tuple[int, int]) -> None:
    mine, others = (laid("c", 2026, percents[0]),), (laid("XS-8", 2026, percents[1]),)
    found = list(pay.doubts(BOOK, mine, others, matters={"XS-8": Matter("c")}))
    assert len(found) == all(percents)
    for one in found:
        assert "按最高标准执行，不合并计算" in one.sentence
        assert "XS-8" not in one.sentence  # kept and printed: it tells nothing of the other clue
        assert f"连同线索XS-8有2项扣减，按最高标准{max(percents)}%执行" in one.detail
        assert (one.field, one.binding) == ("performance_percent", True)


PREPAID, SOLD = frozenset({"46-8-1"}), frozenset({"46-9-1"})
SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("mine", "theirs", "asked"),
    [
        (Matter("c"), Matter("d"), False),
        (Matter("c", PREPAID), Matter("d", PREPAID), True),
        (Matter("c", PREPAID), Matter("d", SOLD), False),
        (Matter("c", PREPAID, last=SPRING), Matter("d", PREPAID, first=SUMMER), False),
        (Matter("c", PREPAID, first=SUMMER), Matter("d", PREPAID, SPRING, SPRING), False),
        (Matter("c", PREPAID, last=SUMMER), Matter("d", PREPAID, first=SPRING), True),
        (Matter("c", losses=frozenset({5})), Matter("d", losses=frozenset({5, 7})), True),
        (Matter("c", losses=frozenset({5})), Matter("d", losses=frozenset({7})), False),
        (Matter("c", related=frozenset({"d"})), Matter("d"), True),
        (Matter("c"), Matter("d", related=frozenset({"c"})), True),
        (Matter("c"), Matter("d", related=frozenset({"e"})), False),
    ],
)
def test_whether_it_is_one_event_is_asked_only_where_something_is_the_same(
    mine: Matter, theirs: Matter, asked: bool
) -> None:
    matters = {"c": mine, "d": theirs}
    found = list(pay.doubts(BOOK, (laid("c", 2026, 30),), (laid("d", 2026, 30),), matters=matters))
    assert [("是否同一事件请核对" in one.sentence, "线索d" in one.detail) for one in found] == [
        (True, True)
    ] * asked
    assert not list(pay.doubts(BOOK, (laid("c", 2026, 30),), (laid("d", 2026, 0),), matters=matters))


def test_what_a_clue_is_about_is_read_from_it_and_its_acts() -> None:
    clue = Clue(uid="c", owner_enterprise="e", situations=("a",), occurred_from=SPRING, occurred_to=SPRING)
    here: dict[str, Any] = {"owner_enterprise": "e", "clue": "c"}
    act = Violation(uid="v", situations=("b",), occurred_from=date(2026, 1, 5), occurred_to=SUMMER, **here)
    others = (
        Loss(uid="l", amount=5, **here),
        Loss(uid="m", **here),
        Acceptance(uid="x", related=("d",), **here),
    )
    told = matter_of(clue, (act, *others), "r")
    assert told == Matter("r", frozenset("ab"), date(2026, 1, 5), SUMMER, frozenset({5}), frozenset({"d"}))
    going_on = replace(act, occurred_to=None)
    assert matter_of(clue, (going_on,), "r").last is None
    assert (matter_of(replace(clue, occurred_from=None, occurred_to=None), (), "r").first) is None


def test_what_the_measure_does_not_confirm_is_told_and_does_not_bind() -> None:
    mine = (laid("c", 2026, 60, date(2026, 5, 1)),)
    others = (laid("d", 2026, 60, date(2026, 3, 1)),)
    for book, binding in ((BOOK, True), (SHIPPED, False)):
        found = list(pay.doubts(book, mine, others))
        assert [(one.sentence, one.binding) for one in found] == [
            ("2026年度扣减绩效年薪连同其他线索累计超过上限100%", binding)
        ]


@given(st.lists(st.tuples(PERCENT, PERCENT), max_size=4))
def test_of_one_event_each_sort_of_pay_is_taken_once_at_its_highest(percents: list[tuple[int, int]]) -> None:
    mine = tuple(
        Laid("p", "c", "c", None, handling(performance_percent=first, tenure_percent=second))
        for first, second in percents
    )
    told = [one for one in pay.doubts(BOOK, mine, ()) if "按最高标准" in one.sentence]
    for field, sort in (("performance_percent", 0), ("tenure_percent", 1)):
        taken = [pair[sort] for pair in percents if pair[sort]]
        found = [one.sentence for one in told if one.field == field]
        assert len(found) == (len(taken) > 1)
        for sentence in found:
            assert f"按最高标准{sorted(taken)[-1]}%执行" in sentence
            assert f"有{len(taken)}项" in sentence


# --- periods -------------------------------------------------------------------------------------------------


def test_periods_of_rules_and_decisions_stand_together_the_last_first() -> None:
    one = replace(
        handling(kinds=("criticism.admonition", "sanction.warning", "criticism.circular", "ban")),
        ban_from=date(2026, 4, 1), ban_for_life=True,
    )  # fmt: skip
    found = influence.periods(BOOK, [Laid("p", "c", "XS", date(2026, 3, 31), one)])
    assert [(item.label, item.last, item.unknown) for item in found] == [
        ("禁入限制", None, False),
        ("通报批评影响期", None, True),
        ("警告处分期", date(2026, 9, 30), False),
        ("诫勉影响期", date(2026, 9, 30), False),
    ]
    on = [item for item in found if item.holds_on(date(2026, 10, 1))]
    assert {item.label for item in on} == {"禁入限制", "通报批评影响期"}


@given(st.dates(date(2024, 9, 1), date(2090, 1, 1)))
def test_a_longer_handling_never_ends_before_a_shorter_one(day: date) -> None:
    ends = []
    for kind in ("warning", "demerit", "serious_demerit", "downgrade"):
        (found,) = influence.periods(
            SHIPPED, [Laid("p", "c", "", day, handling(kinds=(f"sanction.{kind}",)))]
        )
        assert found.last is not None
        ends.append(found.last)
    assert ends == sorted(ends)
    assert len(set(ends)) == 4


def named(periods: tuple[influence.Period, ...]) -> list[str]:
    return [one.label for one in periods]


def test_a_period_follows_from_what_held_on_the_day_of_the_decision() -> None:
    """诫勉 was six months until 2025 and is twelve since, 降职 was felt until 2025, 警告 since 2024-09-01."""
    until, since = {"effective_to": date(2025, 12, 31)}, {"effective_from": date(2026, 1, 1)}
    first, second = INFLUENCES[:2]
    book = filled_book(
        influences=[
            first | until,
            second | until,
            first | since | {"code": "I1B", "label": "诫勉新影响期", "months": 12},
        ]
    )

    def asked(kind: str, on: date, chosen: str = "") -> list[str]:
        """What held that day; what is told by a rule that came later is looked at elsewhere."""
        laid = Laid("p", "c", "XS", on, handling(kinds=(kind,)), pack=chosen)
        of_the_day = (
            one for one in influence.periods(book, [laid]) if one.ground is None or one.ground.later is None
        )
        return named(tuple(of_the_day))

    assert asked("criticism.admonition", date(2025, 12, 31)) == ["诫勉影响期"]
    assert asked("criticism.admonition", date(2026, 1, 1)) == ["诫勉新影响期"]
    assert asked("organisation.demote", date(2025, 12, 31)) == ["降职影响期"]
    assert asked("organisation.demote", date(2026, 1, 1), "local") == []
    assert asked("criticism.admonition", date(2020, 5, 31)) == []  # before the measure itself
    assert asked("criticism.admonition", date(2020, 6, 1)) == ["诫勉影响期"]
    assert asked("sanction.warning", date(2024, 8, 31)) == []
    assert asked("sanction.warning", date(2024, 9, 1)) == ["警告处分期"]


# --- which measure -------------------------------------------------------------------------------------------


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 6, 1), date(2030, 1, 1)))
def test_the_city_measure_holds_from_its_first_day_and_the_transition_decides(
    act: date, handled: date
) -> None:
    found = basis.propose(BOOK, act, handled)
    assert found.proposed is not None
    assert found.proposed.code == "local"
    assert (found.by_act is not None and found.by_act.code == "local") is (act >= date(2020, 6, 1))


def test_a_measure_without_its_first_day_settles_no_act_of_the_past() -> None:
    undated = filled_book(effective_from=None)
    old, handled = date(2010, 1, 1), date(2026, 5, 1)
    found = basis.propose(undated, old, handled)
    assert (found.by_act, found.undated, found.by_handling) == (
        None,
        undated.pack("local"),
        undated.pack("local"),
    )
    assert "没有填写施行日期" in summary.basis_words(found)
    by_act = [one | {"value": "act"} if one["code"] == "transition" else one for one in READ]
    assert basis.propose(filled_book(effective_from=None, parameters=by_act), old, handled).proposed is None
    unread = [one | {"grade": "U"} for one in READ]
    assert basis.propose(filled_book(effective_from=None, parameters=unread), old, handled).proposed is None
    # What was done on the day it is handled is done under the measure of that day; 46号令 has its days.
    assert basis.propose(undated, handled, handled).by_act is undated.pack("local")
    assert basis.propose(SHIPPED, old, handled).undated is None


def test_without_a_confirmed_transition_a_person_chooses() -> None:
    unread = [entry(code, code, "第60条", "U", value=value) for code, value in PARAMETERS.items()]
    book = filled_book(parameters=unread)
    found = basis.propose(book, date(2019, 1, 1), date(2026, 1, 1))
    assert (found.proposed, found.by_act.code if found.by_act else "") == (None, "37")
    assert decided(book, Key.TRANSITION).value == "handling"
    assert basis.propose(book, None, date(2026, 1, 1)).proposed is None


OLD, NEW = {"effective_to": date(2024, 6, 30)}, {"effective_from": date(2024, 7, 1)}
#: A measure whose thresholds and a cell ended in the middle of 2024, and whose table changed then.
MENDED = {
    "loss_classes": [one | OLD for one in CLASSES],
    "ranges": [RANGES[0] | OLD, *RANGES[1:]],
    "jurisdiction": [
        JURISDICTION[-1] | OLD,
        JURISDICTION[-1] | NEW | {"code": "J6B", "investigator": "group", "decider": "group"},
    ],
}


def judged(book: RuleBook, act: date | None, handled: date, pack: str = "local") -> ground.Asked:
    """By what a case is judged for which a person chose ``pack``."""
    chosen = RuleBasis(uid="b", owner_enterprise="e", clue="c", pack=pack, act_on=act)
    of = Clue(uid="c", owner_enterprise="e", decided_on=handled)
    return basis.asked_of(Case(of, book, handled, {RuleBasis: (chosen,)}))


def told(book: RuleBook, asked: ground.Asked) -> tuple[str, str, str]:
    """The pack of the class of a small loss, the cell of its 直接责任, and the row that says who decides."""
    graded, advice = (
        classes.class_of(book, WAN, asked),
        ranges.advise(book, Severity.GENERAL, "direct", asked=asked),
    )
    body = jurisdiction.competent(book, jurisdiction.Facts(None, None, 3), asked, deciding=True)
    assert graded.ground is not None
    assert body is not None
    return graded.ground.pack.code, advice.cell.code if advice.cell else "", body.grounds[0].entry.code


THEN, NOW = ("local", "R1", "J6"), ("46", "", "J6B")


def test_an_entry_out_of_force_is_not_used_and_the_transition_says_by_which_day() -> None:
    act, handled = date(2024, 3, 1), date(2026, 3, 1)
    by_handling = filled_book(**MENDED)
    assert told(by_handling, judged(by_handling, act, handled)) == NOW
    assert told(by_handling, judged(by_handling, act, date(2024, 6, 30))) == THEN
    by_act = filled_book(**MENDED, parameters=[entry("transition", "衔接", "第60条", value="act")])
    assert told(by_act, judged(by_act, act, handled)) == THEN
    assert told(by_act, judged(by_act, date(2025, 1, 1), handled)) == NOW
    assert told(by_act, judged(by_act, None, handled)) == NOW  # its day is not known
    # A transition that nobody compared with its text moves nothing.
    unread = filled_book(**MENDED, parameters=[entry("transition", "衔接", "第60条", "U", value="act")])
    assert told(unread, judged(unread, act, handled)) == NOW


def test_a_measure_chosen_though_it_was_repealed_is_read_as_it_stood() -> None:
    gone = filled_book(**MENDED, effective_to=date(2025, 12, 31))
    handled = date(2026, 3, 1)
    assert told(gone, judged(gone, date(2024, 3, 1), handled)) == THEN
    assert told(gone, judged(gone, date(2025, 3, 1), handled)) == NOW
    assert told(gone, judged(gone, None, handled)) == NOW  # as on its last day
    ended = filled_book(**MENDED, effective_to=date(2024, 6, 30))
    assert told(ended, judged(ended, None, handled)) == THEN
    assert told(ended, judged(ended, None, handled, "")) == ("46", "46-R1", "46-J10")


def test_the_class_of_a_sum_is_that_of_the_day_it_is_asked_for() -> None:
    book = filled_book(**MENDED)
    before, after = (
        classes.class_of(book, WAN, ground.Asked(on=day)) for day in (date(2024, 6, 30), date(2024, 7, 1))
    )
    assert before.severity is Severity.GENERAL
    assert [one.ground.pack.code for one in (before, after) if one.ground] == ["local", "37"]


def test_the_chosen_measure_is_asked_first_and_the_rest_in_order() -> None:
    assert [pack.code for pack in ground.chain(SHIPPED, ground.Asked("37"))] == ["37", "own", "local", "46"]
    assert [pack.code for pack in ground.chain(SHIPPED)] == ["own", "local", "46", "37"]


# --- parameters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "value"),
    [("year_cap", 0), ("year_cap", 101), ("year_cap", True), ("governing_class", "lowest"),
     ("contingent_counts", 1), ("contingent_counts", "是"), ("unknown_key", True)],
)  # fmt: skip
def test_a_parameter_answers_its_own_question_only(code: str, value: object) -> None:
    with pytest.raises(ValidationError):
        filled(parameters=[entry(code, code, "第60条", value=value)])


def test_a_pack_survives_json_whole() -> None:
    pack = filled()
    assert RulePack.model_validate_json(pack.model_dump_json()) == pack
