"""``backup``: a checked copy of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..services.maintenance import back_up
from .common import DONE, result, say, signed_in

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Make the copy, open it, check it."""
    with signed_in(given) as session:
        file = back_up(session, given.out).value
    say(f"备份已完成并核对：{file}")
    result(ok=True, file=file)
    return DONE
