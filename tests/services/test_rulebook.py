from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from zhuize_desktop.domain import records
from zhuize_desktop.domain.errors import UserError
from zhuize_desktop.domain.fields import Kind, columns
from zhuize_desktop.domain.rulebook import LocalChanges
from zhuize_desktop.domain.rules import Entry
from zhuize_desktop.resources import resource
from zhuize_desktop.services.rulebook import shipped_rulebook, with_local


def test_all_shipped_files_are_read_once():
    book = shipped_rulebook()
    assert shipped_rulebook() is book
    assert [pack.code for pack in book.packs] == sorted(
        path.stem for path in resource("rules").glob("*.json")
    )
    assert sorted(book.calendar.years) == sorted(
        int(path.stem) for path in resource("calendar").glob("*.json")
    )
    assert book.calendar.published(date(2026, 1, 1).year)


def test_every_dictionary_a_record_names_is_there():
    book = shipped_rulebook()
    known = {one.code for one in book.dictionaries()}
    classes = [
        one
        for one in vars(records).values()
        if isinstance(one, type) and hasattr(one, "__dataclass_fields__")
    ]
    named = {
        column.field.dictionary: column
        for record in classes
        if fields(record)
        for column in columns(record)
        if column.field.dictionary
    }
    assert len(named) > 20
    assert set(named) <= known
    for code, column in named.items():
        tree = any(entry.parent for entry in book.dictionary(code).entries(active=False))
        assert tree <= (column.field.kind is Kind.CATALOGUE), code


def test_changes_are_written_over_the_shipped_book_and_leave_it_as_it_was():
    added = Entry(code="fax", label="传真", source="本程序设计", grade="D")
    book = with_local(LocalChanges({"report_method": [added]}))
    assert book.dictionary("report_method").find("传真") == added
    assert shipped_rulebook().dictionary("report_method").find("传真") is None


def test_contradicting_changes_are_refused():
    twice = Entry(code="again", label="书面", source="本程序设计", grade="D")
    with pytest.raises(UserError, match="既是“paper”又是“again”"):
        with_local(LocalChanges({"report_method": [twice]}))
