"""并列查看: two records in two columns, what differs marked with a word and a colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from ...domain.fields import Kind, Layout, columns
from ...domain.money import MoneyUnit, format_fen
from ...domain.records import Decision, LiablePerson, Loss, Record, Recovery
from ..over import OverDialog
from ..palette import AMBER, AMBER_BG, BG, GRID, INK, INK2
from ..theme import button, fit_screen, label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .contents import Contents
    from .words import FieldWords

_HEADINGS = ("项目", "", "", "比较")
#: So many characters surely stand on one line.
_ONE_LINE = 24
_SAME, _DIFFERENT = "相同", "不同"
_TOP = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what it is about and how it stands on both sides. A line without sides is a heading."""

    label: str
    left: str = ""
    right: str = ""
    is_heading: bool = False

    @property
    def is_long(self) -> bool:
        """Whether a side may take several lines."""
        return max(len(self.left), len(self.right)) > _ONE_LINE

    @property
    def differs(self) -> bool:
        """Whether the two sides do not say the same."""
        return not self.is_heading and self.left != self.right


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records to look at together."""

    title: str
    left: str
    right: str
    lines: tuple[Compared, ...]


def lines_side_by_side(one: Record, other: Record, words: FieldWords, called: Callable[[Any], str]) -> Pair:
    """Two records of one class; fields that are empty on both sides are left out."""
    return Pair(f"并列查看 · {type(one).noun}", called(one), called(other), tuple(_fields(one, other, words)))


def records_side_by_side(one: Record, other: Record, words: FieldWords, names: tuple[str, str]) -> Pair:
    """Two records that stand outside a case, called by these names."""
    return Pair(f"并列查看 · {type(one).noun}", *names, tuple(_fields(one, other, words)))


def clues_side_by_side(one: Contents, other: Contents, words: FieldWords) -> Pair:
    """Two clues: the facts that matter first, then 登记内容."""
    facts = [Compared(name, _facts(one)[name], _facts(other)[name]) for name in _facts(one)]
    lines = (
        Compared("关键情况", is_heading=True),
        *facts,
        Compared("登记内容", is_heading=True),
        *_fields(one.clue, other.clue, words),
    )
    return Pair("并列查看 · 问题线索", one.clue.number, other.clue.number, lines)


def _fields(one: Record, other: Record, words: FieldWords) -> Iterable[Compared]:
    for column in columns(type(one)):
        if column.field.layout is Layout.NONE:
            continue
        # An empty flag is an answer only where the other side says yes.
        values = [getattr(record, column.name) for record in (one, other)]
        if column.field.kind is Kind.FLAG and not column.optional and not any(values):
            continue
        left, right = (words.of(column, value) for value in values)
        if left or right:
            yield Compared(column.field.label, left, right)


def _facts(contents: Contents) -> dict[str, str]:
    case = contents.case
    lost = [
        one.amount or 0 for one in case.all(Loss) if contents.contingent_counts or one.kind != "contingent"
    ]
    back = [one.amount or 0 for one in case.all(Recovery)]
    people = dict.fromkeys(case.name(one.person) for one in case.all(LiablePerson))
    numbers = [one.number or "未编号" for one in case.all(Decision)]
    return {
        "环节": f"{case.clue.stage.label}{'（已销号）' if case.clue.closed else ''}",
        "期限": contents.deadline.marked,
        "认定损失": _wan(lost),
        "已挽回": _wan(back),
        "责任人": "、".join(people),
        "处理决定": "、".join(numbers),
    }


def _wan(amounts: Sequence[int]) -> str:
    return f"{format_fen(sum(amounts), MoneyUnit.WAN)} 万元" if amounts else ""


class ComparedModel(QAbstractTableModel):
    """The lines of a pair, all of them or only those that differ."""

    def __init__(self, pair: Pair, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pair = pair
        self._shown: tuple[Compared, ...] = pair.lines

    @property
    def lines(self) -> tuple[Compared, ...]:
        """What is shown."""
        return self._shown

    def show_only_differences(self, on: bool) -> None:
        """Leave out what is the same on both sides."""
        self.beginResetModel()
        self._shown = tuple(one for one in self._pair.lines if one.differs or one.is_heading or not on)
        self.endResetModel()

    def rowCount(self, parent: _Index = _TOP) -> int:
        """Lines shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = _TOP) -> int:
        """Item, both sides, and the word."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """What the two sides are called."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_HEADINGS):
            return None
        if role == _ROLE.DisplayRole:
            return (_HEADINGS[0], self._pair.left, self._pair.right, _HEADINGS[3])[section]
        return (
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            if role == _ROLE.TextAlignmentRole
            else None
        )

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words, and the colour of what differs."""
        if not index.isValid():
            return None
        line, place = self._shown[index.row()], index.column()
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            verdict = "" if line.is_heading else _DIFFERENT if line.differs else _SAME
            return (line.label, line.left, line.right, verdict)[place]
        if role == _ROLE.BackgroundRole:
            if line.is_heading:
                return QBrush(QColor(BG))
            return QBrush(QColor(AMBER_BG)) if line.differs else None
        if role == _ROLE.ForegroundRole:
            if place == 3 and line.differs:
                return QBrush(QColor(AMBER))
            return QBrush(QColor(INK2 if place in (0, 3) and not line.is_heading else INK))
        if role == _ROLE.TextAlignmentRole:
            upright = Qt.AlignmentFlag.AlignTop if line.is_long else Qt.AlignmentFlag.AlignVCenter
            return Qt.AlignmentFlag.AlignLeft | upright
        if role == _ROLE.FontRole and line.is_heading:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None


class SideBySide(OverDialog):
    """A window with the two columns. Esc closes it."""

    def __init__(self, over: QWidget, pair: Pair) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(pair.title)
        self.setSizeGripEnabled(True)
        self.model = ComparedModel(pair, self)
        different = sum(line.differs for line in pair.lines)
        self.counts = label(f"{different} 项不同" if different else "各项相同", "counts")
        self.only = QCheckBox("只看不同")
        self.only.toggled.connect(self._on_only_toggled)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(pair.title)
        self.table.setWordWrap(True)
        self.table.setShowGrid(True)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(0, 150)
        self.table.setColumnWidth(3, 70)
        head.sectionResized.connect(lambda *_: self.table.resizeRowsToContents())
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.reject)
        top, self.foot = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.counts)
        top.addStretch(1)
        top.addWidget(self.only)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(GRID)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(self.foot)
        fit_screen(self, 1040, 640)
        self._span()

    def _on_only_toggled(self, on: bool) -> None:
        self.model.show_only_differences(on)
        self._span()

    def _span(self) -> None:
        self.table.clearSpans()
        for place, line in enumerate(self.model.lines):
            if line.is_heading:
                self.table.setSpan(place, 0, 1, len(_HEADINGS))
        self.table.resizeRowsToContents()
