"""听取意见与合法性审查: what must be heard and looked at before anybody is held to account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_HEARD = "国资发监责〔2020〕62号 第30条、国务院国资委令第46号 第76条（参照）"
_LEGAL = "国务院国资委令第46号 第76条（参照）"


#: Code of ``hearing_outcome`` for who died or cannot be found: nobody was told anything.
UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing(Record):
    """听取意见: what an enterprise or a person was told, and what was answered; silence has its lawful form."""

    noun: ClassVar[str] = "听取意见"
    called_by: ClassVar[str] = "object"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    object: Annotated[
        str,
        Field(
            "听取对象",
            Kind.TEXT,
            _HEARD,
            sensitivity=Sensitivity.PERSONAL,
            required_from=Stage.INTAKE,
            help="被核查企业名称或责任人姓名。",
        ),
    ] = ""
    person: Annotated[
        str | None, Field("责任人", Kind.UID, _HEARD, refers_to="Person", help="听取的是责任人时选上。")
    ] = None
    sent_on: Annotated[
        date | None, Field("告知日期", Kind.DATE, _HEARD, help="除无法听取的以外都要填写。")
    ] = None
    due_on: Annotated[date | None, Field("反馈期限", Kind.DATE, _HEARD, ahead=True)] = None
    answered_on: Annotated[date | None, Field("反馈日期", Kind.DATE, _HEARD)] = None
    outcome: Annotated[
        str,
        Field(
            "反馈情况", Kind.CHOICE, _HEARD, dictionary="hearing_outcome", required_from=Stage.INVESTIGATION
        ),
    ] = ""
    opinion: Annotated[
        str, Field("陈述申辩意见", Kind.LONG_TEXT, _HEARD, sensitivity=Sensitivity.PERSONAL)
    ] = ""
    adopted: Annotated[str, Field("采纳情况", Kind.LONG_TEXT, _HEARD)] = ""
    proof: Annotated[
        str,
        Field(
            "送达凭证",
            Kind.TEXT,
            help="逾期未反馈、拒签的必须写明凭证，如邮单号、公告版面；无法听取的写明原因和凭证，如死亡证明。",
        ),
    ] = ""
    witness: Annotated[str, Field("见证人", Kind.TEXT, help="拒签的必须有见证人。")] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalReview(Record):
    """合法性审查 of a report or a decision."""

    noun: ClassVar[str] = "合法性审查"
    called_by: ClassVar[str] = "department"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    subject: Annotated[
        str,
        Field("审查内容", Kind.CHOICE, _LEGAL, dictionary="review_subject", required_from=Stage.INTAKE),
    ] = "report"
    department: Annotated[str, Field("审查部门", Kind.TEXT, _LEGAL, required_from=Stage.INTAKE)] = ""
    reviewer: Annotated[str, Field("审查人", Kind.TEXT, _LEGAL)] = ""
    reviewed_on: Annotated[date | None, Field("审查日期", Kind.DATE, _LEGAL, required_from=Stage.INTAKE)] = (
        None
    )
    result: Annotated[
        str,
        Field("审查结论", Kind.CHOICE, _LEGAL, dictionary="review_result", required_from=Stage.INTAKE),
    ] = ""
    opinion: Annotated[str, Field("审查意见", Kind.LONG_TEXT, _LEGAL)] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""
