"""适用规则的选择: which measure holds by the day of the act and by the day of handling, and who must choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import RuleBasis, Violation
from ..rulebook import BASIS, is_filled
from ..rules import SECTIONS, Key, RulePack
from ..workflow import decided_day
from .ground import Asked, chain
from .parameters import Decided, decided

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ..case import Case
    from ..rulebook import RuleBook

#: What makes a pack one that a case can be judged by.
_JUDGING = ("loss_classes", "ranges", "jurisdiction", "catalogues")


@dataclass(frozen=True, slots=True)
class BasisProposal:
    """Which pack holds on which day.

    Attributes:
        by_act: the pack in force on the day of the act; ``None`` when that day is unknown, no pack held, or it is not
            known since when one does (``undated``).
        by_handling: the pack in force on the day of handling.
        rule: 新旧规定衔接, as the pack of the day of handling decides it.
        proposed: the pack the rule leads to; ``None``: a person must choose.
        undated: the office's own measure that would hold on the day of the act, had it not no 施行日期 entered.
    """

    by_act: RulePack | None
    by_handling: RulePack | None
    rule: Decided
    proposed: RulePack | None
    undated: RulePack | None = None


def says_anything(pack: RulePack) -> bool:
    """Whether a case can be judged by it at all: classes, ranges, jurisdiction or a catalogue are filled in."""
    if any(one.entries for one in pack.catalogues):
        return True
    return any(
        is_filled(entry)
        for section in SECTIONS
        if section.attribute in _JUDGING
        for entry in section.of(pack)
        if not entry.retired
    )


def pack_on(book: RuleBook, day: date | None) -> RulePack | None:
    """The nearest measure in force on ``day`` that says anything."""
    if day is None:
        return None
    return next((pack for pack in chain(book) if says_anything(pack) and pack.in_force(day)), None)


def propose(book: RuleBook, act_on: date | None, handled_on: date) -> BasisProposal:
    """Which measure follows from the two days; where the transition is unverified, a person chooses (P5)."""
    by_act, by_handling = pack_on(book, act_on), pack_on(book, handled_on)
    undated = None
    if by_act is not None and act_on is not None and act_on < handled_on and not _begin_is_known(by_act):
        by_act, undated = None, by_act
    rule = decided(book, Key.TRANSITION, Asked(by_handling.code if by_handling else "", handled_on))
    if by_act is not None and by_handling is not None and by_act.code == by_handling.code:
        return BasisProposal(by_act, by_handling, rule, by_act)
    chosen = {"act": by_act, "handling": by_handling}.get(str(rule.value)) if rule.binding else None
    return BasisProposal(by_act, by_handling, rule, chosen, undated)


def _begin_is_known(pack: RulePack) -> bool:
    """Whether it can be told on which days of the past a measure held; the office's own may have no 施行日期 yet."""
    return pack.code not in BASIS or pack.effective_from is not None


def act_day(case: Case) -> date | None:
    """The day the act ended as the conclusions say: chosen for the case, else the latest day of the violations."""
    basis = case.last(RuleBasis)
    return act_day_of(basis.act_on if basis is not None else None, case.all(Violation))


def act_day_of(chosen: date | None, violations: Iterable[Violation]) -> date | None:
    """The same of the day ``chosen`` for a case and of its violations."""
    days = (one.occurred_to or one.occurred_from for one in violations)
    return chosen or max((day for day in days if day is not None), default=None)


def chosen_pack(case: Case) -> str:
    """Code of the pack chosen for the case; empty while none is."""
    basis = case.last(RuleBasis)
    return basis.pack if basis is not None else ""


def handling_day(case: Case) -> date:
    """The day of handling: of the decision, wherever it stands already, else today."""
    return case.clue.decided_on or decided_day(case) or case.today


def asked_of(case: Case) -> Asked:
    """By what a case is judged: the pack chosen for it, else what is in force on the day of handling."""
    return asked_by(case.book, chosen_pack(case), handling_day(case), act_day(case))


def asked_by(book: RuleBook, chosen: str, handled_on: date, act_on: date | None) -> Asked:
    """The same of the code of the pack ``chosen``, empty for none, and of the days of handling and of the act."""
    return Asked(chosen, handled_on, _text_day(book, chosen, handled_on, act_on))


def _text_day(book: RuleBook, chosen: str, handled_on: date, act_on: date | None) -> date | None:
    """The day of the act, where the measure chosen for a case governs it by that day; ``None``: the day of handling.

    It does where the measure did not hold any more, or not yet, when the case was handled, and where the confirmed
    transition says so.
    """
    pack = next((one for one in book.packs if one.code == chosen), None)
    if pack is None or act_on is None or not pack.in_force(act_on):
        return None
    if not pack.in_force(handled_on):
        return act_on
    rule = decided(book, Key.TRANSITION, Asked(pack.code, handled_on))
    return act_on if rule.binding and rule.value == "act" else None
