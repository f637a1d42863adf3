"""损失与后果定级: direct + indirect + contingent, the class of the sum, and the class that governs.

A class is proposed, never decided: a person confirms it (``LossFinding.governing_class``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import Loss, LossFinding
from ..rules import Key, Severity
from .ground import ANY, Asked, Ground, first_pack, valid
from .parameters import Decided, decided

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
            if one.upper_fen is None and _heavier_waits(pack, one):
                return Proposal(None, None, f"{pack.name}的损失标准没有填完，不能定到最高一档")
            return Proposal(Severity(one.code), Ground(pack, one))
    return Proposal(None, None, f"{pack.name}的损失标准没有覆盖这个金额")


def _heavier_waits(pack: RulePack, top: LossClass) -> bool:
    """Whether a heavier class stands there with no threshold yet: where the open band ends is not known."""
    return any(
        not one.retired and not one.filled and Severity(one.code).weight > Severity(top.code).weight
        for one in pack.loss_classes
    )


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
