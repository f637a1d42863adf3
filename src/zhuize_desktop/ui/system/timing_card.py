"""期限的计算: rest days, 临期 and the share of the days inside; what rest days move is shown before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...domain.timing import Timing
from ...services.recomputing import preview
from ...services.rules import change_timing, timing_words
from .. import messages
from ..palette import Tone
from ..theme import button, card, label
from ..widgets.entry import FlagEdit, WholeEdit
from .moved_dialog import MovedDialog
from .tab import lines

if TYPE_CHECKING:
    from ...domain.recomputed import Recomputed
    from ..context import Context

_WORDS = (
    "顺延：按月、按日计算的期限最后一日是休息日的，以休息日结束后的第一个工作日届满（《民法典》第二百零三条，是否适用待核对）；"
    "规则自己写明的以规则为准。权属企业所占比例：实时报告各报件的工作日数中，权属企业报到本企业所占的百分比，余下归本企业。"
)


class TimingCard(QWidget):
    """The decisions about periods in general."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._loaded = Timing()
        self.rolls_on = FlagEdit("期限届满遇休息日顺延（待核对）")
        self.near, self.share = WholeEdit(), WholeEdit()
        self.near.line.setAccessibleName("临期工作日")
        self.share.line.setAccessibleName("权属企业所占比例")
        self.share.line.setPlaceholderText("留空不分配")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.kept = label("", "note", Tone.GREEN)
        self.save_button = button("保存")
        self.save_button.clicked.connect(self.save)
        made = card(title="期限的计算")
        inside = made.layout()
        assert isinstance(inside, QVBoxLayout)  # every card is a column
        inside.addWidget(self.rolls_on)
        inside.addLayout(lines(("临期（工作日）", self.near), ("权属企业所占（%）", self.share)))
        inside.addWidget(label(_WORDS, "note", wrap=True))
        inside.addWidget(self.problem)
        row = QHBoxLayout()
        row.addWidget(self.kept)
        row.addStretch(1)
        row.addWidget(self.save_button)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(made)
        for entry in (self.rolls_on, self.near, self.share):
            entry.edited.connect(lambda: self.kept.setText(""))

    def show_timing(self, timing: Timing) -> None:
        """Show the decisions in force; what is being typed stays."""
        if self.is_typed():
            return
        self._show(timing)

    def _show(self, timing: Timing) -> None:
        self._loaded = timing
        self.rolls_on.set_value(timing.rolls_on)
        self.near.set_value(timing.near_workdays)
        self.share.set_value(timing.subsidiary_share)

    def is_typed(self) -> bool:
        """Whether something stands there that is not saved."""
        return bool(self.near.fault() or self.share.fault()) or self._typed() != self._loaded

    def _typed(self) -> Timing:
        near = self.near.value()
        return Timing(
            self.rolls_on.value(), Timing().near_workdays if near is None else near, self.share.value()
        )

    def save(self) -> None:
        """Save; where another rest-day rule moves deadlines, show them first."""
        self.problem.hide()
        if fault := self.near.fault() or self.share.fault():
            self._refuse(FieldError("", fault))
            return
        new = self._typed()
        if new.rolls_on == self._loaded.rolls_on:
            self._save(new, None)
            return
        session = self._context.session
        self._context.jobs.run(
            preview,
            session,
            session.rulebook().with_timing(new),
            timing_words(new),
            owner=self,
            busy=self,
            title="核算期限",
            on_done=lambda found: self._ask(new, found),
        )

    def _ask(self, new: Timing, found: Recomputed) -> None:
        self.moved = MovedDialog(self.window(), found)
        self.moved.agreed.connect(lambda: self._save(new, found))
        self.moved.open()

    def _save(self, new: Timing, found: Recomputed | None) -> None:
        self._context.jobs.run(
            change_timing,
            self._context.session,
            new,
            found,
            owner=self,
            busy=self,
            title="保存设置",
            on_done=lambda _: self._on_saved(new),
            on_error=self._refuse,
        )

    def _on_saved(self, new: Timing) -> None:
        self._show(new)
        self.kept.setText("已保存")

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self.problem.setText(error.sentence)
            self.problem.show()
        elif isinstance(error, UserError):
            messages.show_error(self, error)
