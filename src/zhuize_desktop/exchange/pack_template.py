"""A filled template of a rule pack, read from its workbook: rows with their addresses, understood by ``domain``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from ..domain.errors import FileProblem
from ..domain.pack_template import FIRST_ROW, FilledRow, FilledSheet
from .sheets import Sheet, read_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..domain.pack_template import SheetPlan
    from ..domain.reading import Cell

#: A template has some hundred rows; more is another kind of file.
MOST_BYTES = 8 * 1024 * 1024
_GUIDE, _CODE, _DIGEST, _FORM = "说明", "规则包代码", "写出时的版本摘要", "模板格式"
_KNOWN_FORM = "1"


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """The file as such: whose pack it is, which version it was written from, and its sheets by name."""

    name: str
    pack: str
    base: str
    sheets: dict[str, Sheet]


def open_template(path: Path) -> FilledTemplate:
    """The template at ``path``.

    Raises:
        FileProblem: not readable, encrypted, no workbook, an older kind of file, or no template of this program.
    """
    if path.suffix.lower() != ".xlsx":
        raise FileProblem(
            f"“{path.name}”不是 .xlsx 文件；请用程序写出的模板，在 Excel 中另存为 .xlsx 后再读入。"
        )
    sheets = {one.name: one for one in read_sheets(path, most_bytes=MOST_BYTES)}
    known = _marks(sheets.get(_GUIDE))
    if not known.get(_CODE) or not known.get(_DIGEST):
        raise FileProblem(f"“{path.name}”不是本程序写出的规则包模板，请先写出模板再填写。")
    if known.get(_FORM) != _KNOWN_FORM:
        raise FileProblem(f"“{path.name}”是另一版本程序的模板，请用本程序重新写出模板后填写。")
    return FilledTemplate(path.name, known[_CODE], known[_DIGEST], sheets)


def _marks(guide: Sheet | None) -> dict[str, str]:
    """What stands beside the known words of the first sheet."""
    found: dict[str, str] = {}
    for row in guide.rows[:12] if guide is not None else ():
        word, value = (*row, None, None)[:2]
        if word in (_CODE, _DIGEST, _FORM) and value is not None:
            found[str(word)] = str(value).strip()
    return found


def filled_sheets(template: FilledTemplate, plans: Sequence[SheetPlan]) -> tuple[FilledSheet, ...]:
    """The rows of every sheet that a pack has.

    Raises:
        FileProblem: a sheet or a column is missing, stands twice, or is not known.
    """
    return tuple(_filled(template, plan) for plan in plans)


def _filled(template: FilledTemplate, plan: SheetPlan) -> FilledSheet:
    sheet = template.sheets.get(plan.title)
    if sheet is None:
        raise FileProblem(
            f"“{template.name}”缺少工作表“{plan.title}”，请用程序写出的模板填写，不要删除工作表。"
        )
    places = _places(template, plan, sheet)
    rows = []
    for number, cells in enumerate(sheet.rows[FIRST_ROW - 1 :], FIRST_ROW):
        found: dict[str, Cell] = {name: cells[place] for name, place in places.items() if place < len(cells)}
        if any(value is not None for value in found.values()):
            rows.append(FilledRow(number, found))
        if stray := [
            get_column_letter(place + 1)
            for place, value in enumerate(cells)
            if value is not None and place not in places.values()
        ]:
            raise FileProblem(
                f"“{template.name}”的工作表“{plan.title}”{stray[0]}{number} 在表头以外，请删除多余内容。"
            )
    return FilledSheet(
        plan.part, {name: get_column_letter(place + 1) for name, place in places.items()}, tuple(rows)
    )


def _places(template: FilledTemplate, plan: SheetPlan, sheet: Sheet) -> dict[str, int]:
    """Name of a column → where it stands, found by its heading."""
    head = sheet.rows[FIRST_ROW - 2] if len(sheet.rows) >= FIRST_ROW - 1 else []
    found: dict[str, int] = {}
    titles = {column.title: column.name for column in plan.columns}
    where = f"“{template.name}”的工作表“{plan.title}”"
    for place, cell in enumerate(head):
        if cell is None:
            continue
        name = titles.get(str(cell).strip())
        if name is None:
            raise FileProblem(f"{where}有不认识的列“{cell}”，请不要改动表头或增加列。")
        if name in found:
            raise FileProblem(f"{where}有两列“{cell}”，请删去一列。")
        found[name] = place
    if missing := [title for title, name in titles.items() if name not in found]:
        raise FileProblem(f"{where}缺少列“{missing[0]}”，请用程序写出的模板填写，不要删除列或改动表头。")
    return found
