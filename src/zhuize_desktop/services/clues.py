"""问题线索: registering, changing, confirming a stage, and looking at the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..domain.checks import CheckFinding, Grade, refuse
from ..domain.deadlines import ClockState, Clockwork, Deadline
from ..domain.errors import FieldError, NotAllowed
from ..domain.fields import column
from ..domain.ledger_view import LedgerQuery, LedgerRow, LedgerTotals
from ..domain.record_checks import clue_problems
from ..domain.records import Circle, Clue, Enterprise, StageStep, User
from ..domain.roles import Op, Role
from ..domain.sources import is_from_superior
from ..domain.succession import ended_findings
from ..domain.viewer import OpResult
from ..storage import clock_rows, queries, rows
from ..storage.ledger import Transaction, read_setting, readable
from ..storage.search import initials
from .records import forget_draft
from .rules import contingent_counted
from .saving_rules import check_saving, refuse_steps_of_new
from .succession import known_enterprises

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ..domain.rulebook import RuleBook
    from ..domain.stages import Stage
    from .session import Session

FORM = "Clue"
#: Sources whose clues only named people know by default: 信访举报 and what discipline bodies hand over.
CLOSED_SOURCES = frozenset({"petition", "discipline"})
NUMBER_PREFIX = "number.prefix"
#: The days a clock starts from; a 存量线索 may lack them (时限未知).
START_DAYS = ("accepted_on", "opened_on")
#: One Han character per statistics column, as the field writes it in numbers.
_SOURCE_MARK = {
    "internal": "内",
    "state_assets": "移",
    "audit": "审",
    "inspection": "巡",
    "discipline": "纪",
    "petition": "信",
    "other": "他",
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the ledger with its clock."""

    row: LedgerRow
    deadline: Deadline


def problems(session: Session, clue: Clue) -> tuple[CheckFinding, ...]:
    """What is wrong with a clue as it stands, or as it is being typed."""
    with session.ledger.read() as connection:
        known = known_enterprises(connection, clue.enterprises)
    found = clue_problems(clue, session.rulebook(), session.today)
    return tuple(sorted((*found, *ended_findings(clue, known)), key=lambda one: list(Grade).index(one.grade)))


def blank(session: Session) -> Clue:
    """A clue as the registration form opens with it."""
    viewer = session.viewer
    return Clue(
        uid="", owner_enterprise=viewer.enterprise, version=0, reported_on=session.today, handler=viewer.user
    )


def register_clue(session: Session, values: dict[str, Any]) -> OpResult[Clue]:
    """登记线索: number it, close its circle where the source asks for it, save it.

    Raises:
        FieldError: the first 强制 problem, with its field; a stage, a day or an end that only steps leave, on a clue
            that is no 存量线索.
        NotAllowed: the user may not register clues.
    """
    done = register_clues(session, [values])
    return OpResult(done.value[0], done.changes)


def register_clues(session: Session, many: Sequence[dict[str, Any]]) -> OpResult[tuple[Clue, ...]]:
    """登记 of several clues at once, all or nothing; as ``register_clue`` for each."""
    book = session.rulebook()
    with session.ledger.transact(Op.REGISTER_CLUE, session.viewer) as tx:
        made = tuple(prepared(tx, book, session.today, values) for values in many)
        for clue in made:
            refuse_steps_of_new(clue)
            refuse(clue_problems(clue, book, session.today))
        tx.insert(*made)
        forget_draft(tx, FORM, "")
        return OpResult(made, tx.changes)


def prepared(tx: Transaction, book: RuleBook, day: date, values: dict[str, Any]) -> Clue:
    """A new clue with number, owner and circle; not yet written.

    Raises:
        FieldError: another clue bears the number that was given.
    """
    made = Clue(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, **values)
    made = taken_over(as_source_says(tx, book, made), f"{tx.actor.name}于{day}登记")
    if not made.number:
        return replace(
            made, number=new_number(tx, source_root(book, made.source_kind), made.reported_on or day)
        )
    if number_taken(tx, made.number):
        raise FieldError("number", f"线索编号“{made.number}”已被使用，请换一个编号，或留空由程序编号。")
    return made


def taken_over(clue: Clue, basis: str) -> Clue:
    """A 存量线索 whose stage is certain is taken over there: what lies before is 历史已办, on this basis (P4)."""
    if not clue.legacy or not clue.stage_confirmed or clue.legacy_stage is not None:
        return clue
    return replace(clue, legacy_stage=clue.stage, legacy_basis=clue.legacy_basis or basis)


def as_source_says(tx: Transaction, book: RuleBook, new: Clue, old: Clue | None = None) -> Clue:
    """A clue with what a source that is new to it says by itself: 上级移交, and a closed circle.

    A mark that somebody took off afterwards stays off; the check ``clue.source`` tells of it. One that came with a
    source goes with it when the source is corrected.
    """
    was = old is not None and is_from_superior(book, old.source_kind)
    now = is_from_superior(book, new.source_kind)
    if was is not now:
        new = replace(new, from_superior=now)
    return with_closed_circle(tx, book, new, old)


def with_closed_circle(tx: Transaction, book: RuleBook, new: Clue, old: Clue | None = None) -> Clue:
    """A clue whose source asks for a closed circle, with that circle; any other clue as it is.

    Only a source that is new to the clue closes it: a circle that somebody opened afterwards stays open. Whoever
    handles the clue stays inside.
    """
    asks = source_root(book, new.source_kind) in CLOSED_SOURCES
    asked = old is not None and source_root(book, old.source_kind) in CLOSED_SOURCES
    if not asks or asked or new.circle is not Circle.HANDLERS:
        return new
    return replace(new, circle=Circle.NAMED, circle_users=circle_with(new.circle_users, *approvers(tx)))


def approvers(tx: Transaction) -> tuple[str, ...]:
    """Who belongs to a closed circle by default: who registers, and those who review and sign."""
    chain = {Role.REVIEWER, Role.SIGNER}
    users = rows.fetch_equal(tx.connection, User, withdrawn=True, active=True)
    return (tx.actor.user, *(user.uid for user in users if chain & set(user.roles)))


def source_root(book: RuleBook, source_kind: str) -> str:
    """The statistics column a source counts under; empty when there is none."""
    sources = book.dictionary("source_kind")
    return sources.root_of(source_kind).code if source_kind in sources else ""


def circle_with(users: tuple[str, ...], *more: str) -> tuple[str, ...]:
    """A circle with further users, none twice."""
    return tuple(dict.fromkeys((*users, *more)))


def new_number(tx: Transaction, root: str, day: date) -> str:
    """``JY-2026-审-0031``: enterprise code, year, source, and the year's next number.

    The number after the last dash runs through all sources of a year, so a gap shows.
    """
    prefix = read_setting(tx.connection, NUMBER_PREFIX) or own_code(tx)
    mark = _SOURCE_MARK.get(root, "他")
    while True:
        number = f"{prefix}-{day.year}-{mark}-{tx.next_number(f'clue.{day.year}'):04d}"
        if not number_taken(tx, number):
            return number


def number_taken(tx: Transaction, number: str) -> bool:
    """Whether a clue bears this number already."""
    return bool(rows.fetch_equal(tx.connection, Clue, withdrawn=True, number=number))


def own_code(tx: Transaction) -> str:
    """The short code of the own enterprise, else the pinyin initials of its name."""
    own = rows.fetch_by_uid(tx.connection, Enterprise, [tx.actor.enterprise])[tx.actor.enterprise]
    return own.code or initials(own.short_name or own.name).upper()[:4] or "XS"


def change_clue(session: Session, clue: Clue) -> OpResult[Clue]:
    """Save a changed clue; a source that has become 信访举报 or 纪检监察 closes its circle, 市国资委移交 marks it.

    Raises:
        FieldError: the first 强制 problem, with its field; a changed stage, day or end that a step left.
        Conflict: somebody else saved it in between; the draft stays.
    """
    book = session.rulebook()
    refuse(clue_problems(clue, book, session.today))
    with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
        old = tx.get(Clue, clue.uid)
        if clue.number and clue.number != old.number and number_taken(tx, clue.number):
            raise FieldError("number", f"线索编号“{clue.number}”已被使用，请换一个编号。")
        check_saving(tx, clue, old)
        saved = tx.update(as_source_says(tx, book, clue, old))
        forget_draft(tx, FORM, clue.uid)
        return OpResult(saved, tx.changes)


def confirm_stages(
    session: Session,
    stages: Mapping[str, Stage],
    *,
    basis: Mapping[str, str] | None = None,
    days: Mapping[str, Mapping[str, date]] | None = None,
) -> OpResult[int]:
    """确认环节: a person says in which stage clues stand that an import could only propose; all or nothing.

    Args:
        session: who says so.
        stages: uid → stage.
        basis: uid → 历史已办依据; without one the person and the day are the basis.
        days: uid → missing start days that are known after all, by name of the field (``START_DAYS``).

    Raises:
        FieldError: a day cannot be, or one is known already, the sentence names the clue; or the stage of a clue
            that is worked here was confirmed before: its steps move it.
        NotAllowed: the user may not, or not see one of the clues.
    """
    basis, days, book = basis or {}, days or {}, session.rulebook()
    with session.ledger.transact(Op.CONFIRM_STAGE, session.viewer) as tx:
        for uid, stage in stages.items():
            clue = tx.get(Clue, uid)
            confirmed = replace(_with_days(clue, days.get(uid, {})), stage=stage, stage_confirmed=True)
            if not rows.fetch_equal(tx.connection, StageStep, clue=uid):
                # Taken over where the person says now: registered by hand it first stood at 受理.
                confirmed = replace(confirmed, legacy_stage=None)
            if given := basis.get(uid, "").strip():
                confirmed = replace(confirmed, legacy_basis=given)
            if days.get(uid):
                _refuse_of(confirmed, clue_problems(confirmed, book, session.today))
            confirmed = taken_over(confirmed, f"{tx.actor.name}于{session.today}确认")
            check_saving(tx, confirmed, clue)
            tx.update(confirmed)
        return OpResult(len(stages), tx.changes)


def _with_days(clue: Clue, days: Mapping[str, date]) -> Clue:
    """A clue with days that were missing; one that is known is changed in the dossier, where its reason stands."""
    for name in days:
        label = column(Clue, name).field.label
        if name not in START_DAYS:
            raise FieldError(name, f"线索{clue.number}：“{label}”不在这里填写，请打开线索办理。")
        if getattr(clue, name) not in (None, days[name]):
            raise FieldError(name, f"线索{clue.number}已有“{label}”，要修改请打开线索办理。")
    values: dict[str, Any] = dict(days)
    return replace(clue, **values)


def _refuse_of(clue: Clue, findings: Sequence[CheckFinding]) -> None:
    """As ``refuse``, with the clue named: the person sees many at once."""
    try:
        refuse(findings)
    except FieldError as error:
        raise FieldError(error.field, f"线索{clue.number}：{error.sentence}") from None


def set_circle(session: Session, uid: str, circle: Circle, users: tuple[str, ...]) -> OpResult[Clue]:
    """Change 知悉范围; whoever changes it stays inside.

    Raises:
        NotAllowed: the user is outside the circle now.
    """
    with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
        named = circle_with(users, session.viewer.user) if circle is Circle.NAMED else ()
        saved = tx.update(replace(tx.get(Clue, uid), circle=circle, circle_users=named))
        return OpResult(saved, tx.changes)


def list_uids(session: Session, query: LedgerQuery) -> list[str]:
    """The uids of the ledger in order; rows are fetched when painted."""
    with session.ledger.read() as connection:
        contingent = contingent_counted(connection, session.today)
        return queries.clue_uids(connection, session.viewer, query, contingent=contingent)


def shown_rows(session: Session, uids: Sequence[str]) -> list[ShownRow]:
    """Rows for these uids with their clocks, in order."""
    clock = Clockwork(session.rulebook(), session.today)
    with session.ledger.read() as connection:
        contingent = contingent_counted(connection, session.today)
        found = queries.ledger_rows(connection, session.viewer, uids, contingent=contingent)
    return [ShownRow(row, clock.nearest(row)) for row in found]


def clock_states(session: Session) -> dict[ClockState, tuple[str, ...]]:
    """Uids of the open clues by how their nearest deadline stands today."""
    clock = Clockwork(session.rulebook(), session.today)
    found: dict[ClockState, list[str]] = {state: [] for state in ClockState}
    with session.ledger.read() as connection:
        for one in clock_rows.open_clocks(connection, session.viewer):
            found[clock.nearest(one).state].append(one.clue.uid)
    return {state: tuple(uids) for state, uids in found.items()}


def totals(session: Session, query: LedgerQuery) -> LedgerTotals:
    """Count and sums at the right end of the filter line."""
    with session.ledger.read() as connection:
        contingent = contingent_counted(connection, session.today)
        return queries.totals(connection, session.viewer, query, contingent=contingent)


def years(session: Session) -> list[int]:
    """The years in which clues were reported, newest first, for the filter."""
    with session.ledger.read() as connection:
        return queries.reported_years(connection, session.viewer)


def with_sources(book: RuleBook, code: str) -> tuple[str, ...]:
    """A source code with everything below it, for the filter."""
    sources = book.dictionary("source_kind")
    return tuple(entry.code for entry in sources.entries(active=False) if code in _line(book, entry.code))


def _line(book: RuleBook, code: str) -> tuple[str, ...]:
    sources = book.dictionary("source_kind")
    line = [code]
    while (parent := sources.entry(line[-1]).parent) is not None:
        line.append(parent)
    return tuple(line)


def load_for_edit(session: Session, uid: str) -> Clue:
    """The clue as saved last.

    Raises:
        NotAllowed: there is none, or it may not be seen.
    """
    with session.ledger.read() as connection:
        found = rows.fetch_equal(connection, Clue, readable(Clue, session.viewer), withdrawn=True, uid=uid)
    if not found:
        raise NotAllowed("找不到这条线索，或不在您的知悉范围内。")
    return found[0]
