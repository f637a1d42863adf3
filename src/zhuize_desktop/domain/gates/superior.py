"""上级的批准件: which stand at a step, and which let an enterprise do what a body above is competent for (P6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..judging import jurisdiction, ranges
from ..judging.basis import asked_of
from ..judging.parameters import decided
from ..records import Approval, LiablePerson
from ..rules import Authority, Key
from ..stages import Stage
from .approvals import AGREED, BODIES
from .gate import by_day

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..case import Case

#: 审批主体 outside the enterprise, from low to high, each as the enterprise names it.
_BODIES = {"parent": Authority.SUPERIOR, "group": Authority.GROUP, "sasac": Authority.REGULATOR}
_OWN_BODY = "leading_body"


def bodies_above(case: Case) -> frozenset[str]:
    """审批主体 above the enterprise whose ledger this is: for a 市管企业 the 市管企业 is none of them."""
    own = case.keeper_level()
    return frozenset(code for code in _BODIES if own is None or _level(code, own) < own)


def step_bodies(case: Case) -> frozenset[str]:
    """审批主体 that may approve 加重、减轻、免除."""
    chosen = decided(case.book, Key.STEP_APPROVER, asked_of(case))
    return bodies_above(case) | ({_OWN_BODY} if chosen.value == "own" else frozenset())


def step_asked(case: Case) -> tuple[LiablePerson, ...]:
    """Who is to be handled by 加重、减轻、免除, which leave the cell by one step."""
    found = case.all(LiablePerson)
    return tuple(one for one in found if one.adjustment in ranges.NEEDS_APPROVAL or one.exempted)


def authorising(case: Case, step: Stage, level: int) -> tuple[Approval, ...]:
    """The papers by which the superior lets the enterprise do at ``step`` what a body of ``level`` is competent for.

    Empty where none does: the last word was no consent, or none comes from a body that is competent itself. At 处理
    the approval of 加重、减轻、免除 comes from the same bodies and is no authority to decide: while one is asked for,
    another paper must be there, and both are handed back.
    """
    own = case.keeper_level()
    standing = _agreed_last(case, step, bodies_above(case))
    fit = [one for one in standing if own is not None and _level(one.body, own) <= level]
    if not fit:
        return ()
    if step is not Stage.DISPOSITION or not step_asked(case):
        return (fit[-1],)
    for_step = [one for one in _agreed_last(case, step, step_bodies(case)) if one is not fit[-1]]
    return (fit[-1], for_step[-1]) if for_step else ()


def authorisers(case: Case, level: int) -> str:
    """Whose paper it takes where a body of ``level`` is competent, in words."""
    own = case.keeper_level()
    if own is None:
        return ""
    above = bodies_above(case)
    # Of two words for one level the nearer says it: for a 二级企业 the 上级企业 is the 市管企业.
    named = {_level(code, own): code for code in reversed(_BODIES) if code in above}
    label = case.book.dictionary(BODIES).label
    return "或".join(label(named[found]) for found in sorted(named, reverse=True) if found <= level)


def papers_of(case: Case, step: Stage, bodies: Collection[str]) -> tuple[Approval, ...]:
    """The papers of these bodies at ``step`` by their day: the last one counts."""
    given = (one for one in case.all(Approval) if one.step is step and one.body in bodies)
    return by_day(given, "decided_on")


def _agreed_last(case: Case, step: Stage, bodies: Collection[str]) -> tuple[Approval, ...]:
    """The papers of these bodies since the last of them that was no consent."""
    standing: list[Approval] = []
    for one in papers_of(case, step, bodies):
        if one.result in AGREED:
            standing.append(one)
        else:
            standing.clear()
    return tuple(standing)


def _level(body: str, own: int) -> int:
    return jurisdiction.level_of(_BODIES[body], own)
