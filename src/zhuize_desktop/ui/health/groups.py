"""The groups of the list: 等级 → 问题 → 企业, each with the number of findings in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from ...domain.checks import Grade

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .loading import Row

_ROLE = Qt.ItemDataRole.UserRole
#: Grade, check and enterprise of a group; shorter the higher it stands.
Path = tuple[str, ...]


def path_of(row: Row) -> Path:
    """The lowest group a finding belongs to."""
    return (row.finding.grade.value, row.finding.check, row.enterprise)


def _words(path: Path, titles: Mapping[str, str]) -> str:
    """What a group is called."""
    if len(path) == 1:
        return Grade(path[0]).label
    return titles[path[1]] if len(path) == 2 else path[2] or "（未注明企业）"


class GroupTree(QTreeWidget):
    """Signals:
    picked: the path of the group chosen; ``()`` for everything.
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderLabels(["等级 · 问题 · 企业"])
        self.setAccessibleName("分组：等级、问题、企业")
        self.setTabKeyNavigation(False)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentItemChanged.connect(lambda item, _: self.picked.emit(self._path(item)))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """The groups these rows fall into; the group that was chosen stays so where it is still there."""
        before = self._path(self.currentItem())
        titles = {row.finding.check: row.title for row in rows}
        counted: Counter[Path] = Counter()
        for row in rows:
            path = path_of(row)
            counted.update(path[:depth] for depth in range(1, len(path) + 1))
        self.blockSignals(True)
        self.clear()
        items: dict[Path, QTreeWidgetItem] = {(): self._item((), f"全部（{len(rows)}）")}
        self.addTopLevelItem(items[()])
        for path in dict.fromkeys(path_of(row)[:depth] for row in rows for depth in (1, 2, 3)):
            made = self._item(path, f"{_words(path, titles)}（{counted[path]}）")
            items[path] = made
            items[path[:-1]].addChild(made) if len(path) > 1 else self.addTopLevelItem(made)
        for path, item in items.items():
            item.setExpanded(len(path) == 1)
        self.setCurrentItem(items.get(before, items[()]))
        self.blockSignals(False)
        self.picked.emit(self._path(self.currentItem()))

    @staticmethod
    def _item(path: Path, words: str) -> QTreeWidgetItem:
        made = QTreeWidgetItem([words])
        made.setData(0, _ROLE, list(path))
        made.setToolTip(0, words)
        return made

    @staticmethod
    def _path(item: QTreeWidgetItem | None) -> Path:
        return tuple(item.data(0, _ROLE) or ()) if item is not None else ()
