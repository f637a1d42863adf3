"""``open``: a sealed file that somebody double-clicked, verified in a window. Needs no data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Show what the proof of every file says until the window is closed."""
    from ..app import show_proofs

    return show_proofs(tuple(given.files))
