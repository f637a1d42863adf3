"""期初建账确认表: the figures of what was taken over, read from the ledger as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain.errors import NotAllowed
from ..domain.papers import OPENING
from ..domain.papers.opening import Amount, Counted, OpeningFigures, opening_sheet
from ..domain.records import Clue, Enterprise, Execution, Handling, Loss, Record, Recovery, StageStep
from ..domain.stages import Stage
from ..storage import rows
from ..storage.ledger import read_setting
from .snapshots import CONTINGENT_COUNTS, source_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeVar

    from ..domain.content import Document
    from ..storage.engine import Connection
    from .session import Session

    R = TypeVar("R", bound=Record)


def opening_document(session: Session) -> Document:
    """The sheet as the ledger stands today.

    Raises:
        NotAllowed: the user does not read cases.
    """
    title = session.rulebook().dictionary("paper_kind").label(OPENING)
    return opening_sheet(opening_figures(session), title)


def opening_figures(session: Session) -> OpeningFigures:
    """Stock, losses, recoveries and earlier handlings of the 存量线索; like all statistics it counts masked clues too.

    A clue stands in the stage in which it was taken over, wherever it is now; one that was closed by a step here was
    open then.

    Raises:
        NotAllowed: the user does not read cases.
    """
    if not session.viewer.reads_cases:
        raise NotAllowed("期初建账确认表由填报、审核、签发人员查看；您没有查看线索的权限。")
    with session.ledger.read() as connection:
        clues = rows.fetch_equal(connection, Clue, legacy=True)
        worked = {one.clue for one in rows.fetch_equal(connection, StageStep)}
        stock = [one for one in clues if not one.closed or one.uid in worked]
        numbers = {one.uid: one.number for one in clues}
        own = session.viewer.enterprise
        return OpeningFigures(
            enterprise=rows.fetch_by_uid(connection, Enterprise, [own])[own].name,
            day=session.today,
            by_stage=tuple(
                _counted(stage.label, (one for one in stock if (one.legacy_stage or one.stage) is stage))
                for stage in Stage
            ),
            by_source=_by_source(session, stock),
            closed=_counted("已办结", (one for one in clues if one.closed and one.uid not in worked)),
            unknown_start=_counted("受理日期不详", (one for one in stock if one.accepted_on is None)),
            unconfirmed=_counted("环节待确认", (one for one in stock if not one.stage_confirmed)),
            **_sums(connection, numbers),
        )


def _counted(label: str, clues: Iterable[Clue]) -> Counted:
    return Counted(label, tuple(sorted(one.number for one in clues)))


def _by_source(session: Session, stock: list[Clue]) -> tuple[Counted, ...]:
    """The stock by the columns of the statistics; one without a source is counted in a line of its own."""
    book = session.rulebook()
    columns = source_columns(book)
    lines = [
        _counted(root.label, (one for one in stock if columns.get(one.source_kind) == root.code))
        for root in book.dictionary("source_kind").children()
    ]
    without = _counted("来源未填", (one for one in stock if one.source_kind not in columns))
    return (*lines, *([without] if without.clues else []))


def _sums(connection: Connection, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Every sum over the lines of these clues; 或有损失 only where the office counts it."""
    counted = {"direct", "indirect"} | (
        {"contingent"} if read_setting(connection, CONTINGENT_COUNTS, False) else set()
    )
    losses = [one for one in _lines(connection, Loss, numbers) if one.kind in counted]
    handlings = _lines(connection, Handling, numbers)
    return {
        "confirmed_loss": _amount(losses, lambda one: one.amount, numbers),
        "recovered": _amount(_lines(connection, Recovery, numbers), lambda one: one.amount, numbers),
        "deducted": _amount(handlings, lambda one: one.deduction, numbers),
        "executed": _amount(_lines(connection, Execution, numbers), lambda one: one.amount, numbers),
        "penalties": Counted("此前处理（人次）", tuple(numbers[one.clue] for one in handlings)),
        "bans": Counted(
            "此前禁入限制（人次）", tuple(numbers[one.clue] for one in handlings if one.ban_from is not None)
        ),
    }


def _lines(connection: Connection, record: type[R], numbers: Mapping[str, str]) -> list[R]:
    return [one for one in rows.fetch_equal(connection, record) if getattr(one, "clue", "") in numbers]


def _amount(lines: list[R], amount: Callable[[R], int | None], numbers: Mapping[str, str]) -> Amount:
    found = [(numbers[getattr(one, "clue", "")], fen) for one in lines if (fen := amount(one))]
    return Amount(sum(fen for _, fen in found), tuple(dict.fromkeys(number for number, _ in found)))
