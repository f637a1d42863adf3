"""Picking persons, enterprises and other records, and making a new one on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .pick import PickEdit
from .suggest import Entry, Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class RecordPick(PickEdit):
    """One uid, or with ``many`` a tuple of uids.

    ``search(text)`` returns ``(uid, label, hint)``, best first, one page of them; ``create(text, done)`` opens
    whatever makes a new record and calls ``done(Entry)`` when it is saved (never, when it is given up).
    """

    def __init__(
        self,
        search: Callable[[str], Sequence[tuple[str, str, str]]],
        label_of: Callable[[str], str],
        *,
        many: bool = False,
        empty: Any = None,
        create: Callable[[str, Callable[[Entry], None]], None] | None = None,
    ) -> None:
        super().__init__(
            lambda text: [Shown(Entry(*found), 0) for found in search(text)],
            label_of,
            many=many,
            empty=empty,
            create=create,
            list_width=360,
        )
