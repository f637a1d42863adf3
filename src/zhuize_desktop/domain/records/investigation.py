"""核查: the plan, the people, what they did, and the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_PLAN = "核查工作方案通行栏目"
_GUIDE_29 = "国资发监责〔2020〕62号 第29条（参照）"
_GUIDE_31 = "国资发监责〔2020〕62号 第31条（参照）"
_HERE = Stage.INVESTIGATION


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationPlan(Record):
    """核查工作方案: what is investigated, by whom and until when; its approval starts the clock."""

    noun: ClassVar[str] = "核查工作方案"
    called_by: ClassVar[str] = "number"
    unique: ClassVar[tuple[str, ...]] = ("clue",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    content: Annotated[str, Field("核查内容", Kind.LONG_TEXT, _PLAN, required_from=_HERE)] = ""
    scope: Annotated[str, Field("核查范围", Kind.TEXT, _PLAN)] = ""
    organisation: Annotated[str, Field("工作组织", Kind.TEXT, _PLAN)] = ""
    schedule: Annotated[str, Field("时间安排", Kind.LONG_TEXT, _PLAN, required_from=_HERE)] = ""
    number: Annotated[str, Field("方案文号", Kind.TEXT, _PLAN)] = ""
    approved_on: Annotated[
        date | None,
        Field(
            "方案批准日期",
            Kind.DATE,
            _GUIDE_29,
            required_from=_HERE,
            help="核查期限由这一天起算。",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember(Record):
    """核查组成员, with the declaration that nothing calls for 回避."""

    noun: ClassVar[str] = "核查组成员"
    called_by: ClassVar[str] = "name"
    unique: ClassVar[tuple[str, ...]] = ("clue", "name", "unit")

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    name: Annotated[str, Field("姓名", Kind.TEXT, _PLAN, required_from=Stage.INTAKE, width=10)] = ""
    role: Annotated[str, Field("组内职责", Kind.CHOICE, _PLAN, dictionary="team_role")] = "member"
    unit: Annotated[str, Field("单位", Kind.TEXT, _PLAN, width=18)] = ""
    post: Annotated[str, Field("职务", Kind.TEXT, _PLAN)] = ""
    speciality: Annotated[
        str,
        Field("专业", Kind.CHOICE, "济国资综合〔2023〕3号 二（四）2", dictionary="speciality"),
    ] = ""
    user: Annotated[
        str | None,
        Field(
            "本机用户",
            Kind.UID,
            refers_to="User",
            help="成员同时是本机用户的请选上：办案人不得确认本案销号。",
        ),
    ] = None
    declared_on: Annotated[
        date | None,
        Field("回避声明日期", Kind.DATE, help="本人签署“不存在应回避情形”声明的日期。", required_from=_HERE),
    ] = None
    conflict: Annotated[str, Field("应回避情形", Kind.TEXT, help="有应回避情形的写明，并调整人员。")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryAct(Record):
    """核查措施: a notice, talk, letter, paper taken or agency engaged; each by two named people."""

    noun: ClassVar[str] = "核查措施"
    called_by: ClassVar[str] = "object"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str, Field("措施种类", Kind.CHOICE, dictionary="inquiry_kind", required_from=Stage.INTAKE)
    ] = ""
    object: Annotated[
        str, Field("对象", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, required_from=Stage.INTAKE, width=18)
    ] = ""
    done_on: Annotated[date | None, Field("日期", Kind.DATE, required_from=Stage.INTAKE)] = None
    first_by: Annotated[str, Field("办理人一", Kind.TEXT, required_from=_HERE, width=10)] = ""
    second_by: Annotated[str, Field("办理人二", Kind.TEXT, required_from=_HERE, width=10)] = ""
    number: Annotated[str, Field("文号或编号", Kind.TEXT)] = ""
    place: Annotated[str, Field("地点", Kind.TEXT)] = ""
    summary: Annotated[str, Field("主要内容", Kind.LONG_TEXT, sensitivity=Sensitivity.PERSONAL)] = ""
    returned_on: Annotated[date | None, Field("反馈或归还日期", Kind.DATE)] = None
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationReport(Record):
    """资产损失情况核查报告: seven parts, and whether the violation stands."""

    noun: ClassVar[str] = "核查报告"
    called_by: ClassVar[str] = "number"
    unique: ClassVar[tuple[str, ...]] = ("clue",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    conclusion: Annotated[
        str,
        Field("核查结论", Kind.CHOICE, _GUIDE_31, dictionary="investigation_conclusion", required_from=_HERE),
    ] = ""
    reported_on: Annotated[
        date | None,
        Field("核查报告日期", Kind.DATE, _GUIDE_31, required_from=_HERE, help="完成核查时即核查完成日期。"),
    ] = None
    number: Annotated[str, Field("核查报告文号", Kind.TEXT, _GUIDE_31)] = ""
    needs_discipline: Annotated[
        bool | None, Field("需要移送纪检监察", Kind.FLAG, "核查报告通行栏目", required_from=_HERE)
    ] = None
    background: Annotated[
        str, Field("线索反映的经营投资情况", Kind.LONG_TEXT, f"{_GUIDE_31}（一）", required_from=_HERE)
    ] = ""
    process: Annotated[str, Field("核查工作开展情况", Kind.LONG_TEXT, _GUIDE_31, required_from=_HERE)] = ""
    findings: Annotated[
        str, Field("发现的主要问题及定性依据", Kind.LONG_TEXT, _GUIDE_31, required_from=_HERE)
    ] = ""
    causes: Annotated[str, Field("问题原因分析", Kind.LONG_TEXT, _GUIDE_31)] = ""
    losses: Annotated[str, Field("资产损失认定情况", Kind.LONG_TEXT, _GUIDE_31)] = ""
    hearings: Annotated[str, Field("听取意见情况", Kind.LONG_TEXT, _GUIDE_31)] = ""
    already_done: Annotated[str, Field("企业已开展的整改及追责情况", Kind.LONG_TEXT, _GUIDE_31)] = ""
    liability_basis: Annotated[
        str,
        Field("责任认定依据", Kind.LONG_TEXT, "责任认定报告", layout=Layout.FOLDED, group="责任认定报告"),
    ] = ""
    proposal: Annotated[
        str,
        Field("责任追究处理建议", Kind.LONG_TEXT, "责任认定报告", layout=Layout.FOLDED, group="责任认定报告"),
    ] = ""
