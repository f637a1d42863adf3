"""What a clue and an enterprise must satisfy before they are saved, with the shipped rule packs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.checks import CheckFinding, Grade
from zhuize_desktop.domain.credit_code import corrections, credit_check_digit, credit_code_fault
from zhuize_desktop.domain.money import LIMIT_FEN
from zhuize_desktop.domain.record_checks import (
    CLUE_CHECKS,
    ENTERPRISE_CHECKS,
    clue_problems,
    enterprise_problems,
    record_problems,
)
from zhuize_desktop.domain.records import Clue, Enterprise, Recovery
from zhuize_desktop.domain.rulebook import RuleBook
from zhuize_desktop.domain.rules import parse_pack
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.workdays import WorkCalendar
from zhuize_desktop.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable

TODAY = date(2026, 1, 10)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    packs = [
        parse_pack(path.read_text(encoding="utf-8"), path.name)
        for path in sorted(resource("rules").glob("*.json"))
    ]
    return RuleBook.of(packs, WorkCalendar.of(()))


#: A clue with nothing wrong in it, at its last stage.
GOOD = Clue(
    uid="c1",
    owner_enterprise="e1",
    number="JY-2025-SJ-0001",
    source_kind="audit.special",
    reported_on=date(2025, 2, 1),
    enterprises=("e1",),
    category="funds",
    summary="违规出借资金。",
    occurred_from=date(2023, 5, 1),
    occurred_to=date(2023, 6, 1),
    discovered_on=date(2025, 1, 20),
    estimated_loss=12_345_600,
    stage=Stage.CLOSURE,
    realtime_scope=False,
    realtime_reason="预估损失未达到较大。",
    accepted_on=date(2025, 2, 3),
    checked_on=date(2025, 3, 3),
    triaged_on=date(2025, 3, 10),
    disposition="direct",
    opened_on=date(2025, 3, 20),
    investigated_on=date(2025, 6, 1),
    decided_on=date(2025, 7, 1),
    rectified_on=date(2025, 9, 1),
    closed=True,
    closed_on=date(2025, 9, 10),
    closure_kind="rectified",
)


def told(found: Iterable[CheckFinding]) -> set[tuple[str, Grade, str]]:
    return {(item.check, item.grade, item.field) for item in found}


def test_a_good_clue_has_no_problem(book: RuleBook) -> None:
    assert clue_problems(GOOD, book, TODAY) == ()


MUST, VERIFY, HINT = Grade.MUST, Grade.VERIFY, Grade.HINT


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"category": ""}, ("clue.required", MUST, "category")),
        ({"summary": " \n"}, ("clue.required", MUST, "summary")),
        ({"enterprises": ()}, ("clue.required", MUST, "enterprises")),
        ({"reported_on": None, "legacy": True}, ("clue.required", VERIFY, "reported_on")),
        ({"category": "gossip"}, ("record.code", MUST, "category")),
        ({"focus_areas": ("no-such",)}, ("record.code", MUST, "focus_areas")),
        ({"secrecy": "top"}, ("record.code", MUST, "secrecy")),
        ({"occurred_from": date(1989, 12, 31)}, ("record.day", MUST, "occurred_from")),
        ({"closed_on": TODAY + timedelta(1)}, ("record.day", MUST, "closed_on")),
        ({"estimated_loss": -1}, ("record.amount", MUST, "estimated_loss")),
        ({"estimated_loss": LIMIT_FEN}, ("record.amount", MUST, "estimated_loss")),
        ({"level": 0}, ("record.level", MUST, "level")),
        ({"occurred_to": date(2023, 4, 30)}, ("clue.order", MUST, "occurred_to")),
        ({"discovered_on": date(2023, 4, 30)}, ("clue.order", MUST, "discovered_on")),
        ({"checked_on": date(2025, 2, 2)}, ("clue.order", MUST, "checked_on")),
        ({"checked_on": date(2025, 2, 2), "legacy": True}, ("clue.order", VERIFY, "checked_on")),
        ({"checked_on": None, "triaged_on": date(2025, 1, 31)}, ("clue.order", MUST, "triaged_on")),
        ({"closed_on": date(2025, 6, 30)}, ("clue.order", VERIFY, "closed_on")),
        ({"concluded_on": date(2025, 6, 30)}, ("clue.order", VERIFY, "concluded_on")),
        ({"concluded_on": date(2025, 9, 11)}, ("clue.order", VERIFY, "closed_on")),
        ({"stage_confirmed": False}, ("clue.stage", VERIFY, "stage")),
        (
            {"stage": Stage.TRIAGE, "closed": False, "closed_on": None, "closure_kind": ""},
            ("clue.stage", VERIFY, "stage"),
        ),
        ({"disposition": ""}, ("clue.triage", VERIFY, "disposition")),
        ({"triaged_on": None}, ("clue.triage", VERIFY, "triaged_on")),
        ({"closed_on": None}, ("clue.closing", VERIFY, "closed_on")),
        ({"closure_kind": ""}, ("clue.closing", VERIFY, "closure_kind")),
        ({"closed": False}, ("clue.closing", VERIFY, "closed_on")),
        ({"realtime_scope": None}, ("clue.realtime", VERIFY, "realtime_scope")),
        ({"realtime_reason": ""}, ("clue.realtime", HINT, "realtime_reason")),
        ({"from_superior": True}, ("clue.source", HINT, "transferred_by")),
        ({"source_kind": "state_assets.transfer"}, ("clue.source", VERIFY, "from_superior")),
    ],
)
def test_each_fault_is_found_alone(
    book: RuleBook, change: dict[str, Any], expected: tuple[str, Grade, str]
) -> None:
    found = clue_problems(replace(GOOD, **change), book, TODAY)
    assert told(found) == {expected}
    assert all(item.uid == "c1" and item.record == "Clue" for item in found)
    assert all(item.sentence.endswith("。") and item.clause for item in found)


BLANK = dict.fromkeys(
    ("accepted_on", "checked_on", "triaged_on", "opened_on", "investigated_on", "decided_on", "rectified_on")
)


@pytest.mark.parametrize("start", ["occurred_from", "discovered_on", "received_on", "reported_on"])
@pytest.mark.parametrize("end", [*BLANK, "concluded_on", "closed_on"])
def test_nothing_goes_on_or_ends_before_it_came_where_all_between_is_blank(
    book: RuleBook, start: str, end: str
) -> None:
    """As an older ledger is taken in: 销号 2021-12-31 of a clue reported on 2022-03-05."""
    days = {"occurred_from": None, "discovered_on": None, "received_on": None, "reported_on": None}
    taken = replace(GOOD, **BLANK, legacy=True, **days, closed_on=None)
    wrong = replace(taken, **{start: date(2022, 3, 5), end: date(2021, 12, 31)})
    (found,) = [one for one in clue_problems(wrong, book, TODAY) if one.check == "clue.order"]
    assert (found.field, found.grade) == (
        end,
        MUST if (start, end) == ("occurred_from", "accepted_on") else VERIFY,
    )
    assert "2021-12-31早于" in found.sentence
    right = replace(taken, **{start: date(2022, 3, 5), end: date(2022, 3, 5)})
    assert [one for one in clue_problems(right, book, TODAY) if one.check == "clue.order"] == []


def test_days_on_the_edge_pass(book: RuleBook) -> None:
    edge = replace(
        GOOD,
        occurred_from=date(1990, 1, 1),
        closed_on=TODAY,
        checked_on=GOOD.accepted_on,
        feedback_due=date(2027, 1, 1),
    )
    assert clue_problems(edge, book, TODAY) == ()


@pytest.mark.parametrize(
    "text",
    ["机密★10年", "（秘密）会议纪要", "密级：绝密", "秘密 第3期", "绝密", "附件【机密】另送", "文件为秘密★"],
)
def test_a_mark_of_state_secrecy_is_refused_in_every_text(book: RuleBook, text: str) -> None:
    for field in ("summary", "source_document", "remark", "handling"):
        (found,) = clue_problems(replace(GOOD, **{field: text}), book, TODAY)
        assert (found.check, found.grade, found.field) == ("record.secret", MUST, field)


@pytest.mark.parametrize("text", ["泄露机密的传闻", "可能涉及国家秘密"])
def test_a_mere_mention_of_state_secrets_is_pointed_at(book: RuleBook, text: str) -> None:
    (found,) = clue_problems(replace(GOOD, summary=text), book, TODAY)
    assert (found.check, found.grade) == ("record.secret", VERIFY)


@pytest.mark.parametrize(
    "text", ["违反商业秘密保护规定", "工作秘密清单", "秘密出借资金", "（商业秘密）报价单"]
)
def test_ordinary_words_with_secret_in_them_pass(book: RuleBook, text: str) -> None:
    assert clue_problems(replace(GOOD, summary=text), book, TODAY) == ()


def test_at_registration_only_the_front_fields_are_demanded(book: RuleBook) -> None:
    empty = Clue(uid="c2", owner_enterprise="e1")
    found = clue_problems(empty, book, TODAY)
    assert {item.field for item in found} == {
        "source_kind",
        "reported_on",
        "enterprises",
        "category",
        "summary",
    }
    assert all(item.grade is MUST for item in found)


def test_the_declarations_are_checked_on_any_record(book: RuleBook) -> None:
    recovery = Recovery(
        uid="r1",
        owner_enterprise="e1",
        clue="c1",
        kind="salary",
        amount=-5,
        recovered_on=date(2030, 1, 1),
    )
    assert told(record_problems(recovery, book, TODAY)) == {
        ("record.code", MUST, "kind"),
        ("record.amount", MUST, "amount"),
        ("record.day", MUST, "recovered_on"),
    }


def test_every_finding_belongs_to_a_listed_check() -> None:
    codes = [item.code for item in (*CLUE_CHECKS, *ENTERPRISE_CHECKS)]
    assert len({item.code for item in CLUE_CHECKS}) == len(CLUE_CHECKS)
    assert all(item.title for item in (*CLUE_CHECKS, *ENTERPRISE_CHECKS))
    assert "clue.required" in codes


# --- enterprises ------------------------------------------------------------------------------------------

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Weights as GB 32100—2015 prints them in its table.
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def test_the_worked_example_of_the_standard() -> None:
    # GB 32100—2015, annex: body 91350100M000100Y4 has the check digit 3.
    assert credit_check_digit("91350100M000100Y4") == "3"
    assert credit_code_fault("91350100M000100Y43") == ""


bodies = st.text(alphabet=SIGNS, min_size=17, max_size=17)


@given(bodies)
def test_the_check_digit_agrees_with_the_table_of_weights(body: str) -> None:
    remainder = sum(SIGNS.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True)) % 31
    assert credit_check_digit(body) == SIGNS[(31 - remainder) % 31]


@given(bodies, st.integers(0, 17), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_noticed(body: str, place: int, sign: str) -> None:
    code = body + credit_check_digit(body)
    changed = code[:place] + sign + code[place + 1 :]
    assert (credit_code_fault(changed) == "") is (changed == code)


@pytest.mark.parametrize("place", range(17))
def test_the_wrong_digit_is_among_the_places_told(place: int) -> None:
    good = "91350100M000100Y43"  # the worked example again
    for sign in SIGNS if place >= 8 else SIGNS[:10]:
        wrong = good[:place] + sign + good[place + 1 :]
        if sign == good[place]:
            continue
        assert (place + 1, good[place]) in corrections(wrong)
        told = credit_code_fault(wrong).split("：")[1]
        assert re.search(rf"\b{place + 1}\b", told.replace("、", " ").replace("第", " ").replace("位", " "))


def test_a_slip_in_the_body_is_mostly_told_alone() -> None:
    assert credit_code_fault("91350100M000700Y43").endswith("第13位（现为“7”，应为“1”）")
    assert "第3位" in credit_code_fault("91O50100M000100Y43")


@pytest.mark.parametrize("code", ["91350100M000100Y4", "91350100m000100y43", "91350100M000100I43", "9" * 19])
def test_a_code_of_another_shape_is_refused_with_a_reason(code: str) -> None:
    assert credit_code_fault(code)


def test_an_enterprise(book: RuleBook) -> None:
    good = Enterprise(
        uid="e1",
        owner_enterprise="e1",
        name="甲乙能源有限公司",
        credit_code="91350100M000100Y43",
        level=2,
        parent="e0",
    )
    cases: list[tuple[dict[str, Any], set[tuple[str, Grade, str]]]] = [
        ({}, set()),
        ({"credit_code": ""}, set()),
        ({"name": " "}, {("record.blank", MUST, "name")}),
        ({"credit_code": "91350100M000100Y44"}, {("enterprise.credit_code", MUST, "credit_code")}),
        ({"parent": "e1"}, {("enterprise.place", MUST, "parent")}),
        ({"level": 1}, {("enterprise.place", VERIFY, "level")}),
        ({"parent": None}, {("enterprise.place", HINT, "parent")}),
        ({"level": 13}, {("record.level", MUST, "level")}),
        ({"flags": ("unknown",)}, {("record.code", MUST, "flags")}),
    ]
    for change, expected in cases:
        assert told(enterprise_problems(replace(good, **change), book, TODAY)) == expected
