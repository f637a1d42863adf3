"""Cells out of files of any origin, and one Chinese sentence for every file that is none."""

from __future__ import annotations

import codecs
import contextlib
import os
import random
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.files_of_others import LEDGERS, SAMPLE, compound_file, old_workbook, workbook
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.exchange.sheets import Merge, Sheet, read_sheets

ROWS = [
    ["线索编号", "概述", "金额", "日期"],
    ["XS-1", "未评估即转让", 2650.5, date(2023, 5, 6)],
    [None, "甲", 3, None],
]


def _sentence(path: Path, **options) -> str:
    with pytest.raises(FileProblem) as told:
        read_sheets(path, **options)
    return told.value.sentence


def test_a_new_workbook(tmp_path):
    (sheet,) = read_sheets(workbook(tmp_path / "a.xlsx", ROWS, ("A2:A3",)))
    assert sheet.name == "台账"
    assert sheet.rows == ROWS
    assert type(sheet.rows[2][2]) is int
    assert sheet.merges == (Merge(1, 0, 2, 0),)


def test_an_old_workbook_whatever_its_name(tmp_path):
    for name in ("a.xls", "a.et", "a.xlsx"):
        (sheet,) = read_sheets(old_workbook(tmp_path / name, ROWS, ((1, 2, 0, 0),)))
        assert sheet.rows == ROWS
        assert sheet.merges == (Merge(1, 0, 2, 0),)


def test_empty_rows_and_columns_before_the_table_keep_their_place(tmp_path):
    book = openpyxl.Workbook()
    book.worksheets[0]["C4"] = "概述"
    book.create_sheet("备用")
    book.worksheets[1].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    first, second = read_sheets(tmp_path / "a.xlsx")
    assert first.rows[3] == [None, None, "概述"]
    assert (second.rows, second.hidden) == ([], True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_tables_in_every_encoding(tmp_path, encoding, separator):
    text = separator.join(["线索编号", "概述"]) + "\r\n" + separator.join(["XS-1", '"甲\n乙"']) + "\r\n丙\r\n"
    (tmp_path / "台账.csv").write_bytes(text.encode(encoding))
    (sheet,) = read_sheets(tmp_path / "台账.csv")
    assert sheet.name == "台账"
    assert sheet.rows == [["线索编号", "概述"], ["XS-1", "甲\n乙"], ["丙", None]]


def test_the_apostrophe_of_our_own_csv_comes_off(tmp_path):
    (tmp_path / "a.csv").write_text("'=1+1,'-5,'@x,'+8,'甲'\n", encoding="utf-8")
    (sheet,) = read_sheets(tmp_path / "a.csv")
    assert sheet.rows == [["=1+1", "-5", "@x", "+8", "'甲'"]]


def test_a_file_that_is_not_there_or_not_a_file(tmp_path):
    assert "找不到" in _sentence(tmp_path / "没有.xlsx")
    assert "文件夹" in _sentence(tmp_path)
    assert "~$" in _sentence(tmp_path / "~$台账.xlsx")
    (tmp_path / "空.xlsx").touch()
    assert "空文件" in _sentence(tmp_path / "空.xlsx")


def test_a_file_larger_than_any_ledger(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ROWS)
    assert "不像台账" in _sentence(path, most_bytes=1000)


def test_a_file_held_by_another_program(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", ROWS)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "refused", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # what Windows answers while Excel holds the file
    assert "请先在 Excel 中关闭" in _sentence(path)


def test_workbooks_with_a_password(tmp_path):
    assert "密码" in _sentence(LEDGERS / "encrypted.xlsx")
    bof = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    file_pass = struct.pack("<HHHHH", 0x002F, 6, 1, 1, 1) + bytes(2)
    (tmp_path / "a.xls").write_bytes(compound_file(bof + file_pass + bytes(4096)))
    assert "密码" in _sentence(tmp_path / "a.xls")


def test_other_documents_under_the_name_of_a_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")
    assert "Word 文档" in _sentence(path)
    path.write_bytes("<html><table><tr><td>概述</td></tr></table></html>".encode())
    assert "网页" in _sentence(path)
    path.write_bytes(b"%PDF-1.7\n")
    assert "PDF" in _sentence(path)
    path.write_bytes(bytes(range(256)) * 8)
    assert "不是 Excel 工作簿" in _sentence(path)
    text = tmp_path / "a.csv"
    text.write_bytes(SAMPLE.read_bytes())
    assert "扩展名" in _sentence(text)


def test_every_cut_of_a_workbook_is_told(tmp_path):
    for source in (SAMPLE, old_workbook(tmp_path / "a.xls", ROWS * 40)):
        whole = source.read_bytes()
        for part in (0.1, 0.5, 0.9):
            path = tmp_path / f"cut{source.suffix}"
            path.write_bytes(whole[: int(len(whole) * part)])
            assert "已损坏" in _sentence(path)


@pytest.mark.parametrize("first", ["概述", None])
def test_one_cell_at_the_far_corner_does_not_fill_the_memory(tmp_path, first):
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = first
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert "多余的行和列" in _sentence(tmp_path / "a.xlsx")


def test_failed_formulas_stand_where_excel_shows_them(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("第二张")
    for place, text in (("B2", "#REF!"), ("D5", "#DIV/0!")):
        book["第二张"][place] = text
        book["第二张"][place].data_type = "e"
    book["第二张"]["A1"] = "概述"
    book.save(tmp_path / "a.xlsx")
    first, second = read_sheets(tmp_path / "a.xlsx")
    assert first.rows == []
    assert second.rows[0] == ["概述", None, None, None]
    assert second.rows[1][1] == "#REF!"
    assert second.rows[4][3] == "#DIV/0!"


def test_random_changes_to_a_package_are_noticed(tmp_path, length):
    # A zip part carries a checksum: no changed byte of a cell may pass as content.
    whole = SAMPLE.read_bytes()
    before = read_sheets(SAMPLE)
    dice = random.Random(7)
    path = tmp_path / "a.xlsx"
    noticed = 0
    for _ in range(60 * length):
        data = bytearray(whole)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(data)
        try:
            assert read_sheets(path) == before
        except FileProblem:
            noticed += 1
    assert noticed > 40 * length


def test_random_changes_to_an_old_workbook_never_end_the_program(tmp_path, length):
    # .xls has no checksum; its counts are believed by the reader, so they are checked before it sees them.
    old_workbook(tmp_path / "whole.xls", ROWS * 30)
    whole = (tmp_path / "whole.xls").read_bytes()
    dice = random.Random(11)
    path = tmp_path / "a.xls"
    told = 0
    for number in range(300 * length):
        data = bytearray(whole)
        for _ in range(1 + number % 20):
            # Half of the hits go to the header and the first records, where the counts stand.
            data[dice.randrange(len(data) if dice.random() < 0.5 else 700)] = dice.randrange(256)
        path.write_bytes(data)
        try:
            read_sheets(path)
        except FileProblem:
            told += 1
    assert told > 100 * length


@given(
    st.binary(max_size=2000),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", codecs.BOM_UTF16_LE, codecs.BOM_UTF8]
    ),
    st.sampled_from([".xlsx", ".xls", ".csv", ".txt", ""]),
)
def test_any_bytes_give_cells_or_a_sentence(tmp_path_factory, data, head, suffix):
    path = tmp_path_factory.getbasetemp() / f"bytes{os.getpid()}{suffix}"
    path.write_bytes(head + data)
    sheets: tuple[Sheet, ...] = ()
    with contextlib.suppress(FileProblem):  # the only thing that may be raised
        sheets = read_sheets(path)
    assert all(len({len(row) for row in sheet.rows}) <= 1 for sheet in sheets)


def test_the_sample_as_openpyxl_reads_it():
    (sheet,) = read_sheets(SAMPLE)
    other = openpyxl.load_workbook(SAMPLE).worksheets[0]
    expected = [
        [value.date() if isinstance(value, datetime) else value for value in row] for row in other.values
    ]
    assert sheet.rows == expected
    assert [(merge.top, merge.left, merge.bottom, merge.right) for merge in sheet.merges] == [
        (merged.min_row - 1, merged.min_col - 1, merged.max_row - 1, merged.max_col - 1)
        for merged in other.merged_cells.ranges
    ]
