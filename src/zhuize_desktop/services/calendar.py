"""节假日: a year's arrangement comes from a file or is entered, is checked, shows what it moves, and is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain.errors import FileProblem
from ..domain.roles import Op
from ..domain.validated import build
from ..domain.viewer import OpResult
from ..domain.workdays import CalendarYear, parse_calendar_year
from ..seal.atomic import read_bytes
from ..storage.ledger import check_permission, read_setting
from .recomputing import keep, preview
from .rules import CALENDAR_YEARS

if TYPE_CHECKING:
    from pathlib import Path

    from ..domain.recomputed import Recomputed
    from .session import Session

#: A year's arrangement is a few kilobytes; more is another kind of file.
LARGEST_CALENDAR = 200_000


def read_calendar_file(session: Session, path: Path) -> CalendarYear:
    """One year's arrangement from a file; nothing is saved yet.

    Raises:
        FileProblem: unreadable, or no arrangement of this form.
        NotAllowed: the user is no administrator; the file was not looked at.
    """
    check_permission(Op.SAVE_SETTING, session.viewer)
    try:
        text = read_bytes(path, LARGEST_CALENDAR).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileProblem(f"“{path.name}”不是节假日安排文件（应为 UTF-8 文本），请另选文件。") from None
    return parse_calendar_year(text, path.name)


def entered_year(values: dict[str, Any]) -> CalendarYear:
    """The arrangement that somebody entered by hand, from the plain values of the form (as the file has them).

    Raises:
        FileProblem: one Chinese sentence that says what contradicts itself or is missing.
    """
    return build(CalendarYear, values, "节假日安排", f"{values.get('year') or '未填'} 年")


def preview_year(session: Session, year: CalendarYear) -> Recomputed:
    """Which open deadlines an arrangement moves, before it is saved.

    Raises:
        NotAllowed: the user is no administrator.
    """
    return preview(session, session.rulebook().with_calendar_year(year), reason_of(session, year))


def reason_of(session: Session, year: CalendarYear) -> str:
    """Why the deadlines are computed anew, with the paper the arrangement rests on."""
    known = session.rulebook().calendar.published(year.year)
    papers = "、".join(paper.number for paper in year.documents)
    return f"{'修改' if known else '登记'} {year.year} 年节假日安排（{papers}）"


def save_year(
    session: Session, year: CalendarYear, agreed: Recomputed | None = None
) -> OpResult[Recomputed | None]:
    """Put a year's arrangement in force; which open deadlines it moved is kept, ``None`` when it touched none.

    Raises:
        NotAllowed: the user is no administrator.
        Conflict: other deadlines are moved than the preview ``agreed`` said.
    """
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        after = session.rulebook().with_calendar_year(year)
        done = keep(session, tx, after, reason_of(session, year), agreed)
        years = read_setting(tx.connection, CALENDAR_YEARS, {})
        tx.set_setting(CALENDAR_YEARS, {**years, str(year.year): year.model_dump_json()})
        return OpResult(done, tx.changes)
