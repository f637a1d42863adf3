"""线索办理进度表 against a second count written from the definitions, and over several years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.report_facts import (
    DISPOSITIONS,
    FIRST,
    LAST,
    MOVED_IN,
    REALTIME,
    SOURCES,
    TRANSFERS,
    clue,
    header,
    ledgers,
    snapshot,
    takings,
)
from zhuize_desktop.domain.balance import Entry
from zhuize_desktop.domain.case_facts import RealtimeDue
from zhuize_desktop.domain.facts import STEPS, ClueFact, CountingRules, Past, PastState
from zhuize_desktop.domain.freezing import previous_of
from zhuize_desktop.domain.indicators import EVER, NO_SOURCE, TOTAL, tally
from zhuize_desktop.domain.realtime import RealtimeRule
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.standing import Node, closing_pasts, standings

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhuize_desktop.domain.case_facts import Taken
    from zhuize_desktop.domain.facts import Snapshot

# --- a second count, from the sentences of the definitions ------------------------------------------------

PATH = ["受理", "初步核实", "分类处置", "核查", "处理", "整改", "销号"]
NODES = ["受理", "初核", "处置", "核查", "核查", "整改", "整改"]
UNTIL = {
    "checked_on": "初步核实",
    "triaged_on": "分类处置",
    "opened_on": "核查",
    "investigated_on": "核查",
    "decided_on": "处理",
    "rectified_on": "整改",
}


def refused(c: ClueFact) -> bool:
    return c.closed and c.closure_kind == "rejected"


def business_day(c: ClueFact) -> date | None:
    if c.accepted_on:
        return c.accepted_on
    return c.reported_on if c.legacy and not refused(c) else None


def passed_on_unaccepted(c: ClueFact) -> bool:
    """Merged or handed on while nobody had taken it on: the end is all that is known of it."""
    if c.legacy or not c.closed or c.closure_kind not in ("merged", "transferred", "handed_down"):
        return False
    return c.stage.label in ("受理", "销号") and not any(getattr(c, day) for day in ("accepted_on", *STEPS))


def handled(c: ClueFact) -> bool:
    """No day of acceptance, but accepted without doubt."""
    if business_day(c) or refused(c) or passed_on_unaccepted(c):
        return False
    touched = [getattr(c, step) for step in STEPS]
    return c.closed or c.legacy or c.stage.label != "受理" or touched != [None] * len(touched)


def accepted(c: ClueFact) -> bool:
    day = business_day(c)
    return handled(c) or (day is not None and day <= LAST)


def came_along(c: ClueFact) -> bool:
    """In hand in another group until its enterprise came in the year."""
    day = business_day(c)
    return day is not None and c.joined_on is not None and c.joined_on.year == 2025 and day < c.joined_on


def gone_before(c: ClueFact) -> bool:
    """Left before the first day of the first report, or before its enterprise came."""
    if came_along(c):
        assert c.joined_on is not None
        return c.closed and (c.closed_on is None or c.closed_on < c.joined_on)
    day = business_day(c)
    if c.parted_on is not None and c.parted_on < FIRST and not received(c):
        return day is None or day < FIRST
    if not c.closed:
        return False
    if c.closed_on:
        return c.closed_on < FIRST
    return (day is not None and day < FIRST) or (day is None and c.legacy)


def opening(c: ClueFact) -> bool:
    day = business_day(c)
    return day is not None and day < FIRST and not came_along(c) and not gone_before(c)


def joined(c: ClueFact) -> bool:
    return came_along(c) and not gone_before(c)


def received(c: ClueFact) -> bool:
    day = business_day(c)
    return day is not None and FIRST <= day <= LAST and not came_along(c)


def undated(c: ClueFact) -> bool:
    return handled(c) and not gone_before(c)


def inside(c: ClueFact) -> bool:
    return opening(c) or received(c) or undated(c) or joined(c)


def taken_along(c: ClueFact) -> bool:
    """Still in hand on the day its enterprise left the group."""
    if not inside(c) or c.parted_on is None:
        return False
    return not c.closed or (c.closed_on is not None and c.closed_on > c.parted_on)


def left(c: ClueFact) -> bool:
    ended = c.closed and (c.closed_on is None or c.closed_on <= LAST)
    return inside(c) and ended and not taken_along(c)


def still(c: ClueFact) -> bool:
    return inside(c) and not left(c) and not taken_along(c)


def never_accepted(c: ClueFact) -> bool:
    return business_day(c) is None and not handled(c)


def turned_down(c: ClueFact) -> bool:
    if not never_accepted(c) or not c.closed or (c.reported_on and c.reported_on > LAST):
        return False
    day = c.closed_on or c.reported_on
    return day is None or FIRST <= day <= LAST


def waiting(c: ClueFact) -> bool:
    if business_day(c) is None:
        unsettled = not c.closed or (c.closed_on is not None and c.closed_on > LAST)
        return (
            never_accepted(c)
            and unsettled
            and c.parted_on is None
            and not (c.reported_on and c.reported_on > LAST)
        )
    return business_day(c) > LAST and c.reported_on is not None and c.reported_on <= LAST


def reached(c: ClueFact) -> str:
    """The stage on the last day of the year."""
    places = [PATH.index(c.stage.label)]
    for step, until in UNTIL.items():
        if getattr(c, step) and getattr(c, step) > LAST:
            places.append(PATH.index(until))
    return PATH[min(places)]


def node(c: ClueFact) -> str:
    return NODES[PATH.index(reached(c))]


def did(c: ClueFact, code: str) -> bool:
    """Done beside the path within the year."""
    return any(one.code == code and one.day.year == 2025 for one in c.taken)


def late(due: date | None) -> bool:
    return due is not None and due <= date(2025, 12, 30)


def reopened(c: ClueFact) -> bool:
    """In hand again in the year, closed before it: no closing step lies between New Year and the first reopening."""
    if received(c) or joined(c) or gone_before(c) or not inside(c):
        return False
    again = sorted(one.day for one in c.taken if one.code == "reopen" and one.day.year == 2025)
    closings = [one.day for one in c.taken if one.code.startswith("close") and one.day.year == 2025]
    return bool(again) and not [day for day in closings if day <= again[0]]


def fetched_back(c: ClueFact) -> bool:
    """Taken up again after it had been handed on: the last end before was such a one."""
    if not reopened(c):
        return False
    again = min(one.day for one in c.taken if one.code == "reopen" and one.day.year == 2025)
    ends = [one.code for one in c.taken if one.code.startswith("close") and one.day <= again]
    return bool(ends) and ends[-1] == "close.moved"


def came_in(c: ClueFact) -> bool:
    return fetched_back(c) or (received(c) and not c.split and c.moved_in != "")


def new(c: ClueFact) -> bool:
    return received(c) and not c.split and not c.moved_in


def step_in_year(step: str) -> Callable[[ClueFact], bool]:
    return lambda c: accepted(c) and getattr(c, step) is not None and FIRST <= getattr(c, step) <= LAST


ORACLE: dict[str, Callable[[ClueFact], bool]] = (
    {
        "clue.opening": lambda c: opening(c) and not reopened(c),
        "clue.received": new,
        "clue.received.superior": lambda c: new(c) and c.from_superior,
        "clue.received.realtime": lambda c: new(c) and bool(c.realtime_scope),
        "clue.moved_in": came_in,
        "clue.joined": joined,
        "clue.diverted": lambda c: turned_down(c) and passed_on_unaccepted(c),
        "clue.parted": taken_along,
        "clue.split": lambda c: received(c) and c.split,
        "clue.reopened": lambda c: reopened(c) and not fetched_back(c),
        "clue.undated": lambda c: undated(c) and not reopened(c),
        "clue.registered": lambda c: c.reported_on is not None and c.reported_on.year == 2025,
        "clue.refused": lambda c: turned_down(c) and not passed_on_unaccepted(c),
        "clue.pending": waiting,
        "clue.checked": step_in_year("checked_on"),
        "clue.triaged": step_in_year("triaged_on"),
        "clue.triaged.unknown": lambda c: step_in_year("triaged_on")(c) and c.disposition == "",
        "clue.opened": step_in_year("opened_on"),
        "clue.investigated": step_in_year("investigated_on"),
        "clue.investigated.direct": lambda c: (
            step_in_year("investigated_on")(c) and c.disposition == "direct"
        ),
        "clue.decided": step_in_year("decided_on"),
        "clue.rectified": step_in_year("rectified_on"),
        "clue.closed": lambda c: left(c) and c.closure_kind not in ("transferred", "handed_down", "merged"),
        "clue.moved": lambda c: left(c) and c.closure_kind in ("transferred", "handed_down"),
        "clue.merged": lambda c: left(c) and c.closure_kind == "merged",
        "clue.closing": still,
        "clue.by_sanction": lambda c: did(c, "by_sanction"),
        "clue.returned": lambda c: did(c, "return"),
        "clue.realtime.owed": lambda c: did(c, "realtime"),
        "clue.realtime.reported": lambda c: any(did(c, f"reported.{kind}") for kind in REALTIME),
        "clue.sent": lambda c: any(did(c, f"sent.{kind}") for kind in (*TRANSFERS, "unheard")),
        "clue.overdue.check": lambda c: (
            still(c)
            and node(c) in ("受理", "初核")
            and (c.checked_on is None or c.checked_on > LAST)
            and late(c.check_due)
        ),
        "clue.overdue.investigation": lambda c: (
            still(c)
            and reached(c) == "核查"
            and (c.investigated_on is None or c.investigated_on > LAST)
            and late(c.investigation_due)
        ),
        "clue.overdue.rectification": lambda c: (
            still(c) and (c.rectified_on is None or c.rectified_on > LAST) and late(c.rectification_due)
        ),
    }
    | {
        f"clue.realtime.reported.{kind}": lambda c, kind=kind: did(c, f"reported.{kind}")  # type: ignore[misc]
        for kind in REALTIME
    }
    | {f"clue.sent.{kind}": lambda c, kind=kind: did(c, f"sent.{kind}") for kind in TRANSFERS}  # type: ignore[misc]
    | {
        f"clue.moved_in.{way}": lambda c, way=way: (  # type: ignore[misc]
            came_in(c) and ("recalled" if fetched_back(c) else c.moved_in) == way
        )
        for way in MOVED_IN
    }
    | {
        f"clue.triaged.{code}": lambda c, code=code: step_in_year("triaged_on")(c) and c.disposition == code  # type: ignore[misc]
        for code in DISPOSITIONS
    }
    | {
        f"clue.closing.{name}": lambda c, word=word: still(c) and node(c) == word  # type: ignore[misc]
        for name, word in [
            ("reception", "受理"),
            ("check", "初核"),
            ("triage", "处置"),
            ("investigation", "核查"),
            ("rectification", "整改"),
        ]
    }
)


@given(ledgers())
def test_every_cell_of_a_first_report_agrees_with_a_second_count(clues: tuple[ClueFact, ...]) -> None:
    counted = tally(snapshot(*clues))
    assert {item.code for item in counted.indicators} == set(ORACLE)
    for code, holds in ORACLE.items():
        for column in (TOTAL, *SOURCES, NO_SOURCE):
            expected = [
                c.number
                for c in clues
                if holds(c)
                and (
                    column == TOTAL
                    or (c.source_column if c.source_column in SOURCES else NO_SOURCE) == column
                )
            ]
            assert list(counted.numbers.get((code, column), ())) == expected, (code, column)


RULES = (
    RealtimeRule("flash", "快报（待核对）"),
    RealtimeRule("realtime", "实时报告"),
    RealtimeRule("preliminary"),
)
dues = st.lists(
    st.builds(
        RealtimeDue, st.sampled_from(["flash", "realtime"]), st.sampled_from([FIRST, LAST, date(2025, 6, 30)])
    ),
    max_size=2,
    unique_by=lambda one: one.kind,
).map(tuple)


@given(ledgers(), st.data())
def test_late_reports_are_those_that_did_not_go_up_in_time(
    clues: tuple[ClueFact, ...], data: st.DataObject
) -> None:
    clues = tuple(replace(c, realtime_dues=data.draw(dues)) for c in clues)
    counted = tally(snapshot(*clues, counting=CountingRules(realtime=RULES)))
    assert not counted.has("clue.realtime.late.preliminary")  # nobody knows its period
    assert not tally(snapshot(*clues)).has("clue.realtime.late")
    expected: dict[str, list[str]] = {"flash": [], "realtime": [], "any": []}
    for c in clues:
        late = []
        for one in c.realtime_dues:
            went = sorted(
                step.day for step in c.taken if step.code == f"reported.{one.kind}" and step.day <= LAST
            )
            if went:
                this_year = any(
                    step.code == f"reported.{one.kind}" and step.day.year == 2025 for step in c.taken
                )
                is_late = went[0] > one.due_on and this_year
            else:
                # Due in the year, for that is where the days drawn lie; the last of them is not over yet.
                is_late = one.due_on != LAST
            if is_late:
                late.append(one.kind)
                expected[one.kind].append(c.number)
        if late:
            expected["any"].append(c.number)
    assert list(counted.numbers["clue.realtime.late", TOTAL]) == expected["any"]
    for kind in ("flash", "realtime"):
        assert list(counted.numbers[f"clue.realtime.late.{kind}", TOTAL]) == expected[kind]


def test_a_report_that_never_went_up_is_late_while_the_clue_is_in_hand() -> None:
    due = (RealtimeDue("flash", date(2024, 5, 1)),)
    gone = {"closed": True, "closed_on": LAST, "closure_kind": "rectified"}
    counted = tally(
        snapshot(
            clue("open", realtime_dues=due), clue("gone", realtime_dues=due, **gone),
            counting=CountingRules(realtime=RULES),
        )
    )  # fmt: skip
    assert counted.numbers["clue.realtime.late", TOTAL] == ("open",)


@given(ledgers(), st.integers(0, 900))
def test_long_open_without_decision_is_counted_only_with_a_threshold(
    clues: tuple[ClueFact, ...], limit: int
) -> None:
    assert not tally(snapshot(*clues)).has("clue.stale")
    counted = tally(snapshot(*clues, counting=CountingRules(stale_days=limit)))
    expected = 0
    for c in clues:
        day = business_day(c)
        undecided = c.decided_on is None or c.decided_on > LAST
        if still(c) and day is not None and undecided and (LAST - day).days > limit:
            expected += 1
    assert counted.count("clue.stale") == expected


def balance_of(counted_snapshot: Snapshot, column: str = TOTAL) -> int:
    counted = tally(counted_snapshot)
    plus = (*("opening", "received", "moved_in", "split", "joined", "backfilled", "reopened", "undated"),)
    minus = ("closed", "moved", "merged", "parted")
    return sum(counted.count(f"clue.{part}", column) for part in plus) - sum(
        counted.count(f"clue.{part}", column) for part in minus
    )


pasts = st.none() | st.builds(
    Past, st.sampled_from(PastState), st.lists(st.sampled_from(STEPS), unique=True).map(tuple), takings
)


@given(ledgers(), st.data())
def test_the_balance_holds_whatever_the_history(clues: tuple[ClueFact, ...], data: st.DataObject) -> None:
    clues = tuple(replace(c, past=data.draw(pasts)) for c in clues)
    previous = previous_of(snapshot(header=header(2024)), "R-2024", "00")
    for current in (snapshot(*clues), snapshot(*clues, previous=previous)):
        counted = tally(current)
        for column in (TOTAL, *SOURCES, NO_SOURCE):
            assert balance_of(current, column) == counted.count("clue.closing", column)
        for found in counted.indicators:
            columns = [column for column, _ in counted.sources]
            assert counted.count(found.code) == sum(counted.count(found.code, c) for c in columns)
            if found.ever is not None:
                assert set(counted.numbers[found.code, TOTAL]) <= set(counted.numbers[found.code, EVER])


# --- several years ----------------------------------------------------------------------------------------


def forgotten(c: ClueFact, data: st.DataObject) -> ClueFact:
    """What was typed in of a clue at some moment: some days are not there yet."""
    missing = {name: None for name in STEPS if data.draw(st.booleans())}
    if c.closed and data.draw(st.booleans()):
        return replace(c, **missing, closed=False, closed_on=None)
    return replace(c, **missing)


@given(ledgers(8), st.data())
def test_late_entries_are_counted_once_and_stock_is_carried_over(
    clues: tuple[ClueFact, ...], data: st.DataObject
) -> None:
    """Three reports; each year more has been typed in, never less. At the end everything stands there."""
    typed: dict[str, ClueFact] = {}
    known: dict[str, Past] = {}
    previous = None
    events: list[tuple[str, str]] = []
    beside: list[tuple[str, Taken]] = []
    comings: list[str] = []
    for year in (2025, 2026, 2027):
        for c in clues:
            if year == 2027 or (c.uid in typed and data.draw(st.booleans())):
                typed[c.uid] = c
            elif c.uid not in typed and data.draw(st.booleans()):
                typed[c.uid] = forgotten(c, data)
        current = snapshot(
            *(replace(typed[c.uid], past=known.get(c.uid)) for c in clues if c.uid in typed),
            header=header(year),
            previous=previous,
        )
        counted = tally(current)
        if previous is not None:
            was = {item.source_column: item.count for item in previous.closing}
            for column in (TOTAL, *SOURCES):
                assert counted.count("clue.opening", column) == was.get(column, 0)
        assert balance_of(current) == counted.count("clue.closing")
        events += [(item.fact.uid, step) for item in standings(current) for step in item.steps]
        for item in standings(current):
            counted_before = item.fact.past.taken if item.fact.past and previous else ()
            fresh = [
                one
                for one in item.fact.taken
                if one.day.year <= year
                and one not in counted_before
                and (previous is not None or one.day.year == year)
            ]
            assert {one.code for one in fresh} == item.taken
            beside += [(item.fact.uid, one) for one in dict.fromkeys(fresh)]
        coming = (Entry.RECEIVED, Entry.MOVED_IN, Entry.SPLIT, Entry.JOINED, Entry.BACKFILLED, Entry.UNDATED)
        comings += [item.fact.uid for item in standings(current) if item.entry in coming]
        known, previous = closing_pasts(current), previous_of(current, f"R-{year}", "00")
    assert len(events) == len(set(events))
    assert len(beside) == len(set(beside))
    assert len(comings) == len(set(comings))


def test_what_falls_into_a_signed_period_counts_now_and_only_once() -> None:
    old = clue("A", accepted_on=date(2024, 5, 1), reported_on=date(2024, 4, 1), checked_on=date(2024, 6, 1))
    first = snapshot(header=header(2024))
    second = snapshot(
        replace(old, triaged_on=date(2025, 1, 9), disposition="direct"),
        previous=previous_of(first, "R-1", "00"),
    )
    counted = tally(second)
    assert counted.count("clue.backfilled") == 1
    assert counted.count("clue.received") == counted.count("clue.opening") == 0
    assert counted.count("clue.checked") == counted.count("clue.triaged") == 1
    third = snapshot(
        replace(
            second.clues[0], past=closing_pasts(second)["uid-A"], closed=True, closed_on=date(2025, 12, 1)
        ),
        header=header(2026),
        previous=previous_of(second, "R-2", "00"),
    )
    counted = tally(third)
    assert counted.count("clue.opening") == 1
    assert counted.count("clue.checked") == counted.count("clue.backfilled") == 0
    assert counted.count("clue.closed") == 1  # closed in 2025, typed in after that report was signed
    assert counted.count("clue.closing") == 0


def test_a_clue_settled_before_and_taken_up_again() -> None:
    reopened = clue("A", accepted_on=date(2023, 5, 1), stage=Stage.INVESTIGATION, past=Past(PastState.CLOSED))
    settled = replace(reopened, uid="B", number="B", closed=True)
    counted = tally(
        snapshot(reopened, settled, previous=previous_of(snapshot(header=header(2024)), "R", "0"))
    )
    assert counted.numbers["clue.reopened", TOTAL] == ("A",)
    assert counted.numbers["clue.closing.investigation", TOTAL] == ("A",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"checked_on": date(2026, 1, 4)}, Node.CHECK),
        ({"checked_on": LAST}, Node.RECTIFICATION),
        ({"decided_on": date(2026, 1, 1)}, Node.INVESTIGATION),
        ({"rectified_on": date(2026, 1, 1), "stage": Stage.CLOSURE}, Node.RECTIFICATION),
        ({"triaged_on": date(2026, 3, 1), "decided_on": date(2026, 6, 1)}, Node.TRIAGE),
        ({"closed": True, "closed_on": date(2026, 1, 1), "closure_kind": "rectified"}, Node.RECTIFICATION),
    ],
)
def test_the_stage_is_that_of_the_last_day_not_of_today(changes: dict[str, object], expected: Node) -> None:
    counted = tally(snapshot(clue("A", **({"stage": Stage.RECTIFICATION} | changes))))
    for found in Node:
        assert counted.count(f"clue.closing.{found.name.lower()}") == (found is expected)


def test_a_figure_tells_what_it_counts_and_which_clues() -> None:
    figure = tally(snapshot(clue("A"), clue("B", source_column="petition"))).figure("clue.received", "audit")
    assert figure.with_unit == "1件"
    assert figure.provenance.records == ("A",)
    assert "受理日期在本期内" in figure.provenance.definition
    assert (figure.provenance.row, figure.provenance.column) == ("clue.received", "audit")
