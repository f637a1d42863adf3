"""预览: the pages of the report as pictures, drawn in the child process, one at a time."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QComboBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from .. import theme
from ..palette import GRID, Tone
from ..widgets.flow import FlowLayout
from .rendering import Drawn, draw_document, draw_page, read_drawn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from ...domain.content import Document
    from ..jobs import Job, Jobs

_POINTS, _MARGIN, _KEPT = 72.0, 24, 12
FIT_WIDTH, FIT_PAGE = "适合宽度", "整页"
_ZOOMS = (FIT_WIDTH, FIT_PAGE, "50%", "75%", "100%", "125%", "150%", "200%", "300%")
_LEAST_DPI, _MOST_DPI = 24, 400


class PreviewPanel(QWidget):
    """Pages one by one: PgUp and PgDn turn, Ctrl++ and Ctrl+- zoom; drawing never holds up the window."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._drawn: Drawn | None = None
        self._number = 1
        self._wanted = 0
        self._rendering: Job | None = None
        self._drawing: tuple[int, int] | None = None
        self._pictures: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setProperty("role", "empty")
        self.picture.setAccessibleName("报告页面")
        self.area = QScrollArea()
        self.area.setWidget(self.picture)
        self.area.setWidgetResizable(True)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.installEventFilter(self)
        self.before, self.after = theme.button("上一页"), theme.button("下一页")
        self.place = theme.label("", "counts")
        self.zoom = QComboBox()
        self.zoom.addItems(_ZOOMS)
        self.zoom.setAccessibleName("缩放")
        self.note = theme.label("", "note")
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(120)
        self._settle.timeout.connect(self._show_page)
        self._build()
        self._say("")

    def _build(self) -> None:
        bar = QWidget()
        flow = FlowLayout(bar, GRID)
        for widget in (self.before, self.place, self.after, self.zoom, self.note):
            flow.addWidget(widget)  # where there is no room for all of them they take another line
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.addWidget(bar)
        layout.addWidget(self.area, 1)
        self.before.clicked.connect(lambda: self.turn_to(self._number - 1))
        self.after.clicked.connect(lambda: self.turn_to(self._number + 1))
        self.zoom.currentIndexChanged.connect(self._show_page)
        for keys, slot in (
            (QKeySequence.StandardKey.ZoomIn, lambda: self._step_zoom(1)),
            (QKeySequence("Ctrl+="), lambda: self._step_zoom(1)),
            (QKeySequence.StandardKey.ZoomOut, lambda: self._step_zoom(-1)),
        ):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- what is shown ---

    def show_document(self, document: Document, note: str, mark: str) -> None:
        """Render what is not sealed anew, with ``mark`` across its pages; the page that is looked at stays in place."""
        self.note.setText(note)
        self._begin()
        self._rendering = self._jobs.run_apart(
            draw_document,
            document,
            mark,
            on_done=self._taking(self._wanted),
            on_error=lambda error: self._say(str(error)),
            on_abort=lambda: self._say("预览已取消。"),
            owner=self,
            busy=self.area,
            title="排版预览",
        )

    def show_file(self, path: Path, note: str) -> None:
        """Show a sealed PDF as it lies on the disk."""
        self.note.setText(note)
        self._begin()
        self._rendering = self._jobs.run_apart(
            read_drawn,
            path,
            on_done=self._taking(self._wanted),
            on_error=lambda error: self._say(str(error)),
            owner=self,
            busy=self.area,
            title="打开封存的报告",
        )

    def clear(self) -> None:
        """Show no report."""
        self._wanted += 1
        self._drawn = None
        self._number = 1
        self._pictures.clear()
        self.note.setText("")
        self._say("")

    @property
    def number(self) -> int:
        """The page shown, from 1."""
        return self._number

    @property
    def pages(self) -> int:
        """How many pages there are; 0 while nothing is rendered."""
        return len(self._drawn.sizes) if self._drawn is not None else 0

    def _begin(self) -> None:
        self._wanted += 1
        if self._rendering is not None:
            self._rendering.cancel()

    def _taking(self, wanted: int) -> Callable[[Drawn], None]:
        """Take a result, unless a newer one was asked for since."""

        def take(drawn: Drawn) -> None:
            if wanted != self._wanted:
                return
            self._rendering = None
            self._drawn = drawn
            self._pictures.clear()
            self._drawing = None
            self._number = min(self._number, self.pages)
            self._show_page()

        return take

    def _say(self, sentence: str) -> None:
        self.picture.setPixmap(QPixmap())
        self.picture.setText(sentence)
        self._tell_place()

    def _tell_place(self) -> None:
        self.place.setText(f"第 {self._number} / {self.pages} 页" if self.pages else "")
        self.before.setEnabled(self._number > 1)
        self.after.setEnabled(self._number < self.pages)
        self.zoom.setEnabled(bool(self.pages))

    # --- pages ---

    def turn_to(self, number: int) -> None:
        """Show another page."""
        if self.pages:
            self._number = max(1, min(self.pages, number))
            self.area.verticalScrollBar().setValue(0)
            self._show_page()

    def _dpi(self, number: int) -> int:
        """Dots per inch of the screen's own dots that the zoom asks for."""
        assert self._drawn is not None
        width, height = self._drawn.sizes[number - 1]
        room = self.area.viewport().size() - QSize(_MARGIN, _MARGIN)
        words = self.zoom.currentText()
        if words == FIT_WIDTH:
            dpi = (room.width() - self._bar_width()) * _POINTS / width
        elif words == FIT_PAGE:
            dpi = min(room.width() / width, room.height() / height) * _POINTS
        else:
            dpi = 96 * int(words.rstrip("%")) / 100
        return max(_LEAST_DPI, min(_MOST_DPI, int(dpi * self.devicePixelRatioF())))

    def _bar_width(self) -> int:
        bar = self.area.verticalScrollBar()
        return 0 if bar.isVisible() else bar.sizeHint().width()

    def _show_page(self) -> None:
        self._tell_place()
        if self._drawn is None:
            return
        key = (self._number, self._dpi(self._number))
        found = self._pictures.get(key)
        if found is not None:
            self.picture.setPixmap(found)
            self._ask_for(self._number + 1)
        else:
            self._ask_for(self._number)

    def _ask_for(self, number: int) -> None:
        """Have a page drawn, one at a time; the next one is drawn while this one is read."""
        if self._drawn is None or not 1 <= number <= self.pages or self._drawing is not None:
            return
        key = (number, self._dpi(number))
        if key in self._pictures:
            return
        self._drawing = key
        wanted = self._wanted
        self._jobs.run_apart(
            draw_page,
            self._drawn.pdf,
            *key,
            on_done=lambda png: self._take_picture(wanted, key, png),
            on_error=lambda error: self._say(str(error)),
            owner=self,
            title="显示页面",
        )

    def _take_picture(self, wanted: int, key: tuple[int, int], png: bytes) -> None:
        if wanted != self._wanted or self._drawing != key:
            return
        self._drawing = None
        picture = QPixmap()
        picture.loadFromData(png, "PNG")
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[key] = picture
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        self._show_page()

    def _step_zoom(self, step: int) -> None:
        """One step nearer or farther; a fitted page goes to the step that comes next to its size."""
        steps = [int(words.rstrip("%")) for words in _ZOOMS[2:]]
        words = self.zoom.currentText()
        if self._drawn is None:
            return
        present = (
            int(words.rstrip("%"))
            if words.endswith("%")
            else self._dpi(self._number) / self.devicePixelRatioF() / 0.96
        )
        further = [one for one in steps if (one > present if step > 0 else one < present)]
        if further:
            self.zoom.setCurrentText(f"{min(further) if step > 0 else max(further)}%")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted page is drawn again when the window has come to rest."""
        super().resizeEvent(event)
        if not self.zoom.currentText().endswith("%"):
            self._settle.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """PgUp, PgDn, Home, End turn pages; the wheel goes on at the end of a page."""
        if event.type() == QEvent.Type.KeyPress:
            turns = {
                Qt.Key.Key_PageUp: self._number - 1,
                Qt.Key.Key_PageDown: self._number + 1,
                Qt.Key.Key_Home: 1,
                Qt.Key.Key_End: self.pages,
            }
            if event.key() in turns:  # type: ignore[attr-defined]
                self.turn_to(turns[event.key()])  # type: ignore[attr-defined]
                return True
        return super().eventFilter(watched, event)


def state_note(is_sealed: bool, is_open: bool, is_withheld: bool = False) -> tuple[str, Tone]:
    """What the pages are, in words."""
    if is_withheld:
        return "您应回避或不在知悉范围的线索只列编号", Tone.AMBER
    if is_sealed:
        return "封存件（与交付文件相同）", Tone.GREEN
    return ("草稿，数字随台账变动", Tone.AMBER) if is_open else ("已冻结，待签批", Tone.ACCENT)
