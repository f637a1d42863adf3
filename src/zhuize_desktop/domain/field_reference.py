"""栏目说明: the manual's field reference, read from the declarations themselves."""

from __future__ import annotations

from .fields import Column, Layout, columns
from .records import (
    CASE_RECORDS,
    AppointmentCheck,
    Approval,
    Attachment,
    Clue,
    Enterprise,
    Finding,
    LiablePerson,
    Loss,
    Person,
    Record,
    Recovery,
    SupervisionReport,
)

_LISTED: tuple[type[Record], ...] = (
    Clue,
    LiablePerson,
    Loss,
    Recovery,
    Approval,
    Attachment,
    *CASE_RECORDS,
    SupervisionReport,
    Finding,
    Enterprise,
    Person,
    AppointmentCheck,
)


def field_reference() -> str:
    """Markdown: every field that people type, with unit, when it is demanded, help and source."""
    parts = ["# 栏目说明", "", "每一栏的含义、何时必填、依据。“参照”“待核对”的含义见《系统管理》。", ""]
    for record in _LISTED:
        rows = [_row(column) for column in columns(record) if column.field.layout is not Layout.NONE]
        if not rows:
            continue  # kept by the program, never typed
        parts += [f"## {record.noun}", "", "| 栏目 | 必填 | 说明 | 依据 |", "|---|---|---|---|", *rows]
        parts.append("")
    return "\n".join(parts)


def _row(column: Column) -> str:
    field = column.field
    label = f"{field.label}（{field.unit}）" if field.unit else field.label
    demanded = f"{field.required_from.label}起" if field.required_from else ""
    return f"| {label} | {demanded} | {field.help} | {field.source} |"
