"""What the office decides about periods in general: rest days, 临期, and how the days of a report are shared inside."""

from __future__ import annotations

from dataclasses import dataclass

#: From so many working days before the day on, a deadline is 临期. 本程序设计.
NEAR_WORKDAYS = 5
#: 临期 longer than this is no warning any more (本程序设计).
MOST_NEAR = 60


@dataclass(frozen=True, slots=True)
class Timing:
    """Decisions of the office; none is law, each is shown as 待核对 until the local text says otherwise.

    Attributes:
        rolls_on: whether a period of days or months that ends on a rest day ends on the next working day
            (《民法典》第二百零三条), where its rule says nothing itself.
        near_workdays: from how many working days before the last day on a deadline is 临期.
        subsidiary_share: per cent of the days of a report to the superior that the 权属企业 has itself; the parent has
            the rest (P14). ``None``: not shared.
    """

    rolls_on: bool = False
    near_workdays: int = NEAR_WORKDAYS
    subsidiary_share: int | None = None


AS_DESIGNED = Timing()
