"""销号 by the rules of practice P3, P8, P9, P32, written out again in plain Python: what must never be closed.

Knows nothing of gates, checks or moves. It names what is plainly against the rules; what only has to be explained or
looked at is not its business.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhuize_desktop.domain.records import (
    CASE_RECORDS,
    Approval,
    Clue,
    Decision,
    Execution,
    Handling,
    LongTermItem,
)
from zhuize_desktop.storage import rows

if TYPE_CHECKING:
    from zhuize_desktop.services.session import Session

#: What may go on for years after the end: kind of handling → kind of the item that follows it.
FOLLOWED = {"ban": "ban", "pay": "deduction"}


def reasons_against(session: Session, uid: str) -> list[str]:
    """Why this user must not close this clue today; what is withdrawn does not count, and nothing is hidden here."""
    with session.ledger.read() as connection:
        clue = rows.fetch_by_uid(connection, Clue, [uid])[uid]
        held: dict[str, list[Any]] = {
            record.__name__: rows.fetch_equal(connection, record, clue=uid)
            for record in (*CASE_RECORDS, Approval)
        }
    last = {name: found[-1] if found else None for name, found in held.items()}
    against = []
    if clue.closed or clue.withdrawn_reason or not clue.stage_confirmed:
        against.append("not in hand")
    closure = last["Closure"]
    if closure is None or not (
        closure.kind and closure.note.strip() and closure.concluded_on and closure.closed_on
    ):
        return [*against, "not asked for"]
    against += _people(clue, closure, held, session.viewer.user)
    against += _open_ends(closure, held, session.today)
    against += _kind(clue, closure, last, held)
    against += _carried_out(held)
    if not closure.concluded_on <= closure.closed_on <= session.today:
        against.append("days")
    signed = [one for one in held["Approval"] if one.step.value == "closure" and one.body == "responsible"]
    # The last word is that of the latest day; one without a day may be later still.
    signed.sort(key=lambda one: one.decided_on or date.max)
    if not signed or signed[-1].result not in ("approved", "amended") or signed[-1].decided_on is None:
        against.append("not approved")
    if not held["SourceReply"]:
        against.append("source not answered")
    return against


def left_undone(session: Session, uid: str) -> list[str]:
    """What a decision of a clue asks for still: 并案 carries no record into the main case, it would be lost there."""
    with session.ledger.read() as connection:
        held = {
            record.__name__: rows.fetch_equal(connection, record, clue=uid)
            for record in (Decision, Handling, Execution, LongTermItem)
        }
    return _carried_out(held)


def _people(clue: Clue, closure: Any, held: dict[str, list[Any]], user: str) -> list[str]:
    did = {clue.handler, closure.asked_by, *(one.user for one in held["TeamMember"])}
    aside = ("close", "merge", "reopen", "split")
    did |= {
        one.user for one in held["StageStep"] if one.move not in aside and not one.move.startswith("return_")
    }
    superior = closure.superior_confirms and closure.consent_number.strip()
    return ["closed by who did it"] if user in did and not superior else []


def _open_ends(closure: Any, held: dict[str, list[Any]], today: date) -> list[str]:
    against = []
    for appeal in held["Appeal"]:
        unheard = appeal.result in ("rejected", "withdrawn")  # ended without a review, so without its day
        if not appeal.result or (appeal.decided_on is None and not unheard):
            against.append("appeal runs")
        elif appeal.result in ("changed", "revoked"):
            later = [
                one for one in held["Decision"] if one.decided_on and one.decided_on >= appeal.decided_on
            ]
            against += [] if later else ["appeal won, nothing decided since"]
    # A month is never shorter than this.
    if any(one.served_on and today - one.served_on < timedelta(28) for one in held["Service"]):
        against.append("time to appeal")
    if any(one.decided_on is None and one.ended_on is None for one in held["SanctionCase"]):
        against.append("sanction runs")
    if any(one.resumed_on is None for one in held["Suspension"]):
        against.append("suspended")
    # What is handed over goes on where the case goes on.
    handed_over = closure.kind == "transferred" and any(one.receipt_on for one in held["Transfer"])
    if any(one.lifted_on is None for one in held["Preservation"]) and not handed_over:
        against.append("measure in force")
    return against


def _kind(clue: Clue, closure: Any, last: dict[str, Any], held: dict[str, list[Any]]) -> list[str]:
    triage, report, opinion = last["Triage"], last["InvestigationReport"], last["Acceptance"]
    letters = [one for one in held["Transfer"] if one.kind != "hand_down"]
    down = [one for one in held["Transfer"] if one.kind == "hand_down"]
    disproved = report is not None and report.conclusion == "disproved"
    # 了结 against what the check found is explained at its own step, and ends the clue all the same.
    ended = triage is not None and triage.disposition == "close"
    fits = {
        "rectified": clue.stage.value == "closure" and clue.rectified_on is not None,
        "disproved": clue.stage.value == "closure" and (disproved or ended),
        "transferred": bool(letters) and all(one.receipt_on for one in letters),
        "handed_down": bool(down) and all(one.feedback_on and one.feedback.strip() for one in down),
        "rejected": clue.stage.value == "intake" and opinion is not None and opinion.opinion == "refuse",
    }.get(closure.kind, False)
    against = [] if fits or clue.legacy else [f"not {closure.kind}"]
    if triage is not None and triage.disposition == "keep":
        against.append("kept")
    asked = clue.from_superior or (triage is not None and (triage.supervised or triage.escalated))
    if asked and not (closure.consent_number.strip() and closure.consent_on):
        against.append("superior not asked")
    return against


def _carried_out(held: dict[str, list[Any]]) -> list[str]:
    decided = {one.uid: one.kind for one in held["Decision"]}
    for handling in held["Handling"]:
        if decided.get(handling.decision, "decision") != "decision":
            continue
        rows = [one for one in held["Execution"] if one.handling == handling.uid]
        # Who died or left can do nothing more; why is written down.
        done = {
            one.kind
            for one in rows
            if one.state == "done" or (one.state == "impossible" and one.proof.strip())
        }
        followed = {one.kind for one in held["LongTermItem"] if one.handling == handling.uid}
        for kind in handling.kinds:
            root = kind.split(".")[0]
            if not {kind, root} & done and FOLLOWED.get(root) not in followed:
                return ["not carried out"]
    return []
