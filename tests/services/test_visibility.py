"""Who sees what: every way to a clue × every role × every relation to it, against a table written by hand.

Answers: ``open`` (contents), ``stub`` (in the list with its number, nothing else), ``hidden`` (nowhere at all).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import pytest

from services.whole_case import WholeCase
from zhuize_desktop.domain.errors import NotAllowed, UserError
from zhuize_desktop.domain.fields import columns
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import (
    CASE_RECORDS,
    Approval,
    Attachment,
    Circle,
    Clue,
    LiablePerson,
    Loss,
    OutsideDecision,
    Person,
    ReadingGrant,
    Recovery,
    Recusal,
    SanctionCase,
    SupervisionReport,
    User,
)
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.viewer import OpResult
from zhuize_desktop.services import attachments, clues, records, supervision, workbench
from zhuize_desktop.services.dossier import read_case
from zhuize_desktop.services.steps import explain_gate, merge_clue, reopen_clue, split_clue, take_step
from zhuize_desktop.storage import rows

TODAY = date(2026, 11, 20)
WORD = "秘密垫付"
OPEN, STUB, HIDDEN = "open", "stub", "hidden"
RELATIONS = (
    "ordinary",
    "closed",
    "recused",
    "person",
    "liable",
    "sanctioned",
    "outside",
    "withdrawn_outside",
    "granted",
    "expired",
    "early",
    "withdrawn_grant",
)
LOGINS = ("clerk", "reviewer", "signer", "admin", "admin_reading", "inspector")

#: relation → what clerk, reviewer, signer, admin, admin with 兼岗, inspector see. In ``closed`` only the reviewer is
#: inside the circle; in ``recused``, ``person``, ``liable``, ``sanctioned`` and ``outside`` everybody is involved;
#: grants are the inspector's.
TABLE = {
    "ordinary": (OPEN, OPEN, OPEN, HIDDEN, OPEN, HIDDEN),
    "closed": (STUB, OPEN, STUB, HIDDEN, STUB, HIDDEN),
    "recused": (HIDDEN,) * 6,
    "person": (HIDDEN,) * 6,
    "liable": (HIDDEN,) * 6,
    "sanctioned": (HIDDEN,) * 6,
    "outside": (HIDDEN,) * 6,
    "withdrawn_outside": (OPEN, OPEN, OPEN, HIDDEN, OPEN, HIDDEN),
    "granted": (OPEN, OPEN, OPEN, HIDDEN, OPEN, OPEN),
    "expired": (OPEN, OPEN, OPEN, HIDDEN, OPEN, HIDDEN),
    "early": (OPEN, OPEN, OPEN, HIDDEN, OPEN, HIDDEN),
    "withdrawn_grant": (OPEN, OPEN, OPEN, HIDDEN, OPEN, HIDDEN),
}
CASES = [
    (relation, login, answer)
    for relation, answers in TABLE.items()
    for login, answer in zip(LOGINS, answers, strict=True)
]


@dataclass
class Scene:
    clue: str
    paper: str
    papers: dict[str, str]
    hanging: dict[str, str]


@pytest.fixture
def scene(desk, request, tmp_path):
    """One clue in the wanted relation to everybody, with something of every class hanging on it."""
    relation, login, _ = request.param
    admin = desk.log_in("admin")
    users = {one.login: one for one in records.list_records(admin, User)}
    with admin.ledger.transact(Op.SAVE_USER, replace_roles(admin.viewer)) as tx:
        persons = {}
        for name, user in users.items():
            persons[name] = records.insert(tx, Person, {"name": user.name}).uid
            tx.update(
                replace(
                    user,
                    person=persons[name],
                    admin_reads_cases=login == "admin_reading" and name == "admin",
                )
            )
        clue = Clue(
            uid=tx.new_uid(),
            owner_enterprise=admin.viewer.enterprise,
            number="JY-2026-信-0001",
            summary=WORD,
            category="other",
            source_kind="petition",
            reported_on=TODAY,
            estimated_loss=7_00,
            circle=Circle.NAMED if relation == "closed" else Circle.HANDLERS,
            circle_users=(users["reviewer"].uid,) if relation == "closed" else (),
            enterprises=(admin.viewer.enterprise,),
            persons=tuple(persons.values()) if relation == "person" else (),
        )
        tx.insert(clue)
        hang(tx, clue, users, persons, relation)
    scan = tmp_path / "扫描件.pdf"
    scan.write_bytes(b"%PDF scan")
    actor = replace(admin, viewer=replace_roles(admin.viewer))
    papers = {}
    if relation not in ("recused", "person", "liable", "sanctioned", "outside", "closed"):
        papers = add_papers(actor, clue, scan)
    with admin.ledger.read() as connection:
        hanging = {
            record.__name__: rows.fetch_equal(connection, record, clue=clue.uid)[0].uid
            for record in CASE_RECORDS
        }
    return Scene(clue.uid, scan.name, papers, hanging)


def replace_roles(viewer):
    """Somebody who may do anything, to lay the scene; what is tested are the logins."""
    return replace(viewer, roles=frozenset(Role), admin_reads_cases=True, person=None)


def add_papers(actor, clue, scan):
    (approval,) = records.list_records(actor, Approval)
    return {
        "clue": attachments.add_attachment(actor, scan, {"clue": clue.uid}).value.uid,
        "approval": attachments.add_attachment(actor, scan, {"approval": approval.uid}).value.uid,
    }


def hang(tx, clue, users, persons, relation):
    records.insert(tx, Loss, {"clue": clue.uid, "amount": 5_00, "item": WORD})
    records.insert(tx, Recovery, {"clue": clue.uid, "amount": 3_00, "note": WORD})
    records.insert(tx, Approval, {"clue": clue.uid, "opinion": WORD})
    other = records.insert(tx, Person, {"name": "路人甲"}).uid
    for person in persons.values() if relation == "liable" else [other]:
        records.insert(tx, LiablePerson, {"clue": clue.uid, "person": person})
    if relation == "sanctioned":
        for person in persons.values():
            records.insert(tx, SanctionCase, {"clue": clue.uid, "person": person})
    if "outside" in relation:
        paper = records.insert(tx, OutsideDecision, {"clue": clue.uid, "persons": (other, *persons.values())})
        if relation == "withdrawn_outside":
            tx.update(replace(paper, withdrawn_reason="录错"))
    if relation == "recused":
        for user in users.values():
            records.insert(tx, Recusal, {"clue": clue.uid, "user": user.uid})
    for record in CASE_RECORDS:
        needed = [one.name for one in fields(record) if one.default is one.default_factory]
        values = {"clue": clue.uid} | ({"person": other} if "person" in needed else {})
        records.insert(tx, record, values)
    days = {
        "granted": (TODAY, TODAY),
        "expired": (TODAY - timedelta(9), TODAY - timedelta(1)),
        "early": (TODAY + timedelta(1), TODAY + timedelta(9)),
        "withdrawn_grant": (TODAY, TODAY),
    }.get(relation)
    if days:
        grant = {"user": users["inspector"].uid, "clue": clue.uid, "valid_from": days[0], "valid_to": days[1]}
        made = records.insert(tx, ReadingGrant, grant)
        if relation == "withdrawn_grant":
            tx.update(replace(made, withdrawn_reason="收回"))


@pytest.mark.parametrize("scene", CASES, indirect=True, ids=[f"{a}-{b}" for a, b, _ in CASES])
def test_every_way_to_a_clue_gives_the_answer_of_the_table(desk, scene, request):
    _, login, answer = request.node.callspec.params["scene"]
    session = desk.log_in(login.removesuffix("_reading"))
    ways = {
        "list": in_list(session, scene),
        "rows": rows_of(session, scene),
        "totals": totals_of(session),
        "search": searched(session, scene),
        "filters": filtered(session, scene),
        "edit": edited(session, scene),
        "hanging": hung(session, scene),
        "timeline": told(session, scene),
        "case records": case_records(session, scene),
        "dossier": dossier(session, scene),
        "workbench": on_the_workbench(session, scene),
        "steps": stepped(session, scene),  # the last: where they are allowed, some are made
    }
    assert ways == dict.fromkeys(ways, answer) | {
        # These know no stub: contents or nothing.
        way: OPEN if answer == OPEN else HIDDEN
        for way in ("filters", "edit", "hanging", "timeline", "case records", "dossier", "steps")
    }
    if scene.papers:
        assert papers_of(session, scene) == (OPEN if answer == OPEN else HIDDEN)


def in_list(session, scene):
    uids = clues.list_uids(session, LedgerQuery())
    assert uids in ([], [scene.clue])
    if not uids:
        return HIDDEN
    (shown,) = clues.shown_rows(session, uids)
    return STUB if shown.row.stub else OPEN


def rows_of(session, scene):
    shown = clues.shown_rows(session, [scene.clue])
    if not shown:
        return HIDDEN
    row = shown[0].row
    if row.stub:
        assert row.clue.number == "JY-2026-信-0001"
        blank = Clue(uid="", owner_enterprise="", number="")
        left = {name: getattr(row.clue, name) for name in Clue.__slots__ if hasattr(blank, name)}
        empty = {name: getattr(blank, name) for name in left}
        kept = {name for name in left if left[name] != empty[name]}
        assert kept <= {"uid", "owner_enterprise", "version", "number", "summary"}
        assert WORD not in str(left)
        assert (row.enterprises, row.persons, row.confirmed, row.recovered) == ((), (), 0, 0)
        return STUB
    assert (row.clue.summary, row.confirmed, row.recovered) == (WORD, 5_00, 3_00)
    return OPEN


def totals_of(session):
    sums = clues.totals(session, LedgerQuery())
    return {
        (1, 7_00, 5_00, 3_00): OPEN,
        (1, 0, 0, 0): STUB,
        (0, 0, 0, 0): HIDDEN,
    }[sums.rows, sums.estimated, sums.confirmed, sums.recovered]


def searched(session, scene):
    by_word = clues.list_uids(session, LedgerQuery(text="垫付"))
    by_number = clues.list_uids(session, LedgerQuery(text="JY-2026-信-0001"))
    return {(1, 1): OPEN, (0, 1): STUB, (0, 0): HIDDEN}[len(by_word), len(by_number)]


def filtered(session, scene):
    """Filters on contents must not tell what stands in a clue that is not open."""
    own = session.viewer.enterprise
    found = {
        len(clues.list_uids(session, query))
        for query in (
            LedgerQuery(sources=("petition",)),
            LedgerQuery(enterprises=(own,)),
            LedgerQuery(category="other"),
            LedgerQuery(stages=(Stage.INTAKE,)),
            LedgerQuery(year=2026),
            LedgerQuery(closed=False),
            LedgerQuery(legacy=False),
        )
    }
    (number,) = found
    return OPEN if number else HIDDEN


def edited(session, scene):
    try:
        assert clues.load_for_edit(session, scene.clue).summary == WORD
        assert records.load(session, Clue, scene.clue).summary == WORD
    except NotAllowed:
        with pytest.raises(NotAllowed):
            records.load(session, Clue, scene.clue)
        return HIDDEN
    return OPEN


def hung(session, scene):
    numbers = {
        len(records.hanging_on(session, record, "clue", scene.clue)) > 0
        for record in (Loss, Recovery, LiablePerson, Approval)
    }
    every = {
        len(records.list_records(session, record)) > 0 for record in (Loss, Recovery, LiablePerson, Approval)
    }
    assert every == numbers
    (seen,) = numbers
    return OPEN if seen else HIDDEN


def told(session, scene):
    try:
        return OPEN if records.timeline(session, scene.clue) else HIDDEN
    except NotAllowed:
        return HIDDEN


def case_records(session, scene):
    """Every class that hangs on a clue: by the clue, all of the class, and by its own identity."""
    answers = set()
    for record in CASE_RECORDS:
        found = records.hanging_on(session, record, "clue", scene.clue)
        assert records.list_records(session, record) == found
        answers.add(OPEN if found else HIDDEN)
        uid = scene.hanging[record.__name__]
        if found:
            assert records.load(session, record, uid).uid == uid
        else:
            with pytest.raises(NotAllowed):
                records.load(session, record, uid)
    (answer,) = answers
    return answer


def dossier(session, scene):
    try:
        case = read_case(session, scene.clue)
    except NotAllowed:
        return HIDDEN
    assert {record for record in CASE_RECORDS if not case.all(record)} == set()
    return OPEN


def stepped(session, scene):
    """Who may not read a clue makes no step on it, and is told the same whether it exists or not."""
    acts = (
        lambda uid: take_step(session, uid, "accept", 1),
        lambda uid: explain_gate(session, uid, "accept", "accept.realtime", "说明"),
        lambda uid: merge_clue(session, uid, uid, 1, "同一事项"),
        lambda uid: split_clue(session, uid, {"summary": "另一笔"}, "两件事"),
        lambda uid: reopen_clue(session, uid, Stage.TRIAGE, 1, "新证据", other_person(session)),
    )
    answers = set()
    for act in acts:
        told = [refusal(act, uid) for uid in (scene.clue, "nowhere")]
        # Without the permission both are refused for that; with it only the sentence about the clue tells.
        if told[1].startswith("您没有"):
            assert told[0] == told[1]
        else:
            answers.add(HIDDEN if told[0] == told[1] else OPEN)
    if not answers:
        return OPEN if dossier(session, scene) == OPEN else HIDDEN
    (answer,) = answers
    return answer


def other_person(session):
    """Somebody else, who reviews."""
    return replace(session, viewer=replace(session.viewer, user="another", roles=frozenset({Role.REVIEWER})))


def refusal(act, uid):
    """The sentence with which an action is refused; empty when it was done."""
    try:
        done = act(uid)
    except UserError as refused:
        return refused.sentence
    assert isinstance(done, OpResult)
    return ""


def papers_of(session, scene):
    answers = set()
    for uid in scene.papers.values():
        try:
            answers.add(OPEN if attachments.read_attachment(session, uid)[1] == b"%PDF scan" else "?")
        except NotAllowed:
            answers.add(HIDDEN)
    answers.add(OPEN if attachments.of_clue(session, scene.clue) else HIDDEN)
    answers.add(OPEN if records.list_records(session, Attachment) else HIDDEN)
    (answer,) = answers
    return answer


def on_the_workbench(session, scene):
    seen = workbench.look(session)
    return {(1, 7_00): OPEN, (1, 0): STUB, (0, 0): HIDDEN}[seen.total, seen.estimated]


WRITES = {
    "change": lambda session, clue: clues.change_clue(session, replace(clue, summary="改")),
    "circle": lambda session, clue: clues.set_circle(session, clue.uid, Circle.HANDLERS, ()),
    "stage": lambda session, clue: clues.confirm_stages(session, {clue.uid: clue.stage}),
    "withdraw": lambda session, clue: records.withdraw(session, Clue, clue.uid, "重复"),
    "loss": lambda session, clue: records.add(session, Loss, {"clue": clue.uid, "amount": 1}),
    "move": lambda session, clue: records.change(session, moved(session, clue)),
    "recuse": lambda session, clue: records.add(
        session, Recusal, {"clue": clue.uid, "user": session.viewer.user}
    ),
}


def moved(session, clue):
    """A loss of another clue, hung on this one."""
    (loss,) = records.list_records(session, Loss)
    return replace(loss, clue=clue.uid)


@pytest.mark.parametrize("write", WRITES)
def test_what_is_outside_the_circle_cannot_be_written_either(desk, write):
    session = desk.log_in("reviewer")
    values = {
        "source_kind": "internal",
        "reported_on": TODAY,
        "enterprises": (session.viewer.enterprise,),
        "category": next(e.code for e in session.rulebook().dictionary("violation_category").entries()),
        "summary": "违规担保",
    }
    mine = clues.register_clue(session, values).value
    other = clues.register_clue(session, values | {"summary": "公开的"}).value
    records.add(session, Loss, {"clue": other.uid, "amount": 2})
    closed = clues.set_circle(session, mine.uid, Circle.NAMED, ()).value
    clerk = desk.log_in("clerk")
    with pytest.raises(NotAllowed):
        WRITES[write](clerk, closed)
    session = desk.log_in("reviewer")
    assert records.load(session, Clue, mine.uid) == closed
    assert records.hanging_on(session, Loss, "clue", mine.uid) == []


#: Contents of three clues outside the circle, each the opposite of the others in every field that a list is ordered by.
STUBS = (
    {"stage": Stage.CLOSURE, "closed": True, "legacy": True, "reported_on": TODAY, "estimated_loss": 9_00},
    {"stage": Stage.INTAKE, "reported_on": date(2019, 1, 2), "estimated_loss": 1_00, "summary": "甲"},
    {"stage": Stage.TRIAGE, "reported_on": date(2023, 1, 2), "estimated_loss": 5_00, "category": "other"},
)


@pytest.fixture
def stubs(desk):
    """The numbers 1 to 3 stand outside the clerk's circle, number 4 inside."""
    reviewer = desk.log_in("reviewer")
    with reviewer.ledger.transact(Op.REGISTER_CLUE, reviewer.viewer) as tx:
        for at, values in enumerate(STUBS, 1):
            closed = {"circle": Circle.NAMED, "circle_users": (reviewer.viewer.user,), "number": f"N-{at}"}
            clue = records.insert(tx, Clue, values | closed)
            for _ in range(at % 3):
                records.insert(tx, Loss, {"clue": clue.uid, "amount": 5_00})
                records.insert(tx, Recovery, {"clue": clue.uid, "amount": 5_00})
        records.insert(tx, Clue, {"number": "N-4", "reported_on": date(2021, 1, 2), "estimated_loss": 3_00})
    return desk.log_in("clerk")


ORDERS = (
    *(column.name for column in columns(Clue) if not column.many and column.name not in ("uid", "number")),
    "enterprise",
    "persons",
    "confirmed",
    "recovered",
)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", ORDERS)
def test_what_is_outside_the_circle_stands_in_a_list_by_its_number_alone(stubs, order, descending):
    uids = clues.list_uids(stubs, LedgerQuery(order=order, descending=descending))
    numbers = [shown.row.clue.number for shown in clues.shown_rows(stubs, uids)]
    assert [number for number in numbers if number != "N-4"] == ["N-1", "N-2", "N-3"]
    assert numbers.index("N-4") in (0, 3)


def test_a_clue_outside_the_circle_tells_neither_stage_nor_end_nor_year(stubs):
    assert {
        shown.row.clue.stage for shown in clues.shown_rows(stubs, clues.list_uids(stubs, LedgerQuery()))
    } == {Clue(uid="", owner_enterprise="").stage}
    assert clues.totals(stubs, LedgerQuery()).rows == 4
    assert clues.totals(stubs, LedgerQuery()).open == 1
    assert (
        clues.totals(stubs, LedgerQuery(text="N-1")).open == clues.totals(stubs, LedgerQuery(text="N-2")).open
    )
    assert clues.years(stubs) == [2021]


def test_papers_of_a_supervision_report_are_seen_with_it(desk, tmp_path):
    clerk = desk.log_in("clerk")
    report = records.add(clerk, SupervisionReport, {"title": "审计报告"}).value
    scan = tmp_path / "审计报告.pdf"
    scan.write_bytes(b"%PDF")
    paper = attachments.add_attachment(clerk, scan, {"report": report.uid}).value
    assert attachments.read_attachment(clerk, paper.uid)[1] == b"%PDF"
    for login in ("admin", "inspector"):
        with pytest.raises(NotAllowed):
            attachments.read_attachment(desk.log_in(login), paper.uid)


def test_papers_of_a_report_with_a_finding_outside_the_circle_are_not_opened(desk, tmp_path):
    """What stands in the finding's clue stands in the audit report too."""
    clerk = desk.log_in("clerk")
    report = supervision.add_report(clerk, {"title": "审计报告"}).value
    finding = supervision.add_finding(clerk, report.uid, {"sequence": 1, "summary": "违规担保"}).value
    scan = tmp_path / "审计报告.pdf"
    scan.write_bytes(b"%PDF")
    paper = attachments.add_attachment(clerk, scan, {"report": report.uid}).value
    values = {
        "source_kind": "internal",
        "reported_on": TODAY,
        "enterprises": (clerk.viewer.enterprise,),
        "category": next(e.code for e in clerk.rulebook().dictionary("violation_category").entries()),
        "summary": finding.summary,
    }
    clue = clues.register_clue(clerk, values).value
    supervision.link_clue(clerk, finding.uid, clue.uid)
    reviewer = desk.log_in("reviewer")
    assert attachments.of_report(reviewer, report.uid) == attachments.Papers((paper,), 0)
    clues.set_circle(desk.log_in("clerk"), clue.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    assert attachments.of_report(reviewer, report.uid) == attachments.Papers((), 1)
    assert [one.attachments for one in supervision.all_reports(reviewer)] == [0]
    for taking in (
        attachments.read_attachment,
        lambda *of: attachments.save_copy(*of, tmp_path / "副本.pdf"),
    ):
        with pytest.raises(NotAllowed):
            taking(reviewer, paper.uid)
    assert not (tmp_path / "副本.pdf").exists()
    clerk = desk.log_in("clerk")
    assert attachments.of_report(clerk, report.uid).seen == (paper,)
    assert [one.attachments for one in supervision.all_reports(clerk)] == [1]


def test_people_are_named_only_to_those_who_read_cases_or_the_clue(desk):
    clerk = desk.log_in("clerk")
    seen = records.add(clerk, Person, {"name": "路人甲"}).value
    records.add(clerk, Person, {"name": "路人乙"})
    clue = clues.register_clue(
        clerk,
        {
            "source_kind": "internal",
            "reported_on": TODAY,
            "enterprises": (clerk.viewer.enterprise,),
            "category": next(e.code for e in clerk.rulebook().dictionary("violation_category").entries()),
            "summary": "违规担保",
            "persons": (seen.uid,),
        },
    ).value
    inspector = next(one.uid for one in records.list_records(clerk, User) if one.login == "inspector")
    reviewer = desk.log_in("reviewer")
    records.add(
        reviewer,
        ReadingGrant,
        {"user": inspector, "clue": clue.uid, "valid_from": TODAY, "valid_to": TODAY},
    )
    names = {}
    for login in ("clerk", "admin", "inspector"):
        session = desk.log_in(login)
        names[login] = sorted(one.name for one in records.list_records(session, Person))
        assert sorted(one.name for one in records.find(session, Person, "路人")) == names[login]
    assert names == {"clerk": ["路人乙", "路人甲"], "admin": [], "inspector": ["路人甲"]}


def test_a_case_does_not_name_the_clue_it_was_parted_from_to_who_is_involved_there(desk):
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk)
    work.register()
    parted = split_clue(clerk, work.clue, {"summary": "另一笔"}, "两件事").value
    assert read_case(clerk, work.clue).name(parted.uid) == parted.number
    reviewer = desk.log_in("reviewer")
    assert read_case(reviewer, work.clue).name(parted.uid) == parted.number
    records.add(
        desk.log_in("clerk"),
        Recusal,
        {"clue": parted.uid, "user": reviewer.viewer.user, "reason": "涉及本人"},
    )
    assert read_case(desk.log_in("reviewer"), work.clue).name(parted.uid) == ""
