"""What is said of the lines of one kind: their columns, the sums counted from them, the words of an empty table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...domain.money import MoneyUnit, format_fen
from ...domain.records import (
    Appeal,
    Approval,
    DossierEntry,
    Execution,
    LiablePerson,
    LongTermItem,
    Loss,
    Record,
    Recovery,
    RectificationItem,
    SourceReply,
)
from ...domain.tracks import Part

if TYPE_CHECKING:
    from .contents import Contents

Sums = Callable[[Sequence[Any], "Contents"], str]
Persons = Callable[["Contents"], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LineKind:
    """One kind of lines.

    Attributes:
        record: their class.
        fields: the fields a table shows, in order.
        sums: the words at the right of the heading.
        empty: what the empty table says.
        taken_over: the persons named in the form who have no line yet, offered in one click.
    """

    record: type[Record]
    fields: tuple[str, ...]
    sums: Sums
    empty: str
    taken_over: Persons = lambda _: ()

    @property
    def noun(self) -> str:
        """What one line is called."""
        return self.record.noun


def kind_of(part: Part) -> LineKind:
    """The lines of a part of a sheet."""
    record = part.record
    return LineKind(
        record,
        part.fields,
        _SUMS.get(record, _count),
        _EMPTY.get(record, f"还没有{record.noun}。点“登记{record.noun}”登记一条，多条可用“批量录入”。"),
        _TAKEN_OVER.get(record, lambda _: ()),
    )


#: 审批件 belong to every stage, and have a sheet of their own.
APPROVALS = Part(
    Approval,
    ("step", "form", "body", "approver", "decided_on", "result", "matter", "minutes_number", "archive_place",
     "entered_by", "confirmed_by"),
)  # fmt: skip


def _amount(fen: int) -> str:
    return f"{format_fen(fen, MoneyUnit.WAN)} 万元"


def _people(lines: Sequence[LiablePerson], _: Contents) -> str:
    return f"{len({line.person for line in lines})} 人" if lines else ""


def _losses(lines: Sequence[Loss], contents: Contents) -> str:
    """``认定 120.00 万元（直接 100.00，间接 20.00）；或有 5.00 万元，不计入``."""
    parts = {kind: sum(line.amount or 0 for line in lines if line.kind == kind) for kind in _LOSS_WORDS}
    apart = () if contents.contingent_counts else (_CONTINGENT,)
    counted = {kind: fen for kind, fen in parts.items() if kind not in apart}
    detail = [f"{_LOSS_WORDS[kind]} {format_fen(fen, MoneyUnit.WAN)}" for kind, fen in counted.items() if fen]
    said = [f"认定 {_amount(sum(counted.values()))}（{'，'.join(detail)}）"] if detail else []
    if apart and parts[_CONTINGENT]:
        said.append(f"或有 {_amount(parts[_CONTINGENT])}，不计入")
    return "；".join(said)


#: 或有损失 is recorded, and counts as 认定损失 only where the administrator decided so.
_CONTINGENT = "contingent"
_LOSS_WORDS = {"direct": "直接", "indirect": "间接", "contingent": "或有"}


def _recoveries(lines: Sequence[Recovery], _: Contents) -> str:
    whole = sum(line.amount or 0 for line in lines)
    return f"合计 {_amount(whole)}" if whole else ""


def _done(lines: Sequence[Any], _: Contents) -> str:
    return f"{len(lines)} 项，已完成 {sum(line.state == 'done' for line in lines)} 项" if lines else ""


def _open_appeals(lines: Sequence[Appeal], _: Contents) -> str:
    waiting = sum(not line.result for line in lines)
    return f"{len(lines)} 件，复核中 {waiting} 件" if lines else ""


def _unconfirmed(lines: Sequence[Approval], _: Contents) -> str:
    waiting = sum(line.confirmed_by is None for line in lines)
    said = [f"{len(lines)} 件"] if lines else []
    return "，".join([*said, f"待确认 {waiting} 件"] if waiting else said)


def _count(lines: Sequence[Any], _: Contents) -> str:
    return f"{len(lines)} 条" if lines else ""


def _without_line(contents: Contents) -> tuple[str, ...]:
    known = {line.person for line in contents.case.all(LiablePerson)}
    return tuple(uid for uid in contents.clue.persons if uid not in known)


_SUMS: dict[type[Record], Sums] = {
    LiablePerson: _people,
    Loss: _losses,
    Recovery: _recoveries,
    Approval: _unconfirmed,
    Appeal: _open_appeals,
    RectificationItem: _done,
    Execution: _done,
}
_EMPTY: dict[type[Record], str] = {
    LiablePerson: "还没有责任人。定责以后逐人登记，一人一行。",
    Loss: "还没有损失明细。认定损失由各行相加得出，不另填总数。",
    Recovery: "还没有挽回记录。扣减薪酬是处理，不是挽回，不在这里登记。",
    Approval: "还没有审批件。谁在什么会议或签批中作了什么决定，登记在这里。",
    LongTermItem: "禁入限制、分年扣减、诉讼追偿等跨年事项列在这里，不影响销号。",
    SourceReply: "还没有向来源反馈。无法反馈的也登记一条，并写明原因。",
    DossierEntry: "卷宗目录是空的。一案一卷，逐件登记题名、页码和存放处，可用“批量录入”从表格粘贴。",
}
_TAKEN_OVER: dict[type[Record], Persons] = {LiablePerson: _without_line}
