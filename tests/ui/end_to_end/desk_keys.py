"""A screen of its own (Xvfb), the real program on it, and a clerk who has nothing but the keyboard (xdotool).

Nothing of the program is imported. What it does is seen from outside only: the titles of its windows, and the picture
on the screen. Waiting is always for one of these; there is a bound, so that a run that hangs ends and says at what.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

WIDTH, HEIGHT = 1366, 768
#: A run that waits longer than so many seconds for one thing has hung.
PATIENCE = 120
_BETWEEN_LOOKS = 0.05
_LEVELS = 4
_KEYCODES = Path("/usr/share/X11/xkb/keycodes/evdev")
_KEYMAP = """xkb_keymap {{
    xkb_keycodes {{ include "evdev+aliases(qwerty)" }};
    xkb_types {{ include "complete" }};
    xkb_compat {{ include "complete" }};
    xkb_symbols {{ include "pc+us+level3(ralt_switch)"
{keys}
    }};
}};
"""


class Hung(AssertionError):
    """What was waited for did not come."""


class Screen:
    """A screen without a window manager, whose keyboard has a key for every Chinese character that will be typed.

    ``xdotool`` can type what no key has by changing the keyboard for a moment; a busy program learns of the change
    too late and reads another character. Hence the keys are there beforehand.
    """

    def __init__(self, folder: Path, characters: str) -> None:
        """``folder`` takes the picture of the screen; ``characters`` is everything beyond ASCII to be typed."""
        self._folder = folder
        folder.mkdir()
        keymap = folder / "keys.xkb"
        keymap.write_text(_keymap(characters), encoding="ascii")
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder),
             "-nolisten", "tcp", "-noreset"],
            pass_fds=(write,),
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read, encoding="ascii") as told:
            self.display = f":{told.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.display}
        self._learn(keymap)

    def _learn(self, keymap: Path) -> None:
        for keyboard in ("3", "5", "7"):  # the core one, that of xdotool, and that of the screen
            subprocess.run(
                ["xkbcomp", "-w0", "-i", keyboard, str(keymap), self.display],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def look(self) -> QImage:
        """The picture now on the screen: an XWD file that the server keeps up to date."""
        raw = (self._folder / "Xvfb_screen0").read_bytes()
        head = [int.from_bytes(raw[at : at + 4], "big") for at in range(0, 100, 4)]
        start, stride = head[0] + 12 * head[19], head[12]
        return QImage(raw[start:], head[4], head[5], stride, QImage.Format.Format_RGB32).copy()

    def keep_picture(self, name: str) -> Path:
        """Write what is now on the screen beside the screen's own files; returns where."""
        picture = self._folder / f"{name}.png"
        self.look().save(str(picture))
        return picture

    def close(self) -> None:
        """Take the screen away."""
        self._server.terminate()
        self._server.wait()


def _keymap(characters: str) -> str:
    """The usual keyboard, with the spare keys bound to these characters: alone, with Shift, AltGr, and both."""
    wanted = sorted({char for char in characters if not char.isascii()})
    names = (line.split() for line in _KEYCODES.read_text("ascii").splitlines())
    spare = [
        words[0]
        for words in names
        if len(words) > 2
        and words[1] == "="
        and words[0].startswith("<I")
        and int(words[2].rstrip(";")) < 256
    ]
    if len(wanted) > _LEVELS * len(spare):
        raise ValueError(f"{len(wanted)} characters, but only {_LEVELS * len(spare)} places on the keyboard")
    keys = []
    for at, name in enumerate(spare):
        symbols = [f"U{ord(char):04X}" for char in wanted[at :: len(spare)]]
        symbols += ["NoSymbol"] * (_LEVELS - len(symbols))
        keys.append(
            f'        key {name} {{ type= "FOUR_LEVEL", symbols[Group1]= [ {", ".join(symbols)} ] }};'
        )
    return _KEYMAP.format(keys="\n".join(keys))


class Keys:
    """The hands of the clerk on one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.screen.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def press(self, *keys: str) -> None:
        """Press keys one after the other: ``Return``, ``ctrl+s``, ``shift+Tab``."""
        self._xdotool("key", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._xdotool("type", "--delay", "2", "--", text)

    # --- what is seen from outside ---

    @property
    def title(self) -> str:
        """The title of the window that has the keyboard; "" while none has."""
        return self._xdotool("getwindowfocus", "getwindowname")

    def titles(self) -> list[str]:
        """The titles of all windows on the screen."""
        found = self._xdotool("search", "--onlyvisible", "--name", ".").split()
        return [self._xdotool("getwindowname", one) for one in found]

    def wait_title(self, words: str) -> None:
        """Until the window with the keyboard has these words in its title."""
        self.wait(f"a window “{words}”", lambda: words in self.title)

    def wait(self, what: str, seen: Callable[[], object]) -> None:
        """Look again and again until ``seen`` says yes.

        Raises:
            Hung: it never does; names the windows, and the file with the picture of the screen at that moment.
        """
        end = time.monotonic() + PATIENCE
        while not seen():
            if time.monotonic() > end:
                picture = self.screen.keep_picture("hung")
                raise Hung(
                    f"{what}: not seen within {PATIENCE} s; the keyboard is in “{self.title}”, "
                    f"there are {self.titles()}; picture: {picture}"
                )
            time.sleep(_BETWEEN_LOOKS)


class Program:
    """The program itself in a process of its own, on a screen."""

    def __init__(self, screen: Screen, data: Path, settings: Path) -> None:
        """``settings``: the folder in which the window keeps its size and columns."""
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "zhuize_desktop", "--data", str(data)],
            env=program_environment(screen.environment, settings),
            stdin=subprocess.DEVNULL,
        )

    def close(self) -> None:
        """End it as the system does at the end of the day, if it still runs."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()


def program_environment(base: dict[str, str], settings: Path) -> dict[str, str]:
    """The environment of the program: this screen and no other, and nothing of the user's own settings."""
    kept = {name: value for name, value in base.items() if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    return {**kept, "XDG_CONFIG_HOME": str(settings), "QT_QPA_PLATFORM": "xcb"}


def command(*arguments: str, settings: Path) -> str:
    """Run one command of the program to its end, as another program would; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "zhuize_desktop", *arguments],
        env=program_environment(dict(os.environ), settings),
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


def characters_of(texts: Iterable[str]) -> str:
    """Everything in some texts that has no key on the usual keyboard."""
    return "".join(sorted({char for text in texts for char in text if not char.isascii()}))
