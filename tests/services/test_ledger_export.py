"""The ledger goes out as it is seen, and comes back as it went."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import PASSWORD, TODAY, USERS
from services.ledgers import SAMPLE, ledger, outcomes, planned, seen, taken_in
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import FileProblem, NotAllowed, UserError
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import Clue, ReadingGrant
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import records
from zhuize_desktop.services.clues import change_clue, list_uids, load_for_edit
from zhuize_desktop.services.ledger_export import COLUMNS, export_ledger, query_from
from zhuize_desktop.services.rulebook import shipped_rulebook
from zhuize_desktop.services.session import log_in
from zhuize_desktop.services.users import all_users
from zhuize_desktop.storage.folders import DataFolder

CONTRACT = (
    "线索编号", "环节", "来源方式", "报送时间", "涉及单位", "级次", "问题线索概述", "发生时间起", "发生时间止",
    "问题类别", "预估损失（元）", "认定损失（元）", "已挽回（元）", "涉及责任人员", "处理情况", "是否完结",
)  # fmt: skip
#: The columns that hold a day, and the field each shows.
DAYS = {
    "报送时间": "reported_on",
    "发生时间起": "occurred_from",
    "发生时间止": "occurred_to",
    "受理日期": "accepted_on",
}


def lines_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_csv_file_has_the_promised_columns(clerk, tmp_path):
    taken_in(clerk, SAMPLE)
    out = tmp_path / "台账.csv"
    assert export_ledger(clerk, LedgerQuery(order="number", descending=False), out) == 42
    lines = lines_of(out)
    assert tuple(lines[0])[:16] == CONTRACT
    assert len(lines) == 42
    sheet = openpyxl.load_workbook(SAMPLE).worksheets[0]
    told = {line[0]: line for line in sheet.iter_rows(min_row=4, values_only=True)}
    for line in lines:
        there = told[line["线索编号"]]
        assert line["涉及单位"] == there[5]
        assert line["问题线索概述"] == there[7]
        assert line["是否完结"] == there[13]
        assert line["环节"] in {stage.label for stage in Stage}
        assert "," not in line["预估损失（元）"]
        if there[3] is not None and hasattr(there[3], "date"):
            assert line["报送时间"] == there[3].date().isoformat()


def test_workbook_and_csv_say_the_same(clerk, tmp_path):
    taken_in(clerk, SAMPLE)
    query = LedgerQuery(order="number", descending=False)
    export_ledger(clerk, query, tmp_path / "a.csv")
    export_ledger(clerk, query, tmp_path / "a.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if row[0] == "线索编号")
    lines = lines_of(tmp_path / "a.csv")
    assert len(lines) == len([row for row in rows[top + 1 :] if row[0]])
    for line, row in zip(lines, rows[top + 1 :], strict=False):
        for heading, text, cell in zip(rows[top], line.values(), row, strict=True):
            if heading.endswith("（元）"):
                assert (float(text) if text else None) == cell
            elif heading in DAYS:
                assert (datetime.fromisoformat(text) if text else None) == cell
            else:
                assert text == ("" if cell is None else str(cell))


def test_days_of_the_workbook_are_days_of_the_spreadsheet(clerk, tmp_path):
    """They can be filtered and sorted by year and month, and are shown as everywhere in the program."""
    taken_in(clerk, SAMPLE)
    export_ledger(clerk, LedgerQuery(), tmp_path / "a.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows())
    top = next(at for at, row in enumerate(rows) if row[0].value == "线索编号")
    filled = 0
    for at, heading in enumerate(cell.value for cell in rows[top]):
        for cell in (row[at] for row in rows[top + 1 :]):
            assert cell.is_date == (heading in DAYS), (heading, cell.value)
            if cell.is_date and cell.value is not None:
                assert isinstance(cell.value, datetime)
                assert cell.number_format == "yyyy-mm-dd"
                filled += 1
    known = [getattr(row.clue, name) for row in seen(clerk).values() for name in DAYS.values()]
    assert filled == len([day for day in known if day is not None]) > 42


def test_chosen_columns_and_rows_only(clerk, tmp_path):
    taken_in(clerk, SAMPLE)
    out = tmp_path / "a.csv"
    query = query_from(clerk, ["是否完结=是"])
    count = export_ledger(clerk, query, out, headings=["线索编号", "是否完结", "期限"])
    lines = lines_of(out)
    assert 0 < count == len(lines) < 42
    assert list(lines[0]) == ["线索编号", "是否完结", "期限"]
    assert {line["是否完结"] for line in lines} == {"是"}


def test_who_took_the_ledger_out_stands_in_the_trail(clerk, tmp_path):
    taken_in(clerk, SAMPLE)
    export_ledger(clerk, LedgerQuery(), tmp_path / "带走的台账.csv")
    with clerk.ledger.read() as connection:
        last = connection.exec_driver_sql(
            "SELECT op, actor_name, c.new FROM entry JOIN change c USING (seq) ORDER BY seq DESC LIMIT 1"
        ).one()
    assert tuple(last) == ("export", "李文海", "带走的台账.csv")


@pytest.mark.parametrize("name", ["台账.txt", "台账", "台账.xls", "台账.pdf"])
def test_another_ending_is_refused(clerk, tmp_path, name):
    with pytest.raises(FileProblem, match=r"\.xlsx 或 \.csv"):
        export_ledger(clerk, LedgerQuery(), tmp_path / name)


def test_a_target_that_cannot_be_written(clerk, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    for target in (tmp_path / "nowhere" / "a.csv", tmp_path / "nowhere" / "a.xlsx", tmp_path / "folder.csv"):
        with pytest.raises(FileProblem):
            export_ledger(clerk, LedgerQuery(), target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "folder.csv"]


def test_an_inspector_takes_out_only_what_was_granted(desk, tmp_path):
    taken_in(desk.log_in("clerk"), SAMPLE)
    reviewer = desk.log_in("reviewer")
    inspector = next(user for user in all_users(reviewer) if user.login == "inspector")
    shown = next(row.clue for row in seen(reviewer).values() if not row.stub)
    records.add(
        reviewer,
        ReadingGrant,
        {"user": inspector.uid, "clue": shown.uid, "valid_from": TODAY, "valid_to": TODAY, "reason": "抽查"},
    )
    session = desk.log_in("inspector")
    out = tmp_path / "a.csv"
    assert export_ledger(session, LedgerQuery(), out) == 1
    assert [line["线索编号"] for line in lines_of(out)] == [shown.number]
    desk.clock.advance(days=1)
    assert export_ledger(desk.log_in("inspector"), LedgerQuery(), out) == 0
    with pytest.raises(NotAllowed, match="导出"):
        export_ledger(desk.log_in("admin"), LedgerQuery(), out)


# --- filters -----------------------------------------------------------------------------------------------------


def test_filters_ask_what_they_say(clerk):
    taken_in(clerk, SAMPLE)
    rows = seen(clerk)
    book = clerk.rulebook()
    sources = book.dictionary("source_kind")

    def numbers(*wheres):
        by_uid = {row.clue.uid: number for number, row in rows.items()}
        return {by_uid[uid] for uid in list_uids(clerk, query_from(clerk, list(wheres)))}

    def those(predicate):
        return {number for number, row in rows.items() if predicate(row)}

    assert numbers() == set(rows)
    assert numbers("环节=核查") == those(lambda row: row.clue.stage is Stage.INVESTIGATION)
    assert numbers("环节=核查", "环节=处理") == those(
        lambda row: row.clue.stage in (Stage.INVESTIGATION, Stage.DISPOSITION)
    )
    assert numbers("来源方式=审计") == those(
        lambda row: row.clue.source_kind and sources.root_of(row.clue.source_kind).code == "audit"
    )
    assert numbers("年度=2024") == those(
        lambda row: row.clue.reported_on is not None and row.clue.reported_on.year == 2024
    )
    assert numbers("年度=２０２４") == numbers("年度=2024")
    name = next(row.enterprises[0] for row in rows.values())
    assert numbers(f"涉及单位={name}", "是否完结=否") == those(
        lambda row: name in row.enterprises and not row.clue.closed
    )
    category = next(row.clue.category for row in rows.values() if row.clue.category)
    label = book.dictionary("violation_category").label(category)
    assert numbers(f"问题类别={label}") == those(lambda row: row.clue.category == category)
    assert numbers("存量=是") == set(rows)
    assert numbers("查找=废旧物资") == those(lambda row: "废旧物资" in row.clue.summary)


NONSENSE = (
    *(
        "",
        "=",
        "密码=1",
        "环节 核查",
        "环节",
        "环节=",
        "环节=核",
        "来源方式=",
        "来源方式=道听途说",
        "问题类别=？",
    ),
    *("年度=", "年度=二〇二六", "年度=0", "年度=99999", "年度=-1", "年度=2026.5"),
    *("是否完结=也许", "存量=1", "涉及单位=没有这家公司"),
)


def test_nonsense_is_refused_in_one_sentence(clerk):
    for where in NONSENSE:
        with pytest.raises(UserError) as refused:
            query_from(clerk, [where])
        assert re.fullmatch("[^。]+。", refused.value.sentence), where


def test_any_words_can_be_looked_for(clerk):
    taken_in(clerk, SAMPLE)
    for words in ('"', "*", "a* OR", "()", "' --", "NEAR(", "\x00", "没有的词"):
        assert len(list_uids(clerk, query_from(clerk, [f"查找={words}"]))) in (0, 42), words


# --- there and back ------------------------------------------------------------------------------------------------

_BOOK = shipped_rulebook()
_DAYS = st.dates(date(1990, 1, 1), TODAY)
_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Cf")),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() == text)


@st.composite
def clues(draw):
    """Values of a clue as a user may type them."""
    start = draw(st.none() | _DAYS)
    return {
        "source_kind": draw(
            st.sampled_from(
                [
                    one.code
                    for one in _BOOK.dictionary("source_kind").leaves()
                    if not one.code.startswith(("petition", "discipline"))
                ]
            )
        ),
        "category": draw(
            st.sampled_from([one.code for one in _BOOK.dictionary("violation_category").leaves()])
        ),
        "reported_on": draw(_DAYS),
        "summary": draw(_TEXT),
        "occurred_from": start,
        "occurred_to": draw(st.none() | st.dates(start, TODAY)) if start else None,
        "estimated_loss": draw(st.none() | st.integers(0, 10**14)),
        "level": draw(st.none() | st.integers(1, 9)),
        "reporter": draw(st.just("") | _TEXT),
        "handling": draw(st.just("") | _TEXT),
        "remark": draw(st.just("") | _TEXT),
        "source_document": draw(st.just("") | _TEXT),
        "document_number": draw(st.just("") | _TEXT),
        "accepted_on": draw(st.none() | _DAYS),
        "stage": draw(st.sampled_from(list(Stage))),
        "closed": draw(st.booleans()),
        "report_methods": tuple(
            draw(
                st.lists(
                    st.sampled_from([one.code for one in _BOOK.dictionary("report_method").entries()]),
                    unique=True,
                )
            )
        ),
    }


@pytest.fixture(scope="module")
def long_session(template, tmp_path_factory):
    """One ledger for all examples: each changes the same clue and takes its own export in again."""
    folder = tmp_path_factory.mktemp("export") / "data"
    shutil.copytree(template[0], folder)
    session = log_in(DataFolder(folder), USERS[0].login, PASSWORD, FixedClock.on(TODAY))
    taken_in(session, ledger(folder.parent / "a.xlsx", {"线索编号": "XS-1"}))
    yield session
    session.close()


@settings(max_examples=60)
@given(values=clues(), suffix=st.sampled_from([".xlsx", ".csv"]))
def test_whatever_stands_in_a_clue_comes_back_unchanged(long_session, values, suffix):
    uid = next(iter(seen(long_session).values())).clue.uid
    with long_session.ledger.transact(Op.CHANGE_CLUE, long_session.viewer) as tx:
        tx.update(replace(load_for_edit(long_session, uid), **values))
    before = seen(long_session)
    out = long_session.folder.path.parent / f"there-and-back{suffix}"
    export_ledger(long_session, LedgerQuery(), out)
    plan = planned(long_session, out)
    assert outcomes(plan) == {"unchanged": 1}, [(row.changed, row.reasons) for row in plan.rows]
    taken_in(long_session, out)
    assert seen(long_session) == before


def test_every_column_that_goes_out_is_understood_coming_in(clerk, tmp_path):
    taken_in(clerk, SAMPLE)
    out = tmp_path / "a.xlsx"
    export_ledger(clerk, LedgerQuery(), out)
    plan = planned(clerk, out)
    assert [one.heading for one in plan.reading.mapping] == [column.heading for column in COLUMNS]
    assert [one.heading for one in plan.reading.mapping if one.column is None] == []


def test_a_text_that_looks_like_a_formula_goes_out_as_text(clerk, tmp_path):
    taken_in(clerk, ledger(tmp_path / "in.xlsx", {"线索编号": "XS-1"}))
    clue = next(iter(seen(clerk).values())).clue
    change_clue(clerk, replace(load_for_edit(clerk, clue.uid), summary="=1+1 的合同", remark="@SUM(A1)"))
    export_ledger(clerk, LedgerQuery(), tmp_path / "a.xlsx")
    cells = [
        cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows() for cell in row
    ]
    (cell,) = [cell for cell in cells if cell.value == "=1+1 的合同"]
    assert cell.data_type == "s"
    export_ledger(clerk, LedgerQuery(), tmp_path / "a.csv")
    (line,) = lines_of(tmp_path / "a.csv")
    assert (line["问题线索概述"], line["备注"]) == ("'=1+1 的合同", "'@SUM(A1)")
    assert outcomes(planned(clerk, tmp_path / "a.csv")) == {"unchanged": 1}


def test_dates_far_apart_keep_their_order(clerk, tmp_path):
    """The rows go out in the order that was asked for."""
    rows = [
        {
            "线索编号": f"XS-{at}",
            "问题线索概述": f"事项{at}",
            "报送时间": (TODAY - timedelta(days=at * 37)).isoformat(),
        }
        for at in range(9)
    ]
    taken_in(clerk, ledger(tmp_path / "in.xlsx", *rows))
    out = tmp_path / "a.csv"
    export_ledger(clerk, LedgerQuery(order="reported_on", descending=False), out)
    days = [line["报送时间"] for line in lines_of(out)]
    assert days == sorted(days)
    assert len(days) == 9
    assert isinstance(records.list_records(clerk, Clue)[0].reported_on, date)
