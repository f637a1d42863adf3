from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt

from zhuize_desktop.ui.palette import Tone
from zhuize_desktop.ui.tables.lazy_model import CHIP_ROLE, PAGE, ROW_ROLE, UID_ROLE, ColumnDef, LazyTableModel


@dataclass
class Row:
    uid: str
    text: str


class Ledger:
    """A table of texts that counts how often it is asked."""

    def __init__(self, size):
        self.texts = {f"u{n}": f"第{n}条" for n in range(size)}
        self.asked = []

    def fetch(self, ids):
        self.asked.append(list(ids))
        return [Row(uid, self.texts[uid]) for uid in reversed(ids) if uid in self.texts]


COLUMNS = (
    ColumnDef("text", "内容", lambda row: row.text, sort_key="text", tooltip=lambda row: row.text * 2),
    ColumnDef(
        "chip",
        "期限",
        lambda row: "",
        chip=lambda row: ("逾期", Tone.RED) if row.uid == "u3" else None,
        align=Qt.AlignmentFlag.AlignRight,
    ),
)


@pytest.fixture
def filled():
    ledger = Ledger(230)
    model = LazyTableModel(COLUMNS, ledger.fetch)
    model.set_ids(list(ledger.texts))
    return ledger, model


def test_every_model_state_is_sound(qtmodeltester, filled):
    _, model = filled
    qtmodeltester.check(model, force_py=True)
    model.set_ids([])
    qtmodeltester.check(model, force_py=True)


def test_nothing_is_read_until_painted_and_then_one_page(filled):
    ledger, model = filled
    assert model.rowCount() == 230
    assert ledger.asked == []
    assert model.index(120, 0).data() == "第120条"
    assert ledger.asked == [[f"u{n}" for n in range(100, 150)]]
    assert model.index(149, 0).data() == "第149条"
    assert len(ledger.asked) == 1


def test_rows_are_matched_by_uid_and_missing_ones_show_a_dash(filled):
    ledger, model = filled
    del ledger.texts["u7"]
    assert [model.index(n, 0).data() for n in (6, 7, 8)] == ["第6条", "—", "第8条"]
    assert model.index(7, 0).data(ROW_ROLE) is None
    assert model.index(7, 1).data(CHIP_ROLE) is None
    assert model.index(7, 0).data(UID_ROLE) == "u7"


def test_roles(filled):
    _, model = filled
    cell = model.index(3, 1)
    assert cell.data(CHIP_ROLE) == ("逾期", Tone.RED)
    assert cell.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole) == "第3条第3条"
    assert model.index(3, 0).data(ROW_ROLE) == Row("u3", "第3条")
    assert model.headerData(1, Qt.Orientation.Horizontal) == "期限"


def test_refresh_reads_only_the_pages_of_changed_rows_again(filled, qtbot):
    ledger, model = filled
    for place in (0, 60, 110):
        model.index(place, 0).data()
    ledger.texts["u60"] = "改过"
    ledger.asked.clear()
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.refresh(["u60", "unknown"])
    assert changed == [(60, 60)]
    assert [model.index(place, 0).data() for place in (0, 60, 110)] == ["第0条", "改过", "第110条"]
    assert ledger.asked == [[f"u{n}" for n in range(50, 100)]]


def test_refresh_of_everything_covers_every_cell(filled):
    ledger, model = filled
    model.index(0, 0).data()
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row(), last.column())))
    model.refresh()
    assert changed == [(0, 229, 1)]
    model.index(0, 0).data()
    assert len(ledger.asked) == 2


def test_stale_until_filled_again(filled):
    _, model = filled
    assert not model.is_stale
    model.mark_stale()
    assert model.is_stale
    model.set_ids(["u1"])
    assert not model.is_stale
    assert model.place_of("u1") == 0
    assert model.place_of("u2") is None


def test_memory_holds_no_more_than_the_kept_pages():
    ledger = Ledger(100_000)
    model = LazyTableModel(COLUMNS, ledger.fetch)
    model.set_ids(list(ledger.texts))
    for place in range(0, 100_000, PAGE):
        assert model.index(place, 0).data() == f"第{place}条"
    assert len(ledger.asked) == 2000
    model.index(99_999, 0).data()
    assert len(ledger.asked) == 2000, "the last pages are still held"
    model.index(0, 0).data()
    assert len(ledger.asked) == 2001, "the first page was let go"


def test_sorting_is_asked_for_by_key(filled):
    _, model = filled
    asked = []
    model.sort_requested.connect(lambda key, descending: asked.append((key, descending)))
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.sort(1)
    model.sort(-1)
    assert asked == [("text", True), ("", False)]


def test_a_failing_read_is_told_and_does_not_break_painting(qtbot):
    def fail(ids):
        raise OSError("disk")

    model = LazyTableModel(COLUMNS, fail)
    model.set_ids(["a", "b"])
    with qtbot.waitSignal(model.fetch_failed) as told:
        assert model.index(0, 0).data() == "—"
    assert isinstance(told.args[0], OSError)


def test_no_children_below_a_cell(filled):
    _, model = filled
    cell = model.index(0, 0)
    assert model.rowCount(cell) == model.columnCount(cell) == 0
    assert model.data(QModelIndex()) is None
