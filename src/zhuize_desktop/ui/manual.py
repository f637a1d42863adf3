"""The user's manual: Markdown pages carried with the program, opened by F1 at the page of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ..domain.field_reference import field_reference
from ..resources import resource
from . import theme
from .over import OverDialog
from .palette import AMBER_BG

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

#: Height of a row of the list, and what stands at either side of its words, px.
_ROW, _MARGIN = 28, 10
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

#: Key of the page → title; the keys are those of the main window's pages.
CHAPTERS: tuple[tuple[str, str], ...] = (
    ("index", "概述与键盘"),
    ("start", "开始使用"),
    ("workbench", "工作台"),
    ("supervision", "监督成果"),
    ("clues", "问题线索"),
    ("persons", "责任人员"),
    ("enterprises", "权属企业"),
    ("reports", "报告报送"),
    ("system", "系统管理"),
    ("fields", "栏目说明"),
)


def chapter_text(key: str) -> str:
    """The Markdown of a chapter; the field reference is read from the declarations."""
    return field_reference() if key == "fields" else resource("manual", f"{key}.md").read_text("utf-8")


def open_manual(over: QWidget) -> Manual:
    """The manual over a window, at the chapter of this window, or of the nearest below that has one."""
    window: QWidget | None = over
    while window is not None and not getattr(window, "chapter", ""):
        window = window.parentWidget()
    manual = Manual(over)
    manual.open_at(getattr(window, "chapter", ""))
    return manual


class Manual(OverDialog):
    """A window of its own, so that it can stand beside the form it explains.

    The search looks through all chapters: those that say it are counted in the list, Enter goes from one place to the
    next, Shift+Enter back. Esc clears the search, then closes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = theme.search_field("查找手册　Ctrl+F", 300)
        self.found = theme.label("", "counts")
        self.close_button = theme.button("关闭")
        self.chapters = QListWidget()
        self.chapters.setAccessibleName("章节")
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self._documents: dict[str, QTextDocument] = {}
        self._places: list[QTextCursor] = []
        self._at = -1
        for key, title in CHAPTERS:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, _ROW))
            self.chapters.addItem(item)
        self._build()
        self.chapters.currentItemChanged.connect(self._on_chapters_current_item_changed)
        self.search.textChanged.connect(self._on_search_text_changed)
        self.close_button.clicked.connect(self.reject)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self.found)
        head.addStretch(1)
        head.addWidget(self.close_button)
        body = QHBoxLayout()
        body.addWidget(self.chapters)
        body.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addLayout(body, 1)
        # As wide as the longest title with the most places that are counted in it.
        longest = max(self.fontMetrics().horizontalAdvance(f"{title}（999）") for _, title in CHAPTERS)
        self.chapters.setFixedWidth(longest + 2 * _MARGIN)
        self.chapters.setFocus()
        theme.fit_screen(self, 880, 620)

    def open_at(self, key: str) -> None:
        """Show the chapter of a page; the overview where a page has none."""
        keys = [known for known, _ in CHAPTERS]
        self.chapters.setCurrentRow(keys.index(key) if key in keys else 0)
        self.show()
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next place found, Shift+Enter to the one before; Esc clears the search, then closes."""
        if event.key() in _ENTER and self.search.hasFocus():
            self._go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() != Qt.Key.Key_F1:
            super().keyPressEvent(event)

    # --- chapters ---

    def _document(self, key: str) -> QTextDocument:
        if key not in self._documents:
            made = QTextDocument(self)
            made.setDefaultFont(self.font())
            made.setMarkdown(chapter_text(key))
            self._documents[key] = made
        return self._documents[key]

    def _on_chapters_current_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.setDocument(self._document(item.data(Qt.ItemDataRole.UserRole)))
            self._mark_places()

    # --- searching ---

    def _on_search_text_changed(self) -> None:
        words = self.search.text().strip()
        first = -1
        for row, (key, title) in enumerate(CHAPTERS):
            number = _count(self._document(key), words)
            self.chapters.item(row).setText(f"{title}（{number}）" if number else title)
            if number and first < 0:
                first = row
        current = self.chapters.currentRow()
        if words and first >= 0 and not _count(self._document(CHAPTERS[current][0]), words):
            self.chapters.setCurrentRow(first)  # which marks the places
        else:
            self._mark_places()
        if self._places:
            self._show_place(0)
        elif words:
            self.found.setText("没有找到")

    def _mark_places(self) -> None:
        """Mark what is searched for in the chapter shown."""
        words = self.search.text().strip()
        self._places, self._at = _places(self.text.document(), words), -1
        self.found.setText(f"本章 {len(self._places)} 处" if words else "")
        marked: list[QTextEdit.ExtraSelection] = []
        for place in self._places:
            one = QTextEdit.ExtraSelection()
            one.cursor = place
            one.format.setBackground(QColor(AMBER_BG))
            marked.append(one)
        self.text.setExtraSelections(marked)

    def _go(self, step: int) -> None:
        """To the next place, or the one before, in whatever chapter it is."""
        words = self.search.text().strip()
        if self._places and 0 <= self._at + step < len(self._places):
            self._show_place(self._at + step)
            return
        rows = range(1, len(CHAPTERS) + 1)
        current = self.chapters.currentRow()
        around = [(current + step * distance) % len(CHAPTERS) for distance in rows]
        row = next((row for row in around if _count(self._document(CHAPTERS[row][0]), words)), None)
        if row is not None:
            self.chapters.setCurrentRow(row)
            self._show_place(0 if step > 0 else len(self._places) - 1)

    def _show_place(self, at: int) -> None:
        self._at = at
        self.text.setTextCursor(self._places[at])
        self.found.setText(f"本章第 {at + 1} 处，共 {len(self._places)} 处")


def _places(document: QTextDocument, words: str) -> list[QTextCursor]:
    """Where a text stands in a document, capitals or not."""
    found: list[QTextCursor] = []
    place = document.find(words) if words else QTextCursor()
    while not place.isNull():
        found.append(place)
        place = document.find(words, place)
    return found


def _count(document: QTextDocument, words: str) -> int:
    return len(_places(document, words))
