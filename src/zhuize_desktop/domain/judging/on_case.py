"""What of a case the rules are asked with: the facts jurisdiction depends on, the class and cell of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import Handling, LiablePerson, LossFinding
from . import classes, jurisdiction, ranges
from .basis import chosen_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case, Laid


def facts(case: Case, *, deciding: bool) -> jurisdiction.Facts:
    """For the investigation what was estimated, for the decision what was found."""
    persons = {one.person for one in case.all(LiablePerson)} if deciding else set(case.clue.persons)
    cadres = frozenset(case.persons[uid].cadre_authority for uid in persons if uid in case.persons)
    chosen = chosen_pack(case)
    consequence = classes.severity_of(case.clue.consequence_class)
    loss = classes.severity_of(case.clue.loss_class)
    if loss is None:
        loss = classes.class_of(case.book, case.clue.estimated_loss or 0, chosen).severity
    if deciding and case.all(LossFinding):
        found = [classes.graded(case, one, chosen) for one in case.all(LossFinding)]
        loss = classes.heaviest(
            one.loss.severity or classes.severity_of(one.finding.loss_class) for one in found
        )
        consequence = classes.heaviest(one.consequence for one in found)
    return jurisdiction.Facts(loss, consequence, case.level(), cadres - {""})


def competence(case: Case, *, deciding: bool) -> jurisdiction.Competence | None:
    """Who is competent for this case as it stands: to investigate, or to decide."""
    return jurisdiction.competent(
        case.book, facts(case, deciding=deciding), chosen_pack(case), deciding=deciding
    )


def advice_for(case: Case, one: LiablePerson) -> ranges.Advice:
    """The cell of the matrix a liable person falls into."""
    severity = classes.confirmed_class(case, one.loss_findings)
    return ranges.advise(case.book, severity, one.liability, one.adjustment, chosen_pack(case))


def handlings_of(case: Case, one: LiablePerson) -> tuple[Handling, ...]:
    """What this case lays on a liable person."""
    return tuple(found for found in case.all(Handling) if found.liable == one.uid)


def by_person(case: Case) -> Iterator[tuple[str, tuple[Laid, ...], tuple[Laid, ...]]]:
    """Person → what this case lays on them, and what other cases did."""
    laid = case.laid()
    for person in dict.fromkeys(one.person for one in laid if one.person):
        mine = tuple(one for one in laid if one.person == person)
        yield person, mine, tuple(one for one in case.elsewhere if one.person == person)
