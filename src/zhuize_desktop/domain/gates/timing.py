"""期限的门槛: what was put off was put off as the rules allow, and what was to stand still was not over."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..checks import CheckFinding
from ..deadlines import deadlines_of
from ..putting_off import limits
from ..records import Extension, Record, Suspension
from ..stages import Stage
from .gate import Gate, there_is

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..case import Case
    from ..deadlines import Deadline

R = TypeVar("R", bound=Record)

_CODE = "extension"
#: Where a period that may have been put off ends.
_MOVES = frozenset({"finish_check", "finish_investigation", "disprove", "decide", "close"})


def _limits(case: Case) -> Iterator[CheckFinding]:
    """An 延期 or 中止 that nobody has approved yet moves nothing and is not asked after."""
    for one in limits(case):
        yield CheckFinding(
            _CODE, one.grade, one.sentence, type(one.record).__name__, one.record.uid, one.field, one.clause
        )


def still_open(case: Case, kind: str, rows: Iterable[R]) -> Iterator[tuple[R, Deadline]]:
    """The terms of one kind that run by the clock, each with the record that starts it."""
    running = {
        one.uid: one
        for one in deadlines_of(case, case.book, case.today)
        if one.kind == kind and one.is_term and one.state.runs
    }
    yield from ((row, running[row.uid]) for row in rows if row.uid in running)


GATES: tuple[Gate, ...] = (
    # What was recorded here is looked at, wherever the clue was taken over.
    Gate(
        _CODE,
        "延期的次数、长度和中止符合规定",
        _MOVES,
        Stage.CLOSURE,
        _limits,
        "各期限规则的延长规定",
        concerns=there_is(Extension, Suspension),
    ),
)
