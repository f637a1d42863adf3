"""What a snapshot carries beside its rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhuize_desktop.domain.facts import ClueFact
from zhuize_desktop.domain.freezing import rule_uses, words
from zhuize_desktop.domain.pack_editing import with_entries
from zhuize_desktop.domain.rulebook import LocalChanges, RuleBook
from zhuize_desktop.domain.rules import Entry, Grade, parse_pack
from zhuize_desktop.domain.workdays import WorkCalendar
from zhuize_desktop.resources import resource

FACT = ClueFact(uid="c", number="JY-1", source_kind="audit.special", source_column="audit", category="funds")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    packs = [
        parse_pack(path.read_text(encoding="utf-8"), path.name)
        for path in sorted(resource("rules").glob("*.json"))
    ]
    return RuleBook.of(packs, WorkCalendar.of(()))


def test_words_and_rules_come_from_the_rule_book(book: RuleBook) -> None:
    given = words(book, [FACT])
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
    used = words(retired, [replace(FACT, disposition="keep")])
    assert "keep" not in {word.code for word in unused if word.dictionary == "disposition"}
    assert "keep" in {word.code for word in used if word.dictionary == "disposition"}


def test_aspects_of_46_are_always_listed_and_others_where_they_occur(book: RuleBook) -> None:
    own = with_entries(
        book.pack("own"),
        "own",
        [Entry(code="own-1", label="资金管理", source="本企业办法", grade=Grade.UNVERIFIED)],
    )
    wider = book.with_pack(own)
    tops = [entry.label for entry in book.catalogue("46").children()]

    def listed(*aspects: str) -> list[str]:
        found = words(wider, [replace(FACT, aspects=aspects)])
        return [word.label for word in found if word.dictionary == "situation"]

    assert listed() == tops
    assert listed("own-1") == ["资金管理（本企业办法）", *tops]
    other = book.catalogue("37").children()[0]
    assert listed(other.code) == [*tops, f"{other.label}（37号令）"]
