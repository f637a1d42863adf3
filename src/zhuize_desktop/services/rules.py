"""The rules in force in this ledger: the shipped packs with what the administrator changed, cached per state."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..domain.errors import NotAllowed, UserError
from ..domain.gates.approvals import check_asked
from ..domain.judging.ground import Asked
from ..domain.judging.parameters import contingent_counts
from ..domain.pack_editing import completed, settled
from ..domain.roles import Op
from ..domain.rulebook import BASIS, SHARED_PACK, Confirmation, LocalChanges, RuleBook
from ..domain.rules import Checked, Entry, parse_pack
from ..domain.timing import Timing, checked_timing
from ..domain.viewer import OpResult
from ..domain.workdays import parse_calendar_year
from ..storage.ledger import check_permission, read_setting, read_settings, setting_texts
from ..storage.packs import body_of, latest
from .recomputing import keep
from .rulebook import shipped_rulebook

if TYPE_CHECKING:
    from datetime import date

    from ..domain.recomputed import Recomputed
    from ..storage.engine import Connection
    from ..storage.ledger import Transaction
    from .session import Session

#: Every setting that the rule book is made of begins so.
PREFIX = "rules."
LOCAL_CHANGES = "rules.local"
CALENDAR_YEARS = "rules.calendar"
TIMING = "rules.timing"
#: One setting an entry of a shipped pack that was compared: ``rules.checked/46/loss_classes/larger``.
CHECKED = "rules.checked/"

_Pairs = tuple[tuple[str, str], ...]
_cache: dict[tuple[_Pairs, _Pairs], RuleBook] = {}


def current_rulebook(session: Session) -> RuleBook:
    """The rule book of this ledger."""
    with session.ledger.read() as connection:
        return rulebook_of(connection)


def rulebook_of(connection: Connection) -> RuleBook:
    """The rule book as it stands for ``connection``, also in the middle of an action.

    Raises:
        NotAllowed: a confirmed entry would read differently.
        UserError: what was changed contradicts itself.
    """
    # Asked for again and again: two small statements, and nothing is read further while both say the same.
    texts, versions = setting_texts(connection, PREFIX), latest(connection)
    key = (texts, versions)
    if key not in _cache:
        kept = {name: json.loads(text) for name, text in texts}
        words = _words_of(kept.get(LOCAL_CHANGES, {}))
        checked = {name: value for name, value in kept.items() if name.startswith(CHECKED)}
        bodies = {code: body_of(connection, sha256) or "" for code, sha256 in versions}
        changes = LocalChanges(words, _confirmations_of(checked))
        built = _built(bodies, changes, kept.get(CALENDAR_YEARS, {}), kept.get(TIMING, {}))
        _cache.clear()
        _cache[key] = built
    return _cache[key]


def contingent_counted(connection: Connection, on: date) -> bool:
    """Whether 或有损失 is part of 认定损失 in the sums of ``on``: as the office's confirmed measure says."""
    return contingent_counts(rulebook_of(connection), Asked(on=on))


def local_changes(session: Session) -> LocalChanges:
    """What the administrator wrote over the shipped packs so far."""
    with session.ledger.read() as connection:
        return LocalChanges(
            _words_of(read_setting(connection, LOCAL_CHANGES, {})),
            _confirmations_of(read_settings(connection, CHECKED)),
        )


def _words_of(changed: dict[str, Any]) -> dict[str, list[Entry]]:
    return {
        code: [Entry.model_validate(one) for one in entries]
        for code, entries in changed.get("entries", {}).items()
    }


def _confirmations_of(checked: dict[str, dict[str, Any]]) -> list[Confirmation]:
    found = []
    for key, one in checked.items():
        pack, part, code = key.removeprefix(CHECKED).split("/")
        by = Checked.model_validate(one["checked"])
        found.append(Confirmation(pack, part, code, one["reading"], by, one["clause"]))
    return found


def _built(
    bodies: dict[str, str], changes: LocalChanges, years: dict[str, str], timing: dict[str, Any]
) -> RuleBook:
    book = shipped_rulebook()
    if changes.entries or changes.confirmations:
        book = book.with_local(changes)
    for code, body in bodies.items():  # may use words that were added
        book = book.with_pack(completed(parse_pack(body, code), shipped_rulebook().pack(code)))
    for year, text in sorted(years.items()):
        book = book.with_calendar_year(parse_calendar_year(text, f"{year} 年"))
    return book.with_timing(Timing(**timing))


def set_local_changes(session: Session, changes: LocalChanges) -> OpResult[RuleBook]:
    """Write an administrator's words over the shipped dictionaries. Confirmations are not written by this.

    Raises:
        UserError: the outcome contradicts itself, or asks for an approval that nobody could give.
        NotAllowed: what came with the program as confirmed would read differently, a word calls itself confirmed
            without who compared it, the user is no administrator, or the words are not those of a shared dictionary.
    """
    with session.ledger.transact(Op.EDIT_RULES, session.viewer) as tx:
        return OpResult(write_words(tx, changes, session.today), tx.changes)


def write_words(tx: Transaction, changes: LocalChanges, today: date) -> RuleBook:
    """Keep the words within an action and give the rule book that follows. Raises like ``set_local_changes``."""
    book = rulebook_of(tx.connection)
    plain = {}
    for code, entries in changes.entries.items():
        _refuse_other_words(book, code)
        known = {one.code: one for one in book.dictionary(code).entries(active=False)}
        kept = [_graded(known.get(one.code), one, today) for one in entries]
        plain[code] = [one.model_dump(mode="json") for one in kept]
    tx.set_setting(LOCAL_CHANGES, {"entries": plain})
    after = rulebook_of(tx.connection)
    check_asked(book, after)
    return after


def _graded(old: Entry | None, new: Entry, today: date) -> Entry:
    """A word with the grade its confirmation gives it; what the program brought confirmed is refused as a whole when
    it reads differently (``RuleBook.with_local``).
    """
    if old is not None and old.grade.confirmed and old.checked is None:
        return new
    return settled(old, new, today)


def _refuse_other_words(book: RuleBook, code: str) -> None:
    """Only the shared dictionaries are written over; words of a measure are changed with it, or not at all."""
    homes = {listed.code: (listed, pack) for pack in book.packs for listed in pack.lists()}
    if code not in homes:
        raise UserError(f"没有代码为“{code}”的字典，请核对后再试。")
    listed, pack = homes[code]
    if pack.code in BASIS:
        raise NotAllowed(f"“{listed.name}”属于“{pack.name}”，请在该规则包中修改。")
    if pack.code != SHARED_PACK:
        raise NotAllowed(
            f"“{listed.name}”属于“{pack.name}”，是随程序提供的规则包，不能改写；请在本市办法或本企业办法中另行规定。"
        )


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
