"""延期的限度: whether a period may be put off at all, how far and how often, and by whom, as its rule says.

What a confirmed text that binds forbids is 强制; a text that was not verified, or that does not bind, is 核实.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .checks import Grade
from .errors import UserError
from .moving import applies_to
from .records import Extension
from .rules import DeadlineRule, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Excess:
    """How one 延期 goes beyond its rule."""

    extension: Extension
    rule: DeadlineRule
    grade: Grade
    sentence: str
    field: str

    @property
    def clause(self) -> str:
        """What the limit rests on."""
        return f"{self.rule.source}{self.rule.clause}"


def rule_of(extension: Extension, book: RuleBook) -> DeadlineRule | None:
    """The rule of the period that is put off; ``None`` where the stage has no clock."""
    kinds = [extension.period] if extension.period else book.deadline_kinds()
    for kind in kinds:
        if book.rules_of(kind) and applies_to(
            extension, rule := book.rule_of(kind), extension.sanction or ""
        ):
            return rule
    return None


def weight(rule: DeadlineRule, book: RuleBook) -> Grade:
    """强制 for a confirmed text that binds, else 核实."""
    binds = rule.grade.confirmed and book.home_of(rule.code).standing is not Standing.REFERENCE
    return Grade.MUST if binds else Grade.VERIFY


def excess(extension: Extension, book: RuleBook) -> Iterator[Excess]:
    """How one 延期 goes beyond its rule, looked at alone."""
    rule = rule_of(extension, book)
    if rule is None:
        return
    grade, basis = weight(rule, book), f"（{rule.source}{rule.clause}）"
    if rule.extension is None:
        # Of a measure whose text was not obtained nobody knows what it allows.
        if rule.grade.confirmed:
            yield Excess(
                extension, rule, grade, f"“{rule.label}”的期限没有延期的规定{basis}，请核对。", "period"
            )
        return
    if extension.from_on is None or extension.to_on is None:
        return
    try:
        limit = book.extended(rule.code, extension.from_on)
    except UserError:
        return  # a day outside the calendar is told by the check of days
    if limit is not None and extension.to_on > limit.day:
        allowed = f"{rule.extension.length}{rule.extension.unit.label if rule.extension.unit else ''}"
        yield Excess(
            extension, rule, grade,
            f"延至{extension.to_on}超过了“{rule.label}”一次可延的{allowed}，最迟{limit.day}{basis}，请核对。", "to_on",
        )  # fmt: skip


def repeated(extensions: Sequence[Extension], book: RuleBook) -> Iterator[Excess]:
    """The approved 延期 of one clue beyond the number of times their rules allow, the latest of each period."""
    by_period: dict[tuple[str, str], list[Extension]] = {}
    rules: dict[str, DeadlineRule] = {}
    for one in extensions:
        rule = rule_of(one, book)
        if rule is not None and one.approved_on is not None:
            rules[rule.code] = rule
            by_period.setdefault((rule.code, one.sanction or ""), []).append(one)
    for (code, _), several in by_period.items():
        rule = rules[code]
        times = rule.extension.times if rule.extension is not None else None
        if times is not None and len(several) > times:
            last = max(several, key=lambda one: (one.approved_on, one.uid))
            yield Excess(
                last, rule, weight(rule, book),
                f"“{rule.label}”已延期{len(several)}次，规定只能延期{times}次（{rule.source}{rule.clause}），请核对。",
                "approved_on",
            )  # fmt: skip
