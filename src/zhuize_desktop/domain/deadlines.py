"""One clock: every deadline of a clue, and how each stands on a given day.

A deadline is a rule of the packs with the events that start and end it (``clock_events``), the working calendar, the
延期 and 中止 on the clue; or a day that a record sets itself (反馈期限、复查日 …). A missing start day, a rule whose
length nobody has filled in, or a day outside the calendar gives 时限未知, never a guess; a deadline that reaches into
a year without a known holiday arrangement is 暂定. Ledger, workbench, dossier, papers and statistics ask here and
nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .clock_events import PLACES, SET_DAYS, Event, SetDay, earliest, present_day
from .errors import UserError
from .fields import column
from .moving import has_effect, moved, moves, of_stage
from .records import (
    Clue,
    Extension,
    Record,
    RectificationChange,
    RectificationItem,
    SupervisionReport,
    Suspension,
)
from .rules import DeadlineRule, Unit
from .workdays import FIRST_DAY, LAST_DAY, Due

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .clock_events import Timed
    from .rulebook import RuleBook


class ClockState(StrEnum):
    """How a deadline stands; the value is the word shown."""

    NONE = "—"
    UNKNOWN = "时限未知"
    SUSPENDED = "中止"
    RUNNING = "未到期"
    NEAR = "临期"
    OVERDUE = "逾期"
    #: What was due was done, in time or late.
    DONE = "已办"
    #: A term that runs out by itself (申诉期) has run out.
    LAPSED = "期满"

    @property
    def runs(self) -> bool:
        """Whether something is still due, or stands still."""
        return self not in (ClockState.NONE, ClockState.DONE, ClockState.LAPSED)


class Deadline(NamedTuple):
    """One deadline of a clue; a tuple, because ten thousand clues have several each and each is made in steps.

    Attributes:
        state: how it stands on the day asked for.
        label: what is due.
        due_on: the present last day; ``None`` when unknown or none runs.
        left: working days left, negative when overdue; of one that was done, on the day it was done.
        provisional: a year without known holiday arrangement was counted, for the day or for the days left (暂定).
        mark: 待核对 when the rule's text was not verified, 参照 when it does not bind, else empty.
        source: document and clause of the rule, or who set the day.
        original_on: the last day before any 延期 and 中止; ``None`` when the present day is the original one.
        kind: code of the dictionary ``deadline_kind``, or of ``SET_DAYS``.
        matter: whom or what it is about; the uid of a record where ``refers`` says so.
        refers: the class that ``matter`` points to; empty for a text.
        record: class of the record that starts it; ``uid`` its identity.
        start_on: the day of the start event.
        extensions: how many approved 延期 moved it; ``approver`` who approved the last, ``approved_on`` when. Of a 中止
            to be looked at who approved that.
        done_on: when what was due was done; ``None`` while it runs, and where nobody recorded the day.
        paused: calendar days of 中止 that are not counted.
        late: the 延期 and 中止 of it that came when it was over or done, and the 中止 approved when they were resumed:
            they change nothing.
        inside_on: until when the 权属企业 itself has to deliver (内部时限); ``None`` when the days are not shared.
        why: why the time is not known.
        is_term: a term of somebody else, which runs out by itself (申诉期).
        is_today: whether the day asked for is the last one; without a working day left it may also come on a rest day.
    """

    state: ClockState
    label: str = ""
    due_on: date | None = None
    left: int = 0
    provisional: bool = False
    mark: str = ""
    source: str = ""
    original_on: date | None = None
    kind: str = ""
    matter: str = ""
    refers: str = ""
    record: str = ""
    uid: str = ""
    start_on: date | None = None
    extensions: int = 0
    approver: str = ""
    approved_on: date | None = None
    done_on: date | None = None
    paused: int = 0
    late: tuple[Any, ...] = ()
    inside_on: date | None = None
    why: str = ""
    is_term: bool = False
    is_today: bool = False

    @property
    def asks(self) -> bool:
        """Whether somebody here has to do something by a known day: no term of others, nothing that stands still."""
        stands_still = self.state is ClockState.SUSPENDED and self.kind != _LOOK
        return self.state.runs and self.due_on is not None and not self.is_term and not stands_still

    @property
    def text(self) -> str:
        """The words of the chip: ``剩 12 个工作日``, ``逾期 3 个工作日``, ``时限未知``, ``—``."""
        if self.due_on is None or self.state is ClockState.LAPSED:
            return self.state.value
        if self.state is ClockState.SUSPENDED:
            return f"中止，{self.due_on:%m-%d} 复查" if self.kind == _LOOK else self.state.value
        if self.state is ClockState.DONE:
            return f"逾期 {-self.left} 个工作日办结" if self.left < 0 else "按期办结"
        if self.state is ClockState.OVERDUE:
            words = f"逾期 {-self.left} 个工作日" if self.left else "逾期"
        else:
            words = "今日到期" if self.is_today else f"剩 {self.left} 个工作日"
        return words + ("（暂定）" if self.provisional else "")

    @property
    def marked(self) -> str:
        """The same with what stands behind the value: ``剩 12 个工作日 · 参照``. Whoever shows the time shows this."""
        return f"{self.text} · {self.mark}" if self.mark else self.text

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other deadline of the clue."""
        return self.kind, self.uid


#: The kind of the day on which a 中止 has to be looked at.
_LOOK = "suspension_review"
NO_DEADLINE = Deadline(ClockState.NONE)
#: The kinds whose days the 权属企业 and its parent share (P14).
SHARED = frozenset({"flash", "realtime", "realtime_preliminary"})
_NO_START, _NO_LENGTH = "缺起算日期", "规则没有填写期限"
_BEYOND = f"日期不在{FIRST_DAY.year}年至{LAST_DAY.year}年之间，请核对年份"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One kind of deadline as it is computed: its rule, and where its events stand."""

    kind: str
    rule: DeadlineRule
    start: Event
    end: Event | None
    base: Deadline


class Clockwork:
    """The clock of one rule book on one day; made once where many clues are looked at."""

    def __init__(self, book: RuleBook, on: date) -> None:
        self.book, self.on = book, on
        self._plans: dict[type[Record], list[_Plan]] = defaultdict(list)
        for kind in book.deadline_kinds():
            plan = self._plan(kind)
            self._plans[plan.start.record].append(plan)
        self._set: dict[type[Record], list[SetDay]] = defaultdict(list)
        for one in SET_DAYS:
            self._set[one.record].append(one)
        # Many clues share the few days a clock asks for.
        self._due = cache(book.due)
        self._left = cache(book.calendar.workdays_between)
        self._doubtful = cache(book.calendar.provisional)

    def _plan(self, kind: str) -> _Plan:
        rule = self.book.rule_of(kind, self.on)
        home = self.book.home_of(rule.code)
        ended = home.effective_to is not None and home.effective_to < self.on
        source = f"{rule.source}{rule.clause}" + ("（已失效）" if ended else "")
        end = PLACES[rule.ends] if rule.ends is not None else None
        start = PLACES[rule.starts or ""]
        refers = column(start.record, start.matter).field.refers_to if start.matter else ""
        base = Deadline(
            ClockState.UNKNOWN, rule.label, mark=self.book.mark_of(rule), source=source, kind=kind, refers=refers,
            record=start.record.__name__, why=_NO_START,
        )  # fmt: skip
        return _Plan(kind, rule, start, end, base)

    def deadlines(self, case: Timed, *, ended: bool = False) -> tuple[Deadline, ...]:
        """Every deadline of a clue, those that run first, the nearest first; then what was done or has lapsed.

        With ``ended`` also those that a closed clue left open, as if they ran on.
        """
        return tuple(sorted(self._found(case, ended=ended), key=_order))

    def running(self, case: Timed) -> tuple[Deadline, ...]:
        """The deadlines of a clue that run or stand still, the nearest first."""
        return tuple(sorted((one for one in self._found(case, running=True) if one.state.runs), key=_order))

    def nearest(self, case: Timed) -> Deadline:
        """The deadline of a clue that runs out first; one whose day is not known only where no other runs."""
        found = min(self._found(case, running=True), key=_order, default=NO_DEADLINE)
        return found if found.state.runs else NO_DEADLINE

    def sorting(self, report: SupervisionReport) -> Deadline:
        """The clock of a 监督成果, from 收到 to 梳理完成 (P18)."""
        plans = self._plans.get(SupervisionReport, ())
        found = [one for plan in plans if (one := self._of_rule(plan, report, None)) is not None]
        return found[0] if found else NO_DEADLINE

    def end_of_period(
        self, kind: str, label: str, matter: str, last: date, *, mark: str = "", source: str = ""
    ) -> Deadline:
        """The last day of something that no record of a case sets, e.g. of an 影响期, with the mark of its rule."""
        found = Deadline(ClockState.UNKNOWN, label, mark=mark, source=source, kind=kind, matter=matter)
        return self._standing(found, Due(last, False), False, None)

    def _found(self, case: Timed, *, running: bool = False, ended: bool = False) -> Iterator[Deadline]:
        """The deadlines of a clue in no order; with ``running`` without those that are over."""
        clue, held = case.clue, case.held
        closed = not ended and is_closed(clue, self.on)
        every: tuple[tuple[type[Record], Sequence[Any]], ...] = ((Clue, (clue,)), *held.items())
        for record, rows in every:
            for plan in self._plans.get(record, ()):
                for row in rows:
                    found = self._of_rule(plan, row, case, running=running)
                    if found is not None and not (closed and found.state.runs):
                        yield found
            for one in self._set.get(record, ()):
                for row in rows:
                    found = self._of_record(one, row, case, running=running)
                    if found is not None and (one.after_closing or not (closed and found.state.runs)):
                        yield found

    # --- periods of the rules ---

    def _of_rule(
        self, plan: _Plan, row: Any, case: Timed | None, *, running: bool = False
    ) -> Deadline | None:
        clue = row if case is None else case.clue
        rule, start = plan.rule, plan.start
        if not start.when(row, clue):
            return None
        stands_there = self._stands_in(plan, row, clue)
        if running and not stands_there:
            return None
        is_over, done_on = self._ended(plan, row, case)
        if running and is_over:
            return None
        if not stands_there and not is_over:
            return None  # the stage is not reached, or was gone through before this program kept its days
        begun = earliest(row, start.fields)
        if begun is not None and begun > self.on:
            return None
        set_on = getattr(row, start.due) if start.due else None
        if begun is None and (is_over or not start.certain):
            return None
        matter = getattr(row, start.matter) or "" if start.matter else ""
        found = plan.base._replace(uid=row.uid, start_on=begun, matter=matter)
        if set_on is not None:
            own = found._replace(mark="", source="本次告知的期限")
            return self._standing(own, Due(set_on, False), is_over, done_on)
        if begun is None:
            return found
        try:
            original = self._due(rule.code, begun)
            return self._with_moves(plan, row, found, original, (is_over, done_on), case)
        except UserError:  # one wrong year must not close the ledger: it is shown, and mended there
            return _beyond(found, is_over, done_on)

    def _with_moves(
        self,
        plan: _Plan,
        row: Any,
        found: Deadline,
        original: Due | None,
        over: tuple[bool, date | None],
        case: Timed | None,
    ) -> Deadline | None:
        """A deadline of a rule with its 延期 and 中止; ``None`` for what is over and never had a day."""
        rule, begun = plan.rule, found.start_on
        assert begun is not None  # a day was computed from it
        held: Mapping[type[Record], Sequence[Any]] = case.held if case is not None else {}
        clue, rows = case.clue if case is not None else row, held.get(plan.start.record, ())
        extensions = [one for one in held.get(Extension, ()) if moves(one, rule, row, clue, rows)]
        pauses = of_stage(rule, held.get(Suspension, ()))
        present = original
        if extensions or pauses:
            at = moved(self.book, rule, original, begun, extensions, pauses, self.on, over[1])
            found = found._replace(
                extensions=at.extensions,
                approver=at.approver,
                approved_on=at.approved_on,
                paused=at.paused,
                late=at.late,
            )
            if at.halted and not over[0]:
                last = original.day if original else None
                return found._replace(state=ClockState.SUSPENDED, due_on=last, why="")
            present = at.last or original
            if present is not None and original is not None and original.day != present.day:
                found = found._replace(original_on=original.day)
        if present is None:
            return None if over[0] else found._replace(why=_NO_LENGTH)
        if self.book.timing.subsidiary_share is not None:
            found = found._replace(inside_on=self._inside(plan, begun, present.day))
        standing = self._standing(found, present, *over)
        if (
            plan.end is None and standing.due_on is not None
        ):  # a term of somebody else: it is neither near nor overdue, it runs out
            lapsed = self.on > present.day
            return standing._replace(state=ClockState.LAPSED if lapsed else ClockState.RUNNING, is_term=True)
        return standing

    def _stands_in(self, plan: _Plan, row: Any, clue: Any) -> bool:
        """Whether a clue stands in the stage of a period, or stood there on the day asked for and has left since."""
        stage, end = plan.rule.stage, plan.end
        if stage is None or clue.stage is stage:
            return True
        left = earliest(row, end.fields) if end is not None and end.record is plan.start.record else None
        return left is not None and left > self.on

    def _ended(self, plan: _Plan, row: Any, case: Timed | None) -> tuple[bool, date | None]:
        """Whether what was due is done by the day asked for, and on which day."""
        end = plan.end
        if end is None:
            return False, None
        if end.record is plan.start.record:
            rows: tuple[Any, ...] = (row,)
        else:
            rows = case.held.get(end.record, ()) if case is not None else ()
        clue = row if case is None else case.clue
        told = [one for one in rows if end.when(one, clue)]
        days = [day for one in told if (day := earliest(one, end.fields)) is not None and day <= self.on]
        return bool(days) or any(end.reached(one) for one in told), min(days, default=None)

    def _inside(self, plan: _Plan, start: date, last: date) -> date | None:
        """Until when the 权属企业 has to deliver its part of a report to the superior.

        Its share is of the days until the present last one: it grows where that was put off.
        """
        share, rule = self.book.timing.subsidiary_share, plan.rule
        if share is None or plan.kind not in SHARED or rule.length is None or rule.unit is not Unit.WORKDAY:
            return None
        return self.book.calendar.add_workdays(start, max(1, self._left(start, last) * share // 100)).day

    # --- days set by records ---

    def _of_record(self, one: SetDay, row: Any, case: Timed, *, running: bool) -> Deadline | None:
        own, count = getattr(row, one.due), 0
        present, granted = own, row if one.record is Suspension else None
        if one.record is RectificationItem:
            changes = case.held.get(RectificationChange, ())
            present, count, granted = present_day(row, own, changes, self.on)
        if present is None or not one.when(row, case.clue):
            return None
        if one.record is Suspension and not has_effect(row, self.on):
            return None
        is_over, done_on = one.over(row, case)
        if done_on is not None and done_on > self.on:
            is_over, done_on = False, None
        if running and is_over:
            return None
        found = Deadline(
            ClockState.UNKNOWN, one.label, source=one.source(row, case.clue), kind=one.kind,
            original_on=own if own != present else None, extensions=count,
            approver=granted.approver if granted is not None else "",
            approved_on=granted.approved_on if granted is not None else None,
            record=one.record.__name__, uid=row.uid,
            matter=getattr(row, one.matter) or "" if one.matter else "",
        )  # fmt: skip
        standing = self._standing(found, Due(present, False), is_over, done_on)
        if one.record is Suspension and standing.state in (ClockState.RUNNING, ClockState.NEAR):
            return standing._replace(
                state=ClockState.SUSPENDED
            )  # what is due is the look whether it can go on
        return standing

    def _standing(self, found: Deadline, due: Due, is_over: bool, done_on: date | None) -> Deadline:
        """How a deadline with a day stands: in working days to the day asked for, or to that on which it was met."""
        try:
            return self._counted(found, due, is_over, done_on)
        except UserError:
            return _beyond(found, is_over, done_on)

    def _counted(self, found: Deadline, due: Due, is_over: bool, done_on: date | None) -> Deadline:
        """The same. Raises ``UserError`` where a day lies outside the calendar."""
        if is_over:
            left = self._left(done_on, due.day) if done_on is not None else 0
            return found._replace(
                state=ClockState.DONE,
                due_on=due.day,
                left=left,
                provisional=due.provisional,
                done_on=done_on,
                why="",
            )
        on = self.on
        left = self._left(on, due.day)
        # The day may be certain and the count of working days up to it not: a year without known holidays lies between.
        doubt = due.provisional or (due.day > on and self._doubtful(on, due.day))
        if on > due.day:
            state = ClockState.OVERDUE
        elif left <= self.book.timing.near_workdays or (found.inside_on is not None and on > found.inside_on):
            state = ClockState.NEAR
        else:
            state = ClockState.RUNNING
        return found._replace(
            state=state, due_on=due.day, left=left, provisional=doubt, is_today=on == due.day, why=""
        )


def _beyond(found: Deadline, is_over: bool, done_on: date | None) -> Deadline:
    """A deadline with a day outside the calendar: nobody knows its time; what is over is over all the same."""
    state = ClockState.DONE if is_over else ClockState.UNKNOWN
    return found._replace(state=state, due_on=None, left=0, done_on=done_on, why=_BEYOND)


_RANKS = {ClockState.UNKNOWN: 2, ClockState.LAPSED: 3, ClockState.DONE: 3}


def _order(one: Deadline) -> tuple[int, date, str, str]:
    """Running ones by their day, then what stands still, then what is not known, then what is over."""
    halted = one.state is ClockState.SUSPENDED and one.kind != _LOOK
    rank = 1 if halted else _RANKS.get(one.state, 0)
    return rank, one.due_on or date.max, one.kind, one.uid


def is_closed(clue: Any, on: date) -> bool:
    """Whether a clue was closed by ``on``."""
    return bool(clue.closed) and (clue.closed_on is None or clue.closed_on <= on)


def deadlines_of(case: Timed, book: RuleBook, on: date) -> tuple[Deadline, ...]:
    """Every deadline of one clue as it stands on ``on``, those that run first."""
    return Clockwork(book, on).deadlines(case)


def deadline_of(case: Timed, book: RuleBook, on: date) -> Deadline:
    """The nearest deadline of one clue as it stands on ``on``."""
    return Clockwork(book, on).nearest(case)


def rule_words(kind: str, book: RuleBook, on: date) -> str:
    """The period of a kind on a day as a table names it: label, source, and 参照 or 待核对 where it is so."""
    rule = book.rule_of(kind, on)
    return with_source(rule.label, f"{rule.source}{rule.clause}", book.mark_of(rule))


def with_source(label: str, source: str, mark: str) -> str:
    """``核查（国务院国资委令第46号第75条，参照）``; the label alone where it rests on no text."""
    where = "，".join(filter(None, (source, mark)))
    return f"{label}（{where}）" if where else label
