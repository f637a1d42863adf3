"""The veil over a widget whose work is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from .palette import SURFACE
from .theme import button, card, label

if TYPE_CHECKING:
    from .jobs import Job


class Veil(QFrame):
    """Covers a widget from the first moment, visibly only after ``appear``; so nothing is pressed twice.

    The keyboard focus stays where it is until the veil shows itself, and returns there afterwards.
    """

    def __init__(self, covered: QWidget) -> None:
        super().__init__(covered)
        self.setProperty("role", "veil")
        self.setObjectName("veil")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._covered = covered
        self._jobs: list[Job] = []
        self._came_from: QWidget | None = None
        self.words = label("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("进度")
        self.percent = label("", "note")
        self.stop = button("取消")
        self.stop.clicked.connect(self._on_stop_clicked)
        row = QHBoxLayout()
        row.addWidget(self.percent)
        row.addStretch(1)
        row.addWidget(self.stop)
        self.panel = card(self.words, self.bar)
        self.panel.setFixedWidth(320)
        panel_layout = self.panel.layout()
        assert isinstance(panel_layout, QVBoxLayout)
        panel_layout.addLayout(row)
        layout = QVBoxLayout(self)
        layout.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignCenter)
        self.panel.hide()
        covered.installEventFilter(self)
        self._cover()
        self.show()
        self.raise_()

    @classmethod
    def over(cls, widget: QWidget) -> Veil:
        """The veil of a widget, made when it has none."""
        for child in widget.children():
            if isinstance(child, Veil) and not child.is_leaving:
                return child
        return cls(widget)

    @property
    def is_leaving(self) -> bool:
        """Whether nothing is attended any more."""
        return not self._jobs and bool(self.property("left"))

    def attend(self, job: Job) -> None:
        """Stay until this job is finished too."""
        self._jobs.append(job)
        job.progressed.connect(self._on_job_progressed)
        job.finished.connect(lambda: self._leave(job))
        self.words.setText(f"正在{job.title}…" if job.title else "请稍候…")
        self.stop.setVisible(job.can_cancel)

    def appear(self) -> None:
        """Show the panel, when there is still something to wait for."""
        if not self._jobs or self.panel.isVisible():
            return
        focus = QApplication.focusWidget()
        if focus is not None and self._covered.isAncestorOf(focus):
            self._came_from = focus
            (self.stop if self._jobs[-1].can_cancel else self).setFocus()
        self.panel.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pale the covered widget once the panel is shown."""
        if self.panel.isVisible():
            ground = QColor(SURFACE)
            ground.setAlphaF(0.6)
            QPainter(self).fillRect(self.rect(), ground)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the whole widget."""
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        self.setGeometry(self._covered.rect())

    def _on_stop_clicked(self) -> None:
        self.stop.setEnabled(False)
        self.words.setText("正在取消…")
        for job in self._jobs:
            job.cancel()

    def _on_job_progressed(self, fraction: float, text: str) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(fraction * 1000))
        self.percent.setText(f"已完成 {int(fraction * 100)}%")
        if text and self.stop.isEnabled():
            self.words.setText(text)

    def _leave(self, job: Any) -> None:
        self._jobs.remove(job)
        if self._jobs or not isValid(self):
            return
        self.setProperty("left", True)
        self._covered.removeEventFilter(self)
        self.hide()
        if self._came_from is not None and isValid(self._came_from) and self._came_from.isVisible():
            self._came_from.setFocus()
        self.deleteLater()
