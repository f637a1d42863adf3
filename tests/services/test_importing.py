"""A ledger comes in: what is new, what is known again, what is left to a person, and that nothing is half done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest

from services.ledgers import ROW, SAMPLE, edited, ledger, outcomes, planned, seen, taken_in
from zhuize_desktop.domain.errors import FieldError, NotAllowed
from zhuize_desktop.domain.ledger_view import STUB_SUMMARY, LedgerQuery
from zhuize_desktop.domain.records import Circle, Clue, Enterprise, Loss, Person, Recovery, Recusal
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import merging, records
from zhuize_desktop.services.clues import change_clue, confirm_stages, load_for_edit, register_clue
from zhuize_desktop.services.import_plan import Outcome, plan_import, read_file
from zhuize_desktop.services.importing import import_ledger, write_result_workbook
from zhuize_desktop.services.ledger_export import export_ledger
from zhuize_desktop.storage import audit, fact_rows

ONE = {"线索编号": "XS-2025-001"}


def head(session):
    with session.ledger.read() as connection:
        return audit.head(connection).seq


def every(session, record):
    return records.list_records(session, record)


# --- the sample --------------------------------------------------------------------------------------------------


def test_the_sample_comes_in_once(clerk):
    assert outcomes(planned(clerk, SAMPLE)) == {"new": 42}
    assert every(clerk, Clue) == []
    assert outcomes(taken_in(clerk, SAMPLE)) == {"new": 42}
    before = head(clerk)
    assert outcomes(taken_in(clerk, SAMPLE)) == {"unchanged": 42}
    assert head(clerk) == before
    sheet = openpyxl.load_workbook(SAMPLE).worksheets[0]
    told = {line[0]: line for line in sheet.iter_rows(min_row=4, values_only=True)}
    rows = seen(clerk)
    assert rows.keys() == told.keys()
    for number, row in rows.items():
        assert row.clue.summary == told[number][7]
        assert "、".join(row.enterprises) == told[number][5]
        assert "、".join(row.persons) == (told[number][11] or "")
        assert row.clue.handling == told[number][12]
        assert row.clue.closed is (told[number][13] == "是")
        assert row.clue.legacy


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_own_export_comes_back_unchanged(clerk, tmp_path, suffix):
    taken_in(clerk, SAMPLE)
    out = tmp_path / f"台账{suffix}"
    assert export_ledger(clerk, LedgerQuery(), out) == 42
    plan = planned(clerk, out)
    assert outcomes(plan) == {"unchanged": 42}, [row.reasons for row in plan.rows if row.changed]


def test_the_sample_of_one_office_is_read_by_another(desk, tmp_path):
    """The export of one ledger, taken into an empty one, gives the same ledger, as far as a ledger goes."""
    clerk = desk.log_in("clerk")
    taken_in(clerk, SAMPLE)
    first = seen(clerk)
    out = tmp_path / "台账.xlsx"
    export_ledger(clerk, LedgerQuery(), out)
    for clue in every(clerk, Clue):
        change_clue(clerk, replace(clue, number=f"旧-{clue.number}"))
        records.withdraw(clerk, Clue, clue.uid, "另建")
    assert outcomes(taken_in(clerk, out)) == {"new": 42}
    second = seen(clerk)
    kept = ("number", "source_kind", "reported_on", "category", "summary", "occurred_from", "occurred_to",
            "estimated_loss", "stage", "closed", "handling", "level", "reporter", "report_methods")  # fmt: skip
    for number, row in first.items():
        other = second[number]
        assert {one: getattr(other.clue, one) for one in kept} == {
            one: getattr(row.clue, one) for one in kept
        }
        assert (other.enterprises, other.persons) == (row.enterprises, row.persons)
        assert (other.confirmed, other.recovered) == (row.confirmed, row.recovered)


# --- changed rows --------------------------------------------------------------------------------------------------


def test_a_changed_cell_updates_that_field_and_nothing_else(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE, {"线索编号": "XS-2025-002", "问题线索概述": "另一件事"}))
    old = seen(clerk)["XS-2025-001"]
    people = len(every(clerk, Person))
    changed = ledger(
        tmp_path / "b.xlsx",
        ONE | {"处理情况": "已形成核查报告"},
        {"线索编号": "XS-2025-002", "问题线索概述": "另一件事"},
    )
    plan = planned(clerk, changed)
    assert [(row.outcome, row.changed) for row in plan.rows][1] == (Outcome.UNCHANGED, ())
    assert plan.rows[0].outcome is Outcome.UPDATED
    assert "处理情况" in plan.rows[0].changed
    assert set(plan.rows[0].changed) <= {"处理情况", "环节"}
    import_ledger(clerk, plan.reading, plan)
    new = seen(clerk)["XS-2025-001"]
    differing = {
        name for name in Clue.__dataclass_fields__ if getattr(new.clue, name) != getattr(old.clue, name)
    }
    assert differing <= {"handling", "stage", "version"}
    assert new.clue.handling == "已形成核查报告"
    assert (new.enterprises, new.persons) == (old.enterprises, old.persons)
    assert len(every(clerk, Person)) == people


def test_a_row_taken_in_as_an_update_is_known_again_also_after_the_clue_was_edited(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE))
    second = ledger(tmp_path / "b.xlsx", ONE | {"处理情况": "已形成核查报告"})
    assert outcomes(taken_in(clerk, second)) == {"updated": 1}
    clue = seen(clerk)["XS-2025-001"].clue
    change_clue(clerk, replace(load_for_edit(clerk, clue.uid), handling="领导小组已研究"))
    assert outcomes(taken_in(clerk, second)) == {"unchanged": 1}
    assert seen(clerk)["XS-2025-001"].clue.handling == "领导小组已研究"


def test_a_person_who_stands_in_the_clue_stays_that_person(clerk, tmp_path):
    """The employer of a second enterprise's person is not guessed anew at every update."""
    both = {"涉及单位": "虚构物流有限公司、虚构置业有限公司"}
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE | both))
    clue = seen(clerk)["XS-2025-001"].clue
    building = next(one for one in every(clerk, Enterprise) if one.name == "虚构置业有限公司")
    (person,) = every(clerk, Person)
    records.change(clerk, replace(person, enterprise=building.uid))
    plan = taken_in(clerk, ledger(tmp_path / "b.xlsx", ONE | both | {"涉及责任人员": "陈思源、杨卫国"}))
    assert plan.rows[0].changed == ("涉及责任人员",)
    changed = seen(clerk)["XS-2025-001"]
    assert changed.persons == ("陈思源", "杨卫国")
    assert changed.clue.persons[0] == clue.persons[0] == person.uid
    assert len(every(clerk, Person)) == 2


def test_a_stage_stated_in_a_sheet_does_not_move_a_confirmed_clue_but_is_told(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE))
    uid = seen(clerk)["XS-2025-001"].clue.uid
    confirm_stages(clerk, {uid: Stage.INVESTIGATION})
    out = tmp_path / "out.xlsx"
    export_ledger(clerk, LedgerQuery(), out)
    changed = edited(
        out,
        tmp_path / "c.xlsx",
        {("XS-2025-001", "环节"): "处理", ("XS-2025-001", "处理情况"): "已形成核查报告，待上会"},
    )
    plan = taken_in(clerk, changed)
    assert plan.rows[0].changed == ("处理情况",)
    assert any("表内环节为“处理”" in one and "已确认为“核查”" in one for one in plan.rows[0].reasons)
    clue = seen(clerk)["XS-2025-001"].clue
    assert (clue.stage, clue.stage_confirmed) == (Stage.INVESTIGATION, True)


def test_a_stage_not_yet_confirmed_follows_the_sheet(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE))
    plan = taken_in(clerk, ledger(tmp_path / "b.xlsx", ONE | {"处理情况": "已销号", "是否完结": "是"}))
    assert set(plan.rows[0].changed) == {"环节", "处理情况", "是否完结"}
    clue = seen(clerk)["XS-2025-001"].clue
    assert (clue.stage, clue.closed, clue.stage_confirmed) == (Stage.CLOSURE, True, False)


def test_a_stage_only_guessed_does_not_undo_a_confirmed_one(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE))
    uid = seen(clerk)["XS-2025-001"].clue.uid
    confirm_stages(clerk, {uid: Stage.RECTIFICATION})
    plan = taken_in(clerk, ledger(tmp_path / "b.xlsx", ONE | {"处理情况": "已受理，正在初步核实"}))
    assert plan.rows[0].changed == ("处理情况",)
    clue = seen(clerk)["XS-2025-001"].clue
    assert (clue.stage, clue.stage_confirmed) == (Stage.RECTIFICATION, True)


def test_stages_confirmed_in_the_dry_run_are_written_as_confirmed(clerk, tmp_path):
    path = ledger(tmp_path / "a.xlsx", ONE, {"线索编号": "XS-2025-002", "问题线索概述": "另一件事"})
    assert [row.values["stage_confirmed"] for row in planned(clerk, path).rows] == [False, False]
    taken_in(clerk, path, stages={2: Stage.TRIAGE})
    rows = seen(clerk)
    assert (rows["XS-2025-001"].clue.stage, rows["XS-2025-001"].clue.stage_confirmed) == (Stage.TRIAGE, True)
    assert not rows["XS-2025-002"].clue.stage_confirmed
    # Taken over there like one that is confirmed afterwards: what lies before is 历史已办, with who said so.
    assert rows["XS-2025-001"].clue.legacy_stage is Stage.TRIAGE
    assert "导入时确认" in rows["XS-2025-001"].clue.legacy_basis
    assert rows["XS-2025-002"].clue.legacy_stage is None
    path = ledger(tmp_path / "b.xlsx", {"线索编号": "XS-2025-002", "问题线索概述": "另一件事，有了下文"})
    taken_in(clerk, path, stages={2: Stage.INVESTIGATION})
    assert seen(clerk)["XS-2025-002"].clue.legacy_stage is Stage.INVESTIGATION


def test_another_amount_of_loss_is_told_and_the_lines_stay(clerk, tmp_path):
    heads = ("线索编号", *ROW, "认定损失（元）", "已挽回（元）")
    amounts = {"认定损失（元）": "1000000.00", "已挽回（元）": "200000.00"}
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE | amounts, headings=heads))
    row = seen(clerk)["XS-2025-001"]
    assert (row.confirmed, row.recovered) == (100_000_000, 20_000_000)
    changed = ledger(tmp_path / "b.xlsx", ONE | amounts | {"认定损失（元）": "900000"}, headings=heads)
    plan = taken_in(clerk, changed)
    assert plan.rows[0].outcome is Outcome.UNCHANGED
    assert any("认定损失与台账不同" in one and "900,000.00" in one for one in plan.rows[0].reasons)
    assert not any("已挽回与台账不同" in one for one in plan.rows[0].reasons)
    assert [loss.amount for loss in every(clerk, Loss)] == [100_000_000]
    assert [one.amount for one in every(clerk, Recovery)] == [20_000_000]


# --- rows left to a person, and errors ----------------------------------------------------------------------------


def test_a_row_without_number_but_alike_waits_for_a_person(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE))
    alike = ledger(tmp_path / "b.xlsx", {"问题线索概述": f"{ROW['问题线索概述']}。", "处理情况": "初步核实"})
    plan = planned(clerk, alike)
    assert outcomes(plan) == {"duplicate": 1}
    assert "XS-2025-001" in plan.rows[0].reasons[0]
    assert outcomes(taken_in(clerk, alike)) == {"duplicate": 1}
    assert len(seen(clerk)) == 1
    taken_in(clerk, alike, accepted_duplicates=frozenset({2}))
    assert len(seen(clerk)) == 2
    assert outcomes(planned(clerk, alike)) == {"unchanged": 1}


def test_other_enterprise_or_other_time_is_another_clue(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE))
    others = ledger(tmp_path / "b.xlsx", {"涉及单位": "虚构置业有限公司"}, {"发生时间": "2023-01-01"})
    assert outcomes(planned(clerk, others)) == {"new": 2}


def test_two_alike_rows_of_one_file(clerk, tmp_path):
    unnumbered = ledger(tmp_path / "a.xlsx", {"处理情况": "核查中"}, {"处理情况": "初步核实"})
    plan = planned(clerk, unnumbered)
    assert outcomes(plan) == {"new": 1, "duplicate": 1}
    assert "第 2 行" in plan.rows[1].reasons[0]
    numbered = ledger(tmp_path / "b.xlsx", ONE, {"线索编号": "XS-2025-002"})
    assert outcomes(planned(clerk, numbered)) == {"new": 2}


def test_an_error_row_stops_everything(clerk, tmp_path):
    before = head(clerk)
    path = ledger(tmp_path / "a.xlsx", ONE, {"线索编号": "XS-2025-002", "问题线索概述": ""})
    plan = planned(clerk, path)
    assert outcomes(plan) == {"new": 1, "error": 1}
    with pytest.raises(NotAllowed, match="1 行有错误"):
        import_ledger(clerk, plan.reading, plan)
    assert head(clerk) == before
    assert every(clerk, Enterprise) == [
        one for one in every(clerk, Enterprise) if "控股" in one.name or "运输" in one.name
    ]


def test_the_same_number_twice_in_a_file_is_an_error(clerk, tmp_path):
    plan = planned(clerk, ledger(tmp_path / "a.xlsx", ONE, ONE | {"问题线索概述": "另一件事"}))
    assert outcomes(plan) == {"error": 2}
    assert all("2 次" in row.reasons[0] for row in plan.rows)


def test_a_failure_in_the_middle_writes_nothing(clerk, tmp_path, monkeypatch):
    """All or nothing: the last row cannot be written, so no row is."""
    from zhuize_desktop.storage import imports

    plan = planned(clerk, SAMPLE)
    before, real, calls = head(clerk), imports.remember, []

    def failing(connection, fingerprint, clue):
        calls.append(clue)
        if len(calls) == 42:
            raise OSError(28, "No space left on device")
        real(connection, fingerprint, clue)

    monkeypatch.setattr(imports, "remember", failing)
    with pytest.raises(OSError, match="No space"):
        import_ledger(clerk, plan.reading, plan)
    monkeypatch.undo()
    assert head(clerk) == before
    assert every(clerk, Clue) == []
    assert every(clerk, Person) == []
    assert outcomes(taken_in(clerk, SAMPLE)) == {"new": 42}


class Cancelled(Exception):
    """What the window's progress raises after 取消."""


def contents(session):
    """Every row of every table of the ledger: counters and the trail too."""
    with session.ledger.read() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
        return {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()))
            for name in tables.scalars().all()
        }


@pytest.mark.parametrize("at", [0.0, 0.03, 0.5, 0.85, 0.9])
def test_cancelled_on_its_way_the_ledger_is_as_it_was(clerk, tmp_path, at):
    """The import stands in one transaction: new clues, persons, enterprises, numbers and trail go back together."""
    taken_in(clerk, ledger(tmp_path / "first.xlsx", ONE))
    many = [{"线索编号": f"XS-2025-{n:03}", "问题线索概述": f"第{n}笔货款"} for n in range(2, 240)]
    plan = planned(
        clerk, ledger(tmp_path / "a.xlsx", ONE | {"备注": "补充"}, *many, headings=(*ROW, "备注", "线索编号"))
    )
    before, told = contents(clerk), []

    def progress(part, words):
        told.append(part)
        if part >= at:
            raise Cancelled

    with pytest.raises(Cancelled):
        import_ledger(clerk, plan.reading, plan, progress=progress)
    assert told[-1] >= at
    assert contents(clerk) == before
    assert import_ledger(clerk, plan.reading, plan).value.new == 238


def test_an_import_tells_how_far_it_is(clerk, tmp_path):
    path = ledger(tmp_path / "a.xlsx", *({"问题线索概述": f"第{n}笔货款"} for n in range(250)))
    for work in (
        lambda tell: read_file(path, clerk.today, tell),
        lambda tell: plan_import(clerk, read_file(path, clerk.today), tell),
        lambda tell: import_ledger(clerk, (plan := planned(clerk, path)).reading, plan, progress=tell),
    ):
        told = []
        work(lambda part, words, told=told: told.append((part, words)))
        parts = [part for part, _ in told]
        assert parts == sorted(parts)
        assert parts[0] == 0
        assert 0.5 < parts[-1] < 1
        assert all(words for _, words in told)


def test_a_ledger_that_changed_since_the_dry_run_is_not_written_over(clerk, tmp_path):
    path = ledger(tmp_path / "a.xlsx", ONE)
    plan = planned(clerk, path)
    taken_in(clerk, path)
    before = head(clerk)
    with pytest.raises(NotAllowed, match="重新试读"):
        import_ledger(clerk, plan.reading, plan)
    assert head(clerk) == before
    assert len(every(clerk, Clue)) == 1


def test_a_withdrawn_clue_is_not_made_again(clerk, tmp_path):
    path = ledger(tmp_path / "a.xlsx", ONE)
    taken_in(clerk, path)
    records.withdraw(clerk, Clue, every(clerk, Clue)[0].uid, "重复登记")
    assert outcomes(taken_in(clerk, path)) == {"duplicate": 1}
    changed = ledger(tmp_path / "b.xlsx", ONE | {"处理情况": "已销号"})
    plan = taken_in(clerk, changed)
    assert outcomes(plan) == {"duplicate": 1}
    assert "已被使用" in plan.rows[0].reasons[0]
    taken_in(clerk, changed, accepted_duplicates=frozenset({2}))
    (made,) = every(clerk, Clue)
    assert made.number not in ("", "XS-2025-001")


def test_a_row_whose_clue_was_merged_away_is_told_where_it_lies(clerk, tmp_path):
    path = ledger(
        tmp_path / "a.xlsx", ROW | ONE, ROW | {"线索编号": "XS-2025-002", "问题线索概述": "货款逾期"}
    )
    taken_in(clerk, path)
    older, younger = sorted(every(clerk, Clue), key=lambda one: one.uid)
    versions = older.version, younger.version
    merger = merging.merge_clues(clerk, older.uid, younger.uid, versions, "同一事项").value
    again = planned(clerk, path).rows[1]
    changed = ledger(tmp_path / "b.xlsx", ROW | {"线索编号": younger.number, "问题线索概述": "货款逾期未收"})
    for row in (again, *planned(clerk, changed).rows):
        assert row.outcome is Outcome.DUPLICATE
        assert f"已作为重复并入“{older.number}”，不必再登记" in row.reasons[0]
        assert "回收站" not in row.reasons[0]
    merging.undo_merger(clerk, merger.uid, "两件事")
    assert outcomes(planned(clerk, path)) == {"unchanged": 2}


# --- people ------------------------------------------------------------------------------------------------------


def test_one_name_in_two_enterprises_is_two_persons(clerk, tmp_path):
    taken_in(
        clerk,
        ledger(
            tmp_path / "a.xlsx",
            ONE,
            {"线索编号": "XS-2025-002", "问题线索概述": "低价出租场地", "涉及单位": "虚构置业有限公司"},
            {"线索编号": "XS-2025-003", "问题线索概述": "超付工程款"},
        ),
    )
    rows = seen(clerk)
    people = {number: row.clue.persons[0] for number, row in rows.items()}
    assert people["XS-2025-001"] == people["XS-2025-003"] != people["XS-2025-002"]
    assert sorted(one.name for one in every(clerk, Person)) == ["陈思源", "陈思源"]


# --- who may see what --------------------------------------------------------------------------------------------


def test_clues_of_closed_sources_come_in_closed(desk, tmp_path):
    clerk = desk.log_in("clerk")
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE | {"来源方式": "信访举报"}))
    row = seen(clerk)["XS-2025-001"]
    assert row.clue.circle is Circle.NAMED
    assert clerk.viewer.user in row.clue.circle_users
    assert not row.stub


def test_an_involved_user_imports_without_touching_or_learning(desk, tmp_path):
    reviewer = desk.log_in("reviewer")
    path = ledger(tmp_path / "a.xlsx", ONE, {"线索编号": "XS-2025-002", "问题线索概述": "另一件事"})
    taken_in(reviewer, path)
    clerk_uid = next(user.uid for user in users_of(reviewer) if user.login == "clerk")
    hidden = seen(reviewer)["XS-2025-001"].clue
    records.add(reviewer, Recusal, {"clue": hidden.uid, "user": clerk_uid, "reason": "亲属"})
    clerk = desk.log_in("clerk")
    assert seen(clerk).keys() == {"XS-2025-002"}
    same = planned(clerk, path)
    assert outcomes(same) == {"unchanged": 2}
    assert same.rows[0].target == ""
    changed = ledger(tmp_path / "b.xlsx", ONE | {"问题线索概述": "查无实据", "处理情况": "不予受理"})
    plan = taken_in(clerk, changed)
    assert outcomes(plan) == {"duplicate": 1}
    assert plan.rows[0].target == ""
    assert ROW["问题线索概述"] not in "".join(plan.rows[0].reasons)
    out = tmp_path / "out.csv"
    assert export_ledger(clerk, LedgerQuery(), out) == 1
    assert "XS-2025-001" not in out.read_text("utf-8-sig")
    reviewer = desk.log_in("reviewer")
    assert seen(reviewer)["XS-2025-001"].clue.summary == ROW["问题线索概述"]
    assert len(every(reviewer, Clue)) == 2


def users_of(session):
    from zhuize_desktop.services.users import all_users

    return all_users(session)


def test_a_stub_that_went_out_overwrites_nothing_when_it_comes_back(desk, tmp_path):
    """Outside the circle only the number goes out; whoever takes that file in loses no words by it."""
    reviewer = desk.log_in("reviewer")
    taken_in(reviewer, ledger(tmp_path / "a.xlsx", ONE | {"来源方式": "信访举报"}))
    clerk = desk.log_in("clerk")
    assert seen(clerk)["XS-2025-001"].stub
    out = tmp_path / "out.xlsx"
    assert export_ledger(clerk, LedgerQuery(), out) == 1
    cells = [
        cell for row in openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True) for cell in row
    ]
    assert STUB_SUMMARY in cells
    assert not {"虚构物流有限公司", "陈思源", "核查中", ROW["问题线索概述"]} & set(cells)
    assert outcomes(planned(clerk, out)) == {"unchanged": 1}
    reviewer = desk.log_in("reviewer")
    before = seen(reviewer)["XS-2025-001"]
    assert outcomes(taken_in(reviewer, out)) == {"unchanged": 1}
    assert seen(reviewer)["XS-2025-001"] == before
    alien = edited(out, tmp_path / "alien.xlsx", {("XS-2025-001", "线索编号"): "XS-2025-099"})
    assert outcomes(taken_in(reviewer, alien)) == {"duplicate": 1}
    assert seen(reviewer).keys() == {"XS-2025-001"}


@pytest.mark.parametrize("login", ["signer", "admin", "inspector"])
def test_who_may_not_import(desk, login):
    session = desk.log_in(login)
    with pytest.raises(NotAllowed, match="填报人"):
        planned(session, SAMPLE)


def test_the_plan_is_checked_again_for_who_imports(desk):
    clerk = desk.log_in("clerk")
    plan = planned(clerk, SAMPLE)
    signer = desk.log_in("signer")
    with pytest.raises(NotAllowed):
        import_ledger(signer, plan.reading, plan)
    assert outcomes(plan_import(desk.log_in("clerk"), plan.reading)) == {"new": 42}


# --- the result workbook -------------------------------------------------------------------------------------------


def test_the_result_says_what_became_of_every_row(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE, {"线索编号": "XS-2025-002", "问题线索概述": "另一件事"}))
    plan = planned(
        clerk,
        ledger(
            tmp_path / "b.xlsx",
            ONE,
            {"线索编号": "XS-2025-002", "问题线索概述": "另一件事", "处理情况": "已受理"},
            {"线索编号": "XS-2025-003", "问题线索概述": "第三件事"},
            {"处理情况": "初步核实"},
        ),
    )
    out = tmp_path / "结果.xlsx"
    write_result_workbook(out, plan)
    lines = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [(line[0], line[1]) for line in lines] == [
        ("2", "无变化"), ("3", "更新"), ("4", "新增"), ("5", "疑似重复")]  # fmt: skip
    assert "处理情况" in lines[1][2]
    write_result_workbook(out, plan, refused=True)
    lines = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [line[1] for line in lines] == ["无变化", "未导入", "未导入", "疑似重复"]


def test_a_number_that_is_taken_is_given_to_no_second_clue(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ONE))
    values = {
        "number": "XS-2025-001",
        "source_kind": "audit.special",
        "reported_on": clerk.today,
        "enterprises": (clerk.viewer.enterprise,),
        "category": "funds",
        "summary": "另一件事",
    }
    with pytest.raises(FieldError, match="已被使用"):
        register_clue(clerk, values)
    assert len(every(clerk, Clue)) == 1
    register_clue(clerk, values | {"number": "XS-2025-002"})


def test_a_row_whose_clue_was_withdrawn_is_left_to_a_person(clerk, tmp_path):
    path = ledger(tmp_path / "a.xlsx", ROW | ONE)
    taken_in(clerk, path)
    (clue,) = every(clerk, Clue)
    records.withdraw(clerk, Clue, clue.uid, "登记有误")
    plan = planned(clerk, path)
    assert outcomes(plan) == {"duplicate": 1}
    assert "已撤回" in plan.rows[0].reasons[0]
    taken_in(clerk, path, accepted_duplicates=frozenset({plan.rows[0].row_number}))
    (again,) = every(clerk, Clue)
    assert again.uid != clue.uid
    assert again.number not in ("", clue.number)
    assert outcomes(planned(clerk, path)) == {"unchanged": 1}


def test_an_update_to_a_closed_source_closes_the_circle(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ROW | ONE))
    assert [one.circle for one in every(clerk, Clue)] == [Circle.HANDLERS]
    plan = taken_in(clerk, ledger(tmp_path / "b.xlsx", ROW | ONE | {"来源方式": "信访举报"}))
    assert outcomes(plan) == {"updated": 1}
    (clue,) = every(clerk, Clue)
    assert clue.circle is Circle.NAMED
    assert clerk.viewer.user in clue.circle_users


def test_what_a_source_says_of_the_superior_is_taken_in_with_it(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ROW | ONE | {"来源方式": "市国资委移交"}))
    assert [one.from_superior for one in every(clerk, Clue)] == [True]
    year = fact_rows.Scope(date(2025, 1, 1), date(2025, 12, 31), columns={}, pasts={}, class_of=lambda _: "")
    with clerk.ledger.read() as connection:
        facts = fact_rows.clue_facts(connection, year)
    assert [fact.from_superior for fact in facts] == [True]


def test_an_update_to_a_source_of_the_superior_marks_the_clue(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ROW | ONE))
    assert [one.from_superior for one in every(clerk, Clue)] == [False]
    taken_in(clerk, ledger(tmp_path / "b.xlsx", ROW | ONE | {"来源方式": "国资委移交"}))
    assert [one.from_superior for one in every(clerk, Clue)] == [True]


def test_numbers_are_of_the_year_in_which_the_office_lives(desk, tmp_path):
    """Half past midnight on New Year's Day in China is still the old year in Greenwich."""
    desk.clock.instant = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    clerk = desk.log_in("clerk")
    assert clerk.today == date(2027, 1, 1)
    taken_in(clerk, ledger(tmp_path / "a.xlsx", ROW | {"报送时间": ""}))
    assert [one.number for one in every(clerk, Clue)] == ["XGYS-2027-审-0001"]


def test_a_clue_registered_here_is_not_brought_to_its_end_by_a_sheet(clerk, tmp_path):
    values = {
        "source_kind": "audit.special", "reported_on": clerk.today, "enterprises": (clerk.viewer.enterprise,),
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "预付货款逾期未收回", "realtime_scope": False, "realtime_reason": "未达到",
    }  # fmt: skip
    number = register_clue(clerk, values).value.number
    out = tmp_path / "台账.xlsx"
    export_ledger(clerk, LedgerQuery(), out)
    cells = {(number, "是否完结"): "是", (number, "处理情况"): "已办结销号", (number, "环节"): "销号"}
    plan = taken_in(clerk, edited(out, tmp_path / "改过.xlsx", cells))
    (row,) = plan.rows
    assert row.changed == ("处理情况",)
    clue = seen(clerk)[number].clue
    assert (clue.closed, clue.stage, clue.handling) == (False, Stage.INTAKE, "已办结销号")
