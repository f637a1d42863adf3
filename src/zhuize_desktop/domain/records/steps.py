"""办理步骤: what was taken on the path and when, explanations given at the gates, and papers with their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from ..stages import Stage
from .base import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class StageStep(Record):
    """One step taken: from which stage to which, on which day (业务日), by whom, and why.

    Statistics count 退回、并案、拆分、重启 from these rows; the trail keeps what the step changed.
    """

    noun: ClassVar[str] = "办理步骤"
    called_by: ClassVar[str] = "label"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    move: Annotated[str, Field("步骤代码", Kind.TEXT, layout=Layout.NONE)] = ""
    label: Annotated[str, Field("步骤", Kind.TEXT, layout=Layout.NONE)] = ""
    from_stage: Annotated[Stage, Field("原环节", Kind.CHOICE, layout=Layout.NONE)] = Stage.INTAKE
    to_stage: Annotated[Stage, Field("到环节", Kind.CHOICE, layout=Layout.NONE)] = Stage.INTAKE
    taken_on: Annotated[date | None, Field("业务日", Kind.DATE, layout=Layout.NONE)] = None
    reason: Annotated[str, Field("理由", Kind.LONG_TEXT, layout=Layout.NONE)] = ""
    user: Annotated[str | None, Field("办理人", Kind.UID, refers_to="User", layout=Layout.NONE)] = None
    second: Annotated[str | None, Field("同意人", Kind.UID, refers_to="User", layout=Layout.NONE)] = None
    other_clue: Annotated[str | None, Field("相关线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GateExplanation(Record):
    """说明 of a 核实 finding at a gate; stored, and printed on the approval sheet of the step."""

    noun: ClassVar[str] = "核实说明"
    called_by: ClassVar[str] = "sentence"
    unique: ClassVar[tuple[str, ...]] = ("clue", "move", "check")

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    move: Annotated[str, Field("步骤代码", Kind.TEXT, layout=Layout.NONE)] = ""
    check: Annotated[str, Field("校验项", Kind.TEXT, layout=Layout.NONE)] = ""
    sentence: Annotated[str, Field("校验发现", Kind.LONG_TEXT, layout=Layout.NONE)] = ""
    text: Annotated[str, Field("说明", Kind.LONG_TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPaper(Record):
    """文书登记: a number given to a paper; a number is never used twice, and one not used is 作废 with a reason."""

    noun: ClassVar[str] = "文书"
    called_by: ClassVar[str] = "number"
    unique: ClassVar[tuple[str, ...]] = ("number",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[str, Field("文书种类", Kind.CHOICE, dictionary="paper_kind", layout=Layout.NONE)] = ""
    number: Annotated[str, Field("文号", Kind.TEXT, layout=Layout.NONE, width=20)] = ""
    year: Annotated[int, Field("年度", Kind.WHOLE, layout=Layout.NONE)] = 0
    sequence: Annotated[int, Field("流水号", Kind.WHOLE, layout=Layout.NONE)] = 0
    title: Annotated[str, Field("标题", Kind.TEXT, layout=Layout.NONE)] = ""
    about: Annotated[str, Field("所据记录", Kind.TEXT, layout=Layout.NONE)] = ""
    numbered_at: Annotated[datetime | None, Field("编号时间", Kind.INSTANT, layout=Layout.NONE)] = None
    numbered_by: Annotated[str | None, Field("编号人", Kind.UID, refers_to="User", layout=Layout.NONE)] = None
    void_reason: Annotated[str, Field("作废理由", Kind.TEXT, layout=Layout.NONE)] = ""
