"""Two runs compared, and a run as it is kept."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.health import _EVERY, TITLES
from zhuize_desktop.domain.health.runs import (
    Change,
    HealthRun,
    Outcome,
    RunHead,
    compare,
    findings_of,
    in_order,
    thresholds_of,
    thresholds_to_plain,
    to_plain,
)
from zhuize_desktop.domain.health.subject import HealthFinding, Thresholds

HEAD = RunHead("run", datetime(2026, 11, 20, 1, tzinfo=UTC), "李文海", 9, "0" * 64, Thresholds())
FINDINGS = st.builds(
    HealthFinding,
    check=st.sampled_from(["clue.gap", "record.order", "duplicate.clue"]),
    grade=st.sampled_from(list(Grade)),
    sentence=st.text(max_size=5),
    record=st.just("Clue"),
    uid=st.sampled_from(["a", "b"]),
    field=st.sampled_from(["", "summary"]),
    clues=st.sampled_from([("a",), ("b",), ("a", "b")]),
    enterprise=st.sampled_from(["", "e"]),
    other=st.sampled_from(["", "b"]),
)


def run(findings, unread=()):
    return HealthRun(HEAD, tuple(findings), 2, frozenset(unread))


@given(st.lists(FINDINGS, max_size=8), st.lists(FINDINGS, max_size=8))
def test_new_kept_and_gone_are_the_difference_of_two_multisets(now, before):
    told = compare(run(now), run(before))
    counted = {change: Counter(one.finding.key for one in told if one.change is change) for change in Change}
    here, there = Counter(one.key for one in now), Counter(one.key for one in before)
    assert counted[Change.KEPT] == here & there
    assert counted[Change.NEW] == here - there
    assert counted[Change.GONE] == there - here
    assert not counted[Change.UNKNOWN]


def test_what_one_of_the_runs_could_not_see_is_neither_new_nor_gone():
    finding = HealthFinding("clue.gap", Grade.VERIFY, "相隔", "Clue", "a", "", clues=("a",))
    assert [one.change for one in compare(run([finding]), run([], ["a"]))] == [Change.UNKNOWN]
    assert compare(run([], ["a"]), run([finding])) == ()
    changed = replace(finding, sentence="相隔更久")
    assert [one.change for one in compare(run([changed]), run([finding]))] == [Change.KEPT]


@given(st.lists(FINDINGS, max_size=8))
def test_run_comes_back_as_it_was_kept(findings):
    plain = json.loads(json.dumps(to_plain(Outcome(tuple(findings), 7), ["z", "y"])))
    assert tuple(findings_of(plain)) == tuple(findings)
    assert (plain["examined"], plain["unread"]) == (7, ["y", "z"])


def test_check_that_is_gone_from_the_program_is_left_out():
    finding = HealthFinding("no.such", Grade.HINT, "旧", "Clue", "a")
    assert list(findings_of(to_plain(Outcome((finding,), 1), []))) == []


def test_thresholds_come_back_and_a_missing_one_stands_as_shipped():
    own = Thresholds(stale_days=None, repeat_days=7)
    assert thresholds_of(thresholds_to_plain(own)) == own
    assert thresholds_of({"repeat_days": 7, "unknown": 1}) == own


@given(st.lists(FINDINGS, max_size=9))
def test_order_is_grade_then_check_then_enterprise(findings):
    names = {"e": "虚构甲公司"}
    got = [
        (list(Grade).index(one.grade), list(TITLES).index(one.check), names.get(one.enterprise, ""))
        for one in in_order(findings, names)
    ]
    assert got == sorted(got)


def test_findings_are_headed_by_what_is_wrong():
    assert TITLES["clue.closing"] == "销号标志、日期或方式缺失"
    told = {check.code: (check.title, check.fault) for check in _EVERY}
    assert set(told) == set(TITLES)
    for title, fault in told.values():
        assert fault
        assert fault != title
