"""What of a case the rules are asked with: the facts jurisdiction depends on, the class and cell of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..case import done_before
from ..records import Handling, LiablePerson, Loss, LossFinding
from ..stages import Stage
from . import classes, jurisdiction, pay, ranges
from .basis import act_day, asked_of, handling_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..case import Case, Laid
    from ..rules import Severity


def facts(case: Case, *, deciding: bool, settled: bool = False) -> jurisdiction.Facts:
    """For the investigation what was estimated, for the decision what was found.

    ``settled``: of the classes only those a person entered or confirmed, and those that follow from confirmed rules;
    one that is merely proposed, out of 46号令 or an unverified value, is not among them.
    """
    persons = {one.person for one in case.all(LiablePerson)} if deciding else set(case.clue.persons)
    cadres = (case.persons[uid].cadre_authority for uid in persons if uid in case.persons)
    of_findings = deciding and bool(case.all(LossFinding))
    loss, consequence = (_found if of_findings else _estimated)(case, settled)
    return jurisdiction.Facts(loss, consequence, case.level(), jurisdiction.authorities(case.book, cadres))


def _estimated(case: Case, settled: bool) -> tuple[Severity | None, Severity | None]:
    """Class of the loss and of the consequence as the clue has them."""
    loss = classes.severity_of(case.clue.loss_class)
    if loss is None:
        loss = _class(classes.class_of(case.book, case.clue.estimated_loss or 0, asked_of(case)), settled)
    return loss, classes.severity_of(case.clue.consequence_class)


def classing(case: Case) -> classes.Classing:
    """What the class of loss of a case depends on."""
    certain, whole = (classes.confirmed_fen(case.all(Loss), contingent=one) for one in (False, True))
    return classes.Classing(
        case.clue.uid,
        case.clue.loss_class,
        # As the reports class it: a 重启 does not unsay what was classed before the takeover.
        done_before(case.clue.legacy, case.clue.legacy_stage, Stage.INVESTIGATION),
        case.all(LossFinding),
        certain,
        whole - certain,
        case.clue.estimated_loss or 0,
        handling_day(case),
        act_day(case),
    )


def loss_class(case: Case) -> classes.CaseClass:
    """The class of loss of a case as it stands."""
    return classes.class_of_case(case.book, asked_of(case), classing(case))


def _found(case: Case, settled: bool) -> tuple[Severity | None, Severity | None]:
    """The heaviest classes of the findings, each and all together, what a person confirmed among them."""
    asked = asked_of(case)
    found = [classes.graded(case, one, asked) for one in case.all(LossFinding)]
    sums = [one.totals.certain if settled else one.totals.counted for one in found]
    # Of all findings together: a loss that is told in two parts goes to no lower body than one that is told whole.
    proposed = (_class(classes.class_of(case.book, fen, asked), settled) for fen in (sum(sums), *sums))
    typed = (classes.severity_of(one.finding.loss_class) for one in found)
    loss = classes.heaviest((*proposed, *typed, *(one.confirmed for one in found)))
    return loss, classes.heaviest(one.consequence for one in found)


def _class(proposal: classes.Proposal, settled: bool) -> Severity | None:
    return proposal.severity if proposal.binding or not settled else None


def competence(case: Case, *, deciding: bool, settled: bool = False) -> jurisdiction.Competence | None:
    """Who is competent for this case as it stands: to investigate, or to decide.

    ``settled``: as far as it follows from confirmed rules and from what a person confirmed, and from nothing else.
    """
    known = facts(case, deciding=deciding, settled=settled)
    return jurisdiction.competent(case.book, known, asked_of(case), deciding=deciding, settled=settled)


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
    return tuple(pay.doubts(case.book, mine, others, asked_of(case), days, case.matters))
