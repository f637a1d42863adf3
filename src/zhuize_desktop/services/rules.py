"""The rules in force in this ledger: the shipped packs with what the administrator changed, cached per state."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..domain.roles import Op
from ..domain.rulebook import LocalChanges, RuleBook
from ..domain.rules import DeadlineRule, Entry, LossClass
from ..domain.timing import Timing, checked_timing
from ..domain.viewer import OpResult
from ..domain.workdays import parse_calendar_year
from ..storage.ledger import check_permission, read_setting
from .recomputing import keep
from .rulebook import shipped_rulebook

if TYPE_CHECKING:
    from ..domain.recomputed import Recomputed
    from .session import Session

LOCAL_CHANGES = "rules.local"
CALENDAR_YEARS = "rules.calendar"
TIMING = "rules.timing"

_cache: dict[str, RuleBook] = {}


def current_rulebook(session: Session) -> RuleBook:
    """The rule book of this ledger."""
    with session.ledger.read() as connection:
        changed = read_setting(connection, LOCAL_CHANGES, {})
        years = read_setting(connection, CALENDAR_YEARS, {})
        timing = read_setting(connection, TIMING, {})
    key = repr((changed, years, timing))
    if key not in _cache:
        _cache.clear()
        _cache[key] = _built(changed, years, timing)
    return _cache[key]


def local_changes(session: Session) -> LocalChanges:
    """What the administrator wrote over the shipped packs so far."""
    with session.ledger.read() as connection:
        return _changes_of(read_setting(connection, LOCAL_CHANGES, {}))


def _changes_of(changed: dict[str, Any]) -> LocalChanges:
    return LocalChanges(
        {
            code: [Entry.model_validate(one) for one in entries]
            for code, entries in changed.get("entries", {}).items()
        },
        [LossClass.model_validate(one) for one in changed.get("loss_classes", [])],
        [DeadlineRule.model_validate(one) for one in changed.get("deadlines", [])],
    )


def with_changes(session: Session, changes: LocalChanges) -> RuleBook:
    """The rule book of this ledger as it would be with other changes: what a preview is computed with.

    Raises:
        UserError: the outcome contradicts itself.
        NotAllowed: a confirmed entry would read differently.
    """
    with session.ledger.read() as connection:
        years = read_setting(connection, CALENDAR_YEARS, {})
        timing = read_setting(connection, TIMING, {})
    return _with_years(shipped_rulebook().with_local(changes), years, timing)


def _built(changed: dict[str, Any], years: dict[str, str], timing: dict[str, Any]) -> RuleBook:
    book = shipped_rulebook()
    if changed:
        book = book.with_local(_changes_of(changed))
    return _with_years(book, years, timing)


def _with_years(book: RuleBook, years: dict[str, str], timing: dict[str, Any]) -> RuleBook:
    for year, text in sorted(years.items()):
        book = book.with_calendar_year(parse_calendar_year(text, f"{year} 年"))
    return book.with_timing(Timing(**timing))


def set_local_changes(
    session: Session, changes: LocalChanges, agreed: Recomputed | None = None
) -> OpResult[RuleBook]:
    """Write an administrator's changes over the shipped packs; which open deadlines they moved is kept.

    ``agreed``: the preview (``recomputing.preview``) that was shown before.

    Raises:
        UserError: the outcome contradicts itself.
        NotAllowed: a confirmed entry would read differently, or the user is no administrator.
        Conflict: other deadlines are moved than the preview said.
    """
    book = with_changes(session, changes)
    plain = {
        "entries": {
            code: [one.model_dump(mode="json") for one in entries]
            for code, entries in changes.entries.items()
        },
        "loss_classes": [one.model_dump(mode="json") for one in changes.loss_classes],
        "deadlines": [one.model_dump(mode="json") for one in changes.deadlines],
    }
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        tx.set_setting(LOCAL_CHANGES, plain)
        before = session.rulebook()
        if any(before.rules_of(kind) != book.rules_of(kind) for kind in book.deadline_kinds()):
            keep(session, tx, book, "修改期限规则", agreed)
        return OpResult(book, tx.changes)


def change_timing(session: Session, new: Timing, agreed: Recomputed | None = None) -> OpResult[Timing]:
    """Decide about periods in general: rest days, 临期, shares; which open deadlines it moved is kept.

    Raises:
        FieldError: out of range.
        NotAllowed: the user is no administrator.
        Conflict: other deadlines are moved than the preview said.
    """
    check_permission(Op.SAVE_SETTING, session.viewer)
    checked_timing(new)
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        before = session.rulebook()
        if new != before.timing:
            tx.set_setting(TIMING, asdict(new))
        if new.rolls_on != before.timing.rolls_on:
            keep(session, tx, before.with_timing(new), timing_words(new), agreed)
        return OpResult(new, tx.changes)


def timing_words(new: Timing) -> str:
    """Why the deadlines are recomputed after another decision about rest days."""
    return f"期限届满遇休息日改为{'顺延' if new.rolls_on else '不顺延'}"
