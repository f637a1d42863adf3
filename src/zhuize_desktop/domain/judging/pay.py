"""扣减薪酬: base × percent, the liability year, the cap of one year over several cases, and same event = highest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import Handling
from ..rules import Key
from .parameters import decided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..case import Laid
    from ..rulebook import RuleBook
    from .parameters import Decided


def computed(base: int | None, percent: int | None) -> int | None:
    """``base`` × ``percent`` in 分, half up; ``None`` while one of them is missing."""
    if base is None or percent is None:
        return None
    return (base * percent + 50) // 100


def expected_deduction(one: Handling) -> int | None:
    """The deduction that follows from bases and percents; ``None`` while nothing can be computed."""
    parts = [
        computed(one.performance_base, one.performance_percent),
        computed(one.tenure_base, one.tenure_percent),
    ]
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def same_event(laid: Iterable[Laid]) -> int:
    """What several handlings of one person for one event take of the 绩效年薪: the highest percent, not the sum."""
    return max((one.handling.performance_percent or 0 for one in laid), default=0)


def year_total(laid: Iterable[Laid], year: int) -> int:
    """Percent of the 绩效年薪 of one liability year over different events: of each event the highest, then summed."""
    by_event: dict[str, list[Laid]] = {}
    for one in laid:
        if one.handling.deduction_year == year:
            by_event.setdefault(one.clue, []).append(one)
    return sum(same_event(group) for group in by_event.values())


@dataclass(frozen=True, slots=True)
class PayDoubt:
    """What does not fit in a deduction: a Chinese clause, the handling it is told at, and whether the rule binds."""

    sentence: str
    handling: Handling
    field: str
    binding: bool
    clause: str


def doubts(
    book: RuleBook, mine: tuple[Laid, ...], others: tuple[Laid, ...], chosen: str = ""
) -> Iterator[PayDoubt]:
    """What is wrong with what one person is to lose in this case, and together with the other cases.

    ``mine``: the handlings of this case; ``others``: those of other cases that the reader may see.
    """
    yield from _sums(mine)
    yield from _years(mine, decided(book, Key.BASE_YEAR, chosen))
    event = decided(book, Key.SAME_EVENT, chosen)
    taking = [one for one in mine if one.handling.performance_percent]
    if len(taking) > 1 and event.value == "highest":
        yield PayDoubt(
            f"同一事件有{len(taking)}项扣减，按最高标准{same_event(taking)}%执行，不合并计算",
            taking[-1].handling, "performance_percent", event.binding, _clause(event),
        )  # fmt: skip
    cap = decided(book, Key.YEAR_CAP, chosen)
    if not isinstance(cap.value, int) or isinstance(cap.value, bool):
        return
    for one in taking:
        year = one.handling.deduction_year
        total = year_total((*mine, *others), year) if year is not None else 0
        if total > cap.value:
            yield PayDoubt(
                f"{year}年度扣减绩效年薪累计{total}%，超过上限{cap.value}%",
                one.handling, "performance_percent", cap.binding, _clause(cap),
            )  # fmt: skip
            return


def _clause(rule: Decided) -> str:
    return rule.ground.text if rule.ground is not None else ""


def _sums(mine: tuple[Laid, ...]) -> Iterator[PayDoubt]:
    for one in mine:
        expected, typed = expected_deduction(one.handling), one.handling.deduction
        if expected is not None and typed is not None and expected != typed:
            yield PayDoubt(
                "扣减薪酬与基数乘比例不一致", one.handling, "deduction", True, "基数×比例，四舍五入到分"
            )


def _years(mine: tuple[Laid, ...], rule: Decided) -> Iterator[PayDoubt]:
    if rule.value != "handling":
        return
    for one in mine:
        year = one.handling.deduction_year
        if year is not None and one.decided_on is not None and year != one.decided_on.year:
            yield PayDoubt(
                f"责任认定年度填{year}，处理年度为{one.decided_on.year}",
                one.handling, "deduction_year", rule.binding, _clause(rule),
            )  # fmt: skip
