"""The columns of the reports and of their findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from ...domain.fields import column
from ...domain.money import format_fen
from ...domain.records import Finding, SupervisionReport
from ..palette import Tone
from ..tables.lazy_model import ColumnDef
from .clue_columns import clock_chip, clock_tip

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ...domain.rulebook import RuleBook
    from ...services.supervision import ShownFinding, ShownReport

#: What stands in place of a finding whose clue the person may not read.
HIDDEN = "（按知悉范围另行登记）"
_RIGHT = Qt.AlignmentFlag.AlignRight


def word(book: RuleBook, dictionary: str, code: str) -> str:
    """The label of a code; one that no pack knows stays as it is, so that nothing is hidden."""
    known = book.dictionary(dictionary)
    return known.label(code) if code in known else code


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def report_columns(book: RuleBook) -> list[ColumnDef[ShownReport]]:
    """Title, numbers, days, and what became of the findings."""
    return [
        ColumnDef("title", _label(SupervisionReport, "title"), lambda row: row.report.title, width=30,
               sort_key="title", tooltip=lambda row: row.report.title),
        ColumnDef("document_number", _label(SupervisionReport, "document_number"),
               lambda row: row.report.document_number, width=19),
        ColumnDef("source_kind", _label(SupervisionReport, "source_kind"),
               lambda row: word(book, "source_kind", row.report.source_kind), width=11, sort_key="source_kind"),
        ColumnDef("issued_by", _label(SupervisionReport, "issued_by"), lambda row: row.report.issued_by, width=12,
               sort_key="issued_by", tooltip=lambda row: row.report.issued_by),
        ColumnDef("received_on", "收到日", lambda row: _day(row.report.received_on), width=11,
               sort_key="received_on"),
        ColumnDef("sorted_on", "梳理完成", lambda row: _day(row.report.sorted_on) or "未完成", width=11,
               sort_key="sorted_on", chip=_sorted_chip),
        ColumnDef("deadline", "梳理期限", lambda row: row.deadline.marked, width=38,
               chip=lambda row: clock_chip(row.deadline), tooltip=lambda row: clock_tip(row.deadline)),
        ColumnDef("total", "发现", lambda row: str(row.tally.total), _RIGHT, 5, "total", tooltip=_stated),
        ColumnDef("listed", "已列入", lambda row: str(row.tally.listed), _RIGHT, 6, "listed"),
        ColumnDef("refused", "不列入", lambda row: str(row.tally.refused), _RIGHT, 6, "refused"),
        ColumnDef("waiting", "待梳理", lambda row: str(row.tally.waiting), _RIGHT, 6, "waiting"),
        ColumnDef("attachments", "附件", lambda row: str(row.attachments), _RIGHT, 5, "attachments"),
        ColumnDef("days", "收到后天数", lambda row: "" if row.days is None else str(row.days), _RIGHT, 8, "days",
               tooltip=_days_tip),
    ]  # fmt: skip


REPORT_ORDERS: dict[str, Callable[[ShownReport], Any]] = {
    "title": lambda row: row.report.title,
    "source_kind": lambda row: row.report.source_kind or None,
    "issued_by": lambda row: row.report.issued_by or None,
    "received_on": lambda row: row.report.received_on,
    "sorted_on": lambda row: row.report.sorted_on,
    "total": lambda row: row.tally.total,
    "listed": lambda row: row.tally.listed,
    "refused": lambda row: row.tally.refused,
    "waiting": lambda row: row.tally.waiting,
    "days": lambda row: row.days,
    "attachments": lambda row: row.attachments,
}


def _sorted_chip(row: ShownReport) -> tuple[str, Tone] | None:
    return None if row.report.sorted_on is not None else ("未完成", Tone.AMBER)


def _stated(row: ShownReport) -> str:
    stated = row.report.stated_findings
    return f"已登记 {row.tally.total} 项" + ("" if stated is None else f"，文件载明 {stated} 个问题")


def _days_tip(row: ShownReport) -> str:
    if row.days is None:
        return "没有收到日期，无法计算。"
    end = "梳理完成" if row.report.sorted_on is not None else "今天"
    return f"自收到日期到{end}的日历天数。"


def finding_columns(book: RuleBook) -> list[ColumnDef[ShownFinding]]:
    """Number, words, amount, enterprises, and what became of it."""
    return [
        ColumnDef("sequence", "序号", lambda row: str(row.finding.sequence), _RIGHT, 5, "sequence"),
        ColumnDef("state", "状态", lambda row: state_of(row)[0], width=8, sort_key="state", chip=state_of),
        ColumnDef("summary", _label(Finding, "summary"), lambda row: summary_of(row), width=50,
               tooltip=summary_of),
        ColumnDef("amount", "涉及金额（元）", _amount, _RIGHT, 17, "amount"),
        ColumnDef("enterprises", _label(Finding, "enterprises"), lambda row: "、".join(row.enterprises), width=22,
               tooltip=lambda row: "\n".join(row.enterprises)),
        ColumnDef("outcome", "列入线索／不列入理由", lambda row: outcome_of(book, row), width=36,
               tooltip=lambda row: outcome_tip(book, row)),
    ]  # fmt: skip


FINDING_ORDERS: dict[str, Callable[[ShownFinding], Any]] = {
    "sequence": lambda row: row.finding.sequence,
    "state": lambda row: state_of(row)[0],
    "amount": lambda row: row.finding.amount,
}


def state_of(row: ShownFinding) -> tuple[str, Tone]:
    """已列入, 不列入 or 待梳理, with its colour."""
    if row.listed:
        return "已列入", Tone.GREEN
    if row.finding.not_listed_reason:
        return "不列入", Tone.NEUTRAL
    return "待梳理", Tone.AMBER


def summary_of(row: ShownFinding) -> str:
    """The wording, or what stands in its place."""
    return HIDDEN if row.hidden else row.finding.summary


def outcome_of(book: RuleBook, row: ShownFinding) -> str:
    """Numbers of the clues, or the reason with who approved it."""
    if row.clues:
        return "、".join(number for _, number in row.clues)
    finding = row.finding
    if not finding.not_listed_reason:
        return ""
    return (
        f"{word(book, 'not_listed_reason', finding.not_listed_reason)}（{finding.not_listed_approver} 批准）"
    )


def outcome_tip(book: RuleBook, row: ShownFinding) -> str:
    """The same with the note."""
    note = row.finding.not_listed_note
    return outcome_of(book, row) + (f"\n{note}" if note and not row.clues else "")


def _amount(row: ShownFinding) -> str:
    return "" if row.finding.amount is None else format_fen(row.finding.amount)


def _label(record: type, name: str) -> str:
    return column(record, name).field.label
