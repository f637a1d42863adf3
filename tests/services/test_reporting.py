"""The annual report up to its signing: compiled from the ledger, frozen away from it, continued by the next."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pypdfium2
import pytest

from services.ledgers import entered
from services.papers import CASES, compiled, register_cases, sealed, submitted
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.content import figures
from zhuize_desktop.domain.errors import FieldError, NotAllowed, UserError
from zhuize_desktop.domain.indicators import tally
from zhuize_desktop.domain.records import (
    Clue,
    Explanation,
    Loss,
    PeriodicReport,
    Recovery,
    Recusal,
    ReportKind,
    ReportState,
    ReportText,
    User,
)
from zhuize_desktop.seal.canonical import canonical, parse_canonical
from zhuize_desktop.seal.digest import digest
from zhuize_desktop.services import directory, records
from zhuize_desktop.services.clues import change_clue, load_for_edit
from zhuize_desktop.services.reporting import (
    all_reports,
    compile_report,
    document_of,
    explain,
    export_draft,
    find_report,
    preview,
    release_draft,
    save_text,
    set_parent_date,
    texts_of,
    withdraw_report,
)
from zhuize_desktop.services.signing import give_back
from zhuize_desktop.services.snapshots import frozen_bytes, read_frozen


def pdf_text(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


# --- compiling ------------------------------------------------------------------------------------------------


def test_a_draft_is_compiled_once_and_taken_up_again(clerk):
    report = compiled(clerk)
    assert report.state is ReportState.DRAFT
    assert (report.period_from, report.period_to) == (date(2025, 1, 1), date(2025, 12, 31))
    assert "虚构运输集团有限公司2025年度" in report.title
    assert report.addressee == "虚构控股集团有限公司"
    assert compiled(clerk) == report
    assert [one.uid for one in all_reports(clerk)] == [report.uid]


@pytest.mark.parametrize("year", [0, 1999, 2018, 2027, 10**9, -5])
def test_years_nobody_reports_on(clerk, year):
    with pytest.raises(FieldError, match="2019 至 2026"):
        compiled(clerk, year)


@pytest.mark.parametrize("login", ["signer", "admin", "inspector"])
def test_who_may_not_compile(desk, login):
    with pytest.raises(NotAllowed, match="填报人、审核人"):
        compiled(desk.log_in(login))


def test_words_are_kept_and_carried_to_the_next_year(desk):
    clerk = desk.log_in("clerk")
    first = compiled(clerk, 2024)
    save_text(clerk, first.uid, "profile", "本企业从事道路运输。")
    save_text(clerk, first.uid, "profile", "本企业从事水路运输。")
    save_text(clerk, first.uid, "experience", "按月调度。")
    assert texts_of(clerk, first.uid) == {"profile": "本企业从事水路运输。", "experience": "按月调度。"}
    second = compiled(clerk, 2025)
    assert texts_of(clerk, second.uid) == texts_of(clerk, first.uid)
    save_text(clerk, second.uid, "profile", "改写。")
    assert texts_of(clerk, first.uid)["profile"] == "本企业从事水路运输。"


def test_explanations_stand_in_the_document(clerk):
    register_cases(clerk)
    report = compiled(clerk)
    check = next(one.check for one in preview(clerk, report.uid).findings if one.grade is Grade.VERIFY)
    explain(clerk, report.uid, check, "旧的说明")
    explain(clerk, report.uid, check, "经核对无误，详见卷宗")
    pdf, _ = export_draft(clerk, report.uid)
    text = pdf_text(pdf).replace("\r\n", "").replace("\n", "")
    assert "经核对无误，详见卷宗" in text
    assert "旧的说明" not in text


def test_the_parents_date_becomes_the_due_day(clerk):
    report = compiled(clerk)
    assert report.due_on is None
    set_parent_date(clerk, 2025, date(2026, 1, 15))
    assert preview(clerk, report.uid).report.due_on == date(2026, 1, 15)
    set_parent_date(clerk, 2024, date(2025, 1, 10))
    assert compiled(clerk, 2024).due_on == date(2025, 1, 10)


def test_a_draft_can_be_withdrawn_and_made_anew(clerk):
    report = compiled(clerk)
    with pytest.raises(FieldError):
        withdraw_report(clerk, report.uid, "  ")
    withdraw_report(clerk, report.uid, "年度填错")
    assert all_reports(clerk) == []
    assert compiled(clerk).uid != report.uid


def test_a_report_is_found_by_the_beginning_of_its_uid(desk):
    report, _ = sealed(desk, 2024)
    clerk = desk.log_in("clerk")
    other = compiled(clerk, 2025)
    assert find_report(clerk, report.uid) == report
    assert find_report(clerk, report.serial) == report
    assert find_report(clerk, other.uid[:-1]).uid == other.uid
    for key, told in (("", "没有编号"), ("zzz", "没有编号"), (report.uid[:2], "2 份报告")):
        with pytest.raises(UserError, match=told):
            find_report(clerk, key)


# --- figures --------------------------------------------------------------------------------------------------


def counted(session, uid):
    found = tally(preview(session, uid).frozen.snapshot)
    return {
        code: found.count(code) for code in ("clue.opening", "clue.received", "clue.closed", "clue.closing")
    }


def by_hand(year):
    opening = [one for one in CASES if one[1].year < year and (one[2] is None or one[2].year >= year)]
    received = [one for one in CASES if one[1].year == year]
    closed = [one for one in CASES if one[2] is not None and one[2].year == year]
    return {
        "clue.opening": len(opening),
        "clue.received": len(received),
        "clue.closed": len(closed),
        "clue.closing": len(opening) + len(received) - len(closed),
    }


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_balance_of_each_year(clerk, year):
    register_cases(clerk)
    assert counted(clerk, compiled(clerk, year).uid) == by_hand(year)


def cells_of(xlsx):
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_figures_in_pdf_workbook_and_snapshot_are_the_same(desk):
    clerk = desk.log_in("clerk")
    register_cases(clerk)
    report, files = sealed(desk)
    signer = desk.open[0]
    draft = preview(signer, report.uid)
    found = tally(draft.frozen.snapshot)
    sheets = cells_of(files.xlsx.read_bytes())
    (progress,) = [rows for title, rows in sheets.items() if "线索办理进度表" in title]
    text = pdf_text(files.pdf.read_bytes())
    lines = [line.split() for line in text.splitlines()]
    first = next(at for at, row in enumerate(progress) if row[0] == found.indicators[0].label)
    for indicator, row in zip(found.indicators, progress[first:], strict=False):
        assert row[0] == indicator.label
        assert row[1] == found.count(indicator.code)
        assert row[2 : 2 + len(found.sources)] == tuple(
            found.count(indicator.code, column) for column, _ in found.sources
        )
    for code in by_hand(2025):
        label = found.indicator(code).label
        assert found.count(code) == by_hand(2025)[code]
        assert any(line[0] == label and line[1:2] == [str(found.count(code))] for line in lines if line), (
            label
        )
    (listed,) = [rows for title, rows in sheets.items() if "线索清单" in title]
    numbers = [row[0] for row in listed if row[0] and str(row[0]).startswith("ZB-")]
    assert set(numbers) == {number for number, _, left in CASES if left is None or left.year >= 2025}
    for number in numbers:
        assert number in text


def test_names_leave_the_house_masked(desk):
    register_cases(desk.log_in("clerk"))
    _, files = sealed(desk)
    flat = "".join(
        str(cell) for rows in cells_of(files.xlsx.read_bytes()).values() for row in rows for cell in row
    )
    for text in (pdf_text(files.pdf.read_bytes()), flat, files.pdf.read_bytes().decode("latin-1")):
        assert "陈思源" not in text
    assert "陈某某" in flat


def test_every_figure_says_where_it_comes_from(clerk):
    made = register_cases(clerk)
    found = list(figures(preview(clerk, compiled(clerk).uid).document))
    assert len(found) > 100
    numbers = {
        number for one in found for number in one.figure.provenance.records if one.key != "supervision"
    }
    assert numbers <= set(made)
    assert {"ZB-2025-001", "ZB-2024-002"} <= numbers
    assert all(one.figure.provenance.definition for one in found)


def test_amounts_without_a_day_are_left_out_and_told_with_their_clues(clerk):
    made = register_cases(clerk)
    report = compiled(clerk).uid
    dated = {one.figure.provenance.indicator: one.figure for one in figures(preview(clerk, report).document)}
    clue = made["ZB-2025-001"]
    records.add(clerk, Loss, {"clue": clue.uid, "kind": "direct", "amount": 7_000_000})
    records.add(clerk, Recovery, {"clue": clue.uid, "kind": "cash", "amount": 2_000_000})
    draft = preview(clerk, report)
    now = {one.figure.provenance.indicator: one.figure for one in figures(draft.document)}
    for code in ("loss.confirmed", "loss.new_confirmed", "loss.recovered", "recovery.all.ever_amount"):
        assert now[code] == dated[code]
    assert {code: one.with_unit for code, one in now.items() if code.startswith("undated.")} == {
        "undated.loss": "7.00万元",
        "undated.recovery": "2.00万元",
    }
    assert {now[f"undated.{code}"].provenance.records for code in ("loss", "recovery")} == {(clue.number,)}
    told = [one for one in draft.findings if one.check == "annual.undated"]
    assert [(one.grade, one.record, one.uid) for one in told] == [(Grade.VERIFY, "Clue", clue.uid)] * 2


# --- frozen -----------------------------------------------------------------------------------------------------


def test_what_was_frozen_stays_when_the_ledger_changes(desk):
    clerk = desk.log_in("clerk")
    made = register_cases(clerk)
    report = submitted(desk)
    clerk = desk.open[0]
    before = preview(clerk, report.uid)
    clue = load_for_edit(clerk, made["ZB-2025-001"].uid)
    change_clue(clerk, replace(clue, closed=True, closed_on=date(2025, 12, 30), closure_kind="rectified"))
    after = preview(clerk, report.uid)
    assert after.frozen == before.frozen
    assert after.document == before.document
    with clerk.ledger.read() as connection:
        assert read_frozen(connection, report.snapshot) == before.frozen
    # Also the next year's draft sees the change, so it was one.
    assert counted(clerk, compiled(clerk, 2026).uid)["clue.opening"] == by_hand(2026)["clue.opening"] - 1


@pytest.mark.parametrize("write", ["text", "explanation", "withdraw"])
def test_a_frozen_report_takes_no_words(desk, write):
    report = submitted(desk)
    clerk = desk.open[0]
    actions = {
        "text": lambda: save_text(clerk, report.uid, "profile", "改"),
        "explanation": lambda: explain(clerk, report.uid, "x", "改"),
        "withdraw": lambda: withdraw_report(clerk, report.uid, "改"),
    }
    with pytest.raises(NotAllowed, match="已提交，内容已冻结"):
        actions[write]()


def test_a_returned_report_is_frozen_anew(desk):
    clerk = desk.log_in("clerk")
    made = register_cases(clerk)
    first = submitted(desk)
    reviewer = desk.log_in("reviewer")
    with pytest.raises(FieldError):
        give_back(reviewer, first.uid, " ")
    give_back(reviewer, first.uid, "受理日期有误")
    clerk = desk.log_in("clerk")
    clue = load_for_edit(clerk, made["ZB-2025-003"].uid)
    change_clue(clerk, replace(clue, reported_on=date(2026, 1, 9), accepted_on=date(2026, 1, 9)))
    second = submitted(desk)
    assert second.uid == first.uid
    assert second.snapshot != first.snapshot
    clerk = desk.open[0]
    assert counted(clerk, second.uid)["clue.received"] == by_hand(2025)["clue.received"] - 1
    with clerk.ledger.read() as connection:
        old = read_frozen(connection, first.snapshot)
    assert tally(old.snapshot).count("clue.received") == by_hand(2025)["clue.received"]


def test_frozen_content_is_canonical_and_comes_back_whole(clerk):
    register_cases(clerk)
    report = compiled(clerk)
    save_text(clerk, report.uid, "profile", "第一行\n第二行“引号”\\")
    frozen = preview(clerk, report.uid).frozen
    body = frozen_bytes(frozen)
    assert canonical(parse_canonical(body)) == body
    from zhuize_desktop.storage import reports as stored

    with clerk.ledger.small_write() as connection:
        stored.store_snapshot(connection, digest(body).sha256, report.uid, clerk.clock.now(), body.decode())
    with clerk.ledger.read() as connection:
        again = read_frozen(connection, digest(body).sha256)
    assert again.snapshot == frozen.snapshot
    assert (dict(again.texts), dict(again.explanations)) == (dict(frozen.texts), dict(frozen.explanations))
    assert again.findings == frozen.findings
    assert document_of(again) == document_of(frozen)


def test_the_same_snapshot_renders_the_same_bytes(clerk):
    from zhuize_desktop.documents.pdf import render_pdf
    from zhuize_desktop.documents.xlsx import render_workbook

    register_cases(clerk)
    frozen = preview(clerk, compiled(clerk).uid).frozen
    for render in (render_pdf, render_workbook):
        assert render(document_of(frozen), draft=False) == render(document_of(frozen), draft=False)


# --- two years ----------------------------------------------------------------------------------------------------


def test_the_next_report_continues_the_signed_one(desk):
    clerk = desk.log_in("clerk")
    made = register_cases(clerk)
    first, _ = sealed(desk, 2024)
    clerk = desk.log_in("clerk")
    # Found out later: a clue of 2024 that the signed report did not know, and a closing day moved back behind it.
    clue = load_for_edit(clerk, made["ZB-2025-003"].uid)
    change_clue(clerk, replace(clue, reported_on=date(2024, 9, 9), accepted_on=date(2024, 9, 9)))
    draft = preview(clerk, compiled(clerk, 2025).uid)
    previous = draft.frozen.snapshot.previous
    assert (previous.serial, previous.sha256) == (first.serial, first.snapshot)
    found = tally(draft.frozen.snapshot)
    closing_2024 = by_hand(2024)["clue.closing"]
    assert {one.source_column: one.count for one in previous.closing}[""] == closing_2024
    assert found.count("clue.opening") == closing_2024
    assert found.count("clue.backfilled") == 1
    assert found.numbers["clue.backfilled", ""] == ("ZB-2025-003",)
    assert found.count("clue.received") == by_hand(2025)["clue.received"] - 1
    assert found.count("clue.closing") == by_hand(2025)["clue.closing"]
    second, files = sealed(desk, 2025)
    assert second.serial != first.serial
    assert f"封存编号{first.serial}" in pdf_text(files.pdf.read_bytes()).replace("\n", "").replace("\r", "")
    signer = desk.open[0]
    assert counted(signer, compiled_uid(signer, 2025))["clue.closing"] == by_hand(2025)["clue.closing"]
    clerk = desk.log_in("clerk")
    third = preview(clerk, compiled(clerk, 2026).uid).frozen.snapshot
    assert third.previous.serial == second.serial
    assert tally(third).count("clue.opening") == by_hand(2025)["clue.closing"]


def compiled_uid(session, year):
    return next(one.uid for one in all_reports(session) if one.year == year)


def test_a_sealed_year_is_not_compiled_again(desk):
    sealed(desk, 2025)
    with pytest.raises(NotAllowed, match="已经签发封存"):
        compile_report(desk.log_in("clerk"), ReportKind.ANNUAL, 2025)


def test_an_involved_users_report_counts_all_and_tells_only_the_number(desk):
    """Statistics count every clue; what they tell of one that somebody here may not read is its number."""
    clerk = desk.log_in("clerk")
    made = register_cases(clerk)
    person = made["ZB-2025-001"].persons[0]
    admin = desk.log_in("admin")
    reviewer = next(one for one in records.list_records(admin, User) if one.login == "reviewer")
    records.change(admin, replace(reviewer, person=person))
    session = desk.log_in("reviewer")
    assert [one for one in records.list_records(session, type(made["ZB-2025-001"]))] == []
    draft = preview(session, compiled(session).uid)
    assert counted(session, draft.report.uid) == by_hand(2025)
    assert all(fact.masked and not fact.summary for fact in draft.frozen.snapshot.clues)
    assert "出借资金" not in pdf_text(export_draft(session, draft.report.uid)[0])
    assert isinstance(draft.report, PeriodicReport)


# --- who reads ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["admin", "inspector"])
@pytest.mark.parametrize("state", ["draft", "submitted", "sealed"])
def test_who_reads_no_cases_reads_no_report(desk, login, state):
    register_cases(desk.log_in("clerk"))
    made = {"draft": lambda: compiled(desk.open[0]), "submitted": lambda: submitted(desk)}
    report = made[state]() if state in made else sealed(desk)[0]
    session = desk.log_in(login)
    for read in (preview, texts_of, export_draft, lambda *one: release_draft(*one, "草稿.pdf")):
        with pytest.raises(NotAllowed, match=r"没有查看线索的权限|没有“导出”的权限"):
            read(session, report.uid)
    assert [one.uid for one in all_reports(session)] == [report.uid]  # that there is one is no secret
    assert exports(session) == []


def exports(session):
    with session.ledger.read() as connection:
        return [
            tuple(row)
            for row in connection.exec_driver_sql(
                "SELECT op, actor_name, uid, new FROM entry JOIN change USING (seq) WHERE field = 'export'"
            )
        ]


def test_drafts_that_go_out_stand_in_the_trail(clerk):
    report = compiled(clerk)
    export_draft(clerk, report.uid)
    release_draft(clerk, report.uid, "年度报告（草稿）.pdf")
    assert exports(clerk) == [
        ("export", "李文海", report.uid, "PDF、Excel"),
        ("export", "李文海", report.uid, "年度报告（草稿）.pdf"),
    ]


@pytest.mark.parametrize("state", ["submitted", "sealed"])
def test_what_was_frozen_before_a_recusal_is_masked_for_who_steps_back(desk, state):
    made = register_cases(desk.log_in("clerk"))
    hidden = made["ZB-2025-001"]
    report = submitted(desk) if state == "submitted" else sealed(desk)[0]
    signer = desk.log_in("signer")
    whole = preview(signer, report.uid)
    assert not whole.withheld
    assert hidden.summary.replace("陈思源", "陈某某") in repr(whole.document)
    reviewer = desk.log_in("reviewer")
    records.add(reviewer, Recusal, {"clue": hidden.uid, "user": signer.viewer.user})
    signer = desk.log_in("signer")
    draft = preview(signer, report.uid)
    assert draft.withheld
    (fact,) = [one for one in draft.frozen.snapshot.clues if one.uid == hidden.uid]
    assert (fact.masked, fact.summary, fact.persons, fact.source_kind) == (True, "", (), "")
    assert "编号ZB-2025-001" not in repr(draft.document)
    assert "编号ZB-2025-002" in repr(draft.document)
    told = [one for one in draft.findings if one.uid == hidden.uid]
    assert all("按知悉范围另行登记" in one.sentence for one in told)
    assert counts_of(draft) == counts_of(whole)
    assert "编号ZB-2025-001" not in pdf_text(export_draft(signer, report.uid)[0]).replace("\n", "").replace(
        "\r", ""
    )
    # The others see what was frozen, and so do the signatures.
    clerk = desk.log_in("clerk")
    assert preview(clerk, report.uid).frozen == whole.frozen
    with clerk.ledger.read() as connection:
        assert read_frozen(connection, report.snapshot) == whole.frozen
    assert [one.uid for one in records.list_records(signer_again(desk), Clue) if one.uid == hidden.uid] == []


def counts_of(draft):
    """The figures of the tables, each with the clues behind it."""
    found = [
        one.figure
        for one in figures(draft.document)
        if one.figure.provenance.indicator.startswith(("clue.", "loss.")) and one.key != "clues"
    ]
    return [one for one in found if one.provenance.indicator != "clue.masked"]


def signer_again(desk):
    return desk.log_in("signer")


def test_words_and_explanations_of_a_report_are_read_by_who_reads_cases(desk):
    clerk = desk.log_in("clerk")
    report = compile_report(clerk, ReportKind.ANNUAL, 2025).value
    save_text(clerk, report.uid, "experience", "只给办理人员看的文字")
    explain(clerk, report.uid, "annual.opening", "只给办理人员看的说明")
    for login, seen in (("clerk", 1), ("signer", 1), ("admin", 0), ("inspector", 0)):
        session = desk.log_in(login)
        assert len(records.list_records(session, ReportText)) == seen
        assert len(records.list_records(session, Explanation)) == seen


def test_a_period_names_enterprises_as_they_were_called_then(clerk):
    below = directory.add_enterprise(clerk, {"name": "虚构旧名物流有限公司", "level": 3}).value
    entered(
        clerk,
        {
            "source_kind": "audit.special",
            "reported_on": date(2025, 5, 1),
            "accepted_on": date(2025, 5, 2),
            "enterprises": (below.uid,),
            "category": "funds",
            "summary": "虚构事项",
        },
    )
    directory.change_enterprise(clerk, replace(below, name="虚构新名物流有限公司"), date(2026, 3, 1), "更名")
    report = compile_report(clerk, ReportKind.ANNUAL, 2025).value
    (fact,) = preview(clerk, report.uid).frozen.snapshot.clues
    assert fact.enterprises == ("虚构旧名物流有限公司",)
