"""What papers say: days, amounts with their 大写, citations, and what they refuse to say."""

from __future__ import annotations

import re
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.case import Case
from zhuize_desktop.domain.content import Figure, KeyValues, Table
from zhuize_desktop.domain.fields import Sensitivity, columns
from zhuize_desktop.domain.opening import Amount, Counted, OpeningFigures
from zhuize_desktop.domain.papers import PAPERS, paper_kind
from zhuize_desktop.domain.papers.opening import opening_sheet
from zhuize_desktop.domain.papers.words import Words, citing, day_text, ended, money_runs
from zhuize_desktop.domain.records import CASE_RECORDS, Clue, LiablePerson, Loss, Record, Recovery
from zhuize_desktop.services.rulebook import shipped_rulebook

DIGITS = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def whole(words: str) -> int:
    """The number that 大写 says, read place by place: 亿 and 万 divide, 仟佰拾 multiply what stands before them."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if name in words:
            high, _, low = words.rpartition(name)
            return whole(high) * size + whole(low)
    value, digit = 0, 0
    for char in words:
        if char in DIGITS:
            digit = DIGITS[char]
        else:
            value, digit = value + digit * PLACES[char], 0
    return value + digit


SHAPE = re.compile(
    r"（大写：(?:(?P<yuan>.+)元)?零?(?:(?P<jiao>[壹贰叁肆伍陆柒捌玖])角)?(?:(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?整?）"
)


@given(st.integers(0, 10**15 - 1))
def test_the_printed_words_say_the_printed_figure(fen: int) -> None:
    figure, words = money_runs(fen, "loss", "口径", ("X-1",))
    assert isinstance(figure, Figure)
    assert figure.value == fen
    read = SHAPE.fullmatch(str(words))
    assert read is not None
    jiao, last = (DIGITS[read[name]] if read[name] else 0 for name in ("jiao", "fen"))
    assert whole(read["yuan"] or "零") * 100 + jiao * 10 + last == fen


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("国务院国资委令第46号第20条", "国务院国资委令第46号（参照）第20条"),
        ("比照46号令、37号令", "比照46号令（参照）、37号令（参照）"),
        ("国务院国资委令第46号第20条（参照）", "国务院国资委令第46号第20条（参照）"),
        ("本企业责任追究办法第46条", "本企业责任追究办法第46条"),
        ("虚运责〔2026〕46号", "虚运责〔2026〕46号"),
    ],
)
def test_what_does_not_bind_is_cited_as_reference(text: str, printed: str) -> None:
    assert citing(text) == printed


def test_days_and_sentences_as_offices_write_them() -> None:
    assert day_text(date(2026, 3, 5)) == "2026年3月5日"
    assert re.fullmatch(r"　+年　+月　+日", day_text(None))
    assert [ended(text) for text in ("属实", "属实。", "", "如下：")] == ["属实。", "属实。", "", "如下："]


def protected() -> list[tuple[type[Record], str]]:
    return [
        (record, found.name)
        for record in (Clue, LiablePerson, Loss, Recovery, *CASE_RECORDS)
        for found in columns(record)
        if found.field.sensitivity is Sensitivity.PROTECTED
    ]


@pytest.mark.parametrize(("record", "name"), protected())
def test_no_paper_says_what_is_protected(record: type[Record], name: str) -> None:
    needed: dict[str, Any] = {"uid": "u", "owner_enterprise": "e"}
    for found in dataclass_fields(record):
        if found.name in ("clue", "person"):
            needed[found.name] = "c"
    one = record(**needed)
    words = Words(Case(Clue(uid="c", owner_enterprise="e"), shipped_rulebook(), date(2026, 1, 1)))
    with pytest.raises(ValueError, match="protected"):
        words.of(one, name)


def test_the_table_of_papers_has_a_row_for_every_kind_but_the_opening() -> None:
    known = {entry.code for entry in shipped_rulebook().dictionary("paper_kind").entries()}
    assert {kind.code for kind in PAPERS} | {"opening_sheet"} == known
    assert len({kind.series for kind in PAPERS if kind.numbered}) == sum(kind.numbered for kind in PAPERS)
    with pytest.raises(KeyError):
        paper_kind("opening_sheet")


def test_the_opening_sheet_adds_its_lines() -> None:
    stages = (Counted("受理", ("X-1", "X-2")), Counted("核查", ("X-3",)))
    figures = OpeningFigures(
        enterprise="虚构运输集团有限公司",
        by_stage=stages,
        by_source=(Counted("审计", ("X-1", "X-2", "X-3")),),
        recovered=Amount(12_345, ("X-3",)),
    )
    sheet = opening_sheet(figures, "期初建账确认表", date(2026, 1, 1))
    tables = [block for block in sheet.blocks if isinstance(block, Table)]
    totals = [row.cells[1] for table in tables for row in table.rows if row.label == "合计"]
    assert [figure.value for figure in totals if isinstance(figure, Figure)] == [3, 3] == [figures.open] * 2
    forms = [block for block in sheet.blocks if isinstance(block, KeyValues)]
    said = "".join(item.text for form in forms for item in form.items)
    assert "123.45元（大写：壹佰贰拾叁元肆角伍分）" in said
