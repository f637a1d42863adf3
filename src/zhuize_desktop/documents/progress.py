"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Called with the part done (0 to 1) and a Chinese sentence; it may raise to stop the work.
Progress = Callable[[float, str], None]
