"""The manual: every page of the window has its chapter, every typed field its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhuize_desktop.domain.field_reference import field_reference
from zhuize_desktop.domain.fields import Layout, columns
from zhuize_desktop.domain.records import Clue, Loss
from zhuize_desktop.ui.catalogue import PAGES
from zhuize_desktop.ui.manual import CHAPTERS, Manual, chapter_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_every_page_has_a_chapter_that_says_something() -> None:
    chapters = {key for key, _ in CHAPTERS}
    assert {key for key, _, _ in PAGES} <= chapters
    assert all(len(chapter_text(key)) > 100 for key in chapters)


def test_the_field_reference_names_every_typed_field_with_its_source() -> None:
    text = field_reference()
    for record in (Clue, Loss):
        for column in columns(record):
            listed = f"| {column.field.label}" in text
            assert listed == (column.field.layout is not Layout.NONE) or column.field.label in text
    assert "济国资综合〔2023〕3号 二（一）2" in text


def test_it_opens_at_the_chapter_asked_for(qtbot: QtBot) -> None:
    manual = Manual()
    qtbot.addWidget(manual)
    manual.open_at("reports")
    assert "签批" in manual.text.toPlainText()
    manual.open_at("nowhere")
    assert "键盘" in manual.text.toPlainText()
