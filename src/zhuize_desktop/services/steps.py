"""办理步骤: taking a case forward, back, into another, apart, and out of its end again; each all or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..domain.checks import refuse
from ..domain.errors import Conflict, FieldError, NotAllowed, UserError
from ..domain.gates import GateMark, GateState, gate_states
from ..domain.gates.superior import consent_to_reopen
from ..domain.record_checks import clue_problems, record_problems
from ..domain.records import Closure, Clue, GateExplanation, StageStep
from ..domain.roles import Op, Role
from ..domain.viewer import OpResult
from ..domain.workflow import (
    Move,
    MoveKind,
    came_from,
    cleared_by_return,
    move_of,
    moves_from,
    reopens_at,
)
from ..storage import rows
from ..storage.cases import gathered
from ..storage.ledger import readable
from .clues import prepared
from .dossier import explanations
from .records import check_parent, insert
from .saving_rules import refuse_steps_of_new

if TYPE_CHECKING:
    from datetime import date

    from ..domain.case import Case
    from ..domain.rulebook import RuleBook
    from ..domain.stages import Stage
    from ..storage.ledger import Transaction
    from .session import Session

#: Roles whose agreement counts as the second person's.
_AGREEING = frozenset({Role.REVIEWER, Role.SIGNER})
#: Fields that a clue split off takes over: where it came from and what is known of the source.
_INHERITED = (
    "source_kind", "reported_on", "enterprises", "category", "occurred_from", "occurred_to", "reporter",
    "report_methods", "level", "discovery", "discovered_on", "secrecy", "source_document", "document_number",
    "received_on", "main_finding", "from_superior", "transferred_by", "feedback_due", "informant_place",
    "handler", "circle", "circle_users",
)  # fmt: skip


class Blocked(UserError):
    """A gate stands in the way; carries how every gate stands, so that the window can show them."""

    def __init__(self, sentence: str, states: tuple[GateState, ...]) -> None:
        super().__init__(sentence)
        self.states = states


def take_step(session: Session, uid: str, code: str, version: int, reason: str = "") -> OpResult[Clue]:
    """Make a move on the path: forward, back, or 确认销号.

    Args:
        session: who makes it.
        uid: the clue.
        code: the move, as ``workflow`` names it.
        version: the clue's version the person looked at.
        reason: for the moves that ask for one.

    Raises:
        Blocked: a gate stands in the way.
        Conflict: somebody made a move, or changed the clue, in between.
        NotAllowed: the user may not, or the clue does not stand where the move starts.
        FieldError: the reason is missing.
    """
    move = move_of(code)
    if move.kind in (MoveKind.MERGE, MoveKind.REOPEN):
        raise ValueError(f"{code} has a function of its own")
    book = session.rulebook()
    with session.ledger.transact(move.op, session.viewer) as tx:
        case = _case(tx, uid, version, book, session.today)
        _check(case, move, reason)
        new = _moved_back(case) if move.kind is MoveKind.BACK else _moved_on(case, move)
        return OpResult(_leave(tx, case, move, new, reason), tx.changes)


def _case(tx: Transaction, uid: str, version: int, book: RuleBook, today: date) -> Case:
    clue = tx.get(Clue, uid)
    if clue.version != version:
        raise Conflict("这条线索刚刚被别人办理或修改过，请看一下最新情况再办。")
    return gathered(tx.connection, tx.actor, clue, book, today)


def _check(case: Case, move: Move, reason: str) -> None:
    if move not in moves_from(case):
        raise NotAllowed(f"线索现在处于“{case.clue.stage.label}”环节，不能办理“{move.label}”；请刷新后再看。")
    if move.needs_reason and not reason.strip():
        raise FieldError("reason", f"请写明“{move.label}”的理由。")
    states = gate_states(case, move, explanations(case, move))
    stopping = [state for state in states if state.blocks]
    if stopping:
        first = stopping[0].findings[0].sentence
        more = f"（共 {len(stopping)} 项）" if len(stopping) > 1 else ""
        raise Blocked(f"“{move.label}”还不能办理：{first}{more}", states)


def _moved_on(case: Case, move: Move) -> Clue:
    values: dict[str, Any] = dict(move.values(case))
    if move.milestone:
        values[move.milestone] = move.day(case)
    if move.end is not None:
        values["stage"] = move.end
    return replace(case.clue, **values)


def _moved_back(case: Case) -> Clue:
    """Back where it came from; the 延期 and 中止 of that stage are in force again."""
    target = came_from(case)
    return replace(case.clue, stage=target, **_cleared(target))


def _cleared(target: Stage) -> dict[str, Any]:
    """What the steps from ``target`` on had left on the clue, taken away: the days, and what was decided with them."""
    names = cleared_by_return(target)
    cleared: dict[str, Any] = dict.fromkeys(names)
    return cleared | ({"disposition": ""} if "triaged_on" in names else {})


def _leave(
    tx: Transaction,
    case: Case,
    move: Move,
    new: Clue,
    reason: str = "",
    second: str | None = None,
    other: str | None = None,
) -> Clue:
    """Save the clue as the move leaves it, with the row of the step and the note on the trail."""
    tx.note = "；".join(part for part in (move.label, reason.strip()) if part)
    saved = tx.update(new)
    day = getattr(new, move.milestone) if move.milestone else None
    step = insert(
        tx,
        StageStep,
        {
            "clue": new.uid,
            "move": move.code,
            "label": move.label,
            "from_stage": case.clue.stage,
            "to_stage": new.stage,
            "taken_on": day or case.today,
            "reason": reason.strip(),
            "user": tx.actor.user,
            "second": second,
            "other_clue": other,
        },
    )
    refuse(record_problems(step, case.book, case.today))
    if move.kind is MoveKind.CLOSE and (closure := case.last(Closure)) is not None:
        tx.update(replace(closure, confirmed_by=tx.actor.user))
    return saved


def explain_gate(session: Session, uid: str, code: str, gate: str, text: str) -> OpResult[GateExplanation]:
    """Write, or write anew, the explanation of a gate's 核实 findings before a move.

    Raises:
        FieldError: no text, or one that must not stand here.
        NotAllowed: that gate has nothing to explain, or what it found blocks; the clue was withdrawn, or the move is
            not before it: what was explained at a step stays as it was then.
    """
    if not text.strip():
        raise FieldError("text", "请填写说明。")
    move, book = move_of(code), session.rulebook()
    with session.ledger.transact(Op.EXPLAIN_GATE, session.viewer) as tx:
        check_parent(tx, GateExplanation, {"clue": uid})
        case = gathered(tx.connection, tx.actor, tx.get(Clue, uid), book, session.today)
        if move not in moves_from(case):
            raise NotAllowed(f"“{move.label}”现在不能办理，它的说明不再填写或修改；请刷新后再看。")
        states = {state.gate.code: state for state in gate_states(case, move, {})}
        state = states.get(gate)
        if state is None or state.mark is not GateMark.VERIFY:
            raise NotAllowed("这一项没有需要说明的核实发现，请刷新后再看。")
        given = [one for one in case.all(GateExplanation) if one.move == code and one.check == gate]
        if given:
            saved = tx.update(replace(given[-1], sentence=state.told, text=text.strip()))
        else:
            values = {"clue": uid, "move": code, "check": gate, "sentence": state.told, "text": text.strip()}
            saved = insert(tx, GateExplanation, values)
        refuse(record_problems(saved, book, session.today))
        return OpResult(saved, tx.changes)


def merge_clue(session: Session, uid: str, into: str, version: int, reason: str) -> OpResult[Clue]:
    """并案: close a clue as part of another; it keeps its records and says into which it went.

    Raises:
        FieldError: no reason, or the other clue is itself, closed or withdrawn.
        Blocked: an appeal runs, a measure is not lifted, or who merges did the work.
        Conflict, NotAllowed: as for ``take_step``.
    """
    move, book = move_of("merge"), session.rulebook()
    with session.ledger.transact(move.op, session.viewer) as tx:
        case = _case(tx, uid, version, book, session.today)
        other = tx.get(Clue, into)
        if other.uid == uid or other.closed or other.withdrawn_reason:
            raise FieldError("into", "请选择另一条在办的线索作为主案。")
        _check(case, move, reason)
        merged = replace(
            case.clue,
            merged_into=other.uid,
            closed=True,
            closed_on=session.today,
            closure_kind="merged",
        )
        saved = _leave(tx, case, move, merged, reason, other=other.uid)
        return OpResult(saved, tx.changes)


def split_clue(session: Session, uid: str, values: dict[str, Any], reason: str) -> OpResult[Clue]:
    """拆分: register a new clue out of one in hand; source and circle are taken over, ``values`` say the rest.

    Raises:
        FieldError: no reason, no summary of what is split off, or another 强制 problem of the new clue.
        NotAllowed: the clue is closed or withdrawn, or the user may not.
    """
    if not reason.strip():
        raise FieldError("reason", "请写明拆分的理由。")
    if not str(values.get("summary", "")).strip():
        raise FieldError("summary", "请写明拆分出的问题。")
    book = session.rulebook()
    with session.ledger.transact(Op.SPLIT_CLUE, session.viewer) as tx:
        source = tx.get(Clue, uid)
        if source.closed or source.withdrawn_reason:
            raise NotAllowed("已销号或已撤回的线索不能拆分。")
        taken = {name: getattr(source, name) for name in _INHERITED}
        tx.note = f"拆分；{reason.strip()}"
        new = prepared(tx, book, session.today, {**taken, **values})
        refuse_steps_of_new(new)
        new = replace(new, split_from=uid)
        refuse(clue_problems(new, book, session.today))
        tx.insert(new)
        step = {
            "move": "split", "label": "拆分", "from_stage": source.stage, "to_stage": source.stage,
            "taken_on": session.today, "reason": reason.strip(), "user": tx.actor.user,
        }  # fmt: skip
        parted = insert(tx, StageStep, {**step, "clue": uid, "other_clue": new.uid})
        refuse(record_problems(parted, book, session.today))
        insert(tx, StageStep, {**step, "clue": new.uid, "other_clue": uid, "to_stage": new.stage})
        return OpResult(new, tx.changes)


def reopen_clue(
    session: Session, uid: str, stage: Stage, version: int, reason: str, second: Session | None
) -> OpResult[Clue]:
    """重启: a closed clue goes on at ``stage``, with a reason and the agreement of a second person.

    ``second`` is the session that ``confirm_password`` gave for that person; ``None`` where the superior agreed on
    paper, for want of anybody else (P3). The 销号 record is withdrawn with the
    reason: it stays readable, and a new one can be written. What was merged stands by itself again.

    Raises:
        FieldError: no reason, or a stage to which the case had not come.
        NotAllowed: the second person is the same, or neither reviews nor signs, or may not see the clue; there is
            none, and no paper of the superior.
        Conflict: somebody else was at it.
    """
    move, book = move_of("reopen"), session.rulebook()
    if second is not None:
        _refuse_agreeing(session, second)
    with session.ledger.transact(move.op, session.viewer) as tx:
        case = _case(tx, uid, version, book, session.today)
        _check(case, move, reason)
        if second is not None:
            _refuse_unseen(tx, second, uid)
        elif consent_to_reopen(case) is None:
            raise NotAllowed(
                "重启须由另一名审核人或签发人同意；没有这样的人时，先登记上级企业同意重启的审批件（审批环节选“销号”）。"
            )
        if stage not in (open_to := reopens_at(case)):
            known = "、".join(one.label for one in open_to)
            raise FieldError("stage", f"这条线索没有办到过“{stage.label}”环节，只能重启到：{known}。")
        new = replace(
            case.clue,
            stage=stage,
            closed=False,
            closed_on=None,
            closure_kind="",
            concluded_on=None,
            merged_into=None,
            **_cleared(stage),
        )
        for closure in case.all(Closure):
            tx.update(replace(closure, withdrawn_reason=f"重启：{reason.strip()}"))
        saved = _leave(tx, case, move, new, reason, second=second.viewer.user if second is not None else None)
        return OpResult(saved, tx.changes)


def _refuse_agreeing(session: Session, second: Session) -> None:
    if second.viewer.user == session.viewer.user:
        raise NotAllowed(
            "重启须由另一人同意，请换一位审核人或签发人输入密码；没有这样的人时，先登记上级企业同意重启的审批件。"
        )
    if not second.viewer.roles & _AGREEING:
        raise NotAllowed("同意重启的须是审核人或签发人。")


def _refuse_unseen(tx: Transaction, second: Session, uid: str) -> None:
    """Who agrees must be able to read what is agreed to (P7)."""
    if not rows.fetch_equal(tx.connection, Clue, readable(Clue, second.viewer), uid=uid):
        raise NotAllowed("同意人不在这条线索的知悉范围内，或应当回避，请换一人。")
