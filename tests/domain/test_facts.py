"""Snapshots: plain data for signing, and exactly the same snapshot back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.facts import (
    STEPS,
    Closing,
    ClueFact,
    CountingRules,
    Past,
    PastState,
    Period,
    Previous,
    ReportHeader,
    RuleUse,
    Snapshot,
    SupervisionFact,
    Word,
)

days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
for known in (ClueFact, SupervisionFact, ReportHeader, RuleUse, Word, Closing, CountingRules, Past, Previous):
    st.register_type_strategy(known, st.builds(known))
snapshots = st.builds(Snapshot)


def only_plain(value: Any) -> bool:
    if type(value) is dict:
        return all(type(key) is str and only_plain(item) for key, item in value.items())
    if type(value) is list:
        return all(only_plain(item) for item in value)
    return value is None or type(value) in (int, str, bool)


@given(snapshots)
def test_there_and_back_is_the_same_snapshot(snapshot: Snapshot) -> None:
    plain = snapshot.to_plain()
    assert only_plain(plain)
    through_text = json.loads(json.dumps(plain, ensure_ascii=True))
    assert Snapshot.from_plain(through_text) == snapshot
    assert Snapshot.from_plain(through_text).to_plain() == plain


def sample() -> Snapshot:
    header = ReportHeader(
        enterprise="甲", year=2025, period_from=date(2025, 1, 1), period_to=date(2025, 12, 31)
    )
    return Snapshot(
        header=header,
        clues=(ClueFact(uid="1", number="A-1", closed_on=date(2025, 3, 1), past=Past(PastState.OPEN)),),
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 99),
        (("clues",), None),
        (("clues", 0, "closed"), 1),
        (("clues", 0, "level"), True),
        (("clues", 0, "closed_on"), "2025-02-30"),
        (("clues", 0, "stage"), "unheard"),
        (("clues", 0, "direct_fen"), "5"),
        (("clues", 0, "past", "steps"), "checked_on"),
        (("header", "year"), None),
    ],
)
def test_what_is_not_a_whole_snapshot_is_refused_in_chinese(path: tuple[Any, ...], value: Any) -> None:
    plain = sample().to_plain()
    inner: Any = plain
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(FileProblem, match="快照"):
        Snapshot.from_plain(plain)


def test_a_missing_or_unknown_field_is_refused() -> None:
    for change in ("drop", "add"):
        plain = sample().to_plain()
        clue = plain["clues"][0]
        if change == "drop":
            del clue["legacy"]
        else:
            clue["extra"] = 1
        with pytest.raises(FileProblem):
            Snapshot.from_plain(plain)


def test_the_steps_are_days_of_the_fact() -> None:
    names = {item.name for item in fields(ClueFact)}
    assert set(STEPS) <= names


def test_a_period_holds_both_its_ends() -> None:
    period = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert date(2025, 1, 1) in period
    assert date(2025, 12, 31) in period
    assert date(2024, 12, 31) not in period
    assert None not in period
    assert period.text == "2025年1月1日至2025年12月31日"
