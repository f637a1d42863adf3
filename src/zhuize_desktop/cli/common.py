"""What the commands share: the password, the session, the last line of the output."""

from __future__ import annotations

import getpass
import json
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..domain.clock import Clock, SystemClock
from ..domain.errors import FileProblem
from ..services.session import Session, log_in
from ..storage.folders import DataFolder, default_data_folder

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

DONE, NOT_GOOD = 0, 1
#: A secret is one line; what gives more (a device without end, a wrong file) is not read on.
_LONGEST_SECRET_FILE = 64 * 1024


def password_of(given: Namespace) -> str:
    """The password from its file, else typed without echo.

    Raises:
        FileProblem: the file is missing or empty, or nobody is there to type.
    """
    return secret_of(given.password_file, "密码", "密码：")


def secret_of(path: Path | None, what: str, prompt: str) -> str:
    """A secret from the first line of a file, else typed without echo.

    Raises:
        FileProblem: as for ``password_of``.
    """
    if path is None:
        return _typed(what, prompt)
    try:
        with path.open("rb") as stream:
            lines = _text_of(stream.read(_LONGEST_SECRET_FILE + 1), what, path).splitlines()
    except FileNotFoundError:
        raise FileProblem(f"找不到{what}文件“{path}”，请检查路径。") from None
    except (OSError, UnicodeDecodeError):
        raise FileProblem(f"{what}文件“{path}”读不了，请检查权限，并存为 UTF-8 文本。") from None
    if not lines or not lines[0]:
        raise FileProblem(f"{what}文件“{path}”第一行是空的，请把{what}写在第一行。")
    return lines[0]


def _text_of(data: bytes, what: str, path: Path) -> str:
    if len(data) > _LONGEST_SECRET_FILE:
        raise FileProblem(f"{what}文件“{path}”过大，不像是{what}文件，请核对后重新给出。")
    return data.decode("utf-8-sig")


def _typed(what: str, prompt: str) -> str:
    try:
        with warnings.catch_warnings():
            # Where nothing can hide what is typed, getpass would warn in English and show it.
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except (EOFError, getpass.GetPassWarning):
        raise FileProblem(f"没有输入{what}；不在屏幕前运行时请用文件给出。") from None


def folder_of(given: Namespace) -> DataFolder:
    """The data folder asked for, else the installed one."""
    return DataFolder(given.data) if given.data is not None else default_data_folder()


@contextmanager
def signed_in(given: Namespace, clock: Clock | None = None) -> Iterator[Session]:
    """The session of ``--user``, closed afterwards whatever happens."""
    session = log_in(folder_of(given), given.user, password_of(given), clock or SystemClock())
    try:
        yield session
    finally:
        session.close()


def say(text: str) -> None:
    """A line for people."""
    print(text)


def result(**values: Any) -> None:
    """The last line: one JSON object for programs."""
    print(json.dumps(values, ensure_ascii=False, default=str))
