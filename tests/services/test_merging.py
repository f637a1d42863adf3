"""合并重复: the older record has everything afterwards, and undoing brings back exactly what stood before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from services.ledgers import entered
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed
from zhuize_desktop.domain.records import (
    RECORDS,
    Attachment,
    Circle,
    Clue,
    Decision,
    Finding,
    Handling,
    LiablePerson,
    Loss,
    Merger,
    OutsideDecision,
    Person,
    Recovery,
    Recusal,
    SanctionCase,
    SupervisionReport,
    Transfer,
    Triage,
    User,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import attachments, clues, merging, records, supervision, users
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.storage import audit, rows
from zhuize_desktop.storage.tables import links_of, table_of


def contents(session) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of records and links as SQLite holds it, but for versions (they count saves) and the mergers."""
    found = {}
    with session.ledger.read() as connection:
        for record in RECORDS:
            if record is Merger:
                continue
            names = [column.name for column in table_of(record).columns if column.name != "version"]
            quoted = ", ".join(f'"{name}"' for name in names)
            tables = [(table_of(record).name, quoted)]
            tables += [(link.name, "uid, position, value") for _, link in links_of(record)]
            for table, columns in tables:
                statement = text(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
                found[table] = [tuple(row) for row in connection.execute(statement)]
    return found


def holders(session, uid: str) -> set[str]:
    """Tables in which a uid stands anywhere else than as a record's own identity."""
    return {table for table, lines in contents(session).items() for line in lines if uid in line[1:]}


def person(session, name="陈思源", **values) -> Person:
    return add_person(session, {"name": name, **values}).value


def a_clue(session, **values) -> Clue:
    made = {
        "source_kind": "audit.special",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
        **values,
    }
    return entered(session, made)


def add(session, record, clue, **values):
    return records.add(session, record, {"clue": clue.uid, **values}).value


def present(session, one):
    with session.ledger.read() as connection:
        return rows.fetch_by_uid(connection, type(one), [one.uid])[one.uid]


def merge(session, one, other, **more):
    act = merging.merge_persons if isinstance(one, Person) else merging.merge_clues
    versions = present(session, one).version, present(session, other).version
    return act(session, one.uid, other.uid, versions, "同一人", **more).value


# --- persons ----------------------------------------------------------------------------------------------


@pytest.fixture
def twins(clerk):
    older = person(clerk, post="财务总监", remark="早先登记")
    younger = person(
        clerk, enterprise=clerk.viewer.enterprise, post="财务部经理", identity_number="370102198001010011",
        remark="后来登记", department="财务部",
    )  # fmt: skip
    return older, younger


def entangle(clerk, older, younger):
    """A ledger in which every kind of reference to a person occurs, on one clue both stand in and on one more."""
    both, alone = a_clue(clerk, persons=(younger.uid, older.uid)), a_clue(clerk, persons=(younger.uid,))
    first = add(clerk, LiablePerson, both, person=older.uid, liability="direct", facts="签字")
    second = add(clerk, LiablePerson, both, person=younger.uid, liability="leadership", post_then="总监")
    add(clerk, LiablePerson, alone, person=younger.uid, liability="direct")
    paper = add(
        clerk,
        OutsideDecision,
        both,
        kind="discipline",
        maker="纪委",
        decided_on=clerk.today,
        persons=(younger.uid,),
    )
    handling = add(clerk, Handling, both, liable=second.uid, kinds=("pay",))
    add(
        clerk,
        Transfer,
        alone,
        kind="discipline",
        receiver="纪委",
        sent_on=clerk.today,
        persons=(older.uid, younger.uid),
    )
    add(clerk, SanctionCase, alone, person=younger.uid, number="立〔2026〕1号")
    return both, alone, first, second, paper, handling


def test_every_reference_goes_to_the_older_person_and_nothing_is_lost(clerk, twins):
    older, younger = twins
    both, alone, first, second, paper, handling = entangle(clerk, older, younger)
    merger = merge(clerk, younger, older)
    assert (merger.kept, merger.gone) == (older.uid, younger.uid)
    kept = present(clerk, older)
    assert (kept.enterprise, kept.department) == (clerk.viewer.enterprise, "财务部")
    assert kept.identity_number == "370102198001010011"
    assert kept.post == "财务总监"
    for word in ("早先登记", "后来登记", "现职务：财务部经理", "合并自"):
        assert word in kept.remark
    assert present(clerk, younger).withdrawn_reason
    assert present(clerk, both).persons == (older.uid,)
    assert present(clerk, alone).persons == (older.uid,)
    assert present(clerk, paper).persons == (older.uid,)
    # Two lines of one person in one clue have become one, and the handling of the second is that of the first.
    line = present(clerk, first)
    assert line.liability == "direct"
    assert line.post_then == "总监"
    assert "责任类型：领导责任" in line.remark
    assert present(clerk, second).withdrawn_reason
    assert present(clerk, handling).liable == first.uid
    assert holders(clerk, younger.uid) <= {"liable_person"}  # the withdrawn line itself
    assert records.list_records(clerk, LiablePerson, person=older.uid, withdrawn=False) == [
        present(clerk, one) for one in sorted((first, *_line(clerk, alone)), key=lambda one: one.uid)
    ]


def _line(session, clue):
    return records.list_records(session, LiablePerson, clue=clue.uid)


def test_paper_about_the_line_that_goes_is_about_the_line_that_stays(clerk, twins, tmp_path):
    older, younger = twins
    clue = a_clue(clerk)
    first = add(clerk, LiablePerson, clue, person=older.uid)
    second = add(clerk, LiablePerson, clue, person=younger.uid)
    scan = tmp_path / "认定书.pdf"
    scan.write_bytes(b"%PDF")
    values = {"clue": clue.uid, "about": second.uid}
    paper = attachments.add_attachment(clerk, scan, values).value
    merger = merge(clerk, older, younger)
    assert present(clerk, paper).about == first.uid
    merging.undo_merger(clerk, merger.uid, "不是同一人")
    assert present(clerk, paper).about == second.uid


@pytest.mark.parametrize("line_of_younger_first", [False, True])
def test_undoing_brings_back_every_table_as_it_was(clerk, twins, line_of_younger_first):
    older, younger = twins
    entangle(clerk, *(reversed(twins) if line_of_younger_first else twins))
    before = contents(clerk)
    merger = merge(clerk, older, younger)
    assert contents(clerk) != before
    merging.undo_merger(clerk, merger.uid, "不是同一人")
    assert contents(clerk) == before
    assert merging.mergers(clerk) == []
    with clerk.ledger.read() as connection:
        assert audit.problems(connection) == []
    again = merge(clerk, older, younger)  # nothing stands in the way of doing it again
    assert [one.uid for one in merging.mergers(clerk)] == [again.uid]


def test_value_of_the_younger_is_taken_where_it_is_wanted(clerk, twins):
    older, younger = twins
    merge(clerk, older, younger, taken={"post"})
    kept = present(clerk, older)
    assert kept.post == "财务部经理"
    assert "财务总监" in kept.remark


def test_two_identities_are_two_persons(clerk):
    one, other = (
        person(clerk, identity_number="370102198001010011"),
        person(clerk, identity_number="370102198001010038"),
    )
    with pytest.raises(FieldError) as refused:
        merge(clerk, one, other)
    assert "3701" not in refused.value.sentence


def test_reason_versions_and_withdrawn_are_asked_for(clerk, twins):
    older, younger = twins
    with pytest.raises(FieldError):
        merging.merge_persons(clerk, older.uid, younger.uid, (1, 1), " ")
    with pytest.raises(Conflict):
        merging.merge_persons(clerk, older.uid, younger.uid, (1, 2), "同一人")
    with pytest.raises(NotAllowed):
        merging.merge_persons(clerk, older.uid, older.uid, (1, 1), "同一人")
    records.withdraw(clerk, Person, younger.uid, "录错")
    with pytest.raises(NotAllowed):
        merging.merge_persons(clerk, older.uid, younger.uid, (1, 2), "同一人")


def test_nobody_merges_oneself(clerk, desk, twins):
    older, younger = twins
    admin = desk.log_in("admin")
    own = next(user for user in records.list_records(admin, User) if user.login == "clerk")
    users.change_user(admin, replace(own, person=older.uid))
    with pytest.raises(NotAllowed):
        merge(desk.log_in("clerk"), older, younger)
    reviewer = desk.log_in("reviewer")
    merger = merge(reviewer, older, younger)
    assert merger.kept == older.uid


def test_account_follows_its_person(clerk, desk, twins):
    older, younger = twins
    admin = desk.log_in("admin")
    own = next(user for user in records.list_records(admin, User) if user.login == "signer")
    users.change_user(admin, replace(own, person=younger.uid))
    clerk = desk.log_in("clerk")
    hidden = a_clue(clerk, persons=(older.uid,))
    merge(clerk, older, younger)
    signer = desk.log_in("signer")
    assert signer.viewer.person == older.uid
    with pytest.raises(NotAllowed):  # who is involved is now known to be involved here too
        clues.load_for_edit(signer, hidden.uid)


@pytest.mark.parametrize("own", ["kept", "gone"])
def test_who_came_to_be_involved_by_a_merger_does_not_undo_it(clerk, desk, twins, own):
    older, younger = twins
    account, other = (older, younger) if own == "kept" else (younger, older)
    admin = desk.log_in("admin")
    user = next(one for one in records.list_records(admin, User) if one.login == "reviewer")
    users.change_user(admin, replace(user, person=account.uid))
    clerk = desk.log_in("clerk")
    case = a_clue(clerk, persons=(other.uid,))
    assert clues.load_for_edit(desk.log_in("reviewer"), case.uid).number == case.number
    clerk = desk.log_in("clerk")
    merger = merge(clerk, older, younger)
    reviewer = desk.log_in("reviewer")
    assert merging.mergers(reviewer) == []
    before = contents(reviewer)
    with pytest.raises(NotAllowed):
        merging.undo_merger(reviewer, merger.uid, "不是同一人")
    assert contents(reviewer) == before
    with pytest.raises(NotAllowed):
        clues.load_for_edit(reviewer, case.uid)
    clerk = desk.log_in("clerk")
    assert [one.uid for one in merging.mergers(clerk)] == [merger.uid]
    merging.undo_merger(clerk, merger.uid, "不是同一人")
    assert clues.load_for_edit(desk.log_in("reviewer"), case.uid).number == case.number


def test_references_in_clues_the_person_may_not_read_move_too(clerk, desk, twins):
    older, younger = twins
    closed = a_clue(clerk, persons=(younger.uid,))
    clues.set_circle(clerk, closed.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    done = merging.merge_persons(reviewer, older.uid, younger.uid, (1, 1), "同一人")
    assert present(reviewer, closed).persons == (older.uid,)
    assert closed.number not in str(done.value)
    merging.undo_merger(reviewer, done.value.uid, "看错")
    assert present(reviewer, closed).persons == (younger.uid,)


def test_what_was_changed_since_is_not_overwritten_by_undoing(clerk, twins):
    older, younger = twins
    merger = merge(clerk, older, younger)
    kept = present(clerk, older)
    records.change(clerk, replace(kept, department="资金部"))
    before = contents(clerk)
    with pytest.raises(Conflict) as refused:
        merging.undo_merger(clerk, merger.uid, "不是同一人")
    assert "部门" in refused.value.sentence
    assert contents(clerk) == before
    records.change(clerk, replace(present(clerk, older), department="财务部", employment="retired"))
    merging.undo_merger(clerk, merger.uid, "不是同一人")
    assert present(clerk, older).employment == "retired"  # entered since, and nothing the merger wrote
    assert present(clerk, older).department == ""


def test_merged_record_does_not_come_back_by_itself(clerk, twins):
    older, younger = twins
    merger = merge(clerk, older, younger)
    with pytest.raises(NotAllowed):
        records.bring_back(clerk, Person, younger.uid)
    merging.undo_merger(clerk, merger.uid, "不是同一人")
    with pytest.raises(NotAllowed):
        merging.undo_merger(clerk, merger.uid, "再撤一次")


# --- clues ------------------------------------------------------------------------------------------------


def loaded(clerk, tmp_path):
    """Two clues of one matter, the younger with everything an office enters before it sees that."""
    older = a_clue(clerk, remark="甲")
    younger = a_clue(
        clerk, summary="未履行决策程序对外预付货款120万元", estimated_loss=120_00, document_number="虚审〔2026〕3号",
        from_superior=True, persons=(person(clerk).uid,), informant_place="保密柜3号",
    )  # fmt: skip
    liable = add(clerk, LiablePerson, younger, person=younger.persons[0], liability="direct")
    moved = [
        add(clerk, Loss, younger, amount=5_00),
        add(clerk, Recovery, younger, amount=1_00),
        liable,
        add(clerk, Decision, younger, number="虚决〔2026〕1号"),
        add(clerk, Handling, younger, liable=liable.uid, kinds=("pay",)),
    ]
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(b"%PDF")
    moved.append(attachments.add_attachment(clerk, scan, {"clue": younger.uid}).value)
    report = supervision.add_report(clerk, {"title": "审计报告"}).value
    finding = supervision.add_finding(clerk, report.uid, {"summary": "预付货款"}).value
    supervision.link_clue(clerk, finding.uid, younger.uid)
    return older, younger, moved, finding


def test_older_clue_has_the_records_of_both(clerk, tmp_path):
    older, younger, moved, finding = loaded(clerk, tmp_path)
    first = add(clerk, Triage, older, opinion="直接核查")
    second = add(clerk, Triage, younger, opinion="移交")
    merge(clerk, younger, older)
    kept, gone = present(clerk, older), present(clerk, younger)
    assert gone.withdrawn_reason
    assert not kept.withdrawn_reason
    assert kept.number == older.number
    assert (kept.estimated_loss, kept.document_number, kept.from_superior) == (
        120_00,
        "虚审〔2026〕3号",
        True,
    )
    assert kept.informant_place == "保密柜3号"
    assert kept.persons == younger.persons
    for word in ("甲", younger.summary, younger.number):
        assert word in kept.remark
    assert "保密柜" not in kept.remark
    assert {present(clerk, one).clue for one in moved} == {older.uid}
    assert present(clerk, finding).clues == (older.uid,)
    # Of that form a clue has one: that of the older stays in force, the other is kept beside it, withdrawn.
    assert present(clerk, second).clue == older.uid
    assert present(clerk, second).withdrawn_reason
    assert not present(clerk, first).withdrawn_reason


def test_undoing_parts_the_clues_exactly(clerk, tmp_path):
    older, younger, *_ = loaded(clerk, tmp_path)
    before = contents(clerk)
    merger = merge(clerk, older, younger)
    assert contents(clerk) != before
    merging.undo_merger(clerk, merger.uid, "是两件事")
    assert contents(clerk) == before


def test_circle_is_that_of_those_who_could_read_both_and_recusals_stay(clerk, desk, tmp_path):
    accounts = {user.login: user.uid for user in records.list_records(clerk, User)}
    older, younger = a_clue(clerk), a_clue(clerk)
    clues.set_circle(clerk, younger.uid, Circle.NAMED, (accounts["signer"],))
    records.add(clerk, Recusal, {"clue": younger.uid, "user": accounts["reviewer"], "reason": "亲属"})
    merger = merge(clerk, older, younger)
    kept = present(clerk, older)
    assert kept.circle is Circle.NAMED
    assert set(kept.circle_users) == {accounts["signer"], accounts["clerk"]}
    reviewer = desk.log_in("reviewer")
    with pytest.raises(NotAllowed):
        clues.load_for_edit(reviewer, older.uid)
    assert merging.mergers(reviewer) == []
    with pytest.raises(NotAllowed):
        merging.undo_merger(reviewer, merger.uid, "看看")
    clerk = desk.log_in("clerk")
    merging.undo_merger(clerk, merger.uid, "是两件事")
    assert clues.load_for_edit(desk.log_in("reviewer"), older.uid).number == older.number


def test_two_closed_circles_leave_those_in_both(clerk):
    accounts = {user.login: user.uid for user in records.list_records(clerk, User)}
    older, younger = a_clue(clerk), a_clue(clerk)
    clues.set_circle(clerk, older.uid, Circle.NAMED, (accounts["signer"], accounts["reviewer"]))
    clues.set_circle(clerk, younger.uid, Circle.NAMED, (accounts["signer"],))
    merge(clerk, older, younger)
    assert set(present(clerk, older).circle_users) == {accounts["signer"], accounts["clerk"]}


@pytest.mark.parametrize("taken", [(), ("handler",)])
def test_handler_who_could_not_read_both_is_changed_first(clerk, desk, taken):
    """The 经办人 reads the outcome whatever its circle: not one who was kept out of the other clue."""
    accounts = {user.login: user.uid for user in records.list_records(clerk, User)}
    pair = [a_clue(clerk, handler=accounts[name]) for name in ("reviewer", "signer")]
    apart, closed = reversed(pair) if taken else pair
    name = "signer" if taken else "reviewer"
    clues.set_circle(clerk, closed.uid, Circle.NAMED, ())
    with pytest.raises(NotAllowed):
        clues.load_for_edit(desk.log_in(name), closed.uid)
    clerk = desk.log_in("clerk")
    before = contents(clerk)
    with pytest.raises(NotAllowed) as refused:
        merge(clerk, *pair, taken=taken)
    assert f"请先变更线索{apart.number}的经办人" in refused.value.sentence
    assert contents(clerk) == before
    clues.change_clue(clerk, replace(present(clerk, apart), handler=clerk.viewer.user))
    merge(clerk, *pair, taken=taken)
    with pytest.raises(NotAllowed):
        clues.load_for_edit(desk.log_in(name), pair[0].uid)


def test_handler_inside_both_circles_stays(clerk):
    """A handler is inside the circle of the own clue without being named there."""
    accounts = {user.login: user.uid for user in records.list_records(clerk, User)}
    older, younger = (a_clue(clerk, handler=accounts["reviewer"]) for _ in range(2))
    clues.set_circle(clerk, younger.uid, Circle.NAMED, (accounts["signer"],))
    clues.set_circle(clerk, older.uid, Circle.NAMED, ())
    merge(clerk, older, younger)
    kept = present(clerk, older)
    assert kept.handler == accounts["reviewer"]
    assert set(kept.circle_users) == {accounts["reviewer"], accounts["clerk"]}


def test_clue_that_is_closed_or_further_on_is_not_merged(clerk):
    older, younger = a_clue(clerk), a_clue(clerk, legacy=True, stage=Stage.TRIAGE)
    with pytest.raises(NotAllowed) as refused:
        merge(clerk, older, younger)
    assert "并案" in refused.value.sentence
    older = a_clue(clerk, legacy=True, stage=Stage.CLOSURE, closed=True, closed_on=clerk.today)
    with pytest.raises(NotAllowed):
        merge(clerk, older, a_clue(clerk))


def test_outcome_that_contradicts_itself_is_refused(clerk):
    older = a_clue(clerk, occurred_from=clerk.today.replace(day=10))
    younger = a_clue(clerk, discovered_on=clerk.today.replace(day=9))
    before = contents(clerk)
    with pytest.raises(FieldError) as refused:
        merge(clerk, older, younger)
    assert refused.value.field == "discovered_on"
    assert contents(clerk) == before


def test_clue_outside_the_circle_is_neither_merged_nor_named(clerk, desk):
    older, younger = a_clue(clerk), a_clue(clerk)
    clues.set_circle(clerk, older.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    with pytest.raises(NotAllowed) as refused:
        merging.merge_clues(reviewer, older.uid, younger.uid, (2, 1), "重复")
    assert older.number not in refused.value.sentence


def test_what_hung_on_it_is_found_and_the_trail_holds(clerk, tmp_path):
    older, younger, *_ = loaded(clerk, tmp_path)
    merge(clerk, older, younger)
    entry = records.timeline(clerk, older.uid)[0]
    assert entry.note.startswith(f"{younger.number}并入{older.number}")
    changed = {(change.kind, change.field) for change in entry.changes}
    assert {("Loss", "clue"), ("Attachment", "clue")} <= changed
    assert {Attachment, Finding, SupervisionReport} <= set(RECORDS)
    with clerk.ledger.read() as connection:
        assert audit.problems(connection) == []
