"""规则算例: the examples that ship, computed under the rules of this ledger, as a sheet to be confirmed on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.judging.examples import compute, parse_examples
from ..domain.papers.examples import TITLE, examples_sheet
from ..domain.papers.words import day_text
from ..domain.records import Enterprise
from ..domain.roles import Op
from ..domain.rulebook import BASIS, REFERENCES
from ..domain.viewer import OpResult
from ..resources import resource
from ..storage import rows

if TYPE_CHECKING:
    from ..domain.content import Document
    from .session import Session

FILE = "worked_examples.csv"


def confirmation_sheet(session: Session) -> Document:
    """Every example with what the rules in force give.

    A fault in the shipped file is a fault of the build: the ``FileProblem`` names the line.
    """
    book = session.rulebook()
    examples = parse_examples(resource("samples", FILE).read_text("utf-8"), FILE)
    with session.ledger.read() as connection:
        own = rows.fetch_by_uid(connection, Enterprise, [session.viewer.enterprise])
    names = "、".join(
        f"{pack.name}（{pack.standing.label}）" for pack in book.packs if pack.code in (*BASIS, *REFERENCES)
    )
    issuer = own[session.viewer.enterprise].name
    return examples_sheet(
        [(one, compute(book, one)) for one in examples], issuer, names, day_text(session.today)
    )


def release_sheet(session: Session, name: str) -> OpResult[Document]:
    """The sheet to be written outside; the trail keeps under which ``name`` it goes out.

    Raises:
        NotAllowed: the user may not export.
    """
    document = confirmation_sheet(session)
    with session.ledger.transact(Op.EXPORT, session.viewer) as tx:
        tx.note = TITLE
        tx.touch("Setting", "rules.examples", "export", None, name)
        return OpResult(document, tx.changes)
