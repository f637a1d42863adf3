"""Whatever shows the time of a clue says beside it whether its rule binds and was read; none of it is cut."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desk import TODAY
from services.ledgers import entered
from zhuize_desktop.domain.records import Extension, RealtimeReport
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import records
from zhuize_desktop.ui.pages.clues import CluesPage
from zhuize_desktop.ui.pages.workbench import WorkbenchPage
from zhuize_desktop.ui.workbench.todo import _CHIP, ItemList

BOTH = " · 参照，待核对"


@pytest.fixture
def clue(clerk):
    """Under 初核 by an order for reference; to be reported at once by a text that nobody read."""
    values = {
        "number": "JZZ-2026-0012",
        "source_kind": "audit.special",
        "reported_on": TODAY,
        "accepted_on": TODAY - timedelta(days=2),
        "discovered_on": TODAY - timedelta(days=2),
        "realtime_scope": True,
        "realtime_reason": "重大损失（虚构）",
        "enterprises": (clerk.viewer.enterprise,),
        "category": "funds",
        "summary": "出借资金逾期未收回（虚构），金额待核",
        "estimated_loss": 12_345_678_00,
        "stage": Stage.PRELIMINARY_CHECK,
    }
    return entered(clerk, values)


def test_the_first_page_says_what_stands_behind_its_deadlines(clue, context, shown, settled):
    page = shown(WorkbenchPage(context), 1230, 700)
    settled()
    found = {}
    for lines in page.findChildren(ItemList):
        for at in range(lines.count()):
            item = lines.item(at)
            title, chip = item.text(), item.data(_CHIP)
            if chip is not None and title == clue.number:
                found[item.toolTip().split("　")[0]] = chip[0]
                needed = sum(lines.fontMetrics().horizontalAdvance(words) for words in (title, chip[0]))
                # Beside the words: 8 px at both sides of the chip, 6 between, 4 at both ends of the line.
                assert needed + 16 + 6 + 8 <= lines.viewport().width(), (title, chip[0])
    assert "实时报告快报" in found
    assert all(words.endswith(BOTH) for words in found.values()), found


def put_off_everything(clerk, clue):
    """The reports upwards that are due first are sent; what is left was put off into a year without holidays."""
    for kind in ("flash", "realtime"):
        records.add(clerk, RealtimeReport, {"clue": clue, "kind": kind, "reported_on": TODAY})
    for period, until in (("realtime_preliminary", date(2027, 1, 20)), ("", date(2027, 3, 1))):
        values = {"clue": clue, "step": Stage.PRELIMINARY_CHECK, "period": period, "from_on": date(2026, 12, 30),
                  "to_on": until, "approver": "郑德明", "approved_on": TODAY, "reason": "资料未齐"}  # fmt: skip
        records.add(clerk, Extension, values)


def is_whole(chip):
    """Whether all of a chip is seen."""
    return chip.visibleRegion().boundingRect().width() >= chip.sizeHint().width()


def test_ledger_preview_and_dossier_say_it_and_cut_nothing(clue, clerk, context, shown, settled, qtbot):
    page = shown(CluesPage(context), 1230, 700)
    settled()
    model, table = page.list.model, page.list.table
    at = [column.key for column in model.columns].index("deadline")
    words = model.index(0, at).data()
    assert words.endswith(BOTH)
    # The longest there is: two figures, 暂定, and both words.
    longest = f"剩 25 个工作日（暂定）{BOTH}"
    assert table.columnWidth(at) >= table.fontMetrics().horizontalAdvance(longest) + 32
    table.setCurrentIndex(table.model().index(0, 0))
    if not page.list.preview.isVisible():
        page.list.preview_button.click()
    settled()
    shown_chip = page.list.preview.clock
    assert shown_chip.text() == words
    assert shown_chip.width() >= shown_chip.sizeHint().width()
    page.open_with(clue.uid)
    settled()
    head = page.view.head
    for put_off in (False, True):
        if put_off:
            put_off_everything(clerk, clue.uid)
            page.refresh()
            settled()
            assert "（暂定） · 参照，待核对 · 2027-01-20（原定 2026-" in head.clock_chip.text()
        assert "参照，待核对" in head.clock_chip.text()
        # The line is laid out a moment after its words were set.
        qtbot.waitUntil(lambda: is_whole(head.clock_chip))
        assert head.withdraw_button.geometry().right() <= head.width()
