"""The child process for heavy Python: rendering, checking everything, importing. No Qt in here.

The pool's initializer hands the child a queue for progress and a shared number naming the job to give up.
"""

from __future__ import annotations

import gc
import inspect
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.queues import SimpleQueue
    from multiprocessing.sharedctypes import Synchronized

#: A job makes a great many values that live until its end: to look among them for cycles after every 700, as Python
#: does by itself, takes as long as the work.
COLLECTED = (50_000, 20, 20)
_reports: SimpleQueue[tuple[int, float, str]] | None = None
_given_up: Synchronized[int] | None = None


class Aborted(Exception):
    """The person cancelled; raised by ``progress``."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A ``UserError`` on its way between processes; its subclasses do not survive pickling by themselves."""

    kind: type[UserError]
    args: tuple[Any, ...]
    state: dict[str, Any]

    def error(self) -> UserError:
        """The error again."""
        error = self.kind.__new__(self.kind, *self.args)
        error.args = self.args
        error.__dict__.update(self.state)
        return error


@dataclass(frozen=True, slots=True)
class Failed:
    """A bug on its way between processes: type and places, no contents."""

    kind: str
    steps: list[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The job stopped because it was cancelled."""


def takes_progress(fn: Callable[..., Any]) -> bool:
    """Whether a function has a parameter called ``progress``."""
    try:
        return "progress" in inspect.signature(fn).parameters
    except ValueError:  # a function written in C, which says nothing of its parameters
        return False


def prepare(reports: SimpleQueue[tuple[int, float, str]], given_up: Synchronized[int]) -> None:
    """Initializer of the pool."""
    global _reports, _given_up
    gc.set_threshold(*COLLECTED)
    _reports, _given_up = reports, given_up


def call(number: int, fn: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Run a job in the child: its result, or ``Refused``, ``Failed``, ``GivenUp``."""

    def progress(fraction: float, text: str = "") -> None:
        assert _reports is not None
        assert _given_up is not None
        if _given_up.value == number:
            raise Aborted
        _reports.put((number, fraction, text))

    try:
        return fn(*args, progress=progress) if takes_progress(fn) else fn(*args)
    except Aborted:
        return GivenUp()
    except UserError as error:
        return Refused(type(error), error.args, dict(error.__dict__))
    except Exception as error:  # every other exception is told to the parent, as a bug
        steps = [
            (step.filename, step.lineno or 0, step.name) for step in traceback.extract_tb(error.__traceback__)
        ]
        return Failed(f"{type(error).__module__}.{type(error).__qualname__}", steps)
