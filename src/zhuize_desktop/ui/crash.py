"""What is not a ``UserError`` is a bug: a log line and a dialog with a report to copy, without record contents.

A report carries types, places in the code and versions. It carries no message and no local value, because
either may hold what a person typed.
"""

from __future__ import annotations

import platform
import re
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, qInstallMessageHandler, qVersion
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from .. import __version__
from ..domain.clock import Clock, SystemClock, shown
from ..domain.errors import UserError
from . import messages
from .theme import button, label, primary_button

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext

_LOG_NAME = "crash.log"
_LOG_LIMIT = 1_000_000
_NAMES = re.compile(r"[^\x20-\x7e]+")


class RemoteFault(Exception):
    """A bug met in the child process: the name of its type and the places it went through."""

    def __init__(self, kind: str, frames: list[str]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.frames = frames


@dataclass(frozen=True, slots=True)
class Report:
    """A bug as it may leave the PC."""

    at: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is copied and logged."""
        return "\n".join((f"时间 {self.at}", *_versions(), *self.lines)) + "\n"


def frames(trace: TracebackType | None) -> list[str]:
    """``package/file.py:12 function`` for every step, without folders that could name a person."""
    return [
        f"{short_path(step.filename)}:{step.lineno} {step.name}"
        for step in traceback.extract_tb(trace, limit=60)
    ]  # fmt: skip


def short_path(filename: str) -> str:
    """The path from the package on: folders above it could name a person."""
    parts = Path(filename).parts
    for root in ("zhuize_desktop", "site-packages"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts else filename


def report(error: BaseException, at: str) -> Report:
    """The report of an exception and of the ones it followed from."""
    lines: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        kind = (
            step.kind
            if isinstance(step, RemoteFault)
            else f"{type(step).__module__}.{type(step).__qualname__}"
        )
        lines.append(("起因 " if lines else "错误 ") + kind)
        lines += [
            f"  {place}"
            for place in (step.frames if isinstance(step, RemoteFault) else frames(step.__traceback__))
        ]
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return Report(at, tuple(lines))


def _versions() -> tuple[str, ...]:
    return (
        f"程序 {__version__}  Python {platform.python_version()}  Qt {qVersion()}",
        f"系统 {platform.system()} {platform.release()} {platform.machine()}",
    )


class CrashDialog(QDialog):
    """Says that the program made a mistake, that nothing was half-written, and offers the report."""

    def __init__(self, told: Report) -> None:
        super().__init__(QApplication.activeWindow())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("程序出错")
        self.setMinimumSize(600, 400)
        self.text = QPlainTextEdit(told.text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("出错报告")
        self.copy = primary_button("复制报告")
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text.toPlainText()))
        leave = button("关闭")
        leave.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label("程序遇到了自身的错误，刚才的操作没有完成", "section"))
        layout.addWidget(
            label(
                "已保存的数据不受影响。请把下面的报告复制给维护人员；报告里只有程序位置和版本，没有台账内容。"
                "关闭后可以继续使用，再次出现请重新启动程序。",
                wrap=True,
            )
        )
        layout.addWidget(self.text, 1)
        layout.addLayout(row)

    def add(self, told: Report) -> None:
        """Another bug while the dialog is open."""
        self.text.appendPlainText("\n" + told.text)


class CrashHook(QObject):
    """Takes every exception nobody caught, from any thread, to the log and to the dialog."""

    _met = Signal(object)

    def __init__(self, app: QApplication, log_folder: Path, clock: Clock) -> None:
        super().__init__(app)
        self._log = log_folder / _LOG_NAME
        self._clock = clock
        self._lock = threading.Lock()
        self.dialog: CrashDialog | None = None
        self._met.connect(self._on_met, Qt.ConnectionType.QueuedConnection)

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """The ``sys.excepthook``."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            self.meet(error)

    def on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        """The ``threading.excepthook``."""
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self.meet(args.exc_value)

    def on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        """Qt's own warnings go to the log, without anything a person could have typed."""
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            self.write(f"{shown(self._clock.now())} Qt {kind.name} {_NAMES.sub('…', text or '')}\n")

    def meet(self, error: BaseException) -> None:
        """Log a bug and show it; a ``UserError`` is shown as what it is."""
        if not isinstance(error, UserError):
            told = report(error, shown(self._clock.now()))
            self.write(told.text + "\n")
            self._met.emit(told)
        else:
            self._met.emit(error)

    def write(self, text: str) -> None:
        """Append to the log; where that is impossible, to standard error."""
        try:
            with self._lock:
                self._log.parent.mkdir(parents=True, exist_ok=True)
                if self._log.exists() and self._log.stat().st_size > _LOG_LIMIT:
                    self._log.replace(self._log.with_suffix(".old.log"))
                with self._log.open("a", encoding="utf-8") as log:
                    log.write(text)
        except OSError:
            # sys.stderr is None in a windowed build; the dialog still shows the report.
            if sys.stderr is not None:
                sys.stderr.write(text)

    def _on_met(self, what: Report | UserError) -> None:
        if isinstance(what, UserError):
            messages.show_error(None, what)
        elif self.dialog is not None:
            self.dialog.add(what)
        else:
            self.dialog = CrashDialog(what)
            self.dialog.finished.connect(self._on_dialog_finished)
            self.dialog.open()

    def _on_dialog_finished(self) -> None:
        self.dialog = None


def install_crash_hook(app: QApplication, log_folder: Path, clock: Clock | None = None) -> CrashHook:
    """Route uncaught exceptions of all threads and Qt's warnings to ``log_folder/crash.log`` and the dialog."""
    hook = CrashHook(app, log_folder, clock or SystemClock())
    sys.excepthook = hook.on_exception
    threading.excepthook = hook.on_thread_exception
    qInstallMessageHandler(hook.on_qt_message)
    return hook
