"""Statistics and dossier say the same class of loss of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.filled_rules import CLASSES, PARAMETERS, WAN, entry
from services.older import taken_out
from services.test_kept_rules import make_version
from services.whole_case import WholeCase, day
from zhuize_desktop.domain.judging.on_case import loss_class
from zhuize_desktop.domain.loss_statistics import UNGRADED
from zhuize_desktop.domain.records import Decision, LossFinding, PeriodicReport, RuleBasis, Violation
from zhuize_desktop.domain.records.report import ReportKind
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import records
from zhuize_desktop.services.dossier import read_case
from zhuize_desktop.services.snapshots import gather, statistics


def report(session):
    own = session.viewer.enterprise
    return PeriodicReport(
        uid="r", owner_enterprise=own, enterprise=own, title="试算", kind=next(iter(ReportKind)), year=2026,
        period_from=date(2026, 1, 1), period_to=date(2026, 12, 31),
    )  # fmt: skip


def classed(session, clue):
    """What the report counts of the one clue, and what its dossier shows; they are the same."""
    with session.ledger.read() as connection:
        (fact,) = gather(session, report(session), connection).clues
    assert fact.loss_class == loss_class(read_case(session, clue)).counted
    return fact.loss_class


def told_only(classes):
    return [one | {"grade": "U"} for one in classes]


@pytest.mark.parametrize("thresholds", ["empty", "told", "confirmed"])
def test_the_report_counts_the_class_that_a_person_confirmed(desk, thresholds):
    if thresholds != "empty":  # 120 万元 is 较大 by them
        classes = CLASSES if thresholds == "confirmed" else told_only(CLASSES)
        make_version(desk.log_in("admin"), loss_classes=classes)
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    assert classed(clerk, work.clue) == "general"
    assert statistics(clerk, report(clerk)).losses.sum("general", "confirmed") == 120 * WAN


def test_a_threshold_that_nobody_confirmed_leaves_the_case_ungraded(desk):
    make_version(desk.log_in("admin"), loss_classes=told_only(CLASSES))
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    (found,) = records.list_records(clerk, LossFinding)
    taken_out(clerk, LossFinding, found.uid)
    assert classed(clerk, work.clue) == ""
    assert statistics(clerk, report(clerk)).losses.sum(UNGRADED, "count") == 1


def test_a_later_version_moves_no_class_of_a_case_that_was_judged(desk):
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    (found,) = records.list_records(clerk, LossFinding)
    taken_out(clerk, LossFinding, found.uid)
    assert classed(clerk, work.clue) == "larger"
    heavier = [
        entry("general", "一般资产损失", "第20条", upper_fen=500 * WAN),
        entry("larger", "较大资产损失", "第20条", lower_fen=500 * WAN, upper_fen=1000 * WAN),
        CLASSES[2],
    ]
    make_version(desk.log_in("admin"), loss_classes=heavier)
    clerk = desk.log_in("clerk")
    assert classed(clerk, work.clue) == "larger"


def since(first, **parameters):
    """The thresholds as they hold from that day on, under a measure with these parameters."""
    told = [entry(code, code, "第60条", value=value) for code, value in (PARAMETERS | parameters).items()]
    return {"loss_classes": [one | {"effective_from": first} for one in CLASSES], "parameters": told}


def unclassed(desk, **measure):
    """A case at 处理 that only the measure classes, with the session of its clerk."""
    make_version(desk.log_in("admin"), **measure)
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    (found,) = records.list_records(clerk, LossFinding)
    taken_out(clerk, LossFinding, found.uid)
    return clerk, work


@pytest.mark.parametrize("by", [RuleBasis, Violation])
def test_the_report_reads_the_measure_as_of_the_act_where_the_dossier_does(desk, by):
    clerk, work = unclassed(desk, **since(day(-20).isoformat(), transition="act"))
    (basis,), (violation,) = (records.list_records(clerk, one) for one in (RuleBasis, Violation))
    records.change(clerk, replace(basis, act_on=day(-5) if by is RuleBasis else None))
    assert classed(clerk, work.clue) == "larger"
    if by is RuleBasis:
        records.change(clerk, replace(records.list_records(clerk, RuleBasis)[0], act_on=day(-30)))
    else:
        records.change(clerk, replace(violation, occurred_from=day(-40), occurred_to=day(-30)))
    assert classed(clerk, work.clue) == ""


def test_the_report_asks_the_measure_of_the_day_of_the_decision_before_its_step_is_taken(desk):
    clerk, work = unclassed(desk, **since(day(90).isoformat()))
    assert classed(clerk, work.clue) == "larger"
    work.add(Decision, kind="suggestion", decided_on=day(75), maker="虚构运输集团有限公司")
    assert classed(clerk, work.clue) == "larger"
    work.add(Decision, decided_on=day(80), maker="虚构运输集团有限公司")
    assert classed(clerk, work.clue) == ""


def test_while_the_year_runs_a_threshold_of_later_classes_nothing_yet(desk):
    clerk, work = unclassed(desk, **since("2026-12-01"))
    assert classed(clerk, work.clue) == ""


def test_while_the_year_runs_a_draft_counts_by_the_parameters_of_today(desk):
    told = since("2026-12-01")["parameters"]
    coming = [
        one | {"effective_from": "2026-12-01"} if one["code"] == "contingent_counts" else one for one in told
    ]
    make_version(desk.log_in("admin"), parameters=coming)
    clerk = desk.log_in("clerk")
    with clerk.ledger.read() as connection:
        drafted = gather(clerk, report(clerk), connection)
    assert clerk.today < date(2026, 12, 1)
    assert not drafted.counting.contingent_counts
