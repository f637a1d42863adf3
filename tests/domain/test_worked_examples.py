"""Every worked example that ships comes out as written, under the shipped rules; the file is read by experts too."""

from __future__ import annotations

import pytest

from domain.filled_rules import filled_book
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.judging.examples import HEAD, Example, compute, parse_examples
from zhuize_desktop.resources import resource
from zhuize_desktop.services.rulebook import shipped_rulebook

FILE = resource("samples", "worked_examples.csv")
EXAMPLES = parse_examples(FILE.read_text("utf-8"), FILE.name)


def test_there_are_enough_and_of_every_kind() -> None:
    assert len(EXAMPLES) >= 60
    assert {one.kind for one in EXAMPLES} == {
        "适用",
        "定级",
        "管辖",
        "申诉",
        "区间",
        "累计",
        "影响期",
        "期限",
    }
    assert all(one.ground for one in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.number}-{one.situation}")
def test_it_comes_out_as_written(example: Example) -> None:
    assert compute(shipped_rulebook(), example).result == example.expected


@pytest.mark.parametrize(
    "example",
    [one for one in EXAMPLES if "号" in one.ground and one.kind != "适用"],
    ids=lambda one: one.number,
)
def test_it_rests_on_the_clause_written_beside_it(example: Example) -> None:
    found = compute(shipped_rulebook(), example)
    if found.result != "没有期间":
        assert found.ground == example.ground


def test_a_local_measure_changes_the_outcome() -> None:
    """The same input under the invented measure: 500 万元 is 较大 there too, 100 万元 already is."""
    example = Example("X", "定级", "", "直接=100", "较大", "")
    assert compute(shipped_rulebook(), example).result == "一般"
    found = compute(filled_book(), example)
    assert (found.result, found.ground) == ("较大", "虚构市办法 第20条")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "第一行应为"),
        ("编号,类别\n", "第一行应为"),
        (",".join(HEAD) + "\nA,别的,c,d,e,f\n", "第 2 行不是算例"),
        (",".join(HEAD) + "\nA,定级,c\n", "第 2 行不是算例"),
        (",".join(HEAD) + "\nA,定级,c,直接=1,e,f\nA,定级,c,直接=1,e,f\n", "编号“A”重复"),
    ],
)
def test_a_file_that_is_no_list_of_examples_is_refused(text: str, told: str) -> None:
    with pytest.raises(FileProblem, match=told):
        parse_examples(text, "算例.csv")


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("定级", "直接=很多"),
        ("定级", "直接=-1"),
        ("定级", "直接=1000000000"),
        ("区间", "责任=直接责任"),
        ("区间", "档次=一般；责任=别的责任"),
        ("期限", "规则=没有；起算日=2026-01-01"),
        ("期限", "规则=62号指引·核查；起算日=2026-02-29"),
        ("影响期", "方式=没有；决定日=2026-01-01"),
    ],
)
def test_an_input_that_cannot_be_read_is_told(kind: str, inputs: str) -> None:
    with pytest.raises(FileProblem, match="算例X的输入"):
        compute(shipped_rulebook(), Example("X", kind, "", inputs, "", ""))
