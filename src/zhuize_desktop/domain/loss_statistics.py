"""资产损失统计: losses, recoveries and what is outstanding, by class of loss. Whole 分 throughout.

Counted are the clues accepted up to the period's end (累计), and among them those new in the period (本期).
扣减薪酬 is a penalty and stands in none of these sums. An amount without a day counts from the period in
which it was entered (``undated``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .balance import Entry
from .facts import ClueFact, Snapshot
from .figure import Figure, Provenance
from .money import MoneyUnit

if TYPE_CHECKING:
    from .standing import Standing

#: Rows besides the classes of loss.
UNGRADED = "ungraded"
ALL = "total"
CONSEQUENCE = "consequence"
#: Clues without an amount, a class or a consequence: in no row, but said below the table.
NOTHING = "nothing"

NEW = frozenset({Entry.RECEIVED, Entry.MOVED_IN, Entry.SPLIT, Entry.JOINED, Entry.BACKFILLED, Entry.UNDATED})
SCOPE = "至期末已受理的线索（含已销号）"
NEW_SCOPE = "本期新增受理（含移入、拆分、划入、以前年度补报、受理时间不详）的线索"


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: an amount of each clue, or the number of clues when ``amount`` is ``None``.

    ``new_only`` restricts it to the clues new in the period.
    """

    code: str
    label: str
    definition: str
    amount: Callable[[ClueFact], int] | None
    new_only: bool = False


@dataclass(frozen=True, slots=True)
class LossTally:
    """All sums over one snapshot.

    Attributes:
        rows: code and label of each row in order; ``ALL`` is the sum of those above it, ``CONSEQUENCE``
            stands outside it.
        sums: (row, measure) → 分 or number of clues.
        numbers: (row, measure) → the clues that add to it, in the order of the ledger.
    """

    rows: tuple[tuple[str, str], ...]
    measures: tuple[Measure, ...]
    sums: dict[tuple[str, str], int] = field(repr=False)
    numbers: dict[tuple[str, str], tuple[str, ...]] = field(repr=False)

    def sum(self, row: str, measure: str) -> int:
        """An amount in 分, or a number of clues."""
        return self.sums.get((row, measure), 0)

    def figure(self, row: str, measure: str) -> Figure:
        """The sum as a figure: a number of clues, or 万元 exact to the 分."""
        found = next(item for item in self.measures if item.code == measure)
        label = dict(self.rows).get(row, "尚无损失数据")
        provenance = Provenance(
            f"loss.{measure}",
            f"{label}：{found.definition}",
            self.numbers.get((row, measure), ()),
            row,
            measure,
        )
        value = self.sum(row, measure)
        if found.amount is None:
            return Figure.count(value, "件", provenance)
        return Figure.money(value, provenance, MoneyUnit.WAN)

    def rate(self, row: str) -> Figure:
        """追损率: 已挽回 out of 认定损失; without a value while nothing is confirmed."""
        moved = {*self.numbers.get((row, "recovered"), ()), *self.numbers.get((row, "confirmed"), ())}
        numbers = [number for number in self.numbers.get((row, "count"), ()) if number in moved]
        provenance = Provenance(
            "loss.rate", "追损率＝已挽回÷认定损失；没有认定损失的不计算。", tuple(numbers), row, "rate"
        )
        return Figure.percent(self.sum(row, "recovered"), self.sum(row, "confirmed"), provenance)


def confirmed_fen(fact: ClueFact, contingent_counts: bool) -> int:
    """认定损失: 直接 + 间接, and 或有 where the rules in force count it."""
    return fact.direct_fen + fact.indirect_fen + (fact.contingent_fen if contingent_counts else 0)


def loss_tally(snapshot: Snapshot, everything: tuple[Standing, ...]) -> LossTally:
    """Sum every measure over every accepted clue, in one pass."""
    classes = snapshot.dictionary("loss_class")
    measures = loss_measures(snapshot.counting.contingent_counts)
    sums: dict[tuple[str, str], int] = {}
    numbers: dict[tuple[str, str], list[str]] = {}
    for item in everything:
        if not item.entry.accepted:
            continue
        fact = item.fact
        row = _row(fact, classes)
        new = item.entry in NEW
        for measure in measures:
            value = 1 if measure.amount is None else measure.amount(fact)
            if not value or (measure.new_only and not new):
                continue
            for place in (row, ALL) if row not in (CONSEQUENCE, NOTHING) else (row,):
                key = (place, measure.code)
                sums[key] = sums.get(key, 0) + value
                numbers.setdefault(key, []).append(fact.number)
    rows = (
        *classes.items(),
        (UNGRADED, "未定档"),
        (ALL, "合计"),
        (CONSEQUENCE, "未量化的不良后果"),
    )
    return LossTally(rows, measures, sums, {key: tuple(found) for key, found in numbers.items()})


def loss_measures(contingent_counts: bool) -> tuple[Measure, ...]:
    """The columns in order: 累计, then 本期."""
    counted = "直接损失与间接损失之和" + ("，计入或有损失" if contingent_counts else "，不计或有损失")
    identified = "认定日期在期末以前的金额，日期不详的以登记日为准"

    def confirmed(fact: ClueFact) -> int:
        """认定损失 of a clue in 分."""
        return confirmed_fen(fact, contingent_counts)

    def estimated(fact: ClueFact) -> int:
        """预估损失 of a clue in 分; 0 where none was given."""
        return fact.estimated_fen or 0

    new_confirmed = f"{NEW_SCOPE}，{counted}；{identified}。"
    return (
        Measure("count", "件数", f"{SCOPE}。", None),
        Measure("estimated", "预估损失", f"{SCOPE}登记的预估损失。", estimated),
        Measure("confirmed", "认定损失", f"{SCOPE}，{counted}；{identified}。", confirmed),
        Measure("direct", "其中：直接", f"{SCOPE}的直接损失；{identified}。", lambda f: f.direct_fen),
        Measure("indirect", "其中：间接", f"{SCOPE}的间接损失；{identified}。", lambda f: f.indirect_fen),
        Measure(
            "contingent",
            "其中：或有" if contingent_counts else "或有（不计入）",
            f"{SCOPE}的或有损失；{identified}。",
            lambda f: f.contingent_fen,
        ),
        Measure(
            "recovered",
            "已挽回",
            f"{SCOPE}在期末以前的挽回金额，日期不详的以登记日为准；不含扣减薪酬。",
            lambda f: f.recovered_fen,
        ),
        Measure("outstanding", "未挽回", "认定损失减已挽回。", lambda f: confirmed(f) - f.recovered_fen),
        Measure("new_count", "件数", f"{NEW_SCOPE}。", None, new_only=True),
        Measure(
            "new_estimated",
            "预估损失",
            f"{NEW_SCOPE}登记的预估损失。",
            estimated,
            new_only=True,
        ),
        Measure("new_confirmed", "认定损失", new_confirmed, confirmed, new_only=True),
        Measure(
            "period_recovered",
            "本期挽回",
            "挽回日期在本期内的金额，不论线索何时受理；日期不详的不计入。",
            lambda f: f.recovered_in_period_fen,
        ),
    )


def _row(fact: ClueFact, classes: dict[str, str]) -> str:
    """The row a clue belongs to: its class; else by whether it has an amount or only a consequence.

    A loss that no column counts for want of a day is registered all the same.
    """
    if fact.loss_class in classes:
        return fact.loss_class
    amounts = (
        fact.estimated_fen,
        fact.direct_fen,
        fact.indirect_fen,
        fact.contingent_fen,
        fact.recovered_fen,
        fact.recovered_in_period_fen,
        fact.undated_loss_fen,
    )
    if fact.loss_class or any(amounts):
        return UNGRADED
    return CONSEQUENCE if fact.consequence_class else NOTHING
