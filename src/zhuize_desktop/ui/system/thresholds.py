"""损失标准: the national thresholds as 参照, and those of the city's or the enterprise's pack, which alone classify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...domain.money import MoneyUnit, format_fen
from ...domain.rulebook import BASIS, REFERENCES
from ...services.settings import LossThresholds, loss_thresholds, set_loss_thresholds
from .. import messages
from ..over import OverDialog
from ..palette import GRID, Tone
from ..theme import button, chip, label, primary_button, set_chip
from ..widgets.amount_edit import AmountEdit
from ..widgets.entry import FlagEdit, LineEntry
from .tab import lines

if TYPE_CHECKING:
    from datetime import date

    from ...domain.rulebook import RuleBook
    from ..context import Context

#: Packs whose thresholds are shown beside the own ones.
_NATIONAL = REFERENCES


class ThresholdsDialog(OverDialog):
    """损失标准 of the city or the enterprise, beside the national ones."""

    def __init__(
        self, context: Context, over: QWidget, book: RuleBook, *, may_change: bool, pack: str = ""
    ) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("损失标准")
        self.card = Thresholds(context, may_change=may_change)
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addWidget(self.card)
        layout.addLayout(foot)
        self.setMinimumWidth(560)
        self.card.show_book(book, pack)


class Thresholds(QFrame):
    """Two figures with their source; saved as the classes of loss of the pack that is chosen, 本企业 before 本市."""

    def __init__(self, context: Context, *, may_change: bool) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._context = context
        self._loaded = LossThresholds()
        self._book: RuleBook | None = None
        self.national = label("", "note", wrap=True)
        self.pack = QComboBox()
        self.pack.setAccessibleName("写入哪个规则包")
        self.pack.activated.connect(lambda _: self._on_pack_chosen())
        self.state = chip("")
        self.larger = AmountEdit(MoneyUnit.WAN)
        self.larger.setAccessibleName("较大资产损失起点")
        self.major = AmountEdit(MoneyUnit.WAN)
        self.major.setAccessibleName("重大资产损失起点")
        self.source = LineEntry()
        self.source.setAccessibleName("依据")
        self.source.setPlaceholderText("文件名称、文号和条款")
        self.checked = FlagEdit("已对照办法原文核对")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.why_not = label("损失标准由系统管理员填写和修改，您可以查看。", "note", wrap=True)
        self.save_button = primary_button("保存损失标准")
        self.clear_button = button("清空")
        self._lay_out()
        for entry in (self.larger, self.major, self.source, self.checked):
            entry.set_read_only(not may_change)
        for pressed in (self.save_button, self.clear_button):
            pressed.setVisible(may_change)
        self.why_not.setVisible(not may_change)
        self.save_button.clicked.connect(self.save)
        self.clear_button.clicked.connect(self._on_clear_clicked)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("损失标准", "section"))
        head.addWidget(self.state)
        head.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.clear_button)
        row.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(label("国家规定（参照，不据以定级）", "label"))
        layout.addWidget(self.national)
        layout.addWidget(label("本市、本企业办法（据以定级，含本数；两者都填的，本企业办法优先）", "label"))
        layout.addLayout(
            lines(
                ("规则包", self.pack),
                ("较大起点", self.larger),
                ("重大起点", self.major),
                ("依据", self.source),
            )
        )
        layout.addWidget(self.checked)
        layout.addWidget(self.problem)
        layout.addWidget(self.why_not)
        layout.addStretch(1)
        layout.addLayout(row)

    def show_book(self, book: RuleBook, pack: str = "") -> None:
        """Show the thresholds in force; first those of ``pack`` where it may have any, else of the one that counts."""
        if self._book is None:
            for code in BASIS:
                self.pack.addItem(book.pack(code).name, code)
            wanted = pack if pack in BASIS else book.basis_with("loss_classes")
            self.pack.setCurrentIndex(max(0, self.pack.findData(wanted)))
        self._book = book
        self.national.setText(
            "\n".join(_national_line(book, code, self._context.session.today) for code in _NATIONAL)
        )
        if self._is_typed():
            return
        own = loss_thresholds(book, self._context.session.today, self._code)
        filled = own.larger_from is not None
        self._loaded = own if filled else LossThresholds()
        self.larger.set_value(own.larger_from)
        self.major.set_value(own.major_from)
        self.source.set_value(own.source if filled else "")
        self.checked.set_value(filled and own.checked)
        self.clear_button.setEnabled(filled)
        self.problem.hide()
        if not filled:
            set_chip(self.state, "未填写，不定级", Tone.AMBER)
        elif own.checked:
            set_chip(self.state, "已核对", Tone.GREEN)
        else:
            set_chip(self.state, "待核对", Tone.AMBER)

    @property
    def _code(self) -> str:
        return str(self.pack.currentData())

    def _on_pack_chosen(self) -> None:
        """Show what the other pack says; what was typed for the first one is asked about by nobody, so it stays."""
        if self._book is not None and not self._is_typed():
            self.show_book(self._book)

    def _is_typed(self) -> bool:
        return bool(self.larger.fault() or self.major.fault()) or self._typed() != self._loaded

    def _typed(self) -> LossThresholds:
        return LossThresholds(
            self.larger.value(), self.major.value(), self.source.value(), self.checked.value()
        )

    def save(self) -> None:
        """Save what is typed; a figure that is none is told beside it."""
        for entry in (self.larger, self.major):
            if fault := entry.fault():
                self._say(fault)
                entry.setFocus()
                return
        self._save(
            LossThresholds(self.larger.value(), self.major.value(), self.source.value(), self.checked.value())
        )

    def _on_clear_clicked(self) -> None:
        messages.confirm(
            self,
            f"清空“{self.pack.currentText()}”的损失标准？清空后不再据以定级；已冻结的报告不变。",
            lambda: self._save(LossThresholds()),
            yes="清空",
            danger=True,
        )

    def _save(self, new: LossThresholds) -> None:
        self.problem.hide()
        self._context.jobs.run(
            set_loss_thresholds,
            self._context.session,
            new,
            self._code,
            owner=self,
            busy=self,
            title="保存损失标准",
            on_done=self._on_saved,
            on_error=self._on_refused,
        )

    def _on_saved(self, done: Any) -> None:
        self._loaded = self._typed()  # what was typed is what is saved
        self.show_book(done.value)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self._say(error.sentence)
            targets = {"larger_from": self.larger, "major_from": self.major, "source": self.source}
            targets.get(error.field, self.larger).setFocus()
        elif isinstance(error, UserError):
            messages.show_error(self, error)

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()


def _national_line(book: RuleBook, code: str, today: date) -> str:
    pack = book.pack(code)
    known = loss_thresholds(book, today, code)
    if known.larger_from is None or known.major_from is None:
        return f"{pack.name}：未载明"
    larger, major = (format_fen(fen, MoneyUnit.WAN) for fen in (known.larger_from, known.major_from))
    mark = "" if known.checked else "，待核对"
    return f"{pack.name}：较大 {larger} 万元起，重大 {major} 万元起（{pack.standing.label}{mark}）"
