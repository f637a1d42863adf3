"""What a ledger may hold from before a rule came: written past the service that refuses it today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zhuize_desktop.domain.roles import Op

if TYPE_CHECKING:
    from zhuize_desktop.services.session import Session


def taken_out(session: Session, record: type[Any], uid: str) -> None:
    """A record withdrawn while others refer to it."""
    with session.ledger.transact(Op.WITHDRAW, session.viewer) as tx:
        tx.update(replace(tx.get(record, uid), withdrawn_reason="登记有误"))
