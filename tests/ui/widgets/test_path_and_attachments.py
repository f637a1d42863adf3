import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.ui.palette import ACCENT, GREEN, Tone
from zhuize_desktop.ui.widgets.attachments import Attached, AttachmentList, size_in_words
from zhuize_desktop.ui.widgets.stage_path import StagePath

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def path(shown):
    made = shown(StagePath(), 700, 80)
    made.set_stage(Stage.TRIAGE, {Stage.INTAKE: "2026-01-19"})
    return made


def colour(widget, stage):
    at = widget.cell(stage).center().x()
    return widget.grab().toImage().pixelColor(at, 13).name().upper()


def test_done_stages_are_green_and_the_present_one_filled(path):
    assert [colour(path, stage) for stage in (Stage.INTAKE, Stage.PRELIMINARY_CHECK)] == [GREEN, GREEN]
    assert colour(path, Stage.TRIAGE) == ACCENT
    assert colour(path, Stage.CLOSURE) not in (GREEN, ACCENT)
    path.set_stage(Stage.CLOSURE, over=True)
    assert colour(path, Stage.CLOSURE) == GREEN


def test_the_path_is_said_to_a_reader(path):
    assert path.accessibleDescription() == "现在：分类处置；已完成：受理、初步核实"


def test_a_stage_is_picked_by_mouse_and_by_keys(path, qtbot):
    with qtbot.waitSignal(path.picked) as picked:
        QTest.mouseClick(path, LEFT, pos=path.cell(Stage.DISPOSITION).center())
    assert picked.args == [Stage.DISPOSITION]
    path.setFocus()
    QTest.keyClick(path, Qt.Key.Key_Left)
    with qtbot.waitSignal(path.picked) as picked:
        QTest.keyClick(path, Qt.Key.Key_Return)
    assert picked.args == [Stage.INVESTIGATION]
    for _ in range(9):
        QTest.keyClick(path, Qt.Key.Key_Right)
    with qtbot.waitSignal(path.picked) as picked:
        QTest.keyClick(path, Qt.Key.Key_Return)
    assert picked.args == [Stage.CLOSURE]


def test_the_seven_names_fit_at_the_least_width(path):
    path.resize(path.minimumSizeHint())
    widest = max(QFontMetrics(path.font()).horizontalAdvance(stage.label) for stage in Stage)
    assert all(path.cell(stage).width() > widest for stage in Stage)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 KB"), (1, "1 KB"), (53_400, "52 KB"), (1024 * 1024, "1.0 MB"), (1_572_864, "1.5 MB")],
)
def test_sizes_in_words(size, words):
    assert size_in_words(size) == words


@pytest.fixture
def attachments(shown):
    made = shown(AttachmentList(), 400, 300)
    made.set_items(
        [
            Attached("a1", "会议纪要.pdf", 1_572_864, "李文海", ("校验不符", Tone.RED)),
            Attached("a2", "送达回证.jpg", 100),
        ]
    )
    made.list.setFocus()
    made.list.setCurrentRow(0)
    return made


def test_keys_and_double_click_ask(attachments, qtbot):
    with qtbot.waitSignal(attachments.open_requested) as asked:
        QTest.keyClick(attachments.list, Qt.Key.Key_Return)
    assert asked.args == ["a1"]
    QTest.keyClick(attachments.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(attachments.remove_requested) as asked:
        QTest.keyClick(attachments.list, Qt.Key.Key_Delete)
    assert asked.args == ["a2"]
    at = attachments.list.visualItemRect(attachments.list.item(0)).center()
    with qtbot.waitSignal(attachments.open_requested) as asked:
        QTest.mouseClick(attachments.list.viewport(), LEFT, pos=at)
        QTest.mouseDClick(attachments.list.viewport(), LEFT, pos=at)
    assert asked.args == ["a1"]


def test_the_current_one_stays_current(attachments):
    attachments.list.setCurrentRow(1)
    attachments.set_items([Attached("a2", "送达回证.jpg", 100), Attached("a3", "x", 1)])
    assert attachments.current_uid() == "a2"
    attachments.set_items([])
    assert attachments.current_uid() == ""


def test_the_menu_is_chinese(attachments):
    at = attachments.list.visualItemRect(attachments.list.item(1)).center()
    menu = attachments._open_menu(at)
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        "打开\tEnter",
        "另存为…",
        "移除…\tDelete",
    ]
    menu.close()
    attachments.set_read_only(True)
    menu = attachments._open_menu(at)
    assert len(menu.actions()) == 2
    menu.close()
    assert attachments._open_menu(QPoint(5, 290)) is None


def drop(widget, paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, mime, LEFT, keys)
    enter.setAccepted(False)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), copy, mime, LEFT, keys))
    return enter.isAccepted()


# The only spelling Qt 6.8 to 6.11 know.
@pytest.mark.filterwarnings("ignore:.*QDragEnterEvent.*:DeprecationWarning")
def test_files_are_dropped_and_folders_are_not(attachments, tmp_path, qtbot):
    file = tmp_path / "纪要 1.pdf"
    file.write_bytes(b"x")
    with qtbot.waitSignal(attachments.files_added) as added:
        assert drop(attachments, [file, tmp_path])
    assert added.args == [[file]]
    assert not drop(attachments, [tmp_path])
    attachments.set_read_only(True)
    assert not drop(attachments, [file])


def test_the_button_opens_the_file_dialog(attachments, tmp_path, qtbot):
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x")
    QTest.mouseClick(attachments.add_button, LEFT)
    [dialog] = attachments.findChildren(QFileDialog)
    with qtbot.waitSignal(attachments.files_added) as added:
        dialog.filesSelected.emit([str(file)])
    assert added.args == [[file]]
    dialog.close()
