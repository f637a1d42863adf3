"""A case on a real encrypted ledger, its dossier open in the page, and ways to press, ask and answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from services.whole_case import WholeCase
from zhuize_desktop.domain.tracks import sheet_of
from zhuize_desktop.ui.clue.bulk_grid import BulkDialog
from zhuize_desktop.ui.pages.clues import CluesPage
from zhuize_desktop.ui.record_dialog import RecordDialog


@pytest.fixture(autouse=True)
def no_remembered_columns(look):
    QSettings().clear()


@pytest.fixture
def whole(clerk):
    """A case that was registered, and nothing more."""
    made = WholeCase(clerk)
    made.register()
    return made


@pytest.fixture
def page(context, shown, settled):
    made = CluesPage(context)
    shown(made, 1230, 720)
    settled()
    yield made
    # What a test leaves typed is nobody's: no timer keeps it once the ledger is closed.
    for kind in (RecordDialog, BulkDialog):
        for dialog in made.window().findChildren(kind):
            dialog.deleteLater()
    for _, editor in made.view.editors():
        editor.discard()
    settled()


@pytest.fixture
def opened(page, settled):
    """Opens a case in the page, as it stands."""

    def open_case(whole):
        page.open_with(whole.clue)
        settled()
        return page.view

    return open_case


def dialog(page, kind):
    """The one dialog of a class that is open over the page."""
    found = [one for one in page.window().findChildren(kind) if one.isVisible()]
    assert len(found) == 1, f"{len(found)} open {kind.__name__}"
    return found[0]


def in_front(qtbot, window):
    """A dialog takes the keyboard a moment after it was opened."""
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


def part(view, record):
    """The form or table of a class of records, in front."""
    code = sheet_of(record).code
    view.turn_to(code)
    view.sheet(code).turn_to(record)
    return view.sheet(code).part_of(record)


def link(panel, words):
    """The one link of the panel that says this."""
    found = [one for one in (*panel.links, *panel.days) if words in one.words]
    assert len(found) == 1, [one.words for one in (*panel.links, *panel.days)]
    return found[0]
