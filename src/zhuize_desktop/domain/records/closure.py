"""反馈与销号: the source gets its answer, the case its end; and what is kept of it for others to learn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_NOTICE = "济国资综合〔2023〕3号 二（二）1"
_CASE = "济国资综合〔2023〕3号 二（二）2"
_HERE = Stage.CLOSURE


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReply(Record):
    """对来源的反馈: 事事有着落、件件有回应."""

    noun: ClassVar[str] = "反馈来源"
    called_by: ClassVar[str] = "receiver"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    receiver: Annotated[
        str,
        Field("反馈对象", Kind.TEXT, _NOTICE, sensitivity=Sensitivity.PROTECTED, required_from=Stage.INTAKE),
    ] = ""
    replied_on: Annotated[date | None, Field("反馈日期", Kind.DATE, _NOTICE, required_from=Stage.INTAKE)] = (
        None
    )
    method: Annotated[str, Field("反馈方式", Kind.CHOICE, dictionary="report_method")] = ""
    number: Annotated[str, Field("文号", Kind.TEXT)] = ""
    content: Annotated[str, Field("反馈内容", Kind.LONG_TEXT)] = ""
    impossible: Annotated[bool, Field("无法反馈", Kind.FLAG, help="如匿名举报；须在反馈内容里写明原因。")] = (
        False
    )
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure(Record):
    """销号: asked for by the handler, confirmed by somebody else. 办结日 and 销号日 are two days."""

    noun: ClassVar[str] = "销号"
    called_by: ClassVar[str] = "kind"
    unique: ClassVar[tuple[str, ...]] = ("clue",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str,
        Field("销号方式", Kind.CHOICE, _NOTICE, dictionary="closure_kind", required_from=Stage.INTAKE),
    ] = ""
    concluded_on: Annotated[date | None, Field("办结日期", Kind.DATE, required_from=Stage.INTAKE)] = None
    closed_on: Annotated[date | None, Field("销号日期", Kind.DATE, _NOTICE, required_from=Stage.INTAKE)] = (
        None
    )
    examined_on: Annotated[date | None, Field("检查日期", Kind.DATE)] = None
    method: Annotated[str, Field("检查方式", Kind.CHOICE, dictionary="acceptance_method")] = ""
    note: Annotated[str, Field("销号说明", Kind.LONG_TEXT, _NOTICE, required_from=Stage.INTAKE)] = ""
    consent_number: Annotated[
        str,
        Field("上级书面同意文号", Kind.TEXT, help="上级移交、督办、移交下级的线索，须经上级书面同意。"),
    ] = ""
    consent_on: Annotated[date | None, Field("上级同意日期", Kind.DATE)] = None
    superior_confirms: Annotated[
        bool,
        Field(
            "由上级企业确认销号",
            Kind.FLAG,
            help="本单位没有独立于办案人的确认人时勾选，并填上级书面同意文号。",
        ),
    ] = False
    asked_by: Annotated[str | None, Field("申请人", Kind.UID, refers_to="User", layout=Layout.NONE)] = None
    confirmed_by: Annotated[str | None, Field("确认人", Kind.UID, refers_to="User", layout=Layout.NONE)] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TypicalCase(Record):
    """典型案例 in its shortest form: what others should learn from the clue."""

    noun: ClassVar[str] = "典型案例"
    called_by: ClassVar[str] = "title"
    unique: ClassVar[tuple[str, ...]] = ("clue",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    title: Annotated[str, Field("案例名称", Kind.TEXT, _CASE, required_from=Stage.INTAKE, width=30)] = ""
    chosen_on: Annotated[date | None, Field("选定日期", Kind.DATE, _CASE)] = None
    facts: Annotated[str, Field("违规事实", Kind.LONG_TEXT, _CASE)] = ""
    causes: Annotated[str, Field("原因剖析", Kind.LONG_TEXT, _CASE)] = ""
    outcome: Annotated[str, Field("处理结果", Kind.LONG_TEXT, _CASE)] = ""
    warning: Annotated[str, Field("警示", Kind.LONG_TEXT, _CASE)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementLetter(Record):
    """管理提升建议书 in its shortest form: to whom, when, what is proposed, and whether it was taken up."""

    noun: ClassVar[str] = "管理提升建议书"
    called_by: ClassVar[str] = "receiver"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    number: Annotated[str, Field("文号", Kind.TEXT, _CASE, width=16)] = ""
    receiver: Annotated[str, Field("接收单位", Kind.TEXT, _CASE, required_from=Stage.INTAKE, width=20)] = ""
    issued_on: Annotated[date | None, Field("发出日期", Kind.DATE, _CASE, required_from=Stage.INTAKE)] = None
    proposals: Annotated[
        str, Field("意见建议", Kind.LONG_TEXT, _CASE, help="制度缺失、管理漏洞和强化管理的建议，逐条写。")
    ] = ""
    adoption: Annotated[str, Field("采纳情况", Kind.CHOICE, dictionary="letter_adoption")] = ""
    answered_on: Annotated[date | None, Field("反馈日期", Kind.DATE)] = None
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierEntry(Record):
    """卷宗目录: one document in the file of the case, in its order, with where it lies."""

    noun: ClassVar[str] = "卷宗文件"
    called_by: ClassVar[str] = "title"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    position: Annotated[int, Field("序号", Kind.WHOLE, width=6)] = 1
    kind: Annotated[
        str, Field("材料种类", Kind.CHOICE, dictionary="attachment_kind", required_from=Stage.INTAKE)
    ] = ""
    title: Annotated[str, Field("文件题名", Kind.TEXT, required_from=Stage.INTAKE, width=30)] = ""
    number: Annotated[str, Field("文号", Kind.TEXT, width=16)] = ""
    dated_on: Annotated[date | None, Field("文件日期", Kind.DATE)] = None
    pages: Annotated[str, Field("页码", Kind.TEXT, help="如 1—5。", width=8)] = ""
    volume: Annotated[str, Field("卷号", Kind.TEXT, width=10)] = ""
    place: Annotated[str, Field("存放处", Kind.TEXT)] = ""
    note: Annotated[str, Field("备注", Kind.TEXT)] = ""
