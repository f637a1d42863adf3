"""What must be mended, one line each, each a way to its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ..theme import button, chip
from .form import GRADE_TONES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .form import FieldProblem

_MOST_LINES = 4
_LINE = 29


class ProblemList(QScrollArea):
    """Up to four lines high, scrolled beyond.

    Signals:
        picked: name of the field to go to.
    """

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.links: list[QWidget] = []
        self._problems: tuple[FieldProblem, ...] = ()
        self._label_of: Callable[[str], str] = str
        self.hide()

    def show_problems(self, problems: Sequence[FieldProblem], label_of: Callable[[str], str] = str) -> None:
        """List these; nothing to list hides the list."""
        if not problems and not self.links:
            return  # as it was
        self._problems, self._label_of = tuple(problems), label_of
        inside = QWidget()
        inside.setProperty("role", "plain")
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        self.links = []
        for problem in problems:
            line = QHBoxLayout()
            line.addWidget(chip(problem.grade.label, GRADE_TONES[problem.grade]))
            link = button(_named(problem.sentence, label_of(problem.name)), role="link")
            link.clicked.connect(lambda _=False, name=problem.name: self.picked.emit(name))
            line.addWidget(link)
            line.addStretch(1)
            lines.addLayout(line)
            self.links.append(link)
        lines.addStretch(1)
        self.setWidget(inside)
        self.setFixedHeight(min(_MOST_LINES, max(1, len(problems))) * _LINE + 4)
        self.setVisible(bool(problems))

    def drop(self, name: str) -> None:
        """What was said about a field holds no longer: it was changed."""
        left = [one for one in self._problems if one.name != name]
        if len(left) < len(self._problems):
            self.show_problems(left, self._label_of)


def _named(sentence: str, name: str) -> str:
    """The sentence with the field it is about, unless it says so itself."""
    return sentence if not name or name in sentence else f"{name}：{sentence}"
