"""任职前查询: 影响期、处分期 and bans of people over all cases, and the query that goes before an appointment.

国资发监责规〔2019〕131号 (参照) asks for it before 董事、监事、高级管理人员 are appointed; the query itself is kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.checks import refuse
from ..domain.errors import FieldError, NotAllowed
from ..domain.fields import column
from ..domain.health.duplicates import namesakes
from ..domain.judging.appointment import (
    NAMING_A_POST,
    SAME_IDENTITY,
    SAME_NAME,
    Restrictions,
    answer_text,
    doubts,
    until,
    weigh,
)
from ..domain.judging.influence import periods
from ..domain.papers.appointment import TITLE, AppointmentSheet, appointment_sheet
from ..domain.record_checks import record_problems
from ..domain.records import AppointmentCheck, Enterprise, Person, User
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage import rows
from ..storage.laid import hidden_cases, laid_on, open_cases
from ..storage.ledger import readable
from ..storage.tables import table_of
from .records import load

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from ..domain.case import Laid
    from ..domain.content import Document
    from ..domain.judging.influence import Period
    from ..domain.rulebook import RuleBook
    from ..domain.viewer import Viewer
    from ..storage.engine import Connection
    from .session import Session


_PERSON = table_of(Person)


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A query that was made, with the name of who made it."""

    check: AppointmentCheck
    asked_by: str


# --- what holds people back -------------------------------------------------------------------------------


def restrictions_of(session: Session, person: str) -> Restrictions:
    """What holds one person back over all cases the viewer may read, and the cases that may not be read.

    Raises:
        NotAllowed: there is no such person, or none the viewer may see.
    """
    one = load(session, Person, person)
    with session.ledger.read() as connection:
        return _restrictions(connection, session.viewer, session.rulebook(), one)


def _restrictions(connection: Connection, viewer: Viewer, book: RuleBook, person: Person) -> Restrictions:
    held = _judged(book, laid_on(connection, viewer, book, {person.uid}))
    decided = hidden_cases(connection, viewer, {person.uid})
    read, unread = open_cases(connection, viewer, person.uid)
    hidden = tuple(dict.fromkeys((*decided, *unread)))
    return Restrictions(held.periods, held.doubts, hidden, _same(connection, viewer, person), read)


def _same(connection: Connection, viewer: Viewer, person: Person) -> tuple[str, ...]:
    """What other records that the viewer may read have in common with a person, whether anything is laid on them."""
    others = rows.fetch_flat(
        connection,
        Person,
        ("uid", "name", "identity_number"),
        readable(Person, viewer),
        _PERSON.c.withdrawn_reason == "",
        _PERSON.c.uid != person.uid,
    )
    found = namesakes(person.name, person.identity_number, ((one[0], one[1], one[2]) for one in others))
    return tuple(words for words, uids in zip((SAME_IDENTITY, SAME_NAME), found, strict=True) if uids)


def _judged(book: RuleBook, laid: Collection[Laid]) -> Restrictions:
    found = periods(book, laid)
    return Restrictions(found, tuple(doubts(book, laid, found)))


def restrictions_by_person(
    connection: Connection, viewer: Viewer, book: RuleBook, persons: Collection[str] | None = None
) -> dict[str, Restrictions]:
    """The same of many people in one go, without the cases that may not be read; ``None``: of everybody."""
    gathered = _laid_by_person(connection, viewer, book, persons)
    return {person: _judged(book, laid) for person, laid in gathered.items()}


def _laid_by_person(
    connection: Connection, viewer: Viewer, book: RuleBook, persons: Collection[str] | None = None
) -> dict[str, list[Laid]]:
    gathered: dict[str, list[Laid]] = defaultdict(list)
    for one in laid_on(connection, viewer, book, persons):
        gathered[one.person].append(one)
    return gathered


def restricted_until(
    connection: Connection, viewer: Viewer, book: RuleBook, day: date, persons: Collection[str] | None = None
) -> dict[str, str]:
    """Person → 限制至 in one word, of those whom something holds back on ``day``."""
    found = restrictions_by_person(connection, viewer, book, persons)
    words = {person: until(held, day) for person, held in found.items()}
    return {person: word for person, word in words.items() if word}


def ending_between(
    connection: Connection, viewer: Viewer, book: RuleBook, first: date, last: date
) -> list[tuple[str, Period]]:
    """Person and period of everything that ends between the two days, both included."""
    return [
        (person, one)
        for person, laid in _laid_by_person(connection, viewer, book).items()
        for one in periods(book, laid)
        if one.last is not None and first <= one.last <= last and not one.replaced
    ]


# --- the query --------------------------------------------------------------------------------------------


def check_appointment(
    session: Session, person: str, day: date, purpose: str, post: str = ""
) -> OpResult[AppointmentCheck]:
    """任职前查询: what stands against proposing a person; the answer is kept, and who asked it stands on the trail.

    Args:
        session: of who asks.
        person: uid of who is proposed.
        day: the day of the proposal.
        purpose: code of the dictionary ``appointment_purpose``.
        post: the post proposed; demanded where the purpose names one.

    Raises:
        FieldError: no such purpose, no post, or no day.
        NotAllowed: the user may not, asks after themselves, or there is no such person.
    """
    book = session.rulebook()
    with session.ledger.transact(Op.CHECK_APPOINTMENT, session.viewer) as tx:
        if person == tx.actor.person:
            # Every case the asking person stands in is hidden from them: the answer would be 未发现 for certain.
            raise NotAllowed("不能查询本人的任职限制，请由其他人员查询。")
        one = tx.get(Person, person)
        if one.withdrawn_reason:
            raise NotAllowed("这个人员已撤回，请先恢复再查询。")
        if purpose in NAMING_A_POST and not post.strip():
            raise FieldError("post", f"请填写“{column(AppointmentCheck, 'post').field.label}”。")
        answer = weigh(_restrictions(tx.connection, tx.actor, book, one), day, purpose)
        made = AppointmentCheck(
            uid=tx.new_uid(),
            owner_enterprise=tx.actor.enterprise,
            person=person,
            purpose=purpose,
            proposed_on=day,
            post=post.strip(),
            checked_on=session.today,
            asked_by=tx.actor.user,
            outcome=answer.outcome.value,
            told=answer_text(answer, day),
            named=answer.named,
            counted=answer.hidden,
        )
        refuse(record_problems(made, book, session.today))
        tx.insert(made)
        purposes, outcomes = (
            book.dictionary(f"appointment_{name}").label(code)
            for name, code in (("purpose", purpose), ("outcome", made.outcome))
        )
        tx.note = f"{one.name}，{purposes}，{day}：{outcomes}"
        return OpResult(made, tx.changes)


def checks_of(session: Session, person: str) -> list[KeptCheck]:
    """The queries after a person that the viewer may read, the newest first."""
    with session.ledger.read() as connection:
        found = rows.fetch_equal(
            connection, AppointmentCheck, readable(AppointmentCheck, session.viewer), person=person
        )
        users = rows.fetch_by_uid(connection, User, {one.asked_by for one in found if one.asked_by})
    return [KeptCheck(one, users[one.asked_by].name if one.asked_by else "") for one in reversed(found)]


def release_check(session: Session, uid: str, name: str) -> OpResult[Document]:
    """任职前查询结果 as a paper to be written outside; the trail keeps under which ``name`` it goes out.

    Raises:
        NotAllowed: the user may not export, or may not read the query.
    """
    with session.ledger.transact(Op.EXPORT, session.viewer) as tx:
        check = tx.get(AppointmentCheck, uid)
        person = tx.get(Person, check.person)
        wanted = {one for one in (person.enterprise, tx.actor.enterprise) if one}
        enterprises = rows.fetch_by_uid(tx.connection, Enterprise, wanted)
        users = rows.fetch_by_uid(tx.connection, User, {check.asked_by} if check.asked_by else ())
        sheet = AppointmentSheet(
            check,
            person,
            enterprises[person.enterprise].name if person.enterprise else "",
            users[check.asked_by].name if check.asked_by else "",
            enterprises[tx.actor.enterprise].name,
        )
        tx.note = f"{TITLE} {person.name}"
        tx.touch("AppointmentCheck", uid, "export", None, name)
        return OpResult(appointment_sheet(sheet, session.rulebook()), tx.changes)
