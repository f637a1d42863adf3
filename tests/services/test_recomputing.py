"""Another calendar or rule: which open deadlines it moves is told before, confirmed, kept, and printed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from openpyxl import load_workbook

from desk import TODAY
from services.ledgers import entered, seen
from zhuize_desktop.domain.content import Table, figures
from zhuize_desktop.domain.errors import Conflict, FieldError, FileProblem, NotAllowed
from zhuize_desktop.domain.recomputed import summary_words
from zhuize_desktop.domain.records import RectificationNotice, Recusal, Service, SupervisionReport
from zhuize_desktop.domain.rulebook import LocalChanges
from zhuize_desktop.domain.rules import Unit
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.timing import Timing
from zhuize_desktop.services import records
from zhuize_desktop.services.calendar import entered_year, preview_year, save_year
from zhuize_desktop.services.clues import shown_rows
from zhuize_desktop.services.pack_templates import apply_dry_run, read_pack_template, write_pack_template
from zhuize_desktop.services.packs import current_version, preview_entry, preview_pack, save_entry, save_pack
from zhuize_desktop.services.recomputing import kept_results, preview, release_recomputed
from zhuize_desktop.services.rules import change_timing, set_local_changes
from zhuize_desktop.services.users import all_users
from zhuize_desktop.storage import audit


def year(**more):
    """2027 as a made-up notice arranges it: New Year off from Friday to Monday."""
    values = {
        "year": 2027,
        "documents": [
            {
                "title": "虚构的安排",
                "number": "虚构〔2026〕1号",
                "issued_on": "2026-11-04",
                "number_confirmed": False,
            }
        ],
        "holidays": [
            {"name": "元旦", "first": "2027-01-01", "last": "2027-01-04"},
            {"name": "劳动节", "first": "2027-05-01", "last": "2027-05-01"},
            {"name": "国庆节", "first": "2027-10-01", "last": "2027-10-01"},
        ],
        "make_up_workdays": ["2027-01-09"],
    }
    return entered_year(values | more)


def paper(**more):
    """A notice with something in it that cannot be."""
    usual = {
        "title": "虚构的安排",
        "number": "虚构〔2026〕1号",
        "issued_on": "2026-11-04",
        "number_confirmed": True,
    }
    return {"documents": [usual | more]}


def accepted(session, number, day, **more):
    """A clue under 初核: 30 working days from 受理, by the order that is only for reference."""
    values = {
        "number": number,
        "source_kind": "audit.special",
        "reported_on": day,
        "accepted_on": day,
        "enterprises": (session.viewer.enterprise,),
        "category": "funds",
        "summary": f"事项{number}",
        "stage": Stage.PRELIMINARY_CHECK,
    }
    return entered(session, values | more)


def told(found):
    return [(one.number, one.what, one.before, one.after, one.is_provisional) for one in found.shifts]


def head(session):
    with session.ledger.read() as connection:
        return audit.head(connection).seq


@pytest.fixture
def admin(desk):
    """Three clues: one ends in 2026, one reaches into 2027, one is outside the administrator's reading like all."""
    clerk = desk.log_in("clerk")
    accepted(clerk, "XS-1", date(2026, 10, 9))
    accepted(clerk, "XS-2", date(2026, 11, 20))
    return desk.log_in("admin")


def test_what_a_new_year_moves_is_told_before_it_is_saved_and_kept_after(admin, desk):
    before = head(admin)
    found = preview_year(admin, year())
    # 30 working days after 2026-11-20: 6 of the last of November, 23 in December, and one of January 2027. Without an
    # arrangement that is Friday the 1st; off until Monday the 4th, the next is Tuesday the 5th.
    assert told(found) == [("XS-2", "初步核实", date(2027, 1, 1), date(2027, 1, 5), False)]
    assert (found.reason, found.checked, found.withheld) == (
        "登记 2027 年节假日安排（虚构〔2026〕1号）",
        2,
        0,
    )
    assert found.shifts[0].was_provisional
    assert head(admin) == before
    assert not admin.rulebook().calendar.published(2027)

    done = save_year(admin, year(), found).value
    assert done is not None
    assert (told(done), done.by, done.key) == (told(found), admin.viewer.name, "clock.recomputed.000001")
    assert head(admin) == before + 1
    clerk = desk.log_in("clerk")
    (row,) = shown_rows(clerk, [seen(clerk)["XS-2"].clue.uid])
    assert (row.deadline.due_on, row.deadline.provisional) == (date(2027, 1, 5), False)
    assert [told(one) for one in kept_results(desk.log_in("admin"))] == [told(done)]


def test_the_list_is_a_paper(admin):
    done = save_year(admin, year()).value
    paper = release_recomputed(admin, done.key, "清单.pdf").value
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    assert list(table.rows[0].cells) == [
        "1", "XS-2", "初步核实", "2027-01-01（暂定）", "2027-01-05",
    ]  # fmt: skip
    (figure,) = figures(paper)
    assert figure.figure.provenance.records == ("XS-2",)
    with pytest.raises(NotAllowed, match="找不到"):
        release_recomputed(admin, "rules.local", "清单.pdf")
    with pytest.raises(NotAllowed, match="找不到"):
        release_recomputed(admin, "clock.recomputed.000009", "清单.pdf")


def test_the_same_day_no_longer_provisional_is_counted(admin, desk):
    """Six months after 2026-08-14 is certain; the working days left to it were not."""
    accepted(
        desk.log_in("clerk"),
        "XS-5",
        date(2026, 8, 10),
        stage=Stage.INVESTIGATION,
        opened_on=date(2026, 8, 14),
    )
    found = preview_year(desk.log_in("admin"), year())
    assert (len(found.shifts), found.settled, found.checked) == (1, 1, 3)


def test_what_came_in_between_has_to_be_looked_at_again(admin, desk):
    found = preview_year(admin, year())
    accepted(desk.log_in("clerk"), "XS-3", date(2026, 11, 20))
    admin = desk.log_in("admin")
    before = head(admin)
    with pytest.raises(Conflict, match="重新查看"):
        save_year(admin, year(), found)
    assert head(admin) == before
    assert not admin.rulebook().calendar.published(2027)
    assert len(save_year(admin, year(), preview_year(admin, year())).value.shifts) == 2


def test_a_period_of_the_own_measure_tells_what_it_moves_before_it_is_saved(admin, desk):
    rule = admin.rulebook().deadline("own.preliminary_check").model_copy(update={"length": 10})
    found = preview_entry(admin, "own", "deadlines", rule)
    # 10 working days after 2026-10-09 and after 2026-11-20; 10-10 is a make-up Saturday.
    assert told(found) == [
        ("XS-1", "初步核实", date(2026, 11, 19), date(2026, 10, 22), False),
        ("XS-2", "初步核实", date(2027, 1, 1), date(2026, 12, 4), False),
    ]
    accepted(desk.log_in("clerk"), "XS-3", date(2026, 11, 19))
    admin = desk.log_in("admin")
    base = current_version(admin, "own")
    with pytest.raises(Conflict, match="重新查看"):
        save_entry(admin, "own", "deadlines", rule, "本企业办法", base=base, agreed=found)
    assert admin.rulebook().deadline("own.preliminary_check").length is None
    again = preview_entry(admin, "own", "deadlines", rule)
    save_entry(admin, "own", "deadlines", rule, "本企业办法", base=base, agreed=again)
    (kept,) = kept_results(admin)
    assert told(kept) == told(again)
    assert kept.reason.endswith("：本企业办法")
    # A clause alone moves nothing and asks nothing.
    other = rule.model_copy(update={"code": "own.new", "label": "另一期限", "kind": None, "starts": None, "ends": None,
                                    "stage": None})  # fmt: skip
    assert preview_entry(admin, "own", "deadlines", other) is None
    # Words of a dictionary move nothing and leave no list.
    fax = admin.rulebook().dictionary("report_method").entry("phone").model_copy(update={"retired": True})
    set_local_changes(admin, LocalChanges({"report_method": [fax]}))
    assert len(kept_results(admin)) == 1


def test_what_a_measure_moves_on_its_first_day_is_told_when_it_is_saved(admin):
    """施行 2027-01-01: today nothing moves; that day nobody saves anything, and every open deadline is another."""
    own = admin.rulebook().pack("own")
    shorter = tuple(
        one.model_copy(update={"length": 10}) if one.code == "own.preliminary_check" else one
        for one in own.deadlines
    )
    later = own.model_copy(update={"effective_from": date(2027, 1, 1), "deadlines": shorter})
    found = preview_pack(admin, later)
    assert told(found) == [
        ("XS-1", "初步核实（自2027-01-01起）", date(2026, 11, 19), date(2026, 10, 22), False),
        ("XS-2", "初步核实（自2027-01-01起）", date(2027, 1, 1), date(2026, 12, 4), False),
    ]
    save_pack(admin, later, "虚构办法", base=current_version(admin, "own"), agreed=found)
    (kept,) = kept_results(admin)
    assert kept.shifts == found.shifts
    # Both books turn alike from now on: a word of the measure alone asks nothing more.
    assert preview_pack(admin, later.model_copy(update={"note": "已印发"})) is None
    # What holds today and moves today is told once.
    now = preview_pack(admin, later.model_copy(update={"effective_from": date(2026, 11, 1)}))
    assert [one.what for one in now.shifts] == ["初步核实", "初步核实"]


def served_instead(admin):
    """The 整改报告 counted from the 送达 of the decision and not, as every text so far, from 收到整改通知: 20 days."""
    values = {"length": 20, "unit": Unit.DAY, "starts": "served", "start_event": "处理决定送达"}
    return admin.rulebook().deadline("local.rectification_report").model_copy(update=values)


def under_rectification(session, number, *served, notices=1):
    """A clue whose 整改通知 was received on 2026-11-09; its decision was served on these days."""
    made = accepted(session, number, date(2026, 9, 1), stage=Stage.RECTIFICATION)
    for _ in range(notices):
        records.add(session, RectificationNotice, {"clue": made.uid, "received_on": date(2026, 11, 9)})
    for day in served:
        records.add(
            session,
            Service,
            {"clue": made.uid, "recipient": "陈思源", "served_on": day, "server": "李文海"},
        )
    return made


def days_of(found):
    return [
        (one.number, one.before_words, one.after_words) for one in found.shifts if one.what == "报送整改报告"
    ]


def test_a_deadline_that_another_record_starts_is_told_what_comes_and_goes_too(admin, desk):
    clerk = desk.log_in("clerk")
    under_rectification(clerk, "XS-5", date(2026, 10, 12))
    under_rectification(clerk, "XS-6", date(2026, 10, 12), date(2026, 11, 2))
    under_rectification(clerk, "XS-7")
    under_rectification(clerk, "XS-8", date(2026, 10, 12), notices=0)
    admin = desk.log_in("admin")
    rule = served_instead(admin)
    found = preview_entry(admin, "local", "deadlines", rule)
    # 60 working days after 2026-11-09 reach into 2027: 15 in November, 23 in December, 21 in January as a plain year,
    # and one of February.
    assert days_of(found) == [
        ("XS-5", "2027-02-01（暂定）", "2026-11-01"),
        ("XS-6", "2027-02-01（暂定）", "2026-11-01"),
        ("XS-6", "新增", "2026-11-22"),
        ("XS-7", "2027-02-01（暂定）", "取消"),
        ("XS-8", "新增", "2026-11-01"),
    ]
    assert len(found.shifts) == 5
    assert "2 项日期变动，2 项新增，1 项取消" in summary_words(found)
    base = current_version(admin, "local")
    save_entry(admin, "local", "deadlines", rule, "按办法第九条", base=base, agreed=found)
    (kept,) = kept_results(admin)
    assert (kept.shifts, kept.checked) == (found.shifts, found.checked)
    paper = release_recomputed(admin, kept.key, "清单.pdf").value
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    assert [row.cells[3:] for row in table.rows][2:4] == [
        ("新增", "2026-11-22"),
        ("2027-02-01（暂定）", "取消"),
    ]
    # Back again, what was new goes and what was gone comes.
    admin = desk.log_in("admin")
    now = admin.rulebook().deadline("local.rectification_report")
    before = now.model_copy(
        update={"length": None, "starts": "notice_received", "start_event": "收到整改通知"}
    )
    assert ("XS-7", "新增", "2027-02-01（暂定）") in days_of(
        preview_entry(admin, "local", "deadlines", before)
    )
    assert ("XS-8", "2026-11-01", "取消") in days_of(preview_entry(admin, "local", "deadlines", before))


def test_a_template_tells_what_it_moves(admin, tmp_path):
    path = write_pack_template(admin, "local", tmp_path / "市.xlsx").value
    book = load_workbook(path)
    sheet = book["期限"]
    heads = [cell.value for cell in sheet[2]]
    codes = {sheet.cell(row, 1).value: row for row in range(3, sheet.max_row + 1)}
    sheet.cell(codes["local.preliminary_check"], heads.index("期限长度") + 1).value = 20
    book.save(path)
    run = read_pack_template(admin, "local", path)
    assert [one.number for one in run.moved.shifts] == ["XS-1", "XS-2"]
    assert run.moved.shifts[0].after == date(2026, 11, 5)
    assert kept_results(admin) == []
    apply_dry_run(admin, run, "按办法第八条")
    (kept,) = kept_results(admin)
    assert told(kept) == told(run.moved)


def test_the_rest_day_rule_tells_what_it_moves_the_other_decisions_do_not(admin, desk):
    clerk = desk.log_in("clerk")
    accepted(clerk, "XS-4", date(2026, 8, 10), stage=Stage.INVESTIGATION, opened_on=date(2026, 8, 14))
    admin = desk.log_in("admin")
    found = preview(admin, admin.rulebook().with_timing(Timing(rolls_on=True)), "顺延")
    # Six months on, 2027-02-14, is a Sunday.
    assert told(found) == [("XS-4", "核查", date(2027, 2, 14), date(2027, 2, 15), True)]
    change_timing(admin, Timing(rolls_on=True), found)
    assert admin.rulebook().timing.rolls_on
    assert [one.reason for one in kept_results(admin)] == ["期限届满遇休息日改为顺延"]
    change_timing(admin, Timing(rolls_on=True, near_workdays=3, subsidiary_share=40))
    assert admin.rulebook().timing == Timing(True, 3, 40)
    assert len(kept_results(admin)) == 1


@pytest.mark.parametrize(
    ("timing", "field"),
    [
        (Timing(near_workdays=-1), "near_workdays"),
        (Timing(near_workdays=61), "near_workdays"),
        (Timing(subsidiary_share=0), "subsidiary_share"),
        (Timing(subsidiary_share=100), "subsidiary_share"),
    ],
)
def test_decisions_that_cannot_be(admin, timing, field):
    with pytest.raises(FieldError) as refused:
        change_timing(admin, timing)
    assert refused.value.field == field
    assert admin.rulebook().timing == Timing()


def test_who_is_involved_learns_of_no_number(desk):
    clerk = desk.log_in("clerk")
    hidden = accepted(clerk, "XS-9", date(2026, 11, 20))
    accepted(clerk, "XS-8", date(2026, 11, 20))
    reviewer = desk.log_in("reviewer")
    admin_uid = next(user.uid for user in all_users(reviewer) if user.login == "admin")
    records.add(reviewer, Recusal, {"clue": hidden.uid, "user": admin_uid, "reason": "亲属"})
    found = preview_year(desk.log_in("admin"), year())
    assert [one.number for one in found.shifts] == ["XS-8"]
    assert found.withheld == 1


def test_who_is_involved_since_reads_of_it_no_more_in_what_was_kept(admin, desk):
    """What is kept stays whole: whose 回避 ends reads it again."""
    clerk = desk.log_in("clerk")
    hidden = accepted(clerk, "XS-9", date(2026, 11, 20))
    admin = desk.log_in("admin")
    done = save_year(admin, year()).value
    assert [one.number for one in done.shifts] == ["XS-2", "XS-9"]
    reviewer = desk.log_in("reviewer")
    admin_uid = next(user.uid for user in all_users(reviewer) if user.login == "admin")
    recusal = records.add(reviewer, Recusal, {"clue": hidden.uid, "user": admin_uid, "reason": "亲属"}).value
    admin = desk.log_in("admin")
    (kept,) = kept_results(admin)
    assert ([one.number for one in kept.shifts], kept.withheld) == (["XS-2"], 1)
    assert hidden.uid not in {one.clue for one in kept.shifts}
    paper = release_recomputed(admin, done.key, "清单.pdf").value
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    assert len(table.rows) == 1
    assert "另有须回避的在办线索 1 件" in str(paper.blocks)
    reviewer = desk.log_in("reviewer")
    records.withdraw(reviewer, Recusal, recusal.uid, "解除")
    (kept,) = kept_results(desk.log_in("admin"))
    assert (kept.shifts, kept.withheld) == (done.shifts, 0)


def test_a_supervision_report_that_waits_is_recomputed_too(admin, desk):
    clerk = desk.log_in("clerk")
    records.add(clerk, SupervisionReport, {"title": "专项审计报告", "document_number": "虚审〔2026〕7号",
                                           "received_on": date(2026, 11, 2)})  # fmt: skip
    admin = desk.log_in("admin")
    rule = admin.rulebook().deadline("local.sorting").model_copy(update={"length": 10})
    found = preview_entry(admin, "local", "deadlines", rule)
    assert told(found) == [("虚审〔2026〕7号", "监督成果梳理", None, date(2026, 11, 16), False)]
    save_entry(
        admin, "local", "deadlines", rule, "按办法第八条", base=current_version(admin, "local"), agreed=found
    )
    # A measure that is yet to come into force, or a period that is retired, takes the day away again.
    city = admin.rulebook().pack("local")
    later = preview_pack(admin, city.model_copy(update={"effective_from": date(2027, 1, 1)}))
    retired = preview_entry(admin, "local", "deadlines", rule.model_copy(update={"retired": True}))
    for moved in (later, retired):
        assert told(moved) == [("虚审〔2026〕7号", "监督成果梳理", date(2026, 11, 16), None, False)]


def test_only_an_administrator_sees_the_lists(desk):
    for login in ("clerk", "reviewer", "signer", "inspector"):
        session = desk.log_in(login)
        for act in (
            lambda session=session: preview_year(session, year()),
            lambda session=session: kept_results(session),
        ):
            with pytest.raises(NotAllowed, match="您没有"):
                act()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"year": None}, "“年度”应当是允许范围内的整数"),
        ({"holidays": []}, "缺少元旦"),
        ({"make_up_workdays": ["2027-01-11"]}, "不是周六或周日"),
        (
            {
                "documents": [
                    {"title": "", "number": "x", "issued_on": "2026-11-04", "number_confirmed": True}
                ]
            },
            "不能为空",
        ),
        (
            {
                "documents": [
                    {"title": "x", "number": "", "issued_on": "2026-11-04", "number_confirmed": True}
                ]
            },
            "不能为空",
        ),
        (
            {"documents": [{"title": "x", "number": "x", "issued_on": None, "number_confirmed": True}]},
            "不是日期",
        ),
        ({"year": 1989}, "允许范围内的整数"),
        ({"holidays": [{"name": "元旦", "first": "2027-01-03", "last": "2027-01-01"}]}, "结束日早于起始日"),
    ],
)
def test_a_year_that_cannot_be_is_told_in_one_sentence(more, sentence):
    with pytest.raises(FileProblem, match=sentence):
        year(**more)


def test_a_year_that_was_entered_stays_after_the_next_login(admin, desk):
    save_year(admin, year())
    again = desk.log_in("admin").rulebook().calendar
    assert again.years[2027] == year()
    assert TODAY.year == 2026
    assert json.loads(year().model_dump_json())["year"] == 2027
