"""Everything the view of one clue shows, read in one job on the ledger thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...domain.deadlines import NO_DEADLINE, Deadline, deadline_of
from ...domain.records import Approval, Attachment, Clue, LiablePerson, Loss, Recovery, Recusal
from ...domain.rulebook import RuleBook
from ...services import drafts
from ...services.clues import FORM, blank, load_for_edit, problems
from ...services.records import hanging_on, timeline
from ...services.settings import settings_of
from ...storage.audit import TrailEntry
from ...storage.drafts import Draft

if TYPE_CHECKING:
    from ...domain.checks import CheckFinding
    from ...services.session import Session


@dataclass(frozen=True, slots=True)
class Contents:
    """One clue with what hangs on it; lines stand in the order in which they were entered.

    ``contingent_counts``: whether 或有损失 is part of 认定损失 here.
    """

    clue: Clue
    book: RuleBook
    deadline: Deadline = NO_DEADLINE
    liable: tuple[LiablePerson, ...] = ()
    losses: tuple[Loss, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    approvals: tuple[Approval, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    trail: tuple[TrailEntry, ...] = ()
    draft: Draft | None = None
    contingent_counts: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the clue is not registered yet."""
        return not self.clue.uid


def read_contents(session: Session, uid: str) -> Contents:
    """A registered clue.

    Raises:
        NotAllowed: there is none such, or the viewer may not read it.
    """
    clue, book = load_for_edit(session, uid), session.rulebook()
    hanging: dict[str, Any] = {
        "liable": LiablePerson,
        "losses": Loss,
        "recoveries": Recovery,
        "approvals": Approval,
        "attachments": Attachment,
        "recusals": Recusal,
    }
    return Contents(
        clue,
        book,
        deadline_of(clue, book, session.today),
        **{name: tuple(hanging_on(session, record, "clue", uid)) for name, record in hanging.items()},
        trail=tuple(timeline(session, uid)),
        draft=drafts.offered(session, FORM, uid),
        contingent_counts=settings_of(session).contingent_counts,
    )


def new_contents(session: Session) -> Contents:
    """The clue with which registration begins, and the draft kept for it."""
    return Contents(blank(session), session.rulebook(), draft=drafts.offered(session, FORM, ""))


def findings(session: Session, clue: Clue, values: dict[str, Any]) -> tuple[CheckFinding, ...]:
    """What the checks say of a clue as it is being typed."""
    return problems(session, replace(clue, **values))
