"""期限: periods as data: what starts and ends them, how long they are, whether they roll on, how they are prolonged."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from ..stages import Stage
from ..validated import Strict, fault
from .entry import Code, Entry, Phrase, Remark
from .events import EVENTS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator


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


class RestDay(StrEnum):
    """What becomes of a period of days or months whose last day is a rest day (《民法典》第二百零三条)."""

    #: As the office decided for all periods (系统设置).
    SETTING = "setting"
    ROLLED_ON = "rolled_on"
    AS_IT_IS = "as_it_is"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return {"setting": "按系统设置", "rolled_on": "顺延", "as_it_is": "不顺延"}[self.value]


class Extension(Strict):
    """How a period may be prolonged; ``None`` = the text gives no number (适当延长).

    Attributes:
        length: how much is added each time; with ``total`` how long the whole period may last at most (最长), counted
            from its start event, however often it is prolonged.
        unit: of ``length``.
        total: what ``length`` means.
        times: how often.
        approver: who grants it.
        apply_within: working days after an obstacle has gone in which the person concerned may ask for more time
            (顺延); ``None``: the text knows no such right.
    """

    length: Annotated[StrictInt, Field(gt=0, le=1000)] | None = None
    unit: Unit | None = None
    total: StrictBool = False
    times: Annotated[StrictInt, Field(gt=0, le=99)] | None = None
    approver: Remark = ""
    apply_within: Annotated[StrictInt, Field(gt=0, le=1000)] | None = None
    note: Remark = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.total and self.length is None:
            raise fault("延长按总时长计的，要填延长的期限长度和单位")
        if (self.length is None) != (self.unit is None) or self.unit is Unit.YEAR_DATE:
            raise fault("延长的长度和单位要么都填，要么都不填，单位只能是工作日、日或月")
        return self


class DeadlineRule(Entry):
    """A period (期限): ``length`` ``unit`` after ``start_event``, which itself is not counted (《民法典》第二百零一条).

    Attributes:
        start_event: what starts it, in the words of the text.
        length: how long; ``None`` = the text was not obtained: no day is computed (时限未知).
        month: of a fixed day; ``day`` its day.
        kind: what is due, a code of the dictionary ``deadline_kind``; of several rules of one kind the local one goes
            first. ``None``: the clock of clues does not run it (年度报告 has a calendar of its own).
        starts: code of the start event (``EVENTS``).
        ends: code of the event that fulfils it; empty: a term that runs out by itself (申诉期).
        stage: the stage whose clock it is: it runs while the clue stands there, and stops with its 中止. ``None``: a
            side track, from start to end wherever the clue stands.
        rest_day: what becomes of it on a rest day.
        extension: how it may be prolonged; ``None``: not at all.
        precedence: of several rules of one kind and force, the higher goes first.
    """

    start_event: Phrase
    length: Annotated[StrictInt, Field(gt=0, le=1000)] | None = None
    unit: Unit
    month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    day: Annotated[StrictInt, Field(ge=1, le=31)] | None = None
    extension: Extension | None = None
    kind: Code | None = None
    starts: Code | None = None
    ends: Code | None = None
    stage: Stage | None = None
    rest_day: RestDay = RestDay.SETTING
    precedence: Annotated[StrictInt, Field(ge=0, le=99)] = 0

    @model_validator(mode="after")
    def _whole(self) -> Self:
        fixed = self.unit is Unit.YEAR_DATE
        if (self.month is not None) != fixed or (self.day is not None) != fixed:
            raise fault(f"“{self.label}”只有固定日期的期限才填月、日，并且必须填")
        if fixed and not _exists(self.month, self.day):
            raise fault(f"“{self.label}”的 {self.month} 月 {self.day} 日不是每年都有的日期")
        if (self.kind is None) != (self.starts is None) or (self.ends is not None and self.kind is None):
            raise fault(f"“{self.label}”的期限种类和起算事由代码要么都填，要么都不填")
        for event in (self.starts, self.ends):
            if event is not None and event not in EVENTS:
                raise fault(f"“{self.label}”的事由代码“{event}”不是本程序认识的")
        return self

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """The length of its kind; of several, which it is that goes first stands in ``precedence``."""
        if self.kind is not None and self.length is not None:
            yield (self.kind, self.precedence), f"期限种类“{self.kind}”"

    def in_place_of(self, old: DeadlineRule) -> DeadlineRule:
        """This rule where it is filled in over ``old``: how the clock runs it stays, unless it says so itself.

        Who fills in a measure knows its length and clause, not the codes of kinds and events.
        """
        if self.kind is not None or old.kind is None:
            return self
        names = ("kind", "starts", "ends", "stage", "precedence")
        return self.model_copy(update={name: getattr(old, name) for name in names})


def _exists(month: int | None, day: int | None) -> bool:
    try:
        date(2001, month or 0, day or 0)
    except ValueError:
        return False
    return True
