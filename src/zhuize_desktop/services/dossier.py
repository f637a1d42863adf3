"""卷宗: one clue in full, as it is read for the dossier window, the gates and the papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.gates import GateState, gate_states
from ..domain.records import GateExplanation
from ..domain.workflow import Move, moves_from, way_forward
from ..storage.cases import gathered
from .clues import load_for_edit

if TYPE_CHECKING:
    from ..domain.case import Case
    from .session import Session


@dataclass(frozen=True, slots=True)
class NextStep:
    """The way forward from where a case stands.

    Attributes:
        move: the move the dossier offers; ``None`` when there is none (closed, withdrawn, stage unconfirmed).
        states: every gate before it, in order.
        others: the other moves that may be asked for: back, merge, reopen.
    """

    move: Move | None
    states: tuple[GateState, ...]
    others: tuple[Move, ...]

    @property
    def open(self) -> bool:
        """Whether nothing stands in the way."""
        return self.move is not None and not any(state.blocks for state in self.states)


def read_case(session: Session, uid: str) -> Case:
    """The case of a clue.

    Raises:
        NotAllowed: there is none such, or the viewer may not read it.
    """
    clue = load_for_edit(session, uid)
    book = session.rulebook()
    with session.ledger.read() as connection:
        return gathered(connection, session.viewer, clue, book, session.today)


def explanations(case: Case, move: Move) -> dict[str, str]:
    """The explanations given for a move, by code of the gate; one of other findings than these explains nothing."""
    given = [one for one in case.all(GateExplanation) if one.move == move.code]
    if not given:
        return {}
    told = {state.gate.code: state.told for state in gate_states(case, move, {})}
    return {one.check: one.text for one in given if one.sentence == told.get(one.check)}


def next_step(case: Case) -> NextStep:
    """What leads on from here, and what is missing for it."""
    move = way_forward(case)
    others = tuple(one for one in moves_from(case) if one is not move)
    if move is None:
        return NextStep(None, (), others)
    return NextStep(move, gate_states(case, move, explanations(case, move)), others)
