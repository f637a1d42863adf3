"""The columns of the list of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.checks import Grade
from ...domain.health.runs import Change
from ..palette import Tone
from ..tables.lazy_model import ColumnDef

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .loading import Row

GRADE_TONES = {Grade.MUST: Tone.RED, Grade.VERIFY: Tone.AMBER, Grade.HINT: Tone.NEUTRAL}
_CHANGE_TONES = {
    Change.NEW: Tone.RED, Change.KEPT: Tone.AMBER, Change.GONE: Tone.GREEN, Change.UNKNOWN: Tone.NEUTRAL,
}  # fmt: skip


def finding_columns() -> list[ColumnDef[Row]]:
    """Grade, change, number, what was found, what is asked, enterprise, whether it is explained."""
    return [
        ColumnDef("grade", "等级", _grade, width=8, chip=lambda row: (_grade(row), GRADE_TONES[row.finding.grade])),
        ColumnDef("change", "与上次比", _change, width=10, chip=_change_chip),
        ColumnDef("number", "线索编号", lambda row: row.number, width=18, sort_key="number"),
        ColumnDef(
            "sentence", "发现", lambda row: row.finding.sentence, width=48, tooltip=lambda row: row.finding.sentence,
            fills=True,
        ),
        ColumnDef("title", "问题", lambda row: row.title, width=22, hidden=True),
        ColumnDef(
            "enterprise", "企业", lambda row: row.enterprise, width=20, sort_key="enterprise",
            tooltip=lambda row: row.enterprise,
        ),
        ColumnDef("explained", "说明", lambda row: row.explanation, width=12, tooltip=lambda row: row.explanation),
    ]  # fmt: skip


def _grade(row: Row) -> str:
    return row.finding.grade.label


def _change(row: Row) -> str:
    return row.change.value if row.change is not None else ""


def _change_chip(row: Row) -> tuple[str, Tone] | None:
    return (row.change.value, _CHANGE_TONES[row.change]) if row.change is not None else None


ORDERS: dict[str, Callable[[Row], Any]] = {
    "number": lambda row: row.number or None,
    "enterprise": lambda row: row.enterprise or None,
}
