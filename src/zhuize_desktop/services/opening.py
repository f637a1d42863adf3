"""期初建账: the stock counted, signed on paper, entered by one person and confirmed by another (P2, P4).

The sheet is printed, signed with pen and seal, scanned. Who enters it signs the figures electronically; who confirms
compares the scan with them and signs after. ``opening.confirmed`` is what the statistics ask.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..domain.errors import Conflict, FieldError, FileProblem, NotAllowed
from ..domain.opening import OpeningFigures, OpeningState, SignedOpening
from ..domain.papers import OPENING
from ..domain.papers.opening import opening_sheet
from ..domain.records import User
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..seal.atomic import read_bytes
from ..seal.canonical import canonical, parse_canonical
from ..seal.digest import digest
from ..seal.signature import (
    Signature,
    SignRole,
    read_signature,
    sign_person,
    signature_bytes,
    state_paper,
    verify_chain,
)
from ..storage import queries, rows
from ..storage.ledger import read_setting
from .attachments import add_attachment
from .opening_figures import stock_figures
from .snapshots import OPENING_CONFIRMED

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from ..domain.content import Document
    from ..domain.rulebook import RuleBook
    from ..storage.engine import Connection
    from ..storage.ledger import Transaction
    from .session import Session

OPENING_ENTERED = "opening.entered"
#: Asked for in the place of a record: the sheet as it was signed.
IN_FORCE = "in_force"


def opening_figures(session: Session) -> OpeningFigures:
    """The stock as the ledger stands now; clues in which the user is involved are counted without their number."""
    return opening_state(session).figures


def opening_document(session: Session, about: str = "") -> Document:
    """The sheet to print, with the numbers of the clues behind every figure.

    Args:
        session: who prints it; a clue in which that person is involved is not named to them.
        about: ``IN_FORCE`` for the sheet as it was signed; else the figures of now.

    Raises:
        NotAllowed: the user does not read cases, or no sheet is in force.
    """
    if not session.viewer.reads_cases:
        raise NotAllowed("期初建账确认表由填报、审核、签发人员查看；您没有查看线索的权限。")
    title = session.rulebook().dictionary("paper_kind").label(OPENING)
    state = opening_state(session)
    if about != IN_FORCE:
        return opening_sheet(state.figures, title, session.today)
    if state.confirmed is None:
        raise NotAllowed("期初建账还没有签字确认，没有已签认的确认表可以打印。")
    return opening_sheet(state.confirmed.figures, title, state.confirmed.signed_on)


def opening_state(session: Session) -> OpeningState:
    """The figures, with the sheet that waits for its second person and the one in force.

    The digest covers every number; what the user sees leaves out clues in which they are involved.
    """
    book = session.rulebook()
    with session.ledger.read() as connection:
        state = _state(connection, session.viewer.enterprise, book, session.today)
        return state.withheld(frozenset(queries.involving(connection, session.viewer).values()))


def opening_waits(session: Session) -> bool:
    """Whether nobody has signed for the stock yet, or other clues are stock now than those that were signed for.

    Asked whenever the 工作台 is shown, so numbers are compared and nothing is counted for it. That the stock is worked
    on since is no reason to sign again.
    """
    if not session.viewer.reads_cases:
        return False
    with session.ledger.read() as connection:
        confirmed = _signed(connection, OPENING_CONFIRMED)
        if confirmed is None:
            return queries.has_stock(connection)
        return queries.stock_numbers(connection) != {number for number, _ in confirmed.figures.places}


def _state(connection: Connection, own: str, book: RuleBook, on: date) -> OpeningState:
    found = stock_figures(connection, own, book, on)
    sha256 = digest(canonical(found.to_plain())).sha256
    confirmed = _signed(connection, OPENING_CONFIRMED)
    moved = found.moved_since(confirmed.figures) if confirmed is not None else 0
    return OpeningState(found, sha256, _signed(connection, OPENING_ENTERED), confirmed, moved)


def _signed(connection: Connection, key: str) -> SignedOpening | None:
    plain: Any = read_setting(connection, key)
    return SignedOpening.from_plain(plain) if isinstance(plain, dict) else None


def enter_opening(
    session: Session, scan: Path, name: str, post: str, signed_on: date
) -> OpResult[SignedOpening]:
    """登记签字: who signed the sheet on paper, with its scan; another person confirms it afterwards.

    Entering again before that replaces what was entered.

    Raises:
        FieldError: no name, no post, or a day in the future.
        FileProblem: the scan cannot be taken in.
        NotAllowed: stages are still unconfirmed, or the present figures are confirmed already.
    """
    if not name.strip() or not post.strip():
        raise FieldError("name", "请写明签字人的姓名和职务。")
    if signed_on > session.today:
        raise FieldError("signed_on", "签字日期在今天之后，请核对。")
    book = session.rulebook()
    with session.ledger.transact(Op.ENTER_OPENING, session.viewer) as tx:
        _ready(tx, book, session.today)
    note = f"期初建账确认表签字件：{name.strip()}"
    attached = add_attachment(session, scan, {"kind": "signed_scan", "note": note}).value
    data = read_bytes(scan)
    with session.ledger.transact(Op.ENTER_OPENING, session.viewer) as tx:
        state = _ready(tx, book, session.today)
        if digest(data).sha256 != attached.sha256:
            raise FileProblem("扫描件在登记时发生了变化，请重新选择扫描件。")
        chain = _sign(session, tx, [], SignRole.PREPARED, state.sha256)
        paper = state_paper(
            chain,
            name=name.strip(),
            post=post.strip(),
            signed_on=signed_on,
            scan=digest(data),
            snapshot_sha256=state.sha256,
        )
        chain = _sign(session, tx, [*chain, paper], SignRole.PAPER_ENTERED, state.sha256)
        entered = SignedOpening(
            state.sha256,
            name.strip(),
            post.strip(),
            signed_on,
            attached.uid,
            session.viewer.user,
            chain=_stored(chain),
            figures=state.figures,
        )
        tx.set_setting(OPENING_ENTERED, entered.to_plain())
        return OpResult(_shown(tx, entered), tx.changes)


def confirm_opening(session: Session) -> OpResult[SignedOpening]:
    """期初建账确认: another person has compared the signed sheet with the figures; it is in force from now on.

    Raises:
        NotAllowed: nothing was entered, or the same person entered it.
        Conflict: the figures have changed since they were signed.
    """
    book = session.rulebook()
    with session.ledger.transact(Op.CONFIRM_OPENING, session.viewer) as tx:
        state = _state(tx.connection, tx.actor.enterprise, book, session.today)
        entered = state.entered
        if entered is None:
            raise NotAllowed("还没有登记签字的期初建账确认表，请先由填报人登记并上传扫描件。")
        if entered.entered_by == session.viewer.user:
            raise NotAllowed("登记人不能自己确认，请由另一人确认。")
        if entered.sha256 != state.sha256:
            raise Conflict("签字以后存量线索的数字变了，请重新打印、签字、登记后再确认。")
        chain = [read_signature(parse_canonical(body.encode())) for body in entered.chain]
        chain = _sign(session, tx, chain, SignRole.PAPER_CONFIRMED, state.sha256)
        if problems := verify_chain(chain, state.sha256):
            raise NotAllowed(f"期初建账确认表的签署有问题：{problems[0]}请重新登记。")
        confirmed = replace(entered, confirmed_by=session.viewer.user, chain=_stored(chain))
        tx.set_setting(OPENING_CONFIRMED, confirmed.to_plain())
        tx.set_setting(OPENING_ENTERED, None)
        return OpResult(_shown(tx, confirmed), tx.changes)


def _shown(tx: Transaction, sheet: SignedOpening) -> SignedOpening:
    """As the actor may see it."""
    hidden = frozenset(queries.involving(tx.connection, tx.actor).values())
    return replace(sheet, figures=sheet.figures.withheld(hidden))


def _ready(tx: Transaction, book: RuleBook, on: date) -> OpeningState:
    state = _state(tx.connection, tx.actor.enterprise, book, on)
    if state.figures.unconfirmed.clues:
        raise NotAllowed(
            f"还有 {len(state.figures.unconfirmed)} 条存量线索的环节没有确认，请先逐条确认再签字。"
        )
    if state.is_current:
        raise NotAllowed("期初建账已经签字确认，数字没有变化，不需要再登记。")
    return state


def _sign(
    session: Session, tx: Transaction, chain: list[Signature], role: SignRole, sha256: str
) -> list[Signature]:
    user = rows.fetch_by_uid(tx.connection, User, [session.viewer.user])[session.viewer.user]
    entry = sign_person(
        session.signing_key,
        chain,
        role=role,
        name=user.name,
        login=user.login,
        post=user.post,
        signed_at=tx.now,
        snapshot_sha256=sha256,
    )
    return [*chain, entry]


def _stored(chain: list[Signature]) -> tuple[str, ...]:
    return tuple(signature_bytes(entry).decode() for entry in chain)
