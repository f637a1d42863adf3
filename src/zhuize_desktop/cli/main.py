"""The command line from its arguments to its exit code."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from ..domain.errors import UserError
from .arguments import build_parser

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

#: Command → the module whose ``run(arguments)`` gives the exit code; imported only when wanted.
_COMMANDS = {
    "init": "first_start",
    "demo": "demo",
    "import-ledger": "import_ledger",
    "ledger": "ledger",
    "report": "report",
    "sign": "sign",
    "verify": "verify",
    "doctor": "doctor",
    "backup": "backup",
    "restore": "restore",
}
REFUSED = 2


def run(arguments: list[str]) -> int:
    """Do what the command line asks; 0 done, 1 something examined is not good, 2 refused."""
    _speak_utf8()
    try:
        given = build_parser().parse_args(arguments)
        return _dispatch(given)
    except UserError as error:
        print(error.sentence, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("已按要求中止，没有写入任何内容。", file=sys.stderr)
        return REFUSED


def _dispatch(given: Namespace) -> int:
    if given.smoke_test:
        from .smoke_test import run as smoke_test

        return smoke_test()
    if given.command is None:
        _require_screen()
        from ..app import run_window

        return run_window(data_path(given))
    module = import_module(f".{_COMMANDS[given.command]}", __package__)
    return int(module.run(given))


def _require_screen() -> None:
    """Qt would end the process with English words where there is no screen."""
    if sys.platform == "linux" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise UserError(
            "这台电脑现在没有图形界面，打不开窗口；请在桌面环境中运行，或使用命令（--help 查看）。"
        )


def data_path(given: Namespace) -> Path:
    """The data folder asked for, else the installed one."""
    from ..storage.folders import default_data_folder

    return given.data or default_data_folder().path


def _speak_utf8() -> None:
    """UTF-8 whatever the console's code page is, also when the output goes into a pipe."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
