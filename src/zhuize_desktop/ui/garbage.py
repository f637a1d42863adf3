"""Python's cycle collector runs on the GUI thread only: a widget freed by another thread takes the program down.

Automatic collection starts on whichever thread happens to allocate. It is switched off, and a timer of the GUI
thread collects instead, as soon as as much garbage has gathered as would have started it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class GarbageTimer(QObject):
    """Collects on the thread it lives in, from ``start`` to ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._was_on = False

    def start(self) -> None:
        """Take over from automatic collection."""
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Hand back."""
        self._timer.stop()
        if self._was_on:
            gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation whose threshold is reached, with all younger ones; at most one a tick."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if limits[generation] and counts[generation] > limits[generation]:
                gc.collect(generation)
                return
