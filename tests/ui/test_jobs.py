import sys
import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import delete

from ui import work_apart
from zhuize_desktop.domain.errors import Conflict, FieldError, UserError
from zhuize_desktop.ui import jobs as jobs_module
from zhuize_desktop.ui.busy import Veil
from zhuize_desktop.ui.child import Aborted
from zhuize_desktop.ui.crash import RemoteFault
from zhuize_desktop.ui.jobs import Jobs
from zhuize_desktop.ui.messages import MessageBox

GUI = threading.get_ident()


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.shut_down()


@pytest.fixture
def bugs(monkeypatch):
    """What the crash hook would be given."""
    met = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: met.append(error))
    return met


class Gate:
    """Work that waits until the test opens it."""

    def __init__(self):
        self.open = threading.Event()
        self.entered = threading.Event()

    def work(self, value=None):
        self.entered.set()
        assert self.open.wait(30)
        return value

    def counted(self, progress):
        self.entered.set()
        assert self.open.wait(30)
        progress(0.5, "一半")
        return "done"


@pytest.fixture
def gate():
    made = Gate()
    yield made
    made.open.set()


def test_work_runs_on_the_ledger_thread_and_comes_back_on_the_gui_thread(jobs, qtbot):
    seen = []
    jobs.run(threading.get_ident, on_done=lambda ident: seen.append((ident, threading.get_ident())))
    jobs.run(threading.get_ident, on_done=lambda ident: seen.append((ident, threading.get_ident())))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] == seen[1]
    worker, receiver = seen[0]
    assert receiver == GUI
    assert worker != GUI


def test_work_is_done_in_the_order_asked(jobs, qtbot):
    seen = []
    for number in range(50):
        jobs.run(lambda n=number: n, on_done=seen.append)
    with qtbot.waitSignal(jobs.idle):
        pass
    assert seen == list(range(50))
    assert jobs.is_idle


def test_changes_are_broadcast_after_the_callback(jobs, qtbot):
    heard = []
    jobs.changed.connect(lambda changes: heard.append(("changed", changes)))
    result = SimpleNamespace(value=1, changes="what changed")
    jobs.run(lambda: result, on_done=lambda got: heard.append(("done", got.value)))
    with qtbot.waitSignal(jobs.idle):
        pass
    assert heard == [("done", 1), ("changed", "what changed")]


def test_an_owner_that_is_gone_is_not_called_but_the_change_is_told(jobs, qtbot, gate):
    owner, called = QWidget(), []
    result = SimpleNamespace(changes="c")
    jobs.run(gate.work, result, owner=owner, on_done=called.append)
    delete(owner)
    with qtbot.waitSignal(jobs.changed) as changed:
        gate.open.set()
    assert changed.args == ["c"]
    assert called == []


def test_an_error_of_an_owner_that_is_gone_is_still_shown(jobs, qtbot, gate, qapp):
    before = set(qapp.topLevelWidgets())  # other tests may have left theirs
    owner, called = QWidget(), []

    def refuse():
        gate.work()
        raise Conflict("别人改过了。")

    jobs.run(refuse, owner=owner, on_error=called.append)
    delete(owner)
    with qtbot.waitSignal(jobs.idle):
        gate.open.set()
    made = [found for found in qapp.topLevelWidgets() if found not in before]
    [box] = [found for found in made if isinstance(found, MessageBox)]
    assert box.sentence.text() == "别人改过了。"
    assert called == []
    box.close()


def test_a_user_error_goes_to_on_error_or_to_a_box(jobs, qtbot, shown, bugs):
    owner, heard = shown(QWidget()), []

    def refuse():
        raise FieldError("name", "重名。")

    jobs.run(refuse, owner=owner, on_error=heard.append)
    jobs.run(refuse, owner=owner)
    with qtbot.waitSignal(jobs.idle):
        pass
    assert [type(error) for error in heard] == [FieldError]
    [box] = owner.findChildren(MessageBox)
    assert box.sentence.text() == "重名。"
    assert bugs == []


def test_a_bug_goes_to_the_crash_hook_even_when_the_page_listens(jobs, qtbot, bugs):
    heard = []
    jobs.run(lambda: 1 / 0, on_error=heard.append)
    jobs.run(lambda: [][1])
    with qtbot.waitSignal(jobs.idle):
        pass
    assert [type(error) for error in bugs] == [ZeroDivisionError, IndexError]
    assert [type(error) for error in heard] == [ZeroDivisionError]


def test_a_callback_that_fails_does_not_swallow_the_broadcast(jobs, qtbot):
    heard = []
    jobs.changed.connect(heard.append)

    def break_down(_):
        raise RuntimeError("callback")

    with qtbot.captureExceptions() as met:
        jobs.run(lambda: SimpleNamespace(changes=1), on_done=break_down)
        with qtbot.waitSignal(jobs.idle):
            pass
    assert heard == [1]
    assert [kind for kind, _, _ in met] == [RuntimeError]


def test_progress_comes_in_words_and_cancel_stops_the_work(jobs, qtbot, gate):
    told, ended = [], []
    job = jobs.run(gate.counted, on_done=ended.append, on_abort=lambda: ended.append("aborted"))
    job.progressed.connect(lambda fraction, text: told.append((fraction, text)))
    gate.entered.wait(30)
    gate.open.set()
    with qtbot.waitSignal(jobs.idle):
        pass
    assert (told, ended) == ([(0.5, "一半")], ["done"])
    other = Gate()
    job = jobs.run(other.counted, on_done=ended.append, on_abort=lambda: ended.append("aborted"))
    other.entered.wait(30)
    job.cancel()
    other.open.set()
    with qtbot.waitSignal(jobs.idle):
        pass
    assert ended == ["done", "aborted"]


def test_work_without_progress_cannot_be_cancelled(jobs, qtbot, gate):
    ended = []
    job = jobs.run(gate.work, 7, on_done=ended.append)
    assert not job.can_cancel
    job.cancel()
    gate.open.set()
    with qtbot.waitSignal(jobs.idle):
        pass
    assert ended == [7]


def test_only_the_newest_of_a_name_delivers(jobs, qtbot, gate, shown):
    owner, other, seen = shown(QWidget()), shown(QWidget()), []
    jobs.run(gate.work, 0, owner=owner, latest="search", on_done=seen.append)
    for number in (1, 2, 3):
        jobs.run(lambda n=number: n, owner=owner, latest="search", on_done=seen.append)
    jobs.run(lambda: "other", owner=other, latest="search", on_done=seen.append)
    gate.open.set()
    with qtbot.waitSignal(jobs.idle):
        pass
    assert seen == [3, "other"]


def page(shown):
    made = QWidget()
    layout = QVBoxLayout(made)
    made.line, made.button = QLineEdit(), QPushButton("按")
    made.pressed = []
    made.button.clicked.connect(lambda: made.pressed.append(1))
    layout.addWidget(made.line)
    layout.addWidget(made.button)
    shown(made, 500, 400)
    made.line.setFocus()
    return made


def veils(widget):
    return [child for child in widget.children() if isinstance(child, Veil)]


def test_a_busy_page_takes_no_second_click_and_shows_itself_busy_only_later(jobs, qtbot, gate, shown):
    covered = page(shown)
    jobs.run(gate.work, owner=covered, busy=covered, title="保存")
    [veil] = veils(covered)
    assert not veil.panel.isVisible()
    assert covered.line.hasFocus(), "typing goes on until the veil shows"
    under = covered.childAt(covered.button.geometry().center())
    assert veil.isAncestorOf(under) or under is veil
    qtbot.waitUntil(veil.panel.isVisible)
    assert veil.words.text() == "正在保存…"
    assert not veil.stop.isVisible()
    assert not covered.line.hasFocus()
    gate.open.set()
    with qtbot.waitSignal(jobs.idle):
        pass
    qtbot.waitUntil(lambda: not veils(covered))
    assert covered.line.hasFocus()
    QTest.mouseClick(covered.button, Qt.MouseButton.LeftButton)
    assert covered.pressed == [1]


def test_work_done_at_once_shows_nothing(jobs, qtbot, shown, monkeypatch):
    appeared = []
    monkeypatch.setattr(Veil, "appear", lambda self: appeared.append(self))
    covered = page(shown)
    jobs.run(lambda: 1, owner=covered, busy=covered)
    with qtbot.waitSignal(jobs.idle):
        pass
    qtbot.waitUntil(lambda: not veils(covered))
    qtbot.wait(jobs_module.BUSY_AFTER_MS + 100)
    assert appeared == []


def test_the_veil_shows_progress_and_its_button_cancels(jobs, qtbot, shown):
    covered, ended = page(shown), []
    steps = Gate()

    def counted(progress):
        progress(0.25, "第 1 步")
        steps.work()
        progress(0.5, "第 2 步")

    jobs.run(counted, owner=covered, busy=covered, title="核对", on_abort=lambda: ended.append("aborted"))
    [veil] = veils(covered)
    qtbot.waitUntil(veil.panel.isVisible)
    qtbot.waitUntil(lambda: veil.bar.value() == 250)
    assert veil.words.text() == "第 1 步"
    assert veil.percent.text() == "已完成 25%"
    assert veil.stop.hasFocus()
    QTest.mouseClick(veil.stop, Qt.MouseButton.LeftButton)
    assert veil.words.text() == "正在取消…"
    steps.open.set()
    with qtbot.waitSignal(jobs.idle):
        pass
    assert ended == ["aborted"]


def test_two_jobs_share_one_veil_until_both_are_done(jobs, qtbot, gate, shown):
    covered = page(shown)
    jobs.run(lambda: 1, owner=covered, busy=covered)
    jobs.run(gate.work, owner=covered, busy=covered)
    assert len(veils(covered)) == 1
    qtbot.waitUntil(gate.entered.is_set)
    qtbot.waitUntil(lambda: len(veils(covered)[0]._jobs) == 1)
    gate.open.set()
    qtbot.waitUntil(lambda: not veils(covered))


def test_a_page_deleted_while_busy_leaves_nothing_behind(jobs, qtbot, gate, shown, bugs):
    covered, called = QWidget(), []
    jobs.run(gate.work, owner=covered, busy=covered, on_done=called.append)
    delete(covered)
    with qtbot.waitSignal(jobs.idle):
        gate.open.set()
    assert (called, bugs) == ([], [])


def test_shutting_down_waits_for_what_was_asked_and_stops_what_can_be_stopped(qapp):
    made, done, gate = Jobs(), [], Gate()

    def for_ever(progress):
        gate.entered.set()
        while True:
            progress(0.0, "")

    made.run(for_ever)
    made.run(lambda: done.append("saved"))
    gate.entered.wait(30)
    made.shut_down()
    assert done == ["saved"]


def test_a_bug_met_while_shutting_down_still_reaches_the_log(qapp, bugs):
    made, gate = Jobs(), Gate()

    def break_down():
        gate.work()
        raise ZeroDivisionError

    made.run(break_down)
    gate.entered.wait(30)
    threading.Timer(0.05, gate.open.set).start()
    made.shut_down()
    assert [type(error) for error in bugs] == [ZeroDivisionError]


def test_the_child_process(jobs, qtbot, bugs):
    """One process for the whole story, because starting one takes a while."""
    got, told, heard = [], [], []
    jobs.run_apart(work_apart.square, 7, on_done=got.append)
    job = jobs.run_apart(work_apart.count_up, 3, on_done=got.append)
    job.progressed.connect(lambda fraction, text: told.append((fraction, text)))
    jobs.run_apart(work_apart.refuse_field, "金额不对。", on_error=heard.append)
    jobs.run_apart(work_apart.refuse, "别人改过了。", on_error=heard.append)
    jobs.run_apart(work_apart.fail_with, "张三 13800000000", on_error=heard.append)
    with qtbot.waitSignal(jobs.idle, timeout=60_000):
        pass
    (squared, pid), counted = got
    assert squared == 49
    assert pid != __import__("os").getpid()
    assert counted == 3
    # Progress and result travel apart: what comes after the result is no longer told.
    assert told == [(0.0, "0"), (1 / 3, "1"), (2 / 3, "2")][: len(told)]
    field, conflict, bug = heard
    assert (type(field), field.field, field.sentence) == (FieldError, "amount", "金额不对。")
    assert (type(conflict), conflict.sentence) == (Conflict, "别人改过了。")
    assert isinstance(conflict, UserError)
    assert bugs == [bug]
    assert isinstance(bug, RemoteFault)
    assert bug.kind == "builtins.ValueError"
    assert "13800000000" not in repr((bug, bug.frames))
    aborted = []
    endless = jobs.run_apart(work_apart.count_for_ever, on_abort=lambda: aborted.append(1))
    with qtbot.waitSignal(endless.progressed, timeout=60_000):
        pass
    endless.cancel()
    with qtbot.waitSignal(jobs.idle, timeout=60_000):
        pass
    assert aborted == [1]


def test_aborted_is_no_error_of_the_user():
    assert not issubclass(Aborted, UserError)
