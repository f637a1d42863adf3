"""The dossier of one case: forms of the stages, what is missing, the step, and every other way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from desk import PASSWORD
from services.whole_case import WholeCase, day, users
from ui.clue.conftest import dialog, in_front, link, part
from ui.keys import click, press, type_in
from zhuize_desktop.domain.checks import CheckFinding, Grade
from zhuize_desktop.domain.deadlines import deadlines_of
from zhuize_desktop.domain.records import (
    Acceptance,
    Appeal,
    Approval,
    Attachment,
    Clue,
    Decision,
    DossierEntry,
    Extension,
    GateExplanation,
    Handling,
    InvestigationPlan,
    LiablePerson,
    OutsideDecision,
    PreliminaryCheck,
    RectificationNotice,
    Service,
    StageStep,
    Suspension,
    TeamMember,
    Triage,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.workflow import MoveKind, move_of
from zhuize_desktop.services import drafts
from zhuize_desktop.services.clues import change_clue
from zhuize_desktop.services.directory import add_enterprise, add_person
from zhuize_desktop.services.dossier import read_case
from zhuize_desktop.services.records import change, list_records, load, withdraw
from zhuize_desktop.services.steps import take_step
from zhuize_desktop.ui import palette
from zhuize_desktop.ui.clue.contents import draft_key, read_contents
from zhuize_desktop.ui.clue.head import DossierHead, merged_words, supervision_words
from zhuize_desktop.ui.clue.moves import QuestionDialog
from zhuize_desktop.ui.clue.navigation import destination_of_finding
from zhuize_desktop.ui.clue.step_bar import CONFIRM, EXTEND, SPLIT
from zhuize_desktop.ui.credentials import CredentialsDialog
from zhuize_desktop.ui.messages import MessageBox
from zhuize_desktop.ui.pages.clue_actions import AskDialog
from zhuize_desktop.ui.record_dialog import RecordDialog

_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = Qt.Key.Key_Return


def only(session, record):
    (found,) = list_records(session, record)
    return found


def ready(whole):
    """Everything that 受理 asks for."""
    whole.add(Acceptance, opinion="accept", reason="范围内", decided_on=day(2))
    whole.approve(Stage.INTAKE, "responsible", day(2))


def consequence(form, name):
    return form._rows[name].consequence_text


# --- forms and steps ---------------------------------------------------------------------------------------------


def test_a_stage_is_worked_with_the_keyboard_and_the_step_taken(opened, whole, clerk, page, qtbot, settled):
    view = opened(whole)
    assert view.list.code == "acceptance"
    assert view.bar.step_button.text() == "受理，转初步核实（缺 2）"
    assert not view.bar.step_button.isEnabled()
    type_in("周敏")
    press(_ENTER)
    type_in("受理")
    press(_ENTER)
    type_in("属于受理范围")
    press(Qt.Key.Key_Tab)
    type_in("20260204")
    press(_ENTER)
    press(Qt.Key.Key_S, _CTRL)
    settled()
    saved = only(clerk, Acceptance)
    assert (saved.opinion, saved.decided_on, saved.clue) == ("accept", day(2), whole.clue)
    assert view.bar.step_button.text() == "受理，转初步核实（缺 1）"
    assert "没有登记审批件" in view.bar.step_button.toolTip()
    paper = whole.enter_approval(Stage.INTAKE, "responsible", day(3))
    page.refresh()
    settled()
    assert view.bar.step_button.text() == "受理，转初步核实（缺 1）"
    link(view.panel, "核对纸件后确认").followed.emit()
    settled()
    # Nothing is to be mended in its form: it is chosen in the table, for whoever may confirm it.
    assert (view.list.code, view.approvals.table.current_uid()) == ("approvals", paper)
    assert not page.findChildren(RecordDialog)
    whole.confirm(paper)
    page.refresh()
    settled()
    assert view.bar.step_button.text() == "受理，转初步核实（核实 1）"
    link(view.panel, "先办后批").followed.emit()
    asking = dialog(page, QuestionDialog)
    asking.entries["说明"].set_value("当日口头批准，次日补签")
    click(asking.yes)
    settled()
    assert view.bar.step_button.text() == "受理，转初步核实"
    click(view.bar.step_button)
    box = dialog(page, MessageBox)
    assert any("受理日期记为 2026-02-04" in one.text() for one in box.findChildren(QLabel))
    box.buttons[0].click()
    settled()
    clue = load(clerk, Clue, whole.clue)
    assert (clue.stage, clue.accepted_on) == (Stage.PRELIMINARY_CHECK, day(2))
    # The form of the stage that is done says so, and keeps what is typed out.
    form = part(view, Acceptance)
    assert "已经办完" in form.closed_words.text()
    assert not form.editor.save_button.isVisible()


def test_the_way_of_a_triage_is_what_the_check_proposed_until_it_is_changed(opened, whole, clerk, settled):
    whole.until(Stage.TRIAGE)
    view = opened(whole)
    form = part(view, Triage)
    assert form.form.value("disposition") == only(clerk, PreliminaryCheck).proposed == "direct"
    assert not form.form.is_dirty()  # nobody typed it
    form.form.set_value("disposition", "joint")
    form.form.set_value("opinion", "联合核查")
    form.editor.save()
    settled()
    assert only(clerk, Triage).disposition == form.form.value("disposition") == "joint"


@pytest.mark.parametrize("named", [True, False])
def test_a_person_made_out_of_a_clue_works_at_its_only_enterprise(named, opened, whole, clerk, page, settled):
    view = opened(whole)
    view.turn_to("register")
    units = (clerk.viewer.enterprise,) if named else ()
    view.register.form.set_value("enterprises", units)  # as typed: nothing of it is saved yet
    view.resolver.create("Person", "钱某某", lambda _: None)
    settled()
    assert dialog(page, RecordDialog).form.value("enterprise") == (units[0] if named else None)


def test_what_is_missing_leads_to_sheet_record_and_field(opened, whole, page, settled):
    whole.accept()
    whole.check()
    whole.triage()
    whole.plan()
    whole.investigate()
    whole.add(Decision, number="虚运责〔2026〕1号", decided_on=day(80))
    view = opened(whole)
    view.turn_to("register")
    link(view.panel, "处理决定的“适用条款”").followed.emit()
    settled()
    assert view.list.code == "decision"
    form = dialog(page, RecordDialog)
    assert form.form.value("number") == "虚运责〔2026〕1号"
    assert QApplication.focusWidget() is form.form.editor("basis")
    form.reject()
    link(view.panel, "没有处理决定的合法性审查").followed.emit()
    settled()
    assert view.list.code == "investigation"
    assert dialog(page, RecordDialog).windowTitle() == "登记合法性审查"


def test_a_form_of_the_stage_is_opened_at_the_missing_field(opened, whole, clerk, settled):
    whole.accept()
    whole.add(PreliminaryCheck, content="合同", result="属实", proposed="direct", reported_on=day(20))
    view = opened(whole)
    view.turn_to("history")
    link(view.panel, "发现需要追究责任事项").followed.emit()
    form = part(view, PreliminaryCheck).form
    assert QApplication.focusWidget() is form.editor("needs_pursuit").line


def test_a_verification_is_explained_in_place(opened, whole, clerk, page, settled):
    whole.accept()
    whole.check()
    whole.triage()
    whole.plan()
    whole.investigate()
    whole.decide()
    view = opened(whole)
    one = link(view.panel, "有认定损失而没有登记挽回")
    one.followed.emit()
    asking = dialog(page, QuestionDialog)
    click(asking.yes)
    assert asking.problem.text() == "请填写“说明”。"
    asking.entries["说明"].set_value("已提起诉讼，等待判决")
    click(asking.yes)
    settled()
    assert only_of(clerk, "recovery").text == "已提起诉讼，等待判决"
    assert not [one for one in page.window().findChildren(QuestionDialog) if one.isVisible()]


def only_of(session, check):
    (found,) = [one for one in list_records(session, GateExplanation) if one.check == check]
    return found


def test_what_was_typed_is_saved_before_the_step(opened, whole, clerk, page, settled):
    ready(whole)
    view = opened(whole)
    part(view, Acceptance).form.set_value("receiver", "周敏")
    click(view.bar.step_button)
    dialog(page, MessageBox).buttons[0].click()  # 保存
    settled()
    assert only(clerk, Acceptance).receiver == "周敏"
    dialog(page, MessageBox).buttons[0].click()  # the step itself
    settled()
    assert load(clerk, Clue, whole.clue).stage is Stage.PRELIMINARY_CHECK


def test_a_step_on_an_older_version_is_refused_and_nothing_lost(opened, whole, clerk, page, settled):
    ready(whole)
    view = opened(whole)
    click(view.bar.step_button)
    take_step(clerk, whole.clue, "accept", load(clerk, Clue, whole.clue).version)
    dialog(page, MessageBox).buttons[0].click()
    settled()
    assert "刚刚被别人办理" in dialog(page, MessageBox).sentence.text()
    assert len(list_records(clerk, StageStep)) == 1


def test_going_back_asks_why(opened, whole, clerk, page, settled):
    whole.accept()
    view = opened(whole)
    back = next(one for one in view._contents.step.others if one.kind is MoveKind.BACK)
    assert f"{back.label}（受理）…" in view.bar.entries()
    view.bar.asked.emit(back)
    asking = dialog(page, AskDialog)
    click(asking.yes)
    assert asking.problem.text() == "请填写退回理由。"
    asking.entry.set_value("受理理由须补充")
    click(asking.yes)
    settled()
    clue = load(clerk, Clue, whole.clue)
    assert (clue.stage, clue.accepted_on) == (Stage.INTAKE, None)
    assert part(view, Acceptance).editor.save_button.isVisible()
    assert any("退回" in one.words and "受理理由须补充" in one.words for one in view.panel.days)


# --- apart, into another, again ------------------------------------------------------------------------------------


def test_splitting_opens_the_new_clue(opened, whole, clerk, page, settled):
    view = opened(whole)
    view.bar.asked.emit(SPLIT)
    asking = dialog(page, QuestionDialog)
    asking.entries["拆分出的问题"].set_value("另有账外收入")
    asking.entries["理由"].set_value("两个问题")
    click(asking.yes)
    settled()
    assert view.uid != whole.clue
    assert load(clerk, Clue, view.uid).summary == "另有账外收入"


def test_merging_asks_into_which_clue_and_is_kept_from_the_clerk(opened, whole, clerk, desk, page, settled):
    view = opened(whole)
    entry = next(one for one in view.bar.entries() if one.startswith("并入其他线索"))
    assert "您没有“并案”的权限" in entry
    assert view.resolver.search("Clue", "") == []  # the only clue is this one
    other = WholeCase(clerk)
    other.register(summary="另一条在办的线索")
    found = view.resolver.search("Clue", "另一条")
    assert [uid for uid, _, _ in found] == [other.clue]


@pytest.fixture
def reviewed(desk, jobs, shown, settled):
    """The page as the 审核人 sees it."""
    from zhuize_desktop.ui.context import Context
    from zhuize_desktop.ui.pages.clues import CluesPage

    made = []

    def sit_down():
        session = desk.log_in("reviewer")
        page = CluesPage(Context(session, jobs))
        shown(page, 1230, 720)
        made.append(page)
        return session, page

    return sit_down


def test_the_reviewer_merges(whole, clerk, reviewed, settled):
    other = WholeCase(clerk)
    other.register(summary="主案")
    session, page = reviewed()
    page.open_with(whole.clue)
    settled()
    page.view.bar.asked.emit(move_of("merge"))
    asking = dialog(page, QuestionDialog)
    asking.entries["并入线索"].set_value(other.clue)
    asking.entries["理由"].set_value("同一事项")
    click(asking.yes)
    settled()
    merged = load(session, Clue, whole.clue)
    assert (merged.merged_into, merged.closed) == (other.clue, True)
    assert not page.view.bar.step_button.isVisible()


def test_what_a_merger_has_to_explain_is_asked_where_it_is_made(whole, clerk, reviewed, settled):
    other = WholeCase(clerk)
    other.register(summary="主案")
    member = whole.add(TeamMember, name="吴审核", user=users(clerk)["reviewer"])
    withdraw(clerk, TeamMember, member, "误登记")
    session, page = reviewed()
    page.open_with(whole.clue)
    settled()
    page.view.bar.asked.emit(move_of("merge"))
    asking = dialog(page, QuestionDialog)
    asking.entries["并入线索"].set_value(other.clue)
    asking.entries["理由"].set_value("同一事项")
    click(asking.yes)
    settled()
    assert "您曾登记在核查组里" in asking.problem.text()
    explaining = dialog(asking, QuestionDialog)
    assert explaining.windowTitle() == "核实 · 由办案人以外的人确认"
    explaining.entries["说明"].set_value("误登记，没有参与核查")
    click(explaining.yes)
    settled()
    click(asking.yes)
    settled()
    assert load(session, Clue, whole.clue).merged_into == other.clue


def test_the_reviewer_confirms_an_approval_the_clerk_cannot(opened, whole, clerk, reviewed, settled):
    uid = whole.enter_approval(Stage.INTAKE, "responsible", day(2))
    view = opened(whole)
    view.bar.asked.emit(CONFIRM)
    assert view.approvals.table.current_uid() == uid
    assert not view.approvals.confirm_button.isEnabled()
    assert "录入人以外的人" in view.approvals.confirm_button.toolTip()
    session, page = reviewed()
    page.open_with(whole.clue)
    settled()
    page.view.bar.asked.emit(CONFIRM)
    click(page.view.approvals.confirm_button)
    settled()
    assert load(session, Approval, uid).confirmed_by == session.viewer.user
    assert page.view.approvals.sums.text() == "1 件"


def test_reopening_asks_a_second_person(whole, clerk, desk, opened, page, settled):
    other = WholeCase(clerk)
    other.register(summary="已办结的")
    clue = load(clerk, Clue, other.clue)
    with clerk.ledger.transact(move_of("close").op, _reviewer(desk, clerk)) as tx:
        tx.update(
            replace(clue, closed=True, closed_on=day(200), closure_kind="rejected", stage=Stage.CLOSURE)
        )
    view = opened(other)
    view.bar.asked.emit(move_of("reopen"))
    asking = dialog(page, QuestionDialog)
    asking.entries["重启到环节"].set_value(Stage.INVESTIGATION.value)
    asking.entries["理由"].set_value("出现新的证据")
    click(asking.yes)
    second = dialog(page, CredentialsDialog)
    second.given.emit("clerk", PASSWORD)
    settled()
    assert "另一人" in second.message.text()
    second.given.emit("reviewer", PASSWORD)
    settled()
    again = load(clerk, Clue, other.clue)
    assert (again.closed, again.stage) == (False, Stage.INVESTIGATION)


def _reviewer(desk, clerk):

    from zhuize_desktop.domain.roles import Role

    return replace(clerk.viewer, roles=frozenset({Role.REVIEWER}))


# --- what is asked for by what is typed ---------------------------------------------------------------------------


def test_what_a_paper_is_about_is_asked_of_the_superior_alone(opened, whole, clerk, settled):
    view = opened(whole)
    asking = view.approvals.open_new()
    form = asking.form
    assert form.is_hidden("matter")
    form.set_value("body", "parent")
    assert (form.is_hidden("matter"), "只对应一项办理条件" in consequence(form, "matter")) == (False, True)
    form.set_value("matter", "jurisdiction")
    assert consequence(form, "matter") == ""
    form.set_value("body", "board")
    assert not form.is_hidden("matter")  # what stands there is seen, and can be taken out
    form.set_value("matter", "")
    assert form.is_hidden("matter")
    form.set_value("body", "parent")
    form.set_value("matter", "jurisdiction")
    whole_paper = {"form": "signature", "approver": "郑德明", "decided_on": day(2), "result": "approved"}
    for name, value in whole_paper.items():
        form.set_value(name, value)
    asking.editor.save()
    settled()
    (saved,) = view.approvals._lines.values()
    assert (saved.body, saved.matter) == ("parent", "jurisdiction")
    shown = {one.key: one.text(saved) for one in view.approvals.model.columns}
    assert shown["matter"] == "管辖与处理权限"


def test_the_way_from_a_gate_says_what_the_paper_is_about(opened, whole, page, settled):
    view = opened(whole)
    for check, preset in (
        ("adjustment.approval", {"matter": "adjustment", "body": ""}),
        ("approval.decide.party_committee", {"matter": "", "body": "party_committee"}),
        ("approval.decide.sasac", {"matter": "other", "body": "sasac"}),
    ):
        finding = CheckFinding(check, Grade.MUST, "没有登记。", "Approval", "", "body")
        view.go_to(destination_of_finding(finding))
        asking = dialog(page, RecordDialog)
        assert {name: asking.form.value(name) for name in preset} == preset
        click(asking.close_button)
        settled()


@pytest.mark.parametrize(
    ("laid", "text"),
    [
        ({"kinds": ("ban",), "ban_from": day(80), "ban_to": date(2031, 4, 22)}, "限制至 2031-04-22"),
        ({"kinds": ("ban",), "ban_from": day(80), "ban_for_life": True}, "终身禁入"),
        ({"kinds": ("pay.performance",)}, ""),
    ],
)
def test_until_when_somebody_is_held_back_stands_in_the_head(opened, whole, laid, text):
    person = add_person(whole.session, {"name": "陈思源"}).value.uid
    liable = whole.add(LiablePerson, person=person, liability="direct")
    decision = whole.add(Decision, number="虚运责〔2026〕1号", decided_on=day(80), kind="decision")
    whole.add(Handling, decision=decision, liable=liable, **laid)
    chip = opened(whole).head.until_chip
    assert chip.isVisible() is bool(text)
    if text:
        assert (chip.text(), chip.property("tone")) == (text, "red")
        assert chip.toolTip().startswith("本案处理的限制至\n陈思源：")


# --- what follows from a field -------------------------------------------------------------------------------------


def test_deadlines_stand_under_the_day_they_start_from(opened, whole):
    view = opened(whole)
    form = part(view, Acceptance).form
    form.set_value("opinion", "accept")
    form.set_value("decided_on", date(2026, 2, 4))
    assert "期限至 2026-" in consequence(form, "decided_on")
    form.set_value("opinion", "refuse")
    assert consequence(form, "decided_on") == ""
    form.editor("opinion").set_value("accept")
    plan = part(view, InvestigationPlan).form
    plan.set_value("approved_on", date(2026, 3, 4))
    # Six months, counted by hand; the rule is only for reference here.
    assert consequence(plan, "approved_on") == "核查期限至 2026-09-04（国资发监责〔2020〕62号第29条，参照）"
    triage = part(view, Triage).form
    triage.set_value("disposition", "keep")
    assert "留存备查不是销号" in consequence(triage, "disposition")


def test_every_deadline_stands_on_its_sheet_and_in_the_tip_of_the_head(opened, whole, clerk):
    """Two clocks of the 初核, and an 延期 of the inner one, with the day it was before and who approved."""
    whole.until(Stage.PRELIMINARY_CHECK)
    clue = load(clerk, Clue, whole.clue)
    change_clue(clerk, replace(clue, realtime_scope=True, realtime_reason="影响面广"))
    whole.add(
        Extension, step=Stage.PRELIMINARY_CHECK, reason="复杂", from_on=date(2026, 3, 30), to_on=date(2027, 1, 29),
        approver="郑德明", approved_on=day(3),
    )  # fmt: skip
    view = opened(whole)
    view.turn_to("deadlines")
    model = view.page("deadlines").model
    shown = {
        model.index(row, 0).data(): [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    }
    assert set(shown) == {"实时报告快报", "实时报告", "初核报告", "初步核实"}
    inner = shown["初步核实"]
    assert inner[2] == "2027-01-29"
    assert inner[3] != ""
    assert inner[4:7] == ["1 次", "郑德明", "参照"]
    assert "（暂定）" in inner[1]
    assert shown["初核报告"][4:7] == ["", "", "参照，待核对"]
    tip = view.head.clock_chip.toolTip()
    assert "初步核实：2027-01-29" in tip
    assert "实时报告快报：" in tip
    assert view.head.clock_chip.text().startswith("实时报告快报 逾期")


def test_the_last_day_to_appeal_stands_under_the_day_of_service(opened, whole, page, settled):
    view = opened(whole)
    form = part(view, Service).open_new().form
    form.set_value("served_on", date(2026, 11, 20))
    assert consequence(form, "served_on") == "申诉期至 2026-12-20（国务院国资委令第46号第78条，参照）"


def test_the_day_of_receipt_of_the_superiors_decision_starts_the_appeal_where_none_was_served(
    opened, whole, page, settled
):
    form = part(opened(whole), OutsideDecision).open_new().form
    form.set_value("received_on", date(2026, 11, 20))
    assert consequence(form, "received_on") == ""
    form.set_value("kind", "superior")
    assert consequence(form, "received_on").startswith("没有登记送达的，申诉期至 2026-12-20（")


def test_an_extension_says_what_the_clock_will_be_and_changes_it(opened, whole, clerk, page, settled):
    whole.accept()
    view = opened(whole)
    before = view.head.clock_chip.text()
    view.bar.asked.emit(EXTEND)
    form = dialog(page, RecordDialog)
    assert form.form.value("step") is Stage.PRELIMINARY_CHECK
    original = form.form.value("from_on")
    assert original.isoformat() in before
    form.form.set_value("to_on", date(2027, 3, 1))
    said = consequence(form.form, "to_on")
    assert "批准后期限变为 2027-03-01" in said
    assert str(original) in said
    for name, value in {"reason": "资料未齐", "approver": "郑德明", "approved_on": day(30)}.items():
        form.form.set_value(name, value)
    form.editor.save()
    settled()
    assert only(clerk, Extension).to_on == date(2027, 3, 1)
    assert f"· 2027-03-01（原定 {original}）" in view.head.clock_chip.text()


def test_presets_are_nobodys_typing(opened, whole, page, settled):
    whole.add(Decision, number="虚运责〔2026〕1号")
    view = opened(whole)
    made = part(view, Service).open_new()
    assert view.resolver.label("Decision", made.form.value("decision")) == "虚运责〔2026〕1号"
    made.reject()
    assert not made.isVisible()


def test_an_appeal_is_against_the_superiors_decision_where_there_is_no_own_one(opened, whole, page, settled):
    above = whole.add(OutsideDecision, kind="superior", maker="虚构上级", decided_on=day(80))
    made = part(opened(whole), Appeal).open_new()
    assert (made.form.value("decision"), made.form.value("outside")) == (None, above)
    made.reject()
    own = whole.add(Decision, number="虚运责〔2026〕1号")
    made = part(opened(whole), Appeal).open_new()
    assert (made.form.value("decision"), made.form.value("outside")) == (own, None)
    made.reject()


def test_a_notice_goes_to_the_only_enterprise_and_among_several_to_the_one_that_is_picked(
    opened, whole, clerk
):
    own, other = clerk.viewer.enterprise, add_enterprise(clerk, {"name": "虚构物流有限公司"}).value.uid
    made = part(opened(whole), RectificationNotice).open_new()
    assert made.form.value("enterprise") == own
    made.reject()
    change_clue(clerk, replace(load(clerk, Clue, whole.clue), enterprises=(own, other)))
    made = part(opened(whole), RectificationNotice).open_new()
    assert made.form.value("enterprise") is None
    made.reject()


def test_the_head_tells_what_was_merged_into_the_case(whole, clerk):
    contents = read_contents(clerk, whole.clue)
    assert (supervision_words(contents), merged_words(contents)) == ("", "")
    one = replace(contents, case=replace(contents.case, merged=("XS-1",)))
    assert supervision_words(one) == "并入 XS-1"
    two = replace(contents, case=replace(contents.case, merged=("XS-1", "XS-2")))
    assert supervision_words(two) == "并入 2 条线索"
    assert merged_words(two) == "并入本线索的：XS-1、XS-2"
    old = replace(contents, case=replace(contents.case, clue=replace(contents.clue, legacy=True)))
    assert supervision_words(old) == "存量"


def test_chips_that_need_the_whole_line_get_one_of_their_own(whole, clerk, shown):
    head, contents = shown(DossierHead(clerk.viewer), 1100, 60), read_contents(clerk, whole.clue)
    head.show_contents(contents)
    number, chip = head.number, head.clock_chip
    assert chip.mapTo(head, QPoint()).y() < number.geometry().bottom()
    head.watch_chip.setText("存量 · 上级移交 · 督办 · 提级查办 · 并入 12 条线索")
    head.watch_chip.show()
    head.resize(800, 60)
    QApplication.processEvents()
    assert chip.mapTo(head, QPoint()).y() >= number.geometry().bottom()
    assert head.summary.width() >= 140
    assert head.width() == 800
    head.resize(1400, 60)
    QApplication.processEvents()
    assert chip.mapTo(head, QPoint()).y() < number.geometry().bottom()


# --- references within the case ------------------------------------------------------------------------------------


def test_a_handling_picks_its_person_out_of_the_case(opened, whole, clerk, page, qtbot, settled):
    whole.add(LiablePerson, person=whole.person, liability="direct")
    stranger = WholeCase(clerk)
    stranger.register(summary="别的案件")
    stranger.add(LiablePerson, person=stranger.person)
    view = opened(whole)
    form = part(view, Handling).open_new()
    in_front(qtbot, form)
    form.form.jump_to("liable")
    found = view.resolver.search("LiablePerson", "")
    assert [label for _, label, _ in found] == ["陈思源"]
    form.form.set_value("liable", found[0][0])
    form.form.set_value("kinds", ("criticism.circular",))
    form.editor.save()
    settled()
    made = only(clerk, Handling)
    assert made.liable == found[0][0]
    assert view.resolver.called(made).startswith("陈思源 · ")


# --- drafts and leaving --------------------------------------------------------------------------------------------


def test_the_draft_of_a_stage_is_offered_again(page, opened, whole, clerk, settled):
    drafts.keep(clerk, draft_key(Acceptance, whole.clue), "", 0, {"reason": {"value": "写到一半"}})
    view = opened(whole)
    form = part(view, Acceptance)
    click(form.editor.banner.restore)
    assert form.form.value("reason") == "写到一半"
    form.form.set_value("opinion", "accept")
    form.form.set_value("decided_on", day(2))
    form.editor.save()
    settled()
    assert drafts.offered(clerk, draft_key(Acceptance, whole.clue), "") is None


def test_leaving_asks_about_every_form_with_typed_text(page, opened, whole, clerk, settled):
    view = opened(whole)
    part(view, Acceptance).form.set_value("receiver", "周敏")
    view.register.form.set_value("remark", "补记")
    page.show_list()
    dialog(page, MessageBox).buttons[0].click()  # 登记内容: 保存
    settled()
    assert load(clerk, Clue, whole.clue).remark == "补记"
    assert view.list.code == "acceptance"
    dialog(page, MessageBox).buttons[1].click()  # 受理意见: 不保存
    settled()
    assert list_records(clerk, Acceptance) == []
    assert page.stack.currentWidget() is page.list


def test_a_change_by_somebody_else_keeps_what_is_typed(opened, whole, clerk, page, settled):
    uid = whole.add(Acceptance, opinion="accept", reason="范围内", decided_on=day(2))
    view = opened(whole)
    form = part(view, Acceptance)
    form.form.set_value("receiver", "我写的")

    change(clerk, replace(load(clerk, Acceptance, uid), reason="别人写的"))
    page.refresh()
    settled()
    assert form.form.value("receiver") == "我写的"
    form.editor.save()
    settled()
    assert "刚刚被别人改过" in dialog(page, MessageBox).sentence.text()
    assert form.form.value("receiver") == "我写的"


# --- 登记内容 ------------------------------------------------------------------------------------------------------


def test_days_of_the_steps_are_typed_only_where_they_are_history(opened, whole, clerk, page, settled):
    view = opened(whole)
    assert view.register.form.is_hidden("accepted_on")
    assert view.register.form.is_hidden("closure_kind")

    change_clue(clerk, replace(load(clerk, Clue, whole.clue), legacy=True, accepted_on=day(3)))
    page.refresh()
    settled()
    assert not view.register.form.is_hidden("accepted_on")
    assert view.register.form.value("accepted_on") == day(3)


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_file_proves_one_line(opened, whole, clerk, tmp_path, settled):
    uid = whole.add(DossierEntry, kind="plan", title="核查方案")
    view = opened(whole)
    table = part(view, DossierEntry)
    file = tmp_path / "方案.pdf"
    file.write_bytes(b"%PDF-1.7 x")
    table.table.select_uids([uid], uid)
    assert table.attach_button.isEnabled()
    table.attach(uid, [file])
    settled()
    assert only(clerk, Attachment).about == uid
    assert table.model.data(table.model.index(0, table.model.columnCount() - 1)) == "1"
    assert "附于卷宗文件“核查方案”" in view.attachments.files.list.item(0).data(
        Qt.ItemDataRole.AccessibleTextRole
    )


# --- the frame -----------------------------------------------------------------------------------------------------


def test_sheets_are_turned_with_keys_and_the_path(opened, whole):
    view = opened(whole)
    press(Qt.Key.Key_PageDown, _CTRL)
    assert view.list.code == "check"
    press(Qt.Key.Key_PageUp, _CTRL)
    assert view.list.code == "acceptance"
    view.path.picked.emit(Stage.RECTIFICATION)
    assert view.list.code == "rectification"


def test_a_narrow_window_has_the_panel_as_a_sheet(opened, whole, page, qtbot):
    view = opened(whole)
    assert view.panel.isVisible()
    page.resize(760, 600)
    qtbot.waitUntil(lambda: view.stack.indexOf(view.panel) >= 0)
    view.turn_to("missing")
    assert view.panel.isVisible()
    page.resize(1230, 720)
    qtbot.waitUntil(lambda: view.stack.indexOf(view.panel) < 0)
    assert view.panel.isVisible()


def test_the_lines_of_a_case_are_a_good_model(opened, whole, qtmodeltester):
    whole.add(DossierEntry, kind="plan", title="核查方案")
    qtmodeltester.check(part(opened(whole), DossierEntry).model)


@pytest.mark.parametrize("height", [518, 720])
def test_no_sheet_of_a_low_window_is_out_of_sight(opened, whole, page, height):
    view = opened(whole)
    sheets = view.list
    sheets.setFixedHeight(height)
    QApplication.processEvents()
    assert sheets.verticalScrollBar().maximum() == 0
    assert sheets.sizeHintForRow(1) == (22 if height == 518 else palette.ROW_HEIGHT)


def test_a_suspension_says_that_the_clock_runs_on_until_it_is_approved(opened, whole, page):
    whole.accept()
    form = part(opened(whole), Suspension).open_new().form
    form.set_value("review_on", date(2026, 12, 20))
    assert consequence(form, "review_on") == "批准以前期限照计，2026-12-20 提醒复查；总办理时间照计。"
    form.set_value("approved_on", date(2026, 3, 20))
    form.set_value("from_on", date(2026, 3, 18))
    assert consequence(form, "review_on").startswith("期限自 2026-03-20 批准起停止计算，")
    form.set_value("from_on", date(2026, 3, 23))
    assert consequence(form, "review_on").startswith("期限自 2026-03-23 起停止计算，")


def last_day_of_check(whole):
    of = read_case(whole.session, whole.clue)
    found = deadlines_of(of, of.book, of.today)
    return next(one.due_on for one in found if one.kind == "preliminary_check")


def test_a_suspension_that_comes_too_late_says_that_nothing_stands_still(opened, whole, page):
    whole.accept()
    last = last_day_of_check(whole)
    form = part(opened(whole), Suspension).open_new().form
    form.set_value("from_on", last)
    form.set_value("review_on", last + timedelta(60))
    form.set_value("approved_on", last)
    assert consequence(form, "review_on").startswith(f"期限自 {last} 批准起停止计算，")
    late = last + timedelta(1)
    form.set_value("approved_on", late)
    assert consequence(form, "review_on") == (
        f"{late} 批准时“初步核实”已于 {last} 届满，没有停止计算，到期日不变；总办理时间照计。"
    )
    form.set_value("approved_on", last)
    form.set_value("from_on", late)
    assert f"{late} 开始时“初步核实”已于 {last} 届满，没有停止计算" in consequence(form, "review_on")


def test_a_suspension_approved_when_it_was_resumed_says_that_nothing_stood_still(opened, whole, page):
    whole.accept()
    last = last_day_of_check(whole)
    form = part(opened(whole), Suspension).open_new().form
    form.set_value("from_on", last - timedelta(9))
    form.set_value("resumed_on", last - timedelta(3))
    form.set_value("approved_on", last - timedelta(4))
    assert consequence(form, "review_on").startswith("已恢复办理，期限重新计算")
    for approved in (last - timedelta(3), last + timedelta(3)):
        form.set_value("approved_on", approved)
        assert consequence(form, "review_on") == (
            f"{approved} 批准时已恢复，没有中止，到期日不变；总办理时间照计。"
        )


def test_an_extension_approved_too_late_says_that_the_day_stays(opened, whole, page):
    whole.accept()
    last = last_day_of_check(whole)
    form = part(opened(whole), Extension).open_new().form
    until = last + timedelta(40)
    for name, value in {"from_on": last, "to_on": until, "approved_on": last}.items():
        form.set_value(name, value)
    assert f"批准后期限变为 {until}" in consequence(form, "to_on")
    late = last + timedelta(1)
    form.set_value("approved_on", late)
    assert consequence(form, "to_on") == f"{late} 批准时“初步核实”已于 {last} 届满，到期日不变。"
