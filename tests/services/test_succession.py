"""承继: open clues of an enterprise that ended go to its successor, all at once, and nobody learns of a clue by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.ledgers import ROW, entered, ledger, planned
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed
from zhuize_desktop.domain.records import Circle, Clue, Enterprise
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.succession import heir_of, with_heir
from zhuize_desktop.services import directory, records
from zhuize_desktop.services.clues import change_clue, problems, set_circle
from zhuize_desktop.services.succession import succession_of, take_over
from zhuize_desktop.storage import audit

ENDED = date(2026, 6, 30)


@pytest.fixture
def firms(clerk):
    """The one that ended, its successor, a third."""
    made = [
        directory.add_enterprise(clerk, {"name": name, "level": 3, "parent": clerk.viewer.enterprise}).value
        for name in ("虚构物流有限公司", "虚构仓储有限公司", "虚构置业有限公司")
    ]
    return [end(clerk, made[0], made[1]), *made[1:]]


def end(session, one, successor, day=ENDED):
    new = replace(one, closed_on=day, successor=successor.uid if successor else None)
    return directory.change_enterprise(session, new, day, "注销").value


def clue(session, number, *firms, reported=date(2026, 3, 2), **more):
    values = {
        "number": number,
        "source_kind": "audit.special",
        "reported_on": reported,
        "enterprises": tuple(one.uid for one in firms),
        "category": "funds",
        "summary": f"出借资金，编号{number}",
    }
    return entered(session, values | more)


def load(session, one):
    return records.load(session, Clue, one.uid)


def seq(session):
    with session.ledger.read() as connection:
        return audit.head(connection).seq


# --- what it does --------------------------------------------------------------------------------------------


def test_the_successor_handles_the_open_clues_and_the_former_stays_readable(clerk, firms):
    former, heir, third = firms
    alone = clue(clerk, "A-1", former, stage=Stage.INVESTIGATION)
    beside = clue(clerk, "A-2", third, former)
    both = clue(clerk, "A-3", former, third, heir)
    closed = clue(
        clerk, "A-4", former, stage=Stage.CLOSURE, closed=True, closure_kind="rectified", closed_on=ENDED
    )
    other = clue(clerk, "A-5", third)
    found = succession_of(clerk, former.uid)
    assert (found.former.uid, found.heir.uid, found.unnamed) == (former.uid, heir.uid, 0)
    assert [(one.number, one.stage, one.enterprises) for one in found.clues] == [
        ("A-1", Stage.INVESTIGATION, (heir.name, former.name)),
        ("A-2", Stage.INTAKE, (third.name, heir.name, former.name)),
        ("A-3", Stage.INTAKE, (heir.name, former.name, third.name)),
    ]
    before = seq(clerk)
    done = take_over(clerk, found)
    assert done.changes.uids["Clue"] == {alone.uid, beside.uid, both.uid}
    assert seq(clerk) == before + 1, "one action"
    assert [load(clerk, one).enterprises for one in (alone, beside, both, closed, other)] == [
        (heir.uid, former.uid),
        (third.uid, heir.uid, former.uid),
        (heir.uid, former.uid, third.uid),
        (former.uid,),
        (third.uid,),
    ]
    entry = records.timeline(clerk, alone.uid)[0]
    assert (entry.op.label, entry.note) == ("承继线索", "虚构物流有限公司 → 虚构仓储有限公司：3 条")
    assert succession_of(clerk, former.uid).clues == ()
    with pytest.raises(FieldError, match="没有您可以办理"):
        take_over(clerk, succession_of(clerk, former.uid))


def test_a_clue_outside_the_circle_counts_is_not_named_and_stays(desk, clerk, firms):
    former, heir, _ = firms
    seen, hidden = clue(clerk, "A-1", former), clue(clerk, "A-2", former)
    set_circle(clerk, hidden.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    found = succession_of(reviewer, former.uid)
    assert ([one.number for one in found.clues], found.unnamed) == (["A-1"], 1)
    take_over(reviewer, found)
    clerk = desk.log_in("clerk")
    assert load(clerk, seen).enterprises == (heir.uid, former.uid)
    assert load(clerk, hidden).enterprises == (former.uid,)
    left = succession_of(clerk, former.uid)
    assert ([one.number for one in left.clues], left.unnamed) == (["A-2"], 0)
    take_over(clerk, left)
    assert load(clerk, hidden).enterprises == (heir.uid, former.uid)


def test_what_changed_since_it_was_looked_at_is_not_written_over(clerk, firms):
    former = firms[0]
    first = clue(clerk, "A-1", former)
    found = succession_of(clerk, former.uid)
    clue(clerk, "A-2", former)
    before = seq(clerk)
    with pytest.raises(Conflict, match="没有承继任何线索"):
        take_over(clerk, found)
    assert seq(clerk) == before
    assert load(clerk, first).enterprises == (former.uid,)


def test_a_failure_in_the_middle_changes_no_clue(clerk, firms, monkeypatch):
    from zhuize_desktop.storage.ledger import Transaction

    former = firms[0]
    made = [clue(clerk, f"A-{at}", former) for at in range(4)]
    found, before, real, calls = succession_of(clerk, former.uid), seq(clerk), Transaction.update, []

    def failing(self, new):
        calls.append(new)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")
        return real(self, new)

    monkeypatch.setattr(Transaction, "update", failing)
    with pytest.raises(OSError, match="No space"):
        take_over(clerk, found)
    monkeypatch.undo()
    assert seq(clerk) == before
    assert {load(clerk, one).enterprises for one in made} == {(former.uid,)}


@pytest.mark.parametrize("login", ["signer", "admin", "inspector"])
def test_who_may_not(desk, clerk, firms, login):
    found = succession_of(clerk, firms[0].uid)
    session = desk.log_in(login)
    for work in (lambda: succession_of(session, firms[0].uid), lambda: take_over(session, found)):
        with pytest.raises(NotAllowed, match="填报人、审核人"):
            work()


def test_who_has_not_ended_or_has_no_successor(clerk, firms):
    with pytest.raises(FieldError, match="没有登记注销或停业日期"):
        succession_of(clerk, firms[1].uid)
    end(clerk, firms[2], None)
    with pytest.raises(FieldError, match="没有登记承继企业"):
        succession_of(clerk, firms[2].uid)


def test_a_successor_that_ended_hands_on_to_its_own(clerk, firms):
    former, middle, last = firms
    end(clerk, middle, last)
    assert succession_of(clerk, former.uid).heir.uid == last.uid


def test_heirs_that_lead_in_a_circle_lead_nowhere():
    def firm(uid, successor):
        return Enterprise(uid=uid, owner_enterprise="o", name=uid, closed_on=ENDED, successor=successor)

    assert heir_of("a", {"a": firm("a", "b"), "b": firm("b", "a")}) is None
    assert heir_of("a", {"a": firm("a", "a")}) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("f",), ("h", "f")),
        (("x", "f"), ("x", "h", "f")),
        (("f", "h"), ("h", "f")),
        (("f", "x", "h"), ("h", "f", "x")),
        (("h", "f"), ("h", "f")),
        (("h", "x", "f"), ("h", "x", "f")),
    ],
)
def test_where_the_successor_stands(before, after):
    assert with_heir(before, "f", "h") == after


# --- new clues -----------------------------------------------------------------------------------------------


def told(session, made):
    return [one for one in problems(session, made) if one.check == "clue.ended_enterprise"]


def test_a_clue_reported_after_the_end_is_asked_about_with_the_successor_named(clerk, firms):
    former, heir, third = firms
    late = clue(clerk, "A-1", former, reported=date(2026, 8, 3))
    (found,) = told(clerk, late)
    assert (found.grade, found.field) == (Grade.VERIFY, "enterprises")
    assert found.sentence == (
        "“虚构物流有限公司”已于 2026-06-30 注销或停业，早于报送时间，由“虚构仓储有限公司”承继，"
        "请把承继企业列为涉及单位首位，或核实单位。"
    )
    assert told(clerk, clue(clerk, "A-2", former, reported=ENDED)) == []
    assert told(clerk, clue(clerk, "A-3", third, reported=date(2026, 8, 3))) == []
    saved = change_clue(clerk, replace(late, enterprises=(heir.uid, former.uid))).value
    assert told(clerk, saved) == []


def test_an_end_without_successor_is_asked_about_too(clerk, firms):
    ended = end(clerk, firms[2], None)
    (found,) = told(clerk, clue(clerk, "A-1", ended, reported=date(2026, 8, 3)))
    assert "尚未登记承继企业" in found.sentence


def test_a_ledger_that_comes_in_is_asked_the_same(clerk, firms, tmp_path):
    row = {"涉及单位": "虚构物流有限公司"}
    rows = [
        row | {"报送时间": "2026-08-03"},
        row | {"报送时间": "2026-03-02", "问题线索概述": "另一笔货款长期挂账"},
        {"涉及单位": "虚构物流有限公司、虚构仓储有限公司", "报送时间": "2026-08-03", "问题线索概述": "三"},
    ]
    plan = planned(clerk, ledger(tmp_path / "a.xlsx", *rows, headings=tuple(ROW)))
    assert [any("由“虚构仓储有限公司”承继" in one for one in row.reasons) for row in plan.rows] == [
        True,
        False,
        False,
    ]
