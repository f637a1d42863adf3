"""申诉复核的门槛 at the end of a case: none runs, none can still be filed, and what one changed was decided anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..accountability_statistics import CHANGED, REVOKED
from ..decided import decided_since, parties
from ..decided_anew import SUPERIOR
from ..records import Appeal, Decision, LiablePerson, OutsideDecision, Service
from ..stages import Stage
from .gate import Gate, Teller, there_is
from .timing import still_open

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ..case import Case
    from ..checks import CheckFinding

_APPEAL = "国务院国资委令第46号 第78—80条（参照）"
_END = frozenset({"close", "merge"})
#: What ends an appeal without a review, and so without the day of one: 不予受理, 申诉人撤回.
_NOT_REVIEWED = frozenset({"rejected", "withdrawn"})


def _appeals(case: Case) -> Iterator[CheckFinding]:
    """Never while an appeal runs, nor while it could still be filed, with what its term was put off by (顺延)."""
    teller = Teller("appeal", _APPEAL)
    for one in case.all(Appeal):
        if not one.result:
            yield teller.must(f"{one.appellant}的申诉复核还没有结论。", Appeal, "result", one)
        elif one.result not in _NOT_REVIEWED and one.decided_on is None:
            yield teller.must(
                f"{one.appellant}的申诉复核已有结论，还没有填写复核决定日期。", Appeal, "decided_on", one
            )
        elif one.result in (CHANGED, REVOKED) and one.decided_on is not None:
            yield from _settled(case, one, one.decided_on, teller)
    for served, term in still_open(case, "appeal", case.all(Service)):
        yield teller.must(
            f"{served.recipient}的申诉期限到{term.due_on}才届满。", Service, "served_on", served
        )


def _settled(case: Case, one: Appeal, day: date, teller: Teller) -> Iterator[CheckFinding]:
    """After 变更 or 撤销 a decision came since for whom the review was about: one on somebody else settles nothing."""
    known: tuple[Decision | OutsideDecision, ...] = (*case.all(Decision), *case.all(OutsideDecision))
    was = next((found for found in known if found.uid == (one.decision or one.outside)), None)
    if was is None:
        yield teller.must(
            f"{one.appellant}的申诉复核结论为变更或撤销，须选明所申诉的原决定。", Appeal, "decision", one
        )
        return
    persons, whose = {line.uid: line.person for line in case.all(LiablePerson)}, case.appealed_by(one)
    party = persons.get(whose, whose) if whose is not None else None
    if party is None and len(about := parties(case, was)) == 1:
        (party,) = about
    if not decided_since(case, day, party, but=was.uid):
        superior = case.book.dictionary("outside_decision_kind").label(SUPERIOR)
        whom = f"对{name}的" if (name := case.name(party)) else "的"
        yield teller.must(
            f"{one.appellant}的申诉复核结论为变更或撤销，须登记其后{whom}处理决定；不予追责的，在决定里选明；"
            f"复核决定本身就是最终处理的，可登记为外部决定，种类选“{superior}”。",
            Decision, "number",
        )  # fmt: skip


GATES: tuple[Gate, ...] = (
    Gate(
        "appeal", "没有进行中的申诉复核，申诉期已满", _END, Stage.CLOSURE, _appeals, _APPEAL,
        concerns=there_is(Decision, OutsideDecision, Service, Appeal),
    ),
)  # fmt: skip
