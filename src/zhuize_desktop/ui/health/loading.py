"""What 数据体检 shows, gathered in one go on the ledger thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...domain.health import TITLES, HealthFinding, Thresholds
from ...domain.health.paper import holding
from ...domain.health.runs import Change, Compared, HealthRun, RunHead, compare, in_order
from ...services import health

if TYPE_CHECKING:
    from ...services.session import Session


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as the list shows it.

    Attributes:
        uid: its place in the list, as text.
        number: number of the clue it is of; empty for none.
        enterprise: name of the enterprise it is listed under.
        title: what is wrong, the same for every finding of its check.
        explanation: that still holds; empty for none.
        change: against the earlier run; ``None`` while none is compared.
    """

    uid: str
    finding: HealthFinding
    number: str
    enterprise: str
    title: str
    explanation: str
    change: Change | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody: 强制 for mending, 核实 for an explanation."""
        return not self.is_gone and (
            self.finding.grade.value == "must"
            or (self.finding.grade.value == "verify" and not self.explanation)
        )

    @property
    def is_gone(self) -> bool:
        """Whether it was found by the earlier run alone: no finding of the run that is shown."""
        return self.change is Change.GONE


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything at once.

    Attributes:
        runs: all runs, newest first.
        run: the one shown; ``None`` while there is none.
        earlier: uid of the run it is compared with; empty for none.
        rows: grade → check → enterprise.
        thresholds: in force now.
    """

    runs: tuple[RunHead, ...]
    run: HealthRun | None
    earlier: str
    rows: tuple[Row, ...]
    thresholds: Thresholds


def load(session: Session, uid: str = "", earlier: str = "") -> Loaded:
    """A run, the newest when none is named, beside an earlier one.

    Raises:
        NotAllowed: the user does not read cases.
    """
    heads, thresholds = tuple(health.runs(session)), health.thresholds(session)
    if not heads:
        return Loaded((), None, "", (), thresholds)
    known = {head.uid: head for head in heads}
    head = known.get(uid, heads[0])
    before = known.get(earlier)
    run = health.open_run(session, head.uid)
    if before is None or before.run_at >= head.run_at:
        return Loaded(heads, run, "", _rows(session, run, ()), thresholds)
    compared = compare(run, health.open_run(session, before.uid))
    return Loaded(heads, run, before.uid, _rows(session, run, compared), thresholds)


def _rows(session: Session, run: HealthRun, compared: tuple[Compared, ...]) -> tuple[Row, ...]:
    names, given = health.enterprise_names(session), health.explained(session)
    numbers = health.clue_numbers(session)
    changes = {id(one.finding): one.change for one in compared}
    shown = [one.finding for one in compared] if compared else list(run.findings)
    return tuple(
        Row(
            str(at),
            one,
            numbers.get(one.clues[0], "") if one.clues else "",
            names.get(one.enterprise, ""),
            TITLES[one.check],
            holding(one, given),
            changes.get(id(one)),
        )
        for at, one in enumerate(in_order(shown, names))
    )
