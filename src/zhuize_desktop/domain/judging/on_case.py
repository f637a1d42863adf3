"""What of a case the rules are asked with: the facts jurisdiction depends on, the class and cell of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import Handling, LiablePerson, Loss, LossFinding
from ..stages import Stage
from . import classes, jurisdiction, pay, ranges
from .basis import act_day, asked_of, handling_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..case import Case, Laid


def facts(case: Case, *, deciding: bool) -> jurisdiction.Facts:
    """For the investigation what was estimated, for the decision what was found."""
    persons = {one.person for one in case.all(LiablePerson)} if deciding else set(case.clue.persons)
    cadres = frozenset(case.persons[uid].cadre_authority for uid in persons if uid in case.persons)
    asked = asked_of(case)
    consequence = classes.severity_of(case.clue.consequence_class)
    loss = classes.severity_of(case.clue.loss_class)
    if loss is None:
        loss = classes.class_of(case.book, case.clue.estimated_loss or 0, asked).severity
    if deciding and case.all(LossFinding):
        found = [classes.graded(case, one, asked) for one in case.all(LossFinding)]
        # Of all findings together: a loss that is told in two parts goes to no lower body than one that is told whole.
        whole = classes.class_of(case.book, sum(one.totals.counted for one in found), asked).severity
        typed = (classes.severity_of(one.finding.loss_class) for one in found)
        loss = classes.heaviest((whole, *(one.loss.severity for one in found), *typed))
        loss = classes.heaviest((loss, *(one.confirmed for one in found)))
        consequence = classes.heaviest(one.consequence for one in found)
    return jurisdiction.Facts(loss, consequence, case.level(), cadres - {""})


def classing(case: Case) -> classes.Classing:
    """What the class of loss of a case depends on."""
    certain, whole = (classes.confirmed_fen(case.all(Loss), contingent=one) for one in (False, True))
    return classes.Classing(
        case.clue.uid,
        case.clue.loss_class,
        case.before_takeover(Stage.INVESTIGATION),
        case.all(LossFinding),
        certain,
        whole - certain,
        case.clue.estimated_loss or 0,
        handling_day(case),
    )


def loss_class(case: Case) -> classes.CaseClass:
    """The class of loss of a case as it stands."""
    return classes.class_of_case(case.book, asked_of(case), classing(case))


def competence(case: Case, *, deciding: bool) -> jurisdiction.Competence | None:
    """Who is competent for this case as it stands: to investigate, or to decide."""
    return jurisdiction.competent(
        case.book, facts(case, deciding=deciding), asked_of(case), deciding=deciding
    )


def advice_for(case: Case, one: LiablePerson) -> ranges.Advice:
    """The cell of the matrix a liable person falls into."""
    severity = classes.confirmed_class(case, one.loss_findings)
    return ranges.advise(case.book, severity, one.liability, one.adjustment, asked_of(case))


def holding(laid: Iterable[Laid]) -> tuple[Laid, ...]:
    """What holds of it: no 处理建议, nothing that a review revoked, nor what it changed (the later decision holds)."""
    return tuple(one for one in laid if one.in_force and not one.changed)


def handlings_of(case: Case, one: LiablePerson) -> tuple[Handling, ...]:
    """What this case lays on a liable person and holds."""
    return tuple(found.handling for found in holding(case.laid()) if found.handling.liable == one.uid)


def by_person(case: Case) -> Iterator[tuple[str, tuple[Laid, ...], tuple[Laid, ...]]]:
    """Person → what this case lays on them, and what other cases did; what holds of both."""
    laid, others = holding(case.laid()), holding(case.elsewhere)
    for person in dict.fromkeys(one.person for one in laid if one.person):
        mine = tuple(one for one in laid if one.person == person)
        yield person, mine, tuple(one for one in others if one.person == person)


def pay_doubts(case: Case, mine: tuple[Laid, ...], others: tuple[Laid, ...]) -> tuple[pay.PayDoubt, ...]:
    """What is wrong with the deductions of one person, asked with the days of this case."""
    days = {"act": act_day(case), "discovery": case.clue.discovered_on}
    return tuple(pay.doubts(case.book, mine, others, asked_of(case), days))
