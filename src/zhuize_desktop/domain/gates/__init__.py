"""门槛总表: every gate before every move, in one table; what is missing for the next step is read from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..fields import column
from ..records import Clue, InvestigationPlan, Triage
from ..stages import Stage
from ..workflow import MILESTONES, MOVES, Move, MoveKind
from . import appealing, closing, deciding, from_above, investigating, judging, opening, sanctioning, timing
from .approvals import approval_gates
from .gate import Gate, GateMark, GateState, Teller, house, look

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..case import Case
    from ..checks import CheckFinding
    from ..records import Record

__all__ = ["Gate", "GateMark", "GateState", "gate_states", "gates_before", "states_of"]

_PATH = tuple(name for stage in Stage for name in MILESTONES[stage])
#: Where the day comes from that a move leaves which leads nowhere else: without it nothing would have happened.
_PAPER: dict[str, tuple[type[Record], str]] = {
    "approve_plan": (InvestigationPlan, "approved_on"),
    "dispose_elsewhere": (Triage, "decided_on"),
}
_DATED = frozenset(move.code for move in MOVES if move.milestone and move.kind is MoveKind.FORWARD)


def _dates(case: Case, move: Move) -> Iterator[CheckFinding]:
    """The day a move leaves lies between the step before it and today."""
    teller = Teller("days")
    day = move.day(case)
    if day is None:
        if _redone(case, move):
            record, name = _PAPER[move.code]
            asked = column(record, name).field.label
            yield teller.must(
                f"没有{record.noun}的“{asked}”，“{move.label}”没有日期可记，请先登记。",
                record, name, case.last(record),
            )  # fmt: skip
        return  # otherwise the form's own gate asks for it, or it is 历史已办
    label = column(Clue, move.milestone).field.label
    if day > case.today:
        yield teller.must(f"“{label}”{day}还没有到。", Clue, move.milestone, case.clue)
    before = [name for name in _PATH[: _PATH.index(move.milestone)] if getattr(case.clue, name) is not None]
    for name in before:
        earlier = getattr(case.clue, name)
        if earlier > day:
            other = column(Clue, name).field.label
            yield teller.must(
                f"“{label}”{day}早于“{other}”{earlier}，请核对两个日期。", Clue, move.milestone, case.clue
            )


def _redone(case: Case, move: Move) -> bool:
    """Whether a 存量线索 came back to before its takeover, to a move that leaves its day or nothing at all."""
    return move.code in _PAPER and any(case.before_takeover(stage) for stage in move.start)


def gates_before(case: Case, move: Move) -> tuple[Gate, ...]:
    """The gates that stand before a move under the rules in force: forms, approvals, papers, then the rest."""
    listed = (
        *opening.GATES,
        *investigating.GATES,
        *judging.GATES,
        *deciding.GATES,
        *from_above.GATES,
        *timing.GATES,
        *closing.GATES,
        *appealing.GATES,
        *sanctioning.GATES,
    )
    own = [gate for gate in listed if move.code in gate.moves]
    own += [gate for gate in approval_gates(case.book) if move.code in gate.moves]
    if move.code in _DATED:
        stage = next(stage for stage in Stage if stage in move.start)
        if _redone(case, move):
            stage = Stage.CLOSURE  # what is done anew is no 历史已办
        rests = house("各步日期依办理先后，且不晚于今天")
        own.append(
            Gate("days", "日期先后合理", frozenset({move.code}), stage, lambda one: _dates(one, move), rests)
        )
    return tuple(own)


def gate_states(case: Case, move: Move, explanations: Mapping[str, str]) -> tuple[GateState, ...]:
    """How every gate before a move stands; ``explanations``: text by code of the gate, given for this move."""
    return tuple(look(gate, case, explanations) for gate in gates_before(case, move))


def states_of(states: tuple[GateState, ...], mark: GateMark) -> tuple[GateState, ...]:
    """Those that stand at one mark."""
    return tuple(state for state in states if state.mark is mark)
