"""划入、划出: on which days an enterprise came into the group and left it, read from 隶属关系 and the day of a 并购.

The group is what stands under the enterprise whose ledger this is. A 划入 within the group, from one subsidiary to
another, changes nothing in its balance: what counts is whether the enterprise stood under it before and after that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .records import Affiliation, Enterprise

#: 变更事由 of 隶属关系, as ``services.directory`` offers them.
JOINED, PARTED = "划入", "划出"
#: Code of the dictionary ``enterprise_flag``; ``flagged_on`` is then the 并入日期.
ACQUIRED = "acquired"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GroupDays:
    """The last 划入 of an enterprise, and its 划出 when that came after; ``None`` for none."""

    joined_on: date | None = None
    parted_on: date | None = None


#: Of an enterprise that always stood where it stands.
NOT_GROUPED = GroupDays()


def group_days(
    own: str, enterprises: Iterable[Enterprise], held: Iterable[Affiliation], last: date
) -> dict[str, GroupDays]:
    """Enterprise → its days up to the end of ``last``, for those that have any.

    Args:
        own: the enterprise whose ledger it is; it never joins or leaves itself.
        enterprises: all of the ledger.
        held: their rows of 隶属关系.
        last: what happens later is not looked at.
    """
    tree = _Tree(own, {one.uid: one for one in enterprises}, tuple(held), last)
    found: dict[str, GroupDays] = {}
    for uid in tree.enterprises:
        days = _days_of(uid, tree)
        if days != NOT_GROUPED:
            found[uid] = days
    return found


class _Tree:
    """The dated tree with the days on which something joined or parted."""

    def __init__(
        self, own: str, enterprises: Mapping[str, Enterprise], held: tuple[Affiliation, ...], last: date
    ) -> None:
        self.own, self.enterprises = own, enterprises
        self._rows: dict[str, list[Affiliation]] = {}
        for row in held:
            self._rows.setdefault(row.enterprise, []).append(row)
        self.joining = {
            (row.enterprise, row.valid_from) for row in held if row.event == JOINED and row.valid_from
        }
        self.parting = {
            (row.enterprise, row.valid_from) for row in held if row.event == PARTED and row.valid_from
        }
        self.acquired = {
            (one.uid, one.flagged_on)
            for one in enterprises.values()
            if ACQUIRED in one.flags and one.flagged_on
        }
        marked = self.joining | self.parting | self.acquired
        self.days = sorted({day for _, day in marked if day <= last})

    def chain(self, uid: str, day: date) -> tuple[tuple[str, ...], bool]:
        """The enterprise and those above it on ``day``, below ``own``; and whether they stand under ``own``."""
        seen: list[str] = []
        at: str | None = uid
        while at is not None and at != self.own and at not in seen:
            seen.append(at)
            at = self._parent(at, day)
        return tuple(seen), at == self.own

    def _parent(self, uid: str, day: date) -> str | None:
        for row in self._rows.get(uid, ()):
            since, until = row.valid_from or date.min, row.valid_to or date.max
            if since <= day <= until:
                return row.parent
        known = self.enterprises.get(uid)
        return known.parent if known is not None else None


def _days_of(uid: str, tree: _Tree) -> GroupDays:
    days = NOT_GROUPED
    if uid == tree.own:
        return days
    for day, came in _changes(uid, tree):
        days = GroupDays(day) if came else GroupDays(days.joined_on, day)
    return days


def _changes(uid: str, tree: _Tree) -> Iterator[tuple[date, bool]]:
    """The days on which the enterprise came (true) or went (false), in order."""
    for day in tree.days:
        before, was_in = tree.chain(uid, day - _ONE_DAY)
        now, is_in = tree.chain(uid, day)
        bought = any((one, day) in tree.acquired for one in now)
        if is_in and (bought or (not was_in and any((one, day) in tree.joining for one in now))):
            yield day, True
        elif was_in and not is_in and any((one, day) in tree.parting for one in before):
            yield day, False
