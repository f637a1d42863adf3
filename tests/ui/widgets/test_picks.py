import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ui.keys import focused, press, type_in
from ui.sample_record import DICTIONARIES, PEOPLE
from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.ui.widgets.choice_edit import ChoiceEdit
from zhuize_desktop.ui.widgets.entry import LineEntry
from zhuize_desktop.ui.widgets.pinyin import matches
from zhuize_desktop.ui.widgets.record_pick import RecordPick
from zhuize_desktop.ui.widgets.suggest import Entry, arrange
from zhuize_desktop.ui.widgets.tree_pick import TreePick

KEY = Qt.Key


@pytest.fixture
def placed(shown):
    def place(edit):
        parent = QWidget()
        layout = QVBoxLayout(parent)
        edit.after = LineEntry()
        layout.addWidget(edit)
        layout.addWidget(edit.after)
        shown(parent, 400, 200)
        edit.setFocus()
        return edit

    return place


def listed(edit):
    return [line.entry.code for line in edit.popup.lines] if edit.popup.isVisible() else None


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("购销管理", "gx", True),
        ("购销管理", "gl", True),
        ("购销管理", "gg", False),
        ("重大资产", "zd", True),
        ("重大资产", "cdzc", True),
        ("重大资产", "ZDZC", True),
        ("重大资产", "资产", True),
        ("审计A项", "sjax", True),
        ("虚构港口物流有限公司", "gk", True),
        ("虚构港口物流有限公司", "wlyx", True),
        ("虚构港口物流有限公司", "gangkou", True),
        ("虚构港口物流有限公司", "gangkwul", True),
        ("虚构港口物流有限公司", "angkou", False),
        ("虚构港口物流有限公司", "gankou", False),
        ("重大资产", "zhongdazc", True),
        ("港口", "gkw", False),
        ("购销", "gxgl", False),
        ("购销", "", True),
    ],
)
def test_pinyin(text, query, found):
    assert matches(text, query) is found


def test_typing_initials_filters_and_enter_takes_and_moves_on(placed, qtbot):
    edit = placed(ChoiceEdit(DICTIONARIES["category"]))
    type_in("zj")
    assert listed(edit) == ["fund"]
    with qtbot.waitSignal(edit.edited):
        press(KEY.Key_Return)
    assert edit.value() == "fund"
    assert edit.line.text() == "资金管理"
    assert focused() is edit.after
    assert listed(edit) is None


def test_arrows_walk_the_list_and_the_present_choice_is_marked(placed):
    edit = placed(ChoiceEdit(DICTIONARIES["category"]))
    edit.set_value("fund")
    press(KEY.Key_Down)
    assert listed(edit) == ["buy", "fund", "equity"]
    assert edit.popup.marked().code == "fund"
    press(KEY.Key_Down)
    press(KEY.Key_Return)
    assert edit.value() == "equity"


def test_escape_closes_the_list_and_keeps_the_text(placed):
    edit = placed(ChoiceEdit(DICTIONARIES["category"]))
    type_in("管理")
    press(KEY.Key_Escape)
    assert listed(edit) is None
    assert edit.typed() == "管理"


def test_text_that_names_nothing_is_marked_and_kept(placed):
    edit = placed(ChoiceEdit(DICTIONARIES["category"]))
    type_in("别的")
    assert listed(edit) is None
    press(KEY.Key_Tab)
    assert edit.line.property("invalid") is True
    assert edit.typed() == "别的"
    with pytest.raises(FieldError, match="别的"):
        edit.value()


def test_an_exact_label_is_taken_when_the_field_is_left(placed):
    edit = placed(ChoiceEdit(DICTIONARIES["category"]))
    type_in("资金管理")
    press(KEY.Key_Tab)
    assert edit.value() == "fund"


def test_clearing_the_text_clears_the_choice(placed):
    edit = placed(ChoiceEdit(DICTIONARIES["category"]))
    edit.set_value("fund")
    edit.line.selectAll()
    press(KEY.Key_Delete)
    assert edit.value() == ""


def test_a_code_that_went_out_of_use_is_kept(placed):
    edit = placed(ChoiceEdit(DICTIONARIES["category"]))
    edit.set_value("old")
    assert edit.line.text() == "old（已停用）"
    press(KEY.Key_Tab)
    assert edit.value() == "old"


def test_a_click_takes(placed):
    edit = placed(ChoiceEdit(DICTIONARIES["category"]))
    edit.open_list()
    view = edit.popup.list
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 27 + 10))
    assert edit.value() == "fund"


def test_a_tree_shows_headings_that_cannot_be_taken(placed):
    edit = placed(TreePick(DICTIONARIES["tree"]))
    press(KEY.Key_Down)
    assert [(line.entry.code, line.depth) for line in edit.popup.lines] == [
        ("9", 0),
        ("9.1", 1),
        ("9.2", 1),
        ("12", 0),
        ("12.1", 1),
    ]
    assert edit.popup.marked().code == "9.1"
    QTest.mouseClick(edit.popup.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert edit.value() == ""
    for _ in range(3):
        press(KEY.Key_Down)
    assert edit.popup.marked().code == "12.1", "the heading between is stepped over"


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("12", ["12", "12.1"]),
        ("9.2", ["9", "9.2"]),
        ("jzdc", ["12", "12.1"]),
        ("第9条第2项", ["9", "9.2"]),
        ("股权投资方面", ["12", "12.1"]),
        ("没有", []),
    ],
)
def test_a_tree_is_searched_by_label_code_clause_and_initials(query, codes):
    assert [line.entry.code for line in arrange(DICTIONARIES["tree"], query)] == codes


def test_a_tree_says_how_far_an_entry_is_verified(placed):
    edit = placed(TreePick(DICTIONARIES["tree"]))
    edit.open_list()
    model = edit.popup.list.model()
    assert model.index(2, 0).data() == "开展无实物流转贸易 第9条第2项 待核对"
    edit.popup.grab()


@pytest.fixture
def people(placed):
    asked = []

    def make(**options):
        edit = RecordPick(
            lambda text: [(uid, name, post) for uid, (name, post) in PEOPLE.items() if text in name],
            lambda uid: PEOPLE[uid][0] if uid in PEOPLE else "",
            create=lambda text, done: asked.append((text, done)),
            **options,
        )
        edit.asked = asked
        return placed(edit)

    return make


def test_many_are_collected_in_order_without_doubles(people):
    edit = people(many=True)
    for text in ("王", "李"):
        type_in(text)
        press(KEY.Key_Return)
    assert edit.value() == ("p2", "p1")
    type_in("王")
    assert [line.entry.label for line in edit.popup.lines] == ["＋ 新建“王”"], (
        "one picked is not offered again"
    )
    press(KEY.Key_Escape)
    assert edit.typed() == "王"
    press(KEY.Key_Backspace)
    assert edit.value() == ("p2", "p1")


def test_enter_after_a_pick_stays_for_the_next_and_on_the_empty_line_moves_on(people):
    edit = people(many=True)
    type_in("王")
    press(KEY.Key_Return)
    assert focused() is edit.line
    press(KEY.Key_Return)
    assert focused() is edit.after


def test_a_cross_removes_one(people, qtbot):
    edit = people(many=True)
    edit.set_value(("p1", "p2"))
    crosses = edit.findChildren(QToolButton)
    cross = next(found for found in crosses if found.accessibleName() == "移除 李海涛")
    with qtbot.waitSignal(edit.edited):
        QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert edit.value() == ("p2",)


def test_backspace_first_marks_and_then_removes_the_last(people):
    edit = people(many=True)
    edit.set_value(("p1", "p2"))
    press(KEY.Key_Backspace)
    assert edit.value() == ("p1", "p2")
    press(KEY.Key_Left)
    press(KEY.Key_Backspace)
    assert edit.value() == ("p1", "p2"), "another key in between takes the mark away"
    press(KEY.Key_Backspace)
    assert edit.value() == ("p1",)


def test_a_new_record_is_made_in_place(people, qtbot):
    edit = people()
    type_in("赵敏")
    assert edit.popup.lines[-1].entry.label == "＋ 新建“赵敏”"
    press(KEY.Key_Return)
    [(text, done)] = edit.asked
    assert text == "赵敏"
    assert edit.typed() == "赵敏", "given up, the text still stands"
    with qtbot.waitSignal(edit.edited):
        done(Entry("p9", "赵敏"))
    assert edit.value() == "p9"
    assert edit.line.text() == "赵敏"


def test_read_only_shows_and_does_nothing(people):
    edit = people(many=True)
    edit.set_value(("p1",))
    edit.set_read_only(True)
    assert edit.findChildren(QToolButton, options=Qt.FindChildOption.FindDirectChildrenOnly) == []
    edit.open_list()
    assert listed(edit) is None
    assert edit.value() == ("p1",)


def test_a_sentence_that_comes_up_above_leaves_the_list_open(people, qapp):
    """What is typed moves the line down by what follows from it; Enter still takes the entry and stays for more."""
    edit = people(many=True)
    type_in("李海涛")
    assert edit.popup.isVisible()
    before = edit.popup.geometry()
    room = edit.parentWidget().layout()
    said = QWidget()
    said.setFixedHeight(40)
    room.insertWidget(0, said)
    qapp.processEvents()
    assert edit.popup.isVisible()
    assert edit.popup.geometry().top() > before.top()
    press(KEY.Key_Return)
    assert len(edit.value()) == 1
    assert focused() is edit.line


def test_a_query_that_fits_a_heading_only_offers_what_stands_below_it(placed):
    edit = placed(TreePick(DICTIONARIES["tree"]))
    type_in("股权投资")
    assert listed(edit) == ["12", "12.1"]
    press(KEY.Key_Return)
    assert edit.value() == "12.1"


def test_the_entry_that_fits_is_marked_and_not_the_value_above_it(placed):
    edit = placed(TreePick([Entry("audit", "审计"), Entry("audit.special", "专项审计", parent="audit")]))
    type_in("专项")
    assert listed(edit) == ["audit", "audit.special"]
    press(KEY.Key_Return)
    assert edit.value() == "audit.special"


def test_a_query_that_fits_an_entry_leaves_out_its_neighbours(placed):
    edit = placed(TreePick(DICTIONARIES["tree"]))
    type_in("订立合同")
    assert listed(edit) == ["9", "9.1"]


def test_what_is_known_by_that_very_name_comes_first_and_a_second_of_it_is_called_so(people):
    edit = people()
    type_in("李海涛")
    assert [line.entry.label for line in edit.popup.lines] == ["李海涛", "＋ 另建同名的“李海涛”"]
    assert edit.popup.marked().code == "p1"


def test_a_text_of_any_length_is_refused_in_one_short_sentence(people):
    edit = people()
    edit.set_typed("甲" * 5000)
    assert len(edit.fault()) < 80


def test_a_line_that_scrolls_out_of_sight_closes_its_list(people, qapp):
    edit = people()
    type_in("李海涛")
    assert edit.popup.isVisible()
    edit.line.move(edit.line.x(), -500)
    qapp.processEvents()
    assert not edit.popup.isVisible()


def test_a_line_without_room_while_the_form_is_laid_out_keeps_its_list(people, qapp):
    """What follows from the first of many needs room above the second: for a moment the line itself has none."""
    edit = people(many=True)
    type_in("李海涛")
    at = edit.line.pos()
    edit.line.move(at.x(), -500)
    edit.line.move(at)
    qapp.processEvents()
    assert edit.popup.isVisible()
    press(KEY.Key_Return)
    assert len(edit.value()) == 1
    assert focused() is edit.line


def test_enter_takes_a_whole_name_also_when_the_list_is_closed_and_stays_for_more(people):
    edit = people(many=True)
    type_in("李海涛")
    press(KEY.Key_Escape)
    assert listed(edit) is None
    press(KEY.Key_Return)
    assert edit.value() == ("p1",)
    assert focused() is edit.line
    press(KEY.Key_Return)
    assert focused() is edit.after


def test_enter_on_part_of_a_name_with_the_list_closed_goes_on_and_marks_it(people):
    edit = people(many=True)
    type_in("李海")
    press(KEY.Key_Escape)
    press(KEY.Key_Return)
    assert focused() is edit.after
    assert edit.typed() == "李海"
