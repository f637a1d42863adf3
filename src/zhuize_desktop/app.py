"""The wiring of the window: application, login, main window, and what happens between them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from .domain.errors import UserError
from .storage.folders import portable_place
from .ui import messages
from .ui.crash import install_crash_hook
from .ui.doorbell import Doorbell, bring_to_front, ring
from .ui.garbage import GarbageTimer
from .ui.icons import icon
from .ui.jobs import Jobs
from .ui.last_login import forget_login, keep_login, kept_login
from .ui.login import LoginWindow, warm_up
from .ui.theme import apply_theme

if TYPE_CHECKING:
    from pathlib import Path

    from .services.session import Session
    from .ui.main_window import MainWindow


class Program:
    """One running program: either the login window or the main window is shown."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application = application
        self._folder = folder
        self._jobs = Jobs()
        self._window: QWidget | None = None
        self._session: Session | None = None
        self._bell = Doorbell()
        self._bell.rung.connect(self._on_rung)

    def start(self) -> None:
        """Show the login window, and load the rest behind it."""
        self._bell.hang(self._folder)
        self.show_login()
        self._jobs.run(warm_up, title="")

    def show_login(self, login: str = "") -> None:
        """The login window, in the place of whatever was shown."""
        window = LoginWindow(self._folder, self._jobs, login or kept_login(self._folder))
        window.logged_in.connect(self._on_logged_in)
        window.first_start_wanted.connect(self._on_first_start_wanted)
        window.restore_wanted.connect(self._on_restore_wanted)
        self._show(window)

    def _show(self, window: QWidget) -> None:
        old, self._window = self._window, window
        window.show()
        window.activateWindow()
        if old is not None:
            old.close()
            old.deleteLater()

    def _on_rung(self) -> None:
        if self._window is not None:
            bring_to_front(self._window)

    def _on_first_start_wanted(self, folder: Path) -> None:
        from .ui.first_start import FirstStart

        dialog = FirstStart(folder, self._jobs, self._window)
        dialog.made.connect(self._on_ledger_made)
        dialog.open()

    def _on_ledger_made(self, folder: Path) -> None:
        self._show_ledger(folder)

    def _on_restore_wanted(self, folder: Path) -> None:
        from .ui.restoring import RestoreDialog

        dialog = RestoreDialog(folder, self._jobs, self._window)
        dialog.restored.connect(self._on_restored)
        dialog.open()

    def _on_restored(self, folder: Path, login: str) -> None:
        self._show_ledger(folder, login)
        messages.show_notice(self._window, "台账已从备份恢复，请登录后核对。", f"数据文件夹：{folder}")

    def _show_ledger(self, folder: Path, login: str = "") -> None:
        """The login window of a ledger that was not there before; whose name was remembered there is nobody's."""
        forget_login(folder)
        self._folder = folder
        self._bell.hang(folder)
        self.show_login(login)

    def _on_logged_in(self, session: Session) -> None:
        from .ui.catalogue import PAGES
        from .ui.main_window import MainWindow

        self._session = session
        self._folder = session.folder.path
        self._bell.hang(self._folder)
        keep_login(self._folder, session.viewer.login)
        window = MainWindow(session, self._jobs, PAGES)
        window.logged_out.connect(self._on_logged_out)
        window.ledger_wanted.connect(self._on_ledger_wanted)
        self._show(window)
        self._begin(window)

    def _begin(self, window: MainWindow) -> None:
        """What was chosen at the first start is opened for the first who may do it."""
        from .domain.roles import OPERATIONS, Op
        from .ui.first_start_opening import Way, keep_way, kept_way

        way = kept_way()
        roles = window.context.session.viewer.roles
        if way is Way.LATER or not roles & OPERATIONS[Op.IMPORT_LEDGER].roles:
            return
        keep_way(Way.LATER)
        if way is Way.BY_HAND:
            window.open_page("clues", "")
        else:
            window.open_page(way.value)

    def _on_logged_out(self) -> None:
        # The window goes first: what its pages save on the way out still finds the ledger open.
        self.show_login()
        self.close_session()

    def _on_ledger_wanted(self, folder: Path, login: str) -> None:
        self._show_ledger(folder, login)
        self.close_session()

    def close_session(self) -> None:
        """Close the ledger on the ledger thread, after whatever still runs there."""
        session, self._session = self._session, None
        if session is not None:
            self._jobs.run(session.close, title="")

    def stop(self) -> None:
        """The end of the program: what runs is finished or cancelled, the ledger closed."""
        self._bell.take_down()
        session, self._session = self._session, None
        self._jobs.shut_down()
        if session is not None:
            session.close()


def make_application(settings: Path | None = None) -> QApplication:
    """The one QApplication with name and look.

    Args:
        settings: the folder for what the window remembers (widths of columns, last login name); by default the
            system's place for it, in a portable program beside the program.
    """
    QApplication.setOrganizationName("zhuize")
    QApplication.setApplicationName("zhuize-desktop")
    place = portable_place()
    if settings is None and place is not None:
        settings = place / "settings"
    if settings is not None:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(settings))
    application = QApplication(sys.argv[:1])
    # Windows takes the icon of the task bar from the window, Linux from the entry of this name.
    application.setWindowIcon(icon("app"))
    application.setDesktopFileName("zhuize-desktop")
    apply_theme(application)
    return application


def run_window(folder: Path) -> int:
    """Run the program with its window until it is closed; returns the exit code.

    Where a window has this folder open already, that one comes to the front and this start ends.
    """
    sys.setswitchinterval(0.0005)  # a job in Python must not hold up painting
    application = make_application()
    if ring(folder):
        return 0
    install_crash_hook(application, folder / "logs")
    garbage = GarbageTimer(application)
    garbage.start()
    program = Program(application, folder)
    program.start()
    code = application.exec()
    program.stop()
    return code


def show_proofs(paths: tuple[Path, ...]) -> int:
    """Verify sealed files in a window of their own until it is closed; 0 when every one is whole, else 1.

    Raises:
        FileProblem: a file is gone or cannot be read.
    """
    from .ui.report.verifying import ProofDialog, prove_alone

    application = make_application()
    proofs = prove_alone(paths)
    dialog = ProofDialog(None, proofs)
    dialog.show()
    application.exec()
    return 0 if all(proof.is_whole for proof in proofs) else 1


def show_refusal(sentence: str) -> None:
    """Say in a window why the program cannot start, and wait until it is read."""
    application = QApplication.instance() or make_application()
    messages.show_error(None, UserError(sentence))
    application.exec()


def try_window(session: Session, picture: Path) -> list[str]:
    """Show the main window once on every page, without the user's settings; returns the titles of the pages.

    Args:
        session: closed at the end.
        picture: where a picture of the window goes, as PNG; the settings of the trial lie beside it.
    """
    from .ui.catalogue import PAGES
    from .ui.main_window import MainWindow
    from .ui.trial import try_pages

    application = make_application(settings=picture.parent)
    jobs = Jobs(application)
    window = MainWindow(session, jobs, PAGES)
    try:
        return try_pages(window, jobs, [(key, title) for key, title, _ in PAGES], picture)
    finally:
        window.close()
        jobs.shut_down()
        session.close()
