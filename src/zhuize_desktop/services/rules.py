"""The rules in force in this ledger: the shipped packs with what the administrator changed, cached per state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain.roles import Op
from ..domain.rulebook import LocalChanges, RuleBook
from ..domain.rules import DeadlineRule, Entry, LossClass
from ..domain.viewer import OpResult
from ..domain.workdays import parse_calendar_year
from ..storage.ledger import check_permission, read_setting
from .rulebook import shipped_rulebook

if TYPE_CHECKING:
    from .session import Session

LOCAL_CHANGES = "rules.local"
CALENDAR_YEARS = "rules.calendar"

_cache: dict[str, RuleBook] = {}


def current_rulebook(session: Session) -> RuleBook:
    """The rule book of this ledger."""
    with session.ledger.read() as connection:
        changed = read_setting(connection, LOCAL_CHANGES, {})
        years = read_setting(connection, CALENDAR_YEARS, {})
    key = repr((changed, years))
    if key not in _cache:
        _cache.clear()
        _cache[key] = _built(changed, years)
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


def _built(changed: dict[str, Any], years: dict[str, str]) -> RuleBook:
    book = shipped_rulebook()
    if changed:
        book = book.with_local(_changes_of(changed))
    for year, text in sorted(years.items()):
        book = book.with_calendar_year(parse_calendar_year(text, f"{year} 年"))
    return book


def set_local_changes(session: Session, changes: LocalChanges) -> OpResult[RuleBook]:
    """Write an administrator's changes over the shipped packs.

    Raises:
        UserError: the outcome contradicts itself.
        NotAllowed: a confirmed entry would read differently, or the user is no administrator.
    """
    book = shipped_rulebook().with_local(changes)
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
        return OpResult(book, tx.changes)


def import_calendar_year(session: Session, text: str, origin: str) -> OpResult[int]:
    """Take in one year's holiday arrangement; returns the year.

    Raises:
        UserError: the file is no arrangement of this form.
        NotAllowed: the user is no administrator.
    """
    check_permission(Op.SAVE_SETTING, session.viewer)
    year = parse_calendar_year(text, origin)
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        years = read_setting(tx.connection, CALENDAR_YEARS, {})
        tx.set_setting(CALENDAR_YEARS, {**years, str(year.year): text})
        return OpResult(year.year, tx.changes)
