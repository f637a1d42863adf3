"""栏目说明: the manual's field reference, read from the declarations themselves."""

from __future__ import annotations

from .fields import Column, Layout, columns
from .records import (
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

_TITLES: tuple[tuple[str, type[Record]], ...] = (
    ("问题线索", Clue),
    ("责任人", LiablePerson),
    ("资产损失", Loss),
    ("追损挽损", Recovery),
    ("审批件", Approval),
    ("附件", Attachment),
    ("监督成果", SupervisionReport),
    ("监督发现", Finding),
    ("权属企业", Enterprise),
    ("人员", Person),
)


def field_reference() -> str:
    """Markdown: every field that people type, with unit, when it is demanded, help and source."""
    parts = ["# 栏目说明", "", "每一栏的含义、何时必填、依据。“参照”“待核对”的含义见《系统管理》。", ""]
    for title, record in _TITLES:
        parts += [f"## {title}", "", "| 栏目 | 必填 | 说明 | 依据 |", "|---|---|---|---|"]
        parts += [_row(column) for column in columns(record) if column.field.layout is not Layout.NONE]
        parts.append("")
    return "\n".join(parts)


def _row(column: Column) -> str:
    field = column.field
    label = f"{field.label}（{field.unit}）" if field.unit else field.label
    demanded = f"{field.required_from.label}起" if field.required_from else ""
    return f"| {label} | {demanded} | {field.help} | {field.source} |"
