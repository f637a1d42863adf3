"""工作台: each number against a second count over the clues themselves, and only what the viewer may see."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from desk import TODAY
from services.ledgers import SAMPLE, entered, ledger, seen, taken_in
from services.papers import compiled, register_cases, submitted
from zhuize_desktop.domain.case import Case
from zhuize_desktop.domain.deadlines import ClockState, deadline_of
from zhuize_desktop.domain.records import Recusal
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import drafts, records
from zhuize_desktop.services.users import all_users
from zhuize_desktop.services.workbench import look


def uids(items):
    return [item.about.uid for item in items]


def test_an_empty_ledger(clerk):
    bench = look(clerk)
    assert bench.empty
    assert (bench.open, bench.total, bench.estimated, bench.confirmed, bench.recovered) == (0, 0, 0, 0, 0)
    assert bench.overdue == bench.this_week == bench.soon == bench.unknown == bench.incomplete == ()


def test_every_number_is_what_a_second_count_gives(clerk):
    taken_in(clerk, SAMPLE)
    register_cases(clerk)
    bench, rows, book = look(clerk), seen(clerk).values(), clerk.rulebook()
    clues = [row.clue for row in rows]
    opened = [clue for clue in clues if not clue.closed]
    assert (bench.total, bench.open) == (len(clues), len(opened)) == (47, bench.open)
    assert not bench.empty
    assert bench.estimated == sum(clue.estimated_loss or 0 for clue in clues)
    assert bench.confirmed == sum(row.confirmed for row in rows) > 0
    assert bench.recovered == sum(row.recovered for row in rows) > 0
    stages = Counter(clue.stage for clue in opened)
    assert dict(bench.stages) == {
        stage: stages[stage] for stage in Stage if stage is not Stage.CLOSURE or stages[stage]
    }
    assert [stage for stage, _ in bench.stages] == [stage for stage in Stage if stage in dict(bench.stages)]
    sources = book.dictionary("source_kind")
    assert Counter(dict(bench.sources)) == Counter(
        sources.root_of(clue.source_kind).label if clue.source_kind else "未注明" for clue in clues
    )
    assert set(bench.unconfirmed) == {clue.uid for clue in clues if not clue.stage_confirmed}
    clocks = {clue.uid: deadline_of(Case(clue, book, TODAY), book, TODAY) for clue in opened}
    assert set(bench.unknown) == {uid for uid, one in clocks.items() if one.state is ClockState.UNKNOWN}
    assert set(uids(bench.overdue)) == {uid for uid, one in clocks.items() if one.state is ClockState.OVERDUE}
    assert set(bench.incomplete) == {
        clue.uid for clue in opened if not (clue.source_kind and clue.category and clue.enterprises)
    }


def due(session, number, day):
    values = {
        "number": number,
        "source_kind": "audit.special",
        "reported_on": TODAY,
        "enterprises": (session.viewer.enterprise,),
        "category": "funds",
        "summary": f"上级交办事项{number}",
        "stage": Stage.RECTIFICATION,
        "feedback_due": day,
    }
    return entered(session, values).uid


def test_what_falls_due_stands_in_one_list_by_its_day(clerk):
    made = {
        days: due(clerk, f"XS-{days}", TODAY + timedelta(days=days)) for days in (-30, -1, 0, 1, 7, 8, 15, 16)
    }
    bench = look(clerk)
    assert uids(bench.overdue) == [made[-30], made[-1]]
    assert uids(bench.this_week) == [made[0], made[1], made[7]]
    assert uids(bench.soon) == [made[8], made[15]]


def test_nothing_of_a_clue_that_is_hidden_or_outside_the_circle_is_counted_in_money(desk, tmp_path):
    reviewer = desk.log_in("reviewer")
    heads = (
        "线索编号",
        "来源方式",
        "报送时间",
        "涉及单位",
        "问题线索概述",
        "预估损失（元）",
        "认定损失（元）",
    )
    rows = [
        {"线索编号": "XS-1", "来源方式": "信访举报", "预估损失（元）": "1", "认定损失（元）": "2"},
        {"线索编号": "XS-2", "问题线索概述": "另一件事", "预估损失（元）": "30", "认定损失（元）": "40"},
        {"线索编号": "XS-3", "问题线索概述": "第三件事", "预估损失（元）": "500", "认定损失（元）": "600"},
    ]
    taken_in(reviewer, ledger(tmp_path / "a.xlsx", *rows, headings=heads))
    clerk_uid = next(user.uid for user in all_users(reviewer) if user.login == "clerk")
    involved = seen(reviewer)["XS-2"].clue.uid
    records.add(reviewer, Recusal, {"clue": involved, "user": clerk_uid, "reason": "亲属"})
    whole = look(reviewer)
    assert (whole.total, whole.estimated, whole.confirmed) == (3, 53_100, 64_200)
    bench = look(desk.log_in("clerk"))
    # The stub is counted, the hidden one is not; whether the stub is closed is not told, here as in the ledger.
    assert (bench.total, bench.open) == (2, 1)
    assert (bench.estimated, bench.confirmed) == (50_000, 60_000)
    assert len(bench.unconfirmed) == 1
    assert look(desk.log_in("admin")).total == 0


def test_drafts_are_the_viewers_own(desk):
    clerk = desk.log_in("clerk")
    drafts.keep(clerk, "Clue", "", 0, {"summary": "写到一半"})
    assert [one.form for one in look(clerk).drafts] == ["Clue"]
    assert look(desk.log_in("reviewer")).drafts == ()


def test_reports_that_wait(desk):
    clerk = desk.log_in("clerk")
    draft = compiled(clerk, 2024)
    report = submitted(desk, 2025)
    assert {one.uid for one in look(desk.log_in("reviewer")).reports} == {draft.uid, report.uid}
    assert date(2025, 1, 1) == report.period_from
