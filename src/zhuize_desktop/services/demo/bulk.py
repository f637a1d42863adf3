"""Further clues by the thousand: entered as an office enters what was handled before it had this program.

They repeat stages, sources and kinds with other figures; no step is taken with them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ...domain.checks import refuse
from ...domain.record_checks import clue_problems
from ...domain.records import (
    Approval,
    Clue,
    Decision,
    Handling,
    LiablePerson,
    Loss,
    Record,
    Recovery,
)
from ...domain.roles import Op
from ...domain.stages import Stage
from .. import records
from ..clues import prepared
from . import words
from .values import clue_values, sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from .office import Office

_CHUNK = 500
_DAYS = (
    "accepted_on",
    "checked_on",
    "triaged_on",
    "opened_on",
    "investigated_on",
    "decided_on",
    "rectified_on",
)
#: How many of the days above lie behind a clue that stands at a stage.
_REACH = {
    Stage.INTAKE: 1,
    Stage.PRELIMINARY_CHECK: 1,
    Stage.TRIAGE: 2,
    Stage.INVESTIGATION: 4,
    Stage.DISPOSITION: 5,
    Stage.RECTIFICATION: 6,
    Stage.CLOSURE: 7,
}


def entered(
    office: Office, first: int, count: int, progress: Callable[[float, str], None] | None
) -> list[Clue]:
    """The clues from the ``first``-th to the last, with what hangs on them, some hundred in an action."""
    turn = sources(office)
    values = [_values(office, at, turn[at % len(turn)]) for at in range(first, count)]
    made: list[Clue] = []
    for start in range(0, len(values), _CHUNK):
        part = _written(office, values[start : start + _CHUNK])
        _hang(office, part, first + start)
        made += part
        if progress is not None:
            progress((first + len(made)) / count, "正在生成演示线索")
    return made


def _written(office: Office, many: list[dict[str, Any]]) -> tuple[Clue, ...]:
    """The clues as steps would have left them: thousands are not worked one by one, and registering takes none such."""
    with office.clerk.ledger.transact(Op.REGISTER_CLUE, office.clerk.viewer) as tx:
        made = tuple(prepared(tx, office.book, office.today, values) for values in many)
        for clue in made:
            refuse(clue_problems(clue, office.book, office.today))
        tx.insert(*made)
        return made


def _values(office: Office, at: int, source: str) -> dict[str, Any]:
    """The ``at``-th clue; three in four of the last year and this one, so that the annual report has something."""
    chance, today = office.chance, office.today
    reported = date(today.year - chance.choice((0, 1, 1, 2, 3)), 1, 1)
    reported += timedelta(days=chance.randrange(360))
    if reported > today:
        reported = today - timedelta(days=chance.randrange(5, 200))
    stage = list(Stage)[at % len(Stage)]
    legacy = at % 13 == 6
    values = clue_values(office, at, source, reported) | {
        "stage": stage,
        "handling": words.HANDLING[stage],
        "legacy": legacy,
        "stage_confirmed": at % 26 != 19,
    }
    return values | (_closed(stage) if legacy else _history(office, stage, reported, at))


def _closed(stage: Stage) -> dict[str, Any]:
    """A 存量线索 has no days."""
    closed = stage is Stage.CLOSURE
    return {"closed": closed, "closure_kind": "rectified" if closed else ""}


def _history(office: Office, stage: Stage, reported: date, at: int) -> dict[str, Any]:
    """The days of the steps up to ``stage``."""
    values: dict[str, Any] = {}
    day = reported
    for name in _DAYS[: _REACH[stage]]:
        day = min(day + timedelta(days=office.chance.randrange(3, 45)), office.today)
        values[name] = day
    if "triaged_on" in values:
        kinds = [entry.code for entry in office.book.dictionary("disposition").entries()]
        investigated = stage.order > Stage.TRIAGE.order
        values["disposition"] = ("direct", "joint")[at % 4 == 3] if investigated else kinds[at % len(kinds)]
    if stage is Stage.CLOSURE:
        values |= {"closed": True, "closed_on": values["rectified_on"], "closure_kind": "rectified"}
    return values


# --- what hangs on them -----------------------------------------------------------------------------------------


def _hang(office: Office, part: tuple[Clue, ...], start: int) -> None:
    """Losses, recoveries, liable persons, approvals, and from 整改 on a decision with a handling for each person."""
    found = [
        (at, clue, clue.estimated_loss)
        for at, clue in enumerate(part, start)
        if clue.stage.order >= Stage.DISPOSITION.order and clue.estimated_loss is not None
    ]
    hanging: dict[type[Record], list[dict[str, Any]]] = {
        Loss: [one for at, clue, loss in found for one in _losses(at, clue, loss)],
        Recovery: [_recovery(at, clue, loss) for at, clue, loss in found if at % 2],
        Approval: [_approval(at, clue) for at, clue, _ in found],
    }
    for record, many in hanging.items():
        if many:
            records.add_many(office.clerk, record, many)
    _decide(office, [(at, clue) for at, clue, _ in found])


def _losses(at: int, clue: Clue, loss: int) -> list[dict[str, Any]]:
    """Lines of the loss of ``loss`` 分; every fourth clue has 或有损失 too."""
    shares = {"direct": 60, "indirect": 20} | ({} if at % 4 else {"contingent": 10})
    return [
        {
            "clue": clue.uid,
            "item": words.LOSS_ITEMS[kind],
            "kind": kind,
            "amount": loss * share // 100,
            "identified_on": clue.investigated_on,
            "enterprise": clue.enterprises[0],
            "evidence": ("professional", "internal"),
        }
        for kind, share in shares.items()
    ]


def _recovery(at: int, clue: Clue, loss: int) -> dict[str, Any]:
    return {
        "clue": clue.uid,
        "kind": ("cash", "asset", "debt", "litigation", "avoided")[at % 5],
        "amount": loss * 25 // 100,
        "recovered_on": clue.rectified_on or clue.decided_on,
        "note": "演示数据",
    }


def _approval(at: int, clue: Clue) -> dict[str, Any]:
    return {
        "clue": clue.uid,
        "step": Stage.TRIAGE,
        "form": "meeting",
        "body": "leading_body",
        "approver": "责任追究工作领导小组",
        "decided_on": clue.triaged_on,
        "minutes_number": f"虚构纪要〔{clue.reported_on.year if clue.reported_on else ''}〕{at % 90 + 1}号",
        "result": "approved",
        "archive_place": f"卷{at % 20 + 1}第{at % 100 + 1}页",
    }


def _decide(office: Office, found: list[tuple[int, Clue]]) -> None:
    """责任人; where it was decided, the decision and what it laid on each of them."""
    liable = [one for at, clue in found for one in _liable(at, clue)]
    if not liable:
        return
    held = records.add_many(office.clerk, LiablePerson, liable).value
    decided = [(at, clue) for at, clue in found if clue.decided_on is not None]
    if not decided:
        return
    made = records.add_many(office.clerk, Decision, [_decision(at, clue) for at, clue in decided]).value
    of = {one.clue: (at, one) for (at, _), one in zip(decided, made, strict=True)}
    rows = [_handling(*of[one.clue], one) for one in held if one.clue in of]
    records.add_many(office.clerk, Handling, rows)


def _liable(at: int, clue: Clue) -> list[dict[str, Any]]:
    return [
        {
            "clue": clue.uid,
            "person": person,
            "liability": ("direct", "supervisory", "leadership")[place % 3],
            "facts": "未按规定履行职责（虚构）。",
            "identified_on": clue.investigated_on,
            "disciplined": at % 7 == 0,
        }
        for place, person in enumerate(clue.persons)
    ]


def _decision(at: int, clue: Clue) -> dict[str, Any]:
    return {
        "clue": clue.uid,
        "number": f"虚运责〔{clue.decided_on.year if clue.decided_on else ''}〕{at + 1}号",
        "maker": words.OWN,
        "body": "party_committee",
        "decided_on": clue.decided_on,
        "facts": "未按规定履行审批和监管程序（虚构）。",
        "basis": "本企业责任追究办法第20条（虚构）",
    }


def _handling(at: int, decision: Decision, liable: LiablePerson) -> dict[str, Any]:
    kinds = words.KINDS[at % len(words.KINDS)]
    begun = decision.decided_on
    assert begun is not None, "only what was decided on a day gets a decision"
    banned = "ban" in kinds
    return {
        "clue": decision.clue,
        "decision": decision.uid,
        "liable": liable.uid,
        "kinds": kinds,
        "deduction": 2_000_000 + at * 100 if any(kind.startswith("pay") for kind in kinds) else None,
        "ban_from": begun if banned else None,
        "ban_to": begun + timedelta(days=3 * 365) if banned else None,
        "competent": "有权机关处分决定（虚构）" if kinds[0].startswith(("party", "sanction")) else "",
    }
