from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.keys import press, type_in
from ui.sample_record import Answers, Sample
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import Conflict, FieldError
from zhuize_desktop.ui.forms.editor import EditorActions, KeptDraft, RecordEditor
from zhuize_desktop.ui.forms.form import FieldProblem, RecordForm
from zhuize_desktop.ui.messages import MessageBox

RECORD = Sample(name="甲", summary="乙")
CTRL = Qt.KeyboardModifier.ControlModifier


class Store:
    """What a page keeps: saved values, the draft, and whether it answers at once."""

    def __init__(self):
        self.saves, self.drafts, self.dropped, self.kept = [], [], 0, []

    def save(self, values):
        self.saves.append(values)

    def save_draft(self, typed, done):
        self.drafts.append(typed)
        self.kept.append(done)

    def drop(self):
        self.dropped += 1


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def editor(shown, store):
    clock = FixedClock(datetime(2026, 11, 20, 1, 41, tzinfo=UTC))
    actions = EditorActions(store.save, store.save_draft, store.drop)
    made = RecordEditor(RecordForm(Sample, Answers()), actions, clock)
    made.closed_times = []
    made.closed.connect(lambda: made.closed_times.append(1))
    shown(made, 900, 700)
    made.open(RECORD)
    made.form.focus_first()
    return made


def boxes(editor):
    return [box for box in editor.findChildren(MessageBox) if box.isVisible()]


def choose(editor, words):
    [box] = boxes(editor)
    [button] = [found for found in box.buttons if found.text() == words]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_change_is_kept_within_seconds_and_the_line_says_so_once_it_is(editor, store, qtbot):
    type_in("x")
    assert editor.state.text() == "有未保存的修改"
    qtbot.waitUntil(lambda: bool(store.drafts), timeout=10_000)
    assert store.drafts == [{"name": {"value": "x甲"}}]
    assert editor.state.text() == "有未保存的修改", "not yet kept"
    store.kept[0]()
    assert editor.state.text() == "未保存，草稿已留存 09:41"


def test_typing_without_pause_does_not_put_the_draft_off(editor):
    type_in("x")
    first = editor._timer.remainingTime()
    type_in("yz")
    assert 0 < editor._timer.remainingTime() <= first


def test_typing_back_to_the_saved_text_forgets_the_draft(editor, store):
    type_in("x")
    press(Qt.Key.Key_Backspace)
    editor.keep_draft()
    assert store.drafts == []
    assert store.dropped == 1
    assert editor.state.text() == ""


def test_ctrl_s_saves_the_values_and_the_new_version_is_clean(editor, store):
    type_in("x")
    press(Qt.Key.Key_S, CTRL)
    [values] = store.saves
    assert values["name"] == "x甲"
    assert not editor.save_button.isEnabled(), "not twice"
    press(Qt.Key.Key_S, CTRL)
    assert len(store.saves) == 1
    editor.saved(replace(RECORD, name="x甲"))
    assert editor.state.text() == "已保存 09:41"
    assert not editor.form.is_dirty()


def test_what_is_typed_while_saving_is_not_lost(editor, store):
    type_in("x")
    press(Qt.Key.Key_S, CTRL)
    type_in("y")
    editor.saved(replace(RECORD, name="x甲"))
    assert editor.form.value("name") == "xy甲"
    assert editor.form.is_dirty()
    assert editor._timer.isActive()


def test_nothing_is_saved_with_a_wrong_field_and_each_problem_is_a_way_to_it(editor, store):
    editor.form.editor("level").set_typed("三")
    editor.form.editor("summary").set_value("")
    editor.save()
    assert store.saves == []
    assert [link.text() for link in editor.problems.links] == [
        "级次：“三”不是整数，请只填数字，例如 3。",
        "概述还没有填写。",
    ]
    assert editor.form.editor("level").line.hasFocus()
    QTest.mouseClick(editor.problems.links[1], Qt.MouseButton.LeftButton)
    assert editor.form.editor("summary").hasFocus()


def test_a_refused_field_is_shown_where_it_stands(editor, store):
    type_in("x")
    editor.save()
    editor.save_failed(FieldError("remark", "备注含有身份证号，请删去。"))
    assert editor.form._rows["remark"].problem_text == "强制：备注含有身份证号，请删去。"
    assert editor.form.editor("remark").hasFocus()
    assert editor.form.value("name") == "x甲"
    assert editor.save_button.isEnabled()
    assert boxes(editor) == []


def test_another_refusal_is_a_box_and_the_text_stays(editor):
    type_in("x")
    editor.save()
    editor.save_failed(Conflict("这条记录刚被别人改过，请重新打开后再改。"))
    [box] = boxes(editor)
    assert box.sentence.text() == "这条记录刚被别人改过，请重新打开后再改。"
    assert editor.form.value("name") == "x甲"
    assert editor._timer.isActive()


def test_a_kept_draft_is_offered_and_restored(editor):
    kept = KeptDraft(
        datetime(2026, 11, 19, 7, 0, tzinfo=UTC),
        {"name": {"value": "丙"}, "on": {"text": "2026-13"}},
    )
    editor.open(RECORD, kept)
    assert editor.banner.words.text() == "有一份 2026-11-19 15:00 自动保存的草稿，改动 2 项。"
    assert editor.banner.restore.hasFocus()
    assert not editor.form.isEnabled(), "typing now would overwrite the draft"
    press(Qt.Key.Key_Return)
    assert editor.form.value("name") == "丙"
    assert editor.form.editor("on").typed() == "2026-13"
    assert not editor.banner.isVisible()
    assert editor.form.isEnabled()


def test_a_draft_over_an_outdated_version_says_so(editor):
    editor.open(RECORD, KeptDraft(datetime(2026, 11, 19, tzinfo=UTC), {"name": {"value": "丙"}}, True))
    assert "此后该记录已被修改" in editor.banner.words.text()


def test_a_kept_draft_can_be_dropped(editor, store):
    editor.open(RECORD, KeptDraft(datetime(2026, 11, 19, tzinfo=UTC), {"name": {"value": "丙"}}))
    QTest.mouseClick(editor.banner.drop, Qt.MouseButton.LeftButton)
    assert store.dropped == 1
    assert editor.form.value("name") == "甲"
    assert editor.form.isEnabled()


def test_a_clean_form_may_be_left(editor):
    assert editor.may_leave() is True
    assert boxes(editor) == []


def test_leaving_asks_and_going_on_editing_keeps_everything(editor, store):
    type_in("x")
    assert editor.may_leave() is False
    assert store.drafts == [{"name": {"value": "x甲"}}], "kept before asking"
    choose(editor, "继续编辑")
    assert editor.form.value("name") == "x甲"
    assert editor.closed_times == []


def test_escape_in_the_question_goes_on_editing(editor):
    type_in("x")
    editor.may_leave()
    [box] = boxes(editor)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert editor.form.value("name") == "x甲"
    assert editor.closed_times == []


def test_leaving_by_discarding(editor, store):
    left = []
    type_in("x")
    editor.may_leave(lambda: left.append(1))
    choose(editor, "不保存")
    assert left == [1]
    assert editor.closed_times == [1]
    assert store.dropped == 1
    assert not editor.form.is_dirty()


def test_leaving_by_saving_waits_for_the_save(editor, store):
    left = []
    type_in("x")
    editor.may_leave(lambda: left.append(1))
    choose(editor, "保存")
    assert left == []
    editor.saved(replace(RECORD, name="x甲"))
    assert left == [1]


def test_leaving_by_a_save_that_fails_stays(editor):
    left = []
    type_in("x")
    editor.may_leave(lambda: left.append(1))
    choose(editor, "保存")
    editor.save_failed(FieldError("name", "重名。"))
    editor.save()
    editor.saved(RECORD)
    assert left == []


def test_what_was_said_about_a_field_goes_when_the_field_is_changed(editor):
    said = [FieldProblem("name", Grade.MUST, "重名。"), FieldProblem("summary", Grade.VERIFY, "太短。")]
    editor.show_problems(said)
    assert [link.text() for link in editor.problems.links] == ["事项名称：重名。", "概述：太短。"]
    type_in("x")
    assert [link.text() for link in editor.problems.links] == ["概述：太短。"]
    editor.form.set_value("summary", "写长了")
    assert editor.problems.links == []
    assert not editor.problems.isVisible()


def test_giving_up_is_asked_and_forgets_the_draft(editor, store):
    assert not editor.discard_button.isEnabled()
    type_in("x")
    QTest.mouseClick(editor.discard_button, Qt.MouseButton.LeftButton)
    assert editor.form.value("name") == "x甲"
    choose(editor, "放弃修改")
    assert editor.form.value("name") == "甲"
    assert store.dropped == 1


def test_the_step_forward_saves_first(editor, store):
    taken = []
    editor.set_step("送达并进入整改", lambda: taken.append(1))
    QTest.mouseClick(editor.step_button, Qt.MouseButton.LeftButton)
    assert taken == [1]
    assert store.saves == [], "nothing to save"
    editor.form.focus_first()
    type_in("x")
    QTest.mouseClick(editor.step_button, Qt.MouseButton.LeftButton)
    assert taken == [1]
    editor.saved(replace(RECORD, name=store.saves[0]["name"]))
    assert taken == [1, 1]
