"""T2, T4, T5 and 挽回 by kind against a second count: loops over every cell, written from the sentences of the 口径."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.report_facts import (
    ASPECTS,
    AUTHORITIES,
    CATEGORIES,
    EMPLOYMENTS,
    LIABILITIES,
    OUTSIDE,
    RECOVERIES,
    ROOTS,
    RULES_MADE,
    STATES,
    amounts,
    clue,
    days,
    header,
    ledgers,
    rules,
    snapshot,
)
from domain.test_indicators import accepted, handled, inside, joined, received, reopened
from zhuize_desktop.domain.case_counts import closing_counted
from zhuize_desktop.domain.case_facts import (
    CaseFacts,
    DeductionFact,
    ExemptionFact,
    HandlingFact,
    ItemFact,
    OutsideFact,
    RecoveryFact,
    ReviewFact,
    RuleChangeFact,
)
from zhuize_desktop.domain.case_sheets import CaseSheets, case_sheets
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.facts import withheld
from zhuize_desktop.domain.freezing import previous_of
from zhuize_desktop.domain.indicators import tally
from zhuize_desktop.domain.reconcile import annual_findings

if TYPE_CHECKING:
    from zhuize_desktop.domain.facts import ClueFact, CountingRules, Snapshot
    from zhuize_desktop.domain.sheet import Sheet

YEAR = 2025
CLUES = ("N0", "N1", "N2", "elsewhere")
codes = {
    "liability": st.sampled_from([*LIABILITIES, ""]),
    "employment": st.sampled_from([*EMPLOYMENTS, ""]),
    "authority": st.sampled_from([*AUTHORITIES, "unheard"]),
    "roots": st.lists(st.sampled_from([*ROOTS, "unheard"]), max_size=3, unique=True).map(tuple),
    "kind": st.sampled_from([*OUTSIDE, *RULES_MADE, *RECOVERIES, "unheard"]),
    "state": st.sampled_from([*STATES, "unheard"]),
    "result": st.sampled_from(["upheld", "changed", "revoked"]),
    "decision_kind": st.sampled_from(["decision", "decision", "decision", "suggestion", "none"]),
    "decision": st.sampled_from(["d1", "d2"]),
}
people = st.integers(1, 3)
several = st.lists(people, max_size=2, unique=True).map(tuple)


def numbered(name: str, built: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some rows with uids of their own."""
    return st.lists(built, max_size=4).map(
        lambda rows: tuple(replace(one, uid=f"{name}{at}") for at, one in enumerate(rows))
    )


def row(fact: type, **parts: Any) -> st.SearchStrategy[Any]:
    return st.builds(fact, uid=st.just(""), clue=st.sampled_from(CLUES), **parts)


def some(*names: str) -> dict[str, Any]:
    return {name: codes[name] for name in names}


cases = st.builds(
    CaseFacts,
    handlings=numbered(
        "h",
        row(
            HandlingFact,
            person=st.none() | people,
            body=st.none() | people,
            deduction_fen=amounts,
            again=st.booleans(),
            decided_on=days,
            **some("decision", "decision_kind", "liability", "employment", "authority", "roots"),
        ),
    ),
    outside=numbered("o", row(OutsideFact, persons=several, decided_on=days, **some("kind"))),
    exemptions=numbered("e", row(ExemptionFact, person=people, found_on=days)),
    reviews=numbered("v", row(ReviewFact, persons=several, decided_on=days, **some("decision", "result"))),
    deductions=numbered("x", row(DeductionFact, fen=amounts, done_on=days)),
    items=numbered(
        "i",
        row(
            ItemFact,
            issued_on=days,
            done_on=days,
            due_on=days,
            extensions=st.integers(0, 2),
            **{f"{name}_fen": amounts for name in ("accounting", "recovered", "returned", "tax", "other")},
            **some("state"),
        ).map(lambda one: one if one.state == "done" else replace(one, done_on=None)),
    ),
    rule_changes=numbered("c", row(RuleChangeFact, published_on=days, **some("kind"))),
    recoveries=numbered("r", row(RecoveryFact, fen=amounts, recovered_on=days, **some("kind"))),
)


def sheets_of(given: Snapshot) -> CaseSheets:
    return case_sheets(given, tally(given).standings)


def named(clues: tuple[ClueFact, ...], wanted: set[str]) -> tuple[str, ...]:
    return tuple(c.number for c in clues if c.uid in wanted)


def within(day: date | None, span: str) -> bool:
    if day is None:
        return False
    return day.year == YEAR if span == "" else day.year <= YEAR


SPANS = ("", "ever_")


# --- T4 -------------------------------------------------------------------------------------------------------


def word(code: str, known: dict[str, str]) -> str:
    return code if code in known else "unnamed"


@given(ledgers(3), cases)
def test_every_cell_of_the_persons_held_to_account(clues: tuple[ClueFact, ...], case: CaseFacts) -> None:
    sheet = sheets_of(snapshot(*clues, case=case)).accountability
    here = {c.uid for c in clues}
    decided = [h for h in case.handlings if h.decision_kind == "decision" and h.clue in here]
    for span in SPANS:
        mine = [h for h in decided if h.person is not None and within(h.decided_on, span)]

        def check(name: str, some_of: list[HandlingFact], *columns: str, at: str = span) -> None:
            told = {
                "persons": {h.person for h in some_of},
                "times": {(h.person, h.decision) for h in some_of},
            }
            for column in columns:
                assert sheet.value(name, at + column) == len(told[column]), (name, at, column)
                assert sheet.numbers.get((name, at + column), ()) == named(clues, {h.clue for h in some_of})

        check("all", mine, "persons", "times")
        check("again", [h for h in mine if h.again], "persons", "times")
        for code in (*LIABILITIES, "unnamed"):
            part = [h for h in mine if word(h.liability, LIABILITIES) == code]
            check(f"liability.{code}", part, "persons", "times")
        for code in (*AUTHORITIES, "unnamed"):
            part = [h for h in mine if word(h.authority, AUTHORITIES) == code]
            check(f"authority.{code}", part, "persons", "times")
        for code in (*EMPLOYMENTS, "unnamed"):
            check(
                f"employment.{code}", [h for h in mine if word(h.employment, EMPLOYMENTS) == code], "persons"
            )
        for code in ROOTS:
            check(f"root.{code}", [h for h in mine if code in h.roots], "times")
        check("root.unnamed", [h for h in mine if not set(h.roots) & set(ROOTS)], "times")
        assert sheet.value("root.pay", span + "amount") == sum(h.deduction_fen for h in mine)
        paid = [one for one in case.deductions if one.clue in here and within(one.done_on, span)]
        assert sheet.value("paid", span + "amount") == sum(one.fen for one in paid)
        bodies = [h for h in decided if h.person is None and h.body and within(h.decided_on, span)]
        assert sheet.value("bodies", span + "persons") == len({h.body for h in bodies})
        assert sheet.value("bodies", span + "times") == len({(h.body, h.decision) for h in bodies})
        spared = [one for one in case.exemptions if one.clue in here and within(one.found_on, span)]
        assert sheet.value("exempt", span + "persons") == len({one.person for one in spared})


@given(ledgers(3), cases)
def test_what_others_decided_and_what_reviews_changed_stands_apart(
    clues: tuple[ClueFact, ...], case: CaseFacts
) -> None:
    sheet = sheets_of(snapshot(*clues, case=case)).accountability
    here = {c.uid for c in clues}
    for span in SPANS:
        for code in (*OUTSIDE, "unnamed"):
            theirs = [
                one
                for one in case.outside
                if one.clue in here and word(one.kind, OUTSIDE) == code and within(one.decided_on, span)
            ]
            assert sheet.value(f"outside.{code}", span + "persons") == len(
                {p for one in theirs for p in one.persons}
            )
            assert sheet.value(f"outside.{code}", span + "times") == sum(len(one.persons) for one in theirs)
        for result in ("changed", "revoked"):
            reviews = [
                one
                for one in case.reviews
                if one.clue in here and one.result == result and within(one.decided_on, span)
            ]
            times = {(person, one.decision) for one in reviews for person in one.persons}
            assert sheet.value(f"review.{result}", span + "times") == len(times)
            assert sheet.value(f"review.{result}", span + "persons") == len({person for person, _ in times})
        adjusted = sheet.value("all", span + "times") - sheet.value("review.revoked", span + "times")
        assert sheet.value("adjusted", span + "times") == adjusted


# --- T2 -------------------------------------------------------------------------------------------------------


@given(ledgers(3), cases, rules)
def test_every_cell_of_the_violations(
    clues: tuple[ClueFact, ...], case: CaseFacts, counting: CountingRules
) -> None:
    given = snapshot(*clues, case=case, counting=counting)
    sheets = sheets_of(given)
    assert (sheets.aspects is None) == (not any(c.aspects for c in clues))
    check_violations(
        sheets.violations,
        clues,
        case,
        counting,
        {
            **{code: [c for c in clues if c.category == code] for code in CATEGORIES},
            "unnamed": [c for c in clues if c.category not in CATEGORIES],
            "all": list(clues),
        },
    )
    if sheets.aspects is not None:
        check_violations(
            sheets.aspects,
            clues,
            case,
            counting,
            {
                **{code: [c for c in clues if code in c.aspects] for code in ASPECTS},
                "unnamed": [c for c in clues if not set(c.aspects) & set(ASPECTS)],
                "all": list(clues),
            },
        )


def check_violations(
    sheet: Sheet,
    clues: tuple[ClueFact, ...],
    case: CaseFacts,
    counting: CountingRules,
    groups: dict[str, list[ClueFact]],
) -> None:
    for name, group in groups.items():
        for span in SPANS:
            mine = [
                c
                for c in group
                if accepted(c)
                and (span or received(c) or joined(c) or (handled(c) and inside(c) and not reopened(c)))
            ]
            confirmed = sum(c.direct_fen + c.indirect_fen for c in mine)
            if counting.contingent_counts:
                confirmed += sum(c.contingent_fen for c in mine)
            held = [
                h
                for h in case.handlings
                if h.person is not None
                and h.decision_kind == "decision"
                and h.clue in {c.uid for c in group}
                and within(h.decided_on, span)
            ]
            expected = {
                "clues": len(mine),
                "enterprises": len({key for c in mine for key in c.enterprise_keys}),
                "estimated": sum(c.estimated_fen or 0 for c in mine),
                "confirmed": confirmed,
                "persons": len({h.person for h in held}),
                "times": len({(h.person, h.decision) for h in held}),
            }
            assert {column: sheet.value(name, span + column) for column in expected} == expected, (name, span)
            assert sheet.numbers.get((name, span + "clues"), ()) == tuple(c.number for c in mine)


# --- T5 and 挽回 ----------------------------------------------------------------------------------------------


@given(ledgers(3), cases)
def test_every_cell_of_the_rectification(clues: tuple[ClueFact, ...], case: CaseFacts) -> None:
    sheets = sheets_of(snapshot(*clues, case=case))
    here = {c.uid for c in clues}
    there = [i for i in case.items if i.clue in here and (i.issued_on is None or i.issued_on.year <= YEAR)]

    def state(i: ItemFact) -> str:
        if i.state == "done" and i.done_on and i.done_on.year > YEAR:
            return "ongoing"
        return word(i.state, STATES)

    groups = {
        "all": there,
        "issued": [i for i in there if i.issued_on and i.issued_on.year == YEAR],
        "completed": [i for i in there if i.done_on and i.done_on.year == YEAR],
        "overdue": [i for i in there if state(i) != "done" and i.due_on and i.due_on <= date(YEAR, 12, 30)],
        "extended": [i for i in there if i.extensions],
        **{f"state.{code}": [i for i in there if state(i) == code] for code in (*STATES, "unnamed")},
    }
    names = ("accounting", "recovered", "returned", "tax", "other")
    for name, group in groups.items():
        expected = {column: sum(getattr(i, f"{column}_fen") for i in group) for column in names}
        expected["sum"] = sum(expected.values())
        expected |= {"items": len(group), "extensions": sum(i.extensions for i in group)}
        assert {column: sheets.rectification.value(name, column) for column in expected} == expected, name
        assert sheets.rectification.numbers.get((name, "items"), ()) == named(clues, {i.clue for i in group})
    for kind in (*RULES_MADE, "unnamed", "all"):
        made = [
            one
            for one in case.rule_changes
            if one.clue in here and kind in (word(one.kind, RULES_MADE), "all")
        ]
        assert sheets.rule_changes.value(kind, "now") == sum(within(one.published_on, "") for one in made)
        assert sheets.rule_changes.value(kind, "ever") == sum(
            within(one.published_on, "ever_") for one in made
        )


@given(ledgers(3), cases)
def test_what_came_back_by_kind(clues: tuple[ClueFact, ...], case: CaseFacts) -> None:
    sheet = sheets_of(snapshot(*clues, case=case)).recoveries
    known = {c.uid for c in clues if accepted(c)}
    for kind in (*RECOVERIES, "unnamed", "all"):
        lines = [r for r in case.recoveries if r.clue in known and kind in (word(r.kind, RECOVERIES), "all")]
        now = [r for r in lines if r.recovered_on and r.recovered_on.year == YEAR]
        ever = [r for r in lines if (r.recovered_on.year <= YEAR if r.recovered_on else not r.entered_later)]
        assert sheet.value(kind, "lines") == len(now)
        assert sheet.value(kind, "amount") == sum(r.fen for r in now)
        assert sheet.value(kind, "ever_lines") == len(ever)
        assert sheet.value(kind, "ever_amount") == sum(r.fen for r in ever)


# --- several years, masked clues, nothing recorded --------------------------------------------------------------


EVENTS = {
    "handlings": ("decided_on",),
    "outside": ("decided_on",),
    "exemptions": ("found_on",),
    "reviews": ("decided_on",),
    "deductions": ("done_on",),
    "items": ("issued_on", "done_on"),
    "rule_changes": ("published_on",),
}


def typed(case: CaseFacts, chosen: set[str], counted: Any) -> CaseFacts:
    """The rows that have been typed in, as the last report left them."""
    return CaseFacts(
        **{
            kind: tuple(
                replace(one, counted=counted.get(one.uid, ()))
                for one in getattr(case, kind)
                if one.uid in chosen
            )
            for kind in EVENTS
        }
    )


@given(cases, st.data())
def test_nothing_is_counted_twice_and_nothing_is_left_out(case: CaseFacts, data: st.DataObject) -> None:
    """Three reports; each year more has been typed in, in the last everything."""
    case = replace(case, items=tuple(replace(one, issued_on=None) for one in case.items))
    clues = tuple(clue(number, uid=number) for number in CLUES)
    uids = [one.uid for kind in EVENTS for one in getattr(case, kind)]
    chosen: set[str] = set()
    history: set[str] | None = None
    counted: Any = {}
    previous = None
    found = dict.fromkeys(("paid", "withheld", "completed", "rules"), 0)
    for year in (2025, 2026, 2027):
        chosen |= set(uids) if year == 2027 else {uid for uid in uids if data.draw(st.booleans())}
        history = set(chosen) if history is None else history
        given = snapshot(*clues, header=header(year), case=typed(case, chosen, counted), previous=previous)
        sheets = sheets_of(given)
        found["paid"] += sheets.accountability.value("paid", "amount")
        found["withheld"] += sheets.accountability.value("root.pay", "amount")
        found["completed"] += sheets.rectification.value("completed", "items")
        found["rules"] += sheets.rule_changes.value("all", "now")
        counted, previous = closing_counted(given), previous_of(given, f"R-{year}", "00")

    def counts(uid: str, day: date | None) -> bool:
        return day is not None and day.year <= 2027 and (day.year >= 2025 or uid not in (history or ()))

    held = [one for one in case.handlings if one.person is not None and one.decision_kind == "decision"]
    assert found == {
        "paid": sum(one.fen for one in case.deductions if counts(one.uid, one.done_on)),
        "withheld": sum(one.deduction_fen for one in held if counts(one.uid, one.decided_on)),
        "completed": sum(counts(one.uid, one.done_on) for one in case.items),
        "rules": sum(counts(one.uid, one.published_on) for one in case.rule_changes),
    }


def decided(day: date | None, **more: Any) -> HandlingFact:
    given = {"person": 1, "decision": "d", "decision_kind": "decision", "liability": "direct"}
    return HandlingFact(uid="h", clue="uid-A", decided_on=day, **(given | more))


@pytest.mark.parametrize(
    ("day", "now", "ever"),
    [
        (date(2024, 12, 31), 0, 1),
        (date(2025, 1, 1), 1, 1),
        (date(2025, 12, 31), 1, 1),
        (date(2026, 1, 1), 0, 0),
        (None, 0, 0),
    ],
)
def test_the_day_of_the_decision_is_the_period(day: date | None, now: int, ever: int) -> None:
    sheet = sheets_of(snapshot(clue("A"), case=CaseFacts(handlings=(decided(day),)))).accountability
    assert (sheet.value("all", "persons"), sheet.value("all", "ever_persons")) == (now, ever)


def test_one_person_in_two_decisions_is_one_person_and_two_times() -> None:
    first = decided(date(2025, 3, 1), roots=("criticism", "pay"), deduction_fen=300)
    second = replace(first, uid="h2", clue="uid-B", decision="d2", employment="retired")
    sheets = sheets_of(
        snapshot(clue("A"), clue("B", category="risk"), case=CaseFacts(handlings=(first, second)))
    )
    held = sheets.accountability
    assert (held.value("all", "persons"), held.value("all", "times")) == (1, 2)
    assert held.figure("all", "times").with_unit == "2人次"
    assert held.figure("all", "persons").provenance.records == ("A", "B")
    assert held.value("root.criticism", "times") + held.value("root.pay", "times") == 4
    assert held.figure("root.pay", "amount").value == 600
    assert sheets.violations.value("funds", "persons") == sheets.violations.value("risk", "persons") == 1
    assert sheets.violations.value("all", "persons") == 1


@given(ledgers(3), cases)
def test_withheld_clues_are_counted_as_before_but_for_their_enterprises(
    clues: tuple[ClueFact, ...], case: CaseFacts
) -> None:
    before = sheets_of(snapshot(*clues, case=case))
    after = sheets_of(snapshot(*map(withheld, clues), case=case))
    for one, other in zip(before, after, strict=True):
        keys = {key for key in {*one.values, *other.values} if not key[1].endswith("enterprises")}
        assert {key: one.value(*key) for key in keys} == {key: other.value(*key) for key in keys}
        assert all(other.value(*key) == 0 for key in other.values if key[1].endswith("enterprises"))


@given(ledgers(3), cases)
def test_the_tables_agree_with_each_other(clues: tuple[ClueFact, ...], case: CaseFacts) -> None:
    """No arithmetic check finds anything in what was counted here, whatever stands in the ledger."""
    names = {"persons", "same_persons", "violation_sums", "item_sums", "rule_sums"}
    found = annual_findings(snapshot(*clues, case=case), {})
    assert not {one.check for one in found} & {f"annual.{name}" for name in names}


def test_a_ledger_with_nothing_of_it_has_empty_tables() -> None:
    sheets = sheets_of(snapshot(clue("A")))
    assert sheets.aspects is None
    for sheet in (sheets.accountability, sheets.rectification, sheets.rule_changes, sheets.recoveries):
        assert sheet.empty


# --- 勾稽 -----------------------------------------------------------------------------------------------------


def doubts(case: CaseFacts, **more: Any) -> set[tuple[str, str]]:
    given = snapshot(clue("A", direct_fen=900, loss_class="major", **more), case=case)
    return {
        (one.check.removeprefix("annual."), one.uid)
        for one in annual_findings(given, {})
        if not one.check.startswith("annual.text") and one.grade is Grade.VERIFY
    }


ITEM = ItemFact(uid="i", clue="uid-A", state="done", recovered_fen=500)
LINE = RecoveryFact(uid="r", clue="uid-A", kind="cash", fen=500, recovered_on=date(2025, 6, 30))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (CaseFacts(handlings=(decided(date(2025, 3, 1)),)), set()),
        (CaseFacts(handlings=(decided(None),)), {"handlings"}),
        (CaseFacts(handlings=(decided(None, decision_kind="suggestion"),)), set()),
        (CaseFacts(handlings=(decided(date(2025, 3, 1), liability=""),)), {"handlings"}),
        (CaseFacts(handlings=(decided(date(2025, 3, 1), deduction_fen=5),)), {"handlings"}),
        (CaseFacts(handlings=(decided(date(2025, 3, 1), deduction_fen=5, roots=("pay",)),)), set()),
        (CaseFacts(handlings=(decided(date(2025, 3, 1), ban=True),)), {"handlings"}),
        (CaseFacts(reviews=(ReviewFact(uid="v", clue="uid-A", result="revoked"),)), {"reviews"}),
        (CaseFacts(reviews=(ReviewFact(uid="v", clue="uid-A", result="upheld"),)), set()),
        (CaseFacts(recoveries=(replace(LINE, recovered_on=None, entered_later=True),)), {"undated"}),
        (CaseFacts(deductions=(DeductionFact(uid="d", clue="uid-A", fen=5),)), {"undated"}),
        (CaseFacts(items=(ITEM,)), {"item_recoveries"}),
        (CaseFacts(items=(replace(ITEM, state="ongoing"),)), set()),
    ],
)
def test_each_doubt_about_the_rows_is_found_alone(case: CaseFacts, expected: set[str]) -> None:
    assert doubts(case) == {(name, "uid-A") for name in expected}


def test_recoveries_are_compared_line_by_line() -> None:
    assert doubts(CaseFacts(items=(ITEM,), recoveries=(LINE,)), recovered_fen=500) == set()
    assert doubts(CaseFacts(recoveries=(replace(LINE, kind=""),)), recovered_fen=500) == {
        ("recovery_kinds", "uid-A")
    }
    wrong = snapshot(
        clue("A", recovered_fen=501, recovered_in_period_fen=500, direct_fen=900, loss_class="major"),
        case=CaseFacts(recoveries=(LINE,)),
    )
    (found,) = [one for one in annual_findings(wrong, {}) if one.check == "annual.recovery_sums"]
    assert found.grade is Grade.MUST
    assert "挽回方式表0.0005万元，资产损失表0.000501万元" in found.sentence
