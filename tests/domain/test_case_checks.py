"""What a record of a case must satisfy by itself: the order of its days, no contradiction, nothing secret in a text."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhuize_desktop.domain.case_checks import CASE_CHECKS, ORDERS
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.fields import Kind, columns
from zhuize_desktop.domain.record_checks import record_problems
from zhuize_desktop.domain.records import (
    BY_NAME,
    CASE_RECORDS,
    Appeal,
    Approval,
    Attachment,
    Clue,
    Enterprise,
    Execution,
    Handling,
    LiablePerson,
    Loss,
    Measure,
    Person,
    Record,
    Recovery,
    RectificationItem,
    TeamMember,
)
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from zhuize_desktop.domain.rulebook import RuleBook

TODAY = date(2026, 11, 20)
DAY = date(2026, 5, 20)
MUST, VERIFY, HINT = Grade.MUST, Grade.VERIFY, Grade.HINT


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return shipped_rulebook()


def blank(record: type[Record], **values: Any) -> Any:
    """A record of a class with nothing in it but what it cannot be without."""
    needed = {one.name: "x" for one in fields(record) if one.default is one.default_factory}
    if record.__name__ == "ReadingGrant":
        needed |= {"valid_from": DAY, "valid_to": DAY}  # type: ignore[dict-item]
    return record(**(needed | values))


def told(one: Record, book: RuleBook) -> set[tuple[str, Grade, str]]:
    return {(found.check, found.grade, found.field) for found in record_problems(one, book, TODAY)}


@pytest.mark.parametrize(
    ("record", "name"),
    [(record, found.name) for record in CASE_RECORDS for found in columns(record) if found.field.ahead],
)
def test_no_day_to_come_lies_after_the_calendar(record: type[Record], name: str, book: RuleBook) -> None:
    def found(day: date) -> set[Grade]:
        told = record_problems(blank(record, **{name: day}), book, TODAY)
        return {one.grade for one in told if one.check == "record.day" and one.field == name}

    assert found(date(2100, 12, 31)) == set()
    assert found(date(2101, 1, 1)) == {MUST}


#: Class, earlier day, later day, how a later day before the earlier one is told, whether the same day is wrong too.
DAYS = (
    ("PreliminaryCheck", "started_on", "reported_on", MUST, False),
    ("Extension", "from_on", "to_on", MUST, True),
    ("Extension", "approved_on", "from_on", VERIFY, False),
    ("Suspension", "from_on", "resumed_on", MUST, False),
    ("Suspension", "from_on", "review_on", MUST, False),
    ("Suspension", "approved_on", "from_on", VERIFY, False),
    ("RealtimeReport", "phoned_on", "reported_on", MUST, False),
    ("Triage", "decided_on", "review_on", MUST, True),
    ("Triage", "decided_on", "due_on", VERIFY, False),
    ("InquiryAct", "done_on", "returned_on", MUST, False),
    ("Violation", "occurred_from", "occurred_to", MUST, False),
    ("Violation", "occurred_from", "identified_on", MUST, False),
    ("Violation", "occurred_to", "identified_on", VERIFY, False),
    ("Loss", "occurred_on", "identified_on", MUST, False),
    ("Preservation", "from_on", "to_on", MUST, False),
    ("Preservation", "from_on", "lifted_on", MUST, False),
    ("Preservation", "approved_on", "from_on", VERIFY, False),
    ("SanctionCase", "approved_on", "notified_on", VERIFY, False),
    ("SanctionCase", "approved_on", "reported_on", VERIFY, False),
    ("SanctionCase", "approved_on", "ended_on", MUST, False),
    ("SanctionCase", "approved_on", "decided_on", MUST, False),
    ("SanctionCase", "decided_on", "informed_on", MUST, False),
    ("SanctionCase", "decided_on", "received_on", MUST, False),
    ("SanctionCase", "decided_on", "changed_on", MUST, False),
    ("SanctionReview", "filed_on", "decided_on", MUST, False),
    ("SanctionReview", "accepted_on", "decided_on", MUST, False),
    ("SanctionReview", "decided_on", "informed_on", MUST, False),
    ("SanctionReview", "decided_on", "received_on", MUST, False),
    ("SanctionReview", "decided_on", "filed_away_on", VERIFY, False),
    ("OutsideDecision", "decided_on", "received_on", MUST, False),
    ("Hearing", "sent_on", "answered_on", MUST, False),
    ("Hearing", "sent_on", "due_on", MUST, False),
    ("Handling", "ban_from", "ban_to", MUST, True),
    ("Appeal", "filed_on", "accepted_on", MUST, False),
    ("Appeal", "filed_on", "decided_on", MUST, False),
    ("Appeal", "accepted_on", "decided_on", MUST, False),
    ("Appeal", "decided_on", "answered_on", MUST, False),
    ("Transfer", "sent_on", "receipt_on", MUST, False),
    ("Transfer", "sent_on", "feedback_on", MUST, False),
    ("Transfer", "receipt_on", "feedback_on", VERIFY, False),
    ("RectificationNotice", "issued_on", "due_on", MUST, False),
    ("RectificationNotice", "issued_on", "received_on", MUST, False),
    ("RectificationNotice", "received_on", "reported_on", MUST, False),
    ("ImprovementLetter", "issued_on", "answered_on", MUST, False),
    ("RectificationChange", "old_due", "new_due", VERIFY, False),
    ("Closure", "concluded_on", "closed_on", MUST, False),
    ("Closure", "examined_on", "closed_on", VERIFY, False),
    ("Closure", "consent_on", "closed_on", VERIFY, False),
    ("ReadingGrant", "valid_from", "valid_to", MUST, False),
)


@pytest.mark.parametrize(("name", "earlier", "later", "grade", "apart"), DAYS)
def test_days_out_of_order_are_told(
    book: RuleBook, name: str, earlier: str, later: str, grade: Grade, apart: bool
) -> None:
    def order_of(second: date) -> set[tuple[str, Grade, str]]:
        one = blank(BY_NAME[name], **{earlier: DAY, later: second})
        return {found for found in told(one, book) if found[0] == "record.order"}

    wrong = {("record.order", grade, later)}
    assert order_of(DAY - timedelta(1)) == wrong
    assert order_of(DAY) == (wrong if apart else set())
    assert order_of(DAY + timedelta(1)) == set()


def test_every_class_with_two_days_that_follow_each_other_is_listed() -> None:
    assert {record.__name__ for record in ORDERS} == {name for name, *_ in DAYS}
    assert set(CASE_RECORDS) <= set(CASE_CHECKS)


def test_a_realtime_report_that_never_went_up_is_told(book: RuleBook) -> None:
    unsent = blank(BY_NAME["RealtimeReport"])
    found = ("realtime.reported", VERIFY, "reported_on")
    assert found in told(unsent, book)
    assert found not in told(replace(unsent, phoned_on=DAY), book)
    assert found not in told(replace(unsent, reported_on=DAY), book)


def text_fields(record: type[Record]) -> list[str]:
    return [
        found.name
        for found in columns(record)
        if found.field.kind in (Kind.TEXT, Kind.LONG_TEXT) and found.name != "sha256"
    ]


@pytest.mark.parametrize(
    "record", [*CASE_RECORDS, Person, LiablePerson, Loss, Recovery, Approval, Attachment, Clue, Enterprise]
)
def test_a_mark_of_state_secrecy_is_refused_in_every_text_of_every_record(
    book: RuleBook, record: type[Record]
) -> None:
    assert text_fields(record)
    for name in text_fields(record):
        assert ("record.secret", MUST, name) in told(blank(record, **{name: "（机密）会议纪要"}), book)
        assert ("record.secret", VERIFY, name) in told(blank(record, **{name: "涉及国家秘密"}), book)
        assert not [one for one in told(blank(record, **{name: "商业秘密"}), book) if "secret" in one[0]]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("举报人：张某某", True),
        ("举报人姓名张三", True),
        ("信访人的电话：13800000000", True),
        ("举报人系本企业职工王五", True),
        ("身份证370811199001011234的持有人", True),
        ("举报人反映采购价格偏高", False),
        ("举报人：匿名", False),
        ("举报人姓名不详", False),
        ("合同编号370811990010112", False),
        ("密封件存放于审计部3号柜第7件", False),
    ],
)
def test_who_told_is_pointed_at_in_every_text(book: RuleBook, text: str, seen: bool) -> None:
    for one, name in ((Clue(uid="c", owner_enterprise="e", summary=text), "summary"),):
        found = {item for item in told(one, book) if item[0] == "record.identity"}
        assert found == ({("record.identity", VERIFY, name)} if seen else set())


def test_an_identity_number_stands_in_its_own_field(book: RuleBook) -> None:
    person = Person(uid="p", owner_enterprise="e", name="路人甲", identity_number="370811199001011234")
    assert told(person, book) == set()
    assert told(replace(person, identity_number="", remark="370811199001011234"), book) == {
        ("record.identity", VERIFY, "remark")
    }


@pytest.mark.parametrize(
    ("record", "values", "expected"),
    [
        (Appeal, {"decision": "d"}, set()),
        (Appeal, {"outside": "o"}, set()),
        (Appeal, {"decision": "d", "outside": "o"}, {("appeal.decision", MUST, "outside")}),
        (Handling, {}, {("handling.object", HINT, "liable")}),
        (Handling, {"liable": "a", "body": "b"}, {("handling.object", HINT, "liable")}),
        (Handling, {"liable": "a"}, set()),
        (Handling, {"body": "b", "ban_for_life": True, "ban_from": DAY}, set()),
        (Handling, {"body": "b", "ban_for_life": True, "ban_to": DAY}, {("handling.ban", MUST, "ban_to")}),
        (Handling, {"body": "b", "kinds": ("pay.performance",), "deduction": 5, "deduction_year": 2026}, set()),
        (
            Handling,
            {"body": "b", "kinds": ("criticism.written",), "deduction": 5},
            {("handling.deduction", VERIFY, "deduction")},
        ),
        (Handling, {"body": "b", "deduction": 5}, set()),
        (Handling, {"body": "b", "deduction_year": 2027}, {("handling.deduction", MUST, "deduction_year")}),
        (Handling, {"body": "b", "performance_percent": 101}, {("record.percent", MUST, "performance_percent")}),
        (Handling, {"body": "b", "tenure_percent": -1}, {("record.percent", MUST, "tenure_percent")}),
        (Handling, {"body": "b", "performance_percent": 100, "tenure_percent": 0}, set()),
        (Handling, {"body": "b", "deduction_year": 202}, {("handling.deduction", MUST, "deduction_year")}),
        (Execution, {"state": "done"}, {("record.state", VERIFY, "done_on")}),
        (Execution, {"done_on": DAY}, {("record.state", VERIFY, "state")}),
        (Execution, {"state": "done", "done_on": DAY}, set()),
        (RectificationItem, {"state": "ongoing", "done_on": DAY}, {("record.state", VERIFY, "state")}),
        (Measure, {"state": "done"}, {("record.state", VERIFY, "done_on")}),
        (Loss, {"kind": ""}, {("loss.kind", MUST, "kind")}),
        (LiablePerson, {"person": ""}, {("record.blank", MUST, "person")}),
        (Person, {"name": "  "}, {("record.blank", MUST, "name")}),
        (TeamMember, {}, set()),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_told(
    book: RuleBook, record: type[Record], values: dict[str, Any], expected: set[tuple[str, Grade, str]]
) -> None:
    assert told(blank(record, **values), book) == expected


def test_what_a_stage_asks_for_is_no_fault_of_a_form_half_filled(book: RuleBook) -> None:
    """The gate asks for it; saving does not."""
    assert {
        found.field
        for record in CASE_RECORDS
        for found in record_problems(blank(record), book, TODAY)
        if found.grade is MUST
    } == set()


def test_every_finding_is_told_in_one_chinese_sentence_with_its_check_listed(book: RuleBook) -> None:
    for record, checks in CASE_CHECKS.items():
        codes = [check.code for check in checks]
        assert len(set(codes)) == len(codes)
        assert all(check.title for check in checks)
        for found in record_problems(blank(record), book, TODAY):
            assert found.check in codes
            assert found.sentence.endswith("。")
