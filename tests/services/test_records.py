"""One way in for new records, one for changed ones; who may, what is told, what stays when it fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed
from zhuize_desktop.domain.records import Clue, Enterprise, Loss, Person, ReadingGrant, SupervisionReport
from zhuize_desktop.domain.roles import OPERATIONS, Role
from zhuize_desktop.services import drafts, records

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
