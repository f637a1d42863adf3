"""``doctor``: is the ledger in good health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..services.maintenance import examine
from .common import DONE, NOT_GOOD, result, say, signed_in

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Check database, cipher, references, attachments, key file, trail and anchors."""
    with signed_in(given) as session:
        problems = examine(session)
    for problem in problems:
        say(f"✗ {problem}")
    say("台账完好。" if not problems else "台账有问题，请停止录入并联系管理员。")
    result(ok=not problems, problems=problems)
    return NOT_GOOD if problems else DONE
