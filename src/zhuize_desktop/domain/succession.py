"""承继: who takes over an enterprise that ended (合并、注销), and how that stands in a clue.

Whoever stands first among the 涉及单位 of a clue handles it (承办). The successor is put before the one that ended,
which stays behind it: what the clue was about can still be read, and the former names lie in 隶属关系.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .checks import CheckFinding, Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .records import Clue, Enterprise


def heir_of(uid: str, known: Mapping[str, Enterprise]) -> Enterprise | None:
    """Who takes over in the end: the successor, or the successor of a successor that ended itself.

    ``None`` when no successor is registered, when the last one ended without any, or when they lead in a circle.
    """
    seen = {uid}
    at = known[uid].successor
    while at is not None and at in known and at not in seen:
        found = known[at]
        if found.closed_on is None:
            return found
        seen.add(at)
        at = found.successor
    return None


def with_heir(enterprises: tuple[str, ...], former: str, heir: str) -> tuple[str, ...]:
    """The 涉及单位 of a clue once ``heir`` stands before ``former``; unchanged where it does already.

    Raises:
        ValueError: the former does not stand among them.
    """
    at = enterprises.index(former)
    if heir in enterprises[:at]:
        return enterprises
    others = [one for one in enterprises if one != heir]
    at = others.index(former)
    return (*others[:at], heir, *others[at:])


def ended_findings(clue: Clue, known: Mapping[str, Enterprise]) -> Iterator[CheckFinding]:
    """核实 for each 涉及单位 that had ended before the clue was reported and whose successor does not stand there.

    Args:
        clue: as it stands in the form.
        known: its enterprises and those that succeed them, by uid.
    """
    for uid in clue.enterprises:
        one = known.get(uid)
        if (
            one is None
            or one.closed_on is None
            or clue.reported_on is None
            or clue.reported_on <= one.closed_on
        ):
            continue
        heir = heir_of(uid, known)
        if heir is not None and heir.uid in clue.enterprises:
            continue
        yield CheckFinding(
            "clue.ended_enterprise",
            Grade.VERIFY,
            ended_sentence(one, heir.name if heir is not None else ""),
            "Clue",
            clue.uid,
            "enterprises",
        )


def ended_sentence(ended: Enterprise, heir: str) -> str:
    """What is said of an enterprise that had ended before a clue was reported."""
    start = f"“{ended.name}”已于 {ended.closed_on} 注销或停业，早于报送时间"
    if heir:
        return f"{start}，由“{heir}”承继，请把承继企业列为涉及单位首位，或核实单位。"
    return f"{start}，尚未登记承继企业，请核实单位，并在权属企业中登记由谁承继。"
