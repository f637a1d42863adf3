"""Ledgers as offices keep them: every lay-out ends in the same typed rows, and every leftover is told."""

from __future__ import annotations

import os
import pickle
from collections import Counter
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.files_of_others import SAMPLE, old_workbook, workbook
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.reading import AmountUnit, Grade, Period, PersonName
from zhuize_desktop.domain.stage_words import ClosureKind, Confidence
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.exchange.ledger_columns import LedgerColumn
from zhuize_desktop.exchange.ledger_csv import write_csv
from zhuize_desktop.exchange.ledger_reader import LedgerReading, read_ledger

TODAY = date(2026, 3, 1)
WAN = 1_000_000
HEADINGS = ["线索编号", "涉及单位", "问题线索概述", "资产损失程度或不良后果", "处理情况", "是否完结"]
CLUE = ["XS-1", "甲公司", "未评估即转让", "损失1200万元", "核查中", "否"]


def _read(path, **options) -> LedgerReading:
    return read_ledger(path, today=TODAY, **options)


def _one(tmp_path, headings, cells):
    reading = _read(workbook(tmp_path / "a.xlsx", [headings, cells]))
    (row,) = reading.rows
    return row


# --- the sample ----------------------------------------------------------------------------------------------


def test_the_sample_is_read_whole_and_without_a_problem():
    reading = _read(SAMPLE)
    assert (reading.file, reading.sheet, reading.heading_rows) == (SAMPLE.name, "线索台账", (3,))
    assert len(reading.rows) == 42
    assert [row.row_number for row in reading.rows] == list(range(4, 46))
    assert [problem for row in reading.rows for problem in row.problems] == []
    assert reading.skipped == ()
    assert [mapped.column for mapped in reading.mapping] == [
        LedgerColumn.CLUE_NUMBER,
        LedgerColumn.SOURCE,
        LedgerColumn.REPORTER,
        LedgerColumn.REPORTED_ON,
        LedgerColumn.REPORT_METHODS,
        LedgerColumn.ENTERPRISES,
        LedgerColumn.LEVEL,
        LedgerColumn.SUMMARY,
        LedgerColumn.OCCURRED,
        LedgerColumn.CATEGORY,
        LedgerColumn.LOSS,
        LedgerColumn.PERSONS,
        LedgerColumn.HANDLING,
        LedgerColumn.COMPLETED,
    ]
    assert all(mapped.note == "" for mapped in reading.mapping)


def test_the_sample_says_what_a_person_reads_in_it():
    by_number = {row.values.clue_number: row for row in _read(SAMPLE).rows}
    row = by_number["XS-2025-005"]
    values = row.values
    assert values.source_text == "市委巡察反馈"
    assert values.reporter == "本企业审计部"
    assert values.reported_on == date(2025, 5, 21)
    assert values.report_methods == ("书面",)
    assert values.enterprises == ("圣源水务工程公司",)
    assert values.level == 2
    assert values.summary.startswith("与上下游同一实际控制人")
    assert values.occurred == Period(date(2024, 1, 1), date(2024, 1, 31), "2024年1月")
    assert values.category_text == "购销管理"
    assert values.loss_text == "损失2650.5万元"
    assert values.estimated_fen == 2_650_500_000
    assert (values.direct_fen, values.confirmed_fen, values.loss_class_word) == (None, None, "")
    assert values.persons == (PersonName("刘明"), PersonName("王远敏"), PersonName("赵丽敏"))
    assert (values.handling, values.completed) == ("已销号", True)
    assert (row.stage.stage, row.stage.closed) == (Stage.CLOSURE, True)
    assert row.raw["级次"] == "2"
    classes = by_number["XS-2024-003"].values
    assert (classes.loss_class_word, classes.estimated_fen) == ("较大资产损失", None)


def test_the_sample_counted_by_another_program():
    # Oracle: openpyxl and the words themselves.
    sheet = openpyxl.load_workbook(SAMPLE).worksheets[0]
    cells = list(sheet.iter_rows(min_row=4, values_only=True))
    reading = _read(SAMPLE)
    estimated = sum(
        round(float(str(row[10]).removeprefix("损失").removesuffix("万元")) * 100) * 10_000
        for row in cells
        if "万元" in str(row[10])
    )
    assert sum(row.values.estimated_fen or 0 for row in reading.rows) == estimated
    assert [row.values.reported_on for row in reading.rows] == [
        row[3].date() for row in cells if isinstance(row[3], datetime)
    ]
    assert [len(row.values.persons) for row in reading.rows] == [
        str(row[11]).count("、") + 1 for row in cells
    ]
    stages = {
        "已受理，正在初步核实": Stage.PRELIMINARY_CHECK,
        "初核结束，拟转核查": Stage.TRIAGE,
        "核查中": Stage.INVESTIGATION,
        "已形成核查报告，待上会": Stage.DISPOSITION,
        "已作出处理决定，整改中": Stage.RECTIFICATION,
        "已整改，待销号": Stage.CLOSURE,
        "已销号": Stage.CLOSURE,
        "了结": Stage.CLOSURE,
    }
    assert [row.stage.stage for row in reading.rows] == [stages[str(row[12])] for row in cells]
    assert [row.stage.closed for row in reading.rows] == [row[13] == "是" for row in cells]
    assert {row.stage.closure_kind for row in reading.rows if row.values.handling == "了结"} == {
        ClosureKind.DISPROVED
    }


def test_a_reading_travels_between_processes():
    reading = _read(SAMPLE)
    assert pickle.loads(pickle.dumps(reading)) == reading


# --- headings --------------------------------------------------------------------------------------------------


def _two_row_headings(path):
    top = [
        "序号",
        "线索编号",
        "涉及单位",
        "主要问题",
        "资产损失（万元）",
        None,
        None,
        "发生时间",
        None,
        "责任人员",
        None,
        "进展情况",
    ]
    sub = [None, None, None, None, "直接", "间接", "已挽回", "起", "止", "姓名", "职务", None]
    row = [
        1,
        "XS-1",
        "甲公司",
        "未评估即转让",
        300,
        20.5,
        10,
        "2021.3",
        "2022.2",
        "王明、李刚",
        "经理、会计",
        "核查中",
    ]
    merges = ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:G3", "H3:I3", "J3:K3", "L3:L4", "A1:L1")
    rows = [["问题线索台账"], [None] * 11 + ["单位：元"], top, sub, row]
    return (
        workbook(path, rows, merges)
        if path.suffix == ".xlsx"
        else write_csv(path, rows[0] + [""] * 11, rows[1:])
    )


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_two_row_headings_with_and_without_merges(tmp_path, name):
    _two_row_headings(tmp_path / name)
    reading = _read(tmp_path / name)
    assert reading.heading_rows == (3, 4)
    (row,) = reading.rows
    values = row.values
    assert (values.direct_fen, values.indirect_fen, values.recovered_fen) == (300 * WAN, 20_500_000, 10 * WAN)
    assert values.occurred is not None
    assert (values.occurred.start, values.occurred.end) == (date(2021, 3, 1), date(2022, 2, 28))
    assert values.persons == (PersonName("王明", "经理"), PersonName("李刚", "会计"))
    assert row.problems == ()
    assert all(mapped.column for mapped in reading.mapping)


def test_other_words_for_the_same_columns(tmp_path):
    headings = [
        "线索序号",
        "线索来源渠道",
        "上报单位",
        "登记日期",
        "涉事企业",
        "企业级次",
        "反映的主要问题",
        "违规时间",
        "违规领域",
    ]
    headings += [
        "认定损失金额",
        "追回金额",
        "责任人",
        "目前进展",
        "是否销号",
        "所处环节",
        "密级",
        "来源文件",
        "文号",
        "收文日期",
        "受理时间",
        "备注",
    ]
    row = [
        "1",
        "审计",
        "审计部",
        "2023年5月6日",
        "甲公司",
        "三级",
        "未评估即转让",
        "2021年",
        "资金管理",
        "300万元",
        "20万元",
        "王明",
    ]
    row += ["整改中", "否", "整改", "内部", "审计报告", "济审〔2023〕5号", "2023.4.1", "2023/4/3", "无"]
    values = _one(tmp_path, headings, row).values
    assert (values.confirmed_fen, values.recovered_fen, values.estimated_fen) == (300 * WAN, 20 * WAN, None)
    assert (values.source_document, values.document_number) == ("审计报告", "济审〔2023〕5号")
    assert (values.received_on, values.accepted_on, values.reported_on) == (
        date(2023, 4, 1),
        date(2023, 4, 3),
        date(2023, 5, 6),
    )
    assert (values.level, values.secrecy_text, values.stage_text) == (3, "内部", "整改")


def test_headings_that_only_resemble_and_unknown_ones_are_told(tmp_path):
    headings = [*HEADINGS, "涉及责任人员姓名", "整改措施", "处理情况"]
    reading = _read(
        workbook(tmp_path / "a.xlsx", [headings, [*CLUE, "王明", "完善制度", "再说一次", "无题"]])
    )
    by_heading = {mapped.heading: mapped for mapped in reading.mapping}
    assert by_heading["涉及责任人员姓名"].column is LedgerColumn.PERSONS
    assert "相近" in by_heading["涉及责任人员姓名"].note
    assert by_heading["整改措施"].column is None
    assert "未读" in by_heading["整改措施"].note
    assert by_heading["处理情况（第9列）"].column is None
    assert "只读前一列" in by_heading["处理情况（第9列）"].note
    assert by_heading["（第10列，无标题）"].column is None
    (row,) = reading.rows
    assert row.raw["整改措施"] == "完善制度"
    assert row.raw["处理情况"] == "核查中"
    assert row.raw["（第10列，无标题）"] == "无题"


def test_a_ledger_with_names_of_clues_only(tmp_path):
    reading = _read(
        workbook(
            tmp_path / "a.xlsx",
            [["线索编号", "线索名称", "涉及单位", "处理情况"], ["1", "违规担保", "甲公司", ""]],
        )
    )
    assert reading.rows[0].values.summary == "违规担保"
    assert "作为概述" in next(
        mapped.note for mapped in reading.mapping if mapped.column is LedgerColumn.SUMMARY
    )


# --- units -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "heading", "cell", "fen"),
    [
        (None, "预估损失（万元）", 2650.5, 2_650_500_000),
        (None, "预估损失（元）", 26505000, 2_650_500_000),
        (None, "预估损失（亿元）", 0.26505, 2_650_500_000),
        ("单位：万元", "预估损失", "2,650.50", 2_650_500_000),
        ("金额单位：人民币元", "预估损失", "26,505,000.00", 2_650_500_000),
        ("单位：元", "预估损失（万元）", 2650.5, 2_650_500_000),
        (None, "预估损失", "２６５０．５万元", 2_650_500_000),
    ],
)
def test_the_unit_of_the_cell_then_the_heading_then_the_note(tmp_path, note, heading, cell, fen):
    rows = [
        ["台账", None, None, note],
        ["线索编号", "涉及单位", "问题线索概述", heading],
        ["1", "甲公司", "违规", cell],
    ]
    (row,) = _read(workbook(tmp_path / "a.xlsx", rows)).rows
    assert row.values.estimated_fen == fen
    assert row.problems == ()


def test_a_cell_with_another_unit_than_its_heading_is_told(tmp_path):
    row = _one(
        tmp_path,
        ["线索编号", "涉及单位", "问题线索概述", "预估损失（元）"],
        ["1", "甲公司", "违规", "1200万元"],
    )
    assert row.values.estimated_fen == 1200 * WAN
    assert [problem.grade for problem in row.problems] == [Grade.CONFIRM]


def test_no_unit_anywhere_is_no_amount(tmp_path):
    row = _one(tmp_path, ["线索编号", "涉及单位", "问题线索概述", "预估损失"], ["1", "甲公司", "违规", 1200])
    assert row.values.estimated_fen is None
    assert "元还是万元" in row.problems[0].sentence


def test_two_units_above_the_table_are_none(tmp_path):
    rows = [
        ["单位：元", "单位：万元"],
        ["线索编号", "涉及单位", "问题线索概述", "预估损失"],
        ["1", "甲公司", "违规", 5],
    ]
    reading = _read(workbook(tmp_path / "a.xlsx", rows))
    assert reading.rows[0].values.estimated_fen is None
    assert any("几个金额单位" in note for note in reading.notes)


# --- amounts and their places ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("损失1200万元", {"estimated_fen": 1200 * WAN}),
        ("认定损失1200万元", {"confirmed_fen": 1200 * WAN}),
        ("损失1200万元，认定损失1100万元", {"estimated_fen": 1200 * WAN, "confirmed_fen": 1100 * WAN}),
        ("直接损失300万元，间接损失20万元", {"direct_fen": 300 * WAN, "indirect_fen": 20 * WAN}),
        ("或有损失80万元，已挽回5万元", {"contingent_fen": 80 * WAN, "recovered_fen": 5 * WAN}),
        ("重大资产损失，损失1200万元", {"estimated_fen": 1200 * WAN, "loss_class_word": "重大资产损失"}),
        ("较大不良后果", {"consequence_word": "较大不良后果"}),
    ],
)
def test_the_words_of_the_loss_column_place_its_amounts(tmp_path, text, places):
    row = _one(tmp_path, HEADINGS, [*CLUE[:3], text, *CLUE[4:]])
    names = ("estimated", "direct", "indirect", "contingent", "confirmed", "recovered")
    found = {f"{name}_fen": getattr(row.values, f"{name}_fen") for name in names}
    found |= {"loss_class_word": row.values.loss_class_word, "consequence_word": row.values.consequence_word}
    assert {name: value for name, value in found.items() if value} == places
    assert row.problems == ()


def test_an_amount_in_the_summary_is_no_loss(tmp_path):
    row = _one(tmp_path, HEADINGS, ["1", "甲公司", "违规担保，损失1200万元", None, "核查中", "否"])
    assert row.values.estimated_fen is None


def test_columns_that_disagree_are_told(tmp_path):
    row = _one(tmp_path, [*HEADINGS, "预估损失（万元）"], [*CLUE, 1300])
    assert row.values.estimated_fen == 1300 * WAN
    assert [problem.grade for problem in row.problems] == [Grade.CONFIRM]
    assert "不一致" in row.problems[0].sentence


# --- rows that are no clues -------------------------------------------------------------------------------------


def test_everything_that_is_no_clue_is_skipped_with_its_reason(tmp_path):
    rows = [
        ["问题线索管理台账"],
        [],
        ["填报单位：甲集团"],
        HEADINGS,
        [1, 2, 3, 4, 5, 6],
        ["示例", "某公司", "某某问题", "损失1万元", "核查中", "否"],
        ["一、城建板块"],
        CLUE,
        [],
        ["小计", None, None, "1200万元"],
        ["问题线索管理台账"],
        HEADINGS,
        ["XS-2", "乙公司", "小计差错导致少收租金", "损失3万元", "已受理", "否"],
        [None, "合计", None, "1203万元"],
        ["注：金额以审计报告为准"],
        ["填报人：王明", None, "审核人：李刚", None, "联系电话：0537-0000000"],
        [],
    ]
    reading = _read(workbook(tmp_path / "a.xlsx", rows, ("A1:F1", "A7:F7", "A11:F11", "A15:F15")))
    assert [row.values.clue_number for row in reading.rows] == ["XS-1", "XS-2"]
    assert {skipped.row_number: skipped.reason for skipped in reading.skipped} == {
        5: "栏次",
        6: "填写示例",
        7: "分组标题或说明",
        9: "空行",
        10: "合计行",
        11: "重复的标题",
        12: "重复的表头",
        14: "合计行",
        15: "填报说明或签字行",
        16: "填报说明或签字行",
    }
    assert next(skipped.text for skipped in reading.skipped if skipped.row_number == 10) == "小计 1200万元"


def test_a_row_without_a_summary_is_kept_with_an_error(tmp_path):
    row = _one(tmp_path, HEADINGS, ["XS-1", "甲公司", None, "损失1200万元", "核查中", "否"])
    assert row.has_error
    assert row.problems[0].column is LedgerColumn.SUMMARY


def test_cells_merged_downwards_belong_to_each_of_their_rows(tmp_path):
    rows = [
        HEADINGS,
        CLUE,
        [None, "乙公司", "未评估即出租", "损失3万元", None, None],
        ["XS-2", *CLUE[1:]],
        [None] * 6,
        ["XS-3", *CLUE[1:]],
    ]
    merges = ("A2:A3", "E2:E3", "F2:F3", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:F5")
    reading = _read(workbook(tmp_path / "a.xlsx", rows, merges))
    assert [
        (row.values.clue_number, row.values.enterprises, row.values.handling) for row in reading.rows
    ] == [
        ("XS-1", ("甲公司",), "核查中"),
        ("XS-1", ("乙公司",), "核查中"),
        ("XS-2", ("甲公司",), "核查中"),
        ("XS-3", ("甲公司",), "核查中"),
    ]
    assert [problem.sentence for problem in reading.rows[1].problems] == [
        "线索编号“XS-1”与第2行相同，请确认是同一线索的续行还是编号重复。"
    ]
    assert [skipped.reason for skipped in reading.skipped] == ["与上一行合并的行"]


# --- secrecy ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["秘密", "机密★10年", "绝密级"])
@pytest.mark.parametrize("heading", ["密级", "备注"])
def test_a_classified_row_leaves_its_number_and_nothing_else(tmp_path, mark, heading):
    rows = [[*HEADINGS, heading], [*CLUE, mark], ["XS-2", *CLUE[1:], None]]
    reading = _read(workbook(tmp_path / "a.xlsx", rows))
    secret, plain = reading.rows
    assert secret.classified
    assert secret.has_error
    assert "涉密，另行登记" in secret.problems[0].sentence
    assert secret.raw == {"线索编号": "XS-1"}
    assert "未评估" not in repr(secret)
    assert "甲公司" not in repr(secret)
    assert not plain.classified
    assert plain.problems == ()


def test_business_and_work_secrets_are_ordinary(tmp_path):
    for word in ("商业秘密", "工作秘密", "内部"):
        row = _one(tmp_path, [*HEADINGS, "密级"], [*CLUE, word])
        assert row.values.secrecy_text == word
        assert row.problems == ()


def test_a_mark_above_the_table_counts_for_every_row(tmp_path):
    reading = _read(
        workbook(tmp_path / "a.xlsx", [["机密★5年"], HEADINGS, CLUE, ["小计", None, None, "未评估"]])
    )
    assert [row.classified for row in reading.rows] == [True]
    assert "未评估" not in repr(reading)
    assert any("涉密" in note for note in reading.notes)


@pytest.mark.parametrize(("answer", "classified"), [("是", True), ("否", False), ("涉密", True), ("√", True)])
def test_a_column_that_asks_whether_it_is_secret(tmp_path, answer, classified):
    row = _one(tmp_path, [*HEADINGS, "是否涉密"], [*CLUE, answer])
    assert row.classified is classified
    assert row.values.secrecy_text == ""


# --- problems ---------------------------------------------------------------------------------------------------


def test_problems_name_their_column_and_leave_the_value_empty(tmp_path):
    headings = [
        "线索编号",
        "报送时间",
        "级次",
        "问题线索概述",
        "发生时间",
        "预估损失（万元）",
        "责任人",
        "处理情况",
        "是否完结",
    ]
    row = _one(tmp_path, headings, ["1", "2023.13.1", "高", "违规", "2030年", -5, "财务部", "已销号", "否"])
    assert [(problem.column, problem.grade) for problem in row.problems] == [
        (LedgerColumn.REPORTED_ON, Grade.ERROR),
        (LedgerColumn.LEVEL, Grade.CONFIRM),
        (LedgerColumn.OCCURRED, Grade.ERROR),
        (LedgerColumn.ESTIMATED, Grade.ERROR),
        (LedgerColumn.PERSONS, Grade.CONFIRM),
        (LedgerColumn.COMPLETED, Grade.CONFIRM),
    ]
    assert row.problems[0].sentence.startswith("报送时间：")
    values = row.values
    assert (values.reported_on, values.level, values.occurred, values.estimated_fen) == (
        None,
        None,
        None,
        None,
    )
    assert values.persons == ()
    assert row.raw["报送时间"] == "2023.13.1"
    assert row.raw["预估损失（万元）"] == "-5"
    assert (row.stage.closed, row.stage.confidence) == (False, Confidence.LIKELY)


def test_a_failed_formula_is_told_and_read_as_blank(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [[*HEADINGS, "预估损失（万元）"], [*CLUE, "#REF!"]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["G2"].data_type = "e"
    book.save(path)
    (row,) = _read(path).rows
    assert row.values.estimated_fen == 1200 * WAN
    assert [problem.column for problem in row.problems] == [LedgerColumn.ESTIMATED]
    assert "公式错误“#REF!”" in row.problems[0].sentence
    assert row.raw["预估损失（万元）"] == "#REF!"


def test_posts_that_do_not_pair_with_names_are_told(tmp_path):
    row = _one(tmp_path, [*HEADINGS, "责任人", "职务"], [*CLUE, "王明、李刚、赵丽", "经理、会计"])
    assert [person.post for person in row.values.persons] == ["", "", ""]
    assert [problem.column for problem in row.problems] == [LedgerColumn.POSTS]


# --- files ------------------------------------------------------------------------------------------------------


def _sample_cells():
    return [list(row) for row in openpyxl.load_workbook(SAMPLE).worksheets[0].iter_rows(values_only=True)]


def test_the_sample_reads_the_same_from_every_kind_of_file(tmp_path):
    cells = [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in _sample_cells()]
    expected = [row.values for row in _read(SAMPLE).rows]
    old = _read(old_workbook(tmp_path / "a.xls", cells, ((0, 0, 0, 13),)))
    assert [row.values for row in old.rows] == expected
    write_csv(tmp_path / "a.csv", cells[0], cells[1:])
    assert [row.values for row in _read(tmp_path / "a.csv").rows] == expected
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "b.csv").write_text(text, encoding="gb18030")
    assert [row.values for row in _read(tmp_path / "b.csv").rows] == expected


def test_the_sheet_with_the_ledger_is_found_and_others_are_told(tmp_path):
    book = openpyxl.Workbook()
    book.worksheets[0].title = "说明"
    book.worksheets[0]["A1"] = "填表说明"
    for title, state in (("旧台账", "hidden"), ("一季度", "visible"), ("二季度", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(HEADINGS)
        sheet.append([*CLUE[:2], title, *CLUE[3:]])
    book.save(tmp_path / "a.xlsx")
    reading = _read(tmp_path / "a.xlsx")
    assert reading.sheet == "一季度"
    assert "二季度" in reading.notes[0]
    assert _read(tmp_path / "a.xlsx", sheet="二季度").rows[0].values.summary == "二季度"
    with pytest.raises(FileProblem, match=r"没有工作表“三季度”，现有：说明、旧台账、一季度、二季度。"):
        _read(tmp_path / "a.xlsx", sheet="三季度")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "没有内容"),
        ([["姓名", "电话"], ["王明", "1"]], "没有找到台账的表头"),
        ([["线索编号", "涉及单位", "处理情况"], ["1", "甲公司", "核查中"]], "没有“问题线索概述”列"),
    ],
)
def test_a_workbook_that_is_no_ledger(tmp_path, rows, words):
    with pytest.raises(FileProblem, match=words):
        _read(workbook(tmp_path / "a.xlsx", rows))


def test_a_heading_without_rows_is_an_empty_ledger(tmp_path):
    reading = _read(workbook(tmp_path / "a.xlsx", [HEADINGS]))
    assert reading.rows == ()
    assert reading.skipped == ()


_WORDS = [
    "无",
    "—",
    "2023.5",
    "2023.13.1",
    "损失3万元",
    "王某、李某等3人",
    "已销号",
    "是",
    "小计",
    "注：",
    "机密",
    "一、甲",
    "#REF!",
]
_CELLS = st.one_of(
    st.none(),
    st.sampled_from([*_WORDS, *HEADINGS]),
    st.text("年月日0123456789.-万元直接间损失和及、，（）某等人公司", max_size=10),
    st.floats(-1e7, 1e12, allow_nan=False),
    st.integers(-5, 60000),
    st.dates(date(1980, 1, 1), date(2040, 1, 1)),
    st.booleans(),
)


@given(st.lists(st.lists(_CELLS, min_size=9, max_size=9), max_size=6))
def test_whatever_stands_in_a_ledger_every_row_is_accounted_for(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / f"any{os.getpid()}.xlsx"
    headings = [*HEADINGS, "发生时间", "责任人", "预估损失（万元）"]
    reading = _read(workbook(path, [headings, *rows]))
    top = reading.heading_rows[-1]
    told = [row.row_number for row in reading.rows] + [skipped.row_number for skipped in reading.skipped]
    filled = [
        number
        for number, row in enumerate([headings, *rows], start=1)
        if number > top and any(str(cell).strip() for cell in row if cell is not None)
    ]
    assert len(told) == len(set(told))
    assert set(filled) <= set(told)
    for row in reading.rows:
        assert bool(row.values.summary) or row.has_error
        assert all(problem.sentence.endswith("。") for problem in row.problems)
        assert row.classified or list(row.raw) == [mapped.heading for mapped in reading.mapping]


def test_units_are_shown_for_columns_of_amounts_only():
    units = Counter(mapped.unit for mapped in _read(SAMPLE).mapping)
    assert units == {None: 13, AmountUnit.WAN: 1}
