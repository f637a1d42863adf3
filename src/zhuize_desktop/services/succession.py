"""承继线索: the open clues of an enterprise that ended go to its successor, in one action.

Only clues that the user may read are changed: one outside the user's 知悉范围 counts, is not named and stays as it
is, until somebody inside it does the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..domain.errors import Conflict, FieldError
from ..domain.records import Clue, Enterprise
from ..domain.roles import Op
from ..domain.stages import Stage
from ..domain.succession import heir_of, with_heir
from ..domain.viewer import OpResult
from ..storage import queries, rows
from ..storage.ledger import check_permission
from .rules import contingent_counted

if TYPE_CHECKING:
    from ..storage.engine import Connection
    from .session import Session


@dataclass(frozen=True, slots=True)
class Inherited:
    """One open clue that goes over: its number and stage, and the names of the 涉及单位 as they will stand."""

    uid: str
    number: str
    stage: Stage
    enterprises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Succession:
    """Who takes over from whom, and which open clues it touches.

    Attributes:
        former: the enterprise that ended, ``heir`` who takes over in the end.
        clues: those the user may read, by number.
        unnamed: how many there are besides, outside the user's 知悉范围.
    """

    former: Enterprise
    heir: Enterprise
    clues: tuple[Inherited, ...] = ()
    unnamed: int = 0


def succession_of(session: Session, enterprise: str) -> Succession:
    """What a succession would change; nothing is written.

    Raises:
        NotAllowed: the user may not.
        FieldError: the enterprise has not ended, or nobody is registered to take over.
    """
    check_permission(Op.TAKE_OVER_CLUES, session.viewer)
    with session.ledger.read() as connection:
        return _gathered(session, connection, enterprise)


def take_over(session: Session, seen: Succession) -> OpResult[Succession]:
    """承继: put the successor before the one that ended in every clue that was shown; all or nothing.

    Raises:
        NotAllowed: the user may not.
        FieldError: the enterprise has not ended, nobody takes over, or no clue is left to be taken over.
        Conflict: the clues are not those that the user saw.
    """
    with session.ledger.transact(Op.TAKE_OVER_CLUES, session.viewer) as tx:
        now = _gathered(session, tx.connection, seen.former.uid)
        if now.heir.uid != seen.heir.uid or now.clues != seen.clues:
            raise Conflict("台账在您查看之后有了改动，没有承继任何线索；请重新打开核对后再办理。")
        if not now.clues:
            raise FieldError("clues", "没有您可以办理的未办结线索要承继。")
        tx.note = f"{now.former.name} → {now.heir.name}：{len(now.clues)} 条"
        for one in now.clues:
            clue = tx.get(Clue, one.uid)
            changed = with_heir(clue.enterprises, now.former.uid, now.heir.uid)
            tx.update(replace(clue, enterprises=changed))
        return OpResult(now, tx.changes)


def known_enterprises(connection: Connection, uids: tuple[str, ...]) -> dict[str, Enterprise]:
    """These enterprises and everybody who succeeds them, by uid."""
    known: dict[str, Enterprise] = {}
    asked = list(uids)
    while asked:
        found = rows.fetch_by_uid(connection, Enterprise, asked)
        known |= found
        asked = [one.successor for one in found.values() if one.successor and one.successor not in known]
    return known


def _gathered(session: Session, connection: Connection, enterprise: str) -> Succession:
    known = known_enterprises(connection, (enterprise,))
    former = known[enterprise]
    if former.closed_on is None:
        raise FieldError("closed_on", f"“{former.name}”没有登记注销或停业日期，请先登记日期和承继企业。")
    heir = heir_of(enterprise, known)
    if heir is None:
        raise FieldError(
            "successor", f"“{former.name}”没有登记承继企业，或承继企业也已注销，请先登记由谁承继。"
        )
    every = queries.open_clues_of(connection, enterprise, heir.uid)
    contingent = contingent_counted(connection, session.today)
    readable = queries.ledger_rows(connection, session.viewer, every, contingent=contingent)
    clues = [row.clue for row in readable if not row.stub]
    after = {one.uid: with_heir(one.enterprises, enterprise, heir.uid) for one in clues}
    names = queries.names(connection, Enterprise, (uid for several in after.values() for uid in several))
    return Succession(
        former,
        heir,
        tuple(
            Inherited(one.uid, one.number, one.stage, tuple(names[uid] for uid in after[one.uid]))
            for one in sorted(clues, key=lambda clue: (clue.number, clue.uid))
        ),
        len(every) - len(clues),
    )
