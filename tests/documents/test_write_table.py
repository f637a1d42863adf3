"""Large tables streamed into a file."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from zhuize_desktop.documents import xlsx
from zhuize_desktop.documents.xlsx import write_table
from zhuize_desktop.domain.content import Figure, FigureFormat, Provenance, TableColumn
from zhuize_desktop.domain.errors import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = (
    TableColumn("编号", 8),
    TableColumn("摘要", 20),
    TableColumn("件数", 4, format=FigureFormat.COUNT),
    TableColumn("损失（元）", 8, format=FigureFormat.MONEY_YUAN, group="损失"),
    TableColumn("损失（万元）", 8, format=FigureFormat.MONEY_WAN, group="损失"),
    TableColumn("比例", 5, format=FigureFormat.PERCENT),
    TableColumn("受理日期", 6, format=FigureFormat.DATE),
)


def row(number: int) -> tuple[Any, ...]:
    return (
        f"XS-{number:05d}", "=摘要", number, number * 12345, number * 10_000, Decimal(number) / 8, date(2026, 1, 5)
    )  # fmt: skip


def test_values_arrive_as_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    assert write_table(path, COLUMNS, map(row, range(1, 4)), title="问题线索台账", notes=("甲", "乙")) == 3
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.title == "问题线索台账"
    values = list(sheet.iter_rows(values_only=True))
    assert values[0][0] == "问题线索台账"
    assert values[1] == (None, None, None, "损失", None, None, None)
    assert values[2] == tuple(column.label for column in COLUMNS)
    assert values[3] == ("XS-00001", "=摘要", 1, 123.45, 0.01, 0.125, datetime(2026, 1, 5))
    assert values[6][0] == "注：1. 甲"
    assert sheet["B4"].data_type == "s"
    assert [sheet.cell(4, n).number_format for n in range(3, 8)] == [
        "#,##0", "#,##0.00", "#,##0.00####", "0.00%", "yyyy-mm-dd",
    ]  # fmt: skip
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:G6"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["D2:E2"]


def test_one_value_does_not_colour_the_next(tmp_path: Path) -> None:
    """The same cell object carries a whole column: a word, nothing, and a figure must not leave traces."""
    path = tmp_path / "t.xlsx"
    figure = Figure.count(5, "件", Provenance("x", "y"))
    column = TableColumn("数", format=FigureFormat.COUNT)
    write_table(path, [column], [[7], ["七"], [None], [8], [figure], ["#N/A"], [9]], title="表")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [sheet.cell(number, 1) for number in range(3, 10)]
    assert [cell.value for cell in cells] == [7, "七", None, 8, 5, "#N/A", 9]
    assert [cell.data_type for cell in cells] == ["n", "s", "n", "n", "n", "s", "n"]


def test_ten_thousand_rows_with_progress(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    path = tmp_path / "t.xlsx"
    write_table(
        path,
        COLUMNS,
        map(row, range(10_000)),
        title="表",
        expected=10_000,
        progress=lambda *step: told.append(step),
    )
    assert len(told) == 20
    assert told[-1] == (1.0, "已写出 10000 行")
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    values = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(values) == 10_000
    assert sum(Decimal(str(value[3])) for value in values) * 100 == sum(
        number * 12345 for number in range(10_000)
    )
    sheet.parent.close()


def test_stopped_export_leaves_the_old_file(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(_part: float, _text: str) -> None:
        raise Stopped

    path = tmp_path / "t.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(Stopped):
        write_table(path, COLUMNS, map(row, range(1000)), title="表", progress=stop)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_failing_rows_leave_the_old_file(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        yield row(1)
        raise RuntimeError("the ledger broke off")

    path = tmp_path / "t.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        write_table(path, COLUMNS, rows(), title="表")
    assert path.read_bytes() == b"old"


def test_row_of_the_wrong_length_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zip"):
        write_table(tmp_path / "t.xlsx", COLUMNS, [("a", "b")], title="表")


def test_missing_folder_is_told_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        write_table(tmp_path / "无此文件夹" / "t.xlsx", COLUMNS, [], title="表")
    assert "t.xlsx" in caught.value.sentence


def test_more_rows_than_a_sheet_takes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROW_LIMIT", 13)
    assert write_table(tmp_path / "fits.xlsx", COLUMNS, map(row, range(9)), title="表", notes=["注"]) == 9
    with pytest.raises(FileProblem) as caught:
        write_table(tmp_path / "t.xlsx", COLUMNS, map(row, range(11)), title="表")
    assert "分次导出" in caught.value.sentence
    assert not (tmp_path / "t.xlsx").exists()


def test_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_table(tmp_path / name, COLUMNS, map(row, range(50)), title="表")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
