"""The ledger goes out again: exactly what is seen, as a workbook or csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ..documents.xlsx import write_table
from ..domain.content import TableColumn
from ..domain.deadlines import Clockwork, Deadline
from ..domain.errors import FileProblem, UserError
from ..domain.figure import FigureFormat
from ..domain.ledger_view import LedgerQuery, LedgerRow
from ..domain.money import format_fen
from ..domain.records import Enterprise
from ..domain.roles import Op
from ..domain.rulebook import RuleBook
from ..domain.stages import Stage
from ..exchange.ledger_csv import write_csv
from ..storage import queries
from .clues import list_uids, with_sources
from .rules import contingent_counted

if TYPE_CHECKING:
    from pathlib import Path

    from .session import Session

Cell = str | int | date | None
_PAGE = 500


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column that goes out: heading, how a row fills it, its width in characters, what its values are."""

    heading: str
    cell: Callable[[LedgerRow, RuleBook], Cell]
    width: int = 14
    format: FigureFormat = FigureFormat.TEXT


def _label(dictionary: str, code: str, book: RuleBook) -> str:
    known = book.dictionary(dictionary)
    return known.label(code) if code in known else code


def _source(row: LedgerRow, book: RuleBook) -> Cell:
    """The dictionary's word; the office's own wording where the dictionary has none."""
    return _label("source_kind", row.clue.source_kind, book) or row.clue.source_text


#: The columns, in order. The first sixteen are the contract of the csv file; the rest complete the usual ledger.
COLUMNS: tuple[LedgerColumn, ...] = (
    LedgerColumn("线索编号", lambda row, _: row.clue.number, 18),
    LedgerColumn("环节", lambda row, _: "" if row.stub else row.clue.stage.label, 9),
    LedgerColumn("来源方式", _source, 16),
    LedgerColumn("报送时间", lambda row, _: row.clue.reported_on, 11, FigureFormat.DATE),
    LedgerColumn("涉及单位", lambda row, _: "、".join(row.enterprises), 28),
    LedgerColumn("级次", lambda row, _: row.clue.level, 6),
    LedgerColumn("问题线索概述", lambda row, _: row.clue.summary, 44),
    LedgerColumn("发生时间起", lambda row, _: row.clue.occurred_from, 11, FigureFormat.DATE),
    LedgerColumn("发生时间止", lambda row, _: row.clue.occurred_to, 11, FigureFormat.DATE),
    LedgerColumn("问题类别", lambda row, book: _label("violation_category", row.clue.category, book), 14),
    LedgerColumn("预估损失（元）", lambda row, _: row.clue.estimated_loss, 16, FigureFormat.MONEY_YUAN),
    LedgerColumn("认定损失（元）", lambda row, _: row.confirmed or None, 16, FigureFormat.MONEY_YUAN),
    LedgerColumn("已挽回（元）", lambda row, _: row.recovered or None, 16, FigureFormat.MONEY_YUAN),
    LedgerColumn("涉及责任人员", lambda row, _: "、".join(row.persons), 18),
    LedgerColumn("处理情况", lambda row, _: row.clue.handling, 24),
    LedgerColumn("是否完结", lambda row, _: "" if row.stub else ("是" if row.clue.closed else "否"), 8),
    LedgerColumn("报告主体", lambda row, _: row.clue.reporter, 14),
    LedgerColumn(
        "报送方式",
        lambda row, book: "、".join(_label("report_method", code, book) for code in row.clue.report_methods),
        12,
    ),
    LedgerColumn("资产损失程度或不良后果", lambda row, _: row.clue.loss_text, 20),
    LedgerColumn("受理日期", lambda row, _: row.clue.accepted_on, 11, FigureFormat.DATE),
    LedgerColumn("来源文件名称", lambda row, _: row.clue.source_document, 20),
    LedgerColumn("来源文号", lambda row, _: row.clue.document_number, 16),
    LedgerColumn("备注", lambda row, _: row.clue.remark, 20),
)


def _deadline_columns(session: Session) -> tuple[LedgerColumn, ...]:
    """The nearest deadline as it stands today; it goes out only when it is asked for, because it is true for one day.

    With it go what is due, the day before any 延期, how often it was put off and who approved last.
    """
    clock = Clockwork(session.rulebook(), session.today)

    def cell(told: Callable[[Deadline], Cell]) -> Callable[[LedgerRow, RuleBook], Cell]:
        """What is told of the nearest deadline of a row; empty outside the circle."""
        return lambda row, _: "" if row.stub else told(clock.nearest(row))

    return (
        LedgerColumn("期限", cell(lambda one: one.text), 18),
        LedgerColumn("期限事项", cell(lambda one: one.label), 16),
        LedgerColumn("届满日", cell(lambda one: one.due_on), 11, FigureFormat.DATE),
        LedgerColumn("原届满日", cell(lambda one: one.original_on or one.due_on), 11, FigureFormat.DATE),
        LedgerColumn("延期次数", cell(lambda one: one.extensions or None), 8, FigureFormat.COUNT),
        LedgerColumn("延期批准人", cell(lambda one: one.approver), 12),
        LedgerColumn("期限依据", cell(lambda one: "，".join(filter(None, (one.source, one.mark)))), 24),
    )


def export_ledger(
    session: Session,
    query: LedgerQuery,
    target: Path,
    headings: Sequence[str] | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> int:
    """Write what the user may see; returns the number of rows. The trail remembers who took it out.

    Args:
        session: who exports.
        query: filters and order.
        target: ``.xlsx`` or ``.csv``.
        headings: columns in this order; all when ``None``.
        progress: called with fraction and words.

    Raises:
        FileProblem: another ending, a target open in Excel, no space.
        NotAllowed: the user may not export.
    """
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise FileProblem("导出文件名应以 .xlsx 或 .csv 结尾，请改名后重试。")
    with session.ledger.transact(Op.EXPORT, session.viewer) as tx:
        tx.touch("Clue", "", "export", None, target.name)
    uids = list_uids(session, query)
    chosen = _chosen(session, headings)
    rows = _rows(session, uids, progress)
    if target.suffix.lower() == ".csv":
        _write_csv(session, target, chosen, rows)
    else:
        _write_workbook(session, target, chosen, rows)
    return len(uids)


def _chosen(session: Session, headings: Sequence[str] | None) -> list[LedgerColumn]:
    if headings is None:
        return list(COLUMNS)
    by_heading = {column.heading: column for column in (*COLUMNS, *_deadline_columns(session))}
    return [by_heading[heading] for heading in headings if heading in by_heading]


def _rows(
    session: Session, uids: Sequence[str], progress: Callable[[float, str], None] | None
) -> Iterator[LedgerRow]:
    with session.ledger.read() as connection:
        contingent = contingent_counted(connection, session.today)
        for start in range(0, len(uids), _PAGE):
            page = uids[start : start + _PAGE]
            yield from queries.ledger_rows(connection, session.viewer, page, contingent=contingent)
            if progress is not None:
                progress(min(1.0, (start + _PAGE) / max(1, len(uids))), "正在导出台账")


def _write_csv(session: Session, target: Path, chosen: list[LedgerColumn], rows: Iterator[LedgerRow]) -> None:
    book = session.rulebook()

    def cell(column: LedgerColumn, row: LedgerRow) -> str:
        """A cell as text: sums in 元 without thousands, days in ISO 8601."""
        value = column.cell(row, book)
        if column.format is FigureFormat.MONEY_YUAN and isinstance(value, int):
            return format_fen(value, thousands=False)
        if isinstance(value, date):
            return value.isoformat()
        return "" if value is None else str(value)

    write_csv(
        target,
        [column.heading for column in chosen],
        ([cell(column, row) for column in chosen] for row in rows),
    )


def _write_workbook(
    session: Session, target: Path, chosen: list[LedgerColumn], rows: Iterator[LedgerRow]
) -> None:
    book = session.rulebook()

    columns = [TableColumn(column.heading, column.width, format=column.format) for column in chosen]
    write_table(
        target,
        columns,
        ([column.cell(row, book) for column in chosen] for row in rows),
        title="违规经营投资问题线索管理台账",
    )


# --- filters of the command line ---------------------------------------------------------------------------------


def query_from(session: Session, wheres: Sequence[str]) -> LedgerQuery:
    """A query from ``字段=值`` texts: 环节、来源方式、问题类别、涉及单位、年度、是否完结、存量、查找.

    Raises:
        UserError: an unknown field or value; the sentence lists what there is.
    """
    query = LedgerQuery(order="reported_on", descending=False)
    for where in wheres:
        name, equals, value = where.partition("=")
        if not equals or name.strip() not in _FILTERS:
            raise UserError(f"筛选“{where}”看不懂，请写成 字段=值，字段可用：{'、'.join(_FILTERS)}。")
        query = _FILTERS[name.strip()](session, query, value.strip())
    return query


def _by_stage(_: Session, query: LedgerQuery, value: str) -> LedgerQuery:
    try:
        return replace(query, stages=(*query.stages, Stage.from_label(value)))
    except KeyError:
        words = "、".join(stage.label for stage in Stage)
        raise UserError(f"没有环节“{value}”，可用：{words}。") from None


def _by_source(session: Session, query: LedgerQuery, value: str) -> LedgerQuery:
    book = session.rulebook()
    entry = book.dictionary("source_kind").find(value)
    if entry is None:
        raise UserError(f"没有来源方式“{value}”，请用字典中的写法。")
    return replace(query, sources=(*query.sources, *with_sources(book, entry.code)))


def _by_category(session: Session, query: LedgerQuery, value: str) -> LedgerQuery:
    entry = session.rulebook().dictionary("violation_category").find(value)
    if entry is None:
        raise UserError(f"没有问题类别“{value}”，请用字典中的写法。")
    return replace(query, category=entry.code)


def _by_enterprise(session: Session, query: LedgerQuery, value: str) -> LedgerQuery:
    with session.ledger.read() as connection:
        found = queries.by_name(connection, Enterprise).get(value, [])
    if not found:
        raise UserError(f"台账里没有企业“{value}”，请写全称。")
    return replace(query, enterprises=(*query.enterprises, *(one.uid for one in found)))


def _by_year(_: Session, query: LedgerQuery, value: str) -> LedgerQuery:
    if not value.isdecimal() or not 1900 <= int(value[:5]) <= 2999:
        raise UserError(f"年度“{value}”不是四位年份，请写成 2026。")
    return replace(query, year=int(value))


def _yes(value: str, name: str) -> bool:
    if value not in ("是", "否"):
        raise UserError(f"“{name}”只能是“是”或“否”。")
    return value == "是"


_FILTERS: dict[str, Callable[[Session, LedgerQuery, str], LedgerQuery]] = {
    "环节": _by_stage,
    "来源方式": _by_source,
    "问题类别": _by_category,
    "涉及单位": _by_enterprise,
    "年度": _by_year,
    "是否完结": lambda _, query, value: replace(query, closed=_yes(value, "是否完结")),
    "存量": lambda _, query, value: replace(query, legacy=_yes(value, "存量")),
    "查找": lambda _, query, value: replace(query, text=value),
}
