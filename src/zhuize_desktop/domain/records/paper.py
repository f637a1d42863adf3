"""审批件与附件: decisions are taken on paper and in meetings; the program records them and keeps the scans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from ..stages import Stage
from .base import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Record):
    """审批件: who decided what, where, on which day, and where the paper lies."""

    noun: ClassVar[str] = "审批件"
    called_by: ClassVar[str] = "result"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    step: Annotated[Stage, Field("审批环节", Kind.CHOICE)] = Stage.INTAKE
    form: Annotated[
        str,
        Field(
            "审批方式",
            Kind.CHOICE,
            dictionary="approval_form",
            help="个人签批或会议审议。",
            required_from=Stage.INTAKE,
        ),
    ] = ""
    body: Annotated[
        str,
        Field(
            "审批主体",
            Kind.CHOICE,
            "国资发监责〔2020〕62号 第32—33条（参照）",
            dictionary="approval_body",
            required_from=Stage.INTAKE,
        ),
    ] = ""
    matter: Annotated[
        str,
        Field(
            "审批事项",
            Kind.CHOICE,
            dictionary="approval_matter",
            help="上级的批准件批准的是哪一项。",
        ),
    ] = ""
    approver: Annotated[str, Field("审批人", Kind.TEXT, help="会议审议的可不填，但要填会议纪要文号。")] = ""
    decided_on: Annotated[date | None, Field("审批日期", Kind.DATE, required_from=Stage.INTAKE)] = None
    minutes_number: Annotated[str, Field("会议纪要文号", Kind.TEXT)] = ""
    result: Annotated[
        str,
        Field("审批结果", Kind.CHOICE, dictionary="approval_result", required_from=Stage.INTAKE),
    ] = ""
    opinion: Annotated[str, Field("审批意见", Kind.LONG_TEXT)] = ""
    archive_place: Annotated[
        str, Field("卷号页码或存放处", Kind.TEXT, help="原件留在别处时填写，可代替扫描件。")
    ] = ""
    entered_by: Annotated[str | None, Field("录入人", Kind.UID, refers_to="User", layout=Layout.NONE)] = None
    confirmed_by: Annotated[str | None, Field("确认人", Kind.UID, refers_to="User", layout=Layout.NONE)] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Record):
    """附件: bytes lie encrypted in ``attachments/`` under their digest, this row says what they are."""

    noun: ClassVar[str] = "附件"
    called_by: ClassVar[str] = "name"

    clue: Annotated[str | None, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)] = None
    report: Annotated[
        str | None, Field("监督成果", Kind.UID, refers_to="SupervisionReport", layout=Layout.NONE)
    ] = None
    approval: Annotated[str | None, Field("审批件", Kind.UID, refers_to="Approval", layout=Layout.NONE)] = (
        None
    )
    periodic_report: Annotated[
        str | None, Field("定期报告", Kind.UID, refers_to="PeriodicReport", layout=Layout.NONE)
    ] = None
    about: Annotated[
        str,
        Field("所附记录", Kind.TEXT, layout=Layout.NONE, help="线索内哪一条记录的附件，如整改事项的佐证。"),
    ] = ""
    name: Annotated[str, Field("文件名", Kind.TEXT, width=30)] = ""
    kind: Annotated[str, Field("材料种类", Kind.CHOICE, dictionary="attachment_kind")] = ""
    size: Annotated[int, Field("大小", Kind.WHOLE, unit="字节", layout=Layout.NONE)] = 0
    sha256: Annotated[str, Field("SHA-256", Kind.TEXT, layout=Layout.NONE)] = ""
    added_at: Annotated[datetime | None, Field("加入时间", Kind.INSTANT, layout=Layout.NONE)] = None
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""
    note: Annotated[str, Field("说明", Kind.TEXT)] = ""
