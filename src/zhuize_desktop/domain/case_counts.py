"""What a signed report has counted of the rows beside the clues: the next one does not count it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from .case_facts import CaseFacts
    from .facts import Snapshot

#: Kind of rows → the days of a row by which it is counted.
_DAYS = {
    "handlings": ("decided_on",),
    "outside": ("decided_on",),
    "exemptions": ("found_on",),
    "reviews": ("decided_on",),
    "deductions": ("done_on",),
    "items": ("issued_on", "done_on"),
    "rule_changes": ("published_on",),
    "letters": ("issued_on", "answered_on"),
}


def closing_counted(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """``counted`` of each row for the next report, by uid, when this one has been signed."""
    last = snapshot.header.period_to
    found: dict[str, tuple[str, ...]] = {}
    for uid, days, counted in _rows(snapshot.case):
        names = tuple(
            name for name, day in days.items() if name in counted or (day is not None and day <= last)
        )
        if names:
            found[uid] = names
    return found


def _rows(case: CaseFacts) -> Iterator[tuple[str, Mapping[str, date | None], tuple[str, ...]]]:
    for kind, names in _DAYS.items():
        for one in getattr(case, kind):
            yield one.uid, {name: getattr(one, name) for name in names}, one.counted
