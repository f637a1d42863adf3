"""分类处置: which way a checked clue goes. 留存备查 is a way too, and never an end: it has a 复查日."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from ..stages import Stage
from .base import Record

_FORM = "分类处置审批表"
_NOTICE = "济国资综合〔2023〕3号 二（一）2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage(Record):
    """分类处置: the way proposed, and approved by the leading body."""

    noun: ClassVar[str] = "分类处置意见"
    called_by: ClassVar[str] = "disposition"
    unique: ClassVar[tuple[str, ...]] = ("clue",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    matter: Annotated[str, Field("事项概要", Kind.LONG_TEXT, _FORM)] = ""
    disposition: Annotated[
        str,
        Field("处置方式", Kind.CHOICE, _NOTICE, dictionary="disposition", required_from=Stage.TRIAGE),
    ] = ""
    opinion: Annotated[str, Field("分类处置意见", Kind.LONG_TEXT, _FORM, required_from=Stage.TRIAGE)] = ""
    decided_on: Annotated[
        date | None,
        Field(
            "分类处置日期",
            Kind.DATE,
            _FORM,
            required_from=Stage.TRIAGE,
            help="领导机构批准分类处置意见的日期。",
        ),
    ] = None
    undertaker: Annotated[str, Field("承办单位", Kind.TEXT, _FORM)] = ""
    due_on: Annotated[date | None, Field("办结期限", Kind.DATE, _FORM, ahead=True)] = None
    review_on: Annotated[
        date | None,
        Field("复查日", Kind.DATE, ahead=True, help="处置方式为留存备查的必须填写；留存备查不是销号。"),
    ] = None
    supervised: Annotated[
        bool,
        Field("督办", Kind.FLAG, "济国资综合〔2023〕3号 二（三）1", layout=Layout.FOLDED, group="督办提级"),
    ] = False
    escalated: Annotated[
        bool,
        Field(
            "提级查办", Kind.FLAG, "济国资综合〔2023〕3号 二（三）1", layout=Layout.FOLDED, group="督办提级"
        ),
    ] = False
