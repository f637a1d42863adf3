"""What every tab of 系统管理 has in common, and small parts they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.roles import Role
from ..palette import GRID
from ..theme import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from ..context import Context


class Tab(QWidget):
    """One tab: fetches what it shows when it is seen."""

    #: Class names of the records shown.
    shows: tuple[str, ...] = ()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 10, 0, 0)
        self.body.setSpacing(GRID)

    @property
    def is_admin(self) -> bool:
        """Whether the person may change what stands here."""
        return Role.ADMIN in self.context.session.viewer.roles

    def refresh(self) -> None:
        """Fetch what the tab shows."""
        raise AssertionError(f"{type(self).__name__} shows nothing")


def close_unless(pressed: QPushButton, why: str) -> None:
    """Open a button, or close it and say why."""
    pressed.setEnabled(not why)
    pressed.setToolTip(why)


def lines(*rows: tuple[str, QWidget]) -> QFormLayout:
    """Labels at the left, widgets beside them."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(GRID)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    for words, widget in rows:
        form.addRow(label(words, "label"), widget)
    return form


def in_a_row(*widgets: QWidget) -> QHBoxLayout:
    """Beside each other from the left."""
    row = QHBoxLayout()
    row.setSpacing(GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def ask_file(over: QWidget, title: str, kinds: str, chosen: Callable[[Path], object]) -> QFileDialog:
    """Ask for a file that exists; ``chosen`` gets it."""
    dialog = QFileDialog(over, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    return _open(dialog, chosen)


def ask_folder(over: QWidget, title: str, chosen: Callable[[Path], object]) -> QFileDialog:
    """Ask for a folder; ``chosen`` gets it."""
    dialog = QFileDialog(over, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _open(dialog, chosen)


def ask_place(
    over: QWidget, title: str, kinds: str, name: str, chosen: Callable[[Path], object]
) -> QFileDialog:
    """Ask where to write a new file; ``chosen`` gets it. A file that is there is asked about first."""
    dialog = QFileDialog(over, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.selectFile(name)
    return _open(dialog, chosen)


def _open(dialog: QFileDialog, chosen: Callable[[Path], object]) -> QFileDialog:
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
