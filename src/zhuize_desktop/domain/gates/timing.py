"""期限的门槛: what was put off was put off as the rules allow, and what was to stand still was not over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..checks import CheckFinding
from ..putting_off import limits
from ..stages import Stage
from .gate import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case

_CODE = "extension"
#: Where a period that may have been put off ends.
_MOVES = frozenset({"finish_check", "finish_investigation", "disprove", "decide", "close"})


def _limits(case: Case) -> Iterator[CheckFinding]:
    """An 延期 or 中止 that nobody has approved yet moves nothing and is not asked after."""
    for one in limits(case):
        yield CheckFinding(
            _CODE, one.grade, one.sentence, type(one.record).__name__, one.record.uid, one.field, one.clause
        )


GATES: tuple[Gate, ...] = (
    # What was recorded here is looked at, wherever the clue was taken over.
    Gate(_CODE, "延期的次数、长度和中止符合规定", _MOVES, Stage.CLOSURE, _limits, "各期限规则的延长规定"),
)
