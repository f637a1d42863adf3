from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from zhuize_desktop.ui import palette
from zhuize_desktop.ui.tables.column_choice import ColumnChoice, remembered, usual
from zhuize_desktop.ui.tables.lazy_model import ColumnDef, LazyTableModel
from zhuize_desktop.ui.tables.view import LedgerTable


@dataclass
class Row:
    uid: str

    @property
    def number(self):
        return int(self.uid[1:])


COLUMNS = (
    ColumnDef("number", "线索编号", lambda row: f"编号{row.number:04d}", width=12, sort_key="number"),
    ColumnDef("summary", "问题线索概述", lambda row: f"第一行\n第二行\t{row.number}", width=40),
    ColumnDef("loss", "损失（万元）", lambda row: f"{row.number}.00", width=4, sort_key="loss"),
    ColumnDef("extra", "备注", lambda row: "", hidden=True),
)


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "view.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def table(shown, settings):
    model = LazyTableModel(COLUMNS, lambda ids: [Row(uid) for uid in ids])
    made = shown(LedgerTable(model, "clues", settings=settings), 400, 300)
    model.set_ids([f"u{n}" for n in range(1000)])
    made.setFocus()
    return made


def fill(table, ids):
    table.model().set_ids(ids)


def test_selection_and_current_row_follow_the_uid_into_another_order(table):
    table.select_uids(["u3", "u5"], "u5")
    fill(table, [f"u{n}" for n in reversed(range(1000))])
    assert table.selected_uids() == ["u5", "u3"]
    assert table.current_uid() == "u5"
    assert table.currentIndex().row() == 994


def test_scattered_and_neighbouring_rows_are_selected_exactly(table):
    wanted = ["u1", "u2", "u3", "u7", "u9", "u10", "u999"]
    table.select_uids([*reversed(wanted), "u2", "unknown"])
    assert table.selected_uids() == wanted


def test_what_is_gone_is_no_longer_selected(table, qtbot):
    table.select_uids(["u3"], "u3")
    with qtbot.waitSignal(table.picked, check_params_cb=lambda uid: uid == ""):
        fill(table, ["u4"])
    assert table.selected_uids() == []
    assert table.current_uid() == ""


def test_keys_walk_the_whole_list(table):
    table.select_uids(["u0"], "u0")
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.current_uid() == "u999"
    QTest.keyClick(table, Qt.Key.Key_PageUp)
    assert 980 < table.currentIndex().row() < 999
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.current_uid() == "u0"
    QTest.keyClick(table, Qt.Key.Key_PageDown)
    assert 1 < table.currentIndex().row() < 20
    QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_uids()[0] == "u0"
    assert len(table.selected_uids()) > 2


def test_enter_and_double_click_open(table, qtbot):
    table.select_uids(["u2"], "u2")
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["u2"]
    at = table.visualRect(table.model().index(4, 1)).center()
    with qtbot.waitSignal(table.opened) as opened:
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.args == ["u4"]


def test_copy_takes_shown_columns_in_shown_order_one_line_a_row(table):
    table.set_choice(ColumnChoice(("loss", "summary", "number", "extra"), frozenset({"extra"}), {}))
    table.select_uids(["u1", "u2"], "u1")
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert (
        QApplication.clipboard().text() == "1.00\t第一行 第二行 1\t编号0001\n2.00\t第一行 第二行 2\t编号0002"
    )


def test_clicking_a_heading_goes_up_down_and_natural(table):
    asked = []
    table.model().sort_requested.connect(lambda key, descending: asked.append((key, descending)))
    head = table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(2) + 10, 10)
    for _ in range(4):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked == [("loss", False), ("loss", True), ("", False), ("loss", False)]
    assert head.isSortIndicatorShown()
    assert head.sortIndicatorSection() == 2
    QTest.mouseClick(
        head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(head.sectionViewportPosition(1) + 5, 9)
    )
    assert len(asked) == 4, "a column without a sort key asks for nothing"


def test_an_order_set_elsewhere_is_shown_without_asking(table):
    asked = []
    table.model().sort_requested.connect(lambda *args: asked.append(args))
    table.show_sort("loss", True)
    assert table.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    assert asked == []


def test_columns_are_chosen_and_remembered(table, settings, qtbot):
    assert table.shown_keys() == ["number", "summary", "loss"]
    dialog = table.choose_columns()
    dialog.list.setCurrentRow(2)
    QTest.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.list.item(3).setCheckState(Qt.CheckState.Checked)
    with qtbot.waitSignal(dialog.chosen):
        dialog._on_take_clicked()
    assert table.shown_keys() == ["loss", "summary", "extra"]
    again = LedgerTable(LazyTableModel(COLUMNS, lambda ids: []), "clues", settings=settings)
    qtbot.addWidget(again)
    assert again.shown_keys() == ["loss", "summary", "extra"]


def test_hiding_everything_leaves_one_column(table):
    dialog = table.choose_columns()
    for place in range(dialog.list.count()):
        dialog.list.item(place).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.choice().hidden == {"summary", "loss", "extra"}
    dialog.reject()


def test_a_width_set_by_hand_is_remembered(table, settings, qtbot):
    table.setColumnWidth(1, 333)
    again = LedgerTable(LazyTableModel(COLUMNS, lambda ids: []), "clues", settings=settings)
    qtbot.addWidget(again)
    assert again.columnWidth(1) == 333


@pytest.mark.parametrize("kept", ["", "{", '{"order": 3}', '{"order": ["gone"], "hidden": [], "widths": {}}'])
def test_a_choice_that_no_longer_fits_falls_back_to_the_usual(settings, kept):
    settings.setValue("columns/clues", kept)
    assert remembered(settings, "clues", COLUMNS) == usual(COLUMNS)


def ink_at_the_end(table, place):
    """Whether the last character of a heading is drawn: painted pixels left of the sort arrow's room."""
    head = table.horizontalHeader()
    left, width = head.sectionViewportPosition(place), head.sectionSize(place)
    return head.grab(QRect(left, 4, width - 3, head.height() - 8)).toImage()


def test_headings_are_never_cut_by_the_arrow_of_the_order(table):
    """The heading with the arrow is the heading without it, shifted, and nothing is missing."""
    table.resize(900, 300)
    metrics = QFontMetrics(table._head.heading_font())
    for place, column in enumerate(COLUMNS[:3]):
        assert table.columnWidth(place) >= metrics.horizontalAdvance(column.title) + 28

    def dark_pixels(image):
        return sum(
            image.pixelColor(x, y).lightness() < 170
            for x in range(image.width())
            for y in range(image.height())
        )

    plain = dark_pixels(ink_at_the_end(table, 2))
    table.show_sort("loss", False)
    assert dark_pixels(ink_at_the_end(table, 2)) > plain, "all of the words and the arrow"


def test_rows_stand_on_the_grid(table):
    assert table.rowHeight(0) == palette.ROW_HEIGHT


def test_the_first_column_stays_in_sight(table):
    frozen = table._frozen
    assert frozen.isVisible()
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    assert frozen.geometry().left() <= 1
    assert [column for column in range(4) if not frozen.isColumnHidden(column)] == [0]
    table.scrollTo(table.model().index(500, 0))
    assert frozen.verticalScrollBar().value() == table.verticalScrollBar().value()
    at = frozen.visualRect(table.model().index(500, 0)).center()
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table.current_uid() == "u500"


def test_the_menu_is_chinese_and_open_to_the_page(table):
    heard = []
    table.menu_opening.connect(lambda menu, uids: (heard.append(uids), menu.addAction("打开卷宗")))
    menu = table.open_menu(QPoint(0, 0), table.model().index(6, 1))
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert heard == [["u6"]]
    assert words == ["打开卷宗", "复制所选行\tCtrl+C", "全选\tCtrl+A", "选择列…", "恢复默认列"]
    menu.close()


def test_a_hundred_thousand_rows_are_held_as_ids_only(shown, settings):
    asked = []
    model = LazyTableModel(COLUMNS, lambda ids: [asked.append(uid) or Row(uid) for uid in ids])
    table = shown(LedgerTable(model, "many", settings=settings), 600, 300)
    model.set_ids([f"u{n}" for n in range(100_000)])
    table.grab()
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_End)
    table.grab()
    assert "u99999" in asked
    assert len(asked) <= 200


def test_a_column_fills_the_room_the_others_leave_until_it_is_given_a_width(shown, settings):
    columns = [
        ColumnDef("number", "线索编号", lambda row: row.uid, width=12),
        ColumnDef("text", "发现", lambda row: row.uid, width=40, fills=True),
        ColumnDef("change", "与上次比", lambda row: row.uid, width=10),
        ColumnDef("last", "说明", lambda row: row.uid, width=12),
    ]
    model = LazyTableModel(columns, lambda ids: [Row(uid) for uid in ids])
    table = shown(LedgerTable(model, "filled", settings=settings), 900, 300)

    def room():
        return table.viewport().width() - sum(table.columnWidth(at) for at in table.shown_columns())

    wide = table.columnWidth(1)
    assert room() == 0
    table.resize(600, 300)
    assert room() == 0
    assert table.columnWidth(1) < wide
    table.show_column("change", False)
    assert room() == 0
    assert table.choice.widths == {}, "what the program fits is nobody's choice"
    table.resize(200, 300)
    assert room() < 0, "half of its usual width stays, and the table scrolls"
    assert table.columnWidth(1) >= 20 * table.fontMetrics().horizontalAdvance("0")
    table.resize(900, 300)
    table.setColumnWidth(1, 150)
    assert table.choice.widths == {"text": 150}
    table.resize(700, 300)
    assert table.columnWidth(1) == 150


def test_nothing_lies_over_the_words_of_an_empty_table(table):
    table.resize(260, 200)
    fill(table, [])
    QApplication.processEvents()
    assert table.horizontalScrollBar().maximum() > 0
    assert not table._frozen.isVisible()
    fill(table, ["u1"])
    assert table._frozen.isVisible()
