"""Work behind the window: one ledger thread, one child process, results on the GUI thread."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ..domain.errors import UserError
from . import messages
from .busy import Veil
from .child import Aborted, Failed, GivenUp, Refused, call, prepare, takes_progress
from .crash import RemoteFault, short_path

#: Work that is done sooner shows nothing at all.
BUSY_AFTER_MS = 300
_EXPECTED = (UserError, Aborted)

Done = Callable[[Any], None]
Refusal = Callable[[Exception], None]


class Job(QObject):
    """One piece of work under way.

    Signals:
        progressed: fraction from 0 to 1 and a few words, on the GUI thread.
        finished: it is over, however it ended.
    """

    progressed = Signal(float, str)
    finished = Signal()

    def __init__(self, number: int, title: str, can_cancel: bool, owner: QWidget | None) -> None:
        super().__init__()
        self.number = number
        self.title = title
        self.can_cancel = can_cancel
        self.on_done: Done | None = None
        self.on_error: Refusal | None = None
        self.on_abort: Callable[[], None] | None = None
        self.is_superseded = False
        self._owner = None if owner is None else weakref.ref(owner)
        self._stop = threading.Event()
        self._give_up: Callable[[], None] = self._stop.set

    def cancel(self) -> None:
        """Ask it to stop; it does at its next ``progress``."""
        if self.can_cancel:
            self._give_up()

    def report(self, fraction: float, text: str = "") -> None:
        """The ``progress`` handed to work on the ledger thread. Raises ``Aborted`` after ``cancel``."""
        if self._stop.is_set():
            raise Aborted
        self.progressed.emit(fraction, text)

    @property
    def owner(self) -> QWidget | None:
        """The widget it works for, ``None`` when there is none (any more)."""
        widget = self._owner() if self._owner is not None else None
        return widget if widget is not None and isValid(widget) else None

    @property
    def may_deliver(self) -> bool:
        """Whether its callbacks are to be called: its owner lives, and no later job took its place."""
        return not self.is_superseded and (self._owner is None or self.owner is not None)


class Jobs(QObject):
    """Runs work and brings results back.

    Signals:
        changed: the ``.changes`` of whatever came back; sent even when the job's owner is gone.
        started: a ``Job`` began waiting or running.
        idle: nothing is under way any more.
    """

    changed = Signal(object)
    started = Signal(object)
    idle = Signal()
    _settled = Signal(object, object)
    _told = Signal(int, float, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._running: dict[int, Job] = {}
        self._latest: dict[tuple[int, str], Job] = {}
        self._ledger = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._child: _Child | None = None
        self._is_closing = False
        queued = Qt.ConnectionType.QueuedConnection
        self._settled.connect(self._on_settled, queued)
        self._told.connect(self._on_told, queued)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits or runs."""
        return not self._running

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        on_done: Done | None = None,
        on_error: Refusal | None = None,
        on_abort: Callable[[], None] | None = None,
        owner: QWidget | None = None,
        busy: QWidget | None = None,
        title: str = "",
        latest: str = "",
    ) -> Job:
        """Run ``fn(*args)`` on the ledger thread, after what was asked before.

        Args:
            fn: takes and returns plain values; a parameter ``progress`` gets ``(fraction, text)`` and makes
                the job cancellable.
            args: its arguments.
            on_done: gets the result.
            on_error: gets the exception instead of the usual box; a bug goes to the crash dialog besides.
            on_abort: told when the person cancelled.
            owner: when it is deleted before the end, the callbacks are skipped.
            busy: covered after 0.3 s by a panel with progress and, where possible, 取消.
            title: what is being done, in words.
            latest: of jobs with this name and owner only the newest delivers (searching while typing).
        """
        job = self._begin(fn, owner, busy, title, latest, on_done, on_error, on_abort)
        work = partial(fn, *args, progress=job.report) if job.can_cancel else partial(fn, *args)
        future = self._ledger.submit(work)
        future.add_done_callback(partial(self._on_future_done, job))
        return job

    def run_apart(
        self,
        fn: Callable[..., Any],
        *args: Any,
        on_done: Done | None = None,
        on_error: Refusal | None = None,
        on_abort: Callable[[], None] | None = None,
        owner: QWidget | None = None,
        busy: QWidget | None = None,
        title: str = "",
    ) -> Job:
        """Like ``run``, in the child process: ``fn`` is a module's function, arguments and result are picklable."""
        job = self._begin(fn, owner, busy, title, "", on_done, on_error, on_abort)
        if self._child is None:
            self._child = _Child(self._told.emit)
        child = self._child
        job._give_up = lambda: child.give_up(job.number)
        child.submit(job.number, fn, args).add_done_callback(partial(self._on_future_done, job))
        return job

    def shut_down(self) -> None:
        """Stop what can be cancelled, wait for the rest (a saved record is never dropped), end both executors."""
        self._is_closing = True
        for job in list(self._running.values()):
            job.cancel()
        self._ledger.shutdown(wait=True)
        if self._child is not None:
            self._child.shut_down()
            self._child = None

    # --- on the GUI thread ---

    def _begin(
        self,
        fn: Callable[..., Any],
        owner: QWidget | None,
        busy: QWidget | None,
        title: str,
        latest: str,
        on_done: Done | None,
        on_error: Refusal | None,
        on_abort: Callable[[], None] | None,
    ) -> Job:
        job = Job(next(self._numbers), title, takes_progress(fn), owner)
        job.on_done, job.on_error, job.on_abort = on_done, on_error, on_abort
        self._running[job.number] = job
        if latest:
            key = (id(owner), latest)
            if (older := self._latest.get(key)) is not None:
                older.is_superseded = True
                older.cancel()
            self._latest[key] = job
        if busy is not None:
            # The veil is the timer's receiver: gone with the widget it covers.
            veil = Veil.over(busy)
            veil.attend(job)
            QTimer.singleShot(BUSY_AFTER_MS, veil, veil.appear)
        self.started.emit(job)
        return job

    def _on_told(self, number: int, fraction: float, text: str) -> None:
        if (job := self._running.get(number)) is not None:
            job.progressed.emit(fraction, text)

    def _on_settled(self, job: Job, outcome: Any) -> None:
        self._running.pop(job.number, None)
        self._latest = {key: held for key, held in self._latest.items() if held is not job}
        job.finished.emit()
        try:
            self._deliver(job, outcome)
        finally:
            changes = getattr(outcome, "changes", None)
            if changes is not None:
                self.changed.emit(changes)
            if not self._running:
                self.idle.emit()

    def _deliver(self, job: Job, outcome: Any) -> None:
        if isinstance(outcome, _Raised):
            self._deliver_error(job, outcome.error)
        elif job.may_deliver and job.on_done is not None:
            job.on_done(outcome)

    def _deliver_error(self, job: Job, error: BaseException) -> None:
        if isinstance(error, Aborted):
            if job.may_deliver and job.on_abort is not None:
                job.on_abort()
            return
        heard = job.may_deliver and job.on_error is not None
        try:
            if heard and isinstance(error, Exception):
                assert job.on_error is not None
                job.on_error(error)
        finally:
            if not isinstance(error, UserError):
                sys.excepthook(type(error), error, error.__traceback__)
            elif not heard and not job.is_superseded:
                messages.show_error(job.owner or QApplication.activeWindow(), error)

    # --- on any thread ---

    def _on_future_done(self, job: Job, future: Future[Any]) -> None:
        error = future.exception()
        outcome = _Raised(error) if error is not None else _came_home(future.result())
        if self._is_closing and isinstance(outcome, _Raised) and not isinstance(outcome.error, _EXPECTED):
            # The event loop is over and nobody is left to be shown it: the log still hears of a bug.
            sys.excepthook(type(outcome.error), outcome.error, outcome.error.__traceback__)
        elif isValid(self):
            self._settled.emit(job, outcome)


class _Raised:
    """An exception as an outcome."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def _came_home(outcome: Any) -> Any:
    """What a child's answer means here."""
    if isinstance(outcome, Refused):
        return _Raised(outcome.error())
    if isinstance(outcome, GivenUp):
        return _Raised(Aborted())
    if isinstance(outcome, Failed):
        places = [f"{short_path(file)}:{line} {name}" for file, line, name in outcome.steps]
        return _Raised(RemoteFault(outcome.kind, places))
    return outcome


class _Child:
    """One spawned process, its progress queue and the thread that listens to it."""

    def __init__(self, tell: Callable[[int, float, str], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self._reports = context.SimpleQueue()
        self._given_up = context.Value("q", 0)
        self._tell = tell
        self._pool = ProcessPoolExecutor(1, context, prepare, (self._reports, self._given_up))
        self._listener = threading.Thread(target=self._listen, name="child-progress", daemon=True)
        self._listener.start()

    def submit(self, number: int, fn: Callable[..., Any], args: tuple[Any, ...]) -> Future[Any]:
        """Queue a job."""
        return self._pool.submit(call, number, fn, args)

    def give_up(self, number: int) -> None:
        """Make the next ``progress`` of this job raise ``Aborted``."""
        self._given_up.value = number

    def shut_down(self) -> None:
        """End the process and the listener."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._reports.put((0, 0.0, ""))
        self._listener.join()
        self._reports.close()

    def _listen(self) -> None:
        while True:
            number, fraction, text = self._reports.get()
            if number == 0:
                return
            self._tell(number, fraction, text)
