"""期限: periods as data."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from ..validated import Strict, fault
from .entry import Entry, Phrase, Remark


class Unit(StrEnum):
    """The unit of a period."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    #: A fixed day (``month``, ``day``) ``length`` years after the year of the start event: 次年1月31日.
    YEAR_DATE = "year_date"

    @property
    def label(self) -> str:
        """The Chinese term."""
        labels = {
            Unit.WORKDAY: "个工作日",
            Unit.DAY: "日",
            Unit.MONTH: "个月",
            Unit.YEAR_DATE: "年后的固定日期",
        }
        return labels[self]


class Extension(Strict):
    """How a period may be prolonged; ``None`` = the text gives no number (适当延长)."""

    length: Annotated[StrictInt, Field(gt=0, le=1000)] | None = None
    unit: Unit | None = None
    times: Annotated[StrictInt, Field(gt=0, le=99)] | None = None
    approver: Remark = ""
    note: Remark = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.length is None) != (self.unit is None) or self.unit is Unit.YEAR_DATE:
            raise fault("延长的长度和单位要么都填，要么都不填，单位只能是工作日、日或月")
        return self


class DeadlineRule(Entry):
    """A period (期限): ``length`` ``unit`` after ``start_event``; no ``length``, no clock (时限未知)."""

    start_event: Phrase
    length: Annotated[StrictInt, Field(gt=0, le=1000)] | None = None
    unit: Unit
    month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    day: Annotated[StrictInt, Field(ge=1, le=31)] | None = None
    extension: Extension | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        fixed = self.unit is Unit.YEAR_DATE
        if (self.month is not None) != fixed or (self.day is not None) != fixed:
            raise fault(f"“{self.label}”只有固定日期的期限才填月、日，并且必须填")
        if fixed and not _exists(self.month, self.day):
            raise fault(f"“{self.label}”的 {self.month} 月 {self.day} 日不是每年都有的日期")
        return self


def _exists(month: int | None, day: int | None) -> bool:
    try:
        date(2001, month or 0, day or 0)
    except ValueError:
        return False
    return True
