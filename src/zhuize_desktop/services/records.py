"""Saving any record: one way in for new ones, one for changed ones, one for withdrawing and bringing back.

What is special about a class (numbering a clue, keeping the tree's dated rows) stands in its own module and calls
these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..domain.checks import refuse
from ..domain.errors import FieldError, NotAllowed
from ..domain.record_checks import record_problems
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
    from collections.abc import Mapping, Sequence

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
#: Which action taking a record of this class out is, and which one bringing it back. Accounts, keys, reports and
#: 隶属关系 are in no list: they end in ways of their own.
WITHDRAW_OPS: dict[type[Record], tuple[Op, Op]] = {
    **dict.fromkeys(
        (
            Enterprise,
            Person,
            Clue,
            SupervisionReport,
            Finding,
            Loss,
            Recovery,
            LiablePerson,
            Approval,
            Attachment,
        ),
        (Op.WITHDRAW, Op.RESTORE_RECORD),
    ),
    # 解除回避 and 收回授权 are decided by those who decide the thing itself.
    Recusal: (Op.RECUSE, Op.RECUSE),
    ReadingGrant: (Op.GRANT_READING, Op.GRANT_READING),
}


def insert(tx: Transaction, record: type[R], values: dict[str, Any]) -> R:
    """A new record of the actor's enterprise inside an action."""
    made = record(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, **values)
    tx.insert(made)
    return made


def add(session: Session, record: type[R], values: dict[str, Any], *, form: str = "") -> OpResult[R]:
    """Save a new record; the draft it came from is gone with it.

    Raises:
        NotAllowed: none of the user's roles may, or what it hangs on may not be seen or was withdrawn.
        FieldError: the first 强制 problem, with its field.
    """
    book = session.rulebook()
    with session.ledger.transact(SAVE_OPS[record], session.viewer) as tx:
        check_parent(tx, record, values)
        made = record(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, **values)
        refuse(record_problems(made, book, session.today))
        tx.insert(made)
        forget_draft(tx, form or record.__name__, "")
        return OpResult(made, tx.changes)


def add_many(session: Session, record: type[R], many: Sequence[dict[str, Any]]) -> OpResult[tuple[R, ...]]:
    """Save several new records of one class at once, all or nothing; as ``add`` for each."""
    book = session.rulebook()
    with session.ledger.transact(SAVE_OPS[record], session.viewer) as tx:
        for clue in {values.get("clue") for values in many}:
            check_parent(tx, record, {"clue": clue})
        made = tuple(
            record(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, **values) for values in many
        )
        for one in made:
            refuse(record_problems(one, book, session.today))
        tx.insert(*made)
        return OpResult(made, tx.changes)


def change(session: Session, new: R, *, form: str = "") -> OpResult[R]:
    """Save a changed record over the version it was made from; its draft is gone with it.

    Raises:
        NotAllowed: the user may not, may not see the record, or it or what it hangs on was withdrawn.
        FieldError: the first 强制 problem, with its field.
        Conflict: somebody else saved it in between; the draft stays.
    """
    book = session.rulebook()
    with session.ledger.transact(SAVE_OPS[type(new)], session.viewer) as tx:
        old = tx.get(type(new), new.uid)
        if new.withdrawn_reason != old.withdrawn_reason:
            raise NotAllowed("撤回和恢复须单独办理，请用“撤回”或“恢复到台账”。")
        for clue in {getattr(one, "clue", None) for one in (old, new)}:
            check_parent(tx, type(new), {"clue": clue})
        refuse(record_problems(new, book, session.today))
        saved = tx.update(new)
        forget_draft(tx, form or type(new).__name__, new.uid)
        return OpResult(saved, tx.changes)


def withdraw(session: Session, record: type[R], uid: str, reason: str) -> OpResult[R]:
    """Take a record out of the ledger with a reason; it stays in the recycle bin.

    Raises:
        FieldError: no reason given.
        NotAllowed: the user may not, or records of this class are not withdrawn.
    """
    if not reason.strip():
        raise FieldError("withdrawn_reason", "请填写撤回理由。")
    op, _ = _withdraw_ops(record)
    with session.ledger.transact(op, session.viewer) as tx:
        if op is not Op.WITHDRAW:
            tx.note = "撤回"  # what the action is called does not say it
        saved = tx.update(replace(tx.get(record, uid), withdrawn_reason=reason.strip()))
        return OpResult(saved, tx.changes)


def bring_back(session: Session, record: type[R], uid: str) -> OpResult[R]:
    """Put a withdrawn record back where it was; who may is as for ``withdraw``."""
    _, op = _withdraw_ops(record)
    with session.ledger.transact(op, session.viewer) as tx:
        if op is not Op.RESTORE_RECORD:
            tx.note = "恢复"
        saved = tx.update(replace(tx.get(record, uid), withdrawn_reason=""))
        return OpResult(saved, tx.changes)


def _withdraw_ops(record: type[Record]) -> tuple[Op, Op]:
    if record not in WITHDRAW_OPS:
        raise NotAllowed("用户、签名密钥、定期报告和隶属关系不能撤回，请在各自的页面办理。")
    return WITHDRAW_OPS[record]


def check_parent(tx: Transaction, record: type[Record], values: Mapping[str, Any]) -> None:
    """What hangs on a clue is added and changed only by those who may see the clue, and while it is in the ledger.

    回避 is marked in the recycle bin too: what lies there can still be read.
    """
    clue = values.get("clue")
    if clue is not None and tx.get(Clue, clue).withdrawn_reason and record is not Recusal:
        raise NotAllowed("这条线索已撤回，请先恢复到台账再办理。")
    report = values.get("report") if record is Attachment else None
    if report is not None and tx.get(SupervisionReport, report).withdrawn_reason:
        raise NotAllowed("这份监督成果已撤回，请先恢复再办理。")


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
