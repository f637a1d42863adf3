"""What the gates ask of one case after a review: whom the reviewed decision is about, and whether one came since.

Whom a decision handles or spares, and what counts as since, says ``decided_anew``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .decided_anew import SPARING, decided_anew, said_of, spared_by
from .records import Decision, Handling, LiablePerson, OutsideDecision
from .workflow import decisions_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from .case import Case
    from .decided_anew import Said


def _said_in(case: Case) -> Iterator[Said]:
    liable = {one.uid: one.person for one in case.all(LiablePerson)}
    return said_of(case.laid(), spared_by(case.all(Decision), liable))


def parties(case: Case, decision: Decision | OutsideDecision) -> frozenset[str]:
    """Whom a decision of a case handles or spares, also where a review revoked it."""
    return frozenset(one.party for one in _said_in(case) if one.source == decision.uid)


def decided_since(
    case: Case, day: date, party: str | None = None, *, but: str | None = None, outside: bool = False
) -> bool:
    """Whether a decision came in a case on ``day`` or later; a mere 处理建议 settles nothing.

    Neither a 不予追责决定 nor the superior's can name a 责任主体: any of them may be about it.

    Args:
        case: the case.
        day: from when on.
        party: whom it must be about; ``None``: anybody.
        but: uid of the decision that does not count, the one that was changed.
        outside: papers of any other body count too, not only the superior's.
    """
    deciding = {one.uid: one for one in decisions_in_force(case) if one.uid != but}
    if outside:
        deciding |= {one.uid: one for one in case.all(OutsideDecision) if one.uid != but}
    if party is None:
        return any(one.decided_on is not None and one.decided_on >= day for one in deciding.values())
    if any(one.body == party for one in case.all(Handling)):
        unnamed = (one for one in deciding.values() if not isinstance(one, Decision) or one.kind == SPARING)
        if any(one.decided_on is not None and one.decided_on >= day for one in unnamed):
            return True
    said = (one for one in _said_in(case) if one.source in deciding)
    return decided_anew(party, case.clue.uid, day, said)
