import sys
import threading

import pytest
from PySide6.QtCore import Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from shiboken6 import isValid

from zhuize_desktop import __version__
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import UserError
from zhuize_desktop.ui import messages
from zhuize_desktop.ui.crash import CrashDialog, CrashHook, install_crash_hook, report
from zhuize_desktop.ui.messages import Answer, MessageBox

CLOCK = FixedClock.on(__import__("datetime").date(2026, 11, 23))
SECRET = "张三13800000000"


@pytest.fixture
def page(shown):
    return shown(QWidget(), 400, 300)


def press(box, words):
    [button] = [found for found in box.findChildren(QPushButton) if found.text() == words]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_error_is_its_own_sentence(page, qtbot):
    box = messages.show_error(page, UserError("磁盘已满，请清理后再保存。"))
    assert box.isVisible()
    assert box.sentence.text() == "磁盘已满，请清理后再保存。"
    press(box, "知道了")
    qtbot.waitUntil(lambda: not isValid(box))


@pytest.mark.parametrize(
    ("words", "answer"),
    [("保存", Answer.SAVE), ("不保存", Answer.DISCARD), ("继续编辑", Answer.CANCEL)],
)
def test_the_question_about_unsaved_changes(page, words, answer):
    given = []
    press(messages.ask_save(page, given.append), words)
    assert given == [answer]


def test_escape_and_the_cross_are_the_harmless_answer(page):
    given = []
    QTest.keyClick(messages.ask_save(page, given.append), Qt.Key.Key_Escape)
    messages.ask_save(page, given.append).close()
    assert given == [Answer.CANCEL, Answer.CANCEL]


def test_confirming_and_declining(page):
    given = []
    ask = dict(yes="撤回", no="不撤回", declined=lambda: given.append("no"))
    press(messages.confirm(page, "要撤回吗？", lambda: given.append("yes"), **ask), "撤回")
    press(messages.confirm(page, "要撤回吗？", lambda: given.append("yes"), **ask), "不撤回")
    assert given == ["yes", "no"]


def test_enter_never_does_the_dangerous_thing(page):
    given = []
    box = messages.confirm(page, "要撤回吗？", lambda: given.append("yes"), yes="撤回", danger=True)
    QTest.keyClick(box.focusWidget(), Qt.Key.Key_Return)
    assert given == []
    assert not box.isVisible()


def test_no_box_speaks_english(page):
    boxes = [
        messages.show_error(page, UserError("错。")),
        messages.show_notice(page, "好。", "细节"),
        messages.ask_save(page, lambda _: None),
        messages.confirm(page, "吗？", lambda: None),
    ]
    for box in boxes:
        words = [box.windowTitle()] + [button.text() for button in box.findChildren(QPushButton)]
        assert all(word and not word.isascii() for word in words), words
        box.close()


def test_a_text_is_never_read_as_markup(page):
    box = messages.show_error(page, UserError("文件 <b>甲</b> 打不开。"))
    assert box.sentence.textFormat() == Qt.TextFormat.PlainText
    box.close()


def fail_deep(secret):
    local = f"值 {secret}"
    try:
        raise ValueError(f"bad value {local}")
    except ValueError as cause:
        raise KeyError(secret) from cause


def test_a_report_has_types_places_and_versions_and_no_contents():
    with pytest.raises(KeyError) as met:
        fail_deep(SECRET)
    text = report(met.value, "2026-11-23 09:00").text
    assert "错误 builtins.KeyError" in text
    assert "起因 builtins.ValueError" in text
    assert "test_messages_and_crash.py:" in text
    assert "fail_deep" in text
    assert f"程序 {__version__}" in text
    for part in ("张三", "13800000000", "bad value", "值 ", "/work", "/home"):
        assert part not in text


def test_exceptions_that_point_at_each_other_end():
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert report(first, "").text.count("builtins.ValueError") == 1


@pytest.fixture
def hook(qapp, tmp_path):
    before = sys.excepthook, threading.excepthook
    made = install_crash_hook(qapp, tmp_path / "logs", CLOCK)
    yield made
    sys.excepthook, threading.excepthook = before
    qInstallMessageHandler(None)
    if made.dialog is not None:
        made.dialog.close()


def log_of(hook):
    return hook._log.read_text("utf-8")


def test_a_bug_is_logged_and_shown_and_the_report_can_be_copied(hook, qtbot):
    with pytest.raises(KeyError) as met:
        fail_deep(SECRET)
    sys.excepthook(met.type, met.value, met.tb)
    qtbot.waitUntil(lambda: hook.dialog is not None)
    assert isinstance(hook.dialog, CrashDialog)
    press(hook.dialog, "复制报告")
    assert QApplication.clipboard().text().startswith("时间 2026-11-23 09:00")
    assert "builtins.KeyError" in log_of(hook)
    assert "13800000000" not in log_of(hook)
    press(hook.dialog, "关闭")
    assert hook.dialog is None


def test_further_bugs_join_the_open_dialog(hook, qtbot):
    for kind in (KeyError, ZeroDivisionError):
        sys.excepthook(kind, kind(), None)
    qtbot.waitUntil(lambda: hook.dialog is not None and "ZeroDivision" in hook.dialog.text.toPlainText())
    assert "KeyError" in hook.dialog.text.toPlainText()


def test_a_bug_in_any_thread_is_shown(hook, qtbot):
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: hook.dialog is not None)
    assert "ZeroDivisionError" in hook.dialog.text.toPlainText()


def test_a_user_error_nobody_caught_is_told_as_such(hook, qtbot, qapp):
    before = set(qapp.topLevelWidgets())
    error = UserError("打印机没有纸。")
    sys.excepthook(UserError, error, None)

    def boxes():
        made = [box for box in qapp.topLevelWidgets() if box not in before]
        return [box for box in made if isinstance(box, MessageBox) and box.isVisible()]

    qtbot.waitUntil(lambda: bool(boxes()))
    [box] = boxes()
    assert box.sentence.text() == "打印机没有纸。"
    assert hook.dialog is None
    box.close()


def test_qt_warnings_go_to_the_log_without_what_was_typed(hook):
    hook.on_qt_message(QtMsgType.QtWarningMsg, None, "QFoo: cannot use '张三' here")
    hook.on_qt_message(QtMsgType.QtDebugMsg, None, "chatter")
    assert log_of(hook) == "2026-11-23 09:00 Qt QtWarningMsg QFoo: cannot use '…' here\n"


def test_a_log_that_cannot_be_written_stops_nothing(qapp, tmp_path, capsys):
    (tmp_path / "logs").write_text("a file where the folder should be")
    CrashHook(qapp, tmp_path / "logs", CLOCK).write("line\n")
    assert capsys.readouterr().err == "line\n"


def test_a_long_log_gives_way_to_a_new_one(hook):
    hook.write("x" * 1_000_001 + "\n")
    hook.write("new\n")
    assert log_of(hook) == "new\n"
