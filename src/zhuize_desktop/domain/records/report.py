"""定期报告: its life from 编制 to 封存. The frozen figures lie in a snapshot beside it, the clerk's words here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from .base import Record


class ReportState(StrEnum):
    """编制 → 已提交（冻结） → 已审核 → 已签发封存; a return makes it a draft again with a new snapshot."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    ISSUED = "issued"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"draft": "编制", "submitted": "已提交", "reviewed": "已审核", "issued": "已签发封存"}[
            self.value
        ]


class ReportKind(StrEnum):
    """Kinds of periodic report. Periods without a written basis stay off."""

    ANNUAL = "annual"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"annual": "年度报告"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicReport(Record):
    """One report of one enterprise for one period."""

    noun: ClassVar[str] = "定期报告"
    called_by: ClassVar[str] = "title"

    kind: Annotated[ReportKind, Field("报告种类", Kind.CHOICE, "济国资综合〔2023〕3号 三（二）")]
    year: Annotated[int, Field("年度", Kind.WHOLE)]
    period_from: Annotated[date, Field("期间起", Kind.DATE)]
    period_to: Annotated[date, Field("期间止", Kind.DATE)]
    enterprise: Annotated[str, Field("报告企业", Kind.UID, refers_to="Enterprise")]
    title: Annotated[str, Field("标题", Kind.TEXT)] = ""
    addressee: Annotated[str, Field("主送", Kind.TEXT, help="市管企业报市国资委；权属企业报上级企业。")] = ""
    due_on: Annotated[
        date | None, Field("报送期限", Kind.DATE, "济国资综合〔2023〕3号 三（二）", ahead=True)
    ] = None
    state: Annotated[ReportState, Field("状态", Kind.CHOICE, layout=Layout.NONE)] = ReportState.DRAFT
    serial: Annotated[str, Field("封存编号", Kind.TEXT, layout=Layout.NONE)] = ""
    snapshot: Annotated[str | None, Field("快照", Kind.TEXT, layout=Layout.NONE)] = None
    no_reviewer: Annotated[
        bool, Field("两级签批", Kind.FLAG, help="未设独立审核人的，申明后印在报告上。")
    ] = False
    submitted_at: Annotated[datetime | None, Field("提交时间", Kind.INSTANT, layout=Layout.NONE)] = None
    issued_at: Annotated[datetime | None, Field("签发时间", Kind.INSTANT, layout=Layout.NONE)] = None
    pdf_sha256: Annotated[str, Field("PDF 摘要", Kind.TEXT, layout=Layout.NONE)] = ""
    xlsx_sha256: Annotated[str, Field("Excel 摘要", Kind.TEXT, layout=Layout.NONE)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportText(Record):
    """The clerk's words in one section of a report; figures never stand here, they come from the snapshot."""

    report: Annotated[str, Field("定期报告", Kind.UID, refers_to="PeriodicReport", layout=Layout.NONE)]
    section: Annotated[str, Field("章节", Kind.TEXT, layout=Layout.NONE)]
    text: Annotated[str, Field("文字", Kind.LONG_TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Record):
    """说明: the written explanation of a 核实 finding; stored and printed."""

    report: Annotated[str, Field("定期报告", Kind.UID, refers_to="PeriodicReport", layout=Layout.NONE)]
    check: Annotated[str, Field("校验项", Kind.TEXT, layout=Layout.NONE)]
    text: Annotated[str, Field("说明", Kind.LONG_TEXT)] = ""
