"""The rule book as shipped, and with an administrator's changes written over it."""

from __future__ import annotations

from functools import cache

from ..domain.rulebook import LocalChanges, RuleBook
from ..domain.rules import parse_pack
from ..domain.workdays import WorkCalendar, parse_calendar_year
from ..resources import resource


@cache
def shipped_rulebook() -> RuleBook:
    """The rule packs and calendars that come with the program, read once.

    A fault in a shipped file is a fault of the build: the ``FileProblem`` names the file.
    """
    packs = [
        parse_pack(path.read_text("utf-8"), path.name) for path in sorted(resource("rules").glob("*.json"))
    ]
    years = [
        parse_calendar_year(path.read_text("utf-8"), path.name)
        for path in sorted(resource("calendar").glob("*.json"))
    ]
    return RuleBook.of(packs, WorkCalendar.of(years))


def with_local(changes: LocalChanges) -> RuleBook:
    """The shipped rule book with an administrator's changes.

    Raises:
        NotAllowed: a confirmed entry would read differently.
        UserError: the outcome contradicts itself.
    """
    return shipped_rulebook().with_local(changes)
