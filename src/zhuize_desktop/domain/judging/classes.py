"""损失与后果定级: direct + indirect + contingent, the class of the sum, and the class that governs.

A class is proposed, never decided: a person confirms it (``LossFinding.governing_class``). Which class of loss a case
has is asked of ``class_of_case`` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from ..records import Loss, LossFinding
from ..rules import Key, Severity
from .ground import ANY, Asked, Ground, first_pack, in_force, valid
from .parameters import Decided, contingent_counts, decided

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..case import Case
    from ..rulebook import RuleBook
    from ..rules import LossClass, RulePack


@dataclass(frozen=True, slots=True)
class Totals:
    """What a conclusion counts, in 分.

    Attributes:
        direct, indirect, contingent: sums by kind; a kind that the office added itself counts as direct.
        unevaluated: 或有损失 without an evaluation paper; it is never counted.
        contingent_counts: what the measure says about 或有损失.
    """

    direct: int
    indirect: int
    contingent: int
    unevaluated: int
    contingent_counts: Decided

    @property
    def counted(self) -> int:
        """The amount the class rests on."""
        with_contingent = self.contingent_counts.value is True
        return self.direct + self.indirect + (self.contingent if with_contingent else 0)

    @property
    def certain(self) -> int:
        """What of it counts whatever an unverified parameter says: 或有损失 only after a confirmed one."""
        return self.counted if self.contingent_counts.binding else self.direct + self.indirect


def totals(lines: Iterable[Loss], *, evaluated: bool, contingent_counts: Decided) -> Totals:
    """The sums of some lines of loss; ``evaluated``: an evaluation paper for the 或有损失 among them is named."""
    sums = {"direct": 0, "indirect": 0, "contingent": 0}
    for one in lines:
        kind = one.kind if one.kind in sums else "direct"
        sums[kind] += one.amount or 0
    held = sums["contingent"]
    return Totals(
        sums["direct"],
        sums["indirect"],
        held if evaluated else 0,
        0 if evaluated else held,
        contingent_counts,
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A class with its ground; ``severity`` ``None``: nothing can be proposed, ``why`` says for what reason."""

    severity: Severity | None
    ground: Ground | None = None
    why: str = ""

    @property
    def binding(self) -> bool:
        """Whether it rests on a confirmed threshold of a pack that applies."""
        return self.ground is not None and self.ground.binding


def class_of(book: RuleBook, fen: int, asked: Asked = ANY) -> Proposal:
    """The class of a loss of ``fen`` 分 (以上 includes, 以下 excludes); thresholds may be empty (P14)."""
    if fen <= 0:
        return Proposal(None, None, "没有计入定级的资产损失")
    pack = first_pack(book, "loss_classes", asked)
    if pack is None:
        return Proposal(None, None, "没有填写过的损失标准")
    for one in valid(pack, pack.loss_classes, asked):
        if one.covers(fen):
            if one.upper_fen is None and _heavier_waits(pack, one, asked):
                return Proposal(None, None, f"{pack.name}的损失标准没有填完，不能定到最高一档")
            return Proposal(one.severity, Ground(pack, one))
    return Proposal(None, None, f"{pack.name}的损失标准没有覆盖这个金额")


def _heavier_waits(pack: RulePack, top: LossClass, asked: Asked) -> bool:
    """Whether a heavier class stands there with no threshold yet: where the open band ends is not known."""
    known = {one.severity for one in valid(pack, pack.loss_classes, asked)}
    standing = {one.severity for one in in_force(pack, pack.loss_classes, asked)}
    return any(one.weight > top.severity.weight for one in standing - known)


def governing(loss: Severity | None, consequence: Severity | None, rule: Decided) -> Severity | None:
    """The class that governs of the two; ``None`` when a person must say, or neither is known."""
    known = [one for one in (loss, consequence) if one is not None]
    if len(set(known)) <= 1:
        return known[0] if known else None
    if rule.value == "higher":
        return max(known, key=lambda one: one.weight)
    return loss if rule.value == "loss" else None


@dataclass(frozen=True, slots=True)
class Graded:
    """One 定损 with what the program proposes for it."""

    finding: LossFinding
    totals: Totals
    loss: Proposal
    consequence: Severity | None
    rule: Decided
    proposed: Severity | None

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Everything the proposal rests on: the threshold, the rule for classes that differ where they do, and the one
        on 或有损失 where there is any.
        """
        apart = self.loss.severity is not None and self.consequence not in (None, self.loss.severity)
        found = (
            self.loss.ground,
            self.rule.ground if apart or self.loss.ground is None else None,
            self.totals.contingent_counts.ground if self.totals.contingent else None,
        )
        return tuple(one for one in found if one is not None)

    @property
    def confirmed(self) -> Severity | None:
        """What a person confirmed."""
        return severity_of(self.finding.governing_class)

    @property
    def binding(self) -> bool:
        """Whether the proposal rests on confirmed rules that apply, the one on 或有损失 too where there is any."""
        by_loss = self.loss.binding or self.loss.severity is None
        apart = self.loss.severity is not None and self.consequence not in (None, self.loss.severity)
        summed = not self.totals.contingent or self.totals.contingent_counts.binding
        return self.proposed is not None and by_loss and summed and (not apart or self.rule.binding)


def severity_of(code: str) -> Severity | None:
    """The class a code of the dictionaries means; ``None`` for none and for a word the office added."""
    return Severity(code) if code in set(Severity) else None


def graded(case: Case, finding: LossFinding, asked: Asked = ANY) -> Graded:
    """One 定损 of a case with its proposal; an amount that no class covers is left to a person whole."""
    book = case.book
    lines = [one for one in case.all(Loss) if one.uid in finding.losses]
    sums = totals(
        lines,
        evaluated=bool(finding.evaluation.strip()),
        contingent_counts=decided(book, Key.CONTINGENT_COUNTS, asked),
    )
    loss = class_of(book, sums.counted, asked)
    unclassed = sums.counted > 0 and loss.severity is None
    consequence = severity_of(finding.consequence_class)
    rule = decided(book, Key.GOVERNING, asked)
    proposed = None if unclassed else governing(loss.severity, consequence, rule)
    return Graded(finding, sums, loss, consequence, rule, proposed)


def heaviest(findings: Iterable[Severity | None]) -> Severity | None:
    """The heaviest of some classes; ``None`` when none is known."""
    return max((one for one in findings if one is not None), key=lambda one: one.weight, default=None)


def confirmed_class(case: Case, findings: Iterable[str] = ()) -> Severity | None:
    """The governing class confirmed for these 定损, or for all of the case when none is named."""
    named = set(findings)
    found = [one for one in case.all(LossFinding) if not named or one.uid in named]
    return heaviest(severity_of(one.governing_class) for one in found)


# --- the class of loss of a case ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Classing:
    """What the class of loss of one case depends on.

    Attributes:
        clue: uid.
        typed: 资产损失档次 as it stands on the clue.
        taken_over: whether a 存量线索 was taken over with its 核查 behind it.
        findings: its 定损.
        certain: its direct and indirect loss in 分; ``contingent``: its 或有损失, which a measure may count.
        estimated: what was estimated, in 分; it is classed while nothing is confirmed.
        on: the day of handling.
        acted_on: the day of the act; ``None`` while it is not known.
    """

    clue: str
    typed: str
    taken_over: bool
    findings: tuple[LossFinding, ...]
    certain: int
    contingent: int
    estimated: int
    on: date
    acted_on: date | None

    def fen(self, *, contingent: bool) -> int:
        """The amount that is classed."""
        return self.certain + (self.contingent if contingent else 0) or self.estimated


class Said(StrEnum):
    """Who says which class of loss a case has."""

    FINDING = "finding"
    TYPED = "typed"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class CaseClass:
    """资产损失档次 of a case.

    Attributes:
        code: of the dictionary ``loss_class``; empty while nobody and nothing says so.
        said: by whom; the rules only propose.
        proposal: what the rules say; ``None`` where a person said so.
    """

    code: str
    said: Said
    proposal: Proposal | None = None

    @property
    def counted(self) -> str:
        """The class that a report counts; a threshold that nobody confirmed, or that does not bind, classes nothing."""
        return self.code if self.proposal is None or self.proposal.binding else ""


def confirmed_fen(lines: Iterable[Loss], *, contingent: bool) -> int:
    """认定损失 of a case in 分: direct and indirect lines, and 或有损失 where it counts."""
    kinds = counted_kinds(contingent=contingent)
    return sum(one.amount or 0 for one in lines if one.kind in kinds)


def counted_kinds(*, contingent: bool) -> frozenset[str]:
    """Codes of the dictionary ``loss_kind`` that make up 认定损失; what the office added itself is in none."""
    return frozenset(("direct", "indirect", "contingent")[: 3 if contingent else 2])


def class_of_case(book: RuleBook, asked: Asked, one: Classing) -> CaseClass:
    """The class of loss of a case: as confirmed in its 定损, else as typed on the clue, else as the rules propose.

    A 定损 that leaves the class of its loss open tells nothing of the whole, however light the others are: then the
    heaviest counts of what they say, what was typed and what confirmed rules give.

    A 存量线索 whose 核查 was over when it was taken over was classed before: what was typed goes first, a 定损 entered
    here tells only of a part.
    """
    found = heaviest(map(class_found, one.findings))
    is_open = any(each.losses and class_found(each) is None for each in one.findings)
    if one.typed and (one.taken_over or (found is None and not is_open)):
        return CaseClass(one.typed, Said.TYPED)
    if found is not None and not is_open:
        return CaseClass(found.value, Said.FINDING)
    contingent = one.contingent != 0 and contingent_counts(book, asked)
    proposal = class_of(book, one.fen(contingent=contingent), asked)
    if is_open:
        return _of_parts(found, one.typed, proposal)
    return CaseClass(proposal.severity.value if proposal.severity is not None else "", Said.RULES, proposal)


def _of_parts(found: Severity | None, typed: str, proposal: Proposal) -> CaseClass:
    """The class of a case of which some 定损 is open: the heaviest of what is said of it.

    ``found``, what the other 定损 say, is the least it can be: alone it counts only where nothing is heavier. What the
    office calls ``typed`` by a word of its own is compared with nothing.
    """
    of_clue, of_rules = severity_of(typed), proposal.severity if proposal.binding else None
    if typed and of_clue is None:
        return CaseClass(typed, Said.TYPED)
    said = {Said.FINDING: found, Said.TYPED: of_clue, Said.RULES: of_rules}
    top = heaviest(said.values())
    may_be_heavier = of_clue is None and of_rules is None and top is not None and top.moved(1) is not None
    if top is None or may_be_heavier:
        told = heaviest((proposal.severity, top)) if proposal.severity is not None else None
        return CaseClass(told.value if told is not None else "", Said.RULES, proposal)
    who = next(by for by, one in said.items() if one is top)
    return CaseClass(top.value, who, proposal if who is Said.RULES else None)


def class_found(one: LossFinding) -> Severity | None:
    """The class of loss that a person confirmed in a 定损; ``None``: it says nothing of the loss.

    Where only 认定档次 is filled in it is the class of the loss, unless nothing was lost, or it is the class of the
    consequence and the loss may be lighter.
    """
    governs, consequence = severity_of(one.governing_class), severity_of(one.consequence_class)
    if one.loss_class or governs is None or not one.losses:
        return severity_of(one.loss_class)
    return None if governs is consequence and governs.weight else governs
