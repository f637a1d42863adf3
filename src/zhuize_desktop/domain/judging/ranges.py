"""处理区间: which cell of the matrix a person falls into, and whether a handling stays inside it.

While the cell does not bind (参照, or 待核对) it is shown and nothing is computed as binding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ..rules import PenaltyRange, Severity
from .ground import ANY, Asked, Ground, first_pack, valid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from ..records import Handling
    from ..rulebook import RuleBook
    from ..rules import RulePack, Share

#: Decided by other bodies after rules of their own, beside the matrix: 党纪、处分、移送.
BESIDE = frozenset({"party", "sanction", "discipline", "judicial"})
#: 处理轻重 → steps over the classes; 从重 and 从轻 stay inside the cell.
STEPS = {"step_up": 1, "step_down": -1}
#: What needs an approval: 46号令第五章 names 减轻 and 免除; 加重 leaves the cell as well.
NEEDS_APPROVAL = frozenset({*STEPS, "waived"})


@dataclass(frozen=True, slots=True)
class Advice:
    """What the matrix says of one person.

    Attributes:
        severity: the governing class; ``None`` while nobody confirmed one.
        liability: code of the kind of liability.
        adjustment: 处理轻重, or empty.
        ground: the cell with its pack; ``None``: no pack has one, ``why`` says so.
        at_end: 加重 or 减轻 where there is no further class: the cell is the last one.
    """

    severity: Severity | None
    liability: str
    adjustment: str = ""
    ground: Ground | None = None
    at_end: bool = False
    why: str = ""

    @property
    def cell(self) -> PenaltyRange | None:
        """The cell of the matrix."""
        found = self.ground.entry if self.ground is not None else None
        return found if isinstance(found, PenaltyRange) else None

    @property
    def binding(self) -> bool:
        """Whether a decision is measured by it."""
        return self.ground is not None and self.ground.binding


def advise(
    book: RuleBook, severity: Severity | None, liability: str, adjustment: str = "", asked: Asked = ANY
) -> Advice:
    """The cell for a class, a kind of liability and circumstances: 加重 and 减轻 move one class."""
    if severity is None:
        return Advice(None, liability, adjustment, why="还没有认定档次")
    if not liability:
        return Advice(severity, "", adjustment, why="还没有认定责任类型")
    pack = first_pack(book, "ranges", asked)
    if pack is None:
        return Advice(severity, liability, adjustment, why="没有填写过处理区间")
    moved = severity.moved(STEPS.get(adjustment, 0))
    cell = _cell(pack, moved or severity, liability, asked)
    if cell is None:
        return Advice(severity, liability, adjustment, why=f"{pack.name}没有这一档和责任类型的处理区间")
    return Advice(severity, liability, adjustment, Ground(pack, cell), moved is None)


def _cell(pack: RulePack, severity: Severity, liability: str, asked: Asked) -> PenaltyRange | None:
    for one in valid(pack, pack.ranges, asked):
        if one.severity is severity and liability in one.liabilities:
            return one
    return None


def outside(
    advice: Advice, handlings: tuple[Handling, ...], book: RuleBook, label: Callable[[str], str]
) -> Iterator[str]:
    """In what way all that one person got leaves the cell, one Chinese clause each; nothing where there is no cell.

    ``label``: the word for a code of ``handling``.
    """
    cell = advice.cell
    if cell is None:
        return
    known = book.dictionary("handling")
    kinds = [kind for one in handlings for kind in one.kinds if kind in known]
    for kind in dict.fromkeys(kinds):
        root = known.root_of(kind).code
        if root not in BESIDE and kind not in cell.handlings and root not in cell.handlings:
            yield f"区间不含“{label(kind)}”"
    paid = {kind for kind in kinds if known.root_of(kind).code == "pay"}
    took = [one.performance_percent for one in handlings if one.performance_percent is not None]
    yield from _of_pay("绩效年薪", cell.performance, took, said=bool(paid & {"pay", "pay.performance"}))
    took = [one.tenure_percent for one in handlings if one.tenure_percent is not None]
    yield from _of_pay("任期激励收入", cell.tenure, took, said=bool(paid & {"pay", "pay.tenure"}))
    yield from _of_ban(cell, handlings)


def _of_pay(name: str, share: Share | None, percents: list[int], *, said: bool) -> Iterator[str]:
    """``percents``: those that are filled in; ``said``: the kinds of handling name this pay."""
    highest = max(percents, default=0)  # 同一事件按最高标准，不合并
    if share is None:
        if highest:
            yield f"区间不含扣减{name}"
    elif said and not percents:
        yield f"没有填写扣减{name}的比例，不能与区间{share.text}核对"
    elif not share.covers(highest):
        took = f"扣减{name}{highest}%" if percents else f"没有扣减{name}"
        yield f"{took}，区间为{share.text}"


def _of_ban(cell: PenaltyRange, handlings: tuple[Handling, ...]) -> Iterator[str]:
    banned = [one for one in handlings if one.ban_from is not None or one.ban_for_life]
    if cell.ban is None:
        if banned:
            yield "区间不含禁入限制"
        return
    if not banned:
        yield f"区间含禁入限制（{cell.ban.text}），没有作出"
    for one in banned:
        if one.ban_for_life:
            if not cell.ban.life:
                yield "终身禁入超出区间"
        elif (
            one.ban_from
            and one.ban_to
            and one.ban_to < _years_later(one.ban_from, cell.ban.years) - timedelta(1)
        ):
            yield f"禁入限制不足{cell.ban.years}年"


def _years_later(first: date, years: int) -> date:
    try:
        return first.replace(year=first.year + years)
    except ValueError:  # 29 February
        return first.replace(year=first.year + years, day=28)


def cell_words(cell: PenaltyRange, label: Callable[[str], str]) -> str:
    """A cell in one sentence without a full stop."""
    parts = ["、".join(label(kind) for kind in cell.handlings)] if cell.handlings else []
    if cell.performance is not None:
        parts.append(f"绩效年薪{cell.performance.text}")
    if cell.tenure is not None:
        parts.append(f"任期激励收入{cell.tenure.text}")
    if cell.incentive:
        parts.append(f"中长期激励：{cell.incentive}")
    if cell.ban is not None:
        parts.append(f"禁入限制{cell.ban.text}")
    return "；".join(parts)
