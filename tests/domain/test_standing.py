"""期间状态 at the edges: the last and the first day, days that are missing, and what an earlier report counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.report_facts import FIRST, LAST, clue, header, snapshot
from zhuize_desktop.domain.balance import Entry, Leaving
from zhuize_desktop.domain.case_facts import Taken
from zhuize_desktop.domain.facts import Past, PastState, Period
from zhuize_desktop.domain.freezing import previous_of
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.standing import Counting, Doubt, Node, Standing, closing_pasts, standing

PERIOD = Period(FIRST, LAST)
BEFORE, AFTER = FIRST - timedelta(1), LAST + timedelta(1)
CLOSED = {"closed": True, "closure_kind": "rectified"}
UNDATED = {"accepted_on": None, "stage": Stage.TRIAGE}
REFUSED = {"accepted_on": None, "closed": True, "closure_kind": "rejected"}
DIVERTED = {"accepted_on": None, "closed": True, "closure_kind": "merged"}
OPEN_PAST, CLOSED_PAST, REFUSED_PAST, WAITING_PAST, MOVED_PAST, PARTED_PAST = (
    Past(state) for state in PastState
)


def stand(*, continued: bool = False, stale_days: int | None = None, **changes: Any) -> Standing:
    return standing(clue("A", **changes), Counting(PERIOD, continued, stale_days))


@pytest.mark.parametrize(
    ("changes", "entry", "leaving"),
    [
        ({"accepted_on": FIRST}, Entry.RECEIVED, None),
        ({"accepted_on": LAST}, Entry.RECEIVED, None),
        ({"accepted_on": BEFORE}, Entry.OPENING, None),
        ({"accepted_on": AFTER}, Entry.PENDING, None),
        ({"accepted_on": AFTER, "reported_on": AFTER}, Entry.OUTSIDE, None),
        ({"accepted_on": AFTER, "reported_on": None}, Entry.OUTSIDE, None),
        ({"closed_on": LAST} | CLOSED, Entry.RECEIVED, Leaving.CLOSED),
        ({"closed_on": AFTER} | CLOSED, Entry.RECEIVED, None),
        ({"closed_on": LAST, "closed": True, "closure_kind": "handed_down"}, Entry.RECEIVED, Leaving.MOVED),
        ({"closed_on": LAST, "closed": True, "closure_kind": "merged"}, Entry.RECEIVED, Leaving.MERGED),
        ({"accepted_on": BEFORE, "closed_on": FIRST} | CLOSED, Entry.OPENING, Leaving.CLOSED),
        ({"accepted_on": BEFORE, "closed_on": BEFORE} | CLOSED, Entry.SETTLED, None),
        ({"accepted_on": BEFORE} | CLOSED, Entry.SETTLED, None),
        (CLOSED, Entry.RECEIVED, Leaving.CLOSED),
        ({"accepted_on": None}, Entry.PENDING, None),
        ({"accepted_on": None, "reported_on": AFTER}, Entry.OUTSIDE, None),
        ({"accepted_on": None, "legacy": True}, Entry.RECEIVED, None),
        ({"accepted_on": None, "legacy": True, "reported_on": BEFORE}, Entry.OPENING, None),
        ({"accepted_on": None, "legacy": True, "reported_on": None}, Entry.UNDATED, None),
        ({"accepted_on": None, "legacy": True, "reported_on": None} | CLOSED, Entry.SETTLED, None),
        (UNDATED, Entry.UNDATED, None),
        (UNDATED | CLOSED, Entry.UNDATED, Leaving.CLOSED),
        (UNDATED | CLOSED | {"closed_on": BEFORE}, Entry.SETTLED, None),
        ({"moved_in": "received"}, Entry.MOVED_IN, None),
        ({"moved_in": "received", "accepted_on": BEFORE}, Entry.OPENING, None),
        ({"moved_in": "received", "split": True}, Entry.SPLIT, None),
        ({"accepted_on": BEFORE, "joined_on": FIRST}, Entry.JOINED, None),
        ({"accepted_on": FIRST, "joined_on": LAST}, Entry.JOINED, None),
        ({"accepted_on": LAST, "joined_on": LAST}, Entry.RECEIVED, None),
        ({"accepted_on": BEFORE, "joined_on": BEFORE}, Entry.OPENING, None),
        ({"accepted_on": BEFORE, "joined_on": LAST, "closed_on": FIRST} | CLOSED, Entry.SETTLED, None),
        (
            {"accepted_on": BEFORE, "joined_on": FIRST, "closed_on": LAST} | CLOSED,
            Entry.JOINED,
            Leaving.CLOSED,
        ),
        ({"accepted_on": BEFORE, "joined_on": FIRST} | CLOSED, Entry.SETTLED, None),
        ({"parted_on": LAST}, Entry.RECEIVED, Leaving.PARTED),
        ({"accepted_on": BEFORE, "parted_on": FIRST}, Entry.OPENING, Leaving.PARTED),
        ({"accepted_on": BEFORE, "parted_on": BEFORE}, Entry.SETTLED, None),
        ({"accepted_on": None, "parted_on": LAST}, Entry.OUTSIDE, None),
        ({"parted_on": date(2025, 6, 1), "closed_on": LAST} | CLOSED, Entry.RECEIVED, Leaving.PARTED),
        ({"parted_on": LAST, "closed_on": date(2025, 6, 1)} | CLOSED, Entry.RECEIVED, Leaving.CLOSED),
        ({"parted_on": LAST} | CLOSED, Entry.RECEIVED, Leaving.CLOSED),
        ({"accepted_on": BEFORE, "joined_on": FIRST, "parted_on": LAST}, Entry.JOINED, Leaving.PARTED),
        (DIVERTED, Entry.DIVERTED, None),
        (DIVERTED | {"stage": Stage.CLOSURE, "closure_kind": "transferred"}, Entry.DIVERTED, None),
        (DIVERTED | {"closed_on": AFTER}, Entry.PENDING, None),
        (DIVERTED | {"closed_on": BEFORE}, Entry.OUTSIDE, None),
        (DIVERTED | {"legacy": True, "reported_on": None}, Entry.SETTLED, None),
        (DIVERTED | {"checked_on": FIRST}, Entry.UNDATED, Leaving.MERGED),
        (DIVERTED | {"accepted_on": FIRST}, Entry.RECEIVED, Leaving.MERGED),
        (REFUSED, Entry.REFUSED, None),
        (REFUSED | {"legacy": True}, Entry.REFUSED, None),
        (REFUSED | {"closed_on": LAST}, Entry.REFUSED, None),
        (REFUSED | {"closed_on": AFTER}, Entry.PENDING, None),
        (REFUSED | {"closed_on": BEFORE}, Entry.OUTSIDE, None),
        (REFUSED | {"reported_on": BEFORE}, Entry.OUTSIDE, None),
        (REFUSED | {"closed_on": FIRST, "reported_on": BEFORE}, Entry.REFUSED, None),
    ],
)
def test_in_a_first_report(changes: dict[str, Any], entry: Entry, leaving: Leaving | None) -> None:
    found = stand(**changes)
    assert (found.entry, found.leaving) == (entry, leaving)
    assert found.open is (entry.in_balance and leaving is None)
    assert stand(**changes, past=OPEN_PAST) == replace(found, fact=replace(found.fact, past=OPEN_PAST))


@pytest.mark.parametrize(
    ("changes", "entry", "leaving"),
    [
        ({"accepted_on": BEFORE}, Entry.BACKFILLED, None),
        ({"accepted_on": BEFORE, "closed_on": BEFORE} | CLOSED, Entry.BACKFILLED, Leaving.CLOSED),
        (UNDATED, Entry.UNDATED, None),
        (UNDATED | CLOSED | {"closed_on": BEFORE}, Entry.UNDATED, Leaving.CLOSED),
        (REFUSED | {"closed_on": BEFORE}, Entry.REFUSED, None),
        ({"past": OPEN_PAST}, Entry.OPENING, None),
        ({"past": OPEN_PAST, "closed_on": BEFORE} | CLOSED, Entry.OPENING, Leaving.CLOSED),
        ({"past": OPEN_PAST} | CLOSED, Entry.OPENING, Leaving.CLOSED),
        ({"past": OPEN_PAST, "accepted_on": AFTER}, Entry.OPENING, None),
        ({"past": CLOSED_PAST}, Entry.REOPENED, None),
        ({"past": CLOSED_PAST} | CLOSED, Entry.SETTLED, None),
        ({"past": CLOSED_PAST, "closed_on": BEFORE} | CLOSED, Entry.SETTLED, None),
        ({"past": CLOSED_PAST, "closed_on": FIRST} | CLOSED, Entry.REOPENED, Leaving.CLOSED),
        ({"past": CLOSED_PAST, "closed_on": AFTER} | CLOSED, Entry.REOPENED, None),
        ({"past": MOVED_PAST}, Entry.RECALLED, None),
        ({"past": MOVED_PAST, "closed_on": BEFORE} | CLOSED, Entry.SETTLED, None),
        ({"past": MOVED_PAST, "closed_on": FIRST} | CLOSED, Entry.RECALLED, Leaving.CLOSED),
        ({"past": PARTED_PAST}, Entry.REJOINED, None),
        ({"past": PARTED_PAST, "parted_on": BEFORE}, Entry.SETTLED, None),
        ({"past": PARTED_PAST, "parted_on": BEFORE, "closed_on": FIRST} | CLOSED, Entry.SETTLED, None),
        ({"past": PARTED_PAST, "joined_on": FIRST, "parted_on": LAST}, Entry.REJOINED, Leaving.PARTED),
        ({"past": OPEN_PAST, "parted_on": BEFORE}, Entry.OPENING, Leaving.PARTED),
        ({"past": REFUSED_PAST} | DIVERTED, Entry.OUTSIDE, None),
        ({"past": REFUSED_PAST} | REFUSED, Entry.OUTSIDE, None),
        ({"past": REFUSED_PAST}, Entry.RECEIVED, None),
        ({"past": REFUSED_PAST, "accepted_on": BEFORE}, Entry.BACKFILLED, None),
    ],
)
def test_after_an_earlier_report(changes: dict[str, Any], entry: Entry, leaving: Leaving | None) -> None:
    found = stand(continued=True, **changes)
    assert (found.entry, found.leaving) == (entry, leaving)


@pytest.mark.parametrize(
    ("changes", "continued", "doubts"),
    [
        ({}, False, ()),
        ({"accepted_on": None, "legacy": True}, False, (Doubt.REPORTED_FOR_ACCEPTED,)),
        (UNDATED, False, (Doubt.ACCEPTED_UNKNOWN,)),
        (CLOSED, False, (Doubt.CLOSED_WITHIN,)),
        ({"accepted_on": BEFORE} | CLOSED, False, (Doubt.CLOSED_BEFORE,)),
        ({"past": OPEN_PAST, "closed_on": BEFORE} | CLOSED, True, (Doubt.CLOSED_LATE,)),
        ({"past": CLOSED_PAST, "closed_on": FIRST} | CLOSED, True, (Doubt.CLOSED_AGAIN,)),
        ({"past": CLOSED_PAST} | CLOSED, True, ()),
        ({"past": OPEN_PAST, "accepted_on": None, "legacy": True}, True, ()),
        (REFUSED, False, ()),
        (DIVERTED, False, ()),
        ({"past": MOVED_PAST, "closed_on": FIRST} | CLOSED, True, (Doubt.CLOSED_AGAIN,)),
        ({"past": OPEN_PAST, "parted_on": BEFORE}, True, (Doubt.PARTED_LATE,)),
        ({"parted_on": LAST, "closed_on": AFTER} | CLOSED, False, ()),
        ({"accepted_on": None}, False, ()),
    ],
)
def test_what_is_inferred_is_said(
    changes: dict[str, Any], continued: bool, doubts: tuple[Doubt, ...]
) -> None:
    assert stand(continued=continued, **changes).doubts == doubts


def test_steps_count_in_the_period_of_their_day_or_late_but_once() -> None:
    days = {"checked_on": BEFORE, "triaged_on": FIRST, "decided_on": LAST, "rectified_on": AFTER}
    first = stand(**days)
    assert first.steps == {"triaged_on", "decided_on"}
    assert first.done == {"checked_on", "triaged_on", "decided_on"}
    late = stand(continued=True, past=Past(PastState.OPEN, ("triaged_on",)), **days)
    assert late.steps == {"checked_on", "decided_on"}
    assert stand(accepted_on=AFTER, **days).done == frozenset()


def test_long_open_means_more_days_than_the_threshold() -> None:
    days = (LAST - date(2025, 2, 3)).days
    assert stand(stale_days=days - 1).stale
    assert not stand(stale_days=days).stale
    assert not stand(stale_days=0, decided_on=LAST).stale
    assert stand(stale_days=0, decided_on=AFTER).stale
    assert not stand(stale_days=0, closed_on=LAST, **CLOSED).stale
    assert not stand(stale_days=0, **UNDATED).stale


def test_what_the_next_report_must_know() -> None:
    given = snapshot(
        clue("open", checked_on=LAST, triaged_on=AFTER),
        clue("closed", closed_on=LAST, **CLOSED),
        clue("settled", accepted_on=BEFORE, closed_on=BEFORE, **CLOSED),
        clue("refused", **REFUSED),
        clue("pending", accepted_on=None),
        clue("later", accepted_on=AFTER, reported_on=AFTER),
        clue("merged early", **DIVERTED),
        clue("moved", closed_on=LAST, closed=True, closure_kind="handed_down"),
        clue("parted", parted_on=LAST),
        clue("parted before", accepted_on=BEFORE, parted_on=BEFORE),
    )
    known = closing_pasts(given)
    assert {uid.removeprefix("uid-"): (past.state.value, past.steps) for uid, past in known.items()} == {
        "open": ("open", ("checked_on",)),
        "closed": ("closed", ()),
        "settled": ("closed", ()),
        "refused": ("refused", ()),
        "merged early": ("refused", ()),
        "moved": ("moved", ()),
        "parted": ("parted", ()),
        "parted before": ("parted", ()),
    }
    again = snapshot(
        *(replace(fact, past=known.get(fact.uid)) for fact in given.clues),
        header=header(2026),
        previous=previous_of(given, "R", "00"),
    )
    kept = closing_pasts(again)
    assert kept.keys() >= known.keys()
    assert kept["uid-refused"].state is PastState.REFUSED
    assert kept["uid-merged early"].state is PastState.REFUSED
    assert kept["uid-moved"].state is PastState.MOVED
    assert kept["uid-parted"].state is kept["uid-parted before"].state is PastState.PARTED
    assert kept["uid-open"].steps == ("checked_on", "triaged_on")


# --- beside the path ----------------------------------------------------------------------------------------


def test_a_clue_split_off_comes_in_as_such_once() -> None:
    assert stand(split=True).entry is Entry.SPLIT
    assert stand(split=True, accepted_on=BEFORE).entry is Entry.OPENING
    assert stand(continued=True, split=True, past=OPEN_PAST).entry is Entry.OPENING


@pytest.mark.parametrize(
    ("closed_on", "reopened_on", "expected"),
    [
        (BEFORE, FIRST, Entry.REOPENED),
        (None, LAST, Entry.REOPENED),
        (FIRST, LAST, Entry.OPENING),  # had been in hand on New Year
        (BEFORE, AFTER, Entry.OPENING),
        (BEFORE, BEFORE, Entry.OPENING),
    ],
)
def test_a_first_report_tells_reopened_clues_by_their_steps(closed_on, reopened_on, expected) -> None:
    steps = [Taken("close", closed_on)] if closed_on else []
    taken = (*steps, Taken("reopen", reopened_on))
    assert stand(accepted_on=BEFORE, taken=taken).entry is expected


def test_what_had_been_handed_on_and_is_taken_up_again_comes_in_as_recalled() -> None:
    steps = (Taken("close", BEFORE - timedelta(9)), Taken("close.moved", BEFORE), Taken("reopen", FIRST))
    assert stand(accepted_on=BEFORE - timedelta(20), taken=steps).entry is Entry.RECALLED
    assert stand(accepted_on=BEFORE - timedelta(20), taken=steps[::2]).entry is Entry.REOPENED


def test_who_waited_in_the_last_report_comes_in_as_a_new_clue_does() -> None:
    sent = Taken("sent.discipline", BEFORE)
    waiting = snapshot(
        clue("A", accepted_on=None, reported_on=BEFORE, taken=(sent,)),
        header=header(2024),
    )
    past = closing_pasts(waiting)["uid-A"]
    assert past == Past(PastState.WAITING, (), (sent,))
    now = stand(continued=True, past=past, taken=(sent, Taken("return", LAST)))
    assert now.entry is Entry.RECEIVED
    assert (now.taken, now.ever_taken) == ({"return"}, {"return", "sent.discipline"})
    assert stand(continued=True, past=WAITING_PAST, accepted_on=None).entry is Entry.PENDING


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({"check_due": LAST}, set()),
        ({"check_due": LAST - timedelta(1)}, {Node.CHECK}),
        ({"check_due": BEFORE, "checked_on": LAST, "stage": Stage.TRIAGE}, set()),
        ({"check_due": BEFORE, "checked_on": AFTER, "stage": Stage.TRIAGE}, {Node.CHECK}),
        ({"check_due": BEFORE, "stage": Stage.INVESTIGATION}, set()),  # a day that is missing is not a delay
        ({"investigation_due": BEFORE, "stage": Stage.INVESTIGATION}, {Node.INVESTIGATION}),
        ({"investigation_due": BEFORE, "stage": Stage.DISPOSITION}, set()),
        ({"rectification_due": BEFORE}, {Node.RECTIFICATION}),
        ({"rectification_due": BEFORE, "rectified_on": LAST}, set()),
        ({"check_due": BEFORE, "closed_on": LAST, "closed": True}, set()),
    ],
)
def test_late_is_what_is_not_done_when_its_last_day_has_passed(days, expected) -> None:
    assert stand(**({"accepted_on": BEFORE} | days)).overdue == expected
