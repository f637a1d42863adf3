"""One way in for new records, one for changed ones; who may, what is told, what stays when it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.ledgers import entered
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed, RowError
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.loss_statistics import confirmed_fen
from zhuize_desktop.domain.money import LIMIT_FEN
from zhuize_desktop.domain.pack_editing import found
from zhuize_desktop.domain.records import (
    Affiliation,
    Approval,
    Circle,
    Clue,
    Enterprise,
    LiablePerson,
    Loss,
    PeriodicReport,
    Person,
    ReadingGrant,
    Recovery,
    Recusal,
    ReportKind,
    SigningKey,
    SupervisionReport,
    TeamMember,
    User,
)
from zhuize_desktop.domain.roles import OPERATIONS, Op, Role
from zhuize_desktop.domain.rules import Checked, Grade
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import clues, drafts, packs, records, reporting
from zhuize_desktop.services.snapshots import gather
from zhuize_desktop.storage import audit

LOGINS = {
    "clerk": Role.CLERK,
    "reviewer": Role.REVIEWER,
    "signer": Role.SIGNER,
    "admin": Role.ADMIN,
    "inspector": Role.INSPECTOR,
}


@pytest.mark.parametrize("login", LOGINS)
def test_every_class_is_saved_by_exactly_the_roles_of_its_action(desk, login):
    session = desk.log_in(login)
    for record, op in records.SAVE_OPS.items():
        if LOGINS[login] in OPERATIONS[op].roles:
            continue
        with pytest.raises(NotAllowed, match=op.label):
            records.add(session, record, {})


def test_a_record_is_added_changed_taken_back_and_brought_back(clerk):
    made = records.add(clerk, Person, {"name": "路人甲"}).value
    assert records.load(clerk, Person, made.uid) == made
    changed = records.change(clerk, replace(made, post="主任")).value
    assert (changed.version, changed.post) == (2, "主任")
    with pytest.raises(Conflict):
        records.change(clerk, replace(made, post="别的"))
    records.withdraw(clerk, Person, made.uid, "重复")
    assert records.list_records(clerk, Person) == []
    assert records.list_records(clerk, Person, withdrawn=True)[0].withdrawn_reason == "重复"
    records.bring_back(clerk, Person, made.uid)
    assert records.list_records(clerk, Person)[0].post == "主任"


def test_drafts_go_with_the_record_and_stay_with_a_conflict(clerk):
    drafts.keep(clerk, "Person", "", 0, {"name": "半"})
    made = records.add(clerk, Person, {"name": "路人甲"}).value
    assert drafts.mine(clerk) == []
    records.change(clerk, replace(made, post="主任"))
    drafts.keep(clerk, "Person", made.uid, 1, {"post": "别的"})
    with pytest.raises(Conflict):
        records.change(clerk, replace(made, post="别的"))
    assert [one.uid for one in drafts.mine(clerk)] == [made.uid]


def test_what_is_not_there_and_what_may_not_be_seen_reads_the_same(clerk):
    with pytest.raises(NotAllowed) as missing:
        records.load(clerk, Clue, "nowhere")
    with pytest.raises(NotAllowed) as parent:
        records.add(clerk, Loss, {"clue": "nowhere"})
    assert missing.value.sentence == parent.value.sentence


def test_a_reading_grant_is_no_clerks_business(clerk, desk):
    with pytest.raises(NotAllowed):
        records.add(clerk, ReadingGrant, {})
    assert Role.CLERK not in OPERATIONS[records.SAVE_OPS[ReadingGrant]].roles


def test_many_at_once_are_all_or_nothing(clerk):
    with pytest.raises(NotAllowed):
        records.add_many(clerk, Loss, [{"clue": "nowhere"}])
    made = records.add_many(clerk, Person, [{"name": "甲"}, {"name": "乙"}]).value
    assert {one.name for one in records.list_records(clerk, Person)} == {one.name for one in made}


def test_names_by_uid(clerk):
    one = records.add(clerk, Person, {"name": "甲"}).value
    assert records.names_of(clerk, Person, (one.uid, "nowhere")) == {one.uid: "甲"}
    assert records.names_of(clerk, Enterprise, (clerk.viewer.enterprise,)) == {
        clerk.viewer.enterprise: "虚构运输集团有限公司"
    }


def test_withdrawing_wants_a_reason(clerk):
    made = records.add(clerk, SupervisionReport, {"title": "审计报告"}).value
    with pytest.raises(FieldError) as caught:
        records.withdraw(clerk, SupervisionReport, made.uid, "  ")
    assert caught.value.field == "withdrawn_reason"


def a_clue(session, **values):
    category = next(entry.code for entry in session.rulebook().dictionary("violation_category").entries())
    needed = {
        "source_kind": "internal",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": category,
        "summary": "违规担保",
    }
    return entered(session, needed | values)


def uid_of(session, login):
    return next(one.uid for one in records.list_records(session, User) if one.login == login)


TOO_LATE = date(2026, 11, 21)
#: Class, values that cannot be accepted, the field that is named.
REFUSED = (
    (Loss, {"kind": ""}, "kind"),
    (Loss, {"kind": "unknown"}, "kind"),
    (Loss, {"amount": -1}, "amount"),
    (Loss, {"amount": LIMIT_FEN}, "amount"),
    (Loss, {"identified_on": TOO_LATE}, "identified_on"),
    (Loss, {"evidence": ("professional", "rumour")}, "evidence"),
    (Recovery, {"kind": "unknown"}, "kind"),
    (Recovery, {"amount": LIMIT_FEN}, "amount"),
    (Recovery, {"recovered_on": date(1989, 12, 31)}, "recovered_on"),
    (LiablePerson, {"liability": "unknown"}, "liability"),
    (LiablePerson, {"identified_on": TOO_LATE}, "identified_on"),
    (Approval, {"form": "unknown"}, "form"),
    (Approval, {"decided_on": TOO_LATE}, "decided_on"),
    # What makes a paper an approval.
    (Approval, {"form": ""}, "form"),
    (Approval, {"body": ""}, "body"),
    (Approval, {"decided_on": None}, "decided_on"),
    (Approval, {"result": ""}, "result"),
    (Approval, {"minutes_number": " "}, "approver"),
)
#: What a record is nothing without.
WHOLE = {
    Approval: {
        "form": "meeting", "body": "leading_body", "minutes_number": "虚构纪要〔2026〕3号",
        "decided_on": date(2026, 11, 3), "result": "approved",
    },
}  # fmt: skip


@pytest.mark.parametrize(("record", "wrong", "field"), REFUSED)
def test_what_a_form_refuses_no_way_in_accepts(clerk, record, wrong, field):
    one, other = (records.add(clerk, Person, {"name": name}).value.uid for name in ("路人甲", "路人乙"))
    values = {"clue": a_clue(clerk).uid} | WHOLE.get(record, {})
    good = records.add(clerk, record, values | ({"person": one} if record is LiablePerson else {})).value
    values |= {"person": other} if record is LiablePerson else {}  # a person stands once in a clue
    for write in (
        lambda: records.add(clerk, record, values | wrong),
        lambda: records.add_many(clerk, record, [values, values | wrong]),
        lambda: records.change(clerk, replace(good, **wrong)),
    ):
        with pytest.raises(FieldError) as caught:
            write()
        assert caught.value.field == field
    assert records.list_records(clerk, record) == [good]


def test_of_a_clue_under_way_before_what_an_approval_said_may_be_unknown(clerk):
    clue = a_clue(clerk)
    half = {"clue": clue.uid, "step": Stage.INTAKE, "body": "responsible"}
    with pytest.raises(FieldError, match="审批方式"):
        records.add(clerk, Approval, half)
    clues.change_clue(clerk, replace(clues.load_for_edit(clerk, clue.uid), legacy=True))
    assert records.add(clerk, Approval, half).value.decided_on is None


def test_an_enterprise_is_examined_as_one(clerk):
    own = records.load(clerk, Enterprise, clerk.viewer.enterprise)
    with pytest.raises(FieldError) as caught:
        records.change(clerk, replace(own, credit_code="1"))
    assert caught.value.field == "credit_code"


def test_a_grant_may_begin_and_end_in_days_to_come_but_not_end_before_it_begins(desk):
    reviewer = desk.log_in("reviewer")
    values = {"user": uid_of(reviewer, "inspector"), "clue": a_clue(reviewer).uid, "valid_from": TOO_LATE}
    made = records.add(reviewer, ReadingGrant, values | {"valid_to": date(2027, 1, 1)}).value
    with pytest.raises(FieldError) as caught:
        records.change(reviewer, replace(made, valid_to=date(2026, 11, 20)))
    assert caught.value.field == "valid_to"


def decide_contingent(admin, value, checked):
    """The own measure's answer to whether 或有损失 counts, compared with its text or not."""
    asked = found(admin.rulebook().pack("own"), "parameters", "contingent_counts")
    update = {
        "value": value,
        "checked": checked,
        "grade": Grade.UNVERIFIED if checked is None else Grade.READ,
    }
    base = packs.current_version(admin, "own")
    packs.save_entry(admin, "own", "parameters", asked.model_copy(update=update), "试填", base=base)


COMPARED = Checked(document="虚构企业办法", by="周敏", on=date(2026, 11, 2))


@pytest.mark.parametrize(
    ("value", "checked", "counts"),
    [(None, None, False), (True, None, False), (False, COMPARED, False), (True, COMPARED, True)],
    ids=["not answered", "not compared", "no", "yes"],
)
def test_everything_sums_the_same_confirmed_loss_as_a_confirmed_measure_says(desk, value, checked, counts):
    if value is not None:
        decide_contingent(desk.log_in("admin"), value, checked)
    clerk = desk.log_in("clerk")
    clue = a_clue(clerk)
    for kind, fen in (("direct", 1_00), ("indirect", 20_00), ("contingent", 300_00)):
        records.add(clerk, Loss, {"clue": clue.uid, "kind": kind, "amount": fen})
    records.add(clerk, Recovery, {"clue": clue.uid, "amount": 7_00})
    with clerk.ledger.transact(
        Op.SAVE_LOSS, clerk.viewer
    ) as tx:  # past the checks, as a rule pack of old might have
        records.insert(tx, Loss, {"clue": clue.uid, "kind": "of another rule pack", "amount": 4_000_00})
    own = clerk.viewer.enterprise
    report = PeriodicReport(
        uid="r", owner_enterprise=own, enterprise=own, title="试算", kind=next(iter(ReportKind)), year=2026,
        period_from=date(2026, 1, 1), period_to=date(2026, 12, 31),
    )  # fmt: skip
    with clerk.ledger.read() as connection:
        snapshot = gather(clerk, report, connection)
    (fact,) = snapshot.clues
    assert snapshot.counting.contingent_counts is counts
    expected = 321_00 if counts else 21_00
    assert confirmed_fen(fact, snapshot.counting.contingent_counts) == expected
    (shown,) = clues.shown_rows(clerk, [clue.uid])
    assert (shown.row.confirmed, shown.row.recovered, fact.recovered_fen) == (expected, 7_00, 7_00)
    assert clues.totals(clerk, LedgerQuery()).confirmed == expected


def test_the_list_is_ordered_by_the_loss_it_shows(desk):
    clerk = desk.log_in("clerk")
    lighter, heavier = a_clue(clerk), a_clue(clerk)
    records.add(clerk, Loss, {"clue": lighter.uid, "kind": "contingent", "amount": 300_00})
    records.add(clerk, Loss, {"clue": heavier.uid, "kind": "direct", "amount": 1_00})
    query = LedgerQuery(order="confirmed")
    assert clues.list_uids(clerk, query) == [heavier.uid, lighter.uid]
    decide_contingent(desk.log_in("admin"), True, COMPARED)
    assert clues.list_uids(desk.log_in("clerk"), query) == [lighter.uid, heavier.uid]


NEVER_WITHDRAWN = (User, SigningKey, PeriodicReport, Affiliation)


@pytest.mark.parametrize("login", ["clerk", "reviewer", "admin"])
@pytest.mark.parametrize("record", NEVER_WITHDRAWN)
def test_accounts_keys_reports_and_the_tree_are_not_withdrawn(desk, record, login):
    reporting.compile_report(desk.log_in("clerk"), ReportKind.ANNUAL, 2025)
    session = desk.log_in(login)
    before = records.list_records(session, record)
    assert before
    for act in (
        lambda: records.withdraw(session, record, before[0].uid, "多余"),
        lambda: records.bring_back(session, record, before[0].uid),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert records.list_records(session, record) == before


def test_withdrawing_is_asked_of_every_class_that_is_saved_here():
    assert set(records.WITHDRAW_OPS) == set(records.SAVE_OPS) - set(NEVER_WITHDRAWN)


def test_a_reading_grant_is_revoked_by_those_who_grant(desk):
    reviewer = desk.log_in("reviewer")
    days = {"valid_from": reviewer.today, "valid_to": reviewer.today}
    values = {"user": uid_of(reviewer, "inspector"), "clue": a_clue(reviewer).uid} | days
    grant = records.add(reviewer, ReadingGrant, values).value
    clerk = desk.log_in("clerk")
    for act in (
        lambda: records.withdraw(clerk, ReadingGrant, grant.uid, "多余"),
        lambda: records.change(clerk, replace(grant, withdrawn_reason="多余")),
    ):
        with pytest.raises(NotAllowed, match="查阅授权"):
            act()
    signer = desk.log_in("signer")
    gone = records.withdraw(signer, ReadingGrant, grant.uid, "查阅完毕").value
    assert gone.withdrawn_reason == "查阅完毕"
    with signer.ledger.read() as connection:
        newest = audit.timeline(connection, [grant.uid])[0]
    assert (newest.op, newest.note) == (Op.GRANT_READING, "撤回")


def test_a_recusal_is_lifted_by_another_who_may_mark_it(desk):
    clerk = desk.log_in("clerk")
    clue = a_clue(clerk)
    values = {"clue": clue.uid, "user": clerk.viewer.user, "reason": "亲属"}
    recusal = records.add(clerk, Recusal, values).value
    for act in (
        lambda: records.withdraw(clerk, Recusal, recusal.uid, "误记"),
        lambda: records.change(clerk, replace(recusal, user=uid_of(clerk, "inspector"))),
    ):
        with pytest.raises(NotAllowed):
            act()
    signer = desk.log_in("signer")
    records.withdraw(signer, Recusal, recusal.uid, "误记")
    assert records.load(desk.log_in("clerk"), Clue, clue.uid) == clue


def test_withdrawing_is_no_change_like_others(clerk):
    person = records.add(clerk, Person, {"name": "路人甲"}).value
    with pytest.raises(NotAllowed, match="撤回"):
        records.change(clerk, replace(person, withdrawn_reason="多余"))
    gone = records.withdraw(clerk, Person, person.uid, "多余").value
    for after in ("", "别的理由", "多余"):
        with pytest.raises(NotAllowed):
            records.change(clerk, replace(gone, post="主任", withdrawn_reason=after))


def test_a_withdrawn_clue_takes_nothing_more(clerk):
    clue, other = a_clue(clerk), a_clue(clerk, summary="另一件")
    loss = records.add(clerk, Loss, {"clue": clue.uid, "amount": 5_00}).value
    elsewhere = records.add(clerk, Loss, {"clue": other.uid, "amount": 6_00}).value
    gone = records.withdraw(clerk, Clue, clue.uid, "重复登记").value
    for act in (
        lambda: records.add(clerk, Loss, {"clue": clue.uid, "amount": 1_00}),
        lambda: records.add_many(clerk, Loss, [{"clue": other.uid}, {"clue": clue.uid}]),
        lambda: records.change(clerk, replace(loss, amount=9_00)),
        lambda: records.change(clerk, replace(loss, clue=other.uid)),
        lambda: records.change(clerk, replace(elsewhere, clue=clue.uid)),
        lambda: clues.change_clue(clerk, replace(gone, summary="改")),
        lambda: clues.confirm_stages(clerk, {clue.uid: Stage.TRIAGE}),
        lambda: clues.set_circle(clerk, clue.uid, Circle.NAMED, ()),
        lambda: records.withdraw(clerk, Clue, clue.uid, "另一个理由"),
    ):
        with pytest.raises(NotAllowed, match="已撤回"):
            act()
    assert records.load(clerk, Clue, clue.uid) == gone
    assert {one.uid: one for one in records.list_records(clerk, Loss)} == {
        one.uid: one for one in (loss, elsewhere)
    }
    records.add(clerk, Recusal, {"clue": clue.uid, "user": uid_of(clerk, "signer"), "reason": "亲属"})
    records.bring_back(clerk, Clue, clue.uid)
    assert records.change(clerk, replace(loss, amount=9_00)).value.amount == 9_00


def test_every_problem_of_many_is_told_with_its_row(clerk):
    clue = a_clue(clerk)
    many = [
        {"clue": clue.uid, "amount": 100},
        {"clue": clue.uid, "amount": 100, "identified_on": date(2027, 1, 1)},
        {"clue": clue.uid, "kind": "没有的种类", "identified_on": date(2027, 1, 1)},
    ]
    found = records.problems_of_many(clerk, Loss, many)
    assert {(one.row, one.field) for one in found} >= {
        (1, "identified_on"),
        (2, "identified_on"),
        (2, "kind"),
    }
    assert all(one.row for one in found)
    with pytest.raises(RowError) as refused:
        records.add_many(clerk, Loss, many)
    assert refused.value.row == 1
    assert records.list_records(clerk, Loss) == []


def test_what_the_ledger_holds_already_is_told_with_its_row(clerk):
    clue = a_clue(clerk)
    records.add(clerk, TeamMember, {"clue": clue.uid, "name": "高志远"})
    with pytest.raises(RowError) as refused:
        records.add_many(
            clerk, TeamMember, [{"clue": clue.uid, "name": "马晓红"}, {"clue": clue.uid, "name": "高志远"}]
        )
    assert refused.value.row == 1
    assert [one.name for one in records.list_records(clerk, TeamMember)] == ["高志远"]
