"""The seven stages of a clue as a path that is always in sight."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ...domain.stages import Stage
from .. import palette as tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

_STAGES = tuple(Stage)
_RADIUS = 9
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class StagePath(QWidget):
    """Done stages with a tick, the present one filled, the rest pale; each with its name and a note.

    ← and → move along the path, Enter picks.

    Signals:
        picked: a ``Stage`` was clicked or entered.
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._current = Stage.INTAKE
        self._notes: dict[Stage, str] = {}
        self._at = 0
        self._is_over = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("办理环节")
        self.set_stage(Stage.INTAKE)

    def set_stage(
        self, current: Stage, notes: Mapping[Stage, str] | None = None, *, over: bool = False
    ) -> None:
        """Show where the clue stands; a note (a date) stands below a stage; ``over``: even 销号 is done."""
        self._current, self._notes, self._is_over = current, dict(notes or {}), over
        self._at = current.order
        done = "、".join(stage.label for stage in _STAGES[: current.order])
        self.setAccessibleDescription(f"现在：{current.label}；已完成：{done or '无'}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for seven names; one line more when there are notes."""
        return QSize(7 * 90, 74 if self._notes else 58)

    def minimumSizeHint(self) -> QSize:
        """Names never touch."""
        return QSize(7 * 68, self.sizeHint().height())

    def is_done(self, stage: Stage) -> bool:
        """Whether a stage lies behind."""
        return self._is_over or stage.order < self._current.order

    def cell(self, stage: Stage) -> QRect:
        """The part of the widget that belongs to a stage."""
        width = self.width() / len(_STAGES)
        return QRect(round(stage.order * width), 0, round(width), self.height())

    def _centre(self, stage: Stage) -> QPointF:
        return QPointF(self.cell(stage).center().x(), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines first, then circles and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for before, after in itertools.pairwise(_STAGES):
            passed = self._is_over or after.order <= self._current.order
            painter.setPen(QPen(QColor(tokens.GREEN if passed else tokens.LINE), 2))
            painter.drawLine(
                self._centre(before) + QPointF(_RADIUS + 3, 0), self._centre(after) - QPointF(_RADIUS + 3, 0)
            )
        for stage in _STAGES:
            self._paint_stage(painter, stage)

    def _paint_stage(self, painter: QPainter, stage: Stage) -> None:
        done, now = self.is_done(stage), stage is self._current and not self._is_over
        ground = tokens.GREEN if done else tokens.ACCENT if now else "#E3E7EC"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(self._centre(stage), _RADIUS, _RADIUS)
        font = QFont(self.font())
        font.setPixelSize(11)
        if done:
            painter.setPen(QPen(QColor("#FFFFFF"), 2))
            tick = [self._centre(stage) + QPointF(x, y) for x, y in ((-4, 0), (-1, 3.5), (4.5, -3.5))]
            painter.drawPolyline(QPolygonF(tick))
        else:
            painter.setPen(QColor("#FFFFFF" if now else tokens.INK2))
            painter.setFont(font)
            box = QRect(self.cell(stage).left(), 20 - _RADIUS, self.cell(stage).width(), 2 * _RADIUS)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(stage.order + 1))
        self._paint_words(painter, stage, now)

    def _paint_words(self, painter: QPainter, stage: Stage, now: bool) -> None:
        cell = self.cell(stage)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if now else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(tokens.INK if now or self.is_done(stage) else tokens.INK2))
        name = QRect(cell.left(), 34, cell.width(), 20)
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, stage.label)
        if note := self._notes.get(stage):
            font.setWeight(QFont.Weight.Normal)
            font.setPixelSize(tokens.NOTE_PX)
            painter.setFont(font)
            painter.setPen(QColor(tokens.INK2))
            shown = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, cell.width() - 4)
            painter.drawText(QRect(cell.left(), 53, cell.width(), 18), Qt.AlignmentFlag.AlignCenter, shown)
        if self.hasFocus() and stage.order == self._at:
            painter.setPen(QPen(QColor(tokens.ACCENT), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(2, 2, -3, -3), 4, 4)

    def _stage_at(self, x: float) -> Stage:
        place = int(x * len(_STAGES) / max(1, self.width()))
        return _STAGES[max(0, min(len(_STAGES) - 1, place))]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click picks."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            stage = self._stage_at(event.position().x())
            self._at = stage.order
            self.update()
            self.picked.emit(stage)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter picks."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._at = max(0, min(len(_STAGES) - 1, self._at + step))
            self.update()
        elif event.key() in _ENTER:
            self.picked.emit(_STAGES[self._at])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame of the keyboard."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """A note too long for its place is told in full."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            stage = self._stage_at(event.pos().x())
            note = self._notes.get(stage, "")
            QToolTip.showText(event.globalPos(), f"{stage.label} {note}".strip(), self)
            return True
        return super().event(event)
