"""The answer to an import, read back by another program."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from exchange.files_of_others import SAMPLE, workbook
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.exchange.ledger_reader import read_ledger
from zhuize_desktop.exchange.result_workbook import RowOutcome, write_result

TODAY = date(2026, 3, 1)


def _cells(path, sheet):
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_every_row_comes_back_with_what_became_of_it(tmp_path):
    reading = read_ledger(SAMPLE, today=TODAY)
    outcomes = [RowOutcome(row.row_number, "新增") for row in reading.rows[1:]]
    outcomes += [RowOutcome(4, "未导入", "编号已存在。"), RowOutcome(4, "未导入", "内容不同。")]
    write_result(tmp_path / "结果.xlsx", reading, outcomes)
    heading, first, *rest = _cells(tmp_path / "结果.xlsx", "导入结果")
    assert heading == ["原行号", "导入结果", "原因", *(mapped.heading for mapped in reading.mapping)]
    assert first[:4] == ["4", "未导入", "编号已存在。\n内容不同。", "XS-2023-001"]
    assert first[6] == "2023-03-27"
    assert len(rest) == 41
    assert {row[1] for row in rest} == {"新增"}


def test_problems_leftovers_and_formulas(tmp_path):
    rows = [
        ["单位：万元"],
        ["线索编号", "涉及单位", "问题线索概述", "预估损失", "整改措施"],
        ["XS-1", "甲公司", "'=1+1", -5, '=HYPERLINK("x")'],
        ["小计", None, None, 5],
    ]
    path = workbook(tmp_path / "a.xlsx", rows)
    sheet = openpyxl.load_workbook(path)
    sheet.worksheets[0]["E3"].data_type = "s"
    sheet.worksheets[0]["C3"].value = "坏字符\u2028与=号"
    sheet.save(path)
    reading = read_ledger(path, today=TODAY)
    write_result(tmp_path / "结果.xlsx", reading, [])
    book = openpyxl.load_workbook(tmp_path / "结果.xlsx")
    _, row = list(book["导入结果"].iter_rows())
    assert row[1].value == "未处理"
    assert "负数" in str(row[2].value)
    assert [cell.data_type for cell in row] == ["s"] * 8
    assert row[7].value == '=HYPERLINK("x")'
    assert _cells(tmp_path / "结果.xlsx", "未识别列与跳过行")[1:] == [
        ["列", "E", "整改措施", "没有对应的栏目，未读；原文保留。"],
        ["行", "4", "小计 5", "合计行"],
        ["说明", None, "没有写单位的金额按“万元”读（见第1行）。", None],
    ]


def test_classified_rows_are_not_copied_out(tmp_path):
    rows = [["线索编号", "涉及单位", "问题线索概述", "密级"], ["XS-1", "甲公司", "未评估即转让", "机密"]]
    reading = read_ledger(workbook(tmp_path / "a.xlsx", rows), today=TODAY)
    write_result(tmp_path / "结果.xlsx", reading, [])
    _, row = _cells(tmp_path / "结果.xlsx", "导入结果")
    assert row[3:] == ["XS-1", None, None, None]


def test_a_result_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path):
    reading = read_ledger(SAMPLE, today=TODAY)
    (tmp_path / "结果.xlsx").mkdir()
    with pytest.raises(FileProblem):
        write_result(tmp_path / "结果.xlsx", reading, [])
    assert [path.name for path in tmp_path.iterdir()] == ["结果.xlsx"]
