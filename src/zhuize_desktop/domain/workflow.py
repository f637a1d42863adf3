"""办理步骤: the one table of moves on the path 受理 → … → 销号, forward, back, aside and out of it again.

What must be there before a move is in ``gates``; here stands only where a move leads, who may make it, and which day
it leaves on the clue. Side tracks (整改、追损、移送、保全、单人处理) are records, open from 受理 on: they need no move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import Any

from .case import Case
from .records import (
    Acceptance,
    Closure,
    Decision,
    InvestigationPlan,
    InvestigationReport,
    OutsideDecision,
    PreliminaryCheck,
    RectificationAcceptance,
    RectificationNotice,
    StageStep,
    Triage,
)
from .roles import Op
from .stages import Stage

#: 处置方式 after which the enterprise itself investigates.
INVESTIGATED = frozenset({"direct", "joint"})
#: 处置方式 that ends the clue without investigation.
ENDED = "close"
#: 处置方式 that keeps a clue for a later look, and the one that hands it to the superior.
KEPT, HANDED_UP = "keep", "hand_up"
#: The day each stage leaves on the clue, in the order of the path.
MILESTONES: dict[Stage, tuple[str, ...]] = {
    Stage.INTAKE: ("accepted_on",),
    Stage.PRELIMINARY_CHECK: ("checked_on",),
    Stage.TRIAGE: ("triaged_on",),
    Stage.INVESTIGATION: ("opened_on", "investigated_on"),
    Stage.DISPOSITION: ("decided_on",),
    Stage.RECTIFICATION: ("rectified_on",),
    Stage.CLOSURE: (),
}


class MoveKind(Enum):
    """What a move is on the path."""

    FORWARD = auto()
    BACK = auto()
    CLOSE = auto()
    REOPEN = auto()
    MERGE = auto()


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    Attributes:
        code: stable name; gates and explanations are kept under it.
        label: the words on the button.
        kind: what it is on the path.
        start: the stages it starts from.
        end: the stage it leads to; ``None``: the clue stays, or the case itself says where it goes.
        op: which action it is for permission and trail.
        applies: whether the case asks for this move rather than for a sister of it.
        day: the day the move leaves on the clue, out of the papers; ``None`` while no paper has one.
        milestone: the field of the clue that takes the day.
        values: other fields of the clue that the move sets, out of the papers.
        needs_reason: a reason is asked for.
        needs_second: a second person agrees with login and password.
    """

    code: str
    label: str
    kind: MoveKind
    start: frozenset[Stage]
    end: Stage | None
    op: Op = Op.TAKE_STEP
    applies: Callable[[Case], bool] = lambda _: True
    day: Callable[[Case], date | None] = lambda _: None
    milestone: str = ""
    values: Callable[[Case], dict[str, Any]] = field(default=lambda _: {})
    needs_reason: bool = False
    needs_second: bool = False


def _opinion(*codes: str) -> Callable[[Case], bool]:
    return lambda case: (found := case.last(Acceptance)) is not None and found.opinion in codes


def _may_end(case: Case) -> bool:
    """Whether the end is the next thing: it was asked for, or the clue was not taken on, or went elsewhere.

    What is 留存备查 has no end; it waits to be triaged anew.
    """
    clue = case.clue
    if clue.stage is Stage.CLOSURE or case.last(Closure) is not None:
        return True
    if clue.stage is Stage.INTAKE:
        return _opinion("refuse", "refer")(case)
    gone = clue.triaged_on is not None and clue.disposition not in ("", KEPT)
    return clue.stage is Stage.TRIAGE and gone and clue.disposition == disposition(case)


def _has_sanction(case: Case) -> bool:
    """Whether a 党纪政务处分 by another body is recorded: the short path of 已处分未追责 (P16)."""
    return any(one.kind == "discipline" for one in case.all(OutsideDecision))


def disposition(case: Case) -> str:
    """The 处置方式 of the triage in force; empty while there is none."""
    found = case.last(Triage)
    return found.disposition if found is not None else ""


def _accepted_day(case: Case) -> date | None:
    found = case.last(Acceptance)
    return found.decided_on if found is not None else None


def _checked_day(case: Case) -> date | None:
    found = case.last(PreliminaryCheck)
    return found.reported_on if found is not None else None


def _triaged_day(case: Case) -> date | None:
    found = case.last(Triage)
    return found.decided_on if found is not None else None


def _plan_day(case: Case) -> date | None:
    found = case.last(InvestigationPlan)
    return found.approved_on if found is not None else None


def _report_day(case: Case) -> date | None:
    found = case.last(InvestigationReport)
    return found.reported_on if found is not None else None


def decisions_in_force(case: Case) -> tuple[Decision | OutsideDecision, ...]:
    """What decides: own decisions that are no mere 处理建议, and the superior's that came back (P6, P30)."""
    return in_force(case.all(Decision), case.all(OutsideDecision))


def in_force(
    own: Iterable[Decision], outside: Iterable[OutsideDecision]
) -> tuple[Decision | OutsideDecision, ...]:
    """The same of the own decisions of a case and those from outside."""
    deciding = (one for one in own if one.kind != "suggestion")
    return (*deciding, *(one for one in outside if one.kind == "superior"))


def decided_above(case: Case) -> bool:
    """Whether the superior decided and this enterprise nothing: it has no decision of its own, not even a 处理建议."""
    return not case.all(Decision) and bool(decisions_in_force(case))


def decided_day(case: Case) -> date | None:
    """The day of the decision that ends 处理: others for single persons may have come long before (P8)."""
    return last_day(decisions_in_force(case))


def last_day(decisions: Iterable[Decision | OutsideDecision]) -> date | None:
    """The latest day of some decisions; ``None`` where none bears one."""
    return max((one.decided_on for one in decisions if one.decided_on), default=None)


def _decision_back(case: Case) -> bool:
    """Whether a clue that was handed up by its step has its decision back from the superior (P6)."""
    back = any(one.kind == "superior" for one in case.all(OutsideDecision))
    handed_up = case.clue.triaged_on is not None and case.clue.disposition == HANDED_UP
    return handed_up and disposition(case) == HANDED_UP and back


def came_from(case: Case) -> Stage:
    """The stage from which the case last came forward into the present one; the one before it when nobody knows."""
    stage = case.clue.stage
    for step in reversed(case.all(StageStep)):
        if step.to_stage is stage and step.from_stage.order < stage.order:
            return step.from_stage
    return list(Stage)[max(stage.order - 1, 0)]


def reopens_at(case: Case) -> tuple[Stage, ...]:
    """The stages at which a closed case can go on: those it stood in, never one whose gates it has not come to.

    Where it was taken over, what lies before is done; without any step here it is believed where it stands.
    """
    steps = case.all(StageStep)
    first = steps[0].from_stage if steps else case.clue.stage
    stood = {one.from_stage for one in steps}
    stood |= {one.to_stage for one in steps if one.move != "close"}
    return tuple(stage for stage in Stage if stage in stood or stage.order <= first.order)


def _rectified_day(case: Case) -> date | None:
    """The day of the last acceptance; where nothing is to be mended, the day that was stated."""
    days = [one.checked_on for one in case.all(RectificationAcceptance) if one.result == "passed"]
    days += [one.issued_on for one in case.all(RectificationNotice) if not one.needed]
    return max((day for day in days if day is not None), default=None)


def _closing_day(case: Case) -> date | None:
    found = case.last(Closure)
    return found.closed_on if found is not None else None


def _closing_values(case: Case) -> dict[str, Any]:
    found = case.last(Closure)
    if found is None:
        return {}
    return {"closed": True, "closure_kind": found.kind, "concluded_on": found.concluded_on}


def _conclusion(case: Case) -> str:
    found = case.last(InvestigationReport)
    return found.conclusion if found is not None else ""


def _triaged(case: Case) -> dict[str, Any]:
    return {"disposition": disposition(case)}


_FORWARD = MoveKind.FORWARD
_OPEN = frozenset(Stage)

MOVES: tuple[Move, ...] = (
    Move(
        "accept", "受理，转初步核实", _FORWARD, frozenset({Stage.INTAKE}), Stage.PRELIMINARY_CHECK,
        applies=lambda case: not _opinion("refuse", "refer")(case), day=_accepted_day, milestone="accepted_on",
    ),
    Move(
        "by_sanction", "另行追责，转处理", _FORWARD, frozenset({Stage.INTAKE}), Stage.DISPOSITION,
        applies=lambda case: _has_sanction(case) and not _opinion("refuse", "refer")(case),
        day=_accepted_day, milestone="accepted_on",
    ),
    Move(
        "finish_check", "完成初核，转分类处置", _FORWARD, frozenset({Stage.PRELIMINARY_CHECK}), Stage.TRIAGE,
        day=_checked_day, milestone="checked_on",
    ),
    Move(
        "dispose", "完成处置，转核查", _FORWARD, frozenset({Stage.TRIAGE}), Stage.INVESTIGATION,
        applies=lambda case: disposition(case) in ("", *INVESTIGATED),
        day=_triaged_day, milestone="triaged_on", values=_triaged,
    ),
    Move(
        "dispose_elsewhere", "完成处置，等候结果", _FORWARD, frozenset({Stage.TRIAGE}), None,
        applies=lambda case: disposition(case) not in ("", ENDED, *INVESTIGATED)
        and (case.clue.triaged_on is None or case.clue.disposition != disposition(case)),
        day=_triaged_day, milestone="triaged_on", values=_triaged,
    ),
    Move(
        "dispose_end", "完成处置，转销号", _FORWARD, frozenset({Stage.TRIAGE}), Stage.CLOSURE,
        applies=lambda case: disposition(case) == ENDED,
        day=_triaged_day, milestone="triaged_on", values=_triaged,
    ),
    Move(
        "decision_back", "上级决定已回，转处理", _FORWARD, frozenset({Stage.TRIAGE}), Stage.DISPOSITION,
        applies=_decision_back,
    ),
    Move(
        "approve_plan", "方案获批，核查立项", _FORWARD, frozenset({Stage.INVESTIGATION}), None,
        applies=lambda case: case.clue.opened_on is None, day=_plan_day, milestone="opened_on",
    ),
    Move(
        "finish_investigation", "完成核查，转处理", _FORWARD, frozenset({Stage.INVESTIGATION}), Stage.DISPOSITION,
        applies=lambda case: case.clue.opened_on is not None and _conclusion(case) != "disproved",
        day=_report_day, milestone="investigated_on",
    ),
    Move(
        "disprove", "核查否定，转销号", _FORWARD, frozenset({Stage.INVESTIGATION}), Stage.CLOSURE,
        applies=lambda case: case.clue.opened_on is not None and _conclusion(case) == "disproved",
        day=_report_day, milestone="investigated_on",
    ),
    Move(
        "decide", "完成处理，转整改", _FORWARD, frozenset({Stage.DISPOSITION}), Stage.RECTIFICATION,
        day=decided_day, milestone="decided_on",
    ),
    Move(
        "finish_rectification", "整改到位，转销号", _FORWARD, frozenset({Stage.RECTIFICATION}), Stage.CLOSURE,
        day=_rectified_day, milestone="rectified_on",
    ),
    Move(
        "close", "确认销号", MoveKind.CLOSE, frozenset({Stage.INTAKE, Stage.TRIAGE, Stage.CLOSURE}), Stage.CLOSURE,
        op=Op.CLOSE_CLUE,
        applies=_may_end, day=_closing_day, milestone="closed_on", values=_closing_values,
    ),
    *(
        # Where it leads back to is where the case came from; see ``came_from``.
        Move(f"return_{stage.value}", "退回上一环节", MoveKind.BACK, frozenset({stage}), None, needs_reason=True)
        for stage in Stage
        if stage is not Stage.INTAKE
    ),
    Move(
        "merge", "并入其他线索", MoveKind.MERGE, _OPEN, None, op=Op.MERGE_CLUE, needs_reason=True,
    ),
    Move(
        "reopen", "重启办理", MoveKind.REOPEN, _OPEN, None, op=Op.REOPEN_CLUE,
        needs_reason=True, needs_second=True,
    ),
)  # fmt: skip
_BY_CODE = {move.code: move for move in MOVES}


def move_of(code: str) -> Move:
    """The move of that code. Raises ``KeyError``."""
    return _BY_CODE[code]


def moves_from(case: Case) -> tuple[Move, ...]:
    """The moves that may be asked for as the case stands, the way forward first.

    A closed clue can only be reopened; one that waits for confirmation of its stage moves nowhere before that.
    """
    clue = case.clue
    if clue.withdrawn_reason or not clue.stage_confirmed:
        return ()
    if clue.closed:
        return (move_of("reopen"),)
    return tuple(
        move
        for move in MOVES
        if clue.stage in move.start and move.kind is not MoveKind.REOPEN and move.applies(case)
    )


def way_forward(case: Case) -> Move | None:
    """The one move that leads on: what the dossier offers as its next step; ``None`` for a closed clue."""
    ways = [move for move in moves_from(case) if move.kind in (MoveKind.FORWARD, MoveKind.CLOSE)]
    if not ways:
        return None
    # What was recorded says which of two ways is meant: an application for 销号, another body's sanction or decision.
    meant = ("close", "by_sanction", "decision_back")
    return next((move for move in ways if move.code in meant), ways[0])


def cleared_by_return(target: Stage) -> tuple[str, ...]:
    """The days on the clue that no longer hold when it goes back to ``target``."""
    return tuple(name for stage in Stage if stage.order >= target.order for name in MILESTONES[stage])
