"""没有日期的金额: what is left out is told with number and sum under the tables and in the check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from domain.report_facts import clue, snapshot
from zhuize_desktop.domain.case_facts import CaseFacts, DeductionFact, HandlingFact, RecoveryFact
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.clock import CHINA
from zhuize_desktop.domain.content import Paragraph
from zhuize_desktop.domain.figure import Figure
from zhuize_desktop.domain.reconcile import annual_findings
from zhuize_desktop.domain.reports.annual import compile_annual, count_annual
from zhuize_desktop.domain.uids import new_uid

WAN = 1_000_000
TOLD = {
    "loss": "未填认定日期、期末以后才登记的资产损失：3笔、12.50万元，未计入本期和累计。",
    "recovery": "未填挽回日期、期末以后才登记的挽回：2笔、3.00万元，未计入本期和累计。",
    "recovery_entered": "未填挽回日期、本期登记的挽回：1笔、4.00万元，计入累计、不计入本期。",
    "decided": "未填决定日期的扣减薪酬决定：1笔、2.00万元，未计入本期和累计。",
    "deduction": "未填执行完成日期的扣减薪酬执行：1笔、0.50万元，未计入本期和累计。",
}
ONE = clue("A", loss_class="major", direct_fen=9 * WAN, undated_losses=2, undated_loss_fen=12 * WAN)
TWO = clue("B", undated_losses=1, undated_loss_fen=WAN // 2)
WAITING = clue("C", accepted_on=None, undated_losses=4, undated_loss_fen=WAN)
CASE = CaseFacts(
    recoveries=(
        *(RecoveryFact(uid=new_uid(datetime.combine(day, time(12), CHINA)), clue="uid-A", kind="cash", fen=fen)
          for day, fen in ((date(2024, 12, 31), 8 * WAN), (date(2025, 1, 1), 4 * WAN))),
        RecoveryFact(uid="r-1", clue="uid-A", kind="cash", fen=WAN, entered_later=True),
        RecoveryFact(uid="r-2", clue="uid-A", kind="cash", fen=2 * WAN, entered_later=True),
    ),
    handlings=(
        HandlingFact(uid="h", clue="uid-A", decision="d", decision_kind="decision", person=1,
                     liability="direct", roots=("pay",), deduction_fen=2 * WAN),
    ),
    deductions=(
        DeductionFact(uid="d-1", clue="uid-A", fen=WAN // 2),
        DeductionFact(uid="d-2", clue="uid-A", fen=WAN, done_on=date(2025, 5, 6)),
    ),
)  # fmt: skip
REPORT = snapshot(ONE, TWO, WAITING, case=CASE)


def notes(report=REPORT):
    """The paragraphs under the tables that tell of amounts without a day, with the clues behind their figures."""
    found = {}
    for block in compile_annual(report, {}, {}, ()).blocks:
        runs = block.runs if isinstance(block, Paragraph) else ()
        figures = [run for run in runs if isinstance(run, Figure)]
        if figures and figures[0].provenance.indicator.startswith("undated."):
            text = "".join(run.with_unit if isinstance(run, Figure) else run for run in runs)
            found[figures[0].provenance.indicator.removeprefix("undated.")] = (
                text,
                figures[0].provenance.records,
            )
    return found


def test_each_kind_is_told_below_its_table_with_the_clues_behind_it() -> None:
    found = notes()
    assert {kind: text for kind, (text, _) in found.items()} == TOLD
    assert found["loss"][1] == ("A", "B")
    assert found["recovery"][1] == found["deduction"][1] == ("A",)


def test_the_text_of_the_losses_says_what_its_sums_leave_out() -> None:
    def told(report):
        blocks = compile_annual(report, {}, {}, ()).blocks
        return next(
            one.text for one in blocks if isinstance(one, Paragraph) and "累计认定资产损失" in one.text
        )

    assert told(REPORT).startswith(
        "至期末累计认定资产损失9.00万元（另有未填认定日期、期末以后才登记的资产损失3笔、12.50万元未计入），"
        "已挽回0.00万元（另有未填挽回日期、期末以后才登记的挽回2笔、3.00万元未计入），未挽回"
    )
    assert "未计入" not in told(snapshot(clue("D", loss_class="major", direct_fen=9 * WAN)))


def test_none_is_counted_in_the_period_nor_up_to_its_end() -> None:
    counted = count_annual(REPORT)
    assert counted.losses.sum("total", "confirmed") == counted.losses.sum("total", "new_confirmed") == 9 * WAN
    assert counted.cases.recoveries.value("all", "amount") == 0
    # Two that were entered by the end, one of them in the period, are known to have come back by then.
    assert counted.cases.recoveries.value("all", "ever_amount") == 12 * WAN
    assert counted.cases.accountability.value("paid", "ever_amount") == WAN


def test_the_check_asks_for_the_day_clue_by_clue() -> None:
    found = [one for one in annual_findings(REPORT, {}) if one.check == "annual.undated"]
    assert {one.grade for one in found} == {Grade.VERIFY}
    assert [(one.uid, one.sentence) for one in found[:2]] == [
        (
            "uid-A",
            "线索A：未填认定日期、期末以后才登记的资产损失2笔、12.00万元未计入本期和累计，请补填日期或说明。",
        ),
        (
            "uid-B",
            "线索B：未填认定日期、期末以后才登记的资产损失1笔、0.50万元未计入本期和累计，请补填日期或说明。",
        ),
    ]
    assert [one.uid for one in found[2:]] == ["uid-A"] * 4
    assert found[3].sentence == (
        "线索A：未填挽回日期、本期登记的挽回1笔、4.00万元计入累计、不计入本期，请补填日期或说明。"
    )


def test_where_more_came_back_than_was_lost_a_loss_left_out_is_named_as_the_likely_cause() -> None:
    report = snapshot(
        clue("A", recovered_fen=WAN, undated_losses=2, undated_loss_fen=12 * WAN),
        clue("B", recovered_fen=WAN),
        clue(
            "C", direct_fen=WAN, recovered_fen=WAN, loss_class="major", undated_losses=1, undated_loss_fen=WAN
        ),
    )
    found = {one.uid: one.sentence for one in annual_findings(report, {}) if one.check == "annual.losses"}
    assert found == {
        "uid-A": "线索A：已挽回大于认定损失，可能是因为未填认定日期、期末以后才登记的资产损失2笔、12.00万元"
        "未计入认定损失（未挽回、追损率也因此不准），请补填认定日期，或核对、说明。",
        "uid-B": "线索B：已挽回大于认定损失，请核对或说明。",
    }


def test_nothing_is_said_where_every_amount_has_its_day() -> None:
    dated = snapshot(replace(ONE, undated_losses=0, undated_loss_fen=0), case=CaseFacts())
    assert notes(dated) == {}
    assert [one for one in annual_findings(dated, {}) if one.check == "annual.undated"] == []


def test_what_came_back_without_a_day_counts_up_to_the_end_where_it_was_entered_by_then() -> None:
    line = RecoveryFact(uid=new_uid(datetime(2025, 6, 1, tzinfo=CHINA)), clue="uid-A", kind="cash", fen=WAN)
    report = snapshot(replace(ONE, recovered_fen=WAN), case=CaseFacts(recoveries=(line,)))
    sheet = count_annual(report).cases.recoveries
    assert (sheet.value("all", "amount"), sheet.value("all", "ever_amount")) == (0, WAN)
    assert notes(report).keys() == {"loss", "recovery_entered"}
