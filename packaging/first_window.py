r"""The first window of a program: waited for, its title told, the program ended. Standard library, runs on Windows.

    python packaging\first_window.py COMMAND [ARGUMENT …]

Run with the Windows Python of the build, also under Wine. The title goes to standard output as JSON, which any code
page can print. Exit status 0: a window came; 1: none did, or the program ended without one.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import time

#: Seconds; a first start on a slow disk with a virus scanner takes a while.
_PATIENCE = 120.0


class NoWindow(Exception):
    """The program ended, or the patience was over."""


def title_of(process: int) -> str:
    """The title of a visible top-level window of a process, empty while there is none."""
    if sys.platform == "win32":
        user32, found = ctypes.windll.user32, []

        def look(window: int, _: int) -> bool:
            owner, handle = ctypes.c_ulong(), ctypes.c_void_p(window)
            user32.GetWindowThreadProcessId(handle, ctypes.byref(owner))
            if owner.value == process and user32.IsWindowVisible(handle):
                words = ctypes.create_unicode_buffer(200)
                user32.GetWindowTextW(handle, words, len(words))
                found.extend([words.value] if words.value else [])
            return not found

        kind = ctypes.WINFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)
        user32.EnumWindows(kind(look), None)
        return found[0] if found else ""
    else:
        raise OSError("only Windows tells")


def first_window(command: list[str]) -> tuple[str, float]:
    """Title of the first window and seconds from the start to it; the program is ended afterwards.

    Raises:
        NoWindow: none came.
    """
    start = time.perf_counter()
    with subprocess.Popen(command) as running:
        try:
            while not (title := title_of(running.pid)):
                if running.poll() is not None or time.perf_counter() - start > _PATIENCE:
                    raise NoWindow(f"{command[0]}: {running.poll()}")
                time.sleep(0.005)
            return title, time.perf_counter() - start
        finally:
            running.kill()


def main() -> int:
    """Entry point; returns the exit status."""
    try:
        title, _ = first_window(sys.argv[1:])
    except NoWindow as none:
        print(none, file=sys.stderr)
        return 1
    print(json.dumps(title))
    return 0


if __name__ == "__main__":
    sys.exit(main())
