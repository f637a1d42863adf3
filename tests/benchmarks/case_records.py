"""Invented records of handled cases hung on the clues of a demonstration ledger, the same for every run."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from zhuize_desktop.domain.records import (
    Clue,
    Decision,
    Execution,
    Extension,
    Handling,
    LiablePerson,
    OutsideDecision,
    Record,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    RuleChange,
    StageStep,
    Transfer,
    Violation,
)
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.records import list_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhuize_desktop.services.session import Session

_KINDS = (("criticism.circular", "pay.performance"), ("organisation.demote",), ("criticism.written", "ban"))
_CHUNK = 2000


def hang_cases(session: Session) -> None:
    """Decisions with their handlings, items with their extensions, rules, transfers and steps on every clue in hand."""
    liable: dict[str, list[LiablePerson]] = {}
    for one in list_records(session, LiablePerson):
        liable.setdefault(one.clue, []).append(one)
    made = [
        record
        for at, clue in enumerate(list_records(session, Clue))
        for record in _case(session, at, clue, liable.get(clue.uid, []))
    ]
    for start in range(0, len(made), _CHUNK):
        with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
            tx.insert(*made[start : start + _CHUNK])


def _case(session: Session, at: int, clue: Clue, liable: list[LiablePerson]) -> Iterator[Record]:
    """What hangs on one clue, by how far it has come."""
    count = 0

    def new(record: type[Record], **values: Any) -> Any:
        nonlocal count
        count += 1
        uid = f"{record.__name__}-{at:06d}-{count:02d}"
        return record(uid=uid, owner_enterprise=clue.owner_enterprise, **({"clue": clue.uid} | values))  # type: ignore[call-arg]

    for move, day in (
        ("accept", clue.accepted_on),
        ("finish_check", clue.checked_on),
        ("dispose", clue.triaged_on),
    ):
        if day is not None:
            yield new(StageStep, move=move, label=move, taken_on=day)
    if at % 30 == 0 and clue.checked_on is not None:
        yield new(
            StageStep, move="return_triage", label="退回", taken_on=clue.checked_on, reason="补充核实（虚构）"
        )
        yield new(Extension, step=Stage.PRELIMINARY_CHECK, reason="情形复杂（虚构）", to_on=clue.checked_on,
                  approver="郑德明", approved_on=clue.checked_on)  # fmt: skip
    if at % 20 == 0 and clue.triaged_on is not None:
        kind = ("discipline", "department", "hand_up")[at % 3]
        yield new(Transfer, kind=kind, receiver="虚构接收单位", sent_on=clue.triaged_on)
    if clue.investigated_on is not None:
        yield new(
            Violation, item="违规事项", facts="虚构", basis="虚构", situations=(f"46-{at % 13 + 1}-01",)
        )
    if clue.decided_on is None:
        return
    decision = new(Decision, number=f"虚责〔2025〕{at}号", maker="虚构单位", decided_on=clue.decided_on)
    yield decision
    for place, one in enumerate(liable):
        kinds = _KINDS[(at + place) % 3]
        pay = "pay.performance" in kinds
        handling = new(
            Handling, decision=decision.uid, liable=one.uid, kinds=kinds, deduction=3_000_000 if pay else None
        )
        yield handling
        if pay:
            yield new(Execution, handling=handling.uid, kind="pay.performance", state="done",
                      done_on=clue.decided_on + timedelta(40), amount=2_000_000)  # fmt: skip
    if at % 9 == 0:
        yield new(
            OutsideDecision,
            kind="discipline",
            maker="虚构纪委",
            decided_on=clue.decided_on,
            persons=clue.persons,
        )
    yield from _mended(at, clue, new)


def _mended(at: int, clue: Clue, new: Any) -> Iterator[Record]:
    """The rectification of one clue."""
    assert clue.decided_on is not None
    notice = new(RectificationNotice, number=f"虚改〔2025〕{at}号", issued_on=clue.decided_on)
    yield notice
    done = clue.rectified_on is not None
    for place in range(2):
        item = new(
            RectificationItem,
            notice=notice.uid,
            item="修订付款办法",
            due_on=clue.decided_on + timedelta(90),
            state="done" if done else ("open", "ongoing")[place],
            done_on=clue.rectified_on,
            accounting=50_000_000 if place else None,
            recovered=1_000_000 if not place and done else None,
            tax=120_000 if place and at % 3 == 0 else None,
        )
        yield item
        if at % 6 == 0:
            yield new(RectificationChange, item=item.uid, reason="虚构", new_due=clue.decided_on + timedelta(150),
                      approver="郑德明", approved_on=clue.decided_on + timedelta(80))  # fmt: skip
    if done:
        kind = ("new", "revised", "process")[at % 3]
        yield new(RuleChange, kind=kind, name="付款管理办法", published_on=clue.rectified_on)
