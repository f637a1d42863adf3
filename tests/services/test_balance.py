"""存量平衡 with 移入、划入、划出、并案: entered through the services, read in T1, closed to the piece."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.whole_case import WholeCase
from zhuize_desktop.domain.reconcile import annual_findings
from zhuize_desktop.domain.records import ReportKind
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import clues, directory, reporting, snapshots
from zhuize_desktop.services.steps import merge_clue

SINCE = date(2026, 6, 1)


def counted(session):
    report = reporting.compile_report(session, ReportKind.ANNUAL, 2026).value
    found = snapshots.statistics(session, report)
    broken = [
        one
        for one in annual_findings(found.snapshot, {})
        if one.check in ("annual.balance", "annual.part_sums")
    ]
    assert broken == []
    return {
        name: found.tally.count(f"clue.{name}")
        for name in ("opening", "received", "moved_in", "joined", "parted", "diverted", "pending", "closing")
    } | {"ways": found.tally.numbers.get(("clue.moved_in.reported_up", ""), ())}


def enterprise(session, name, parent):
    return directory.add_enterprise(session, {"name": name, "parent": parent}).value


def legacy(session, number, **more):
    """A clue in hand since last year, as it is entered when the ledger is opened."""
    values = {"number": number, "summary": "一笔预付货款", "reported_on": date(2025, 3, 1), "legacy": True}
    values |= {"accepted_on": date(2025, 3, 3), "stage": Stage.INVESTIGATION, "legacy_basis": "原台账"}
    return clues.register_clue(session, values | more).value


def test_enterprises_that_come_and_go_bring_and_take_their_clues(clerk):
    own = clerk.viewer.enterprise
    came, went = enterprise(clerk, "虚构划入有限公司", None), enterprise(clerk, "虚构划出有限公司", own)
    legacy(clerk, "旧-1", enterprises=(came.uid,))
    legacy(clerk, "旧-2", enterprises=(went.uid,))
    legacy(clerk, "旧-3", enterprises=(own, came.uid))
    before = counted(clerk)
    assert (before["opening"], before["joined"], before["parted"], before["closing"]) == (3, 0, 0, 3)
    directory.change_enterprise(clerk, replace(came, parent=own), SINCE, "划入")
    directory.change_enterprise(clerk, replace(went, parent=None), SINCE, "划出")
    after = counted(clerk)
    assert (after["opening"], after["joined"], after["parted"], after["closing"]) == (2, 1, 1, 2)


def test_another_units_case_comes_in_as_such_and_what_was_never_accepted_is_no_stock(desk):
    clerk = desk.log_in("clerk")
    case = WholeCase(clerk).until(Stage.PRELIMINARY_CHECK)
    other = WholeCase(clerk)
    other.register(number="新-1")
    waiting = clues.load_for_edit(clerk, other.clue)
    first = counted(clerk)
    assert (first["received"], first["moved_in"], first["pending"]) == (1, 0, 1)
    main = clues.load_for_edit(clerk, case.clue)
    clues.change_clue(clerk, replace(main, moved_in="reported_up", transferred_by="虚构运输集团"))
    reviewer = desk.log_in("reviewer")
    merge_clue(reviewer, waiting.uid, case.clue, waiting.version, "同一事实")
    second = counted(desk.log_in("clerk"))
    assert (second["received"], second["moved_in"], second["diverted"], second["pending"]) == (0, 1, 1, 0)
    assert second["closing"] == 1
    assert second["ways"] == (main.number,)
