"""期限重算: what another calendar, rule or rest-day decision moves is shown before it is saved, and kept after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..domain.clock import shown
from ..domain.deadlines import Clockwork
from ..domain.errors import Conflict, NotAllowed
from ..domain.recomputed import (
    Recomputed,
    Shift,
    compile_recomputed,
    differ,
    from_plain,
    moved_deadlines,
    shift_of,
    since,
    to_plain,
    turning_days,
)
from ..domain.records import Enterprise, SupervisionReport
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage import clock_rows, queries, rows
from ..storage.ledger import check_permission, read_setting, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ..domain.content import Document
    from ..domain.rulebook import RuleBook
    from ..storage.engine import Connection
    from ..storage.ledger import Transaction
    from .session import Session

#: Under which a result is kept, with a running number.
KEPT = "clock.recomputed."
_COUNTER = "clock.recomputed"


def preview(session: Session, after: RuleBook, reason: str) -> Recomputed:
    """What another rule book would move, before anything is saved.

    Raises:
        NotAllowed: the user is no administrator.
    """
    check_permission(Op.SAVE_SETTING, session.viewer)
    with session.ledger.read() as connection:
        return _computed(session, connection, session.rulebook(), after, reason)


def _computed(
    session: Session, connection: Connection, before: RuleBook, after: RuleBook, reason: str
) -> Recomputed:
    on = session.today
    seen = list(clock_rows.every_clock(connection, session.viewer))
    shifts, settled, checked = moved_deadlines(before, after, seen, on)
    waiting = rows.fetch_equal(connection, SupervisionReport, sorted_on=None)
    shifts = (*shifts, *_sorting(before, after, waiting, on))
    last_told = shifts
    for day in turning_days(before, after, on):
        then = (*moved_deadlines(before, after, seen, day)[0], *_sorting(before, after, waiting, day))
        shifts = (*shifts, *since(then, day, last_told))
        last_told = then
    return Recomputed(
        reason,
        on,
        shifts,
        settled,
        checked + len(waiting),
        clock_rows.count_open(connection) - len(seen),
    )


def _sorting(
    before: RuleBook, after: RuleBook, waiting: Sequence[SupervisionReport], on: date
) -> list[Shift]:
    """The 监督成果 that wait to be sorted and are moved, by the number of their paper."""
    old, new = Clockwork(before, on), Clockwork(after, on)
    shifts = []
    for one in waiting:
        was, becomes = (found if found.state.runs else None for found in (old.sorting(one), new.sorting(one)))
        if (shift := shift_of(one.document_number or "（监督成果）", was, becomes)) is not None:
            shifts.append(shift)
    return shifts


def keep_if_moved(
    session: Session, tx: Transaction, after: RuleBook, reason: str, agreed: Recomputed | None = None
) -> None:
    """``keep`` where the periods of ``after`` differ from those in force. Raises like ``keep``."""
    if may_move(session.rulebook(), after, session.today):
        keep(session, tx, after, reason, agreed)


def may_move(before: RuleBook, after: RuleBook, today: date) -> bool:
    """Whether two rule books differ in any period that the clock runs today or from a coming day on."""
    return differ(before, after, today) or bool(turning_days(before, after, today))


def keep(
    session: Session,
    tx: Transaction,
    after: RuleBook,
    reason: str,
    agreed: Recomputed | None = None,
) -> Recomputed | None:
    """Inside the action that changes the rules: compute, compare with what the person agreed to, and keep the result.

    Args:
        session: who acts.
        tx: the action; its change of the rules is not read here.
        after: the rules as they will be.
        reason: what is changed.
        agreed: the preview that the person has seen; ``None`` where nothing was shown.

    Returns:
        the kept result; ``None`` when no open deadline is touched.

    Raises:
        Conflict: since the preview was shown other deadlines came to be moved.
    """
    found = _computed(session, tx.connection, session.rulebook(), after, reason)
    if agreed is not None and agreed.shifts != found.shifts:
        raise Conflict("核算之后台账又有变动，受影响的期限已经不同，请重新查看后再确认。")
    if not found.shifts and not found.settled:
        return None
    number = tx.next_number(_COUNTER)
    done = replace(found, at=shown(session.clock.now()), by=tx.actor.name, key=f"{KEPT}{number:06d}")
    tx.set_setting(done.key, to_plain(done))
    return done


def kept_results(session: Session) -> list[Recomputed]:
    """Every kept result, the latest first, without the clues in which the user is involved today: they are counted.

    Raises:
        NotAllowed: the user is no administrator: the results name clues by number.
    """
    check_permission(Op.SAVE_SETTING, session.viewer)
    with session.ledger.read() as connection:
        found = read_settings(connection, KEPT)
        hidden = queries.involving(connection, session.viewer).keys()
    return [from_plain(plain, key).without(hidden) for key, plain in sorted(found.items(), reverse=True)]


def release_recomputed(session: Session, key: str, name: str) -> OpResult[Document]:
    """A kept result as a paper, to be rendered and written outside; the trail keeps under which ``name`` it goes out.

    Raises:
        NotAllowed: the user is no administrator, or there is no such result.
    """
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        plain = read_setting(tx.connection, key, None) if key.startswith(KEPT) else None
        if plain is None:
            raise NotAllowed("找不到这份期限重算清单，请刷新后重试。")
        own = rows.fetch_by_uid(tx.connection, Enterprise, [tx.actor.enterprise])[tx.actor.enterprise]
        tx.note = "打印期限重算清单"
        tx.touch("Setting", key, "export", None, name)
        shown_to = from_plain(plain, key).without(queries.involving(tx.connection, tx.actor).keys())
        return OpResult(compile_recomputed(shown_to, own.name), tx.changes)
