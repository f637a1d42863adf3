"""不相容事项: which two actions one person must not do, and what relaxing one of them changes."""

from __future__ import annotations

from datetime import date

import pytest

from zhuize_desktop.domain.pairs import ALL_IN_FORCE, PAIRS, PairTable, Relaxation, Scope, pair_of
from zhuize_desktop.domain.roles import Op, Role

SUBMIT, REVIEW, ISSUE = Op.SUBMIT_REPORT, Op.REVIEW_REPORT, Op.ISSUE_REPORT
DAY = date(2026, 11, 20)


def relaxed(*pairs):
    return PairTable(tuple(Relaxation(first, second, "人员不足", DAY) for first, second in pairs))


def test_by_default_three_signatures_are_three_persons():
    assert [pair.label for pair in ALL_IN_FORCE.in_force()] == [
        "同一份报告：提交报告 — 审核报告",
        "同一份报告：提交报告 — 签发报告",
        "同一份报告：审核报告 — 签发报告",
        "同一条线索：登记审批件 — 确认审批件",
        "同一条线索：登记办理内容 — 确认销号",
    ]
    for one, other in ((SUBMIT, REVIEW), (SUBMIT, ISSUE), (REVIEW, ISSUE)):
        assert ALL_IN_FORCE.clash(one, {other}) is ALL_IN_FORCE.clash(other, {one})
        assert ALL_IN_FORCE.clash(one, {other}).ops == {one, other}
    assert ALL_IN_FORCE.clash(ISSUE, set()) is None
    assert ALL_IN_FORCE.clash(SUBMIT, {SUBMIT}) is None


def test_a_relaxed_pair_forbids_nothing_and_the_others_stay():
    table = relaxed((SUBMIT, REVIEW))
    assert table.clash(REVIEW, {SUBMIT}) is None
    assert table.clash(ISSUE, {SUBMIT, REVIEW}).ops == {SUBMIT, ISSUE}
    assert table.clash(ISSUE, {REVIEW}).ops == {REVIEW, ISSUE}


def test_whatever_is_kept_who_prepares_a_report_does_not_issue_it():
    table = relaxed((SUBMIT, REVIEW), (REVIEW, ISSUE), (SUBMIT, ISSUE), (ISSUE, SUBMIT))
    assert [pair.ops for pair in table.in_force() if pair.scope is Scope.REPORT] == [{SUBMIT, ISSUE}]
    assert table.clash(ISSUE, {SUBMIT, REVIEW}).fixed
    assert [one.ops for one in table.of_scope(Scope.REPORT).relaxed] == [{SUBMIT, REVIEW}, {REVIEW, ISSUE}]
    assert table.of_scope(Scope.CLUE).relaxed == ()


def test_two_tables_relax_together_what_both_relax():
    both = relaxed((SUBMIT, REVIEW), (REVIEW, ISSUE))
    assert both.within(relaxed((REVIEW, ISSUE))) == relaxed((REVIEW, ISSUE))
    assert both.within(ALL_IN_FORCE) == ALL_IN_FORCE


def test_what_a_person_with_several_roles_must_not_do_alone():
    assert ALL_IN_FORCE.clashes([Role.CLERK, Role.ADMIN, Role.INSPECTOR]) == []
    assert len(ALL_IN_FORCE.clashes([Role.CLERK, Role.REVIEWER, Role.SIGNER])) == 3
    assert relaxed((SUBMIT, REVIEW)).clashes([Role.CLERK, Role.REVIEWER]) == []


def test_the_sentence_names_day_actions_and_reason():
    (one,) = relaxed((SUBMIT, REVIEW)).relaxed
    assert one.sentence == (
        "本企业自2026年11月20日起，“提交报告”与“审核报告”可由同一人办理。理由：人员不足。"
    )


def test_keys_are_kept_in_ledgers_and_stay_what_they_are():
    assert [pair.key for pair in PAIRS] == [
        "submit_report+review_report",
        "submit_report+issue_report",
        "review_report+issue_report",
        "save_approval+confirm_approval",
        "save_casework+close_clue",
    ]
    assert pair_of("review_report+issue_report").why
    with pytest.raises(KeyError):
        pair_of("issue_report+review_report")
