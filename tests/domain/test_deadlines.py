"""The clock: days counted by hand, and a second count day by day that knows nothing of the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import chinese_calendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhuize_desktop.domain.case import Case
from zhuize_desktop.domain.clock_events import FIELDS, PLACES, SET_DAYS
from zhuize_desktop.domain.deadlines import (
    NO_DEADLINE,
    ClockState,
    Clockwork,
    Deadline,
    deadline_of,
    deadlines_of,
)
from zhuize_desktop.domain.fields import column
from zhuize_desktop.domain.moving import Moved, period_of
from zhuize_desktop.domain.pack_editing import with_entry
from zhuize_desktop.domain.records import (
    Appeal,
    Clue,
    Extension,
    Hearing,
    LongTermItem,
    RealtimeReport,
    Record,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    SanctionCase,
    SanctionReview,
    Service,
    SourceReply,
    SupervisionReport,
    Suspension,
    Triage,
)
from zhuize_desktop.domain.rulebook import RuleBook
from zhuize_desktop.domain.rules import EVENTS, RestDay, Unit
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.timing import Timing
from zhuize_desktop.domain.workdays import WorkCalendar
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BOOK = shipped_rulebook()
CHECK, INVESTIGATION = Stage.PRELIMINARY_CHECK, Stage.INVESTIGATION
RUNNING, NEAR, OVERDUE, UNKNOWN = ClockState.RUNNING, ClockState.NEAR, ClockState.OVERDUE, ClockState.UNKNOWN
BEYOND = "日期不在1990年至2100年之间，请核对年份"
SUSPENDED, DONE, LAPSED = ClockState.SUSPENDED, ClockState.DONE, ClockState.LAPSED


def clue(**values: Any) -> Clue:
    return Clue(uid="clue", owner_enterprise="e", **values)


_count = 0


def new(record: type[Record], **values: Any) -> Any:
    global _count
    _count += 1
    return record(uid=f"r{_count:04d}", owner_enterprise="e", clue="clue", **values)  # type: ignore[call-arg]


def case(of: Clue, *records: Record, book: RuleBook = BOOK, on: date) -> Case:
    held: dict[type[Record], tuple[Record, ...]] = {}
    for one in records:
        held[type(one)] = (*held.get(type(one), ()), one)
    return Case(of, book, on, held)


def found(of: Clue, *records: Record, on: date, book: RuleBook = BOOK) -> dict[str, Deadline]:
    """Kind → deadline, where a clue has one of each."""
    told = deadlines_of(case(of, *records, book=book, on=on), book, on)
    assert len({one.key for one in told}) == len(told)
    return {one.kind: one for one in told}


def local(book: RuleBook = BOOK, **lengths: tuple[Any, ...]) -> RuleBook:
    """The book with periods of the local pack filled in: name → length, unit and further values."""
    pack = book.pack("local")
    for name, (length, unit, *more) in lengths.items():
        values = {"length": length, "unit": unit, **(more[0] if more else {})}
        pack = with_entry(pack, "deadlines", book.deadline(f"local.{name}").model_copy(update=values))
    return book.with_pack(pack)


# --- the words of the rules and where they are recorded ---------------------------------------------------------


def test_every_event_of_the_rules_has_its_place_and_every_place_its_word() -> None:
    assert PLACES.keys() == EVENTS.keys()
    for event in PLACES.values():
        for name in (*event.fields, *filter(None, (event.matter, event.due))):
            column(event.record, name)  # raises where there is no such field
    for one in SET_DAYS:
        column(one.record, one.due)


def test_every_period_of_the_packs_runs_but_the_annual_report() -> None:
    rules = [rule for pack in BOOK.packs for rule in pack.deadlines]
    assert [rule.code for rule in rules if rule.kind is None] == ["report.annual"]
    kinds = {rule.kind for rule in rules} - {None}
    assert kinds == set(BOOK.deadline_kinds())
    assert kinds == {entry.code for entry in BOOK.dictionary("deadline_kind").entries()}
    for rule in rules:
        if rule.ends is not None:
            start, end = PLACES[rule.starts or ""], PLACES[rule.ends]
            assert start.record in (end.record, Clue), rule.code


def test_the_local_period_goes_first_what_was_repealed_last() -> None:
    assert [rule.code for rule in BOOK.rules_of("investigation")] == [
        "own.investigation", "local.investigation", "62-D1", "46-D2", "37-D2",
    ]  # fmt: skip
    assert BOOK.rule_of("investigation").code == "62-D1"
    filled = local(investigation=(4, Unit.MONTH))
    assert filled.rule_of("investigation").code == "local.investigation"


@pytest.mark.parametrize(
    ("more", "on", "due"),
    [
        ({}, date(2026, 11, 20), date(2026, 11, 23)),  # fifteen working days
        ({"retired": True}, date(2026, 11, 20), None),
        ({"effective_from": date(2026, 11, 21)}, date(2026, 11, 20), None),
        ({"effective_from": date(2026, 11, 21)}, date(2026, 11, 21), date(2026, 11, 23)),
    ],
)
def test_a_period_that_was_retired_or_is_yet_to_come_is_not_on_the_clock(more, on, due) -> None:
    rule = BOOK.deadline("own.sorting").model_copy(update={"length": 15, "unit": Unit.WORKDAY, **more})
    book = BOOK.with_pack(with_entry(BOOK.pack("own"), "deadlines", rule))
    received = SupervisionReport(uid="r", owner_enterprise="e", title="报告", received_on=date(2026, 11, 2))
    one = Clockwork(book, on).sorting(received)
    assert one.due_on == due
    assert (one.state is ClockState.UNKNOWN) is (due is None)


def test_a_measure_that_is_filled_in_without_codes_runs_like_the_one_it_replaces() -> None:
    plain = {"code": "own.investigation", "label": "核查", "source": "本企业办法", "grade": "A", "clause": "第9条",
             "start_event": "核查工作方案批准", "length": 5, "unit": "month"}  # fmt: skip
    rule = type(BOOK.deadline("62-D1")).model_validate(plain)
    own = BOOK.pack("own")
    others = [one for one in own.deadlines if one.code != rule.code]
    book = BOOK.with_pack(own.model_copy(update={"deadlines": (*others, rule)}))
    one = found(clue(stage=INVESTIGATION, opened_on=date(2026, 3, 4)), on=date(2026, 3, 5), book=book)
    assert (one["investigation"].due_on, one["investigation"].source) == (date(2026, 8, 4), "本企业办法第9条")
    local_rule = rule.model_copy(update={"code": "local.investigation", "source": "本市办法"})
    city = BOOK.pack("local")
    rest = [one for one in city.deadlines if one.code != local_rule.code]
    book = BOOK.with_pack(city.model_copy(update={"deadlines": (*rest, local_rule)}))
    assert book.rule_of("investigation").source == "本市办法"


def test_the_clock_asks_for_no_column_that_is_not_there() -> None:
    for record, names in FIELDS.items():
        assert [column(record, name).name for name in names] == list(names)


# --- counted by hand --------------------------------------------------------------------------------------------

ACCEPTED = {"stage": CHECK}
OPENED = {"stage": INVESTIGATION}
#: What is filled in, the start, the last day counted on a wall calendar, whether it is 暂定.
BY_HAND = (
    # 2026-02-15 to 02-23 are off for 春节, 02-14 and 02-28 are worked: 12, 13, 14 | 24, 25, 26, 27, 28.
    ("preliminary_check", 8, Unit.WORKDAY, date(2026, 2, 11), date(2026, 2, 28), False),
    ("preliminary_check", 4, Unit.WORKDAY, date(2026, 2, 11), date(2026, 2, 24), False),
    # The day of 受理 is not counted, even where it is a make-up Saturday itself.
    ("preliminary_check", 1, Unit.WORKDAY, date(2026, 2, 14), date(2026, 2, 24), False),
    # 2024: a leap year; 02-10 to 02-17 off, 02-18 worked on a Sunday.
    ("preliminary_check", 1, Unit.WORKDAY, date(2024, 2, 9), date(2024, 2, 18), False),
    # 2025: the year has no holiday arrangement problem; 国庆 and 中秋 together 10-01 to 10-08, 10-11 worked.
    ("preliminary_check", 3, Unit.WORKDAY, date(2025, 9, 30), date(2025, 10, 11), False),
    # Into 2027, of which nothing is published: 暂定, New Year counted as a plain Friday.
    ("preliminary_check", 3, Unit.WORKDAY, date(2026, 12, 30), date(2027, 1, 4), True),
    # Months by 对日, or the month's last day.
    ("investigation", 6, Unit.MONTH, date(2025, 8, 31), date(2026, 2, 28), False),
    ("investigation", 6, Unit.MONTH, date(2023, 8, 31), date(2024, 2, 29), False),
    ("investigation", 12, Unit.MONTH, date(2024, 2, 29), date(2025, 2, 28), False),
    ("investigation", 1, Unit.MONTH, date(2026, 1, 30), date(2026, 2, 28), False),
    ("investigation", 3, Unit.MONTH, date(2025, 11, 30), date(2026, 2, 28), False),
    ("investigation", 6, Unit.MONTH, date(2026, 3, 4), date(2026, 9, 4), False),
    ("investigation", 10, Unit.DAY, date(2026, 9, 21), date(2026, 10, 1), False),
)  # fmt: skip


@pytest.mark.parametrize(("name", "length", "unit", "start", "last", "doubt"), BY_HAND)
def test_days_counted_by_hand(
    name: str, length: int, unit: Unit, start: date, last: date, doubt: bool
) -> None:
    book = local(**{name: (length, unit)})
    field, stage = ("accepted_on", CHECK) if name == "preliminary_check" else ("opened_on", INVESTIGATION)
    one = found(clue(**{field: start, "stage": stage}), on=start, book=book)[name]
    assert (one.due_on, one.provisional) == (last, doubt)
    assert (one.source, one.mark) == ("济国资〔2020〕31号", "待核对")


@pytest.mark.parametrize(
    ("rest_day", "office", "last"),
    [
        (RestDay.SETTING, False, date(2026, 10, 1)),
        (RestDay.SETTING, True, date(2026, 10, 8)),
        (RestDay.ROLLED_ON, False, date(2026, 10, 8)),
        (RestDay.AS_IT_IS, True, date(2026, 10, 1)),
    ],
)
def test_a_last_day_in_the_national_holidays_rolls_on_as_rule_and_office_say(
    rest_day: RestDay, office: bool, last: date
) -> None:
    book = local(appeal=(1, Unit.MONTH, {"rest_day": rest_day})).with_timing(Timing(rolls_on=office))
    served = new(Service, recipient="陈思源", served_on=date(2026, 9, 1))
    one = found(clue(stage=Stage.DISPOSITION), served, on=date(2026, 9, 2), book=book)["appeal"]
    assert (one.due_on, one.matter) == (last, "陈思源")


def test_two_clocks_of_the_preliminary_check_run_side_by_side() -> None:
    """30 working days from 受理 inside; 5, 15 and 30 to the superior from the day it was discovered."""
    of = clue(stage=CHECK, discovered_on=date(2026, 3, 2), accepted_on=date(2026, 3, 9), realtime_scope=True)
    told = found(of, on=date(2026, 3, 10))
    # March 2026 has no holiday but 清明 on 04-04 to 04-06.
    assert {kind: one.due_on for kind, one in told.items()} == {
        "flash": date(2026, 3, 9),
        "realtime": date(2026, 3, 23),
        "realtime_preliminary": date(2026, 4, 14),
        "preliminary_check": date(2026, 4, 21),
    }
    assert told["flash"].text == "逾期 1 个工作日"
    assert told["realtime"].text == "剩 9 个工作日"
    sent = new(RealtimeReport, kind="flash", reported_on=date(2026, 3, 6))
    again = new(RealtimeReport, kind="flash", reported_on=date(2026, 4, 6))
    told = found(of, sent, again, on=date(2026, 3, 10))
    assert (told["flash"].state, told["flash"].text, told["flash"].done_on) == (
        DONE, "按期办结", date(2026, 3, 6),
    )  # fmt: skip
    assert told["realtime"].state is RUNNING
    # Not to be reported at once: the inside clock alone.
    for scope in (False, None):
        plain = clue(
            stage=CHECK, discovered_on=date(2026, 3, 2), accepted_on=date(2026, 3, 9), realtime_scope=scope
        )
        assert set(found(plain, on=date(2026, 3, 10))) == {"preliminary_check"}


def test_what_was_taken_over_later_is_not_asked_for_its_reports() -> None:
    of = clue(stage=INVESTIGATION, discovered_on=date(2024, 3, 2), realtime_scope=True, legacy=True,
              legacy_stage=INVESTIGATION, opened_on=date(2026, 3, 2))  # fmt: skip
    assert set(found(of, on=date(2026, 3, 10))) == {"investigation"}


@pytest.mark.parametrize(
    ("on", "state", "text"),
    [
        (date(2026, 3, 31), RUNNING, "剩 14 个工作日"),
        (date(2026, 4, 14), NEAR, "剩 5 个工作日"),
        (date(2026, 4, 13), RUNNING, "剩 6 个工作日"),
        (date(2026, 4, 21), NEAR, "今日到期"),
        (date(2026, 4, 22), OVERDUE, "逾期 1 个工作日"),
    ],
)
def test_how_it_stands_on_any_day(on: date, state: ClockState, text: str) -> None:
    one = found(clue(stage=CHECK, accepted_on=date(2026, 3, 9)), on=on)["preliminary_check"]
    assert (one.state, one.text) == (state, text)


def test_the_day_after_a_last_day_before_a_weekend_is_overdue_without_a_working_day() -> None:
    # 2026-03-13 is a Friday.
    book = local(preliminary_check=(4, Unit.WORKDAY))
    one = found(clue(stage=CHECK, accepted_on=date(2026, 3, 9)), on=date(2026, 3, 14), book=book)
    assert (one["preliminary_check"].state, one["preliminary_check"].text) == (OVERDUE, "逾期")


def test_near_is_what_the_office_says() -> None:
    of, on = clue(stage=CHECK, accepted_on=date(2026, 3, 9)), date(2026, 4, 13)
    book = BOOK.with_timing(Timing(near_workdays=6))
    assert found(of, on=on, book=book)["preliminary_check"].state is NEAR


def test_nothing_is_guessed() -> None:
    on = date(2026, 3, 10)
    missing = found(clue(stage=CHECK), on=on)["preliminary_check"]
    assert (missing.state, missing.text, missing.why, missing.due_on) == (
        UNKNOWN,
        "时限未知",
        "缺起算日期",
        None,
    )
    hearing = new(Hearing, object="虚构建设有限公司", sent_on=date(2026, 3, 2))
    told = found(clue(stage=INVESTIGATION, opened_on=date(2026, 3, 2)), hearing, on=on)["hearing"]
    assert (told.state, told.why) == (UNKNOWN, "规则没有填写期限")
    # The office told its own day.
    own = new(Hearing, object="虚构建设有限公司", sent_on=date(2026, 3, 2), due_on=date(2026, 3, 12))
    told = found(clue(stage=INVESTIGATION, opened_on=date(2026, 3, 2)), own, on=on)["hearing"]
    assert (told.due_on, told.text, told.mark) == (date(2026, 3, 12), "剩 2 个工作日", "")
    # A day before 1990, and a period that ends after 2100, is never computed.
    for wrong in (date(1989, 12, 31), date(2100, 12, 31)):
        one = Clockwork(BOOK, wrong).nearest(case(clue(stage=INVESTIGATION, opened_on=wrong), on=wrong))
        assert (one.state, one.due_on, one.why) == (UNKNOWN, None, BEYOND)


FAR = date(2126, 3, 2)
#: What was stored with a wrong year before it was refused, by the deadline it leaves unknown.
TOO_FAR = (
    ("feedback", clue(stage=CHECK, accepted_on=date(2026, 3, 9), feedback_due=FAR), ()),
    ("hearing", clue(stage=INVESTIGATION, opened_on=date(2026, 3, 2)),
     (new(Hearing, object="虚构建设有限公司", sent_on=date(2026, 3, 2), due_on=FAR),)),
    ("long_term", clue(stage=Stage.RECTIFICATION), (new(LongTermItem, matter="每年追偿", due_on=FAR),)),
    ("rectification_item", clue(stage=Stage.RECTIFICATION),
     (new(RectificationItem, item="修订办法", due_on=date(2206, 3, 2)),)),
    ("preliminary_check", clue(stage=CHECK, accepted_on=date(2026, 3, 9)),
     (new(Extension, step=CHECK, to_on=FAR, approver="郑德明", approved_on=date(2026, 3, 9)),)),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "of", "records"), TOO_FAR, ids=[kind for kind, _, _ in TOO_FAR])
def test_a_day_after_the_calendar_leaves_its_own_time_unknown_and_no_other(
    kind: str, of: Clue, records: tuple[Record, ...]
) -> None:
    on = date(2026, 3, 10)
    other = new(RectificationItem, item="清收货款", due_on=date(2026, 3, 12))
    told = deadlines_of(case(of, *records, other, on=on), BOOK, on)
    far = next(one for one in told if one.kind == kind and one.uid != other.uid)
    assert (far.state, far.text, far.due_on, far.why) == (UNKNOWN, "时限未知", None, BEYOND)
    assert next(one for one in told if one.uid == other.uid).text == "剩 2 个工作日"
    assert deadline_of(case(of, *records, other, on=on), BOOK, on).uid == other.uid


def test_what_is_done_is_done_whatever_year_was_typed_as_its_last() -> None:
    item = new(RectificationItem, item="修订办法", due_on=FAR, state="done", done_on=date(2026, 3, 5))
    one = found(clue(stage=Stage.RECTIFICATION), item, on=date(2026, 3, 10))["rectification_item"]
    assert (one.state, one.text, one.done_on, one.why) == (DONE, "已办", date(2026, 3, 5), BEYOND)
    term = Clockwork(BOOK, date(2026, 3, 10)).end_of_period("restriction", "限制期将满", "陈思源", FAR)
    assert (term.state, term.matter) == (UNKNOWN, "陈思源")


def test_the_statistics_know_no_last_day_either() -> None:
    days: dict[str, date | None] = {"accepted_on": date(1989, 12, 31)}
    assert period_of(BOOK, "preliminary_check", days, (), (), date(2026, 12, 31)) == Moved(None, None)


def test_an_event_that_is_still_to_come_starts_nothing() -> None:
    of = clue(stage=CHECK, accepted_on=date(2026, 3, 9))
    assert found(of, on=date(2026, 3, 8)) == {}
    assert deadline_of(case(of, on=date(2026, 3, 8)), BOOK, date(2026, 3, 8)) == NO_DEADLINE


def test_a_stage_that_was_passed_or_not_reached_has_no_clock() -> None:
    passed = clue(stage=Stage.RECTIFICATION, accepted_on=date(2024, 1, 8), opened_on=date(2024, 2, 5))
    assert found(passed, on=date(2026, 3, 9)) == {}
    done = clue(stage=Stage.TRIAGE, accepted_on=date(2026, 1, 5), checked_on=date(2026, 3, 9))
    one = found(done, on=date(2026, 3, 10))["preliminary_check"]
    # 30 working days after 2026-01-05 over 春节: 2026-02-14 is the 30th; 03-09 comes 11 working days later.
    assert (one.due_on, one.state, one.text) == (date(2026, 2, 14), DONE, "逾期 11 个工作日办结")
    assert deadline_of(case(done, on=date(2026, 3, 10)), BOOK, date(2026, 3, 10)) == NO_DEADLINE


# --- 延期与中止 --------------------------------------------------------------------------------------------------


def test_an_extension_keeps_the_original_day_the_count_and_who_approved_last() -> None:
    of, on = clue(stage=INVESTIGATION, opened_on=date(2026, 1, 5)), date(2026, 7, 1)
    first = new(
        Extension, step=INVESTIGATION, to_on=date(2026, 8, 5), approver="郑德明", approved_on=date(2026, 6, 1)
    )
    second = new(
        Extension,
        step=INVESTIGATION,
        to_on=date(2026, 9, 30),
        approver="王立新",
        approved_on=date(2026, 6, 30),
    )
    waits = new(Extension, step=INVESTIGATION, to_on=date(2026, 12, 31), approver="")
    other = new(
        Extension, step=CHECK, to_on=date(2027, 1, 31), approver="郑德明", approved_on=date(2026, 6, 1)
    )
    one = found(of, first, second, waits, other, on=on)["investigation"]
    assert (one.original_on, one.due_on, one.extensions, one.approver) == (
        date(2026, 7, 5), date(2026, 9, 30), 2, "王立新",
    )  # fmt: skip
    before = found(of, first, second, on=date(2026, 6, 29))["investigation"]
    assert (before.due_on, before.extensions, before.approver) == (date(2026, 8, 5), 1, "郑德明")


def test_an_extension_of_the_report_upwards_leaves_the_inside_clock_alone() -> None:
    of = clue(stage=CHECK, discovered_on=date(2026, 3, 2), accepted_on=date(2026, 3, 9), realtime_scope=True)
    put_off = new(Extension, step=CHECK, period="realtime_preliminary", to_on=date(2026, 5, 20), approver="孙立平",
                  approved_on=date(2026, 4, 1))  # fmt: skip
    told = found(of, put_off, on=date(2026, 4, 10))
    assert (told["realtime_preliminary"].due_on, told["realtime_preliminary"].original_on) == (
        date(2026, 5, 20), date(2026, 4, 14),
    )  # fmt: skip
    assert (told["preliminary_check"].due_on, told["preliminary_check"].extensions) == (date(2026, 4, 21), 0)


def test_a_stage_stands_still_and_ends_as_much_later() -> None:
    of = clue(
        stage=INVESTIGATION,
        opened_on=date(2026, 1, 5),
        feedback_due=date(2026, 8, 3),
        transferred_by="虚构市国资委",
    )
    halt = new(Suspension, step=INVESTIGATION, cause="等待司法结论", from_on=date(2026, 3, 2), approver="郑德明",
               approved_on=date(2026, 3, 1), review_on=date(2026, 6, 1))  # fmt: skip
    told = found(of, halt, on=date(2026, 3, 20))
    assert (told["investigation"].state, told["investigation"].due_on) == (SUSPENDED, date(2026, 7, 5))
    assert (told["suspension_review"].state, told["suspension_review"].text) == (
        SUSPENDED,
        "中止，06-01 复查",
    )
    assert (told["feedback"].state, told["feedback"].source) == (
        RUNNING,
        "虚构市国资委",
    )  # nobody waits there
    assert found(of, halt, on=date(2026, 6, 2))["suspension_review"].state is OVERDUE
    resumed = new(Suspension, step=INVESTIGATION, cause="等待司法结论", from_on=date(2026, 3, 2),
                  approved_on=date(2026, 3, 1), review_on=date(2026, 6, 1), resumed_on=date(2026, 4, 1))  # fmt: skip
    one = found(of, resumed, on=date(2026, 4, 2))["investigation"]
    assert (one.original_on, one.due_on, one.paused) == (
        date(2026, 7, 5),
        date(2026, 8, 4),
        30,
    )  # 30 days stood
    check = clue(stage=CHECK, accepted_on=date(2026, 3, 9))
    pause = new(
        Suspension,
        step=CHECK,
        from_on=date(2026, 3, 13),
        approved_on=date(2026, 3, 13),
        resumed_on=date(2026, 3, 17),
    )
    # Friday to Tuesday: Monday and Tuesday were not worked on it.
    assert found(check, pause, on=date(2026, 3, 18))["preliminary_check"].due_on == date(2026, 4, 23)


def stopped(first: date, until: date | None, **values: Any) -> Suspension:
    """A 中止 of the investigation, approved on its first day unless said otherwise."""
    told = {"step": INVESTIGATION, "approved_on": first, "approver": "郑德明"} | values
    pause: Suspension = new(Suspension, from_on=first, resumed_on=until, **told)
    return pause


def test_what_nobody_approved_stops_nothing() -> None:
    of, first = clue(stage=INVESTIGATION, opened_on=date(2026, 1, 5)), date(2026, 3, 2)
    asked = stopped(first, None, approved_on=None, review_on=date(2026, 6, 1))
    told = found(of, asked, on=date(2026, 3, 20))
    assert (told["investigation"].state, told["investigation"].paused) == (RUNNING, 0)
    assert "suspension_review" not in told
    ended = stopped(first, date(2026, 4, 1), approved_on=None)
    assert found(of, ended, on=date(2026, 4, 2))["investigation"].due_on == date(2026, 7, 5)
    # From the day it was approved on, and not before.
    late = stopped(first, None, approved_on=date(2026, 3, 20))
    assert found(of, late, on=date(2026, 3, 19))["investigation"].state is RUNNING
    assert found(of, late, on=date(2026, 3, 20))["investigation"].state is SUSPENDED


@pytest.mark.parametrize(
    ("stops", "days"),
    [
        # 2026-03-01 to 2026-11-01 are 245 days, however often they were entered.
        ([(date(2026, 3, 1), date(2026, 11, 1))] * 2, 245),
        ([(date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 3, 21), date(2026, 4, 11))], 41),
        ([(date(2026, 3, 1), date(2026, 6, 1)), (date(2026, 4, 1), date(2026, 4, 11))], 92),
        ([(date(2026, 3, 1), date(2026, 3, 11)), (date(2026, 3, 11), date(2026, 3, 21))], 20),
        ([(date(2026, 3, 1), date(2026, 3, 11)), (date(2026, 5, 1), date(2026, 5, 4))], 13),
    ],
)
def test_a_day_that_two_suspensions_cover_stands_still_once(
    stops: list[tuple[date, date]], days: int
) -> None:
    of, on = clue(stage=INVESTIGATION, opened_on=date(2026, 1, 5)), date(2026, 11, 2)
    for order in (stops, stops[::-1]):
        one = found(of, *(stopped(*stop) for stop in order), on=on)["investigation"]
        assert (one.paused, one.due_on) == (days, date(2026, 7, 5) + timedelta(days))


def test_what_was_done_while_a_suspension_is_open_is_measured_by_the_day_it_was_put_off_to() -> None:
    # 30 working days after 2026-03-09 end on 04-21, put off to 05-20; reported on 05-15, and the 中止 never ended: on
    # the eight working days from 05-07 to 05-15, a make-up Saturday among them, it stood still.
    of = clue(stage=Stage.TRIAGE, accepted_on=date(2026, 3, 9), checked_on=date(2026, 5, 15))
    put_off = new(
        Extension, step=CHECK, to_on=date(2026, 5, 20), approver="郑德明", approved_on=date(2026, 4, 20)
    )
    pause = new(Suspension, step=CHECK, from_on=date(2026, 5, 6), approved_on=date(2026, 5, 6))
    one = found(of, put_off, pause, on=date(2026, 5, 18))["preliminary_check"]
    assert (one.due_on, one.original_on, one.text) == (date(2026, 6, 1), date(2026, 4, 21), "按期办结")
    # Whether somebody enters the resumption afterwards changes nothing of it.
    ended = replace(pause, resumed_on=date(2026, 6, 30))
    again = found(of, put_off, ended, on=date(2026, 7, 1))["preliminary_check"]
    assert (again.due_on, again.text) == (date(2026, 6, 1), "按期办结")


def stopped_check(first: date, until: date | None, approved: date | None = None) -> Suspension:
    """A 中止 of the 初核, approved on its first day unless said otherwise."""
    return stopped(first, until, step=CHECK, approved_on=approved or first)


def check_put_off(approved: date, until: date) -> Extension:
    one: Extension = new(Extension, step=CHECK, to_on=until, approver="郑德明", approved_on=approved)
    return one


def check(
    *records: Record, on: date, accepted: date = date(2026, 1, 5), reported: date | None = None
) -> Deadline:
    """The 初核 accepted on 2026-01-05: its 30 working days end on 2026-02-14, a make-up Saturday."""
    stage = CHECK if reported is None else Stage.TRIAGE
    of = clue(stage=stage, accepted_on=accepted, checked_on=reported)
    return found(of, *records, on=on)["preliminary_check"]


def test_what_begins_after_the_last_day_heals_no_lateness() -> None:
    reported, summer = date(2026, 5, 1), stopped_check(date(2026, 6, 1), date(2026, 8, 1))
    plain = check(on=date(2026, 9, 1), reported=reported)
    assert (plain.due_on, plain.text) == (date(2026, 2, 14), "逾期 48 个工作日办结")
    with_it = check(summer, on=date(2026, 9, 1), reported=reported)
    assert (with_it._replace(late=()), with_it.late, plain.late) == (plain, (summer,), ())
    # Still open: it is late before, meanwhile and after.
    for on in (date(2026, 5, 20), date(2026, 7, 1), date(2026, 8, 2)):
        one = check(summer, on=on)
        assert (one.state, one.due_on, one.paused) == (OVERDUE, date(2026, 2, 14), 0)
    # On the last day it still runs, the day after it does not.
    for first, due in ((date(2026, 2, 14), date(2026, 2, 26)), (date(2026, 2, 15), date(2026, 2, 14))):
        assert check(stopped_check(first, date(2026, 2, 26)), on=date(2026, 3, 2)).due_on == due
    # A 中止 before keeps it running long enough for the next.
    spring = stopped_check(date(2026, 2, 2), date(2026, 6, 15))
    assert check(spring, summer, on=date(2026, 8, 2)).paused == 180  # 2026-02-02 to 08-01


def test_an_extension_that_came_too_late_heals_no_lateness() -> None:
    after = check_put_off(date(2026, 5, 20), date(2026, 6, 1))
    for reported in (date(2026, 5, 1), None):
        one = check(after, on=date(2026, 5, 21), reported=reported)
        assert (one.due_on, one.original_on, one.extensions, one.approver) == (
            date(2026, 2, 14), None, 0, "",
        )  # fmt: skip
    assert check(after, on=date(2026, 9, 1), reported=date(2026, 5, 1)).text == "逾期 48 个工作日办结"
    for approved, count in ((date(2026, 2, 14), 1), (date(2026, 2, 15), 0)):
        assert check(check_put_off(approved, date(2026, 3, 31)), on=date(2026, 3, 2)).extensions == count
    # Neither counts once the work is done, though the period would have run on.
    reported = date(2026, 2, 2)
    early = check_put_off(date(2026, 2, 3), date(2026, 3, 31))
    halt = stopped_check(date(2026, 2, 2), date(2026, 2, 10))
    one = check(early, halt, on=date(2026, 3, 2), reported=reported)
    assert (one.due_on, one.extensions, one.paused, one.text) == (date(2026, 2, 14), 0, 0, "按期办结")


def test_a_suspension_approved_afterwards_does_not_reach_back_to_its_first_day() -> None:
    first, approved = date(2026, 1, 10), date(2026, 5, 1)
    for resumed in (None, date(2026, 5, 2), date(2026, 2, 10)):
        for on in (date(2026, 4, 30), date(2026, 5, 2)):
            one = check(stopped_check(first, resumed, approved), on=on)
            assert (one.state, one.due_on, one.paused) == (OVERDUE, date(2026, 2, 14), 0)
    # Approved while it ran: from that day on. Friday 2026-01-23 to Monday the 26th is one working day.
    one = check(stopped_check(first, date(2026, 1, 26), date(2026, 1, 23)), on=date(2026, 1, 27))
    assert (one.due_on, one.paused) == (date(2026, 2, 24), 3)


def test_of_a_suspension_the_days_after_an_approval_or_the_start_are_counted() -> None:
    put_off, on = check_put_off(date(2026, 1, 20), date(2026, 3, 10)), date(2026, 2, 25)
    early = stopped_check(date(2026, 1, 10), date(2026, 1, 25))
    later = stopped_check(date(2026, 1, 22), date(2026, 2, 20))
    # 01-23 to 02-20 are 17 working days, 01-21 to 02-20 19; 01-21 to 01-25 three. 清明 is off on 04-06.
    for stops, due, days in (
        ((), date(2026, 3, 10), 0),
        ((later,), date(2026, 4, 2), 29),
        ((early,), date(2026, 3, 13), 5),
        ((early, later), date(2026, 4, 7), 31),
    ):
        one = check(put_off, *stops, on=on)
        assert (one.due_on, one.paused) == (due, days)
    # Begun one day before the start event: from that on.
    of_march = date(2026, 3, 10)
    plain = check(on=date(2026, 4, 10), accepted=of_march)
    assert plain.due_on == date(2026, 4, 22)
    halted = stopped_check(date(2026, 3, 9), date(2026, 3, 20))
    one = check(halted, on=date(2026, 4, 10), accepted=of_march)
    assert (one.due_on, one.paused) == (date(2026, 5, 7), 10)  # eight working days, over 劳动节


def test_a_rest_day_rolls_on_once_after_what_stood_still_was_added() -> None:
    """Six months from 2026-04-03 end on Saturday 10-03 in the national holidays, which last until 10-07."""
    book = BOOK.with_timing(Timing(rolls_on=True))
    of = clue(stage=INVESTIGATION, opened_on=date(2026, 4, 3))

    def due(*stops: Suspension, on: date = date(2026, 10, 20)) -> date | None:
        return found(of, *stops, on=on, book=book)["investigation"].due_on

    assert due() == date(2026, 10, 8)
    assert due(stopped(date(2026, 5, 6), date(2026, 5, 16))) == date(2026, 10, 13)
    assert due(stopped(date(2026, 5, 6), date(2026, 5, 9))) == date(2026, 10, 8)
    # It still runs on the rest days after its last day; stopped there, it is not over on the day it goes on.
    assert due(stopped(date(2026, 10, 6), date(2026, 10, 15))) == date(2026, 10, 15)


def test_a_period_that_ran_out_before_it_stood_still_is_late_in_the_statistics_too() -> None:
    days: dict[str, date | None] = {"accepted_on": date(2026, 1, 5), "checked_on": None}
    last, late = date(2026, 12, 31), stopped_check(date(2026, 12, 1), None)
    told = period_of(BOOK, "preliminary_check", days, (), (late,), last)
    assert told.present is not None
    assert (told.present.day, told.halted) == (date(2026, 2, 14), False)
    halted = period_of(BOOK, "preliminary_check", days, (), (stopped_check(date(2026, 2, 2), None),), last)
    assert (halted.present, halted.halted) == (None, True)
    done = days | {"checked_on": date(2026, 2, 9)}
    told = period_of(BOOK, "preliminary_check", done, (), (stopped_check(date(2026, 2, 2), None),), last)
    assert told.present is not None
    # Five working days stood still until it was done: 02-24, 25, 26, 27 and the make-up Saturday.
    assert (told.present.day, told.halted, told.paused) == (date(2026, 2, 28), False, 7)


# --- side tracks -------------------------------------------------------------------------------------------------


def test_an_appeal_has_a_term_that_runs_out_for_each_recipient() -> None:
    of, on = clue(stage=Stage.DISPOSITION), date(2026, 4, 10)
    one = new(Service, recipient="陈思源", served_on=date(2026, 3, 2))
    two = new(Service, recipient="赵国平", served_on=date(2026, 3, 31))
    told = deadlines_of(case(of, one, two, on=on), BOOK, on)
    assert [(deadline.matter, deadline.due_on, deadline.state) for deadline in told] == [
        ("赵国平", date(2026, 4, 30), RUNNING),
        ("陈思源", date(2026, 4, 2), LAPSED),
    ]
    assert not told[0].asks  # it is somebody else's right
    appeal = new(Appeal, appellant="陈思源", filed_on=date(2026, 3, 20), accepted_on=date(2026, 3, 24))
    review = found(of, appeal, on=on)["review"]
    assert (review.due_on, review.matter) == (date(2026, 5, 9), "陈思源")  # 清明, 劳动节, a make-up Saturday
    decided = new(Appeal, appellant="陈思源", filed_on=date(2026, 3, 20), accepted_on=date(2026, 3, 24),
                  result="upheld", decided_on=date(2026, 4, 8))  # fmt: skip
    assert found(of, decided, on=on)["review"].state is DONE


def test_the_rectification_report_runs_from_the_day_the_notice_was_received() -> None:
    of, on = clue(stage=Stage.RECTIFICATION), date(2026, 4, 1)
    sent = new(RectificationNotice, number="改1号", issued_on=date(2026, 3, 2))
    assert found(of, sent, on=on) == {}  # it has not arrived yet
    book = local(rectification_report=(20, Unit.WORKDAY))
    arrived = new(
        RectificationNotice, number="改1号", issued_on=date(2026, 3, 2), received_on=date(2026, 3, 4)
    )
    one = found(of, arrived, on=on, book=book)["rectification_report"]
    assert (one.due_on, one.state) == (date(2026, 4, 1), NEAR)
    nothing = new(RectificationNotice, needed=False, received_on=date(2026, 3, 4))
    assert found(of, nothing, on=on, book=book) == {}


def test_a_sanction_has_all_its_periods() -> None:
    of, on = clue(stage=Stage.DISPOSITION), date(2026, 9, 15)
    filed = date(2026, 1, 31)
    opened = new(SanctionCase, person="p-1", approved_on=filed)
    told = found(of, opened, on=on)
    assert {kind: one.due_on for kind, one in told.items()} == {"sanction": date(2026, 7, 31)}
    assert (told["sanction"].matter, told["sanction"].refers, told["sanction"].mark) == ("p-1", "Person", "")
    put_off = new(Extension, step=Stage.DISPOSITION, period="sanction", sanction=opened.uid, to_on=date(2027, 1, 31),
                  approver="周主任", approved_on=date(2026, 7, 1))  # fmt: skip
    other = new(SanctionCase, person="p-2", approved_on=filed)
    both = deadlines_of(case(of, opened, other, put_off, on=on), BOOK, on)
    assert {one.matter: one.due_on for one in both} == {"p-1": date(2027, 1, 31), "p-2": date(2026, 7, 31)}
    decided = new(SanctionCase, person="p-1", approved_on=filed, decided_on=date(2026, 7, 10), sanction="P5",
                  received_on=date(2026, 7, 20))  # fmt: skip
    told = found(of, decided, on=on)
    assert {kind: (one.due_on, one.state) for kind, one in told.items()} == {
        "sanction": (date(2026, 7, 31), DONE),
        "sanction_notice": (date(2026, 8, 10), OVERDUE),
        "sanction_change": (date(2026, 8, 10), OVERDUE),
        "sanction_review_filing": (date(2026, 8, 20), LAPSED),
    }
    mild = new(SanctionCase, person="p-1", approved_on=filed, decided_on=date(2026, 7, 10), sanction="P1")
    assert "sanction_change" not in found(of, mild, on=on)
    review = new(SanctionReview, kind="review", sanction=decided.uid, filed_on=date(2026, 8, 3),
                 decided_on=date(2026, 9, 10), received_on=date(2026, 9, 12))  # fmt: skip
    told = found(of, review, on=on)
    assert {kind: (one.due_on, one.text) for kind, one in told.items()} == {
        "sanction_review": (date(2026, 9, 3), "逾期 5 个工作日办结"),
        "sanction_appeal_filing": (date(2026, 10, 12), "剩 15 个工作日"),
        "sanction_outcome_notice": (date(2026, 10, 10), "剩 14 个工作日"),
        "sanction_outcome_filing": (date(2026, 10, 10), "剩 14 个工作日"),
    }
    appeal = new(SanctionReview, kind="appeal", filed_on=date(2026, 8, 3), accepted_on=date(2026, 8, 31))
    assert found(of, appeal, on=on)["sanction_appeal"].due_on == date(2026, 10, 31)


def put_off(period: str, until: date, sanction: str | None = None) -> Extension:
    """An 延期 of a period of 处分, approved on 2026-10-20."""
    one: Extension = new(
        Extension, step=Stage.DISPOSITION, period=period, sanction=sanction, to_on=until, approver="郑德明",
        approved_on=date(2026, 10, 20),
    )  # fmt: skip
    return one


def test_an_appeal_is_put_off_for_the_person_whose_case_was_chosen() -> None:
    of, on, until = clue(stage=Stage.DISPOSITION), date(2026, 10, 21), date(2026, 11, 30)
    mine, yours = (
        new(SanctionCase, person=person, approved_on=date(2026, 4, 30)) for person in ("p-1", "p-2")
    )
    appeals = [
        new(SanctionReview, kind="appeal", sanction=one.uid, accepted_on=date(2026, 8, 31))
        for one in (mine, yours)
    ]

    def days(*extensions: Extension, of_record: type[Record] = SanctionReview) -> list[date | None]:
        told = deadlines_of(case(of, mine, yours, *appeals, *extensions, on=on), BOOK, on)
        kind = "sanction_appeal" if of_record is SanctionReview else "sanction"
        due = {one.uid: one.due_on for one in told if one.kind == kind}
        return [due[one.uid] for one in (appeals if of_record is SanctionReview else (mine, yours))]

    plain = date(2026, 10, 31)
    assert days(put_off("sanction_appeal", until, mine.uid)) == [until, plain]
    assert days(put_off("sanction_appeal", until, yours.uid)) == [plain, until]
    # Which of the two is meant nobody knows.
    assert days(put_off("sanction_appeal", until)) == [plain, plain]
    filed = date(2026, 10, 30)
    assert days(put_off("sanction", until, mine.uid), of_record=SanctionCase) == [until, filed]
    assert days(put_off("sanction", until), of_record=SanctionCase) == [filed, filed]


def test_a_case_that_ran_alone_when_it_was_put_off_needs_no_choice() -> None:
    of, on, until = clue(stage=Stage.DISPOSITION), date(2026, 12, 1), date(2027, 1, 29)
    over = new(SanctionCase, person="p-1", approved_on=date(2026, 2, 2), decided_on=date(2026, 7, 1))
    running = new(SanctionCase, person="p-2", approved_on=date(2026, 4, 30))
    later = new(SanctionCase, person="p-3", approved_on=date(2026, 11, 2))
    told = deadlines_of(case(of, over, running, later, put_off("sanction", until), on=on), BOOK, on)
    assert {one.uid: one.due_on for one in told if one.kind == "sanction"} == {
        over.uid: date(2026, 8, 2), running.uid: until, later.uid: date(2027, 5, 2),
    }  # fmt: skip


def test_days_that_records_set() -> None:
    on = date(2026, 4, 1)
    kept = clue(stage=Stage.TRIAGE, disposition="keep", triaged_on=date(2026, 1, 5))
    triage = new(Triage, disposition="keep", opinion="暂存", decided_on=date(2026, 1, 5), review_on=date(2026, 4, 3),
                 due_on=date(2026, 6, 30))  # fmt: skip
    told = found(kept, triage, on=on)
    assert {kind: one.due_on for kind, one in told.items()} == {
        "kept_review": date(2026, 4, 3), "triage_due": date(2026, 6, 30),
    }  # fmt: skip
    moved_on = clue(stage=INVESTIGATION, disposition="direct", triaged_on=date(2026, 2, 5))
    assert "kept_review" not in found(moved_on, triage, on=on)
    asked = clue(stage=INVESTIGATION, feedback_due=date(2026, 4, 10))
    assert found(asked, on=on)["feedback"].state is RUNNING
    assert (
        found(asked, new(SourceReply, receiver="虚构市国资委", replied_on=date(2026, 3, 31)), on=on)[
            "feedback"
        ].state
        is DONE
    )
    item = new(RectificationItem, item="修订办法", due_on=date(2026, 3, 31))
    at = {"item": item.uid, "kind": "deadline", "reason": "招标延期"}
    later = new(
        RectificationChange, new_due=date(2026, 5, 15), approver="郑德明", approved_on=date(2026, 3, 20), **at
    )
    waits = new(RectificationChange, new_due=date(2026, 9, 30), **at)
    one = found(clue(stage=Stage.RECTIFICATION), item, later, waits, on=on)["rectification_item"]
    assert (one.original_on, one.due_on, one.extensions, one.approver) == (
        date(2026, 3, 31), date(2026, 5, 15), 1, "郑德明",
    )  # fmt: skip


def test_after_closing_only_what_goes_on_for_years_runs() -> None:
    on = date(2026, 4, 1)
    closed = clue(stage=Stage.CLOSURE, closed=True, closed_on=date(2026, 3, 2), feedback_due=date(2026, 3, 1))
    ban = new(LongTermItem, matter="禁入跟踪", due_on=date(2026, 12, 31))
    item = new(RectificationItem, item="修订办法", due_on=date(2026, 3, 31))
    assert set(found(closed, ban, item, on=on)) == {"long_term"}
    assert set(found(closed, ban, item, on=date(2026, 3, 1))) == {
        "long_term",
        "rectification_item",
        "feedback",
    }


def test_the_sorting_of_a_supervision_report_has_a_clock_of_its_own() -> None:
    report = SupervisionReport(
        uid="s", owner_enterprise="e", title="专项审计报告", received_on=date(2026, 3, 2)
    )
    empty = Clockwork(BOOK, date(2026, 3, 10)).sorting(report)
    assert (empty.state, empty.why) == (UNKNOWN, "规则没有填写期限")
    book = local(sorting=(10, Unit.WORKDAY))
    one = Clockwork(book, date(2026, 3, 10)).sorting(report)
    assert (one.due_on, one.text, one.matter) == (date(2026, 3, 16), "剩 4 个工作日", "专项审计报告")
    done = Clockwork(book, date(2026, 4, 1)).sorting(replace(report, sorted_on=date(2026, 3, 18)))
    assert done.text == "逾期 2 个工作日办结"


def test_the_days_of_a_report_are_shared_between_subsidiary_and_parent() -> None:
    of = clue(stage=CHECK, discovered_on=date(2026, 3, 2), accepted_on=date(2026, 3, 9), realtime_scope=True)
    book = BOOK.with_timing(Timing(subsidiary_share=40))
    told = found(of, on=date(2026, 3, 9), book=book)
    assert (told["flash"].inside_on, told["flash"].due_on) == (date(2026, 3, 4), date(2026, 3, 9))
    assert told["realtime"].inside_on == date(2026, 3, 10)
    assert told["preliminary_check"].inside_on is None
    assert found(of, on=date(2026, 3, 11), book=book)["realtime"].state is NEAR  # the inner day is past


def test_the_inner_day_of_a_report_moves_with_the_day_it_was_put_off_to() -> None:
    of = clue(stage=CHECK, discovered_on=date(2026, 3, 2), accepted_on=date(2026, 3, 2), realtime_scope=True)
    book, on = BOOK.with_timing(Timing(subsidiary_share=50)), date(2026, 4, 8)
    until = new(
        Extension, step=CHECK, period="realtime_preliminary", to_on=date(2026, 5, 29), approver="郑德明",
        approved_on=date(2026, 4, 1),
    )  # fmt: skip
    plain = found(of, on=on, book=book)["realtime_preliminary"]
    assert (plain.due_on, plain.inside_on, plain.state) == (date(2026, 4, 14), date(2026, 3, 23), NEAR)
    # 03-03 to 05-29 are 61 working days: 22 in March, 21 in April, 18 in May. Half of them, 30, end on 04-14.
    one = found(of, until, on=on, book=book)["realtime_preliminary"]
    assert (one.left, one.inside_on, one.state) == (35, date(2026, 4, 14), RUNNING)


# --- a second count, day by day ----------------------------------------------------------------------------------

#: Days of which two other calendars know the arrangement.
DAYS = st.dates(date(2019, 1, 2), date(2026, 6, 30))


def worked_after(start: date) -> Iterator[date]:
    """Every worked day after ``start``, by another calendar."""
    day = start
    while True:
        day += timedelta(1)
        if chinese_calendar.is_workday(day):
            yield day


def counted(start: date, length: int, unit: Unit, rolls: bool) -> date:
    """The last day of a period, found by walking from day to day."""
    if unit is Unit.WORKDAY:
        days = worked_after(start)
        return [next(days) for _ in range(length)][-1]
    day, left = start, length
    if unit is Unit.DAY:
        while left:
            day, left = day + timedelta(1), left - 1
    else:
        while left:
            day += timedelta(1)
            # The month's own number of the start, or its last day where it has none.
            is_last = (day + timedelta(1)).day == 1
            left -= day.day == start.day or (is_last and day.day < start.day)
    while rolls and not chinese_calendar.is_workday(day):
        day += timedelta(1)
    return day


def walked(
    start: date,
    bare: date,
    unit: Unit,
    rolls: bool,
    records: Sequence[Record],
    until: date,
    done_on: date | None,
) -> tuple[date, bool]:
    """The last day as it stood on ``until`` and whether the period stood still, found by walking from day to day.

    ``bare`` is the last day of the rule before the rest-day rule.
    """

    def rolled(day: date) -> date:
        while rolls and unit is not Unit.WORKDAY and not chinese_calendar.is_workday(day):
            day += timedelta(1)
        return day

    last, stands, furthest, day = rolled(bare), date.min, date.min, start
    in_order = sorted(records, key=lambda one: (type(one).__name__, getattr(one, "to_on", None) or day))
    while day <= until:
        if start < day <= stands and (unit is not Unit.WORKDAY or chinese_calendar.is_workday(day)):
            bare = next(worked_after(bare)) if unit is Unit.WORKDAY else bare + timedelta(1)
            assume(bare <= date(2026, 12, 20))
            last = rolled(bare)
        for one in in_order:
            if day > max(last, stands) or (done_on is not None and day >= done_on):
                continue
            if isinstance(one, Extension) and one.approved_on == day:
                assert one.to_on is not None
                furthest = max(furthest, one.to_on)
                bare, last = (furthest, furthest) if furthest == one.to_on else (bare, last)
            if isinstance(one, Suspension):
                assert one.from_on is not None
                assert one.approved_on is not None
                resumed = one.resumed_on or date.max
                if day == max(one.from_on, one.approved_on, start) and day < resumed:
                    stands = max(stands, resumed)
                    bare = max(bare, day) if unit is not Unit.WORKDAY else bare
        day += timedelta(1)
    return last, stands > until


#: 中止 by the days from the start to its first day, from there to its approval, and to the day it was resumed.
STOPS = st.lists(
    st.tuples(st.integers(-20, 90), st.integers(-5, 30), st.none() | st.integers(0, 60)), max_size=4
)
#: 延期 by the days from the start to its approval, and to the day it says.
PUT_OFFS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 180)), max_size=3)


def drawn(
    start: date, stops: list[tuple[int, int, int | None]], put_offs: list[tuple[int, int]]
) -> list[Record]:
    """The records of a draw."""
    records: list[Record] = []
    for begins, approved, lasts in stops:
        first = start + timedelta(begins)
        resumed = first + timedelta(lasts) if lasts is not None else None
        records.append(
            new(
                Suspension,
                step=CHECK,
                from_on=first,
                approved_on=first + timedelta(approved),
                resumed_on=resumed,
            )
        )
    for approved, until in put_offs:
        records.append(
            new(
                Extension, step=CHECK, to_on=start + timedelta(until), approver="郑德明",
                approved_on=start + timedelta(approved),
            )
        )  # fmt: skip
    return records


@given(
    start=st.dates(date(2019, 1, 2), date(2025, 12, 31)),
    length=st.integers(1, 60),
    unit=st.sampled_from([Unit.WORKDAY, Unit.DAY, Unit.MONTH]),
    rolls=st.booleans(),
    later=st.integers(0, 250),
    done=st.none() | st.integers(0, 200),
    stops=STOPS,
    put_offs=PUT_OFFS,
)
def test_a_second_count_gives_the_same(
    start: date,
    length: int,
    unit: Unit,
    rolls: bool,
    later: int,
    done: int | None,
    stops: list[tuple[int, int, int | None]],
    put_offs: list[tuple[int, int]],
) -> None:
    on = start + timedelta(later)
    length = length if unit is not Unit.MONTH else length % 9 + 1
    book = local(preliminary_check=(length, unit)).with_timing(Timing(rolls_on=rolls))
    original = counted(start, length, unit, rolls)
    assume(max(original, on) <= date(2026, 8, 31))
    records = drawn(start, stops, put_offs)
    done_on = start + timedelta(done) if done is not None and done <= later else None
    bare = counted(start, length, unit, False)
    expected, stands = walked(start, bare, unit, rolls, records, done_on or on, done_on)
    of = clue(stage=CHECK, accepted_on=start, checked_on=done_on)
    one = found(of, *records, on=on, book=book)["preliminary_check"]
    if stands and done_on is None:
        assert one.state is SUSPENDED
        return
    assert one.due_on == expected
    assert one.original_on == (original if original != expected else None)
    from_day = done_on or on
    between = range(1, abs((expected - from_day).days) + 1)
    worked = sum(chinese_calendar.is_workday(min(from_day, expected) + timedelta(at)) for at in between)
    assert one.left == (worked if expected >= from_day else -worked)
    if done_on is not None:
        assert one.state is DONE
    else:
        assert one.state is (OVERDUE if on > expected else NEAR if worked <= 5 else RUNNING)
    assert not one.provisional


@given(
    start=st.dates(date(2019, 1, 2), date(2025, 6, 30)),
    unit=st.sampled_from([Unit.WORKDAY, Unit.DAY, Unit.MONTH]),
    rolls=st.booleans(),
    stops=STOPS,
    more=STOPS,
    put_offs=PUT_OFFS,
)
def test_what_stands_still_longer_never_ends_earlier(
    start: date,
    unit: Unit,
    rolls: bool,
    stops: list[tuple[int, int, int | None]],
    more: list[tuple[int, int, int | None]],
    put_offs: list[tuple[int, int]],
) -> None:
    length = 3 if unit is Unit.MONTH else 40
    book = local(preliminary_check=(length, unit)).with_timing(Timing(rolls_on=rolls))
    # Nobody puts off to a day that is gone when it is approved.
    records = drawn(start, stops, [(approved, max(approved, until)) for approved, until in put_offs])
    of = clue(stage=CHECK, accepted_on=start, checked_on=start + timedelta(400))
    shorter, longer = (
        found(of, *several, on=start + timedelta(401), book=book)["preliminary_check"]
        for several in (records, [*records, *drawn(start, more, [])])
    )
    assert shorter.due_on is not None
    assert longer.due_on is not None
    assert shorter.due_on <= longer.due_on


@given(st.dates(date(2026, 6, 1), date(2027, 6, 30)), st.integers(1, 200))
def test_whatever_reaches_into_an_unknown_year_says_so(start: date, length: int) -> None:
    book = local(preliminary_check=(length, Unit.WORKDAY))
    one = found(clue(stage=CHECK, accepted_on=start), on=start, book=book)["preliminary_check"]
    assert one.due_on is not None
    assert one.provisional == (one.due_on.year > 2026)
    assert one.text.endswith("（暂定）") == one.provisional
    nothing = RuleBook.of(book.packs, WorkCalendar.of(()))
    assert found(clue(stage=CHECK, accepted_on=start), on=start, book=nothing)[
        "preliminary_check"
    ].provisional


@given(st.lists(DAYS, max_size=6), DAYS)
def test_the_nearest_is_the_first_of_all_that_run(days: list[date], on: date) -> None:
    items = [new(RectificationItem, item="事项", due_on=day) for day in days]
    of = case(clue(stage=Stage.RECTIFICATION), *items, on=on)
    told = deadlines_of(of, BOOK, on)
    assert sorted(days) == [one.due_on for one in told]
    assert deadline_of(of, BOOK, on) == (told[0] if told else NO_DEADLINE)


def test_a_stage_that_was_left_since_is_told_as_it_stood_on_the_day_asked_for() -> None:
    left = clue(stage=Stage.TRIAGE, accepted_on=date(2026, 3, 2), checked_on=date(2026, 4, 20))
    put_off = new(
        Extension, step=CHECK, to_on=date(2026, 4, 30), approver="郑德明", approved_on=date(2026, 3, 20)
    )
    then = found(left, put_off, on=date(2026, 4, 1))["preliminary_check"]
    assert (then.state, then.due_on, then.approver) == (RUNNING, date(2026, 4, 30), "郑德明")
    assert then.approved_on == date(2026, 3, 20)
    assert found(left, put_off, on=date(2026, 4, 20))["preliminary_check"].state is DONE
    assert "preliminary_check" not in found(replace(left, checked_on=None), put_off, on=date(2026, 4, 1))


def test_more_time_after_an_obstacle_counts_though_the_term_was_over_by_then() -> None:
    """收到处分决定书 2026-03-02: 申请复核 until 04-02, 顺延 afterwards (国务院令第781号 第38条)."""
    of, on = clue(stage=Stage.DISPOSITION), date(2026, 4, 22)
    told = new(SanctionCase, person="p-1", approved_on=date(2026, 1, 12), decided_on=date(2026, 2, 25), sanction="P1",
               received_on=date(2026, 3, 2))  # fmt: skip
    until = new(
        Extension, step=Stage.DISPOSITION, period="sanction_review_filing", to_on=date(2026, 5, 8),
        approver="郑德明", approved_on=date(2026, 4, 20), obstacle_ended_on=date(2026, 4, 10),
        applied_on=date(2026, 4, 15),
    )  # fmt: skip
    assert found(of, told, on=on)["sanction_review_filing"].state is LAPSED
    one = found(of, told, until, on=on)["sanction_review_filing"]
    assert (one.due_on, one.original_on, one.extensions) == (date(2026, 5, 8), date(2026, 4, 2), 1)
