"""审批件的确认: a second person compares what was entered with the paper (P1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..domain.errors import NotAllowed
from ..domain.records import Approval
from ..domain.roles import Op
from ..domain.viewer import OpResult
from .pairs import pair_table
from .records import check_parent

if TYPE_CHECKING:
    from .session import Session


def confirm_approval(session: Session, uid: str) -> OpResult[Approval]:
    """Confirm that an approval stands in the ledger as on its paper.

    Raises:
        NotAllowed: who entered it confirms it and the pair is in force, it was confirmed before, it or its clue was
            withdrawn, or it may not be seen.
    """
    with session.ledger.transact(Op.CONFIRM_APPROVAL, session.viewer) as tx:
        approval = tx.get(Approval, uid)
        check_parent(tx, Approval, {"clue": approval.clue})
        own = approval.entered_by == session.viewer.user
        if own and pair_table(tx.connection).clash(Op.CONFIRM_APPROVAL, {Op.SAVE_APPROVAL}):
            raise NotAllowed("审批件由录入人以外的人确认，请换一人登录后确认。")
        if approval.confirmed_by is not None:
            raise NotAllowed("这件审批件已经确认过。")
        return OpResult(tx.update(replace(approval, confirmed_by=session.viewer.user)), tx.changes)
