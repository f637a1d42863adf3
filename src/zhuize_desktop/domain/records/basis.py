"""适用规则: which measure a case is judged by, in which version, and who chose it where the dates do not decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from ..stages import Stage
from .base import Record

_HERE = Stage.INVESTIGATION


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBasis(Record):
    """适用规则: chosen once for a case; the version is kept, so that a later change of the measure moves nothing."""

    noun: ClassVar[str] = "适用规则"
    called_by: ClassVar[str] = "pack"
    unique: ClassVar[tuple[str, ...]] = ("clue",)

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    pack: Annotated[
        str,
        Field(
            "适用的规定",
            Kind.CHOICE,
            dictionary="rule_pack",
            required_from=_HERE,
            help="默认是本企业、本市的办法；46号令、37号令不约束地方企业，只作参照。",
        ),
    ] = ""
    pack_digest: Annotated[
        str,
        Field("规则版本", Kind.TEXT, layout=Layout.NONE, help="选定时规则包的摘要，以后的修改不影响本案。"),
    ] = ""
    act_on: Annotated[
        date | None, Field("行为发生日", Kind.DATE, help="持续的行为填终了之日；不详的留空并在理由中说明。")
    ] = None
    chosen_by: Annotated[str, Field("选定人", Kind.TEXT, required_from=_HERE)] = ""
    chosen_on: Annotated[date | None, Field("选定日期", Kind.DATE, required_from=_HERE)] = None
    reason: Annotated[
        str,
        Field(
            "选择理由",
            Kind.LONG_TEXT,
            help="行为时与处理时的规定不同而衔接规定没有核对的，由人选择并写明理由。",
        ),
    ] = ""
    overrule: Annotated[
        str,
        Field(
            "仅以参照规定为依据的理由",
            Kind.LONG_TEXT,
            help="没有本市、本企业的规定可依，只能参照46号令、37号令处理的，写明理由和批准情况。",
        ),
    ] = ""
