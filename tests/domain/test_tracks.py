"""卷宗分栏: every case record that people enter stands on one sheet, with fields it really has."""

from __future__ import annotations

from zhuize_desktop.domain.fields import Layout, column
from zhuize_desktop.domain.records import LiablePerson, Loss, Recovery
from zhuize_desktop.domain.tracks import SHEETS
from zhuize_desktop.services.records import CASEWORK


def test_every_case_record_stands_on_one_sheet():
    placed = [part.record for sheet in SHEETS for part in sheet.parts]
    assert len(placed) == len(set(placed))
    assert set(placed) == {*CASEWORK, Loss, Recovery, LiablePerson}


def test_the_columns_of_a_sheet_are_fields_that_people_type():
    for sheet in SHEETS:
        for part in sheet.parts:
            for name in part.fields:
                assert column(part.record, name).field.layout is not Layout.NONE, (part.record, name)


def test_a_record_of_which_there_is_one_has_a_form_and_the_others_a_table():
    for sheet in SHEETS:
        for part in sheet.parts:
            assert part.many == (part.record.unique != ("clue",)), part.record
