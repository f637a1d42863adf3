"""文书: papers made from a case, their numbers, and taking them out. A number is used once and its gap explained."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..domain.errors import Conflict, FieldError, NotAllowed
from ..domain.papers import OPENING, PAPERS, Order, PaperKind, Subject, mark_of, paper_kind
from ..domain.records import Clue, Enterprise, IssuedPaper, Record, StageStep
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..seal.atomic import write_atomic
from ..storage import rows
from ..storage.cases import gathered
from ..storage.ledger import check_permission, read_setting
from .dossier import read_case
from .opening import opening_document
from .records import insert
from .rules import contingent_counted

if TYPE_CHECKING:
    from pathlib import Path

    from ..domain.case import Case
    from ..domain.content import Document
    from ..storage.engine import Connection
    from ..storage.ledger import Transaction
    from .session import Session

#: 机关代字 in front of the word of the register; unset = short name of the own enterprise.
PAPER_HEAD = "papers.head"
#: 年份 in six-cornered brackets, the number without leading zeros and without 第 (GB/T 9704—2012 7.2.5).
_SHAPE = re.compile(r"(?P<series>.+)〔(?P<year>[0-9]{4})〕(?P<sequence>[1-9][0-9]{0,5})号")
_KINDS_OF_ENTERPRISE = re.compile(r"(?:集团|控股|股份|有限|责任|公司)+$")


class PaperState(StrEnum):
    """How a paper stands with its number; the value is the word shown."""

    PLAIN = "不编号"
    OPEN = "未编号"
    TYPED = "文号未登记"
    NUMBERED = "已编号"
    VOID = "作废"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of a case in the list.

    Attributes:
        kind: code in the dictionary ``paper_kind``; ``label`` its name.
        about: uid of the record it is of; ``subject`` what that is called.
        number: as given or typed; empty while it has none.
        issued: uid of the entry in the register; empty when there is none.
        note: why a number was struck.
    """

    kind: str
    label: str
    about: str
    subject: str
    state: PaperState
    number: str = ""
    issued: str = ""
    note: str = ""


def papers_of(session: Session, clue: str) -> tuple[PaperRow, ...]:
    """The papers that a case has as its records stand, struck numbers behind the paper they were given to.

    Raises:
        NotAllowed: there is no such clue, or the viewer may not read it.
    """
    case = read_case(session, clue)
    labels = case.book.dictionary("paper_kind")
    found: list[PaperRow] = []
    for kind in PAPERS:
        for subject in kind.subjects(case):
            found.append(_row(case, kind, subject, labels.label(kind.code)))
            found += [
                PaperRow(
                    kind.code, labels.label(kind.code), subject.about, subject.name, PaperState.VOID, one.number,
                    one.uid, one.void_reason,
                )
                for one in _issued(case, kind.code, subject.about)
                if one.void_reason
            ]  # fmt: skip
    return tuple(found)


def _row(case: Case, kind: PaperKind, subject: Subject, label: str) -> PaperRow:
    if not kind.numbered:
        return PaperRow(kind.code, label, subject.about, subject.name, PaperState.PLAIN)
    valid = _valid(case, kind.code, subject.about)
    if valid is not None:
        return PaperRow(
            kind.code, label, subject.about, subject.name, PaperState.NUMBERED, valid.number, valid.uid
        )
    typed = _typed(case, kind, subject.about)
    state = PaperState.TYPED if typed else PaperState.OPEN
    return PaperRow(kind.code, label, subject.about, subject.name, state, typed)


def _issued(case: Case, kind: str, about: str) -> tuple[IssuedPaper, ...]:
    return tuple(one for one in case.all(IssuedPaper) if one.kind == kind and one.about == about)


def _valid(case: Case, kind: str, about: str) -> IssuedPaper | None:
    return next((one for one in _issued(case, kind, about) if not one.void_reason), None)


def _kept_in(case: Case, kind: PaperKind, about: str) -> tuple[Record, str] | None:
    """The record and its field that hold the paper's number; ``None`` when only the register does."""
    if kind.keeps_number is None:
        return None
    record, field = kind.keeps_number
    found = [one for one in case.all(record) if not about or one.uid == about]
    return (found[-1], field) if found else None


def _typed(case: Case, kind: PaperKind, about: str) -> str:
    kept = _kept_in(case, kind, about)
    return str(getattr(*kept)).strip() if kept is not None else ""


def _order(connection: Connection, case: Case, kind: PaperKind, about: str) -> Order:
    """What the builder is given. Raises ``NotAllowed`` when the case has no such paper."""
    if all(subject.about != about for subject in kind.subjects(case)):
        raise NotAllowed("这条线索现在没有这份文书：所据的记录没有登记，或已撤回；请刷新后再看。")
    valid = _valid(case, kind.code, about)
    number = valid.number if valid is not None else _typed(case, kind, about)
    own = rows.fetch_by_uid(connection, Enterprise, [case.clue.owner_enterprise])
    issuer = own[case.clue.owner_enterprise].name
    return Order(case, about, number, issuer, contingent_counted(connection, case.today))


def paper_of(session: Session, clue: str, kind: str, about: str = "") -> Document:
    """The paper as the records stand now; ``mark_of`` says what stands across it.

    Raises:
        NotAllowed: no such clue or paper, or the viewer may not read it.
    """
    if kind == OPENING:
        return opening_document(session, about)
    case, row = read_case(session, clue), paper_kind(kind)
    with session.ledger.read() as connection:
        order = _order(connection, case, row, about)
    return row.build(order)


# --- numbers ------------------------------------------------------------------------------------------------


def number_paper(session: Session, clue: str, kind: str, about: str = "") -> OpResult[IssuedPaper]:
    """编号: give a paper the next number of its register, and write it into its record in the same action.

    A number that was typed into the record by hand is entered in the register as it is.

    Raises:
        NotAllowed: the paper takes no number, the clue is closed or withdrawn, or the user may not.
        Conflict: it has a number, or the typed one is another paper's.
    """
    row, book = paper_kind(kind), session.rulebook()
    if not row.numbered:
        raise NotAllowed("这种文书不编文号，直接打印即可。")
    with session.ledger.transact(Op.NUMBER_PAPER, session.viewer) as tx:
        case = gathered(tx.connection, tx.actor, tx.get(Clue, clue), book, session.today)
        _refuse_closed(tx, case.clue)
        order = _order(tx.connection, case, row, about)
        if _valid(case, kind, about) is not None:
            raise Conflict(f"这份文书已经编号：{order.number}。需要换号的，请先作废原号。")
        given = _taken_over(tx, row, order) if order.number else _next(tx, row, session.today.year)
        numbered = replace(order, number=given["number"])
        title = row.build(numbered).title
        paper = insert(
            tx,
            IssuedPaper,
            {
                "clue": clue, "kind": kind, "about": about, "title": title, "numbered_at": tx.now,
                "numbered_by": tx.actor.user, **given,
            },
        )  # fmt: skip
        kept = _kept_in(case, row, about)
        if kept is not None and not str(getattr(*kept)).strip():
            _write(tx, kept, given["number"])
        tx.note = f"{book.dictionary('paper_kind').label(kind)} {given['number']}"
        return OpResult(paper, tx.changes)


def void_number(session: Session, uid: str, reason: str) -> OpResult[IssuedPaper]:
    """作废: a number stays used, with the reason; the record loses it and the paper can be numbered anew.

    Raises:
        FieldError: no reason.
        NotAllowed: it was struck before, its clue is closed, or the user may not.
    """
    if not reason.strip():
        raise FieldError("void_reason", "请填写作废理由。")
    with session.ledger.transact(Op.VOID_PAPER, session.viewer) as tx:
        paper = tx.get(IssuedPaper, uid)
        if paper.void_reason:
            raise NotAllowed("这个文号已经作废。")
        clue = tx.get(Clue, paper.clue)
        _refuse_closed(tx, clue)
        case = gathered(tx.connection, tx.actor, clue, session.rulebook(), session.today)
        kept = _kept_in(case, paper_kind(paper.kind), paper.about)
        if kept is not None and getattr(*kept) == paper.number:
            _write(tx, kept, "")
        tx.note = paper.number
        return OpResult(tx.update(replace(paper, void_reason=reason.strip())), tx.changes)


def _write(tx: Transaction, kept: tuple[Record, str], number: str) -> None:
    """The number into the record's own field."""
    values: dict[str, Any] = {kept[1]: number}
    tx.update(replace(kept[0], **values))


def _refuse_closed(tx: Transaction, clue: Clue) -> None:
    if clue.withdrawn_reason:
        raise NotAllowed("这条线索已撤回，请先恢复到台账再办理。")
    if clue.closed and rows.fetch_equal(tx.connection, StageStep, clue=clue.uid):
        raise NotAllowed("这条线索已销号，不再编号或作废文号；确需办理的请先重启。")


def _taken_over(tx: Transaction, kind: PaperKind, order: Order) -> dict[str, Any]:
    """The values of a number typed by hand; one of this office's own shape takes its place in the register."""
    number = order.number
    if number_used(tx.connection, number):
        raise Conflict(f"文号“{number}”在登记簿里已属于另一份文书，请先更正这份文书的文号。")
    found = _SHAPE.fullmatch(number)
    if found is None:
        return {"number": number, "year": tx.now.year, "sequence": 0}
    own = found["series"] == series_word(tx.connection, tx.actor.enterprise, kind)
    return {"number": number, "year": int(found["year"]), "sequence": int(found["sequence"]) if own else 0}


def _next(tx: Transaction, kind: PaperKind, year: int) -> dict[str, Any]:
    """The next number of the register; one that somebody typed by hand already is passed over."""
    series = series_word(tx.connection, tx.actor.enterprise, kind)
    while True:
        sequence = tx.next_number(register_key(tx.actor.enterprise, series, year))
        number = f"{series}〔{year}〕{sequence}号"
        if not number_used(tx.connection, number) and typed_in(tx.connection, number) is None:
            return {"number": number, "year": year, "sequence": sequence}


def register_key(enterprise: str, series: str, year: int) -> str:
    """The name of the counter: one an enterprise, word and year."""
    return f"paper.{enterprise}.{series}.{year}"


def series_word(connection: Connection, enterprise: str, kind: PaperKind) -> str:
    """机关代字 with the word of the kind: 虚运责."""
    return paper_head(connection, enterprise) + kind.series


def paper_head(connection: Connection, enterprise: str) -> str:
    """机关代字 as set, else the enterprise's short name, else its name without 集团有限公司."""
    if found := str(read_setting(connection, PAPER_HEAD, "")):
        return found
    own = rows.fetch_by_uid(connection, Enterprise, [enterprise])[enterprise]
    return own.short_name or _KINDS_OF_ENTERPRISE.sub("", own.name) or own.name


def number_used(connection: Connection, number: str) -> bool:
    """Whether the register has the number, struck or not, whoever may see it."""
    return bool(rows.fetch_equal(connection, IssuedPaper, withdrawn=True, number=number))


def typed_in(connection: Connection, number: str) -> type[Record] | None:
    """The class of a record into which this number was typed, in the register or not."""
    for kind in PAPERS:
        if kind.keeps_number is not None:
            record, field = kind.keeps_number
            if rows.fetch_equal(connection, record, withdrawn=True, **{field: number}):
                return record
    return None


# --- out of the house ---------------------------------------------------------------------------------------


def release_paper(session: Session, clue: str, kind: str, about: str, name: str) -> OpResult[Document]:
    """The paper to be rendered and written outside; the trail keeps under which ``name`` it goes out.

    Raises:
        NotAllowed: the user may not export, or may not read the clue.
    """
    check_permission(Op.EXPORT, session.viewer)  # before the case is read for it
    document = paper_of(session, clue, kind, about)
    with session.ledger.transact(Op.EXPORT, session.viewer) as tx:
        if clue:
            tx.get(Clue, clue)
        tx.note = f"{document.title} {document.number}".strip()
        tx.touch("Clue" if clue else "Setting", clue or OPENING, "export", None, name)
        return OpResult(document, tx.changes)


def save_pdf(session: Session, clue: str, kind: str, about: str, target: Path) -> OpResult[Path]:
    """The paper as a PDF file; one without its number bears 待编号 on every page.

    The window releases the paper and has it rendered in the child process; this is the same in one go.

    Raises:
        NotAllowed: as for ``release_paper``.
        FileProblem: disk full, write-protected, or the file is open elsewhere.
    """
    from ..documents.pdf import render_pdf

    released = release_paper(session, clue, kind, about, target.name)
    mark = mark_of(released.value)
    write_atomic(target, render_pdf(released.value, draft=bool(mark), mark=mark))
    return OpResult(target, released.changes)
