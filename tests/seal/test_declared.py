"""What a frozen report declares about its signing; whatever does not read as a declaration declares nothing."""

from __future__ import annotations

from datetime import date

import pytest

from zhuize_desktop.domain.pairs import Relaxation
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.seal.declared import declared_relaxations

GOOD = {"first": "submit_report", "second": "review_report", "reason": "人员不足", "since": "2026-11-20"}


def content(*relaxed):
    return {"snapshot": {"relaxed": list(relaxed)}, "texts": {}}


def test_a_declared_pair_is_read():
    assert declared_relaxations(content(GOOD)) == (
        Relaxation(Op.SUBMIT_REPORT, Op.REVIEW_REPORT, "人员不足", date(2026, 11, 20)),
    )


def test_a_pair_that_is_never_relaxed_or_that_nobody_knows_is_not_declared():
    alone = {**GOOD, "second": "issue_report"}
    other = {**GOOD, "first": "register_clue", "second": "change_clue"}
    assert declared_relaxations(content(alone, other)) == ()


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        "x",
        {},
        {"snapshot": None},
        {"snapshot": {}},
        {"snapshot": {"relaxed": GOOD}},
        content("x"),
        content(None),
        content({**GOOD, "first": "no_such_action"}),
        content({**GOOD, "since": "yesterday"}),
        content({**GOOD, "since": 20261120}),
        content({name: value for name, value in GOOD.items() if name != "reason"}),
    ],
)
def test_anything_else_declares_nothing(found):
    assert declared_relaxations(found) == ()
