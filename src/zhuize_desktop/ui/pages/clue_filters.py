"""The filter line above the ledger: quiet boxes that say what they filter by, and the sums at the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from ...domain.ledger_view import LedgerQuery
from ...domain.records import Enterprise
from ...domain.stages import Stage
from ...services.clues import with_sources, years
from ...services.records import list_records
from ..palette import GRID
from ..theme import button, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent, QWheelEvent

    from ...domain.rulebook import RuleBook
    from ...services.session import Session

_ALL = "全部"
_LEVEL = "　"
#: A box grows to so many pixels; a longer choice is elided, and whole in the tooltip.
_WIDEST = 208
#: Padding, arrow and border of a box, in px.
_FRAME = 40


class Standing(StrEnum):
    """状态: which part of the ledger is looked at."""

    OPEN = "在办"
    CLOSED = "已完结"
    ALL = "全部"
    UNCONFIRMED = "待确认环节"
    WITHDRAWN = "回收站"

    def narrow(self, query: LedgerQuery) -> LedgerQuery:
        """The query with this part of the ledger only."""
        changed: dict[str, Any] = {
            Standing.OPEN: {"closed": False},
            Standing.CLOSED: {"closed": True},
            Standing.ALL: {},
            Standing.UNCONFIRMED: {"unconfirmed": True},
            Standing.WITHDRAWN: {"withdrawn": True},
        }[self]
        return replace(query, **changed)


class FilterBox(QComboBox):
    """A box that reads ``环节：核查``. The wheel scrolls nothing by accident.

    Signals:
        chosen: the person picked another entry.
    """

    chosen = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaxVisibleItems(16)
        self.activated.connect(self._on_activated)

    def offer(self, entries: Sequence[tuple[str, Any]]) -> None:
        """List words with what they stand for; the present choice stays when it is still there."""
        chosen = self.currentData()
        self.blockSignals(True)
        self.clear()
        for text, meaning in entries:
            self.addItem(text, meaning)
        self.choose(chosen)
        self.blockSignals(False)

    def choose(self, meaning: Any) -> bool:
        """Show the entry that stands for ``meaning``, else the first. Returns whether there was one."""
        place = next((n for n in range(self.count()) if self.itemData(n) == meaning), -1)
        self.setCurrentIndex(max(0, place))
        self._tell()
        return place >= 0

    @property
    def shown(self) -> str:
        """What stands in the closed box."""
        return f"{self._name}：{self.currentText().strip()}"

    def sizeHint(self) -> QSize:
        """As wide as what stands in it, not as the longest entry."""
        width = self.fontMetrics().horizontalAdvance(self.shown) + _FRAME + 2
        return QSize(min(_WIDEST, width), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """It may shrink to its name."""
        return QSize(84, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write name and choice."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.fontMetrics().elidedText(
            self.shown, Qt.TextElideMode.ElideRight, self.width() - _FRAME
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A turn of the wheel over a closed box changes nothing."""
        event.ignore()

    def _on_activated(self, _: int) -> None:
        self._tell()
        self.chosen.emit()

    def _tell(self) -> None:
        self.setToolTip(self.shown)
        self.updateGeometry()
        self.update()


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the boxes offer, read from the ledger: uid or year with its words."""

    enterprises: tuple[tuple[str, tuple[str, ...]], ...]
    years: tuple[int, ...]


def filter_choices(session: Session) -> FilterChoices:
    """The enterprises, each with all below it, and the years of the ledger; runs on the ledger thread."""
    return FilterChoices(tuple(_tree(list_records(session, Enterprise))), tuple(years(session)))


def _tree(found: Sequence[Enterprise]) -> list[tuple[str, tuple[str, ...]]]:
    """Indented names, each with the uids of the enterprise and of all below it."""
    known = {one.uid for one in found}
    below: dict[str | None, list[Enterprise]] = {}
    for one in sorted(found, key=lambda one: one.name):
        below.setdefault(one.parent if one.parent in known else None, []).append(one)
    listed: list[tuple[str, tuple[str, ...]]] = []
    placed: set[str] = set()

    def walk(one: Enterprise, depth: int) -> tuple[str, ...]:
        placed.add(one.uid)
        at = len(listed)
        listed.append(("", ()))
        inside = [one.uid]
        for child in below.get(one.uid, ()):
            if child.uid not in placed:
                inside += walk(child, depth + 1)
        words = _LEVEL * depth + one.name + ("（含下级）" if len(inside) > 1 else "")
        listed[at] = (words, tuple(inside))
        return tuple(inside)

    for top in below.get(None, ()):
        walk(top, 0)
    for one in found:  # a circle of parents has no top; nobody may be missing because of it
        if one.uid not in placed:
            walk(one, 0)
    return listed


class FilterLine(QWidget):
    """环节, 来源, 企业, 年度, 状态; a drill-down shows itself and can be left; sums at the right.

    Signals:
        changed: the person chose something.
    """

    changed = Signal()

    def __init__(self, book: RuleBook) -> None:
        super().__init__()
        self.stage, self.source = FilterBox("环节"), FilterBox("来源")
        self.enterprise, self.year = FilterBox("企业"), FilterBox("年度")
        self.standing = FilterBox("状态")
        self.reset = button("清除筛选", role="link")
        self.reset.hide()
        self.sums = label("", "counts")
        self._uids: tuple[str, ...] | None = None
        self._extra = LedgerQuery()
        self._sums = ("", "")
        self._boxes = (self.stage, self.source, self.enterprise, self.year, self.standing)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for box in self._boxes:
            row.addWidget(box)
            box.chosen.connect(self._on_box_chosen)
        row.addWidget(self.reset)
        row.addStretch(1)
        row.addWidget(self.sums)
        self.reset.clicked.connect(self._on_reset_clicked)
        self.stage.offer([(_ALL, ()), *((stage.label, (stage,)) for stage in Stage)])
        self.offer_sources(book)
        self.offer(FilterChoices((), ()))
        self.standing.offer([(standing.value, standing) for standing in Standing])
        self.standing.choose(Standing.ALL)

    def offer(self, choices: FilterChoices) -> None:
        """What the ledger holds now."""
        self.enterprise.offer([(_ALL, ()), *choices.enterprises])
        self.year.offer([(_ALL, None), *((f"{year}", year) for year in choices.years)])

    def offer_sources(self, book: RuleBook) -> None:
        """The sources of the dictionary, each with what stands below it."""
        sources = book.dictionary("source_kind")
        listed: list[tuple[str, tuple[str, ...]]] = []
        for entry in sources.entries():
            depth = sources.path(entry.code).count(" › ")
            listed.append((_LEVEL * depth + entry.label, with_sources(book, entry.code)))
        self.source.offer([(_ALL, ()), *listed])

    def query(self, text: str, order: str, descending: bool) -> LedgerQuery:
        """The question that boxes, search words and order put together."""
        asked = replace(
            self._extra,
            text=text,
            stages=self.stage.currentData(),
            sources=self.source.currentData(),
            enterprises=self.enterprise.currentData(),
            year=self.year.currentData(),
            uids=self._uids,
            order=order,
            descending=descending,
        )
        return Standing(self.standing.currentData()).narrow(asked)

    def show_query(self, query: LedgerQuery) -> None:
        """Put the boxes to what another page asked; what no box can say is kept beside them."""
        self._uids = query.uids
        kept: dict[str, Any] = {"category": query.category, "handler": query.handler, "legacy": query.legacy}
        for name, box, value in (
            ("stages", self.stage, query.stages),
            ("sources", self.source, query.sources),
            ("enterprises", self.enterprise, query.enterprises),
            ("year", self.year, query.year),
        ):
            if not box.choose(value):
                self._add_choice(box, name, value)
        self._extra = LedgerQuery(**kept)
        self.standing.choose(_standing_of(query))
        self._show_reset()

    def _add_choice(self, box: FilterBox, name: str, value: Any) -> None:
        """A choice that the box does not offer, e.g. two stages at once."""
        words: dict[str, Callable[[], str]] = {
            "stages": lambda: "、".join(stage.label for stage in value),
            "year": lambda: str(value),
        }
        box.addItem(words.get(name, lambda: f"选定 {len(value)} 项")(), value)
        box.choose(value)

    def show_uids(self, uids: Sequence[str]) -> None:
        """A drill-down: these clues and no others, in any standing."""
        self.show_query(LedgerQuery(uids=tuple(uids)))

    def show_sums(self, rows: str, amounts: str) -> None:
        """Count and amounts; where there is no room the amounts go into the tooltip."""
        self._sums = (f"{rows} · {amounts}", rows)
        self.sums.setToolTip(self._sums[0])
        self._fit_sums()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for more or less."""
        super().resizeEvent(event)
        self._fit_sums()

    def _fit_sums(self) -> None:
        shown = [part for part in (*self._boxes, self.reset) if not part.isHidden()]
        taken = sum(part.sizeHint().width() + GRID for part in shown)
        room = self.width() - taken
        whole, short = self._sums
        fits = self.sums.fontMetrics().horizontalAdvance(whole) <= room
        self.sums.setText(whole if fits else short)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the whole ledger is asked for."""
        asked = self.query("", "reported_on", True)
        return asked != LedgerQuery()

    def _on_box_chosen(self) -> None:
        self._show_reset()
        self.changed.emit()

    def _on_reset_clicked(self) -> None:
        self.show_query(LedgerQuery())
        self.stage.setFocus()
        self.changed.emit()

    def _show_reset(self) -> None:
        self.reset.setText("清除筛选" if self._uids is None else f"选定的 {len(self._uids)} 条 · 清除")
        self.reset.setVisible(self.is_narrowed)
        self._fit_sums()


def _standing_of(query: LedgerQuery) -> Standing:
    if query.withdrawn:
        return Standing.WITHDRAWN
    if query.unconfirmed:
        return Standing.UNCONFIRMED
    if query.closed is None:
        return Standing.ALL
    return Standing.CLOSED if query.closed else Standing.OPEN
