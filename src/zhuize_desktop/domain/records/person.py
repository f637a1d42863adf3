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
            Kind.CHOICE,
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
    exempted: Annotated[
        tuple[str, ...],
        Field(
            "免责情形",
            Kind.CHOICE,
            "国务院国资委令第46号 第36条（参照，待核对）",
            dictionary="exemption",
            help="符合免责条件、决定不追究的选上，并在责任认定依据里逐项写明。",
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
