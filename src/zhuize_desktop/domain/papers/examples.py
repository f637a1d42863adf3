"""算例确认表: worked examples with what the rules in force give, for an expert to read, correct and sign."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ..content import (
    Document,
    Notice,
    NoticeKind,
    Orientation,
    Paragraph,
    Signature,
    SignatureRow,
    Table,
    TableColumn,
    TableRow,
    TextStyle,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..judging.examples import Example, Outcome

TITLE = "规则算例确认表"
_TITLES = {
    "适用": "适用的规定",
    "定级": "损失与后果定级",
    "管辖": "核查与决定的管辖",
    "申诉": "申诉受理",
    "区间": "处理区间",
    "累计": "扣减累计",
    "影响期": "影响期、处分期",
    "期限": "办理期限",
}
_COLUMNS = (
    TableColumn("编号", 3),
    TableColumn("情形", 10),
    TableColumn("输入", 10),
    TableColumn("算例所列结果", 9),
    TableColumn("按现行规则得出", 9),
    TableColumn("依据", 9),
    TableColumn("核对意见", 5),
)
_LEAD = (
    "本表由程序按当前规则库逐例计算，供熟悉规定的人员核对：结果、依据正确的在“核对意见”栏打勾，不正确的写明应得结果和条款。"
    "录入本市、本企业办法后重新打印，所列结果即改按本地规定得出。"
)


def examples_sheet(worked: Sequence[tuple[Example, Outcome]], issuer: str, rules: str, day: str) -> Document:
    """The sheet: one table a kind, and who confirms.

    Args:
        worked: the examples with what the rules in force give.
        issuer: the enterprise whose rules these are.
        rules: the measures in force with their versions, in words.
        day: the day it was computed, as printed.
    """
    tables = []
    for kind, group in groupby(worked, key=lambda pair: pair[0].kind):
        rows = tuple(
            TableRow(
                (
                    example.number, example.situation, example.inputs, example.expected,
                    outcome.result if outcome.result == example.expected else f"※ {outcome.result}",
                    outcome.ground, "",
                )
            )
            for example, outcome in group
        )  # fmt: skip
        tables.append(
            Table(
                f"examples.{kind}", _TITLES.get(kind, kind), _COLUMNS, rows, orientation=Orientation.PORTRAIT
            )
        )
    differing = sum(outcome.result != example.expected for example, outcome in worked)
    told = f"共 {len(worked)} 例，与算例所列结果不同的 {differing} 例（标 ※）。现行规则：{rules}。"
    return Document(
        TITLE,
        (
            Paragraph((_LEAD,), TextStyle.NOTE),
            Notice(NoticeKind.NOTE, (told,)),
            *tables,
            SignatureRow((Signature("核对人"), Signature("复核人"))),
        ),
        issuer=issuer,
        date_text=day,
    )
