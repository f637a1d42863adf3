"""The keys of the dossier: from pane to pane, through its sheets, a new line, the step, and 其他办理."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from .. import messages
from .sheet import SheetPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton, QWidget

    from .view import ClueView

#: Key, and the words of its tooltip where a button has it.
NEW_LINE, STEP, OTHERS = "Ctrl+Shift+N", "Ctrl+Shift+Return", "F10"


class DossierKeys(QObject):
    """Works wherever in the window the keyboard is, as long as the dossier is in sight."""

    def __init__(self, view: ClueView) -> None:
        super().__init__(view)
        self._view = view
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("F6", lambda: self.go_round(1)),
            ("Shift+F6", lambda: self.go_round(-1)),
            ("Ctrl+PgDown", lambda: self.turn_sheet(1)),
            ("Ctrl+PgUp", lambda: self.turn_sheet(-1)),
            ("Ctrl+Tab", lambda: self.turn_part(1)),
            ("Ctrl+Shift+Tab", lambda: self.turn_part(-1)),
            (NEW_LINE, self.add_line),
            (STEP, self.step),
            ("Ctrl+Shift+Enter", self.step),
            (OTHERS, self.open_others),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), view, act)

    # --- panes ---

    def go_round(self, by: int) -> None:
        """The keyboard goes on to the next pane: list of sheets, what is typed, what is missing; or back."""
        view = self._view
        panes: list[tuple[QWidget, Callable[[], None]]] = [
            (view.list, view.list.setFocus),
            (view.stack, self.focus_front),
        ]
        if view.panel.isVisible() and not view.stack.isAncestorOf(view.panel):
            panes.append((view.panel, view.panel.focus_first))
        panes = [one for one in panes if one[0].isVisible()]
        focus = view.window().focusWidget()
        at = next((n for n, (pane, _) in enumerate(panes) if _holds(pane, focus)), None)
        panes[0 if at is None else (at + by) % len(panes)][1]()

    def turn_sheet(self, by: int) -> None:
        """The next sheet; who goes through the list stays in it, who typed can type on."""
        view = self._view
        view.list.turn_by(by)
        if view.window().focusWidget() is not view.list:
            self.focus_front()

    def turn_part(self, by: int) -> None:
        """The next form or table of the sheet in front."""
        page = self._view.stack.currentWidget()
        if isinstance(page, SheetPage):
            page.turn_by(by)
            self.focus_front()

    def focus_front(self) -> None:
        """To what stands in front: the first field, the lines, or whatever takes the keyboard first."""
        view = self._view
        page = view.stack.currentWidget()
        if view.editor is not None:
            view.editor.form.focus_first()
        elif view.table is not None:
            view.table.table.setFocus()
        elif page is view.panel:
            view.panel.focus_first()
        elif page is not None:
            page.setFocus()
            page.focusNextChild()

    # --- doing ---

    def add_line(self) -> None:
        """登记 one line of the table in front."""
        table = self._view.table
        if table is not None:
            _press(table.add_button)

    def step(self) -> None:
        """The step forward; where something is missing, to the first thing that is."""
        view = self._view
        button = view.bar.step_button
        if not button.isVisible():
            return
        if button.isEnabled() or not view.panel.has_waiting:
            _press(button)
            return
        view.show_panel()
        view.panel.focus_first()

    def open_others(self) -> None:
        """其他办理."""
        if self._view.bar.others_button.isVisible():
            self._view.bar.others_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._view.bar.others_button.showMenu()


def _holds(pane: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (pane is focus or pane.isAncestorOf(focus))


def _press(button: QPushButton) -> None:
    """As a click does; a button that cannot be pressed says why."""
    if button.isEnabled():
        button.click()
    elif button.toolTip():
        messages.show_notice(button, button.toolTip())
