"""移送移交: to 纪检监察, to justice, to another department, down to a subsidiary or up to the superior."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..stages import Stage
from .base import Record

_LETTER = "移送函通行栏目"
_NOTICE = "济国资综合〔2023〕3号 二（一）3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Record):
    """移送: sent, received (回执), answered (反馈); open from 受理 on."""

    noun: ClassVar[str] = "移送"
    called_by: ClassVar[str] = "receiver"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str, Field("移送种类", Kind.CHOICE, _NOTICE, dictionary="transfer_kind", required_from=Stage.INTAKE)
    ] = ""
    receiver: Annotated[str, Field("接收单位", Kind.TEXT, _LETTER, required_from=Stage.INTAKE, width=20)] = ""
    number: Annotated[str, Field("移送函文号", Kind.TEXT, _LETTER)] = ""
    sent_on: Annotated[date | None, Field("移送日期", Kind.DATE, _LETTER, required_from=Stage.INTAKE)] = None
    handler: Annotated[str, Field("经办人", Kind.TEXT, _LETTER)] = ""
    persons: Annotated[
        tuple[str, ...],
        Field("涉及人员", Kind.UID, _LETTER, refers_to="Person", sensitivity=Sensitivity.PERSONAL),
    ] = ()
    situations_note: Annotated[str, Field("违规情形核实情况", Kind.LONG_TEXT, _LETTER)] = ""
    loss_note: Annotated[str, Field("资产损失和损失风险核实情况", Kind.LONG_TEXT, _LETTER)] = ""
    suspected: Annotated[
        str,
        Field("涉嫌违纪违法问题线索说明", Kind.LONG_TEXT, _LETTER, sensitivity=Sensitivity.PROTECTED),
    ] = ""
    proposal: Annotated[
        str, Field("处理建议", Kind.LONG_TEXT, help="提级上报的写明处理建议，决定由上级作出。")
    ] = ""
    receipt_on: Annotated[date | None, Field("回执日期", Kind.DATE, _LETTER)] = None
    receipt_number: Annotated[str, Field("回执文号或签收人", Kind.TEXT, _LETTER)] = ""
    feedback_on: Annotated[date | None, Field("反馈日期", Kind.DATE, _LETTER)] = None
    feedback: Annotated[
        str, Field("反馈结果", Kind.LONG_TEXT, _LETTER, sensitivity=Sensitivity.PROTECTED)
    ] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""
