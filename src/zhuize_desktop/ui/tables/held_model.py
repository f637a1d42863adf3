"""A table model whose rows are all in memory: short lists are filtered and sorted without asking anybody."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from .lazy_model import ColumnDef, LazyTableModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import QObject

Row = TypeVar("Row")


class HeldModel(LazyTableModel[Row]):
    """A ``LazyTableModel`` filled with rows instead of ids.

    ``orders`` names for each ``sort_key`` what is compared; what has no value stands last either way.
    """

    def __init__(
        self,
        columns: Sequence[ColumnDef[Row]],
        row_uid: Callable[[Row], str] = attrgetter("uid"),
        orders: Mapping[str, Callable[[Row], Any]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        self._held: dict[str, Row] = {}
        self._uid_of = row_uid
        self._orders = dict(orders or {})
        self._sorted_by = ("", False)
        super().__init__(columns, self._of, row_uid, parent)
        self.sort_requested.connect(self._on_sort_requested)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows: in the order given, or in the one the person asked for."""
        self._held = {self._uid_of(row): row for row in rows}
        self._show()

    def row_of(self, uid: str) -> Row | None:
        """The row of a uid, ``None`` when it is not shown."""
        return self._held.get(uid)

    def _of(self, uids: Sequence[str]) -> list[Row]:
        return [self._held[uid] for uid in uids if uid in self._held]

    def _on_sort_requested(self, key: str, descending: bool) -> None:
        self._sorted_by = (key, descending)
        self._show()

    def _show(self) -> None:
        key, descending = self._sorted_by
        uids = list(self._held)
        if key in self._orders:
            order = self._orders[key]
            valued = [uid for uid in uids if order(self._held[uid]) is not None]
            rest = [uid for uid in uids if order(self._held[uid]) is None]
            uids = sorted(valued, key=lambda uid: order(self._held[uid]), reverse=descending) + rest
        self.set_ids(uids)
