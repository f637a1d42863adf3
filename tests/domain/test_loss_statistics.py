"""资产损失表 against sums taken cell by cell."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given

from domain.report_facts import CLASSES, clue, ledgers, rules, snapshot
from domain.test_indicators import accepted, handled, inside, joined, received, reopened, undated
from zhuize_desktop.domain.indicators import tally
from zhuize_desktop.domain.loss_statistics import ALL, CONSEQUENCE, NOTHING, LossTally, loss_tally

if TYPE_CHECKING:
    from zhuize_desktop.domain.facts import ClueFact, CountingRules, Snapshot


def losses_of(counted: Snapshot) -> LossTally:
    return loss_tally(counted, tally(counted).standings)


def row_of(c: ClueFact) -> str:
    if c.loss_class in CLASSES:
        return c.loss_class
    money = (c.estimated_fen or 0) + c.direct_fen + c.indirect_fen + c.contingent_fen + c.recovered_fen
    money += c.undated_loss_fen
    if money or c.loss_class:
        return "ungraded"
    return "consequence" if c.consequence_class else "nothing"


def test_a_loss_without_a_day_is_registered_though_no_column_counts_it() -> None:
    losses = losses_of(
        snapshot(
            clue("A", undated_losses=1, undated_loss_fen=5),
            clue("B", undated_losses=1, undated_loss_fen=5, consequence_class="general"),
            clue("C", undated_losses=1, undated_loss_fen=5, loss_class="major"),
            clue("D", consequence_class="general"),
            clue("E"),
        )
    )
    rows = ("ungraded", "major", CONSEQUENCE, NOTHING, ALL)
    assert [losses.sum(row, "count") for row in rows] == [2, 1, 1, 1, 3]
    assert losses.figure("ungraded", "count").provenance.records == ("A", "B")
    assert losses.sum(ALL, "confirmed") == 0


@given(ledgers(), rules)
def test_every_sum_agrees_with_a_second_sum(clues: tuple[ClueFact, ...], counting: CountingRules) -> None:
    losses = losses_of(snapshot(*clues, counting=counting))
    for row in (*CLASSES, "ungraded", ALL, CONSEQUENCE, NOTHING):
        wanted = (*CLASSES, "ungraded") if row == ALL else (row,)
        mine = [c for c in clues if accepted(c) and row_of(c) in wanted]
        new = [c for c in mine if received(c) or joined(c) or (undated(c) and not reopened(c))]
        direct, indirect = sum(c.direct_fen for c in mine), sum(c.indirect_fen for c in mine)
        contingent = sum(c.contingent_fen for c in mine)
        confirmed = direct + indirect + (contingent if counting.contingent_counts else 0)
        recovered = sum(c.recovered_fen for c in mine)
        expected = {
            "count": len(mine),
            "estimated": sum(c.estimated_fen or 0 for c in mine),
            "confirmed": confirmed,
            "direct": direct,
            "indirect": indirect,
            "contingent": contingent,
            "recovered": recovered,
            "outstanding": confirmed - recovered,
            "new_count": len(new),
            "new_estimated": sum(c.estimated_fen or 0 for c in new),
        }
        assert {measure: losses.sum(row, measure) for measure in expected} == expected
        if row in (*CLASSES, "ungraded", ALL):
            rate = losses.rate(row).value
            assert rate == (Decimal(recovered) / Decimal(confirmed) if confirmed else None)


@given(ledgers())
def test_only_undated_clues_that_stand_in_the_balance_are_new(clues: tuple[ClueFact, ...]) -> None:
    losses = losses_of(snapshot(*clues))
    new = [c for c in clues if received(c) or joined(c) or (handled(c) and inside(c) and not reopened(c))]
    graded = [c for c in new if row_of(c) not in (CONSEQUENCE, NOTHING)]
    assert losses.sum(ALL, "new_count") == len(graded)


def test_amounts_are_printed_in_wan_to_the_last_fen() -> None:
    losses = losses_of(
        snapshot(
            clue(
                "A", loss_class="major", direct_fen=12_345_678_901, recovered_fen=1, recovered_in_period_fen=1
            ),
            clue("B", loss_class="major", indirect_fen=1_000_000),
            clue("C", consequence_class="larger"),
        )
    )
    figure = losses.figure("major", "confirmed")
    assert figure.with_unit == "12,346.678901万元"
    assert figure.provenance.records == ("A", "B")
    assert "重大资产损失" in figure.provenance.definition
    assert losses.figure("major", "period_recovered").text == "0.000001"
    assert losses.figure(CONSEQUENCE, "count").provenance.records == ("C",)
    assert losses.rate("general").text == "—"
    assert losses.rate("major").text == "0.00%"
