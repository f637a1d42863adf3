"""工作交接: the paper of what a leaver has in hand, and handing the open clues over to somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..domain import handover as paper
from ..domain.clock import shown
from ..domain.deadlines import Clockwork
from ..domain.errors import FieldError, NotAllowed
from ..domain.records import Enterprise, PeriodicReport, ReportState, SigningKey, User
from ..domain.roles import Op, Role
from ..domain.viewer import OpResult, viewer_of
from ..seal.canonical import parse_canonical
from ..seal.signature import PersonSignature, fingerprint, read_signature
from ..storage import clock_rows, handover, reports, rows
from ..storage.search import syllables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..domain.content import Document
    from ..storage.engine import Connection
    from ..storage.ledger import Transaction
    from .session import Session

#: Who may be 经办人 of a clue: those who may change it.
HANDLING = frozenset({Role.CLERK, Role.REVIEWER})


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many clues went to the successor, and how many stay because the successor may not read them."""

    moved: int
    kept: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many open clues a user has in hand, and who can take them over: who is in use and handles cases.

    ``users`` stand in the order of their pinyin.
    """

    clues: int
    users: tuple[User, ...]


def standing_of(session: Session, uid: str) -> Standing:
    """What the question who takes over begins with."""
    with session.ledger.read() as connection:
        found = handover.handled(connection, session.viewer, uid)
        users = rows.fetch_equal(connection, User, active=True)
    able = [one for one in users if one.uid != uid and HANDLING & set(one.roles)]
    able.sort(key=lambda one: (syllables(one.name), one.login))
    return Standing(len(found.clues) + found.withheld, tuple(able))


def hand_over_clues(session: Session, uid: str, successor: str) -> OpResult[HandedOver]:
    """移交在办线索: the successor becomes 经办人 of every open clue of the user, in one action.

    Nobody learns of a clue by this: one outside the successor's circle, or in which the successor or the acting person
    is involved, stays where it is.

    Raises:
        FieldError: the successor handles no cases, or is the user.
        NotAllowed: the acting person is no administrator.
    """
    with session.ledger.transact(Op.HAND_OVER, session.viewer) as tx:
        return OpResult(give_clues(session, tx, uid, successor), tx.changes)


def give_clues(session: Session, tx: Transaction, uid: str, successor: str) -> HandedOver:
    """The same inside an action, e.g. 用户离岗."""
    leaver, other = _user(tx.connection, uid), _successor(tx.connection, uid, successor)
    found = handover.handled(tx.connection, tx.actor, uid)
    takes = handover.takable(tx.connection, uid, viewer_of(other, tx.actor.enterprise, session.today))
    moved = 0
    for clue in found.clues:
        if clue.uid in takes:
            # The administrator hands over what an administrator may not read: the handler alone is written.
            tx.reassign(clue, "handler", other.uid)
            moved += 1
    tx.note = f"{leaver.name}的在办线索移交{other.name}"
    return HandedOver(moved, len(found.clues) + found.withheld - moved)


def _successor(connection: Connection, uid: str, successor: str) -> User:
    other = _user(connection, successor)
    if other.uid == uid or not other.active or not HANDLING & set(other.roles):
        raise FieldError("successor", "接交人应是另一名在用的填报人或审核人，请另选。")
    return other


def _user(connection: Connection, uid: str) -> User:
    found = rows.fetch_by_uid(connection, User, [uid])
    if uid not in found:
        raise NotAllowed("找不到这名用户，请刷新后重试。")
    return found[uid]


def release_handover(session: Session, uid: str, name: str, successor: str = "") -> OpResult[Document]:
    """工作交接清单 of a user, to be rendered and written outside; the trail keeps under which ``name`` it goes out.

    What the printing person may not read is the number alone; what that person may not know of is counted.

    Raises:
        FieldError: ``successor`` is given and cannot take over.
        NotAllowed: somebody else's list, and the user is no administrator.
    """
    viewer = session.viewer
    if uid != viewer.user and Role.ADMIN not in viewer.roles:
        raise NotAllowed("只能打印本人的工作交接清单；他人的由管理员打印。")
    with session.ledger.transact(Op.PRINT_HANDOVER, viewer) as tx:
        document = paper.compile_handover(_gathered(session, tx.connection, uid, successor))
        tx.touch("User", uid, "handover", None, name)
        return OpResult(document, tx.changes)


def _gathered(session: Session, connection: Connection, uid: str, successor: str) -> paper.Handover:
    user, viewer = _user(connection, uid), session.viewer
    own = rows.fetch_by_uid(connection, Enterprise, [viewer.enterprise])[viewer.enterprise]
    other = _successor(connection, uid, successor) if successor else None
    found = handover.handled(connection, viewer, uid)
    circles = handover.in_circles(connection, viewer, uid)
    day = session.today
    return paper.Handover(
        enterprise=own.name,
        leaver=paper.Party(user.name or user.login, user.post),
        login=user.login,
        roles="、".join(role.label for role in Role if role in user.roles),
        printed_on=f"{day.year}年{day.month}月{day.day}日",
        printed_by=viewer.name,
        left_on=user.left_on.isoformat() if user.left_on else "",
        clues=tuple(_clues(session, connection, found, uid, other)),
        withheld=found.withheld,
        reports=tuple(_unfinished(connection, user)),
        signed=tuple(_signed(connection, user)),
        circles=tuple(clue.number for clue in circles.clues),
        circles_withheld=circles.withheld,
        keys=tuple(_keys(connection, user)),
        successor=None if other is None else paper.Party(other.name, other.post),
    )


def _clues(
    session: Session, connection: Connection, found: handover.InHand, uid: str, other: User | None
) -> Iterator[paper.ClueInHand]:
    day, own = session.today, session.viewer.enterprise
    clocks = Clockwork(session.rulebook(), day)
    held = clock_rows.held_by(connection, found.readable)
    takes = handover.takable(connection, uid, viewer_of(other, own, day)) if other else frozenset()
    for clue in found.clues:
        moves = clue.uid in takes if other else None
        if clue.uid not in found.readable:
            yield paper.ClueInHand(clue.number, masked=True, moves=moves)
            continue
        clock = clocks.nearest(clock_rows.ClockRow(clue, held.get(clue.uid, {})))
        until = f"{clock.due_on.isoformat()}\n{clock.marked}" if clock.due_on else clock.marked
        yield paper.ClueInHand(clue.number, clue.stage.label, until, clue.summary, moves=moves)


def _unfinished(connection: Connection, user: User) -> Iterator[paper.ReportInHand]:
    mine = handover.compiled_by(connection, user.uid)
    for report in reports.everyone(connection):
        if report.state is ReportState.ISSUED:
            continue
        signed = tuple(
            one.role for one in _own(connection, report, user) if report.state is not ReportState.DRAFT
        )
        if report.uid in mine or signed:
            yield paper.ReportInHand(report.title, report.state.label, signed)


def _signed(connection: Connection, user: User) -> Iterator[paper.SignedReport]:
    for report in reports.everyone(connection):
        if report.state is ReportState.ISSUED:
            for one in _own(connection, report, user):
                at = shown(datetime.fromisoformat(one.signed_at))
                yield paper.SignedReport(report.serial, report.title, one.role, at)


def _own(connection: Connection, report: PeriodicReport, user: User) -> Iterator[PersonSignature]:
    """The user's signatures under a report's present snapshot."""
    for body in reports.signatures(connection, report.uid, report.snapshot or ""):
        entry = read_signature(parse_canonical(body.encode()))
        if isinstance(entry, PersonSignature) and entry.login == user.login:
            yield entry


def _keys(connection: Connection, user: User) -> Iterator[paper.OwnKey]:
    for key in rows.fetch_equal(connection, SigningKey, withdrawn=True, user=user.uid):
        until = shown(key.valid_to) if key.valid_to else ""
        yield paper.OwnKey(fingerprint(key.public_key), shown(key.valid_from), until, key.reason)
