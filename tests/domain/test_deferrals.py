"""期限延长与中止情况 of one clue: each 延期 and 中止 by itself, whose it is, and what came to nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from zhuize_desktop.domain.case import Case
from zhuize_desktop.domain.deadlines import Clockwork
from zhuize_desktop.domain.deferrals import deferrals
from zhuize_desktop.domain.records import (
    Clue,
    Extension,
    Record,
    RectificationChange,
    RectificationItem,
    SanctionCase,
    SanctionReview,
    Suspension,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from zhuize_desktop.domain.case_facts import Deferral

R = TypeVar("R", bound=Record)
BOOK = shipped_rulebook()
NAMES = {"p1": "王建国", "p2": "李芳"}
LAST = date(2026, 12, 31)
NOT_PUT_OFF, NOT_HALTED = "期满或办结后批准，未延长", "期满或办结后批准，未中止"


def make(record: type[R], uid: str, **values: Any) -> R:
    return record(uid=uid, owner_enterprise="e", clue="c", **values)


def put_off(uid: str, approved: date, until: date, approver: str = "郑德明", **values: Any) -> Extension:
    given: dict[str, Any] = {"step": Stage.INVESTIGATION, "to_on": until, "from_on": date(2026, 9, 4)}
    return make(Extension, uid, approved_on=approved, approver=approver, **(given | values))


def told(*records: Record, first: date = date(2026, 1, 1), names: Any = NAMES) -> tuple[Deferral, ...]:
    """Of a clue investigated since 2026-03-04, by 62号文 until 2026-09-04."""
    held: dict[type[Record], tuple[Record, ...]] = {}
    for one in records:
        held[type(one)] = (*held.get(type(one), ()), one)
    of = Clue(uid="c", owner_enterprise="e", stage=Stage.INVESTIGATION, opened_on=date(2026, 3, 4))
    return deferrals(Clockwork(BOOK, LAST), Case(of, BOOK, LAST, held), first, names)


def test_an_extension_that_came_too_late_stands_beside_one_that_counted() -> None:
    counted = put_off("a", date(2026, 8, 1), date(2026, 10, 4))
    late = put_off("b", date(2026, 11, 2), date(2027, 3, 4), "周敏")
    first, second = told(counted, late)
    assert (first.due_on, first.times, first.approver) == (date(2026, 10, 4), 1, "郑德明")
    assert first.state.startswith("逾期")
    assert (second.due_on, second.times, second.approver) == (date(2026, 10, 4), 1, "周敏")
    assert second.state == NOT_PUT_OFF
    (alone,) = told(counted)
    assert alone == first


def test_a_halt_that_came_too_late_is_told_as_one_that_stopped_nothing() -> None:
    def halt(uid: str, day: date, **values: Any) -> Suspension:
        return make(
            Suspension, uid, step=Stage.INVESTIGATION, from_on=day, approved_on=day, review_on=date(2027, 3, 1),
            **values,
        )  # fmt: skip

    (in_time,) = told(halt("h", date(2026, 9, 4)))
    assert (in_time.state, in_time.due_on) == ("中止", None)
    (late,) = told(halt("h", date(2026, 9, 7)))
    assert (late.state, late.due_on) == (NOT_HALTED, date(2026, 9, 4))
    (resumed,) = told(halt("h", date(2026, 9, 7), resumed_on=date(2026, 9, 21)))
    assert (resumed.state, resumed.due_on) == (NOT_HALTED, date(2026, 9, 4))


def test_a_halt_that_was_approved_when_it_was_resumed_is_not_told_as_one_that_went_on() -> None:
    def halt(approved: date, step: Stage = Stage.INVESTIGATION) -> Suspension:
        return make(
            Suspension, "h", step=step, from_on=date(2026, 4, 1), resumed_on=date(2026, 5, 1),
            approved_on=approved,
        )  # fmt: skip

    (stood,) = told(halt(date(2026, 4, 30)))
    assert (stood.state, stood.due_on) == ("已恢复", date(2026, 9, 5))
    (late,) = told(halt(date(2026, 5, 1)))
    assert (late.state, late.due_on) == ("恢复后批准，未中止", date(2026, 9, 4))
    # So it is where no period runs.
    (other,) = told(halt(date(2026, 5, 10), Stage.RECTIFICATION))
    assert other.state == "恢复后批准，未中止"


def test_each_row_says_whose_or_what_it_is() -> None:
    mine = make(SanctionCase, "s1", person="p1", approved_on=date(2026, 1, 10))
    yours = make(SanctionCase, "s2", person="p2", approved_on=date(2026, 2, 10))
    review = make(SanctionReview, "r", kind="review", sanction="s2", accepted_on=date(2026, 9, 1))
    base = {"step": Stage.DISPOSITION, "period": "sanction"}
    rows = told(
        mine, yours, review,
        put_off("a", date(2026, 6, 1), date(2026, 12, 1), sanction="s1", **base),
        put_off("b", date(2026, 6, 1), date(2026, 12, 1), sanction="s2", **base),
        put_off("d", date(2026, 9, 8), date(2026, 12, 8), sanction="s2", **(base | {"period": "sanction_review"})),
        make(RectificationItem, "i", item="收回王建国经手的预付款", due_on=date(2026, 6, 1)),
        make(RectificationChange, "k", item="i", kind="deadline", new_due=date(2026, 9, 1),
             approved_on=date(2026, 5, 1)),
    )  # fmt: skip
    words = [one.words.partition("：")[2] for one in rows]
    assert sorted(words) == sorted(["王某某", "李某", "李某", "收回王某某经手的预付款"])
    # The same rows where no name is wanted.
    plain = told(mine, yours, *(put_off(uid, date(2026, 6, 1), LAST, sanction=of, **base)
                                for uid, of in (("a", "s1"), ("b", "s2"))), names=None)  # fmt: skip
    assert ["：" in one.words for one in plain] == [False, False]


def test_a_term_that_ran_out_before_the_period_is_not_listed() -> None:
    decided = make(
        SanctionCase, "s", person="p1", approved_on=date(2026, 1, 10), received_on=date(2026, 3, 2)
    )
    longer = put_off(
        "a", date(2026, 4, 1), date(2026, 5, 20), step=Stage.DISPOSITION, period="sanction_review_filing",
        sanction="s", obstacle_ended_on=date(2026, 3, 30), applied_on=date(2026, 3, 31),
    )  # fmt: skip
    assert [one.state for one in told(decided, longer)] == ["期满"]
    assert [one.state for one in told(decided, longer, first=date(2026, 5, 20))] == ["期满"]
    assert told(decided, longer, first=date(2026, 5, 21)) == ()
