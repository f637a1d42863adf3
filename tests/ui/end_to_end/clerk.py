"""The clerk at the dossier: knows it as the manual tells it, and has only keys and eyes (``desk_keys``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhuize_desktop.domain import tracks

if TYPE_CHECKING:
    from pathlib import Path

    from ui.end_to_end.desk_keys import Keys

#: What stands behind the tabs of every sheet, in the order of the list at the left.
SHEETS: tuple[tuple[str, ...], ...] = (
    *(tuple(part.record.noun for part in sheet.parts) for sheet in tracks.SHEETS),
    ("登记内容",),
    ("规则提示",),
    ("审批件",),
)
#: The first of what the sheet of a stage holds: a step turns to that sheet.
OPENED = {
    "初步核实": "初步核实",
    "分类处置": "分类处置意见",
    "核查": "核查工作方案",
    "处理": "处理决定",
    "整改": "整改通知",
    "销号": "反馈来源",
}
_FRONT = re.compile(
    r"(?P<what>.+?)(?: (?P<count>\d+|✓))? · (?P<number>\S+)（(?P<stage>[^：）]+)(?:：(?P<left>[^）]+))?）\*? - "
)


class Clerk:
    """One person at the window, logged in or not.

    Fields of a form are given in their order, from the first to the last that is filled in: a text; ``None`` for one
    that is passed over; ``""`` for one whose preset is taken out; a list for one that takes several; ``Lines`` for one
    in which Enter makes a new line.
    """

    def __init__(self, keys: Keys, pictures: Path | None = None) -> None:
        """``pictures``: where ``look`` puts what the screen shows; without it, nowhere."""
        self.keys = keys
        self._was_here = False
        self._pictures = pictures

    def look(self, name: str) -> None:
        """Keep a picture of the screen, for people."""
        if self._pictures is not None:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self.keys.screen.look().save(str(self._pictures / f"{name}.png"))

    # --- coming and going ---

    def log_in(self, login: str, password: str) -> None:
        """From the login window to the workbench; the name of the last user stands there already."""
        self.keys.wait_title("登录 - ")
        if self._was_here:
            self.keys.press("shift+Tab", "ctrl+a")
        self._was_here = True
        self.keys.type(login)
        self.keys.press("Return")
        self.keys.type(password)
        self.keys.press("Return")
        self.keys.wait_title("工作台")

    def log_out(self) -> None:
        """Ctrl+L."""
        self.keys.press("ctrl+l")
        self.keys.wait_title("登录 - ")

    # --- where one is ---

    def front(self) -> tuple[str, str, str]:
        """What stands in front, how much of it there is, and the stage: as the title of the window says."""
        found = _FRONT.match(self.keys.title)
        return ("", "", "") if found is None else (found["what"], found["count"] or "", found["stage"])

    def wait_front(self, what: str, count: str = "") -> None:
        """Until this stands in front, and that much of it; and nothing waits to be saved."""
        self.keys.wait(
            f"{what} {count}",
            lambda: (
                self.front()[0] == what
                and (not count or self.front()[1] == count)
                and "*" not in self.keys.title
            ),
        )

    def wait_stage(self, stage: str) -> None:
        """Until the clue is at this stage."""
        self.keys.wait(f"the stage {stage}", lambda: self.front()[2] == stage)

    def go(self, what: str) -> None:
        """Ctrl+PgUp and PgDn to the sheet, Ctrl+Tab to the form or table on it."""
        wanted = _sheet_with(what)
        way = SHEETS.index(wanted) - SHEETS.index(_sheet_with(self.wait_sheet(*SHEETS)))
        if way:
            self.keys.press(*["ctrl+Next" if way > 0 else "ctrl+Prior"] * abs(way))
        turns = (wanted.index(what) - wanted.index(self.wait_sheet(wanted))) % len(wanted)
        if turns:
            self.keys.press(*["ctrl+Tab"] * turns)
        self.wait_sheet((what,))

    def wait_sheet(self, *sheets: tuple[str, ...]) -> str:
        """Until one of these is in front; returns what of it. Between two windows none has the keyboard."""
        seen: list[str] = []

        def look() -> bool:
            seen[:] = [self.front()[0]]
            return any(seen[0] in sheet for sheet in sheets)

        self.keys.wait(f"one of {sheets}", look)
        return seen[0]

    # --- typing ---

    def fill(self, *values: Value) -> None:
        """Type into the fields of the form in front, from its first one on."""
        for value in values:
            if isinstance(value, list):
                for one in value:
                    self.keys.type(one)
                    self.keys.press("Return")
                self.keys.press("Return")
                continue
            if value == "":
                self.keys.press("ctrl+a", "BackSpace")
            elif value is not None:
                self.keys.type(str(value))
            self.keys.press("ctrl+Return" if isinstance(value, Lines) else "Return")

    def form(self, what: str, *values: Value) -> None:
        """Fill in the one form of this kind and save it."""
        self.go(what)
        self.fill(*values)
        self.keys.press("ctrl+s")
        self.wait_front(what, "✓")

    def line(self, what: str, *values: Value) -> None:
        """Add a line of this kind in its dialog."""
        self.go(what)
        count = int(self.front()[1] or 0)
        self.keys.press("ctrl+shift+n")
        self.keys.wait_title(f"登记{what}")
        self.fill(*values)
        self.look(f"line-{what}-{count + 1}")
        self.keys.press("ctrl+s")
        self.wait_front(what, str(count + 1))

    # --- the step ---

    def to_missing(self) -> None:
        """Ctrl+Shift+Enter, while something stands in the way: to the first thing that does."""
        self.keys.press("ctrl+shift+Return")

    def explain(self, text: str) -> None:
        """The first 核实 that waits for an explanation gets it."""
        before = self.keys.title
        self.to_missing()
        self.keys.press("Return")
        self.keys.wait_title("核实 · ")
        self.keys.type(text)
        self.keys.press("ctrl+s")
        self.keys.wait("the explanation taken", lambda: self.front()[0] and self.keys.title != before)

    def step(self, stage: str) -> None:
        """The step forward, which leads to ``stage``, and to its sheet."""
        before, was = self.keys.title, self.front()[2]
        self.keys.press("ctrl+shift+Return")
        self.keys.wait_title("请确认")
        self.look(f"step-to-{stage}")
        self.keys.press("Return")
        self.keys.wait(f"the step to {stage}", lambda: self.front()[2] == stage and self.keys.title != before)
        if stage != was and stage in OPENED:
            self.wait_sheet(_sheet_with(OPENED[stage]))


def _sheet_with(what: str) -> tuple[str, ...]:
    return next(sheet for sheet in SHEETS if what in sheet)


class Lines(str):
    """A text for a field of several lines: Ctrl+Enter goes on."""

    __slots__ = ()


Value = str | Lines | list[str] | None
