"""Icons drawn for this program, by name. A word or an accessible name goes with each."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QIcon

from ..resources import resource


@cache
def icon(name: str) -> QIcon:
    """The icon ``resources/icons/<name>.svg``.

    Raises:
        FileNotFoundError: there is none of that name; a fault of the build.
    """
    return QIcon(str(resource("icons", f"{name}.svg")))
