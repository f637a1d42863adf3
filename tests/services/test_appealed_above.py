"""What a review makes of the superior's decision is read as of an own one: in the case, beside it, and at its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desk import TODAY
from services.test_restrictions import add, clue, lasts
from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.records import (
    Appeal,
    Decision,
    Handling,
    LiableBody,
    LiablePerson,
    OutsideDecision,
)
from zhuize_desktop.services import records, restrictions
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.services.dossier import read_case

DECIDED, UNTIL = date(2026, 10, 1), date(2027, 4, 1)


@pytest.fixture
def people(clerk):
    own = clerk.viewer.enterprise
    return [add_person(clerk, {"name": name, "enterprise": own}).value for name in ("王建国", "李长青")]


def decided_above(session, people, handled):
    """A case whose decision came from above: for ``handled`` of the people it was entered as a handling too."""
    case = clue(session)
    lines = [add(session, LiablePerson, clue=case.uid, person=one.uid, liability="direct") for one in people]
    above = add(
        session, OutsideDecision, clue=case.uid, kind="superior", maker="虚构上级", number="虚集〔2026〕3号",
        decided_on=DECIDED, persons=tuple(one.uid for one in people), kinds=("criticism.admonition",),
    )  # fmt: skip
    for line in lines[:handled]:
        add(
            session,
            Handling,
            clue=case.uid,
            outside=above.uid,
            liable=line.uid,
            kinds=("criticism.admonition",),
        )
    return case, above, lines


def appealed(session, case, above, result, line=None):
    return add(
        session, Appeal, clue=case.uid, outside=above.uid, appellant="王建国", liable=line.uid if line else None,
        filed_on=TODAY, grounds="不服", result=result, decided_on=TODAY,
    )  # fmt: skip


def whys(session, person):
    return [one.why for one in restrictions.restrictions_of(session, person.uid).doubts]


def in_case(session, case):
    """The people on whom something lies by the case itself."""
    laid = read_case(session, case.uid).laid()
    return {one.person for one in laid if one.in_force and not one.changed and not one.unclear}


@pytest.mark.parametrize("handled", [0, 1, 2])
def test_what_was_revoked_holds_nobody_back_and_nobody_else_is_freed(clerk, people, handled):
    case, above, lines = decided_above(clerk, people, handled)
    wang, li = people
    assert (lasts(clerk, wang), lasts(clerk, li)) == ([UNTIL], [UNTIL])
    appealed(clerk, case, above, "revoked", lines[0])
    assert (lasts(clerk, wang), lasts(clerk, li)) == ([], [UNTIL])
    assert in_case(clerk, case) == {li.uid}
    appealed(clerk, case, above, "changed", lines[1])
    assert whys(clerk, li) == ["决定已经复核变更，以变更后的决定为准"]
    assert in_case(clerk, case) == set()


@pytest.mark.parametrize("handled", [0, 1, 2])
def test_a_review_that_names_nobody_may_be_of_any_of_several(clerk, people, handled):
    case, above, _ = decided_above(clerk, people, handled)
    appealed(clerk, case, above, "revoked")
    for one in people:
        assert (lasts(clerk, one), whys(clerk, one)) == ([UNTIL], ["原决定经复核，是否及于本人请核对"])
    assert in_case(clerk, case) == set()


@pytest.mark.parametrize("handled", [0, 1])
def test_a_review_that_names_nobody_is_of_the_only_one(clerk, people, handled):
    case, above, _ = decided_above(clerk, people[:1], handled)
    found = appealed(clerk, case, above, "upheld")
    assert lasts(clerk, people[0]) == [UNTIL]
    records.change(clerk, replace(found, result="revoked"))
    assert (lasts(clerk, people[0]), in_case(clerk, case)) == ([], set())


def test_an_appeal_is_against_one_decision(clerk, people):
    case, above, lines = decided_above(clerk, people, 0)
    own = add(clerk, Decision, clue=case.uid, decided_on=DECIDED)
    found = appealed(clerk, case, above, "", lines[0])
    with pytest.raises(FieldError, match="一件申诉只能对应一份决定") as refused:
        records.change(clerk, replace(found, decision=own.uid))
    assert refused.value.field == "outside"


def test_the_appeal_of_a_body_leaves_the_people_of_the_same_decision(clerk, people):
    case, above, _ = decided_above(clerk, people, 2)
    body = add(clerk, LiableBody, clue=case.uid, name="经理办公会", facts="集体决策")
    add(clerk, Handling, clue=case.uid, outside=above.uid, body=body.uid, kinds=("organisation.reorganise",))
    filed = appealed(clerk, case, above, "revoked")
    assert all(whys(clerk, one) for one in people)  # by its name it may be anybody's
    records.change(clerk, replace(filed, appellant="经理办公会"))
    assert [lasts(clerk, one) for one in people] == [[UNTIL], [UNTIL]]
    assert [whys(clerk, one) for one in people] == [[], []]
    assert in_case(clerk, case) == {one.uid for one in people}
    assert [one.in_force for one in read_case(clerk, case.uid).laid() if one.handling.body == body.uid] == [
        False
    ]
