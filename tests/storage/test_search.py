"""Search: two characters find, initials find, protected fields never do, and no query can break it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text

from storage.vault import CLUE, KEY, OWN, PERSON, viewer
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.fields import Kind, Sensitivity, columns
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import Clue, Enterprise, Person
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.storage import queries, rows
from zhuize_desktop.storage.ledger import Ledger
from zhuize_desktop.storage.search import initials, phrase, pinyin, spaced


def found(ledger, words):
    with ledger.read() as connection:
        return queries.clue_uids(connection, viewer(), LedgerQuery(text=words), contingent=False)


@pytest.mark.parametrize(
    "words",
    [
        "违规",
        "垫付",
        "参股公司",
        "公司垫",
        "运费",
        "违规 运费",
        "张三",
        "三丰",
        "虚构运输",
        "zsf",
        "zhangsanf",
        "ZSF",
        "JY-2026-内-0001",
        "0001",
        "xgysjtyxgs",
        "ysjt",
        "jtyx",
        "sf",
        "yunshuji",
        "gongsi",
    ],
)
def test_what_is_found(ledger, words):
    assert found(ledger, words) == [CLUE]


@pytest.mark.parametrize(
    "words",
    ["违法", "规违", "垫违", "李文海", "370102198001010011", "370102", "违规 贷款", "zsg", "xgjt", "unshu"],
)
def test_what_is_not_found(ledger, words):
    assert found(ledger, words) == []


def test_an_empty_query_filters_nothing(ledger):
    assert found(ledger, "") == found(ledger, "   ") == [CLUE]


def test_protected_fields_never_enter_the_index(ledger):
    """Every protected text field of the indexed classes, filled with a word of its own."""
    protected = [
        (record, column)
        for record in (Clue, Enterprise, Person)
        for column in columns(record)
        if column.field.sensitivity is Sensitivity.PROTECTED
        and column.field.kind in (Kind.TEXT, Kind.LONG_TEXT)
    ]
    assert {column.name for _, column in protected} >= {"identity_number"}
    for record, column in protected:
        with ledger.read() as connection:
            old = rows.fetch(connection, record)[0]
        word = f"秘密{column.field.label}"
        with ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
            tx.update(replace(old, **{column.name: word}))
        assert found(ledger, word) == []
        with ledger.read() as connection:
            assert queries.find_named(connection, Person, word) == []
        assert found(ledger, "秘密") == []


def test_changed_words_and_names_are_found_anew(ledger):
    with ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        tx.update(replace(tx.get(Clue, CLUE), summary="超合同进度付款"))
        tx.update(replace(tx.get(Person, PERSON), name="陆小凤"))
    assert found(ledger, "违规") == found(ledger, "张三丰") == found(ledger, "zsf") == []
    assert found(ledger, "进度 陆小凤") == found(ledger, "lxf") == [CLUE]
    with ledger.read() as connection:
        index = connection.execute(text("SELECT count(*) FROM search_index")).scalar()
        listed = connection.execute(text("SELECT count(*) FROM search_entry")).scalar()
    assert index == listed == 3


def test_pickers_find_by_part_of_name_and_initials(ledger):
    with ledger.transact(Op.SAVE_PERSON, viewer()) as tx:
        tx.insert(
            Person(uid="p-2", owner_enterprise=OWN, name="张三"),
            Person(uid="p-3", owner_enterprise=OWN, name="李四", withdrawn_reason="重复"),
        )
    with ledger.read() as connection:

        def named(words, limit=20):
            return [one.uid for one in queries.find_named(connection, Person, words, limit)]

        assert named("张三") == ["p-2", PERSON]
        assert named("zs") == ["p-2", PERSON]
        assert named("sf") == named("sanfeng") == [PERSON]
        assert named("丰") == [PERSON]
        assert named("李四") == named("违规") == []
        assert named("", 1) == ["p-2"]
        assert [one.uid for one in queries.find_named(connection, Enterprise, "运输集团")] == [OWN]
        assert [one.uid for one in queries.find_named(connection, Enterprise, "ysjt")] == [OWN]


SYNTAX = st.text(st.sampled_from(list("\"*^:()-+.,{}[]\\/'|&<>#@!~;%_ ANDORNEAT0违规\x00\n\t")), max_size=30)


@given(SYNTAX | st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@example("AND")
@example("NEAR(违规 运费)")
@example('"')
@example("body : 违规")
@example("违规*")
@example("\x00")
@example("违\x00规")
@example("-")
def test_no_query_raises(shared_ledger, words):
    assert set(found(shared_ledger, words)) <= {CLUE}


@pytest.fixture(scope="module")
def shared_ledger(empty_ledger, tmp_path_factory):
    opened = Ledger(shutil.copy(empty_ledger, tmp_path_factory.mktemp("s") / "ledger.db"), KEY, SystemClock())
    with opened.transact(Op.FIRST_START, viewer()) as tx:
        tx.insert(
            Enterprise(uid=OWN, owner_enterprise=OWN, name="虚构运输集团有限公司"),
            Clue(uid=CLUE, owner_enterprise=OWN, number="1", summary="违规为参股公司垫付运费"),
        )
    yield opened
    opened.close()


@given(st.text("甲乙丙丁违规经营ab1 ，。", min_size=1, max_size=30), st.data())
def test_every_stretch_of_a_text_finds_it(shared_ledger, body, data):
    """Any run of Han characters out of a summary finds the clue that bears it."""
    start = data.draw(st.integers(0, len(body) - 1))
    stretch = body[start : data.draw(st.integers(start + 1, len(body)))]
    han = "".join(one for one in stretch if one in "甲乙丙丁违规经营")
    if not han or han not in body:
        han = next((one for one in body if one in "甲乙丙丁违规经营"), "")
    with shared_ledger.transact(Op.CHANGE_CLUE, viewer()) as tx:
        tx.update(replace(tx.get(Clue, CLUE), summary=body))
    if han:
        assert found(shared_ledger, han) == [CLUE]


def test_spaced_and_phrase():
    assert spaced("违规2次  经营") == "违 规 2 次 经 营"
    assert phrase("违规 abc") == '"违 规" "abc"*'
    assert phrase('"*^:()') == ""
    assert initials("济运") == "jy"
    assert pinyin("济运") == "jiyun jy yun y"
    assert pinyin("重庆") == "chongqing cq qing q", "a character is read as in its word"
    assert pinyin("ABC 12") == ""
