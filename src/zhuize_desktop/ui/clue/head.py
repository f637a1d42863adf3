"""The head of the dossier: number, what it is about, and the chips that say how serious and how urgent it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ...domain.deadlines import ClockState
from ...domain.judging.appointment import FOR_LIFE, until_by_person
from ...domain.records import Triage
from ...domain.roles import Op
from ...domain.rules import UNCONFIRMED
from ..pages.clue_actions import refusal
from ..pages.clue_columns import clock_chip, clock_tip
from ..pages.person_restrictions import until_chip
from ..palette import GRID, Tone
from ..theme import button, chip, label, set_chip
from .consequences import loss_chip
from .deadlines_page import running_words

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from ...domain.viewer import Viewer
    from .contents import Contents


#: What a clue is about has at least so much of the line, in px.
_SUMMARY = 140


class DossierHead(QWidget):
    """One line above the path.

    Signals:
        left: back to the list.
        circle_wanted: 知悉与回避.
        withdraw_wanted: 撤回, or 恢复到台账.
    """

    left = Signal()
    circle_wanted = Signal()
    withdraw_wanted = Signal()

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._viewer = viewer
        self.back_button = button("返回台账", icon_name="chevron-left", role="link")
        self.back_button.setToolTip("Esc")
        self.back_button.clicked.connect(self.left)
        self.number = label("", "page-title")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary = Elided()
        self.loss_chip, self.watch_chip, self.clock_chip = chip(""), chip("", Tone.AMBER), chip("")
        self.until_chip = chip("")
        self.circle_button = button("知悉与回避")
        self.circle_button.clicked.connect(self.circle_wanted)
        self.withdraw_button = button("撤回…", role="link")
        self.withdraw_button.clicked.connect(self.withdraw_wanted)
        self._chips = QWidget()
        chips = QHBoxLayout(self._chips)
        chips.setContentsMargins(0, 0, 0, 0)
        chips.setSpacing(GRID)
        chips.addStretch(1)
        for made in (self.loss_chip, self.watch_chip, self.until_chip, self.clock_chip):
            chips.addWidget(made)
        self._row = QHBoxLayout()
        self._row.setSpacing(GRID)
        self._row.addWidget(self.back_button)
        self._row.addWidget(self.number)
        self._row.addWidget(self.summary, 1)
        for part in (self._chips, self.circle_button, self.withdraw_button):
            self._row.addWidget(part)
        self._is_narrow = self._is_asked = False
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self._lines.addLayout(self._row)

    def set_way_back(self, words: str) -> None:
        """Whither Esc and the button lead."""
        self.back_button.setText(f"返回{words}")
        self._arrange()

    def set_narrow(self, on: bool) -> None:
        """In a narrow window the chips have a line of their own, as they have where no room is left for the words."""
        self._is_asked = on
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room for the chips."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = (self.back_button, self.number, self._chips, self.circle_button, self.withdraw_button)
        needed = sum(part.sizeHint().width() + GRID for part in beside if not part.isHidden())
        on = self._is_asked or needed + _SUMMARY > self.width()
        if on == self._is_narrow:
            return
        self._is_narrow = on
        if on:
            self._row.removeWidget(self._chips)
            self._lines.addWidget(self._chips)
        else:
            self._lines.removeWidget(self._chips)
            self._row.insertWidget(3, self._chips)

    def show_contents(self, contents: Contents) -> None:
        """Show a clue."""
        clue = contents.clue
        self.number.setText("登记线索" if contents.is_new else clue.number)
        self.summary.set_text("" if contents.is_new else " ".join(clue.summary.split()))
        self._show_chips(contents)
        is_out = bool(clue.withdrawn_reason)
        why = refusal(Op.RESTORE_RECORD if is_out else Op.WITHDRAW, self._viewer)
        self.withdraw_button.setText("恢复到台账" if is_out else "撤回…")
        self.withdraw_button.setEnabled(not why)
        self.withdraw_button.setToolTip(why or ("" if is_out else "移入回收站，不删除，可随时恢复"))
        for part in (self.circle_button, self.withdraw_button):
            part.setVisible(not contents.is_new)
        self._arrange()

    def _show_chips(self, contents: Contents) -> None:
        loss = None if contents.is_new else loss_chip(contents.case)
        self.loss_chip.setVisible(loss is not None)
        if loss is not None:
            set_chip(self.loss_chip, loss[0], loss[1])
            self.loss_chip.setToolTip(loss[2])
        watched = supervision_words(contents)
        self.watch_chip.setVisible(bool(watched))
        self.watch_chip.setText(watched)
        self.watch_chip.setToolTip(merged_words(contents))
        self._show_until(contents)
        clock = clock_chip(contents.deadline)
        self.clock_chip.setVisible(clock is not None)
        if clock is not None:
            words, tone = clock
            deadline = contents.deadline
            if deadline.state is ClockState.SUSPENDED:  # says itself what is looked at, and when
                due = words
            else:
                due = f"{deadline.label} {words}" + (f" · {deadline.due_on}" if deadline.due_on else "")
            original = f"（原定 {deadline.original_on}）" if deadline.original_on else ""
            set_chip(self.clock_chip, due + original, tone)
            self.clock_chip.setToolTip(f"{clock_tip(deadline)}\n\n{running_words(contents.deadlines)}")

    def _show_until(self, contents: Contents) -> None:
        """Until when this case holds somebody back: of several people the one it does longest."""
        told = {} if contents.is_new else until_by_person(contents.case)
        ending = [words for words in told.values() if words != UNCONFIRMED]
        said = until_chip(max(ending, key=lambda words: (words.startswith(FOR_LIFE), words), default=""))
        self.until_chip.setVisible(said is not None)
        if said is not None:
            set_chip(self.until_chip, *said)
            lines = (f"{contents.case.name(person)}：{words}" for person, words in told.items())
            self.until_chip.setToolTip("\n".join(("本案处理的限制至", *lines)))


class DoubtBanner(QFrame):
    """The stage of an imported clue was only inferred: says so, and lets a person confirm it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.words = label("", wrap=True)
        self.confirm_button = button("确认环节…")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 4)
        row.addWidget(self.words, 1)
        row.addWidget(self.confirm_button)
        self.hide()

    def show_contents(self, contents: Contents) -> None:
        """Stand there while the stage of the clue is not confirmed."""
        clue = contents.clue
        self.setVisible(not contents.is_new and not clue.stage_confirmed)
        self.words.setText(f"“{clue.stage.label}”是导入时由处理情况推断的，请确认这条线索现在处于哪个环节。")


def supervision_words(contents: Contents) -> str:
    """``督办 · 提级查办``, ``上级移交``: who else watches over this clue.

    Also that it was under way before it was taken over (存量), which its gates go by, and what was merged into it.
    """
    triage = contents.case.last(Triage)
    said = ["存量"] if contents.clue.legacy else []
    if contents.clue.from_superior:
        said.append("上级移交")
    if triage is not None and triage.supervised:
        said.append("督办")
    if triage is not None and triage.escalated:
        said.append("提级查办")
    if merged := contents.case.merged:
        said.append(f"并入 {merged[0]}" if len(merged) == 1 else f"并入 {len(merged)} 条线索")
    return " · ".join(said)


def merged_words(contents: Contents) -> str:
    """Which clues were merged into this one, for the tooltip; "" for none."""
    merged = contents.case.merged
    return f"并入本线索的：{'、'.join(merged)}" if merged else ""


class Elided(QWidget):
    """One line of text that takes what room there is; whole in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._label = label("", "section")
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._text = text
        self.setToolTip(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width shows more or less of it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._label.fontMetrics()
        self._label.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width()))
