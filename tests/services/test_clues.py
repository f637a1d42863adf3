"""Registering, changing and finding clues; their numbers, circles and conflicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import Circle, Clue, Finding, Loss, Recovery, SupervisionReport, User
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import clues, drafts, records
from zhuize_desktop.services.steps import split_clue
from zhuize_desktop.services.supervision import list_as_clue


def values(session, **more):
    return {
        "source_kind": "internal",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": next(e.code for e in session.rulebook().dictionary("violation_category").entries()),
        "summary": "违规为参股公司垫付运费",
    } | more


def uid_of(session, login):
    return next(one.uid for one in records.list_records(session, User) if one.login == login)


def test_numbers_run_through_all_sources_of_a_year_without_gaps(clerk):
    assert clues.register_clue(clerk, values(clerk)).value.number == "XGYS-2026-内-0001"
    with pytest.raises(FieldError):
        clues.register_clue(clerk, values(clerk, summary=""))
    with pytest.raises(FieldError):
        clues.register_clue(clerk, values(clerk, reported_on=date(2027, 1, 1)))
    assert clues.register_clue(clerk, values(clerk, source_kind="audit")).value.number.endswith("-审-0002")
    old = values(clerk, reported_on=date(2025, 3, 1))
    assert clues.register_clue(clerk, old).value.number == "XGYS-2025-内-0001"
    assert clues.register_clue(clerk, values(clerk)).value.number.endswith("-0003")


def test_a_number_that_is_taken_is_stepped_over_and_refused_by_hand(clerk):
    first = clues.register_clue(clerk, values(clerk, number="XGYS-2026-内-0001")).value
    second = clues.register_clue(clerk, values(clerk)).value
    assert (first.number, second.number) == ("XGYS-2026-内-0001", "XGYS-2026-内-0002")
    with pytest.raises(FieldError, match="已被使用") as caught:
        clues.change_clue(clerk, replace(second, number=first.number))
    assert caught.value.field == "number"
    assert clues.change_clue(clerk, replace(second, number="自编-1")).value.number == "自编-1"


@pytest.mark.parametrize("source", ["petition", "discipline"])
def test_letters_and_discipline_start_with_a_closed_circle(clerk, source):
    made = clues.register_clue(clerk, values(clerk, source_kind=source)).value
    assert made.circle is Circle.NAMED
    assert set(made.circle_users) == {uid_of(clerk, one) for one in ("clerk", "reviewer", "signer")}


def test_an_ordinary_clue_is_known_to_all_who_handle_cases(clerk):
    assert clues.register_clue(clerk, values(clerk)).value.circle is Circle.HANDLERS


def test_several_at_once_are_all_or_nothing(clerk):
    with pytest.raises(FieldError):
        clues.register_clues(clerk, [values(clerk), values(clerk, summary="")])
    assert clues.list_uids(clerk, LedgerQuery()) == []
    made = clues.register_clues(clerk, [values(clerk), values(clerk)]).value
    assert [one.number[-4:] for one in made] == ["0001", "0002"]


@pytest.mark.parametrize("login", ["signer", "admin", "inspector"])
def test_who_may_not_register(desk, login):
    session = desk.log_in(login)
    with pytest.raises(NotAllowed):
        clues.register_clue(session, values(session))


def test_the_second_of_two_savers_is_told_and_keeps_the_draft(clerk):
    made = clues.register_clue(clerk, values(clerk)).value
    drafts.keep(clerk, "Clue", made.uid, made.version, {"summary": "我的"})
    saved = clues.change_clue(clerk, replace(made, summary="别人先存的")).value
    drafts.keep(clerk, "Clue", made.uid, made.version, {"summary": "我的"})
    with pytest.raises(Conflict, match="草稿"):
        clues.change_clue(clerk, replace(made, summary="我的"))
    assert drafts.offered(clerk, "Clue", made.uid).values == {"summary": "我的"}
    assert clues.load_for_edit(clerk, made.uid) == saved
    clues.change_clue(clerk, replace(saved, summary="我的"))
    assert drafts.offered(clerk, "Clue", made.uid) is None


def test_registering_drops_the_draft_and_a_refusal_keeps_it(clerk):
    drafts.keep(clerk, "Clue", "", 0, {"summary": "半句"})
    with pytest.raises(FieldError):
        clues.register_clue(clerk, values(clerk, summary=""))
    assert drafts.offered(clerk, "Clue", "") is not None
    clues.register_clue(clerk, values(clerk))
    assert drafts.offered(clerk, "Clue", "") is None


def test_stages_are_confirmed_together(clerk):
    two = [clues.register_clue(clerk, values(clerk, stage_confirmed=False)).value for _ in range(2)]
    waiting = clues.list_uids(clerk, LedgerQuery(unconfirmed=True))
    assert set(waiting) == {one.uid for one in two}
    assert clues.confirm_stages(clerk, {one.uid: Stage.TRIAGE for one in two}).value == 2
    assert clues.list_uids(clerk, LedgerQuery(unconfirmed=True)) == []
    assert {records.load(clerk, Clue, one.uid).stage for one in two} == {Stage.TRIAGE}


def test_whoever_closes_a_circle_stays_inside(clerk):
    made = clues.register_clue(clerk, values(clerk)).value
    closed = clues.set_circle(clerk, made.uid, Circle.NAMED, (uid_of(clerk, "signer"),)).value
    assert set(closed.circle_users) == {uid_of(clerk, "signer"), clerk.viewer.user}
    opened = clues.set_circle(clerk, made.uid, Circle.HANDLERS, (uid_of(clerk, "signer"),)).value
    assert (opened.circle, opened.circle_users) == (Circle.HANDLERS, ())


def test_filters_orders_and_sums(clerk):
    rows = [
        clues.register_clue(
            clerk, values(clerk, estimated_loss=fen, reported_on=day, source_kind=source)
        ).value
        for fen, day, source in (
            (300, date(2025, 12, 31), "internal"),
            (100, date(2026, 1, 1), "audit"),
            (None, date(2026, 5, 1), "internal"),
        )
    ]
    uids = [one.uid for one in rows]
    for fen in (40, 2):
        records.add(clerk, Loss, {"clue": uids[1], "amount": fen})
    taken_back = records.add(clerk, Loss, {"clue": uids[1], "amount": 1_000}).value
    records.withdraw(clerk, Loss, taken_back.uid, "重复登记")
    records.add(clerk, Recovery, {"clue": uids[1], "amount": 7})

    def listed(**query):
        return clues.list_uids(clerk, LedgerQuery(**query))

    assert listed() == uids[::-1]
    assert listed(year=2025) == uids[:1]
    assert set(listed(year=2026)) == set(uids[1:])
    assert listed(order="estimated_loss")[0] == uids[0]
    assert listed(order="confirmed")[0] == uids[1]
    assert listed(sources=("audit",)) == [uids[1]]
    assert listed(uids=(uids[2],)) == [uids[2]]
    assert listed(closed=True) == []
    assert listed(enterprises=("nowhere",)) == []
    assert clues.years(clerk) == [2026, 2025]
    sums = clues.totals(clerk, LedgerQuery())
    assert (sums.rows, sums.open, sums.estimated, sums.confirmed, sums.recovered) == (3, 3, 400, 42, 7)
    (shown,) = clues.shown_rows(clerk, [uids[1]])
    assert (shown.row.confirmed, shown.row.recovered) == (42, 7)
    assert shown.row.enterprises == ("虚构运输集团有限公司",)


def test_the_recycle_bin(clerk):
    made = clues.register_clue(clerk, values(clerk)).value
    with pytest.raises(FieldError):
        records.withdraw(clerk, Clue, made.uid, " ")
    records.withdraw(clerk, Clue, made.uid, "重复登记")
    assert clues.list_uids(clerk, LedgerQuery()) == []
    assert clues.list_uids(clerk, LedgerQuery(withdrawn=True)) == [made.uid]
    records.bring_back(clerk, Clue, made.uid)
    assert clues.list_uids(clerk, LedgerQuery()) == [made.uid]
    assert [entry.op for entry in records.timeline(clerk, made.uid)] == [
        "restore_record",
        "withdraw",
        "register_clue",
    ]


@pytest.mark.parametrize("source", ["petition", "discipline"])
def test_a_source_that_becomes_closed_closes_the_circle_once(clerk, source):
    made = clues.register_clue(clerk, values(clerk)).value
    assert made.circle is Circle.HANDLERS
    saved = clues.change_clue(clerk, replace(made, source_kind=source)).value
    assert saved.circle is Circle.NAMED
    assert set(saved.circle_users) == {uid_of(clerk, one) for one in ("clerk", "reviewer", "signer")}
    # A circle opened on purpose stays open: the source is not new any more.
    opened = clues.set_circle(clerk, made.uid, Circle.HANDLERS, ()).value
    again = clues.change_clue(clerk, replace(opened, summary="改了一个字")).value
    assert again.circle is Circle.HANDLERS


def test_a_source_that_is_the_superiors_marks_the_clue_once_and_a_mark_taken_off_is_told(clerk):
    sources = ("internal", "state_assets", "other.authority", "state_assets.transfer")
    made = [clues.register_clue(clerk, values(clerk, source_kind=one)).value for one in sources]
    assert [one.from_superior for one in made] == [False, False, False, True]
    saved = clues.change_clue(clerk, replace(made[0], source_kind="state_assets.transfer")).value
    assert saved.from_superior
    off = clues.change_clue(clerk, replace(saved, from_superior=False)).value
    assert not off.from_superior
    told = [one for one in clues.problems(clerk, off) if one.check == "clue.source"]
    assert [(one.grade, one.field) for one in told] == [(Grade.VERIFY, "from_superior")]
    assert "来源方式为“市国资委移交”，却没有勾选“上级移交”" in told[0].sentence


def test_the_mark_that_came_with_a_source_goes_when_the_source_is_corrected(clerk):
    wrong = clues.register_clue(clerk, values(clerk, source_kind="state_assets.transfer")).value
    assert wrong.from_superior
    right = clues.change_clue(clerk, replace(wrong, source_kind="audit.special")).value
    assert not right.from_superior
    own = clues.register_clue(clerk, values(clerk, source_kind="audit.special", from_superior=True)).value
    assert clues.change_clue(clerk, replace(own, source_kind="other.authority")).value.from_superior


@pytest.mark.parametrize(
    "left",
    [
        {"stage": Stage.RECTIFICATION},
        {"closed": True, "closed_on": date(2026, 3, 1), "closure_kind": "rectified"},
        {"concluded_on": date(2026, 3, 1)},
        {"accepted_on": date(2026, 3, 1)},
        {"disposition": "direct"},
        {"split_from": "x"},
        {"stage": Stage.TRIAGE, "stage_confirmed": False},
    ],
)
def test_nobody_registers_a_clue_with_what_only_steps_leave(clerk, left):
    """By no way of registering: what is under way already is a 存量线索, what is imported is one."""
    name = next(iter(left))
    source = clues.register_clue(clerk, values(clerk)).value
    report = records.add(
        clerk, SupervisionReport, {"title": "专项审计报告", "source_kind": "audit.special"}
    ).value
    finding = records.add(clerk, Finding, {"report": report.uid, "summary": "预付货款逾期"}).value
    for register in (
        lambda: clues.register_clue(clerk, values(clerk, **left)),
        lambda: clues.register_clues(clerk, [values(clerk), values(clerk, **left)]),
        lambda: list_as_clue(clerk, finding.uid, values(clerk, **left)),
        lambda: split_clue(clerk, source.uid, {"summary": "另一笔预付货款", **left}, "事实不同"),
    ):
        with pytest.raises(
            FieldError, match="由办理步骤留下，登记时不能填写；启用本程序前已在办的"
        ) as caught:
            register()
        assert caught.value.field in (name, "stage")
    assert clues.list_uids(clerk, LedgerQuery()) == [source.uid]


def test_a_clue_under_way_is_registered_as_it_stands(clerk):
    made = clues.register_clue(
        clerk,
        values(
            clerk,
            legacy=True,
            stage=Stage.CLOSURE,
            closed=True,
            closed_on=date(2026, 1, 5),
            closure_kind="rectified",
        ),
    ).value
    assert (made.stage, made.closed, made.legacy_stage) == (Stage.CLOSURE, True, Stage.CLOSURE)
