"""Second half of 期初建账: the figures of the stock, who signed them on paper, who confirmed that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFormLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import FieldError
from ...domain.money import MoneyUnit, format_fen
from ...domain.roles import OPERATIONS, Op
from .. import theme
from ..draft_keeper import TypedEditors
from ..palette import Tone
from ..report.dialogs import SCANS
from ..widgets.date_edit import DateEdit
from ..widgets.entry import LineEntry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ...domain.clock import Clock
    from ...domain.opening import OpeningFigures, SignedOpening
    from .work import Loaded

_HOW = (
    "请把下列数字与原台账核对，打印期初建账确认表，由负责人签字盖章后扫描。"
    "登记人登记签字并上传扫描件，另一名审核人或签发人对照扫描件确认。"
)

_SINCE = (
    "其后登记的损失、挽回、处理和扣减列入以后各期，左边仍是签认的数字；"
    "签认时有遗漏的，可以打印现在的数字，重新签字、登记、确认。"
)
_MOVED = (
    "确认以后，有 {count} 条存量线索新登记、导入、撤回或改变了接管环节，与签认的确认表不再相符，左边是现在的数字。"
    "确属启用前已在办的：请打印现在的数字，重新签字、登记，再由另一人确认。"
    "误登记为存量的：请撤回，或取消其“存量线索”。"
)


class SigningPanel(QWidget):
    """Figures at the left, the signature at the right.

    Signals:
        told: something was typed.
    """

    told = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.state = theme.chip("", Tone.NEUTRAL)
        self.words = theme.label("", "note", wrap=True)
        self.name, self.post, self.scan = LineEntry(), LineEntry(), LineEntry()
        self.day = DateEdit(clock)
        self.scan.setPlaceholderText("PDF 或图片")
        self.choose = theme.button("选择文件…")
        self.choose.clicked.connect(self._on_choose_clicked)
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(18)
        self._figures.setVerticalSpacing(4)
        self._build()
        for entry in (self.name, self.post, self.scan):
            entry.edited.connect(self.told)
        self.day.edited.connect(self.told)
        self._entries = TypedEditors(
            {"name": self.name, "post": self.post, "day": self.day, "scan": self.scan}
        )
        self.typed, self.put_back = self._entries.typed, self._entries.put_back

    def _build(self) -> None:
        figures = QWidget()
        figures.setLayout(self._figures)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        row = QHBoxLayout()
        row.addWidget(self.scan, 1)
        row.addWidget(self.choose)
        form.addRow("签字人姓名", self.name)
        form.addRow("职务", self.post)
        form.addRow("签字日期", self.day)
        form.addRow("扫描件", row)
        self.entry = QWidget()
        self.entry.setLayout(form)
        chip = QHBoxLayout()
        chip.addWidget(self.state)
        chip.addStretch(1)
        head = QWidget()
        head.setLayout(chip)
        chip.setContentsMargins(0, 0, 0, 0)
        left = theme.card(figures, title="存量线索期初数字")
        right = theme.card(head, self.words, self.entry, title="签字确认")
        for card in (left, right):
            inner = card.layout()
            assert isinstance(inner, QVBoxLayout)
            inner.addStretch(1)
        columns = QHBoxLayout()
        columns.addWidget(left, 1)
        columns.addWidget(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(theme.label(_HOW, "note", wrap=True))
        layout.addLayout(columns, 1)

    # --- showing ---

    def load(self, loaded: Loaded) -> None:
        """Show the figures and how far the signature is."""
        state, people = loaded.state, loaded.people
        in_force = state.confirmed if state.holds and state.entered is None else None
        self._show_figures(state.figures if in_force is None else in_force.figures)
        if in_force is not None:
            chip, words = ("已确认", Tone.GREEN), _signed(in_force, people)
            if not state.is_current:
                words += _SINCE
        elif state.entered is not None and state.entered.sha256 == state.sha256:
            chip, words = ("待另一人确认", Tone.AMBER), _signed(state.entered, people)
        elif state.entered is not None:
            chip = ("数字已变", Tone.RED)
            words = "签字以后存量线索的数字变了，请重新打印、签字、登记。"
        elif state.confirmed is not None:
            chip = ("与台账不符", Tone.AMBER)
            words = _MOVED.format(count=state.moved)
        else:
            chip, words = ("未签字", Tone.NEUTRAL), "还没有登记签字的期初建账确认表。"
        theme.set_chip(self.state, *chip)
        self.words.setText(words)
        self.entry.setEnabled(self.can_enter(loaded))

    @staticmethod
    def can_enter(loaded: Loaded) -> bool:
        """Whether the viewer may enter a signature now."""
        return loaded.may_enter and not loaded.state.figures.unconfirmed.clues and not loaded.state.is_current

    @staticmethod
    def can_confirm(loaded: Loaded) -> bool:
        """Whether the viewer may confirm what another person entered."""
        entered = loaded.state.entered
        return (
            entered is not None
            and entered.sha256 == loaded.state.sha256
            and entered.entered_by != loaded.viewer.user
            and bool(OPERATIONS[Op.CONFIRM_OPENING].roles & loaded.viewer.roles)
        )

    def _show_figures(self, found: OpeningFigures) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        days = dict.fromkeys(day.isoformat() for day in (found.first, found.day) if day is not None)
        left = [("接管日", " 至 ".join(days))]
        left += [(line.label, f"{len(line)} 件") for line in found.by_stage]
        left += [
            ("在办合计", f"{found.open} 件"),
            (found.closed.label, f"{len(found.closed)} 件"),
            (found.unknown_start.label, f"{len(found.unknown_start)} 件"),
        ]
        right = [
            ("预估损失", _wan(found.estimated.fen)),
            ("认定损失", _wan(found.confirmed_loss.fen)),
            ("已挽回损失", _wan(found.recovered.fen)),
            ("应扣减薪酬", _wan(found.deducted.fen)),
            ("已扣减薪酬", _wan(found.executed.fen)),
            ("受处理人数", f"{found.persons} 人"),
            *((line.label, f"{len(line)} 人次") for line in found.handlings),
            (found.bans.label, f"{len(found.bans)} 项"),
        ]
        for column, lines in ((0, left), (2, right)):
            for place, (words, figure) in enumerate(lines):
                self._figures.addWidget(theme.label(words, "label"), place, column)
                self._figures.addWidget(theme.label(figure), place, column + 1, Qt.AlignmentFlag.AlignRight)

    # --- typing ---

    @property
    def is_touched(self) -> bool:
        """Whether something typed would be lost."""
        return bool(self.typed())

    def answer(self) -> tuple[Path, str, str, date]:
        """What was typed.

        Raises:
            FieldError: no day, or none that can be read; no scan.
        """
        day = self.day.value()
        if day is None:
            raise FieldError("signed_on", "请填写签字日期。")
        if not self.scan.value():
            raise FieldError("scan", "请选择签字盖章后的扫描件。")
        return Path(self.scan.value()), self.name.value(), self.post.value(), day

    def clear(self) -> None:
        """After it was entered."""
        for entry in (self.name, self.post, self.scan):
            entry.clear()
        self.day.set_value(None)

    def _on_choose_clicked(self) -> None:
        dialog = QFileDialog(self, "选择扫描件", "", SCANS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_scan_chosen)
        dialog.open()

    def _on_scan_chosen(self, path: str) -> None:
        self.scan.setText(path)
        self.told.emit()


def _wan(fen: int) -> str:
    return f"{format_fen(fen, MoneyUnit.WAN)} 万元"


def _signed(sheet: SignedOpening, names: Mapping[str, str]) -> str:
    words = f"{sheet.signer}（{sheet.post}）于 {sheet.signed_on} 签字，{names.get(sheet.entered_by, '')}登记"
    if sheet.confirmed_by:
        return f"{words}，{names.get(sheet.confirmed_by, '')}确认。扫描件已加密保存。"
    return f"{words}。请由另一名审核人或签发人登录后对照扫描件确认。"
