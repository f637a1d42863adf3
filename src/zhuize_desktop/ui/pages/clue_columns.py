"""The columns of the ledger of clues (问题线索管理台账), and the model that greys what lies outside the circle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from ...domain.deadlines import ClockState, Deadline
from ...domain.fields import column
from ...domain.money import MoneyUnit, format_fen
from ...domain.records import Clue
from ...domain.rules import REFERENCE, UNCONFIRMED
from ...services.clues import ShownRow, shown_rows
from ..palette import INK2, Tone
from ..tables.lazy_model import UID_ROLE, ColumnDef, LazyTableModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from ...domain.rulebook import RuleBook
    from ...services.session import Session

#: Colour of the clock's chip; the word on it says the same.
CLOCK_TONES = {
    ClockState.UNKNOWN: Tone.AMBER,
    ClockState.SUSPENDED: Tone.AMBER,
    ClockState.RUNNING: Tone.GREEN,
    ClockState.NEAR: Tone.AMBER,
    ClockState.OVERDUE: Tone.RED,
    ClockState.DONE: Tone.NEUTRAL,
    ClockState.LAPSED: Tone.NEUTRAL,
}
_RIGHT = Qt.AlignmentFlag.AlignRight
_NOTHING = "—"
_Index = QModelIndex | QPersistentModelIndex
Column = ColumnDef[ShownRow]


def wan(fen: int | None) -> str:
    """An amount as the ledger shows it: ``2,650.50`` 万元, nothing for no amount."""
    return "" if fen is None else format_fen(fen, MoneyUnit.WAN)


def clock_tip(deadline: Deadline) -> str:
    """What is due when, by which rule and with what force."""
    if deadline.state is ClockState.NONE:
        return "没有正在计算的期限。"
    lines = [f"{deadline.label}：{deadline.due_on or f'{deadline.why}，无法计算'}"]
    if deadline.original_on:
        lines.append(f"原届满日：{deadline.original_on}")
    if deadline.extensions:
        approved = f"，{deadline.approver}批准" if deadline.approver else ""
        lines.append(f"延期 {deadline.extensions} 次{approved}")
    if deadline.paused:
        lines.append(f"中止 {deadline.paused} 天不计入")
    if deadline.inside_on:
        lines.append(f"内部时限：权属企业 {deadline.inside_on} 前报出")
    if deadline.provisional:
        lines.append("暂定：当年节假日安排尚未公布。")
    if deadline.source:
        lines.append(f"依据：{deadline.source}")
    if REFERENCE in deadline.mark:
        lines.append(f"{REFERENCE}：该规定不直接适用于本企业。")
    if UNCONFIRMED in deadline.mark:
        lines.append(f"{UNCONFIRMED}：依据的原文未经核对。")
    return "\n".join(lines)


def clock_chip(deadline: Deadline) -> tuple[str, Tone] | None:
    """Word and tone of the clock; ``None`` when no deadline runs."""
    if deadline.state is ClockState.NONE:
        return None
    return deadline.marked, CLOCK_TONES[deadline.state]


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _occurred(row: ShownRow) -> str:
    clue = row.row.clue
    first, last = _day(clue.occurred_from), _day(clue.occurred_to)
    if first and last and first != last:
        return f"{first} 至 {last}"
    return first or last or clue.occurred_text


def _stage(row: ShownRow) -> str:
    clue = row.row.clue
    return clue.stage.label if clue.stage_confirmed else f"{clue.stage.label} · 待确认"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def word(book: RuleBook, dictionary: str, code: str) -> str:
    """The label of a code; a code that no pack knows stays as it is, so that nothing is hidden."""
    known = book.dictionary(dictionary)
    return known.label(code) if code in known else code


def source_word(book: RuleBook, clue: Clue) -> str:
    """The word of the source; the office's own wording where the dictionary has none."""
    return word(book, "source_kind", clue.source_kind) or clue.source_text


def ledger_columns(book: Callable[[], RuleBook]) -> list[Column]:
    """Every column a ledger may show, the usual ones first, the rest hidden until chosen."""
    made = [
        _of("number", lambda clue: clue.number, width=18),
        ColumnDef("stage", "环节", _shown(_stage), width=17, sort_key="stage"),
        ColumnDef(
            "deadline",
            "期限",
            _shown(lambda row: row.deadline.marked),
            width=38,  # 剩 25 个工作日（暂定） · 参照，待核对
            chip=lambda row: None if row.row.stub else clock_chip(row.deadline),
            tooltip=lambda row: "" if row.row.stub else clock_tip(row.deadline),
        ),
        _of("source_kind", lambda clue: source_word(book(), clue)),
        _of("reported_on", lambda clue: _day(clue.reported_on)),
        ColumnDef(
            "enterprises",
            "涉及单位",
            lambda row: "、".join(row.row.enterprises),
            width=22,
            sort_key="enterprise",
        ),
        _of("summary", lambda clue: _one_line(clue.summary), tip=lambda clue: clue.summary),
        _of("category", lambda clue: word(book(), "violation_category", clue.category)),
        _money("estimated", "预估损失", lambda row: row.row.clue.estimated_loss, "estimated_loss"),
        _money("confirmed", "认定损失", lambda row: row.row.confirmed or None, "confirmed"),
        _money("recovered", "已挽回", lambda row: row.row.recovered or None, "recovered"),
        ColumnDef(
            "persons",
            "涉及责任人员",
            lambda row: _several(row.row.persons),
            width=14,
            sort_key="persons",
            tooltip=lambda row: "、".join(row.row.persons),
        ),
        _of("handling", lambda clue: _one_line(clue.handling), tip=lambda clue: clue.handling),
        ColumnDef(
            "closed",
            "是否完结",
            _shown(lambda row: "是" if row.row.clue.closed else "否"),
            width=9,
            sort_key="closed",
        ),
    ]
    return [*made, *_further(book)]


def _further(book: Callable[[], RuleBook]) -> list[Column]:
    """The columns of the usual ledger that a screen has no room for; chosen when wanted."""

    def methods(clue: Clue) -> str:
        return "、".join(word(book(), "report_method", code) for code in clue.report_methods)

    return [
        replace(one, hidden=True)
        for one in (
            _of("reporter", lambda clue: clue.reporter),
            ColumnDef("report_methods", "报送方式", lambda row: methods(row.row.clue), width=12),
            _of("level", lambda clue: "" if clue.level is None else f"{clue.level} 级"),
            ColumnDef("occurred", "发生时间", _occurred, width=22, sort_key="occurred_from"),
            _of("loss_text", lambda clue: _one_line(clue.loss_text)),
            _of("accepted_on", lambda clue: _day(clue.accepted_on)),
            _of("source_document", lambda clue: clue.source_document),
            _of("document_number", lambda clue: clue.document_number),
            _of("remark", lambda clue: _one_line(clue.remark), tip=lambda clue: clue.remark),
        )
    ]


def _shown(text: Callable[[ShownRow], str]) -> Callable[[ShownRow], str]:
    """A stub has its number and nothing else."""
    return lambda row: _NOTHING if row.row.stub else text(row)


def _of(
    name: str,
    text: Callable[[Clue], str],
    *,
    width: int = 0,
    tip: Callable[[Clue], str] | None = None,
) -> Column:
    """A column of a field of the clue, with the label and width of its declaration."""
    field = column(Clue, name).field
    return ColumnDef(
        name,
        field.label,
        lambda row: text(row.row.clue),
        width=width or field.width,
        sort_key=name,
        tooltip=None if tip is None else (lambda row: tip(row.row.clue)),
    )


def _money(key: str, title: str, amount: Callable[[ShownRow], int | None], sort_key: str) -> Column:
    return ColumnDef(key, f"{title}（万元）", lambda row: wan(amount(row)), _RIGHT, 16, sort_key)


def _several(names: Sequence[str]) -> str:
    """``王建国 等3人``; one name alone."""
    return f"{names[0]} 等{len(names)}人" if len(names) > 1 else "".join(names)


#: Key of a column on screen → headings of the columns that hold the same in an exported ledger.
EXPORTED: dict[str, tuple[str, ...]] = {
    "number": ("线索编号",),
    "stage": ("环节",),
    "deadline": ("期限", "期限事项", "届满日", "原届满日", "延期次数", "延期批准人", "期限依据"),
    "source_kind": ("来源方式",),
    "reported_on": ("报送时间",),
    "enterprises": ("涉及单位",),
    "summary": ("问题线索概述",),
    "category": ("问题类别",),
    "estimated": ("预估损失（元）",),
    "confirmed": ("认定损失（元）",),
    "recovered": ("已挽回（元）",),
    "persons": ("涉及责任人员",),
    "handling": ("处理情况",),
    "closed": ("是否完结",),
    "reporter": ("报告主体",),
    "report_methods": ("报送方式",),
    "level": ("级次",),
    "occurred": ("发生时间起", "发生时间止"),
    "loss_text": ("资产损失程度或不良后果",),
    "accepted_on": ("受理日期",),
    "source_document": ("来源文件名称",),
    "document_number": ("来源文号",),
    "remark": ("备注",),
}


def export_headings(keys: Iterable[str]) -> list[str]:
    """The headings that go out for the columns seen, in their order."""
    return [heading for key in keys for heading in EXPORTED[key]]


class ClueModel(LazyTableModel[ShownRow]):
    """The ledger: rows outside the viewer's 知悉范围 are grey and say so.

    Attributes:
        book: the rules in force, read once and not for every cell; set anew when they are changed.
    """

    def __init__(self, session: Session) -> None:
        self.book = session.rulebook()
        super().__init__(
            ledger_columns(lambda: self.book),
            lambda uids: shown_rows(session, uids),
            lambda row: row.row.clue.uid,
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What every lazy table shows, and the grey of a stub."""
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid():
            row = self.row_at(index.row())
            return QBrush(QColor(INK2)) if row is not None and row.row.stub else None
        return super().data(index, role)

    def uid_at(self, place: int) -> str:
        """The uid of a line."""
        return str(self.data(self.index(place, 0), UID_ROLE))
