"""人员: one ``Person`` however many cases; ``LiablePerson`` is that person's part in one clue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

PERSONAL = Sensitivity.PERSONAL
PROTECTED = Sensitivity.PROTECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A natural person who appears in clues, and may leave, retire or move between enterprises."""

    noun: ClassVar[str] = "人员"
    called_by: ClassVar[str] = "name"

    name: Annotated[
        str,
        Field(
            "姓名",
            Kind.TEXT,
            "追责处理人员明细",
            sensitivity=PERSONAL,
            aliases=("责任人", "涉及责任人员"),
            width=10,
        ),
    ]
    enterprise: Annotated[str | None, Field("单位", Kind.UID, "追责处理人员明细", refers_to="Enterprise")] = (
        None
    )
    department: Annotated[str, Field("部门", Kind.TEXT, "追责处理人员明细", sensitivity=PERSONAL)] = ""
    post: Annotated[str, Field("现职务", Kind.TEXT, "追责处理人员明细", sensitivity=PERSONAL)] = ""
    employment: Annotated[
        str,
        Field(
            "现状态",
            Kind.CHOICE,
            "济国资综合〔2023〕3号 二（一）3",
            dictionary="employment",
            help="调离、离职、退休的照样追究。",
        ),
    ] = ""
    employment_since: Annotated[date | None, Field("状态自", Kind.DATE)] = None
    cadre_authority: Annotated[
        str,
        Field(
            "干部管理权限",
            Kind.CATALOGUE,
            "国务院国资委令第46号 第77条（参照）",
            dictionary="cadre_authority",
            layout=Layout.FOLDED,
            group="管理",
        ),
    ] = ""
    identity_number: Annotated[
        str,
        Field(
            "证件号",
            Kind.TEXT,
            sensitivity=PROTECTED,
            help="仅限知悉范围内可见，导出时遮盖。",
            layout=Layout.FOLDED,
            group="管理",
        ),
    ] = ""
    remark: Annotated[str, Field("备注", Kind.LONG_TEXT, layout=Layout.FOLDED, group="管理")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiablePerson(Record):
    """责任人: what one person answers for in one clue (定责)."""

    noun: ClassVar[str] = "责任人"
    called_by: ClassVar[str] = "person"
    unique: ClassVar[tuple[str, ...]] = ("clue", "person")

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    person: Annotated[str, Field("责任人", Kind.UID, "追责处理人员明细", refers_to="Person")]
    post_then: Annotated[str, Field("时任职务", Kind.TEXT, "追责处理人员明细", sensitivity=PERSONAL)] = ""
    employment_then: Annotated[
        str, Field("追责时状态", Kind.CHOICE, "济国资综合〔2023〕3号 二（一）3", dictionary="employment")
    ] = ""
    liability: Annotated[
        str,
        Field(
            "责任类型",
            Kind.CHOICE,
            "国务院国资委令第46号 第四章（参照）",
            dictionary="liability_kind",
            required_from=Stage.DISPOSITION,
        ),
    ] = ""
    post_kind: Annotated[
        str,
        Field(
            "岗位类别",
            Kind.CHOICE,
            "国务院国资委令第46号 第四章（参照）",
            dictionary="post_kind",
            help="领导责任由主要负责人承担，主管责任由分管负责人承担。",
        ),
    ] = ""
    direct_grounds: Annotated[
        tuple[str, ...],
        Field(
            "视为直接责任的情形",
            Kind.CHOICE,
            "国务院国资委令第46号 第四章（参照，待核对）",
            dictionary="leader_direct",
            help="企业负责人有这些情形的，承担直接责任。",
            layout=Layout.FOLDED,
            group="责任认定",
        ),
    ] = ()
    compared: Annotated[
        str,
        Field(
            "比照责任",
            Kind.CHOICE,
            "国务院国资委令第46号 第四章（参照，待核对）",
            dictionary="compared_liability",
            help="瞒报、漏报、谎报，或不按规定组织追责的，比照认定责任。",
            layout=Layout.FOLDED,
            group="责任认定",
        ),
    ] = ""
    upward: Annotated[
        str,
        Field(
            "上级企业责任",
            Kind.CHOICE,
            "国务院国资委令第46号 第四章（参照，待核对）",
            dictionary="upward_liability",
            help="因所属子企业的损失或后果追究上一级、更高层级企业人员的，选其情形。",
            layout=Layout.FOLDED,
            group="责任认定",
        ),
    ] = ""
    facts: Annotated[
        str, Field("责任认定依据", Kind.LONG_TEXT, "责任认定报告", required_from=Stage.DISPOSITION)
    ] = ""
    identified_on: Annotated[date | None, Field("认定日期", Kind.DATE)] = None
    violations: Annotated[
        tuple[str, ...], Field("对应的定性", Kind.UID, "责任认定报告", refers_to="Violation")
    ] = ()
    loss_findings: Annotated[
        tuple[str, ...], Field("对应的定损", Kind.UID, "责任认定报告", refers_to="LossFinding")
    ] = ()
    aggravating: Annotated[
        tuple[str, ...],
        Field(
            "从重情形",
            Kind.CHOICE,
            "国务院国资委令第46号 第44条（参照，待核对）",
            dictionary="aggravation",
            layout=Layout.FOLDED,
            group="情节",
        ),
    ] = ()
    mitigating: Annotated[
        tuple[str, ...],
        Field(
            "从轻减轻情形",
            Kind.CHOICE,
            "国务院国资委令第46号 第五章（参照，待核对）",
            dictionary="mitigation",
            layout=Layout.FOLDED,
            group="情节",
        ),
    ] = ()
    adjustment: Annotated[
        str,
        Field(
            "处理轻重",
            Kind.CHOICE,
            "国务院国资委令第46号 第五章（参照，待核对）",
            dictionary="penalty_adjustment",
            help="从重、从轻在区间以内；加重、减轻在区间以外一档，须经批准。",
            layout=Layout.FOLDED,
            group="情节",
        ),
    ] = ""
    exempted: Annotated[
        tuple[str, ...],
        Field(
            "免责情形",
            Kind.CHOICE,
            "国务院国资委令第46号 第36条（参照，待核对）",
            dictionary="exemption",
            help="符合免责条件、决定不追究的选上，并在“免责审查”里逐项回答。",
            layout=Layout.FOLDED,
            group="情节",
        ),
    ] = ()
    disciplined: Annotated[
        bool,
        Field(
            "已受党纪政务处分",
            Kind.FLAG,
            "济国资综合〔2023〕3号 二（一）3",
            layout=Layout.FOLDED,
            group="纪检衔接",
        ),
    ] = False
    discipline_note: Annotated[
        str,
        Field(
            "处分情况",
            Kind.LONG_TEXT,
            "济国资综合〔2023〕3号 二（一）3",
            sensitivity=PROTECTED,
            layout=Layout.FOLDED,
            group="纪检衔接",
        ),
    ] = ""
    remark: Annotated[str, Field("备注", Kind.LONG_TEXT, layout=Layout.FOLDED, group="纪检衔接")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionAnswer(Record):
    """免责审查: one condition of an exemption, answered for one liable person with what shows it."""

    noun: ClassVar[str] = "免责审查"
    called_by: ClassVar[str] = "question"
    unique: ClassVar[tuple[str, ...]] = ("clue", "liable", "question")

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    liable: Annotated[
        str | None, Field("责任人", Kind.UID, refers_to="LiablePerson", required_from=Stage.INTAKE)
    ] = None
    question: Annotated[
        str,
        Field(
            "免责条件",
            Kind.CATALOGUE,
            "国务院国资委令第46号 第36条（参照，待核对）",
            dictionary="exemption_question",
            required_from=Stage.INTAKE,
            width=30,
        ),
    ] = ""
    met: Annotated[
        bool | None, Field("是否符合", Kind.FLAG, "国务院国资委令第46号 第36条（参照，待核对）")
    ] = None
    evidence: Annotated[
        str, Field("依据", Kind.LONG_TEXT, help="写明材料名称、文号、页码；不符合的写明理由。", width=24)
    ] = ""
