"""The user's manual: Markdown pages carried with the program, opened by F1 at the page of the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from ..domain.field_reference import field_reference
from ..resources import resource
from .over import OverDialog

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


class Manual(OverDialog):
    """A window of its own, so that it can stand beside the form it explains."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 600)
        self.chapters = QListWidget()
        self.chapters.setFixedWidth(130)
        self.chapters.setAccessibleName("章节")
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        for key, title in CHAPTERS:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.chapters.addItem(item)
        layout = QHBoxLayout(self)
        layout.addWidget(self.chapters)
        layout.addWidget(self.text, 1)
        self.chapters.currentItemChanged.connect(self._on_chapters_current_item_changed)

    def open_at(self, key: str) -> None:
        """Show the chapter of a page; the overview where a page has none."""
        keys = [known for known, _ in CHAPTERS]
        self.chapters.setCurrentRow(keys.index(key) if key in keys else 0)
        self.show()
        self.raise_()

    def _on_chapters_current_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.setMarkdown(chapter_text(item.data(Qt.ItemDataRole.UserRole)))
