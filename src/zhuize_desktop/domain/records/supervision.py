"""监督成果与监督发现: an incoming audit or inspection report and each finding in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from .base import Record

_NOTICE = "济国资综合〔2023〕3号 二（一）2"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionReport(Record):
    """监督成果: 巡视巡察、审计、专项检查 reports, with the clock from 收到 to 梳理完成."""

    noun: ClassVar[str] = "监督成果"
    called_by: ClassVar[str] = "title"

    title: Annotated[str, Field("文件名称", Kind.TEXT, _NOTICE, width=30)]
    document_number: Annotated[str, Field("文号", Kind.TEXT, _NOTICE, width=16)] = ""
    source_kind: Annotated[str, Field("成果类别", Kind.CATALOGUE, _NOTICE, dictionary="source_kind")] = ""
    issued_by: Annotated[str, Field("出具单位", Kind.TEXT, _NOTICE, width=18)] = ""
    received_on: Annotated[date | None, Field("收到日期", Kind.DATE, _NOTICE, width=11)] = None
    sorted_on: Annotated[
        date | None,
        Field("梳理完成日期", Kind.DATE, _NOTICE, help="全部发现已列入线索或写明不列入理由之日。", width=11),
    ] = None
    enterprises: Annotated[
        tuple[str, ...], Field("涉及单位", Kind.UID, _NOTICE, refers_to="Enterprise", width=22)
    ] = ()
    stated_findings: Annotated[int | None, Field("文件载明问题数", Kind.WHOLE, unit="个")] = None
    remark: Annotated[str, Field("备注", Kind.LONG_TEXT, layout=Layout.FOLDED, group="其他")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """监督发现: becomes one or several clues, or gets a written reason why not."""

    noun: ClassVar[str] = "监督发现"
    called_by: ClassVar[str] = "summary"

    report: Annotated[
        str, Field("监督成果", Kind.UID, _NOTICE, refers_to="SupervisionReport", layout=Layout.NONE)
    ]
    sequence: Annotated[int, Field("序号", Kind.WHOLE, width=6)] = 1
    summary: Annotated[str, Field("问题表述", Kind.LONG_TEXT, _NOTICE, width=40)] = ""
    amount: Annotated[int | None, Field("涉及金额", Kind.MONEY, _NOTICE, unit="元")] = None
    enterprises: Annotated[tuple[str, ...], Field("涉及单位", Kind.UID, _NOTICE, refers_to="Enterprise")] = ()
    clues: Annotated[
        tuple[str, ...], Field("列入线索", Kind.UID, _NOTICE, refers_to="Clue", layout=Layout.NONE)
    ] = ()
    not_listed_reason: Annotated[
        str,
        Field(
            "不列入理由",
            Kind.CHOICE,
            _NOTICE,
            dictionary="not_listed_reason",
            help="与“列入线索”二者必居其一。",
        ),
    ] = ""
    not_listed_note: Annotated[str, Field("理由说明", Kind.LONG_TEXT, _NOTICE)] = ""
    not_listed_approver: Annotated[str, Field("批准人", Kind.TEXT, _NOTICE)] = ""
