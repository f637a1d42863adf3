"""Saving any record: one way in for new ones, one for changed ones, one for withdrawing and bringing back.

What is special about a class (numbering a clue, keeping the tree's dated rows) stands in its own module and calls
these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..domain.errors import FieldError, NotAllowed
from ..domain.records import (
    Affiliation,
    Approval,
    Attachment,
    Clue,
    Enterprise,
    Finding,
    LiablePerson,
    Loss,
    Person,
    ReadingGrant,
    Record,
    Recovery,
    Recusal,
    SupervisionReport,
    User,
)
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage import audit, drafts, rows
from ..storage.ledger import Transaction, readable
from ..storage.queries import find_named, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .session import Session

R = TypeVar("R", bound=Record)

#: Which action saving a record of this class is.
SAVE_OPS: dict[type[Record], Op] = {
    Enterprise: Op.SAVE_ENTERPRISE,
    Affiliation: Op.SAVE_ENTERPRISE,
    Person: Op.SAVE_PERSON,
    Clue: Op.CHANGE_CLUE,
    SupervisionReport: Op.SAVE_SUPERVISION,
    Finding: Op.SAVE_SUPERVISION,
    Loss: Op.SAVE_LOSS,
    Recovery: Op.SAVE_LOSS,
    LiablePerson: Op.SAVE_LIABLE,
    Approval: Op.SAVE_APPROVAL,
    Attachment: Op.ADD_ATTACHMENT,
    User: Op.SAVE_USER,
    Recusal: Op.RECUSE,
    ReadingGrant: Op.GRANT_READING,
}


def insert(tx: Transaction, record: type[R], values: dict[str, Any]) -> R:
    """A new record of the actor's enterprise inside an action."""
    made = record(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, **values)
    tx.insert(made)
    return made


def add(session: Session, record: type[R], values: dict[str, Any], *, form: str = "") -> OpResult[R]:
    """Save a new record; the draft it came from is gone with it.

    Raises:
        NotAllowed: none of the user's roles may, or what it hangs on may not be seen.
        FieldError: a value cannot be accepted.
    """
    with session.ledger.transact(SAVE_OPS[record], session.viewer) as tx:
        check_parent(tx, record, values)
        made = insert(tx, record, values)
        forget_draft(tx, form or record.__name__, "")
        return OpResult(made, tx.changes)


def add_many(session: Session, record: type[R], many: Sequence[dict[str, Any]]) -> OpResult[tuple[R, ...]]:
    """Save several new records of one class at once, all or nothing; as ``add`` for each."""
    with session.ledger.transact(SAVE_OPS[record], session.viewer) as tx:
        for clue in {values["clue"] for values in many if values.get("clue")}:
            check_parent(tx, record, {"clue": clue})
        made = tuple(
            record(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, **values) for values in many
        )
        tx.insert(*made)
        return OpResult(made, tx.changes)


def change(session: Session, new: R, *, form: str = "") -> OpResult[R]:
    """Save a changed record over the version it was made from; its draft is gone with it.

    Raises:
        NotAllowed: the user may not, or may not see the record.
        Conflict: somebody else saved it in between; the draft stays.
    """
    with session.ledger.transact(SAVE_OPS[type(new)], session.viewer) as tx:
        check_parent(tx, type(new), {"clue": getattr(new, "clue", None)})
        saved = tx.update(new)
        forget_draft(tx, form or type(new).__name__, new.uid)
        return OpResult(saved, tx.changes)


def withdraw(session: Session, record: type[R], uid: str, reason: str) -> OpResult[R]:
    """Take a record out of the ledger with a reason; it stays in the recycle bin.

    Raises:
        FieldError: no reason given.
    """
    if not reason.strip():
        raise FieldError("withdrawn_reason", "请填写撤回理由。")
    with session.ledger.transact(Op.WITHDRAW, session.viewer) as tx:
        saved = tx.update(replace(tx.get(record, uid), withdrawn_reason=reason.strip()))
        return OpResult(saved, tx.changes)


def bring_back(session: Session, record: type[R], uid: str) -> OpResult[R]:
    """Put a withdrawn record back where it was."""
    with session.ledger.transact(Op.RESTORE_RECORD, session.viewer) as tx:
        saved = tx.update(replace(tx.get(record, uid), withdrawn_reason=""))
        return OpResult(saved, tx.changes)


def check_parent(tx: Transaction, record: type[Record], values: dict[str, Any]) -> None:
    """What hangs on a clue is added only by those who may see the clue."""
    clue = values.get("clue")
    if clue is not None and record is not Clue:
        tx.get(Clue, clue)


def forget_draft(tx: Transaction, form: str, uid: str) -> None:
    """Drop the actor's draft inside the saving transaction."""
    drafts.drop(tx.connection, tx.actor.user, form, uid)


def load(session: Session, record: type[R], uid: str) -> R:
    """One record the user may see. Raises ``NotAllowed`` when there is none such."""
    found = list_records(session, record, withdrawn=True, uid=uid)
    if not found:
        raise NotAllowed("找不到这条记录，或您无权查看。")
    return found[0]


def list_records(session: Session, record: type[R], *, withdrawn: bool = False, **equal: object) -> list[R]:
    """The records of a class the user may see whose fields equal these values, oldest first."""
    with session.ledger.read() as connection:
        return rows.fetch_equal(
            connection, record, readable(record, session.viewer), withdrawn=withdrawn, **equal
        )


def hanging_on(session: Session, record: type[R], field: str, uid: str) -> list[R]:
    """The records whose reference ``field`` points to ``uid``: losses of a clue, findings of a report."""
    where: dict[str, Any] = {field: uid}
    return list_records(session, record, **where)


def find(session: Session, record: type[R], words: str, limit: int = 20) -> list[R]:
    """Enterprises or persons by part of name or pinyin, for the pickers."""
    with session.ledger.read() as connection:
        found = find_named(connection, record, words, limit)
        if record is not Person or session.viewer.reads_cases:
            return found
        seen = rows.fetch(connection, record, readable(record, session.viewer))
        return [one for one in found if one in seen]


def names_of(session: Session, record: type[Record], uids: tuple[str, ...]) -> dict[str, str]:
    """Names by uid, for showing references."""
    with session.ledger.read() as connection:
        return names(connection, record, uids)


def timeline(session: Session, clue: str) -> list[audit.TrailEntry]:
    """Everything that happened to a clue and to what hangs on it, newest first."""
    hanging = (Loss, Recovery, LiablePerson, Approval, Attachment)
    with session.ledger.read() as connection:
        load(session, Clue, clue)
        uids = [clue]
        for record in hanging:
            uids += [one.uid for one in rows.fetch_equal(connection, record, withdrawn=True, clue=clue)]
        return audit.timeline(connection, uids)
