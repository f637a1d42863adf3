"""Whom a decision is about, and whether one came since: what a review changed is settled anew for whom it concerned.

A party is the uid of a person, or of a 责任主体; lines of one person in one case are one party.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import Decision, Handling, LiablePerson, OutsideDecision
from .workflow import decisions_in_force

if TYPE_CHECKING:
    from datetime import date

    from .case import Case

_SPARING = "none"


def parties(case: Case, decision: Decision | OutsideDecision) -> frozenset[str]:
    """Whom a decision handles or spares; a 不予追责决定 that names nobody spares the only 责任人."""
    person = {one.uid: one.person for one in case.all(LiablePerson)}
    field = "decision" if isinstance(decision, Decision) else "outside"
    handled = case.on(Handling, field, decision.uid)
    found = {person.get(one.liable, one.liable) if one.liable else one.body for one in handled}
    if isinstance(decision, OutsideDecision):
        found |= set(decision.persons)
    elif decision.kind == _SPARING:
        alone = tuple(person) if len(person) == 1 else ()
        found |= {person[uid] for uid in decision.spared or alone if uid in person}
    return frozenset(uid for uid in found if uid)


def decided_since(
    case: Case, day: date, party: str | None = None, *, but: str | None = None, outside: bool = False
) -> bool:
    """Whether a decision came on ``day`` or later; a mere 处理建议 settles nothing.

    Args:
        case: the case.
        day: from when on.
        party: whom it must be about; ``None``: anybody.
        but: uid of the decision that does not count, the one that was changed.
        outside: papers of any other body count too, not only the superior's.
    """
    deciding = decisions_in_force(case)
    if outside:
        deciding += tuple(one for one in case.all(OutsideDecision) if one not in deciding)
    return any(
        one.decided_on is not None
        and one.decided_on >= day
        and one.uid != but
        and (party is None or party in parties(case, one))
        for one in deciding
    )
