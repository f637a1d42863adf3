"""The list of attachments: added by button or by dropping files, everything else by signal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from .. import palette as tokens
from ..palette import Tone
from ..theme import button, label, paint_chip, restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData, QPersistentModelIndex
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

_ITEM = Qt.ItemDataRole.UserRole
_LINE = 46
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment as shown.

    Attributes:
        uid: its identity.
        name: file name.
        size: bytes.
        note: a few words: kind, who added it, when.
        chip: word and tone, e.g. ("校验不符", Tone.RED).
    """

    uid: str
    name: str
    size: int
    note: str = ""
    chip: tuple[str, Tone] | None = None


def size_in_words(size: int) -> str:
    """``1.5 MB``: one decimal from 1 MB on, whole KB below, at least 1 KB for any content."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024)) if size else 0} KB"


class AttachmentList(QWidget):
    """Attachments and what can be done with them.

    Signals:
        files_added: list of ``Path`` chosen or dropped; folders are left out.
        open_requested, save_requested, remove_requested: uid of one attachment.
    """

    files_added = Signal(list)
    open_requested = Signal(str)
    save_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._is_read_only = False
        self.add_button = button("加入附件…", icon_name="plus")
        self.add_button.clicked.connect(self.choose_files)
        self.list = _List(self)
        self.list.setItemDelegate(_LineDelegate(self.list))
        self.list.setAccessibleName("附件")
        self.list.itemDoubleClicked.connect(lambda item: self.open_requested.emit(item.data(_ITEM).uid))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.drop = QFrame()
        self.drop.setProperty("role", "drop")
        self._hint = label("把文件拖到这里，或点“加入附件”。文件加密存放，原件不动。", "note", wrap=True)
        inside = QVBoxLayout(self.drop)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.setSpacing(6)
        inside.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.drop)
        layout.addWidget(self.list, 1)
        self.setAcceptDrops(True)
        self.setFocusProxy(self.list)

    def set_items(self, items: Sequence[Attached]) -> None:
        """Show these; the current one stays current."""
        now = self.current_uid()
        self.list.clear()
        for shown in items:
            item = QListWidgetItem(shown.name)
            item.setData(_ITEM, shown)
            item.setToolTip(shown.name)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{shown.name} {size_in_words(shown.size)} {shown.note}"
            )
            self.list.addItem(item)
            if shown.uid == now:
                self.list.setCurrentItem(item)

    def current_uid(self) -> str:
        """The current attachment's uid, "" for none."""
        index = self.list.currentIndex()
        return str(index.data(_ITEM).uid) if index.isValid() else ""

    def set_read_only(self, on: bool) -> None:
        """Look and save only."""
        self._is_read_only = on
        self.drop.setVisible(not on)
        self.setAcceptDrops(not on)

    def choose_files(self) -> QFileDialog:
        """Open the file dialog; what is chosen comes by ``files_added``."""
        dialog = QFileDialog(self, "选择附件")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.files_added.emit([Path(name) for name in names]))
        dialog.open()
        return dialog

    # --- dropping ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that files may be dropped here."""
        if _files(event.mimeData()) and not self._is_read_only:
            restyle(self.drop, hot=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went elsewhere."""
        restyle(self.drop, hot=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        restyle(self.drop, hot=False)
        if files := _files(event.mimeData()):
            event.acceptProposedAction()
            self.files_added.emit(files)

    # --- the rest ---

    def _open_menu(self, at: QPoint) -> QMenu | None:
        index = self.list.indexAt(at)
        if not index.isValid():
            return None
        uid = str(index.data(_ITEM).uid)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("打开\tEnter", lambda: self.open_requested.emit(uid))
        menu.addAction("另存为…", lambda: self.save_requested.emit(uid))
        if not self._is_read_only:
            menu.addSeparator()
            menu.addAction("移除…\tDelete", lambda: self.remove_requested.emit(uid))
        menu.popup(self.list.viewport().mapToGlobal(at))
        return menu

    def act_on_key(self, key: int) -> bool:
        """Enter opens, Delete asks to remove. Returns whether the key did something."""
        uid = self.current_uid()
        if uid and key in _ENTER:
            self.open_requested.emit(uid)
        elif uid and key == Qt.Key.Key_Delete and not self._is_read_only:
            self.remove_requested.emit(uid)
        else:
            return False
        return True


def _files(mime: QMimeData) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]


class _List(QListWidget):
    def __init__(self, owner: AttachmentList) -> None:
        super().__init__()
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._owner.act_on_key(event.key()):
            super().keyPressEvent(event)


class _LineDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, _LINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shown: Attached = index.data(_ITEM)
        area = QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, QColor(tokens.ACCENT_BG))
        painter.save()
        painter.setFont(option.font)
        metrics = painter.fontMetrics()
        upper = area.adjusted(8, 4, -8, -area.height() // 2)
        lower = area.adjusted(8, area.height() // 2, -8, -4)
        if shown.chip is not None:
            width = min(metrics.horizontalAdvance(shown.chip[0]) + 16, upper.width() // 2)
            place = QRect(upper.right() - width + 1, upper.top() - 2, width, upper.height() + 4)
            paint_chip(painter, place, *shown.chip, option.font)
            upper.adjust(0, 0, -width - 8, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(tokens.INK))
        name = metrics.elidedText(shown.name, Qt.TextElideMode.ElideMiddle, upper.width())
        painter.drawText(upper, middle, name)
        note = QFont(option.font)
        note.setPixelSize(tokens.NOTE_PX)
        painter.setFont(note)
        painter.setPen(QColor(tokens.INK2))
        words = f"{size_in_words(shown.size)}　{shown.note}".strip()
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, middle, words)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.ACCENT), 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()
