"""图 of the annual report: the same figures as in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import Chart, ChartKind, Series
from ..loss_statistics import ALL, CONSEQUENCE, LossTally
from ..standing import Node

if TYPE_CHECKING:
    from ..indicators import Tally

_FLOW = (
    ("clue.received", "新增受理"),
    ("clue.checked", "完成初核"),
    ("clue.triaged", "分类处置"),
    ("clue.opened", "核查立项"),
    ("clue.investigated", "完成核查"),
    ("clue.decided", "处理决定"),
    ("clue.rectified", "整改到位"),
    ("clue.closed", "销号、了结"),
)


def flow_chart(tally: Tally) -> Chart:
    """What was done in the period, step after step."""
    return Chart(
        "flow",
        ChartKind.FUNNEL,
        "本期办理进展",
        tuple(label for _, label in _FLOW),
        (Series("本期", tuple(tally.figure(code) for code, _ in _FLOW)),),
        "件",
    )


def node_chart(tally: Tally) -> Chart:
    """期末在办 on the five nodes."""
    return Chart(
        "nodes",
        ChartKind.BAR,
        "期末在办线索所处节点",
        tuple(node.value for node in Node),
        (Series("期末在办", tuple(tally.figure(f"clue.closing.{node.name.lower()}") for node in Node)),),
        "件",
    )


def source_chart(tally: Tally) -> Chart:
    """新增受理 and 期末在办 by source."""
    columns = [code for code, _ in tally.sources]
    return Chart(
        "sources",
        ChartKind.GROUPED_BAR,
        "线索来源",
        tuple(label for _, label in tally.sources),
        (
            Series("本期新增受理", tuple(tally.figure("clue.received", code) for code in columns)),
            Series("期末在办", tuple(tally.figure("clue.closing", code) for code in columns)),
        ),
        "件",
    )


def loss_chart(losses: LossTally) -> Chart:
    """认定损失 and 已挽回 by class."""
    rows = [(row, label) for row, label in losses.rows if row not in (ALL, CONSEQUENCE)]
    return Chart(
        "losses",
        ChartKind.GROUPED_BAR,
        "认定损失与挽回",
        tuple(label for _, label in rows),
        (
            Series("认定损失", tuple(losses.figure(row, "confirmed") for row, _ in rows)),
            Series("已挽回", tuple(losses.figure(row, "recovered") for row, _ in rows)),
        ),
        "万元",
    )
