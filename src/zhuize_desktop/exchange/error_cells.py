"""Where formulas of an .xlsx failed, because a blank in their place would hide that a figure is missing."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    import zipfile

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<c\s[^<>]*?\bt="e"[^<>]*>.*?</c>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")


def error_cells(package: zipfile.ZipFile) -> dict[str, list[tuple[int, int, str]]]:
    """Row and column from 0 and the text (``#REF!``) of every failed formula, by sheet.

    Raises:
        ValueError: the list of sheets cannot be read.
        KeyError: a part that the list of sheets names is missing.
    """
    found: dict[str, list[tuple[int, int, str]]] = {}
    for name, part in _sheet_parts(package).items():
        data = package.read(part)
        if b't="e"' not in data:
            continue
        for match in _ERROR_CELL.finditer(data):
            place, value = _PLACE.search(match[0]), _VALUE.search(match[0])
            if place and value:
                row, column = int(place[2]) - 1, column_number(place[1]) - 1
                found.setdefault(name, []).append((row, column, value[1].decode("utf-8", "replace")))
    return found


def column_number(letters: bytes) -> int:
    """``A`` → 1, ``AB`` → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet, by the name of the sheet; nothing for workbooks that are not XML (.xlsb)."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    relations = {
        item.get("Id"): item.get("Target", "") for item in _parsed(package, "xl/_rels/workbook.xml.rels")
    }
    parts: dict[str, str] = {}
    for item in _parsed(package, "xl/workbook.xml").iter():
        target = relations.get(item.get(_RELATION)) if item.tag.endswith("}sheet") else None
        if target:
            path = target.removeprefix("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if path in names:
                parts[item.get("name", "")] = path
    return parts


def _parsed(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(package.read(part))
    except ElementTree.ParseError as fault:
        raise ValueError(part) from fault
