"""The main window: navigation at the left, one page at a time, the status bar, the idle lock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QStackedWidget,
    QWidget,
)

from . import PROGRAM, palette, theme
from .clue.navigation import WayBack, led_from
from .context import Context
from .manual import open_manual
from .pages.clues import CluesPage
from .pages.page import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from ..services.session import Session
    from .jobs import Jobs

#: 空闲锁定: after so long without key or mouse the window asks for the password again. 本程序设计.
IDLE_MINUTES = 15
_NAV_ROW = 34
#: The window as it first appears, and the least it can be made, in logical px: 1366 × 768 scaled by 150 % leaves
#: 911 × 512 for window, title bar and task bar. Pages rearrange themselves only once they are that narrow, so the
#: limit is said here and not taken from their present arrangement.
_USUAL, _LEAST = QSize(1366, 768), QSize(880, 420)
#: Border and title bar, which are not known before the window is shown.
_FRAME = QSize(4, 38)

PageMaker = Callable[[Context], Page]


class MainWindow(QMainWindow):
    """Shows the pages of one session.

    Signals:
        logged_out: the user left, or the idle lock fell; the session is to be closed.
        ledger_wanted: the user left for the ledger of another folder: the folder, and the login name if known.
    """

    logged_out = Signal()
    ledger_wanted = Signal(object, str)

    def __init__(self, session: Session, jobs: Jobs, pages: list[tuple[str, str, PageMaker]]) -> None:
        super().__init__()
        self.context = Context(session, jobs)
        self._makers = {key: maker for key, _, maker in pages}
        self._titles = {key: title for key, title, _ in pages}
        self._made: dict[str, Page] = {}
        self._is_leaving = False
        self.navigation = QListWidget()
        self.navigation.setObjectName("navigation")
        self.navigation.setProperty("role", "nav")
        self.navigation.setAutoScroll(False)
        self.navigation.setFixedWidth(palette.NAV_WIDTH)
        self.navigation.setAccessibleName("导航")
        self.navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack = QStackedWidget()
        for key, title, _ in pages:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, _NAV_ROW))
            self.navigation.addItem(item)
        self._build()
        self._watch_idleness()
        self.setMinimumSize(_LEAST)
        self._restore_geometry()
        self.navigation.currentRowChanged.connect(self._on_navigation_row_changed)
        self.stack.currentChanged.connect(lambda _: self._show_where())
        self.navigation.setCurrentRow(0)

    def _build(self) -> None:
        viewer = self.context.session.viewer
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(body)
        self.who = QLabel(f"{'、'.join(role.label for role in sorted(viewer.roles))} {viewer.name}")
        self.enterprise = QLabel("")
        self.backup = QLabel("")
        self.rules = QLabel("")
        for label in (self.who, self.enterprise, self.backup, self.rules):
            label.setContentsMargins(8, 0, 16, 0)
            self.statusBar().addWidget(label)
        leave = theme.button("退出登录")
        leave.setToolTip("Ctrl+L")
        leave.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus
        )  # Tab goes from the navigation into the page, not out of it
        leave.clicked.connect(self.log_out)
        self.statusBar().addPermanentWidget(leave)
        QShortcut(QKeySequence("Ctrl+K"), self, self._focus_search)
        QShortcut(QKeySequence("Ctrl+N"), self, self._register_clue)
        QShortcut(QKeySequence("Ctrl+L"), self, self.log_out)
        QShortcut(QKeySequence("F1"), self, self.open_manual)
        self.context.jobs.run(_status, self.context.session, owner=self, on_done=self._show_status)
        self.context.jobs.changed.connect(self._on_ledger_changed)

    def _on_ledger_changed(self, changes: object) -> None:
        self.context.jobs.run(_status, self.context.session, owner=self, on_done=self._show_status)

    def _show_status(self, status: tuple[str, str, str]) -> None:
        for label, text in zip((self.enterprise, self.backup, self.rules), status, strict=True):
            label.setText(text)

    # --- pages ---

    def page(self, key: str) -> Page:
        """The page of that key, made when first wanted."""
        if key not in self._made:
            page = self._makers[key](self.context)
            page.go_to.connect(partial(self._lead, key))
            page.where_changed.connect(self._show_where)
            self._made[key] = page
            self.stack.addWidget(page)
        return self._made[key]

    def open_page(self, key: str, target: object = None) -> None:
        """Show a page, and on it what ``target`` names; ``import`` and ``opening`` open over the page shown,
        and ``ledger`` leaves for that of another folder.
        """
        if key == "import":
            self.open_import(target)
            return
        if key == "opening":
            self.open_opening()
            return
        if key == "ledger" and isinstance(target, tuple):
            self._leave_for(*target)
            return
        row = next(
            (
                at
                for at in range(self.navigation.count())
                if self.navigation.item(at).data(Qt.ItemDataRole.UserRole) == key
            ),
            None,
        )
        stays = self.stack.currentWidget() is self._made.get(key)
        # A page that stays asks by itself before it shows something else.
        if row is None or not (stays or self._may_leave()):
            return
        self.navigation.blockSignals(True)
        self.navigation.setCurrentRow(row)
        self.navigation.blockSignals(False)
        page = self.page(key)
        self.stack.setCurrentWidget(page)
        if target is not None:
            page.open_with(target)

    def _lead(self, source: str, key: str, target: object) -> None:
        """A page leads to another; from a clue opened so, Esc leads back."""
        words = self.page(source).where or self._titles[source]
        self.open_page(key, led_from(target, WayBack(source, words)) if source != key == "clues" else target)

    def open_import(self, path: object = None) -> None:
        """导入台账, at once with a file when its path is given."""
        from .importing import open_import  # reading workbooks loads much that most days are not needed

        open_import(self.context, self.stack.currentWidget(), path if isinstance(path, Path) else None)

    def open_opening(self) -> None:
        """期初建账: stages of what is under way confirmed, the stock signed."""
        from .opening import open_opening

        open_opening(self.context, self.stack.currentWidget())

    def _may_leave(self) -> bool:
        current = self.stack.currentWidget()
        return not isinstance(current, Page) or current.may_leave()

    def _on_navigation_row_changed(self, row: int) -> None:
        if row < 0:
            return
        key = self.navigation.item(row).data(Qt.ItemDataRole.UserRole)
        if not self._may_leave():
            self._select_current()
            return
        self.stack.setCurrentWidget(self.page(key))

    def _show_where(self) -> None:
        """The title says what is open, and with a star that something typed waits to be saved."""
        page = self.stack.currentWidget()
        if not isinstance(page, Page):
            return
        title = page.where or next(
            words for key, words in self._titles.items() if self._made.get(key) is page
        )
        self.setWindowTitle(f"{title}[*] - {PROGRAM}")
        self.setWindowModified(not page.is_settled)

    def _select_current(self) -> None:
        for key, page in self._made.items():
            if page is self.stack.currentWidget():
                for row in range(self.navigation.count()):
                    if self.navigation.item(row).data(Qt.ItemDataRole.UserRole) == key:
                        self.navigation.blockSignals(True)
                        self.navigation.setCurrentRow(row)
                        self.navigation.blockSignals(False)

    def _focus_search(self) -> None:
        if "clues" in self._makers:
            self.open_page("clues")
            page = self.page("clues")
            if isinstance(page, CluesPage):
                page.search.setFocus()

    def _register_clue(self) -> None:
        """登记线索 from wherever one is."""
        self.open_page("clues")
        page = self.page("clues")
        if isinstance(page, CluesPage) and self.stack.currentWidget() is page:
            page.open_new()

    @property
    def chapter(self) -> str:
        """The chapter of the manual about the page shown."""
        return str(self.navigation.currentItem().data(Qt.ItemDataRole.UserRole))

    def open_manual(self) -> None:
        """使用手册 at the chapter of the page shown."""
        open_manual(self)

    # --- leaving ---

    def _watch_idleness(self) -> None:
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MINUTES * 60_000)
        self._idle.timeout.connect(self.lock)
        self._idle.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key or mouse move starts the idle time anew."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._idle.start()
        return super().eventFilter(watched, event)

    def lock(self) -> None:
        """空闲锁定: drafts are kept as they are typed, so the session can simply end."""
        self._is_leaving = True
        self.logged_out.emit()

    def log_out(self) -> None:
        """Leave, unless the user wants to go on with what is typed."""
        if self._may_leave():
            self._is_leaving = True
            self.logged_out.emit()

    def _leave_for(self, folder: Path, login: str) -> None:
        if self._may_leave():
            self._is_leaving = True
            self.ledger_wanted.emit(folder, login)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what is typed, keep the window's place."""
        if not self._is_leaving and not self._may_leave():
            event.ignore()
            return
        settings = QSettings()
        settings.setValue("main/geometry", self.saveGeometry())
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        event.accept()

    def _restore_geometry(self) -> None:
        kept = QSettings().value("main/geometry")
        if kept is None or not self.restoreGeometry(kept):
            self.resize(_USUAL)
        if not self.isMaximized() and not self.isFullScreen():
            self._stay_on_screen()

    def _stay_on_screen(self) -> None:
        """A place kept on another screen, or at another scaling, may reach beyond this one."""
        room = self.screen().availableGeometry()
        size = self.size().boundedTo((room.size() - _FRAME).expandedTo(_LEAST))
        self.resize(size)
        whole = size + _FRAME
        left = max(room.left(), min(self.x(), room.right() + 1 - whole.width()))
        top = max(room.top(), min(self.y(), room.bottom() + 1 - whole.height()))
        self.move(left, top)


def _status(session: Session) -> tuple[str, str, str]:
    """Enterprise, last checked backup, rule packs: runs on the ledger thread."""
    from ..services.maintenance import last_backup_text
    from ..services.session import own_enterprise

    own = own_enterprise(session)
    level = f"（{own.level} 级）" if own.level else ""
    book = session.rulebook()
    return (
        f"{own.name}{level}",
        last_backup_text(session),
        f"规则 {len(book.packs)} 套（{book.unconfirmed} 项待核对）",
    )
