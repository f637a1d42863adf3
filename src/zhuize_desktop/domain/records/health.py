"""体检说明与合并: explanations of what 数据体检 found, and duplicates that were put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from .base import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthExplanation(Record):
    """说明 of a 核实 finding of 数据体检; it holds for the sentence it was written to and for no other.

    Without a clue it is of a person or an enterprise, and read by everybody who reads cases. ``others`` are the further
    clues its sentence tells of: who may not read one of them does not get it.
    """

    noun: ClassVar[str] = "体检说明"
    called_by: ClassVar[str] = "sentence"

    clue: Annotated[str | None, Field("问题线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)] = None
    others: Annotated[
        tuple[str, ...], Field("所述其他线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)
    ] = ()
    check: Annotated[str, Field("校验项", Kind.TEXT, layout=Layout.NONE)] = ""
    kind: Annotated[str, Field("所指记录的种类", Kind.TEXT, layout=Layout.NONE)] = ""
    about: Annotated[str, Field("所指记录", Kind.TEXT, layout=Layout.NONE)] = ""
    field: Annotated[str, Field("所指栏目", Kind.TEXT, layout=Layout.NONE)] = ""
    other: Annotated[str, Field("另一条记录", Kind.TEXT, layout=Layout.NONE)] = ""
    sentence: Annotated[str, Field("校验发现", Kind.LONG_TEXT, layout=Layout.NONE)] = ""
    text: Annotated[str, Field("说明", Kind.LONG_TEXT)] = ""
    user: Annotated[str | None, Field("说明人", Kind.UID, refers_to="User", layout=Layout.NONE)] = None
    explained_on: Annotated[date | None, Field("说明日期", Kind.DATE, layout=Layout.NONE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger(Record):
    """合并重复: the younger of two records of one thing was put into the older.

    What it changed is the entry of the trail that made this record; undoing it writes the former values back, and
    withdraws this record with the reason.
    """

    noun: ClassVar[str] = "合并重复"
    called_by: ClassVar[str] = "gone_name"

    clue: Annotated[str | None, Field("保留的线索", Kind.UID, refers_to="Clue", layout=Layout.NONE)] = None
    kind: Annotated[str, Field("种类", Kind.TEXT, layout=Layout.NONE)] = ""
    kept: Annotated[str, Field("保留的记录", Kind.TEXT, layout=Layout.NONE)] = ""
    gone: Annotated[str, Field("并入的记录", Kind.TEXT, layout=Layout.NONE)] = ""
    kept_name: Annotated[
        str, Field("保留", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, layout=Layout.NONE)
    ] = ""
    gone_name: Annotated[
        str, Field("并入", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, layout=Layout.NONE)
    ] = ""
    reason: Annotated[str, Field("合并理由", Kind.LONG_TEXT, layout=Layout.NONE)] = ""
    user: Annotated[str | None, Field("合并人", Kind.UID, refers_to="User", layout=Layout.NONE)] = None
    merged_on: Annotated[date | None, Field("合并日期", Kind.DATE, layout=Layout.NONE)] = None
