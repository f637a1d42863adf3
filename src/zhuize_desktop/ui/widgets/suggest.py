"""The list of suggestions under a line; the line keeps the focus, so input methods are not disturbed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from .. import palette as tokens
from ..palette import Tone
from ..theme import paint_chip
from .pinyin import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ROW = 27
_MOST_ROWS = 11
_INDENT = 16
_Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


class Entry(NamedTuple):
    """One thing to pick.

    Attributes:
        code: what is stored: a dictionary code or a uid.
        label: what people read.
        hint: a few words beside it: post, clause, parent enterprise.
        parent: code of the entry above it in a tree.
        pickable: ``False`` for headings of a tree.
        grade: a word such as 待核对 or 参照, shown as a chip.
    """

    code: str
    label: str
    hint: str = ""
    parent: str = ""
    pickable: bool = True
    grade: str = ""


class Shown(NamedTuple):
    """A line of the list: the entry, how deep it stands, and whether it fits what was typed or only stands above."""

    entry: Entry
    depth: int
    fits: bool = True


def arrange(entries: Sequence[Entry], query: str) -> list[Shown]:
    """The entries that fit the query (label, code, hint, pinyin initials), each below its headings.

    A query that fits headings only gives what stands below them.
    """
    by_code = {entry.code: entry for entry in entries}
    fitting = {entry.code for entry in entries if _fits(entry, query)}
    wanted: set[str] = set()
    for entry in entries:
        if entry.code in fitting:
            code = entry.code
            while code and code not in wanted:
                wanted.add(code)
                code = by_code[code].parent if code in by_code else ""
    if not any(
        by_code[code].pickable for code in wanted
    ):  # only headings fit: what stands below them is meant
        wanted |= {entry.code for entry in entries if wanted & set(_above(entry, by_code))}
    below: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.code in wanted:
            below.setdefault(entry.parent if entry.parent in by_code else "", []).append(entry)
    shown: list[Shown] = []
    _walk(below, "", 0, shown)
    return [line._replace(fits=line.entry.code in fitting) for line in shown]


def _above(entry: Entry, by_code: dict[str, Entry]) -> Iterator[str]:
    """The codes of the headings above an entry."""
    while (code := entry.parent) in by_code:
        yield code
        entry = by_code[code]


def _walk(below: dict[str, list[Entry]], parent: str, depth: int, shown: list[Shown]) -> None:
    for entry in below.get(parent, ()):
        shown.append(Shown(entry, depth))
        if entry.code:
            _walk(below, entry.code, depth + 1, shown)


def _fits(entry: Entry, query: str) -> bool:
    if not query:
        return True
    return entry.code.casefold().startswith(query.casefold()) or any(
        matches(text, query) for text in (entry.label, entry.hint) if text
    )


class _ShownModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Shown] = []

    def show(self, lines: Iterable[Shown]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.lines[index.row()].entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (entry.label, entry.hint, entry.grade) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (entry.label, entry.hint) if part)
        if role == Qt.ItemDataRole.UserRole:
            return self.lines[index.row()]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not self.lines[index.row()].entry.pickable:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _LineDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry, depth, _ = index.data(Qt.ItemDataRole.UserRole)
        area = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(tokens.ACCENT_BG))
        font = QFont(option.font)
        area.adjust(8 + depth * _INDENT, 0, -8, 0)
        if entry.grade:
            note = QFont(font)
            note.setPixelSize(tokens.NOTE_PX)
            width = painter.fontMetrics().horizontalAdvance(entry.grade) + 18
            paint_chip(painter, QRect(area.right() - width, area.top(), width, area.height()), entry.grade,
                       Tone.AMBER, note)  # fmt: skip
            area.setRight(area.right() - width - 8)
        font.setWeight(QFont.Weight.Normal if entry.pickable else QFont.Weight.DemiBold)
        painter.setFont(font)
        _draw(painter, area, entry)


def _draw(painter: QPainter, area: QRect, entry: Entry) -> None:
    """The label, and the hint behind it as far as there is room."""
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    metrics = painter.fontMetrics()
    painter.setPen(QColor(tokens.INK if entry.pickable else tokens.INK2))
    shown = metrics.elidedText(entry.label, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, middle, shown)
    used = metrics.horizontalAdvance(shown) + 12
    if entry.hint and area.width() - used > 40:
        rest = area.adjusted(used, 0, 0, 0)
        painter.setPen(QColor(tokens.INK2))
        painter.drawText(
            rest, middle, metrics.elidedText(entry.hint, Qt.TextElideMode.ElideRight, rest.width())
        )


class SuggestPopup(QFrame):
    """The list itself: a window that never takes the focus.

    Signals:
        chosen: an ``Entry`` was clicked.
    """

    chosen = Signal(object)

    def __init__(self, under: QWidget, least_width: int = 240) -> None:
        super().__init__(under, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setProperty("role", "popup")
        self._under = under
        self._least_width = least_width
        self._followed: list[QWidget] = []
        self._settling = QTimer(self)  # runs out when the layouts that are due have been done
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._on_settled)
        self._model = _ShownModel(self)
        self.list = QListView(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_LineDelegate(self.list))
        self.list.setModel(self._model)
        self.list.clicked.connect(self._on_list_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.list)

    @property
    def lines(self) -> list[Shown]:
        """What is listed."""
        return self._model.lines

    def offer(self, lines: Sequence[Shown], current: str = "") -> None:
        """List these lines below the line edit, with ``current`` (or the first that fits and can be picked) marked."""
        self._model.show(lines)
        if not lines:
            self.hide()
            return
        place = next((n for n, line in enumerate(lines) if line.entry.code == current and current), None)
        if place is None:
            picked = [n for n, line in enumerate(lines) if line.entry.pickable]
            place = next((n for n in picked if lines[n].fits), picked[0] if picked else 0)
        self._mark(place)
        self._place()
        if not self.isVisible():
            self._follow(True)
            self.show()

    def marked(self) -> Entry | None:
        """The entry that Enter would take."""
        index = self.list.currentIndex()
        if not index.isValid() or not self._model.lines[index.row()].entry.pickable:
            return None
        return self._model.lines[index.row()].entry

    def step(self, by: int) -> None:
        """Move the mark by so many lines that can be picked."""
        places = [n for n, line in enumerate(self._model.lines) if line.entry.pickable]
        if not places:
            return
        now = self.list.currentIndex().row()
        # From a heading that was clicked, the next line is the first below it.
        at = places.index(now) if now in places else sum(place < now for place in places) - (by > 0)
        self._mark(places[max(0, min(len(places) - 1, at + by))])

    def hideEvent(self, event: Any) -> None:
        """Stop following the line."""
        self._follow(False)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go with the line when it is moved; close when it goes out of sight or its window is left.

        A sentence that comes up under a field moves what stands below it, also while somebody types there: closing the
        list then would make the Enter that takes an entry go on to the next field. While a form is laid out anew the
        line may have no room for a moment; whether it is in sight is asked when that is over.
        """
        if event.type() is QEvent.Type.Move:
            self._settling.start()
        elif event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
            self.hide()
        return super().eventFilter(watched, event)

    def _on_settled(self) -> None:
        if not self.isVisible():
            return
        if self._under.visibleRegion().isEmpty():
            self.hide()
        else:
            self._place()

    def _follow(self, on: bool) -> None:
        for followed in self._followed:
            followed.removeEventFilter(self)
        self._followed.clear()
        widget: QWidget | None = self._under if on else None
        while widget is not None:
            widget.installEventFilter(self)
            self._followed.append(widget)
            widget = None if widget.isWindow() else widget.parentWidget()

    def _mark(self, place: int) -> None:
        self.list.setCurrentIndex(self._model.index(place))
        self.list.scrollTo(self._model.index(place))

    def _place(self) -> None:
        height = min(_MOST_ROWS, len(self._model.lines)) * _ROW + 4
        screen = self._under.screen().availableGeometry()
        corner = self._under.mapToGlobal(QPoint(0, self._under.height() + 2))
        width = min(max(self._under.width(), self._least_width), screen.width())
        left = max(screen.left(), min(corner.x(), screen.right() - width))
        top = corner.y()
        if top + height > screen.bottom():
            top = self._under.mapToGlobal(QPoint(0, 0)).y() - height - 2
        self.setGeometry(left, top, width, height)

    def _on_list_clicked(self, index: QModelIndex) -> None:
        entry = self._model.lines[index.row()].entry
        if entry.pickable:
            self.hide()
            self.chosen.emit(entry)
