"""勾稽: what is found in a report that does not agree, and nothing in one that does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from domain.report_facts import clue, header, ledgers, rules, snapshot
from zhuize_desktop.domain.case_sheets import case_sheets
from zhuize_desktop.domain.checks import Check, Grade, run
from zhuize_desktop.domain.facts import (
    Closing,
    ClueFact,
    CountingRules,
    Past,
    PastState,
    RuleUse,
    SupervisionFact,
    withheld,
)
from zhuize_desktop.domain.freezing import previous_of
from zhuize_desktop.domain.indicators import EVER, TOTAL, tally
from zhuize_desktop.domain.loss_statistics import loss_tally
from zhuize_desktop.domain.reconcile import ANNUAL_CHECKS, Reconciled, annual_findings
from zhuize_desktop.domain.reports.sections import SECTIONS
from zhuize_desktop.domain.stages import Stage

if TYPE_CHECKING:
    from zhuize_desktop.domain.facts import Snapshot

TEXTS = {section.key: "已落实。" for section in SECTIONS}
MUST, VERIFY, HINT = Grade.MUST, Grade.VERIFY, Grade.HINT
QUIET: dict[str, Any] = {"rules": ()}


def told(given: Snapshot, texts: dict[str, str] | None = None) -> set[tuple[str, Grade, str]]:
    found = annual_findings(given, TEXTS if texts is None else texts)
    return {(item.check.removeprefix("annual."), item.grade, item.uid) for item in found}


def test_a_report_in_order_has_no_finding() -> None:
    good = clue("A", stage=Stage.TRIAGE, checked_on=date(2025, 3, 1))
    assert told(snapshot(good, **QUIET)) == set()
    assert told(snapshot(**QUIET)) == set()


CLUE_CASES: list[tuple[dict[str, Any], tuple[str, Grade]]] = [
    ({"source_column": ""}, ("source", VERIFY)),
    ({"source_column": "audit.special"}, ("source", VERIFY)),
    ({"category": ""}, ("category", VERIFY)),
    ({"source_kind": "state_assets.transfer", "source_column": "state_assets"}, ("superior", VERIFY)),
    ({"stage_confirmed": False}, ("stages", VERIFY)),
    ({"accepted_on": None, "legacy": True}, ("unknown_days", VERIFY)),
    ({"accepted_on": None, "stage": Stage.TRIAGE}, ("unknown_days", VERIFY)),
    ({"closed": True, "closure_kind": "disproved"}, ("unknown_days", VERIFY)),
    ({"triaged_on": date(2025, 4, 1)}, ("dispositions", VERIFY)),
    ({"realtime_scope": None}, ("realtime", VERIFY)),
    ({"closed": True, "closed_on": date(2025, 5, 1), "closure_kind": "rectified"}, ("closings", VERIFY)),
    ({"direct_fen": 5}, ("losses", VERIFY)),
    ({"recovered_fen": 5}, ("losses", VERIFY)),
    ({"contingent_fen": 5, "recovered_fen": 5}, ("losses", VERIFY)),
    ({"recovered_in_period_fen": 5}, ("amounts", MUST)),
    ({"estimated_fen": -1}, ("amounts", MUST)),
    ({"number": ""}, ("numbers", MUST)),
]


@pytest.mark.parametrize(("changes", "expected"), CLUE_CASES)
def test_each_doubt_about_a_clue_is_found_alone(changes: dict[str, Any], expected: tuple[str, Grade]) -> None:
    assert told(snapshot(clue("A", **changes), **QUIET)) == {(*expected, "uid-A")}


def test_a_loss_without_a_class_is_told_of_what_lacks_in_its_finding() -> None:
    (found,) = annual_findings(snapshot(clue("A", direct_fen=5), **QUIET), TEXTS)
    # A person may have confirmed the class that governs, for the consequence.
    assert "没有由人认定档次" not in found.sentence
    assert "在定损中补填资产损失档次" in found.sentence


def test_numbers_that_stand_twice() -> None:
    twice = snapshot(clue("A"), clue("A", uid="other"), clue("B"), **QUIET)
    assert told(twice) == {("numbers", MUST, "uid-A"), ("numbers", MUST, "other")}


def test_clues_outside_the_period_are_left_alone() -> None:
    late = clue(
        "A", accepted_on=date(2026, 2, 1), reported_on=date(2026, 1, 1), source_column="", category=""
    )
    assert told(snapshot(late, **QUIET)) == set()


def test_the_first_report_asks_for_the_confirmed_opening() -> None:
    old = clue("A", accepted_on=date(2024, 3, 1), reported_on=date(2024, 2, 1))
    assert told(snapshot(old, **QUIET)) == set()
    assert told(snapshot(old, opening_confirmed=False, **QUIET)) == {("opening", VERIFY, "")}
    assert told(snapshot(clue("B"), opening_confirmed=False, **QUIET)) == set()


def test_opening_is_what_the_last_report_closed_with() -> None:
    last = snapshot(clue("A", accepted_on=date(2024, 3, 1), recovered_fen=500), header=header(2024))
    previous = previous_of(last, "R-2024", "00")
    assert Closing("audit", 1) in previous.closing
    carried = clue(
        "A", accepted_on=date(2024, 3, 1), past=Past(PastState.OPEN), direct_fen=900, loss_class="major"
    )
    same = snapshot(replace(carried, recovered_fen=500), previous=previous, **QUIET)
    assert told(same) == set()
    assert told(replace(same, clues=())) == {("opening", VERIFY, ""), ("recovered_before", VERIFY, "")}
    moved = replace(same, clues=(replace(same.clues[0], source_column="petition"),))
    sentences = [item.sentence for item in annual_findings(moved, TEXTS)]
    assert len(sentences) == 2  # both columns, not the total
    assert any("审计" in text and "0件" in text and "1件" in text for text in sentences)
    gap = replace(same, previous=replace(previous, period_to=date(2024, 11, 30)))
    assert told(gap) == {("succession", VERIFY, "")}
    overlap = replace(same, previous=replace(previous, period_to=date(2025, 1, 1)))
    assert told(overlap) == {("succession", MUST, "")}


def test_supervision_reports_must_be_sorted_out() -> None:
    row = SupervisionFact(uid="s", title="审计报告", findings=3, listed=1, not_listed=2)
    assert told(snapshot(supervision=(row,), **QUIET)) == set()
    unsorted = replace(row, not_listed=0, unsorted=2)
    assert told(snapshot(supervision=(unsorted,), **QUIET)) == {("supervision", VERIFY, "s")}
    assert told(snapshot(supervision=(replace(row, findings=4),), **QUIET)) == {("supervision", MUST, "s")}


def test_lines_of_reporting_and_rules() -> None:
    nowhere = snapshot(header=header(addressee="", due_on=None), **QUIET)
    assert told(nowhere) == {("header", MUST, ""), ("header", HINT, "")}
    assert told(snapshot(rules=(RuleUse("46", "46号令", "参照", 2),))) == {("rules", HINT, "")}


def test_what_the_notice_demands_must_be_written() -> None:
    direct = clue(
        "A",
        investigated_on=date(2025, 8, 1),
        triaged_on=date(2025, 4, 1),
        disposition="direct",
        stage=Stage.DISPOSITION,
    )
    found = told(snapshot(direct, **QUIET), {})
    grades = {check.removeprefix("text."): grade for check, grade, _ in found}
    assert len(grades) == 15
    assert {grade for key, grade in grades.items() if key.startswith("tasks.")} == {VERIFY}
    assert (grades["profile"], grades["cases"], grades["experience"]) == (VERIFY, VERIFY, VERIFY)
    assert "progress" not in grades
    assert ("text.cases", HINT, "") in told(snapshot(**QUIET), {})
    assert ("text.cases", HINT, "") in told(snapshot(direct, header=header(level=2), **QUIET), {})
    assert told(snapshot(**QUIET), TEXTS | {"tasks.staff": " \n"}) == {("text.tasks.staff", VERIFY, "")}


@given(ledgers(), rules)
def test_the_tables_always_agree_with_themselves(
    clues: tuple[ClueFact, ...], counting: CountingRules
) -> None:
    arithmetic = {"balance", "source_sums", "part_sums", "loss_sums", "ever"}
    assert not arithmetic & {check for check, _, _ in told(snapshot(*clues, counting=counting))}


def check_of(code: str) -> tuple[Check[Reconciled], ...]:
    return tuple(item for item in ANNUAL_CHECKS if item.code == f"annual.{code}")


def test_tables_that_were_counted_wrongly_are_refused() -> None:
    """Each arithmetic check, given a table with one number too many, stops the report."""
    given = snapshot(
        clue("A", triaged_on=date(2025, 5, 1), disposition="direct", direct_fen=7, loss_class="major")
    )
    right = tally(given)
    losses = loss_tally(given, right.standings)
    cases = case_sheets(given, right.standings)
    for code, cell in (
        ("balance", ("clue.closing", TOTAL)),
        ("source_sums", ("clue.checked", "audit")),
        ("part_sums", ("clue.triaged.close", "audit")),
        ("part_sums", ("clue.closing.check", TOTAL)),
        ("ever", ("clue.decided", TOTAL)),
    ):
        wrong = replace(right, numbers=right.numbers | {cell: (*right.numbers[cell], "X")})
        for counted, expected in ((right, 0), (wrong, 1)):
            found = run(check_of(code), Reconciled(given, counted, losses, cases, TEXTS))
            assert bool(found) == bool(expected), (code, cell)
            assert all(item.grade is MUST for item in found)
    assert right.count("clue.received", EVER) == 1
    for measure in ("direct", "outstanding", "estimated"):
        sums = losses.sums | {("major", measure): losses.sum("major", measure) + 1}
        assert run(check_of("loss_sums"), Reconciled(given, right, replace(losses, sums=sums), cases, TEXTS))
    assert not run(check_of("loss_sums"), Reconciled(given, right, losses, cases, TEXTS))


def test_every_check_has_a_title_of_its_own() -> None:
    assert len({item.code for item in ANNUAL_CHECKS}) == len(ANNUAL_CHECKS)
    assert len({item.title for item in ANNUAL_CHECKS}) == len(ANNUAL_CHECKS)


# --- clues outside the circle -----------------------------------------------------------------------------------


@given(ledgers())
def test_withheld_clues_are_counted_as_before(clues):
    """Every figure, and the same clues behind it; checks that look at what is only told find no more than before."""
    open_one, masked = snapshot(*clues), snapshot(*map(withheld, clues))
    before, after = tally(open_one), tally(masked)
    for item in before.indicators:
        for column in (TOTAL, EVER, *(code for code, _ in before.sources)):
            assert after.count(item.code, column) == before.count(item.code, column)
    assert after.numbers == before.numbers
    losses = loss_tally(masked, after.standings)
    assert losses.sums == loss_tally(open_one, before.standings).sums
    found = {(one.check, one.uid) for one in annual_findings(masked, {})}
    assert found <= {(one.check, one.uid) for one in annual_findings(open_one, {})}


@given(ledgers())
def test_findings_tell_nothing_but_the_number_of_a_withheld_clue(clues):
    told = {
        (one.sentence, one.field, one.clause)
        for one in annual_findings(snapshot(*map(withheld, clues)), {})
        if one.record == "Clue" and one.check != "annual.numbers"
    }
    numbers = {fact.number for fact in clues}
    assert told <= {
        (f"线索{number}：有事项须在台账中核实，按知悉范围另行登记。", "", "本程序设计") for number in numbers
    }


def test_a_withheld_clue_is_found_by_its_number_and_an_open_one_by_what_is_wrong():
    fact = clue("N1", stage_confirmed=False)
    for one, sentence in ((fact, "环节由处理情况推断"), (withheld(fact), "有事项须在台账中核实")):
        (found,) = [f for f in annual_findings(snapshot(one), {}) if f.check == "annual.stages"]
        assert found.sentence.startswith("线索N1：")
        assert sentence in found.sentence


# --- the period -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "unfinished"),
    [("2025-06-30 09:00", True), ("2025-12-31 23:59", True), ("2026-01-01 00:00", False)],
)
def test_a_period_that_is_not_over_is_not_reported_on(taken, unfinished):
    found = [one for one in annual_findings(snapshot(taken_at=taken), {}) if one.check == "annual.unfinished"]
    assert [one.grade for one in found] == ([Grade.MUST] if unfinished else [])
