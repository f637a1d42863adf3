"""Everything the dossier of one clue shows, read in one job on the ledger thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ...domain.case import Case
from ...domain.deadlines import NO_DEADLINE, Deadline, deadlines_of
from ...domain.judging.ground import Asked
from ...domain.judging.parameters import contingent_counts
from ...domain.records import Clue, Record, StageStep
from ...domain.tracks import SHEETS
from ...services import drafts
from ...services.clues import FORM, blank, problems
from ...services.dossier import NextStep, next_step, read_case
from ...services.records import timeline
from ...storage.audit import TrailEntry
from ...storage.drafts import Draft

if TYPE_CHECKING:
    from ...domain.checks import CheckFinding
    from ...domain.rulebook import RuleBook
    from ...services.session import Session


#: The step of a clue that is not registered yet.
NO_STEP = NextStep(None, (), ())


@dataclass(frozen=True, slots=True)
class Contents:
    """One clue with what hangs on it.

    Attributes:
        case: the clue and its records, oldest first.
        step: the way on, and what is missing for it.
        deadlines: every deadline of the clue, those that run first, the nearest first.
        trail: everything that was done, newest first.
        draft: of the form 登记内容.
        drafts: of the forms of the stages, by class of record.
        contingent_counts: whether 或有损失 is part of 认定损失 here.
    """

    case: Case
    step: NextStep = NO_STEP
    deadlines: tuple[Deadline, ...] = ()
    trail: tuple[TrailEntry, ...] = ()
    draft: Draft | None = None
    drafts: Mapping[type[Record], Draft] = field(default_factory=dict)
    contingent_counts: bool = False

    @property
    def clue(self) -> Clue:
        """The clue itself."""
        return self.case.clue

    @property
    def deadline(self) -> Deadline:
        """The nearest that runs."""
        found = next(iter(self.deadlines), NO_DEADLINE)
        return found if found.state.runs else NO_DEADLINE

    @property
    def book(self) -> RuleBook:
        """The rules in force."""
        return self.case.book

    @property
    def is_new(self) -> bool:
        """Whether the clue is not registered yet."""
        return not self.clue.uid

    @property
    def is_worked(self) -> bool:
        """Whether a step was taken here: from then on steps, not forms, close a stage."""
        return bool(self.case.all(StageStep))


def draft_key(record: type[Record], clue: str) -> str:
    """Under which a draft of a record of this clue is kept."""
    return f"{record.__name__}@{clue}"


def read_contents(session: Session, uid: str) -> Contents:
    """A registered clue.

    Raises:
        NotAllowed: there is none such, or the viewer may not read it.
    """
    case = read_case(session, uid)
    forms = [part.record for sheet in SHEETS for part in sheet.parts if not part.many]
    kept = {}
    for record in forms:
        one = case.last(record)
        found = drafts.offered(session, draft_key(record, uid), "" if one is None else one.uid)
        if found is not None:
            kept[record] = found
    return Contents(
        case,
        next_step(case),
        deadlines_of(case, case.book, case.today),
        tuple(timeline(session, uid)),
        drafts.offered(session, FORM, uid),
        kept,
        contingent_counts(session.rulebook(), Asked(on=session.today)),
    )


def read_pair(session: Session, one: str, other: str) -> tuple[Contents, Contents]:
    """Two clues to look at side by side. Raises ``NotAllowed`` as ``read_contents``."""
    return read_contents(session, one), read_contents(session, other)


def new_contents(session: Session) -> Contents:
    """The clue with which registration begins, and the draft kept for it."""
    case = Case(blank(session), session.rulebook(), session.today, user=session.viewer.user)
    return Contents(case, draft=drafts.offered(session, FORM, ""))


def findings(session: Session, clue: Clue, values: dict[str, Any]) -> tuple[CheckFinding, ...]:
    """What the checks say of a clue as it is being typed."""
    return problems(session, replace(clue, **values))
