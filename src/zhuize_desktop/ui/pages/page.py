"""What every page of the main window has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from ...domain.viewer import Changes
    from ..context import Context


class Page(QWidget):
    """A page shows rows of the ledger and refreshes when what it shows was changed.

    Signals:
        go_to: open another page: its key and what it should show.
        where_changed: ask ``where`` and ``is_settled`` again.
    """

    go_to = Signal(str, object)
    where_changed = Signal()
    #: Class names of the records shown; a change of none of them leaves the page alone.
    shows: tuple[str, ...] = ()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.stale = True
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 10, 14, 8)
        self.body.setSpacing(8)
        context.jobs.changed.connect(self._on_ledger_changed)

    def refresh(self, changes: Changes | None = None) -> None:
        """Fetch what the page shows; ``changes`` says what was touched, ``None`` everything."""
        raise AssertionError(f"{type(self).__name__} shows nothing")

    def open_with(self, target: object) -> None:
        """Show what another page asked for; a page that is never asked ignores it."""

    @property
    def where(self) -> str:
        """What stands in front, for the title of the window; "" for the page as a whole."""
        return ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is typed that is not saved; the title of the window says so."""
        return True

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; a page with a form asks its editor."""
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """A page that became stale while hidden refreshes when it is seen."""
        super().showEvent(event)
        if self.stale:
            self.stale = False
            self.refresh()

    def _on_ledger_changed(self, changes: Changes) -> None:
        if not changes.touches(*self.shows):
            return
        if self.isVisible():
            self.refresh(changes)
        else:
            self.stale = True
