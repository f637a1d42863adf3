from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel

from ui.keys import focused, press, type_in
from ui.sample_record import Answers, Colour, Sample
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.fields import Layout, columns
from zhuize_desktop.domain.money import MoneyUnit
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.ui.forms.form import FieldProblem, RecordForm
from zhuize_desktop.ui.palette import Tone
from zhuize_desktop.ui.widgets.suggest import Entry

KEY = Qt.Key
FULL = Sample(
    name="收购股权未开展尽职调查",
    on=date(2026, 11, 20),
    amount=5600_0000_00,
    level=3,
    kind="equity",
    areas=("fund", "buy"),
    colour=Colour.RED,
    situation="9.2",
    summary="第一行\n第二行",
    persons=("p2", "p1"),
    enterprise="e1",
    legacy=True,
    scope=False,
    seen=datetime(2026, 1, 1, tzinfo=UTC),
    situations=("12.1", "9.1"),
    remark="无",
)


@pytest.fixture
def form(shown):
    return shown(RecordForm(Sample, Answers()), 900, 700)


def test_every_typed_field_is_on_the_form_and_no_other(form):
    assert form.names == tuple(
        found.name for found in columns(Sample) if found.field.layout is not Layout.NONE
    )


def test_what_was_wrong_in_one_record_is_not_marked_in_the_next(form):
    form.load(None)
    form.jump_to("on")
    type_in("2月30日")
    press(KEY.Key_Return)
    line = form.editor("on").line
    assert line.property("invalid")
    form.load(FULL)
    assert not line.property("invalid")
    assert not line.toolTip()


def test_a_unit_chosen_for_one_record_is_not_kept_for_the_next(form):
    form.load(FULL)
    usual = form.editor("amount").unit
    form.editor("amount").set_unit(MoneyUnit.YUAN)
    assert usual is not MoneyUnit.YUAN
    form.load(FULL)
    assert form.editor("amount").unit is MoneyUnit.YUAN
    form.load(replace(FULL, uid="u2"))
    assert form.editor("amount").unit is usual
    form.editor("amount").set_unit(MoneyUnit.YUAN)
    form.load(None)
    assert form.editor("amount").unit is usual


@pytest.mark.parametrize("name", ["on", "amount", "level", "kind"])
def test_what_was_pasted_is_named_shortly_in_its_problem(form, name):
    form.editor(name).set_typed("乙" * 5000)
    (problem,) = [one for one in form.problems() if one.name == name]
    assert "乙" in problem.sentence
    assert len(problem.sentence) < 100


def test_an_empty_form_gives_the_declared_defaults(form):
    empty = Sample()
    assert form.draft() == {name: getattr(empty, name) for name in form.names}
    assert not form.is_dirty()


def test_a_record_comes_back_as_it_went_in(form, qtbot):
    with qtbot.assertNotEmitted(form.edited):
        form.load(FULL)
    assert replace(FULL, **form.draft()) == FULL
    assert not form.is_dirty()


records = st.builds(
    Sample,
    name=st.text("收购股权abc1", max_size=8),
    on=st.none() | st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    amount=st.none() | st.integers(0, 10**15 - 1),
    level=st.none() | st.integers(0, 99),
    kind=st.sampled_from(["", "buy", "out of use"]),
    areas=st.lists(st.sampled_from(["buy", "fund", "gone"]), unique=True).map(tuple),
    colour=st.sampled_from(Colour),
    situation=st.sampled_from(["", "9.1"]),
    summary=st.text("概述xyz", max_size=20),
    persons=st.lists(st.sampled_from(["p1", "p2", "unknown"]), unique=True).map(tuple),
    enterprise=st.sampled_from([None, "e1", "unknown"]),
    legacy=st.booleans(),
    scope=st.sampled_from([None, True, False]),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=records, after=records)
def test_a_kept_draft_put_over_the_old_record_gives_what_was_typed(form, before, after):
    form.load(before)
    for name in form.names:
        form.editor(name).set_value(getattr(after, name))
    kept = form.typed()
    assert set(kept) == {name for name in form.names if getattr(before, name) != getattr(after, name)}
    assert form.is_dirty() is bool(kept)
    form.load(before)
    assert not form.is_dirty()
    assert form.restore(kept) == []
    assert replace(before, **form.draft()) == after


def test_the_whole_form_is_filled_by_keyboard(form):
    form.focus_first()
    for text in ("违规担保", "20261120", "5600万", "3", "gq", "zj"):
        type_in(text)
        press(KEY.Key_Return)
    press(KEY.Key_Return)  # 重点领域 takes many: Enter on its empty line moves on
    press(KEY.Key_Return)  # 颜色 stays as it is
    type_in("wswl")
    press(KEY.Key_Return)
    type_in("经查")
    press(KEY.Key_Return)
    type_in("属实")
    press(KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    type_in("李")
    press(KEY.Key_Return)
    press(KEY.Key_Return)
    type_in("圣源")
    press(KEY.Key_Return)
    draft = form.draft()
    assert draft["name"] == "违规担保"
    assert draft["on"] == date(2026, 11, 20)
    assert draft["amount"] == 5600_0000_00
    assert draft["level"] == 3
    assert (draft["kind"], draft["areas"], draft["colour"]) == ("equity", ("fund",), Colour.GREEN)
    assert draft["situation"] == "9.2"
    assert draft["summary"] == "经查\n属实"
    assert (draft["persons"], draft["enterprise"]) == (("p1",), "e2")


def test_every_edit_names_its_field(form, qtbot):
    form.jump_to("level")
    with qtbot.waitSignal(form.edited) as edited:
        type_in("2")
    assert edited.args == ["level"]


def test_ctrl_s_asks_to_be_saved_from_any_field(form, qtbot):
    for name in ("name", "amount", "kind", "summary", "persons"):
        form.jump_to(name)
        with qtbot.waitSignal(form.submitted):
            press(KEY.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_undo_takes_back_typing(form):
    form.jump_to("summary")
    type_in("abc")
    press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.value("summary") == ""
    assert not form.is_dirty()


def test_required_fields_are_starred_by_stage(form):
    def starred():
        return [name for name in form.names if form._rows[name]._star.text() == "*"]

    assert starred() == ["name", "summary"]
    form.set_stage(Stage.DISPOSITION)
    assert starred() == ["name", "on", "summary"]


def test_problems_name_wrong_texts_and_empty_required_fields(form):
    form.editor("on").set_typed("2026-02-30")
    form.editor("persons").set_typed("赵")
    form.editor("summary").set_value("有")
    found = form.problems()
    assert [(problem.name, problem.grade) for problem in found] == [
        ("name", Grade.MUST),
        ("on", Grade.MUST),
        ("persons", Grade.MUST),
    ]
    assert found[0].sentence == "事项名称还没有填写。"
    assert "2026-02-30" in found[1].sentence
    with pytest.raises(FieldError) as refused:
        form.draft()
    assert refused.value.field == "on"


def test_problems_stand_beside_their_fields_with_the_grade_in_words(form, qtbot):
    problems = [
        FieldProblem("amount", Grade.VERIFY, "低于区间，须书面说明。"),
        FieldProblem("remark", Grade.MUST, "备注含有电话号码。"),
    ]
    form.show_problems(problems)
    assert form._rows["amount"].problem_text == "核实：低于区间，须书面说明。"
    assert form._rows["remark"].problem_text == "强制：备注含有电话号码。"
    assert form.editor("remark").isVisible(), "the fold is open"
    assert not form.editor("legacy").isVisible()
    form.jump_to("amount")
    type_in("1")
    assert form._rows["amount"].problem_text == "", "editing clears the remark at that field only"
    assert form._rows["remark"].problem_text
    form.show_problems([])
    assert form._rows["remark"].problem_text == ""


def test_consequences_are_said_below(form):
    form.set_consequence("amount", "重大（≥5000 万元）", Tone.AMBER)
    assert form._rows["amount"].consequence_text == "重大（≥5000 万元）"
    assert form._rows["amount"]._consequence.isVisible()
    form.load(None)
    assert form._rows["amount"].consequence_text == ""


def test_jumping_opens_the_fold_scrolls_and_focuses(form, qtbot):
    form.resize(900, 260)
    form.jump_to("remark")
    assert focused() is form.editor("remark")
    qtbot.waitUntil(lambda: not form.editor("remark").visibleRegion().isEmpty())


def test_folds_open_by_enter(form):
    fold = form._folds["legacy"]
    assert not fold.is_open
    fold.head.setFocus()
    press(KEY.Key_Return)
    assert fold.is_open
    assert form.editor("scope").isVisible()


def test_texts_that_are_no_values_survive_a_draft(form):
    form.load(FULL)
    form.editor("on").set_typed("2026.13.45")
    form.editor("kind").set_typed("购销")
    kept = form.typed()
    assert kept == {"on": {"text": "2026.13.45"}, "kind": {"text": "购销"}}
    form.load(FULL)
    assert form.restore(kept) == []
    assert form.editor("on").line.text() == "2026.13.45"
    assert form.typed() == kept


def test_a_draft_of_an_older_form_is_restored_as_far_as_it_fits(form):
    kept = {
        "name": {"value": "甲"},
        "gone": {"value": 1},
        "amount": {"value": "12"},
        "colour": {"value": "blue"},
        "on": {"value": "never"},
    }
    assert form.restore(kept) == ["gone", "认定损失", "颜色", "发生日期"]
    assert form.value("name") == "甲"
    assert form.value("colour") is Colour.GREEN


def test_escape_takes_nothing_away_and_goes_on_to_whoever_holds_the_form(form, qtbot):
    form.jump_to("name")
    type_in("abc")
    event = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(form, event)
    assert not event.isAccepted()
    press(KEY.Key_Escape)
    assert form.value("name") == "abc"
    assert form.isVisible()


def test_a_new_person_is_made_in_place(form):
    form.jump_to("persons")
    type_in("赵敏")
    press(KEY.Key_Return)
    [(kind, text, done)] = form._resolver.asked
    assert (kind, text) == ("Person", "赵敏")
    done(Entry("p9", "赵敏"))
    assert form.value("persons") == ("p9",)
    form.jump_to("enterprise")
    type_in("新企业")
    assert not form.editor("enterprise").popup.isVisible(), "no creation is offered for this class"


def test_read_only_forms_show_and_refuse_keys(form):
    form.load(FULL)
    form.set_read_only(True)
    for name in form.names:
        form.jump_to(name)
        if QApplication.focusWidget() is not None:
            press(KEY.Key_5)
            press(KEY.Key_Space)
    assert not form.is_dirty()


def test_saving_keeps_undo_of_fields_that_did_not_change(form):
    form.jump_to("name")
    type_in("abc")
    form.load(Sample(name="abc"), is_saved=True)
    assert not form.is_dirty()
    press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.value("name") == ""


def test_every_editor_says_its_name(form):
    for name in form.names:
        assert form.editor(name).accessibleName() == form.label_of(name)


@pytest.mark.parametrize("width", [440, 620, 880, 1200])
def test_no_label_is_cut_at_any_width(form, width, qtbot):
    for fold in form._folds.values():
        fold.open()
    form.load(FULL)
    form.resize(width, 700)
    qtbot.waitUntil(lambda: form.area.horizontalScrollBar().maximum() == 0)
    form.grab()
    for found in form.findChildren(QLabel):
        if found.isVisible() and found.text() and not found.wordWrap():
            assert found.width() >= found.sizeHint().width(), found.text()
        elif found.isVisible() and found.text():
            assert found.height() >= found.heightForWidth(found.width()), found.text()


def test_a_narrow_form_stands_in_one_column_and_shows_the_largest_amount(form, qtbot):
    def top(name):
        return form.editor(name).mapTo(form, QPoint(0, 0)).y()

    form.load(replace(FULL, amount=10**15 - 1))
    for width, abreast in ((880, True), (500, False), (880, True)):
        form.resize(width, 700)
        qtbot.waitUntil(lambda abreast=abreast: (top("name") == top("on")) is abreast)
        line = form.editor("amount").line
        assert QFontMetrics(line.font()).horizontalAdvance(line.text()) < line.width() - 16
