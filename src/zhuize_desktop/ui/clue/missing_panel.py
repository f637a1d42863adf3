"""What is still missing for the next step, each a way to where it is mended; below it the days of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ...domain.checks import CheckFinding, Grade
from ...domain.gates import GateMark, GateState
from ..palette import GRID, Tone
from ..theme import chip, label, rule
from .timeline import Happened, happened

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from ...services.dossier import NextStep
    from .case_resolver import CaseResolver
    from .contents import Contents

WIDTH = 288
_ANY_WIDTH = 16_777_215  # what Qt calls no limit
_MARK_WIDTH = 60  # the widest word, 历史已办 aside, so that the sentences stand in line
_TONES = {
    GateMark.MISSING: Tone.RED,
    GateMark.VERIFY: Tone.AMBER,
    GateMark.DONE: Tone.GREEN,
    GateMark.NOTHING: Tone.NEUTRAL,
    GateMark.HISTORIC: Tone.NEUTRAL,
}
_ORDER = list(GateMark)
#: The word of a 核实 that has its explanation.
EXPLAINED = "已说明"
#: What is said of a clue whose stage an import could only infer: nothing is done with it before.
UNCONFIRMED = "环节待确认"


class Link(QLabel):
    """Words to go somewhere by, in as many lines as they need. Enter and the space bar follow it.

    Signals:
        followed: it was clicked or entered.
    """

    followed = Signal()

    def __init__(self, words: str, tip: str = "", tone: Tone = Tone.ACCENT) -> None:
        super().__init__(words)
        self.words = words
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("role", "text-link")
        self.setProperty("tone", tone.value)
        self.setWordWrap(True)
        self.setToolTip(tip)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click follows the link."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.followed.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the space bar follow the link."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.followed.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class MissingPanel(QFrame):
    """The right side of the dossier.

    Signals:
        wanted: a ``CheckFinding`` to go and mend.
        looked_at: a ``GateState`` that is in order, to go and look at.
        explaining: a ``GateState`` whose 核实 findings ask for an explanation.
        day_picked: a ``Happened`` to go to.
    """

    wanted = Signal(object)
    looked_at = Signal(object)
    explaining = Signal(object)
    day_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(WIDTH)
        self.title = label("", "section", wrap=True)
        self.links: list[Link] = []
        self._waiting: list[Link] = []
        self.days: list[Link] = []
        self._missing = _scroll("进入下一步还缺什么")
        self._line = _scroll("时间线")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 6, 10)
        layout.setSpacing(GRID)
        layout.addWidget(self.title)
        layout.addWidget(self._missing, 3)
        layout.addWidget(rule())
        layout.addWidget(label("时间线", "section"))
        layout.addWidget(self._line, 2)

    def set_wide(self, on: bool) -> None:
        """Take the whole width of a sheet, or stand at the right with the usual one."""
        self.setMinimumWidth(0 if on else WIDTH)
        self.setMaximumWidth(_ANY_WIDTH if on else WIDTH)

    def show_contents(self, contents: Contents, resolver: CaseResolver) -> None:
        """Show what is missing now, and what happened so far."""
        step = contents.step
        self.title.setText(_title(contents))
        focus: QWidget | None = self.window().focusWidget()
        had_keyboard = focus is not None and self.isAncestorOf(focus)
        self.links, self._waiting = [], []
        lines = []
        for state in sorted(step.states, key=lambda one: _ORDER.index(one.mark)):
            lines += self._lines_of(state)
        if not step.states:
            lines.append(label(_nothing(contents), "note", wrap=True))
        self._missing.setWidget(_below(lines))
        self.days = []
        self._line.setWidget(_below([self._day(one) for one in happened(contents, resolver)]))
        if had_keyboard:
            self.focus_first()

    @property
    def has_waiting(self) -> bool:
        """Whether something stands in the way of the next step."""
        return bool(self._waiting)

    def focus_first(self) -> None:
        """The keyboard goes to the first thing that stands in the way, else to the first there is."""
        for link in (*self._waiting, *self.links, *self.days):
            link.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return

    def _lines_of(self, state: GateState) -> list[QWidget]:
        """A line for every finding; one for a gate that is in order."""
        gate = state.gate
        tip = "\n".join(part for part in (gate.title, f"依据：{gate.clause}", _other_ways(state)) if part)
        if not state.findings:
            link = self._link(gate.title, tip)
            link.followed.connect(lambda: self.looked_at.emit(state))
            return [_marked(state.mark.value, _TONES[state.mark], link)]
        return [self._finding(state, one, tip) for one in state.findings if one.grade is not Grade.HINT]

    def _finding(self, state: GateState, finding: CheckFinding, tip: str) -> QWidget:
        link = self._link(finding.sentence, tip)
        if finding.grade is Grade.MUST:
            link.followed.connect(lambda: self.wanted.emit(finding))
            self._waiting.append(link)
            return _marked(GateMark.MISSING.value, Tone.RED, link)
        if state.mark is GateMark.MISSING:  # cannot be explained before the rest of the gate is mended
            link.followed.connect(lambda: self.wanted.emit(finding))
        else:
            link.followed.connect(lambda: self.explaining.emit(state))
        if state.explained:
            return _marked(EXPLAINED, Tone.GREEN, link)
        self._waiting.append(link)
        return _marked(GateMark.VERIFY.value, Tone.AMBER, link)

    def _link(self, words: str, tip: str) -> Link:
        made = Link(words, tip)
        self.links.append(made)
        return made

    def _day(self, one: Happened) -> QWidget:
        link = Link(one.words, f"{one.day} {one.words}", Tone.NEUTRAL)
        link.followed.connect(lambda: self.day_picked.emit(one))
        self.days.append(link)
        day = label(one.day.isoformat(), "note")
        day.setFixedWidth(72)
        return _row(day, link)


def _title(contents: Contents) -> str:
    move = contents.step.move
    if not contents.clue.stage_confirmed:
        return UNCONFIRMED
    if move is None:
        return "办理完毕" if contents.clue.closed else "下一步"
    return f"{move.label}：{missing_words(contents.step) or '可以办理'}"


def progress_words(contents: Contents) -> str:
    """``初步核实：缺 2``, ``处理：环节待确认``, ``已销号``: the stage, and what the next step waits for."""
    stage = contents.clue.stage.label
    if not contents.clue.stage_confirmed:
        return f"{stage}：{UNCONFIRMED}"
    if contents.clue.closed:
        return "已销号"
    return f"{stage}：{missing_words(contents.step) or '可以办理'}" if contents.step.move else stage


def missing_words(step: NextStep) -> str:
    """``缺 2、核实 1``: how much stands in the way; "" when nothing does."""
    stopping = [state.mark for state in step.states if state.blocks]
    counts = [(mark.value, stopping.count(mark)) for mark in (GateMark.MISSING, GateMark.VERIFY)]
    return "、".join(f"{word} {number}" for word, number in counts if number)


def _nothing(contents: Contents) -> str:
    clue = contents.clue
    if clue.withdrawn_reason:
        return "线索已撤回。"
    if not clue.stage_confirmed:
        return "先确认线索现在处于哪个环节，才能办理下一步。"
    if clue.merged_into is not None:
        return "已并入其他线索。"
    return "已销号。确需继续办理的，在“其他办理”中重启。" if clue.closed else "这一步没有需要核对的事项。"


def _other_ways(state: GateState) -> str:
    return f"也可以：{state.gate.alternatives}" if state.gate.alternatives else ""


def _marked(word: str, tone: Tone, link: Link) -> QWidget:
    mark = chip(word, tone)
    mark.setMinimumWidth(_MARK_WIDTH)
    return _row(mark, link)


def _row(left: QWidget, link: Link) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(link, 1, Qt.AlignmentFlag.AlignTop)
    return made


def _below(lines: list[QWidget]) -> QWidget:
    inside = QWidget()
    inside.setProperty("role", "plain")
    room = QVBoxLayout(inside)
    room.setContentsMargins(0, 0, 6, 0)
    room.setSpacing(6)
    for line in lines:
        room.addWidget(line)
    room.addStretch(1)
    return inside


def _scroll(name: str) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setAccessibleName(name)
    made.viewport().setAutoFillBackground(False)
    return made
