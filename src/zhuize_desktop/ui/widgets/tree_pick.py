"""A choice out of a tree such as the violation catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .pick import PickEdit
from .suggest import Entry, arrange

if TYPE_CHECKING:
    from collections.abc import Sequence


class TreePick(PickEdit):
    """One code, or with ``many`` a tuple, out of a tree; headings show where an entry stands and are not picked."""

    def __init__(self, entries: Sequence[Entry], *, many: bool = False, empty: Any = "") -> None:
        self._entries = tuple(Entry(*entry) for entry in entries)
        by_code = {entry.code: entry for entry in self._entries}
        super().__init__(
            lambda text: arrange(self._entries, text),
            lambda code: by_code[code].label if code in by_code else f"{code}（已停用）",
            many=many,
            empty=empty,
            list_width=520,
        )
        self.line.setPlaceholderText("输入条目、编号或拼音首字母")
