"""文字: the clerk's words, one editor a section, under the sentence the figures give."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ...domain.reports.sections import SECTIONS, Section
from .. import theme
from ..palette import Tone
from .kept_text import KeptText
from .loading import TEXT_FORM, ReportView


class SectionEdit(QFrame):
    """One section: heading, what belongs here, the generated sentence, the words."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        self.setProperty("role", "card")
        self.state = theme.chip("", Tone.NEUTRAL)
        self.opening = theme.label("", wrap=True)
        self.opening.setProperty("role", "label")
        self.opening.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.opening_head = theme.label("报告自动写入的首句（数字取自台账，不用抄写）：", "note")
        self.text = KeptText(3, 16)
        self.text.setAccessibleName(section.heading)
        self.text.edited.connect(self._tell)
        head = QHBoxLayout()
        head.addWidget(theme.label(section.heading, "section"))
        head.addWidget(self.state)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(theme.label(f"{section.help}（{section.clause}）", "note", wrap=True))
        layout.addWidget(self.opening_head)
        layout.addWidget(self.opening)
        layout.addWidget(self.text)

    def load(self, view: ReportView) -> None:
        """Show the section of a report."""
        key = self.section.key
        opening = view.openings.get(key, "")
        self.opening.setText(opening)
        self.opening.setVisible(bool(opening))
        self.opening_head.setVisible(bool(opening))
        self.text.set_read_only(not view.is_open)
        self.text.load(view.texts.get(key, ""), view.unsaved.get(TEXT_FORM + key) if view.is_open else None)
        self._tell()

    def _tell(self) -> None:
        if self.text.value():
            theme.set_chip(self.state, f"{len(self.text.value())} 字", Tone.GREEN)
        else:
            must = self.section.empty is not None
            theme.set_chip(self.state, "未写" if must else "可不写", Tone.AMBER if must else Tone.NEUTRAL)


class TextsPanel(QWidget):
    """All sections below each other.

    Signals:
        keep_wanted: section and words, a second after the last key.
        save_wanted: section and words, when an editor is left.
    """

    keep_wanted = Signal(str, str)
    save_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.edits = {section.key: SectionEdit(section) for section in SECTIONS}
        self.counts = theme.label("", "counts")
        self.saved = theme.label("", "note")
        self.onward = theme.button("下一个未写的章节", role="link")
        self.onward.clicked.connect(self._on_onward_clicked)
        self._shown = ""
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        for key, edit in self.edits.items():
            column.addWidget(edit)
            edit.text.keep_wanted.connect(lambda text, key=key: self.keep_wanted.emit(key, text))
            edit.text.save_wanted.connect(lambda text, key=key: self.save_wanted.emit(key, text))
            edit.text.edited.connect(self._tell)
            edit.text.installEventFilter(self)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(inner)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 8, 0, 0)
        bar.addWidget(self.counts)
        bar.addWidget(self.onward)
        bar.addStretch(1)
        bar.addWidget(self.saved)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self.area, 1)

    def load(self, view: ReportView) -> None:
        """Show a report; what is being typed in the same report is left alone."""
        if view.report.uid != self._shown:
            self._shown = view.report.uid
            for edit in self.edits.values():
                edit.text.forget()
        for edit in self.edits.values():
            edit.load(view)
        self.saved.setText("" if view.is_open else "报告已冻结，要修改请先退回。")
        self._tell()

    def flush(self) -> None:
        """Save every section that changed."""
        for edit in self.edits.values():
            edit.text.flush()

    def tell_saved(self, words: str) -> None:
        """What became of the words typed last."""
        self.saved.setText(words)

    def open_section(self, key: str) -> None:
        """Show a section and put the keyboard into it."""
        edit = self.edits[key]
        self.area.ensureWidgetVisible(edit, 0, 40)
        edit.text.setFocus()

    def _empty(self) -> list[str]:
        return [
            key
            for key, edit in self.edits.items()
            if edit.section.empty is not None and not edit.text.value()
        ]

    def _tell(self) -> None:
        empty = self._empty()
        wanted = sum(edit.section.empty is not None for edit in self.edits.values())
        self.counts.setText(f"{wanted} 节，已写 {wanted - len(empty)} 节")
        self.onward.setVisible(bool(empty))

    def _on_onward_clicked(self) -> None:
        keys, empty = list(self.edits), self._empty()
        focused = next((key for key, edit in self.edits.items() if edit.text.hasFocus()), self._last)
        after = [key for key in empty if focused and keys.index(key) > keys.index(focused)]
        self._last = (after or empty)[0]
        self.open_section(self._last)

    _last = ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """An editor that gets the keyboard comes wholly into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._last = next((key for key, edit in self.edits.items() if edit.text is watched), "")
            self.area.ensureWidgetVisible(watched, 0, 60)
        return super().eventFilter(watched, event)
