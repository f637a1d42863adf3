"""管理提升 (T5) and the groups of T4: letters by their days, repetitions by brute force, 管理权限 under its group."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.report_facts import FIRST, LAST, WORDS, clue, header, ledgers, snapshot
from zhuize_desktop.domain.accountability_statistics import accountability
from zhuize_desktop.domain.balance import accepted_day
from zhuize_desktop.domain.case_counts import closing_counted
from zhuize_desktop.domain.case_facts import CaseFacts, HandlingFact, LetterFact
from zhuize_desktop.domain.facts import ClueFact, CountingRules, Word
from zhuize_desktop.domain.freezing import previous_of
from zhuize_desktop.domain.lessons import lessons, repeats
from zhuize_desktop.domain.standing import standings

BEFORE = FIRST - timedelta(1)


def counted(given_snapshot):
    return lessons(given_snapshot, standings(given_snapshot))


@given(ledgers(8), st.integers(1, 900))
def test_a_repetition_is_what_a_look_at_every_pair_finds(clues: tuple[ClueFact, ...], days: int) -> None:
    found = {item.fact.number for item in repeats(standings(snapshot(*clues)), days)}
    looked_at = [
        (accepted_day(item.fact), at, item.fact)
        for at, item in enumerate(standings(snapshot(*clues)))
        if item.entry.accepted and accepted_day(item.fact) is not None
    ]
    expected = set()
    for day, at, fact in looked_at:
        for other_day, other_at, other in looked_at:
            assert day is not None
            assert other_day is not None
            before = (other_day, other_at) < (day, at) and day - other_day <= timedelta(days)
            same = fact.category and fact.category == other.category
            shared = set(fact.enterprise_keys) & set(other.enterprise_keys)
            alone = not any(one.split or one.closure_kind == "merged" for one in (fact, other))
            if before and same and shared and alone:
                expected.add(fact.number)
    assert found == expected


def test_a_repetition_counts_with_what_is_new_and_only_while_a_time_is_set() -> None:
    mine = {"enterprise_keys": (1,), "category": "funds"}
    given_snapshot = snapshot(
        clue("old", accepted_on=date(2024, 12, 1), **mine),
        clue("older", accepted_on=date(2024, 11, 1), **mine),
        clue("new", accepted_on=date(2025, 1, 15), **mine),
        clue("late", accepted_on=date(2025, 12, 30), **mine),
        counting=CountingRules(repeat_days=60),
    )
    sheet = counted(given_snapshot)
    assert sheet.numbers["repeated", "now"] == ("new",)
    assert sheet.numbers["repeated", "ever"] == ("old", "new")
    assert sheet.figure("repeated", "now").with_unit == "1件"
    assert "60天" in sheet.row("repeated").definition
    unset = counted(replace(given_snapshot, counting=CountingRules()))
    assert "repeated" not in {row.code for row in unset.rows}


def test_letters_count_by_their_own_days_and_once() -> None:
    letters = (
        LetterFact(uid="1", clue="uid-A", adoption="adopted", issued_on=BEFORE, answered_on=FIRST),
        LetterFact(uid="2", clue="uid-A", issued_on=LAST, adoption="declined"),
        LetterFact(uid="3", clue="uid-A", issued_on=LAST + timedelta(1)),
        LetterFact(uid="4", clue="unknown", issued_on=LAST),
    )
    first = snapshot(clue("A"), case=CaseFacts(letters=letters))
    sheet = counted(first)
    assert [sheet.value("issued", column) for column in ("now", "ever")] == [1, 2]
    assert [sheet.value("adoption.adopted", column) for column in ("now", "ever")] == [1, 1]
    assert sheet.value("adoption.declined", "ever") == 0  # nobody wrote when it was answered
    known = closing_counted(first)
    again = snapshot(
        clue("A"),
        header=header(2026),
        previous=previous_of(first, "R", "00"),
        case=CaseFacts(letters=tuple(replace(one, counted=known.get(one.uid, ())) for one in letters)),
    )
    sheet = counted(again)
    assert [sheet.value("issued", column) for column in ("now", "ever")] == [1, 3]
    assert sheet.value("adoption.adopted", "now") == 0


def test_who_is_under_which_authority_stands_under_its_group_too() -> None:
    words = (
        *(word for word in WORDS if word.dictionary != "cadre_authority"),
        Word("cadre_authority", "group_managers", "集团管理人员"),
        Word("cadre_authority", "city_committee", "市委管理", "group_managers"),
        Word("cadre_authority", "sasac", "市国资委党委管理", "group_managers"),
        Word("cadre_authority", "lone", "另设", "retired_group"),
    )
    held = [("city_committee", 1), ("sasac", 2), ("sasac", 1), ("group_managers", 3), ("lone", 4), ("", 5)]
    handlings = tuple(
        HandlingFact(
            uid=f"h-{at}", clue="uid-A", decision=f"d-{at}", decision_kind="decision", person=person,
            authority=code, decided_on=LAST,
        )
        for at, (code, person) in enumerate(held)
    )  # fmt: skip
    sheet = accountability(snapshot(clue("A"), words=words, case=CaseFacts(handlings=handlings)))
    shown = [row for row in sheet.rows if row.code.startswith("authority.")]
    assert [row.label for row in shown] == [
        *("集团管理人员", "其中：市委管理", "其中：市国资委党委管理", "另设", "未注明"),
    ]
    assert [sheet.value(row.code, "persons") for row in shown] == [3, 1, 2, 1, 1]
    assert [sheet.value(row.code, "times") for row in shown] == [4, 1, 2, 1, 1]
