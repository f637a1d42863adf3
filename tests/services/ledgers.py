"""Ledgers as offices keep them, made for the tests of imports, exports and reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from zhuize_desktop.domain.checks import refuse
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.record_checks import clue_problems
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.services.clues import prepared
from zhuize_desktop.services.import_plan import ImportPlan, plan_import, read_file
from zhuize_desktop.services.importing import import_ledger
from zhuize_desktop.storage import queries

if TYPE_CHECKING:
    from zhuize_desktop.domain.records import Clue
    from zhuize_desktop.services.session import Session

SAMPLE = Path(__file__).parents[1] / "data" / "ledgers" / "线索管理台账_样例.xlsx"

HEADINGS = (
    "线索编号", "来源方式", "报送时间", "涉及单位", "问题线索概述", "发生时间", "问题类别",
    "资产损失程度或不良后果", "涉及责任人员", "处理情况", "是否完结",
)  # fmt: skip
ROW = {
    "来源方式": "专项审计",
    "报送时间": "2025-03-02",
    "涉及单位": "虚构物流有限公司",
    "问题线索概述": "预付货款逾期未收回",
    "发生时间": "2024-05-06",
    "问题类别": "购销管理",
    "资产损失程度或不良后果": "损失120万元",
    "涉及责任人员": "陈思源",
    "处理情况": "核查中",
    "是否完结": "否",
}


def ledger(path: Path, *rows: dict[str, Any], headings: tuple[str, ...] = HEADINGS) -> Path:
    """A workbook with these rows; what a row does not say stands as in ``ROW``."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(headings))
    for row in rows:
        values = ROW | row
        sheet.append([values.get(heading, "") for heading in headings])
    book.save(path)
    return path


def entered(session: Session, values: dict[str, Any]) -> Clue:
    """A clue with the stage, days and end that steps would have left: registering takes them of a 存量线索 only."""
    book = session.rulebook()
    with session.ledger.transact(Op.REGISTER_CLUE, session.viewer) as tx:
        made = prepared(tx, book, session.today, values)
        refuse(clue_problems(made, book, session.today))
        tx.insert(made)
        return made


def edited(source: Path, target: Path, cells: dict[tuple[str, str], Any]) -> Path:
    """A copy of an exported workbook with cells changed: (线索编号, heading) → value."""
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    lines = list(sheet.iter_rows())
    top = next(line for line in lines if any(cell.value == "线索编号" for cell in line))
    place = {cell.value: at for at, cell in enumerate(top)}
    for line in lines[lines.index(top) + 1 :]:
        for (number, heading), value in cells.items():
            if line[place["线索编号"]].value == number:
                line[place[heading]].value = value
    book.save(target)
    return target


def planned(session, path: Path) -> ImportPlan:
    return plan_import(session, read_file(path, session.today))


def taken_in(session, path: Path, **more: Any) -> ImportPlan:
    plan = planned(session, path)
    return import_ledger(session, plan.reading, plan, **more).value


def outcomes(plan: ImportPlan) -> dict[str, int]:
    counted = {
        "new": plan.new,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "duplicate": plan.duplicate,
        "error": plan.errors,
    }
    return {name: count for name, count in counted.items() if count}


def seen(session):
    """Every row of the ledger as this user sees it, by number."""
    with session.ledger.read() as connection:
        uids = queries.clue_uids(connection, session.viewer, LedgerQuery(), contingent=False)
        return {
            row.clue.number: row
            for row in queries.ledger_rows(connection, session.viewer, uids, contingent=False)
        }
