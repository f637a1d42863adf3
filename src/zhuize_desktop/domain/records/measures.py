"""保全措施、处分立案、外部决定: what stands beside the main path from 受理 on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_SANCTION = "国有企业管理人员处分条例（国务院令第781号） 第27条"
_SANCTION_REVIEW = "国有企业管理人员处分条例（国务院令第781号） 第38—45条"
_NOTICE = "济国资综合〔2023〕3号 二（一）3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preservation(Record):
    """保全措施: pay held back, duty suspended, leaving barred, while the case is open."""

    noun: ClassVar[str] = "保全措施"
    called_by: ClassVar[str] = "object"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str, Field("措施种类", Kind.CHOICE, dictionary="preservation_kind", required_from=Stage.INTAKE)
    ] = ""
    object: Annotated[
        str, Field("对象", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, required_from=Stage.INTAKE)
    ] = ""
    from_on: Annotated[date | None, Field("起始日期", Kind.DATE, required_from=Stage.INTAKE)] = None
    to_on: Annotated[date | None, Field("预计截止", Kind.DATE, ahead=True)] = None
    approver: Annotated[str, Field("批准人", Kind.TEXT, required_from=Stage.INTAKE)] = ""
    approved_on: Annotated[date | None, Field("批准日期", Kind.DATE)] = None
    lifted_on: Annotated[
        date | None, Field("解除日期", Kind.DATE, help="销号前应当解除或转为处理决定的内容。")
    ] = None
    note: Annotated[str, Field("事由和说明", Kind.LONG_TEXT)] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionCase(Record):
    """处分立案: the case opened for 处分 of one person, with approval, notice and report to 监察机关."""

    noun: ClassVar[str] = "处分立案"
    called_by: ClassVar[str] = "person"
    unique: ClassVar[tuple[str, ...]] = ("clue", "person")

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    person: Annotated[str, Field("被立案人", Kind.UID, _SANCTION, refers_to="Person")]
    body: Annotated[str, Field("立案单位", Kind.TEXT, _SANCTION)] = ""
    number: Annotated[str, Field("立案文号", Kind.TEXT, _SANCTION)] = ""
    approved_on: Annotated[
        date | None,
        Field("批准立案日期", Kind.DATE, _SANCTION, help="自立案起6个月内作出处分决定。"),
    ] = None
    notified_on: Annotated[date | None, Field("告知本人日期", Kind.DATE, _SANCTION)] = None
    reported_on: Annotated[date | None, Field("报监察机关日期", Kind.DATE, _SANCTION)] = None
    decided_on: Annotated[
        date | None,
        Field("处分决定日期", Kind.DATE, _SANCTION, help="自决定作出起1个月内书面通知本人和单位。"),
    ] = None
    sanction: Annotated[
        str,
        Field(
            "处分种类",
            Kind.CHOICE,
            "国有企业管理人员处分条例（国务院令第781号） 第7条",
            dictionary="sanction",
            sensitivity=Sensitivity.PROTECTED,
        ),
    ] = ""
    informed_on: Annotated[
        date | None, Field("书面通知决定日期", Kind.DATE, "国务院令第781号 第27条第六项")
    ] = None
    received_on: Annotated[
        date | None,
        Field("收到处分决定书日期", Kind.DATE, "国务院令第781号 第38条", help="申请复核的期限由这一天起算。"),
    ] = None
    changed_on: Annotated[
        date | None,
        Field(
            "变更手续办结日期",
            Kind.DATE,
            "国务院令第781号 第36条",
            help="降级、撤职、开除的，办结职务、工资等变更手续的日期。",
        ),
    ] = None
    ended_on: Annotated[date | None, Field("结案日期", Kind.DATE, _SANCTION)] = None
    result: Annotated[
        str, Field("结案情况", Kind.LONG_TEXT, _SANCTION, sensitivity=Sensitivity.PROTECTED)
    ] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionReview(Record):
    """处分的复核、申诉: asked for by the person, decided, told and put on file; execution goes on meanwhile."""

    noun: ClassVar[str] = "处分复核申诉"
    called_by: ClassVar[str] = "kind"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    sanction: Annotated[
        str | None,
        Field("处分立案", Kind.UID, _SANCTION_REVIEW, refers_to="SanctionCase", required_from=Stage.INTAKE),
    ] = None
    kind: Annotated[
        str,
        Field(
            "程序",
            Kind.CHOICE,
            _SANCTION_REVIEW,
            dictionary="sanction_review_kind",
            required_from=Stage.INTAKE,
            help="先复核，对复核决定不服的向上一级申诉。",
        ),
    ] = "review"
    body: Annotated[str, Field("受理机关", Kind.TEXT, _SANCTION_REVIEW)] = ""
    filed_on: Annotated[
        date | None, Field("接到申请日期", Kind.DATE, _SANCTION_REVIEW, required_from=Stage.INTAKE)
    ] = None
    accepted_on: Annotated[
        date | None,
        Field("受理日期", Kind.DATE, _SANCTION_REVIEW, help="处理申诉的期限由这一天起算。"),
    ] = None
    result: Annotated[
        str, Field("结论", Kind.CHOICE, _SANCTION_REVIEW, dictionary="sanction_review_result")
    ] = ""
    decided_on: Annotated[date | None, Field("决定日期", Kind.DATE, _SANCTION_REVIEW)] = None
    informed_on: Annotated[date | None, Field("书面通知日期", Kind.DATE, "国务院令第781号 第40条")] = None
    received_on: Annotated[
        date | None,
        Field("本人收到决定日期", Kind.DATE, "国务院令第781号 第39条", help="提出申诉的期限由这一天起算。"),
    ] = None
    filed_away_on: Annotated[date | None, Field("送达宣布存档日期", Kind.DATE, "国务院令第781号 第45条")] = (
        None
    )
    note: Annotated[str, Field("说明", Kind.LONG_TEXT, sensitivity=Sensitivity.PROTECTED)] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideDecision(Record):
    """外部决定: what another body decided: 党纪政务处分, the superior's decision, a judgment.

    A department cannot impose 党纪/政务处分 itself, it records the competent body's paper (P30); a decision that
    was handed up comes back as such a paper too (P6).
    """

    noun: ClassVar[str] = "外部决定"
    called_by: ClassVar[str] = "number"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str, Field("决定性质", Kind.CHOICE, dictionary="outside_decision_kind", required_from=Stage.INTAKE)
    ] = ""
    maker: Annotated[str, Field("作出机关", Kind.TEXT, _NOTICE, required_from=Stage.INTAKE)] = ""
    number: Annotated[str, Field("文号", Kind.TEXT, _NOTICE)] = ""
    decided_on: Annotated[date | None, Field("决定日期", Kind.DATE, required_from=Stage.INTAKE)] = None
    received_on: Annotated[date | None, Field("收到日期", Kind.DATE)] = None
    persons: Annotated[
        tuple[str, ...], Field("受处理人员", Kind.UID, refers_to="Person", sensitivity=Sensitivity.PERSONAL)
    ] = ()
    kinds: Annotated[tuple[str, ...], Field("处理种类", Kind.CATALOGUE, dictionary="handling")] = ()
    facts: Annotated[
        str,
        Field("认定的事实、性质、情节", Kind.LONG_TEXT, _NOTICE, sensitivity=Sensitivity.PROTECTED),
    ] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""
