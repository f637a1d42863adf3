"""A choice out of a flat dictionary or an enum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .pick import PickEdit
from .suggest import Entry, arrange

if TYPE_CHECKING:
    from collections.abc import Sequence


class ChoiceEdit(PickEdit):
    """One code, or with ``many`` a tuple, out of a short list filtered by label, code or pinyin initials."""

    def __init__(self, entries: Sequence[Entry], *, many: bool = False, empty: Any = "") -> None:
        self._entries = tuple(Entry(*entry) for entry in entries)
        names = {entry.code: entry.label for entry in self._entries}
        super().__init__(
            lambda text: arrange(self._entries, text),
            lambda code: names.get(code, f"{code}（已停用）"),
            many=many,
            empty=empty,
        )
        if not many:
            self.line.setPlaceholderText("请选择")
