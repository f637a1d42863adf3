"""实时报告报送: what was reported upwards at once about one clue, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from ..stages import Stage
from .base import Record

_SYSTEM = "济国资办〔2021〕43号（原文待核对）"
_KINDS = "淄国资发〔2022〕23号（参照）"


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeReport(Record):
    """实时报告报送: one report that went up, or a telephone call that went before it; open from 受理 on.

    Whether the clue is to be reported at all (属实时报告范围、判断理由) and where the days begin (发现、受理) stand on
    the clue. A clue is reported again when its loss rises, so several of one kind may stand.
    """

    noun: ClassVar[str] = "实时报告"
    called_by: ClassVar[str] = "kind"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)]
    kind: Annotated[
        str,
        Field("报件种类", Kind.CHOICE, _KINDS, dictionary="realtime_kind", required_from=Stage.INTAKE),
    ] = ""
    receiver: Annotated[str, Field("报送对象", Kind.TEXT, _SYSTEM, required_from=Stage.INTAKE, width=20)] = ""
    reported_on: Annotated[
        date | None,
        Field("报送日期", Kind.DATE, _SYSTEM, help="书面报出的日期；只打了电话、还没有报出的留空。"),
    ] = None
    method: Annotated[str, Field("报送方式", Kind.CHOICE, _SYSTEM, dictionary="report_method")] = ""
    phoned_on: Annotated[
        date | None, Field("电话先报日期", Kind.DATE, help="先打电话报告的日期；电话先报不代替书面报送。")
    ] = None
    number: Annotated[str, Field("文号", Kind.TEXT, width=16)] = ""
    archive_place: Annotated[str, Field("卷号页码或存放处", Kind.TEXT)] = ""
