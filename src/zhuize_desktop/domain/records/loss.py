"""资产损失与挽回: one line each; totals are always counted from the lines, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from ..stages import Stage
from .base import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(Record):
    """One line of 资产损失: 直接、间接或或有. 认定损失 of a clue is the sum of its confirmed lines (分)."""

    noun: ClassVar[str] = "资产损失"
    called_by: ClassVar[str] = "item"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    item: Annotated[str, Field("损失事项", Kind.TEXT, "资产损失明细", width=24)] = ""
    enterprise: Annotated[str | None, Field("发生企业", Kind.UID, "资产损失明细", refers_to="Enterprise")] = (
        None
    )
    kind: Annotated[
        str,
        Field(
            "损失种类",
            Kind.CHOICE,
            "国务院国资委令第46号 第三章（参照）",
            dictionary="loss_kind",
            required_from=Stage.INTAKE,  # a line is nothing without its kind and amount, whatever the stage
        ),
    ] = "direct"
    amount: Annotated[
        int | None, Field("认定金额", Kind.MONEY, "资产损失明细", unit="元", required_from=Stage.INTAKE)
    ] = None
    occurred_on: Annotated[date | None, Field("发生日期", Kind.DATE, "资产损失明细")] = None
    identified_on: Annotated[
        date | None,
        Field(
            "认定日期",
            Kind.DATE,
            "资产损失明细",
            help="这一天在期末以前的计入累计，不填的以登记日为准；是否计入本期看线索何时受理，不看这一天。",
        ),
    ] = None
    evidence: Annotated[
        tuple[str, ...],
        Field("认定依据", Kind.CHOICE, "国务院国资委令第46号 第三章（参照）", dictionary="loss_evidence"),
    ] = ()
    basis: Annotated[str, Field("依据说明", Kind.LONG_TEXT, layout=Layout.FOLDED, group="依据")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery(Record):
    """追损挽损: money or property that came back. 扣减薪酬 is a penalty and never stands here."""

    noun: ClassVar[str] = "挽回"
    called_by: ClassVar[str] = "kind"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str, Field("挽回方式", Kind.CHOICE, "济国资综合〔2023〕3号 二（二）1", dictionary="recovery_kind")
    ] = ""
    amount: Annotated[
        int | None,
        Field(
            "挽回金额",
            Kind.MONEY,
            "济国资综合〔2023〕3号 二（二）1",
            unit="元",
            required_from=Stage.INTAKE,
        ),
    ] = None
    recovered_on: Annotated[
        date | None,
        Field(
            "挽回日期",
            Kind.DATE,
            help="按这一天计入哪一年的统计；不填的以登记日为准计入累计，不计入本期。",
        ),
    ] = None
    note: Annotated[str, Field("说明", Kind.LONG_TEXT)] = ""
