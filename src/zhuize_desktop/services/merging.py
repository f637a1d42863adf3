"""合并重复: two records of one person, or one matter registered twice, put together into the older; and undone again.

Everything that points to the younger record points to the older afterwards, in clues the acting person may not read
too: who somebody is does not depend on who looks. Undoing writes back what the trail kept of that one action.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..domain.checks import Grade
from ..domain.errors import Conflict, FieldError, NotAllowed
from ..domain.fields import Column, Kind
from ..domain.merging import NOTES, combined
from ..domain.money import format_fen
from ..domain.record_checks import record_problems
from ..domain.records import (
    BY_NAME,
    Circle,
    Closure,
    Clue,
    Enterprise,
    Extension,
    GateExplanation,
    HealthExplanation,
    Merger,
    Person,
    ReadingGrant,
    Record,
    Recusal,
    StageStep,
    Suspension,
    User,
)
from ..domain.roles import Op
from ..domain.validated import normalised
from ..domain.viewer import OpResult
from ..storage import merging, rows
from ..storage.ledger import readable
from ..storage.tables import table_of
from .parting import refuse_parting, refuse_tearing, stepping_back, undone, with_their_papers
from .records import insert, load
from .snapshots import counted_open

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..domain.rulebook import RuleBook
    from ..storage.ledger import Transaction
    from .session import Session

R = TypeVar("R", bound=Record)

#: What belongs to the path of the withdrawn clue, or lets somebody read it: it stays there. Of 延期 only those of a
#: stage; one of a 处分立案 or 实时报告 goes with what it put off.
_STAYS: frozenset[type[Record]] = frozenset(
    {
        StageStep,
        GateExplanation,
        Suspension,
        Closure,
        ReadingGrant,
        HealthExplanation,
        Merger,
    }
)


def merge_persons(
    session: Session,
    one: str,
    other: str,
    versions: tuple[int, int],
    reason: str,
    taken: Collection[str] = (),
) -> OpResult[Merger]:
    """Put two records of one person together: the older stays, the younger goes to the recycle bin.

    Args:
        session: who does it.
        one: one of the two records.
        other: the other; in any order.
        versions: of both, as the person looked at them.
        reason: why they are one person.
        taken: fields in which both say something and the younger one's value is wanted.

    Raises:
        FieldError: no reason, or two different 证件号.
        NotAllowed: the user may not, is one of the two, or cannot see them; or one is withdrawn.
        Conflict: one of them was changed in between.
    """
    with session.ledger.transact(Op.MERGE_DUPLICATE, session.viewer) as tx:
        older, younger = _two(tx, Person, (one, other), versions, reason)
        if tx.actor.person in (one, other):
            raise NotAllowed("这是您本人的人员记录，请由其他人员合并。")
        identities = normalised(older.identity_number), normalised(younger.identity_number)
        if all(identities) and identities[0] != identities[1]:
            raise FieldError(
                "identity_number", "两条记录的证件号不同，不是同一人，不能合并；请先核对证件号。"
            )
        return _merged(session, tx, older, younger, reason, taken)


def merge_clues(
    session: Session,
    one: str,
    other: str,
    versions: tuple[int, int],
    reason: str,
    taken: Collection[str] = (),
) -> OpResult[Merger]:
    """Put a clue that was registered twice together: the older stays with the records of both.

    This is not 并案, which closes one case as part of another: here there was one case only. Those who may read the
    outcome are those who could read both; who had to step back from one has to step back from it.

    Raises:
        FieldError: no reason, or the outcome would contradict itself.
        NotAllowed: the user may not, or cannot read both; one is closed, withdrawn, or the younger one further on; or
            who is to be 经办人 could not read both.
        Conflict: one of them was changed in between.
    """
    with session.ledger.transact(Op.MERGE_DUPLICATE, session.viewer) as tx:
        older, younger = _two(tx, Clue, (one, other), versions, reason)
        if older.closed or younger.closed:
            raise NotAllowed("已销号的线索不能作为重复合并；请说明两条的关系，或先重启。")
        if younger.stage.order > older.stage.order:
            raise NotAllowed(
                f"线索{younger.number}已办到“{younger.stage.label}”，比较早登记的{older.number}更靠后，不能撤回；请办理并案。"
            )
        counted = counted_open(tx.connection, younger.uid)
        told = "".join(f"；{younger.number}已计入“{title}”的期末在办" for title in counted)
        return _merged(session, tx, older, younger, reason, taken, told)


def counted_in(session: Session, clue: str) -> tuple[str, ...]:
    """Titles of the last signed reports that count a clue as 期末在办: merged away, it is missing in the next 期初.

    Raises:
        NotAllowed: there is no such clue, or the user may not read it.
    """
    load(session, Clue, clue)
    with session.ledger.read() as connection:
        return counted_open(connection, clue)


def _two(
    tx: Transaction, record: type[R], uids: tuple[str, str], versions: tuple[int, int], reason: str
) -> tuple[R, R]:
    """Older and younger as they stand."""
    if not reason.strip():
        raise FieldError("reason", "请填写合并理由。")
    found = [tx.get(record, uid) for uid in uids]
    if uids[0] == uids[1] or any(one.withdrawn_reason for one in found):
        raise NotAllowed("请选择两条都在台账里的记录；已撤回的不能合并。")
    if tuple(one.version for one in found) != versions:
        raise Conflict("其中一条刚刚被别人改过，请看一下最新内容再决定是否合并。")
    older, younger = sorted(found, key=lambda one: one.uid)
    return older, younger


def _merged(
    session: Session,
    tx: Transaction,
    older: R,
    younger: R,
    reason: str,
    taken: Collection[str],
    told: str = "",
) -> OpResult[Merger]:
    book = session.rulebook()
    work = _Work(tx, book)
    work.put_together(older, younger, f"与{_called(older)}重复，已合并", taken)
    _refuse_contradiction(older, work.present(older), book, session)
    tx.note = f"{_called(younger)}并入{_called(older)}；{reason.strip()}{told}"
    work.write()
    merger = insert(
        tx,
        Merger,
        {
            "clue": older.uid if isinstance(older, Clue) else None,
            "kind": type(older).__name__,
            "kept": older.uid,
            "gone": younger.uid,
            "kept_name": _called(older),
            "gone_name": _called(younger),
            "reason": reason.strip(),
            "user": tx.actor.user,
            "merged_on": session.today,
        },
    )
    return OpResult(merger, tx.changes)


def _called(one: Record) -> str:
    return str(getattr(one, type(one).called_by)) or "（未编号）"


def _refuse_contradiction(before: Record, after: Record, book: RuleBook, session: Session) -> None:
    """What was no fault of the older record must not become one by what it is given."""
    known = {found.sentence for found in record_problems(before, book, session.today)}
    for found in record_problems(after, book, session.today):
        if found.grade is Grade.MUST and found.sentence not in known:
            raise FieldError(found.field, f"合并后不能成立：{found.sentence}请先改正其中一条再合并。")


class _Work:
    """Records as a merger leaves them, gathered before anything is written."""

    def __init__(self, tx: Transaction, book: RuleBook) -> None:
        self._tx, self._book = tx, book
        self._before: dict[str, Record] = {}
        self._after: dict[str, Record] = {}

    def present(self, one: R) -> R:
        """A record as it stands after what was done so far."""
        found: R = self._after.get(one.uid, one)  # type: ignore[assignment]
        return found

    def put_together(self, older: R, younger: R, why: str, taken: Collection[str] = ()) -> None:
        """Two records into the older, everything that points to the younger with it."""
        new = combined(self.present(older), self.present(younger), self._told, _called_by(younger), taken)
        if isinstance(new, Clue) and isinstance(older, Clue) and isinstance(younger, Clue):
            new = replace(new, **self._circle(new, older, younger))
            self._narrow_grants(older, younger)
        self._set(older, new)
        self._set(younger, replace(self.present(younger), withdrawn_reason=why))
        for holder, field in merging.pointing_to(self._tx.connection, type(younger), younger.uid):
            if holder.uid == older.uid or (isinstance(younger, Clue) and self._stays(holder)):
                continue
            self._point(holder, field, younger.uid, older.uid, why)

    def write(self) -> None:
        """Save every record that changed, once."""
        for uid, new in self._after.items():
            if rows.difference(self._before[uid], new):
                self._tx.rewrite(self._before[uid], new)

    def _set(self, old: Record, new: Record) -> None:
        self._before.setdefault(old.uid, old)
        self._after[old.uid] = new

    def _point(self, holder: Record, field: str, old: str, new: str, why: str) -> None:
        """A reference to the older record; where that makes a line stand twice, the two lines become one."""
        present = self.present(holder)
        value = getattr(present, field)
        if isinstance(value, tuple):
            moved: Any = tuple(dict.fromkeys(new if one == old else one for one in value))
        else:
            moved = new
        after = replace(present, **{field: moved})
        twin = None if present.withdrawn_reason else self._standing_twice(after)
        self._set(holder, after)
        if twin is None:
            return
        if type(holder) in NOTES:
            first, second = sorted((self.present(twin), after), key=lambda one: one.uid)
            self.put_together(first, second, why)
        else:
            # A form that stands once a clue: that of the older stays in force, the other is kept beside it, withdrawn.
            goes = self.present(twin) if self._came(twin) and not self._came(holder) else after
            self._set(goes, replace(goes, withdrawn_reason=why))

    def _came(self, one: Record) -> bool:
        """Whether a record comes from another clue than it lies in now."""
        now = self.present(one)
        return bool(getattr(self._before.get(one.uid, now), "clue", None) != getattr(now, "clue", None))

    def _standing_twice(self, one: Record) -> Record | None:
        """Another line of the ledger, as it will stand, that says the same as ``one`` in what may stand once only."""
        names = type(one).unique
        if not names or "clue" not in names:
            return None
        equal = {name: getattr(one, name) for name in names}
        gathered = (other for other in self._after.values() if type(other) is type(one))
        found = {
            other.uid: self.present(other)
            for other in (*rows.fetch_equal(self._tx.connection, type(one), **equal), *gathered)
            if other.uid != one.uid
        }
        standing = (found[uid] for uid in sorted(found) if not found[uid].withdrawn_reason)
        return next(
            (other for other in standing if {name: getattr(other, name) for name in names} == equal), None
        )

    def _stays(self, holder: Record) -> bool:
        """Whether what hangs on the younger clue is left there."""
        if not isinstance(holder, Extension):
            return type(holder) in _STAYS
        if holder.sanction is not None:
            return False
        known = self._book.rules_of(holder.period) if holder.period else ()
        return not known or self._book.rule_of(holder.period).stage is not None

    def _narrow_grants(self, older: Clue, younger: Clue) -> None:
        """查阅授权 of the older clue, left to the days on which its 查阅人 might read the younger too."""
        day = self._tx.actor.today
        mine, theirs = (
            [
                one
                for one in rows.fetch_equal(self._tx.connection, ReadingGrant, clue=clue.uid)
                if one.valid_to >= day
            ]
            for clue in (older, younger)
        )
        for grant in mine:
            both = [
                (max(grant.valid_from, one.valid_from), min(grant.valid_to, one.valid_to))
                for one in theirs
                if one.user == grant.user
            ]
            able = [days for days in both if max(days[0], day) <= days[1]]
            if able:
                first, last = max(able, key=lambda days: days[1] - days[0])
                self._set(grant, replace(grant, valid_from=first, valid_to=last))
            else:
                why = (
                    f"线索{_called(younger)}并入，查阅人未获准查阅该线索；需要查阅合并后的线索的，请重新授权"
                )
                self._set(grant, replace(grant, withdrawn_reason=why))

    def _circle(self, new: Clue, older: Clue, younger: Clue) -> dict[str, Any]:
        """Those who could read both clues, the acting person among them.

        Raises:
            NotAllowed: the 经办人, who reads the outcome whatever its circle, could not.
        """
        closed = [
            {*clue.circle_users, clue.handler} for clue in (older, younger) if clue.circle is Circle.NAMED
        ]
        if not closed:
            return {}
        both = set.intersection(*closed) | {self._tx.actor.user}
        if new.handler is not None and new.handler not in both:
            whose = older if new.handler == older.handler else younger
            raise NotAllowed(
                f"合并后由{self._named('User', new.handler) or '原经办人'}经办，但其不在其中一条线索的知悉范围内；"
                f"请先变更线索{_called(whose)}的经办人，再合并。"
            )
        able = (
            *older.circle_users,
            older.handler,
            *younger.circle_users,
            younger.handler,
            self._tx.actor.user,
        )
        users = tuple(user for user in dict.fromkeys(able) if user is not None and user in both)
        return {"circle": Circle.NAMED, "circle_users": users}

    def _told(self, found: Column, value: Any) -> str:
        """A value in words, for what is kept beside."""
        field = found.field
        if found.choices is not None:
            return str(getattr(value, "label", value))
        if field.dictionary:
            known = self._book.dictionary(field.dictionary)
            return known.label(value) if value in known else str(value)
        if field.kind is Kind.UID:
            return self._named(field.refers_to, value)
        if field.kind is Kind.MONEY:
            return f"{format_fen(value)}元"
        if field.kind is Kind.FLAG:
            return "是" if value else "否"
        return str(value)

    def _named(self, record: str, uid: str) -> str:
        if BY_NAME[record] not in (Enterprise, User, Person):
            return ""
        found: dict[str, Any] = dict(rows.fetch_by_uid(self._tx.connection, BY_NAME[record], [uid]))
        return str(found[uid].name) if uid in found else ""


def _called_by(one: Record) -> str:
    """What the younger record is called in the note of the older."""
    if isinstance(one, Person):
        return f"另一条“{one.name}”"
    return f"线索{_called(one)}" if isinstance(one, Clue) else f"另一条{type(one).noun}"


# --- undoing ----------------------------------------------------------------------------------------------


def mergers(session: Session) -> list[Merger]:
    """What was merged and not undone, newest first, as far as the user may read it; never of the user's own record."""
    table = table_of(Merger)
    with session.ledger.read() as connection:
        return rows.fetch(
            connection,
            Merger,
            table.c.withdrawn_reason == "",
            readable(Merger, session.viewer),
            order=(table.c.uid.desc(),),
        )


def undo_merger(session: Session, uid: str, reason: str) -> OpResult[Merger]:
    """撤销合并: every field stands again as before; what was entered since stays where it was entered, but for the
    number of a paper about a record that goes back.

    Who came to be involved meanwhile has to step back from both: nobody knows of which of the two it was said.

    Raises:
        FieldError: no reason.
        NotAllowed: there is no such merger, it is one of the user's own record, or it was undone before; the clue that
            was kept is closed or has moved on, a later merger has to be undone first, or records of the two that were
            entered since refer to each other.
        Conflict: a field that the merger wrote was changed since.
    """
    if not reason.strip():
        raise FieldError("reason", "请填写撤销合并的理由。")
    with session.ledger.transact(Op.UNDO_MERGER, session.viewer) as tx:
        merger = tx.get(Merger, uid)
        if merger.withdrawn_reason:
            raise NotAllowed("这次合并已经撤销过，请刷新后再看。")
        refuse_parting(tx, merger)
        back = tuple(undone(tx, merger))
        refuse_tearing(tx, merger, back, session.rulebook(), session.today)
        for old, new in (*back, *with_their_papers(tx, back)):
            tx.rewrite(old, new)
        if merger.kind == Clue.__name__:
            for user, why in stepping_back(tx, merger).items():
                insert(tx, Recusal, {"clue": merger.gone, "user": user, "reason": why})
        tx.note = f"{merger.gone_name}与{merger.kept_name}分开；{reason.strip()}"
        return OpResult(tx.update(replace(merger, withdrawn_reason=reason.strip())), tx.changes)
