"""处分的了结 (国务院令第781号): what was opened has its outcome, and nothing can be asked of it any more (P9, P31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..accountability_statistics import CHANGED, REVOKED
from ..decided import decided_since
from ..errors import UserError
from ..records import Decision, SanctionCase, SanctionReview
from ..stages import Stage
from .gate import Gate, Teller, is_blank, there_is
from .timing import still_open

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ..case import Case
    from ..checks import CheckFinding

_CODE = "sanction.ended"
_ORDER = "国有企业管理人员处分条例（国务院令第781号）"
_END = frozenset({"close", "merge"})
_APPEAL = "appeal"
#: ``sanction_review_result`` with which nothing was decided: 不予受理、申请人撤回.
_NOT_DECIDED = frozenset({"rejected", "withdrawn"})
#: Kind of the period in which 复核 is asked for (第38条), and of that in which 申诉 is (第39条).
_ASKING, _APPEALING = "sanction_review_filing", "sanction_appeal_filing"


def _ended(case: Case) -> Iterator[CheckFinding]:
    """Every 处分立案 of the case, then every 复核、申诉 of them."""
    reviews = case.all(SanctionReview)
    for one in case.all(SanctionCase):
        own = [review for review in reviews if review.sanction == one.uid]
        yield from _decided(case, one, bool(own))
        yield from _changed(case, one, own)
    for review in reviews:
        yield from _reviewed(case, review)


def _decided(case: Case, one: SanctionCase, asked: bool) -> Iterator[CheckFinding]:
    """A case that was opened has its outcome; ``asked``: 复核 was asked for, no matter until when it could be."""
    name, teller = case.name(one.person), Teller(_CODE, f"{_ORDER}第29条")
    if one.decided_on is None:
        if one.ended_on is None:
            yield teller.must(
                f"对{name}的处分立案还没有作出处分决定，也没有结案：请登记处分决定日期；撤案、不予处分或移送有权机关的，"
                "填写结案日期和结案情况。",
                SanctionCase, "decided_on", one,
            )  # fmt: skip
        elif is_blank(one.result):
            yield teller.must(
                f"对{name}的处分立案没有作出处分决定即结案，请填写结案情况。", SanctionCase, "result", one
            )
        return
    spared = is_blank(one.sanction) and one.ended_on is not None
    if not asked and not spared:
        yield from _until(case, _ASKING, f"对{name}的处分", one, one.decided_on)


def _reviewed(case: Case, one: SanctionReview) -> Iterator[CheckFinding]:
    if one.result in _NOT_DECIDED:
        return
    teller = Teller(_CODE, f"{_ORDER}第{39 if one.kind == _APPEAL else 38}条")
    if one.decided_on is None or not one.result:
        yield teller.must("处分的复核、申诉还没有结论。", SanctionReview, "result", one)
        return
    known = case.on(SanctionReview, "sanction", one.sanction or "")
    appealed = any(other.kind == _APPEAL for other in known)
    if one.kind != _APPEAL and not appealed:
        sanction = next((found for found in case.all(SanctionCase) if found.uid == one.sanction), None)
        whose = f"对{case.name(sanction.person)}的" if sanction is not None else ""
        yield from _until(case, _APPEALING, f"{whose}处分复核决定", one, one.decided_on)


def _until(
    case: Case, kind: str, what: str, one: SanctionCase | SanctionReview, decided_on: date
) -> Iterator[CheckFinding]:
    """Nothing ends while 复核 or 申诉 can be asked for; where nobody says from when, not before it can be over."""
    rule = case.book.rule_of(kind, case.today)
    teller = Teller(_CODE, f"{_ORDER}{rule.clause}")
    if one.received_on is not None:
        for _, found in still_open(case, kind, (one,)):
            yield teller.must(f"{found.label}的期限到{found.due_on}才届满。", type(one), "received_on", one)
        return
    try:
        first = case.book.due(rule.code, decided_on)
    except UserError:  # a day outside the calendar: not known, as on the clock
        first = None
    unknown = f"{what}没有登记本人收到决定的日期"
    if first is not None and first.day >= case.today:
        yield teller.must(
            f"{unknown}，{rule.label}的期限最早到{first.day}才届满。", type(one), "received_on", one
        )
    else:
        yield teller.verify(
            f"{unknown}，{rule.label}的期限是否已满不能计算：请补填，确实查不到的请说明。",
            type(one), "received_on", one,
        )  # fmt: skip


def _changed(case: Case, one: SanctionCase, reviews: list[SanctionReview]) -> Iterator[CheckFinding]:
    """What a 复核、申诉 changed holds no more as it was: what holds instead is on record."""
    changing = [review for review in reviews if review.decided_on and review.result in (CHANGED, REVOKED)]
    last = changing[-1] if changing else None
    if last is None or last.result != CHANGED or last.decided_on is None:
        return
    anew = one.decided_on is not None and one.decided_on >= last.decided_on
    if not anew and not decided_since(case, last.decided_on, one.person, outside=True):
        yield Teller(_CODE, f"{_ORDER}第43条").must(
            f"对{case.name(one.person)}的处分经复核、申诉变更，还没有登记变更后的处分：请登记其后的处理决定或外部决定。",
            Decision, "number",
        )  # fmt: skip


GATES: tuple[Gate, ...] = (
    Gate(
        _CODE, "处分已有结论，复核、申诉期已满", _END, Stage.CLOSURE, _ended, f"{_ORDER}第29、38、39条",
        "撤案、不予处分或移送有权机关的，填写结案日期和结案情况；复核、申诉不予受理或者撤回的，登记为结论",
        there_is(SanctionCase, SanctionReview),
    ),
)  # fmt: skip
