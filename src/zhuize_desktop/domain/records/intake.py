"""受理与初步核实: whether a clue is taken on, and what the first look found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_INTAKE = "问题线索受理登记表"
_CHECK = "初步核实报告通行栏目"
_REPORT = "淄国资发〔2022〕23号（参照）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance(Record):
    """受理: the opinion on a registered clue; one clue has one in force."""

    noun: ClassVar[str] = "受理意见"
    called_by: ClassVar[str] = "opinion"
    unique: ClassVar[tuple[str, ...]] = ("clue",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    receiver: Annotated[str, Field("接收人", Kind.TEXT, _INTAKE)] = ""
    opinion: Annotated[
        str,
        Field(
            "受理意见",
            Kind.CHOICE,
            _INTAKE,
            dictionary="acceptance_opinion",
            required_from=Stage.INTAKE,
        ),
    ] = ""
    reason: Annotated[str, Field("受理理由", Kind.LONG_TEXT, _INTAKE, required_from=Stage.INTAKE)] = ""
    decided_on: Annotated[
        date | None,
        Field(
            "受理意见日期",
            Kind.DATE,
            _INTAKE,
            required_from=Stage.INTAKE,
            help="同意受理的，这一天即受理日期，初核期限由它起算。",
        ),
    ] = None
    referred_to: Annotated[str, Field("转办单位", Kind.TEXT, _INTAKE, help="意见为转办时填写。")] = ""
    related: Annotated[
        tuple[str, ...],
        Field("重复或关联线索", Kind.UID, _INTAKE, refers_to="Clue", help="重复的请用“并案”办理。"),
    ] = ()
    related_note: Annotated[
        str, Field("关联情况", Kind.LONG_TEXT, _INTAKE, layout=Layout.FOLDED, group="关联")
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreliminaryCheck(Record):
    """初步核实: what was checked and found, with the proposed disposition."""

    noun: ClassVar[str] = "初步核实"
    called_by: ClassVar[str] = "number"
    unique: ClassVar[tuple[str, ...]] = ("clue",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    content: Annotated[
        str, Field("核实内容", Kind.LONG_TEXT, _CHECK, required_from=Stage.PRELIMINARY_CHECK)
    ] = ""
    scope: Annotated[str, Field("核实范围", Kind.TEXT, _CHECK)] = ""
    organisation: Annotated[str, Field("工作组织", Kind.TEXT, _CHECK, help="由谁核实，两人以上。")] = ""
    started_on: Annotated[date | None, Field("初核启动日期", Kind.DATE, _CHECK)] = None
    process: Annotated[str, Field("核实开展过程", Kind.LONG_TEXT, _CHECK)] = ""
    result: Annotated[
        str, Field("初步核实结果", Kind.LONG_TEXT, _CHECK, required_from=Stage.PRELIMINARY_CHECK)
    ] = ""
    needs_pursuit: Annotated[
        bool | None,
        Field("发现需要追究责任事项", Kind.FLAG, _CHECK, required_from=Stage.PRELIMINARY_CHECK),
    ] = None
    proposed: Annotated[
        str,
        Field(
            "分类处置建议",
            Kind.CHOICE,
            _CHECK,
            dictionary="disposition",
            required_from=Stage.PRELIMINARY_CHECK,
        ),
    ] = ""
    reported_on: Annotated[
        date | None,
        Field(
            "初核报告日期",
            Kind.DATE,
            _REPORT,
            required_from=Stage.PRELIMINARY_CHECK,
            help="完成初核时，这一天即初核完成日期。",
        ),
    ] = None
    number: Annotated[str, Field("初核报告文号", Kind.TEXT, _CHECK)] = ""
    proposal: Annotated[
        str, Field("工作建议", Kind.LONG_TEXT, _CHECK, layout=Layout.FOLDED, group="说明")
    ] = ""
    situations_note: Annotated[
        str, Field("违规情形核实情况", Kind.LONG_TEXT, _CHECK, layout=Layout.FOLDED, group="说明")
    ] = ""
    loss_note: Annotated[
        str, Field("资产损失和损失风险核实情况", Kind.LONG_TEXT, _CHECK, layout=Layout.FOLDED, group="说明")
    ] = ""
    discipline_note: Annotated[
        str,
        Field(
            "涉嫌违纪问题线索说明",
            Kind.LONG_TEXT,
            _CHECK,
            sensitivity=Sensitivity.PROTECTED,
            layout=Layout.FOLDED,
            group="说明",
        ),
    ] = ""
