"""任职前查询: what stood against a person who was proposed for a post, as it was told on the day it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from .base import Record

_CHECK = "国资发监责规〔2019〕131号（参照）"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCheck(Record):
    """任职前查询登记: asked before a person is appointed; the answer is kept as it was given and never computed anew.

    It hangs on no clue. ``named`` and ``counted`` say which clues the answer tells of, so that it is read by nobody who
    may not read the former, or may not know of the latter.
    """

    noun: ClassVar[str] = "任职前查询"
    called_by: ClassVar[str] = "person"

    person: Annotated[str, Field("被查询人", Kind.UID, _CHECK, refers_to="Person")]
    purpose: Annotated[
        str, Field("查询用途", Kind.CHOICE, _CHECK, dictionary="appointment_purpose", width=18)
    ]
    proposed_on: Annotated[
        date, Field("拟任日期", Kind.DATE, _CHECK, help="提名、研究或入库的日期，按这一天判断。", ahead=True)
    ]
    post: Annotated[str, Field("拟任职务", Kind.TEXT, _CHECK, sensitivity=Sensitivity.PERSONAL, width=18)] = (
        ""
    )
    checked_on: Annotated[date | None, Field("查询日期", Kind.DATE, _CHECK, layout=Layout.NONE, width=11)] = (
        None
    )
    asked_by: Annotated[
        str | None, Field("查询人", Kind.UID, _CHECK, refers_to="User", layout=Layout.NONE, width=10)
    ] = None
    outcome: Annotated[
        str,
        Field(
            "查询结果", Kind.CHOICE, _CHECK, dictionary="appointment_outcome", layout=Layout.NONE, width=11
        ),
    ] = ""
    told: Annotated[
        str,
        Field("查询结果说明", Kind.LONG_TEXT, _CHECK, sensitivity=Sensitivity.PERSONAL, layout=Layout.NONE),
    ] = ""
    named: Annotated[
        tuple[str, ...], Field("结果所涉线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)
    ] = ()
    counted: Annotated[
        tuple[str, ...], Field("只计数的线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)
    ] = ()
