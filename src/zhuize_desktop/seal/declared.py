"""What a report's frozen content declares about its own signing: pairs of 签批 that one person might do (放宽).

The declaration lies under the signatures, so it cannot be added afterwards; a pair that is never relaxed is not taken
from here either. Whatever does not read as a declaration declares nothing, which is the strict answer.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from zhuize_desktop.domain.pairs import PairTable, Relaxation, Scope
from zhuize_desktop.domain.roles import Op


def declared_relaxations(content: Any) -> tuple[Relaxation, ...]:
    """The relaxations in the parsed content of a sealed file; none in a package, a backup or an older report."""
    snapshot = content.get("snapshot") if isinstance(content, dict) else None
    listed = snapshot.get("relaxed") if isinstance(snapshot, dict) else None
    if not isinstance(listed, list):
        return ()
    try:
        found = tuple(
            Relaxation(
                Op(one["first"]), Op(one["second"]), str(one["reason"]), date.fromisoformat(one["since"])
            )
            for one in listed
        )
    except (KeyError, TypeError, ValueError):
        return ()
    return PairTable(found).of_scope(Scope.REPORT).relaxed
