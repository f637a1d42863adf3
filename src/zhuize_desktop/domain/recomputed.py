"""期限重算: which open deadlines another calendar or rule moves, as a result that is shown, kept and printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from .content import Block, Document, Heading, Paragraph, Table, TableColumn, TableRow
from .deadlines import ClockState, Clockwork, Deadline
from .figure import Figure, Provenance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .clock_events import Timed
    from .rulebook import RuleBook
    from .rules import DeadlineRule

TITLE = "期限重算清单"
UNKNOWN_DAY = "时限未知"
#: What a change of the rules does to a deadline beside moving it.
ADDED, DROPPED = "新增", "取消"


@dataclass(frozen=True, slots=True)
class Shift:
    """One open deadline that stands otherwise than before, or only before, or only after.

    Attributes:
        number: the clue's number: all that is told of it to who may not read it.
        what: what is due; of one that stands otherwise only from a coming day on, since when (``自…起``).
        before, after: the last day; ``None`` while it was or is not known, and where there was or is no deadline.
        was_provisional, is_provisional: whether it was or is 暂定.
        clue: uid of the clue, by which is told who may know of it later; empty for a 监督成果.
        change: ``ADDED`` where there was none before, ``DROPPED`` where there is none any more, else empty.
    """

    number: str
    what: str
    before: date | None
    after: date | None
    was_provisional: bool = False
    is_provisional: bool = False
    clue: str = ""
    change: str = ""

    @property
    def before_words(self) -> str:
        """The day before as it is shown: ``2027-02-15（暂定）``, ``时限未知``, ``新增``."""
        return ADDED if self.change == ADDED else _day_words(self.before, self.was_provisional)

    @property
    def after_words(self) -> str:
        """The day after, likewise; ``取消`` where there is none any more."""
        return DROPPED if self.change == DROPPED else _day_words(self.after, self.is_provisional)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came of computing all open deadlines anew.

    Attributes:
        reason: what was changed.
        at, by: when and by whom; empty in a preview.
        on: the legal day for which it was computed.
        shifts: the deadlines whose day is another one, and those that come or go, by number of the clue.
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

    What was done or has run out under both books is not looked at. A deadline that another record starts now is the
    same one; what one of the books alone knows is new or gone.
    """
    old_clock, new_clock = Clockwork(before, on), Clockwork(after, on)
    shifts: list[Shift] = []
    settled = checked = 0
    for case in cases:
        for was, new in _pairs(old_clock.deadlines(case), new_clock.deadlines(case)):
            if not any(one is not None and one.state.runs for one in (was, new)):
                continue
            checked += 1
            if (shift := shift_of(case.clue.number or "（未编号）", was, new, case.clue.uid)) is not None:
                shifts.append(shift)
            elif was is not None and new is not None and was.provisional and not new.provisional:
                settled += 1
    return tuple(shifts), settled, checked


def differ(before: RuleBook, after: RuleBook, on: date) -> bool:
    """Whether two rule books differ in any period that the clock runs on a day."""
    return any(
        before.rules_of(kind, on) != after.rules_of(kind, on)
        or _runs_by(before, kind, on) != _runs_by(after, kind, on)
        for kind in {*before.deadline_kinds(), *after.deadline_kinds()}
    )


def _runs_by(book: RuleBook, kind: str, on: date) -> DeadlineRule | None:
    return book.rule_of(kind, on) if book.rules_of(kind) else None


def turning_days(before: RuleBook, after: RuleBook, on: date) -> list[date]:
    """The days after ``on`` on which a measure or a period comes into force or lapses, and from which on the two books
    run some period by different rules.

    A measure with a later 施行日期 moves nothing on the day it is saved; on its first day nobody saves anything.
    """
    found: set[date | None] = set()
    for book in (before, after):
        for pack in book.packs:
            spans = [(one.effective_from, one.effective_to) for one in pack.deadlines]
            for first, last in ((pack.effective_from, pack.effective_to), *spans):
                found.add(first)
                found.add(last + timedelta(1) if last is not None else None)
    return sorted(day for day in found if day is not None and day > on and differ(before, after, day))


def since(shifts: Iterable[Shift], day: date, known: Collection[Shift]) -> list[Shift]:
    """What is otherwise from a coming day on, without what is told already as so before."""
    told = set(known)
    return [replace(one, what=f"{one.what}（自{day}起）") for one in shifts if one not in told]


def _pairs(
    old: Iterable[Deadline], new: Iterable[Deadline]
) -> Iterator[tuple[Deadline | None, Deadline | None]]:
    """The deadlines of a clue under two books, each with itself: by what starts it, and what is left by its kind."""
    left = {one.key: one for one in old}
    others = []
    for one in new:
        if (was := left.pop(one.key, None)) is not None:
            yield was, one
        else:
            others.append(one)
    by_kind: dict[str, list[Deadline]] = defaultdict(list)
    for one in left.values():
        by_kind[one.kind].append(one)
    for one in others:
        several = by_kind[one.kind]
        yield several.pop(0) if several else None, one
    yield from ((one, None) for several in by_kind.values() for one in several)


def shift_of(number: str, was: Deadline | None, new: Deadline | None, clue: str = "") -> Shift | None:
    """What became of one deadline of a clue or a 监督成果; ``None`` where its day is the same."""
    told = new or was
    if told is None or (was is not None and new is not None and was.due_on == new.due_on):
        return None
    return Shift(
        number, told.label,
        was.due_on if was is not None else None, new.due_on if new is not None else None,
        _doubt(was), _doubt(new), clue, ADDED if was is None else DROPPED if new is None else "",
    )  # fmt: skip


def _doubt(one: Deadline | None) -> bool:
    return one is not None and one.provisional and one.state is not ClockState.UNKNOWN


def _day_words(day: date | None, provisional: bool) -> str:
    """``2027-02-15（暂定）``, ``时限未知``."""
    return UNKNOWN_DAY if day is None else f"{day}{'（暂定）' if provisional else ''}"


def summary_words(found: Recomputed) -> str:
    """How many deadlines are moved, in one sentence."""
    if not found.checked:
        return "没有正在计算的期限。"
    said = f"核算在办期限 {found.checked} 项，"
    counted = Counter(one.change or "日期变动" for one in found.shifts)
    said += "，".join(f"{count} 项{what}" for what, count in counted.most_common()) or "日期都没有变动"
    if found.settled:
        said += f"，{found.settled} 项由暂定转为确定"
    return said + "。"


def compile_recomputed(found: Recomputed, enterprise: str) -> Document:
    """The list as a paper."""
    numbers = tuple(dict.fromkeys(one.number for one in found.shifts))
    count = Figure.count(
        len(found.shifts),
        "项",
        Provenance("recomputed.shifts", "重算前后最后一日不同、新增或者取消的在办期限", numbers),
    )
    return Document(
        TITLE,
        (
            Paragraph((f"重算原因：{found.reason}。以{found.on}为准，期限变动", count, "。")),
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
                one.before_words,
                one.after_words,
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
                one.change,
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
        Shift(number, what, _day(before), _day(after), was, becomes, clue, change)
        for number, what, before, after, was, becomes, clue, change in plain["shifts"]
    )
    return Recomputed(
        plain["reason"], date.fromisoformat(plain["on"]), shifts, plain["settled"], plain["checked"],
        plain["withheld"], plain["at"], plain["by"], key,
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
