"""期初建账: the stock that was taken over, counted from the ledger over everybody's clues, like every statistic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..domain.judging.classes import counted_kinds
from ..domain.judging.ground import Asked
from ..domain.judging.parameters import contingent_counts
from ..domain.opening import Amount, Counted, OpeningFigures
from ..domain.records import (
    Clue,
    Decision,
    Enterprise,
    Execution,
    Handling,
    LiablePerson,
    LongTermItem,
    Loss,
    OutsideDecision,
    Record,
    Recovery,
    StageStep,
)
from ..domain.records.decision import IMPOSSIBLE
from ..domain.stages import Stage
from ..domain.uids import made_on
from ..storage import rows
from .snapshots import source_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from ..domain.rulebook import RuleBook
    from ..storage.engine import Connection

R = TypeVar("R", bound=Record)


def stock_figures(connection: Connection, own: str, book: RuleBook, on: date) -> OpeningFigures:
    """Stock, losses, recoveries and earlier handlings of the 存量线索 of the enterprise ``own``.

    A clue stands in the stage in which it was taken over; one that was closed by a step here was under way then.
    Everything is as of the day on which its own clue came in: what was found, recovered, decided or carried out from
    that day on is work of this program, and counted in its reports. A clue that is registered later moves no other.
    """
    clues = rows.fetch_equal(connection, Clue, legacy=True)
    taken = {one.uid: made_on(one.uid) for one in clues}
    worked = {one.clue for one in rows.fetch_equal(connection, StageStep)}
    stock = [one for one in clues if not one.closed or one.uid in worked]
    return OpeningFigures(
        enterprise=rows.fetch_by_uid(connection, Enterprise, [own])[own].name,
        first=min(taken.values(), default=on),
        day=max(taken.values(), default=on),
        by_stage=tuple(
            _counted(stage.label, (one for one in stock if (one.legacy_stage or one.stage) is stage))
            for stage in Stage
        ),
        by_source=_by_source(book, stock),
        closed=_counted("已办结", (one for one in clues if one.closed and one.uid not in worked)),
        unknown_start=_counted(
            "受理日期不详",
            (one for one in stock if one.accepted_on is None or one.accepted_on > taken[one.uid]),
        ),
        unconfirmed=_counted("环节待确认", (one for one in clues if not one.stage_confirmed)),
        estimated=Amount(
            sum(one.estimated_loss or 0 for one in clues),
            tuple(sorted(one.number for one in clues if one.estimated_loss)),
        ),
        **_sums(connection, {one.uid: one.number for one in clues}, book),
    )


def _before(line: Record, happened: date | None) -> bool:
    """Whether a line lies before the day its clue was taken over; without a day, whether it was entered by then."""
    day = made_on(getattr(line, "clue", ""))
    return happened < day if happened is not None else made_on(line.uid) <= day


def _counted(label: str, clues: Iterable[Clue]) -> Counted:
    return Counted(label, tuple(sorted(one.number for one in clues)))


def _by_source(book: RuleBook, stock: list[Clue]) -> tuple[Counted, ...]:
    """The stock by the columns of the statistics; one without a source is counted in a line of its own."""
    columns = source_columns(book)
    lines = [
        _counted(root.label, (one for one in stock if columns.get(one.source_kind) == root.code))
        for root in book.dictionary("source_kind").children()
    ]
    without = _counted("来源未填", (one for one in stock if one.source_kind not in columns))
    return (*lines, *([without] if without.clues else []))


def _sums(connection: Connection, numbers: Mapping[str, str], book: RuleBook) -> dict[str, Any]:
    """Every sum over the lines of these clues; 或有损失 only where a confirmed measure counts it on the clue's day."""
    kinds = {
        day: counted_kinds(contingent=contingent_counts(book, Asked(on=day)))
        for day in set(map(made_on, numbers))
    }
    losses = [
        one
        for one in _lines(connection, Loss, numbers)
        if one.kind in kinds[made_on(one.clue)] and _before(one, one.identified_on)
    ]
    back = [one for one in _lines(connection, Recovery, numbers) if _before(one, one.recovered_on)]
    handlings = _handlings(connection, numbers)
    standing = {one.uid for one in handlings}
    carried_out = [
        one
        for one in _lines(connection, Execution, numbers)
        if one.state != IMPOSSIBLE
        and (one.handling is None or one.handling in standing)
        and _before(one, one.done_on)
    ]
    return {
        "confirmed_loss": _amount(losses, lambda one: one.amount, numbers),
        "recovered": _amount(back, lambda one: one.amount, numbers),
        "deducted": _amount(handlings, lambda one: one.deduction, numbers),
        "executed": _amount(carried_out, lambda one: one.amount, numbers),
        "handlings": _by_row(handlings, numbers, book),
        "penalties": Counted("此前处理", _in_order(handlings, numbers)),
        "persons": _persons(connection, handlings, numbers),
        "bans": Counted("禁入限制在执行", _bans(connection, handlings, numbers)),
    }


def _handlings(connection: Connection, numbers: Mapping[str, str]) -> list[Handling]:
    """What was laid on somebody before the taking over: the day of the decision that says so."""
    decided: dict[str, date | None] = {
        one.uid: one.decided_on for one in rows.fetch_equal(connection, Decision)
    }
    decided |= {one.uid: one.decided_on for one in rows.fetch_equal(connection, OutsideDecision)}
    return [
        one
        for one in _lines(connection, Handling, numbers)
        if _before(one, decided.get(one.decision or one.outside or ""))
    ]


def _in_order(lines: Iterable[Any], numbers: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(numbers[one.clue] for one in lines))


def _by_row(handlings: list[Handling], numbers: Mapping[str, str], book: RuleBook) -> tuple[Counted, ...]:
    """The handlings by row of the statistics, in their order; rows in which nothing stands are left out."""
    known = book.dictionary("handling")
    found = {root.code: Counted(root.label) for root in known.children(active=False)}
    for code, line in found.items():
        inside = (
            one
            for one in handlings
            if any(kind in known and known.root_of(kind).code == code for kind in one.kinds)
        )
        found[code] = replace(line, clues=_in_order(inside, numbers))
    return tuple(line for line in found.values() if line.clues)


def _persons(connection: Connection, handlings: list[Handling], numbers: Mapping[str, str]) -> int:
    person_of = {one.uid: one.person for one in _lines(connection, LiablePerson, numbers)}
    return len({person_of[one.liable] for one in handlings if one.liable in person_of})


def _bans(connection: Connection, handlings: list[Handling], numbers: Mapping[str, str]) -> tuple[str, ...]:
    """禁入限制 laid by a handling, and those of the long-term list by then that name none and had not ended."""
    laid: list[Record] = [one for one in handlings if "ban" in one.kinds or one.ban_from is not None]
    followed = [
        one
        for one in _lines(connection, LongTermItem, numbers)
        if one.kind == "ban" and one.handling is None and _before(one, None)
        if one.done_on is None or one.done_on > made_on(one.clue)
    ]
    return _in_order([*laid, *followed], numbers)


def _lines(connection: Connection, record: type[R], numbers: Mapping[str, str]) -> list[R]:
    return [one for one in rows.fetch_equal(connection, record) if getattr(one, "clue", "") in numbers]


def _amount(lines: list[R], amount: Callable[[R], int | None], numbers: Mapping[str, str]) -> Amount:
    found = [(numbers[getattr(one, "clue", "")], fen) for one in lines if (fen := amount(one))]
    return Amount(sum(fen for _, fen in found), tuple(dict.fromkeys(number for number, _ in found)))
