"""Headings under which columns are known."""

from __future__ import annotations

import pytest

from zhuize_desktop.domain.fields import columns
from zhuize_desktop.domain.reading import AmountUnit
from zhuize_desktop.domain.records.clue import Clue
from zhuize_desktop.exchange.ledger_columns import LedgerColumn, known_column, resembling_column, taken_apart


@pytest.mark.parametrize(
    ("text", "plain", "unit", "note"),
    [
        ("预估损失（万元）", "预估损失", AmountUnit.WAN, ""),
        ("预估损失(元)", "预估损失", AmountUnit.YUAN, ""),
        ("*预估\n损失（单位：万元）", "预估损失", AmountUnit.WAN, ""),
        ("损失金额/万元", "损失金额", AmountUnit.WAN, ""),
        ("损失金额：亿元", "损失金额", AmountUnit.YI, ""),
        ("是否完结（是/否）", "是否完结", None, "是/否"),
        ("（三）处 理 情 况", "处理情况", None, ""),
        ("3.线索编号：", "线索编号", None, ""),
        ("涉及单位（可多选）", "涉及单位", None, "可多选"),
    ],
)
def test_a_heading_is_taken_apart(text, plain, unit, note):
    heading = taken_apart(text)
    assert (heading.plain, heading.unit, heading.note) == (plain, unit, note)


def test_every_label_names_its_own_column():
    for known in LedgerColumn:
        assert known_column(taken_apart(known.label).plain) is known


def test_what_the_record_declares_is_known_here():
    # Our own export heads its columns with the labels of the record.
    names = {
        "number": LedgerColumn.CLUE_NUMBER,
        "source_kind": LedgerColumn.SOURCE,
        "enterprises": LedgerColumn.ENTERPRISES,
        "estimated_loss": LedgerColumn.ESTIMATED,
        "occurred_from": LedgerColumn.OCCURRED_FROM,
        "closed": LedgerColumn.COMPLETED,
        "accepted_on": LedgerColumn.ACCEPTED_ON,
    }
    for item in columns(Clue):
        if item.name in names:
            unit = f"（{item.field.unit}）" if item.field.unit else ""
            assert known_column(taken_apart(item.field.label + unit).plain) is names[item.name]
            for alias in item.field.aliases:
                if alias != "发生时间":  # one column for both ends
                    assert known_column(alias) is names[item.name]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("涉及责任人员姓名", LedgerColumn.PERSONS),
        ("造成损失金额情况", LedgerColumn.LOSS),
        ("核查处理情况", LedgerColumn.HANDLING),
        ("整改措施", None),
        ("损失原因分析", None),
        ("联系电话", None),
    ],
)
def test_headings_that_only_resemble(heading, column):
    assert known_column(heading) is None
    assert resembling_column(heading) is column
