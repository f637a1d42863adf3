"""并列查看与合并: the two records in two columns, which value stands where they differ, why, and 合并."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...domain.merging import conflicts
from ...domain.records import Clue, Person, Record
from ...domain.roles import Op
from ...services.merging import counted_in, merge_clues, merge_persons
from ...services.records import load
from ..clue.contents import read_pair
from ..clue.side_by_side import Pair, SideBySide, clues_side_by_side, records_side_by_side
from ..clue.words import FieldWords
from ..draft_keeper import DraftKeeper, Values
from ..pages.clue_actions import refusal
from ..palette import GRID, Tone
from ..theme import label, primary_button, restyle
from ..widgets.entry import LineEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...domain.fields import Column
    from ...services.session import Session
    from ..context import Context
    from ..resolver import LedgerResolver

#: Characters of a value beside its box, and px that the boxes may take from the two columns above.
_SHORT, _CHOICES = 18, 112


def read_twins(session: Session, kind: str, one: str, other: str) -> tuple[Any, Any]:
    """Older and younger: two persons, or two clues with what hangs on them. Raises ``NotAllowed`` as ``load``."""
    older, younger = sorted((one, other))
    if kind == Person.__name__:
        return load(session, Person, older), load(session, Person, younger)
    return read_pair(session, older, younger)


def twins_side_by_side(older: Any, younger: Any, words: FieldWords) -> Pair:
    """The pair as it is laid out."""
    if isinstance(older, Person):
        return records_side_by_side(older, younger, words, (f"保留：{older.name}", f"并入：{younger.name}"))
    pair = clues_side_by_side(older, younger, words)
    return Pair(pair.title, f"保留：{pair.left}", f"并入：{pair.right}", pair.lines)


class MergeDialog(SideBySide):
    """Left what was registered first and stays, right what goes to the recycle bin.

    Signals:
        merged: both are one now.
    """

    merged = Signal()

    def __init__(
        self, context: Context, over: QWidget, twins: tuple[Any, Any], resolver: LedgerResolver
    ) -> None:
        words = FieldWords(context.session.rulebook(), resolver)
        super().__init__(over, twins_side_by_side(*twins, words))
        self._context = context
        self._records: tuple[Record, Record] = (
            twins if isinstance(twins[0], Person) else (twins[0].clue, twins[1].clue)
        )
        self.reason = LineEntry()
        self.reason.setAccessibleName("合并理由")
        self.reason.setPlaceholderText("为什么是同一人或同一事项")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.merge_button = primary_button("合并")
        self.merge_button.clicked.connect(self.merge)
        if why := refusal(Op.MERGE_DUPLICATE, context.session.viewer):
            self.merge_button.setEnabled(False)
            self.merge_button.setToolTip(why)
        #: Field → the box that takes the younger one's value.
        self.boxes: dict[str, QCheckBox] = {}
        self.warning = label("", "note", Tone.AMBER, wrap=True)
        self.warning.hide()
        self._lay_out_below(conflicts(*self._records), words)
        self._keep_drafts()
        if isinstance(self._records[1], Clue):
            self._context.jobs.run(
                counted_in,
                context.session,
                self._records[1].uid,
                owner=self,
                title="读取已签发的报告",
                on_done=self._warn,
            )

    def _keep_drafts(self) -> None:
        older, younger = self._records
        form = f"{type(older).__name__}.merge.{older.uid}.{younger.uid}"
        base = f"{older.version}.{younger.version}"
        self.drafts = DraftKeeper(self._context, self, form, "", self._typed, self._put_back, base)
        self.drafts.restored.connect(lambda sentence: self._tell(sentence, Tone.ACCENT))
        self.accepted.connect(self.drafts.drop)
        self.rejected.connect(self.drafts.keep)  # Esc within the second that typing is given
        for box in self.boxes.values():
            box.toggled.connect(self.drafts.touch)
        self.reason.edited.connect(self.drafts.touch)
        self.drafts.offer()

    def _typed(self) -> Values:
        taken = [name for name, box in self.boxes.items() if box.isChecked()]
        reason = self.reason.value()
        return {"reason": reason, "taken": taken} if reason or taken else {}

    def _put_back(self, values: Values) -> None:
        self.reason.set_value(values["reason"])
        for name in values["taken"]:
            if name in self.boxes:
                self.boxes[name].setChecked(True)

    def _lay_out_below(self, found: Sequence[Column], words: FieldWords) -> None:
        said = (
            "左边的先登记，予以保留；右边的移入回收站，凡引用它的都改指左边。"
            "两边不同的保留左边的值，另一个值写入备注；可撤销。"
        )
        kind = (
            "同一事项登记了两次才合并；两件事需要一并办理的，请用“并案”。"
            if isinstance(self._records[0], Clue)
            else ""
        )
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        place = layout.count() - 1  # above the line of buttons
        below = QVBoxLayout()
        below.addWidget(label(said + kind, "note", wrap=True))
        below.addWidget(self.warning)
        if found:
            below.addWidget(self._choices(found, words))
        line = QHBoxLayout()
        line.addWidget(label("合并理由", "label"))
        line.addWidget(self.reason, 1)
        below.addLayout(line)
        layout.insertLayout(place, below)
        self.foot.insertWidget(0, self.problem, 100)
        self.foot.insertWidget(self.foot.count() - 1, self.merge_button)
        self.setTabOrder(self.reason, self.merge_button)
        self.setTabOrder(self.merge_button, self.close_button)

    def _warn(self, titles: tuple[str, ...]) -> None:
        """What was signed counts the clue that goes: the next report will have to explain that."""
        if titles:
            named = "、".join(f"“{title}”" for title in titles)
            self.warning.setText(
                f"并入的线索已计入{named}的期末在办；合并后，下一份报告的期初与之不符，须写明原因。"
            )
            self.warning.show()

    def _choices(self, found: Sequence[Column], words: FieldWords) -> QScrollArea:
        """A box for every field in which both say something different, two beside each other."""
        inner = QWidget()
        inner.setProperty("role", "plain")
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        for at, column in enumerate(found):
            value = " ".join(words.of(column, getattr(self._records[1], column.name)).split())
            short = value if len(value) <= _SHORT else f"{value[:_SHORT]}…"
            box = QCheckBox(f"“{column.field.label}”用右边的：{short}")
            box.setToolTip(value)
            self.boxes[column.name] = box
            grid.addWidget(box, at // 2, at % 2)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its boxes have the keyboard
        area.setFixedHeight(min(_CHOICES, inner.sizeHint().height() + GRID))
        return area

    def merge(self) -> None:
        """Put them together, with what was chosen."""
        if not self.reason.value():
            self._refuse(FieldError("reason", "请填写合并理由。"))
            self.reason.setFocus()
            return
        older, younger = self._records
        self.merge_button.setEnabled(False)
        self._context.jobs.run(
            merge_persons if isinstance(older, Person) else merge_clues,
            self._context.session,
            older.uid,
            younger.uid,
            (older.version, younger.version),
            self.reason.value(),
            frozenset(name for name, box in self.boxes.items() if box.isChecked()),
            owner=self,
            busy=self,
            title="合并",
            on_done=self._on_merged,
            on_error=self._refuse,
        )

    def _on_merged(self, _done: Any) -> None:
        self.merged.emit()
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self.merge_button.setEnabled(True)
        self._tell(error.sentence if isinstance(error, UserError) else "程序出错，没有合并。", Tone.RED)

    def _tell(self, sentence: str, tone: Tone) -> None:
        self.problem.setText(sentence)
        restyle(self.problem, tone=tone.value)
