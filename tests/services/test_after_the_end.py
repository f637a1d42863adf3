"""After 销号: what goes on by law is entered, what was decided is not changed, and a one-person office reopens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.whole_case import WholeCase, day
from zhuize_desktop.domain.errors import NotAllowed
from zhuize_desktop.domain.records import Approval, SanctionCase, SanctionReview, StageStep
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import clues, directory, records
from zhuize_desktop.services.steps import reopen_clue


def version(session, uid):
    return clues.load_for_edit(session, uid).version


@pytest.fixture
def closed(desk):
    """A closed case with a 处分, in the hands of the clerk."""
    work = WholeCase(desk.log_in("clerk")).until(Stage.CLOSURE)
    work.add(
        SanctionCase,
        person=work.person,
        body="虚构运输",
        approved_on=day(60),
        decided_on=day(80),
        sanction="P1",
    )
    work.conclude()
    work.session = desk.log_in("reviewer")
    assert work.go().closed
    work.session = desk.log_in("clerk")
    return work


def test_the_review_of_a_sanction_may_come_after_the_end(closed):
    given = {"sanction": closed.made["SanctionCase"], "kind": "review", "filed_on": day(285)}
    made = records.load(closed.session, SanctionReview, closed.add(SanctionReview, **given))
    changed = records.change(closed.session, replace(made, result="withdrawn")).value
    assert changed.result == "withdrawn"


def test_of_a_sanction_only_its_days_of_receipt_are_filled_in_after_the_end(closed):
    made = records.load(closed.session, SanctionCase, closed.made["SanctionCase"])
    made = records.change(closed.session, replace(made, received_on=day(284), informed_on=day(283))).value
    assert made.received_on == day(284)
    with pytest.raises(NotAllowed, match="只能补填"):
        records.change(closed.session, replace(made, sanction="P2", received_on=day(285)))
    own = closed.session.viewer.enterprise
    other = directory.add_person(closed.session, {"name": "王二", "enterprise": own}).value.uid
    with pytest.raises(NotAllowed, match="只能补填"):
        closed.add(SanctionCase, person=other, body="虚构运输", approved_on=day(284))
    with pytest.raises(NotAllowed, match="只能补填"):
        records.withdraw(closed.session, SanctionCase, made.uid, "误登记")


def test_where_nobody_else_is_the_superior_agrees_to_a_reopening_on_paper(closed, desk):
    reviewer = desk.log_in("reviewer")

    def reopened(case):
        return reopen_clue(
            reviewer, case.clue, Stage.CLOSURE, version(reviewer, case.clue), "补办", None
        ).value

    with pytest.raises(NotAllowed, match="上级企业同意重启的审批件"):
        reopened(closed)
    closed.session = reviewer
    closed.approve(Stage.CLOSURE, "leading_body", day(284))
    refused = closed.enter_approval(Stage.CLOSURE, "parent", day(283))
    with pytest.raises(NotAllowed, match="审批件"):  # not the superior's, and nobody has confirmed the other
        reopened(closed)
    closed.confirm(refused)
    paper = records.load(reviewer, Approval, refused)
    changed = records.change(reviewer, replace(paper, result="refused")).value
    closed.confirm(refused)
    with pytest.raises(NotAllowed, match="审批件"):
        reopened(closed)
    records.change(reviewer, replace(records.load(reviewer, Approval, changed.uid), result="approved"))
    closed.confirm(refused)
    again = reopened(closed)
    assert (again.closed, again.stage) == (False, Stage.CLOSURE)
    (step,) = [
        one for one in records.list_records(reviewer, StageStep, clue=closed.clue) if one.move == "reopen"
    ]
    assert (step.user, step.second) == (reviewer.viewer.user, None)


def test_the_paper_to_an_end_is_none_to_go_on(desk):
    work = WholeCase(desk.log_in("clerk")).until(Stage.CLOSURE)
    work.conclude()
    work.approve(Stage.CLOSURE, "parent", day(149))
    reviewer = work.session = desk.log_in("reviewer")
    assert work.go().closed
    with pytest.raises(NotAllowed, match="审批件"):
        reopen_clue(reviewer, work.clue, Stage.CLOSURE, version(reviewer, work.clue), "补办", None)
