"""The command line from its arguments to its exit code."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..domain.errors import UserError
from ..seal.atomic import make_folder
from .arguments import build_parser

if TYPE_CHECKING:
    from argparse import Namespace

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
    "open": "open_file",
    "verify-update": "verify_update",
}
#: Commands that show a window.
_WINDOWS = (None, "open")
REFUSED = 2


def run(arguments: list[str]) -> int:
    """Do what the command line asks; 0 done, 1 something examined is not good, 2 refused."""
    _speak_utf8()
    given = None
    try:
        given = build_parser().parse_args(arguments)
        _refuse_broken_text(given)
        _keep_beside()
        code = _dispatch(given)
        if sys.stdout is not None:  # a windowed program has none
            sys.stdout.flush()  # while it can still be told that the reader went away
        return code
    except UserError as error:
        _tell(error.sentence, given)
        return REFUSED
    except KeyboardInterrupt:
        print("已按要求中止；没有完成的操作没有写入台账。", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # Whoever read the output went away (``| head``): nothing is left to be said, also not while leaving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except Exception as error:
        _tell(f"程序出错，没有完成的操作没有写入台账；请把“{_log(error)}”交给管理员。", given)
        return REFUSED


def _tell(sentence: str, given: Namespace | None) -> None:
    """Say why nothing came of it: in a window where that is all there is, otherwise as the one line of the output."""
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)
    elif given is None or (not given.smoke_test and given.command in _WINDOWS):
        # Somebody clicked on the windowed program. A command given to it is answered by the exit code alone.
        from ..app import show_refusal

        show_refusal(sentence)


def _keep_beside() -> None:
    """A portable program leaves nothing on the PC it was plugged into, not even for a moment."""
    from ..storage.folders import portable_place

    place = portable_place()
    if place is not None:
        temporary = place / "temp"
        make_folder(temporary)
        # Child processes heed these too.
        os.environ.update(dict.fromkeys(("TMP", "TEMP", "TMPDIR"), str(temporary)))
        tempfile.tempdir = None


def _refuse_broken_text(given: Namespace) -> None:
    """Refuse words in another encoding than the system's; file names may be any bytes, nothing else can be kept."""
    for value in vars(given).values():
        for text in value if isinstance(value, list) else (value,):
            if (
                isinstance(text, str)
                and not text.isascii()
                and any("\ud800" <= char <= "\udfff" for char in text)
            ):
                raise UserError("参数里有认不出的文字（编码与系统不同），请重新输入。")


def _log(error: Exception) -> Path:
    """Keep the places in the code that a bug went through; no message and no value, which may hold what was typed."""
    lines = [f"zhuize-desktop {__version__}  Python {sys.version.split()[0]}  {sys.platform}"]
    step: BaseException | None = error
    while step is not None:
        lines.append(f"{type(step).__module__}.{type(step).__qualname__}")
        lines += [
            f"  {Path(place.filename).name}:{place.lineno} {place.name}"
            for place in traceback.extract_tb(step.__traceback__)
        ]
        step = step.__cause__ or step.__context__
    descriptor, name = tempfile.mkstemp(".log", "zhuize-desktop-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
    return Path(name)


def _dispatch(given: Namespace) -> int:
    if given.smoke_test:
        from .smoke_test import run as smoke_test

        return smoke_test(given.log)
    if given.command in _WINDOWS:
        _require_screen()
    if given.command is None:
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
