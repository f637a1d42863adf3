"""Where the heading of a ledger stands and what each of its columns holds.

Headings come in one to three rows, with merged groups (资产损失 over 直接, 间接), below a title, a 填报单位 and a
note of the unit. CSV files have lost their merges, so a blank group cell takes the group on its left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ..domain.reading import AmountUnit, squeezed, text_of
from .ledger_columns import Heading, LedgerColumn, known_column, resembling_column, taken_apart

if TYPE_CHECKING:
    from .sheets import Merge, Sheet

_SEARCHED_ROWS = 60
_DEEPEST = 3
_LEAST_KNOWN = 3
_UNIT_NOTE = re.compile(r"单位[::]?\(?(?:人民币)?(亿元|百万元|万元|千元|元)")


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the sheet.

    Attributes:
        index: its place, from 0.
        heading: the heading as it stands, rows joined by ``／``; unique within the sheet.
        column: what it holds; ``None`` when it is not known and stays unread.
        unit: the unit of its bare numbers, for columns of amounts.
        note: one Chinese sentence when the match is not plain.
    """

    index: int
    heading: str
    column: LedgerColumn | None
    unit: AmountUnit | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading of a sheet.

    Attributes:
        top: first heading row, from 0.
        bottom: last heading row.
        columns: every column that has a heading or cells, in order.
        unit: the unit that a note above names for the whole sheet.
        notes: Chinese sentences about what was found.
    """

    top: int
    bottom: int
    columns: tuple[MappedColumn, ...]
    unit: AmountUnit | None
    notes: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many columns are known."""
        return sum(1 for mapped in self.columns if mapped.column is not None)


def find_headings(sheet: Sheet) -> Headings | None:
    """The heading that names most columns, or ``None`` when no row looks like one."""
    best: tuple[int, int, int] | None = None
    # A ledger may have a merge on every row; only those near the heading matter here.
    near = tuple(merge for merge in sheet.merges if merge.top < _SEARCHED_ROWS + _DEEPEST)
    sheet = replace(sheet, merges=near)
    # Depth first: a title above a heading adds nothing to it, so the heading alone is found before.
    for depth in range(1, _DEEPEST + 1):
        for top in range(min(_SEARCHED_ROWS, len(sheet.rows) - depth + 1)):
            known = {
                known_column(heading.plain)
                for heading in _headings_at(sheet, top, depth)
                if heading is not None
            }
            score = len(known - {None, LedgerColumn.ORDINAL})
            if score >= _LEAST_KNOWN and (best is None or score > best[0]):
                best = (score, top, depth)
    if best is None:
        return None
    _, top, depth = best
    return _mapped(sheet, top, top + max(depth, _merged_depth(sheet, top)) - 1)


def _merged_depth(sheet: Sheet, top: int) -> int:
    """How many rows the cells merged downwards from the first heading row cover."""
    depths = [merge.bottom - top + 1 for merge in sheet.merges if merge.top == top]
    return max((depth for depth in depths if depth <= _DEEPEST), default=1)


def _texts(sheet: Sheet, row: int) -> list[str]:
    """A row with every merged cell filled, across and down."""
    texts = [text_of(cell).strip() for cell in sheet.rows[row]]
    for merge in sheet.merges:
        if merge.top <= row <= merge.bottom and merge.top < len(sheet.rows):
            filled = text_of(sheet.rows[merge.top][merge.left]).strip() if merge.left < len(texts) else ""
            for column in range(merge.left, min(merge.right + 1, len(texts))):
                texts[column] = filled
    return texts


def _headings_at(sheet: Sheet, top: int, depth: int) -> list[Heading | None]:
    rows = [_texts(sheet, row) for row in range(top, top + depth)]
    _carry_groups(rows)
    return [_joined([row[column] for row in rows]) for column in range(len(rows[0]))]


def _carry_groups(rows: list[list[str]]) -> None:
    """A blank group cell above a filled sub-heading takes the group on its left."""
    for upper, lower in pairwise(rows):
        for column in range(1, len(upper)):
            if (
                not upper[column]
                and lower[column]
                and lower[column - 1]
                and upper[column - 1] != lower[column - 1]
            ):
                upper[column] = upper[column - 1]


def _joined(texts: list[str]) -> Heading | None:
    """One heading out of a group and its sub-headings."""
    parts = list(dict.fromkeys(text for text in texts if text))
    if not parts:
        return None
    split = [taken_apart(part) for part in parts]
    shown = "／".join(re.sub(r"\s+", "", part) for part in parts)
    unit = next((item.unit for item in reversed(split) if item.unit), None)
    note = "；".join(item.note for item in split if item.note)
    plain = [item.plain for item in split if item.plain]
    choices = ["".join(plain), "".join(reversed(plain)), *plain[-1:]]
    found = next((choice for choice in choices if known_column(choice)), choices[0])
    return Heading(shown, found, unit, note)


def _mapped(sheet: Sheet, top: int, bottom: int) -> Headings:
    headings = _headings_at(sheet, top, bottom - top + 1)
    unit, notes = _unit_note(sheet, bottom)
    found: dict[int, LedgerColumn] = {}
    remarks: dict[int, str] = {}
    for match, remark in ((known_column, ""), (resembling_column, "按相近标题读作“{}”，请核对。")):
        for index, heading in enumerate(headings):
            column = match(heading.plain) if heading and index not in found else None
            if heading is None or column is None:
                continue
            if column in found.values():
                remarks.setdefault(index, f"与另一列同为“{column.label}”，只读前一列。")
                continue
            found[index] = column
            remarks[index] = remark.format(column.label)
    columns: list[MappedColumn] = []
    for index, heading in enumerate(headings):
        if heading is None:
            if any(row[index] is not None for row in sheet.rows[bottom + 1 :]):
                columns.append(
                    MappedColumn(index, f"（第{index + 1}列，无标题）", None, note="没有标题，未读。")
                )
            continue
        note = remarks.get(index, "没有对应的栏目，未读；原文保留。")
        kind = found.get(index)
        own = heading.unit or unit if kind is not None and kind.is_money else None
        columns.append(MappedColumn(index, heading.text, kind, own, note))
    return Headings(top, bottom, _with_unique_headings(_with_summary(columns)), unit, notes)


def _with_summary(columns: list[MappedColumn]) -> list[MappedColumn]:
    """A ledger with 线索名称 but no 概述 keeps its clues in words there."""
    kinds = {mapped.column for mapped in columns}
    if LedgerColumn.SUMMARY in kinds or LedgerColumn.TITLE not in kinds:
        return columns
    note = "没有“问题线索概述”列，以此列作为概述。"
    return [
        replace(mapped, column=LedgerColumn.SUMMARY, note=note)
        if mapped.column is LedgerColumn.TITLE
        else mapped
        for mapped in columns
    ]


def _with_unique_headings(columns: list[MappedColumn]) -> tuple[MappedColumn, ...]:
    """The same heading twice is told apart by its place, because texts are kept by heading."""
    seen: set[str] = set()
    unique: list[MappedColumn] = []
    for mapped in columns:
        heading = mapped.heading
        if heading in seen:
            heading = f"{heading}（第{mapped.index + 1}列）"
        seen.add(heading)
        unique.append(replace(mapped, heading=heading))
    return tuple(unique)


def _unit_note(sheet: Sheet, bottom: int) -> tuple[AmountUnit | None, tuple[str, ...]]:
    """单位：万元 above or inside the heading; two different ones are none."""
    found: dict[AmountUnit, int] = {}
    for number, row in enumerate(sheet.rows[: bottom + 1]):
        for cell in row:
            if isinstance(cell, str) and (match := _UNIT_NOTE.search(squeezed(cell))):
                found.setdefault(AmountUnit(match[1]), number)
    if len(found) > 1:
        named = "、".join(unit.value for unit in found)
        return None, (f"表头上方写了几个金额单位（{named}），没有单位的数字不读，请在各列标题注明单位。",)
    for unit, number in found.items():
        return unit, (f"没有写单位的金额按“{unit.value}”读（见第{number + 1}行）。",)
    return None, ()


def covered_rows(merges: tuple[Merge, ...]) -> dict[int, list[Merge]]:
    """The regions merged downwards, under every row they reach below their first."""
    found: dict[int, list[Merge]] = {}
    for merge in merges:
        for row in range(merge.top + 1, merge.bottom + 1):
            found.setdefault(row, []).append(merge)
    return found
