"""What the first page shows, gathered in one go on the ledger thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...services.workbench import Workbench
from ..report.loading import Listed, load_list

if TYPE_CHECKING:
    from ...services.session import Session


@dataclass(frozen=True, slots=True)
class Shown:
    """The workbench with the codes behind its source words, and the calendar of reports."""

    bench: Workbench
    sources: tuple[tuple[str, int, tuple[str, ...]], ...]
    reports: Listed


def load_bench(session: Session) -> Shown:
    """Everything at once."""
    from ...services.clues import with_sources
    from ...services.workbench import look

    bench, book = look(session), session.rulebook()
    roots = {
        one.label: one.code for one in book.dictionary("source_kind").entries(active=False) if not one.parent
    }
    sources = tuple(
        (label, count, with_sources(book, roots[label]) if label in roots else ())
        for label, count in bench.sources
    )
    return Shown(bench, sources, load_list(session))
