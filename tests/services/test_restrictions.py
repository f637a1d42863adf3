"""任职前查询 on a real ledger: over all cases, within the circle, kept as it was told, and on the trail."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from desk import TODAY
from services.older import taken_out
from zhuize_desktop.documents.pdf import render_pdf
from zhuize_desktop.domain.errors import FieldError, NotAllowed
from zhuize_desktop.domain.ledger_view import PersonQuery
from zhuize_desktop.domain.records import (
    Appeal,
    AppointmentCheck,
    Circle,
    Clue,
    Decision,
    Handling,
    LiablePerson,
    OutsideDecision,
    Person,
    Recusal,
    SanctionCase,
    SanctionReview,
    User,
)
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import persons, records, restrictions, users, workbench
from zhuize_desktop.services.clues import register_clue, set_circle
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.storage import audit
from zhuize_desktop.storage.cases import gathered

ADMONISHED = date(2026, 10, 1)
UNTIL = date(2027, 4, 1)
#: A 处分 whose period is confirmed, as long as that of an admonition.
WARNED = {"kinds": ("sanction.warning",), "competent": "虚构监〔2026〕1号"}


@pytest.fixture
def wang(clerk):
    return add_person(
        clerk, {"name": "王建国", "enterprise": clerk.viewer.enterprise, "post": "财务总监"}
    ).value


def clue(session, *, circle=()):
    values = {
        "source_kind": "audit.special",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
    }
    made = register_clue(session, values).value
    if circle:
        set_circle(session, made.uid, Circle.NAMED, circle)
    return made


def add(session, record, **values):
    return records.add(session, record, values).value


def handled(session, person, kinds=("criticism.admonition",), on=ADMONISHED, case=None, **more):
    """A case in which a person got this; returns the clue and the decision."""
    case = case or clue(session)
    line = add(session, LiablePerson, clue=case.uid, person=person.uid, liability="direct")
    decision = add(session, Decision, clue=case.uid, decided_on=on)
    add(session, Handling, clue=case.uid, decision=decision.uid, liable=line.uid, kinds=kinds, **more)
    return case, decision


def user(session, login):
    return next(one for one in records.list_records(session, User) if one.login == login)


def recuse(session, case, login):
    add(session, Recusal, clue=case.uid, user=user(session, login).uid, reason="亲属")


def close(session, *cases):
    """These clues left the ledger's open stock; how is another test's matter."""
    with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
        for one in cases:
            tx.update(replace(tx.get(Clue, one.uid), stage=Stage.CLOSURE, closed=True))


def lasts(session, person):
    return [one.last for one in restrictions.restrictions_of(session, person.uid).periods]


def row(session, person):
    return persons.person_rows(session, [person.uid])[0].restricted


def ask(session, person, purpose="promotion", day=TODAY, post=""):
    return restrictions.check_appointment(session, person.uid, day, purpose, post).value


# --- over all cases ---------------------------------------------------------------------------------------


def test_every_case_counts_and_the_latest_day_stands_in_the_list(clerk, wang):
    handled(clerk, wang)
    handled(clerk, wang, ("sanction.demerit",), date(2026, 8, 31), competent="虚构监〔2026〕1号")
    outside = clue(clerk)
    add(
        clerk, OutsideDecision, clue=outside.uid, kind="discipline", maker="虚构监察机关",
        decided_on=date(2026, 6, 30), persons=(wang.uid,), kinds=("sanction.warning",),
    )  # fmt: skip
    assert lasts(clerk, wang) == [date(2027, 8, 31), UNTIL, date(2026, 12, 30)]
    assert row(clerk, wang) == "2027-08-31"


def test_what_was_withdrawn_revoked_or_is_over_holds_nobody_back(clerk, wang):
    gone, _ = handled(clerk, wang)
    records.withdraw(clerk, Clue, gone.uid, "重复登记")
    _, struck = handled(clerk, wang)
    taken_out(clerk, Decision, struck.uid)
    case, revoked = handled(clerk, wang)
    add(
        clerk, Appeal, clue=case.uid, decision=revoked.uid, appellant="王建国", filed_on=TODAY,
        grounds="不服", result="revoked", decided_on=TODAY,
    )  # fmt: skip
    over, _ = handled(clerk, wang, on=date(2026, 1, 5))
    close(clerk, records.load(clerk, Clue, struck.clue), case, over)
    assert row(clerk, wang) == ""
    assert lasts(clerk, wang) == [date(2026, 7, 5)]
    # A withdrawn decision is no decision: to ask for its day for ever would be a doubt that nobody can settle.
    assert restrictions.restrictions_of(clerk, wang.uid).doubts == ()
    assert ask(clerk, wang).outcome == "clear"


def test_a_handling_waits_for_its_decision_but_not_for_one_that_was_taken_out(clerk, wang):
    case, _ = handled(clerk, wang)
    line = records.list_records(clerk, LiablePerson, clue=case.uid)[0]
    add(clerk, Handling, clue=case.uid, liable=line.uid, kinds=("criticism.admonition",))
    found = restrictions.restrictions_of(clerk, wang.uid)
    assert [one.why for one in found.doubts] == ["没有登记决定日期，期间无法起算"]


def test_what_a_superior_decided_lays_by_itself_when_the_paper_here_was_taken_out(clerk, wang):
    case, mistaken = handled(clerk, wang)
    made = records.list_records(clerk, Handling, clue=case.uid)[0]
    above = add(
        clerk, OutsideDecision, clue=case.uid, kind="superior", maker="虚构上级", decided_on=date(2026, 6, 1),
        persons=(wang.uid,), kinds=("criticism.admonition",),
    )  # fmt: skip
    records.change(clerk, replace(made, outside=above.uid))
    taken_out(clerk, Decision, mistaken.uid)
    assert lasts(clerk, wang) == [date(2026, 12, 1)]


def test_a_decision_that_was_taken_out_counts_nowhere_else(clerk, wang):
    """What is read beside another case, the total of a year's deductions too, and what is told there, agree."""
    _, struck = handled(clerk, wang, ("pay.performance",), deduction=100_000)
    here, _ = handled(clerk, wang)

    def elsewhere():
        looked_at = records.load(clerk, Clue, here.uid)
        with clerk.ledger.read() as connection:
            return gathered(connection, clerk.viewer, looked_at, clerk.rulebook(), TODAY).elsewhere

    assert len(elsewhere()) == 1
    taken_out(clerk, Decision, struck.uid)
    assert elsewhere() == ()


def banned_and_changed(session, person):
    """A ban that a review changed on 2026-06-01; what it came to is not entered yet. The clue and the liable person."""
    ban = {"ban_from": date(2026, 3, 1), "ban_to": date(2031, 2, 28), "competent": "虚构干管〔2026〕1号"}
    case, banned = handled(session, person, ("ban",), date(2026, 3, 1), **ban)
    line = records.list_records(session, LiablePerson, clue=case.uid)[0]
    add(
        session, Appeal, clue=case.uid, decision=banned.uid, appellant=person.name, filed_on=date(2026, 4, 1),
        grounds="不服", result="changed", decided_on=date(2026, 6, 1), liable=line.uid,
    )  # fmt: skip
    return case, line


def decided(session, case, line, on=date(2026, 6, 1)):
    made = add(session, Decision, clue=case.uid, decided_on=on)
    add(session, Handling, clue=case.uid, decision=made.uid, liable=line.uid, kinds=("criticism.education",))


def test_a_ban_that_a_review_changed_is_told_until_a_decision_after_the_review(clerk, wang):
    case, line = banned_and_changed(clerk, wang)
    decided(clerk, case, line, date(2026, 5, 1))  # another matter of the same case, while the review ran
    assert row(clerk, wang) == "2031-02-28 待核对"
    decided(clerk, case, line)
    assert row(clerk, wang) == ""


@pytest.mark.parametrize("what", ["discipline", "judicial", "other", "entered", "sanction", "somebody else"])
def test_what_says_nothing_of_the_reviewed_decision_leaves_the_ban_to_be_looked_at(clerk, wang, what):
    case, line = banned_and_changed(clerk, wang)
    on = date(2026, 7, 1)
    if what == "somebody else":
        li = add_person(clerk, {"name": "李长青"}).value
        decided(clerk, case, add(clerk, LiablePerson, clue=case.uid, person=li.uid, liability="direct"), on)
    elif what == "sanction":
        add(clerk, SanctionCase, clue=case.uid, person=wang.uid, sanction="P1", decided_on=on)
    else:
        kind = "discipline" if what == "entered" else what
        paper = add(
            clerk, OutsideDecision, clue=case.uid, kind=kind, maker="虚构监察机关", decided_on=on,
            persons=(wang.uid,), kinds=("sanction.warning",),
        )  # fmt: skip
        if what == "entered":
            add(clerk, Handling, clue=case.uid, outside=paper.uid, liable=line.uid, **WARNED)
    assert row(clerk, wang) == "2031-02-28 待核对"
    with clerk.ledger.read() as connection:
        looked_at = records.load(clerk, Clue, case.uid)
        whole = gathered(connection, clerk.viewer, looked_at, clerk.rulebook(), TODAY)
    assert not any(one.replaced for one in whole.laid())


@pytest.mark.parametrize("what", ["superior", "spared", "only one", "spares another"])
def test_the_superior_s_decision_and_one_that_spares_take_the_place_too(clerk, wang, what):
    case, line = banned_and_changed(clerk, wang)
    if what == "superior":
        add(
            clerk, OutsideDecision, clue=case.uid, kind="superior", maker="虚构上级", decided_on=date(2026, 7, 1),
            persons=(wang.uid,), kinds=("criticism.education",),
        )  # fmt: skip
    else:
        named = {"spared": (line.uid,), "only one": (), "spares another": ()}[what]
        if what != "only one":
            li = add_person(clerk, {"name": "李长青"}).value
            other = add(clerk, LiablePerson, clue=case.uid, person=li.uid, liability="direct")
            named = named or (other.uid,)
        add(clerk, Decision, clue=case.uid, kind="none", decided_on=date(2026, 7, 1), spared=named)
    assert row(clerk, wang) == ("2031-02-28 待核对" if what == "spares another" else "")
    with clerk.ledger.read() as connection:
        looked_at = records.load(clerk, Clue, case.uid)
        whole = gathered(connection, clerk.viewer, looked_at, clerk.rulebook(), TODAY)
    assert any(one.replaced for one in whole.laid()) is (what != "spares another")


@pytest.mark.parametrize("beside", ["upheld", "rejected", "withdrawn", "revoked"])
def test_a_review_reaches_only_whose_it_is(clerk, wang, beside):
    li = add_person(clerk, {"name": "李长青"}).value
    case, decision = handled(clerk, wang)
    lines = {wang: records.list_records(clerk, LiablePerson, clue=case.uid)[0]}
    lines[li] = add(clerk, LiablePerson, clue=case.uid, person=li.uid, liability="direct")
    add(
        clerk, Handling, clue=case.uid, decision=decision.uid, liable=lines[li].uid, kinds=("criticism.admonition",)
    )  # fmt: skip

    def reviewed(person, result, **more):
        return add(
            clerk, Appeal, clue=case.uid, decision=decision.uid, appellant=person.name, filed_on=TODAY,
            grounds="不服", result=result, decided_on=TODAY, **more,
        )  # fmt: skip

    reviewed(wang, "revoked", liable=lines[wang].uid)
    assert (lasts(clerk, wang), lasts(clerk, li)) == ([], [UNTIL])
    reviewed(li, beside, liable=lines[li].uid)
    assert (lasts(clerk, wang), lasts(clerk, li)) == ([], [] if beside == "revoked" else [UNTIL])
    assert (row(clerk, wang), row(clerk, li) != "") == ("", beside != "revoked")
    with clerk.ledger.read() as connection:
        whole = gathered(
            connection, clerk.viewer, records.load(clerk, Clue, case.uid), clerk.rulebook(), TODAY
        )
    assert [one.in_force for one in whole.laid()] == [False, beside != "revoked"]


def test_a_review_of_nobody_in_particular_lifts_nothing_and_is_to_be_looked_at(clerk, wang):
    li = add_person(clerk, {"name": "李长青"}).value
    case, decision = handled(clerk, wang)
    line = add(clerk, LiablePerson, clue=case.uid, person=li.uid, liability="direct")
    add(
        clerk,
        Handling,
        clue=case.uid,
        decision=decision.uid,
        liable=line.uid,
        kinds=("criticism.admonition",),
    )
    add(
        clerk, Appeal, clue=case.uid, decision=decision.uid, appellant="某人", filed_on=TODAY, grounds="不服",
        result="revoked", decided_on=TODAY,
    )  # fmt: skip
    for person in (wang, li):
        found = restrictions.restrictions_of(clerk, person.uid)
        assert [one.last for one in found.periods] == [UNTIL]
        assert [one.why for one in found.doubts] == ["原决定经复核，是否及于本人请核对"]


@pytest.mark.parametrize("involved", [True, False])
def test_a_handling_that_lies_in_another_clue_than_its_liable_person_tells_nothing_of_it(
    clerk, wang, desk, involved
):
    """As a merger that was undone could leave it, before that was refused."""
    case, _ = handled(clerk, wang)
    other = clue(clerk)
    torn = records.list_records(clerk, Handling, clue=case.uid)[0]
    with clerk.ledger.transact(Op.SAVE_CASEWORK, clerk.viewer) as tx:
        tx.rewrite(torn, replace(torn, clue=other.uid))
    assert lasts(clerk, wang) == [UNTIL]
    if involved:
        recuse(clerk, other, "reviewer")
    else:
        set_circle(clerk, other.uid, Circle.NAMED, ())
    found = restrictions.restrictions_of(desk.log_in("reviewer"), wang.uid)
    assert (found.periods, found.doubts) == ((), ())
    assert found.hidden == (() if involved else (other.uid,))


def sanctioned(session, person, case, sanction="P2", on=date(2026, 8, 31)):
    return add(session, SanctionCase, clue=case.uid, person=person.uid, sanction=sanction, decided_on=on)


def sanction_reviewed(session, case, sanction, kind, result):
    add(
        session, SanctionReview, clue=case.uid, sanction=sanction.uid, kind=kind, filed_on=TODAY, result=result,
        decided_on=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("P1", date(2027, 2, 28)),
        ("P2", date(2027, 8, 31)),
        ("P3", date(2028, 2, 29)),
        ("P4", date(2028, 8, 31)),
        ("P5", date(2028, 8, 31)),
        ("P6", None),
    ],
)
def test_a_sanction_counts_though_no_handling_was_entered_from_it(clerk, wang, desk, code, last):
    case = clue(clerk)
    sanctioned(clerk, wang, case, code)
    assert lasts(clerk, wang) == ([last] if last else [])
    assert ask(clerk, wang).outcome == ("against" if last else "verify")
    with clerk.ledger.read() as connection:
        whole = gathered(
            connection, clerk.viewer, records.load(clerk, Clue, case.uid), clerk.rulebook(), TODAY
        )
    assert [(one.person, one.decided_on) for one in whole.laid()] == [(wang.uid, date(2026, 8, 31))]
    set_circle(clerk, case.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    assert restrictions.restrictions_of(reviewer, wang.uid).hidden == (case.uid,)


def test_a_sanction_entered_twice_counts_once_and_one_only_suggested_does_not_hide_it(clerk, wang):
    case, _ = handled(clerk, wang, ("sanction.demerit",), date(2026, 8, 31), competent="虚构监〔2026〕1号")
    sanctioned(clerk, wang, case)
    assert lasts(clerk, wang) == [date(2027, 8, 31)]
    decision = records.list_records(clerk, Decision, clue=case.uid)[0]
    records.change(clerk, replace(decision, kind="suggestion"))
    assert lasts(clerk, wang) == [date(2027, 8, 31)]


@pytest.mark.parametrize("entered", [True, False])
def test_a_sanction_that_was_revoked_holds_nobody_back(clerk, wang, entered):
    kinds = ("sanction.demerit", "criticism.admonition") if entered else ("criticism.admonition",)
    case, _ = handled(clerk, wang, kinds, date(2026, 8, 31), competent="虚构监〔2026〕1号")
    opened = sanctioned(clerk, wang, case)
    assert lasts(clerk, wang) == [date(2027, 8, 31), date(2027, 2, 28)]
    sanction_reviewed(clerk, case, opened, "review", "changed")
    assert "决定已经复核变更，以变更后的决定为准" in [
        one.why for one in restrictions.restrictions_of(clerk, wang.uid).doubts
    ]
    sanction_reviewed(clerk, case, opened, "review", "revoked")
    sanction_reviewed(clerk, case, opened, "appeal", "upheld")
    assert lasts(clerk, wang) == [date(2027, 2, 28)]


def test_list_is_narrowed_to_and_ordered_by_what_runs(clerk, wang):
    li = add_person(clerk, {"name": "李长青"}).value
    zhao = add_person(clerk, {"name": "赵某"}).value
    handled(clerk, wang)
    handled(clerk, zhao, ("ban",), ban_for_life=True)
    assert persons.list_persons(clerk, PersonQuery(restricted=True)) == [wang.uid, zhao.uid]
    assert persons.list_persons(clerk, PersonQuery(order="restricted")) == [wang.uid, zhao.uid, li.uid]
    assert persons.list_persons(clerk, PersonQuery(order="restricted", descending=True)) == [
        zhao.uid,
        wang.uid,
        li.uid,
    ]
    assert (row(clerk, zhao), row(clerk, li)) == ("终身", "")
    assert persons.list_persons(clerk, PersonQuery(restricted=True, order="post")) != []


def ending(session):
    return [one for one in workbench.look(session).soon if one.deadline.kind == "restriction"]


def test_what_ends_within_fifteen_days_is_told_on_the_first_page(clerk, wang, desk):
    case, _ = handled(clerk, wang, on=date(2026, 6, 5))  # until 5 December 2026: day 15
    handled(clerk, wang, on=date(2026, 6, 6))  # until 6 December 2026: day 16
    handled(clerk, wang, on=date(2026, 5, 19))  # was over yesterday
    (told,) = ending(clerk)
    assert (told.about.uid, told.deadline.due_on) == (case.uid, date(2026, 12, 5))
    assert (told.deadline.label, told.deadline.matter) == ("诫勉影响期将满", "王建国")
    assert (told.deadline.mark, told.deadline.source) == ("参照，待核对", "国务院国资委令第46号")
    set_circle(clerk, case.uid, Circle.NAMED, ())
    assert ending(desk.log_in("reviewer")) == []


# --- who may know of what ---------------------------------------------------------------------------------


def test_outside_the_circle_a_number_and_of_the_involved_not_even_that(clerk, wang, desk):
    closed, _ = handled(clerk, wang)
    set_circle(clerk, closed.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    found = restrictions.restrictions_of(reviewer, wang.uid)
    assert (found.periods, len(found.hidden)) == ((), 1)
    assert row(reviewer, wang) == ""
    check = ask(reviewer, wang)
    assert check.outcome == "verify"
    assert "另有1件不在查询人的知悉范围" in check.told
    assert closed.number not in check.told

    recuse(desk.log_in("clerk"), closed, "reviewer")
    reviewer = desk.log_in("reviewer")
    assert restrictions.restrictions_of(reviewer, wang.uid).hidden == ()
    again = ask(reviewer, wang)
    assert (again.outcome, again.counted) == ("clear", ())
    assert "另有" not in again.told


def test_an_answer_is_kept_from_whoever_may_not_know_of_its_clues(clerk, wang, desk):
    case, _ = handled(clerk, wang)
    told = ask(clerk, wang)
    assert [one.check for one in restrictions.checks_of(clerk, wang.uid)] == [told]
    reviewer = desk.log_in("reviewer")
    assert [one.asked_by for one in restrictions.checks_of(reviewer, wang.uid)] == ["李文海"]

    set_circle(desk.log_in("clerk"), case.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    assert restrictions.checks_of(reviewer, wang.uid) == []
    with pytest.raises(NotAllowed):
        restrictions.release_check(reviewer, told.uid, "查询结果.pdf")
    counted = ask(reviewer, wang)  # this one says a number

    recuse(desk.log_in("clerk"), case, "signer")
    signer = desk.log_in("signer")
    assert restrictions.checks_of(signer, wang.uid) == []
    with pytest.raises(NotAllowed):
        records.load(signer, AppointmentCheck, counted.uid)


@pytest.mark.parametrize("login", ["admin", "inspector"])
def test_who_reads_no_cases_reads_no_answers(clerk, wang, desk, login):
    told = ask(clerk, wang)
    other = desk.log_in(login)
    assert restrictions.checks_of(other, wang.uid) == []
    with pytest.raises(NotAllowed):
        ask(other, wang)
    with pytest.raises(NotAllowed):
        restrictions.restrictions_of(other, wang.uid)
    with pytest.raises(NotAllowed):
        restrictions.release_check(other, told.uid, "查询结果.pdf")


def test_nobody_asks_after_themselves_nor_reads_who_did(clerk, wang, desk):
    told = ask(clerk, wang)
    admin = desk.log_in("admin")
    users.change_user(admin, replace(user(admin, "reviewer"), person=wang.uid))
    reviewer = desk.log_in("reviewer")
    with pytest.raises(NotAllowed, match="本人"):
        ask(reviewer, wang)
    assert restrictions.checks_of(reviewer, wang.uid) == []
    with pytest.raises(NotAllowed):
        records.load(reviewer, AppointmentCheck, told.uid)


# --- cases that are still open ----------------------------------------------------------------------------


def named_in(session, person, stage=Stage.INTAKE):
    """A clue that names a person and has come to a stage."""
    one = clue(session)
    records.change(session, replace(one, persons=(person.uid,)))
    with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
        tx.update(replace(tx.get(Clue, one.uid), stage=stage))
    return one


@pytest.mark.parametrize("purpose", ["post", "promotion", "talent", "director"])
def test_while_a_clue_against_a_person_is_open_nothing_is_clear(clerk, wang, purpose):
    case = named_in(clerk, wang, Stage.PRELIMINARY_CHECK)
    check = ask(clerk, wang, purpose, post="总经理")
    assert (check.outcome, check.named, check.counted) == ("verify", (case.uid,), ())
    assert check.told.endswith(f"\n另有1条在办线索（{case.number}，初步核实环节），请核对。")
    close(clerk, case)
    assert ask(clerk, wang, purpose, post="总经理").outcome == "clear"


def test_every_way_of_standing_in_an_open_clue_counts_and_each_clue_once(clerk, wang):
    named = named_in(clerk, wang, Stage.INVESTIGATION)
    add(clerk, LiablePerson, clue=named.uid, person=wang.uid, liability="direct")
    held, _ = handled(clerk, wang, ("criticism.education",))
    sanctioned(clerk, wang, opened := clue(clerk), on=None)
    outside = clue(clerk)
    add(
        clerk, OutsideDecision, clue=outside.uid, kind="discipline", maker="虚构监察机关", persons=(wang.uid,)
    )
    gone = named_in(clerk, wang)
    records.withdraw(clerk, Clue, gone.uid, "重复登记")
    told = ask(clerk, wang).told
    assert "另有4条在办线索（" in told
    assert f"{named.number}，核查环节" in told
    for one in (held, opened, outside):
        assert f"{one.number}，受理环节" in told
    assert gone.number not in told


def test_an_open_clue_is_told_as_far_as_the_asking_person_may_know_of_it(clerk, wang, desk):
    case = named_in(clerk, wang)
    set_circle(clerk, case.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    check = ask(reviewer, wang)
    assert (check.outcome, check.named, check.counted) == ("verify", (), (case.uid,))
    assert "另有1件不在查询人的知悉范围，请由经办人核对。" in check.told
    assert "在办" not in check.told
    assert case.number not in check.told

    recuse(desk.log_in("clerk"), case, "reviewer")
    again = ask(desk.log_in("reviewer"), wang)
    assert (again.outcome, again.named, again.counted) == ("clear", (), ())


def test_the_paper_tells_of_open_clues(clerk, wang):
    case = named_in(clerk, wang, Stage.PRELIMINARY_CHECK)
    document = restrictions.release_check(clerk, ask(clerk, wang, "talent").uid, "查询结果.pdf").value
    pages = PdfReader(io.BytesIO(render_pdf(document, draft=False))).pages
    said = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    assert f"另有1条在办线索（{case.number}，初步核实环节），请核对。" in said
    assert "须核对" in said
    assert "未发现限制" not in said


# --- the query --------------------------------------------------------------------------------------------


ID, OTHER_ID = "110101199003070011", "11010119900307002X"


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        ({}, {"name": "王 建国"}, "另有同名人员记录，请核对是否同一人"),
        ({"identity_number": ID}, {"name": "王建国"}, "另有同名人员记录，请核对是否同一人"),
        ({"identity_number": ID}, {"name": "王建华", "identity_number": ID}, "另有证件号相同的人员记录"),
        ({"identity_number": ID}, {"name": "王建国", "identity_number": OTHER_ID}, ""),
        ({}, {"name": "王建华", "identity_number": ID}, ""),
    ],
)
def test_a_record_that_may_be_the_same_person_keeps_the_answer_from_being_clear(clerk, own, other, told):
    wang = add_person(clerk, {"name": "王建国", **own}).value
    add_person(clerk, {"post": "董事", **other})
    check = ask(clerk, wang)
    assert check.outcome == ("verify" if told else "clear")
    assert told in check.told
    assert ("同一人" in check.told) == bool(told)
    assert check.named == ()


def test_a_namesake_who_was_withdrawn_is_not_told(clerk, wang):
    twin = add_person(clerk, {"name": "王建国"}).value
    records.withdraw(clerk, Person, twin.uid, "重复登记")
    assert ask(clerk, wang).outcome == "clear"


def test_of_a_namesake_nothing_is_told_but_the_record(clerk, wang, desk):
    """The same words, whether the other stands in a case that the asking person may read, may not, or in none."""
    twin = add_person(clerk, {"name": "王建国"}).value
    bare = ask(clerk, wang)
    case, _ = handled(clerk, twin)
    assert ask(clerk, wang).told == bare.told
    set_circle(clerk, case.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    check = ask(reviewer, wang)
    assert (check.told, check.named, check.counted) == (bare.told, (), ())
    recuse(desk.log_in("clerk"), case, "reviewer")
    assert ask(desk.log_in("reviewer"), wang).told == bare.told


def test_the_answer_stays_as_it_was_told(clerk, wang):
    case, decision = handled(clerk, wang, **WARNED)
    check = ask(clerk, wang)
    assert (check.outcome, check.named) == ("against", (case.uid,))
    assert (check.checked_on, check.asked_by) == (TODAY, clerk.viewer.user)
    records.change(clerk, replace(decision, decided_on=date(2025, 1, 1)))
    close(clerk, case)
    assert ask(clerk, wang).outcome == "clear"
    assert records.load(clerk, AppointmentCheck, check.uid).told == check.told


def test_the_day_asked_for_decides(clerk, wang):
    case, _ = handled(clerk, wang, **WARNED)
    close(clerk, case)
    assert ask(clerk, wang, day=UNTIL).outcome == "against"
    assert ask(clerk, wang, day=date(2027, 4, 2)).outcome == "clear"


def test_query_stands_on_the_trail_with_whom_for_what_and_what_was_told(clerk, wang):
    handled(clerk, wang, **WARNED)
    check = ask(clerk, wang)
    with clerk.ledger.read() as connection:
        newest = audit.timeline(connection, [check.uid])[0]
    assert (newest.op, newest.actor_name) == (Op.CHECK_APPOINTMENT, "李文海")
    assert newest.note == "王建国，拟提拔或进一步使用，2026-11-20：有限制"


@pytest.mark.parametrize(
    ("purpose", "day", "post", "field"),
    [
        ("", TODAY, "", "purpose"),
        ("nonsense", TODAY, "", "purpose"),
        ("post", TODAY, " ", "post"),
        ("director", TODAY, "", "post"),
        ("talent", date(1960, 1, 1), "", "proposed_on"),
    ],
)
def test_what_is_missing_is_told_at_its_field_and_nothing_is_kept(clerk, wang, purpose, day, post, field):
    with pytest.raises(FieldError) as refused:
        ask(clerk, wang, purpose, day, post)
    assert refused.value.field == field
    assert records.list_records(clerk, AppointmentCheck) == []


def test_a_withdrawn_person_is_not_asked_after(clerk, wang):
    records.withdraw(clerk, Person, wang.uid, "重复登记")
    with pytest.raises(NotAllowed, match="已撤回"):
        ask(clerk, wang)


def test_the_paper_says_what_was_told_and_leaves_room_to_sign(clerk, wang):
    case, _ = handled(clerk, wang)
    check = ask(clerk, wang, "director", post="虚构物流有限公司董事")
    document = restrictions.release_check(clerk, check.uid, "查询结果.pdf").value
    pages = PdfReader(io.BytesIO(render_pdf(document, draft=False))).pages
    said = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    for words in (
        "任职前查询结果", "王建国", "财务总监", "虚构运输集团有限公司", "拟任董事监事高管", "虚构物流有限公司董事",
        "2026年11月20日", "须核对", case.number, "国务院国资委令第46号（参照，待核对）", "李文海", "复核人",
        "组织人事部门意见", "不代替组织人事、纪检监察部门的审核",
    ):  # fmt: skip
        assert words in said, words
    with clerk.ledger.read() as connection:
        newest = audit.timeline(connection, [check.uid])[0]
    assert (newest.op, newest.changes[0].new) == (Op.EXPORT, "查询结果.pdf")
