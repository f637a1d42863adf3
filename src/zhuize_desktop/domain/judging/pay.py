"""扣减薪酬: base × percent, the liability year, the cap of one year over several cases, and same event = highest."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..one_event import event_of, may_be_one
from ..records import Handling
from ..rules import Key
from .ground import ANY, Asked
from .parameters import decided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from ..case import Laid
    from ..one_event import Matter
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


NO_MATTERS: Mapping[str, Matter] = MappingProxyType({})


def year_total(
    laid: Iterable[Laid], year: int, *, summed: bool = False, matters: Mapping[str, Matter] = NO_MATTERS
) -> int:
    """Percent of the 绩效年薪 of one liability year over different events, summed.

    Of each event the highest counts, or with ``summed`` (合并执行) all of it. ``matters``: clue → what it is about; a
    clue that is not there is an event of its own.
    """
    by_event: dict[str, list[Laid]] = {}
    for one in laid:
        if one.handling.deduction_year == year:
            by_event.setdefault(event_of(matters, one.clue), []).append(one)
    if summed:
        return sum(one.handling.performance_percent or 0 for group in by_event.values() for one in group)
    return sum(same_event(group) for group in by_event.values())


NO_DAYS: Mapping[str, date | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PayDoubt:
    """What does not fit in a deduction.

    Attributes:
        sentence: a Chinese clause that tells nothing of other cases: it is kept and printed.
        handling: the handling it is told at, ``field`` where.
        binding: whether the rule binds; ``clause`` what it rests on.
        detail: what is told to the reader alone, whose own view of the other cases it rests on.
    """

    sentence: str
    handling: Handling
    field: str
    binding: bool
    clause: str
    detail: str = ""


def doubts(
    book: RuleBook,
    mine: tuple[Laid, ...],
    others: tuple[Laid, ...],
    asked: Asked = ANY,
    days: Mapping[str, date | None] = NO_DAYS,
    matters: Mapping[str, Matter] = NO_MATTERS,
) -> Iterator[PayDoubt]:
    """What is wrong with what one person is to lose in this case, and together with the other cases.

    ``mine``: the handlings of this case; ``others``: those of other cases that the reader may see; ``matters``: what
    each of these cases is about.
    """
    yield from _sums(mine)
    yield from _years(mine, decided(book, Key.BASE_YEAR, asked), days)
    event = decided(book, Key.SAME_EVENT, asked)
    if event.value == "highest":
        yield from _summed(mine, others, event, matters)
        yield from _perhaps_one(mine, others, event, matters)
    cap = decided(book, Key.YEAR_CAP, asked)
    if not isinstance(cap.value, int) or isinstance(cap.value, bool):
        return
    for one in mine:
        if not one.handling.performance_percent:
            continue
        year = one.handling.deduction_year
        total = 0
        if year is not None:
            total = year_total((*mine, *others), year, summed=event.value == "sum", matters=matters)
        if total > cap.value:
            yield PayDoubt(
                f"{year}年度扣减绩效年薪连同其他线索累计超过上限{cap.value}%", one.handling, "performance_percent",
                cap.binding, _clause(cap), f"{year}年度累计{total}%，超过上限{cap.value}%",
            )  # fmt: skip
            return


#: Field of a share of pay → what its deduction is called where several of one event are told.
_SHARES = {"performance_percent": "扣减", "tenure_percent": "任期激励收入的扣减"}


def takes_share(one: Handling) -> bool:
    """Whether a handling takes a share of the pay of a year or term."""
    return any(getattr(one, field) for field in _SHARES)


def _summed(
    mine: tuple[Laid, ...], others: tuple[Laid, ...], rule: Decided, matters: Mapping[str, Matter]
) -> Iterator[PayDoubt]:
    """同一事件按最高标准: several deductions of the same pay in one case, and in those of the same event, are told, not
    added.
    """
    own = {event_of(matters, one.clue) for one in mine}
    beside = [one for one in others if event_of(matters, one.clue) in own]
    for field, words in _SHARES.items():
        taking = [one.handling for one in mine if getattr(one.handling, field)]
        elsewhere = [one for one in beside if getattr(one.handling, field)]
        every = [getattr(one, field) for one in (*taking, *(found.handling for found in elsewhere))]
        if not taking or len(every) < 2:
            continue
        counted = f"有{len(every)}项{words}，按最高标准{max(every)}%执行，不合并计算"
        told, detail = f"同一事件{counted}", ""
        if elsewhere:
            # A clue may have been split because the facts differ: then the sum is what has to be looked at.
            told = (
                f"同一事件在拆分、并案的其他线索也有{words}，按最高标准执行，不合并计算"
                "（事实不同、确属不同事件的，年度累计另行核对）"
            )
            detail = f"同一事件连同{_numbers(elsewhere)}{counted}"
        yield PayDoubt(told, taking[-1], field, rule.binding, _clause(rule), detail)


def _perhaps_one(
    mine: tuple[Laid, ...], others: tuple[Laid, ...], rule: Decided, matters: Mapping[str, Matter]
) -> Iterator[PayDoubt]:
    """Whether two cases are of one event is asked where something of them is the same; once of a person."""
    for field, words in _SHARES.items():
        taking = [one for one in mine if getattr(one.handling, field)]
        found = [
            one
            for one in others
            if getattr(one.handling, field) and any(may_be_one(matters, own.clue, one.clue) for own in taking)
        ]
        if found:
            asked = f"是否同一事件请核对：同一事件的{words}按最高标准执行，不合并计算"
            yield PayDoubt(
                f"其他线索对其也有{words}，违规情形、损失与本案相同或登记为关联，{asked}",
                taking[-1].handling, field, rule.binding, _clause(rule),
                f"{_numbers(found)}对其也有{words}，违规情形、损失与本案相同或登记为关联，{asked}",
            )  # fmt: skip
            return


def _numbers(laid: Iterable[Laid]) -> str:
    return f"线索{'、'.join(dict.fromkeys(one.number for one in laid))}"


def _clause(rule: Decided) -> str:
    return rule.ground.text if rule.ground is not None else ""


def _sums(mine: tuple[Laid, ...]) -> Iterator[PayDoubt]:
    for one in mine:
        expected, typed = expected_deduction(one.handling), one.handling.deduction
        if expected is not None and typed is not None and expected != typed:
            yield PayDoubt(
                "扣减薪酬与基数乘比例不一致", one.handling, "deduction", True, "基数×比例，四舍五入到分"
            )


_YEARS = {"handling": "处理年度", "act": "行为发生的年度", "discovery": "发现的年度"}


def _years(mine: tuple[Laid, ...], rule: Decided, days: Mapping[str, date | None]) -> Iterator[PayDoubt]:
    kind = str(rule.value)
    if kind not in _YEARS:
        return
    for one in mine:
        year = one.handling.deduction_year
        day = one.decided_on if kind == "handling" else days.get(kind)
        if year is not None and day is not None and year != day.year:
            yield PayDoubt(
                f"责任认定年度填{year}，{_YEARS[kind]}为{day.year}",
                one.handling, "deduction_year", rule.binding, _clause(rule),
            )  # fmt: skip
