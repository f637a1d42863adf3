"""文号登记簿: every number of a year in its order, each gap with its explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.clock import shown
from ..domain.errors import NotAllowed
from ..domain.papers import PAPERS
from ..domain.records import BY_NAME, Clue, IssuedPaper
from ..storage import rows
from ..storage.ledger import last_number, readable
from .papers import register_key, series_word, typed_in

if TYPE_CHECKING:
    from ..domain.papers import PaperKind
    from ..storage.engine import Connection
    from .session import Session

WITHHELD = "不在您的知悉范围"


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of the register.

    Attributes:
        series: 机关代字 with the word of the kind; empty for numbers of another shape typed by hand.
        sequence: 0 for such a number.
        state: 已编号, 作废, 空号 or 未登记.
        note: title, or why the number is struck or not used.
        clue: number of its clue; empty where nobody may know, or there is none.
    """

    series: str
    sequence: int
    number: str
    state: str
    note: str = ""
    kind: str = ""
    clue: str = ""
    given: str = ""


def register(session: Session, year: int) -> tuple[RegisterLine, ...]:
    """The register of a year, each series by itself, then numbers of another shape. What is masked shows its number.

    Raises:
        NotAllowed: the user does not read cases.
    """
    if not session.viewer.reads_cases:
        raise NotAllowed("文号登记簿由填报、审核、签发人员查看；您没有查看线索的权限。")
    with session.ledger.read() as connection:
        all_ = rows.fetch_equal(connection, IssuedPaper, withdrawn=True, year=year)
        seen = rows.fetch_equal(
            connection, IssuedPaper, readable(IssuedPaper, session.viewer), withdrawn=True, year=year
        )
        open_ = {one.uid for one in seen}
        numbers = {
            uid: clue.number
            for uid, clue in rows.fetch_by_uid(connection, Clue, {one.clue for one in all_}).items()
        }
        lines = [_line(session, connection, one, numbers[one.clue], one.uid in open_) for one in all_]
        for kind in PAPERS:
            if kind.numbered:
                lines += _gaps(connection, session.viewer.enterprise, kind, year, all_)
    return tuple(sorted(lines, key=lambda line: (not line.series, line.series, line.sequence, line.number)))


def _line(
    session: Session, connection: Connection, one: IssuedPaper, clue: str, is_open: bool
) -> RegisterLine:
    series = one.number.split("〔")[0] if one.sequence else ""
    state = "作废" if one.void_reason else "已编号"
    if not is_open:
        return RegisterLine(series, one.sequence, one.number, state, WITHHELD)
    label = session.rulebook().dictionary("paper_kind").label(one.kind)
    note = f"作废理由：{one.void_reason}" if one.void_reason else one.title + _left_behind(connection, one)
    given = shown(one.numbered_at) if one.numbered_at else ""
    return RegisterLine(series, one.sequence, one.number, state, note, label, clue, given)


def _left_behind(connection: Connection, one: IssuedPaper) -> str:
    """A number whose record was taken out since waits to be struck."""
    kinds = [kind for kind in PAPERS if kind.code == one.kind and kind.keeps_number is not None]
    if not one.about or not kinds or kinds[0].keeps_number is None:
        return ""
    record = BY_NAME[kinds[0].keeps_number[0].__name__]
    found = rows.fetch_by_uid(connection, record, [one.about]).get(one.about)
    return "（所据记录已撤回，请作废该号）" if found is not None and found.withdrawn_reason else ""


def _gaps(
    connection: Connection, enterprise: str, kind: PaperKind, year: int, given: list[IssuedPaper]
) -> list[RegisterLine]:
    """The numbers of one series, up to its highest, that are in no entry, each with what is known of it."""
    series = series_word(connection, enterprise, kind)
    used = {one.sequence for one in given if one.sequence and one.number.startswith(f"{series}〔")}
    last = last_number(connection, register_key(enterprise, series, year))
    found = []
    for sequence in range(1, max([last, *used], default=0) + 1):
        if sequence in used:
            continue
        number = f"{series}〔{year}〕{sequence}号"
        record = typed_in(connection, number)
        if record is not None:
            note = f"手工填写在“{record.noun}”里，还没有登记；请在该线索的文书里编号登记"
            found.append(RegisterLine(series, sequence, number, "未登记", note))
        else:
            note = "还没有使用，编号时先用此号" if sequence > last else "手工文号更正后空出，不再使用"
            found.append(RegisterLine(series, sequence, number, "空号", note))
    return found
