"""上级决定的门槛: what the superior decided says whom and what, reaches them, and may be appealed against (P6, P9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ..deadlines import deadlines_of
from ..records import Decision, Handling, LiablePerson, OutsideDecision, Service
from ..stages import Stage
from .deciding import names_served
from .gate import Gate, Teller, house, unfilled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from ..checks import CheckFinding

_CLOSE = frozenset({"close"})
#: It comes back and is carried out here, and the end rests on it.
_RESTS = frozenset({"decision_back", "decide"}) | _CLOSE
_END = _CLOSE | {"merge"}
_APPEAL = "国务院国资委令第46号 第78条（参照）"


def _decisions(case: Case) -> Iterator[OutsideDecision]:
    return (one for one in case.all(OutsideDecision) if one.kind == "superior")


def _came_from_above(case: Case) -> bool:
    return any(_decisions(case))


def _whole(case: Case) -> Iterator[CheckFinding]:
    """A paper without number, or that lays nothing on anybody, decides nothing."""
    teller = Teller("superior.decision")
    for one in _decisions(case):
        yield from unfilled(one, teller, "number")
        if case.on(Handling, "outside", one.uid):
            continue
        if not one.persons:
            yield teller.must(
                f"上级决定{one.number}没有写明对谁作出：请选择受处理人员，或登记依据它的处理。",
                OutsideDecision, "persons", one,
            )  # fmt: skip
        elif not one.kinds:
            yield teller.verify(
                f"上级决定{one.number}没有写明处理种类，也没有登记依据它的处理：请补登，决定不予追责的请说明。",
                OutsideDecision, "kinds", one,
            )  # fmt: skip


class _Waiting(NamedTuple):
    """A decision of the superior, and the names of those whom no 送达 after it names, in words."""

    decision: OutsideDecision
    whom: str


def _not_served(case: Case) -> Iterator[_Waiting]:
    """The decisions that did not reach everybody on record.

    送达文书 names own decisions alone: what was served since, and on none of them, is the superior's.
    """
    own = {one.uid for one in case.all(Decision) if one.kind != "suggestion"}
    beside = [one for one in case.all(Service) if one.decision not in own]
    for one in _decisions(case):
        since = [
            found for found in beside if found.served_on and found.served_on >= (one.decided_on or date.min)
        ]
        names, reached = _laid_on(case, one), names_served(since)
        missing = [name for name in names if name not in reached]
        if missing or (not names and not since):
            yield _Waiting(one, "、".join(missing) or "有关人员")


def _laid_on(case: Case, one: OutsideDecision) -> tuple[str, ...]:
    """Names of those on whom it lays something, each once."""
    liable = {found.uid: found.person for found in case.all(LiablePerson)}
    handled = (liable.get(found.liable or "") for found in case.on(Handling, "outside", one.uid))
    names = ("".join(case.name(uid).split()) for uid in (*one.persons, *handled))
    return tuple(dict.fromkeys(name for name in names if name))


def _reached(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("superior.service", _APPEAL)
    for one, whom in _not_served(case):
        yield teller.verify(
            f"上级决定{one.number}作出以后没有送达{whom}的记录：请登记送达（“送达文书”不选），由上级送达而没有回证的请说明。",
            Service, "recipient",
        )  # fmt: skip


def _may_appeal(case: Case) -> Iterator[CheckFinding]:
    """Where no 送达 says better, the term to appeal runs from the day on which the decision was received.

    It is the clock's own term, with what it was put off by: the day received stands for a 送达.
    """
    teller = Teller("superior.appeal", _APPEAL)
    waiting = {one.uid: one for one, _ in _not_served(case) if one.received_on is not None}
    if not waiting:
        return
    received = tuple(
        Service(
            uid=one.uid, owner_enterprise=one.owner_enterprise, clue=one.clue, recipient=one.maker,
            served_on=one.received_on,
        )
        for one in waiting.values()
    )  # fmt: skip
    as_served = replace(case, held={**case.held, Service: received})
    for term in deadlines_of(as_served, case.book, case.today):
        if term.kind == "appeal" and term.is_term and term.state.runs:
            one = waiting[term.uid]
            yield teller.must(
                f"上级决定{one.number}没有送达记录，申诉期限按收到日期{one.received_on}起算，到{term.due_on}才届满："
                "实际已经送达的，请登记送达。",
                OutsideDecision, "received_on", one,
            )  # fmt: skip


GATES: tuple[Gate, ...] = (
    Gate(
        "superior.decision", "上级决定要素齐全", _RESTS, Stage.DISPOSITION, _whole,
        house("上级决定有文号、有对象，才能照办"),
        "没有文号的填写会议纪要编号或来文名称；只对责任主体作出的，登记依据它的处理", _came_from_above,
    ),
    Gate(
        "superior.service", "上级决定已送达", _CLOSE, Stage.DISPOSITION, _reached, _APPEAL,
        "由上级送达的说明送达情况", _came_from_above,
    ),
    Gate(
        "superior.appeal", "对上级决定的申诉期已满", _END, Stage.CLOSURE, _may_appeal, _APPEAL,
        "已经送达的登记送达，申诉期由送达之日起算", _came_from_above,
    ),
)  # fmt: skip
