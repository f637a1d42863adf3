"""期限重算: which open deadlines another calendar or rule moves, as a result that is shown, kept and printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from .content import Block, Document, Heading, Paragraph, Table, TableColumn, TableRow
from .deadlines import ClockState, Clockwork, Deadline
from .figure import Figure, Provenance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .clock_events import Timed
    from .rulebook import RuleBook

TITLE = "期限重算清单"
UNKNOWN_DAY = "时限未知"


@dataclass(frozen=True, slots=True)
class Shift:
    """One open deadline that stands otherwise than before.

    Attributes:
        number: the clue's number: all that is told of it to who may not read it.
        what: what is due.
        before, after: the last day; ``None`` while it was or is not known.
        was_provisional, is_provisional: whether it was or is 暂定.
        clue: uid of the clue, by which is told who may know of it later; empty for a 监督成果.
    """

    number: str
    what: str
    before: date | None
    after: date | None
    was_provisional: bool = False
    is_provisional: bool = False
    clue: str = ""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came of computing all open deadlines anew.

    Attributes:
        reason: what was changed.
        at, by: when and by whom; empty in a preview.
        on: the legal day for which it was computed.
        shifts: the deadlines whose day is another one, by number of the clue.
        settled: how many are no longer 暂定 on the same day.
        checked: how many open deadlines were looked at.
        withheld: clues in which the person is involved: recomputed, not listed.
        key: under which it is kept; empty in a preview.
    """

    reason: str
    on: date
    shifts: tuple[Shift, ...] = ()
    settled: int = 0
    checked: int = 0
    withheld: int = 0
    at: str = ""
    by: str = ""
    key: str = ""

    def without(self, hidden: Collection[str]) -> Recomputed:
        """As it may be shown to somebody who may not know of the clues ``hidden`` (uids): they are counted only."""
        dropped = {one.clue for one in self.shifts if one.clue in hidden}
        return replace(
            self,
            shifts=tuple(one for one in self.shifts if one.clue not in dropped),
            withheld=self.withheld + len(dropped),
        )


def moved_deadlines(
    before: RuleBook, after: RuleBook, cases: Iterable[Timed], on: date
) -> tuple[tuple[Shift, ...], int, int]:
    """Every running deadline of these clues that ``after`` moves; how many are settled on the same day; how many ran.

    What was done or has run out under both books is not looked at.
    """
    old_clock, new_clock = Clockwork(before, on), Clockwork(after, on)
    shifts: list[Shift] = []
    settled = checked = 0
    for case in cases:
        old = {one.key: one for one in old_clock.deadlines(case)}
        for new in new_clock.deadlines(case):
            was = old.get(new.key)
            if was is None or not (was.state.runs or new.state.runs):
                continue
            checked += 1
            if was.due_on != new.due_on:
                shifts.append(_shift(case, was, new))
            elif was.provisional and not new.provisional:
                settled += 1
    return tuple(shifts), settled, checked


def _shift(case: Timed, was: Deadline, new: Deadline) -> Shift:
    return Shift(
        case.clue.number or "（未编号）", new.label, was.due_on, new.due_on, _doubt(was), _doubt(new),
        case.clue.uid,
    )  # fmt: skip


def _doubt(one: Deadline) -> bool:
    return one.provisional and one.state is not ClockState.UNKNOWN


def day_words(day: date | None, provisional: bool) -> str:
    """``2027-02-15（暂定）``, ``时限未知``."""
    return UNKNOWN_DAY if day is None else f"{day}{'（暂定）' if provisional else ''}"


def summary_words(found: Recomputed) -> str:
    """How many deadlines are moved, in one sentence."""
    if not found.checked:
        return "没有正在计算的期限。"
    said = f"核算在办期限 {found.checked} 项，"
    said += f"{len(found.shifts)} 项日期变动" if found.shifts else "日期都没有变动"
    if found.settled:
        said += f"，{found.settled} 项由暂定转为确定"
    return said + "。"


def compile_recomputed(found: Recomputed, enterprise: str) -> Document:
    """The list as a paper."""
    numbers = tuple(dict.fromkeys(one.number for one in found.shifts))
    count = Figure.count(
        len(found.shifts), "项", Provenance("recomputed.shifts", "重算前后最后一日不同的在办期限", numbers)
    )
    return Document(
        TITLE,
        (
            Paragraph((f"重算原因：{found.reason}。以{found.on}为准，日期变动", count, "。")),
            *_details(found),
            *_table(found),
        ),
        issuer=enterprise,
        date_text=found.at or found.on.isoformat(),
        secrecy="内部",
    )


def _details(found: Recomputed) -> Iterator[Block]:
    yield Paragraph((summary_words(found),))
    if found.by:
        yield Paragraph((f"办理人：{found.by}，{found.at}。",))
    if found.withheld:
        yield Paragraph((f"另有须回避的在办线索 {found.withheld} 件，已一并重算，不列入本表。",))


def _table(found: Recomputed) -> Iterator[Block]:
    if not found.shifts:
        return
    yield Heading(1, "变动的期限")
    columns = (
        TableColumn("序号", 3),
        TableColumn("线索编号", 12),
        TableColumn("期限", 9),
        TableColumn("原日期", 12),
        TableColumn("新日期", 12),
    )
    rows = tuple(
        TableRow(
            (
                str(at),
                one.number,
                one.what,
                day_words(one.before, one.was_provisional),
                day_words(one.after, one.is_provisional),
            )
        )
        for at, one in enumerate(found.shifts, 1)
    )
    yield Table("R1", "变动的期限", columns, rows)


def to_plain(found: Recomputed) -> dict[str, Any]:
    """The result as it is kept."""
    return {
        "reason": found.reason,
        "on": found.on.isoformat(),
        "shifts": [
            [
                one.number,
                one.what,
                one.before.isoformat() if one.before else "",
                one.after.isoformat() if one.after else "",
                one.was_provisional,
                one.is_provisional,
                one.clue,
            ]
            for one in found.shifts
        ],
        "settled": found.settled,
        "checked": found.checked,
        "withheld": found.withheld,
        "at": found.at,
        "by": found.by,
    }


def from_plain(plain: dict[str, Any], key: str) -> Recomputed:
    """A kept result."""
    shifts = tuple(
        Shift(number, what, _day(before), _day(after), was, becomes, clue)
        for number, what, before, after, was, becomes, clue in plain["shifts"]
    )
    return Recomputed(
        plain["reason"], date.fromisoformat(plain["on"]), shifts, plain["settled"], plain["checked"],
        plain["withheld"], plain["at"], plain["by"], key,
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
