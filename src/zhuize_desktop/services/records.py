"""Saving any record: one way in for new ones, one for changed ones, one for withdrawing and bringing back.

What is special about a class (numbering a clue, keeping the tree's dated rows) stands in its own module and calls
these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..domain.checks import CheckFinding, Grade, refuse
from ..domain.declared_checks import cannot_lack
from ..domain.errors import FieldError, NotAllowed, RowError
from ..domain.record_checks import record_problems
from ..domain.records import (
    CASE_RECORDS,
    Affiliation,
    Approval,
    Attachment,
    Clue,
    Enterprise,
    Finding,
    GateExplanation,
    IssuedPaper,
    LiablePerson,
    Loss,
    Merger,
    Person,
    ReadingGrant,
    Record,
    Recovery,
    RectificationAcceptance,
    Recusal,
    StageStep,
    SupervisionReport,
    User,
)
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage import audit, drafts, rows
from ..storage.cases import hanging_uids
from ..storage.ledger import Transaction, readable
from ..storage.queries import find_named, names
from .saving_rules import check_open, check_saving, refuse_half, refuse_referred, stamped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ..domain.rulebook import RuleBook
    from .session import Session

R = TypeVar("R", bound=Record)

#: Case records that are no user's to write: moves and registers leave them.
KEPT_BY_PROGRAM: frozenset[type[Record]] = frozenset({StageStep, GateExplanation, IssuedPaper})
#: What people enter while a clue is handled.
CASEWORK: tuple[type[Record], ...] = tuple(record for record in CASE_RECORDS if record not in KEPT_BY_PROGRAM)
#: Which action saving a record of this class is.
SAVE_OPS: dict[type[Record], Op] = {
    **dict.fromkeys(CASEWORK, Op.SAVE_CASEWORK),
    RectificationAcceptance: Op.ACCEPT_RECTIFICATION,
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
            *CASEWORK,
        ),
        (Op.WITHDRAW, Op.RESTORE_RECORD),
    ),
    # 解除回避 and 收回授权 are decided by those who decide the thing itself.
    Recusal: (Op.RECUSE, Op.RECUSE),
    ReadingGrant: (Op.GRANT_READING, Op.GRANT_READING),
}


def problems(session: Session, record: Record) -> tuple[CheckFinding, ...]:
    """What is wrong with a record as it is being typed; only 强制 keeps it from being saved."""
    return record_problems(record, session.rulebook(), session.today)


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
        (made,) = _inserted(tx, record, (values,), book, session.today)
        forget_draft(tx, form or record.__name__, "")
        return OpResult(made, tx.changes)


def add_many(session: Session, record: type[R], many: Sequence[dict[str, Any]]) -> OpResult[tuple[R, ...]]:
    """Save several new records of one class at once, all or nothing; as ``add`` for each.

    Raises:
        RowError: the first 强制 problem, with its row and field. Nothing was saved.
    """
    book = session.rulebook()
    with session.ledger.transact(SAVE_OPS[record], session.viewer) as tx:
        for clue in {values.get("clue") for values in many}:
            check_parent(tx, record, {"clue": clue})
        made = _inserted(tx, record, many, book, session.today)
        return OpResult(made, tx.changes)


def problems_of_many(
    session: Session, record: type[Record], many: Sequence[dict[str, Any]]
) -> tuple[RowError, ...]:
    """Every 强制 problem of records that are to be saved at once, with its row; what ``add_many`` finds first only."""
    book, viewer = session.rulebook(), session.viewer
    return tuple(
        RowError(row, found.field, found.sentence)
        for row, values in enumerate(many)
        for found in record_problems(
            record(uid="", owner_enterprise=viewer.enterprise, **values), book, session.today
        )
        if found.grade is Grade.MUST
    )


def _inserted(
    tx: Transaction, record: type[R], many: Sequence[dict[str, Any]], book: RuleBook, day: date
) -> tuple[R, ...]:
    """New records of one class, each checked against those before it, with what follows from them."""
    if record in CASEWORK:
        tx.note = record.noun  # the timeline says what was entered, not only that something was
    made = []
    for row, values in enumerate(many):
        # What the record cannot be without and was not given is told by the checks, like a blank.
        given = dict.fromkeys((found.name for found in cannot_lack(record)), "") | values
        one = stamped(tx, record(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, **given))
        try:
            refuse(record_problems(one, book, day))
            check_saving(tx, one)
            refuse_half(tx, one)
        except FieldError as error:
            raise RowError(row, error.field, error.sentence) from None
        tx.insert(one)
        made.append(one)
    return tuple(made)


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
        if type(new) in CASEWORK:
            tx.note = new.noun
        new = stamped(tx, new, old)
        refuse(record_problems(new, book, session.today))
        check_saving(tx, new, old)
        refuse_half(tx, new)
        saved = tx.update(new)
        forget_draft(tx, form or type(new).__name__, new.uid)
        return OpResult(saved, tx.changes)


def withdraw(session: Session, record: type[R], uid: str, reason: str) -> OpResult[R]:
    """Take a record out of the ledger with a reason; it stays in the recycle bin.

    Raises:
        FieldError: no reason given.
        NotAllowed: the user may not, records of this class are not withdrawn, or others that stand in the same case
            refer to this one.
    """
    if not reason.strip():
        raise FieldError("withdrawn_reason", "请填写撤回理由。")
    op, _ = _withdraw_ops(record)
    book = session.rulebook()
    with session.ledger.transact(op, session.viewer) as tx:
        if op is not Op.WITHDRAW:
            tx.note = "撤回"  # what the action is called does not say it
        old = tx.get(record, uid)
        check_open(tx, old)  # what is done and closed is not taken away either
        refuse_referred(tx, old, book, session.today)
        gone = replace(old, withdrawn_reason=reason.strip())
        found = record_problems(gone, book, session.today)
        refuse(one for one in found if one.field == "withdrawn_reason")  # old faults do not keep it here
        saved = tx.update(gone)
        return OpResult(saved, tx.changes)


def bring_back(session: Session, record: type[R], uid: str) -> OpResult[R]:
    """Put a withdrawn record back where it was; who may is as for ``withdraw``.

    Raises:
        FieldError: what it refers to was taken out too, or it stands there already.
        NotAllowed: the user may not; it was merged into another, or its clue is closed.
    """
    _, op = _withdraw_ops(record)
    with session.ledger.transact(op, session.viewer) as tx:
        if op is not Op.RESTORE_RECORD:
            tx.note = "恢复"
        back = replace(tx.get(record, uid), withdrawn_reason="")
        if rows.fetch_equal(tx.connection, Merger, gone=uid):
            raise NotAllowed("这条记录已并入另一条，不能单独恢复；请在“数据体检”里撤销合并。")
        check_saving(tx, back)
        saved = tx.update(back)
        return OpResult(saved, tx.changes)


def _withdraw_ops(record: type[Record]) -> tuple[Op, Op]:
    if record not in WITHDRAW_OPS:
        raise NotAllowed("用户、签名密钥、定期报告和隶属关系不能撤回，请在各自的页面办理。")
    return WITHDRAW_OPS[record]


def check_parent(tx: Transaction, record: type[Record], values: Mapping[str, Any]) -> None:
    """What hangs on a clue is added and changed only by those who may see the clue, and while it is in the ledger.

    回避 is marked in the recycle bin too: what lies there can still be read. In what was put into another clue it would
    say nothing of that one, where everything lies now.
    """
    clue = values.get("clue")
    if clue is not None and tx.get(Clue, clue).withdrawn_reason:
        if record is not Recusal:
            raise NotAllowed("这条线索已撤回，请先恢复到台账再办理。")
        if rows.fetch_equal(tx.connection, Merger, gone=clue):
            raise NotAllowed("这条线索已并入另一条，回避请在保留的那一条上登记，对两条都有效。")
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
    with session.ledger.read() as connection:
        load(session, Clue, clue)
        hung = hanging_uids(connection, clue)
        uids = [clue, *(uid for kind in hung if kind != Recusal.__name__ for uid in hung[kind])]
        return audit.timeline(connection, uids)
