"""What the first page shows, gathered in one go on the ledger thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...services.workbench import Workbench
from ..report.loading import Listed, load_list

if TYPE_CHECKING:
    from ...services.session import Session


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows.

    Attributes:
        bench: the workbench.
        sources: word, number and codes of each source.
        reports: the calendar of reports.
        numbers: uid → number of the clues that have a kept draft.
        opening_waits: there is stock for which nobody has signed, or other stock than what was signed for.
    """

    bench: Workbench
    sources: tuple[tuple[str, int, tuple[str, ...]], ...]
    reports: Listed
    numbers: Mapping[str, str]
    opening_waits: bool = False


def load_bench(session: Session) -> Shown:
    """Everything at once."""
    from ...services.clues import FORM, shown_rows, with_sources
    from ...services.drafts import case_of
    from ...services.opening import opening_waits
    from ...services.workbench import look

    bench, book = look(session), session.rulebook()
    roots = {
        one.label: one.code for one in book.dictionary("source_kind").entries(active=False) if not one.parent
    }
    sources = tuple(
        (label, count, with_sources(book, roots[label]) if label in roots else ())
        for label, count in bench.sources
    )
    drafted = {one.uid for one in bench.drafts if one.form == FORM and one.uid}
    drafted |= {found[1] for one in bench.drafts if (found := case_of(one)) is not None}
    numbers = {one.row.clue.uid: one.row.clue.number for one in shown_rows(session, sorted(drafted))}
    return Shown(bench, sources, load_list(session), numbers, opening_waits(session))
