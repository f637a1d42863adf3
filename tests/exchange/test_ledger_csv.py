"""CSV that Excel opens well and runs nothing of, and that comes back as it was."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.exchange.ledger_csv import write_csv
from zhuize_desktop.exchange.sheets import read_sheets

_TEXT = st.text("=+-@'甲乙,;\t\"\n 1.", max_size=8)


def test_what_excel_finds_in_the_file(tmp_path):
    path = tmp_path / "台账.csv"
    write_csv(path, ["编号", "金额", "日期"], [["=cmd|x", 2650.5, date(2023, 5, 6)], ["-5", None, True]])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["编号", "金额", "日期"],
            ["'=cmd|x", "2650.5", "2023-05-06"],
            ["'-5", "", "是"],
        ]


@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=5))
def test_any_text_comes_back(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / f"back{os.getpid()}.csv"
    write_csv(path, ["甲列", "乙列"], rows)
    (sheet,) = read_sheets(path)
    assert sheet.rows[1:] == [[cell if cell.strip() else None for cell in row] for row in rows]


def test_an_older_file_stays_whole_when_the_new_one_cannot_be_written(tmp_path):
    with pytest.raises(FileProblem):
        write_csv(tmp_path / "没有" / "a.csv", ["甲"], [])
    folder = tmp_path / "是文件夹.csv"
    folder.mkdir()
    with pytest.raises(FileProblem):
        write_csv(folder, ["甲"], [])
    assert [path.name for path in Path(tmp_path).iterdir()] == ["是文件夹.csv"]
