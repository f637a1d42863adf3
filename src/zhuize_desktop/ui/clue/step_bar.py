"""The bottom of the dossier: the state and buttons of the form in front, 其他办理, and the one step forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from ...domain.gates import GateMark
from ...domain.roles import Op
from ...domain.workflow import Move, MoveKind, came_from
from ..pages.clue_actions import refusal
from ..palette import GRID
from ..theme import button, primary_button, restyle
from .missing_panel import missing_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from ...domain.viewer import Viewer
    from ..forms.editor import RecordEditor
    from .contents import Contents

#: So many things that are missing are named in the tooltip.
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of 其他办理 that is no move: to a sheet, or a dialog. ``op`` decides who may."""

    code: str
    label: str
    op: Op


SPLIT = Deed("split", "拆分线索…", Op.SPLIT_CLUE)
EXTEND = Deed("extend", "延期…", Op.SAVE_CASEWORK)
SUSPEND = Deed("suspend", "中止…", Op.SAVE_CASEWORK)
CONFIRM = Deed("confirm", "确认审批件…", Op.CONFIRM_APPROVAL)


class StepBar(QWidget):
    """One line below the sheets.

    Signals:
        stepped: the ``Move`` forward was pressed.
        asked: a ``Move`` or a ``Deed`` was chosen from 其他办理.
    """

    stepped = Signal(object)
    asked = Signal(object)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._viewer = viewer
        self._move: Move | None = None
        self._feet = QStackedWidget()
        self._nothing = QWidget()
        self._feet.addWidget(self._nothing)
        self.menu = QMenu(self)
        self.others_button = button("其他办理")
        self.others_button.setMenu(self.menu)
        self.others_button.setToolTip("F10")
        restyle(self.others_button, menu=True)
        self.step_button = primary_button("")
        self.step_button.clicked.connect(lambda: self.stepped.emit(self._move))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 10)
        row.setSpacing(GRID)
        row.addWidget(self._feet, 1)
        row.addWidget(self.others_button)
        row.addWidget(self.step_button)

    def adopt(self, editor: RecordEditor) -> None:
        """Take the buttons of an editor into this line."""
        self._feet.addWidget(editor.foot_box)

    def show_foot(self, editor: RecordEditor | None) -> None:
        """Show the buttons of this editor, or none."""
        self._feet.setCurrentWidget(self._nothing if editor is None else editor.foot_box)

    # --- the step and the rest ---

    def show_contents(self, contents: Contents) -> None:
        """Show which way leads on, and what else can be done."""
        step = contents.step
        self._move = step.move
        self.step_button.setVisible(step.move is not None)
        if step.move is not None:
            missing = missing_words(step)
            why = refusal(step.move.op, self._viewer)
            self.step_button.setText(f"{step.move.label}（{missing}）" if missing else step.move.label)
            self.step_button.setEnabled(step.open and not why)
            self.step_button.setToolTip(why or _named(contents))
        self._fill(contents)

    def _fill(self, contents: Contents) -> None:
        self.menu.clear()
        clue = contents.clue
        self.others_button.setVisible(not contents.is_new and not clue.withdrawn_reason)
        backs = [one for one in contents.step.others if one.kind is MoveKind.BACK]
        rest = [one for one in contents.step.others if one.kind in (MoveKind.MERGE, MoveKind.REOPEN)]
        ways = [one for one in contents.step.others if one not in backs and one not in rest]
        for move in (*ways, *backs, *rest):
            whither = f"（{came_from(contents.case).label}）" if move in backs else ""
            self._offer(f"{move.label}{whither}…", move.op, move)
        self.menu.addSeparator()
        if not clue.closed:
            for deed in (SPLIT, EXTEND, SUSPEND):
                self._offer(deed.label, deed.op, deed)
        self._offer(CONFIRM.label, CONFIRM.op, CONFIRM)

    def _offer(self, text: str, op: Op, what: Move | Deed) -> QAction:
        action = self.menu.addAction(text, lambda: self.asked.emit(what))
        why = refusal(op, self._viewer)
        action.setEnabled(not why)
        if why:
            action.setText(f"{text}（{why.removesuffix('。')}）")
        return action

    def entries(self) -> list[str]:
        """The words of 其他办理."""
        return [action.text() for action in self.menu.actions() if action.text()]


def _named(contents: Contents) -> str:
    """What stands in the way, one a line; what the step does when nothing does."""
    sentences: Sequence[str] = [
        one.sentence for state in contents.step.states if state.blocks for one in state.findings
    ]
    if sentences:
        more = [f"……共 {len(sentences)} 处"] if len(sentences) > _MOST_NAMED else []
        return "\n".join((*sentences[:_MOST_NAMED], *more))
    verified = [state for state in contents.step.states if state.mark is GateMark.VERIFY]
    ready = f"{len(verified)} 项核实已有说明" if verified else "各项齐备"
    return f"{ready}（Ctrl+Shift+回车）"
