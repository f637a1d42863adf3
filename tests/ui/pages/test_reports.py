"""报告报送 on a real ledger: from the first draft to the sealed files, with keys, mouse and the child process."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from desk import PASSWORD
from services.ledgers import entered
from ui.keys import click, press, type_in
from zhuize_desktop.domain.pairs import PairTable, Relaxation
from zhuize_desktop.domain.records import PeriodicReport, Recusal, ReportKind, ReportState
from zhuize_desktop.domain.reports.sections import SECTIONS
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.services import directory, drafts, records, reporting, signing
from zhuize_desktop.services.records import load
from zhuize_desktop.ui.context import Context
from zhuize_desktop.ui.credentials import CredentialsDialog
from zhuize_desktop.ui.pages.reports import PREVIEW, TABLES, TEXTS, ReportsPage
from zhuize_desktop.ui.report import dialogs
from zhuize_desktop.ui.report.list_panel import due_chip
from zhuize_desktop.ui.report.loading import SignatureLine
from zhuize_desktop.ui.report.steps import next_step
from zhuize_desktop.ui.report.verifying import ProofDialog

YEAR = 2025


def clue(session, summary, **more):
    values = {
        "reported_on": date(YEAR, 3, 2),
        "summary": summary,
        "enterprises": (session.viewer.enterprise,),
        "source_kind": "audit",
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "accepted_on": date(YEAR, 3, 5),
    }
    return entered(session, values | more)


@pytest.fixture
def clues(clerk):
    return [clue(clerk, f"虚构线索之{number}") for number in range(1, 4)]


@pytest.fixture
def report(clerk, clues):
    return reporting.compile_report(clerk, ReportKind.ANNUAL, YEAR).value


@pytest.fixture
def opened(shown, settled):
    """Opens the page; it is left, and everything saved, before the ledger is closed."""
    pages = []

    def open_page(context):
        pages.append(shown(ReportsPage(context), 1230, 700))
        settled()
        return pages[-1]

    yield open_page
    for made in pages:
        made.close()
    settled()


@pytest.fixture
def page(context, opened):
    return opened(context)


def dialog(page, kind):
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert len(found) == 1, f"{len(found)} open dialogs of {kind.__name__}"
    return found[0]


def recounted(qtbot, page, settled):
    qtbot.waitUntil(lambda: not page._recount.isActive())
    settled()


def sign_in(qtbot, page, settled, login, password=PASSWORD):
    asked = dialog(page, CredentialsDialog)
    asked.name.setText(login)
    asked.password.setText(password)
    click(asked.enter)
    settled()
    recounted(qtbot, page, settled)
    return asked


def confirm(qtbot, page, settled, password=PASSWORD):
    """The user's own step: the login stands there, the password is asked."""
    asked = dialog(page, CredentialsDialog)
    assert asked.name.text() == page.context.session.viewer.login
    assert asked.name.isReadOnly()
    asked.password.setText(password)
    click(asked.enter)
    settled()
    recounted(qtbot, page, settled)
    return asked


# --- 编制 ---------------------------------------------------------------------------------------------------------


def test_last_years_report_waits_in_the_calendar_and_is_begun_from_there(clerk, page, settled):
    assert page.reports.count() == 1
    assert page.reports.item(0).text() == "2025 年度报告"
    item = page.reports.visualItemRect(page.reports.item(0)).center()
    QTest.mouseClick(page.reports.viewport(), Qt.MouseButton.LeftButton, pos=item)
    asked = dialog(page, dialogs.NewReport)
    assert asked.year.currentData() == YEAR
    click(asked.go)
    settled()
    (made,) = reporting.all_reports(clerk)
    assert (made.year, made.state) == (YEAR, ReportState.DRAFT)
    assert page.view.report.uid == made.uid
    assert page.reports.count() == 1


def test_a_report_of_an_enterprise_kept_on_behalf_is_begun_and_told_apart(clerk, page, settled):
    values = {"name": "虚构茶业有限公司", "short_name": "茶业", "level": 3, "on_behalf": True}
    tea = directory.add_enterprise(clerk, values | {"parent": clerk.viewer.enterprise}).value
    page.refresh()
    settled()
    asked = page.acts.ask_compile()
    whose = asked.enterprise
    assert [whose.itemText(at) for at in range(whose.count())] == [
        "虚构运输集团有限公司（本企业）",
        "虚构茶业有限公司（代录）",
    ]
    whose.setCurrentIndex(1)
    click(asked.go)
    settled()
    (made,) = reporting.all_reports(clerk)
    assert made.enterprise == tea.uid
    assert page.view.report.uid == made.uid
    assert [page.reports.item(at).text() for at in range(page.reports.count())] == [
        "2025 年度报告",
        "2025 茶业",
    ]
    assert "代录：茶业" in page.head.counts.text()
    day = page.acts.ask_parent_date(page.view)
    day.wanted.emit(date(2026, 1, 10))
    settled()
    assert reporting.all_reports(clerk)[0].due_on == date(2026, 1, 10)


def test_a_draft_taken_up_again_from_beside_another_is_shown(clerk, page, settled):
    first, second = (reporting.compile_report(clerk, ReportKind.ANNUAL, year).value for year in (2024, 2025))
    page.refresh()
    settled()
    page.reports.choose(second.uid)
    settled()
    asked = page.acts.ask_compile(2024)
    click(asked.go)
    settled()
    assert (page.reports.current(), page.view.report.uid) == (first.uid, first.uid)


def test_where_no_other_is_kept_nobody_is_asked_whose_report(page):
    assert not page.acts.ask_compile().enterprise.isVisible()


def test_a_year_before_the_notice_is_refused_inside_the_dialog(page, settled):
    asked = page.acts.ask_compile()
    asked.wanted.emit(2018, False, "")
    settled()
    assert asked.isVisible()
    assert "2019" in asked.message.text()
    assert asked.go.isEnabled()


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "逾期 3 天"), (0, "今日到期"), (1, "剩 1 天"), (15, "剩 15 天"), (16, "剩 16 天")],
)
def test_the_clock_of_a_report_counts_calendar_days(days, words):
    today = date(2026, 1, 20)
    assert due_chip(today + timedelta(days), today)[0] == words


def test_the_clock_of_a_report_without_a_day_says_so():
    assert due_chip(None, date(2026, 1, 20))[0] == "期限未定"


def test_where_there_is_little_room_the_calendar_is_shown_on_demand(report, page, qtbot):
    assert page.reports.isVisible()
    page.resize(940, 560)
    qtbot.waitUntil(lambda: page.minimumSize().width() <= 740)
    page.resize(740, 470)
    assert not page.reports.isVisible()
    assert page.width() == 740
    click(page.calendar)
    assert page.reports.isVisible()
    page.resize(1230, 700)
    assert page.reports.isVisible()
    assert not page.calendar.isVisible()


# --- 预览 ---------------------------------------------------------------------------------------------------------


def test_pages_are_drawn_turned_and_fitted(report, page, settled, qtbot):
    assert page.tabs.currentIndex() == PREVIEW
    assert page.preview.pages >= 4
    first = page.preview.picture.pixmap()
    room = page.preview.area.viewport().width()
    assert room * 0.85 < first.deviceIndependentSize().width() <= room
    page.preview.area.setFocus()
    press(Qt.Key.Key_PageDown)
    settled()
    assert page.preview.number == 2
    assert page.preview.picture.pixmap().toImage() != first.toImage()
    press(Qt.Key.Key_End)
    assert page.preview.number == page.preview.pages
    assert not page.preview.after.isEnabled()
    press(Qt.Key.Key_PageUp)
    assert page.preview.number == page.preview.pages - 1
    page.preview.zoom.setCurrentText("50%")
    settled()
    assert page.preview.picture.pixmap().deviceIndependentSize().width() == pytest.approx(
        595 * 48 / 72, abs=2
    )


def test_drafts_leave_as_files_that_other_programs_read(report, page, settled, tmp_path):
    page.acts.export(page.view, tmp_path / "草稿.pdf")
    page.acts.export(page.view, tmp_path / "草稿.xlsx")
    settled()
    text = "".join(one.extract_text() for one in PdfReader(tmp_path / "草稿.pdf").pages)
    assert "草稿" in text
    assert (tmp_path / "草稿.xlsx").read_bytes()[:2] == b"PK"


# --- 文字 ---------------------------------------------------------------------------------------------------------


def test_words_are_saved_when_the_editor_is_left_and_the_check_goes_away(clerk, report, page, settled, qtbot):
    page.tabs.setCurrentIndex(TEXTS)
    page.texts.open_section("tasks.staff")
    checks = {check for check, _ in page.checks.cards}
    assert "annual.text.tasks.staff" in checks
    type_in("专职人员3人。")
    press(Qt.Key.Key_Tab)
    settled()
    assert reporting.texts_of(clerk, report.uid)["tasks.staff"] == "专职人员3人。"
    recounted(qtbot, page, settled)
    assert "annual.text.tasks.staff" not in {check for check, _ in page.checks.cards}
    assert page.texts.edits["tasks.staff"].state.text() == "7 字"


def test_words_typed_before_a_crash_are_there_again(clerk, report, context, opened, settled):
    drafts.keep(clerk, "report.tasks.staff", report.uid, 0, {"text": "没来得及保存的话"})
    page = opened(context)
    assert page.texts.edits["tasks.staff"].text.value() == "没来得及保存的话"
    page.flush()
    settled()
    assert reporting.texts_of(clerk, report.uid)["tasks.staff"] == "没来得及保存的话"
    assert drafts.offered(clerk, "report.tasks.staff", report.uid) is None


def test_a_page_seen_again_shows_what_changed_meanwhile(clerk, report, clues, page, settled, qtbot):
    page.hide()
    signing.submit(clerk, report.uid, unexplained=signing.UNEXPLAINED)
    page.stale = True
    page.show()
    settled()
    recounted(qtbot, page, settled)
    assert page.view.report.state is ReportState.SUBMITTED


def test_typing_is_kept_before_it_is_saved(clerk, report, page, settled, qtbot):
    page.tabs.setCurrentIndex(TEXTS)
    page.texts.open_section("profile")
    type_in("成立于2001年")
    qtbot.waitUntil(lambda: drafts.offered(clerk, "report.profile", report.uid) is not None)
    assert reporting.texts_of(clerk, report.uid) == {}


def test_what_is_being_typed_is_not_overwritten_by_a_recount(clerk, report, page, settled, qtbot):
    page.tabs.setCurrentIndex(TEXTS)
    page.texts.open_section("profile")
    type_in("写到一半")
    reporting.save_text(clerk, report.uid, "profile", "别处存的")
    page._load_view()
    settled()
    assert page.texts.edits["profile"].text.value() == "写到一半"


def test_every_section_has_an_editor_and_its_generated_sentence(report, page):
    assert set(page.texts.edits) == {section.key for section in SECTIONS}
    assert "3件" in page.texts.edits["tasks.major"].opening.text()


# --- 校验, 数据 --------------------------------------------------------------------------------------------------


def test_many_records_are_one_line_that_expands(report, clues, page, qtbot):
    card = next(card for (check, _), card in page.checks.cards.items() if check == "annual.realtime")
    assert card.words.text() == "已判断是否属实时报告范围，与报送相符：3 条线索不符"
    assert not card.sentences.isVisible()
    click(card.more)
    assert card.sentences.isVisible()
    with qtbot.waitSignal(page.go_to) as opened:
        click(card.open)
    assert opened.args == ["clues", tuple(one.uid for one in clues)]


def test_a_figure_opens_the_clues_it_counts(report, clues, page, qtbot):
    page.tabs.setCurrentIndex(TABLES)
    model = page.tables.table.model()
    row = next(at for at, one in enumerate(model.table.rows) if one.label == "本期新增受理")
    index = model.index(row, 1)
    assert index.data() == "3"
    with qtbot.waitSignal(page.go_to) as opened:
        page.tables.table.clicked.emit(index)
    page_key, uids = opened.args
    assert page_key == "clues"
    assert set(uids) == {one.uid for one in clues}


def test_a_zero_opens_nothing(report, page, qtbot):
    page.tabs.setCurrentIndex(TABLES)
    model = page.tables.table.model()
    row = next(at for at, one in enumerate(model.table.rows) if one.cells[1].text == "0")
    with qtbot.assertNotEmitted(page.go_to):
        page.tables.table.clicked.emit(model.index(row, 1))


def test_an_explanation_is_saved_and_told(clerk, report, page, settled, qtbot):
    key = next(key for key in page.checks.cards if key[0] == "annual.realtime")
    page.checks.cards[key].text.setFocus()
    type_in("正在研究。")
    page.flush()
    settled()
    recounted(qtbot, page, settled)
    assert reporting.preview(clerk, report.uid).frozen.explanations["annual.realtime"] == "正在研究。"
    assert page.checks.cards[key].explained.isVisible()


# --- 签批 ---------------------------------------------------------------------------------------------------------


def test_unexplained_findings_are_listed_before_the_submission(clerk, report, page, settled, qtbot):
    click(page.signing.go)
    asked = dialog(page, dialogs.Unexplained)
    click(asked.back)
    assert load(clerk, PeriodicReport, report.uid).state is ReportState.DRAFT
    click(page.signing.go)
    click(dialog(page, dialogs.Unexplained).on)
    confirm(qtbot, page, settled)
    assert load(clerk, PeriodicReport, report.uid).state is ReportState.SUBMITTED
    said = reporting.preview(clerk, report.uid).frozen.explanations
    assert set(said.values()) == {signing.UNEXPLAINED}
    assert page.texts.edits["profile"].text.isReadOnly()
    assert page.signing.go.text() == "请审核人在本机审核…"
    assert {card.explained.text() for card in page.checks.cards.values() if card.text} == {"未另作说明"}


def test_a_submission_is_not_signed_without_the_own_password(clerk, report, page, settled, qtbot):
    click(page.signing.go)
    click(dialog(page, dialogs.Unexplained).on)
    asked = confirm(qtbot, page, settled, "Wrong-2026!pass")
    assert asked.message.isVisible()
    click(asked.back)
    assert load(clerk, PeriodicReport, report.uid).state is ReportState.DRAFT
    assert page.view.signatures == ()


def test_a_frozen_report_is_no_draft_any_more(submitted, page, settled, tmp_path):
    assert page.menu.actions()[0].text() == "导出待签稿 PDF…"
    page.acts.export(page.view, tmp_path / "待签.pdf")
    page.acts.export(page.view, tmp_path / "待签.xlsx")
    settled()
    for one in (
        *PdfReader(tmp_path / "待签.pdf").pages,
        *PdfReader(io.BytesIO(page.preview._drawn.pdf)).pages,
    ):
        text = one.extract_text()
        assert "待签稿" in text
        assert "草稿" not in text
    book = openpyxl.load_workbook(tmp_path / "待签.xlsx")
    assert {sheet.oddHeader.center.text for sheet in book} == {"待签稿"}


@pytest.fixture
def submitted(clerk, report):
    signing.submit(clerk, report.uid, unexplained=signing.UNEXPLAINED)
    return report


def test_three_people_sign_at_one_pc_and_the_files_are_sealed(submitted, clerk, page, settled, qtbot):
    click(page.signing.go)
    wrong = sign_in(qtbot, page, settled, "reviewer", "Wrong-2026!pass")
    assert wrong.isVisible()
    assert wrong.message.isVisible()
    sign_in(qtbot, page, settled, "reviewer")
    assert page.view.report.state is ReportState.REVIEWED
    assert [one.name for one in page.view.signatures] == ["李文海", "周敏"]
    assert page.signing.go.text() == "请签发人在本机签发…"
    click(page.signing.go)
    sign_in(qtbot, page, settled, "signer")
    assert page.view.report.state is ReportState.ISSUED
    assert not page.signing.go.isVisible()
    assert page.view.pdf.exists()
    assert page.view.xlsx.exists()
    assert page.preview.pages == len(PdfReader(page.view.pdf).pages)
    assert clerk.viewer.login == "clerk"


def test_a_sealed_file_is_proved_and_a_changed_byte_is_told(submitted, desk, jobs, opened, settled):
    signing.review(desk.log_in("reviewer"), submitted.uid)
    session = desk.log_in("signer")
    signing.issue(session, submitted.uid)
    page = opened(Context(session, jobs))
    click(page.signing.verify)
    settled()
    proof = dialog(page, ProofDialog)
    assert [chip.text() for chip in proof.chips] == ["完好", "完好"]
    proof.accept()
    sealed = bytearray(page.view.pdf.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    page.view.pdf.write_bytes(sealed)
    click(page.signing.verify)
    settled()
    assert [chip.text() for chip in dialog(page, ProofDialog).chips] == ["不可信", "完好"]


def test_the_wrong_role_is_told_and_nothing_is_signed(submitted, clerk, page, settled, qtbot):
    click(page.signing.go)
    asked = sign_in(qtbot, page, settled, "admin")
    assert asked.isVisible()
    assert asked.message.text()
    assert load(clerk, PeriodicReport, submitted.uid).state is ReportState.SUBMITTED


def test_a_report_comes_back_with_a_reason(submitted, clerk, page, settled, qtbot):
    click(page.signing.back)
    asked = dialog(page, dialogs.Reason)
    click(asked.go)
    assert asked.message.text() == "请填写理由。"
    asked.activateWindow()
    qtbot.waitUntil(asked.text.hasFocus)
    type_in("数字有疑问")
    click(asked.go)
    sign_in(qtbot, page, settled, "reviewer")
    assert load(clerk, PeriodicReport, submitted.uid).state is ReportState.DRAFT
    assert page.signing.go.text() == "提交"


def test_a_signature_on_paper_is_entered_and_confirmed_by_another(
    submitted, clerk, page, settled, qtbot, tmp_path
):
    click(page.signing.go)
    sign_in(qtbot, page, settled, "reviewer")
    scan = tmp_path / "签发件.pdf"
    scan.write_bytes(b"%PDF-1.4\n% scan\n%%EOF\n")
    click(page.signing.paper)
    asked = dialog(page, dialogs.PaperIssue)
    click(asked.go)
    assert asked.message.text() == "请填写签字日期。"
    asked.name.setText("赵国平")
    asked.post.setText("总经理")
    asked.day.set_value(date(2026, 11, 20))
    asked.scan.setText(str(scan))
    click(asked.go)
    settled()
    recounted(qtbot, page, settled)
    assert [one.is_paper for one in page.view.signatures] == [False, False, True, False]
    assert not page.signing.paper.isVisible()
    assert page.signing.go.text() == "请审核人在本机确认纸质签发…"
    click(page.signing.go)
    sign_in(qtbot, page, settled, "reviewer")
    assert page.view.report.state is ReportState.ISSUED


def test_a_signature_half_entered_comes_back_under_the_same_figures_alone(
    submitted, clerk, page, settled, qtbot
):
    asked = page.acts.ask_paper(page.view)
    settled()
    asked.name.set_value("赵国平")
    asked.name.edited.emit()
    qtbot.waitUntil(lambda: [one.form for one in drafts.mine(clerk)] == ["PaperIssue"])
    asked.deleteLater()
    again = page.acts.ask_paper(page.view)
    settled()
    assert again.name.value() == "赵国平"
    again.deleteLater()
    came_back = replace(page.view, report=replace(page.view.report, snapshot="0" * 64))
    later = page.acts.ask_paper(came_back)
    settled()
    assert later.name.value() == ""
    assert "填写以后内容已有变动，未恢复" in later.message.text()


def test_going_back_from_a_paper_signature_keeps_what_was_just_typed(submitted, clerk, page, settled):
    asked = page.acts.ask_paper(page.view)
    settled()
    asked.name.set_value("赵国平")
    asked.name.edited.emit()
    click(asked.back)
    settled()
    (kept,) = drafts.mine(clerk)
    assert (kept.form, kept.values["name"]) == ("PaperIssue", {"value": "赵国平"})
    again = page.acts.ask_paper(page.view)
    settled()
    assert again.name.value() == "赵国平"


def test_a_reviewer_sees_the_own_step_and_may_not_compile(submitted, desk, jobs, opened, settled, qtbot):
    session = desk.log_in("reviewer")
    page = opened(Context(session, jobs))
    assert page.signing.go.text() == "审核"
    click(page.signing.go)
    confirm(qtbot, page, settled)
    assert load(session, PeriodicReport, submitted.uid).state is ReportState.REVIEWED
    assert page.view.signatures[-1].login == "reviewer"
    assert not [one for one in page.findChildren(QDialog) if one.isVisible()]


def line(role, login=""):
    return SignatureLine(role, "某人", "某职", "2026-11-20", "电子" if login else "纸质", login)


@pytest.mark.parametrize(("login", "mine"), [("clerk", False), ("signer", True), ("admin", False)])
def test_without_a_reviewer_any_other_person_confirms_the_paper(clerk, report, desk, login, mine):
    chain = [line("填报", "clerk"), line("签发"), line("纸质签发登记", "clerk")]
    waiting = replace(report, no_reviewer=True, state=ReportState.SUBMITTED)
    step = next_step(waiting, chain, desk.log_in(login).viewer)
    assert (step.words, step.is_mine) == ("确认纸质签发", mine)
    assert step.button == ("确认纸质签发" if mine else "请另一人在本机确认纸质签发…")


def test_who_submitted_reviews_only_where_that_pair_is_relaxed(report, desk):
    both = replace(desk.log_in("clerk").viewer, roles=frozenset({Role.CLERK, Role.REVIEWER}))
    waiting, chain = replace(report, state=ReportState.SUBMITTED), [line("填报", "clerk")]
    step = next_step(waiting, chain, both)
    assert (step.is_mine, step.signed) == (False, True)
    relaxed = PairTable((Relaxation(Op.SUBMIT_REPORT, Op.REVIEW_REPORT, "人员不足", date(2026, 11, 20)),))
    step = next_step(waiting, chain, both, relaxed)
    assert (step.is_mine, step.signed, step.button) == (True, False, "审核")


def test_who_reads_no_cases_is_told_so_and_shown_no_page(report, desk, jobs, opened, settled):
    page = opened(Context(desk.log_in("admin"), jobs))
    settled()
    assert page.reports.count() == 1
    assert page.view is None
    assert page.words.text() == "报告含有线索内容，由填报、审核、签发人员查看；您没有查看线索的权限。"
    assert page.preview.pages == 0
    assert not page.findChildren(QDialog)


def test_a_draft_that_goes_out_stands_in_the_trail(clerk, report, page, settled, tmp_path):
    page.acts.export(page.view, tmp_path / "年报.xlsx")
    settled()
    assert (tmp_path / "年报.xlsx").exists()
    with clerk.ledger.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT op, uid, new FROM entry JOIN change USING (seq) WHERE field = 'export'"
        ).all()
    assert [tuple(one) for one in found] == [("export", report.uid, "年报.xlsx")]


def test_a_sealed_file_that_is_lost_is_had_again(submitted, desk, jobs, opened, settled, monkeypatch):
    signing.review(desk.log_in("reviewer"), submitted.uid)
    session = desk.log_in("signer")
    files = signing.issue(session, submitted.uid).value
    page = opened(Context(session, jobs))
    was = files.pdf.read_bytes()
    files.pdf.unlink()
    shown = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()) or True)
    click(page.signing.pdf)
    settled()
    assert files.pdf.read_bytes() == was
    assert shown == [files.pdf.as_posix()]


def test_who_stepped_back_is_not_shown_the_sealed_file(submitted, clues, desk, jobs, opened, settled):
    signing.review(desk.log_in("reviewer"), submitted.uid)
    session = desk.log_in("signer")
    signing.issue(session, submitted.uid)
    records.add(desk.log_in("reviewer"), Recusal, {"clue": clues[0].uid, "user": session.viewer.user})
    page = opened(Context(desk.log_in("signer"), jobs))
    assert page.view.withheld
    assert page.view.pdf is None
    assert not page.signing.pdf.isVisible()
    assert clues[0].summary not in repr(page.view.document)
    assert page.preview.note.text() == "您应回避或不在知悉范围的线索只列编号"
