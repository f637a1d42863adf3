"""不相容事项 of the enterprise: which pairs are in force, relaxing one and putting it in force again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..domain.errors import FieldError, NotAllowed
from ..domain.pairs import PAIRS, PairTable, Relaxation, pair_of
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage.ledger import read_setting

if TYPE_CHECKING:
    from typing import Any

    from ..storage.engine import Connection
    from .session import Session

#: Key of a pair → reason and day of its relaxation.
RELAXED = "pairs.relaxed"
LONGEST_REASON = 200


def pair_table(connection: Connection) -> PairTable:
    """The pairs as they stand for ``connection``; a fixed one is in force whatever is kept."""
    kept = read_setting(connection, RELAXED, {})
    return PairTable(
        tuple(
            Relaxation(
                pair.first,
                pair.second,
                kept[pair.key]["reason"],
                date.fromisoformat(kept[pair.key]["since"]),
            )
            for pair in PAIRS
            if pair.key in kept and not pair.fixed
        )
    )


def pairs_of(session: Session) -> PairTable:
    """The pairs as they stand, for everybody to see."""
    with session.ledger.read() as connection:
        return pair_table(connection)


def relax_pair(session: Session, key: str, reason: str) -> OpResult[PairTable]:
    """放宽: from now on one person may do both actions of a pair; reports frozen from now on say so.

    Raises:
        FieldError: no reason, or one too long to be printed.
        NotAllowed: the user is no administrator, or the pair is fixed.
    """
    pair, words = pair_of(key), _checked(reason)
    if pair.fixed:
        raise NotAllowed(f"“{pair.first.label}”与“{pair.second.label}”始终须由两个人办理，不能放宽。")
    return _decide(session, key, words, {"reason": words, "since": session.today.isoformat()})


def enforce_pair(session: Session, key: str, reason: str) -> OpResult[PairTable]:
    """恢复: the two actions are kept apart again, also on reports that were frozen while they were not.

    Raises:
        FieldError: no reason, or one too long.
        NotAllowed: the user is no administrator.
    """
    pair_of(key)
    return _decide(session, key, _checked(reason), None)


def _decide(session: Session, key: str, note: str, value: dict[str, Any] | None) -> OpResult[PairTable]:
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        kept = dict(read_setting(tx.connection, RELAXED, {}))
        if (key in kept) is (value is not None):
            raise NotAllowed(f"“{pair_of(key).label}”已经是这样，没有改动。")
        kept.pop(key, None)
        tx.note = note
        tx.set_setting(RELAXED, kept if value is None else {**kept, key: value})
        return OpResult(pair_table(tx.connection), tx.changes)


def _checked(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise FieldError("reason", "请填写理由，写明谁同意的、依据哪份文件；会记入办理记录。")
    if len(words) > LONGEST_REASON:
        raise FieldError("reason", f"理由请控制在 {LONGEST_REASON} 字以内。")
    return words
