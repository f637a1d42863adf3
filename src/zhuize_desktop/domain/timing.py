"""What the office decides about periods in general: rest days, 临期, and how the days of a report are shared inside."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import FieldError

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


def checked_timing(timing: Timing) -> Timing:
    """The decisions as they are, where they can be. Raises ``FieldError``."""
    if not 0 <= timing.near_workdays <= MOST_NEAR:
        raise FieldError("near_workdays", f"临期天数应为 0 至 {MOST_NEAR} 个工作日，请修改。")
    if timing.subsidiary_share is not None and not 1 <= timing.subsidiary_share <= 99:
        raise FieldError("subsidiary_share", "权属企业所占比例应为 1 至 99，不分配请留空。")
    return timing
