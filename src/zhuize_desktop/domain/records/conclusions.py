"""定性与定损: what rule was broken and what it cost. 定责 is ``LiablePerson`` and points to both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_DUTY = "国务院国资委令第46号 第3条（参照）"
_CLASS = "本地损失标准待填；46号令参照"
_HERE = Stage.INVESTIGATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation(Record):
    """定性: one rule-breaking act, the rule it broke, and what it rests on."""

    noun: ClassVar[str] = "定性"
    called_by: ClassVar[str] = "item"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    item: Annotated[str, Field("违规事项", Kind.TEXT, required_from=Stage.INTAKE, width=24)] = ""
    facts: Annotated[str, Field("违规事实", Kind.LONG_TEXT, required_from=_HERE)] = ""
    basis: Annotated[
        str,
        Field(
            "定性依据",
            Kind.LONG_TEXT,
            required_from=_HERE,
            help="违反的规定名称、文号、条款；优先引用已确认的本地规定。",
        ),
    ] = ""
    situations: Annotated[
        tuple[str, ...],
        Field("违规情形", Kind.CATALOGUE, "国务院国资委令第46号 第7—19条（参照）", dictionary="situation"),
    ] = ()
    category: Annotated[
        str,
        Field(
            "问题类别", Kind.CHOICE, "山东省国资委2019年通知所列类别（参照）", dictionary="violation_category"
        ),
    ] = ""
    duty: Annotated[str, Field("履职情形", Kind.CHOICE, _DUTY, dictionary="duty_breach")] = ""
    enterprise: Annotated[str | None, Field("发生企业", Kind.UID, refers_to="Enterprise")] = None
    occurred_from: Annotated[date | None, Field("发生时间起", Kind.DATE)] = None
    occurred_to: Annotated[date | None, Field("发生时间止", Kind.DATE)] = None
    identified_on: Annotated[date | None, Field("认定日期", Kind.DATE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LossFinding(Record):
    """定损: which lines of loss one conclusion covers; its amount is their sum, never typed."""

    noun: ClassVar[str] = "定损"
    called_by: ClassVar[str] = "item"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    item: Annotated[str, Field("定损事项", Kind.TEXT, required_from=Stage.INTAKE, width=24)] = ""
    violations: Annotated[
        tuple[str, ...], Field("对应的定性", Kind.UID, refers_to="Violation", required_from=_HERE)
    ] = ()
    losses: Annotated[
        tuple[str, ...],
        Field("认定的损失行", Kind.UID, refers_to="Loss", help="没有资产损失、只有不良后果的可以不选。"),
    ] = ()
    loss_class: Annotated[str, Field("资产损失档次", Kind.CHOICE, _CLASS, dictionary="loss_class")] = ""
    consequence_class: Annotated[
        str,
        Field(
            "不良后果档次",
            Kind.CHOICE,
            "国务院国资委令第46号 第三章（参照）",
            dictionary="consequence_class",
        ),
    ] = ""
    consequence_kinds: Annotated[
        tuple[str, ...],
        Field(
            "不良后果类型",
            Kind.CHOICE,
            "国务院国资委令第46号 第三章（参照，待核对）",
            dictionary="consequence_kind",
        ),
    ] = ()
    consequence: Annotated[str, Field("不良后果", Kind.LONG_TEXT)] = ""
    governing_class: Annotated[
        str,
        Field(
            "认定档次",
            Kind.CHOICE,
            _CLASS,
            dictionary="severity",
            required_from=_HERE,
            help="据以定责、定处理区间的档次：程序按资产损失和不良后果提出，由人确认。",
        ),
    ] = ""
    governing_reason: Annotated[
        str,
        Field("档次认定说明", Kind.LONG_TEXT, help="损失标准没有填写或核对，或与程序提出的不同，写明理由。"),
    ] = ""
    basis: Annotated[str, Field("认定依据", Kind.LONG_TEXT, required_from=_HERE)] = ""
    evaluation: Annotated[
        str, Field("或有损失评估文件", Kind.TEXT, help="有或有损失的，写明评估文件名称、文号。")
    ] = ""
    identified_on: Annotated[date | None, Field("认定日期", Kind.DATE, required_from=_HERE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiableBody(Record):
    """集体责任: a body that answers as such, with who took part and who dissented."""

    noun: ClassVar[str] = "责任主体"
    called_by: ClassVar[str] = "name"
    unique: ClassVar[tuple[str, ...]] = ("clue", "name")

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    name: Annotated[str, Field("机构名称", Kind.TEXT, required_from=Stage.INTAKE, width=20)] = ""
    enterprise: Annotated[str | None, Field("所属企业", Kind.UID, refers_to="Enterprise")] = None
    liability: Annotated[
        str,
        Field("责任类型", Kind.CHOICE, "国务院国资委令第46号 第四章（参照）", dictionary="liability_kind"),
    ] = ""
    facts: Annotated[str, Field("责任认定依据", Kind.LONG_TEXT, required_from=Stage.DISPOSITION)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMember(Record):
    """机构成员: who took part in a collective decision, and how each stood to it as the minutes say."""

    noun: ClassVar[str] = "机构成员"
    called_by: ClassVar[str] = "name"
    unique: ClassVar[tuple[str, ...]] = ("clue", "body", "name")

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    body: Annotated[
        str | None, Field("责任主体", Kind.UID, refers_to="LiableBody", required_from=Stage.INTAKE)
    ] = None
    name: Annotated[
        str,
        Field("姓名", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, required_from=Stage.INTAKE, width=10),
    ] = ""
    post: Annotated[str, Field("职务", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, width=14)] = ""
    attitude: Annotated[
        str,
        Field(
            "表决意见",
            Kind.CHOICE,
            "国务院国资委令第46号 第四章、第36条（参照，待核对）",
            dictionary="vote",
            required_from=Stage.INTAKE,
            help="会议记录载明反对或保留意见的，可以依法免责。",
        ),
    ] = ""
    minutes: Annotated[
        str, Field("会议记录", Kind.TEXT, help="会议记录的文号和页码；反对、保留意见必须有记载。", width=18)
    ] = ""
    liable: Annotated[
        str | None,
        Field("对应的责任人", Kind.UID, refers_to="LiablePerson", help="本人也承担责任的，选对应的责任人。"),
    ] = None
