"""延期与中止: what moves or stops a deadline. The original day is never overwritten, it stays in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from ..stages import Stage
from .base import Record

_OBSTACLE = "国务院令第781号 第38条、第39条"
_EXTENSION = "国资发监责〔2020〕62号 第29条、淄国资发〔2022〕23号（参照）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(Record):
    """延期: a deadline of one stage put off with approval."""

    noun: ClassVar[str] = "延期"
    called_by: ClassVar[str] = "step"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    step: Annotated[Stage, Field("延期环节", Kind.CHOICE, _EXTENSION)] = Stage.PRELIMINARY_CHECK
    period: Annotated[
        str,
        Field(
            "延长的期限",
            Kind.CHOICE,
            _EXTENSION,
            dictionary="deadline_kind",
            help="留空为所选环节自身的期限；报上级的初核报告、作出处分决定等另行计算的期限须选明。",
        ),
    ] = ""
    sanction: Annotated[
        str | None,
        Field(
            "处分立案",
            Kind.UID,
            refers_to="SanctionCase",
            help="延长的是处分立案的期限、且立案不止一人时选上。",
        ),
    ] = None
    reason_kind: Annotated[str, Field("延期情形", Kind.CHOICE, _EXTENSION, dictionary="extension_reason")] = (
        ""
    )
    reason: Annotated[str, Field("延期理由", Kind.LONG_TEXT, _EXTENSION, required_from=Stage.INTAKE)] = ""
    obstacle_ended_on: Annotated[
        date | None,
        Field(
            "障碍消除日期",
            Kind.DATE,
            _OBSTACLE,
            layout=Layout.FOLDED,
            group="顺延申请",
            help="本人因不可抗拒的事由或其他正当理由耽误期限、申请顺延的，填障碍消除的日期。",
        ),
    ] = None
    applied_on: Annotated[
        date | None,
        Field(
            "申请日期",
            Kind.DATE,
            _OBSTACLE,
            layout=Layout.FOLDED,
            group="顺延申请",
            help="申请顺延的，须在障碍消除后 10 个工作日内提出；是否准许由有权机关决定。",
        ),
    ] = None
    from_on: Annotated[
        date | None, Field("原定期限", Kind.DATE, _EXTENSION, ahead=True, required_from=Stage.INTAKE)
    ] = None
    to_on: Annotated[
        date | None, Field("延至", Kind.DATE, _EXTENSION, ahead=True, required_from=Stage.INTAKE)
    ] = None
    approver: Annotated[str, Field("批准人", Kind.TEXT, _EXTENSION, required_from=Stage.INTAKE)] = ""
    approved_on: Annotated[
        date | None, Field("批准日期", Kind.DATE, _EXTENSION, required_from=Stage.INTAKE)
    ] = None
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension(Record):
    """中止: the stage stands still for a cause, until a review day; gross time runs on (久查不追)."""

    noun: ClassVar[str] = "中止"
    called_by: ClassVar[str] = "from_on"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    step: Annotated[Stage, Field("中止环节", Kind.CHOICE)] = Stage.INVESTIGATION
    cause: Annotated[str, Field("中止原因", Kind.LONG_TEXT, required_from=Stage.INTAKE)] = ""
    from_on: Annotated[date | None, Field("中止日期", Kind.DATE, required_from=Stage.INTAKE)] = None
    approver: Annotated[str, Field("批准人", Kind.TEXT, required_from=Stage.INTAKE)] = ""
    approved_on: Annotated[date | None, Field("批准日期", Kind.DATE, required_from=Stage.INTAKE)] = None
    review_on: Annotated[
        date | None,
        Field(
            "复查日",
            Kind.DATE,
            ahead=True,
            required_from=Stage.INTAKE,
            help="到这一天必须看一次能否恢复，不得无限期搁置。",
        ),
    ] = None
    resumed_on: Annotated[date | None, Field("恢复日期", Kind.DATE)] = None
    resume_note: Annotated[str, Field("恢复说明", Kind.LONG_TEXT)] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""
