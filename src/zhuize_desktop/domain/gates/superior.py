"""上级的批准件: which stand at a step, and which let an enterprise do what a body above is competent for (P6).

A paper whose 审批事项 is given serves what it names. One that says nothing serves one thing only: of what is asked
before a move the approvals of the dictionary come first, then 加重、减轻、免除, then the authority to act. A refusal
that does not say what it refuses refuses all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..judging import jurisdiction, ranges
from ..judging.basis import asked_of
from ..judging.parameters import decided
from ..records import Approval, LiablePerson, StageStep
from ..rules import Authority, Key
from .approvals import (
    ADJUSTMENT,
    AGREED,
    BODIES,
    JURISDICTION,
    OTHER,
    approvals_asked,
    is_about,
    stage_of,
)
from .gate import by_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ..case import Case
    from ..stages import Stage

#: 审批主体 outside the enterprise, from low to high, each as the enterprise names it.
_BODIES = {"parent": Authority.SUPERIOR, "group": Authority.GROUP, "sasac": Authority.REGULATOR}
_OWN_BODY = "leading_body"
_DECIDE = "decide"
_ENDS = frozenset({"close", "merge"})


def bodies_above(case: Case) -> frozenset[str]:
    """审批主体 above the enterprise whose ledger this is: for a 市管企业 the 市管企业 is none of them."""
    own = case.keeper_level()
    return frozenset(code for code in _BODIES if own is None or _level(code, own) < own)


def step_bodies(case: Case) -> frozenset[str]:
    """审批主体 that may approve 加重、减轻、免除."""
    chosen = decided(case.book, Key.STEP_APPROVER, asked_of(case))
    return bodies_above(case) | ({_OWN_BODY} if chosen.value == "own" else frozenset())


def consent_to_reopen(case: Case) -> Approval | None:
    """The paper by which the superior agrees that a closed case goes on, where nobody else in the office can (P3).

    It was entered after the end, agrees, lies somewhere, and is confirmed where somebody else may confirm it.
    """
    ends = [one.uid for one in case.all(StageStep) if one.move in _ENDS]
    above, closure = bodies_above(case), stage_of("reopen")
    found = [
        one
        for one in case.all(Approval)
        if one.step is closure
        and one.body in above
        and is_about(one, OTHER)
        and one.uid > max(ends, default="")
    ]
    last = by_day(found, "decided_on")[-1] if found else None
    if last is None or last.result not in AGREED or last.decided_on is None:
        return None
    lies = bool(last.archive_place.strip()) or case.attached_to(last.uid)
    others = [uid for uid in case.confirmers if uid != last.entered_by]
    return last if lies and (last.confirmed_by is not None or not others) else None


def step_asked(case: Case) -> tuple[LiablePerson, ...]:
    """Who is to be handled by 加重、减轻、免除, which leave the cell by one step."""
    found = case.all(LiablePerson)
    return tuple(one for one in found if one.adjustment in ranges.NEEDS_APPROVAL or one.exempted)


class _Asked(NamedTuple):
    """What is asked of the superior before a move.

    Attributes:
        matter: code of the 审批事项.
        heard: whose word counts, a refusal too.
        competent: whose consent serves.
    """

    matter: str
    heard: frozenset[str]
    competent: frozenset[str]


def authorising(case: Case, move: str, level: int) -> tuple[Approval, ...]:
    """The paper by which the superior lets the enterprise make ``move`` where a body of ``level`` is competent.

    Empty where none does: the last word was no consent, none comes from a body that is competent itself, or the paper
    is about something else. One that does not say what it is about is free for it only because others serve what else
    is asked: they are handed back after it.
    """
    own, above = case.keeper_level(), bodies_above(case)
    fit = frozenset(code for code in above if own is not None and _level(code, own) <= level)
    authority = _Asked(JURISDICTION, above, fit)
    serving = _serving(case, move, (*_asked_beside(case, move), authority))
    paper = serving.pop(authority, None)
    if paper is None:
        return ()
    return (paper,) if paper.matter else (paper, *(one for one in serving.values() if not one.matter))


def adjusting(case: Case) -> Approval | None:
    """The paper that approves 加重、减轻、免除 at 处理; ``None`` where none does."""
    asked = tuple(_asked_beside(case, _DECIDE))
    serving = _serving(case, _DECIDE, asked)
    return next((paper for one, paper in serving.items() if one.matter == ADJUSTMENT), None)


def on_adjustment(case: Case) -> tuple[Approval, ...]:
    """The papers at 处理 that may speak of 加重、减轻、免除, the last word last."""
    given = papers_of(case, stage_of(_DECIDE), step_bodies(case))
    return tuple(one for one in given if is_about(one, ADJUSTMENT))


def _asked_beside(case: Case, move: str) -> Iterator[_Asked]:
    """What is asked of the superior before ``move`` beside the authority to make it."""
    above = bodies_above(case)
    for one in approvals_asked(case.book):
        if one.move == move and one.body in above:
            yield _Asked(OTHER, frozenset({one.body}), frozenset({one.body}))
    if move == _DECIDE and step_asked(case):
        bodies = step_bodies(case)
        yield _Asked(ADJUSTMENT, bodies, bodies)


def _serving(case: Case, move: str, asked: Sequence[_Asked]) -> dict[_Asked, Approval]:
    """Which paper serves what: no paper twice, and as much as can be served, what is asked first before the rest."""
    fitting = [_fitting(case, move, one) for one in asked]
    taken: dict[str, tuple[int, Approval]] = {}

    def serve(at: int, tried: set[str]) -> bool:
        """Find a paper, if need be one for which whom it served until now finds another."""
        for paper in fitting[at]:
            if paper.uid not in tried:
                tried.add(paper.uid)
                if paper.uid not in taken or serve(taken[paper.uid][0], tried):
                    taken[paper.uid] = at, paper
                    return True
        return False

    for at in range(len(asked)):
        serve(at, set())
    return {asked[at]: paper for at, paper in taken.values()}


def _fitting(case: Case, move: str, asked: _Asked) -> list[Approval]:
    """The papers that may serve, the best first: those that name the matter, and of these the last one."""
    given = papers_of(case, stage_of(move), asked.heard)
    standing = _agreed_last([one for one in given if is_about(one, asked.matter)])
    fit = [one for one in reversed(standing) if one.body in asked.competent]
    return sorted(fit, key=lambda one: not one.matter)


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


def _agreed_last(given: Sequence[Approval]) -> list[Approval]:
    """The papers since the last of them that was no consent."""
    standing: list[Approval] = []
    for one in given:
        if one.result in AGREED:
            standing.append(one)
        else:
            standing.clear()
    return standing


def _level(body: str, own: int) -> int:
    return jurisdiction.level_of(_BODIES[body], own)
