"""Statistics and dossier say the same class of loss of a case."""

from __future__ import annotations

from datetime import date

import pytest

from domain.filled_rules import CLASSES, WAN, entry
from services.test_kept_rules import make_version
from services.whole_case import WholeCase
from zhuize_desktop.domain.judging.on_case import loss_class
from zhuize_desktop.domain.loss_statistics import UNGRADED
from zhuize_desktop.domain.records import LossFinding, PeriodicReport
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
    records.withdraw(clerk, LossFinding, found.uid, "误录")
    assert classed(clerk, work.clue) == ""
    assert statistics(clerk, report(clerk)).losses.sum(UNGRADED, "count") == 1


def test_a_later_version_moves_no_class_of_a_case_that_was_judged(desk):
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    (found,) = records.list_records(clerk, LossFinding)
    records.withdraw(clerk, LossFinding, found.uid, "误录")
    assert classed(clerk, work.clue) == "larger"
    heavier = [
        entry("general", "一般资产损失", "第20条", upper_fen=500 * WAN),
        entry("larger", "较大资产损失", "第20条", lower_fen=500 * WAN, upper_fen=1000 * WAN),
        CLASSES[2],
    ]
    make_version(desk.log_in("admin"), loss_classes=heavier)
    clerk = desk.log_in("clerk")
    assert classed(clerk, work.clue) == "larger"
