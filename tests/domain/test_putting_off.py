"""What a period allows when it is put off: 强制 where the text binds, 核实 where it does not or was not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from zhuize_desktop.domain.case import Case
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.pack_editing import with_entry
from zhuize_desktop.domain.putting_off import excess, limits, rule_of
from zhuize_desktop.domain.record_checks import record_problems
from zhuize_desktop.domain.records import (
    Clue,
    Extension,
    Record,
    SanctionCase,
    SanctionReview,
    Suspension,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from zhuize_desktop.domain.rulebook import RuleBook

BOOK = shipped_rulebook()
MUST, VERIFY = Grade.MUST, Grade.VERIFY


def put_off(uid: str = "x", **values: Any) -> Extension:
    base: dict[str, Any] = {
        "step": Stage.INVESTIGATION,
        "approver": "郑德明",
        "approved_on": date(2026, 6, 1),
    }
    return Extension(uid=uid, owner_enterprise="e", clue="c", **(base | values))


def read(**values: Any) -> RuleBook:
    """The book with a local 核查 period that was compared with its text."""
    rule = BOOK.deadline("local.investigation").model_dump() | {"length": 3, "grade": "A"} | values
    filled = type(BOOK.deadline("62-D1")).model_validate(rule)
    return BOOK.with_pack(with_entry(BOOK.pack("local"), "deadlines", filled))


def test_which_period_is_put_off() -> None:
    def code(**values: Any) -> str:
        found = rule_of(put_off(**values), BOOK)
        return found.code if found else ""

    assert code() == "62-D1"
    assert code(step=Stage.PRELIMINARY_CHECK) == "37-D1"
    assert code(period="realtime_preliminary") == "report.preliminary"
    assert code(period="sanction", sanction="s") == "781-D1"
    assert code(step=Stage.DISPOSITION) == ""


@pytest.mark.parametrize(
    ("values", "grade", "field"),
    [
        # 62号文 第29条, for reference: three months.
        ({"from_on": date(2026, 9, 4), "to_on": date(2026, 12, 4)}, None, ""),
        ({"from_on": date(2026, 9, 4), "to_on": date(2026, 12, 5)}, VERIFY, "to_on"),
        ({"from_on": date(2026, 11, 30), "to_on": date(2027, 2, 28)}, None, ""),
        # 781号令 第29条 binds: six months; 第38条 knows none, but says when it has to be asked for.
        ({"period": "sanction", "from_on": date(2026, 8, 31), "to_on": date(2027, 2, 28)}, None, ""),
        ({"period": "sanction", "from_on": date(2026, 8, 31), "to_on": date(2027, 3, 1)}, MUST, "to_on"),
        (
            {"period": "sanction_notice", "from_on": date(2026, 8, 31), "to_on": date(2026, 9, 1)},
            MUST,
            "period",
        ),
        (
            {"period": "sanction_review_filing", "from_on": date(2026, 8, 31), "to_on": date(2026, 12, 1)},
            MUST,
            "obstacle_ended_on",
        ),
        # 适当延长: no number, nothing to compare.
        ({"step": Stage.PRELIMINARY_CHECK, "from_on": date(2026, 4, 1), "to_on": date(2027, 4, 1)}, None, ""),
        # 淄国资发〔2022〕23号, not verified: thirty working days, 05-18 after 清明 and 劳动节.
        (
            {"period": "realtime_preliminary", "from_on": date(2026, 4, 1), "to_on": date(2026, 5, 18)},
            None,
            "",
        ),
        (
            {"period": "realtime_preliminary", "from_on": date(2026, 4, 1), "to_on": date(2026, 5, 19)},
            VERIFY,
            "to_on",
        ),
        # A local text that nobody has yet: not known, not asked.
        ({"period": "hearing", "from_on": date(2026, 4, 1), "to_on": date(2026, 5, 19)}, None, ""),
    ],
)
def test_how_far(values: dict[str, Any], grade: Grade | None, field: str) -> None:
    one = put_off(**values)
    assert [(found.grade, found.field) for found in excess(one, BOOK)] == ([(grade, field)] if grade else [])
    told = [
        found for found in record_problems(one, BOOK, date(2026, 6, 2)) if found.check == "extension.limit"
    ]
    assert [(found.grade, found.field) for found in told] == ([(grade, field)] if grade else [])


def test_a_local_text_that_was_read_binds() -> None:
    book = read(extension={"length": 1, "unit": "month", "times": 1})
    (found,) = excess(put_off(from_on=date(2026, 4, 5), to_on=date(2026, 5, 6)), book)
    assert (found.grade, found.clause) == (MUST, "济国资〔2020〕31号")
    (none,) = excess(put_off(from_on=date(2026, 4, 5), to_on=date(2026, 4, 6)), read(extension=None))
    assert "没有延期的规定" in none.sentence


def case(*records: Record, book: RuleBook = BOOK, **values: Any) -> Case:
    """A clue under investigation since 2026-03-04: by 62号文 until 2026-09-04."""
    held: dict[type[Record], tuple[Record, ...]] = {}
    for one in records:
        held[type(one)] = (*held.get(type(one), ()), one)
    opened = {"stage": Stage.INVESTIGATION, "opened_on": date(2026, 3, 4)} | values
    return Case(Clue(uid="c", owner_enterprise="e", **opened), book, date(2028, 1, 3), held)


def told(of: Case) -> list[tuple[str, Grade, str]]:
    return [(one.record.uid, one.grade, one.field) for one in limits(of)]


def test_how_often() -> None:
    one = put_off("a", from_on=date(2026, 9, 4), to_on=date(2026, 10, 4))
    two = put_off("b", approved_on=date(2026, 7, 1), from_on=date(2026, 10, 4), to_on=date(2026, 11, 4))
    waits = put_off("c", approved_on=None, to_on=date(2027, 12, 31))
    other = put_off("d", step=Stage.PRELIMINARY_CHECK)
    assert told(case(one, waits, other)) == []
    (found,) = limits(case(one, two, waits, other))
    assert (found.record.uid, found.grade) == ("b", VERIFY)
    assert "已延期2次，规定只能延期1次（国资发监责〔2020〕62号第29条）" in found.sentence
    book = read(length=6, extension={"times": 1})
    assert told(case(one, two, book=book)) == [("b", MUST, "approved_on")]


def test_two_times_are_not_had_by_naming_the_person_once() -> None:
    opened = sanction("s1", date(2026, 1, 10))
    one = of_sanction("a", date(2026, 7, 10), date(2026, 9, 10), sanction="s1")
    two = of_sanction("b", date(2026, 9, 10), date(2026, 11, 10), approved_on=date(2026, 9, 1))
    assert told(case(opened, one, two)) == [("b", MUST, "approved_on")]
    # Two persons, two periods.
    yours = of_sanction("b", date(2026, 7, 10), date(2026, 11, 10), sanction="s2")
    assert told(case(opened, sanction("s2", date(2026, 1, 10)), one, yours)) == []


def sanction(uid: str, filed: date, **values: Any) -> SanctionCase:
    return SanctionCase(
        uid=uid, owner_enterprise="e", clue="c", person=f"p-{uid}", approved_on=filed, **values
    )


def of_sanction(uid: str, before: date, until: date, **values: Any) -> Extension:
    return put_off(
        uid, **({"step": Stage.DISPOSITION, "period": "sanction", "from_on": before, "to_on": until} | values)
    )


def test_a_period_is_measured_from_the_day_of_the_clock_not_from_the_one_that_was_typed() -> None:
    """立案 2026-01-10: decided by 2026-07-10, put off at most to 2027-01-10 (国务院令第781号 第29条)."""
    opened = sanction("s", date(2026, 1, 10))
    assert told(case(opened, of_sanction("a", date(2026, 7, 10), date(2027, 1, 10)))) == []
    typed = of_sanction("a", date(2027, 5, 30), date(2027, 11, 30))
    assert [one.field for one in excess(typed, BOOK)] == []  # alone nobody can tell
    wrong, far = limits(case(opened, typed))
    assert (wrong.grade, wrong.field) == (VERIFY, "from_on")
    assert "原定期限2027-05-30与“作出处分决定”当时的届满日2026-07-10不一致" in wrong.sentence
    assert (far.grade, far.field) == (MUST, "to_on")
    assert "最迟2027-01-10（国务院令第781号第29条）" in far.sentence


def test_several_extensions_together_go_no_further_than_the_rule_allows() -> None:
    opened = sanction("s", date(2026, 1, 10))
    first = of_sanction("a", date(2026, 7, 10), date(2027, 1, 10))
    second = of_sanction("b", date(2027, 1, 10), date(2027, 7, 10), approved_on=date(2027, 1, 5))
    assert told(case(opened, first, second)) == [("b", MUST, "to_on"), ("b", MUST, "approved_on")]
    typed = of_sanction("b", date(2027, 5, 30), date(2027, 11, 30), approved_on=date(2027, 1, 5))
    assert told(case(opened, first, typed)) == [
        ("b", VERIFY, "from_on"), ("b", MUST, "to_on"), ("b", MUST, "to_on"), ("b", MUST, "approved_on"),
    ]  # fmt: skip
    twice = read(length=6, extension={"length": 1, "unit": "month", "times": 2})
    pair = [
        put_off("a", from_on=date(2026, 9, 4), to_on=date(2026, 10, 4)),
        put_off("b", from_on=date(2026, 10, 4), to_on=date(2026, 11, 4), approved_on=date(2026, 10, 1)),
    ]
    assert told(case(*pair, book=twice)) == []
    assert told(case(*pair, book=read(length=6, extension={"length": 1, "unit": "month"}))) == [
        ("b", MUST, "to_on")
    ]


def test_what_stood_still_before_is_not_counted_against_an_extension() -> None:
    halt = Suspension(uid="h", owner_enterprise="e", clue="c", step=Stage.INVESTIGATION, from_on=date(2026, 4, 1),
                      approved_on=date(2026, 4, 1), resumed_on=date(2026, 4, 21))  # fmt: skip
    # 2026-09-04 and twenty days, then three months.
    one = put_off("a", from_on=date(2026, 9, 24), to_on=date(2026, 12, 24))
    assert told(case(halt, one)) == []
    assert told(case(one)) == [("a", VERIFY, "from_on"), ("a", VERIFY, "to_on")]


def test_an_extension_that_was_approved_too_late_is_told() -> None:
    # 2026-03-04 and six months: until Friday 09-04.
    for approved, expected in ((date(2026, 9, 4), []), (date(2026, 9, 5), [("a", VERIFY, "approved_on")])):
        one = put_off("a", approved_on=approved, from_on=date(2026, 9, 4), to_on=date(2026, 12, 4))
        assert told(case(one)) == expected
    (found,) = limits(case(one))
    assert found.sentence == "延期2026-09-05才批准，“核查”已于2026-09-04届满，到期日不变，请核对。"
    # Meanwhile it stood still: it was not over.
    halt = Suspension(uid="h", owner_enterprise="e", clue="c", step=Stage.INVESTIGATION, from_on=date(2026, 9, 1),
                      approved_on=date(2026, 9, 1))  # fmt: skip
    assert told(case(halt, one)) == [("a", VERIFY, "from_on")]  # 09-08 by then


def test_a_halt_that_came_too_late_is_told() -> None:
    """2026-03-04 and six months: until Friday 09-04; what comes on a later day stops nothing, as the clock has it."""

    def halt(**values: Any) -> Suspension:
        base: dict[str, Any] = {
            "step": Stage.INVESTIGATION,
            "review_on": date(2028, 6, 1),
            "approver": "郑德明",
        }
        return Suspension(uid="h", owner_enterprise="e", clue="c", **(base | values))

    in_time = halt(from_on=date(2026, 9, 1), approved_on=date(2026, 9, 4))
    late = halt(from_on=date(2026, 9, 1), approved_on=date(2026, 9, 7))
    ahead = halt(from_on=date(2026, 9, 8), approved_on=date(2026, 6, 1))
    assert told(case(in_time)) == []
    assert told(case(late)) == [("h", VERIFY, "approved_on")]
    (found,) = limits(case(late))
    assert found.sentence == "中止2026-09-07才批准，“核查”已于2026-09-04届满，没有中止，到期日不变，请核对。"
    (found,) = limits(case(ahead))
    assert (found.grade, found.field) == (VERIFY, "from_on")
    assert "中止自2026-09-08起，“核查”已于2026-09-04届满" in found.sentence
    # Put off in time it was not over; another stage, or what nobody approved, is not asked after.
    assert told(case(late, put_off("a", from_on=date(2026, 9, 4), to_on=date(2026, 12, 4)))) == []
    assert told(case(halt(from_on=date(2026, 9, 7), approved_on=None))) == []
    assert told(case(replace(late, step=Stage.RECTIFICATION))) == []


@pytest.mark.parametrize("approved", [date(2026, 5, 1), date(2026, 5, 10), date(2026, 9, 25)])
def test_a_halt_that_was_approved_when_it_was_resumed_is_told(approved: date) -> None:
    """On the day it goes on again nothing stands still: 04-01 to 05-01, approved on that day or later."""
    one = Suspension(uid="h", owner_enterprise="e", clue="c", step=Stage.INVESTIGATION, from_on=date(2026, 4, 1),
                     resumed_on=date(2026, 5, 1), approved_on=approved, approver="郑德明")  # fmt: skip
    (found,) = limits(case(one))
    assert (found.record.uid, found.grade, found.field) == ("h", VERIFY, "approved_on")
    assert found.sentence == f"中止{approved}才批准，批准时已恢复，没有中止，“核查”的到期日不变，请核对。"
    assert told(case(replace(one, approved_on=date(2026, 4, 30)))) == []
    # Before the period began it had nothing to do with it.
    assert told(case(replace(one, approved_on=date(2026, 4, 1)), opened_on=date(2026, 6, 1))) == []


def test_an_extension_that_moves_nobody_asks_whose_it_is() -> None:
    two = [sanction("s1", date(2026, 1, 10)), sanction("s2", date(2026, 2, 10))]
    one = of_sanction("a", date(2026, 7, 10), date(2026, 9, 10))
    assert told(case(*two, one)) == [("a", MUST, "sanction")]
    assert told(case(two[0], one)) == []


@pytest.mark.parametrize(
    ("code", "length", "unit", "times", "total", "within"),
    [("781-D1", 6, "month", 1, False, None), ("781-D3", 6, "month", None, True, None),
     ("781-D4", None, None, None, False, 10), ("781-D6", None, None, None, False, 10),
     ("781-D7", 1, "month", 1, False, None), ("62-D1", 3, "month", 1, False, None),
     ("46-D1", None, None, None, False, None), ("46-D2", None, None, None, False, None),
     ("37-D1", None, None, None, False, None), ("report.preliminary", 30, "workday", 1, False, None)],
)  # fmt: skip
def test_what_the_measures_allow_is_data(
    code: str, length: int | None, unit: str | None, times: int | None, total: bool, within: int | None
) -> None:
    found = BOOK.deadline(code).extension
    assert found is not None
    assert (found.length, found.unit, found.times) == (length, unit, times)
    assert (found.total, found.apply_within) == (total, within)


def test_changing_post_and_pay_takes_six_months_from_the_decision_at_most() -> None:
    """Decided 2026-03-10: a month is 2026-04-10, six altogether 2026-09-10 (国务院令第781号 第36条)."""
    demoted = sanction("s", date(2026, 1, 12), decided_on=date(2026, 3, 10), sanction="P5")
    for until, expected in ((date(2026, 9, 10), []), (date(2026, 9, 11), [("a", MUST, "to_on")])):
        one = of_sanction(
            "a", date(2026, 4, 10), until, period="sanction_change", approved_on=date(2026, 4, 1)
        )
        assert list(excess(one, BOOK)) == []  # alone nobody can tell when it was decided
        assert told(case(demoted, one)) == expected
    (far,) = limits(case(demoted, one))
    assert "自降级、撤职、开除决定作出起最长的6个月，最迟2026-09-10（国务院令第781号第36条）" in far.sentence
    # However often: the second stays inside the same six months.
    first = of_sanction(
        "a", date(2026, 4, 10), date(2026, 7, 10), period="sanction_change", approved_on=date(2026, 4, 1)
    )
    for until, expected in ((date(2026, 9, 10), []), (date(2026, 9, 11), [("b", MUST, "to_on")])):
        again = of_sanction(
            "b", date(2026, 7, 10), until, period="sanction_change", approved_on=date(2026, 7, 1)
        )
        assert told(case(demoted, first, again)) == expected
    # The last day of a short month: decided 2026-08-31, six months end on 2027-02-28.
    demoted = sanction("s", date(2026, 1, 12), decided_on=date(2026, 8, 31), sanction="P4")
    for until, expected in ((date(2027, 2, 28), []), (date(2027, 3, 1), [("a", MUST, "to_on")])):
        one = of_sanction(
            "a", date(2026, 9, 30), until, period="sanction_change", approved_on=date(2026, 9, 1)
        )
        assert told(case(demoted, one)) == expected


def test_what_stood_still_is_not_counted_in_the_longest_time_either() -> None:
    book = read(length=3, extension={"length": 5, "unit": "month", "total": True})
    halt = Suspension(uid="h", owner_enterprise="e", clue="c", step=Stage.INVESTIGATION, from_on=date(2026, 4, 1),
                      approved_on=date(2026, 4, 1), resumed_on=date(2026, 4, 21))  # fmt: skip
    # Begun 2026-03-04: 2026-06-04 and twenty days; five months altogether are 2026-08-04 and twenty days.
    for until, expected in ((date(2026, 8, 24), []), (date(2026, 8, 25), [("a", MUST, "to_on")])):
        one = put_off("a", from_on=date(2026, 6, 24), to_on=until)
        assert told(case(halt, one, book=book)) == expected
    one = put_off("a", from_on=date(2026, 6, 4), to_on=date(2026, 8, 5))
    assert told(case(one, book=book)) == [("a", MUST, "to_on")]


def test_more_time_after_an_obstacle_is_asked_for_within_ten_working_days() -> None:
    """Received 2026-08-03: 2026-09-03 (第38条). Gone on Friday 2026-09-18; 09-20 is worked, 09-25 to 09-27 are 中秋,
    10-01 to 10-07 国庆: the tenth working day is 2026-10-09, as counted below.
    """
    decided = sanction("s", date(2026, 1, 12), received_on=date(2026, 8, 3), sanction="P2")
    gone = date(2026, 9, 18)
    counted = [f"2026-09-{day}" for day in (20, 21, 22, 23, 24, 28, 29, 30)] + ["2026-10-08", "2026-10-09"]
    last = date.fromisoformat(counted[-1])
    assert len(counted) == 10

    def asked(**values: Any) -> Extension:
        base = {"period": "sanction_review_filing", "obstacle_ended_on": gone, "reason_kind": "force_majeure"}
        return of_sanction("a", date(2026, 9, 3), date(2026, 11, 9), **(base | values))

    in_time = asked(applied_on=last, approved_on=date(2026, 10, 12))
    assert told(case(decided, in_time)) == []
    assert list(excess(in_time, BOOK)) == []
    late = asked(applied_on=date(2026, 10, 10), approved_on=date(2026, 10, 12))
    (found,) = limits(case(decided, late))
    assert (found.grade, found.field) == (MUST, "applied_on")
    assert "最迟应在2026-10-09以前申请，即障碍消除后10个工作日内（国务院令第781号第38条）" in found.sentence
    problems = [
        one for one in record_problems(late, BOOK, date(2026, 10, 12)) if one.check == "extension.limit"
    ]
    assert [(one.grade, one.field) for one in problems] == [(MUST, "applied_on")]
    approved = {"approved_on": date(2026, 10, 12)}
    assert told(case(decided, asked(obstacle_ended_on=None, applied_on=last, **approved))) == [
        ("a", MUST, "obstacle_ended_on")
    ]
    assert told(case(decided, asked(**approved))) == [("a", MUST, "applied_on")]
    early = asked(applied_on=date(2026, 9, 17), **approved)
    assert told(case(decided, early)) == [("a", VERIFY, "applied_on")]
    # Of another period nobody asks for these days.
    other = of_sanction("a", date(2026, 7, 12), date(2026, 9, 12))
    assert told(case(decided, other)) == []


def test_an_appeal_after_a_review_knows_the_same_obstacle() -> None:
    review = SanctionReview(uid="r", owner_enterprise="e", clue="c", kind="review", sanction="s",
                            received_on=date(2026, 3, 2))  # fmt: skip
    opened = sanction("s", date(2026, 1, 12))
    for applied, expected in ((date(2026, 4, 24), []), (date(2026, 4, 25), [("a", MUST, "applied_on")])):
        # Gone on Friday 2026-04-10: ten working days are two weeks.
        one = of_sanction(
            "a", date(2026, 4, 2), date(2026, 5, 8), period="sanction_appeal_filing", sanction="s",
            approved_on=date(2026, 4, 27), obstacle_ended_on=date(2026, 4, 10), applied_on=applied,
        )  # fmt: skip
        assert told(case(opened, review, one)) == expected


def test_an_appeal_is_put_off_by_a_month_once() -> None:
    review = SanctionReview(uid="r", owner_enterprise="e", clue="c", kind="appeal", sanction="s",
                            accepted_on=date(2026, 8, 31))  # fmt: skip
    opened = sanction("s", date(2026, 1, 12))
    for until, expected in ((date(2026, 11, 30), []), (date(2026, 12, 1), [("a", MUST, "to_on")])):
        one = of_sanction("a", date(2026, 10, 31), until, period="sanction_appeal", sanction="s",
                          approved_on=date(2026, 10, 20))  # fmt: skip
        assert told(case(opened, review, one)) == expected
