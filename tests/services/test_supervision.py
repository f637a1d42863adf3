"""监督成果: findings become clues or bear a reason, both ways linked, and 梳理完成 waits for all of them."""

from __future__ import annotations

from datetime import date

import pytest

from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed
from zhuize_desktop.domain.records import Circle, Clue, Enterprise, Finding, SupervisionReport
from zhuize_desktop.services import records, supervision
from zhuize_desktop.services.clues import load_for_edit, register_clue, set_circle
from zhuize_desktop.services.supervision import Tally

RECEIVED = date(2026, 10, 12)


@pytest.fixture
def report(clerk):
    values = {
        "title": "2025年度经济责任审计报告",
        "document_number": "虚审〔2026〕8号",
        "source_kind": "audit.economic_responsibility",
        "issued_by": "虚构市审计局",
        "received_on": RECEIVED,
        "enterprises": (clerk.viewer.enterprise,),
    }
    return supervision.add_report(clerk, values).value


def add(session, report, sequence=1, **values):
    words = {"summary": f"第{sequence}项：未履行决策程序对外预付货款", "sequence": sequence, **values}
    return supervision.add_finding(session, report.uid, words).value


def typed(session, finding, **more):
    """What the form hands over: the fields of the prefilled clue that a person would leave as they are."""
    made = supervision.clue_from(session, finding)
    names = (
        "summary", "estimated_loss", "enterprises", "source_kind", "source_document", "document_number",
        "received_on", "reported_on", "handler",
    )  # fmt: skip
    return {name: getattr(made, name) for name in names} | {"category": "trade"} | more


def category(session):
    return session.rulebook().dictionary("violation_category").entries()[0].code


def test_clue_takes_over_what_both_papers_know_and_both_point_to_each_other(clerk, report):
    finding = add(clerk, report, amount=1_234_567_89)
    clue = supervision.list_as_clue(clerk, finding.uid, typed(clerk, finding, category=category(clerk))).value

    saved = load_for_edit(clerk, clue.uid)
    assert saved.summary == finding.summary
    assert saved.estimated_loss == 1_234_567_89
    assert saved.enterprises == (clerk.viewer.enterprise,)  # the finding names none, the report does
    assert saved.source_kind == "audit.economic_responsibility"
    assert (saved.source_document, saved.document_number) == (report.title, report.document_number)
    assert saved.received_on == saved.reported_on == RECEIVED != clerk.today
    assert saved.accepted_on is None
    assert saved.main_finding == finding.uid
    assert saved.number
    (shown,) = supervision.findings_of(clerk, report.uid)
    assert shown.finding.clues == (clue.uid,)
    assert shown.clues == ((clue.uid, saved.number),)


def test_listing_is_one_action_and_a_refused_clue_leaves_the_finding_alone(clerk, report):
    finding = add(clerk, report)
    with pytest.raises(FieldError):
        supervision.list_as_clue(clerk, finding.uid, typed(clerk, finding, category="no-such-code"))
    assert supervision.findings_of(clerk, report.uid)[0].finding == finding
    assert records.list_records(clerk, Clue) == []

    done = supervision.list_as_clue(clerk, finding.uid, typed(clerk, finding, category=category(clerk)))
    assert done.changes.uids == {"Clue": {done.value.uid}, "Finding": {finding.uid}}
    assert [entry.op.value for entry in records.timeline(clerk, done.value.uid)] == ["register_clue"]


def test_several_findings_may_share_a_clue_and_the_first_is_its_main_source(clerk, report):
    first, second = add(clerk, report, 1), add(clerk, report, 2)
    clue = register_clue(clerk, typed(clerk, first, category=category(clerk))).value
    supervision.link_clue(clerk, first.uid, clue.uid)
    supervision.link_clue(clerk, second.uid, clue.uid)
    assert load_for_edit(clerk, clue.uid).main_finding == first.uid
    with pytest.raises(Conflict, match=clue.number):
        supervision.link_clue(clerk, second.uid, clue.uid)

    supervision.unlink_clue(clerk, first.uid, clue.uid)
    assert load_for_edit(clerk, clue.uid).main_finding is None
    assert [one.finding.clues for one in supervision.findings_of(clerk, report.uid)] == [(), (clue.uid,)]


@pytest.mark.parametrize(
    ("reason", "note", "approver", "field"),
    [
        ("", "", "周敏", "not_listed_reason"),
        ("no_violation", "", " ", "not_listed_approver"),
        ("other", "  ", "周敏", "not_listed_note"),
        ("invented", "", "周敏", "not_listed_reason"),
    ],
)
def test_reason_is_whole_or_not_taken(clerk, report, reason, note, approver, field):
    finding = add(clerk, report)
    with pytest.raises(FieldError) as refused:
        supervision.refuse_listing(clerk, finding, reason, note, approver)
    assert refused.value.field == field
    assert supervision.findings_of(clerk, report.uid)[0].finding == finding


def test_reason_and_clue_exclude_each_other(clerk, report):
    finding = add(clerk, report)
    given = supervision.refuse_listing(clerk, finding, "no_loss", "未形成损失", "周敏").value
    assert (given.not_listed_reason, given.not_listed_note, given.not_listed_approver) == (
        "no_loss",
        "未形成损失",
        "周敏",
    )
    supervision.list_as_clue(clerk, finding.uid, typed(clerk, finding, category=category(clerk)))
    kept = supervision.findings_of(clerk, report.uid)[0].finding
    assert (kept.not_listed_reason, kept.not_listed_note, kept.not_listed_approver) == ("", "", "")
    with pytest.raises(FieldError, match="已列入线索"):
        supervision.refuse_listing(clerk, kept, "no_loss", "", "周敏")


def test_sorting_is_finished_only_when_nothing_waits(clerk, report):
    with pytest.raises(FieldError, match="还没有登记任何发现"):
        supervision.finish_sorting(clerk, report.uid, clerk.today)
    first, second = add(clerk, report, 1), add(clerk, report, 2)
    supervision.list_as_clue(clerk, first.uid, typed(clerk, first, category=category(clerk)))
    with pytest.raises(FieldError, match="还有 1 项") as refused:
        supervision.finish_sorting(clerk, report.uid, clerk.today)
    assert refused.value.field == "sorted_on"
    supervision.refuse_listing(clerk, second, "management", "", "周敏")
    with pytest.raises(FieldError, match="早于收到日期"):
        supervision.finish_sorting(clerk, report.uid, date(2026, 10, 11))
    with pytest.raises(FieldError, match="还没有到"):
        supervision.finish_sorting(clerk, report.uid, date(2026, 11, 21))
    assert supervision.finish_sorting(clerk, report.uid, clerk.today).value.sorted_on == clerk.today


def test_no_other_way_leads_round_the_condition(clerk, report):
    finding = add(clerk, report)
    from dataclasses import replace

    with pytest.raises(FieldError, match="待梳理"):
        supervision.change_report(clerk, replace(report, sorted_on=clerk.today))
    with pytest.raises(FieldError, match="还没有登记任何发现"):
        supervision.add_report(clerk, {"title": "巡察反馈", "sorted_on": clerk.today})
    clue = supervision.list_as_clue(clerk, finding.uid, typed(clerk, finding, category=category(clerk))).value
    supervision.finish_sorting(clerk, report.uid, clerk.today)
    with pytest.raises(NotAllowed, match="梳理完成"):
        add(clerk, report, 2)
    with pytest.raises(NotAllowed, match="梳理完成"):
        supervision.unlink_clue(clerk, finding.uid, clue.uid)
    supervision.reopen_sorting(clerk, report.uid)
    assert add(clerk, report, 2).sequence == 2


def test_fewer_findings_than_the_paper_states_are_not_all_of_them(clerk):
    report = supervision.add_report(clerk, {"title": "专项检查通报", "stated_findings": 2}).value
    finding = add(clerk, report)
    supervision.refuse_listing(clerk, finding, "handled", "", "周敏")
    with pytest.raises(FieldError, match="载明 2 个问题，只登记了 1 项"):
        supervision.finish_sorting(clerk, report.uid, clerk.today)


def test_numbers_within_a_report_are_given_and_not_given_twice(clerk, report):
    assert supervision.next_sequence(clerk, report.uid) == 1
    add(clerk, report, 3)
    assert supervision.next_sequence(clerk, report.uid) == 4
    with pytest.raises(FieldError) as refused:
        add(clerk, report, 3)
    assert refused.value.field == "sequence"


def test_list_counts_what_became_of_the_findings(clerk, report, desk):
    findings = [add(clerk, report, at) for at in (1, 2, 3)]
    supervision.list_as_clue(clerk, findings[0].uid, typed(clerk, findings[0], category=category(clerk)))
    supervision.refuse_listing(clerk, findings[1], "duplicate", "", "周敏")
    undated = supervision.add_report(clerk, {"title": "无日期的通报"}).value

    shown = supervision.all_reports(clerk)
    assert [one.report.uid for one in shown] == [report.uid, undated.uid]
    assert (shown[0].tally, shown[0].days) == (Tally(1, 1, 1), 39)  # 12 October to 20 November
    assert (shown[1].tally, shown[1].days) == (Tally(0, 0, 0), None)
    supervision.refuse_listing(clerk, findings[2], "unclear", "", "周敏")
    supervision.finish_sorting(clerk, report.uid, date(2026, 11, 2))
    assert supervision.all_reports(clerk)[0].days == 21


def test_ratio_names_numerator_and_denominator():
    assert (
        supervision.ratio_line(Tally(6, 2, 2))
        == "梳理率 已梳理/发现 8/10（80.0%）　列入率 列入线索/发现 6/10（60.0%）"
    )
    assert supervision.share(2, 3) == "2/3（66.7%）"
    assert supervision.share(0, 0) == "0/0（—）"


def test_finding_of_a_clue_outside_the_circle_keeps_its_words_to_itself(clerk, report, desk):
    finding = add(clerk, report, amount=100)
    clue = supervision.list_as_clue(clerk, finding.uid, typed(clerk, finding, category=category(clerk))).value
    set_circle(clerk, clue.uid, Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    (shown,) = supervision.findings_of(reviewer, report.uid)
    assert shown.hidden
    assert (shown.finding.summary, shown.finding.amount, shown.finding.clues) == ("", None, ())
    assert shown.clues == ((clue.uid, clue.number),)  # a stub: the number and nothing else
    assert records.list_records(reviewer, Finding) == []
    assert supervision.all_reports(reviewer)[0].tally == Tally(1, 0, 0)  # statistics count it
    with pytest.raises(NotAllowed):
        supervision.unlink_clue(reviewer, finding.uid, clue.uid)


@pytest.mark.parametrize("login", ["admin", "inspector"])
def test_who_does_not_read_cases_sees_no_report(clerk, report, desk, login):
    add(clerk, report)
    other = desk.log_in(login)
    assert supervision.all_reports(other) == []
    assert supervision.findings_of(other, report.uid) == []
    assert records.list_records(other, SupervisionReport) == []
    with pytest.raises(NotAllowed):
        supervision.add_report(other, {"title": "越权登记"})


def test_names_of_enterprises_stand_beside_the_finding(clerk, report):
    own = clerk.viewer.enterprise
    add(clerk, report, enterprises=(own,))
    name = records.load(clerk, Enterprise, own).name
    assert supervision.findings_of(clerk, report.uid)[0].enterprises == (name,)


def test_a_clue_that_was_withdrawn_lists_nothing(clerk, report):
    finding = add(clerk, report)
    clue = supervision.list_as_clue(clerk, finding.uid, typed(clerk, finding, category=category(clerk))).value
    assert supervision.all_reports(clerk)[0].tally == Tally(listed=1)
    supervision.finish_sorting(clerk, report.uid, clerk.today)
    supervision.reopen_sorting(clerk, report.uid)

    records.withdraw(clerk, Clue, clue.uid, "登记有误")
    assert supervision.all_reports(clerk)[0].tally == Tally(waiting=1)
    assert [one.listed for one in supervision.findings_of(clerk, report.uid)] == [False]
    with pytest.raises(FieldError, match="1 项发现待梳理"):
        supervision.finish_sorting(clerk, report.uid, clerk.today)
    records.bring_back(clerk, Clue, clue.uid)
    assert supervision.all_reports(clerk)[0].tally == Tally(listed=1)
