"""The manual: every page of the window has its chapter, every typed field its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.keys import click, focused, press, type_in
from zhuize_desktop.domain.field_reference import field_reference
from zhuize_desktop.domain.fields import Layout, columns
from zhuize_desktop.domain.records import Clue, Loss
from zhuize_desktop.ui.catalogue import PAGES
from zhuize_desktop.ui.manual import CHAPTERS, Manual, chapter_text
from zhuize_desktop.ui.messages import show_notice

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


def test_the_search_finds_in_every_chapter_and_goes_from_place_to_place(shown) -> None:
    manual = shown(Manual(), 880, 620)
    manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    manual.open_at("index")
    QTest.keyClick(manual, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert focused() is manual.search
    type_in("从备份恢复")
    titles = [manual.chapters.item(row).text() for row in range(manual.chapters.count())]
    counted = {key: chapter_text(key).count("从备份恢复") for key, _ in CHAPTERS}
    assert counted["start"] > 1
    assert counted["system"]
    assert not counted["index"]
    assert titles == [f"{title}（{counted[key]}）" if counted[key] else title for key, title in CHAPTERS]
    assert manual.chapters.currentRow() == 1  # the first that says it
    seen = []
    for _ in range(sum(counted.values()) + 1):
        assert manual.text.textCursor().selectedText() == "从备份恢复"
        seen.append((manual.chapters.currentRow(), manual.text.textCursor().position()))
        press(Qt.Key.Key_Return)
    assert len(set(seen)) == sum(counted.values())
    assert seen[-1] == seen[0]
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (manual.chapters.currentRow(), manual.text.textCursor().position()) == seen[-1]
    manual.search.setText("没有这句话")
    assert manual.found.text() == "没有找到"
    press(Qt.Key.Key_Escape)
    assert manual.search.text() == ""
    assert manual.isVisible()
    press(Qt.Key.Key_Escape)
    assert not manual.isVisible()


def test_it_can_be_seen_how_to_close_it_and_no_title_is_cut(shown) -> None:
    manual = shown(Manual(), 880, 620)
    manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    manual.open_at("reports")
    manual.search.setText("的")
    room = manual.chapters.viewport().width()
    for row in range(manual.chapters.count()):
        item = manual.chapters.item(row)
        place = manual.chapters.visualItemRect(item)
        assert place.height() >= manual.fontMetrics().height() + 4
        assert place.top() == row * place.height()
        assert manual.fontMetrics().horizontalAdvance(item.text()) + 8 <= room, item.text()
    click(manual.close_button)
    assert not manual.isVisible()


def test_f1_in_a_dialog_opens_the_chapter_of_the_window_below(shown) -> None:
    below = QWidget()
    below.chapter = "reports"  # type: ignore[attr-defined]
    shown(below)
    box = show_notice(below, "看手册")
    QTest.keyClick(box.buttons[0], Qt.Key.Key_F1)
    (manual,) = box.findChildren(Manual)
    assert "签批" in manual.text.toPlainText()
    QTest.keyClick(manual, Qt.Key.Key_F1)
    assert not manual.findChildren(Manual)
    manual.close()
    box.close()
