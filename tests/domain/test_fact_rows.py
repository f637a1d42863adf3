"""From records to rows: what is summed, what is left out, what is never taken along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhuize_desktop.domain.fact_rows import Ground, clue_fact, rule_uses, supervision_fact, words
from zhuize_desktop.domain.facts import CountingRules, Past, PastState, Period
from zhuize_desktop.domain.records import Clue, Finding, Loss, Recovery, SupervisionReport
from zhuize_desktop.domain.rulebook import LocalChanges, RuleBook
from zhuize_desktop.domain.rules import parse_pack
from zhuize_desktop.domain.workdays import WorkCalendar
from zhuize_desktop.resources import resource

PERIOD = Period(date(2025, 1, 1), date(2025, 12, 31))
NAMES = {"e1": "沂河商贸有限公司", "e2": "沂河置业有限公司", "p1": "王建国"}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    packs = [
        parse_pack(path.read_text(encoding="utf-8"), path.name)
        for path in sorted(resource("rules").glob("*.json"))
    ]
    return RuleBook.of(packs, WorkCalendar.of(()))


CLUE = Clue(
    uid="c",
    owner_enterprise="e1",
    number="JY-1",
    source_kind="audit.special",
    enterprises=("e2", "e1"),
    category="funds",
    summary="违规出借资金。",
    persons=("p1",),
    estimated_loss=700,
    accepted_on=date(2025, 2, 1),
)


def loss(kind: str, amount: int | None, identified_on: date | None, withdrawn: str = "") -> Loss:
    return Loss(
        uid="l",
        owner_enterprise="e1",
        clue="c",
        kind=kind,
        amount=amount,
        identified_on=identified_on,
        withdrawn_reason=withdrawn,
    )


def recovery(amount: int | None, recovered_on: date | None, withdrawn: str = "") -> Recovery:
    return Recovery(
        uid="r",
        owner_enterprise="e1",
        clue="c",
        amount=amount,
        recovered_on=recovered_on,
        withdrawn_reason=withdrawn,
    )


def ground(book: RuleBook) -> Ground:
    return Ground(book, CountingRules(), PERIOD, NAMES)


def test_lines_are_summed_by_their_days(book: RuleBook) -> None:
    fact = clue_fact(
        CLUE,
        [
            loss("direct", 1, date(2024, 6, 1)),
            loss("direct", 10, PERIOD.last),
            loss("direct", 100, date(2026, 1, 1)),
            loss("direct", 1000, None),
            loss("direct", 5, None, "重复"),
            loss("indirect", 7, date(2025, 6, 1)),
            loss("contingent", 9, None),
            loss("contingent", None, None),
        ],
        [
            recovery(1, date(2024, 12, 31)),
            recovery(10, PERIOD.first),
            recovery(100, None),
            recovery(1000, date(2026, 1, 1)),
            recovery(5, PERIOD.first, "登错"),
            recovery(None, PERIOD.first),
        ],
        ground(book),
    )
    assert (fact.direct_fen, fact.indirect_fen, fact.contingent_fen) == (1011, 7, 9)
    assert (fact.recovered_fen, fact.recovered_in_period_fen) == (111, 10)
    assert fact.source_column == "audit"
    assert fact.enterprises == ("沂河置业有限公司", "沂河商贸有限公司")
    assert fact.persons == ("王建国",)
    assert fact.past is None


def test_a_clue_outside_the_circle_takes_no_words_along(book: RuleBook) -> None:
    shown = clue_fact(CLUE, [loss("direct", 5, None)], [], ground(book))
    hidden = clue_fact(CLUE, [loss("direct", 5, None)], [], replace(ground(book), masked=frozenset({"c"})))
    assert hidden.masked
    assert hidden == replace(shown, masked=True, enterprises=(), persons=(), summary="", category="")


def test_what_is_known_of_the_clue_besides_its_record(book: RuleBook) -> None:
    past = Past(PastState.OPEN, ("checked_on",))
    rich = replace(
        ground(book), on_behalf=frozenset({"e2"}), imported=frozenset({"c"}), pasts={"c": past, "x": past}
    )
    fact = clue_fact(CLUE, [], [], rich)
    assert (fact.on_behalf, fact.legacy, fact.past) == (True, True, past)
    plain = clue_fact(replace(CLUE, source_kind=""), [], [], ground(book))
    assert (plain.on_behalf, plain.legacy, plain.source_column) == (False, False, "")


def test_the_class_follows_the_clue_then_the_local_thresholds(book: RuleBook) -> None:
    assert clue_fact(CLUE, [], [], ground(book)).loss_class == ""
    classes = book.pack("46").loss_classes
    filled = replace(ground(book), book=book.with_local(LocalChanges(loss_classes=classes)))
    large = loss("direct", 6_000_000_000, None)
    assert clue_fact(CLUE, [large], [], filled).loss_class == "major"
    assert clue_fact(replace(CLUE, loss_class="larger"), [large], [], filled).loss_class == "larger"
    assert clue_fact(CLUE, [], [], filled).loss_class == "general"  # by the estimate
    contingent = [loss("contingent", 6_000_000_000, None)]
    assert clue_fact(replace(CLUE, estimated_loss=None), contingent, [], filled).loss_class == ""
    counted = replace(filled, counting=CountingRules(contingent_counts=True))
    assert clue_fact(replace(CLUE, estimated_loss=None), contingent, [], counted).loss_class == "major"


def test_findings_of_a_supervision_report(book: RuleBook) -> None:
    report = SupervisionReport(uid="s", owner_enterprise="e1", title="审计报告", source_kind="audit.bureau")

    def finding(**given: object) -> Finding:
        return replace(Finding(uid="f", owner_enterprise="e1", report="s"), **given)  # type: ignore[arg-type]

    fact = supervision_fact(
        report,
        [
            finding(clues=("c", "d")),
            finding(clues=("c",), not_listed_reason="duplicate"),
            finding(not_listed_reason="duplicate"),
            finding(),
            finding(withdrawn_reason="重复"),
        ],
        book,
    )
    assert (fact.findings, fact.listed, fact.not_listed, fact.unsorted) == (4, 2, 1, 1)
    assert fact.source_column == "audit"


def test_words_and_rules_come_from_the_rule_book(book: RuleBook) -> None:
    given = words(book, [clue_fact(CLUE, [], [], ground(book))])
    roots = [word.label for word in given if word.dictionary == "source_kind" and not word.parent]
    assert roots == ["内部部门", "国资监管", "审计", "巡视巡察", "纪检监察", "信访举报", "其他"]
    assert ("violation_category", "funds") in {(word.dictionary, word.code) for word in given}
    uses = {item.code: item for item in rule_uses(book)}
    assert uses["46"].standing == "参照"
    assert sum(item.unconfirmed for item in uses.values()) == book.unconfirmed


def test_a_retired_word_is_printed_only_while_it_is_in_use(book: RuleBook) -> None:
    entry = book.dictionary("disposition").entry("keep").model_copy(update={"retired": True})
    retired = book.with_local(LocalChanges(entries={"disposition": [entry]}))
    unused = words(retired, [])
    used = words(retired, [clue_fact(replace(CLUE, disposition="keep"), [], [], ground(retired))])
    assert "keep" not in {word.code for word in unused if word.dictionary == "disposition"}
    assert "keep" in {word.code for word in used if word.dictionary == "disposition"}
