"""代录: an enterprise without a ledger of its own has reports of its own out of this one, in a chain of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from services.ledgers import entered
from services.papers import compiled
from zhuize_desktop.domain.content import NoticeKind, SignatureBlock
from zhuize_desktop.domain.errors import FieldError, NotAllowed
from zhuize_desktop.domain.indicators import tally
from zhuize_desktop.domain.records import Enterprise, PeriodicReport
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.seal.verify import Identity, verify_file
from zhuize_desktop.services import directory, records, supervision
from zhuize_desktop.services.reporting import (
    enterprise_to_report,
    explain,
    preview,
    reporting_enterprises,
    set_parent_date,
)
from zhuize_desktop.services.signing import UNEXPLAINED, issue, review, submit
from zhuize_desktop.services.trusting import trust_of


@pytest.fixture
def clerk(desk):
    return desk.log_in("clerk")


def kept(session, name, code="", **more):
    values = {"name": name, "level": 3, "parent": session.viewer.enterprise, "credit_code": code}
    return directory.add_enterprise(session, values | {"on_behalf": True} | more).value


@pytest.fixture
def tea(clerk):
    return kept(clerk, "虚构茶业有限公司", "91350100M000100Y43")


@pytest.fixture
def salt(clerk):
    return kept(clerk, "虚构盐业有限公司", short_name="盐业")


def clue(session, number, day, *enterprises, closed=None):
    values = {
        "number": number,
        "source_kind": "audit.special",
        "reported_on": day,
        "accepted_on": day,
        "enterprises": tuple(one.uid for one in enterprises),
        "category": "funds",
        "summary": f"出借资金，编号{number}",
        "realtime_scope": False,
        "stage": Stage.CLOSURE if closed else Stage.INVESTIGATION,
    }
    if closed:
        steps = ("checked_on", "triaged_on", "investigated_on", "decided_on", "rectified_on", "closed_on")
        values |= dict.fromkeys(steps, closed)
        values |= {"closed": True, "closure_kind": "rectified", "disposition": "direct"}
    return entered(session, values)


def signed(desk, year, enterprise=None):
    """The sealed report of an enterprise, through three signatures."""
    report = compiled(desk.log_in("clerk"), year, enterprise=enterprise.uid if enterprise else "")
    submit(desk.log_in("clerk"), report.uid, unexplained=UNEXPLAINED)
    review(desk.log_in("reviewer"), report.uid)
    session = desk.log_in("signer")
    files = issue(session, report.uid).value
    return records.load(session, PeriodicReport, report.uid), files


def numbers(draft):
    return [fact.number for fact in draft.frozen.snapshot.clues]


def text_of(document):
    return "\n".join(block.text for block in document.blocks if hasattr(block, "text"))


def balance(draft):
    counted = tally(draft.frozen.snapshot)
    return tuple(counted.count(f"clue.{code}") for code in ("opening", "received", "closed", "closing"))


def test_it_stands_in_the_header_by_its_own_place(clerk, tea):
    report = compiled(clerk, 2025, enterprise=tea.uid)
    header = preview(clerk, report.uid).frozen.snapshot.header
    assert report.title == "虚构茶业有限公司2025年度违规经营投资责任追究工作年度报告"
    assert (header.enterprise, header.credit_code, header.level) == (tea.name, tea.credit_code, 3)
    assert (header.parent, header.addressee) == ("虚构运输集团有限公司",) * 2
    assert (header.on_behalf, header.kept_by) == (True, "虚构运输集团有限公司")
    document = preview(clerk, report.uid).document
    assert document.issuer == tea.name
    assert document.blocks[0].kind is NoticeKind.ON_BEHALF
    assert "只统计由本企业承办（列在涉及单位首位）的线索" in text_of(document)
    own = preview(clerk, compiled(clerk, 2025).uid).frozen.snapshot.header
    assert (own.on_behalf, own.kept_by) == (False, "")


def test_each_counts_its_own_clues_and_the_own_report_all_with_these_apart(clerk, tea, salt):
    own = records.load(clerk, Enterprise, clerk.viewer.enterprise)
    clue(clerk, "A-1", date(2024, 5, 6), tea)
    clue(clerk, "A-2", date(2025, 5, 6), tea, salt)
    clue(clerk, "B-1", date(2025, 6, 7), salt, closed=date(2025, 9, 9))
    clue(clerk, "C-1", date(2025, 7, 8), own, tea)
    clue(clerk, "C-2", date(2025, 8, 9), own)
    drafts = {
        one.name: preview(clerk, compiled(clerk, 2025, enterprise=one.uid).uid) for one in (tea, salt, own)
    }
    assert {name: numbers(draft) for name, draft in drafts.items()} == {
        tea.name: ["A-1", "A-2"],
        salt.name: ["B-1"],
        own.name: ["A-1", "A-2", "B-1", "C-1", "C-2"],
    }
    assert {name: balance(draft) for name, draft in drafts.items()} == {
        tea.name: (1, 1, 0, 2),
        salt.name: (0, 1, 1, 0),
        own.name: (1, 4, 1, 4),
    }
    elsewhere = {name: draft.frozen.snapshot.elsewhere for name, draft in drafts.items()}
    assert elsewhere == {tea.name: ("C-1",), salt.name: ("A-2",), own.name: ()}
    assert "由其他单位承办（列在涉及单位首位）的线索1件，不在本报告统计" in text_of(drafts[tea.name].document)
    told = text_of(drafts[own.name].document)
    assert (
        "其中涉及代管代录企业的线索4件，期初在办1件，本期新增受理3件，本期销号、了结1件，期末在办3件。"
        in told
    )
    assert "逐级汇总时同一线索只计一次" in told
    assert "annual.elsewhere" in {one.check for one in drafts[tea.name].findings}


def test_of_the_supervision_reports_only_what_names_it_is_counted(clerk, tea, salt):
    both = supervision.add_report(
        clerk, {"title": "联合审计", "received_on": date(2025, 3, 4), "enterprises": (tea.uid, salt.uid)}
    ).value
    supervision.add_report(
        clerk, {"title": "盐业审计", "received_on": date(2025, 3, 5), "enterprises": (salt.uid,)}
    )
    for at, names in enumerate([(tea.uid,), (salt.uid,), ()], 1):
        supervision.add_finding(clerk, both.uid, {"sequence": at, "summary": "问题", "enterprises": names})

    def counted(**whose):
        facts = preview(clerk, compiled(clerk, 2025, **whose).uid).frozen.snapshot.supervision
        return {one.title: one.findings for one in facts}

    assert counted(enterprise=tea.uid) == {"联合审计": 2}
    assert counted(enterprise=salt.uid) == {"联合审计": 2, "盐业审计": 0}
    assert counted() == {"联合审计": 3, "盐业审计": 0}


def test_the_chains_of_two_enterprises_and_the_own_one_do_not_mix(desk, clerk, tea, salt):
    clue(clerk, "A-1", date(2024, 5, 6), tea)
    clue(clerk, "B-1", date(2024, 6, 7), salt)
    clue(clerk, "B-2", date(2025, 6, 7), salt)
    first, _ = signed(desk, 2024, tea)
    assert first.serial == "XGYS-2024-代录年报-001"
    clerk = desk.log_in("clerk")
    with pytest.raises(NotAllowed, match="已经签发封存"):
        compiled(clerk, 2024, enterprise=tea.uid)
    with pytest.raises(NotAllowed, match="更早的 2023"):
        compiled(clerk, 2023, enterprise=tea.uid)
    assert compiled(clerk, 2023, enterprise=salt.uid).enterprise == salt.uid
    continued = preview(clerk, compiled(clerk, 2025, enterprise=tea.uid).uid)
    assert continued.frozen.snapshot.previous.serial == first.serial
    assert balance(continued) == (1, 0, 0, 1)
    for other, held in ((salt, (1, 1, 0, 2)), (None, (2, 1, 0, 3))):
        draft = preview(clerk, compiled(clerk, 2025, enterprise=other.uid if other else "").uid)
        assert draft.frozen.snapshot.previous is None
        assert balance(draft) == held
    second, _ = signed(desk, 2025, salt)
    assert second.serial == "XGYS-2025-代录年报-001"
    session = desk.log_in("clerk")
    submit(session, compiled(session, 2025, enterprise=tea.uid).uid, unexplained=UNEXPLAINED)


def test_without_a_clue_it_is_a_zero_report_that_the_enterprise_confirms_on_paper(desk, clerk, salt, tea):
    clue(clerk, "A-1", date(2025, 5, 6), tea)
    report = compiled(clerk, 2025, enterprise=salt.uid)
    draft = preview(clerk, report.uid)
    told = text_of(draft.document)
    assert "零情况确认书（代录）" in told
    assert (
        "虚构盐业有限公司在2025年1月1日至2025年12月31日期间：期初在办0件，本期登记0件，本期新增受理0件"
        in told
    )
    for_the_pen = [row.role for row in draft.document.blocks[-1].rows]
    assert for_the_pen == ["企业负责人", "单位（盖章）"]
    for check in {one.check for one in draft.findings} - {"annual.zero"}:
        explain(clerk, report.uid, check, "已核对。")
    with pytest.raises(NotAllowed, match="零情况报告：须由该企业负责人签字盖章确认"):
        submit(clerk, report.uid)
    explain(clerk, report.uid, "annual.zero", "总经理钱某2026年1月9日签字盖章，存审计部第3卷。")
    submit(clerk, report.uid)
    review(desk.log_in("reviewer"), report.uid)
    files = issue(desk.log_in("signer"), report.uid).value
    document = pypdfium2.PdfDocument(files.pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    assert "代录" in pages[0]
    assert any("零情况确认书（代录）" in page and "企业负责人" in page for page in pages)
    assert any("存审计部第3卷" in page.replace("\r\n", "") for page in pages)


def test_a_report_with_clues_or_the_own_one_confirms_nothing_of_the_kind(clerk, tea):
    clue(clerk, "A-1", date(2025, 5, 6), tea)
    for whose in (tea.uid, ""):
        draft = preview(clerk, compiled(clerk, 2025, enterprise=whose).uid)
        assert "零情况确认书" not in text_of(draft.document)
        assert "annual.zero" not in {one.check for one in draft.findings}
        assert sum(isinstance(block, SignatureBlock) for block in draft.document.blocks) == 1


def test_whose_reports_are_made_here(clerk, tea, salt):
    other = directory.add_enterprise(clerk, {"name": "虚构煤业有限公司", "level": 3}).value
    assert [one.name for one in reporting_enterprises(clerk)] == [
        "虚构运输集团有限公司",
        "虚构盐业有限公司",
        "虚构茶业有限公司",
    ]
    with pytest.raises(FieldError, match="没有登记为代管代录企业"):
        compiled(clerk, 2025, enterprise=other.uid)
    assert enterprise_to_report(clerk, "盐业").uid == salt.uid
    for name in ("虚构煤业有限公司", "没有的公司"):
        with pytest.raises(FieldError, match="可编制的企业：虚构运输集团有限公司、虚构盐业有限公司"):
            enterprise_to_report(clerk, name)


def test_an_enterprise_that_ended_reports_on_the_year_of_its_end_and_no_later(clerk, tea):
    ended = replace(tea, closed_on=date(2024, 6, 30))
    directory.change_enterprise(clerk, ended, date(2024, 6, 30), "")
    assert compiled(clerk, 2024, enterprise=tea.uid).year == 2024
    with pytest.raises(FieldError, match="2024-06-30 注销或停业，没有 2025 年度"):
        compiled(clerk, 2025, enterprise=tea.uid)


def test_the_parents_day_is_set_for_each(clerk, tea, salt):
    report = compiled(clerk, 2025, enterprise=tea.uid)
    set_parent_date(clerk, 2025, date(2026, 1, 10), tea.uid)
    assert preview(clerk, report.uid).report.due_on == date(2026, 1, 10)
    assert compiled(clerk, 2025, enterprise=salt.uid).due_on is None
    assert compiled(clerk, 2025).due_on is None


def test_what_is_sealed_for_it_is_vouched_for_by_the_list_of_this_ledger(desk, clerk, tea):
    clue(clerk, "A-1", date(2025, 5, 6), tea)
    _, files = signed(desk, 2025, tea)
    trust = trust_of(desk.open[0])
    assert [one.name for one in trust.enterprises] == ["虚构运输集团有限公司", tea.name]
    for path in (files.pdf, files.xlsx):
        found = verify_file(path, trust)
        assert (found.integrity, found.identity, found.enterprise) == (True, Identity.MATCHES, tea.name)
