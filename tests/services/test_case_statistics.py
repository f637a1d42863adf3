"""One whole case entered through the services, and what it is in the statistics of its year: read by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.whole_case import WholeCase, day
from zhuize_desktop.domain.content import Figure, Table
from zhuize_desktop.domain.records import (
    Extension,
    LiablePerson,
    OutsideDecision,
    Person,
    RectificationChange,
    ReportKind,
    RuleChange,
    Transfer,
    Violation,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import records, reporting, snapshots
from zhuize_desktop.services.steps import split_clue


def counted_of(session, year=2026):
    report = reporting.compile_report(session, ReportKind.ANNUAL, year).value
    return snapshots.statistics(session, report)


def test_a_whole_case_in_the_tables_of_its_year(clerk):
    case = WholeCase(clerk).until(Stage.CLOSURE)
    case.conclude()
    case.add(RuleChange, kind="revised", name="采购付款办法", published_on=day(119))
    case.add(
        OutsideDecision, kind="discipline", maker="虚构纪委", decided_on=day(100), persons=(case.person,)
    )
    case.add(Transfer, kind="discipline", receiver="虚构纪委", sent_on=day(72))
    found = counted_of(clerk)
    held, mended = found.cases.accountability, found.cases.rectification
    assert held.value("liability.direct", "persons") == held.value("all", "times") == 1
    assert (held.value("root.criticism", "times"), held.value("root.pay", "times")) == (1, 1)
    assert held.value("root.pay", "amount") == held.value("paid", "amount") == 3_000_000
    assert held.value("outside.discipline", "persons") == 1
    assert held.value("again", "persons") == held.value("bodies", "persons") == 0
    assert (mended.value("issued", "items"), mended.value("completed", "items")) == (1, 1)
    assert mended.value("state.done", "items") == mended.value("all", "items") == 1
    assert found.cases.rule_changes.value("revised", "now") == 1
    assert found.cases.recoveries.value("cash", "amount") == 50_000_000
    assert found.cases.violations.value("all", "confirmed") == 120_000_000
    assert found.cases.aspects is None  # no 违规情形 was recorded
    assert [found.tally.count(f"clue.{name}") for name in ("sent", "sent.discipline", "returned")] == [
        1,
        1,
        0,
    ]
    assert found.tally.count("clue.investigated.direct") == 1
    assert held.figure("all", "persons").provenance.records == found.tally.numbers["clue.received", ""]
    before = counted_of(clerk, 2025)
    assert before.cases.accountability.empty
    assert before.cases.rectification.empty


def test_employment_and_authority_are_those_of_the_person_held_to_account(clerk):
    case = WholeCase(clerk).until(Stage.DISPOSITION)
    (liable,) = records.list_records(clerk, LiablePerson)
    records.change(clerk, replace(liable, employment_then="retired", disciplined=True))
    (act,) = records.list_records(clerk, Violation)
    leaf = clerk.rulebook().dictionary("46").leaves()[0]
    records.change(clerk, replace(act, situations=(leaf.code,)))
    case.decide()
    # Promoted afterwards: while it was decided, the enterprise itself appointed the person.
    (person,) = [one for one in records.list_records(clerk, Person) if one.uid == case.person]
    records.change(clerk, replace(person, cadre_authority="group_committee"))
    found = counted_of(clerk)
    held = found.cases.accountability
    for row in ("employment.retired", "authority.group_committee", "again"):
        assert held.value(row, "persons") == 1, row
    assert held.value("employment.serving", "persons") == 0
    root = clerk.rulebook().dictionary("46").root_of(leaf.code).code
    assert found.cases.aspects.value(root, "persons") == 1


def test_a_clue_split_off_and_an_item_put_off(clerk):
    case = WholeCase(clerk).until(Stage.RECTIFICATION)
    split_clue(clerk, case.clue, {"summary": "另一笔预付货款"}, "事实不同")
    case.rectify()
    item = case.made["RectificationItem"]
    case.add(RectificationChange, item=item, kind="deadline", reason="等候裁判", old_due=day(150),
             new_due=date(2026, 12, 1), approver="郑德明", approved_on=day(140))  # fmt: skip
    case.add(Extension, step=Stage.INVESTIGATION, reason="情形复杂", from_on=day(120), to_on=day(200),
             approver="郑德明", approved_on=day(60))  # fmt: skip
    found = counted_of(clerk)
    assert found.cases.rectification.value("extended", "items") == 1
    assert found.cases.rectification.value("all", "extensions") == 1
    (parent, child) = sorted(found.snapshot.clues, key=lambda fact: fact.split)
    assert (parent.split, child.split) == (False, True)
    assert parent.investigation_due == day(200)
    assert [one.code for one in parent.taken] == ["split"]
    assert parent.deferrals == ()  # the tables on screen print no annex
    report = reporting.compile_report(clerk, ReportKind.ANNUAL, 2026).value
    (told,) = (block for block in reporting.preview(clerk, report.uid).document.blocks
               if isinstance(block, Table) and block.key == "deferrals")  # fmt: skip
    cells = [[cell.text if isinstance(cell, Figure) else cell for cell in row.cells] for row in told.rows]
    assert [row[:1] + row[2:] for row in cells] == [
        [parent.number, "2026-09-04", str(day(200)), "1", "郑德明", str(day(60)), "—", "按期办结"],
        [parent.number, str(day(150)), "2026-12-01", "1", "郑德明", str(day(140)), "—", "按期办结"],
    ]
    assert cells[0][1].endswith("参照）")
    assert found.tally.count("clue.pending") == 1  # split off, not yet accepted
